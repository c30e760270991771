"""The one table of formats: what they are called, where they are used, who writes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final, Protocol

from pyoxigraph import QueryResultsFormat, RdfFormat

from kg.errors import FormatError
from kg.messages import clauses, either, listed, say


class Output(Protocol):
    """What a document is written to, as it comes."""

    def write(self, data: bytes, /) -> int:
        """Write bytes; returns how many."""


class Holds(Enum):
    """What a format can hold."""

    SOLUTIONS = "solutions"
    GRAPH = "graph"
    NETWORK = "network"


@dataclass(frozen=True)
class Format:
    """A format: its name is also what `--format` takes; `engine` is Oxigraph's writer, if that writes it.

    One without an extension has that of another, and is had by its name alone.
    """

    name: str
    extensions: tuple[str, ...]
    media_type: str
    holds: Holds
    engine: QueryResultsFormat | RdfFormat | None = None


FORMATS: Final = (
    Format("csv", ("csv",), "text/csv", Holds.SOLUTIONS),
    Format("tsv", ("tsv",), "text/tab-separated-values", Holds.SOLUTIONS, QueryResultsFormat.TSV),
    Format("json", ("json", "srj"), "application/sparql-results+json", Holds.SOLUTIONS, QueryResultsFormat.JSON),
    Format("xml", ("xml", "srx"), "application/sparql-results+xml", Holds.SOLUTIONS, QueryResultsFormat.XML),
    Format("sheet", (), "text/csv", Holds.SOLUTIONS),
    Format("turtle", ("ttl",), "text/turtle", Holds.GRAPH, RdfFormat.TURTLE),
    Format("ntriples", ("nt",), "application/n-triples", Holds.GRAPH, RdfFormat.N_TRIPLES),
    Format("jsonld", ("jsonld",), "application/ld+json", Holds.GRAPH, RdfFormat.JSON_LD),
    Format("rdfxml", ("rdf", "xml"), "application/rdf+xml", Holds.GRAPH, RdfFormat.RDF_XML),
    Format("graphml", ("graphml",), "application/graphml+xml", Holds.NETWORK),
    Format("gexf", ("gexf",), "application/gexf+xml", Holds.NETWORK),
    Format("csv", ("csv",), "text/csv", Holds.NETWORK),
)  # fmt: skip


def by_name(name: str, *holds: Holds) -> Format:
    """The format called `name` among those that hold one of `holds`; raises FormatError."""
    allowed = [f for f in FORMATS if f.holds in holds]
    for found in allowed:
        if found.name == name:
            return found
    wrong = say("{format} cannot hold {kinds}", format=name, kinds=_kinds(holds))
    raise FormatError(clauses(wrong, say("expected one of {allowed}", allowed=listed(f.name for f in allowed))))


def by_extension(path: Path, *holds: Holds) -> Format:
    """The format that a file's extension means among those that hold one of `holds`; raises FormatError."""
    allowed = [f for f in FORMATS if f.holds in holds]
    for found in allowed:
        if path.suffix.removeprefix(".").lower() in found.extensions:
            return found
    wrong = say(
        "{file}: no format for {kinds} has the extension {extension!r}",
        file=path,
        kinds=_kinds(holds),
        extension=path.suffix,
    )
    raise FormatError(clauses(wrong, expected_extensions(*holds)))


def expected_extensions(*holds: Holds) -> str:
    """The extensions of what holds one of `holds`, as the last clause of a message."""
    extensions = (f".{f.extensions[0]}" for f in FORMATS if f.holds in holds and f.extensions)
    return say("expected one of {allowed}", allowed=listed(extensions))


def _kinds(holds: Iterable[Holds]) -> str:
    words = {
        Holds.SOLUTIONS: say("the solutions of a SELECT, or the answer of an ASK"),
        Holds.GRAPH: say("an RDF graph"),
        Holds.NETWORK: say("a network of nodes and edges"),
    }
    return either(words[of] for of in holds)
