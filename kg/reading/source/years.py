"""What the text of a report tells of itself: its title and kind, the period that it is on, when it was delivered, and
which sections plan for which year. Each is told with the words that say so.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from kg.text.report import SourceText

_DIGITS: Final = {ord(numeral): str(digit) for digit, numeral in enumerate("〇一二三四五六七八九")} | {
    ord("○"): "0", ord("零"): "0"
}  # fmt: skip
_WIDE: Final = {code: code - 0xFEE0 for code in range(ord("０"), ord("９") + 1)}
_WRITTEN_YEAR: Final = re.compile("[一二][〇○零一二三四五六七八九]{3}(?=年)")
_YEAR: Final = re.compile(r"(?<![\d\-—–~至到.])((?:19|20)\d\d)(?=年)")
_DATE: Final = re.compile(r"((?:19|20)\d\d)[年/.-](1[0-2]|0?[1-9])[月/.-](3[01]|[12]\d|0?[1-9])(?:日|(?!\d))")
_MEETING: Final = re.compile("在.{2,60}会议上")

_TITLE: Final = re.compile(
    r"(?![—\-(（])[^。,;:!?，；：！？]{0,50}(?:工作报告|年度报告|(?:建设|工作)?情况的?报告|工作总结|(?:建设|工作)情况)(?:[(（].{1,40}[)）])?"
)
_ISSUER: Final = re.compile(r"[^。,;:!?，；：！？\s]{2,40}(?:政府|委员会|局|厅|办公室|区|市|县|省|州|旗)")
_REVIEW: Final = re.compile("回顾|总结|成就|(?<!优异)成绩|情况|以来")
_PLAN: Final = re.compile("安排|计划|任务|思路|部署|重点|目标|要求|打算|建议|主要工作|做好|展望")
_NEXT: Final = re.compile("明年|来年|下一年|下一步|下步|新的一年")
_MIXED: Final = re.compile("回顾|总结|成就|(?<!优异)成绩|工作情况")
_ANNEX: Final = re.compile("附[件录表]|名词|术语|注释|结束语|结语")
_OPENING: Final = re.compile(r"\s*((?:19|20)\d\d)年(?:度|以来)?[,，]")

_DEPARTMENTS: Final = re.compile("我[局委厅办]|全局|本局")
_GOVERNMENTS: Final = re.compile("我[区市县省州旗]|全[区市县省州旗]")
_GENRE: Final = re.compile("政府工作报告|法治政府|法治建设|依法行政|各位代表|情况的?报告|年度报告|工作总结|向大会")


class Told(NamedTuple):
    """A value, and the words of the text that say so."""

    value: str
    words: str


class Years(NamedTuple):
    """The period that a report tells of, when it was delivered (a reduced date), and the sections that plan, with the
    year that each plans for; None where the text does not say.
    """

    period: Told | None
    delivered: Told | None
    plans: tuple[tuple[str, str], ...]


def folded(words: str) -> str:
    """Words without the blanks around them, and with their years in the digits of ASCII."""
    return _WRITTEN_YEAR.sub(lambda year: year[0].translate(_DIGITS), words.translate(_WIDE).strip())


def is_report(text: SourceText) -> bool:
    """Whether a text has headings, or words that stand in every report."""
    return text.has_headings or _GENRE.search(text.text) is not None


def title_of(text: SourceText) -> str:
    """The title in the lines before the first section; one of two lines is put together; "" where there is none."""
    lines = _head(text)
    for at, line in enumerate(lines):
        if len(line) > 3 and _TITLE.fullmatch(line):
            before = lines[at - 1] if at else ""
            return before + line if line.startswith("关于") and _ISSUER.fullmatch(before) else line
    return ""


def kind_of(text: SourceText, title: str) -> str:
    """The kind of report that a text seems to be; "" where it does not show."""
    opening = text.text[:1500]
    if "政府工作报告" in title or re.search("各位代表|向大会(?:作|报告)", opening):
        return "work-report"
    if len(_DEPARTMENTS.findall(text.text)) > len(_GOVERNMENTS.findall(text.text)):
        return "department"
    return "rule-of-law" if re.search("法治|依法行政", title or text.text) else ""


def years_of(text: SourceText, kind: str, title: str, period: str = "") -> Years:
    """The years of a report; its plans follow on the `period`, where one is given for the one that it tells."""
    headings = list(_headings(text))
    delivered = _delivered(text)
    found = _period(text, kind, title, headings, delivered)
    known = period or (found.value if found else "")
    plans = tuple(_plans(headings, int(known), kind)) if known else ()
    if not delivered and kind == "work-report":
        own = dict(_plans(headings, int(found.value), kind)) if found else {}
        planned = (Told(own[token], heading) for token, heading in headings if token in own)
        delivered = next(_told(title), None) or next(planned, None)
    return Years(found, delivered, plans)


def _head(text: SourceText) -> list[str]:
    span = text.sections["s0"]
    lines = [folded(line) for line in text.text[span.start : span.end].splitlines()]
    return [line for line in lines if line]


def _headings(text: SourceText) -> Iterator[tuple[str, str]]:
    for token in text.sections:
        heading = folded(text.heading(token))[:60]
        if heading and _ANNEX.search(heading) is None:
            yield token, heading


def _told(words: str) -> Iterator[Told]:
    """The years that words name."""
    yield from (Told(match[1], words) for match in _YEAR.finditer(words))


def _period(
    text: SourceText, kind: str, title: str, headings: Iterable[tuple[str, str]], delivered: Told | None
) -> Told | None:
    """The year that a report tells of: by its title, its review, its plans, its first words, or when it was delivered.

    A work report's title has the year in which it was delivered, any other's the year that it tells of.
    """
    chapters = [heading for token, heading in headings if "." not in token]
    reviews = [told for heading in chapters if _REVIEW.search(heading) for told in _told(heading)]
    plans = [_before(told) for heading in chapters if _PLAN.search(heading) for told in _told(heading)]
    titled = list(_told(title))
    if kind == "work-report":
        named = [*reviews, *plans, *map(_before, titled), *([_before(delivered)] if delivered else [])]
    else:
        named = [*titled, *plans, *reviews, *_opening(text), *([_signed(delivered)] if delivered else [])]
    return next(iter(named), None)


def _before(told: Told) -> Told:
    return Told(str(int(told.value[:4]) - 1), told.words)


def _signed(told: Told) -> Told:
    """The year that a report tells of which is signed on a day: in the first half of a year, the one before."""
    return _before(told) if told.value[5:7] <= "06" else Told(told.value[:4], told.words)


def _opening(text: SourceText) -> Iterator[Told]:
    for line in text.text.split("\n", maxsplit=40)[:40]:
        if match := _OPENING.match(folded(line[:40])):
            yield Told(match[1], folded(line[:20]))


def _delivered(text: SourceText) -> Told | None:
    """The day on which a report was delivered or signed: by the line that names the meeting, a signature, any date in
    the lines before it begins.
    """
    short = [line for line in _head(text) if len(line) < 80 and "。" not in line]
    span = text.sections.get("sig")
    last = folded(text.text[span.start : span.end]).split("\n")[-1] if span else ""
    for line in (*filter(_MEETING.search, short), last, *short):
        if match := _DATE.search(line):
            return Told(f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}", line)
    return None


def _plans(headings: Iterable[tuple[str, str]], period: int, kind: str) -> Iterator[tuple[str, str]]:
    """The sections that plan for the year after the period: those whose heading says so, without their parts; and the
    chapters that stand behind one in a work report, which ends with its plans.
    """
    year, planned = str(period + 1), ""
    for token, heading in headings:
        is_chapter = "." not in token
        goes_on = is_chapter and planned and kind == "work-report"
        if goes_on or (_announces(heading, year, kind) and token.partition(".")[0] != planned):
            planned = token if is_chapter else planned
            yield token, year


def _announces(heading: str, year: str, kind: str) -> bool:
    """Whether a heading says that what stands below it is planned for a year, and is of nothing else."""
    if _MIXED.search(heading):
        return False
    said = _NEXT.search(heading) is not None or any(told.value == year for told in _told(heading))
    return said or (kind == "work-report" and "今年" in heading and _PLAN.search(heading) is not None)
