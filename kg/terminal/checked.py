"""What the checks of tables tell, as text: rates, coverage, damaged places."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kg.messages import say
from kg.terminal.streams import put
from kg.terminal.text import print_table

if TYPE_CHECKING:
    from kg.tables.coverage import SectionCoverage
    from kg.tables.rates import Rate
    from kg.tables.rows import Erratum


def print_rates(rates: Sequence["Rate"], called: Mapping[str, str]) -> None:
    """Print each rate beside what its counts give; `called` has the names of indicators by their ids."""
    rows = [
        [
            rate.figure.id,
            called[rate.figure.indicator],
            f"{rate.figure.value_text or rate.figure.value}",
            f"{rate.numerator}/{rate.denominator} = {rate.computed}%",
            say("agrees") if rate.agrees else say("differs"),
        ]
        for rate in rates
    ]
    print_table((say("figure"), say("indicator"), say("reported"), say("recomputed"), ""), rows)


def print_coverage(sections: Sequence["SectionCoverage"]) -> None:
    """Print how many sentences of each section are used, then the words of those that are not."""
    rows = [[s.source, s.section, str(s.sentences), str(s.quoted), str(s.named), str(len(s.unused))] for s in sections]
    total = [str(sum(numbers)) for numbers in zip(*([int(cell) for cell in row[2:]] for row in rows), strict=True)]
    headers = (
        say("report"), say("section"), say("sentences"), say("quoted"), say("only named"), say("unused"),
    )  # fmt: skip
    print_table(headers, [*rows, ["", say("all"), *total]])
    for section in sections:
        for words in section.unused:
            told = say(
                "unused: {report} {section}: {words}", report=section.source, section=section.section, words=words
            )
            put(told)


def print_damages(damages: Sequence["Erratum"]) -> None:
    """Print how each damaged place of a text is read, and how sure that is."""
    for damage in damages:
        told = say(
            "damaged: {report}: {original} is read as {reading} ({confidence})",
            report=damage.source,
            original=damage.original,
            reading=damage.reading,
            confidence=damage.confidence,
        )
        put(told)
