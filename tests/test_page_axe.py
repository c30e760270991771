"""The page for everybody: WCAG 2.2 AA by axe-core on every view, and the page by keyboard alone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest

from tests.browser import LOCALES, Opened

pytestmark = pytest.mark.xdist_group("browser")

UNIT: Final = "cn-fengqiao-work-method-unit"
MAOSHENG: Final = "440402-maosheng-community"
AWARD: Final = "440402-2023-r010"
QUERY: Final = "SELECT ?honour WHERE { ?who kg:awarded ?honour } LIMIT 5"
Open = Callable[..., Opened]

TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
VIEWS: Final[dict[str, str]] = {
    "first": "",
    "thing": f"thing={UNIT}",
    "figures": "thing=440402-xiangzhou-district",
    "claim": f"claim={AWARD}",
    "path": f"from={MAOSHENG}&to=cn-law-based-administration",
    "found": "find=香洲",
    "unread": "find=没有这个机构",
    "filtered": f"nolevel=national&year=2023&thing={UNIT}&depth=1",
    "questions": "tab=ask",
    "form": "tab=ask&by=question&question=honours-at-level",
    "answer": f"tab=ask&by=question&question=honours-of&args=institution%3D{MAOSHENG}",
    "solutions": f"tab=ask&by=sparql&query={quote(QUERY)}",
    "error": "tab=ask&by=sparql&query=SELECT",
    "narrowed": "report=440309-2019",
    "nothing here": "find=拱北&report=440309-2019",
    "narrowed by place": "place=440300-shenzhen&of=440309-longhua-district&year=2019",
    "emptied list": "tab=list&list=relations&place=440400-zhuhai&year=2019",
    "emptied answer": "tab=ask&question=honour-counts&place=440300-shenzhen",
    "ambiguous": "find=区司法局",
    "ambiguous in a form": "tab=ask&question=honours-of&args=institution%3D区司法局",
    "bars": "tab=ask&question=indicator-over-places&args=text%3D行政诉讼",
    "narrowed list": "tab=list&list=things&report=440402-2023",
    "list of things": "tab=list&list=things",
    "list of relations": "tab=list&list=relations",
    "list of figures": "tab=list&list=figures",
}
LOOKS: Final = [
    ("en", "desktop", "light"),
    ("zh", "desktop", "dark"),
    ("zh", "phone", "light"),
    ("en", "phone", "dark"),
]
"""Each language, size and scheme, and each two of them together."""


@pytest.fixture(scope="session")
def axe(checkout: Path) -> str:
    """The source of axe-core, which comes with the page's packages."""
    path = checkout / "build" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        pytest.skip(f"{path} is not there: python hatch_build.py installs it")
    return path.read_text("utf-8")


def violations(opened: Opened, axe: str) -> list[str]:
    """What axe-core finds, each with the first elements that it concerns."""
    # A script that is evaluated is not subject to the page's policy, so the page is tested as it is
    opened.tab.evaluate(f"() => {{ if (!window.axe) {{ {axe} }} }}")
    found: list[dict[str, Any]] = opened.tab.evaluate(
        "tags => axe.run(document, { runOnly: tags, resultTypes: ['violations'] }).then((told) => told.violations)",
        TAGS,
    )
    return [
        f"{rule['id']}: {node['html'][:150]} {node['failureSummary'][:200]}"
        for rule in found
        for node in rule["nodes"][:3]
    ]


def settle(opened: Opened) -> None:
    """Wait until an answer is there, if one was asked for."""
    opened.tab.wait_for_function("() => !document.querySelector('#ask [aria-busy]')")


@pytest.mark.parametrize(("language", "size", "scheme"), LOOKS)
def test_axe_finds_nothing_in_any_view(open_page: Open, axe: str, language: str, size: str, scheme: str) -> None:
    opened = open_page(language=language, size=size, color_scheme=scheme)
    found = {}
    for name, fragment in VIEWS.items():
        opened.go(fragment)
        settle(opened)
        found[name] = violations(opened, axe)
    assert {name: broken for name, broken in found.items() if broken} == {}


