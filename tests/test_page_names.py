"""Names on the page: another one is read for what was typed by the rule of the command line, and said in words."""

from collections.abc import Callable
from urllib.parse import quote, urlencode

import pytest

from tests.browser import LOCALES, Opened

pytestmark = pytest.mark.xdist_group("browser")

Open = Callable[..., Opened]

MARKET, MISSPELT, READ = "440402-market-regulation-bureau", "区市场监督理局", "区市场监督管理局"
MAOSHENG, JUSTICE = "440402-maosheng-community", "440402-justice-bureau"
ANOTHERS = ["市教育局", "程小红", "茂胜社区", "市人民法院"]
SAID = {
    "en": f"Nothing is called “{MISSPELT}” in what was read; read instead: {READ}",
    "zh": f"已读部分没有“{MISSPELT}”；改读：{READ}",
}
NEAR = {"en": "near", "zh": "相近"}


def state(opened: Opened) -> dict[str, str]:
    now: dict[str, str] = opened.tab.evaluate("() => kgPage.app.state.get()")
    return now


def enter(opened: Opened, field: str, typed: str) -> None:
    opened.find(field).fill(typed)
    opened.find(field).press("Enter")


@pytest.mark.parametrize("language", LOCALES)
def test_the_search_reads_another_name_and_says_so(open_page: Open, language: str) -> None:
    opened = open_page(language=language)
    enter(opened, "#find", MISSPELT)
    assert state(opened)["thing"] == MARKET
    assert opened.find("#panel .read").inner_text() == SAID[language]
    opened.go(f"thing={MARKET}&find={quote(MISSPELT)}")
    assert opened.find("#panel .read").inner_text() == SAID[language]
    opened.go(f"thing={MAOSHENG}&find={quote(MISSPELT)}")
    assert opened.find("#panel .read").count() == 0


@pytest.mark.parametrize("typed", ANOTHERS)
@pytest.mark.parametrize("language", LOCALES)
def test_the_search_answers_nobody_for_another(open_page: Open, language: str, typed: str) -> None:
    opened = open_page(language=language)
    enter(opened, "#find", typed)
    assert (state(opened)["thing"], state(opened)["find"]) == ("", typed)
    marks = opened.find("#panel li .near").all_inner_texts()
    assert marks
    assert set(marks) == {NEAR[language]}
    assert len(marks) == opened.find("#panel li").count()


@pytest.mark.parametrize("typed", ["枫桥", "拱北街道茂盛社区"])
def test_what_is_found_by_its_name_is_not_marked(open_page: Open, typed: str) -> None:
    opened = open_page(f"find={quote(typed)}")
    assert opened.find("#panel li").count()
    assert opened.find("#panel .near").count() == 0


def test_a_link_to_what_is_no_thing_lists_what_is_near(open_page: Open) -> None:
    opened = open_page(f"thing={quote('茂胜社区')}")
    assert opened.find("#panel h2").first.inner_text() == "This page does not have: 茂胜社区"
    assert opened.find("#panel li .near").first.inner_text() == "near"


@pytest.mark.parametrize("typed", ["440402-2023-r010", "kgr:440402-2023-r010"])
def test_the_id_of_a_claim_shows_the_claim(open_page: Open, typed: str) -> None:
    opened = open_page()
    enter(opened, "#find", typed)
    assert state(opened)["claim"] == "440402-2023-r010"
    assert "茂盛社区入选" in opened.go("thing=440402-2023-r010").find("#panel").inner_text()


@pytest.mark.parametrize("typed", ["440402-three-unifications", "kgr:440402-three-unifications"])
def test_an_id_that_gave_way_leads_to_the_thing_that_stays(open_page: Open, typed: str) -> None:
    opened = open_page()
    enter(opened, "#find", typed)
    assert state(opened)["thing"] == "cn-three-unifications"
    assert state(opened.go("thing=440402-three-unifications&open=440402-the-public"))["open"] == ["cn-the-public"]
    assert opened.find("#panel h2").first.inner_text() == "Three Unifications System for Normative Documents"


def test_a_field_of_the_panel_chooses_nobody_for_another(open_page: Open) -> None:
    opened = open_page(f"thing={JUSTICE}")
    field = "#panel .connect input[role=combobox]"
    enter(opened, field, "茂胜社区")
    assert state(opened)["to"] == ""
    told = opened.find("#panel .connect .none").inner_text()
    assert told == "Nothing is called “茂胜社区” in what was read; choose one of those near"
    enter(opened, field, MISSPELT)
    assert (state(opened)["from"], state(opened)["to"]) == (JUSTICE, MARKET)
    assert opened.find("#panel .read").inner_text() == SAID["en"]


@pytest.mark.parametrize("language", LOCALES)
def test_a_question_reads_its_parameters_by_the_rule(open_page: Open, language: str) -> None:
    def asked(name: str) -> str:
        arguments = urlencode({"tab": "ask", "question": "honours-of", "args": urlencode({"institution": name})})
        return opened.go(arguments).find("#ask").inner_text()

    opened = open_page(language=language)
    opened.go("tab=ask&question=honours-of")
    enter(opened, "#ask-institution", "市教育局")
    opened.find("#ask button[type=submit]").click()
    assert "市教育局" in opened.find("#form-problem").inner_text()
    assert state(opened)["args"] == ""
    opened.find("#ask-institution").fill(MISSPELT)
    opened.find("#ask button[type=submit]").click()
    opened.find("#ask .answer tbody tr").first.wait_for()
    assert state(opened)["args"] == f"institution={MARKET}"
    assert SAID[language] in opened.find("#ask").inner_text()
    assert SAID[language] in asked(MISSPELT)
    opened.find("#ask .answer tbody tr").first.wait_for()
    asked("市教育局")
    assert "市教育局" in opened.find("#ask .answer .problem").inner_text()


def test_a_list_holds_nobody_for_another(open_page: Open) -> None:
    opened = open_page(f"tab=list&filter={quote('茂胜社区')}")
    assert opened.find("#list tbody tr").count() == 0
    opened.go(f"tab=list&filter={quote('茂盛社区')}")
    assert opened.find("#list tbody tr").count() > 0
