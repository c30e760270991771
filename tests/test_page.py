"""The page, in a browser that is offline: what it shows, what it lets one choose, and what it never does."""

import csv
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.build import open_store
from kg.lookup import Lookup
from kg.network import styles
from kg.page import draw
from kg.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# One worker holds the browser, so that it starts once
pytestmark = pytest.mark.xdist_group("browser")

Case = Callable[..., Path]
Open = Callable[..., "Opened"]

UNIT, MAOSHENG, AWARD = "cn-fengqiao-work-method-unit", "440402-maosheng-community", "440402-2023-r010"
QUOTE = "茂盛社区入选中央政法委104个“枫桥式工作法”单位之一"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCRIPT = "</script><script>window.ran = 1</script>"
IMAGE = "<img src=x onerror='window.ran = 2'>"
SIGNS = "{{ 7 * 7 }}{% raw %}\"'\\\u2028\u2029&amp;<!--"


@dataclass
class Opened:
    """A page in a tab, and all that the tab asked for or complained of."""

    tab: "Page"
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def panel(self) -> str:
        return self.tab.locator("#panel").inner_text()

    def watch(self) -> None:
        self.tab.on("request", lambda request: self.requests.append(request.url))
        self.tab.on("pageerror", lambda error: self.errors.append(str(error)))
        self.tab.on("dialog", lambda dialog: (self.errors.append("a dialog"), dialog.dismiss()))
        self.tab.on(
            "console", lambda said: self.errors.append(said.text) if said.type in ("error", "warning") else None
        )

    def turn(self) -> None:
        """To the other language."""
        self.tab.locator("#language").click()

    def label(self, node: str) -> str:
        label: str = self.tab.evaluate("id => kgPage.network.body.data.nodes.get(id).label", node)
        return label

    def click(self, kind: str, thing: str) -> None:
        """Click on a node or an edge, brought to the middle first."""
        x, y = self.tab.evaluate(
            """([kind, id]) => {
                const network = kgPage.network;
                const middle = () => kind === "nodes" ? network.getPosition(id)
                    : network.body.edges[id].edgeType.getPoint(0.5);
                network.moveTo({ position: middle(), scale: 3, animation: false });
                network.redraw();
                const place = network.canvasToDOM(middle());
                const box = document.getElementById("network").getBoundingClientRect();
                return [place.x + box.left, place.y + box.top];
            }""",
            [kind, thing],
        )
        self.tab.mouse.click(x, y)


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    sync_api = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def drawn(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "图 graph.html"
    draw(store, path)
    return path


@pytest.fixture(scope="module")
def open_page(browser: "Browser", drawn: Path) -> Iterator[Open]:
    """Opens a page once for each locale and size; who asks for it again finds it as it was at first."""
    tabs: dict[tuple[Path, str, int], Opened] = {}

    def open_in(path: Path = drawn, locale: str = "en-GB", width: int = 1280) -> Opened:
        opened = tabs.get((path, locale, width))
        if opened is None:
            opened = tabs[path, locale, width] = Opened(_tab(browser, locale, width))
            opened.watch()
            opened.tab.goto(path.as_uri())
            opened.tab.wait_for_function("() => window.kgPage && kgPage.network")
        else:
            opened.tab.evaluate("() => { kgPage.network.unselectAll(); kgPage.choose(null); kgPage.network.fit(); }")
        return opened

    yield open_in
    for opened in tabs.values():
        opened.tab.context.close()


def _tab(browser: "Browser", locale: str, width: int) -> "Page":
    context = browser.new_context(locale=locale, viewport={"width": width, "height": 740}, offline=True)
    return context.new_page()


def test_it_asks_nobody_for_anything(open_page: Open, drawn: Path) -> None:
    opened = open_page()
    opened.click("nodes", UNIT)
    opened.turn()
    opened.turn()
    assert [url for url in opened.requests if not url.startswith(("data:", "blob:"))] == [drawn.as_uri()]
    assert opened.errors == []


def test_every_thing_and_claim_is_drawn(open_page: Open, store: Store) -> None:
    opened, lookup = open_page(), Lookup(store)
    nodes, edges = opened.tab.evaluate("() => ['nodes', 'edges'].map(kind => kgPage.network.body.data[kind].getIds())")
    assert sorted(nodes) == sorted(thing.id for thing in lookup.all_things())
    assert sorted(edges) == sorted(claim.id for claim in lookup.all_claims())
    ends = opened.tab.evaluate("id => kgPage.network.getConnectedNodes(id)", AWARD)
    assert ends == [MAOSHENG, UNIT]


def test_nodes_stand_apart_and_within_the_view(open_page: Open) -> None:
    opened = open_page()
    places = opened.tab.evaluate("() => Object.values(kgPage.network.getPositions()).map(({ x, y }) => `${x},${y}`)")
    assert len(set(places)) == len(places) > 2
    inside = opened.tab.evaluate("""() => {
        const box = document.getElementById("network");
        return Object.values(kgPage.network.getPositions()).map((place) => kgPage.network.canvasToDOM(place))
            .every(({ x, y }) => x >= 0 && y >= 0 && x <= box.clientWidth && y <= box.clientHeight);
    }""")
    assert inside


def test_the_button_switches_between_the_languages(open_page: Open) -> None:
    opened = open_page()
    button, html = opened.tab.locator("#language"), opened.tab.locator("html")
    assert (opened.label(UNIT), html.get_attribute("lang")) == ("Fengqiao-style Work Method Unit", "en")
    english = opened.tab.locator("#legend").inner_text()
    opened.turn()
    assert (opened.label(UNIT), html.get_attribute("lang")) == ("“枫桥式工作法”单位", "zh-Hans")
    assert button.inner_text() == "English"
    assert re.search("[\u4e00-\u9fff]", opened.tab.locator("#legend").inner_text())
    opened.turn()
    assert opened.label(UNIT) == "Fengqiao-style Work Method Unit"
    assert opened.tab.locator("#legend").inner_text() == english


def test_the_browsers_language_is_the_first(open_page: Open) -> None:
    opened = open_page(locale="zh-CN")
    assert opened.label(UNIT) == "“枫桥式工作法”单位"
    assert opened.tab.locator("h1").inner_text() == "机构、项目与荣誉"


@pytest.mark.parametrize(("locale", "language"), [("en-GB", "en"), ("zh-CN", "zh")])
def test_the_legend_lists_the_classes_that_are_drawn(open_page: Open, store: Store, locale: str, language: str) -> None:
    lookup, style = Lookup(store, language), styles(store)
    wanted = {lookup.class_label(style[thing.type][2]) for thing in lookup.all_things()}
    entries = open_page(locale=locale).tab.locator("#legend li")
    assert {text.strip() for text in entries.all_inner_texts()} == wanted
    assert entries.locator("svg").count() == entries.count()


def test_a_click_on_a_node_shows_its_receipts(open_page: Open) -> None:
    opened = open_page()
    assert QUOTE not in opened.panel
    opened.click("nodes", UNIT)
    opened.tab.locator("#panel h2").wait_for()
    assert opened.tab.locator("#panel h2").inner_text() == "Fengqiao-style Work Method Unit"
    said = opened.panel
    for text in (QUOTE, "Maosheng Community", "opening", "national", "one of 104 units", "Political and Legal Affairs"):
        assert text in said
    opened.turn()
    for text in (QUOTE, "茂盛社区", "开头", "104个单位之一", "中共中央政法委员会"):
        assert text in opened.panel
    opened.turn()


def test_a_click_on_an_edge_shows_its_receipt_alone(open_page: Open) -> None:
    opened = open_page()
    opened.click("edges", AWARD)
    opened.tab.locator("#panel mark").wait_for()
    assert opened.tab.locator("#panel mark").all_inner_texts() == [QUOTE]
    assert "opening" in opened.panel
    assert "Report on Building a Rule-of-law Government in Xiangzhou District" in opened.panel


def test_what_was_not_read_is_told_apart_from_what_is_not_linked(open_page: Open) -> None:
    opened = open_page()
    field = opened.tab.locator("#name")
    field.fill("没有这个机构 <b>")
    field.press("Enter")
    assert "Nothing is called this in what was read: 没有这个机构 <b>" in opened.panel
    field.fill("Fengqiao")
    field.press("Enter")
    assert "Found: Fengqiao" in opened.panel
    assert "Fengqiao-style Work Method Unit" in opened.panel
    field.fill("茂盛社区")
    field.press("Enter")
    assert opened.tab.locator("#panel h2").inner_text().startswith("Maosheng Community")
    field.fill("Guangdong Province")
    field.press("Enter")
    assert "Nothing is called this" not in opened.panel


def test_a_name_in_the_panel_leads_on(open_page: Open) -> None:
    opened = open_page()
    opened.click("nodes", UNIT)
    opened.tab.locator("#panel button", has_text="Maosheng Community").first.click()
    assert "Maosheng Community" in opened.tab.locator("#panel h2").inner_text()
    assert opened.tab.evaluate("() => kgPage.network.getSelectedNodes()") == [MAOSHENG]


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_a_phone_need_not_scroll_sideways(open_page: Open, locale: str) -> None:
    opened = open_page(locale=locale, width=360)
    for choose in ("null", f"{{ node: '{UNIT}' }}", f"{{ edge: '{AWARD}' }}"):
        opened.tab.evaluate(f"() => kgPage.choose({choose})")
        assert opened.tab.evaluate("() => document.documentElement.scrollWidth") <= 360
    assert opened.tab.locator("#network canvas").bounding_box()["height"] > 150  # type: ignore[index]
    assert QUOTE in opened.panel


@pytest.fixture
def hostile(case: Case) -> Path:
    """Tables whose every free text tries to run or to break out."""
    folder = case("base")
    shutil.rmtree(folder / "sources", ignore_errors=True)
    _rewrite(folder / "entities.csv", lambda row: row.update(label_zh="局" + SCRIPT, label_en=IMAGE + SIGNS))
    _rewrite(folder / "sources.csv", lambda row: row.update(title_zh=SIGNS + SCRIPT, title_en=SCRIPT + SIGNS))
    _rewrite(
        folder / "relations.csv",
        lambda row: row.update(quote=SCRIPT, distinction_zh=IMAGE, distinction_en=SIGNS + SCRIPT, edition=IMAGE),
    )
    return folder


def _rewrite(path: Path, change: Callable[[dict[str, str]], None]) -> None:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        change(row)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_hostile_text_is_shown_and_runs_nothing(open_page: Open, hostile: Path, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    draw(open_store(hostile), path)
    opened = open_page(path)
    for what in ({"node": "990102-justice-bureau"}, {"edge": "990102-2023-r002"}):
        opened.tab.evaluate("what => kgPage.choose(what)", what)
        text = opened.tab.locator("#panel").evaluate("panel => panel.textContent")
        for shown in (IMAGE + SIGNS, SIGNS + SCRIPT, SCRIPT + SIGNS, IMAGE):
            assert shown in text
        assert SCRIPT in opened.tab.locator("#panel mark").first.evaluate("mark => mark.textContent")
        opened.turn()
        assert "局" + SCRIPT in opened.tab.locator("#panel").evaluate("panel => panel.textContent")
        opened.turn()
    assert opened.label("990102-justice-bureau") == IMAGE + SIGNS
    assert opened.tab.evaluate("() => window.ran") is None
    assert opened.tab.locator("#panel img, #panel script, body > img").count() == 0
    assert opened.errors == []
    assert [url for url in opened.requests if not url.startswith(("data:", "blob:"))] == [path.as_uri()]


def test_nothing_in_its_markup_points_out_of_it(drawn: Path) -> None:
    html = drawn.read_text("utf-8")
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", html, flags=re.DOTALL)
    assert set(re.findall(r"""(?:src|href)\s*=\s*["']?([^"'\s>#]+)""", markup)) <= {"data:,"}
    assert "default-src 'none'" in html


def test_the_same_bytes_at_a_second_draw(store: Store, drawn: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.html"
    code = "import sys, pathlib, kg.page, kg.store; generation, path = map(pathlib.Path, sys.argv[1:])"
    code += "; kg.page.draw(kg.store.Store(generation), path)"
    command = [sys.executable, "-c", code, str(store.generation), str(again)]
    subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": "7", "LC_ALL": "C"}, check=True)
    assert again.read_bytes() == drawn.read_bytes()
