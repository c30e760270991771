"""The page's part of `make bench`: its size, and how soon it answers in a headless Chromium.

Each figure is printed beside the one to reach, as the median of several runs: for the project's own
reports, and for made-up ones of 100 thousand triples, whose times may be four times as long.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from kg.lookup.lookup import Lookup
from kg.page.html import draw
from kg.pipeline.generation import open_store
from kg.rdf.sorted import sorted_lines
from tests.browser import NoBrowserError, Opened, launch, open_tab
from tests.checked import OWN, copy_tables
from tests.national.write import write_reports

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MADE_UP: Final = 7
"""As many made-up ones as make 100 thousand triples."""
ROUNDS: Final = 5
ASKED: Final = "tab=ask&by=sparql&query=" + quote("SELECT ?who ?honour WHERE { ?who kg:awarded ?honour }")
TYPED: Final = ("香洲区司法局", "xiangzhou", "qsfj", "Fengqiao", "justice bureau", "法治政府", "香洲区司法具")

DRAWN: Final = "() => performance.getEntriesByName('kg-drawn')[0]?.startTime"
ANSWERED: Final = "() => document.querySelector('#ask table.data tbody tr') && performance.now()"
KEYSTROKES: Final = """texts => {
  const field = document.getElementById("find");
  const times = [];
  for (const text of texts) {
    for (let end = 1; end <= text.length; end++) {
      const start = performance.now();
      field.value = text.slice(0, end);
      field.dispatchEvent(new Event("input", { bubbles: true }));
      document.getElementById("search").getBoundingClientRect(); // the list is laid out
      times.push(performance.now() - start);
    }
  }
  field.value = "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return times;
}"""
COUNT: Final = """() => {
  window.frames_ = { count: 0, start: performance.now() };
  const next = () => { window.frames_.count += 1; requestAnimationFrame(next); };
  requestAnimationFrame(next);
}"""
COUNTED: Final = "() => 1000 * window.frames_.count / (performance.now() - window.frames_.start)"


def main() -> None:
    """Print every figure, or that there is no browser."""
    try:
        measure_all()
    except NoBrowserError as error:
        print(f"page: not measured, {error}")


def measure_all() -> None:
    """Measure the page of the project's own reports, and of more made-up ones."""
    for browser in launch():
        with TemporaryDirectory() as folder:
            measure(browser, "the first report", copy_tables(Path(folder) / "first"), Path(folder) / "first.html", 1)
            measure(browser, "all reports", OWN, Path(folder) / "all.html", 1)
            write_reports(Path(folder) / "tables", MADE_UP)
            measure(browser, f"{MADE_UP} made-up reports", Path(folder) / "tables", Path(folder) / "large.html", 4)


def measure(browser: "Browser", name: str, tables: Path, path: Path, times: int) -> None:
    """Draw a page and print what it takes; `times` is how many times as long it may be than the project's own."""
    store = open_store(tables)
    start = time.perf_counter()
    draw(Lookup(store), path)
    triples = sum(1 for _ in sorted_lines(store.triples()))
    print(f"page of {name}, {triples} triples: kg draw in {time.perf_counter() - start:.1f} s", end="; ")
    print(f"{path.stat().st_size / 1e6:.2f} MB (to reach, for the first report: at most 3)")
    row(name, "graph on screen", "ms", runs(browser, path, "", until(DRAWN)), 1000 * times)
    row(name, "first SPARQL answer", "ms", runs(browser, path, ASKED, until(ANSWERED)), 1500 * times)
    keys = [
        ms
        for found in runs(browser, path, "", lambda opened: opened.tab.evaluate(KEYSTROKES, list(TYPED)))
        for ms in found
    ]
    row(name, "a keystroke of the search", "ms", keys, 30 * times)
    print(f"page of {name}: its slowest keystroke {max(keys):.0f} ms")
    row(name, "panning", "frames a second", runs(browser, path, "", panned), 50)


def row(name: str, what: str, unit: str, found: list[float], aim: float) -> None:
    """Print one line."""
    print(f"page of {name}: {what} {median(found):.0f} {unit} (to reach: {aim})", flush=True)


def until(ready: str) -> Callable[[Opened], float]:
    """A measurement that waits for a time in the page, in milliseconds since it was opened."""
    return lambda opened: float(opened.tab.wait_for_function(ready, polling=5).json_value())


def runs(browser: "Browser", path: Path, fragment: str, act: Callable[[Opened], Any]) -> list[Any]:
    """What a measurement gives, each time in a page opened anew."""
    found = []
    for _ in range(ROUNDS):
        with opened_at(browser, path, fragment) as opened:
            found.append(act(opened))
    return found


@contextmanager
def opened_at(browser: "Browser", path: Path, fragment: str) -> Iterator[Opened]:
    """The page in a tab of its own, at a fragment."""
    opened = open_tab(browser, path)
    yield opened.go(fragment)
    opened.tab.context.close()


def panned(opened: Opened) -> float:
    """Frames a second while the mouse drags the graph."""
    box = opened.find("#network").bounding_box()
    assert box
    mouse, x, y = opened.tab.mouse, box["x"] + box["width"] - 20, box["y"] + box["height"] - 20
    mouse.move(x, y)
    mouse.down()
    opened.tab.evaluate(COUNT)
    for step in range(90):
        mouse.move(x - 3 * step, y - 2 * step)
    found = float(opened.tab.evaluate(COUNTED))
    mouse.up()
    return found


if __name__ == "__main__":
    main()
