"""What the checks of tables tell, as text: rates, coverage, damaged places."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from kg.errors import TablesError
from kg.messages import reason, say, say_count
from kg.terminal.streams import put
from kg.terminal.text import print_table

if TYPE_CHECKING:
    from kg.tables.coverage import SectionCoverage
    from kg.tables.rates import Rate
    from kg.tables.rows import Erratum

_SHOWN: Final = 1000
"""Problems that a person is shown; who sees so many begins with the first of them, or asks a program."""


def told_problems(error: TablesError) -> str:
    """The problems of tables, by their files and lines, and how many there are. Of very many the first are shown, and a
    file for temporary files holds all.
    """
    count = len(error.problems)
    if count <= _SHOWN:
        told = say_count("{count} problem; nothing was changed", "{count} problems; nothing was changed", count=count)
        return f"{error}\n{told}"
    shown = "\n".join(map(str, error.problems[:_SHOWN]))
    files = len({problem.path for problem in error.problems})
    told = say("these are the first {shown} of {count} problems; nothing was changed", shown=_SHOWN, count=count)
    return f"{shown}\n{told}\n{_kept(error, files)}"


def _kept(error: TablesError, files: int) -> str:
    """Where all problems stand, in how many files they are."""
    import tempfile

    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", errors="backslashreplace", prefix="kg-problems-", suffix=".txt", delete=False
        ) as file:
            file.write(f"{error}\n")
    except OSError as wrong:
        return say_count(
            "the list of all, of {count} file, cannot be written: {reason}",
            "the list of all, of {count} files, cannot be written: {reason}",
            count=files,
            reason=reason(wrong),
        )
    return say_count(
        "all of them, of {count} file, stand in {path}",
        "all of them, of {count} files, stand in {path}",
        count=files,
        path=file.name,
    )


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
