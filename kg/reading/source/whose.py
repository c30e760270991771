"""Whose report one is: the place that a user names, and the body that publishes."""

from collections.abc import Iterator

from kg.errors import AmbiguousNameError, KgError, closest
from kg.messages import clauses, say
from kg.ontology import Ontology
from kg.tables.bodies import body, read_patterns
from kg.tables.places import codes_of, full_name
from kg.tables.rows import Entity, Place, Tables

_GOVERNMENT = "-peoples-government"


def place_of(tables: Tables, name: str) -> Place:
    """The place of the register that has this code, id or Chinese name; one that is no more, only by its id.

    Raises KgError where there is none, AmbiguousNameError where several places are called so.
    """
    by_id = {row.id: row for row in tables.places}
    if found := by_id.get(name) or by_id.get(codes_of(tables).get(name, "")):
        return found
    called = [row for row in tables.places if name in _names(row, by_id) and not row.valid_to]
    if len(called) > 1:
        raise AmbiguousNameError(name, [f"{row.id}  {full_name(row, by_id)[0]}" for row in called])
    if not called:
        raise KgError(_unknown(tables, name))
    return called[0]


def _names(place: Place, by_id: dict[str, Place]) -> Iterator[str]:
    yield from (place.label_zh, full_name(place, by_id)[0], *place.aliases)


def _unknown(tables: Tables, name: str) -> str:
    wrong = say("{name!r} is no place of {register}", name=name, register=tables.path("places"))
    labels = {row.label_zh: row.id for row in tables.places}
    if near := closest(name, list(labels)):
        suggested = f"{near} ({labels[near]})"
        return clauses(wrong, say("did you mean {names}?", names=suggested))
    return clauses(wrong, say("give its code of GB/T 2260, its id there or its Chinese name"))


def publisher_of(tables: Tables, ontology: Ontology, place: Place, id: str = "") -> Entity:
    """The body of an id, else the people's government of a place. Raises KgError where there is none."""
    wanted = id or (place.code or place.id) + _GOVERNMENT
    found = body(wanted, read_patterns(tables))
    if found is None:
        wrong = say("no row and no template makes the body {id!r}", id=wanted)
        hint = say(
            "name the publisher with --publisher, such as {code}-justice-bureau; of a body without a template, add the "
            "row to {entities} first",
            code=place.code or place.id,
            entities=tables.path("entities"),
        )
        raise KgError(clauses(wrong, hint))
    if not ontology.is_any(found.type, ("Agent",)):
        told = say("{id!r} is of class {found}", id=wanted, found=found.type)
        raise KgError(clauses(told, say("a publisher is a body")))
    return found
