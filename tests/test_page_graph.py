"""The graph on the page: the first view, opening and folding, pointer and keys, filters, links, search."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest

from kg.lookup.lookup import Lookup
from kg.lookup.records import Thing
from kg.names.search import EXACT
from kg.network.network import styles
from kg.store.embedded import EmbeddedStore
from kg.vocabulary import Language
from tests.browser import Opened

Open = Callable[..., Opened]

DISTRICT, BUREAU = "440402-xiangzhou-district", "440402-market-regulation-bureau"
MAOSHENG, UNIT, AWARD = "440402-maosheng-community", "cn-fengqiao-work-method-unit", "440402-2023-r010"
COMMISSION = "cn-political-legal-commission"


def scene(page: Opened) -> dict[str, Any]:
    made: dict[str, Any] = page.tab.evaluate("() => kgPage.app.canvas.scene()")
    return made


def shown(page: Opened) -> set[str]:
    return set(page.tab.evaluate("() => [...kgPage.app.canvas.shown().things]"))


def place(page: Opened, thing: str) -> tuple[float, float]:
    """Where a thing is on the screen."""
    (node,) = (node for node in scene(page)["nodes"] if node["id"] == thing)
    box = page.find("#network").bounding_box()
    assert box
    return box["x"] + node["x"], box["y"] + node["y"]


def settle(page: Opened) -> None:
    """Wait until the camera stands still."""
    page.tab.wait_for_function("""() => {
        const now = kgPage.app.canvas.camera.toText();
        const still = window.before === now;
        window.before = now;
        return still;
    }""")
    page.tab.wait_for_timeout(50)


def point_of_edge(page: Opened, claim: str) -> tuple[float, float]:
    """A point of a claim's line that no label and no thing covers, on the screen."""
    made = scene(page)
    edge = next(edge for edge in made["edges"] if edge["id"] == claim)
    frame = page.find("#network").bounding_box()
    assert frame
    for t in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8):
        weights = (1 - t) ** 2, 2 * t * (1 - t), t * t
        x, y = (sum(w * edge[k] for w, k in zip(weights, (f"{a}1", f"c{a}", f"{a}2"), strict=True)) for a in "xy")
        boxes = [label["box"] for label in made["labels"]]
        near = any(abs(node["x"] - x) < 16 and abs(node["y"] - y) < 16 for node in made["nodes"])
        if not near and not any(b["left"] <= x <= b["right"] and b["top"] <= y <= b["bottom"] for b in boxes):
            return frame["x"] + x, frame["y"] + y
    raise AssertionError(f"labels cover all of {claim}")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_no_labels_overlap_at_first(open_page: Open, language: str, size: str) -> None:
    made = scene(open_page(language=language, size=size))
    assert len(made["labels"]) > (20 if size == "desktop" else 4)
    for one, other in combinations([text["box"] for text in made["labels"] + made["words"]], 2):
        apart = one["right"] <= other["left"] or other["right"] <= one["left"]
        assert apart or one["bottom"] <= other["top"] or other["bottom"] <= one["top"]
    for box in (label["box"] for label in made["labels"]):
        assert box["left"] >= 0
        assert box["top"] >= 0
        assert box["right"] <= made["width"]
        assert box["bottom"] <= made["height"]


def test_the_first_view_is_what_the_layout_chose_and_all_of_it_is_in_view(open_page: Open) -> None:
    page = open_page()
    first = page.tab.evaluate(
        "() => [...kgPage.app.model.things.values()].filter(({ node }) => node.first).map(({ id }) => id)"
    )
    assert shown(page) == set(first)
    made = scene(page)
    assert all(0 < node["x"] < made["width"] and 0 < node["y"] < made["height"] for node in made["nodes"])


def test_a_thing_is_as_large_as_it_is_linked_and_drawn_as_its_class(open_page: Open, store: EmbeddedStore) -> None:
    page, lookup = open_page(), Lookup(store)
    nodes = {node["id"]: node for node in scene(page)["nodes"]}
    assert nodes[DISTRICT]["size"] == max(node["size"] for node in nodes.values())
    assert nodes[BUREAU]["size"] < nodes[DISTRICT]["size"]
    for thing in (DISTRICT, BUREAU, UNIT, MAOSHENG):
        colour, shape, _ = styles(Lookup(store))[lookup.only(thing).type]
        assert (nodes[thing]["colour"], nodes[thing]["shape"]) == (colour, shape)


