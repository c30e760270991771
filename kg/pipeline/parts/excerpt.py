"""The rows of a part, with those of other parts that they point to: enough to be checked and written by themselves."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from kg.errors import Problem
from kg.ontology import Ontology
from kg.pipeline.parts.things import NAMES, Things
from kg.tables.bodies import with_bodies
from kg.tables.places import leading
from kg.tables.pointers import pointers
from kg.tables.reader import read_files
from kg.tables.rows import TABLES, Entity, Row, Tables

_CODED: Final = ("sources", "entities", "honours")
"""The tables whose rows' ids begin with the code of a place."""


@dataclass(frozen=True)
class Excerpt:
    """`own` are a part's tables; `tables` are the same with rows of others behind them, and the standing bodies that
    they name, which are `made`; `problems` are those of rows by themselves and of the bodies.
    """

    own: Tables
    tables: Tables
    made: Sequence[Entity]
    problems: Sequence[Problem]


def read_excerpt(folder: Path, files: Mapping[str, Sequence[Path]], ontology: Ontology, things: Things) -> Excerpt:
    """The excerpt of a part, whose files are named by table."""
    own, problems = read_files(folder, files, ontology)
    tables = _with_others(own, things)
    full, unmade = with_bodies(tables, ontology)
    made = full.entities[len(tables.entities) :]
    named = _others(tables, things.ids("label", {row.label_zh for row in made}))
    if alike := _rows_of(things, named):  # what a template makes may be called as another thing is
        tables = _joined(tables, alike)
        full, unmade = with_bodies(tables, ontology)
        made = full.entities[len(tables.entities) :]
    return Excerpt(own, full, made, [*problems, *unmade])


def _with_others(own: Tables, things: Things) -> Tables:
    """Tables with all that their rows point to, and what that points to."""
    tables, asked, heads = own, set[str](), set[str]()
    templates = {row.id for row in own.bodies}
    if others := [row for row in things.templates if row.id not in templates]:
        tables = _joined(tables, [("bodies", row) for row in others])
    tails = {row.tail for row in tables.bodies}
    new = tables
    while True:
        ids = {id for _, _, targets, id in pointers(new) if targets != ("figures",)}
        heads |= set(_heads(ids, tails))
        wanted = ids | heads | things.ids("code", _codes(new) | set(map(leading, ids)) | heads)
        wanted |= things.ids("before", {row.id for row in new.places}) | set(_bodies(tables, heads, tails))
        if not (wanted := _others(tables, wanted) - asked):
            break
        asked |= wanted
        before, tables = tables, _joined(tables, _rows_of(things, wanted))
        new = _only(tables, before)
    unknown = {id for _, _, targets, id in pointers(own) if "figures" in targets} - {row.id for row in own.figures}
    if unknown:
        left_out = {**tables.left_out, "figures": tables.left_out.get("figures", frozenset()) | things.figures(unknown)}
        tables = replace(tables, left_out=left_out)
    return tables


def _codes(tables: Tables) -> set[str]:
    """The codes of places, and those that the ids of things begin with."""
    coded = {leading(row.id) for name in _CODED for row in getattr(tables, name)}
    return coded | {row.code for row in tables.places if row.code}


def _heads(ids: Iterable[str], tails: Collection[str]) -> Iterator[str]:
    """What ids that a template may make begin with: the code or the id of a place."""
    for id in ids:
        yield from (id[: dash.start()] for dash in re.finditer("-", id) if id[dash.start() :] in tails)


def _bodies(tables: Tables, heads: Collection[str], tails: Iterable[str]) -> Iterator[str]:
    """The ids of the bodies of some places and of those that contain them: names may have theirs in them."""
    if not heads:
        return
    places = {row.id: row for row in tables.places}
    found = [row for row in tables.places if row.code in heads or row.id in heads]
    found += [above for row in found if (above := places.get(row.parent)) and above.parent != row.id]
    yield from {(row.code or row.id) + tail for row in found for tail in tails}


def _others(tables: Tables, ids: Iterable[str]) -> set[str]:
    """Those of some ids that have no row in tables."""
    return set(ids) - {row.id for name in NAMES for row in getattr(tables, name)}


def _rows_of(things: Things, ids: Collection[str]) -> list[tuple[str, Row]]:
    return [(name, row) for name, row in things.rows(ids) if row is not None]


def _joined(tables: Tables, rows: Iterable[tuple[str, Row]]) -> Tables:
    """Tables with more rows at their ends."""
    more: dict[str, list[Row]] = {}
    for name, row in rows:
        more.setdefault(name, []).append(row)
    changed: dict[str, Any] = {name: (*getattr(tables, name), *of) for name, of in more.items()}
    return replace(tables, **changed)


def _only(tables: Tables, before: Tables) -> Tables:
    """The rows that tables have more than they had before."""
    fewer: dict[str, Any] = {name: getattr(tables, name)[len(getattr(before, name)) :] for name in TABLES}
    return replace(tables, **fewer)
