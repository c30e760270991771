"""The page as readers open it: a file, in Chromium, in Firefox and in WebKit, which is Safari's engine.

Every test runs in all three. The page they open is the drawn one and a script before all others, which keeps what
the page complains of; the policy admits it by its hash.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree

import pytest
from pyoxigraph import RdfFormat
from selenium.webdriver import ActionChains, Keys

from kg.lookup.lookup import Lookup
from kg.network.network import styles
from kg.page.html import _hash
from kg.store.embedded import EmbeddedStore
from kg.vocabulary import Language
from tests.browser import LOCALES, NoBrowserError
from tests.conftest import no_browser
from tests.drivers import BROWSERS
from tests.test_page_pictures import COLOURS, CUT, VIEWS
from tests.test_page_save import SVG, graph, triples

if TYPE_CHECKING:
    from selenium.webdriver.remote.webdriver import WebDriver
    from selenium.webdriver.remote.webelement import WebElement

# Selenium warns of what its own driver of WebKit does
pytestmark = pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning")

MAOSHENG, BUREAU, UNIT = "440402-maosheng-community", "440402-market-regulation-bureau", "cn-fengqiao-work-method-unit"
QUOTED: Final = "茂盛社区入选中央政法委104个“枫桥式工作法”单位之一"
PATIENCE: Final = 20.0
"""Seconds until something that was waited for counts as missing."""
LISTEN: Final = """
window.complaints = [];
const told = ({ type, message, reason, violatedDirective, blockedURI }) =>
  complaints.push(`${type}: ${message ?? reason ?? `${violatedDirective} ${blockedURI}`}`);
for (const type of ["error", "unhandledrejection", "securitypolicyviolation"]) addEventListener(type, told, true);
for (const kind of ["error", "warn"]) console[kind] = (...said) => complaints.push(`console.${kind}: ${said}`);
"""
SIDEWAYS: Final = """
for (const details of document.querySelectorAll("#filters details")) details.open = true;
return [...document.querySelectorAll("html, #filters, #panel, .view")]
  .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
  .map((one) => `${one.tagName} ${one.id}: ${one.scrollWidth} in ${one.clientWidth}`);
"""
COMPLAINTS: Final = """
const asked = performance.getEntriesByType("resource").map(({ name }) => name);
return [...window.complaints ?? [], ...asked.filter((name) => !/^(data|blob):/.test(name))];
"""


@dataclass
class Reader:
    """A page in one of the browsers, and the folder of what is saved there."""

    driver: "WebDriver"
    url: str
    folder: Path

    def open(self, fragment: str = "", url: str = "") -> "Reader":
        """Open the page anew, and wait until it is drawn."""
        self.check()
        self.driver.get("about:blank")
        self.driver.get(url or f"{self.url}#lang=en&{fragment}")
        self.ready()
        return self

    def go(self, fragment: str) -> None:
        """Go to another fragment of the page that is open."""
        self.driver.execute_async_script(
            """const [fragment, done] = arguments;
            if (location.hash === `#${fragment}`) return done();
            addEventListener("hashchange", () => done(), { once: true });
            location.hash = fragment;""",
            fragment,
        )
        self.ready()

    def ready(self) -> None:
        """Wait until the page is drawn, and has its answer where it asked something."""
        self.wait("return Boolean(window.kgPage?.app)")
        self.wait("return !document.querySelector('#ask [aria-busy]')")

    def check(self) -> None:
        """It complained of nothing, and asked nobody for anything."""
        assert self.run(COMPLAINTS) == []

    def run(self, script: str, *given: Any) -> Any:
        return self.driver.execute_script(script, *given)

    def wait(self, script: str, *given: Any) -> Any:
        """What a script returns, as soon as that is something."""
        end = monotonic() + PATIENCE
        while not (found := self.run(script, *given)):
            assert monotonic() < end, f"{script} {given}: still {found}"
            sleep(0.05)
        return found

    def find(self, selector: str, text: str = "") -> "WebElement":
        """What is visible of a selector, with a text in it, as soon as it is there."""
        found: WebElement = self.wait(
            """const [selector, text] = arguments;
            return [...document.querySelectorAll(selector)].find((one) =>
              one.checkVisibility() && one.textContent.includes(text))""",
            selector,
            text,
        )
        return found

    def click(self, selector: str, text: str = "") -> None:
        self.find(selector, text).click()

    def type(self, selector: str, *keys: str) -> None:
        self.find(selector).send_keys(*keys)

    def press(self, keys: str, *held: str) -> "Reader":
        """Type on the keyboard, while other keys are held."""
        actions = ActionChains(self.driver, duration=0)
        for key in held:
            actions.key_down(key)
        actions.send_keys(keys)
        for key in held:
            actions.key_up(key)
        actions.perform()
        return self

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = self.run("return kgPage.app.state.get()")
        return state

    def shown(self) -> set[str]:
        """The things that are in the graph."""
        return set(self.run("return [...kgPage.app.canvas.shown().things]"))

    def editor(self) -> "WebElement":
        """The editor's field, which lies in a tree of its own."""
        found: WebElement = self.wait(
            "return document.querySelector('.editor').shadowRoot.querySelector('.cm-content')"
        )
        return found

    def answer(self) -> list[list[str]]:
        """The cells of the answer, once it is there."""
        self.find("#ask .answer:not([aria-busy]) table.data tbody tr")
        rows: list[list[str]] = self.run(
            """return [...document.querySelectorAll("#ask table.data tbody tr")]
              .map((row) => [...row.children].map((cell) => cell.textContent))"""
        )
        return rows

    def saved(self, name: str, file: str) -> bytes:
        """A file from the menu, once the browser has written all of it."""
        path = self.folder / file
        path.unlink(missing_ok=True)
        self.run("document.querySelector('#save-menu').hidden && document.getElementById('save').click()")
        self.click(f"#save-{name}")
        self.find("#save-menu .message", f"Saved: {file}")
        end, sizes = monotonic() + PATIENCE, [0, -1]
        while sizes[0] == 0 or sizes[0] != sizes[1]:
            assert monotonic() < end, f"{file} is not saved: {list(self.folder.iterdir())}"
            sleep(0.1)
            sizes = [path.stat().st_size if path.is_file() else 0, sizes[0]]
        return path.read_bytes()


