"""One CSV file (RFC 4180, UTF-8) into records, with every problem of its form."""

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import Problem, nearest

CELL_LIMIT: Final = 10_000
"""Characters in a cell; the longest cells, notes, hold a few sentences."""

_LIKELY_ENCODINGS: Final = ("GB18030", "Big5")


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
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return [], [_not_utf8(data, error, name)]
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
    for line, cells in body:
        found = _row_problems(cells, header, name, line)
        problems += found
        if not found:
            given = {column: cell.strip() for column, cell in zip(header, cells, strict=True)}
            records.append(Record(line, dict.fromkeys(optional, "") | given))
    return records, problems


def _rows(text: str, name: str) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
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


def _header_problems(
    header: Sequence[str], columns: Sequence[str], name: str, line: int, optional: Collection[str]
) -> list[Problem]:
    problems = [
        Problem(name, line, column, "this column is missing; add it, its cells may be empty")
        for column in columns
        if column not in header and column not in optional
    ]
    for position, column in enumerate(header):
        if column not in columns:
            problems.append(Problem(name, line, column, f"unknown column {column!r}{nearest(column, columns)}"))
        elif column in header[:position]:
            problems.append(Problem(name, line, column, "this column stands twice; expected once"))
    return problems


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
    odd = next((c for c in cell if (c < " " or c == "\x7f") and c not in "\r\n\t"), None)
    return f"holds the control character U+{ord(odd):04X}; delete it" if odd else None


def _not_utf8(data: bytes, error: UnicodeDecodeError, name: str) -> Problem:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        likely = "UTF-16"
    else:
        likely = " or ".join(e for e in _LIKELY_ENCODINGS if _decodes(data, e))
    line = data.count(b"\n", 0, error.start) + 1
    hint = f"; it reads as {likely}" if likely else ""
    return Problem(name, line, "", f"is not UTF-8{hint}: save it as “CSV UTF-8”")


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
