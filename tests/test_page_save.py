"""What the reader takes along from the page: pictures, data, tables, links, licences."""

import csv
import gzip
import io
import json
import re
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse

import hatch_build
from kg.lookup.lookup import Lookup
from kg.page.data import page_data
from kg.page.html import iframe
from kg.store.embedded import EmbeddedStore
from kg.tabular.delimited import harmless
from kg.vocabulary import DATASET_IRI
from tests.browser import LOCALES, Opened, open_tab
from tests.conftest import CHECKOUT
from tests.payloads import CELLS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Download

pytestmark = pytest.mark.xdist_group("browser")

Open = Callable[..., Opened]

SVG = "{http://www.w3.org/2000/svg}"
UNIT, AWARD, MAOSHENG = "cn-fengqiao-work-method-unit", "440402-2023-r010", "440402-maosheng-community"
CLIPBOARD = """() => Object.defineProperty(navigator, "clipboard", {
    value: { writeText: async (text) => { window.copied = text; } } })"""
SHAPES = ["dot", "square", "box", "diamond", "triangle", "triangleDown", "hexagon", "star"]
SCENE = {
    "width": 400, "height": 300, "background": "#fefefe",
    "edges": [
        {"x1": 0, "y1": 0, "x2": 100, "y2": 100, "cx": 50, "cy": 60, "end": 5, "colour": "#111111", "width": 1,
         "dashed": True, "dotted": False, "dim": False},
        {"x1": 0, "y1": 0, "x2": 100, "y2": 0, "cx": 50, "cy": 0, "end": 5, "colour": "#222222", "width": 1,
         "dashed": False, "dotted": True, "dim": True},
    ],
    "nodes": [
        {"x": 40 * (nth + 1), "y": 100, "size": 10, "shape": shape, "colour": "#0072b2", "border": "#ffffff",
         "width": 1, "dim": False}
        for nth, shape in enumerate(SHAPES)
    ],
    "labels": [
        {"lines": ["枫桥 <script>&\x07", "\"'</text>"], "x": 40, "y": 120, "size": 12, "anchor": "middle",
         "colour": "#000000", "halo": "#ffffff", "bold": True}
    ],
    "words": [
        {"lines": ["+7"], "x": 50, "y": 90, "size": 10, "anchor": "start", "colour": "#000000", "halo": "#ffffff"}
    ],
}  # fmt: skip


def save(opened: Opened, name: str) -> "Download":
    opened.find("#save").click()
    with opened.tab.expect_download() as waiting:
        opened.find(f"#save-{name}").click()
    return waiting.value


def content(download: "Download") -> bytes:
    return Path(download.path()).read_bytes()


def rows(download: "Download") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(download).decode("utf-8-sig"), newline="")))


def record_of(row: dict[str, str], renamed: dict[str, str]) -> dict[str, Any]:
    return {renamed.get(name, name): value for name, value in row.items() if value}


@pytest.mark.parametrize("language", LOCALES)
def test_the_picture_is_saved_as_png(open_page: Open, language: str) -> None:
    opened = open_page(language=language)
    download = save(opened, "png")
    assert download.suggested_filename == "graph.png"
    png = content(download)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    box = opened.find("#network").bounding_box()
    assert box is not None
    width, height = (int.from_bytes(png[start : start + 4], "big") for start in (16, 20))
    assert (width, height) == (2 * round(box["width"]), 2 * round(box["height"]))
    said = {"en": "Saved: graph.png", "zh": "已保存：graph.png"}[language]
    assert opened.find("#save-menu .message").inner_text() == said


@pytest.mark.parametrize("language", LOCALES)
def test_the_picture_is_saved_as_svg(open_page: Open, language: str) -> None:
    opened = open_page(f"thing={UNIT}", language=language)
    root = ElementTree.fromstring(content(save(opened, "svg")))
    scene = opened.tab.evaluate("() => kgPage.app.canvas.scene()")
    assert (root.tag, float(root.attrib["width"])) == (f"{SVG}svg", scene["width"])
    assert root.findtext(f"{SVG}title") == opened.find("h1").inner_text()
    edges, nodes, labels = (root.find(f"{SVG}g[@id='{name}']") for name in ("edges", "nodes", "labels"))
    assert edges is not None
    assert nodes is not None
    assert labels is not None
    assert len(edges.findall(f"{SVG}path")) == len(scene["edges"]) > 0
    assert len(nodes) == len(scene["nodes"]) > 0
    texts = [text.text for text in labels]
    assert texts == [line for text in scene["words"] + scene["labels"] for line in text["lines"]]