def neighbours(lookup: Lookup, thing: Thing) -> set[str]:
    """What lines join a thing with: subject and object of a claim, and who conferred with what was conferred."""
    found = set()
    for claim in lookup.claims_of([thing])[thing]:
        lines = [(claim.subject, claim.object), *((body, claim.object) for body in claim.authorities)]
        found |= {end.id for line in lines if thing in line for end in line}
    return found - {thing.id}


def test_a_thing_tells_how_many_neighbours_are_hidden(open_page: Open, store: EmbeddedStore) -> None:
    page, lookup = open_page(), Lookup(store)
    visible = shown(page)
    for node in scene(page)["nodes"]:
        thing = lookup.only(node["id"])
        assert node["more"] == len(neighbours(lookup, thing) - visible), node["id"]


def test_a_double_click_opens_and_folds(open_page: Open, store: EmbeddedStore) -> None:
    page = open_page()
    before = shown(page)
    page.tab.mouse.dblclick(*place(page, BUREAU))
    settle(page)
    near = neighbours(Lookup(store), Lookup(store).only(BUREAU))
    assert near <= shown(page)
    assert near - before
    assert page.state()["open"] == [BUREAU]
    page.tab.mouse.dblclick(*place(page, BUREAU))
    settle(page)
    assert shown(page) == before


def test_enter_opens_and_folds_and_arrows_go_from_thing_to_thing(open_page: Open) -> None:
    page = open_page()
    before = shown(page)
    page.find("#network").focus()
    page.tab.keyboard.press("ArrowRight")
    assert page.state()["thing"] == DISTRICT
    first = place(page, DISTRICT)
    page.tab.keyboard.press("ArrowUp")
    settle(page)
    second = page.state()["thing"]
    assert second != DISTRICT
    assert place(page, second)[1] < first[1]
    assert page.tab.evaluate("id => kgPage.app.name(id)", second) in page.find("#status").inner_text()
    page.go(f"thing={BUREAU}")
    page.find("#network").focus()
    page.tab.keyboard.press("Enter")
    assert shown(page) > before
    assert page.find("#status").inner_text().startswith(f"{len(shown(page))} things")
    page.tab.keyboard.press("Enter")
    assert shown(page) == before
    page.tab.keyboard.press("Escape")
    assert page.state()["thing"] == ""


def test_a_folded_thing_takes_its_leaves_along(open_page: Open) -> None:
    page = open_page(f"open={UNIT}")
    page.tab.evaluate("id => kgPage.app.canvas.toggle(id)", UNIT)
    page.tab.evaluate("id => kgPage.app.canvas.toggle(id)", "440402-cheng-xiaomei")
    assert page.state()["open"] == ["440402-cheng-xiaomei"]


def test_the_pointer_dims_all_but_the_neighbourhood(open_page: Open) -> None:
    page = open_page()
    assert not any(node["dim"] for node in scene(page)["nodes"])
    page.tab.mouse.move(*place(page, UNIT))
    light = {node["id"] for node in scene(page)["nodes"] if not node["dim"]}
    assert light == {UNIT, MAOSHENG, COMMISSION}
    assert {edge["id"] for edge in scene(page)["edges"] if not edge["dim"]} == {AWARD}


def test_the_pointer_tells_whole_names_and_what_lines_say(open_page: Open) -> None:
    page = open_page()
    cut = next(label for label in scene(page)["labels"] if label["lines"][-1].endswith("…"))
    page.tab.mouse.move(*place(page, cut["id"]))
    (label,) = (label for label in scene(page)["labels"] if label["id"] == cut["id"])
    whole = " ".join(label["lines"])  # and whose it is, where one report alone tells of it
    assert whole.startswith(page.tab.evaluate("id => kgPage.app.name(id)", cut["id"]))
    page.tab.mouse.move(*place(page, DISTRICT))
    assert not [word for word in scene(page)["words"] if "claim" in word], "so many lines say nothing"
    said: dict[str, list[str]] = {}
    for node in [node["id"] for node in scene(page)["nodes"] if node["id"] != DISTRICT]:
        page.tab.mouse.move(*place(page, node))
        said |= {word["claim"]: word["lines"] for word in scene(page)["words"] if "claim" in word}
    assert said
    for claim, lines in said.items():
        predicate = page.tab.evaluate("id => kgPage.app.model.claims.get(id).predicate", claim)
        assert lines == [page.tab.evaluate("id => kgPage.app.model.predicates.get(id).en", predicate)]


