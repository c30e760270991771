"""Which known indicators a figure may measure: those whose words and unit are like its own."""

from typing import Final

from kg.reading.passages import Passages
from kg.reading.registers import KnownIndicator, bigrams

_UNIT_TOKENS: Final = {
    "%": ("percent",),
    "个百分点": ("percent",),
    "百分点": ("percent",),
    "元": ("yuan",),
    "人次": ("attendance",),
    "人": ("person",),
    "名": ("person",),
    "位": ("person", "place"),
    "次": ("time",),
    "场": ("event", "session"),
    "期": ("session",),
    "轮": ("round",),
    "条": ("entry",),
    "家": ("organisation",),
    "个": ("item", "unit", "organisation", "document"),
    "项": ("item",),
    "份": ("document",),
    "件": ("case", "document", "appeal", "proposal", "dispute"),
    "宗": ("case", "application", "case-file", "complaint"),
    "": ("place",),
}


_ENOUGH: Final = 0.3
_MOST: Final = 3


def indicator_candidates(passages: Passages, wording: str, context: str, unit: str) -> tuple[str, ...]:
    """Known indicators whose words are like those of a figure and its clause, the likest first."""
    words, around = bigrams(wording.replace("…", "")), bigrams(context)
    if not words:
        return ()
    scored = []
    for indicator in passages.registers.indicators:
        score = max((_likeness(words, around, known) for known in indicator.pairs), default=0.0)
        score += 0.1 * _fits(indicator, unit)
        scored.append((-score, indicator.id))
    return tuple(id for score, id in sorted(scored)[:_MOST] if -score >= _ENOUGH)


def unit_tokens(classifier: str) -> tuple[str, ...]:
    """What may be counted by a classifier, the likeliest first: 件 counts cases, documents, appeals."""
    return _UNIT_TOKENS.get(classifier, ("item",))


def _likeness(words: set[str], around: set[str], known: set[str]) -> float:
    if not known:
        return 0.0
    shared = len(words & known)
    return 2 * shared / (len(words) + len(known)) + 0.2 * len(around & known) / len(known)


def _fits(indicator: KnownIndicator, unit: str) -> bool:
    fitting = _UNIT_TOKENS.get(unit)
    return fitting is None or indicator.unit in fitting
