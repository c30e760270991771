"""One CSV file (RFC 4180, UTF-8) into records, with every problem of its form."""

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import Problem, nearest
from kg.text.characters import control_character, named, skeleton
from kg.text.encoding import EncodingError, decode

CELL_LIMIT: Final = 10_000
"""Characters in a cell; the longest cells, notes, hold a few sentences."""

_DELIMITERS: Final = {";": "semicolons", "\t": "tabs", "|": "bars", ":": "colons", "，": "full-width commas",
               "；": "full-width semicolons", "、": "enumeration commas", "｜": "full-width bars"}  # fmt: skip

_Row = tuple[int, list[str]]  # the line it starts on, and its cells


@dataclass(frozen=True)
class Record:
    """One record: the line it starts on (from 1) and its cells by column, stripped."""

    line: int
    cells: dict[str, str]


def read_records(
    path: Path,
    columns: Sequence[str],
    name: str,
    *,
    optional: Collection[str] = (),
    former: Mapping[str, str] | None = None,
) -> tuple[list[Record], list[Problem]]:
    """The records of the file at `path`, and what is wrong with it.

    `columns` are those that it has, in any order, the `optional` ones perhaps not; `former` are names
    that columns had before, with those that they have now. `name` is what problems call the file.
    A byte-order mark and CRLF line ends are accepted. Records with a problem are left out.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = "no such file" if isinstance(error, FileNotFoundError) else error.strerror
        return [], [Problem(name, 0, "", f"{reason}; expected columns {', '.join(columns)}")]
    try:
        text = decode(data)
    except EncodingError as error:
        return [], [Problem(name, error.line, "", f"{error}: save it as “CSV UTF-8”")]
    if delimited := _delimiter_problem(text, columns, name):
        return [], [delimited]
    problems = [
        Problem(name, number, "", "holds a NUL byte; expected text: delete it")
        for number, line in enumerate(text.split("\n"), 1)
        if "\0" in line
    ]
    rows, broken = _rows(text.replace("\0", ""), name)
    problems += broken
    if not rows:
        return [], problems or [Problem(name, 0, "", f"is empty; expected the header {','.join(columns)}")]
    (header_line, header), *body = rows
    header = [(former or {}).get(cell.strip(), cell.strip()) for cell in header]
    header_problems = _header_problems(header, columns, name, header_line, optional)
    if header_problems:
        return [], problems + header_problems
    records = []
    body, longer = _without_empty_ends(body, len(header))
    if longer:
        others = f" (and so in {len(longer) - 1} more rows)" if len(longer) > 1 else ""
        message = f"empty cells stand behind the last column{others}; delete them"
        problems.append(Problem(name, longer[0], "", message))
    for line, cells in body:
        found = _row_problems(cells, header, name, line)
        problems += found
        if not found:
            given = {column: cell.strip() for column, cell in zip(header, cells, strict=True)}
            records.append(Record(line, dict.fromkeys(optional, "") | given))
    return records, problems


def _rows(text: str, name: str) -> tuple[list[_Row], list[Problem]]:
    """The rows that are not blank, each with the line it starts on."""
    limit = csv.field_size_limit(len(text) + 1)  # our own limit names the cell
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, start = [], 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((start, row))
            start = reader.line_num + 1
    except csv.Error as error:
        message = f"is not CSV from here on ({error}); look for a quotation mark that is not closed or doubled"
        return rows, [Problem(name, start, "", message)]
    finally:
        csv.field_size_limit(limit)
    return rows, []


def _delimiter_problem(text: str, columns: Sequence[str], name: str) -> Problem | None:
    """What is wrong with the header of a file whose cells another sign than the comma divides, or before it."""
    lines = ((number, line) for number, line in enumerate(io.StringIO(text, newline=None), 1) if line.strip())
    first, second = next(lines, (1, "")), next(lines, (1, ""))
    for_excel = first[1].strip().strip('"').lower().startswith("sep=")
    number, header = second if for_excel else first
    known = {sign: len(_names(header, sign) & set(columns)) for sign in (",", *_DELIMITERS)}
    sign = max(known, key=lambda sign: known[sign])
    if sign != "," and known[sign] > 1:
        message = f"its cells are divided by {_DELIMITERS[sign]} ({sign!r}), expected commas: save it as “CSV UTF-8”"
        return Problem(name, number, "", message)
    if for_excel:
        return Problem(
            name, first[0], "", f"begins with {first[1].strip()!r}, which is for Excel alone; delete the line"
        )
    return None


def _names(line: str, sign: str) -> set[str]:
    return {cell.strip().strip('"').strip() for cell in line.split(sign)}


def _without_empty_ends(rows: Sequence[_Row], width: int) -> tuple[list[_Row], list[int]]:
    """Rows without the empty cells that stand after `width` others, and the lines of those that had some."""
    longer = [line for line, cells in rows if len(cells) > width and not any(cell.strip() for cell in cells[width:])]
    shorter = set(longer)
    return [(line, cells[:width] if line in shorter else cells) for line, cells in rows], longer


def _header_problems(
    header: Sequence[str], columns: Sequence[str], name: str, line: int, optional: Collection[str]
) -> list[Problem]:
    alike = dict(_look_alikes(header, columns))
    problems = [
        Problem(name, line, column, "this column is missing; add it, its cells may be empty")
        for column in columns
        if column not in header and column not in optional and column not in alike.values()
    ]
    unnamed = [number for number, column in enumerate(header, 1) if not column]
    if unnamed:
        message = f"the header has no name for the column{'s' if len(unnamed) > 1 else ''} {_listed(unnamed)}; delete"
        problems.append(Problem(name, line, "", f"{message} what is empty, or write the name"))
    for position, column in enumerate(header):
        if column in alike:
            sign = next(sign for sign in column if sign not in alike[column])
            message = f"{column!r} holds {named(sign)} and only looks like {alike[column]!r}; write that"
            problems.append(Problem(name, line, alike[column], message))
        elif column and column not in columns:
            problems.append(Problem(name, line, column, f"unknown column {column!r}{nearest(column, columns)}"))
        elif column in header[:position] and column:
            problems.append(Problem(name, line, column, "this column stands twice; expected once"))
    return problems


def _look_alikes(header: Sequence[str], columns: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The names in a header that are those of no column but look like one, with that."""
    for column in header:
        if column not in columns and skeleton(column) in columns:
            yield column, skeleton(column)


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:3])) + (f" … {numbers[-1]}" if len(numbers) > 3 else "")


def _row_problems(cells: Sequence[str], header: Sequence[str], name: str, line: int) -> list[Problem]:
    if len(cells) != len(header):
        remedy = (
            "a comma inside a cell needs quotation marks around the cell"
            if len(cells) > len(header)
            else "add the rest"
        )
        message = f"{len(cells)} cells, expected {len(header)}; {remedy}"
        return [Problem(name, line, "", message)]
    found = ((column, _cell_problem(cell)) for column, cell in zip(header, cells, strict=True))
    return [Problem(name, line, column, message) for column, message in found if message]


def _cell_problem(cell: str) -> str | None:
    if len(cell) > CELL_LIMIT:
        return f"{len(cell)} characters, expected at most {CELL_LIMIT}; is a quotation mark not closed?"
    return control_character(cell)
