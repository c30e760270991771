"""The seam behind which names lie: what finds things by them, be it the index of a store or a server."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from kg.names.folding import Name
from kg.names.search import Hit


class Names(Protocol):
    """The names of one graph. `kg.names.search.NameIndex` says of each call what it returns; who has no more than
    names forgives no typing error, and knows of no places elsewhere.
    """

    def find(self, text: str, limit: int = 50, *, fuzzy: bool = False) -> list[Hit]:
        """The things that `text` may name, best first, once each; among equals the most connected."""

    def named(self, text: str, limit: int = 50) -> tuple[list[Hit], str]:
        """The things that `text` names, and the name that was read instead, or ""."""

    def exactly(self, text: str) -> list[Name]:
        """Every name that is just `text`, the most connected first."""

    def beginning(self, text: str, limit: int = 50) -> list[Name]:
        """The names that begin with `text`."""

    def suggestions(self, text: str, limit: int = 3) -> list[str]:
        """The names nearest to `text`, to choose from."""

    def simplified(self, text: str) -> str:
        """What is typed to be sought in texts of the graph."""

    def tokens(self, text: str) -> list[str]:
        """A text as names are compared."""

    def is_elsewhere(self, text: str) -> bool:
        """Whether a place is called so of which nothing is known."""

    def proper(self, things: Iterable[str] | None = None) -> list[str]:
        """The keys of the names of places and persons, of all or of some things."""

    def owners(self, text: str) -> list[str]:
        """The ids of the places and persons whose name, or a part of it, is `text`."""

    def all(self) -> Iterator[Name]:
        """Every name of everything, those of the most connected things first."""

    def of(self, thing: str) -> Iterator[Name]:
        """Every name of a thing, by its id."""

    def simplifications(self) -> list[tuple[str, str]]:
        """Each character that is written otherwise in Simplified Chinese, with that form."""

    def count(self) -> int:
        """How many names there are."""
