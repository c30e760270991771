"""A small graph of what is linked to a thing: the thing at the left, what it is linked to in rows beside it, so that no
two labels meet whatever their length and a telephone shows it as large as a desk.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from unicodedata import east_asian_width

from kg.lookup.records import Claim, Thing

MOST: Final = 10
"""Neighbours that are drawn."""
WIDTH: Final = 400
_ROW: Final = 50
_TOP: Final = 14
_HUB: Final = 30.0
_AT: Final = 150.0
_LABEL: Final = 168
_ROOM: Final = 17.0
"""Characters of full width that a line of a label has room for."""
_SIDES: Final = {
    "diamond": (4, 0.0),
    "triangle": (3, 0.0),
    "triangleDown": (3, math.pi),
    "hexagon": (6, math.pi / 6),
    "square": (4, math.pi / 4),
}
"""How many corners the shapes of the ontology have, and how far they are turned."""

Styles = Mapping[str, tuple[str, str, str]]
"""The colour, the shape and the legend's class of each class (`kg.network.network.styles`)."""


@dataclass(frozen=True)
class Sign:
    """A thing as its shape: `path` is an SVG path in `colour`."""

    path: str
    colour: str


@dataclass(frozen=True)
class Neighbour:
    """What a thing is linked to: the other thing, the relation's words read from the first, and the claim."""

    thing: Thing
    words: str
    claim: Claim


@dataclass(frozen=True)
class Row:
    """A neighbour in its row: its sign, the curve that leads to it, the relation's words, and its label in lines."""

    thing: Thing
    sign: Sign
    curve: str
    arrow: str
    dash: str
    words: str
    label: tuple[str, ...]
    y: float


@dataclass(frozen=True)
class Picture:
    """The graph: its size, the sign of the thing itself, the rows, and whether there is more."""

    width: int
    height: int
    sign: Sign
    rows: tuple[Row, ...]
    is_cut: bool


def picture(thing: Thing, neighbours: Sequence[Neighbour], claims: int, styles: Styles) -> Picture | None:
    """The graph of a thing and the first of its neighbours, which so many claims tie to it; None where it has none."""
    drawn = [of for of in neighbours if of.thing != thing][:MOST]
    if not drawn:
        return None
    height = 2 * _TOP + _ROW * len(drawn)
    hub = (_HUB, height / 2)
    rows = [_row(of, hub, _TOP + _ROW * (at + 0.5), styles) for at, of in enumerate(drawn)]
    return Picture(WIDTH, height, _sign(thing, *hub, 13, styles), tuple(rows), claims > len(drawn))


def _row(neighbour: Neighbour, hub: tuple[float, float], y: float, styles: Styles) -> Row:
    entity, claim = neighbour.thing, neighbour.claim
    bend = (hub[0] + _AT) / 2
    curve = f"M{hub[0]:g} {hub[1]:g}C{bend:g} {hub[1]:g} {bend - 10:g} {y:g} {_AT - 9:g} {y:g}"
    return Row(
        entity,
        _sign(entity, _AT, y, 8, styles),
        curve,
        f"M{_AT - 9:g} {y:g}l-8 -4v8z" if entity == claim.object else "",
        _dash(claim.marks),
        neighbour.words,
        lines(entity.label, _ROOM),
        y,
    )


def _dash(marks: Iterable[str]) -> str:
    """How the line of a claim is broken: what is yet to come or not settled, and what is not stated outright."""
    told = set(marks)
    return "6 4" if told & {"planned", "candidate", "exploring", "ended"} else "2 3" if told & {"implied"} else ""


def _sign(thing: Thing, x: float, y: float, size: float, styles: Styles) -> Sign:
    colour, shape, _ = styles.get(thing.type, ("#999999", "dot", ""))
    return Sign(outline(shape, x, y, size), colour)


def outline(shape: str, x: float, y: float, size: float) -> str:
    """The SVG path of a shape of the ontology around a point."""
    if shape == "box":
        return f"M{x - 1.2 * size:g} {y - 0.8 * size:g}h{2.4 * size:g}v{1.6 * size:g}h{-2.4 * size:g}z"
    if shape == "star" or shape in _SIDES:
        sides, turn = _SIDES.get(shape, (10, 0.0))
        corners = []
        for nth in range(sides):
            far = size * (1.15 if shape != "star" else 1.3 if nth % 2 == 0 else 0.6)
            angle = turn - math.pi / 2 + 2 * math.pi * nth / sides
            corners.append(f"{x + far * math.cos(angle):.1f} {y + far * math.sin(angle):.1f}")
        return f"M{'L'.join(corners)}z"
    return f"M{x - size:g} {y:g}a{size:g} {size:g} 0 1 0 {2 * size:g} 0a{size:g} {size:g} 0 1 0 {-2 * size:g} 0z"


def lines(text: str, room: float) -> tuple[str, ...]:
    """A text in up to two lines of so much room, in characters of full width; what does not fit is cut."""
    first, rest = _line(text.strip(), room)
    second, more = _line(rest, room)
    return tuple(filter(None, (first, f"{second[:-1].rstrip()}…" if more else second)))


def _line(text: str, room: float) -> tuple[str, str]:
    """The first line of a text, which ends at a space or between Chinese characters if it can; and the rest."""
    taken, end = 0.0, 0
    for at, character in enumerate(text):
        is_wide = east_asian_width(character) in "WF"
        taken += 1 if is_wide else 0.72 if character.isupper() else 0.57
        if taken > room:
            end = at if is_wide or character == " " or not end else end
            return text[: end or at].rstrip(), text[end or at :].lstrip()
        if is_wide or character == " ":
            end = at + 1
    return text, ""
