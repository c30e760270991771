"""Which known indicators a figure may measure: those whose words and unit are like its own."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from kg.reading.rules.passages import Passages
from kg.reading.rules.registers import bigrams

_UNIT_TOKENS: Final = {
    "%": ("percent",),
    "个百分点": ("percent",),
    "百分点": ("percent",),
    "元": ("yuan",),
    "美元": ("us-dollar",),
    "人次": ("attendance",),
    "人": ("person",),
    "名": ("person",),
    "位": ("person", "place"),
    "次": ("time",),
    "场": ("event", "session"),
    "期": ("session",),
    "轮": ("round",),
    "条": ("entry", "item"),
    "家": ("organisation",),
    "户": ("organisation", "household"),
    "个": ("item", "unit", "organisation", "document"),
    "项": ("item",),
    "份": ("document",),
    "件": ("case", "document", "appeal", "proposal", "dispute"),
    "宗": ("case", "application", "case-file", "complaint"),
    "天": ("day",),
    "工作日": ("day",),
    "个工作日": ("day",),
    "": ("place",),
    **dict.fromkeys(("米", "千米", "公里"), ("metre",)),
    **dict.fromkeys(("平方米", "平方千米", "平方公里", "公顷"), ("square-metre",)),
    "立方米": ("cubic-metre",),
    **dict.fromkeys(("吨", "公斤"), ("tonne",)),
    "千瓦时": ("kilowatt-hour",),
    **dict.fromkeys(("千瓦", "兆瓦"), ("kilowatt",)),
}
_FACTORS: Final[Mapping[str, Decimal]] = {
    **dict.fromkeys(("千米", "公里", "兆瓦"), Decimal(1000)),
    **dict.fromkeys(("平方千米", "平方公里"), Decimal(10**6)),
    "公顷": Decimal(10**4),
    "公斤": Decimal("0.001"),
}
"""How much of its unit one of a measure is, where that is a decimal; 亩 is not."""
_OTHERS: Final = ("item",)


_ENOUGH: Final = 0.7
_MOST: Final = 3


def indicator_candidates(passages: Passages, wording: str, context: str, unit: str) -> tuple[str, ...]:
    """Known indicators whose words are like those of a figure and its clause, the likest first."""
    words, around = bigrams(wording.replace("…", "")), bigrams(context)
    if not words:
        return ()
    scored = []
    for indicator in passages.registers.indicators:
        if indicator.unit in unit_tokens(unit):
            score = max((_likeness(words, around, known) for known in indicator.pairs), default=0.0)
            scored.append((-score, indicator.id))
    return tuple(id for score, id in sorted(scored)[:_MOST] if -score >= _ENOUGH)


def unit_tokens(classifier: str) -> tuple[str, ...]:
    """What may be counted by a classifier, the likeliest first: 件 counts cases, documents, appeals."""
    return _UNIT_TOKENS.get(classifier, _OTHERS)


def in_unit(value: str, classifier: str) -> str:
    """A value in the unit of the tables: 3.5 of 公里 are 3500 metres."""
    factor = _FACTORS.get(classifier)
    return format((Decimal(value) * factor).normalize(), "f") if factor and value else value


def _likeness(words: set[str], around: set[str], known: set[str]) -> float:
    if not known or (len(known) == 1 and known != words):  # one pair of characters, as of 企业, is in many names
        return 0.0
    shared = len(words & known)
    return 2 * shared / (len(words) + len(known)) + 0.2 * len(around & known) / len(known)