def test_the_svg_is_as_opaque_as_the_screen(open_page: Open) -> None:
    opened = open_page(f"thing={UNIT}")
    told = opened.tab.evaluate("""async () => {
      const seen = { edges: new Set(), nodes: new Set(), fonts: new Set() };
      const { stroke, fillText } = CanvasRenderingContext2D.prototype;
      Object.assign(CanvasRenderingContext2D.prototype, {
        stroke() {
          // A thing has a border of another colour
          const drawn = this.fillStyle === this.strokeStyle ? seen.edges : seen.nodes;
          drawn.add(Math.round(100 * this.globalAlpha) / 100);
          stroke.call(this);
        },
        fillText(...given) {
          seen.fonts.add(this.font.replace(/^.*?px /, ""));
          fillText.apply(this, given);
        },
      });
      await kgPage.app.canvas.picture();
      return Object.fromEntries(Object.entries(seen).map(([name, found]) => [name, [...found].sort()]));
    }""")
    root = ElementTree.fromstring(content(save(opened, "svg")))
    opacities = {
        name: sorted({float(made.attrib["opacity"]) for made in root.findall(f"{SVG}g[@id='{name}']/*")})
        for name in ("edges", "nodes")
    }
    assert opacities == {"edges": told["edges"], "nodes": told["nodes"]}
    assert len(told["edges"]) == len(told["nodes"]) == 2
    assert [group.attrib["font-family"] for group in root.findall(f"{SVG}g[@id='labels']")] == told["fonts"]


def test_every_shape_and_any_text_goes_into_the_svg(open_page: Open) -> None:
    opened = open_page()
    opened.tab.evaluate("scene => { kgPage.app.canvas.scene = () => scene; }", SCENE)
    root = ElementTree.fromstring(content(save(opened, "svg")))
    nodes = root.find(f"{SVG}g[@id='nodes']")
    assert nodes is not None
    assert [node.tag.removeprefix(SVG) for node in nodes] == ["circle", "polygon", "rect", *["polygon"] * 5]
    corners = [len(node.attrib["points"].split()) for node in nodes.findall(f"{SVG}polygon")]
    assert corners == [4, 4, 3, 3, 6, 10]
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert texts == ["+7", "枫桥 <script>&\ufffd", "\"'</text>"]
    dashes = [path.get("stroke-dasharray") for path in root.iter(f"{SVG}path")]
    assert dashes == ["6 4", "1.5 3"]
    assert len(root.findall(f"{SVG}g[@id='edges']/{SVG}polygon")) == 1  # the dimmed one has no arrow
    assert "Noto Sans CJK SC" in (root.find(f"{SVG}g[@id='labels']") or root).attrib["font-family"]


def test_the_svg_is_drawn_by_a_browser(open_page: Open, tmp_path: Path) -> None:
    opened = open_page(language="zh")
    path = tmp_path / "graph.svg"
    path.write_bytes(content(save(opened, "svg")))
    tab = opened.tab.context.new_page()
    tab.goto(path.as_uri())
    assert tab.evaluate("() => document.querySelector('#nodes > *').getBBox().width") > 0
    tab.close()


@pytest.mark.parametrize("language", LOCALES)
def test_things_are_saved_as_csv(open_page: Open, store: EmbeddedStore, language: str) -> None:
    download = save(open_page(language=language), "things")
    assert download.suggested_filename == "things.csv"
    assert content(download).startswith("\ufeffid,".encode())
    found, data = rows(download), page_data(Lookup(store))
    things = {thing["id"]: thing for thing in data["things"]}
    assert [row["id"] for row in found] == list(things)
    for row in found:
        thing = things[row["id"]]
        assert (row["label_zh"], row["label_en"], row["class"]) == (thing["zh"], thing["en"], thing["type"])
        assert {"zh": row["note_zh"], "en": row["note_en"]} == {"zh": "", "en": ""} | thing.get("note", {})
        assert row["aliases"] == "|".join(name for name, kind, *_ in thing["names"] if kind == "alias")
        assert row["in_reports"] == "|".join(name for name, kind, *_ in thing["names"] if kind == "mention")


