"""Pictures of the page, kept in build/screenshots for people to look at, and what can be said of each by rule."""

from collections.abc import Callable
from typing import Final
from urllib.parse import quote

import pytest

from tests.browser import LOCALES, SIZES, Opened, picture

pytestmark = pytest.mark.xdist_group("browser")

Open = Callable[..., Opened]

UNIT: Final = "cn-fengqiao-work-method-unit"
MAOSHENG: Final = "440402-maosheng-community"
QUERY: Final = "SELECT ?who ?honour ?level WHERE { ?claim rdf:subject ?who ; rdf:object ?honour ; kg:level ?level }"
VIEWS: Final[dict[str, str]] = {
    "first": "",
    "thing": f"thing={UNIT}",
    "path": f"from={MAOSHENG}&to=cn-law-based-administration",
    "questions": "tab=ask",
    "answer": f"tab=ask&by=question&question=honours-of&args=institution%3D{MAOSHENG}",
    "editor": f"tab=ask&by=sparql&query={quote(QUERY)}",
    "things": "tab=list&list=things",
    "relations": "tab=list&list=relations",
    "figures": "tab=list&list=figures",
}
COLOURS: Final = """() => {
  const drawn = document.querySelector("#network canvas");
  const { data } = drawn.getContext("2d").getImageData(0, 0, drawn.width, drawn.height);
  const colours = new Set();
  for (let at = 0; at < data.length; at += 4) if (data[at + 3]) colours.add(data.slice(at, at + 3).join());
  return colours.size;
}"""
CUT: Final = """() => [...document.querySelectorAll("button, a, input, select, summary, h1, h2")].filter((one) => {
  const { left, right, width } = one.getBoundingClientRect();
  const hidden = !one.checkVisibility() || one.closest(".offscreen, .sheet");
  return !hidden && width > 0 && (left < -1 || right > document.documentElement.clientWidth + 1);
}).map((one) => one.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LOCALES)
def test_every_view_has_its_picture(open_page: Open, language: str, size: str, scheme: str) -> None:
    opened = open_page(language=language, size=size, color_scheme=scheme)
    wide = SIZES[size][0]
    for view, fragment in VIEWS.items():
        opened.go(fragment)
        opened.tab.wait_for_function("() => !document.querySelector('#ask [aria-busy]')")
        opened.tab.evaluate("() => new Promise((done) => setTimeout(done, 500))")  # the camera's flight
        if "tab=" not in fragment:
            opened.tab.wait_for_function(f"() => ({COLOURS})() > 20")  # the graph is drawn
        path = picture(opened, f"{view}-{language}-{size}-{scheme}", size)
        assert path.read_bytes().startswith(b"\x89PNG")
        assert opened.tab.evaluate("() => document.documentElement.scrollWidth") <= wide, view
        assert opened.tab.evaluate(CUT) == [], view
