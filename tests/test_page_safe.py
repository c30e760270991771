"""The page and texts that anyone may have written: shown as they are, never markup, and none brings it down."""

import base64
import csv
import gzip
import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest

from kg.errors import TablesError
from kg.lookup.lookup import Lookup
from kg.page.data import page_data
from kg.page.html import assemble, drawn_network, page
from kg.pipeline.generation import build, open_store
from kg.rdf.sorted import sorted_lines
from kg.store.embedded import EmbeddedStore
from kg.tables.rows import TABLES, columns
from tests.browser import Opened, open_tab
from tests.conftest import CASES
from tests.payloads import CONTROLS, EVERY, PAYLOADS
from tests.soak import rounds

# One worker holds the browser, so that it starts once
pytestmark = pytest.mark.xdist_group("browser")

Open = Callable[..., Opened]
Json = dict[str, Any]

FREE: Final = {
    (table, column.name)
    for table, row in TABLES.items()
    for column in columns(row)
    if column.metadata["parse"].__name__ in ("text", "lines", "items", "quote")
}
"""The columns of free text."""
LINES: Final = {
    column.name for row in TABLES.values() for column in columns(row) if column.metadata["parse"].__name__ == "lines"
}
"""Those whose texts may have several lines."""
NEEDED: Final = {
    "sources": {"publisher": "990102-peoples-government", "place": "p-{id}", "period": "2023",
                "kind": "rule-of-law", "profile": "full", "sha256": "0" * 64, "script": "Hans",
                "url": "https://example.org/{id}"},
    "entities": {"type": "GovernmentDepartment", "same_as": "https://example.org/{id}"},
    "places": {"kind": "functional-area", "generated": "no"},
    "bodies": {"type": "GovernmentDepartment", "label_zh": "{{place}}", "label_en": "{{place}}", "aliases": "",
               "id_pattern": "{{place}}-{id}", "kinds_of_place": "district", "valid_from": "2018"},
    "honours": {"kind": "title", "conferrer": "990102-peoples-government"},
    "indicators": {"unit": "case", "kind": "count", "formula": ""},
    "mentions": {"source": "s-{id}", "section": "s1", "entity": "t-{id}"},
    "relations": {"id": "r-{id}", "subject": "t-{id}", "predicate": "awarded", "object": "990000-legal-publicity-unit",
                  "by": "990102-peoples-government", "level": "provincial", "modality": "asserted",
                  "stated": "explicit", "actor_stated": "yes", "source": "s-{id}", "section": "s1"},
    "figures": {"id": "f-{id}", "subject": "t-{id}", "indicator": "i-{id}", "wording": "", "value": "5",
                "bound": "at-least", "status": "stated",
                "period": "2023", "source": "s-{id}", "section": "s1"},
    "errata": {"source": "s-{id}"},
}  # fmt: skip
"""What a row of each table needs beside its free texts."""
OWN: Final = {
    "sources": "s-{id}", "entities": "t-{id}", "places": "p-{id}", "bodies": "b-{id}", "honours": "h-{id}",
    "indicators": "i-{id}",
}  # fmt: skip


def tables(
    folder: Path, texts: dict[str, str], fit: Callable[[str, str, str], str] = lambda _t, _c, text: text
) -> Path:
    """The made-up tables and, for each text, rows of every table whose free texts are this one."""
    folder.mkdir()
    for table, row_type in TABLES.items():
        path = CASES / "base" / f"{table}.csv"
        rows = [[column.name for column in columns(row_type)]]
        if path.exists():  # a register may be missing
            with path.open(encoding="utf-8", newline="") as lines:
                rows = list(csv.reader(lines))
        for name, text in texts.items():
            needed = NEEDED[table] | ({"id": OWN[table]} if table in OWN else {})
            filled = {column: value.format(id=name) for column, value in needed.items()}
            free = {
                column.name: fit(table, column.name, text)
                for column in columns(row_type)
                if (table, column.name) in FREE
            }
            rows.append([(free | filled).get(column, "") for column in rows[0]])
        with (folder / path.name).open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows(rows)
    return folder


