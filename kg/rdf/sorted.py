"""Triples sorted and each once, so that a graph is the same bytes each time it is written.

Every format is written so that rdflib reads it as Oxigraph does, to the same triples.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import IO, Final, cast
from xml.parsers import expat

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from kg.errors import FormatError
from kg.messages import say
from kg.rdf.formats import Format, Output
from kg.rdf.runs import HELD, sorted_unique
from kg.rdf.xml import xml
from kg.vocabulary import PREFIXES

_PARSED: Final = 10_000
"""Lines that are read back at once."""

_SPACED_IRI: Final = re.compile(r'<[^<>"\\\x00-\x20]*[^\S\x00-\x20][^<>"\\\x00-\x20]*>')

_ODD_NUMBER: Final = re.compile(r"\+|-?\.|-?0\d|-0\Z")


def sorted_lines(triples: Iterable[Triple]) -> Iterator[str]:
    """The lines of N-Triples, in the order of their code points."""
    return sorted_unique(map(_line, triples))


def serialise_sorted(triples: Iterable[Triple], format: Format) -> bytes:
    """Triples in an RDF format, sorted and each once; raises FormatError for what it cannot hold."""
    output = io.BytesIO()
    write_sorted(triples, format, output)
    return output.getvalue()


def write_sorted(triples: Iterable[Triple], format: Format, output: Output) -> None:
    """Write what `serialise_sorted` returns; N-Triples and Turtle in little memory, however many triples there are.
    Before all of them have been read, nothing is written.
    """
    checked = map(_checked, triples)
    if format.name == "ntriples":
        for line in sorted_lines(checked):
            output.write(line.encode())
    elif format.name == "turtle":
        odd: list[Triple] = []

        def plain() -> Iterator[Triple]:
            for triple in _in_order(checked):
                if any(map(_is_odd, triple)):
                    odd.append(triple)
                else:
                    yield triple

        _engine_writes(plain(), RdfFormat.TURTLE, output)
        for line in sorted_lines(odd):
            output.write(line.encode())
    elif format.name == "jsonld":
        from kg.rdf.jsonld import to_jsonld

        output.write(to_jsonld(list(checked)).encode())
    else:
        assert format.engine is RdfFormat.RDF_XML
        output.write(_rdf_xml(list(_in_order(checked))))


def _rdf_xml(ordered: Sequence[Triple]) -> bytes:
    classes = {triple.object for triple in ordered if triple.predicate.value == PREFIXES["rdf"] + "type"}
    for named in {triple.predicate for triple in ordered} | {term for term in classes if isinstance(term, NamedNode)}:
        _check_name(named)
    return xml(_engine_written(ordered, RdfFormat.RDF_XML).decode()).encode()


def _in_order(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Triples in the order of their N-Triples, each once."""
    left = iter(triples)
    some = list(islice(left, HELD))
    if len(some) < HELD:
        yield from sorted(set(some), key=str)
        return
    lines = sorted_unique(f"{triple} .\n" for triple in chain(some, left))
    while text := "".join(islice(lines, _PARSED)):
        for quad in pyoxigraph.parse(text, format=RdfFormat.N_TRIPLES, lenient=True):
            yield quad.triple


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


def _checked(triple: Triple) -> Triple:
    """A triple of RDF 1.1; raises FormatError for what it lacks, since most readers know no other."""
    term = triple.object
    if isinstance(term, Triple):
        raise FormatError(say("RDF 1.1 has no triple as a term: {term}", term=term))
    if isinstance(term, Literal):
        if term.direction:
            raise FormatError(say("RDF 1.1 has no text with a direction: {term}", term=term))
        if term.datatype.value == PREFIXES["rdf"] + "langString" and not term.language:
            raise FormatError(say("a text in a language has its tag, and this has none: {term}", term=term))
    return triple


def _check_name(named: NamedNode) -> None:
    """Raise FormatError for a predicate or class that no XML element can be called by (RDF 1.1 XML Syntax, 2.6).

    The engine takes names by XML's fifth edition, but most parsers know those of the fourth.
    """
    names: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, _: names.append(name)
    try:
        parser.Parse(_engine_written([Triple(NamedNode("x:"), named, Literal(""))], RdfFormat.RDF_XML), True)
    except (OSError, expat.ExpatError):  # a term of RDF's syntax; no name
        names.clear()
    if not names or "".join(names[-1].split()) != named.value:
        raise FormatError(
            say("RDF/XML cannot hold the predicate or class {iri}; .ttl, .nt and .jsonld can", iri=named.value)
        )


def _engine_writes(triples: Iterable[Triple], engine: RdfFormat, output: Output) -> None:
    pyoxigraph.serialize(triples, cast(IO[bytes], output), format=engine, prefixes=PREFIXES)


def _engine_written(triples: Iterable[Triple], engine: RdfFormat) -> bytes:
    output = io.BytesIO()
    _engine_writes(triples, engine, output)
    return output.getvalue()
