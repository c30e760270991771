"""The editor that is served, in Chromium, against the program as it runs; and its plain form without scripts."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import httpx
import pytest

from kg.store.embedded import EmbeddedStore
from kg.text.words import word
from kg.vocabulary import Language
from kg.web.forms.recipes import recipes
from tests import test_page_axe
from tests.browser import LOCALES, SIZES, Opened, opening
from tests.test_page_editor import offers, text_of, write
from tests.web import Served, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.xdist_group("browser")
axe = test_page_axe.axe

SECONDS: Final = 5
AWARDS: Final = "SELECT ?who ?honour ?claim { ?claim rdf:subject ?who ; rdf:predicate kg:awarded ; rdf:object ?honour }"
ENDLESS: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HUGE: Final = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 100000"
ODD: Final = (
    r"""CONSTRUCT { <https://example.org/a> <https://example.org/b> "a\"\\\n\t€😀.", "是"@zh-hans, 5, _:b } {}"""
)
ANSWERED: Final = ".answer:not([aria-busy])"
OpenAt = Callable[..., Opened]


@pytest.fixture(scope="module")
def served(store: EmbeddedStore, data: Path) -> Iterator[Served]:
    with serving(data, "--workers", "2", "--timeout", str(SECONDS)) as served:
        yield served


@pytest.fixture
def open_at(browser: "Browser", served: Served) -> Iterator[OpenAt]:
    """Opens a page of the editor; at the end it must have asked nobody else, and complained of nothing."""
    with opening(browser, served.address, "query", ".cm-content") as open_page:
        yield open_page


def fragment(query: str) -> str:
    return f"#query={quote(query)}"


def refused(opened: Opened) -> None:
    """Forget that Chromium tells of each answer that is no success."""
    opened.errors[:] = [told for told in opened.errors if "status of 4" not in told and "status of 5" not in told]


@pytest.mark.parametrize("language", LOCALES)
def test_rows_have_links_and_receipts(open_at: OpenAt, served: Served, language: str) -> None:
    opened = open_at(language=language)
    write(opened, AWARDS + " ORDER BY ?claim")
    opened.find(".run").click()
    opened.find(f"{ANSWERED} td").first.wait_for()
    cells = opened.find("tbody tr").first.locator("td")
    link = cells.first.locator("a")
    wanted = {
        "en": "Maosheng Community, Gongbei Subdistrict, Xiangzhou District, Zhuhai",
        "zh": "珠海市香洲区拱北街道茂盛社区",
    }
    found = opened.find("tbody td[data-column=who] a", has_text=wanted[language]).first
    assert found.get_attribute("href") == f"/{language}/thing/440402-maosheng-community"
    known = served.get("/sparql", params={"query": AWARDS, "format": "csv"}).text
    assert opened.find("tbody tr").count() == known.count("\n") - 1 > 5
    assert served.get(link.get_attribute("href") or "").status_code == 200
    receipt = opened.find("tbody td[data-column=receipt]").first
    assert receipt.locator("mark").inner_text()
    assert served.get(receipt.locator("a").get_attribute("href") or "").status_code == 200
    assert {"en": " ms", "zh": "毫秒"}[language] in opened.find(".told").inner_text()


def test_an_answer_lies_to_be_fetched(open_at: OpenAt, served: Served) -> None:
    opened = open_at(fragment(AWARDS + " LIMIT 3"))
    opened.find(f"{ANSWERED} td").first.wait_for()
    links = opened.find(".answer-head a")
    assert links.all_inner_texts() == ["CSV", "TSV", "JSON"]
    types = [served.get(link.get_attribute("href") or "").headers["content-type"] for link in links.all()]
    assert types == [
        "text/csv; charset=utf-8", "text/tab-separated-values; charset=utf-8", "application/sparql-results+json",
    ]  # fmt: skip
    with opened.tab.expect_download() as sheet:
        opened.find(".file-sheet").click()
    assert Path(sheet.value.path()).read_text("utf-8-sig").count("\n") == 4


def test_triples_are_shown_and_lie_to_be_fetched(open_at: OpenAt, served: Served) -> None:
    opened = open_at(fragment("CONSTRUCT { ?a kg:awarded ?b } { ?a kg:awarded ?b } LIMIT 2"))
    opened.find(f"{ANSWERED} td").first.wait_for()
    assert opened.find("td[data-column=predicate]").all_inner_texts() == ["was awarded"] * 2
    assert opened.find("td[data-column=subject] a").count() == 2
    links = opened.find(".answer-head a")
    assert links.all_inner_texts() == ["Turtle", "N-Triples", "JSON-LD"]
    assert [served.get(link.get_attribute("href") or "").status_code for link in links.all()] == [200] * 3


