"""What a claim does not say is marked on every face: who acts, what follows from the words, what is yet to come."""

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from kg.lookup.ask import RECORD, RECORDS, ask
from kg.lookup.flat import LINK_COLUMNS, flat
from kg.lookup.lookup import Lookup
from kg.lookup.records import MARKS, Claim, Narrowing
from kg.network.network import read_network
from kg.questions.catalogue import Question, catalogue
from kg.sparql.results import Solutions
from kg.store.embedded import EmbeddedStore
from kg.terminal.text import mark_words
from kg.vocabulary import Language
from tests.checked import cells_of
from tests.conftest import Cli

QUESTIONS: Mapping[str, Question] = catalogue()

LISTS = {"bodies-of-place", "named-under", "names-of", "things-of-class"}
"""Questions whose answers list things, and rest on no claim."""
COUNTS = {"most-linked", "relation-counts", "section-counts"}
"""Questions whose answers count claims, and count the marked ones beside them."""

STATION = "440402-offcampus-training-workstation"
NO_ACTOR = {"zh": "主语未写明", "en": "actor not stated"}
AWARD = "440402-2023-r006"  # of the district, for an actor that the sentence does not name


def examples(question: Question) -> dict[str, str]:
    return {p.name: p.example for p in question.parameters if p.required}


@pytest.fixture(scope="module")
def claims(store: EmbeddedStore) -> dict[str, Claim]:
    return {claim.id: claim for claim in Lookup(store).all_claims()}


def test_a_claim_has_the_marks_that_its_row_says(claims: dict[str, Claim], relations: list[dict[str, str]]) -> None:
    for row in relations:
        expected = {
            "planned": row["modality"] == "planned",
            "candidate": row["modality"] == "candidate",
            "exploring": row["phase"] == "exploring",
            "ended": row["phase"] == "ended",
            "implied": row["stated"] == "implied",
            "actor-not-stated": row["actor_stated"] == "no",
        }
        assert claims[row["id"]].marks == tuple(mark for mark in MARKS if expected.get(mark)), row["id"]


@pytest.fixture(scope="module")
def relations(data: Path) -> list[dict[str, str]]:
    return cells_of(data, "relations")


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_an_answer_has_the_marks_and_notes_of_all_that_it_rests_on(question: Question, store: EmbeddedStore) -> None:
    lookup = Lookup(store, Language.ZH)
    variables = store.query(question.query)
    assert isinstance(variables, Solutions)
    rests = {RECORD, RECORDS} & set(variables.variables)
    assert bool(rests) == (question.name not in LISTS | COUNTS)
    for row in ask(lookup, question, examples(question))[:60]:
        assert bool(row.records) == (bool(rests) and row.cells.get("telling", "报告有载") == "报告有载")
        told = {mark for record in row.records for mark in record.marks}
        assert set(row.marks) == told
        assert set(row.notes) == {record.note for record in row.records if record.note}
        cells = flat(row)
        assert cells["marks"].split("|") == list(row.marks) or (cells["marks"], row.marks) == ("", ())
        assert all(note in cells["note"] for note in row.notes)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_what_is_stated_only_leaves_out_the_rest(question: Question, store: EmbeddedStore) -> None:
    lookup = Lookup(store)
    for row in ask(lookup, question, examples(question), stated_only=True)[:200]:
        assert not {"implied", "actor-not-stated"} & set(row.marks)
        assert "0" == row.cells.get("implied", "0") == row.cells.get("noActor", "0")


@pytest.mark.parametrize("name", sorted(COUNTS))
def test_what_counts_claims_counts_the_marked_ones_beside_them(name: str, store: EmbeddedStore) -> None:
    rows = ask(Lookup(store), QUESTIONS[name], {})
    assert sum(int(row.cells["noActor"]) for row in rows) > 0
    stated = ask(Lookup(store), QUESTIONS[name], {}, stated_only=True)
    assert sum(int(row.cells["claims"]) for row in stated) < sum(int(row.cells["claims"]) for row in rows)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "command",
    [
        ["who", "440400-rule-of-law-zhuhai-excellent"],
        ["show", "440400-rule-of-law-zhuhai-excellent"],
        ["path", "440400-rule-of-law-zhuhai-excellent", "440402-xiangzhou-district"],
        ["ask", "holders-of-honour", "--honour", "440400-rule-of-law-zhuhai-excellent"],
        ["ask", "founders-of", "--thing", "440400-trademark-station-sanxi"],
    ],
    ids=["who", "show", "path", "ask", "founders-of"],
)
def test_the_command_line_marks_who_acts_in_both_languages(cli: Cli, command: list[str], language: str) -> None:
    assert NO_ACTOR[language] in cli(*command, "--lang", language).out


