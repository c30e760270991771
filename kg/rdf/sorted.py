"""Triples sorted and each once, so that a graph is the same bytes each time it is written."""

import re
from collections.abc import Iterable, Iterator

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from kg.errors import FormatError
from kg.rdf.formats import Format
from kg.rdf.xml import xml
from kg.vocabulary import PREFIXES


def sorted_lines(triples: Iterable[Triple]) -> Iterator[str]:
    """The lines of N-Triples, in the order of their code points."""
    return (f"{line} .\n" for line in sorted(set(map(str, triples))))


def serialise_sorted(triples: Iterable[Triple], format: Format) -> bytes:
    """Triples in an RDF format, sorted and each once; raises FormatError for what it cannot hold."""
    if format.name == "ntriples":
        return "".join(sorted_lines(triples)).encode()
    if format.name == "jsonld":
        from kg.rdf.jsonld import to_jsonld

        return to_jsonld(triples).encode()
    assert isinstance(format.engine, RdfFormat)
    ordered = sorted(set(triples), key=str)
    if format.name == "rdfxml":
        _check_names(ordered)
    data = pyoxigraph.serialize(ordered, format=format.engine, prefixes=PREFIXES)
    assert data is not None
    return xml(data.decode()).encode() if format.name == "rdfxml" else data


def _check_names(triples: Iterable[Triple]) -> None:
    """Raise FormatError for a predicate that no XML element can be called by (RDF 1.1 XML Syntax, 2.6)."""
    for predicate in {triple.predicate.value for triple in triples}:
        if not re.search(r"[^\W\d][\w.-]*\Z", predicate):
            raise FormatError(f"RDF/XML cannot hold the predicate {predicate}; .ttl, .nt and .jsonld can")