def test_relations_are_saved_as_csv(open_page: Open, store: EmbeddedStore) -> None:
    found = rows(save(open_page(), "relations"))
    claims = list(Lookup(store).all_claims())
    assert len(found) == len(claims)
    for row, claim in zip(found, claims, strict=True):
        assert row["id"] == claim.id
        assert (row["subject"], row["predicate"], row["object"]) == (claim.subject.id, claim.predicate, claim.object.id)
        assert (row["subject_en"], row["object_en"]) == (claim.subject.label, claim.object.label)
        assert (row["modality"], row["statedness"], row["level"]) == (claim.modality, claim.statedness, claim.level)
        assert (row["round"], row["date"], row["note_en"]) == (claim.round, claim.date, claim.note)
        assert row["by"] == "|".join(body.id for body in claim.authorities)
        assert (row["distinction_en"], row["quote"]) == (claim.distinction, claim.receipt.quote)


def test_all_that_is_known_of_a_claim_has_a_column(open_page: Open, store: EmbeddedStore) -> None:
    data = page_data(Lookup(store))
    columns = dict(data["columns"]["claims"])
    assert {key for claim in data["claims"] for key in claim} - {"before", "after"} <= columns.keys()
    assert list(rows(save(open_page(), "relations"))[0]) == [name for names in columns.values() for name in names]


def test_figures_are_saved_as_csv(open_page: Open, store: EmbeddedStore) -> None:
    found = rows(save(open_page(), "figures"))
    data = page_data(Lookup(store))
    figures, units = data["figures"], {unit["id"]: unit for unit in data["tokens"]["unit"]}
    places = {place["id"]: place for place in data["places"]}
    renamed = {"as_of": "asOf", "change_of": "changeOf"}
    left_out = (
        "about_zh",
        "about_en",
        "indicator_zh",
        "indicator_en",
        "note_zh",
        "note_en",
        "marks",
        "unit_zh",
        "unit_en",
        "place_zh",
        "place_en",
    )
    for row, figure in zip(found, figures, strict=True):
        assert {"zh": row["indicator_zh"], "en": row["indicator_en"]} == figure["indicator"]
        assert {"zh": row["note_zh"], "en": row["note_en"]} == {"zh": "", "en": ""} | figure.get("note", {})
        assert row["marks"] == "|".join(figure.get("marks", ()))
        assert (row["unit_zh"], row["unit_en"]) == (units[row["unit"]]["zh"], units[row["unit"]]["en"])
        assert (row["place_zh"], row["place_en"]) == (places[row["place"]]["zh"], places[row["place"]]["en"])
        kept = record_of({name: cell for name, cell in row.items() if name not in left_out}, renamed)
        apart = {"indicator", "note", "marks"}
        assert kept == {key: value for key, value in figure.items() if key not in apart and value}


def test_a_cell_that_a_spreadsheet_would_run_is_made_safe(open_page: Open) -> None:
    opened = open_page()
    opened.tab.evaluate(
        """cells => {
            const { things } = kgPage.app.model;
            [...things.values()].slice(0, cells.length).forEach((thing, nth) => { thing.note = { en: cells[nth] }; });
        }""",
        CELLS,
    )
    notes = [row["note_en"] for row in rows(save(opened, "things"))[: len(CELLS)]]
    assert notes == [harmless(cell) for cell in CELLS]


def test_triples_are_saved_as_they_are_packed(open_page: Open, drawn: Path) -> None:
    download = save(open_page(), "n-triples")
    assert download.suggested_filename == "graph.nt"
    assert content(download) == triples(drawn)
    assert f"<https://w3id.org/honours-kg/id/{AWARD}>".encode() in content(download)


