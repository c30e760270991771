"""The tables held against the texts of the reports: their sections, and the words that stand there."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from kg.errors import Problem
from kg.messages import clauses, listed, say
from kg.tables.rows import Placed, Tables
from kg.text.report import SourceText


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
            yield problem_at(row, "quote", _not_once(text, row, times))
    for problem_at, mention in mentions:
        text = texts.get(mention.source)
        if text is None or mention.section not in text.sections:
            continue
        if not text.find(mention.section, mention.form):
            wrong = say("{words!r} does not stand in {section}", words=mention.form, section=mention.section)
            yield problem_at(mention, "form", wrong + _elsewhere(text, mention.form))
        elif mention.in_heading and mention.form not in text.heading(mention.section):
            wrong = say(
                "{words!r} does not stand in the heading of {section}; leave the cell empty",
                words=mention.form,
                section=mention.section,
            )
            yield problem_at(mention, "in_heading", wrong)


def _sections(tables: Tables, rows: list[Placed], texts: Mapping[str, SourceText]) -> Iterator[Problem]:
    """Rows that name a section which their text does not have; of a text without headings, all in one."""
    unknown: dict[str, list[str]] = defaultdict(list)
    for problem_at, row in rows:
        text = texts.get(row.source)
        if text is None or row.section in text.sections:
            continue
        if text.has_headings:
            wrong = say("{report} has no section {section}", report=row.source, section=row.section)
            has = say("it has {sections}", sections=listed(text.sections))
            yield problem_at(row, "section", clauses(wrong, has))
        else:
            unknown[row.source].append(row.section)
    for problem_at, source in tables.placed("sources"):
        if named := unknown.get(source.id):
            told = say(
                "{count} rows name the sections {sections}", count=len(named), sections=listed(sorted(set(named)))
            )
            yield problem_at(source, "sha256", clauses(_no_headings(), told))


def without_headings(tables: Tables, texts: Mapping[str, SourceText]) -> Iterator[Problem]:
    """Texts that have no headings, or none that are known as such."""
    for problem_at, row in tables.placed("sources"):
        if row.id in texts and not texts[row.id].has_headings:
            yield problem_at(row, "sha256", clauses(_no_headings(), say("it is one section, s0")))


def _no_headings() -> str:
    return say("no heading was found in its text, such as 一、概况, 第一章 概况 or 1. 概况 where a line begins")


def _not_once(text: SourceText, row: Any, times: int) -> str:
    """What is wrong with a quote that stands so many times in its section."""
    if times:
        return say(
            "{words!r} stands {count} times in {section}, expected once: quote more words",
            words=row.quote,
            count=times,
            section=row.section,
        )
    wrong = say(
        "{words!r} stands no times in {section}, expected once: quote the words as they stand",
        words=row.quote,
        section=row.section,
    )
    return wrong + _elsewhere(text, row.quote)


def _elsewhere(text: SourceText, words: str) -> str:
    sections = [token for token in text.sections if text.find(token, words)]
    return say(" (they stand in {sections})", sections=listed(sections)) if sections else ""
