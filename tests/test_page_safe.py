"""The page and texts that anyone may have written: shown as they are, never markup, and none brings it down."""

import csv
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

import pytest

from kg.build import build, open_store
from kg.errors import TablesError
from kg.export import sorted_lines
from kg.page import assemble, drawn_network, page
from kg.pagedata import page_data
from kg.store import Store
from kg.tables import TABLES, columns
from tests.browser import Opened, open_tab
from tests.conftest import CASES
from tests.payloads import CONTROLS, PAYLOADS

# One worker holds the browser, so that it starts once
pytestmark = pytest.mark.xdist_group("browser")

Open = Callable[..., Opened]
Json = dict[str, Any]

FREE: Final = {
    (table, column.name)
    for table, row in TABLES.items()
    for column in columns(row)
    if column.metadata["parse"].__name__ in ("_text", "_list", "_quote")
}
"""The columns of free text."""
NEEDED: Final = {
    "sources": {"publisher": "990102-peoples-government", "place": "990102-qingrong-district", "period": "2023",
                "sha256": "0" * 64, "script": "Hans", "url": "https://example.org/{id}"},
    "entities": {"type": "GovernmentDepartment", "same_as": "https://example.org/{id}"},
    "mentions": {"source": "s-{id}", "section": "s1", "entity": "t-{id}"},
    "relations": {"id": "r-{id}", "subject": "t-{id}", "predicate": "awarded", "object": "990000-legal-publicity-unit",
                  "by": "990102-peoples-government", "level": "provincial", "modality": "asserted",
                  "stated": "explicit", "actor_stated": "yes", "source": "s-{id}", "section": "s1"},
    "figures": {"id": "f-{id}", "subject": "t-{id}", "value": "5", "bound": "at-least", "status": "stated",
                "period": "2023", "source": "s-{id}", "section": "s1"},
    "errata": {"source": "s-{id}"},
}  # fmt: skip
"""What a row of each table needs beside its free texts."""
OWN: Final = {"sources": "s-{id}", "entities": "t-{id}"}


