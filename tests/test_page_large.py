"""A page of more things than are ever all shown: it opens on its search, and what is chosen brings its neighbours."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from kg.lookup.lookup import Lookup
from kg.page.html import draw
from kg.pipeline.generation import open_store
from tests.browser import Opened
from tests.national.write import write_reports

REPORTS: Final = 10
"""As many made-up ones as have more things than are ever all shown."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large")
    write_reports(folder / "tables", REPORTS)
    draw(Lookup(open_store(folder / "tables")), folder / "page.html")
    return folder / "page.html"


def test_it_opens_on_its_search_and_shows_neighbourhoods(open_page: Callable[..., Opened], large: Path) -> None:
    page = open_page(path=large)
    assert page.tab.evaluate("() => kgPage.app.model.things.size") > 2000
    shown = "() => kgPage.app.canvas.shown().things.size"
    assert 10 < page.tab.evaluate(shown) < 60
    assert page.tab.evaluate("() => document.activeElement.id") == "find"
    page.tab.keyboard.type("jiaotongshequ")
    page.find('#search [role="option"]').first.wait_for()
    page.tab.keyboard.press("ArrowDown")
    page.tab.keyboard.press("Enter")
    chosen = page.state()["thing"]
    assert chosen
    near = page.tab.evaluate(
        "id => kgPage.app.model.things.get(id).claims.flatMap(({ subject, object }) => [subject, object])", chosen
    )
    assert set(near) <= set(page.tab.evaluate("() => [...kgPage.app.canvas.shown().things]"))
    assert page.tab.evaluate(shown) <= 400
    assert "jiaotongshequ" not in page.find("#panel").inner_text()
