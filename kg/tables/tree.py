"""A data set as a tree of table sets: which files make up a table, and what of the tree is not read.

The folder of the data set is a table set, and each folder in `reports/` is another, which holds what one report
tells. A table is the union of the files of its name.
"""

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from kg.errors import Problem, nearest
from kg.folders import REPORTS, display_path, files_in, table_sets
from kg.messages import clauses, reason, say
from kg.tables.rows import MAY_MISS, TABLES


def table_files(data: Path, unwritten: Collection[Path] = ()) -> Mapping[str, list[Path]]:
    """The files of each table, by its name, the one in `data` itself first.

    A report's folder may lack any of them. What `data` lacks and must have is among them: unless it has nothing of
    that at all, since the whole data set lies in the folders of reports. What is `unwritten` counts as there.
    """
    sets = sorted({*table_sets(data), *(path.parent for path in unwritten)})
    there = {
        name: [path for of in sets if (path := of / f"{name}.csv") in unwritten or _is_there(path)] for name in TABLES
    }
    needed = {name: data / f"{name}.csv" for name in TABLES if name not in MAY_MISS}
    in_reports = any(path.parent != data for files in there.values() for path in files)
    if in_reports and not any(map(_is_there, needed.values())):
        return there
    return there | {name: list(dict.fromkeys([path, *there[name]])) for name, path in needed.items()}


def tree_problems(data: Path) -> Iterator[Problem]:
    """Folders of reports that cannot be read, and links that lead to none: what they hold would be missed unseen."""
    reports = data / REPORTS
    if not os.path.lexists(reports):
        return
    try:
        with os.scandir(reports) as entries:
            found = sorted(entry.name for entry in entries if not entry.name.startswith("."))
    except OSError as error:
        yield _unread(reports, error)
        return
    for path in (reports / name for name in found):
        try:
            if path.is_dir():
                os.scandir(path).close()
            elif path.is_symlink():
                path.stat()
        except OSError as error:
            yield _unread(path, error)


def unread_files(data: Path) -> Iterator[Problem]:
    """Files among the reports that people may take for tables, and that are none."""
    for path in files_in(data / REPORTS, ".csv"):
        yield Problem(display_path(path), 0, "", say("is not read: it lies in no folder of a report"))
    for folder in table_sets(data)[1:]:
        for path in files_in(folder, ".csv"):
            if path.stem not in TABLES:
                told = say("is not read: no table is called so")
                known = [f"{name}.csv" for name in TABLES]
                yield Problem(display_path(path), 0, "", clauses(told, nearest(path.name, known)))


def _is_there(path: Path) -> bool:
    """Whether there is such a file, or what was meant to be one: a folder, a pipe, a link that leads nowhere."""
    return os.path.lexists(path)


def _unread(path: Path, error: OSError) -> Problem:
    return Problem(display_path(path), 0, "", say("cannot be read: {reason}", reason=reason(error)))
