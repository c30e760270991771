"""One CSV file (RFC 4180, UTF-8) into records, with every problem of its form."""

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import Problem, nearest
from kg.folders import read_file
from kg.messages import abridged, clauses, listed, reason, say, say_count
from kg.tables.renamed import renamed
from kg.text.characters import control_character, named, skeleton
from kg.text.encoding import EncodingError, decode

CELL_LIMIT: Final = 10_000
"""Characters in a cell; the longest cells, notes, hold a few sentences."""

_DELIMITERS: Final = (";", "\t", "|", ":", "，", "；", "、", "｜")

_Row = tuple[int, list[str]]  # the line it starts on, and its cells


@dataclass(frozen=True)
class Record:
    """One record: the line it starts on (from 1) and its cells by column, stripped; of columns that are there."""

    line: int
    cells: dict[str, str]


def read_records(
    path: Path,
    columns: Sequence[str],
    name: str,
    *,
    optional: Collection[str] = (),
    former: Mapping[str, str] | None = None,
    content: bytes | None = None,
) -> tuple[list[Record], list[Problem]]:
    """The records of the file at `path`, and what is wrong with it.

    `columns` are those that it has, in any order, the `optional` ones perhaps not; `former` are names
    that columns had before, with those that they have now. `name` is what problems call the file.
    A byte-order mark and CRLF line ends are accepted. Records with a problem are left out.
    """
    try:
        data = read_file(path) if content is None else content
    except OSError as error:
        wrong = say("no such file") if isinstance(error, FileNotFoundError) else reason(error)
        expected = say("expected columns {columns}", columns=listed(columns))
        return [], [Problem(name, 0, "", clauses(wrong, expected))]
    try:
        text = decode(data)
    except EncodingError as error:
        return [], [Problem(name, error.line, "", say("{problem}: save it as “CSV UTF-8”", problem=error))]
    if delimited := _delimiter_problem(text, columns, name):
        return [], [delimited]
    problems = [
        Problem(name, number, "", say("holds a NUL byte; expected text: delete it"))
        for number, line in enumerate(text.split("\n"), 1)
        if "\0" in line
    ]
    rows, broken = _rows(text.replace("\0", ""), name)
    problems += broken
    if not rows:
        expected = say("is empty; expected the header {columns}", columns=",".join(columns))
        return [], problems or [Problem(name, 0, "", expected)]
    (header_line, header), *body = rows
    header = [(former or {}).get(cell.strip(), cell.strip()) for cell in header]
    if emptied := _emptied(header, columns, body):
        header, *rest = ([c for n, c in enumerate(r) if n not in emptied] for r in (header, *(row for _, row in body)))
        body = [(line, row) for (line, _), row in zip(body, rest, strict=True)]
        optional = optional if body else columns
    header_problems = _header_problems(header, columns, name, header_line, optional)
    if header_problems:
        return [], problems + header_problems
    records = []
    body, longer = _without_empty_ends(body, len(header))
    if longer:
        message = (
            say(
                "empty cells stand behind the last column (and so in {count} more rows); delete them",
                count=len(longer) - 1,
            )
            if len(longer) > 1
            else say("empty cells stand behind the last column; delete them")
        )
        problems.append(Problem(name, longer[0], "", message))
    for line, cells in body:
        found = _row_problems(cells, header, name, line)
        problems += found
        if not found:
            records.append(Record(line, dict(zip(header, map(str.strip, cells), strict=True))))
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
        message = say(
            "is not CSV from here on ({reason}); look for a quotation mark that is not closed or doubled", reason=error
        )
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
        message = say(
            "its cells are divided by {signs} ({sign!r}), expected commas: save it as “CSV UTF-8”",
            signs=_delimiters()[sign],
            sign=sign,
        )
        return Problem(name, number, "", message)
    if for_excel:
        message = say("begins with {line!r}, which is for Excel alone; delete the line", line=first[1].strip())
        return Problem(name, first[0], "", message)
    return None


