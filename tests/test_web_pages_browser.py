"""The pages in Chromium, from a server in a process of its own: WCAG 2.2 AA by axe-core, on a desk and a telephone, in
both languages and schemes, without scripts; nothing is asked of anybody else, and texts of data run nothing.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from kg.pipeline.generation import open_store
from kg.store.embedded import EmbeddedStore
from tests.browser import LOCALES, SIZES, Opened
from tests.payloads import PAYLOADS
from tests.test_page_axe import LOOKS, axe, violations
from tests.test_page_safe import on_one_line, tables
from tests.test_web_pages import DISTRICT, MAOSHENG, PAGES, UNIT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.xdist_group("browser")

__all__ = ["axe"]  # a fixture

WRONG: Final = ["thing/nothing-xiangzhou", "nothing", "class/Honour?page=0"]


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The address at which `kg serve` serves some tables."""
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", "--workers", "2", "--data", str(data)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, encoding="utf-8", env=os.environ | {"LANG": "C.UTF-8"}
    ) as one:
        assert one.stdout is not None
        said = one.stdout.readline()
        try:
            yield re.findall(r"http://[\w.:]+", said)[0]
        finally:
            one.send_signal(signal.SIGTERM)
            one.communicate(timeout=30)


@pytest.fixture(scope="module")
def address(store: EmbeddedStore, data: Path) -> Iterator[str]:
    with served(data) as found:
        yield found


@contextmanager
def tab(
    browser: "Browser", address: str, language: str = "en", size: str = "desktop", **options: object
) -> Iterator[Opened]:
    """A tab of a browser; at the end it must have asked nobody else for anything."""
    width, height = SIZES[size]
    context = browser.new_context(locale=LOCALES[language], viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
    opened = Opened(context.new_page(), address)
    yield opened
    context.close()
    opened.check()


@pytest.mark.parametrize(("language", "size", "scheme"), LOOKS)
def test_axe_finds_nothing_on_any_page(
    browser: "Browser", address: str, axe: str, language: str, size: str, scheme: str
) -> None:
    found = {}
    with tab(browser, address, language, size, color_scheme=scheme) as opened:
        for path in PAGES:
            opened.tab.goto(f"{address}/{language}/{path}")
            opened.tab.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            found[path] = violations(opened, axe)
            wide = opened.tab.evaluate("() => document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, path
    assert {path: broken for path, broken in found.items() if broken} == {}


@pytest.mark.parametrize("language", LOCALES)
def test_axe_finds_nothing_on_a_page_of_what_is_wrong(
    browser: "Browser", address: str, axe: str, language: str
) -> None:
    width, height = SIZES["phone"]
    context = browser.new_context(locale=LOCALES[language], viewport={"width": width, "height": height})
    opened = Opened(context.new_page(), address)
    for path in WRONG:
        answer = opened.tab.goto(f"{address}/{language}/{path}")
        assert answer is not None
        assert answer.status in (400, 404)
        assert violations(opened, axe) == []
        assert opened.find("h1").count() == 1
    context.close()


@pytest.mark.parametrize("language", LOCALES)
def test_a_reader_without_scripts_searches_and_goes_from_thing_to_receipt(
    browser: "Browser", address: str, language: str
) -> None:
    with tab(browser, address, language, "phone", java_script_enabled=False) as opened:
        opened.tab.goto(address)
        assert opened.tab.url == f"{address}/{language}/"
        opened.find("#ask").fill("茂盛")
        opened.find("#ask").press("Enter")
        opened.find(f"main a[href$='{MAOSHENG}']").first.click()
        assert opened.tab.url == f"{address}/{language}/thing/{MAOSHENG}"
        opened.find(f"main .claim .main a[href$='{UNIT}']").first.click()
        opened.find("summary", has_text={"en": "Cite", "zh": "引用"}[language]).first.click()
        assert "https://w3id.org/honours-kg/id/440402-2023-r010" in opened.find(".citation").first.inner_text()
        opened.find(".language").click()
        other = {"en": "zh", "zh": "en"}[language]
        assert opened.tab.url == f"{address}/{other}/thing/{UNIT}"
        opened.find("main .receipt cite a").first.click()
        assert f"/{other}/report/440402-2023?section=" in opened.tab.url


def test_the_keyboard_begins_at_the_contents_and_is_seen(browser: "Browser", address: str) -> None:
    with tab(browser, address) as opened:
        opened.tab.goto(f"{address}/en/thing/{DISTRICT}")
        opened.tab.keyboard.press("Tab")
        assert opened.tab.evaluate("() => document.activeElement.className") == "skip"
        opened.tab.keyboard.press("Enter")
        opened.tab.keyboard.press("Tab")
        assert opened.tab.evaluate("() => document.activeElement.closest('main') !== null")
        for _ in range(30):
            opened.tab.keyboard.press("Tab")
            width = opened.tab.evaluate("() => parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
            assert width >= 2


def test_nodes_of_the_small_graph_are_links(browser: "Browser", address: str) -> None:
    with tab(browser, address) as opened:
        opened.tab.goto(f"{address}/en/thing/{UNIT}")
        opened.find(".nearby a .label").first.click()
        assert opened.tab.url == f"{address}/en/thing/{MAOSHENG}"


def test_texts_of_tables_run_nothing(browser: "Browser", tmp_path: Path, stores: Path) -> None:
    def fit(_table: str, column: str, text: str) -> str:
        return on_one_line(text)[:60] if column in ("quote", "verb", "wording") else on_one_line(text)

    folder = tables(tmp_path / "tables", PAYLOADS, fit)
    open_store(folder)
    with served(folder) as address, tab(browser, address) as opened:
        for name in PAYLOADS:
            for path in (f"thing/t-{name}", f"report/s-{name}"):
                opened.tab.goto(f"{address}/en/{path}")
                assert opened.tab.evaluate("() => [window.ran, document.scripts.length]") == [None, 0], path
                assert opened.tab.url == f"{address}/en/{path}"
