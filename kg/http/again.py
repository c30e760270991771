"""When a server that is busy, or fails, is asked again."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

PAUSES: Final = (1.0, 2.0, 4.0)
"""Seconds before it is asked the second time, the third and the last, where it names none itself."""

LONGEST_PAUSE: Final = 60.0
"""Who wants to be left alone for longer is not waited for."""


def is_busy(status: int) -> bool:
    """Whether the same request may be answered another time (RFC 6585, 4; RFC 9110, 15.6)."""
    return status == 429 or status >= 500


def pause(headers: Mapping[str, str], otherwise: float) -> float:
    """For how many seconds a server wants to be left alone (RFC 9110, 10.2.3), by the headers of its answer."""
    told = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", told, re.ASCII):
        return float(told)
    try:
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):  # none, or a date without a zone
        return otherwise
