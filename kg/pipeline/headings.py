"""What is derived of headings: under which of the things that they name others are told of."""

from collections import defaultdict
from collections.abc import Iterator

from kg.tables.reports import Registers, Report


def named_under(report: Report, registers: Registers) -> Iterator[tuple[str, str]]:
    """The things that a section of a report mentions, each with what its heading and those above it name, by their
    ids, each pair once. Who is named by a heading stands under those above it alone, and nothing under itself.
    """
    headings = defaultdict[str, set[str]](set)
    for row in report.mentions:
        if row.in_heading:
            headings[row.section].add(registers.current_id(row.entity))
    found: set[tuple[str, str]] = set()
    for row in report.mentions:
        thing = registers.current_id(row.entity)
        above = [*_above(row.section)] + [row.section] * (not row.in_heading)
        found |= {(thing, heading) for section in above for heading in headings[section] if heading != thing}
    yield from sorted(found)


def _above(section: str) -> Iterator[str]:
    """The sections that contain one: s1.2 lies in s1."""
    while "." in section:
        section = section.rpartition(".")[0]
        yield section
