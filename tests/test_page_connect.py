"""Connecting two things on the page: the field that finds the second one, and the shortest paths."""

from collections.abc import Callable
from typing import Any

import pytest

from kg.lookup.lookup import Lookup
from kg.lookup.records import Thing
from kg.network.paths import MOST_WAYS, ways
from kg.store.embedded import EmbeddedStore
from kg.vocabulary import Language, mint_iri
from tests.browser import LOCALES, Opened

pytestmark = pytest.mark.xdist_group("browser")

Open = Callable[..., Opened]

MAOSHENG, PEOPLES_COURT, DISTRICT = "440402-maosheng-community", "440402-peoples-court", "440402-xiangzhou-district"
APART = ("440402-peoples-mediators", "cn-double-publicity")
ENDS = [
    (MAOSHENG, PEOPLES_COURT),
    (PEOPLES_COURT, MAOSHENG),
    ("440402-market-regulation-bureau", "cn-rule-of-law-publicity"),
    ("440402-party-committee", "cn-spirit-of-20th-party-congress"),
    ("440402-justice-bureau", "cn-fengqiao-work-method-unit"),
    ("440402-justice-bureau", "440402-legal-opinions"),
    ("440402-legal-advisers", "440402-party-committee"),
    ("cn-nmpa", "440402-market-regulation-bureau"),
    APART,
]


def thing(store: EmbeddedStore, id: str, language: str = "en") -> Thing:
    return Lookup(store, Language(language)).thing(mint_iri(id))


def shown(opened: Opened) -> list[tuple[list[str], list[str]]]:
    """The paths in the panel: the ids of their things and of their claims."""
    paths: list[Any] = opened.find("#panel .path").evaluate_all(
        """paths => paths.map((path) => [[...path.querySelectorAll(".trail a")].map((link) => link.dataset.thing),
            [...path.querySelectorAll(".claim")].map((claim) => claim.dataset.claim)])"""
    )
    return [(things, claims) for things, claims in paths]


def wanted(store: EmbeddedStore, start: str, end: str, *without: str) -> list[tuple[list[str], list[str]]]:
    found = ways(
        Lookup(store), thing(store, start), thing(store, end), max_hops=99, without=[thing(store, id) for id in without]
    )
    told = [dict.fromkeys(claim.id for step in way.steps for claim in step) for way in found]  # each once
    return [([one.id for one in way.things], list(claims)) for way, claims in zip(found, told, strict=True)]


@pytest.mark.parametrize("without", [(), (DISTRICT,)])
def test_the_paths_are_those_of_the_command_line(
    open_page: Open, store: EmbeddedStore, without: tuple[str, ...]
) -> None:
    opened, lengths = open_page(), set()
    for start, end in ENDS:
        opened.go(f"from={start}&to={end}" + "".join(f"&without={id}" for id in without))
        paths = wanted(store, start, end, *without)
        assert shown(opened) == paths
        lengths |= {len(things) for things, _ in paths}
    assert len(lengths) > 1


def test_at_most_so_many_are_shown(open_page: Open, store: EmbeddedStore) -> None:
    opened = open_page()
    # A made-up graph: 60 things between two ends
    opened.tab.evaluate(
        """([from, to]) => {
            const { things, claims } = kgPage.app.model;
            const [claim] = claims.values();
            [...things.keys()].filter((id) => id !== from && id !== to).slice(0, 60).forEach((id, nth) => {
                claims.set(`made-up-${nth}a`, { ...claim, id: `made-up-${nth}a`, subject: from, object: id });
                claims.set(`made-up-${nth}b`, { ...claim, id: `made-up-${nth}b`, subject: id, object: to });
            });
            kgPage.app.state.update({ from, to }, { quiet: true });
        }""",
        [MAOSHENG, "440402-four-steps"],
    )
    paths = shown(opened)
    assert len(paths) == MOST_WAYS
    assert paths == sorted(paths)
    assert f"first {MOST_WAYS}" in opened.find("#panel").inner_text()


@pytest.mark.parametrize(
    ("language", "typed", "count"),
    [("en", "people's court of xiangzhou", "Shortest paths: 1"), ("zh", "香洲区人民法院", "最短路径 1 条")],
)
def test_the_second_thing_is_found_by_its_name(
    open_page: Open, store: EmbeddedStore, language: str, typed: str, count: str
) -> None:
    opened = open_page(f"thing={MAOSHENG}", language=language)
    field = opened.find("#panel [role=combobox]")
    assert field.get_attribute("aria-expanded") == "false"
    field.fill(typed)
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    active = opened.find(f"#{field.get_attribute('aria-activedescendant')}")
    assert active.get_attribute("aria-selected") == "true"
    assert active.inner_text().startswith(thing(store, PEOPLES_COURT, language).label)
    field.press("Enter")
    state = opened.state()
    assert (state["from"], state["to"], state["thing"]) == (MAOSHENG, PEOPLES_COURT, "")
    heading = opened.find("#panel h2").inner_text()
    assert thing(store, MAOSHENG, language).label in heading
    assert thing(store, PEOPLES_COURT, language).label in heading
    assert count in opened.find("#panel").inner_text()
    assert opened.find("#panel .path mark").count() == len(wanted(store, MAOSHENG, PEOPLES_COURT)[0][1])


