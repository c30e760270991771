"""What a claim does not say is marked on the page too, and a switch leaves it out everywhere."""

from collections.abc import Callable

import pytest

from kg.lookup.ask import ask
from kg.lookup.lookup import Lookup
from kg.network.paths import ways
from kg.questions.catalogue import catalogue
from kg.store.embedded import EmbeddedStore
from kg.vocabulary import Language
from tests.browser import LOCALES, Opened

Open = Callable[..., Opened]

GRADE = "440400-rule-of-law-zhuhai-excellent"
"""An honour of the district, which stands for an actor that the sentence does not name."""
AWARD = "440402-2023-r006"
DISTRICT = "440402-xiangzhou-district"
WORDS = {
    "en": ("actor not stated", "2023 (period of the report)", "not named by the sentence: the place stands for it"),
    "zh": ("主语未写明", "2023（报告时期）", "语句未写明，以所在地代之"),
}

shown_claims = "() => [...document.querySelectorAll('#panel .claim')].map((item) => item.dataset.claim)"


@pytest.mark.parametrize("language", LOCALES)
def test_a_claim_is_marked_and_its_date_tells_where_it_is_from(open_page: Open, language: str) -> None:
    mark, date, actor = WORDS[language]
    opened = open_page(f"thing={GRADE}", language=language)
    said = opened.find(f"#panel [data-claim='{AWARD}'] .remarks").inner_text()
    assert mark in said
    assert date in said
    opened.go(f"claim={AWARD}")
    whole = opened.find("#panel").inner_text()
    assert actor in whole
    assert date in whole


@pytest.mark.parametrize("language", LOCALES)
def test_an_answer_is_marked_in_a_column_of_its_own(open_page: Open, store: EmbeddedStore, language: str) -> None:
    opened = open_page(f"tab=ask&question=holders-of-honour&args=honour%3D{GRADE}", language=language)
    opened.find("#ask .answer td[data-column=marks]").first.wait_for()
    assert opened.find("#ask .answer td[data-column=marks]").all_inner_texts() == [WORDS[language][0]]
    (row,) = ask(Lookup(store, Language(language)), catalogue()["holders-of-honour"], {"honour": GRADE})
    assert row.marks == ("actor-not-stated",)


def test_a_switch_leaves_out_what_is_implied_or_has_no_stated_actor(open_page: Open, store: EmbeddedStore) -> None:
    lookup = Lookup(store)
    claims = lookup.claims_of([lookup.only(GRADE)])[lookup.only(GRADE)]
    stated = {claim.id for claim in claims if claim.is_stated}
    assert AWARD not in stated
    opened = open_page(f"thing={GRADE}")
    assert set(opened.tab.evaluate(shown_claims)) == {claim.id for claim in claims}
    opened.find("#filter-fold").evaluate("fold => { fold.open = true; }")
    opened.find("#statedOnly").check()
    assert opened.state()["statedOnly"] == "1"
    assert set(opened.tab.evaluate(shown_claims)) == stated
    opened.go("tab=list&list=relations&statedOnly=1")
    every = lookup.all_claims()
    told = opened.find("#list [role=status]").first.inner_text()
    assert str(sum(claim.is_stated for claim in every)) in told
    opened.go("tab=ask&question=honour-counts&statedOnly=1")
    opened.find("#ask .answer tbody tr").first.wait_for()
    counts = opened.find("#ask .answer td[data-column=conferrals]").all_inner_texts()
    rows = ask(lookup, catalogue()["honour-counts"], {}, stated_only=True)
    assert counts == [row.cells["conferrals"] for row in rows]


def test_a_way_leads_through_a_stand_in_only_where_one_asks_for_it(open_page: Open, store: EmbeddedStore) -> None:
    lookup, ends = Lookup(store), (GRADE, "440402-smart-enforcement")

    def wanted(*, stand_ins: bool) -> list[list[str]]:
        found = ways(lookup, *map(lookup.only, ends), max_hops=99, stand_ins=stand_ins)
        return [[thing.id for thing in way.things] for way in found]

    def shown() -> list[list[str]]:
        paths = opened.find("#panel .path").evaluate_all("paths => paths.map((path) => path.dataset.things)")
        return [path.split() for path in paths]

    opened = open_page(f"from={ends[0]}&to={ends[1]}")
    assert shown() == wanted(stand_ins=False)
    opened.find("#stand-ins").check()
    assert opened.state()["standIns"] == "1"
    assert shown() == wanted(stand_ins=True)
    assert all(DISTRICT in way for way in shown())
    assert wanted(stand_ins=True) != wanted(stand_ins=False)


@pytest.mark.parametrize(("year", "dated", "some"), [("2023", "", True), ("2023", "1", False), ("2024", "1", True)])
def test_a_year_is_that_of_the_report_unless_told_otherwise(
    open_page: Open, store: EmbeddedStore, year: str, dated: str, some: bool
) -> None:
    opened = open_page(f"year={year}" + (f"&datedOnly={dated}" if dated else ""))
    status = opened.find("#filters [role=status]").inner_text()
    found = [
        claim
        for claim in Lookup(store).all_claims()
        if claim.in_year(int(year), dated_only=bool(dated)) and (not dated or claim.is_dated)
    ]
    assert (len(found) > 5) == some
    assert str(len(found)) in status or len(found) > 300  # more than that do not fit on screen
