"""The page's lists: things, relations and figures as tables that can be filtered, sorted, printed and taken along."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from kg.lookup.lookup import Lookup
from kg.page.data import page_data
from kg.store.embedded import EmbeddedStore
from kg.vocabulary import Language
from tests.browser import LOCALES, Opened

pytestmark = pytest.mark.xdist_group("browser")

Open = Callable[..., Opened]
ALL_ROWS = """() => {
  dispatchEvent(new Event("beforeprint"));
  const rows = [...document.querySelectorAll("#list tbody tr")]
    .map((row) => Object.fromEntries([...row.children].map((cell) => [cell.dataset.column, cell.textContent])));
  dispatchEvent(new Event("afterprint"));
  return rows;
}"""


@pytest.fixture(scope="module")
def told(store: EmbeddedStore) -> dict[str, Any]:
    return page_data(Lookup(store))


def rows(opened: Opened) -> list[dict[str, str]]:
    found: list[dict[str, str]] = opened.tab.evaluate(ALL_ROWS)
    return found


@pytest.mark.parametrize("language", LOCALES)
def test_every_thing_relation_and_figure_is_a_row(
    open_page: Open, store: EmbeddedStore, told: dict[str, Any], language: str
) -> None:
    lookup = Lookup(store, Language(language))
    opened = open_page("tab=list", language=language)
    things = {row["id"]: row for row in rows(opened)}
    assert things.keys() == {thing.id for thing in lookup.all_things()}
    for thing in lookup.all_things():
        assert (things[thing.id]["name"], things[thing.id]["class"]) == (thing.label, thing.type_label)
    opened.find("#list button[data-list=relations]").click()
    shown = [(row["subject"], row["relation"], row["object"], row["level"]) for row in rows(opened)]
    wanted = [(c.subject.label, c.words, c.object.label, c.level_label) for c in lookup.all_claims()]
    assert shown == wanted
    opened.find("#list button[data-list=figures]").click()
    assert [(row["indicator"], row["unit"]) for row in rows(opened)] == [
        (figure.indicator, figure.unit_label) for figure in lookup.all_figures()
    ]
    assert [(row["period"], row["as-of"]) for row in rows(opened)] == [
        (figure.get("period", ""), figure.get("asOf", "")) for figure in told["figures"]
    ]
    assert opened.state()["list"] == "figures"


@pytest.mark.parametrize("language", LOCALES)
def test_each_relation_and_figure_has_its_receipt(open_page: Open, told: dict[str, Any], language: str) -> None:
    report_of = {id: told["reports"][id[:11]] for id in (r["id"] for kind in ("claims", "figures") for r in told[kind])}
    comma = "，" if language == "zh" else ", "
    for name, records in (("relations", told["claims"]), ("figures", told["figures"])):
        shown = [row["receipt"] for row in rows(open_page(f"tab=list&list={name}", language=language))]
        wanted = [
            f"{r['quote']} {report_of[r['id']][language]}{comma}"
            + report_of[r["id"]]["sections"][r["section"]][language]
            for r in records
        ]
        assert shown == wanted


@pytest.mark.parametrize("typed", ["茂盛社区", "茂盛社區", "maosheng", "Maosheng Community"])
@pytest.mark.parametrize("language", LOCALES)
def test_a_filter_takes_a_name_in_any_script(open_page: Open, typed: str, language: str, told: dict[str, Any]) -> None:
    opened = open_page("tab=list", language=language)
    opened.find("#list-filter").fill(typed)
    assert "440402-maosheng-community" in {row["id"] for row in rows(opened)}
    assert len(rows(opened)) < 10
    opened.find("#list button[data-list=relations]").click()
    assert rows(opened)
    name = {"zh": "茂盛社区", "en": "Maosheng Community"}[language]
    assert all(name in f"{row['subject']} {row['object']} {row['receipt']}" for row in rows(opened)[:1])
    assert opened.state()["filter"] == typed
    assert str(len(told["claims"])) in opened.find("#list .tools p").inner_text()


def test_a_filter_takes_words_of_the_table_and_keeps_the_focus(open_page: Open, told: dict[str, Any]) -> None:
    opened = open_page("tab=list&list=relations")
    opened.find("#list-filter").focus()
    opened.tab.keyboard.type("one of 104")
    assert [row["object"] for row in rows(opened)] == ["Fengqiao-style Work Method Unit"]
    assert opened.tab.evaluate("() => document.activeElement.id") == "list-filter"
    opened.tab.keyboard.type(" and nothing of the kind")
    assert rows(opened) == []
    assert opened.find("#list .tools p").inner_text() == f"0 of {len(told['claims'])} rows"


def test_a_column_sorts_by_keyboard_and_the_link_keeps_it(open_page: Open) -> None:
    opened = open_page("tab=list&list=figures")
    head = opened.find("#list th[data-column=value]")
    head.locator("button").focus()
    opened.tab.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    opened.tab.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert opened.tab.evaluate("() => document.activeElement.closest('th').dataset.column") == "value"
    values = [float(row["value"]) for row in rows(opened) if row["value"]]
    assert values == sorted(values, reverse=True)
    assert opened.state()["sort"] == "-value"
    again = open_page(opened.tab.url.split("#")[1])
    assert rows(again) == rows(opened)
    assert again.find("#list th[data-column=value]").get_attribute("aria-sort") == "descending"


def test_chinese_sorts_as_chinese_does(open_page: Open) -> None:
    opened = open_page("tab=list&sort=class", language="zh")
    classes = list(dict.fromkeys(row["class"] for row in rows(opened)))
    by_pinyin = opened.tab.evaluate("all => [...all].sort(new Intl.Collator('zh').compare)", classes)
    assert classes == by_pinyin
    assert classes != sorted(classes)


@pytest.mark.parametrize(("language", "words"), [("en", "Rows 101 to 200 of {}"), ("zh", "第101至200行，共{}行")])
def test_long_lists_have_pages(open_page: Open, language: str, words: str, told: dict[str, Any]) -> None:
    opened = open_page("tab=list&list=relations", language=language)
    assert opened.find("#list tbody tr").count() == 100
    opened.find("#list .pages button").last.click()
    assert words.format(len(told["claims"])) in opened.find("#list .pages").inner_text()
    assert opened.find("#list .pages button").first.is_enabled()


def test_a_name_leads_to_the_graph(open_page: Open) -> None:
    opened = open_page("tab=list&filter=440402-maosheng-community")
    opened.find("#list td[data-column=name] button").first.click()
    assert (opened.state()["tab"], opened.state()["thing"]) == ("graph", "440402-maosheng-community")
    opened = open_page("tab=list&list=relations&filter=one of 104")
    opened.find("#list td[data-column=relation] button").click()
    assert (opened.state()["tab"], opened.state()["claim"]) == ("graph", "440402-2023-r010")


@pytest.mark.parametrize("name", ["things", "relations", "figures"])
def test_a_list_is_taken_along_as_shown(open_page: Open, name: str) -> None:
    opened = open_page(f"tab=list&list={name}&filter=Fengqiao", language="zh")
    with opened.tab.expect_download() as download:
        opened.find("#list .file-csv").click()
    assert download.value.suggested_filename == f"{name}.csv"
    head, *lines = csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig")))
    shown = rows(opened)
    assert len(lines) == len(shown) > 0
    first = {"things": "name", "relations": "subject", "figures": "about"}[name]
    assert [line[0] for line in lines] == [row[first] for row in shown]
    assert (head[-3:] == ["报告", "部分", "原文"]) == (name != "things")


def test_print_is_the_whole_table_alone(open_page: Open, told: dict[str, Any]) -> None:
    opened = open_page("tab=list&list=relations")
    opened.tab.emulate_media(media="print")
    assert len(rows(opened)) == len(told["claims"])
    for hidden in ("#header", "#tabs", "#panel", "#list .tools"):
        assert not opened.find(hidden).first.is_visible()
    assert opened.find("#list table").is_visible()
    pages = opened.tab.pdf(format="A4")
    assert pages.count(b"/Type /Page\n") > 10


def test_a_keystroke_makes_each_cell_once(open_page: Open, told: dict[str, Any]) -> None:
    opened = open_page("tab=list")
    made = opened.tab.evaluate("""() => {
      const { app } = kgPage;
      const { label } = app;
      let made = 0;
      app.label = (record) => {
        made += app.model.classes.get(record?.id) === record;
        return label(record);
      };
      app.state.update({ filter: "-" });
      return made;
    }""")
    assert rows(opened)
    assert made == len(told["things"])


@pytest.mark.parametrize("name", ["things", "relations", "figures"])
def test_a_phone_need_not_scroll_sideways(open_page: Open, name: str) -> None:
    opened = open_page(f"tab=list&list={name}", size="phone")
    assert opened.tab.evaluate("() => document.documentElement.scrollWidth") <= 360
    assert opened.find("#list .sheet").evaluate("sheet => sheet.scrollWidth <= sheet.clientWidth")


def test_the_other_language_turns_the_whole_list(open_page: Open) -> None:
    opened = open_page("tab=list&list=relations&filter=Maosheng&sort=-relation")
    english = rows(opened)
    opened.find("#language").click()
    chinese = rows(opened)
    assert len(chinese) == len(english)
    assert opened.find("#list th").first.inner_text().startswith("主语")
    assert not {row["relation"] for row in chinese} & {row["relation"] for row in english}