@pytest.mark.parametrize(("language", "size", "scheme"), LOOKS)
def test_axe_finds_nothing_in_what_opens(open_page: Open, axe: str, language: str, size: str, scheme: str) -> None:
    opened = open_page(language=language, size=size, color_scheme=scheme)
    found = {}
    opened.find("#find").fill("feng")
    opened.find("#search [role=option]").first.wait_for()
    opened.find("#find").press("ArrowDown")
    found["search"] = violations(opened, axe)
    opened.find("#find").fill("区司法局")
    found["search for what is ambiguous"] = violations(opened, axe)
    opened.find("#find").press("Escape")
    opened.find("#find").fill("qqqqq")
    found["nothing found"] = violations(opened, axe)
    opened.find("#find").fill("")
    opened.find("#save").click()
    found["menu"] = violations(opened, axe)
    for name in ("about", "licences"):
        opened.find(f"#save-{name}").click()
        opened.find("dialog").wait_for()
        found[name] = violations(opened, axe)
        opened.tab.keyboard.press("Escape")
    opened.go()
    opened.tab.evaluate("() => document.querySelectorAll('#filters details').forEach((one) => { one.open = true; })")
    found["legend"] = violations(opened, axe)
    for tab in ("ask", "list"):
        opened.go(f"tab={tab}")
        for part in opened.find("#filters summary").all():
            part.click()
        found[f"narrowing, {tab}"] = violations(opened, axe)
    assert {name: broken for name, broken in found.items() if broken} == {}


def focused(opened: Opened, what: str) -> bool:
    """Whether the focus is on what a selector finds."""
    return bool(opened.tab.evaluate("what => document.activeElement.matches(what)", what))


def tab_to(opened: Opened, what: str, key: str = "Tab", most: int = 400) -> None:
    """Press Tab until the focus is there; each stop on the way can be seen."""
    for _ in range(most):
        opened.tab.keyboard.press(key)
        if focused(opened, what):
            return
    raise AssertionError(f"{most} times {key}, and no {what}")


@pytest.mark.parametrize("language", LOCALES)
def test_the_keyboard_alone_goes_through_the_page(open_page: Open, language: str) -> None:
    opened = open_page(language=language)
    keys = opened.tab.keyboard
    # Find a thing
    tab_to(opened, "#find", most=10)
    keys.type("fqsgzfdw" if language == "zh" else "Fengqiao-style")
    opened.find("#search [role=option]").first.wait_for()
    keys.press("ArrowDown")
    keys.press("Enter")
    assert opened.state()["thing"] == UNIT
    # Open its neighbours
    tab_to(opened, "#network")
    before = opened.tab.evaluate("() => kgPage.app.canvas.shown().things.size")
    keys.press("Enter")
    opened.tab.wait_for_function("size => kgPage.app.canvas.shown().things.size !== size", arg=before)
    keys.press("ArrowLeft")
    assert opened.state()["thing"] not in ("", UNIT)
    # Read a receipt
    tab_to(opened, "#panel .claim .receipt button")
    tab_to(opened, "#panel button[data-thing], #panel .claim button")
    keys.press("Enter")
    assert opened.find("#panel mark").first.inner_text()
    # Switch the language
    tab_to(opened, "#language", "Shift+Tab")
    keys.press("Enter")
    assert opened.tab.evaluate("() => document.documentElement.lang") == ("en" if language == "zh" else "zh-Hans")
    assert focused(opened, "#language")
    # Ask a question
    tab_to(opened, "[role=tab]")
    keys.press("ArrowRight")
    assert opened.state()["tab"] == "ask"
    tab_to(opened, "[data-question=honour-counts]")
    keys.press("Enter")
    tab_to(opened, "#ask button[type=submit]")
    keys.press("Enter")
    opened.find("#ask table.data tbody tr").first.wait_for()
    tab_to(opened, "#ask table.data td button, #ask .sheet")


def test_the_focus_can_be_seen_wherever_it_is(open_page: Open) -> None:
    opened = open_page(f"thing={UNIT}")
    seen = 0
    for _ in range(60):
        opened.tab.keyboard.press("Tab")
        style, name = opened.tab.evaluate("""() => {
          const one = document.activeElement;
          const { outlineStyle, outlineWidth } = getComputedStyle(one);
          return [one === document.body || (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2),
            one.outerHTML.slice(0, 100)];
        }""")
        assert style, name
        seen += 1
    assert seen == 60
