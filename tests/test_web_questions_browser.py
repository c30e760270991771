"""The pages of questions in Chromium: for everybody, on a phone too, with names offered while one types."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import pytest

from kg.store.embedded import EmbeddedStore
from tests import test_page_axe
from tests.browser import LOCALES, SIZES, Opened, opening
from tests.web import Served, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.xdist_group("browser")
axe = test_page_axe.axe

VIEWS: Final = {
    "list": "",
    "form": "/honours-of",
    "answer": "/honours-of?institution=440402-maosheng-community",
    "wrong": "/honours-of?" + urlencode({"institution": "区司法局", "year": "x", "report": "zzzz"}),
    "long": "/statements-of-section?section=s5.1",
    "counts": "/honour-counts?report=440402-2023",
    "unanswered": "/honours-of?institution=440402-maosheng-community&year=1999",
}
OpenAt = Callable[..., Opened]


@pytest.fixture(scope="module")
def served(store: EmbeddedStore, data: Path) -> Iterator[Served]:
    with serving(data, "--workers", "2") as served:
        yield served


@pytest.fixture
def open_at(browser: "Browser", served: Served) -> Iterator[OpenAt]:
    """Opens a page of questions; at the end it must have asked nobody else, and complained of nothing."""
    with opening(
        browser, served.address, "questions", forgiven="status of 400"
    ) as open_page:  # of a form that is wrong
        yield open_page


@pytest.mark.parametrize(("language", "size", "scheme"), test_page_axe.LOOKS)
def test_axe_finds_nothing_in_any_view(open_at: OpenAt, axe: str, language: str, size: str, scheme: str) -> None:
    found = {}
    for name, rest in VIEWS.items():
        opened = open_at(rest, language, size, color_scheme=scheme)
        opened.tab.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        found[name] = test_page_axe.violations(opened, axe)
        assert opened.tab.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0], name
    assert {name: broken for name, broken in found.items() if broken} == {}


@pytest.mark.parametrize("language", LOCALES)
def test_a_question_is_asked_without_scripts(open_at: OpenAt, language: str) -> None:
    opened = open_at(language=language, java_script_enabled=False)
    opened.find("a[href$='/honours-of']").click()
    opened.find("#f-institution").fill("区司法局")
    opened.find("form.asking button").click()
    opened.find("#f-institution[aria-invalid]").wait_for()
    opened.find(".several a").nth(1).click()
    opened.find("tbody td a").first.wait_for()
    opened.find("tbody summary").first.click()
    assert opened.find("tbody mark").first.is_visible()
    opened.find("tbody td a").first.click()
    assert "/thing/" in opened.tab.url


def test_its_sparql_goes_into_the_editor(open_at: OpenAt) -> None:
    opened = open_at("/honours-of?institution=440402-maosheng-community")
    count = opened.find("tbody tr").count()
    opened.find(".behind summary").click()
    opened.find(".behind a").click()
    opened.find(".cm-content").wait_for()
    opened.find(".run").click()
    opened.find(".answer:not([aria-busy]) tbody td").first.wait_for()
    assert opened.find("tbody tr").count() == count > 0


def test_names_are_offered_while_one_types(open_at: OpenAt) -> None:
    opened = open_at("/honours-of")
    opened.find("#f-institution").press_sequentially("xzqsfj")
    opened.tab.wait_for_function("() => document.querySelector('#l-institution').options.length > 0")
    offered = opened.tab.evaluate(
        "[...document.querySelector('#l-institution').options].map((one) => [one.value, one.label])"
    )
    assert ["440402-justice-bureau", "Justice Bureau of Xiangzhou District, Zhuhai"] in offered
