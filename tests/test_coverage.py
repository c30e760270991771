"""What a reviewer is told, and what the documentation says of it."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kg.tables.checks import read_checked
from kg.tables.coverage import coverage, unnamed
from kg.tables.rates import rates
from kg.tables.reports import Checked, Report
from tests.checked import rows_of, with_reports
from tests.conftest import CASES


@pytest.fixture(scope="module")
def checked(sources_folder: Path) -> Checked:
    return read_checked(Path(__file__).parent.parent / "data", sources_folder)


def test_every_explicit_relation_names_its_object_and_its_stated_actor(checked: Checked) -> None:
    assert unnamed(checked) == []


def test_a_relation_whose_object_no_mention_names_is_told(checked: Checked) -> None:
    def poorer_report(report: Report) -> Report:
        left = tuple(m for m in report.mentions if m.entity != "cn-cctv" or report.source.id != "440402-2023")
        return replace(report, mentions=left)

    poorer = with_reports(checked, poorer_report)
    (problem,) = unnamed(poorer)
    assert (problem.column, "'cn-cctv' is not named" in problem.message) == ("subject", True)


def test_rates_are_recomputed_and_never_corrected(checked: Checked) -> None:
    by_value = {rate.figure.value_text: rate for rate in rates(rows_of(checked, "figures"))}
    assert by_value["7.43%"].agrees
    assert (by_value["7.43%"].numerator, by_value["7.43%"].denominator) == (15, 202)
    assert by_value["55.78%"].computed == Decimal("61.52")
    assert by_value["85%"].computed == 78
    assert not by_value["55.78%"].agrees
    assert not by_value["85%"].agrees


@pytest.mark.parametrize(("told", "computed"), [("13", "13"), ("12.5", "12.5"), ("12", "13"), ("12.50", "12.50")])
def test_a_rate_is_rounded_half_up_to_the_places_that_are_told(told: str, computed: str) -> None:
    above, below, rate = (row for row in rows_of(read_checked(CASES / "base"), "figures"))
    figures = [
        replace(above, value=Decimal(8)),
        replace(below, value=Decimal(1)),
        replace(rate, value=Decimal(told)),
    ]
    (found,) = rates(figures)
    assert (str(found.computed), found.agrees) == (computed, told == computed)


def test_every_sentence_that_is_not_used_is_explained(checked: Checked, checkout: Path) -> None:
    document = (checkout / "docs" / "coverage.md").read_text("utf-8")
    first, *_ = checked.reports
    assert {s.section for s in coverage(first)} >= {"s0", "s1.1", "s5.3", "s8.3", "sig"}
    for report in (of for of in checked.reports if of.source.profile == ("full",)):  # of others, much is left out
        sections = list(coverage(report))
        for section in sections:
            assert section.sentences == section.quoted + section.named + len(section.unused)
            for words in section.unused:
                assert f"| {section.section} | {words} |" in document
        sentences, quoted = (sum(getattr(s, name) for s in sections) for name in ("sentences", "quoted"))
        assert re.search(
            rf"`{report.source.id}`.*?of its {sentences} sentences[^.]*? {quoted}\nare quoted", document, re.DOTALL
        )


def test_the_rows_that_answer_the_second_reader_exist(checkout: Path) -> None:
    checked = read_checked(checkout / "data")
    rows = [*checked.registers.entities, *checked.registers.places, *rows_of(checked, "relations", "figures")]
    known = {row.id for row in rows} | {report.source.id for report in checked.reports}
    document = (checkout / "docs" / "coverage.md").read_text("utf-8")
    lines = re.findall(r"^\| (?:thing|relation|figure) \| .+ \| (.*) \|$", document, re.MULTILINE)
    assert len(lines) > 500
    for line in lines:
        named = re.findall(r"`([^`]+)`", line)
        assert set(named) <= known, line
        assert named or line.startswith("left out: "), line
