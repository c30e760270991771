"""The files of a folder into rows, with every problem of a row by itself."""

from collections.abc import Iterator
from dataclasses import Field
from pathlib import Path
from typing import Any

from kg.errors import Problem
from kg.folders import display_path
from kg.messages import say
from kg.ontology import Ontology
from kg.tables.csvfile import Record, read_records
from kg.tables.rows import MAY_MISS, TABLES, Tables, columns, table_paths
from kg.text.characters import fault


def read_tables(folder: Path, ontology: Ontology) -> tuple[Tables, list[Problem]]:
    """The rows of the tables in `folder` that are right by themselves, and all problems."""
    problems: list[Problem] = []
    rows: dict[str, tuple[Any, ...]] = {}
    left_out: dict[str, frozenset[str]] = {}
    for name, path in table_paths(folder).items():
        if name in MAY_MISS and not path.exists() and not path.is_symlink():  # a link that leads nowhere is meant
            rows[name], left_out[name] = (), frozenset()
            continue
        row_type = TABLES[name]
        of_table = columns(row_type)
        records, found = read_records(
            path,
            [f.name for f in of_table],
            display_path(path),
            optional=[f.name for f in of_table if f.metadata["optional"]],
            former={f.metadata["former"]: f.name for f in of_table if f.metadata["former"]},
        )
        problems += found
        rows[name] = tuple(_parse_rows(records, row_type, ontology, display_path(path), problems))
        if not found:
            kept = {row.line for row in rows[name]}
            left_out[name] = frozenset(r.cells.get("id", "") for r in records if r.line not in kept)
    return Tables(folder, left_out, **rows), problems


def _parse_rows(
    records: list[Record], row_type: type[Any], ontology: Ontology, name: str, problems: list[Problem]
) -> Iterator[Any]:
    # what each cell was read as: a register of thousands of rows repeats most of its cells
    of_table: list[tuple[str, dict[str, Any], Field[Any]]] = [(f.name, {}, f) for f in columns(row_type)]
    for record in records:
        values, cells, before = {}, record.cells, len(problems)
        for of, known, column in of_table:
            cell = cells[of]
            if cell in known:
                values[of] = known[cell]
                continue
            if not column.metadata["as_found"] and (wrong := fault(cell)):
                problems.append(Problem(name, record.line, column.name, _told(cell, wrong)))
                continue
            if not cell and column.metadata["required"]:
                problems.append(Problem(name, record.line, column.name, say("is empty; a value is required")))
                continue
            try:
                values[of] = known[cell] = column.metadata["parse"](cell, ontology)
            except ValueError as error:
                problems.append(Problem(name, record.line, column.name, _told(cell, str(error))))
        if len(problems) == before:
            yield row_type(record.line, **values)


def _told(cell: str, wrong: str) -> str:
    """What is wrong with a cell, behind the cell itself."""
    return say("{cell!r}: {problem}", cell=cell, problem=wrong)
