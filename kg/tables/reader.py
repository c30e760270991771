"""The files of a tree of table sets into rows, with every problem of a row by itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import Field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from kg.errors import Problem
from kg.folders import display_path
from kg.messages import clauses, say
from kg.ontology import Ontology
from kg.tables.csvfile import Record, read_records
from kg.tables.rows import TABLES, Tables, columns
from kg.tables.tree import table_files, tree_problems
from kg.text.characters import fault

NOTHING: Final[Mapping[Path, bytes]] = MappingProxyType({})


def read_tables(
    folder: Path, ontology: Ontology, unwritten: Mapping[Path, bytes] = NOTHING
) -> tuple[Tables, list[Problem]]:
    """The rows of the tables in `folder` and its table sets that are right by themselves, and all problems.

    `unwritten` holds what some files will hold, which need not be there yet.
    """
    tables, problems = read_files(folder, table_files(folder, unwritten), ontology, unwritten)
    return tables, [*tree_problems(folder), *problems]


def read_files(
    folder: Path,
    files_of: Mapping[str, Sequence[Path]],
    ontology: Ontology,
    unwritten: Mapping[Path, bytes] = NOTHING,
) -> tuple[Tables, list[Problem]]:
    """The same of some files of the tables, which are named by table."""
    problems: list[Problem] = []
    rows: dict[str, tuple[Any, ...]] = dict.fromkeys(TABLES, ())
    left_out: dict[str, frozenset[str]] = {}
    for name, paths in files_of.items():
        files = [_read_file(path, TABLES[name], ontology, problems, unwritten.get(path)) for path in paths]
        rows[name] = tuple(row for of_file, _ in files for row in of_file)
        wrong = [ids for _, ids in files]
        if None not in wrong:
            left_out[name] = frozenset().union(*filter(None, wrong))
    return Tables(folder, left_out, **rows), problems


def _read_file(
    path: Path, row_type: type[Any], ontology: Ontology, problems: list[Problem], content: bytes | None
) -> tuple[list[Any], frozenset[str] | None]:
    """The rows of a file that are right, and the ids of the others; None where it could not be read to its end."""
    of_table = columns(row_type)
    name = display_path(path)
    records, found = read_records(
        path,
        [f.name for f in of_table],
        name,
        optional=[f.name for f in of_table if f.metadata["optional"]],
        former={f.metadata["former"]: f.name for f in of_table if f.metadata["former"]},
        content=content,
    )
    problems += found
    rows = list(_parse_rows(records, row_type, ontology, name, problems))
    kept = {row.line for row in rows}
    return rows, None if found else frozenset(r.cells.get("id", "") for r in records if r.line not in kept)


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
