"""The graph as Python sees it: `kg.open()` returns one."""

from collections.abc import Collection, Mapping
from html import escape
from typing import TYPE_CHECKING

from kg.errors import MissingExtraError, PageError
from kg.frame import html_table
from kg.lookup import Lookup
from kg.model import Card, Found
from kg.query import Result, run
from kg.questions import Row, ask, find_question
from kg.records import Links, Records
from kg.store import Store, Term
from kg.vocabulary import PREFIXES, expand

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

_COUNTED = {"claims": "kg:Claim", "figures": "kg:Figure"}


class Graph:
    """One built graph, open for questions; `language` (zh or en) is that of the labels.

    What it returns shows itself as a table in a notebook, and has `to_pandas()`, for which the
    optional extra `pandas` must be installed.
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    def query(self, text: str, bindings: Mapping[str, Term] | None = None, *, allow_service: bool = False) -> Result:
        """The result of a SPARQL 1.1 query, with the usual prefixes declared.

        `bindings` puts terms in the place of variables that the query projects. Raises
        kg.errors.QueryError.
        """
        return run(self.store, text, bindings, allow_service=allow_service)

    def find(self, text: str, type: str | None = None, limit: int = 20, language: str = "en") -> Records[Found]:
        """What `text` may name, best first, one typing error forgiven; only of a class where one
        is given, by name or label. Raises kg.errors.NotFoundError, and NoSuchTermError for no class.
        """
        return Records(Lookup(self.store, language).search(text, type, limit))

    def who(self, name: str, hops: int = 1, language: str = "en") -> Links:
        """Who and what is linked to the things that a name names, in a notebook with a small graph
        of them; raises NotFoundError.
        """
        lookup = Lookup(self.store, language)
        return Links(self._frame, (link for thing in lookup.find(name) for link in lookup.who(thing, hops)))

    def ask(self, question: str, language: str = "en", **arguments: str) -> Records[Row]:
        """The answer to a question of the catalogue, with labels and receipts.

        `arguments` are what a person would type, by parameter. Raises kg.errors.QuestionError
        and the errors of names.
        """
        return Records(ask(self.store, find_question(question), arguments, language))

    def show(self, name: str, language: str = "en") -> Records[Card]:
        """All that is known of the things that a name names; raises NotFoundError."""
        lookup = Lookup(self.store, language)
        return Records(lookup.card(thing) for thing in lookup.find(name))

    def network(self, language: str = "en") -> "nx.MultiDiGraph[str]":
        """The graph as a networkx network: things as nodes, claims as edges."""
        from kg.network import read_network

        return read_network(self.store, language)

    def rdflib(self) -> "rdflib.Graph":
        """The graph as rdflib sees it, over the same files, for reading; the usual prefixes are bound.

        Raises kg.errors.MissingExtraError without the optional extra `oxrdflib`.
        """
        try:
            from oxrdflib import OxigraphStore
        except ModuleNotFoundError as error:
            raise MissingExtraError("oxrdflib") from error
        import pyoxigraph
        import rdflib
        from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

        # the identifier is how oxrdflib knows the default graph, in which all triples lie
        store = OxigraphStore(store=pyoxigraph.Store.read_only(str(self.store.generation / "graph")))
        graph = rdflib.Graph(store, identifier=DATASET_DEFAULT_GRAPH_ID, bind_namespaces="none")
        for prefix, namespace in PREFIXES.items():
            graph.bind(prefix, namespace)
        return graph

    def counts(self) -> dict[str, int]:
        """How many triples, things, claims and figures there are."""
        counted = {name: len(self.store.subjects(expand("rdf:type"), expand(of))) for name, of in _COUNTED.items()}
        return {"triples": len(self.store), "things": sum(1 for _ in Lookup(self.store).all_things())} | counted

    def _frame(self, things: Collection[str]) -> str:
        from kg.page import frame

        try:
            return frame(self.store, things)
        except PageError as error:  # the table stands without it
            return f"<p>{escape(str(error))}</p>"

    def _repr_html_(self) -> str:
        return html_table(("", "count"), [[name, str(count)] for name, count in self.counts().items()], "kg.Graph")
