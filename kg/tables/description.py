"""The data set's own description, `dataset.ttl`, which a person writes: read, and checked at the door."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg.errors import Problem
from kg.folders import display_path, read_file
from kg.messages import reason, say
from kg.tables.rows import DESCRIPTION_FILE
from kg.text.characters import control_character, fault
from kg.text.encoding import EncodingError, decode
from kg.vocabulary import BASE, DATASET_IRI, PREFIXES, expand

_OWN: Final = PREFIXES["kgr"] + "dataset/"


def read_description(folder: Path) -> list[Triple]:
    """What the description beside the tables states; nothing where there is none.

    Raises SyntaxError for what is not Turtle, EncodingError for what is not UTF-8, OSError where it cannot be read.
    """
    path = folder / DESCRIPTION_FILE
    if not path.exists() and not path.is_symlink():  # a link that leads nowhere is meant to be read
        return []
    return [quad.triple for quad in parse(decode(read_file(path)).encode(), format=RdfFormat.TURTLE)]


def description_problems(folder: Path) -> Iterator[Problem]:
    """What is wrong with the description beside the tables: each of its triples goes into the graph as it is."""
    path = display_path(folder / DESCRIPTION_FILE)
    try:
        triples = read_description(folder)
    except SyntaxError as error:
        yield Problem(path, error.lineno or 0, "", say("is not Turtle: {reason}", reason=error.msg))
    except EncodingError as error:
        yield Problem(path, error.line, "", say("{problem}: save it as UTF-8", problem=error))
    except OSError as error:
        yield Problem(path, 0, "", say("cannot be read: {reason}", reason=reason(error)))
    else:
        found = (message for triple in triples if (message := _triple_fault(triple)))
        yield from (Problem(path, 0, "", message) for message in dict.fromkeys(found))


def _triple_fault(triple: Triple) -> str | None:
    subject, predicate, value = triple.subject, triple.predicate.value, triple.object
    if isinstance(subject, BlankNode) or isinstance(value, BlankNode):
        return say("has a blank node, whose name would differ from build to build; give it an IRI")
    if isinstance(value, Triple):
        return say("has a triple as a value, which not all readers of RDF know; leave it out")
    assert isinstance(subject, NamedNode)
    if subject.value.startswith(BASE) and subject.value != DATASET_IRI and not subject.value.startswith(_OWN):
        return say(
            "tells of <{iri}>; expected the data set, or what lies below <{own}>: tables tell the rest",
            iri=subject.value,
            own=_OWN,
        )
    if predicate.startswith(PREFIXES["kg"]):
        return _taken(predicate)
    if predicate == expand("rdf:type") and isinstance(value, NamedNode) and value.value.startswith(PREFIXES["kg"]):
        return _taken(value.value)
    if isinstance(value, Literal):
        wrong = control_character(value.value) or fault(value.value)
        return say("has the text {text!r}, which {fault}", text=value.value[:40], fault=wrong) if wrong else None
    return None


def _taken(iri: str) -> str:
    return say("uses <{iri}>, which the tables use; expected terms of other vocabularies", iri=iri)
