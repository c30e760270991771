"""The seam behind which a store stands: few calls, each for many things.

Lookups know no more of a store than this, so they answer from any that has it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from kg.rdf.terms import Term, Triple

if TYPE_CHECKING:
    import rdflib

    from kg.names.names import Names
    from kg.rdf.formats import Format, Holds
    from kg.sparql.hints import Hint
    from kg.sparql.process import Limits
    from kg.sparql.results import Result, Why

Description = Mapping[str, Sequence[Term]]
"""What the triples with one subject say: their objects by the IRI of their predicate, both in order."""


class Reply(Protocol):
    """What a query is replied: whether solutions (or an answer) or a graph, and then all of it, once."""

    holds: "Holds"
    is_empty: bool
    """Whether there was nothing; known when all was read."""

    def result(self, why: "Why" = ...) -> "Result":
        """The reply as terms; `why` says why it may be empty."""

    def chunks(self, format: "Format | None" = None) -> Iterator[bytes]:
        """The bytes of the reply in a format; without one, JSON or N-Triples, in which nothing is lost or refused."""

    def close(self) -> None:
        """Read no more."""


class Store(Protocol):
    """One graph, open for reading."""

    @property
    def names(self) -> "Names":
        """What finds things by name."""

    def describe_many(self, iris: Iterable[str]) -> dict[str, Description]:
        """What is said of each of these IRIs; an empty description where nothing is."""

    def pairs(self, predicate: str, objects: Collection[str] | None = None) -> list[tuple[str, str]]:
        """The subject and object of each triple with this predicate that ties two IRIs, in order;
        only those with one of `objects`, where these are given.
        """

    def query(self, text: str, bindings: Mapping[str, Term] | None = None, *, service: bool = False) -> "Result":
        """The result of a query of our own; raises QueryError, as `kg.sparql.evaluation.evaluate` says."""

    def solve(self, text: str, limits: "Limits | None" = None, bindings: Mapping[str, Term] | None = None) -> "Reply":
        """The reply to anybody's query, within the limits given or the usual ones; raises QueryError, as
        `kg.sparql.workers.Workers.ask` says.
        """

    def explain(self, text: str, given: Collection[str] = (), *, empty: bool = True) -> "tuple[Hint, ...]":
        """Why the answer to a query may be empty, or have an empty column; `given` are variables bound from outside."""

    def triples(self) -> Iterator[Triple]:
        """Every triple, in no order."""

    def rdflib(self) -> "rdflib.Graph":
        """The graph as rdflib sees it, for reading; raises MissingExtraError without `oxrdflib`."""

    def __len__(self) -> int:
        """How many triples there are."""