def test_the_list_is_worked_by_keyboard_and_mouse(open_page: Open) -> None:
    opened = open_page(f"thing={MAOSHENG}")
    field, options = opened.find("#panel [role=combobox]"), opened.find("#panel [role=option]")
    field.fill("xiangzhou")
    assert options.count() > 2
    first, last = options.first.get_attribute("id"), options.last.get_attribute("id")
    field.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") == last
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == first
    field.press("Escape")
    assert not options.first.is_visible()
    assert opened.state()["thing"] == MAOSHENG
    field.press("ArrowDown")
    options.nth(1).click()
    assert opened.state()["from"] == MAOSHENG


@pytest.mark.parametrize("language", LOCALES)
def test_what_is_not_found_is_said(open_page: Open, language: str) -> None:
    opened = open_page(f"thing={MAOSHENG}", language=language)
    opened.find("#panel [role=combobox]").fill("没有这个机构")
    nothing = {"en": "Nothing is called this in what was read", "zh": "已读部分没有这个名称"}[language]
    assert opened.find("#panel .combobox .none").inner_text() == nothing
    assert opened.find("#status").inner_text() == nothing


def test_a_thing_is_not_connected_with_itself(open_page: Open) -> None:
    opened = open_page(f"thing={DISTRICT}")
    opened.find("#panel [role=combobox]").fill("Xiangzhou District, Zhuhai")
    assert "Xiangzhou District, Zhuhai" not in opened.find("#panel [role=option]").all_inner_texts()


@pytest.mark.parametrize("language", LOCALES)
def test_the_hub_is_left_out(open_page: Open, store: EmbeddedStore, language: str) -> None:
    opened = open_page(f"from={MAOSHENG}&to={PEOPLES_COURT}", language=language)
    before = shown(opened)
    switch = opened.find("#panel .switch").first
    assert thing(store, DISTRICT, language).label in switch.inner_text()
    switch.locator("input").focus()
    opened.tab.keyboard.press("Space")
    assert opened.state()["without"] == [DISTRICT]
    assert shown(opened) != before
    assert all(DISTRICT not in things for things, _ in shown(opened))
    assert opened.tab.evaluate("() => document.activeElement.id") == "without-hub"
    opened.tab.keyboard.press("Space")
    assert shown(opened) == before


@pytest.mark.parametrize(
    ("language", "none"), [("en", "Nothing links the two in what was read."), ("zh", "已读部分中两者没有联系。")]
)
def test_what_does_not_hang_together_is_said(open_page: Open, store: EmbeddedStore, language: str, none: str) -> None:
    start, end = APART
    assert wanted(store, start, end) == []
    opened = open_page(f"from={start}&to={end}", language=language)
    assert none in opened.find("#panel").inner_text()


def test_the_graph_lights_up_what_is_on_the_paths(open_page: Open) -> None:
    opened = open_page(f"from={MAOSHENG}&to={PEOPLES_COURT}")
    ((things, claims),) = shown(opened)
    light = opened.tab.evaluate(
        """() => {
            const { things, claims } = kgPage.app.path(kgPage.app.state.get());
            return [[...things], [...claims]];
        }"""
    )
    assert light == [things, claims]
    scene = opened.tab.evaluate("() => kgPage.app.canvas.scene()")
    assert {node["id"] for node in scene["nodes"] if not node["dim"]} == set(things)
    assert {edge["id"] for edge in scene["edges"] if not edge["dim"]} == set(claims)


def test_one_goes_along_a_path_and_back(open_page: Open) -> None:
    opened = open_page(f"from={MAOSHENG}&to={PEOPLES_COURT}")
    before = shown(opened)
    opened.find(f"#panel .trail [data-thing='{DISTRICT}']").click()
    assert opened.state()["thing"] == DISTRICT
    opened.find("#panel .paths-bar").click()
    assert shown(opened) == before
    opened.find("#panel").get_by_role("button", name="Close").click()
    state = opened.state()
    assert (state["thing"], state["from"], state["to"]) == (MAOSHENG, "", "")


@pytest.mark.parametrize("language", LOCALES)
def test_how_far_the_graph_shows_is_chosen(open_page: Open, language: str) -> None:
    opened = open_page(f"thing={MAOSHENG}", language=language)
    buttons = opened.find("#panel .depth button")
    pressed = "buttons => buttons.map((button) => button.getAttribute('aria-pressed'))"
    assert buttons.evaluate_all(pressed) == ["true", "false", "false", "false"]
    buttons.nth(2).click()
    assert opened.state()["depth"] == 2
    assert buttons.evaluate_all(pressed) == ["false", "false", "true", "false"]
    assert opened.tab.evaluate("() => document.activeElement.dataset.depth") == "2"


@pytest.mark.parametrize("language", LOCALES)
def test_a_phone_need_not_scroll_sideways(open_page: Open, language: str) -> None:
    opened = open_page(f"from={MAOSHENG}&to={PEOPLES_COURT}", language=language, size="phone")
    assert opened.find("#panel .path").count() == 1
    assert opened.tab.evaluate("() => document.documentElement.scrollWidth") <= 360
    opened.go(f"thing={MAOSHENG}")
    opened.find("#panel [role=combobox]").fill("xiangzhou")
    assert opened.tab.evaluate("() => document.documentElement.scrollWidth") <= 360
