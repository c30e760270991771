"""The graph as Python sees it: `kg.open()` returns one."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kg.lookup import Card, Found, Link, Lookup
from kg.query import Result, run
from kg.questions import Row, ask, find_question
from kg.store import Store, Term

if TYPE_CHECKING:
    import networkx as nx


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

    def find(self, text: str, type: str | None = None, limit: int = 20, language: str = "en") -> list[Found]:
        """What `text` may name, best first, one typing error forgiven; only of a class where one
        is given. Raises kg.errors.NotFoundError.
        """
        return Lookup(self.store, language).search(text, type, limit)

    def who(self, name: str, hops: int = 1, language: str = "en") -> list[Link]:
        """Who and what is linked to the things that a name names; raises NotFoundError."""
        lookup = Lookup(self.store, language)
        return [link for thing in lookup.find(name) for link in lookup.who(thing, hops)]

    def ask(self, question: str, language: str = "en", **arguments: str) -> list[Row]:
        """The answer to a question of the catalogue, with labels and receipts.

        `arguments` are what a person would type, by parameter. Raises kg.errors.QuestionError
        and the errors of names.
        """
        return ask(self.store, find_question(question), arguments, language)

    def network(self, language: str = "en") -> "nx.MultiDiGraph[str]":
        """The graph as a networkx network: things as nodes, claims as edges."""
        from kg.network import read_network

        return read_network(self.store, language)

    def show(self, name: str, language: str = "en") -> list[Card]:
        """All that is known of the things that a name names; raises NotFoundError."""
        lookup = Lookup(self.store, language)
        return [lookup.card(thing) for thing in lookup.find(name)]
