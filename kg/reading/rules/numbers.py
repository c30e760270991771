"""Numerals of reports, Arabic and Chinese: 6000余, 2.48亿, 1,888, 三千二百, 百分之十五 (GB/T 15835-2011)."""

import re
from decimal import Decimal
from typing import Final

_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
_SCALES: Final = {"万": 10**4, "亿": 10**8}

ARABIC: Final = r"(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,6})?"
CHINESE: Final = r"[零〇一二两三四五六七八九十百千万亿]{1,16}"


def value_of(numeral: str) -> Decimal | None:
    """The value of a numeral, with its scale (2.48亿, 3千, 三千二百); None for what is none."""
    scale = Decimal(1)
    while len(numeral) > 1 and numeral[0].isascii() and numeral[-1] in "百千万亿":
        scale *= _SCALES.get(numeral[-1]) or _TENS[numeral[-1]]
        numeral = numeral[:-1]
    if re.fullmatch(ARABIC, numeral, re.ASCII):
        return Decimal(numeral.replace(",", "")) * scale
    found = _chinese(numeral)
    return None if found is None else found * scale


def _chinese(numeral: str) -> Decimal | None:
    if not numeral or re.fullmatch(CHINESE, numeral) is None:
        return None
    if not any(sign in numeral for sign in "十百千万亿"):  # a row of digits, as in a year
        return Decimal("".join(str(_DIGITS[digit]) for digit in numeral))
    total = middle = section = digit = 0
    for sign in numeral:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _TENS:
            section += (digit or 1) * _TENS[sign]
            digit = 0
        elif sign == "万":
            middle += (section + digit or 1) * _SCALES[sign]
            section = digit = 0
        else:
            total = (total + middle + section + digit or 1) * _SCALES[sign]
            middle = section = digit = 0
    return Decimal(total + middle + section + digit)
