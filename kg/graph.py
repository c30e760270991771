"""The graph as Python sees it: `kg.open()` returns one."""

from collections.abc import Mapping

from kg.lookup import Card, Link, Lookup, Thing
from kg.query import Result, run
from kg.store import Store, Term


class Graph:
    """One built graph, open for questions; `language` (zh or en) is that of the labels."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def query(self, text: str, bindings: Mapping[str, Term] | None = None, *, allow_service: bool = False) -> Result:
        """The result of a SPARQL 1.1 query, with the usual prefixes declared.

        `bindings` puts terms in the place of variables that the query projects. Raises
        kg.errors.QueryError.
        """
        return run(self.store, text, bindings, allow_service=allow_service)

    def find(self, name: str, language: str = "en") -> list[Thing]:
        """The things that a name names; raises kg.errors.NotFoundError."""
        return Lookup(self.store, language).find(name)

    def who(self, name: str, hops: int = 1, language: str = "en") -> list[Link]:
        """Who and what is linked to the things that a name names; raises NotFoundError."""
        lookup = Lookup(self.store, language)
        return [link for thing in lookup.find(name) for link in lookup.who(thing, hops)]

    def show(self, name: str, language: str = "en") -> list[Card]:
        """All that is known of the things that a name names; raises NotFoundError."""
        lookup = Lookup(self.store, language)
        return [lookup.card(thing) for thing in lookup.find(name)]
