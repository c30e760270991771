"""The tables held against the texts of the reports: their sections, and the words that stand there."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from kg.errors import Problem
from kg.tables.rows import Placed, Tables
from kg.text.report import SourceText

_NO_HEADINGS: Final = "no heading was found in its text, such as 一、概况, 第一章 概况 or 1. 概况 where a line begins"


def quote_problems(tables: Tables, texts: Mapping[str, SourceText]) -> Iterator[Problem]:
    """Rows whose words do not stand just once in the section that they name, or mentions that do not stand there."""
    rows: list[Placed] = [*tables.placed("relations"), *tables.placed("figures")]
    mentions: list[Placed] = [*tables.placed("mentions")]
    yield from _sections(tables, [*rows, *mentions], texts)
    for problem_at, row in rows:
        text = texts.get(row.source)
        if text is None or row.section not in text.sections:
            continue
        times = len(text.find(row.section, row.quote))
        if times != 1:
            where = _elsewhere(text, row.quote) if not times else ""
            remedy = "quote more words" if times else f"quote the words as they stand{where}"
            yield problem_at(
                row, "quote", f"{row.quote!r} stands {times or 'no'} times in {row.section}, expected once: {remedy}"
            )
    for problem_at, mention in mentions:
        text = texts.get(mention.source)
        if text is None or mention.section not in text.sections:
            continue
        if not text.find(mention.section, mention.form):
            where = _elsewhere(text, mention.form)
            yield problem_at(mention, "form", f"{mention.form!r} does not stand in {mention.section}{where}")


def _sections(tables: Tables, rows: list[Placed], texts: Mapping[str, SourceText]) -> Iterator[Problem]:
    """Rows that name a section which their text does not have; of a text without headings, all in one."""
    unknown: dict[str, list[str]] = defaultdict(list)
    for problem_at, row in rows:
        text = texts.get(row.source)
        if text is None or row.section in text.sections:
            continue
        if text.has_headings:
            expected = ", ".join(text.sections)
            yield problem_at(row, "section", f"{row.source} has no section {row.section}; it has {expected}")
        else:
            unknown[row.source].append(row.section)
    for problem_at, source in tables.placed("sources"):
        if named := unknown.get(source.id):
            told = ", ".join(sorted(set(named)))
            yield problem_at(source, "sha256", f"{_NO_HEADINGS}; {len(named)} rows name the sections {told}")


def without_headings(tables: Tables, texts: Mapping[str, SourceText]) -> Iterator[Problem]:
    """Texts that have no headings, or none that are known as such."""
    for problem_at, row in tables.placed("sources"):
        if row.id in texts and not texts[row.id].has_headings:
            yield problem_at(row, "sha256", f"{_NO_HEADINGS}; it is one section, s0")


def _elsewhere(text: SourceText, words: str) -> str:
    sections = [token for token in text.sections if text.find(token, words)]
    return f" (they stand in {', '.join(sections)})" if sections else ""
