"""The numbers of a text that measure something, with unit and bound: 1500余件, 约2.48亿元, 百分之十五."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kg.reading.rules.numbers import ARABIC, value_of
from kg.reading.rules.passages import Clause, Passages
from kg.text.report import Span

_UNITS: Final = (
    "个百分点|百分点|个千分点|%|‰|人次|件次|户次|车次|班次|场次|亿元|万元|千元|美元|港元|欧元|元|平方公里|平方千米|平方米|立方米|公顷|万亩|亩|公里|千米|千瓦时|千瓦|"
    "兆瓦|吨标准煤|吨公里|吨|公斤|米|个工作日|工作日|小时|天|件|宗|项|个(?!月|小时|学期|季度|交易日)|份|家|人|名|位|次|场|期|轮|条|户|起|例|套|座|所|间|处|栋|幢|张|辆|台|艘|架|"
    "批|篇|部|册|枚|支|队|股|本|卷|步|课|班|对|株|棵|头|只|床|块|片|类|种|门|倍|成|分|度|期|幅|宗次|标箱|标准箱|单|笔|枚|村|镇|街道|社区"
)
_BEFORE: Final = "大约|约|将近|接近|近|超过|超|逾|突破|多达|高达|达到|达|不少于|不低于|至少|不超过|至多|低于|高于"
_NUMBER: Final = re.compile(
    rf"(?P<before>{_BEFORE})?(?P<sign>[-−])?(?P<number>{ARABIC})(?P<more>[余多几])?(?P<scale>万亿|[百千万亿]{{1,2}})?(?P<more2>[余多])?"
    rf"(?P<unit>(?:{_UNITS}))(?P<also>\(次\)|\(宗\))?(?P<above>以上|左右|以下|以内)?",
    re.ASCII,
)
_CHINESE_NUMBER: Final = re.compile(
    rf"(?P<before>{_BEFORE})?(?P<number>[一二两三四五六七八九十百千]{{2,8}}|[一二三四五六七八九]?十[一二三四五六七八九]?)(?P<more>[余多])?(?P<scale>[万亿])?"
    "(?P<unit>亿元|万元|人次|件|宗|家|场|名|户|起|例)"
)
_PERCENT_WORDS: Final = re.compile(
    "百分之(?P<number>[零〇一二三四五六七八九十百]{1,6}(?:点[零一二三四五六七八九]{1,4})?)"
)
_NONE: Final = re.compile("(?:无|没有)一(?P<unit>[宗件例起人家])|(?<=“)零(?!的)(?=[\u4e00-\u9fff]{2,4}”)")
_BOUND_WORDS: Final = {
    "about": "约 大约 近 将近 接近",
    "more-than": "超 超过 逾 突破 高于",
    "at-least": "不少于 不低于 至少",
    "": "不超过 至多 低于",  # an upper bound, for which the tables have no token: who reviews it decides
}
_BOUNDS: Final = {word: bound for bound, words in _BOUND_WORDS.items() for word in words.split()}
_AFTERS: Final = {"以上": "at-least", "左右": "about", "以下": "", "以内": ""}
_MEASURES: Final = re.compile("(?<![A-Za-z])(?:GDP|FDI|CPI)$")
"""What is measured, in letters that may stand right before a number."""
_TEN: Final = 10


@dataclass(frozen=True)
class Number:
    """A number found: its span, value in the base unit, unit as written, and bound ("" for an upper one)."""

    span: Span
    value: Decimal
    unit: str
    bound: str
    rule: str


def without_bound(words: str) -> str:
    """The words of a number without those before it that say about what or at least: 2.48亿元 of 约2.48亿元."""
    return re.sub(f"^(?:{_BEFORE})+", "", words)


def numbers(passages: Passages, clause: Clause) -> list[Number]:
    """The numbers of a clause that measure something, in order: no years, dates or ordinals, none inside a name."""
    text, bounds = passages.folded, (clause.start, clause.end)
    found = [_number(match) for match in _NUMBER.finditer(text, *bounds) if _may_begin(passages, match.start("number"))]
    found += [
        _chinese(match) for match in _CHINESE_NUMBER.finditer(text, *bounds) if _may_begin(passages, match.start())
    ]
    found += [
        _percent(match) for match in _PERCENT_WORDS.finditer(text, *bounds) if _may_begin(passages, match.start())
    ]
    found += [
        Number(Span(*match.span()), Decimal(0), match["unit"] or "", "exactly", "none")
        for match in _NONE.finditer(text, *bounds)
    ]
    return sorted((one for one in found if one is not None), key=lambda one: one.span.start)


def _may_begin(passages: Passages, at: int) -> bool:
    """Whether a number begins here: not inside a name, nor behind a letter, a figure, a sign of one, or 第."""
    before = passages.folded[at - 1 : at] if at else ""
    if _MEASURES.search(passages.folded[max(0, at - 3) : at]):
        return True
    if before.isascii() and (before.isalnum() or (before and before in "./-+")):
        return False
    return (not before or before not in "第前几") and passages.marking(at) is None


def _chinese(match: re.Match[str]) -> Number | None:
    value, unit = value_of(match["number"] + (match["scale"] or "")), match["unit"]
    if value is None or value < _TEN:
        return None
    value *= {"亿元": 10**8, "万元": 10**4}.get(unit, 1)
    return Number(
        Span(*match.span()), value, unit.lstrip("亿万"), _bound(match["before"], match["more"], None), "chinese"
    )


def _percent(match: re.Match[str]) -> Number | None:
    whole, _, part = match["number"].partition("点")
    value, after = value_of(whole), value_of(part) if part else Decimal(0)
    if value is None or after is None:
        return None
    return Number(Span(*match.span()), value + after.scaleb(-len(part)), "%", "exactly", "percent-words")


def _number(match: re.Match[str]) -> Number | None:
    scale, unit = match["scale"] or "", match["unit"]
    while unit[0] in "亿万千" and len(unit) > 1 and unit not in ("千米", "千瓦", "千瓦时"):
        scale, unit = scale + unit[0], unit[1:]
    value = value_of(match["number"] + scale)
    if value is None or (unit in ("天", "小时", "度", "分", "成", "步", "本") and match["scale"]):
        return None
    if unit == "成":
        value, unit = value * _TEN, "%"
    if match["sign"]:
        value = -value
    bound = _bound(match["before"], match["more"] or match["more2"], match["above"])
    return Number(Span(*match.span()), value, unit, bound, "number")


def _bound(before: str | None, more: str | None, after: str | None) -> str:
    if after:
        return _AFTERS[after]
    return "more-than" if more else _BOUNDS.get(before or "", "exactly")
