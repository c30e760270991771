"""What stands under a heading: derived alike for every report, and no statement of any."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kg.lookup.lookup import Lookup
from kg.pipeline.headings import named_under
from kg.sparql.results import Answer
from kg.store.embedded import EmbeddedStore
from kg.tables.checks import read_checked
from kg.tables.rows import Mention
from tests.checked import texts_of
from tests.conftest import CASES, Cli

BUREAU, COURT, PLACE = "990102-justice-bureau", "990102-peoples-court", "990102-qingrong-district"
GOVERNMENT, STATION = "990102-peoples-government", "990102-mediation-station"
PRACTICE, MEDIATOR = "440402-fengqiao-experience-practice", "440402-cheng-xiaomei"


def mention(section: str, entity: str, *, in_heading: bool = False) -> Mention:
    return Mention(1, "990102-2023", section, entity, "区", in_heading)


@pytest.mark.parametrize(
    ("mentions", "expected"),
    [
        # what stands in a section is under its heading, and under those above it
        (
            [mention("s1", COURT, in_heading=True), mention("s1.2", BUREAU, in_heading=True), mention("s1.2", PLACE)],
            {(PLACE, BUREAU), (PLACE, COURT), (BUREAU, COURT)},
        ),
        # what one heading names is not under itself, nor under what it names besides
        ([mention("s1", COURT, in_heading=True), mention("s1", BUREAU, in_heading=True)], set()),
        ([mention("s1", COURT, in_heading=True), mention("s1.1", COURT)], set()),
        # unless the text of the section names it too
        (
            [mention("s1", COURT, in_heading=True), mention("s1", BUREAU, in_heading=True), mention("s1", BUREAU)],
            {(BUREAU, COURT)},
        ),
        # s1 is not above s10, nor above what stands before all headings
        ([mention("s1", COURT, in_heading=True), mention("s10.1", BUREAU), mention("s0", PLACE)], set()),
        ([mention("s1.1", COURT, in_heading=True), mention("s1", BUREAU), mention("s1.2", PLACE)], set()),
    ],
)
def test_things_stand_under_what_the_headings_name(mentions: list[Mention], expected: set[tuple[str, str]]) -> None:
    checked = read_checked(CASES / "base")
    report = replace(checked.reports[0], mentions=tuple(mentions))
    assert list(named_under(report, checked.registers)) == sorted(expected)


def longest(text: str, forms: set[str]) -> Iterator[str]:
    """The forms that stand in a text, but for those that stand only within longer ones."""
    places = [(at, at + len(form)) for form in forms for at in range(len(text)) if text.startswith(form, at)]
    for start, end in places:
        if not any(a <= start and end <= b and b - a > end - start for a, b in places):
            yield text[start:end]


def test_the_headings_of_the_projects_reports_are_marked_by_one_rule(data: Path, sources_folder: Path) -> None:
    checked = read_checked(data, sources_folder)
    texts, told = texts_of(checked), 0
    for report in checked.reports:
        for section in {row.section for row in report.mentions}:
            rows = [row for row in report.mentions if row.section == section]
            found = set(longest(texts[report.source.id].heading(section), {row.form for row in rows}))
            assert {row.form for row in rows if row.in_heading} == found, (report.source.id, section)
            told += len(found)
    assert told > 80


def holds(store: EmbeddedStore, pattern: str) -> bool:
    answer = store.query(f"ASK {{ {pattern} }}")
    assert isinstance(answer, Answer)
    return answer.value


def test_it_is_derived_and_no_statement(store: EmbeddedStore, cli: Cli) -> None:
    assert holds(store, f"kgr:{MEDIATOR} kg:namedUnder kgr:{PRACTICE} . kg:namedUnder a kg:DerivedProperty")
    assert not holds(store, "?claim rdf:predicate kg:namedUnder")
    lookup = Lookup(store)
    (mediator,) = lookup.things([MEDIATOR])
    assert PRACTICE not in {
        end.id for claim in lookup.claims_of([mediator])[mediator] for end in (claim.subject, claim.object)
    }
    for face in ("who", "show"):
        assert "程小梅" not in cli(face, PRACTICE, "--lang", "zh").out


def test_it_is_told_when_it_is_asked_for(cli: Cli) -> None:
    done = cli("ask", "named-under", "--thing", PRACTICE, "--format", "csv")
    assert done.code == 0
    assert "Cheng Xiaomei,程小梅,Report on Building a Rule-of-law Government in Xiangzhou" in done.out
