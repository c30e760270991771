"""The files of a tree of table sets into rows, with every problem of a row by itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import Field
from functools import partial
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from kg.batches import in_batches
from kg.errors import Problem
from kg.folders import display_path, size_of
from kg.messages import clauses, say
from kg.ontology import Ontology
from kg.tables.csvfile import Record, read_records
from kg.tables.engines import Engine, serial
from kg.tables.rows import TABLES, Tables, columns
from kg.tables.steps import Step, Watch, unwatched
from kg.tables.tree import table_files, tree_problems
from kg.text.characters import fault

NOTHING: Final[Mapping[Path, bytes]] = MappingProxyType({})

_AT_ONCE: Final = 16
"""Files that an engine is given at one time."""


class _File(NamedTuple):
    """What a file holds: the rows that are right, the ids of the others, or None where it could not be read to its end,
    and what is wrong.
    """

    rows: list[Any]
    left_out: frozenset[str] | None
    problems: list[Problem]


def read_tables(
    folder: Path,
    ontology: Ontology,
    unwritten: Mapping[Path, bytes] = NOTHING,
    *,
    engine: Engine = serial,
    watch: Watch = unwatched,
) -> tuple[Tables, list[Problem]]:
    """The rows of the tables in `folder` and its table sets that are right by themselves, and all problems.

    `unwritten` holds what some files will hold, which need not be there yet. An `engine` reads the files.
    """
    files = table_files(folder, unwritten)
    tables, problems = read_files(folder, files, ontology, unwritten, engine=engine, watch=watch)
    return tables, [*tree_problems(folder), *problems]


def read_files(
    folder: Path,
    files_of: Mapping[str, Sequence[Path]],
    ontology: Ontology,
    unwritten: Mapping[Path, bytes] = NOTHING,
    *,
    engine: Engine = serial,
    watch: Watch = unwatched,
) -> tuple[Tables, list[Problem]]:
    """The same of some files of the tables, which are named by table."""
    every = [(path, name, unwritten.get(path)) for name, paths in files_of.items() for path in paths]
    sizes = [size_of(path) for path, *_ in every]
    read: dict[str, list[_File]] = {name: [] for name in TABLES}
    problems: list[Problem] = []
    done = rows = 0
    found = chain.from_iterable(engine(partial(_read_some, ontology), in_batches(every, _AT_ONCE)))
    for (_, name, _), size, file in zip(every, sizes, found, strict=True):
        read[name].append(file)
        problems += file.problems
        done, rows = done + size, rows + len(file.rows)
        watch(Step(say("reading tables"), done, sum(sizes), rows))
    left_out = {
        name: frozenset().union(*(file.left_out or () for file in read[name]))
        for name in files_of
        if all(file.left_out is not None for file in read[name])
    }
    of_tables = {name: tuple(row for file in files for row in file.rows) for name, files in read.items()}
    return Tables(folder, left_out, **of_tables), problems


def _read_some(ontology: Ontology, files: Iterable[tuple[Path, str, bytes | None]]) -> list[_File]:
    """What some files hold, each named with its table and what is to stand in it."""
    return [_read_file(ontology, *file) for file in files]


def _read_file(ontology: Ontology, path: Path, table: str, content: bytes | None) -> _File:
    of_table = columns(TABLES[table])
    name = display_path(path)
    records, found = read_records(
        path,
        [f.name for f in of_table],
        name,
        optional=[f.name for f in of_table if f.metadata["optional"]],
        former={f.metadata["former"]: f.name for f in of_table if f.metadata["former"]},
        content=content,
    )
    problems = list(found)
    rows = list(_parse_rows(records, TABLES[table], ontology, name, problems))
    kept = {row.line for row in rows}
    left_out = None if found else frozenset(r.cells.get("id", "") for r in records if r.line not in kept)
    return _File(rows, left_out, problems)


def _parse_rows(
    records: list[Record], row_type: type[Any], ontology: Ontology, name: str, problems: list[Problem]
) -> Iterator[Any]:
    # what each cell was read as: a register of thousands of rows repeats most of its cells
    of_table: list[tuple[str, dict[str, Any], Field[Any]]] = [(f.name, {}, f) for f in columns(row_type)]
    for record in records:
        values, cells, before = {}, record.cells, len(problems)
        for of, known, column in of_table:
            cell = cells.get(of, "")
            if cell in known:
                values[of] = known[cell]
                continue
            if not column.metadata["as_found"] and (wrong := fault(cell)):
                problems.append(Problem(name, record.line, of, _told(cell, wrong)))
                continue
            if not cell and column.metadata["required"] and of in cells:
                expected = column.metadata["expected"](ontology)
                told = clauses(say("is empty; a value is required"), expected)
                problems.append(Problem(name, record.line, of, told))
                continue
            try:
                values[of] = known[cell] = column.metadata["parse"](cell, ontology)
            except ValueError as error:
                problems.append(Problem(name, record.line, of, _told(cell, str(error))))
        if len(problems) == before:
            yield row_type(record.line, **values, path=name)


def _told(cell: str, wrong: str) -> str:
    """What is wrong with a cell, behind the cell itself."""
    return say("{cell!r}: {problem}", cell=cell, problem=wrong)
