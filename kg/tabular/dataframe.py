"""Columns of values as other tools show them: a table of HTML, a pandas DataFrame."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, Final

from kg.errors import MissingExtraError
from kg.rdf.terms import Literal, Term
from kg.vocabulary import PREFIXES

if TYPE_CHECKING:
    import pandas as pd

ROW_LIMIT: Final = 30
"""Rows that a notebook shows."""

_INTEGERS: Final = frozenset(
    PREFIXES["xsd"] + name
    for name in (
        "integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger",
        "nonPositiveInteger", "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte",
    )
)  # fmt: skip

_FLOATS: Final = frozenset(PREFIXES["xsd"] + name for name in ("decimal", "double", "float"))

_BOOLEAN: Final = PREFIXES["xsd"] + "boolean"

_DATE: Final = PREFIXES["xsd"] + "date"


def html_table(headers: Sequence[str], rows: Sequence[Sequence[str]], caption: str = "") -> str:
    """An HTML table of the first rows, and a line that says how many more there are.

    All text is escaped, and marked as none of MathJax's: nothing that it holds is run.
    """
    head = "".join(f"<th>{escape(header)}</th>" for header in headers)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows[:ROW_LIMIT])
    rest = len(rows) - ROW_LIMIT
    more = f"<div>… and {rest} more row{'s' if rest > 1 else ''}</div>" if rest > 0 else ""
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
    datetime64; in these, what is unbound is missing. Every other column holds strings (IRIs
    whole) and None.
    """
    pandas = _pandas()
    return pandas.DataFrame({name: _series(pandas, terms) for name, terms in columns.items()}, columns=list(columns))


def _series(pandas: Any, terms: Sequence[Term | None]) -> Any:
    texts = [None if term is None else str(term.value) for term in terms]
    datatypes = {term.datatype.value if isinstance(term, Literal) else "" for term in terms if term is not None}
    if datatypes and datatypes <= _INTEGERS:
        numbers = [None if text is None else int(text) for text in texts]
        if all(number is None or -(2**63) <= number < 2**63 for number in numbers):
            return pandas.Series(numbers, dtype="Int64")
    elif datatypes and datatypes <= _FLOATS:
        return pandas.Series([None if text is None else float(text) for text in texts], dtype="Float64")
    elif datatypes == {_BOOLEAN}:
        return pandas.Series([None if text is None else text == "true" for text in texts], dtype="boolean")
    elif datatypes == {_DATE} and all(text is None or len(text) == len("2023-01-01") for text in texts):
        return pandas.Series(texts, dtype="datetime64[s]")  # seconds reach all years of four digits
    return pandas.Series(texts, dtype=object)


def _pandas() -> Any:
    try:
        import pandas
    except ModuleNotFoundError as error:
        raise MissingExtraError("pandas") from error
    return pandas
