"""The page's SPARQL editor: what it completes, where it marks errors, and that a keyboard suffices."""

from collections.abc import Callable

import pytest

from tests.browser import LOCALES, Opened

pytestmark = pytest.mark.xdist_group("browser")

Open = Callable[..., Opened]
OFFERED = """() => {
  const list = document.querySelector(".editor").shadowRoot.querySelector(".cm-tooltip-autocomplete");
  const text = (item, part) => item.querySelector(part)?.textContent ?? "";
  return [...list?.querySelectorAll("completion-section, li") ?? []].map((item) =>
    item.tagName === "LI" ? [".cm-completionLabel", ".cm-completionDetail"].map((part) => text(item, part))
      : [item.textContent]);
}"""


@pytest.fixture
def editor(open_page: Open) -> Callable[..., Opened]:
    def open_editor(language: str = "en", **options: str) -> Opened:
        opened = open_page("tab=ask&by=sparql", language=language, **options)
        opened.find(".cm-content").wait_for()
        return opened

    return open_editor


def write(opened: Opened, text: str) -> None:
    opened.find(".cm-content").focus()
    opened.tab.keyboard.press("Control+A")
    opened.tab.keyboard.press("Delete")
    opened.tab.keyboard.insert_text(text)


def offers(opened: Opened, text: str) -> list[list[str]]:
    """What is offered behind a text: headings as [title], items as [label, what it means]."""
    write(opened, text)
    opened.tab.keyboard.press("Control+Space")
    opened.find(".cm-tooltip-autocomplete li").first.wait_for()
    offered: list[list[str]] = opened.tab.evaluate(OFFERED)
    opened.tab.keyboard.press("Escape")
    opened.find(".cm-tooltip-autocomplete").wait_for(state="detached")
    return offered


def text_of(opened: Opened) -> str:
    return "\n".join(opened.find(".cm-line").all_inner_texts())


def test_properties_of_the_class_come_first(editor: Callable[..., Opened]) -> None:
    opened = editor()
    title, *items = offers(opened, "SELECT * WHERE { ?x a kg:PublicBody ; ")
    assert title == ["Properties of: public body"]
    own = items[: items.index(["Other properties"])]
    assert ["kg:locatedIn", "is located in"] in own
    assert ["kg:awarded", "was awarded"] in own  # no public body's, but its domain holds an ancestor of the class
    assert ["kg:valueText", "wording"] in items
    assert ["kg:valueText", "wording"] not in own


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("en", "SELECT * { ?who kg:awarded ?h . ?h ", [["Properties of: honour"], ["kg:covers", "covers"]]),
        ("zh", "SELECT * { ?who kg:awarded ?h . ?h ", [["荣誉的属性"], ["kg:covers", "涉及"]]),
        ("en", "SELECT * { ?c rdf:subject ?s ; kg:l", [["Properties of: claim"], ["kg:level", "level"]]),
        ("zh", "SELECT * { ?c rdf:subject ?s ; 级", [["陈述的属性"], ["kg:level", "级别"]]),
        ("en", "SELECT * { ?c kg:level ", [["Values"], ["kg:national", "national"]]),
        ("zh", "SELECT * { ?c rdf:predicate kg:aw", [["取值"], ["kg:awarded", "获得荣誉"]]),
        ("en", "SELECT * { ?x a kg:Hon", [["Classes"], ["kg:Honour", "honour"]]),
        ("zh", "SELECT * { ?x a 荣誉", [["类"], ["kg:Honour", "荣誉"]]),
        ("en", "SEL", [["Keywords"], ["SELECT", ""]]),
        ("zh", "SELECT ?recipient { ?re", [["变量"], ["?recipient", ""]]),
        ("en", "SELECT * { ?x sko", [["Prefixes"], ["skos:", "http://www.w3.org/2004/02/skos/core#"]]),
        ("zh", "SELECT * { ?c rdf:subject 司法", [["事物"], ["珠海市香洲区司法局", "政府工作部门"]]),
        (
            "en",
            "SELECT * { ?c kg:about xzqsfj",
            [["Things"], ["Justice Bureau of Xiangzhou District, Zhuhai", "government department"]],
        ),
    ],
)
def test_what_is_offered_at_a_place(
    editor: Callable[..., Opened], language: str, text: str, wanted: list[list[str]]
) -> None:
    offered = offers(editor(language), text)
    assert all(one in offered for one in wanted), offered


def test_nothing_is_offered_within_texts_and_comments(editor: Callable[..., Opened]) -> None:
    opened = editor()
    opened.tab.wait_for_function("() => kgPage.app.engine.state() === 'ready'")
    assert offers(opened, "SELECT * { ?c rdf:subject 司法")
    for text in ("SELECT * { ?x rdfs:label '司法", "SELECT * { # 司法", "SELECT * { ?x <http://司"):
        write(opened, f"{text}' }}" if "'" in text else text)
        for _ in range(3 if "'" in text else 0):
            opened.tab.keyboard.press("ArrowLeft")
        opened.tab.keyboard.press("Control+Space")
        opened.tab.wait_for_timeout(300)
        assert opened.tab.evaluate(OFFERED) == [], text


