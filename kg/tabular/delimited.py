"""Rows as CSV exactly, or as CSV or TSV of which a spreadsheet runs nothing, and cells back as they were."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final

_RUN: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

_NUMBER: Final = re.compile(r"[+-]\d+(\.\d+)?")


class Dialect(StrEnum):
    """How cells stand apart: by commas (RFC 4180) or by tabs."""

    CSV = "csv"
    TSV = "tsv"


def delimited(rows: Iterable[Sequence[str]], dialect: Dialect, *, quote_all: bool = False) -> str:
    """Rows as CSV or TSV, each cell harmless; with `quote_all`, each in quotation marks."""
    delimiter = "\t" if dialect is Dialect.TSV else ","
    special = re.compile(f'[{delimiter}"\r\n]')

    def written(cell: str) -> str:
        safe = harmless(cell)
        return '"' + safe.replace('"', '""') + '"' if quote_all or special.search(safe) else safe

    # a blank line would be no row, so that one empty cell alone stands in quotation marks
    lines = (delimiter.join(map(written, row)) or ('""' if row else "") for row in rows)
    return "".join(f"{line}\n" for line in lines)


def delimited_records(records: Sequence[Mapping[str, str]], dialect: Dialect) -> str:
    """Records of the same fields as CSV or TSV, under their names; "" where there is none."""
    return delimited([list(records[0]), *(list(record.values()) for record in records)], dialect) if records else ""


def exact(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of CSV, each cell as it is (SPARQL 1.1 Query Results CSV and TSV Formats, 3; RFC 4180)."""
    import csv  # a lookup does without

    return map(csv.writer(_Line()).writerow, rows)  # which returns what the line's `write` does


class _Line:
    """What a line is written to, and had from."""

    def write(self, line: str) -> str:
        return line


def sheet(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of CSV for a spreadsheet: each cell harmless, after the mark by which it knows UTF-8."""
    yield "\ufeff"
    for row in rows:
        yield delimited([row], Dialect.CSV)


def harmless(cell: str) -> str:
    """A cell with an apostrophe before it where a spreadsheet would run it.

    OWASP, CSV Injection: a leading =, +, -, @ (of either width), tab or line break makes a formula
    of a cell. One that has the apostrophe already gets a second, so that `as_was` can tell.
    """
    return f"'{cell}" if _would_run(cell.lstrip("'")) else cell


def as_was(cell: str) -> str:
    """What `harmless` was given: the apostrophe that it put is taken away."""
    return cell[1:] if cell.startswith("'") and _would_run(cell.lstrip("'")) else cell


def _would_run(cell: str) -> bool:
    return cell.startswith(_RUN) and not _NUMBER.fullmatch(cell)
