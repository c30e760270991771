"""The small page in a notebook: the graph of an answer and its receipts, in a iframe that may do nothing else."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from kg.errors import PageError
from kg.graph import Graph
from kg.lookup.lookup import Lookup
from kg.page.data import Json, page_data, part_of
from kg.page.html import iframe
from kg.store.embedded import EmbeddedStore
from kg.store.store import Description
from kg.vocabulary import expand, mint_iri
from tests.browser import Opened, open_tab

UNIT, MAOSHENG = "cn-fengqiao-work-method-unit", "440402-maosheng-community"


@pytest.fixture
def notebook(browser: object, tmp_path: Path) -> Iterator[Callable[[str], Opened]]:
    """Opens what a cell shows, as a notebook does: HTML in a page of its own."""
    opened: list[Opened] = []

    def show(html: str) -> Opened:
        path = tmp_path / "notebook.html"
        path.write_text(f"<!doctype html><meta charset=utf-8>{html}", "utf-8")
        opened.append(open_tab(browser, path))  # type: ignore[arg-type]
        opened[-1].tab.goto(opened[-1].url)
        return opened[-1]

    yield show
    for one in opened:
        one.tab.context.close()
    for one in opened:
        one.check()


def test_an_answer_shows_its_graph_and_its_table(notebook: Callable[[str], Opened], store: EmbeddedStore) -> None:
    links = Graph(store).who("枫桥")
    page = notebook(links._repr_html_())
    inner = page.tab.frame_locator("iframe")
    inner.locator("#network canvas").wait_for()
    handle = page.tab.frames[1]
    shown = set(handle.evaluate("() => [...kgPage.app.canvas.shown().things]"))
    claims = [claim for link in links for claim in (link.claim, *link.way)]
    assert shown == {end.id for claim in claims for end in (claim.subject, claim.object, *claim.authorities)}
    assert "茂盛社区入选中央政法委104个" in page.tab.locator("table").inner_text()
    handle.evaluate("id => kgPage.app.show({ thing: id })", UNIT)
    assert "茂盛社区入选中央政法委104个" in inner.locator("#panel").inner_text()
    assert inner.locator("[role=tab]").all_inner_texts() == ["Graph", "Lists"]


def test_a_frame_holds_nothing_but_its_things(store: EmbeddedStore) -> None:
    html = iframe(Lookup(store), [UNIT, MAOSHENG])
    assert len(html) < 600_000
    assert html.count("<") == 2
    assert 'sandbox="allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"' in html


def test_its_data_are_those_of_the_page_that_lie_between_its_things(store: EmbeddedStore) -> None:
    whole = page_data(Lookup(store))
    things = frozenset(thing["id"] for thing in whole["things"][::2]) | {"no-such-thing"}
    part = part_of(Lookup(store), things)
    assert part["things"] == whole["things"][::2]
    assert part["claims"] == [claim for claim in whole["claims"] if {claim["subject"], claim["object"]} <= things]
    assert part["figures"] == [figure for figure in whole["figures"] if figure["about"] in things]
    assert 0 < len(part["claims"]) < len(whole["claims"])
    assert 0 < len(part["figures"]) < len(whole["figures"])
    said = [text for of in part["figures"] for text in (of["quote"], of.get("unit", ""), *of["indicator"].values())]
    folded = {whole["traditional"].get(character, character) for text in names_of(part) + said for character in text}
    assert part["traditional"] == {old: new for old, new in whole["traditional"].items() if new in folded}


def names_of(data: Json) -> list[str]:
    return [name for thing in data["things"] for name, *_ in thing["names"]]


def test_a_frame_reads_no_other_claim(store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    describe_many = EmbeddedStore.describe_many

    def noting(self: EmbeddedStore, iris: Iterable[str]) -> dict[str, Description]:
        read.extend(iris := list(iris))
        return describe_many(self, iris)

    monkeypatch.setattr(EmbeddedStore, "describe_many", noting)
    iframe(Lookup(store), [UNIT, MAOSHENG])
    claims, of_maosheng, of_unit = (
        {claim for claim, _ in store.pairs(expand(predicate), [end])}
        for predicate, end in (
            ("rdf:type", expand("kg:Claim")),
            ("rdf:subject", mint_iri(MAOSHENG)),
            ("rdf:object", mint_iri(UNIT)),
        )
    )
    (between,) = claims & of_maosheng & of_unit
    assert claims & set(read) == {between}


def test_where_the_page_cannot_be_drawn_the_table_stands(store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.page import html as page

    def missing(*_: object) -> str:
        raise PageError("no scripts")

    monkeypatch.setattr(page, "iframe", missing)
    html = Graph(store).who("枫桥")._repr_html_()
    assert "no scripts" in html
    assert "<table>" in html