def test_a_name_becomes_the_thing(editor: Callable[..., Opened]) -> None:
    opened = editor("zh")
    write(opened, "SELECT ?honour { kgr:x kg:awarded ?honour }")
    opened.tab.keyboard.press("Home")
    for _ in range(len("SELECT ?honour { ")):
        opened.tab.keyboard.press("ArrowRight")
    for _ in range(len("kgr:x")):
        opened.tab.keyboard.press("Delete")
    opened.tab.keyboard.insert_text("香洲区司法")
    opened.find(".cm-tooltip-autocomplete li").first.wait_for()
    opened.tab.wait_for_timeout(200)  # the list takes no Enter in the moment that it appears
    opened.tab.keyboard.press("Enter")
    assert text_of(opened).startswith("SELECT ?honour { kgr:440402-justice-bureau ")
    opened.tab.keyboard.press("Control+Enter")
    opened.find("#ask .answer:not([aria-busy]) td").first.wait_for()
    assert opened.find("#ask td").all_inner_texts() == ["全国组织宣传人民调解工作先进集体"]


@pytest.mark.parametrize("language", LOCALES)
def test_a_keyboard_suffices_and_is_not_trapped(editor: Callable[..., Opened], language: str) -> None:
    opened = editor(language)
    content = opened.find(".cm-content")
    assert content.get_attribute("aria-label") == {"en": "SPARQL query", "zh": "SPARQL 查询"}[language]
    assert {"en": "Escape, then Tab", "zh": "按 Esc 再按 Tab"}[language] in (
        content.get_attribute("aria-description") or ""
    )
    assert opened.find(".sparql p.soft").inner_text() == content.get_attribute("aria-description")
    opened.find("select.examples").focus()
    opened.tab.keyboard.press("Tab")
    focused = "() => document.querySelector('.editor').shadowRoot.activeElement?.className ?? ''"
    assert "cm-content" in opened.tab.evaluate(focused)
    opened.tab.keyboard.press("Control+Enter")
    opened.find("#ask .answer:not([aria-busy]) td").first.wait_for()
    assert "cm-content" in opened.tab.evaluate(focused)
    opened.tab.keyboard.press("Escape")
    opened.tab.keyboard.press("Tab")
    assert opened.tab.evaluate(focused) == ""
    opened.tab.keyboard.press("Shift+Tab")
    assert "cm-content" in opened.tab.evaluate(focused)


def test_brackets_close_and_lines_are_numbered(editor: Callable[..., Opened]) -> None:
    opened = editor()
    write(opened, "")
    opened.tab.keyboard.type("ASK {")
    assert text_of(opened) == "ASK {}"
    opened.tab.keyboard.press("Enter")
    assert "2" in opened.find(".cm-lineNumbers .cm-gutterElement").all_inner_texts()


@pytest.mark.parametrize(("language", "told"), [("en", "This prefix is not declared"), ("zh", "此前缀没有声明")])
def test_an_error_is_marked_where_it_is(editor: Callable[..., Opened], language: str, told: str) -> None:
    opened = editor(language)
    write(opened, "SELECT ?x {\n  ?x foo:bar ?y\n}")
    opened.find("#ask .run").click()
    marked = opened.find(".cm-lintRange-error")
    assert marked.inner_text() == "foo:bar"
    marked.hover()
    opened.find(".cm-diagnostic-error").wait_for()
    assert told in opened.find(".cm-diagnostic-error").inner_text()
    write(opened, "SELECT ?x { ?x kg:level ?y }")
    opened.find("#ask .run").click()
    opened.find("#ask .answer:not([aria-busy]) td").first.wait_for()
    assert opened.find(".cm-lintRange-error").count() == 0


def test_an_empty_query_is_told(editor: Callable[..., Opened]) -> None:
    opened = editor()
    write(opened, " ")
    opened.find("#ask .run").click()
    opened.find("#ask .answer .problem", has_text="Write a query first.").wait_for()


@pytest.mark.parametrize(("language", "title"), [("en", "Pilots"), ("zh", "试点")])
def test_the_catalogue_is_a_menu_of_examples(editor: Callable[..., Opened], language: str, title: str) -> None:
    opened = editor(language)
    opened.find("select.examples").select_option(label=title)
    assert "?claim kg:level ?pilotLevel" in text_of(opened) or "kg:pilot" in text_of(opened)
    opened.find("#ask .run").click()
    opened.find("#ask .answer:not([aria-busy]) td").first.wait_for()
    assert opened.find("#ask tbody tr").count() > 1


def test_what_is_written_is_kept_in_the_link(editor: Callable[..., Opened], open_page: Open) -> None:
    opened = editor()
    write(opened, "SELECT (1 + 1 AS ?two) {}")
    assert opened.state()["query"] == "SELECT (1 + 1 AS ?two) {}"
    again = open_page(opened.tab.url.split("#")[1])
    again.find("#ask td", has_text="2").wait_for()
    assert text_of(again) == "SELECT (1 + 1 AS ?two) {}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_of_the_text_have_contrast(editor: Callable[..., Opened], scheme: str) -> None:
    opened = editor(color_scheme=scheme)
    write(opened, "# note\nPREFIX a: <http://a.test/>\nSELECT ?x { ?x a kg:Honour ; rdfs:label 'x' ; kg:value 3 }")
    ratios = opened.tab.evaluate("""() => {
      const light = (colour) => {
        const [r, g, b] = colour.match(/[\\d.]+/g).map((part) => part / 255)
          .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const root = document.querySelector(".editor").shadowRoot;
      const grounds = [".cm-editor", ".cm-activeLine"].map((part) => root.querySelector(part))
        .map((part) => getComputedStyle(part).backgroundColor);
      const texts = [...root.querySelectorAll(".cm-line span"), root.querySelector(".cm-gutters")];
      return texts.flatMap((text) => grounds.map((ground) => {
        const [low, high] = [getComputedStyle(text).color, ground].map(light).sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
      }));
    }""")
    assert len(ratios) > 10
    assert min(ratios) >= 4.5