def _delimiters() -> Mapping[str, str]:
    """What the signs are called that stand in the place of the comma."""
    return {
        ";": say("semicolons"), "\t": say("tabs"), "|": say("bars"), ":": say("colons"), "，": say("full-width commas"),
        "；": say("full-width semicolons"), "、": say("enumeration commas"), "｜": say("full-width bars"),
    }  # fmt: skip


def _names(line: str, sign: str) -> set[str]:
    return {cell.strip().strip('"').strip() for cell in line.split(sign)}


def _without_empty_ends(rows: Sequence[_Row], width: int) -> tuple[list[_Row], list[int]]:
    """Rows without the empty cells that stand after `width` others, and the lines of those that had some."""
    longer = [line for line, cells in rows if len(cells) > width and not any(cell.strip() for cell in cells[width:])]
    shorter = set(longer)
    return [(line, cells[:width] if line in shorter else cells) for line, cells in rows], longer


def _emptied(header: Sequence[str], columns: Sequence[str], body: Sequence[_Row]) -> set[int]:
    """Where columns stand that an earlier version had, and no row has a cell in: there is nothing to write otherwise,
    and of a table without rows, nothing to add.
    """
    return {
        at
        for at, column in enumerate(header)
        if column not in columns
        and renamed("column", column)
        and not any(cell.strip() for _, row in body for cell in row[at : at + 1])
    }


def _header_problems(
    header: Sequence[str], columns: Sequence[str], name: str, line: int, optional: Collection[str]
) -> list[Problem]:
    alike = dict(_look_alikes(header, columns))
    problems = [
        Problem(name, line, column, say("this column is missing; add it, its cells may be empty"))
        for column in columns
        if column not in header and column not in optional and column not in alike.values()
    ]
    unnamed = [number for number, column in enumerate(header, 1) if not column]
    if unnamed:
        message = say_count(
            "the header has no name for the column {columns}; delete what is empty, or write the name",
            "the header has no name for the columns {columns}; delete what is empty, or write the name",
            count=len(unnamed),
            columns=_listed(unnamed),
        )
        problems.append(Problem(name, line, "", message))
    for position, column in enumerate(header):
        if column in alike:
            sign = next(sign for sign in column if sign not in alike[column])
            message = say(
                "{column!r} holds {character} and only looks like {meant!r}; write that",
                column=column,
                character=named(sign),
                meant=alike[column],
            )
            problems.append(Problem(name, line, alike[column], message))
        elif column and column not in columns:
            message = clauses(
                say("unknown column {column!r}", column=column), renamed("column", column) or nearest(column, columns)
            )
            problems.append(Problem(name, line, abridged(column), message))
        elif column in header[:position] and column:
            problems.append(Problem(name, line, column, say("this column stands twice; expected once")))
    return problems


def _look_alikes(header: Sequence[str], columns: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The names in a header that are those of no column but look like one, with that."""
    for column in header:
        if column not in columns and skeleton(column) in columns:
            yield column, skeleton(column)


def _listed(numbers: Sequence[int]) -> str:
    return listed(map(str, numbers[:3])) + (f" … {numbers[-1]}" if len(numbers) > 3 else "")


def _row_problems(cells: Sequence[str], header: Sequence[str], name: str, line: int) -> list[Problem]:
    if len(cells) != len(header):
        remedy = (
            say("a comma inside a cell needs quotation marks around the cell")
            if len(cells) > len(header)
            else say("add the rest")
        )
        message = say("{count} cells, expected {expected}", count=len(cells), expected=len(header))
        return [Problem(name, line, "", clauses(message, remedy))]
    whole = "".join(cells)
    if len(whole) <= CELL_LIMIT and not control_character(whole):
        return []
    found = ((column, _cell_problem(cell)) for column, cell in zip(header, cells, strict=True))
    return [Problem(name, line, column, message) for column, message in found if message]


def _cell_problem(cell: str) -> str | None:
    if len(cell) > CELL_LIMIT:
        return say(
            "{count} characters, expected at most {limit}; is a quotation mark not closed?",
            count=len(cell),
            limit=CELL_LIMIT,
        )
    return control_character(cell)
