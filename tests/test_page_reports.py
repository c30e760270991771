"""The page on several reports: whose a thing is, what is narrowed to a report, and names that mean several things."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

import pytest

from kg.lookup.ask import ask
from kg.lookup.lookup import Lookup
from kg.lookup.records import Narrowing
from kg.page.data import page_data
from kg.page.html import assemble, draw, drawn_network
from kg.store.embedded import EmbeddedStore
from kg.vocabulary import Language
from tests.browser import LOCALES, SIZES, Opened
from tests.test_page_ask import QUESTIONS, answered, expected, fragment
from tests.test_page_lists import rows

pytestmark = pytest.mark.xdist_group("browser")

Open = Callable[..., Opened]

LONGHUA, XIANGZHOU = "440309-2019", "440402-2023"
BUREAU = "区司法局"
BUREAUS: Final = {LONGHUA: "440309-justice-bureau", XIANGZHOU: "440402-justice-bureau"}
MARKS: Final = {
    "en": {LONGHUA: "Longhua District, 2019", XIANGZHOU: "Xiangzhou District, 2023"},
    "zh": {LONGHUA: "龙华区，2019", XIANGZHOU: "香洲区，2023"},
}
PLACES: Final = {
    "en": {LONGHUA: "Longhua District, Shenzhen, Guangdong", XIANGZHOU: "Xiangzhou District, Zhuhai, Guangdong"},
    "zh": {LONGHUA: "广东省深圳市龙华区", XIANGZHOU: "广东省珠海市香洲区"},
}
ONLY: Final = {"en": "only in: {}", "zh": "仅见于：{}"}
SEVERAL: Final = {"en": f"“{BUREAU}” may mean several things", "zh": f"“{BUREAU}”可以指几个事物"}
PART: Final = '#filters [data-field="report"]'


@pytest.fixture(scope="module")
def of_one_report(store: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page as it is where the data holds one report."""
    lookup = Lookup(store)
    data = page_data(lookup) | {"questions": []}
    data["reports"] = {XIANGZHOU: data["reports"][XIANGZHOU]}
    for kind in ("claims", "figures"):
        data[kind] = [record for record in data[kind] if record["report"] == XIANGZHOU]
    path = tmp_path_factory.mktemp("page") / "one.html"
    path.write_text(assemble(drawn_network(lookup), data, None), "utf-8")
    return path


