"""A store that is a graph on a server: the same lookups answer from it as from the embedded one."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

from kg.batches import in_batches
from kg.errors import EndpointError
from kg.messages import say
from kg.rdf.terms import Literal, NamedNode, Term, Triple
from kg.sparql.process import Limits
from kg.sparql.results import Result, Solutions
from kg.sparql.results import Triples as GraphResult
from kg.sparql.scan import with_iris
from kg.store.endpoint.asking import OWN, Asking, EndpointReply
from kg.store.endpoint.names import EndpointNames
from kg.store.endpoint.settings import Place
from kg.store.store import Description

if TYPE_CHECKING:
    import rdflib

    from kg.sparql.hints import Hint

_AT_ONCE: Final = 500
"""IRIs of which one query asks: more than that some servers' compilers refuse."""

_ALL: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_COUNT: Final = "SELECT (COUNT(*) AS ?count) WHERE { ?s ?p ?o }"
_COUNTS: Final = "SELECT ?p (COUNT(*) AS ?count) WHERE { ?s ?p ?o } GROUP BY ?p ORDER BY ?p"


class EndpointStore:
    """The graph at a place; `close` it. Every call may raise EndpointError and QueryError.

    Raises MissingExtraError where httpx is not installed.
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        self.asking = Asking(place)

    @cached_property
    def names(self) -> EndpointNames:
        """What finds things by the names that `kg load` puts there; raises EndpointError where it did not."""
        asking = self.asking  # names that had hold of the store would keep it, and be kept by it

        def rows(query: str, terms: Mapping[str, Term]) -> Iterator[Sequence[Term | None]]:
            return _rows(asking.solve(query, OWN, terms, graph=asking.place.names).result())

        return EndpointNames(rows, partial(_no_names, asking.place.address.host))

    def describe_many(self, iris: Iterable[str]) -> dict[str, Description]:
        """As `kg.store.store.Store` has it."""
        found: dict[str, dict[str, list[Term]]] = {iri: {} for iri in iris}
        for some in in_batches(found, _AT_ONCE):
            # as triples: in solutions, Virtuoso makes numbers of booleans
            for subject, predicate, term in self._triples(with_iris(_ALL, "s", some)):
                if isinstance(subject, NamedNode) and isinstance(term, NamedNode | Literal):
                    found[subject.value].setdefault(predicate.value, []).append(term)
        return {
            iri: {p: sorted(terms, key=str) for p, terms in sorted(values.items())} for iri, values in found.items()
        }

    def pairs(self, predicate: str, objects: Collection[str] | None = None) -> list[tuple[str, str]]:
        """As `kg.store.store.Store` has it."""
        text = _pairs(NamedNode(predicate))
        queries = [text] if objects is None else [with_iris(text, "o", some) for some in in_batches(objects, _AT_ONCE)]
        return sorted((_value(s), _value(o)) for query in queries for s, o in self._rows(query))

    def query(self, text: str, bindings: Mapping[str, Term] | None = None, *, service: bool = False) -> Result:
        """As `kg.store.store.Store` has it."""
        limits = Limits(OWN.seconds, OWN.megabytes, service)
        return self.asking.solve(text, limits, bindings).result()

    def solve(
        self, text: str, limits: Limits | None = None, bindings: Mapping[str, Term] | None = None
    ) -> EndpointReply:
        """As `kg.store.store.Store` has it: the limits are of the time that an answer takes, and of its size."""
        return EndpointReply(self.asking.solve(text, limits or Limits(), bindings))

    def explain(self, text: str, given: Collection[str] = (), *, empty: bool = True) -> "tuple[Hint, ...]":
        """Nothing: to hold a query against the graph, the engine's own files are read."""
        return ()

    def triples(self) -> Iterator[Triple]:
        """Every triple, a predicate at a time, which are counted: some servers leave out what is too much, and do not
        say so. Raises EndpointError where they are not as many.
        """
        for predicate, term in self._rows(_COUNTS):
            assert isinstance(predicate, NamedNode)
            count = 0
            for triple in self._triples(_of(predicate)):
                yield triple
                count += 1
            if count != int(_value(term)):
                host = self.place.address.host
                wrong = say(
                    "{host} gives {count} triples of {expected} with {predicate}",
                    host=host,
                    count=count,
                    expected=_value(term),
                    predicate=predicate.value,
                )
                raise EndpointError(host, wrong, say("have it allow larger answers"))

    def _triples(self, text: str) -> Iterator[Triple]:
        found = self.query(text)
        assert isinstance(found, GraphResult)
        return iter(found)

    def rdflib(self) -> "rdflib.Graph":
        """A copy of the graph in memory, as rdflib sees it; raises MissingExtraError without `oxrdflib`."""
        import pyoxigraph

        from kg.store.embedded import as_rdflib

        copied = pyoxigraph.Store()
        copied.bulk_extend(pyoxigraph.Quad(*triple) for triple in self.triples())
        return as_rdflib(copied)

    def __len__(self) -> int:
        """How many triples there are."""
        ((count,),) = self._rows(_COUNT)
        return int(_value(count))

    def close(self) -> None:
        """Give the connections back."""
        self.asking.close()

    def _rows(self, text: str) -> Iterator[Sequence[Term | None]]:
        return _rows(self.query(text))


# in the place of a variable, a predicate stands as the engine serialises it: of one that a VALUES names, some servers
# first read all triples


def _pairs(predicate: NamedNode) -> str:
    return f"SELECT ?s ?o WHERE {{ ?s {predicate} ?o FILTER(isIRI(?s) && isIRI(?o)) }}"


def _of(predicate: NamedNode) -> str:
    return f"CONSTRUCT {{ ?s {predicate} ?o }} WHERE {{ ?s {predicate} ?o }}"


def _no_names(host: str) -> None:
    wrong = say("{host} has no names beside the graph, by which things are found", host=host)
    raise EndpointError(host, wrong, say("put them there: kg load"))


def _rows(found: Result) -> Iterator[Sequence[Term | None]]:
    assert isinstance(found, Solutions)
    return (tuple(solution.values()) for solution in found)


def _value(term: Term | None) -> str:
    return "" if term is None else term.value
