"""A person's own list: a file of cells in whatever encoding, with a header, to be given back with more columns."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from kg.errors import KgError, nearest
from kg.messages import clauses, say
from kg.tabular.delimited import Dialect, as_was, delimited
from kg.text.encoding import EncodingError, decode_found

_WORKBOOK: Final = b"PK\x03\x04"
"""What a spreadsheet's own files begin with: they are archives (APPNOTE, 4.3.7)."""

_SIGNS: Final = {",": Dialect.CSV, "\t": Dialect.TSV}
_OTHERS: Final = (";", "|", "，", "；")
"""What divides cells elsewhere, and is taken for none here: it stands in cells too."""


class OwnList(NamedTuple):
    """A list as it was read: its header, its rows, each with a cell for each column, and how it stood in its file.

    It is `marked` where its file was no plain UTF-8, so that a spreadsheet knows the encoding of what comes back.
    """

    header: tuple[str, ...]
    rows: list[list[str]]
    dialect: Dialect
    marked: bool

    def column(self, name: str, file: str) -> int:
        """The place of a column in its rows; raises KgError where there is none, or several are called so."""
        titles = [title.strip() for title in self.header]
        if titles.count(name.strip()) == 1:
            return titles.index(name.strip())
        if name.strip() in titles:
            raise KgError(f"{file}: " + say("several columns are called {name!r}: rename one of them", name=name))
        wrong = say("no column is called {name!r}", name=name)
        raise KgError(f"{file}: " + clauses(wrong, nearest(name, [title for title in titles if title])))


def read_list(data: bytes, column: str, file: str) -> OwnList:
    """The list in the bytes of a file with a column; raises KgError for what is none, or has no such column.

    Commas or tabs divide the cells (RFC 4180), UTF-8, UTF-16, GB18030 and Big5 are read. A short row is filled up.
    """
    if data.startswith(_WORKBOOK):
        raise KgError(f"{file}: " + say("is a spreadsheet's own file, not CSV: save it as “CSV UTF-8”"))
    try:
        text, encoding = decode_found(data)
    except EncodingError as error:
        told = say("{problem}: save it as “CSV UTF-8”", problem=error)
        raise KgError(f"{file}:{error.line}: {told}") from None
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise KgError(f"{file}: " + say("is empty; expected a header, and names below it"))
    sign = _sign(text, column, file)
    rows = list(_rows(text, sign, file))
    found = OwnList(tuple(rows[0]), rows[1:], _SIGNS[sign], encoding != "UTF-8" or data.startswith(b"\xef\xbb\xbf"))
    found.column(column, file)
    return found


def _sign(text: str, column: str, file: str) -> str:
    """What divides the cells of the header; raises KgError where that is neither comma nor tab."""
    header = text.lstrip("\r\n").splitlines()[0]
    known = {sign: column.strip() in _titles(header, sign) for sign in (*_SIGNS, *_OTHERS)}
    for sign in _OTHERS:
        if known[sign] and not known[","] and not known["\t"] and sign in header:
            told = say("its cells are divided by {sign!r}, expected commas or tabs: save it as “CSV UTF-8”", sign=sign)
            raise KgError(f"{file}: {told}")
    return "\t" if (known["\t"] and not known[","]) or header.count("\t") > header.count(",") else ","


def _titles(header: str, sign: str) -> list[str]:
    row: list[str] = next(csv.reader([header], delimiter=sign), [])
    return [title.strip() for title in row]


def _rows(text: str, sign: str, file: str) -> Iterator[list[str]]:
    """The rows, filled up to the header; raises KgError for one that is longer, and for what is no CSV."""
    limit = csv.field_size_limit(max(len(text) + 1, csv.field_size_limit()))
    reader = csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=sign, strict=True)
    width, line = 0, 1
    try:
        for row in reader:
            width = width or len(row)
            if any(row[width:]):
                wrong = say("{count} cells, expected {expected}", count=len(row), expected=width)
                remedy = say("a comma inside a cell needs quotation marks around the cell")
                raise KgError(f"{file}:{line}: {clauses(wrong, remedy)}")
            yield [*row, *[""] * (width - len(row))][:width]
            line = reader.line_num + 1
    except csv.Error as error:
        told = say(
            "is not CSV from here on ({reason}); look for a quotation mark that is not closed or doubled", reason=error
        )
        raise KgError(f"{file}:{line}: {told}") from None
    finally:
        csv.field_size_limit(limit)


def with_columns(own: OwnList, titles: Sequence[str], added: Iterable[Sequence[str]], *, exact: bool) -> Iterator[str]:
    """The lines of a list with more columns behind its own, whose titles are made such as no column has.

    Of what is written, a spreadsheet runs nothing, unless each cell is to be `exact`.
    """
    if own.marked:
        yield "\ufeff"
    new = list(own.header)
    for title in titles:
        new.append(next(name for number in range(1, len(new) + 2) if (name := _numbered(title, number)) not in new))
    yield _line(new, own.dialect, exact=exact)
    for row, cells in zip(own.rows, added, strict=True):
        yield _line([*row, *cells], own.dialect, exact=exact)


def _numbered(title: str, number: int) -> str:
    return title if number == 1 else f"{title} ({number})"


def _line(cells: Sequence[str], dialect: Dialect, *, exact: bool) -> str:
    if not exact:
        return delimited([[as_was(cell) for cell in cells]], dialect)
    line = io.StringIO(newline="")
    csv.writer(line, delimiter="\t" if dialect is Dialect.TSV else ",").writerow(cells)  # quotes CR and LF
    return line.getvalue().removesuffix("\r\n") + "\n"
