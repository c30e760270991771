"""Numbers that people give, typed or from Python: each has its range, and one sentence tells it."""

import re
from collections.abc import Callable
from math import nan
from operator import index
from typing import Any, Final, TypeVar

from kg.errors import KgError
from kg.messages import say

MOST_FOUND: Final = 1_000_000
"""Things that a search lists at the most."""

MOST_STEPS: Final = 8
"""Steps of a way at the most, which `all` ways are sought by."""

MOST_SECONDS: Final = 10**6
"""Seconds that something may take at the most."""

N = TypeVar("N", int, float)

Read = Callable[[Any], N]


def whole_number(least: int, most: int) -> Read[int]:
    """What reads a whole number of a range from a text or a number; it raises ValueError, with what is expected."""

    def number(value: Any) -> int:
        """The number; raises ValueError."""
        found = _whole(value)
        if found is None or not least <= found <= most:
            raise ValueError(
                say("{value!r} is no whole number from {least} to {most}", value=value, least=least, most=most)
            )
        return found

    return number


def year(value: Any) -> int:
    """The year that a text or a number is (ISO 8601 has four digits); raises ValueError for all else."""
    found = _whole(value)
    if found is None or not 1 <= found <= 9999:
        raise ValueError(say("{value!r} is no year; expected one from 1 to 9999, such as 2023", value=value))
    return found


def seconds(value: Any) -> float:
    """The seconds, above 0, that a text or a number is; raises ValueError for all else."""
    try:
        found = nan if isinstance(value, bool) else float(value)
    except (OverflowError, TypeError, ValueError):
        found = nan
    if not 0 < found <= MOST_SECONDS:
        raise ValueError(say("{value!r} is no number of seconds above 0, up to {most}", value=value, most=MOST_SECONDS))
    return found


def given(name: str, value: Any, read: Read[N]) -> N:
    """The number that a caller gives under a name; raises KgError with the name."""
    try:
        return read(value)
    except ValueError as error:
        raise KgError(say("{name}: {problem}", name=name, problem=error)) from None


limit: Final = whole_number(1, MOST_FOUND)
hops: Final = whole_number(1, 2)
steps: Final = whole_number(1, MOST_STEPS)
megabytes: Final = whole_number(50, 10**7)


def _whole(value: Any) -> int | None:
    """The whole number that a text or a number is; None for all else: yes and no, and what has too many digits."""
    if isinstance(value, str):
        return int(value) if re.fullmatch(r"[+-]?\d{1,18}", value.strip(), re.ASCII) else None
    try:
        return None if isinstance(value, bool) else index(value)
    except TypeError:
        return None
