"""The seam behind which a store stands: few calls, each for many things.

Lookups know no more of a store than this, so they answer from any that has it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from kg.rdf.terms import Term, Triple

if TYPE_CHECKING:
    import rdflib

    from kg.names.search import NameIndex
    from kg.rdf.formats import Format
    from kg.sparql.evaluation import Limits
    from kg.sparql.hints import Hint
    from kg.sparql.results import Result

Description = Mapping[str, Sequence[Term]]
"""What the triples with one subject say: their objects by the IRI of their predicate, both in order."""


class Store(Protocol):
    """One graph, open for reading."""

    @property
    def names(self) -> "NameIndex":
        """The index that finds things by name."""

    def describe_many(self, iris: Iterable[str]) -> dict[str, Description]:
        """What is said of each of these IRIs; an empty description where nothing is."""

    def pairs(self, predicate: str, objects: Collection[str] | None = None) -> list[tuple[str, str]]:
        """The subject and object of each triple with this predicate that ties two IRIs, in order;
        only those with one of `objects`, where these are given.
        """

    def query(self, text: str, bindings: Mapping[str, Term] | None = None, *, service: bool = False) -> "Result":
        """The result of a query of our own; raises QueryError, as `kg.sparql.evaluation.evaluate` says."""

    def solve(
        self,
        text: str,
        format: "Format",
        limits: "Limits | None" = None,
        notice: "Callable[[Hint], None] | None" = None,
    ) -> bytes:
        """The result of anybody's query, serialised, within the limits given or the usual ones; a
        `notice` is given each hint why it may be empty.

        Raises QueryError, as `kg.sparql.evaluation.evaluate_limited` says.
        """

    def triples(self) -> Iterator[Triple]:
        """Every triple, in no order."""

    def rdflib(self) -> "rdflib.Graph":
        """The graph as rdflib sees it, for reading; raises MissingExtraError without `oxrdflib`."""

    def __len__(self) -> int:
        """How many triples there are."""
