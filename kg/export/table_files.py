"""Tables as files: CSV, Parquet, SQLite."""

import io
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from typing import Final, NamedTuple

from kg.errors import MissingExtraError
from kg.tabular.delimited import Dialect, delimited


class Table(NamedTuple):
    """A table: its columns, and its rows, "" where there is nothing; the columns that are its `key`, and those
    that hold keys of other tables. What is in `NUMBERS` is a decimal.
    """

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    key: tuple[str, ...]
    references: Mapping[str, str]


NUMBERS: Final = ("value",)
"""The columns that hold numbers; `value_exact` has their digits where a number of the format cannot."""


def csv_of(table: Table) -> bytes:
    """A table as CSV."""
    return delimited([table.columns, *table.rows], Dialect.CSV).encode()


def parquet_writer() -> Callable[[Table], bytes]:
    """What makes Parquet of a table: strings and floats, null where there is nothing; raises MissingExtraError."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise MissingExtraError("pyarrow") from error

    def parquet_of(table: Table) -> bytes:
        columns = {
            name: pyarrow.array(
                [(float(cell) if name in NUMBERS else cell) if cell else None for cell in cells],
                pyarrow.float64() if name in NUMBERS else pyarrow.string(),
            )
            for name, cells in zip(table.columns, _turned(table), strict=True)
        }
        out = io.BytesIO()
        parquet.write_table(pyarrow.table(columns), out)
        return out.getvalue()

    return parquet_of


def _turned(table: Table) -> list[tuple[str, ...]]:
    return list(zip(*table.rows, strict=True)) or [()] * len(table.columns)


def sqlite_of(tables: Iterable[Table]) -> bytes:
    """The tables as a SQLite database with their keys; NULL where there is nothing."""
    with closing(sqlite3.connect(":memory:")) as database:
        for table in tables:
            columns = [f'"{name}" {"NUMERIC" if name in NUMBERS else "TEXT"}' for name in table.columns]
            keys = ", ".join(f'"{name}"' for name in table.key)
            foreign = [f'FOREIGN KEY ("{name}") REFERENCES "{of}" (id)' for name, of in table.references.items()]
            rules = ", ".join([*columns, f"PRIMARY KEY ({keys})", *foreign])
            database.execute(f'CREATE TABLE "{table.name}" ({rules})')
            blanks = ", ".join("?" for _ in table.columns)
            rows = [[cell or None for cell in row] for row in table.rows]
            database.executemany(f'INSERT INTO "{table.name}" VALUES ({blanks})', rows)  # noqa: S608 (our own names)
        database.commit()
        return database.serialize()
