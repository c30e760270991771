"""The data set's own description, `dataset.ttl`, which a person writes: read, and checked at the door."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg.errors import Problem
from kg.folders import display_path
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
    if not path.exists():
        return []
    return [quad.triple for quad in parse(decode(path.read_bytes()).encode(), format=RdfFormat.TURTLE)]


def description_problems(folder: Path) -> Iterator[Problem]:
    """What is wrong with the description beside the tables: each of its triples goes into the graph as it is."""
    path = display_path(folder / DESCRIPTION_FILE)
    try:
        triples = read_description(folder)
    except SyntaxError as error:
        yield Problem(path, error.lineno or 0, "", f"is not Turtle: {error.msg}")
    except EncodingError as error:
        yield Problem(path, error.line, "", f"{error}: save it as UTF-8")
    except OSError as error:
        yield Problem(path, 0, "", f"cannot be read: {error.strerror or error}")
    else:
        found = (message for triple in triples if (message := _triple_fault(triple)))
        yield from (Problem(path, 0, "", message) for message in dict.fromkeys(found))


def _triple_fault(triple: Triple) -> str | None:
    subject, predicate, value = triple.subject, triple.predicate.value, triple.object
    if isinstance(subject, BlankNode) or isinstance(value, BlankNode):
        return "has a blank node, whose name would differ from build to build; give it an IRI"
    if isinstance(value, Triple):
        return "has a triple as a value, which not all readers of RDF know; leave it out"
    assert isinstance(subject, NamedNode)
    if subject.value.startswith(BASE) and subject.value != DATASET_IRI and not subject.value.startswith(_OWN):
        return f"tells of <{subject.value}>; expected the data set, or what lies below <{_OWN}>: tables tell the rest"
    if predicate.startswith(PREFIXES["kg"]):
        return f"uses <{predicate}>, which the tables use; expected terms of other vocabularies"
    if predicate == expand("rdf:type") and isinstance(value, NamedNode) and value.value.startswith(PREFIXES["kg"]):
        return f"uses <{value.value}>, which the tables use; expected terms of other vocabularies"
    if isinstance(value, Literal):
        wrong = control_character(value.value) or fault(value.value)
        return f"has the text {value.value[:40]!r}, which {wrong}" if wrong else None
    return None