WATCH: Final = """() => {
  // What a page of ours is made of; whatever else comes up came out of a text
  const ours = new Set(("A ASIDE BLOCKQUOTE BODY BUTTON CANVAS CITE CODE DD DETAILS DIALOG DIV DL DT EM FIELDSET"
    + " FIGCAPTION FIGURE FORM H1 H2 H3 HEADER INPUT LABEL LI MAIN MARK NAV OL OPTGROUP OPTION P PRE SECTION SELECT"
    + " SPAN STRONG SUMMARY TABLE TBODY TD TEXTAREA TH THEAD TR UL svg circle g line path polygon rect text title"
  ).split(" "));
  const address = /^(href|src|action|xlink:href)$/;
  const paint = /^(fill|stroke|filter|mask)$/;
  const isBad = ({ name, value }) => /^on|^(srcdoc|formaction|ping|background)$/.test(name)
    || (address.test(name) && !/^(https?:|blob:|#)/.test(value)) || (paint.test(name) && /url/i.test(value));
  window.foreign = [];
  const inspect = (node) => {
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const one of [node, ...node.querySelectorAll("*")]) {
      if (one.closest("head") || one.matches("body > script, body > noscript")) continue;
      if (!ours.has(one.tagName)) window.foreign.push(one.tagName);
      for (const { name, value } of [...one.attributes].filter(isBad)) {
        window.foreign.push(`${one.tagName} ${name}=${value.slice(0, 80)}`);
      }
    }
  };
  inspect(document.body);
  new MutationObserver((records) => records.forEach(({ addedNodes }) => addedNodes.forEach(inspect)))
    .observe(document.body, { childList: true, subtree: true });
}"""

PANELS: Final = """async () => {
  const { app } = kgPage;
  const said = [];
  const look = (changes) => {
    app.state.update({ thing: "", claim: "", find: "", ...changes }, { quiet: true });
    said.push(document.getElementById("panel").textContent);
  };
  const { things, claims } = app.model;
  for (const lang of ["zh", "en"]) {
    app.state.update({ lang, tab: "list" }); // the graph is not drawn for each
    look({});
    for (const thing of things.keys()) look({ thing });
    for (const claim of claims.keys()) look({ claim });
    app.state.update({ tab: "graph" });
    for (const thing of [...things.keys()].slice(0, 6)) {
      look({ thing });
      app.canvas.toggle(thing);
    }
    look({ claim: claims.keys().next().value });
    for (const details of document.querySelectorAll("#filters details")) details.open = true;
    said.push(document.getElementById("filters").textContent);
    for (const box of document.querySelectorAll("#filters input")) box.click();
    for (const all of document.querySelectorAll("#filters li button")) all.click();
    document.getElementById("reset").click();
    document.getElementById("save").click();
    for (const name of ["about", "licences"]) {
      document.getElementById(`save-${name}`).click();
      while (!document.querySelector("dialog")) await new Promise((done) => setTimeout(done, 10));
      said.push(document.querySelector("dialog").textContent);
      document.querySelector("dialog button").click();
    }
    document.getElementById("save").click();
    await new Promise(requestAnimationFrame);
  }
  return said.join("\\n");
}"""


TABS: Final = """async (languages) => {
  const { app } = kgPage;
  const said = [];
  const settle = async () => {
    do await new Promise((done) => setTimeout(done, 20)); while (document.querySelector("#ask [aria-busy]"));
  };
  const rows = (root) => {
    dispatchEvent(new Event("beforeprint")); // a table shows all its rows on paper
    said.push(document.querySelector(root).textContent);
    dispatchEvent(new Event("afterprint"));
  };
  for (const lang of languages) {
    app.state.update({ lang, tab: "list" });
    for (const list of ["things", "relations", "figures"]) {
      app.state.update({ tab: "list", list });
      document.querySelector("#list th:last-child button").click();
      rows("#list");
      app.state.update({ filter: "<" }, { quiet: true });
      app.state.update({ filter: "" }, { quiet: true });
    }
    let asked = 0;
    app.state.update({ tab: "ask", by: "question", question: "" });
    said.push(document.getElementById("ask").textContent);
    for (const { name, parameters } of app.model.questions) {
      app.state.update({ question: name, args: "" });
      for (const { name } of parameters) {
        const field = document.getElementById(`ask-${name}`);
        if (field?.matches("input")) {
          field.value = "<b>";
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }
      }
      const given = new URLSearchParams(parameters.map(({ name, example }) => [name, example])).toString();
      if (asked++ < 6) app.state.update({ args: given });
      await settle();
      rows("#ask");
    }
    app.state.update({ by: "sparql", query: "SELECT ?o { ?s ?p ?o FILTER(isLiteral(?o)) }" });
    await settle();
    rows("#ask");
    app.state.update({ by: "sparql", query: "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 300" });
    await settle();
    rows("#ask");
    document.querySelector("#ask .subgraph")?.click();
  }
  return said.join("\\n");
}"""