@pytest.fixture(scope="module")
def page(drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("browsers") / drawn.name
    text = drawn.read_text("utf-8").replace("script-src ", f"script-src {_hash(LISTEN)} ", 1)
    path.write_text(text.replace("<title>", f"<script>{LISTEN}</script><title>", 1), "utf-8")
    return path


@pytest.fixture(scope="module", params=BROWSERS)
def started(request: pytest.FixtureRequest, page: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp(request.param)
    try:
        with BROWSERS[request.param](folder) as driver:
            driver.set_window_rect(0, 0, 1280, 900)
            yield Reader(driver, page.as_uri(), folder)
    except NoBrowserError as error:
        no_browser(error)


@pytest.fixture
def reader(started: Reader) -> Iterator[Reader]:
    yield started
    started.check()
    started.driver.get("about:blank")


def test_the_main_way(reader: Reader, store: EmbeddedStore) -> None:
    """Find a name, choose it, filter, ask a question, run SPARQL, and come back by the link."""
    reader.open()
    reader.type("#find", "maosheng")
    reader.click("#search [role=option]", "Maosheng Community")
    reader.find("#panel h2", "Maosheng Community")
    reader.find("#panel mark", QUOTED)
    reader.click('#filters input[data-id="Programme"]')
    assert (reader.state()["thing"], reader.state()["noclass"]) == (MAOSHENG, ["Programme"])
    lookup = Lookup(store, Language.ZH)
    groups = styles(lookup)
    programmes = {thing.id for thing in lookup.all_things() if groups[thing.type][2] == "Programme"}
    assert MAOSHENG in reader.shown()
    assert not reader.shown() & programmes

    reader.click("#show-ask")
    reader.click("#ask .questions button", "Honours of an institution")
    reader.type("#ask-institution", "maosheng")
    reader.click("#ask [role=option]", "Maosheng Community")
    reader.click("#ask .question button[type=submit]")
    ((honour, *_, receipt),) = reader.answer()
    assert (honour, QUOTED in receipt) == ("Fengqiao-style Work Method Unit", True)

    reader.click("#ask [data-by=sparql]")
    query = "SELECT (COUNT(?claim) AS ?n) { ?claim a kg:Claim }"
    reader.editor().click()
    reader.press("a", Keys.CONTROL).press(query).press(Keys.ENTER, Keys.CONTROL)
    reader.find("#ask .told", "1 row in")
    assert reader.answer() == [[str(len(list(lookup.all_claims())))]]

    link, state = reader.driver.current_url, reader.state()
    reader.open(url=link)
    assert reader.state() == state
    assert reader.answer() == [[str(len(list(lookup.all_claims())))]]
    reader.click("#show-graph")
    reader.find("#panel mark", QUOTED)
    assert not reader.shown() & programmes
    reader.find('#filters input[data-id="Programme"]:not(:checked)')


def test_every_file_is_saved(reader: Reader, store: EmbeddedStore, drawn: Path) -> None:
    reader.open(f"thing={UNIT}")
    assert reader.saved("png", "graph.png").startswith(b"\x89PNG\r\n\x1a\n")
    drawing = ElementTree.fromstring(reader.saved("svg", "graph.svg"))
    assert len(drawing.findall(f"{SVG}g[@id='nodes']/*")) == reader.run("return kgPage.app.canvas.scene().nodes.length")
    carried = triples(drawn)
    assert reader.saved("n-triples", "graph.nt") == carried
    expected = graph(carried, RdfFormat.N_TRIPLES)
    assert graph(reader.saved("turtle", "graph.ttl"), RdfFormat.TURTLE) == expected
    assert graph(reader.saved("json-ld", "graph.jsonld"), RdfFormat.JSON_LD) == expected
    rows = csv.DictReader(io.StringIO(reader.saved("things", "things.csv").decode("utf-8-sig"), newline=""))
    assert {row["id"]: row["label_zh"] for row in rows} == {
        thing.id: thing.label for thing in Lookup(store, Language.ZH).all_things()
    }


def test_nothing_scrolls_sideways(reader: Reader) -> None:
    reader.open()
    for language, fragment in product(LOCALES, VIEWS.values()):
        reader.go(f"lang={language}&{fragment}")
        assert reader.run(SIDEWAYS) == [], (language, fragment)


def test_nothing_is_cut_on_a_phone(reader: Reader, page: Path) -> None:
    """In a frame of its width: no window of Firefox is that narrow."""
    frame = page.with_name("phone.html")
    held = f'<iframe style="width: 360px; height: 740px; border: 0" src="{page.name}"></iframe>'
    frame.write_text(f'<!doctype html><meta charset="utf-8">{held}', "utf-8")
    reader.driver.get(frame.as_uri())
    reader.driver.switch_to.frame(reader.driver.find_element("css selector", "iframe"))
    reader.ready()
    assert reader.run("return innerWidth") == 360
    for language, fragment in product(LOCALES, VIEWS.values()):
        reader.go(f"lang={language}&{fragment}")
        assert reader.run(SIDEWAYS) == [], (language, fragment)
        assert reader.run(f"return ({CUT})()") == [], (language, fragment)
    reader.check()
    reader.driver.switch_to.default_content()


def test_the_graph_is_drawn(reader: Reader) -> None:
    reader.open()
    reader.wait("return performance.getEntriesByName('kg-drawn').length")
    assert reader.run(f"return ({COLOURS})()") > 20


def test_a_keyboard_suffices(reader: Reader) -> None:
    reader.open()
    reader.find("#find").click()
    reader.press(BUREAU).press(Keys.ARROW_DOWN).press(Keys.ENTER)
    assert reader.state()["thing"] == BUREAU
    reader.run("document.getElementById('network').focus()")
    reader.press(Keys.ENTER)
    assert reader.state()["open"] == [BUREAU]
    reader.press(Keys.ESCAPE)
    assert reader.state()["thing"] == ""
    reader.run("document.getElementById('show-graph').focus()")
    reader.press(Keys.ARROW_RIGHT)
    assert reader.state()["tab"] == "ask"
    reader.run("document.getElementById('save').focus()")
    reader.press(Keys.ENTER)
    reader.run("document.getElementById('save-about').focus()")
    reader.press(Keys.ENTER)
    reader.find("dialog[open] h2", "About")
    reader.press(Keys.ESCAPE)
    reader.wait("return !document.querySelector('dialog')")
    assert reader.run("return document.activeElement.id") == "save-about"


def test_the_editor_completes_and_wraps_what_is_selected(reader: Reader) -> None:
    reader.open("tab=ask&by=sparql")
    reader.editor().click()
    reader.press("a", Keys.CONTROL).press("SELECT * { ?who kg:aw")
    reader.wait(
        """return [...document.querySelector(".editor").shadowRoot.querySelectorAll(".cm-tooltip-autocomplete li")]
          .some((item) => item.textContent.includes("kg:awarded"))"""
    )
    reader.press(Keys.ESCAPE).press("a", Keys.CONTROL).press("(")
    assert reader.editor().text == "(SELECT * { ?who kg:aw})"


def test_the_address_follows_though_the_browser_refuses_some_changes(reader: Reader) -> None:
    """Firefox and WebKit raise an error where there are many in a few seconds, and Chromium does nothing."""
    reader.open("tab=list")
    for refusal in ("throw new DOMException('too many', 'SecurityError')", "return"):
        reader.run(f"window.replaceState = history.replaceState; history.replaceState = () => {{ {refusal} }};")
        reader.run("kgPage.app.state.update({ filter: 'shishan' }, { quiet: true })")
        reader.run("kgPage.app.state.update({ filter: 'maosheng' }, { quiet: true })")
        assert "filter" not in reader.run("return location.hash")
        reader.find("#list table.data tbody tr:first-child", "Maosheng Community")
        reader.run("history.replaceState = window.replaceState")
        reader.wait("return location.hash.includes('filter=maosheng')")
        reader.run("kgPage.app.state.update({ filter: '' }, { quiet: true })")
