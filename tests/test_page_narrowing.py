"""The page narrowed by place, jurisdiction and year as the command line is, and how it tells and lifts this."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

import pytest

from kg.lookup.lookup import Lookup
from kg.lookup.records import Narrowing, Thing
from kg.network.network import read_network
from kg.page.data import page_data
from kg.page.html import assemble, drawn_network
from kg.store.embedded import EmbeddedStore
from tests.browser import LOCALES, Opened
from tests.test_narrowing import two_reports as two_reports
from tests.test_page_ask import QUESTIONS, answered, expected, fragment
from tests.test_page_lists import rows

pytestmark = pytest.mark.xdist_group("browser")

Open = Callable[..., Opened]
Fields = dict[str, str]

LONGHUA, SHENZHEN, ZHUHAI, GUANGDONG = "440309-longhua-district", "440300-shenzhen", "440400-zhuhai", "440000-guangdong"
RULE: Final = "cn-rule-of-law-government"
REAL: Final[list[Fields]] = [
    {},
    {"place": SHENZHEN},
    {"place": GUANGDONG, "year": "2018"},
    {"of": LONGHUA},
    {"of": ZHUHAI, "year": "2022"},
    {"of": "cn-china"},
    {"of": SHENZHEN, "place": ZHUHAI},
    {"year": "2019"},
    {"year": "2024", "report": "440402-2023"},
]
MADE_UP: Final[list[Fields]] = [
    {"place": "990102-qingrong-district"},
    {"place": "990103-danfeng-district"},
    {"of": "990103-danfeng-district"},
    {"of": "990100-bailu", "place": "990102-qingrong-district"},
]
LET_PASS: Final = """fields => {
  const { app } = kgPage;
  const report = fields.report ? [fields.report] : [];
  app.state.update({ place: "", of: "", year: "", ...fields, report });
  const ids = (records) => records.map(({ id }) => id).sort();
  const { things, claims, figures } = app.model;
  return {
    things: ids([...things.values()].filter((thing) => app.stands(thing))),
    claims: ids(app.told([...claims.values()])),
    figures: ids(app.told([...figures.values()])),
    cards: Object.fromEntries([...things.values()].map((thing) => [thing.id, ids(app.linked(thing))])),
  };
}"""


SHOWN: Final = """() => {
  const { things, claims } = kgPage.app.canvas.shown();
  return { things: [...things], claims: claims.map(({ id }) => id) };
}"""


def within(store: EmbeddedStore, fields: Fields) -> Lookup:
    year = {"year": int(fields["year"])} if "year" in fields else {}
    return Lookup(store).within(Narrowing(**fields | year))  # type: ignore[arg-type]


def let_pass(lookup: Lookup, things: list[Thing]) -> dict[str, Any]:
    """What `LET_PASS` asks the page for, of Python."""
    cards = {
        thing.id: sorted({link.claim.id for link in lookup.narrowed(links, lookup.narrowing) if not link.way})
        for thing, links in ((thing, lookup.who(thing)) for thing in things)
    }
    found = {"things": lookup.all_things(), "claims": lookup.all_claims(), "figures": lookup.all_figures()}
    return {kind: sorted(of.id for of in records) for kind, records in found.items()} | {"cards": cards}


@pytest.fixture
def made_up_page(two_reports: Lookup, tmp_path: Path) -> Path:
    path = tmp_path / "two.html"
    path.write_text(assemble(drawn_network(two_reports), page_data(two_reports), None), "utf-8")
    return path


class TestTheSame:
    def test_things_claims_figures_and_cards_of_the_real_reports(self, open_page: Open, store: EmbeddedStore) -> None:
        opened = open_page()
        things = list(Lookup(store).all_things())
        for fields in REAL:
            assert opened.tab.evaluate(LET_PASS, fields) == let_pass(within(store, fields), things), fields

    def test_a_row_has_the_place_that_it_states_else_its_reports(
        self, open_page: Open, two_reports: Lookup, made_up_page: Path
    ) -> None:
        opened = open_page(path=made_up_page)
        things = list(two_reports.all_things())
        every = let_pass(two_reports, things)
        for fields in MADE_UP:
            wanted = let_pass(two_reports.within(Narrowing(**fields)), things)  # type: ignore[arg-type]
            assert wanted["claims"] not in ([], every["claims"]), fields
            assert opened.tab.evaluate(LET_PASS, fields) == wanted, fields

    def test_the_lists(self, open_page: Open, store: EmbeddedStore) -> None:
        fields = {"of": ZHUHAI, "year": "2022"}
        lookup = within(store, fields)
        opened = open_page(f"tab=list&{urlencode(fields)}")
        assert {row["id"] for row in rows(opened)} == {thing.id for thing in lookup.all_things()}
        opened.find("#list button[data-list=relations]").click()
        told = [(claim.subject.label, claim.object.label) for claim in lookup.all_claims()]
        assert [(row["subject"], row["object"]) for row in rows(opened)] == told
        opened.go("tab=list&list=figures&year=2018")
        assert [row["indicator"] for row in rows(opened)] == [
            figure.indicator for figure in within(store, {"year": "2018"}).all_figures()
        ]

    @pytest.mark.parametrize(
        "fields", [{"place": SHENZHEN}, {"of": ZHUHAI}, {"of": LONGHUA, "year": "2019"}], ids=urlencode
    )
    def test_the_graph_is_the_network(self, open_page: Open, store: EmbeddedStore, fields: Fields) -> None:
        lookup = within(store, fields)
        network = read_network(lookup)
        conferring = {body.id for claim in lookup.all_claims() for body in claim.authorities}  # the page draws them too
        shown = open_page(urlencode(fields)).tab.evaluate(SHOWN)
        assert set(shown["claims"]) == {key for _, _, key in network.edges(keys=True)}
        tied = {end for edge in network.edges() for end in edge}
        assert tied <= set(shown["things"]) <= set(network) | conferring

    @pytest.mark.parametrize(
        ("fields", "language"), [({"place": SHENZHEN, "year": "2019"}, "en"), ({"of": ZHUHAI}, "zh")], ids=str
    )
    def test_every_question(self, open_page: Open, store: EmbeddedStore, fields: Fields, language: str) -> None:
        opened = open_page(f"tab=ask&{urlencode(fields)}", language=language)
        for question in QUESTIONS.values():
            arguments = {p.name: p.example for p in question.parameters if p.required}
            at = f"{fragment(question.name, arguments)}&{urlencode(fields)}"
            opened.tab.evaluate("fragment => { location.hash = fragment; }", at)
            opened.tab.wait_for_function("name => kgPage.app.state.get().question === name", arg=question.name)
            assert answered(opened) == expected(store, question, fields | arguments, language), question.name

    def test_names_ways_panel_and_bars(self, open_page: Open, store: EmbeddedStore) -> None:
        for fields in ({"of": SHENZHEN}, {"place": ZHUHAI}):
            opened = open_page(f"thing={quote('区司法局')}&{urlencode(fields)}")
            (bureau,) = within(store, fields).find("区司法局")
            assert opened.state()["thing"] == bureau.id
        ends = "from=440309-justice-bureau&to=440402-justice-bureau"
        assert open_page(f"{ends}&place={GUANGDONG}").find("#panel .path").count() > 0
        assert open_page(f"{ends}&place={ZHUHAI}").find("#panel .path").count() == 0
        opened = open_page(f"thing={LONGHUA}&year=2018")
        told = opened.find("#panel [data-figure]").evaluate_all("all => all.map((one) => one.dataset.figure)")
        lookup = within(store, {"year": "2018"})
        assert told == [figure.id for figure in lookup.card(*lookup.find(LONGHUA)).figures] != []
        forms = open_page(f"thing={RULE}&year=2023").find("#panel .parts").inner_text()
        assert "Xiangzhou" in forms
        assert "Longhua" not in forms
        opened = open_page(f"{fragment('indicator-over-places', {'text': '行政诉讼'})}&place={SHENZHEN}")
        assert answered(opened)
        assert opened.find("#ask .chart").count() == 0  # one place is not compared

    def test_what_is_no_place_or_year_narrows_nothing(self, open_page: Open) -> None:
        state = open_page(f"place={RULE}&of=constructor&year=1066").state()
        assert (state["place"], state["of"], state["year"]) == ("", "", "")


NARROW: Final = '#filters [data-field="narrow"]'
CHIPS: Final[dict[str, tuple[str, str]]] = {
    "en": ("Told of: Shenzhen, Guangdong", "Year: 2019"),
    "zh": ("所述地区：广东省深圳市", "年份：2019"),
}


class TestControls:
    @pytest.mark.parametrize("language", LOCALES)
    def test_a_place_is_chosen_by_keyboard_and_its_chip_lifts_it(self, open_page: Open, language: str) -> None:
        opened = open_page("tab=list", language=language, size="phone")
        opened.find(f"{NARROW} summary").focus()
        keyboard = opened.tab.keyboard
        keyboard.press("Enter")
        keyboard.press("Tab")
        keyboard.press("ArrowDown")
        offered = opened.find(f"{NARROW} [role=option]:visible").all_inner_texts()
        names = ["China", "Guangdong", "Shenzhen"] if language == "en" else ["中国", "广东省", "深圳市"]
        assert [text.split("\n")[0] for text in offered[:3]] == names  # what holds others stands before them
        assert offered[2].split("\n")[1:] == [names[1]]
        for typed in ("深圳", "shenzhen"):
            opened.find(f"{NARROW} input").first.fill(typed)
            assert names[2] in opened.find(f"{NARROW} [role=option]:visible").first.inner_text()
        keyboard.press("ArrowDown")
        keyboard.press("Enter")
        assert opened.state()["place"] == SHENZHEN
        assert f"place={SHENZHEN}" in opened.tab.url
        opened.find(f"{NARROW} select").select_option("2019")
        chips = opened.find("#filters .chips button")
        assert chips.all_inner_texts() == [f"{text} ×" for text in CHIPS[language]]
        assert opened.tab.evaluate("() => document.documentElement.scrollWidth") <= 360
        chips.first.focus()
        keyboard.press("Enter")
        assert (opened.state()["place"], opened.state()["year"]) == ("", "2019")
        assert chips.all_inner_texts() == [f"{CHIPS[language][1]} ×"]
        assert opened.tab.evaluate("() => document.activeElement.tagName") == "BUTTON"

    def test_a_field_that_is_emptied_lifts_it(self, open_page: Open) -> None:
        opened = open_page(f"tab=list&of={ZHUHAI}&place={SHENZHEN}")
        opened.find(f"{NARROW} summary").click()
        field = opened.find(f"{NARROW} input[data-field=of]")
        assert field.input_value() == "Zhuhai"
        field.fill("")
        field.press("Tab")
        assert (opened.state()["of"], opened.state()["place"]) == ("", SHENZHEN)

    def test_a_place_that_is_chosen_hides_no_other(self, open_page: Open) -> None:
        opened = open_page(f"tab=list&place={SHENZHEN}")
        opened.find(f"{NARROW} summary").click()
        field = opened.find(f"{NARROW} input[data-field=place]")
        field.click()
        assert opened.find(f"{NARROW} [role=option]:visible").count() == 6
        field.fill("珠海")
        opened.find(f"{NARROW} [role=option]:visible").first.click()
        assert opened.state()["place"] == ZHUHAI

    def test_the_first_view_lifts_all(self, open_page: Open) -> None:
        opened = open_page(f"place={SHENZHEN}&of={LONGHUA}&year=2019")
        opened.find("#reset").click()
        assert opened.find("#filters .chips").count() == 0
        assert [opened.state()[field] for field in ("place", "of", "year")] == ["", "", ""]


EMPTY: Final = {
    "list": ("tab=list&list=relations", "#list"),
    "graph": (f"only={RULE}", "#nothing"),
    "search": (f"find={quote('拱北')}", "#panel"),
    "panel": ("thing=440402-maosheng-community", "#panel"),
    "paths": ("from=440402-maosheng-community&to=440402-xiangzhou-district", "#panel"),
}
"""What is there of Zhuhai, and not in the report of Shenzhen's district; and where the page says so."""