def safe(opened: Opened) -> None:
    """Nothing ran, nothing that is not the page's own came up, nothing was asked for, and nobody left it."""
    assert opened.tab.evaluate("() => [window.ran, Object.keys(Object.prototype), ({}).polluted]") == [None, [], None]
    assert opened.tab.evaluate("() => window.foreign") == []
    assert opened.tab.url.split("#")[0] == opened.url
    opened.check()


def lacking(said: str, texts: Iterator[str] | list[str]) -> list[str]:
    """The texts that are nowhere in what was shown, in short."""
    return [text[:60] for text in texts if text not in said]


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory, stores: Path) -> EmbeddedStore:
    """The made-up tables with every payload in every column of free text, cut where a table has a limit, and on one
    line where it must be.
    """

    def fit(_table: str, column: str, text: str) -> str:
        one = text if column in LINES else on_one_line(text)
        return one[:60] if column in ("quote", "verb", "wording") else one

    return open_store(tables(tmp_path_factory.mktemp("hostile") / "tables", PAYLOADS, fit))


def on_one_line(text: str) -> str:
    return re.sub("[\t\n\r\x85\u2028\u2029]", " ", text)


@pytest.fixture(scope="session")
def hostile_page(hostile: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "page.html"
    path.write_text(page(Lookup(hostile)), "utf-8", newline="\n")
    return path


def test_every_payload_is_in_every_free_text(hostile: EmbeddedStore) -> None:
    assert len(EVERY) >= 60
    assert {table for table, _ in FREE} == TABLES.keys()
    data = page_data(Lookup(hostile))
    things = {thing["id"]: thing for thing in data["things"]}
    for name, text in PAYLOADS.items():
        assert things[f"t-{name}"]["zh"] == on_one_line(text).strip()
        assert things[f"t-{name}"].get("note", {}).get("zh") == text.strip()


def test_a_table_refuses_control_characters_and_long_quotes(tmp_path: Path, stores: Path) -> None:
    with pytest.raises(TablesError) as raised:
        build(tables(tmp_path / "tables", EVERY | CONTROLS))
    problems = raised.value.problems
    long = [name for name, text in EVERY.items() if len(text.strip()) > 60]
    quotes = [problem for problem in problems if problem.column == "quote" and "expected at most 60" in problem.message]
    assert len(quotes) == 2 * len(long)
    refused = [problem for problem in problems if problem not in quotes]
    untold = NEEDED["sources"].keys() | NEEDED["figures"].keys()  # what is given beside the payloads
    assert {problem.column for problem in refused} >= {column for _, column in FREE if column not in untold}
    assert all(
        re.search(
            r"control character U\+00|NUL byte|no row has the id|nobody sees|others see otherwise|a tab|line break",
            problem.message,
        )
        for problem in refused
    )


def test_a_table_refuses_unpaired_surrogates(tmp_path: Path, stores: Path) -> None:
    folder = tables(tmp_path / "tables", {"plain": "text"})
    path = folder / "entities.csv"
    path.write_bytes(path.read_bytes().replace(b"text", b"\xed\xa0\x80"))
    with pytest.raises(TablesError, match="is not UTF-8"):
        build(folder)


def test_texts_of_tables_are_shown_and_run_nothing(open_page: Open, hostile_page: Path, hostile: EmbeddedStore) -> None:
    opened = open_page(path=hostile_page)
    opened.tab.evaluate(WATCH)
    said, tabs = opened.tab.evaluate(PANELS), opened.tab.evaluate(TABS, ["zh", "en"])
    texts = [text.strip() for text in PAYLOADS.values()]
    assert lacking(said, texts) == []
    assert lacking(tabs, texts) == []
    data = page_data(Lookup(hostile))
    shown = [
        *(record[field] for record in data["things"] for field in ("zh", "en") if field in record),
        *(
            text
            for kind in ("things", "claims", "figures")
            for of in data[kind]
            for text in of.get("note", {}).values()
        ),
        *(
            name
            for thing in data["things"]
            for name, kind, *_ in thing["names"]
            if kind in ("alias", "mention", "pinyin")
        ),
        *(claim[field] for claim in data["claims"] for field in ("quote", "round") if field in claim),
        *(text for claim in data["claims"] for text in claim.get("distinction", {}).values()),
        *(figure[field] for figure in data["figures"] for field in ("quote", "text") if field in figure),
        *(text for figure in data["figures"] for text in figure["indicator"].values()),
        *(report[language] for report in data["reports"].values() for language in ("zh", "en")),
    ]
    assert len(shown) > 15 * len(texts)
    assert lacking(said, shown) == []
    safe(opened)


# Behind the checks: the page's own data, field by field


KEYED: Final = ("prefixes", "reports", "sections", "traditional", "columns")
"""The fields that are objects whose keys come from data."""


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory, stores: Path) -> EmbeddedStore:
    """As many rows as there are payloads, of harmless texts."""
    texts = {name: f"text {name}" for name in PAYLOADS}
    return open_store(tables(tmp_path_factory.mktemp("plain") / "tables", texts))