@pytest.mark.parametrize("format", ["csv", "tsv", "json"])
def test_machine_formats_have_columns_for_it(cli: Cli, format: str) -> None:
    out = cli("who", "440400-rule-of-law-zhuhai-excellent", "--format", format).out
    if format == "json":
        (claim,) = (link["claim"] for link in json.loads(out) if link["claim"]["id"] == AWARD)
        assert (claim["actor_stated"], claim["marks"], claim["date_basis"]) == ("no", ["actor-not-stated"], "report")
        return
    rows = list(csv.DictReader(io.StringIO(out), delimiter="\t" if format == "tsv" else ","))
    (row,) = (row for row in rows if row["claim"] == AWARD)
    assert (row["actor_stated"], row["marks"], row["stated"], row["modality"], row["date_basis"], row["date"]) == (
        "no", "actor-not-stated", "explicit", "asserted", "report", "2023",
    )  # fmt: skip
    assert tuple(row) == (*LINK_COLUMNS, "asked", "read")


def test_networks_carry_the_marks(store: EmbeddedStore) -> None:
    edges = {key: data for _, _, key, data in read_network(Lookup(store)).edges(keys=True, data=True)}
    assert (edges[AWARD]["actor_stated"], edges[AWARD]["marks"]) == ("no", "actor-not-stated")
    assert all(set(edges[AWARD]) == set(data) for data in edges.values())


def test_every_mark_has_its_words() -> None:
    for language in Language:
        words = mark_words(MARKS, language)
        assert len(set(words)) == len(MARKS)
        assert all(words)


def test_a_note_stands_beside_a_computed_answer(store: EmbeddedStore) -> None:
    rows = {row.records[0].id: row for row in ask(Lookup(store, Language.ZH), QUESTIONS["rates-that-disagree"], {})}
    assert len(rows) == 2
    assert all(row.notes and all("，" in note or "。" in note for note in row.notes) for row in rows.values())


class TestYears:
    def test_a_report_of_a_year_tells_of_that_year(self, store: EmbeddedStore) -> None:
        lookup = Lookup(store)
        links = lookup.who(lookup.only("区法院"))
        of_year = lookup.narrowed(links, Narrowing(year=2023))
        assert {link.claim.id for link in of_year} == {link.claim.id for link in links}
        assert {link.claim.date_basis for link in of_year} == {"report"}
        assert lookup.narrowed(links, Narrowing(year=2022)) == []

    def test_a_plan_has_the_year_that_its_section_announces(self, claims: dict[str, Claim]) -> None:
        of_both = ("440309-2019", "440402-2023")
        planned = [c for c in claims.values() if c.modality == "planned" and c.id.rpartition("-")[0] in of_both]
        assert {(claim.id[:11], claim.date, claim.date_basis) for claim in planned} == {
            ("440309-2019", "2020", "section"),
            ("440309-2019", "2020", "stated"),
            ("440402-2023", "2024", "section"),
            ("440402-2023", "2024", "stated"),
        }

    def test_what_the_words_date_is_told_apart_from_the_period(self, claims: dict[str, Claim]) -> None:
        signed = claims["440402-2023-r025"]
        assert (signed.date, signed.date_basis) == ("2023-12-31", "stated")
        award = claims["440402-2023-r012"]
        assert (award.date, award.date_basis, award.year) == ("2023", "report", "2022")
        assert award.in_year(2022)
        assert award.in_year(2023)
        assert not award.in_year(2023, dated_only=True)

    @pytest.mark.parametrize(
        ("year", "dated_only", "count"),
        [("2022", False, 3), ("2024", False, 49), ("2024", True, 49), ("2023", True, 3)],
    )
    def test_the_question_of_a_year_uses_both_unless_told_otherwise(
        self, store: EmbeddedStore, year: str, dated_only: bool, count: int
    ) -> None:
        given = {"year": year, "report": "440402-2023"}
        rows = ask(Lookup(store), QUESTIONS["statements-of-year"], given, dated_only=dated_only)
        assert len(rows) == count