@pytest.fixture(scope="module")
def drawn_of_all(all_store: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "all.html"
    draw(Lookup(all_store), path)
    return path


class TestFilter:
    @pytest.mark.parametrize("language", LOCALES)
    def test_the_filter_tells_what_holds_and_the_link_keeps_it(self, open_page: Open, language: str) -> None:
        opened = open_page(language=language)
        summary = opened.find(f"{PART} summary")
        assert summary.inner_text() == {"en": "Reports: all", "zh": "报告：全部"}[language]
        summary.focus()
        opened.tab.keyboard.press("Enter")
        opened.tab.keyboard.press("Tab")
        opened.tab.keyboard.press("Space")
        assert opened.state()["report"] == [XIANGZHOU]
        assert opened.tab.evaluate("() => document.activeElement.dataset.id") == LONGHUA
        assert MARKS[language][XIANGZHOU] in summary.inner_text()
        assert f"report={XIANGZHOU}" in opened.tab.url
        again = open_page(opened.tab.url.split("#")[1], language=language)
        assert again.state()["report"] == [XIANGZHOU]
        assert again.find(f"{PART} li input").evaluate_all("all => all.map((one) => one.checked)") == [False, True]
        again.find(PART).get_by_role("button", name={"en": "Show all", "zh": "全部显示"}[language]).click()
        assert again.state()["report"] == []

    def test_all_reports_are_no_filter_nor_are_those_that_are_not_there(self, open_page: Open) -> None:
        assert open_page(f"report={LONGHUA},{XIANGZHOU}").state()["report"] == []
        assert open_page("report=990101-2023").state()["report"] == []
        opened = open_page(f"report={LONGHUA}")
        opened.find(f"{PART} input[data-id='{LONGHUA}']").click()
        assert opened.state()["report"] == []

    @pytest.mark.parametrize("tab", ["list", "ask"])
    def test_it_is_at_the_head_of_the_other_tabs(self, open_page: Open, tab: str) -> None:
        opened = open_page(f"tab={tab}", size="phone")
        assert opened.find("#filters details").count() == 2
        opened.find(f"{PART} summary").click()
        opened.find(f"{PART} li").first.get_by_role("button").click()
        assert opened.state()["report"] == [LONGHUA]
        assert opened.tab.evaluate("() => document.documentElement.scrollWidth") <= 360
        opened.find("#show-graph").click()
        assert opened.find("#filter-fold").count() == 1

    def test_who_writes_sparql_is_offered_none(self, open_page: Open) -> None:
        assert not open_page("tab=ask&by=sparql").find("#filters").is_visible()

    @pytest.mark.parametrize("fragment", ["", "tab=list", "tab=list&list=relations", "thing=440402-justice-bureau"])
    def test_one_report_is_told_from_none(self, open_page: Open, of_one_report: Path, fragment: str) -> None:
        opened = open_page(fragment, path=of_one_report)
        assert opened.find(PART).count() == 0
        assert opened.find("td[data-column=report], .whose").count() == 0
        assert opened.find('#filters [data-field="narrow"]').is_visible()  # whose things, and of which year


class TestNarrowed:
    @pytest.mark.parametrize("report", [LONGHUA, XIANGZHOU])
    def test_the_lists_are_those_of_the_command_line(self, open_page: Open, store: EmbeddedStore, report: str) -> None:
        lookup = Lookup(store).within(Narrowing(report=report))
        opened = open_page(f"tab=list&report={report}")
        assert {row["id"] for row in rows(opened)} == {thing.id for thing in lookup.all_things()}
        opened.find("#list button[data-list=relations]").click()
        shown = [(row["subject"], row["object"]) for row in rows(opened)]
        assert shown == [(claim.subject.label, claim.object.label) for claim in lookup.all_claims()]
        assert {row["report"] for row in rows(opened)} == {MARKS["en"][report]}
        opened.find("#list button[data-list=figures]").click()
        assert [row["indicator"] for row in rows(opened)] == [of.indicator for of in lookup.all_figures()]

    @pytest.mark.parametrize(("report", "language"), [(LONGHUA, "zh")])
    def test_every_question_is_narrowed_as_on_the_command_line(
        self, open_page: Open, store: EmbeddedStore, report: str, language: str
    ) -> None:
        opened = open_page(f"tab=ask&report={report}", language=language)
        for question in QUESTIONS.values():
            arguments = {p.name: p.example for p in question.parameters if p.required}
            at = fragment(question.name, arguments) + f"&report={report}"
            opened.tab.evaluate("fragment => { location.hash = fragment; }", at)
            opened.tab.wait_for_function("name => kgPage.app.state.get().question === name", arg=question.name)
            wanted = expected(store, question, {"report": report} | arguments, language)
            assert answered(opened) == wanted, question.name

    def test_an_answer_follows_the_filter(self, open_page: Open, store: EmbeddedStore) -> None:
        opened = open_page(fragment("honour-counts", {}))
        everything = answered(opened)
        opened.find(f"{PART} summary").click()
        opened.find(f"{PART} li").first.get_by_role("button").click()
        opened.tab.wait_for_function("() => document.querySelector('#ask [aria-busy]') === null")
        assert answered(opened) == expected(store, QUESTIONS["honour-counts"], {"report": LONGHUA}, "en") != everything

    def test_panel_paths_and_welcome(self, open_page: Open, store: EmbeddedStore) -> None:
        lookup = Lookup(store).within(Narrowing(report=LONGHUA))
        opened = open_page(f"report={LONGHUA}")
        counts = opened.find("#panel .counts dd").all_inner_texts()
        found = (lookup.all_things(), lookup.all_claims(), lookup.all_figures(), [LONGHUA])
        assert counts == [str(len(list(of))) for of in found]
        legend = opened.find('#filters [data-field="noclass"] li span.soft').all_inner_texts()
        assert sum(map(int, legend)) == int(counts[0])
        opened.go(f"thing=cn-rule-of-law-government&report={LONGHUA}")
        ids = opened.find("#panel .claim").evaluate_all("all => all.map((one) => one.dataset.claim)")
        assert ids
        assert all(id.startswith(LONGHUA) for id in ids)
        ends = f"from={BUREAUS[LONGHUA]}&to={BUREAUS[XIANGZHOU]}"
        assert open_page(ends).find("#panel .path").count() > 0
        assert open_page(f"{ends}&report={LONGHUA}").find("#panel .path").count() == 0

    @pytest.mark.parametrize("language", LOCALES)
    def test_the_search_tells_what_only_other_reports_have(self, open_page: Open, language: str) -> None:
        opened = open_page(f"report={LONGHUA}", language=language)
        opened.find("#find").fill("茂盛社区")
        told = {"en": "but something else is", "zh": "限定范围内没有这个名称，范围之外有"}[language]
        assert opened.find("#search [role=option]").count() == 0
        assert told in opened.find("#search .none").inner_text()
        opened.go(f"find={quote('拱北')}&report={LONGHUA}")
        assert told in opened.find("#panel h2").inner_text()
        opened.find("#panel .emptied button").click()
        assert opened.find("#panel li").count() > 0


class TestWhose:
    @pytest.mark.parametrize("language", LOCALES)
    def test_the_lists_have_a_column(self, open_page: Open, store: EmbeddedStore, language: str) -> None:
        opened = open_page("tab=list", language=language)
        told = {row["id"]: row["report"] for row in rows(opened)}
        assert told[BUREAUS[LONGHUA]] == MARKS[language][LONGHUA]
        assert told["cn-rule-of-law-government"] == "; ".join(MARKS[language].values())
        for name in ("relations", "figures"):
            opened.find(f"#list button[data-list={name}]").click()
            assert {row["report"] for row in rows(opened)} == set(MARKS[language].values())

    @pytest.mark.parametrize("language", LOCALES)
    def test_what_stands_in_one_report_is_marked(self, open_page: Open, language: str) -> None:
        mark = ONLY[language].format(MARKS[language][XIANGZHOU])
        opened = open_page(f"thing={BUREAUS[XIANGZHOU]}", language=language)
        assert opened.find("#panel > .whose").inner_text() == mark
        said: list[dict[str, Any]] = opened.tab.evaluate("() => kgPage.app.canvas.scene().labels")
        label = next(one for one in said if one["id"] == BUREAUS[XIANGZHOU])
        assert mark.replace(" ", "") in "".join(label["lines"]).replace(" ", "")
        opened.find("#find").fill("茂盛社区")
        assert opened.find("#search [role=option] .whose").first.inner_text() == mark
        opened.go("thing=cn-rule-of-law-government")
        assert opened.find("#panel > .whose").count() == 0

    def test_reports_of_one_place_and_year_are_told_apart_by_their_kind(self, open_page: Open) -> None:
        opened = open_page()
        marks = opened.tab.evaluate("""() => {
          const { model, state } = kgPage.app;
          Object.assign(model.reports["440309-2019"], { place: model.reports["440402-2023"].place, period: "2023" });
          model.reports["440309-2019"].kind = { zh: "工作报告", en: "work report" };
          state.update({ lang: "zh" });
          return Object.keys(model.reports).map(kgPage.app.reportMark);
        }""")
        assert marks == ["香洲区，2023，工作报告", "香洲区，2023，法治政府建设年度报告"]


class TestAmbiguous:
    @pytest.mark.parametrize("language", LOCALES)
    def test_the_search_lists_all_with_their_places(self, open_page: Open, language: str) -> None:
        opened = open_page(language=language)
        field = opened.find("#find")
        field.fill(BUREAU)
        offered = opened.find("#search [role=option]").all_inner_texts()[:2]
        for report in BUREAUS:
            assert any(PLACES[language][report] in text for text in offered)
            assert any(MARKS[language][report] in text for text in offered)
        field.press("Enter")
        assert opened.state()["thing"] == ""
        assert opened.find("#panel h2").inner_text().startswith(SEVERAL[language])
        links = opened.find("#panel li [data-thing]").evaluate_all("all => all.map((one) => one.dataset.thing)")
        assert set(links[:2]) == set(BUREAUS.values())

    @pytest.mark.parametrize("language", LOCALES)
    def test_a_link_offers_all_unless_a_report_decides(self, open_page: Open, language: str) -> None:
        opened = open_page(f"thing={quote(BUREAU)}", language=language)
        assert opened.find("#panel h2").inner_text().startswith(SEVERAL[language])
        for report, bureau in BUREAUS.items():
            opened.go(f"thing={quote(BUREAU)}&report={report}")
            assert opened.state()["thing"] == bureau
            assert bureau in opened.tab.evaluate("() => [...kgPage.app.canvas.shown().things]")
        opened.go(f"thing={quote(BUREAU)}")
        opened.find(f"{PART} summary").click()
        opened.find(f"{PART} li").first.get_by_role("button").click()
        assert opened.state()["thing"] == BUREAUS[LONGHUA]

    @pytest.mark.parametrize("language", LOCALES)
    @pytest.mark.parametrize("by", ["form", "link"])
    def test_a_question_offers_all_unless_a_report_decides(self, open_page: Open, language: str, by: str) -> None:
        name = next(p.name for p in QUESTIONS["honours-of"].parameters if p.required)
        link = urlencode({"tab": "ask", "question": "honours-of", "args": urlencode({name: BUREAU})})
        opened = open_page(link if by == "link" else "tab=ask&question=honours-of", language=language)
        field = opened.find(f"#ask-{name}")
        if by == "form":
            field.fill(BUREAU)
            field.press("Enter")  # picks none of the two
            assert SEVERAL[language] in opened.find("#ask .combobox .none").inner_text()
            assert opened.find("#ask [role=option]").count() >= 2
            field.press("Escape")
            opened.find("#ask button[type=submit]").click()
        assert field.input_value() == BUREAU
        assert SEVERAL[language] in opened.find("#form-problem").inner_text()
        offered = opened.find("#ask .several li").all_inner_texts()
        assert len(offered) == 2
        for report in BUREAUS:
            assert any(PLACES[language][report] in text for text in offered)
        opened.find(f"#ask .several [data-thing='{BUREAUS[XIANGZHOU]}']").click()
        assert len(answered(opened)) == 1
        assert opened.state()["args"] == f"{name}={BUREAUS[XIANGZHOU]}"
        opened.go(f"{link}&report={XIANGZHOU}")
        assert len(answered(opened)) == 1
        assert opened.find("#form-problem").inner_text() == ""


class TestBars:
    @pytest.mark.parametrize("language", LOCALES)
    def test_an_indicator_over_places_and_years(self, open_page: Open, store: EmbeddedStore, language: str) -> None:
        opened = open_page(fragment("indicator-over-places", {"text": "行政诉讼"}), language=language)
        answered(opened)
        question = QUESTIONS["indicator-over-places"]
        told = ask(Lookup(store, Language(language)), question, {"text": "行政诉讼"})
        charts = opened.find("#ask .chart")
        assert charts.count() == len({row.cells["indicator"] for row in told}) == 2
        shown = opened.find("#ask .chart li").all_inner_texts()
        assert len(shown) == len(told)
        comma = "，" if language == "zh" else ", "
        for row, text in zip(told, shown, strict=True):
            assert comma.join([row.cells["place"], row.cells["year"]]) in text
            if row.receipt:
                assert row.cells["value"] in text
                assert row.cells["unit"].removesuffix("s") in text
            else:
                assert row.cells["telling"] in text
        bars = opened.find("#ask .chart li").evaluate_all(
            "all => all.map((one) => one.querySelector('rect.much')?.getAttribute('width') ?? '')"
        )
        assert bars == ["100.00%", "", "0.00%", ""]  # no bar where nothing is told, and one of no length for 0
        assert all(
            row.cells["unit"] in title
            for row, title in zip(told[::2], charts.locator("figcaption").all_inner_texts(), strict=True)
        )

    def test_of_what_has_no_number_nothing_is_drawn(self, open_page: Open) -> None:
        opened = open_page("tab=ask")
        opened.tab.evaluate("""() => {
          for (const figure of kgPage.app.model.figures.values())
            if (figure.text === "38宗") Object.assign(figure, { value: "", status: "damaged", text: "□宗" });
        }""")
        opened.tab.evaluate("at => { location.hash = at; }", fragment("indicator-over-places", {"text": "行政诉讼"}))
        answered(opened)
        assert opened.find("#ask .chart").count() == 1  # of what has no number nothing is drawn

    def test_one_report_is_not_compared(self, open_page: Open) -> None:
        opened = open_page(fragment("indicator-over-places", {"text": "行政诉讼"}) + f"&report={LONGHUA}")
        assert answered(opened)
        assert opened.find("#ask .chart").count() == 0

    def test_bars_of_two_reports_in_the_panel_say_which(self, open_page: Open) -> None:
        opened = open_page()
        opened.tab.evaluate("""() => {
          const { model, state } = kgPage.app;
          const isLike = (one) => ({ value, unit, changeOf }) => value > 0 && unit === one.unit && !changeOf;
          const thing = [...model.things.values()].find(({ figures }) => figures.filter(isLike(figures[0])).length > 2);
          const [first] = thing.figures.filter(({ value }) => value > 0);
          first.report = first.report === "440402-2023" ? "440309-2019" : "440402-2023";
          state.update({ thing: thing.id });
        }""")
        said = opened.find("#panel .chart").first.locator(".what").all_inner_texts()
        assert all("District, 20" in text for text in said)
        assert any(MARKS["en"][LONGHUA] in text for text in said)
        assert any(MARKS["en"][XIANGZHOU] in text for text in said)

    def test_a_phone_need_not_scroll_sideways(self, open_page: Open) -> None:
        opened = open_page(fragment("indicator-over-places", {"text": "行政"}), size="phone")
        answered(opened)
        assert opened.find("#ask .chart").count() == 12
        assert opened.tab.evaluate("() => document.documentElement.scrollWidth") <= 360


class TestAllReports:
    """What else the page's tests hold is of the first two reports (tests/conftest.py, data)."""

    ASKED: Final = (
        ("indicator-over-places", {"text": "一般公共预算收入", "kind": "work-report"}),
        ("honours-by-province", {"kind": "work-report"}),
        ("programme-in-places", {"programme": "行政审批制度改革", "kind": "work-report"}),
        ("changes-between-reports", {"place": "440307-longgang-district", "kind": "work-report", "text": "生产总值"}),
    )

    def test_each_is_in_the_filter_and_narrows_the_lists(
        self, open_page: Open, all_store: EmbeddedStore, drawn_of_all: Path
    ) -> None:
        opened = open_page(path=drawn_of_all)
        offered = opened.tab.eval_on_selector_all(f"{PART} li input", "all => all.map((one) => one.dataset.id)")
        assert sorted(offered) == sorted(page_data(Lookup(all_store))["reports"])
        assert len(offered) >= 8
        for report in offered:
            lookup = Lookup(all_store).within(Narrowing(report=report))
            opened.go(f"tab=list&report={report}")
            assert {row["id"] for row in rows(opened)} == {thing.id for thing in lookup.all_things()}

    @pytest.mark.parametrize("language", LOCALES)
    def test_questions_that_compare_answer_as_on_the_command_line(
        self, open_page: Open, all_store: EmbeddedStore, drawn_of_all: Path, language: str
    ) -> None:
        opened = open_page(path=drawn_of_all, language=language)
        for name, arguments in self.ASKED:
            opened.tab.evaluate("fragment => { location.hash = fragment; }", fragment(name, arguments))
            opened.tab.wait_for_function("name => kgPage.app.state.get().question === name", arg=name)
            found = answered(opened)
            assert found, name
            assert found == expected(all_store, QUESTIONS[name], arguments, language), name

    @pytest.mark.parametrize("size", SIZES)
    def test_what_stands_beside_a_bar_is_not_cut(self, open_page: Open, drawn_of_all: Path, size: str) -> None:
        name, arguments = self.ASKED[0]
        opened = open_page(fragment(name, arguments), path=drawn_of_all, size=size)
        assert answered(opened)
        beside = opened.find("#ask .chart .bar > span")
        assert any("11,390,000,000" in text for text in beside.all_inner_texts())
        assert (
            beside.evaluate_all("""all => all.filter((one) => {
          const [own, row] = [one, one.parentElement].map((node) => node.getBoundingClientRect());
          return own.right > row.right + 1 || one.scrollWidth > one.clientWidth + 1;
        }).length""")
            == 0
        )