def tables(
    folder: Path, texts: dict[str, str], fit: Callable[[str, str, str], str] = lambda _t, _c, text: text
) -> Path:
    """The made-up tables and, for each text, rows of every table whose free texts are this one."""
    folder.mkdir()
    for table, row_type in TABLES.items():
        path = CASES / "base" / f"{table}.csv"
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
  const ours = new Set(("A ASIDE BLOCKQUOTE BODY BUTTON CANVAS CITE CODE DD DETAILS DIALOG DIV DL DT FIELDSET FIGCAPTION"
    + " FIGURE FORM H1 H2 H3 HEADER INPUT LABEL LI MAIN MARK NAV OL OPTGROUP OPTION P PRE SECTION SELECT SPAN STRONG SUMMARY"
    + " TABLE TBODY TD TEXTAREA TH THEAD TR UL svg circle g line path polygon rect text title").split(" "));
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
  const panel = document.getElementById("panel");
  const look = (changes) => {
    app.state.update({ tab: "graph", thing: "", claim: "", find: "", ...changes }, { quiet: true });
    said.push(panel.textContent);
  };
  for (const lang of ["zh", "en"]) {
    app.state.update({ lang });
    look({});
    for (const thing of app.model.things.keys()) look({ thing });
    for (const claim of app.model.claims.keys()) look({ claim });
    for (const details of document.querySelectorAll("#filters details")) details.open = true;
    said.push(document.getElementById("filters").textContent);
    await new Promise(requestAnimationFrame);
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
def hostile(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Store:
    """The made-up tables with every payload in every column of free text, cut where a table has a limit."""
    short = lambda _table, column, text: text[:60] if column == "quote" else text  # noqa: E731
    return open_store(tables(tmp_path_factory.mktemp("hostile") / "tables", PAYLOADS, short))


@pytest.fixture(scope="session")
def hostile_page(hostile: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "page.html"
    path.write_text(page(hostile), "utf-8", newline="\n")
    return path


def test_every_payload_is_in_every_free_text(hostile: Store) -> None:
    assert len(PAYLOADS) >= 40
    assert {table for table, _ in FREE} == TABLES.keys()
    data = page_data(hostile)
    for field, wanted in (("zh", PAYLOADS), ("note", PAYLOADS)):
        found = {thing["id"]: thing.get(field) for thing in data["things"]}
        assert {name: found[f"t-{name}"] for name in wanted} == {name: text.strip() for name, text in wanted.items()}


def test_a_table_refuses_control_characters_and_long_quotes(tmp_path: Path, cache: Path) -> None:
    with pytest.raises(TablesError) as raised:
        build(tables(tmp_path / "tables", PAYLOADS | CONTROLS))
    problems = raised.value.problems
    long = [name for name, text in PAYLOADS.items() if len(text.strip()) > 60]
    quotes = [problem for problem in problems if problem.column == "quote" and "expected at most 60" in problem.message]
    assert len(quotes) == 2 * len(long)
    refused = [problem for problem in problems if problem not in quotes]
    assert {problem.column for problem in refused} >= {column for _, column in FREE if column not in NEEDED["sources"]}
    assert all(re.search(r"control character U\+00|NUL byte|no row has the id", problem.message) for problem in refused)


def test_a_table_refuses_unpaired_surrogates(tmp_path: Path, cache: Path) -> None:
    folder = tables(tmp_path / "tables", {"plain": "text"})
    path = folder / "entities.csv"
    path.write_bytes(path.read_bytes().replace(b"text", b"\xed\xa0\x80"))
    with pytest.raises(TablesError, match="is not UTF-8"):
        build(folder)


def test_texts_of_tables_are_shown_and_run_nothing(open_page: Open, hostile_page: Path, hostile: Store) -> None:
    opened = open_page(path=hostile_page)
    opened.tab.evaluate(WATCH)
    said = opened.tab.evaluate(PANELS)
    texts = [text.strip() for text in PAYLOADS.values()]
    assert lacking(said, texts) == []
    data = page_data(hostile)
    shown = [
        *(record[field] for record in data["things"] for field in ("zh", "en", "note") if field in record),
        *(
            name
            for thing in data["things"]
            for name, kind, *_ in thing["names"]
            if kind in ("alias", "mention", "pinyin")
        ),
        *(claim[field] for claim in data["claims"] for field in ("quote", "edition", "note") if field in claim),
        *(text for claim in data["claims"] for text in claim.get("distinction", {}).values()),
        *(
            figure[field]
            for figure in data["figures"]
            for field in ("quote", "text", "unit", "note")
            if field in figure
        ),
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
def plain(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Store:
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
    kinds = ("things", "claims", "figures", "reports", "classes", "predicates", "questions", "traditional", "prefixes")
    return {
        **{kind: data[kind] for kind in kinds},
        **{f"tokens {scheme}": values for scheme, values in data["tokens"].items()},
        "nodes": nodes,
        "edges": edges,
        "page": [data],
    }


def fields_of(record: Any, kind: str) -> list[tuple[Any, ...]]:
    return [("version",), ("base",)] if kind == "page" else list(places_of(record))


GROUPS: Final = [
    ("things", "tokens level", "tokens modality", "tokens standpoint"),
    ("claims", "traditional", "tokens statedness", "tokens bound"),
    ("figures", "classes"),
    ("reports", "predicates"),
    ("questions", "page"),
    ("nodes", "edges", "prefixes"),
]
"""Kinds of records that are spoilt together, so that what shows a text is whole where the text stands."""


def spoilt(data: Json, network: Any, group: tuple[str, ...], turn: int) -> tuple[Json, list[str]]:
    """Data and network in which each record of a group has a payload in one field, another one each turn.

    Returns the texts that are to be seen as well. Over all turns each record has its payload in each field.
    """
    changed = opened_up(deepcopy(data))
    texts = list(PAYLOADS.values())
    seen = []
    for kind, records in collections(changed, network.nodes, network.edges).items():
        if kind not in group:
            continue
        for number, record in enumerate(records):
            fields = fields_of(record, kind)
            field, text = (
                fields[(number + turn) % len(fields)],
                texts[(number + (len(records) < len(texts)) * 11 * turn) % len(texts)],
            )
            put(record, field, text)
            if (kind, field[-1] if kind != "reports" else field[1:]) in SEEN:
                seen.append(text)
    return closed(changed), seen


SEEN: Final = {
    *(("things", field) for field in ("zh", "en", "note", 0)),
    *(("claims", field) for field in ("zh", "en", "note", "quote", "edition", "date")),
    *(("figures", field) for field in ("zh", "en", "note", "quote", "text", "unit")),
    *(("reports", field) for field in ((1, "zh"), (1, "en"))),
}
"""The fields whose texts the panel shows."""


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group[0])
def test_no_field_of_the_pages_data_runs_or_brings_it_down(
    browser: Any, plain: Store, tmp_path: Path, group: tuple[str, ...]
) -> None:
    data, triples = page_data(plain), "".join(sorted_lines(plain))
    network = drawn_network(plain)
    nodes, edges = deepcopy(network.nodes), deepcopy(network.edges)
    kinds = collections(opened_up(deepcopy(data)), nodes, edges)
    turns = max(len(fields_of(record, kind)) for kind in group for record in kinds[kind])
    path = tmp_path / "page.html"
    for turn in range(turns):
        network.nodes, network.edges = deepcopy(nodes), deepcopy(edges)
        changed, seen = spoilt(data, network, group, turn)
        path.write_text(assemble(network, changed, triples), "utf-8", newline="\n")
        opened = open_tab(browser, path).go()
        opened.tab.evaluate(WATCH)
        said = opened.tab.evaluate(PANELS)
        assert lacking(said, seen) == [], turn
        safe(opened)
        opened.tab.context.close()