class TestEmptied:
    @pytest.mark.parametrize("view", sorted(EMPTY))
    @pytest.mark.parametrize("language", LOCALES)
    def test_it_says_by_what_and_offers_to_lift_it(self, open_page: Open, view: str, language: str) -> None:
        at, where = EMPTY[view]
        opened = open_page(f"{at}&of={ZHUHAI}&place={SHENZHEN}", language=language)
        told = opened.find(f"{where} .emptied:visible")
        place, of = (
            CHIPS[language][0],
            {"en": "Things of: Zhuhai, Guangdong", "zh": "事物所属地区：广东省珠海市"}[language],
        )
        assert place in told.locator("p").first.inner_text()
        if view in ("search", "panel", "paths"):  # of Zhuhai it is: the place alone is the reason
            assert of not in told.inner_text()
        told.locator('[data-lift="place"]').click()
        assert (opened.state()["place"], opened.state()["of"]) == ("", ZHUHAI)
        assert told.count() == 0

    def test_where_none_alone_is_the_reason_all_are_lifted(self, open_page: Open) -> None:
        opened = open_page(f"find={quote('拱北')}&place={SHENZHEN}&year=2019")
        opened.find('#panel .emptied [data-lift="place year"]').click()
        assert (opened.state()["place"], opened.state()["year"]) == ("", "")
        assert opened.find("#panel li [data-thing]").count() > 0

    def test_an_answer_says_so_too(self, open_page: Open) -> None:
        opened = open_page(f"{fragment('honour-counts', {})}&place={SHENZHEN}")
        assert answered(opened) == []
        opened.find("#ask .emptied [data-lift=place]").click()
        assert answered(opened)
        assert opened.find(".emptied").count() == 0

    def test_what_nothing_is_known_of_is_not_laid_to_the_narrowing(self, open_page: Open) -> None:
        assert open_page(f"find={quote('没有这个机构')}&year=2019").find(".emptied").count() == 0
