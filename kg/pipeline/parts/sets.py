"""The table sets of a data set, and which of them make a part: those whose rows tell of one report belong together."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kg.folders import read_file
from kg.ontology import read_ontology
from kg.pipeline.parts.things import NAMES, Found
from kg.tables.reader import read_files
from kg.tables.rows import OF_REPORTS, TABLES
from kg.tables.tree import table_files
from kg.text.encoding import EncodingError, decode

Files = Mapping[str, Sequence[Path]]
"""Files of tables, by the table's name."""


class TableSet(NamedTuple):
    """A folder of tables, and its files."""

    folder: Path
    files: Files


def sets_of(data: Path) -> list[TableSet]:
    """The table sets of a data set that have a table, that of `data` itself first."""
    found: dict[Path, dict[str, list[Path]]] = {data: {}}
    for name, paths in table_files(data).items():
        for path in paths:
            found.setdefault(path.parent, {}).setdefault(name, []).append(path)
    first, *others = found
    return [TableSet(folder, found[folder]) for folder in (first, *sorted(others))]


def look_through(files: Files) -> Found:
    """What others may ask for of a table set; what is wrong in it is left out, and told when it is read as a part."""
    rows, _ = read_files(Path(), {name: files.get(name, ()) for name in NAMES}, read_ontology())
    told: set[str] = set()
    figures: list[str] = []
    for name in OF_REPORTS:
        for path in files.get(name, ()):
            reports, ids = _columns(path)
            told.update(reports)
            if name == "figures":
                figures += ids
    return Found({name: getattr(rows, name) for name in NAMES}, tuple(figures), frozenset(told))


def _columns(path: Path) -> tuple[set[str], list[str]]:
    """What stands in the columns `source` and `id` of a file, as far as it can be read."""
    try:
        text = decode(read_file(path)).replace("\0", "")
        rows = [row for row in csv.reader(io.StringIO(text, newline="")) if any(map(str.strip, row))]
    except (OSError, EncodingError, csv.Error):
        return set(), []
    header = [cell.strip() for cell in rows[0]] if rows else []
    sources, ids = (
        [row[at].strip() for row in rows[1:] if len(row) > at] if (at := _at(header, name)) is not None else []
        for name in ("source", "id")
    )
    return set(sources), ids


def _at(header: Sequence[str], name: str) -> int | None:
    return header.index(name) if name in header else None


def together(sets: Sequence[TableSet], found: Sequence[Found]) -> list[list[int]]:
    """Which table sets make a part, by their numbers, in order."""
    home = {row.id: number for number, of in enumerate(found) for row in of.rows["sources"]}  # type: ignore[attr-defined]
    above = list(range(len(sets)))

    def first(number: int) -> int:
        while above[number] != number:
            number = above[number]
        return number

    for number, of in enumerate(found):
        for report in of.reports & home.keys():
            one, other = sorted((first(number), first(home[report])))
            above[other] = one
    parts: dict[int, list[int]] = {}
    for number in range(len(sets)):
        parts.setdefault(first(number), []).append(number)
    return list(parts.values())


def joined(sets: Sequence[TableSet], numbers: Sequence[int]) -> Files:
    """The files of several table sets, for each table."""
    return {name: [path for number in numbers for path in sets[number].files.get(name, ())] for name in TABLES}