def test_what_is_dimmed_leaves_room_for_what_is_lit(open_page: Open) -> None:
    page = open_page(f"thing={MAOSHENG}")
    lit = {node["id"] for node in scene(page)["nodes"] if not node["dim"]}
    assert {label["id"] for label in scene(page)["labels"]} == lit


def test_where_nothing_passes_the_filters_it_is_said(open_page: Open) -> None:
    page = open_page("year=2018&stated=implied")
    assert shown(page) == set()
    nothing = page.find("#nothing", has_text="Nothing passes the filters")
    nothing.get_by_role("button", name="Back to the first view").click()
    assert len(shown(page)) > 40
    assert not page.find("#nothing").is_visible()


def test_a_click_chooses_a_thing_a_line_or_nothing(open_page: Open) -> None:
    page = open_page()
    page.tab.mouse.click(*place(page, UNIT))
    page.tab.wait_for_function("id => kgPage.app.state.get().thing === id", arg=UNIT)
    settle(page)
    page.tab.mouse.click(*point_of_edge(page, AWARD))
    page.tab.wait_for_function("id => kgPage.app.state.get().claim === id", arg=AWARD)
    assert page.find("#panel mark").all_inner_texts() == ["茂盛社区入选中央政法委104个“枫桥式工作法”单位之一"]
    settle(page)
    box = page.find("#network").bounding_box()
    assert box
    page.tab.mouse.click(box["x"] + 5, box["y"] + box["height"] - 5)
    page.tab.wait_for_function("() => !kgPage.app.state.get().claim")


def test_relations_between_the_same_two_things_do_not_hide_each_other(open_page: Open, store: EmbeddedStore) -> None:
    page = open_page(f"open={DISTRICT}")
    edges = scene(page)["edges"]
    places = [(edge["x1"], edge["y1"], edge["x2"], edge["y2"], edge["cx"], edge["cy"]) for edge in edges]
    ends = [tuple(sorted(((p[0], p[1]), (p[2], p[3])))) for p in places]
    assert len(set(ends)) < len(ends), "no two things are joined twice"
    curves = [(*end, round(p[4], 3), round(p[5], 3)) for end, p in zip(ends, places, strict=True)]
    assert len(set(curves)) == len(curves)
    assert {edge["id"] for edge in edges} <= {claim.id for claim in Lookup(store).all_claims()}


def test_what_is_planned_is_dashed(open_page: Open, store: EmbeddedStore) -> None:
    page = open_page(f"open={DISTRICT}")
    planned = {claim.id for claim in Lookup(store).all_claims() if claim.modality != "asserted"}
    for edge in scene(page)["edges"]:
        assert edge["dashed"] == (edge["id"] in planned), edge["id"]


def test_the_legend_switches_classes_predicates_and_levels(open_page: Open, store: EmbeddedStore) -> None:
    page, lookup = open_page(), Lookup(store)
    programmes = {thing for thing in shown(page) if styles(Lookup(store))[lookup.only(thing).type][2] == "Programme"}
    assert programmes
    box = page.find('#filters [data-field="noclass"] input[data-id="Programme"]')
    box.uncheck()
    assert not shown(page) & programmes
    assert page.state()["noclass"] == ["Programme"]
    box.check()
    assert programmes <= shown(page)
    page.find('#filters [data-field="nolevel"] summary').click()
    page.find('#filters [data-field="nolevel"] li', has_text="national").get_by_role("button").click()
    levels = {claim.id: claim.level for claim in lookup.all_claims()}
    assert {levels[edge["id"]] for edge in scene(page)["edges"]} == {"national"}
    assert {UNIT, MAOSHENG, COMMISSION} <= shown(page)
    page.find('#filters [data-field="nolevel"]').get_by_role("button", name="Show all").click()
    page.find('#filters [data-field="nopredicate"] summary').click()
    page.find('#filters [data-field="nopredicate"] input[data-id="awarded"]').uncheck()
    assert AWARD not in {edge["id"] for edge in scene(page)["edges"]}
    page.find('#filters [data-field="nopredicate"]').get_by_role("button", name="Show all").click()
    page.find('#filters [data-field="report"] summary').click()
    page.find('#filters [data-field="report"] input[data-id="440402-2023"]').uncheck()
    assert page.state()["report"] == ["440309-2019"]
    assert {edge["id"][:11] for edge in scene(page)["edges"]} == {"440309-2019"}
    assert MAOSHENG not in shown(page)
    page.find("#reset").click()
    assert AWARD in {edge["id"] for edge in scene(page)["edges"]}


