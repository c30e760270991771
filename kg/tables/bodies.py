"""The register of standing bodies: what a template and a place make, and what is wrong with the templates.

Nearly every place has a justice bureau, and one template stands for all of them: an id that no row has, and that is
made of a place and a template's pattern, is that of a body like any other. A row of that id in entities.csv goes
before.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Final

from kg.dates import ReducedDate
from kg.errors import Problem
from kg.messages import clauses, either, say
from kg.ontology import Ontology
from kg.tables.cells import parts
from kg.tables.places import circles, codes_of, full_name, leading
from kg.tables.pointers import THINGS, pointers
from kg.tables.rows import Entity, Place, Placed, Source, Tables, Template
from kg.tables.templates import body_problems

_KIND: Final = re.compile(r"(?<=..)(新区|[区县市旗盟省])$| (New Area|District|County|City|Banner)$")
"""The words of kinds that 香洲分局 leaves out of 香洲区; a name of one character keeps its own."""

Names = tuple[str, str]  # in Chinese and English, where it may be ""


@dataclass(frozen=True)
class Patterns:
    """What names and ids of standing bodies are made of: the templates by the tails of their ids and by their own ids,
    the places by their ids and by what ids of their bodies begin with, and the rows that things have anyway.
    """

    by_tail: Mapping[str, Sequence[Template]]
    by_id: Mapping[str, Template]
    places: Mapping[str, Place]
    by_head: Mapping[str, Place]
    rows: Mapping[str, Entity]


def read_patterns(tables: Tables) -> Patterns:
    """The patterns that the registers of bodies and places hold."""
    by_tail = defaultdict[str, list[Template]](list)
    for template in tables.bodies:
        by_tail[template.tail].append(template)
    places = {row.id: row for row in tables.places}
    coded = {code: places[id] for code, id in codes_of(tables).items() if id in places}
    by_head = coded | {row.id: row for row in tables.places if not row.code}
    return Patterns(
        by_tail, {row.id: row for row in tables.bodies}, places, by_head, {row.id: row for row in tables.entities}
    )


def body(id: str, patterns: Patterns) -> Entity | None:
    """The thing of an id: its own row, else what a template makes of it; None where neither is, or no name can be."""
    if (row := patterns.rows.get(id)) or not (found := _parts(id, patterns)):
        return row
    place, templates = found
    if not (template := fitting(templates, place)):
        return None
    named = {part: _names(part, template, place, patterns) for part in template.parts}
    if any(names is None for names in named.values()):
        return None
    zh, en = ({part: names[of] for part, names in named.items() if names} for of in (0, 1))
    aliases = (_filled(alias, en if alias.isascii() else zh) for alias in template.aliases)
    return Entity(
        template.line, id, template.type, _filled(template.label_zh, zh), _filled(template.label_en, en),
        tuple(filter(None, aliases)),
        pinyin="", same_as=(), replaced_by="", valid_from=None, valid_to=None, succeeded_by=(), path=template.path,
        note_zh="", note_en="",
    )  # fmt: skip


def standing_bodies(place: Place, period: ReducedDate, patterns: Patterns) -> Iterator[Entity]:
    """The bodies that a place has by the templates that hold in a period; a row of entities.csv goes before."""
    for tail, templates in patterns.by_tail.items():
        template = fitting(templates, place)
        holds = template is not None and is_valid(template, period)
        if holds and (found := body((place.code or place.id) + tail, patterns)):
            yield found


def _filled(pattern: str, names: Mapping[str, str]) -> str:
    """A name by its pattern; "" where it has that of a body in it that has none in this language."""
    return pattern.format_map(names) if all(names[part] for part in parts(pattern)) else ""


def fitting(templates: Sequence[Template], place: Place) -> Template | None:
    """The template, of those with one tail, that is for places of this kind."""
    return next((template for template in templates if place.kind in template.kinds_of_place), None)


def is_valid(template: Template, period: ReducedDate) -> bool:
    """Whether the pattern holds on some day of a period."""
    begin, end = template.valid_from, template.valid_to
    return not (begin and period.latest < begin.earliest) and not (end and end.latest < period.earliest)


def _parts(id: str, patterns: Patterns) -> tuple[Place, Sequence[Template]] | None:
    """The place and the templates that an id is made of."""
    for dash in re.finditer("-", id):
        head, tail = id[: dash.start()], id[dash.start() :]
        if head in patterns.by_head and tail in patterns.by_tail:
            return patterns.by_head[head], patterns.by_tail[tail]
    return None


def _names(part: str, template: Template, place: Place, patterns: Patterns) -> Names | None:
    """What stands in a name for a part in braces; None where there is no such thing."""
    above = patterns.places.get(place.parent)
    match part:
        case "place":
            return full_name(place, patterns.places)
        case "name":
            return place.label_zh, place.label_en
        case "stem":
            return _KIND.sub("", place.label_zh), _KIND.sub("", place.label_en)
        case "kind":
            return place.label_zh[-1], ""
        case "above":
            return full_name(above, patterns.places) if above else None
        case "parent":
            return _names_of(template.parent_template, above if template.parent_place == "above" else place, patterns)
    return _names_of(template.organ_of, place, patterns)


def _names_of(template: str, place: Place | None, patterns: Patterns) -> Names | None:
    if not place:
        return None
    found = body((place.code or place.id) + patterns.by_id[template].tail, patterns)
    return (found.label_zh, found.label_en) if found else None


def with_bodies(tables: Tables, ontology: Ontology) -> tuple[Tables, list[Problem]]:
    """The tables with a row among the entities for each body that they name and a template makes; and where they name
    one that its template does not make there, or not then. Ids that are told so are left out, as rows that are wrong.
    """
    if not tables.bodies and _is_read(tables):
        return tables, []
    patterns, named = read_patterns(tables), tuple(_unknown(tables))
    hidden = {id for *_, id in named if _is_hidden(id, tables, patterns)}
    if not _is_sound(tables, patterns, ontology):
        return _leaving_out(tables, hidden | {id for *_, id in named if _parts(id, patterns)}), []
    periods = {source.id: source.period for source in tables.sources}
    called = {row.label_zh: row for row in tables.entities if not row.replaced_by}
    made: dict[str, Entity] = {}
    problems: dict[str, list[Problem]] = defaultdict(list)
    for (problem_at, row), column, id in named:
        if not (found := _parts(id, patterns)):
            continue
        period = row.period if isinstance(row, Source) else periods.get(getattr(row, "source", ""))
        thing = made.get(id) or body(id, patterns)
        if wrong := _not_there(thing, *found) or _not_then(period, *found):
            told = say("add its row to {entities} if there is one, or correct the id", entities=tables.path("entities"))
            problems[id].append(problem_at(row, column, clauses(f"{id!r}: {wrong}", told)))
        elif thing and (other := called.get(thing.label_zh)):
            told = say("{id!r}: {other!r} of {row} is called so; name that", id=id, other=other.id, row=other.where)
            problems[id].append(problem_at(row, column, told))
        elif thing:
            made[id] = thing
    rows = (*tables.entities, *(made[id] for id in sorted(made)))
    left_out = _leaving_out(tables, hidden | (problems.keys() - made.keys()))
    return replace(left_out, entities=rows), [problem for of in problems.values() for problem in of]


def _unknown(tables: Tables) -> Iterator[tuple[Placed, str, str]]:
    """Where rows name things that no row is of, with the ids."""
    known = {row.id for name in THINGS for row in getattr(tables, name)}.union(*tables.left_out.values())
    for placed, column, targets, id in pointers(tables):
        if "entities" in targets and id not in known:
            yield placed, column, id


def _is_read(tables: Tables) -> bool:
    """Whether every template is among the rows."""
    return tables.left_out.get("bodies") == frozenset()


def _is_sound(tables: Tables, patterns: Patterns, ontology: Ontology) -> bool:
    """Whether both registers are right; else what is wrong with them is told, and not all that comes of it."""
    named = {id for row in tables.bodies for id in (row.parent_template, row.organ_of) if id}
    wrong = (*body_problems(tables, ontology), *circles(tables))
    return _is_read(tables) and named <= patterns.by_id.keys() and not wrong


def _is_hidden(id: str, tables: Tables, patterns: Patterns) -> bool:
    """Whether it cannot be said if a template makes an id, since the row of the place or the template is not right."""
    head = leading(id)
    if head in map(leading, tables.left_out.get("places", ())):
        return id.removeprefix(head) in patterns.by_tail
    return not _is_read(tables) and head in patterns.by_head


def _leaving_out(tables: Tables, ids: Set[str]) -> Tables:
    return (
        replace(tables, left_out={**tables.left_out, "entities": tables.left_out["entities"] | ids}) if ids else tables
    )


def _not_there(thing: Entity | None, place: Place, templates: Sequence[Template]) -> str:
    """What is wrong where no template of a tail makes a body in a place."""
    if thing:
        return ""
    where = templates[0].where
    if not (template := fitting(templates, place)):
        kinds = either(sorted({kind for template in templates for kind in template.kinds_of_place}))
        return say(
            "the template of {where} is for the kinds {kinds}, and {place} of {row} is of the kind {kind}",
            where=where, kinds=kinds, place=place.id, row=place.where, kind=place.kind,
        )  # fmt: skip
    return say(
        "its name by {where} has that of another body or place in it, which no row has and no template makes",
        where=template.where,
    )


def _not_then(period: ReducedDate | None, place: Place, templates: Sequence[Template]) -> str:
    """What is wrong where the report of a row is of a time in which its template does not hold."""
    template = fitting(templates, place)
    if not (template and period) or is_valid(template, period):
        return ""
    where, begin, end = template.where, template.valid_from, template.valid_to
    if end and end.latest < period.earliest:
        told = say(
            "the template of {where} ended in {end}, and the report is of {period}",
            where=where,
            end=end.text,
            period=period.text,
        )
    else:
        assert begin
        told = say(
            "the template of {where} begins in {begin}, and the report is of {period}",
            where=where,
            begin=begin.text,
            period=period.text,
        )
    return told