def test_odd_terms_come_as_they_are(open_at: OpenAt) -> None:
    opened = open_at(fragment(ODD))
    opened.find(f"{ANSWERED} td").first.wait_for()
    texts = [cell.text_content() for cell in opened.find("td[data-column=object]").all()]
    assert sorted(text for text in texts if text and not text.startswith("_:")) == sorted(['a"\\\n\t€😀.', "是", "5"])
    assert sum(bool(text and text.startswith("_:")) for text in texts) == 1


def test_a_question_of_yes_or_no(open_at: OpenAt) -> None:
    opened = open_at(fragment("ASK { ?who kg:awarded ?honour }"))
    opened.find(f"{ANSWERED} strong", has_text=word("answer-true", Language.EN)).wait_for()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Line 2, column 6: this prefix is not declared"),
        ("zh", "第2行第6列：此前缀未声明"),
    ],
)
def test_an_error_is_marked_where_it_is(open_at: OpenAt, language: str, told: str) -> None:
    opened = open_at(language=language)
    write(opened, "SELECT ?x {\n  ?x foo:bar ?y\n}")
    opened.find(".run").click()
    opened.find(f"{ANSWERED} .problem", has_text=told).wait_for()
    assert opened.find(".cm-lintRange-error").inner_text() == "foo:bar"
    refused(opened)
    write(opened, "SELECT ?x { ?x kg:level ?y } LIMIT 1")
    opened.find(".run").click()
    opened.find(f"{ANSWERED} td").first.wait_for()
    assert opened.find(".cm-lintRange-error").count() == 0


def test_a_column_counts_as_the_editor_does(open_at: OpenAt) -> None:
    opened = open_at(fragment('SELECT ?x { ?x rdfs:label "😀😀" . ?x foo:bar ?y }'))
    opened.find(f"{ANSWERED} .problem").wait_for()
    assert opened.find(".cm-lintRange-error").inner_text() == "foo:bar"
    refused(opened)


def test_an_update_and_another_host_are_refused(open_at: OpenAt) -> None:
    for query in ("INSERT DATA { <a:> <b:> <c:> }", "SELECT * { SERVICE <https://example.org/> { ?a ?b ?c } }"):
        opened = open_at(fragment(query))
        opened.find(f"{ANSWERED} .problem").wait_for()
        assert opened.find("td").count() == 0
        refused(opened)


def test_stop_ends_what_runs(open_at: OpenAt) -> None:
    opened = open_at(fragment(ENDLESS))
    stop = opened.find(".answer .stop")
    stop.wait_for()
    stop.click()
    opened.find(f"{ANSWERED} .problem", has_text="The query was stopped.").wait_for(timeout=1500)
    write(opened, "SELECT (1 + 1 AS ?two) {}")
    opened.find(".run").click()
    opened.find(f"{ANSWERED} td", has_text="2").wait_for(timeout=3000)


def test_a_query_that_takes_too_long_is_told(open_at: OpenAt) -> None:
    opened = open_at(fragment(ENDLESS))
    told = opened.find(f"{ANSWERED} .problem")
    told.wait_for(timeout=1000 * (SECONDS + 10))
    assert f"the query was ended after {SECONDS} s" in told.inner_text()
    refused(opened)


def test_an_answer_that_no_page_shows_is_told(open_at: OpenAt) -> None:
    opened = open_at(fragment(HUGE))
    opened.find(f"{ANSWERED} .problem", has_text=word("problem-large", Language.EN, 20)).wait_for()


def test_a_server_that_is_gone_is_told(open_at: OpenAt) -> None:
    opened = open_at()
    opened.tab.route("**/sparql*", lambda route: route.abort())
    opened.find(".run").click()
    opened.find(f"{ANSWERED} .problem", has_text=word("problem-reach", Language.EN)).wait_for()
    opened.errors.clear()  # Chromium tells of it


def test_an_empty_answer_says_why(open_at: OpenAt) -> None:
    opened = open_at(fragment("SELECT ?x { ?x kg:awardedTo ?y }"))
    opened.find(f"{ANSWERED} .hints li").first.wait_for()
    assert "kg:awardedTo" in opened.find(".hints").inner_text()


def test_the_query_stands_in_the_address(open_at: OpenAt) -> None:
    opened = open_at()
    write(opened, "SELECT (1 + 1 AS ?two) {}")
    assert (
        opened.tab.evaluate("new URLSearchParams(location.hash.slice(1)).get('query')") == "SELECT (1 + 1 AS ?two) {}"
    )
    opened.find(".run").click()
    opened.find(f"{ANSWERED} td", has_text="2").wait_for()
    again = open_at("#" + opened.tab.url.split("#")[1])
    again.find(f"{ANSWERED} td", has_text="2").wait_for()
    assert text_of(again) == "SELECT (1 + 1 AS ?two) {}"
    write(again, "SELECT (2 + 3 AS ?five) {}")
    again.find(".run").click()
    again.find(f"{ANSWERED} td", has_text="5").wait_for()


