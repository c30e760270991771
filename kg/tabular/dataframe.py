"""Columns of values as other tools show them: a table of HTML, a pandas DataFrame."""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import date
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any, Final

from kg.errors import MissingExtraError
from kg.messages import say_count
from kg.rdf.terms import Literal, Term, text
from kg.vocabulary import PREFIXES

if TYPE_CHECKING:
    import pandas as pd

ROW_LIMIT: Final = 30
"""Rows that a notebook shows."""

_INTEGERS: Final = {
    PREFIXES["xsd"] + name: span
    for name, span in {
        "integer": (-math.inf, math.inf), "nonNegativeInteger": (0, math.inf), "positiveInteger": (1, math.inf),
        "nonPositiveInteger": (-math.inf, 0), "negativeInteger": (-math.inf, -1), "long": (-(2**63), 2**63 - 1),
        "int": (-(2**31), 2**31 - 1), "short": (-(2**15), 2**15 - 1), "byte": (-(2**7), 2**7 - 1),
        "unsignedLong": (0, 2**64 - 1), "unsignedInt": (0, 2**32 - 1), "unsignedShort": (0, 2**16 - 1),
        "unsignedByte": (0, 2**8 - 1),
    }.items()
}  # fmt: skip
"""The datatypes of integers, each with its least and greatest (XML Schema 1.1 Part 2, 3.4)."""

_DECIMAL: Final = PREFIXES["xsd"] + "decimal"

_FLOATS: Final = {PREFIXES["xsd"] + name for name in ("double", "float")}

_BOOLEAN: Final = PREFIXES["xsd"] + "boolean"

_DATE: Final = PREFIXES["xsd"] + "date"


def html_table(headers: Sequence[str], rows: Sequence[Sequence[str]], caption: str = "") -> str:
    """An HTML table of the first rows, and a line that says how many more there are.

    All text is escaped, and marked as none of MathJax's: nothing that it holds is run.
    """
    head = "".join(f"<th>{escape(header)}</th>" for header in headers)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows[:ROW_LIMIT])
    rest = len(rows) - ROW_LIMIT
    told = say_count("… and {count} more row", "… and {count} more rows", count=rest)
    more = f"<div>{told}</div>" if rest > 0 else ""
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return (
        '<div class="tex2jax_ignore mathjax_ignore">'
        f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}</div>"
    )


def text_frame(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> "pd.DataFrame":
    """A DataFrame of strings; raises MissingExtraError without pandas."""
    pandas = _pandas()
    return pandas.DataFrame(list(rows), columns=list(columns), dtype=object)


def term_frame(columns: Mapping[str, Sequence[Term | None]]) -> "pd.DataFrame":
    """A DataFrame of terms by column; raises MissingExtraError without pandas.

    A column of integers is Int64, of decimals or floats Float64, of booleans boolean, of days
    datetime64; in these, what is unbound is missing. Every other column holds strings (IRIs whole) and
    None, and so does, as a whole, a column of these with one value that would be lost: what is ill-formed
    for its datatype, an integer beyond 64 bits, a decimal of more digits than a float keeps, a NaN, which
    pandas takes for missing, and a day with a time zone or of another year than 1 to 9999.
    """
    pandas = _pandas()
    return pandas.DataFrame({name: _series(pandas, terms) for name, terms in columns.items()}, columns=list(columns))


def _series(pandas: Any, terms: Sequence[Term | None]) -> Any:
    datatypes = {term.datatype.value if isinstance(term, Literal) else "" for term in terms if term is not None}
    for of, dtype, read in _KINDS:
        if datatypes and datatypes <= of:
            try:
                values = [None if term is None else read(term) for term in terms]
            except ValueError:
                break
            return pandas.Series(values, dtype=dtype)
    return pandas.Series([None if term is None else text(term) for term in terms], dtype=object)


# Each reads a literal, and raises ValueError for what its column cannot hold


def _integer(term: Any) -> int:
    number = int(_matched(r"[+-]?[0-9]+", term))
    least, greatest = _INTEGERS[term.datatype.value]
    if not max(least, -(2**63)) <= number <= min(greatest, 2**63 - 1):
        raise ValueError(number)
    return number


def _float(term: Any) -> float:
    if term.datatype.value in _FLOATS:
        return float(_matched(rf"{_DIGITS}([eE][+-]?[0-9]+)?|[+-]?INF", term))
    number = float(_matched(_DIGITS, term))
    if Decimal(repr(number)) != Decimal(term.value):
        raise ValueError(term)
    return number


def _boolean(term: Any) -> bool:
    return _matched("true|false|1|0", term) in ("true", "1")


def _day(term: Any) -> date:
    return date.fromisoformat(_matched("[0-9]{4}-[0-9]{2}-[0-9]{2}", term))


def _matched(pattern: str, term: Any) -> str:
    if not re.fullmatch(pattern, term.value):
        raise ValueError(term)
    return str(term.value)


_DIGITS: Final = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"

_KINDS: Final[tuple[tuple[Set[str], str, Callable[[Any], object]], ...]] = (
    (_INTEGERS.keys(), "Int64", _integer),
    ({_DECIMAL, *_FLOATS}, "Float64", _float),
    ({_BOOLEAN}, "boolean", _boolean),
    ({_DATE}, "datetime64[s]", _day),  # seconds reach all years of four digits
)


def _pandas() -> Any:
    try:
        import pandas
    except ModuleNotFoundError as error:
        raise MissingExtraError("pandas") from error
    return pandas