@pytest.mark.parametrize(("language", "word"), [("en", "programme"), ("zh", "项目")])
def test_the_legend_names_what_is_there_with_shape_and_count(
    open_page: Open, store: EmbeddedStore, language: str, word: str
) -> None:
    page, lookup = open_page(language=language), Lookup(store, Language(language))
    groups = [styles(Lookup(store))[thing.type][2] for thing in lookup.all_things()]
    entries = page.find('#filters [data-field="noclass"] li')
    assert entries.count() == len(set(groups))
    assert entries.locator("svg").count() == entries.count()
    entry = page.find('#filters [data-field="noclass"] li', has=page.find('input[data-id="Programme"]'))
    assert entry.inner_text().split()[:2] == [word, str(groups.count("Programme"))]
    widths = page.tab.evaluate("() => [...document.querySelectorAll('.legend svg')].map((one) => one.clientWidth)")
    assert set(widths) <= {0, 16}  # 0: in a part that is folded


def test_filters_by_year_statedness_and_who_says_so(open_page: Open, store: EmbeddedStore) -> None:
    claims = {claim.id: claim for claim in Lookup(store).all_claims()}
    page = open_page()
    page.find('[data-field="narrow"] summary').click()
    for label, value, passes in (
        ("Year", "2022", lambda claim: claim.in_year(2022)),
        ("Stated or implied", "implied", lambda claim: claim.statedness == "implied"),
        ("Who says so", "recipient-side", lambda claim: claim.standpoint == "recipient-side"),
    ):
        chosen = page.find("#filters label", has_text=label).locator("select")
        chosen.select_option(value)
        drawn = {edge["id"] for edge in scene(page)["edges"]}
        assert drawn
        assert all(passes(claims[claim]) for claim in drawn)
        chosen.select_option("")
    assert page.state()["year"] == ""


@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("thing", [MAOSHENG, COMMISSION])
def test_the_surroundings_of_a_thing_by_depth(open_page: Open, store: EmbeddedStore, thing: str, depth: int) -> None:
    page, lookup = open_page(f"thing={thing}&depth={depth}"), Lookup(store)
    near = {thing}
    for _ in range(depth):
        near |= {other for one in near for other in neighbours(lookup, lookup.only(one))}
    assert len(near) < 400, "more than are shown at once"
    assert shown(page) == near


def test_who_conferred_opens_what_was_conferred(open_page: Open) -> None:
    page = open_page(f"thing={COMMISSION}&depth=1")
    assert shown(page) == {COMMISSION, UNIT}
    assert [(edge["id"], edge["dotted"]) for edge in scene(page)["edges"]] == [(AWARD, True)]
    assert next(node["more"] for node in scene(page)["nodes"] if node["id"] == UNIT) > 0


