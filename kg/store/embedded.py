"""The embedded store: one generation on disk, Oxigraph's files beside the index of names."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad

from kg.errors import MissingExtraError
from kg.names.search import NameIndex
from kg.rdf.terms import Term, Triple
from kg.sparql.graph import open_graph
from kg.store.generations import GRAPH, NAMES
from kg.store.store import Description
from kg.vocabulary import PREFIXES

if TYPE_CHECKING:
    import rdflib

    from kg.sparql.hints import Hint
    from kg.sparql.results import Result
    from kg.sparql.workers import Limits, Reply, Workers


class EmbeddedStore:
    """One generation, open for reading; raises StoreError where it cannot be opened."""

    def __init__(self, generation: Path) -> None:
        self._generation = generation
        self._graph = open_graph(generation / GRAPH)

    @cached_property
    def names(self) -> NameIndex:
        """The index that finds things by name."""
        return NameIndex(self._generation / NAMES)

    def describe_many(self, iris: Iterable[str]) -> dict[str, Description]:
        """As `kg.store.store.Store` has it."""
        return {iri: self._describe(NamedNode(iri)) for iri in iris}

    def _describe(self, subject: NamedNode) -> Description:
        found: dict[str, list[Term]] = {}
        for quad in self._graph.quads_for_pattern(subject, None, None):
            found.setdefault(quad.predicate.value, []).append(quad.object)  # type: ignore[arg-type]
        return {predicate: sorted(found[predicate], key=str) for predicate in sorted(found)}

    def pairs(self, predicate: str, objects: Collection[str] | None = None) -> list[tuple[str, str]]:
        """As `kg.store.store.Store` has it."""
        ends = (None,) if objects is None else map(NamedNode, objects)
        quads = (quad for end in ends for quad in self._graph.quads_for_pattern(None, NamedNode(predicate), end))
        return sorted((quad.subject.value, quad.object.value) for quad in quads if _ties_iris(quad))  # type: ignore[union-attr]

    def query(self, text: str, bindings: Mapping[str, Term] | None = None, *, service: bool = False) -> "Result":
        """As `kg.sparql.evaluation.evaluate` has it."""
        from kg.sparql.evaluation import evaluate  # a lookup does without

        return evaluate(self._graph, text, bindings, service=service)

    @cached_property
    def _workers(self) -> "Workers":
        from kg.sparql.workers import Workers  # a lookup does without

        return Workers(self._generation / GRAPH)

    def solve(self, text: str, limits: "Limits | None" = None, bindings: Mapping[str, Term] | None = None) -> "Reply":
        """As `kg.sparql.workers.Workers.ask` has it; without limits, within the usual ones."""
        from kg.sparql.workers import Limits

        return self._workers.ask(text, limits or Limits(), bindings)

    def explain(self, text: str, given: Collection[str] = (), *, empty: bool = True) -> "tuple[Hint, ...]":
        """As `kg.sparql.workers.Workers.explain` has it."""
        return self._workers.explain(text, given, empty=empty)

    def triples(self) -> Iterator[Triple]:
        """Every triple, in no order."""
        return (quad.triple for quad in self._graph)

    def rdflib(self) -> "rdflib.Graph":
        """The graph as rdflib sees it, over the same files; the usual prefixes are bound.

        Raises MissingExtraError without the optional extra `oxrdflib`.
        """
        try:
            from oxrdflib import OxigraphStore
        except ModuleNotFoundError as error:
            raise MissingExtraError("oxrdflib") from error
        import rdflib
        from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

        # the identifier is how oxrdflib knows the default graph, in which all triples lie
        store = OxigraphStore(store=self._graph)
        graph = rdflib.Graph(store, identifier=DATASET_DEFAULT_GRAPH_ID, bind_namespaces="none")
        for prefix, namespace in PREFIXES.items():
            graph.bind(prefix, namespace)
        return graph

    def __len__(self) -> int:
        """How many triples there are."""
        return len(self._graph)


def _ties_iris(quad: Quad) -> bool:
    return isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
