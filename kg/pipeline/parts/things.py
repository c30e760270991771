"""What table sets have to know of each other, on disk: the rows of things and registers, and the texts at hand.

Written once, then read by every part at once, which takes only the rows that its own rows point to.
"""

import os
import pickle
import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from kg.names.folding import Folding
from kg.tables.places import leading
from kg.tables.rows import Place, Row, Template
from kg.text.chinese import simplifications

_SCHEMA: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE thing (id TEXT PRIMARY KEY, name TEXT, row BLOB);
CREATE TABLE found (way TEXT, key TEXT, id TEXT, PRIMARY KEY (way, key, id)) WITHOUT ROWID;
CREATE TABLE text (sha256 TEXT, stem TEXT, path TEXT);
CREATE TABLE simplified (traditional TEXT PRIMARY KEY, character TEXT) WITHOUT ROWID;
"""

_AT_ONCE: Final = 500

NAMES: Final = ("sources", "entities", "places", "bodies", "honours", "indicators")
"""The tables whose rows others point to."""


class Found(NamedTuple):
    """What of a table set others may ask for: the rows that they may point to by table, the ids of its figures, and the
    reports that its rows tell of.
    """

    rows: Mapping[str, tuple[Row, ...]]
    figures: tuple[str, ...]
    reports: frozenset[str]


def write_things(path: Path, found: Iterable[Found], texts: Mapping[Path, str]) -> None:
    """Write what was found in the table sets, and the texts at hand with their SHA-256."""
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(_SCHEMA)
        for of in found:
            rows = [
                (row.id, name, pickle.dumps(row))  # type: ignore[attr-defined]
                for name, rows in of.rows.items()
                for row in rows
            ]
            rows += [(id, "figures", b"") for id in of.figures]
            database.executemany("INSERT OR IGNORE INTO thing VALUES (?, ?, ?)", rows)
            database.executemany("INSERT OR IGNORE INTO found VALUES (?, ?, ?)", _ways(of.rows))
        told = [(sha256, _as_text(file.stem), os.fsencode(file)) for file, sha256 in texts.items()]
        database.executemany("INSERT INTO text VALUES (?, ?, ?)", told)
        database.executemany("INSERT INTO simplified VALUES (?, ?)", simplifications())
        database.execute("CREATE INDEX text_sha256 ON text (sha256)")
        database.execute("CREATE INDEX text_stem ON text (stem)")


def _as_text(name: str) -> str:
    """A file's name, or where that is no text what is like it and the id of nothing."""
    return name.encode("utf-8", "replace").decode()


def _ways(rows: Mapping[str, Iterable[Any]]) -> Iterator[tuple[str, str, str]]:
    """The ways by which rows are found that nothing points to."""
    for place in rows.get("places", ()):
        yield from (("before", after, place.id) for after in place.succeeded_by)
        if place.code:
            yield "code", place.code, place.id
    for entity in rows.get("entities", ()):
        if entity.type == "AdministrativeDivision":
            yield "code", leading(entity.id), entity.id
        if not entity.replaced_by:
            yield "label", entity.label_zh, entity.id
    for template in rows.get("bodies", ()):
        yield "template", "", template.id


_BY_WAY: Final = "SELECT key, id FROM found WHERE way = ? AND key IN ({}) ORDER BY key, id"
_QUERIES: Final = {
    "id": "SELECT id, name, row FROM thing WHERE id IN ({}) ORDER BY id",
    "figure": "SELECT id FROM thing WHERE name = 'figures' AND id IN ({}) ORDER BY id",
    "stem": "SELECT stem, sha256 FROM text WHERE stem IN ({}) ORDER BY stem, sha256",
    "sha256": "SELECT sha256 FROM text WHERE sha256 IN ({}) ORDER BY sha256",
}
"""What is answered, by what is asked for."""


class Things:
    """The same, for one part to read; what it asked is kept, and what it was answered as a digest."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self.asked: dict[str, set[str]] = {}

    def rows(self, ids: Iterable[str]) -> list[tuple[str, Row | None]]:
        """The rows of ids, each with its table; of figures, only that they are there."""
        wanted = sorted(ids)
        self.asked.setdefault("id", set()).update(wanted)
        found = self._many("SELECT name, row FROM thing WHERE id IN ({}) ORDER BY id", wanted)
        return [(name, pickle.loads(row) if row else None) for name, row in found]  # noqa: S301

    def figures(self, ids: Iterable[str]) -> frozenset[str]:
        """Those of some ids that are figures'."""
        wanted = sorted(ids)
        self.asked.setdefault("figure", set()).update(wanted)
        found = self._many("SELECT id FROM thing WHERE name = 'figures' AND id IN ({}) ORDER BY id", wanted)
        return frozenset(id for (id,) in found)

    def ids(self, way: str, keys: Iterable[str]) -> set[str]:
        """The ids of places and divisions by their `code`, of places `before` others, of entities by their `label`."""
        wanted = sorted(keys)
        self.asked.setdefault(way, set()).update(wanted)
        return {id for (id,) in self._many("SELECT id FROM found WHERE way = ? AND key IN ({})", wanted, way)}

    @cached_property
    def templates(self) -> tuple[Template, ...]:
        """The register of bodies."""
        rows = [row for _, row in self.rows(self.ids("template", [""])) if isinstance(row, Template)]
        return tuple(sorted(rows, key=lambda row: (row.path, row.line)))

    def texts(self, ids: Iterable[str], hashes: Iterable[str]) -> dict[Path, str]:
        """The texts at hand that are named after sources, or have a SHA-256."""
        stems, sums = sorted(ids), sorted(hashes)
        self.asked.setdefault("stem", set()).update(stems)
        self.asked.setdefault("sha256", set()).update(sums)
        found = self._many("SELECT path, sha256 FROM text WHERE sha256 IN ({})", sums)
        found += self._many("SELECT path, sha256 FROM text WHERE stem IN ({})", stems)
        return {Path(os.fsdecode(path)): sha256 for path, sha256 in sorted(found)}

    def places_but(self, ids: Container[str]) -> Iterator[Place]:
        """The places of the register but some."""
        for id, row in self._database.execute("SELECT id, row FROM thing WHERE name = 'places' ORDER BY id"):
            if id not in ids:
                yield pickle.loads(row)  # noqa: S301

    def folding(self) -> Folding:
        """What folds names."""
        return Folding(self._database.execute)

    def digest(self, asked: Mapping[str, Iterable[str]]) -> str:
        """A digest of what is answered to what was asked."""
        hashed = sha256()
        for way, keys in sorted(asked.items()):
            query, given = _QUERIES.get(way, _BY_WAY), () if way in _QUERIES else (way,)
            for row in self._many(query, sorted(keys), *given):
                hashed.update(repr(tuple(map(_content, row))).encode())
        return hashed.hexdigest()

    def close(self) -> None:
        """End reading."""
        self._database.close()

    def _many(self, query: str, keys: list[str], *given: str) -> list[Any]:
        found: list[Any] = []
        for at in range(0, len(keys), _AT_ONCE):
            some = keys[at : at + _AT_ONCE]
            found += self._database.execute(query.format(",".join("?" * len(some))), (*given, *some))
        return found


def _content(cell: Any) -> Any:
    """What an answer says: of a row, not where it stands."""
    if not isinstance(cell, bytes) or not cell:
        return cell
    return replace(pickle.loads(cell), line=0, path="")  # noqa: S301