def test_the_other_language_has_the_query_too(open_at: OpenAt) -> None:
    opened = open_at(fragment("SELECT (1 + 1 AS ?two) {}"))
    opened.find(f"{ANSWERED} td", has_text="2").wait_for()
    opened.find("a[hreflang]").click()
    opened.find(f"{ANSWERED} .told", has_text="毫秒").wait_for()
    assert text_of(opened) == "SELECT (1 + 1 AS ?two) {}"


def test_a_query_of_the_address_moves_into_the_editor(open_at: OpenAt) -> None:
    opened = open_at(f"?query={quote('SELECT (7 AS ?n) {}')}")
    assert text_of(opened) == "SELECT (7 AS ?n) {}"
    assert opened.find("td").count() == 0  # it is not asked before its reader says so
    path, _, rest = opened.tab.url.partition("#")
    assert path.endswith("/en/query")
    assert "query=SELECT" in rest


def test_things_and_terms_are_offered_while_one_types(open_at: OpenAt) -> None:
    opened = open_at()
    offered = offers(opened, "SELECT * { ?c rdf:subject xzqsfj")
    assert ["Justice Bureau of Xiangzhou District, Zhuhai", "government department"] in offered
    title, *items = offers(opened, "SELECT * { ?x a kg:PublicBody ; ")
    assert title == ["Properties of: public body"]
    assert ["kg:awarded", "was awarded"] in items
    assert ["kg:national", "national"] in offers(opened, "SELECT * { ?c kg:level ")


def test_only_things_that_a_property_takes_are_offered(open_at: OpenAt) -> None:
    opened = open_at(language="zh")
    offered = [item[0] for item in offers(opened, "SELECT * { ?who kg:locatedIn 香洲区")]
    assert "珠海市香洲区" in offered
    assert "珠海市香洲区司法局" not in offered
    assert "珠海市香洲区司法局" in [item[0] for item in offers(opened, "SELECT * { ?c rdf:subject 香洲区司法")]


@pytest.mark.parametrize("language", LOCALES)
def test_examples_of_three_kinds(open_at: OpenAt, language: str) -> None:
    opened = open_at(language=language)
    groups = opened.find("select.examples optgroup")
    assert [group.locator("option").count() for group in groups.all()] == [3, 57, len(recipes())]
    recipe = recipes()[2]
    opened.find("select.examples").select_option(label=recipe.title)
    assert text_of(opened).strip() == recipe.query.strip()
    opened.find(".run").click()
    opened.find(f"{ANSWERED} td").first.wait_for()


@pytest.mark.parametrize("name", [recipe.name for recipe in recipes()])
def test_every_recipe_is_answered(served: Served, name: str) -> None:
    recipe = next(one for one in recipes() if one.name == name)
    page = served.get(f"/en/query?example={name}")
    assert page.status_code == 200
    answer = served.post("/sparql", data={"query": recipe.query})
    assert answer.status_code == 200, recipe.title


@pytest.mark.parametrize(("language", "size", "scheme"), test_page_axe.LOOKS)
def test_axe_finds_nothing(open_at: OpenAt, axe: str, language: str, size: str, scheme: str) -> None:
    found = {}
    for name, rest in {
        "first": "",
        "rows": fragment(AWARDS),
        "graph": fragment("CONSTRUCT { ?a kg:awarded ?b } { ?a kg:awarded ?b } LIMIT 3"),
        "error": fragment("SELECT"),
        "empty": fragment("SELECT ?x { ?x kg:nothing ?y }"),
    }.items():
        opened = open_at(rest, language, size, color_scheme=scheme)
        if rest:
            opened.find(f"{ANSWERED} .told:not(:empty)").wait_for()
            opened.find(f"{ANSWERED} .stop").wait_for(state="detached")
        found[name] = test_page_axe.violations(opened, axe)
        width = opened.tab.evaluate("document.documentElement.scrollWidth")
        assert width <= SIZES[size][0], name
        refused(opened)
    assert {name: broken for name, broken in found.items() if broken} == {}


@pytest.mark.parametrize("language", LOCALES)
def test_without_scripts_it_is_a_form(open_at: OpenAt, axe: str, language: str) -> None:
    opened = open_at(language=language, java_script_enabled=False)
    assert opened.find("textarea").input_value().startswith("SELECT ?who ?honour")
    opened.find("summary").nth(2).click()
    opened.find(f"a[href$='example={recipes()[0].name}']").click()
    assert opened.find("textarea").input_value().strip() == recipes()[0].query.strip()
    opened.find("textarea").fill("SELECT (1 + 1 AS ?two) {}")
    opened.find("select[name=format]").select_option("csv")
    with opened.tab.expect_download() as answer:
        opened.find("form.plain button").click()
    assert Path(answer.value.path()).read_bytes() == b"two\r\n2\r\n"


def test_what_the_form_cannot_have_is_told(served: Served) -> None:
    answer = httpx.get(f"{served.address}/sparql", params={"query": "SELECT", "format": "csv"})
    assert answer.status_code == 400
    assert served.get("/en/query?example=nothing").status_code == 404
