"""Bars from zero as HTML, for a notebook: each with its words and its value beside it."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final, NamedTuple

_WIDTH: Final = 240
_HEIGHT: Final = 12


class Bar(NamedTuple):
    """A bar: its words, its number, or None for what has no bar, and what is said beside it."""

    what: str
    number: float | None
    said: str


def html_bars(title: str, bars: Sequence[Bar], most: float = 0) -> str:
    """A chart of bars; the longest is the greatest of their numbers, or `most`.

    All text is escaped, and marked as none of MathJax's, as in a table.
    """
    greatest = max([most, *(bar.number for bar in bars if bar.number is not None)]) or 1
    return (
        '<figure class="tex2jax_ignore mathjax_ignore" style="margin: 0 0 1em">'
        f"<figcaption>{escape(title)}</figcaption>"
        f"<table><tbody>{''.join(_rows(bars, greatest))}</tbody></table></figure>"
    )


def _rows(bars: Iterable[Bar], greatest: float) -> Iterable[str]:
    for bar in bars:
        what, said = f'<th scope="row">{escape(bar.what)}</th>', escape(bar.said)
        if bar.number is None:
            yield f'<tr>{what}<td colspan="2"><em>{said}</em></td></tr>'
        else:
            size = f'width="{_WIDTH * bar.number / greatest:.1f}" height="{_HEIGHT}"'
            drawn = f'<svg width="{_WIDTH}" height="{_HEIGHT}" aria-hidden="true"><rect {size} fill="#00568f"/></svg>'
            yield f"<tr>{what}<td>{drawn}</td><td>{said}</td></tr>"