@pytest.mark.parametrize(
    ("name", "file", "format"),
    [("turtle", "graph.ttl", RdfFormat.TURTLE), ("json-ld", "graph.jsonld", RdfFormat.JSON_LD)],
)
def test_other_syntaxes_say_the_same_triples(
    open_page: Open, drawn: Path, name: str, file: str, format: RdfFormat
) -> None:
    download = save(open_page(), name)
    assert download.suggested_filename == file
    assert graph(content(download), format) == graph(triples(drawn), RdfFormat.N_TRIPLES)


def triples(drawn: Path) -> bytes:
    """The triples that a page carries."""
    return gzip.decompress(b64decode(drawn.read_text("utf-8").split('id="triples">')[1].split("<")[0]))


def graph(text: bytes, format: RdfFormat) -> Dataset:
    """The triples of a text, so that two of one graph are equal whatever its blank nodes are called."""
    found = Dataset(quad for quad in parse(text, format=format))
    found.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return found


@pytest.mark.parametrize("language", LOCALES)
def test_it_says_when_the_engine_fails(open_page: Open, language: str) -> None:
    opened = open_page(language=language)
    opened.find("#save").click()
    message = opened.find("#save-menu .message")
    opened.tab.evaluate("() => { kgPage.app.engine = { dump: async () => { throw new Error('out of memory'); } }; }")
    opened.find("#save-turtle").click()
    message.filter(has_text="out of memory").wait_for()
    opened.tab.evaluate(
        "() => { kgPage.app.engine = { dump: async () => { throw { kind: 'stopped', values: [] }; } }; }"
    )
    opened.find("#save-turtle").click()
    message.filter(has_text={"en": "The query was stopped.", "zh": "查询已停止。"}[language]).wait_for()


@pytest.mark.parametrize("language", LOCALES)
def test_the_link_to_the_view_reopens_it(open_page: Open, language: str) -> None:
    opened = open_page(f"thing={UNIT}&year=2023", language=language)
    opened.tab.evaluate(CLIPBOARD)
    opened.find("#save").click()
    opened.find("#save-link").click()
    assert opened.tab.evaluate("() => window.copied") == opened.tab.url
    state = opened.state()
    assert opened.go(opened.tab.url.split("#")[1]).state() == state
    assert (state["thing"], state["year"]) == (UNIT, "2023")


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "It was not copied: the browser does not allow it."), ("zh", "未能复制：浏览器不允许。")],
)
def test_what_is_not_copied_is_said(open_page: Open, language: str, told: str) -> None:
    opened = open_page(f"thing={UNIT}", language=language)
    opened.tab.evaluate("""() => {
      Object.defineProperty(navigator, "clipboard", { value: undefined });
      document.execCommand = () => false;
    }""")
    opened.find("#save").click()
    opened.find("#save-link").click()
    opened.find("#save-menu .message", has_text=told).wait_for()
    assert opened.tab.evaluate("() => document.activeElement.id") == "save-link"
    opened.find("#panel .receipt button").first.click()
    opened.find("#status", has_text=told).wait_for(state="attached")
    said = {"en": "Not copied", "zh": "未能复制"}[language]
    assert opened.find("#panel .receipt button").first.inner_text() == said


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("name", ["png", "svg"])
def test_no_picture_is_saved_of_a_hidden_graph(open_page: Open, language: str, name: str) -> None:
    opened = open_page("tab=list", language=language)
    opened.find("#save").click()
    opened.find(f"#save-{name}").click()
    told = {"en": "The graph is not shown, so there is no picture to save.", "zh": "图谱没有显示，不能保存图片。"}
    opened.find("#save-menu .message", has_text=told[language]).wait_for()


