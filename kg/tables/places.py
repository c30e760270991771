"""The register of places: which place a thing belongs to, what a place is called, and what is wrong with the rows."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from kg.errors import Problem
from kg.messages import say
from kg.ontology import Ontology
from kg.tables.rows import Place, Tables

_WIDE: Final = "00"
"""Ends the codes of provinces and prefectures (GB/T 2260, 3), whose names need no other."""

_DIGITS: Final = 6


def codes_of(tables: Tables) -> dict[str, str]:
    """The id of the place that has a code now; divisions that stand among the entities have the one of their id."""
    found = {leading(row.id): row.id for row in tables.entities if row.type == "AdministrativeDivision"}
    past = {row.code: row.id for row in tables.places if row.code and row.valid_to}
    return found | past | {row.code: row.id for row in tables.places if row.code and not row.valid_to}


def leading(id: str) -> str:
    """The code that an id begins with, of the place that the thing belongs to: the one reader of an id's text."""
    return id.partition("-")[0]


def full_name(place: Place, places: Mapping[str, Place]) -> tuple[str, str]:
    """What a place is called where nothing says in which province one is, in Chinese and English: 珠海市香洲区."""
    parent = places.get(place.parent)
    if parent is None or place.code.endswith(_WIDE) or parent.kind == "country":
        return place.label_zh, place.label_en
    zh, en = full_name(parent, places)
    return zh + place.label_zh, f"{place.label_en}, {en}"


def named_places(tables: Tables) -> tuple[Place, ...]:
    """The places of the register that anything in the tables names or belongs to, those that contain them, and
    those that came before or after; in the order of the register.
    """
    by_id, codes = {row.id: row for row in tables.places}, codes_of(tables)
    before = _predecessors(tables.places)
    wanted = {id for id in _named(tables) if id in by_id}
    wanted |= {codes[code] for code in map(leading, _belonging(tables)) if code in codes}
    found: set[str] = set()
    while wanted:
        id = wanted.pop()
        if id in by_id and id not in found:
            found.add(id)
            wanted |= {by_id[id].parent, *by_id[id].succeeded_by, *before.get(id, ())}
    return tuple(row for row in tables.places if row.id in found)


def _predecessors(places: Iterable[Place]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in places:
        for after in row.succeeded_by:
            found.setdefault(after, []).append(row.id)
    return found


def _named(tables: Tables) -> Iterator[str]:
    for source in tables.sources:
        yield from (source.place, source.publisher)
    for honour in tables.honours:
        yield from honour.conferrer
    for entity in tables.entities:
        yield from (entity.replaced_by, *entity.succeeded_by)
    yield from (row.entity for row in tables.mentions)
    for relation in tables.relations:
        yield from (relation.subject, relation.object, *relation.by)
    for figure in tables.figures:
        yield from (figure.subject, figure.place)


def _belonging(tables: Tables) -> Iterator[str]:
    """The ids of what belongs to a place."""
    yield from (row.id for row in tables.sources)
    yield from (row.id for row in tables.entities)
    yield from (row.id for row in tables.honours)


def place_problems(tables: Tables, _: Ontology) -> Iterator[Problem]:
    """What is wrong with the register's rows together, and ids that begin with a code that it does not have."""
    if not tables.places:
        return
    yield from circles(tables)
    yield from _codes(tables)
    codes = codes_of(tables)
    for name in ("sources", "entities", "honours"):
        for problem_at, row in tables.placed(name):
            code = leading(row.id)
            if code not in codes and len(code) == _DIGITS and code.isdigit():
                told = say(
                    "{id!r} begins with {code}, the code of no place of {register}; add its row there, or correct it",
                    id=row.id,
                    code=code,
                    register=tables.path("places"),
                )
                yield problem_at(row, "id", told)


def circles(tables: Tables) -> Iterator[Problem]:
    """Places that lie within themselves, of which nothing could tell what contains them."""
    parents = {row.id: row.parent for row in tables.places}
    sound: set[str] = {""}
    for problem_at, row in tables.placed("places"):
        way, at = [row.id], row.parent
        while at not in sound and at not in way:
            way.append(at)
            at = parents.get(at, "")
        if at == row.id:
            yield problem_at(row, "parent", say("{id!r} lies within itself in the end; correct its parent", id=row.id))
        elif at in sound:
            sound.update(way)


def _codes(tables: Tables) -> Iterator[Problem]:
    """Divisions without a code, functional areas with one, and codes that two places have at one time."""
    seen: dict[str, Place] = {}
    for problem_at, row in tables.placed("places"):
        if (row.kind == "functional-area") == bool(row.code):
            told = (
                say("{code}: expected none, since a functional area has no code of GB/T 2260", code=row.code)
                if row.code
                else say("is empty; only a functional area has no code")
            )
            yield problem_at(row, "code", told)
        if row.code and not row.valid_to:
            if row.code in seen:
                told = say(
                    "{code} is the code of {id!r} of {place} too; expected valid_to in the row of the one that was "
                    "before",
                    code=row.code,
                    id=seen[row.code].id,
                    place=seen[row.code].where,
                )
                yield problem_at(row, "code", told)
            seen.setdefault(row.code, row)