def opened_up(value: Any) -> Any:
    """Data with the objects whose keys come from data as lists of pairs, so that a key is a text like others."""
    if isinstance(value, list):
        return [opened_up(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: [[name, opened_up(one)] for name, one in inner.items()] if key in KEYED else opened_up(inner)
        for key, inner in value.items()
    }


def closed(value: Any) -> Any:
    """The inverse of `opened_up`."""
    if isinstance(value, list):
        return [closed(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: {name: closed(one) for name, one in inner} if key in KEYED else closed(inner)
        for key, inner in value.items()
    }


def places_of(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where in a value the strings stand."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places_of(inner, (*path, key))


def put(record: Any, path: tuple[Any, ...], text: str) -> None:
    for key in path[:-1]:
        record = record[key]
    record[path[-1]] = text


def collections(data: Json, nodes: list[Json], edges: list[Json]) -> dict[str, list[Any]]:
    """The records of a page by kind."""
    kinds = (
        "things",
        "claims",
        "figures",
        "reports",
        "places",
        "classes",
        "predicates",
        "questions",
        "traditional",
        "prefixes",
    )
    return {
        **{kind: data[kind] for kind in kinds},
        **{f"tokens {scheme}": values for scheme, values in data["tokens"].items()},
        "nodes": nodes,
        "edges": edges,
        "page": [data],
    }


def fields_of(record: Any, kind: str) -> list[tuple[Any, ...]]:
    return [("version",), ("base",)] if kind == "page" else list(places_of(record))


TURNS: Final = 3
GROUPS: Final = [
    ("things", "tokens level", "tokens modality", "tokens standpoint"),
    ("claims", "questions", "tokens statedness", "tokens bound"),
    ("figures", "classes", "traditional", "prefixes"),
    ("reports", "places", "predicates", "nodes", "edges", "page"),
]
"""Kinds of records that are spoilt together, so that what shows a text is whole where the text stands."""


def spoilt(data: Json, network: Any, group: tuple[str, ...], turn: int) -> tuple[Json, list[str]]:
    """Data whose records of a group have a payload in some of their fields (the network's are changed in
    place), and the texts that are to be seen. Over all turns each record has its payload in each field.
    """
    changed = opened_up(deepcopy(data))
    texts = list(EVERY.values())
    seen = []
    for kind, records in collections(changed, network.nodes, network.edges).items():
        if kind not in group:
            continue
        for number, record in enumerate(records):
            # Where records are fewer than texts, each turn takes others
            text = texts[(number + (11 * turn if len(records) < len(texts) else 0)) % len(texts)]
            text += f" {number}" if number >= len(texts) else ""  # an id is not to stand twice
            for nth, field in enumerate(fields_of(record, kind)):
                if (number + nth) % TURNS == turn:
                    seen += [text] if is_seen(kind, record, field) else []
                    put(record, field, text)
    return closed(changed), seen


SEEN: Final = {
    "things": ("zh", "en", "note"),
    "claims": ("zh", "en", "note", "quote", "round", "date"),
    "figures": ("zh", "en", "note", "quote", "text", "unit"),
    "reports": ("zh", "en"),
}
"""The fields whose texts the panel shows."""


def is_seen(kind: str, record: Any, field: tuple[Any, ...]) -> bool:
    if kind == "things" and field[0] == "names":
        return field[2] == 0 and record["names"][field[1]][1] in ("alias", "mention", "pinyin")
    if kind == "reports":
        return field[0] == 1 and field[1:] in (("zh",), ("en",))
    return field[-1] in SEEN.get(kind, ())


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group[0])
def test_no_field_of_the_pages_data_runs_or_brings_it_down(
    browser: Any, plain: EmbeddedStore, tmp_path: Path, group: tuple[str, ...]
) -> None:
    data, triples = page_data(Lookup(plain)), "".join(sorted_lines(plain.triples()))
    network = drawn_network(Lookup(plain))
    nodes, edges = deepcopy(network.nodes), deepcopy(network.edges)
    path = tmp_path / "page.html"
    for turn in range(TURNS):
        network.nodes, network.edges = deepcopy(nodes), deepcopy(edges)
        changed, seen = spoilt(data, network, group, turn)
        path.write_text(assemble(network, changed, triples), "utf-8", newline="\n")
        opened = open_tab(browser, path).go()
        opened.tab.evaluate(WATCH)
        said = opened.tab.evaluate(PANELS)
        assert lacking(said, seen) == [], turn
        opened.tab.evaluate(TABS, ["en"])
        safe(opened)
        opened.tab.context.close()


# Links that anyone may have made


BROKEN: Final = {
    "cut": "thing=%E4%B8&open=%25&only=%25E4%25B8,%25,%&find=%",
    "percent": "%%%&%=%&thing=%ZZ",
    "not-utf-8": "thing=%ED%A0%80&find=%FF%FE",
    "numbers": "depth=99999999999&at=1e308,1e308,1e308",
    "small": "depth=-1&at=0,0,1e-300",
    "not-numbers": "depth=x&at=NaN,Infinity,-1",
    "path": "from=__proto__&to=constructor&without=toString,__proto__",
    "depth": "thing=__proto__&depth=3",
    "huge": "find=" + "x" * 200_000 + "&thing=" + "y" * 200_000,
    "many": "open=" + ",".join(f"t{n}" for n in range(20_000)) + "&only=__proto__,constructor",
    "twice": "tab=graph&tab=list&thing=__proto__&thing=x",
    "nothing": "&&==&=&#",
    "markup": "<img src=x onerror=window.ran=1>",
    "script": "javascript:window.ran=1",
}


def follow(opened: Opened, fragment: str) -> None:
    """Open a link in the page, as a reader does who types it; then the page is looked over."""
    opened.go(fragment)
    opened.tab.evaluate(WATCH)
    assert opened.find("#panel h2").first.is_visible()
    assert opened.tab.evaluate("() => document.body.dataset.tab") in ("graph", "ask", "list")
    assert opened.tab.evaluate("() => document.documentElement.lang") in ("zh-Hans", "en")
    opened.find("#show-graph").click()
    opened.find("#language").click()
    opened.tab.evaluate("() => new Promise(requestAnimationFrame)")
    safe(opened)


@pytest.mark.parametrize("fragment", BROKEN.values(), ids=BROKEN)
def test_a_broken_link_opens_the_page_all_the_same(open_page: Open, hostile_page: Path, fragment: str) -> None:
    follow(open_page(path=hostile_page), fragment)


@pytest.mark.parametrize(
    "name", ["script", "image", "javascript", "proto", "constructor", "null", "css-url", "sparql", "right-to-left"]
)
def test_a_link_may_hold_anything(open_page: Open, hostile_page: Path, name: str) -> None:
    opened = open_page(path=hostile_page)
    opened.tab.evaluate(WATCH)
    fields = list(opened.state())
    assert {"thing", "by", "order"} <= set(fields)
    for field in fields:
        change(opened, f"{field}={quote(EVERY[name])}")
    safe(opened)
    follow(opened, "&".join(f"{field}={quote(EVERY[name])}" for field in fields))


@pytest.mark.soak
def test_an_address_of_chance_opens_the_page_all_the_same(open_page: Open, hostile_page: Path) -> None:
    opened = open_page(path=hostile_page)
    opened.tab.evaluate(WATCH)
    fields = [*opened.state(), "x", "__proto__", ""]
    pieces = [*BROKEN.values(), *EVERY.values(), "%", "&", "=", "#", ",", "%00", "%ED%A0%80", "0", "-1"]
    for chance in rounds(20):
        values = ["".join(chance.choice(pieces)[:300] for _ in range(chance.randint(0, 3))) for _ in fields]
        chosen = chance.sample(list(zip(fields, values, strict=True)), chance.randint(1, 5))
        join = chance.choice([quote, str])
        change(opened, "&".join(f"{field}={join(value)}" for field, value in chosen))
        assert opened.tab.evaluate("() => document.body.dataset.tab") in ("graph", "ask", "list")
        safe(opened)


def change(opened: Opened, fragment: str) -> None:
    """Change the fragment of an open page, and wait until it is drawn."""
    opened.tab.evaluate(
        """fragment => new Promise((done) => {
          const before = location.hash;
          location.hash = fragment;
          if (location.hash === before) done();
          addEventListener("hashchange", () => setTimeout(done), { once: true });
        })""",
        fragment,
    )


def test_what_a_link_looks_for_is_shown_as_text(open_page: Open, hostile_page: Path) -> None:
    opened = open_page(path=hostile_page)
    opened.tab.evaluate(WATCH)
    for text in EVERY.values():
        for field in ("find", "thing"):
            change(opened, f"{field}={quote(text)}")
            assert text in opened.find("#panel").evaluate("panel => panel.textContent")
    safe(opened)


def test_what_is_typed_is_shown_as_text(open_page: Open, hostile_page: Path) -> None:
    opened = open_page(path=hostile_page)
    opened.tab.evaluate(WATCH)
    field = opened.find("#find")
    for text in [*EVERY.values(), "\ud800", "a\udfff", "\0"]:
        opened.tab.evaluate(
            """text => { const field = document.getElementById("find"); field.value = text;
                field.dispatchEvent(new Event("input")); }""",
            text,
        )
        field.press("Enter")
    safe(opened)


# The policy


def policy_of(html: str) -> dict[str, list[str]]:
    found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', html)
    assert found
    parts = (part.split() for part in found[1].replace("&#39;", "'").split(";") if part.strip())
    return {name: values for name, *values in parts}


def test_what_the_editor_offers_is_text(open_page: Open, hostile_page: Path) -> None:
    opened = open_page("tab=ask&by=sparql", path=hostile_page)
    opened.tab.evaluate(WATCH)
    opened.find(".cm-content").wait_for()
    offered = ""
    for typed in ("script", "onerror", "svg", "javascript"):
        opened.find(".cm-content").focus()
        opened.tab.keyboard.press("Control+A")
        opened.tab.keyboard.press("Delete")  # typing over text, Chromium itself tries a style, which the policy refuses
        opened.tab.keyboard.insert_text(f"SELECT * WHERE {{ ?s ?p {typed}")
        opened.tab.keyboard.press("Control+Space")
        opened.find(".cm-tooltip-autocomplete li").first.wait_for()
        opened.tab.keyboard.press("ArrowDown")
        offered += opened.find(".cm-tooltip-autocomplete").first.inner_text()
        opened.tab.keyboard.press("Escape")
    assert "<script>" in offered
    within = (
        "() => document.querySelector('.editor').shadowRoot.querySelectorAll('script, iframe, object, svg, a').length"
    )
    assert opened.tab.evaluate(within) == 0
    images = "() => [...document.querySelector('.editor').shadowRoot.querySelectorAll('img')]"
    assert opened.tab.evaluate(f"{images}.filter(({{ className }}) => className !== 'cm-widgetBuffer').length") == 0
    safe(opened)


def test_the_policy_admits_the_pages_own_scripts_alone(hostile_page: Path) -> None:
    html = hostile_page.read_text("utf-8")
    policy = policy_of(html)
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == ["'none'"]
    assert policy.keys() == {
        *("default-src", "base-uri", "form-action", "img-src", "worker-src", "script-src", "style-src")
    }
    assert policy["worker-src"] == ["blob:"]
    assert set(policy["img-src"]) <= {"data:", "blob:"}
    for name in ("script-src", "style-src"):
        assert all(re.fullmatch(r"'sha256-[\w+/]{43}='|'wasm-unsafe-eval'", value) for value in policy[name])
    # Before it stands nothing that it does not hold for
    assert html.index("Content-Security-Policy") < html.index("<style") < html.index("<script")


def test_the_policy_blocks_scripts_styles_and_requests(browser: Any, drawn: Path) -> None:
    opened = open_tab(browser, drawn).go()
    failed = []
    opened.tab.on("requestfailed", lambda request: failed.append((request.url, request.failure)))
    blocked = opened.tab.evaluate("""async () => {
      const blocked = [];
      addEventListener("securitypolicyviolation", (event) => blocked.push(event.effectiveDirective));
      const add = (name, attributes) => document.body.append(Object.assign(document.createElement(name), attributes));
      add("script", { textContent: "window.ran = 1" });
      add("script", { src: "data:text/javascript,window.ran=1" });
      add("div", { innerHTML: "<img src=data: onerror='window.ran=1'><b onclick='window.ran=1'>x</b>" });
      document.querySelector("b").click();
      add("style", { textContent: "body { display: none }" });
      add("iframe", { srcdoc: "<script>parent.ran = 1</script>" });
      add("img", { src: "https://example.org/x.png" });
      add("object", { data: "https://example.org/x" });
      await fetch("https://example.org/").catch(() => blocked.push("fetch"));
      await new Promise((done) => setTimeout(done, 300));
      return [blocked, window.ran ?? null, getComputedStyle(document.body).display];
    }""")
    assert blocked[1:] == [None, "block"]
    scripts = {"script-src-elem", "script-src-attr"}
    assert scripts | {"style-src-elem", "img-src", "object-src", "connect-src", "fetch"} <= set(blocked[0])
    # Not one went out: Chromium tells of what it did not send, and why
    asked = [url for url in opened.requests if url.startswith("http")]
    assert [failure for url, failure in failed if url.startswith("http")] == ["csp"] * len(asked)
    opened.tab.context.close()


def test_nothing_of_the_tables_stands_outside_packed_blocks(
    hostile: EmbeddedStore, hostile_page: Path, drawn: Path
) -> None:
    block = re.compile(r'(<script type="text/plain" id="[\w-]+">)([\w+/=]*)(</script>)')
    hostile_html, other_html = hostile_page.read_text("utf-8"), drawn.read_text("utf-8")
    # Two pages of quite other data differ in these blocks alone
    assert block.sub(r"\1\3", hostile_html) == block.sub(r"\1\3", other_html)
    found = dict(re.findall(r'id="([\w-]+)">([\w+/=]+)</script>', hostile_html))
    told = json.loads(gzip.decompress(base64.b64decode(found["page-data"])))
    assert told["data"] == json.loads(json.dumps(page_data(Lookup(hostile)))) | {"engine": True}
    assert sorted(node["id"] for node in told["nodes"]) == sorted(thing["id"] for thing in told["data"]["things"])
