"""Triples sorted and each once, so that a graph is the same bytes each time it is written.

Every format is written so that rdflib reads it as Oxigraph does, to the same triples.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final
from xml.parsers import expat

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from kg.errors import FormatError
from kg.rdf.formats import Format
from kg.rdf.xml import xml
from kg.vocabulary import PREFIXES

_SPACED_IRI: Final = re.compile(r'<[^<>"\\\x00-\x20]*[^\S\x00-\x20][^<>"\\\x00-\x20]*>')

_ODD_NUMBER: Final = re.compile(r"\+|-?\.|-?0\d|-0\Z")


def sorted_lines(triples: Iterable[Triple]) -> Iterator[str]:
    """The lines of N-Triples, in the order of their code points."""
    return iter(sorted({_line(triple) for triple in triples}))


def serialise_sorted(triples: Iterable[Triple], format: Format) -> bytes:
    """Triples in an RDF format, sorted and each once; raises FormatError for what it cannot hold."""
    triples = list(triples)
    for triple in triples:
        _check_object(triple.object)
    if format.name == "ntriples":
        return "".join(sorted_lines(triples)).encode()
    if format.name == "jsonld":
        from kg.rdf.jsonld import to_jsonld

        return to_jsonld(triples).encode()
    ordered = sorted(set(triples), key=str)
    if format.name == "turtle":
        plain: list[Triple] = []
        odd: list[Triple] = []
        for triple in ordered:
            (odd if any(map(_is_odd, triple)) else plain).append(triple)
        return _engine_writes(plain, RdfFormat.TURTLE) + "".join(sorted_lines(odd)).encode()
    assert format.engine is RdfFormat.RDF_XML
    classes = {triple.object for triple in ordered if triple.predicate.value == PREFIXES["rdf"] + "type"}
    for named in {triple.predicate for triple in ordered} | {term for term in classes if isinstance(term, NamedNode)}:
        _check_name(named)
    return xml(_engine_writes(ordered, format.engine).decode()).encode()


def _line(triple: Triple) -> str:
    """A triple as N-Triples; a space in an IRI, such as U+3000, is escaped, since rdflib ends an IRI there."""
    return _SPACED_IRI.sub(lambda iri: re.sub(r"\s", lambda s: f"\\u{ord(s[0]):04X}", iri[0]), f"{triple} .\n")


def _is_odd(term: object) -> bool:
    """Whether rdflib misreads a term as the engine abbreviates it: a name that ends in an escaped dot, or
    a number such as 01. As N-Triples, which is Turtle (RDF 1.1 Turtle, 6), it is read.
    """
    if isinstance(term, Literal):
        return _is_odd(term.datatype) or bool(_ODD_NUMBER.match(term.value))
    return isinstance(term, NamedNode) and term.value.endswith(".")


def _check_object(term: object) -> None:
    """Raise FormatError for what RDF 1.1 lacks, since most readers know no other."""
    if isinstance(term, Triple):
        raise FormatError(f"RDF 1.1 has no triple as a term: {term}")
    if isinstance(term, Literal):
        if term.direction:
            raise FormatError(f"RDF 1.1 has no text with a direction: {term}")
        if term.datatype.value == PREFIXES["rdf"] + "langString" and not term.language:
            raise FormatError(f"a text in a language has its tag, and this has none: {term}")


def _check_name(named: NamedNode) -> None:
    """Raise FormatError for a predicate or class that no XML element can be called by (RDF 1.1 XML Syntax, 2.6).

    The engine takes names by XML's fifth edition, but most parsers know those of the fourth.
    """
    names: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, _: names.append(name)
    try:
        parser.Parse(_engine_writes([Triple(NamedNode("x:"), named, Literal(""))], RdfFormat.RDF_XML), True)
    except (OSError, expat.ExpatError):  # a term of RDF's syntax; no name
        names.clear()
    if not names or "".join(names[-1].split()) != named.value:
        raise FormatError(f"RDF/XML cannot hold the predicate or class {named.value}; .ttl, .nt and .jsonld can")


def _engine_writes(triples: Iterable[Triple], engine: RdfFormat) -> bytes:
    data = pyoxigraph.serialize(triples, format=engine, prefixes=PREFIXES)
    assert data is not None
    return data