def test_a_path_is_lit_up(open_page: Open) -> None:
    page = open_page(f"from={MAOSHENG}&to=440402-shishan-subdistrict")
    light = [node["id"] for node in scene(page)["nodes"] if not node["dim"]]
    assert set(light) == {MAOSHENG, "440402-gongbei-subdistrict", DISTRICT, "440402-shishan-subdistrict"}
    assert len([edge for edge in scene(page)["edges"] if not edge["dim"]]) == 3


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "typed",
    ["“枫桥式工作法”单位", "枫桥式工作法单位", "楓橋式工作法單位", "fengqiaoshigongzuofadanwei", "fēng qiáo shì gōng",
     "fqsgzfdw", "unit method fengqiao-style", "枫桥式工做法单位", "Fengqaio-style Work Method Unit", f"kgr:{UNIT}"],
)  # fmt: skip
def test_the_search_finds_a_name_however_it_is_typed(open_page: Open, language: str, typed: str) -> None:
    page = open_page(language=language)
    page.find("#find").fill(typed)
    page.find('#search [role="option"]').first.wait_for()
    page.find("#find").press("ArrowDown")
    page.find("#find").press("Enter")
    assert page.state()["thing"] == UNIT
    settle(page)
    made = scene(page)
    (node,) = (node for node in made["nodes"] if node["id"] == UNIT)
    assert 0 < node["x"] < made["width"]
    assert 0 < node["y"] < made["height"]
    assert UNIT in {label["id"] for label in made["labels"]}


def test_a_hit_that_is_not_shown_comes_into_view(open_page: Open) -> None:
    page = open_page()
    assert "440402-shishan-subdistrict" not in shown(page)
    page.find("#find").fill("狮山街道")
    page.find("#find").press("Enter")
    settle(page)
    assert page.state()["thing"] == "440402-shishan-subdistrict"
    assert "440402-shishan-subdistrict" in {node["id"] for node in scene(page)["nodes"]}


def test_search_ranks_as_the_command_line_does(open_page: Open, store: EmbeddedStore) -> None:
    """Each name of the report finds its thing by itself, exactly; a thing is among its namesakes."""
    page = open_page()
    names = sorted(
        {(name.name, name.thing) for name in store.names.all() if name.kind in ("label", "mention", "alias")}
    )
    ranks = "name => kgPage.app.search(name, { limit: 500 }).map(({ thing, rank }) => [thing.id, rank])"
    found = page.tab.evaluate(f"names => names.map(([name]) => ({ranks})(name))", names)
    for (name, thing), hits in zip(names, found, strict=True):
        assert [thing, EXACT] in hits, name
        assert [rank for _, rank in hits] == sorted(rank for _, rank in hits)
    for typed in ("枫桥", "fq", "fengqiao", "司法局", "法治", "mediation centre"):
        ours = page.tab.evaluate("text => kgPage.app.search(text, { limit: 500 }).map(({ thing }) => thing.id)", typed)
        theirs = [hit.name.thing for hit in store.names.find(typed, 500)]
        assert set(theirs) <= set(ours), typed


def test_what_is_not_read_is_told_apart_from_what_is_not_linked(open_page: Open) -> None:
    page = open_page()
    page.find("#find").fill("没有这个机构 <b>")
    page.find("#find").press("Enter")
    assert "没有这个机构 <b>" in page.find("#panel").inner_text()
    assert "in what was read" in page.find("#panel").inner_text()
    page.find("#find").fill("枫桥")
    page.find("#find").press("Enter")
    assert page.state()["find"] == "枫桥"
    assert "Fengqiao Experience" in page.find("#panel").inner_text()


def test_the_button_switches_between_the_languages(open_page: Open) -> None:
    page = open_page()
    assert page.find("html").get_attribute("lang") == "en"
    labels = {label["id"]: " ".join(label["lines"]) for label in scene(page)["labels"]}
    page.find("#language").click()
    assert page.find("html").get_attribute("lang") == "zh-Hans"
    assert page.find("h1").inner_text() == "机构、项目与荣誉"
    chinese = {label["id"]: "".join(label["lines"]) for label in scene(page)["labels"]}
    assert labels[DISTRICT].startswith("Xiangzhou District")
    assert chinese[DISTRICT] == "珠海市香洲区"
    page.find("#language").click()
    assert page.find("h1").inner_text() == "Institutions, programmes and honours"