def test_every_package_inside_comes_with_its_licence(open_page: Open) -> None:
    opened = open_page()
    text = opened.tab.evaluate("() => kgPage.unpack('licences').text()")
    given = {part.strip().split()[0]: part for part in text.split("\n----\n")}
    bundled = json.loads((CHECKOUT / "build" / "npm" / "bundled.json").read_text("utf-8"))["inputs"]
    names = {match[1] for path in bundled if (match := re.search(r"node_modules/((?:@[^/]+/)?[^/]+)/", path))}
    assert set(given) == names | {"vis-network"}
    assert {"oxigraph", "@codemirror/view"} <= names
    for name, part in given.items():
        assert re.search(r"(?i)copyright.* (19|20)\d\d", part), name
        assert "Permission is hereby granted" in part or name == "vis-network", name
    assert "The MIT License" in given["vis-network"]


def test_a_package_without_its_licence_is_not_bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "node_modules" / "bare"
    folder.mkdir(parents=True)
    (folder / "package.json").write_text('{"version": "1.0.0"}', "utf-8")
    monkeypatch.setattr(hatch_build, "PACKAGES", tmp_path)
    with pytest.raises(SystemExit, match="bare comes without"):
        hatch_build._licences({"bare"})


@pytest.mark.parametrize("language", LOCALES)
def test_licences_and_citation_are_shown_in_a_dialog(open_page: Open, language: str) -> None:
    opened = open_page(language=language)
    opened.find("#save").click()
    opened.find("#save-licences").click()
    dialog = opened.find("dialog")
    assert "oxigraph" in dialog.locator("pre").inner_text()
    opened.tab.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert opened.tab.evaluate("() => document.activeElement.id") == "save-licences"
    opened.find("#save-about").click()
    version = opened.tab.evaluate("() => kgPage.app.model.version")
    assert f"{version}" in dialog.locator(".citation").inner_text()
    assert dialog.locator(".citation").inner_text().endswith(DATASET_IRI)
    dialog.get_by_role("button").click()
    dialog.wait_for(state="detached")


def test_a_frame_in_a_notebook_offers_what_it_has(browser: "Browser", store: EmbeddedStore, tmp_path: Path) -> None:
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html><title>x</title>{iframe(Lookup(store), [UNIT, MAOSHENG])}", "utf-8")
    opened = open_tab(browser, path)
    opened.tab.goto(opened.url)
    inner = opened.tab.frame_locator("iframe")
    inner.locator("#save").click()
    names = [button.get_attribute("id") for button in inner.locator("#save-menu button").all()]
    assert names == [f"save-{name}" for name in ("png", "svg", "things", "relations", "figures", "licences", "about")]
    with opened.tab.expect_download() as waiting:
        inner.locator("#save-things").click()
    # The body that conferred the honour comes with the claim
    assert {row["id"] for row in rows(waiting.value)} == {UNIT, MAOSHENG, "cn-political-legal-commission"}
    inner.locator("#panel [data-thing]").first.click()
    assert inner.locator("#panel .claim").count() > 0
    assert "Copy link" not in inner.locator("#panel").inner_text()
    opened.check()
    opened.tab.context.close()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_menu_opens_and_closes(open_page: Open, size: str) -> None:
    opened = open_page(size=size)
    button, menu = opened.find("#save"), opened.find("#save-menu")
    assert (button.get_attribute("aria-expanded"), menu.is_visible()) == ("false", False)
    button.focus()
    opened.tab.keyboard.press("Enter")
    assert (button.get_attribute("aria-expanded"), menu.is_visible()) == ("true", True)
    assert opened.tab.evaluate("() => document.documentElement.scrollWidth") <= opened.tab.viewport_size["width"]  # type: ignore[index]
    box = menu.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    opened.tab.keyboard.press("Tab")
    assert opened.tab.evaluate("() => document.activeElement.id") == "save-png"
    opened.tab.keyboard.press("Escape")
    assert not menu.is_visible()
    assert opened.tab.evaluate("() => document.activeElement.id") == "save"
    button.click()
    opened.find("h1").click()
    assert not menu.is_visible()


def test_the_menu_speaks_the_readers_language(open_page: Open) -> None:
    opened = open_page()
    opened.find("#language").click()
    opened.find("#save").click()
    texts = json.dumps(opened.find("#save-menu button").all_inner_texts(), ensure_ascii=False)
    for word in ("PNG 图片", "事物", "复制此视图的链接", "所含软件的许可", "关于与引用"):
        assert word in texts
