"""The data set's own description, `dataset.ttl`, which a person writes: read, and checked at the door.

It speaks of the data set alone. All else in the graph has a receipt, and the description has none: so it may say
nothing of what the tables tell, nor in the words by which they tell it.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg.errors import Problem
from kg.folders import display_path, read_file
from kg.messages import abridged, reason, say
from kg.tables.rows import DESCRIPTION_FILE
from kg.text.characters import control_character, fault, line_break
from kg.text.encoding import EncodingError, decode
from kg.vocabulary import BASE, DATASET_IRI, PREFIXES, expand

_OWN: Final = PREFIXES["kgr"] + "dataset/"

_TELLING: Final = tuple(PREFIXES[prefix] for prefix in ("kg", "oa", "org", "owl", "qb", "rdf", "rdfs", "sh", "skos"))
"""The vocabularies by which the ontology is built and the tables tell: a triple in one would be read as theirs."""

_LABELS: Final = frozenset(map(expand, ("rdfs:label", "dcterms:title", "skos:prefLabel", "skos:altLabel")))
"""What a thing is called: on one line."""

_ADMITTED: Final = _LABELS | frozenset(
    map(expand, ("rdf:type", "rdfs:comment", "rdfs:seeAlso", "rdfs:isDefinedBy", "owl:versionInfo", "owl:versionIRI"))
)
"""Words of these vocabularies that only describe."""

_CLASSES: Final = frozenset(map(expand, ("org:Organization", "qb:DataSet")))
"""Classes of these vocabularies that only describe."""


_MOST_NESTED: Final = 1_000
"""Triples within triples that the parser takes by far: not one is admitted."""


class Stated(NamedTuple):
    """A triple of the description, and the line on which it ends."""

    line: int
    triple: Triple


def read_description(folder: Path) -> list[Triple]:
    """What the description beside the tables states; nothing where there is none.

    Raises SyntaxError for what is not Turtle, EncodingError for what is not UTF-8, OSError where it cannot be read.
    """
    return [stated.triple for stated in _stated(folder)]


def _stated(folder: Path) -> list[Stated]:
    path = folder / DESCRIPTION_FILE
    if not path.exists() and not path.is_symlink():  # a link that leads nowhere is meant to be read
        return []
    text = decode(read_file(path))
    if text.count("<<") > _MOST_NESTED:  # the parser would exhaust its stack, and the process end without a word
        raise SyntaxError(say("triples stand in triples, more than {count} of them", count=_MOST_NESTED))
    lines = _Lines(text)
    return [Stated(lines.number, quad.triple) for quad in parse(lines, format=RdfFormat.TURTLE)]


class _Lines(BytesIO):
    """A file that hands out one line at a time: how many tells where the parser is, which does not say it itself."""

    def __init__(self, text: str) -> None:
        super().__init__(text.encode())
        self._begins = True
        self.number = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """The next line, or the part of it that is asked for; nothing at the end."""
        self.number += self._begins
        part = self.readline(size)
        self._begins = part.endswith(b"\n")
        return part


def description_problems(folder: Path) -> Iterator[Problem]:
    """What is wrong with the description beside the tables: each of its triples goes into the graph as it is."""
    path = display_path(folder / DESCRIPTION_FILE)
    try:
        stated = _stated(folder)
    except SyntaxError as error:
        yield Problem(path, error.lineno or 0, "", say("is not Turtle: {reason}", reason=abridged(error.msg)))
    except EncodingError as error:
        yield Problem(path, error.line, "", say("{problem}: save it as UTF-8", problem=error))
    except OSError as error:
        yield Problem(path, 0, "", say("cannot be read: {reason}", reason=reason(error)))
    else:
        known = _reached([triple for _, triple in stated])
        for line, triple in stated:
            if message := _triple_fault(triple, known):
                yield Problem(path, line, "", message)


def _reached(triples: Sequence[Triple]) -> set[str]:
    """The data set, and what the description tells it to have, and what that has."""
    found, wanted = {DATASET_IRI}, [DATASET_IRI]
    objects: dict[str, list[str]] = {}
    for triple in triples:
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode):
            objects.setdefault(triple.subject.value, []).append(triple.object.value)
    while wanted:
        new = set(objects.get(wanted.pop(), ())) - found
        found |= new
        wanted += new
    return found


def _triple_fault(triple: Triple, known: set[str]) -> str | None:
    subject, predicate, value = triple.subject, triple.predicate.value, triple.object
    if isinstance(subject, BlankNode) or isinstance(value, BlankNode):
        return say("has a blank node, whose name would differ from build to build; give it an IRI")
    if isinstance(value, Triple):
        return say("has a triple as a value, which not all readers of RDF know; leave it out")
    assert isinstance(subject, NamedNode)
    iris = [term.value for term in (subject, triple.predicate, value) if isinstance(term, NamedNode)]
    for iri in iris:
        if wrong := fault(iri):
            return say("has the IRI {iri!r}, which {fault}", iri=iri, fault=wrong)
    return (
        _subject_fault(subject.value, known)
        or _predicate_fault(predicate)
        or (_literal_fault(predicate, value) if isinstance(value, Literal) else _object_fault(predicate, value.value))
    )


def _subject_fault(subject: str, known: set[str]) -> str | None:
    if subject == DATASET_IRI or subject.startswith(_OWN):
        return None
    if subject.startswith(BASE):
        return say(
            "tells of {iri!r}; expected the data set, or what lies below <{own}>: tables tell the rest",
            iri=subject,
            own=_OWN,
        )
    if subject.startswith(tuple(PREFIXES.values())):
        return say("tells of {iri!r}, a word of a vocabulary; expected the data set, or what it names", iri=subject)
    if subject not in known:
        return say("tells of {iri!r}, which the data set does not name; name it there, or leave it out", iri=subject)
    return None


def _predicate_fault(predicate: str) -> str | None:
    return _taken(predicate) if predicate.startswith(_TELLING) and predicate not in _ADMITTED else None


def _object_fault(predicate: str, value: str) -> str | None:
    if value.startswith(PREFIXES["kg"]):
        return _taken(value)
    if predicate == expand("rdf:type") and value.startswith(_TELLING) and value not in _CLASSES:
        return _taken(value)
    return None


def _literal_fault(predicate: str, value: Literal) -> str | None:
    if value.direction is not None:
        return say("has a text with a direction, {text!r}, which not all readers of RDF know", text=value.value)
    wrong = control_character(value.value) or fault(value.value)
    if not wrong and predicate in _LABELS:
        wrong = line_break(value.value)
    return say("has the text {text!r}, which {fault}", text=value.value, fault=wrong) if wrong else None


def _taken(iri: str) -> str:
    return say("uses {iri!r}, which the tables use; expected terms of other vocabularies", iri=iri)