def test_a_link_reopens_the_view(open_page: Open) -> None:
    page = open_page()
    page.find('#filters [data-field="noclass"] input[data-id="Document"]').uncheck()
    page.tab.get_by_label("Stated or implied").select_option("explicit")
    page.tab.mouse.dblclick(*place(page, BUREAU))
    settle(page)
    box = page.find("#network").bounding_box()
    assert box
    page.tab.mouse.move(box["x"] + 30, box["y"] + 30)
    page.tab.mouse.down()
    page.tab.mouse.move(box["x"] + 130, box["y"] + 90, steps=4)
    page.tab.mouse.up()
    page.find("#language").click()
    settle(page)
    fragment, before = page.tab.evaluate("() => location.hash").removeprefix("#"), scene(page)
    state = page.state()
    assert state["at"]
    assert {"thing", "open", "noclass", "stated", "lang", "at"} <= {part.split("=")[0] for part in fragment.split("&")}
    again = open_page(fragment)
    assert again.state() == state
    after = scene(again)
    assert [node["id"] for node in after["nodes"]] == [node["id"] for node in before["nodes"]]
    for one, other in zip(before["nodes"], after["nodes"], strict=True):
        assert abs(one["x"] - other["x"]) < 2
        assert abs(one["y"] - other["y"]) < 2


@pytest.mark.parametrize("keys", [["+", "+"], ["-"], ["+", "0"]])
def test_a_link_reopens_what_the_keyboard_shows(open_page: Open, keys: list[str]) -> None:
    page = open_page()
    page.find("#network").focus()
    for key in keys:
        page.tab.keyboard.press(key)
    settle(page)
    assert_reopens(page, open_page)


def test_a_link_reopens_the_view_after_a_flight(open_page: Open) -> None:
    page = open_page()
    page.find("#network").focus()
    for _ in range(4):
        page.tab.keyboard.press("+")
    page.tab.evaluate("id => kgPage.app.show({ thing: id })", UNIT)
    settle(page)
    assert_reopens(page, open_page)
    page.find("#show-list").click()
    page.find("#show-graph").click()
    assert_reopens(page, open_page)


def assert_reopens(page: Opened, open_page: Open) -> None:
    """A link to the page as it is now shows everything in the same place."""
    page.tab.wait_for_function("() => kgPage.app.state.get().at === kgPage.app.canvas.camera.toText()")
    again = open_page(page.tab.evaluate("() => location.hash").removeprefix("#"))
    for one, other in zip(scene(page)["nodes"], scene(again)["nodes"], strict=True):
        assert one["id"] == other["id"]
        assert abs(one["x"] - other["x"]) < 2
        assert abs(one["y"] - other["y"]) < 2


def test_the_first_view_comes_back(open_page: Open) -> None:
    page = open_page(f"from={MAOSHENG}&to={BUREAU}&without={DISTRICT}&year=2022&folded={UNIT}&depth=2&at=0,0,1")
    page.find("#reset").click()
    assert page.tab.url.split("#")[1] == ""
    assert UNIT in shown(page)


def test_a_link_that_filters_by_what_is_not_there_filters_nothing(open_page: Open) -> None:
    page = open_page("stated=zzz&year=abc&says=nobody")
    assert (page.state()["stated"], page.state()["year"], page.state()["says"]) == ("", "", "")
    assert len(shown(page)) > 40


def test_back_goes_to_what_was_there(open_page: Open) -> None:
    page = open_page()
    page.tab.evaluate("id => kgPage.app.show({ thing: id })", UNIT)
    page.tab.evaluate("id => kgPage.app.show({ thing: id })", MAOSHENG)
    page.tab.go_back()
    page.tab.wait_for_function("id => kgPage.app.state.get().thing === id", arg=UNIT)
    assert "Fengqiao-style Work Method Unit" in page.find("#panel h2").inner_text()


def test_a_subgraph_shows_just_its_things(open_page: Open) -> None:
    page = open_page()
    page.tab.evaluate("ids => kgPage.app.canvas.showOnly(ids)", [UNIT, MAOSHENG])
    assert shown(page) == {UNIT, MAOSHENG}
    page.find("#reset").click()
    assert len(shown(page)) > 40


def test_a_phone_need_not_scroll_sideways(open_page: Open) -> None:
    for language in ("en", "zh"):
        for fragment in ("", f"thing={UNIT}", f"claim={AWARD}", f"from={MAOSHENG}&to={BUREAU}"):
            page = open_page(fragment, language=language, size="phone")
            assert page.tab.evaluate("() => document.documentElement.scrollWidth") <= 360, (language, fragment)
    canvas = page.find("#network canvas").bounding_box()
    assert canvas
    assert canvas["height"] > 300
