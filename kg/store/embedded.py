"""The embedded store: one generation on disk, Oxigraph's files beside the index of names."""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final
from weakref import finalize

from pyoxigraph import NamedNode, Quad

from kg.errors import KgError, MissingExtraError, QueryError, StoreError
from kg.messages import listed, say
from kg.names.search import NameIndex
from kg.rdf.terms import Term, Triple
from kg.sparql.graph import engine_errors, open_graph
from kg.store.generations import hold, unreadable
from kg.store.record import GRAPH, NAMES, Counts, faults, is_whole, read_record
from kg.store.store import Description
from kg.vocabulary import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib

    from kg.rdf.formats import Format, Holds
    from kg.sparql.hints import Hint
    from kg.sparql.process import Limits
    from kg.sparql.results import Result
    from kg.sparql.workers import Reply, Stop, Workers


_FILES_FAILED: Final = ("Corruption", "IO error")
"""What the engine's errors begin with that are for its files."""


class EmbeddedStore:
    """One generation, open for reading, which is not removed as long as it is.

    Anybody's queries have as many `workers` as are asked at once, or so many; `isolated` ones have no network.
    Raises StoreError where it cannot be opened, and whenever its files cannot be read.
    """

    def __init__(self, generation: Path, *, workers: int | None = None, isolated: bool = False) -> None:
        self.generation = generation
        self._most, self._isolated = workers, isolated
        held = hold(generation)
        let_go = finalize(self, os.close, held) if held is not None else lambda: None
        try:
            self._graph = open_graph(generation / GRAPH)
        except StoreError:
            let_go()
            raise

    @cached_property
    def names(self) -> NameIndex:
        """The index that finds things by name."""
        generation = self.generation  # an index that had hold of the store would keep it, and be kept by it
        return NameIndex(generation / NAMES, lambda error: unreadable(generation, str(error)))

    def describe_many(self, iris: Iterable[str]) -> dict[str, Description]:
        """As `kg.store.store.Store` has it."""
        with engine_errors(self._failed):
            return {iri: self._describe(NamedNode(iri)) for iri in iris}

    def _describe(self, subject: NamedNode) -> Description:
        found: dict[str, list[Term]] = {}
        for quad in self._graph.quads_for_pattern(subject, None, None):
            found.setdefault(quad.predicate.value, []).append(quad.object)  # type: ignore[arg-type]
        # most properties have one value, and to write each as text for an order that is none took half of the time
        return {p: sorted(terms, key=str) if len(terms) > 1 else terms for p, terms in sorted(found.items())}

    def pairs(self, predicate: str, objects: Collection[str] | None = None) -> list[tuple[str, str]]:
        """As `kg.store.store.Store` has it."""
        ends = (None,) if objects is None else map(NamedNode, objects)
        quads = (quad for end in ends for quad in self._graph.quads_for_pattern(None, NamedNode(predicate), end))
        with engine_errors(self._failed):
            return sorted((quad.subject.value, quad.object.value) for quad in quads if _ties_iris(quad))  # type: ignore[union-attr]

    def query(self, text: str, bindings: Mapping[str, Term] | None = None, *, service: bool = False) -> "Result":
        """As `kg.sparql.evaluation.evaluate` has it."""
        from kg.sparql.evaluation import evaluate  # a lookup does without

        return evaluate(self._graph, text, bindings, service=service, failed=self._query_failed)

    @cached_property
    def _workers(self) -> "Workers":
        from kg.sparql.workers import Workers  # a lookup does without

        failed = partial(_query_failed, self.generation)
        return Workers(self.generation / GRAPH, failed, most=self._most, isolated=self._isolated)

    def begin(self) -> None:
        """Start the workers that it may have, before anybody asks."""
        self._workers.begin(self._most or 1)

    def solve(
        self,
        text: str,
        limits: "Limits | None" = None,
        bindings: Mapping[str, Term] | None = None,
        *,
        formats: "Mapping[Holds, Format | None] | None" = None,
        stop: "Stop | None" = None,
    ) -> "Reply":
        """As `kg.sparql.workers.Workers.ask` has it; without limits, within the usual ones."""
        from kg.sparql.process import Limits

        reply = self._workers.ask(text, limits or Limits(), bindings, formats=formats, stop=stop)
        finalize(reply, lambda _: None, self)  # which is kept, and with it the generation, as long as the reply is
        return reply

    def explain(self, text: str, given: Collection[str] = (), *, empty: bool = True) -> "tuple[Hint, ...]":
        """As `kg.sparql.workers.Workers.explain` has it."""
        return self._workers.explain(text, given, empty=empty)

    def triples(self) -> Iterator[Triple]:
        """Every triple, in no order."""
        with engine_errors(self._failed):
            for quad in self._graph:
                yield quad.triple

    def rdflib(self) -> "rdflib.Graph":
        """The graph as rdflib sees it, over the same files; the usual prefixes are bound.

        Raises MissingExtraError without the optional extra `oxrdflib`.
        """
        graph = as_rdflib(self._graph)
        finalize(graph, lambda _: None, self)  # which is kept as long as the graph is
        return graph

    def __len__(self) -> int:
        """How many triples there are."""
        with engine_errors(self._failed):
            return len(self._graph)

    def _failed(self, error: BaseException) -> StoreError:
        return unreadable(self.generation, str(error))

    def _query_failed(self, error: BaseException) -> KgError:
        """The same of the generation; who has hold of this has hold of the store, and with it of the generation."""
        return _query_failed(self.generation, error)


def as_rdflib(store: "pyoxigraph.Store") -> "rdflib.Graph":
    """The default graph of a store of the engine's as rdflib sees it; the usual prefixes are bound.

    Raises MissingExtraError without the optional extra `oxrdflib`.
    """
    try:
        from oxrdflib import OxigraphStore
    except ModuleNotFoundError as error:
        raise MissingExtraError("oxrdflib") from error
    import rdflib
    from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

    # the identifier is how oxrdflib knows the default graph, in which all triples lie
    graph = rdflib.Graph(OxigraphStore(store=store), identifier=DATASET_DEFAULT_GRAPH_ID, bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph


def _query_failed(generation: Path, error: BaseException) -> KgError:
    """The error of a query that failed: its own, unless it was for the files that are read.

    Apart from the store: workers that had hold of it would keep it, and be kept by it.
    """
    told = str(error)
    if told.startswith(_FILES_FAILED) or not is_whole(generation):
        return unreadable(generation, told)
    return error if isinstance(error, KgError) else QueryError(told)


def check_store(generation: Path) -> Counts:
    """Read all of a generation, and return how much it holds; raises StoreError with all that is wrong."""
    record = read_record(generation)
    if record is None:
        raise unreadable(generation, say("its record is missing or damaged"))
    if found := list(faults(generation, record)):
        raise unreadable(generation, listed(found))
    store = EmbeddedStore(generation)
    counts = Counts(len(store), store.names.count())
    if counts != record.counts:
        told = say(
            "it holds {triples} triples and {names} names, expected {expected_triples} and {expected_names}",
            triples=counts.triples,
            names=counts.names,
            expected_triples=record.counts.triples,
            expected_names=record.counts.names,
        )
        raise unreadable(generation, told)
    return counts


def _ties_iris(quad: Quad) -> bool:
    return isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
