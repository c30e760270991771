"""Rates held against the counts that they are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Final

from kg.tables.rows import Figure

_DIGITS: Final = 100
"""Digits to reckon with: more than any rate of numbers that the tables admit has."""


@dataclass(frozen=True)
class Rate:
    """A rate as reported, and what the figures that it names give, rounded as it is written."""

    figure: Figure
    numerator: Decimal
    denominator: Decimal
    computed: Decimal

    @property
    def agrees(self) -> bool:
        """Whether the two are the same."""
        return self.figure.value == self.computed


def rates(figures: Sequence[Figure]) -> list[Rate]:
    """Every rate among figures that names its numerator and denominator, recomputed as a percentage."""
    values = {figure.id: figure.value for figure in figures}
    found = []
    with localcontext(prec=_DIGITS):
        for figure in figures:
            above, below = (_sum(values, ids) for ids in (figure.numerator, figure.denominator))
            if figure.value is None or above is None or not below:
                continue
            computed = (above / below * 100).quantize(figure.value, ROUND_HALF_UP)
            found.append(Rate(figure, above, below, computed))
    return found


def _sum(values: Mapping[str, Decimal | None], ids: tuple[str, ...]) -> Decimal | None:
    """The sum of the figures with these ids; None if there is none, or one has no value."""
    found = [values.get(figure_id) for figure_id in ids]
    known = [value for value in found if value is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(found) else None
