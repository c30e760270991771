"""Triples as lines of N-Triples (RDF 1.1 N-Triples, 2), and those that records of every kind have.

The text is formatted, not built from objects, because that is many times faster; the seam is
`iri_term` and `literal`: IRIs are minted, read from the ontology or checked at the door, and
literals are escaped by Oxigraph.
"""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from kg.dates import ReducedDate
from kg.ontology import Ontology
from kg.tables.rows import Entity, Figure, Place, Relation, Source
from kg.text.chinese import pinyin, typed_readings
from kg.vocabulary import PINYIN, Language, expand

ZH, EN = Language.ZH.tag, Language.EN.tag


def iri_term(iri: str) -> str:
    """An IRI as a term."""
    return f"<{iri}>"


def literal(text: str, tag: str | None = None, datatype: str | None = None) -> str:
    """A literal as a term, escaped; its datatype is a CURIE."""
    if datatype is None and text.isprintable() and '"' not in text and "\\" not in text:  # nothing is to be escaped
        return f'"{text}"@{tag}' if tag else f'"{text}"'
    kind = NamedNode(expand(datatype)) if datatype else None
    return str(Literal(text, language=tag, datatype=kind))


def line(subject: str, predicate: str, value: str) -> str:
    """One triple: the subject an IRI, the predicate a CURIE, the object a term of N-Triples."""
    return f"<{subject}> <{expand(predicate)}> {value} .\n"


def labels(subject: str, zh: str, en: str, predicate: str = "rdfs:label") -> Iterator[str]:
    """A text in both languages; an empty one says nothing."""
    if zh:
        yield line(subject, predicate, literal(zh, ZH))
    if en:
        yield line(subject, predicate, literal(en, EN))


def called(subject: str, zh: str, en: str, reading: str = "") -> Iterator[str]:
    """The label of a thing or indicator in both languages, and its pinyin: the `reading` that a table gives, if any."""
    yield from labels(subject, zh, en)
    yield line(subject, "kg:pinyin", literal(reading or pinyin(zh), PINYIN))


def types(subject: str, *of: str) -> Iterator[str]:
    """The classes of a record, CURIEs."""
    for cls in of:
        yield line(subject, "rdf:type", iri_term(expand(cls)))


def classes(subject: str, cls: str, ontology: Ontology) -> Iterator[str]:
    """The own class of a thing or act, by its local name, and the types that it entails."""
    yield line(subject, "kg:class", iri_term(expand(f"kg:{cls}")))
    for iri in ontology.types[cls]:
        yield line(subject, "rdf:type", iri_term(iri))


def strings(subject: str, **values: str) -> Iterator[str]:
    """Plain strings under properties of the ontology; empty ones say nothing."""
    for name, value in values.items():
        if value:
            yield line(subject, f"kg:{name}", literal(value))


def notes(subject: str, row: Source | Entity | Place | Relation | Figure) -> Iterator[str]:
    """The note of a row in both languages."""
    yield from labels(subject, row.note_zh, row.note_en, "kg:note")


def dated(subject: str, date: ReducedDate) -> Iterator[str]:
    """A date as written, and the days that it may mean."""
    yield from strings(subject, dateText=date.text)
    yield from days(subject, date)


def days(subject: str, date: ReducedDate) -> Iterator[str]:
    """The first and the last day that a date may mean."""
    yield line(subject, "kg:earliest", literal(date.earliest.isoformat(), datatype="xsd:date"))
    yield line(subject, "kg:latest", literal(date.latest.isoformat(), datatype="xsd:date"))


def hidden_labels(node: str, chinese: str) -> Iterator[str]:
    """What people type for a Chinese name."""
    for typed in typed_readings(pinyin(chinese)):
        yield line(node, "skos:hiddenLabel", literal(typed))
