"""Dates that may be reduced: a year, a month or a day.

ISO 8601-1:2019, 4.3 (reduced representations), which is level 0 of the Extended Date/Time
Format (Library of Congress, EDTF specification), without times and intervals.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_PATTERN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True)
class ReducedDate:
    """A date as written, with the earliest and the latest day that it can mean."""

    text: str
    earliest: date
    latest: date


def parse_date(text: str) -> ReducedDate:
    """The date that `2023`, `2023-11` or `2023-11-30` means; raises ValueError for all else."""
    match = _PATTERN.fullmatch(text)
    if not match:
        raise ValueError(text)
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    first = date(year, 1 if month is None else month, 1 if day is None else day)
    if day is not None:
        return ReducedDate(text, first, first)
    last_month = month or 12
    return ReducedDate(text, first, date(year, last_month, monthrange(year, last_month)[1]))
