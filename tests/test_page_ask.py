"""The page's tab of questions: every question of the catalogue, its forms, and what answers look like."""

import csv
import io
import json
from collections.abc import Callable
from functools import cache
from urllib.parse import urlencode

import pytest

from kg.lookup.ask import ask
from kg.lookup.lookup import Lookup
from kg.lookup.places import called
from kg.lookup.records import AnswerRow
from kg.questions.catalogue import Question, catalogue
from kg.store.embedded import EmbeddedStore
from kg.terminal.text import dated_text, mark_words
from kg.text.words import word
from kg.vocabulary import PREFIXES, Language, mint_iri
from tests.browser import LOCALES, Opened

pytestmark = pytest.mark.xdist_group("browser")

Open = Callable[..., Opened]
QUESTIONS = catalogue()
TABLE = """() => {
  dispatchEvent(new Event("beforeprint"));
  const cell = (td) => [td.dataset.column, td.textContent];
  const rows = [...document.querySelectorAll("#ask table.data tbody tr")]
    .map((row) => Object.fromEntries([...row.children].map(cell)));
  dispatchEvent(new Event("afterprint"));
  return rows;
}"""


def answered(opened: Opened) -> list[dict[str, str]]:
    """The rows of the answer, once it is there."""
    opened.find("#ask .answer:not([aria-busy])").wait_for()
    rows: list[dict[str, str]] = opened.tab.evaluate(TABLE)
    return rows


def fragment(question: str, arguments: dict[str, str]) -> str:
    return urlencode({"tab": "ask", "question": question, "args": urlencode(arguments)})


TRUTHS = {"true", "false"}


def expected(
    store: EmbeddedStore, question: Question, arguments: dict[str, str], language: str
) -> list[dict[str, str]]:
    """What kg.questions answers, in the cells of the page, which reads claims more kindly."""
    kinder = kinder_words(store, language)
    comma = "，" if language == "zh" else ", "
    rows = []
    answer = ask(Lookup(store, Language(language)), question, arguments)
    several = len({record.id[:11] for row in answer for record in row.records}) > 1
    several = several and not {"place", "report"} & {*answer[0].cells}
    for row in answer:
        cells = {name: kinder.get(cell, cell) for name, cell in row.cells.items()}
        for name, cell in cells.items():
            cells[name] = word({"true": "yes", "false": "no"}[cell], Language(language)) if cell in TRUTHS else cell
        if "date" in cells and row.date_bases:
            cells["date"] = dated_text(cells["date"], row.date_bases[0], Language(language))
        cells["verb"] = word("between", Language(language)).join(row.verbs)
        cells["marks"] = word("between", Language(language)).join(mark_words(row.marks, Language(language)))
        cells["note"] = " ".join(row.notes)
        cells["told-by"] = word("between", Language(language)).join(marks_of(row, store, language) if several else [])
        if any(one.receipt for one in answer):
            cells["receipt"] = ""  # what a report does not tell has none
        if row.receipt:
            cells["receipt"] = f"{row.receipt.quote} {row.receipt.report}{comma}{row.receipt.section}"
        rows.append(cells)
    # what is said beside the records has a column only where something is said
    empty = {name for name in ("verb", "marks", "note", "told-by") if not any(cells[name] for cells in rows)}
    return [{name: cell for name, cell in cells.items() if name not in empty} for cells in rows]


def marks_of(row: AnswerRow, store: EmbeddedStore, language: str) -> list[str]:
    """The place and year of each report that a row rests on."""
    lookup, comma = Lookup(store, Language(language)), "，" if language == "zh" else ", "
    places = {"440309": "440309-longhua-district", "440402": "440402-xiangzhou-district"}
    reports = dict.fromkeys(record.id[:11] for record in row.records)
    names = {code: called(lookup.descriptions.of(mint_iri(id)), lookup.language) for code, id in places.items()}
    return [comma.join([names[report[:6]], report[7:]]) for report in reports]


@cache
def kinder_words(store: EmbeddedStore, language: str) -> dict[str, str]:
    """How the page says a claim (「…」 in a predicate is where the object stands)."""
    lookup = Lookup(store, Language(language))
    space = "" if language == "zh" else " "
    words = {}
    for claim in lookup.all_claims():
        before, _, after = claim.words.partition("…")
        said = [claim.subject.label, before, claim.object.label, *([after] if after else [])]
        words[lookup.sentence(mint_iri(claim.id))] = space.join(said)
    return words


@pytest.mark.parametrize("language", LOCALES)
def test_every_question_has_the_answer_of_the_command_line(
    open_page: Open, store: EmbeddedStore, language: str
) -> None:
    opened = open_page("tab=ask", language=language)
    for question in QUESTIONS.values():
        for all_of_them in (False, True):
            arguments = {p.name: p.example for p in question.parameters if all_of_them or p.required}
            opened.tab.evaluate("fragment => { location.hash = fragment; }", fragment(question.name, arguments))
            opened.tab.wait_for_function("name => kgPage.app.state.get().question === name", arg=question.name)
            assert answered(opened) == expected(store, question, arguments, language), (question.name, arguments)


HOSTILE = [
    '" } #',
    "\\",
    "调解",
    "調解率",
    " Manyilv ",
    "jiejué",
    "' || true || '",
    '"""',
    "\n} INSERT DATA { <a:b> <a:b> 1 } #",
    "}} SERVICE <http://x/> {",
    "?thing",
]


def test_a_text_stays_a_text(open_page: Open, store: EmbeddedStore) -> None:
    opened = open_page("tab=ask")
    for text in HOSTILE:
        opened.tab.evaluate("text => { location.hash = text; }", fragment("figures-about", {"text": text}))
        opened.tab.wait_for_function("text => kgPage.app.state.get().args === text", arg=urlencode({"text": text}))
        assert answered(opened) == expected(store, QUESTIONS["figures-about"], {"text": text}, "en")
        assert opened.find("#ask .problem").all_inner_texts() == [""]


@pytest.mark.parametrize(("language", "asked", "told"), [("en", "Ask", "1 row in"), ("zh", "提问", "1行，用时")])
def test_a_form_is_filled_in_and_sent_by_keyboard(open_page: Open, language: str, asked: str, told: str) -> None:
    opened = open_page("tab=ask", language=language)
    keyboard = opened.tab.keyboard
    opened.find("#question-filter").focus()
    keyboard.type("honours-of")
    items = opened.find("#ask .questions li:visible button")
    assert items.count() == 1
    keyboard.press("Tab")
    keyboard.press("Enter")
    assert opened.tab.evaluate("() => document.activeElement.tagName") == "H2"
    keyboard.press("Tab")
    field = opened.find("#ask-institution:focus")
    assert opened.find("label[for=ask-institution]").inner_text() == {"en": "institution", "zh": "机构"}[language]
    keyboard.type("xzqsfj" if language == "zh" else "Justice Bureau of Xiang")
    assert field.get_attribute("aria-expanded") == "true"
    keyboard.press("ArrowDown")
    chosen = opened.find(f"#{field.get_attribute('aria-activedescendant')}")
    assert chosen.get_attribute("aria-selected") == "true"
    keyboard.press("Enter")
    for _ in range(3):
        keyboard.press("Tab")
    assert opened.tab.evaluate("() => document.activeElement.textContent") == asked
    keyboard.press("Enter")
    (row,) = answered(opened)
    assert "区司法局荣获" in row["receipt"]
    assert opened.find("#ask .told").inner_text().startswith(told)
    assert opened.state()["args"] == "institution=440402-justice-bureau"


def test_only_things_of_the_class_can_be_chosen(open_page: Open, store: EmbeddedStore) -> None:
    opened = open_page(fragment("holders-of-honour", {}))
    opened.find("#ask-honour").fill("珠海")
    honours = {
        thing.label for thing in Lookup(store).all_things() if thing.type in Lookup(store).classes_below("Honour")
    }
    offered = opened.find("#ask [role=option]").evaluate_all("all => all.map((one) => one.firstChild.textContent)")
    assert set(offered) <= honours
    assert len(offered) > 1
    opened.tab.keyboard.press("Escape")
    opened.tab.keyboard.press("Enter")
    assert "No single thing is called “珠海”" in opened.find("#form-problem").inner_text()
    assert opened.find("#ask-honour").get_attribute("aria-invalid") == "true"
    opened.find("#ask-honour").fill("440402-justice-bureau")  # a thing, but no honour
    opened.tab.keyboard.press("Escape")
    opened.tab.keyboard.press("Enter")
    assert "No single thing is called “440402-justice-bureau”" in opened.find("#form-problem").inner_text()


@pytest.mark.parametrize(
    ("language", "fields", "told"),
    [
        ("en", {}, "Fill this in: institution"),
        ("zh", {}, "请填写：机构"),
        ("en", {"institution": "440402-justice-bureau", "year": "last"}, "“last” is no year"),
        ("zh", {"institution": "440402-justice-bureau", "year": "去年"}, "“去年”不是年份"),
    ],
)
def test_a_form_says_what_does_not_fit(open_page: Open, language: str, fields: dict[str, str], told: str) -> None:
    opened = open_page(fragment("honours-of", {}), language=language)
    for name, value in fields.items():
        opened.find(f"#ask-{name}").fill(value)
    opened.find("#ask .question button[type=submit]").click()
    assert told in opened.find("#form-problem").inner_text()
    assert opened.state()["args"] == ""


def test_a_question_opens_in_the_editor_with_what_is_given(open_page: Open, store: EmbeddedStore) -> None:
    opened = open_page(fragment("figures-about", {"text": 'x" . ?s ?p "y'}))
    assert answered(opened) == []
    opened.find("#ask .question button", has_text="Open in the editor").click()
    opened.tab.wait_for_function("() => kgPage.app.state.get().by === 'sparql'")  # the engine makes the terms first
    assert answered(opened) == []
    shown = opened.find(".cm-content").inner_text()
    assert 'VALUES (?text) { ("x\\" . ?s ?p \\"y") }' in shown
    assert shown.index("VALUES (?text)") < shown.index("FILTER")
    assert opened.state()["by"] == "sparql"


def test_the_other_language_keeps_what_was_typed_and_answered(open_page: Open) -> None:
    opened = open_page(fragment("honours-of", {"institution": "440402-justice-bureau"}))
    assert answered(opened)[0]["honourLevel"] == "national"
    opened.find("#ask-year").fill("2023")
    opened.find("#language").click()
    assert answered(opened)[0]["honourLevel"] == "国家级"
    assert opened.find("#ask-year").input_value() == "2023"
    assert opened.find("#ask-institution").input_value() == "珠海市香洲区司法局"


def test_the_editor_keeps_what_was_typed_in_the_form(open_page: Open) -> None:
    opened = open_page(fragment("honours-of", {}))
    opened.find("#ask-year").fill("2023")
    opened.find("#ask [data-by=sparql]").click()
    opened.find("#ask [data-by=question]").click()
    assert opened.find("#ask-year").input_value() == "2023"
    opened.find("#ask .questions [data-question=figures-about]").click()
    opened.tab.go_back()
    opened.tab.wait_for_function("() => kgPage.app.state.get().question === 'honours-of'")
    assert opened.find("#ask-year").input_value() == ""


def test_a_link_that_knows_another_way_to_ask_shows_the_catalogue(open_page: Open) -> None:
    opened = open_page("tab=ask&by=x")
    opened.find("#question-filter").wait_for()
    assert not opened.find("#ask .sparql").is_visible()


def query(text: str) -> str:
    return urlencode({"tab": "ask", "query": text})


def test_numbers_sort_as_numbers_and_the_order_is_kept_in_the_link(open_page: Open) -> None:
    opened = open_page(query("SELECT ?v ?n { VALUES (?v ?n) { (10 '乙') (9 '甲') (100 '丙') (UNDEF '丁') } }"))
    head = opened.find("#ask th", has_text="v")
    assert head.get_attribute("aria-sort") == "none"
    head.locator("button").click()
    assert [row["v"] for row in answered(opened)] == ["9", "10", "100", ""]
    assert head.get_attribute("aria-sort") == "ascending"
    head.locator("button").click()
    assert [row["v"] for row in answered(opened)] == ["100", "10", "9", ""]
    opened.find("#ask th", has_text="n").locator("button").click()
    assert [row["n"] for row in answered(opened)] == ["丙", "丁", "甲", "乙"]  # by pinyin
    opened.go(opened.tab.url.split("#")[1])
    assert [row["n"] for row in answered(opened)] == ["丙", "丁", "甲", "乙"]


def test_the_order_of_an_answer_follows_the_link(open_page: Open) -> None:
    asked = query("SELECT ?v { VALUES ?v { 10 9 100 } }")
    opened = open_page(asked)
    answered(opened)
    opened.tab.evaluate("text => { location.hash = text; }", f"{asked}&order=v")
    opened.find("#ask th[aria-sort=ascending]").wait_for()
    assert [row["v"] for row in answered(opened)] == ["9", "10", "100"]
    opened.tab.go_back()
    opened.find("#ask th[aria-sort=none]").wait_for()
    assert [row["v"] for row in answered(opened)] == ["10", "9", "100"]


def test_columns_stand_in_the_order_of_the_query(open_page: Open) -> None:
    opened = open_page(query("SELECT * { ?who kg:awarded ?honour . ?honour a ?class }"))
    assert list(answered(opened)[0]) == ["who", "honour", "class"]
    opened.go(query("SELECT ?honour (COUNT(?who) AS ?n) { ?who kg:awarded ?honour } GROUP BY ?honour"))
    assert list(answered(opened)[0]) == ["honour", "n"]


def saved(opened: Opened, kind: str) -> str:
    with opened.tab.expect_download() as download:
        opened.find(f"#ask .file-{kind}").click()
    return download.value.path().read_text("utf-8")


def test_an_answer_is_taken_along(open_page: Open) -> None:
    opened = open_page(
        query(
            "SELECT ?x ?y ?claim { VALUES (?x ?y) { ('=1+1' 'a,\\\"b') } ?claim kg:level kg:national ; rdf:subject ?z }"
        )
    )
    answered(opened)
    head, *rows = csv.reader(io.StringIO(saved(opened, "sheet").removeprefix("\ufeff")))
    assert head == ["x", "y", "claim", "Verb", "Report", "Section", "Words"]
    assert {(row[0], row[1]) for row in rows} == {("'=1+1", 'a,"b')}
    assert all(row[4].startswith("Report on Building") and row[6] for row in rows)
    head, *exact = csv.reader(io.StringIO(saved(opened, "csv"), newline=""))
    assert head == ["x", "y", "claim"]
    assert {(x, y) for x, y, _ in exact} == {("=1+1", 'a,"b')}
    assert all(claim.startswith(PREFIXES["kgr"]) for _, _, claim in exact)
    tsv = [f'"=1+1"\t"a,\\"b"\t<{claim}>' for _, _, claim in exact]
    assert saved(opened, "tsv").splitlines() == ["?x\t?y\t?claim", *tsv]
    told = json.loads(saved(opened, "json"))
    assert told["head"] == {"vars": ["x", "y", "claim"]}
    assert told["results"]["bindings"][0]["x"] == {"type": "literal", "value": "=1+1"}


def test_a_triple_is_shown_and_taken_along(open_page: Open) -> None:
    opened = open_page(query("SELECT (TRIPLE(kg:Court, rdf:type, 'a'@en) AS ?x) (kg:Court AS ?y) {}"))
    assert answered(opened)[0]["x"] == '<<( kg:Court rdf:type "a"@en )>>'
    text = f'<<( <{PREFIXES["kg"]}Court> <{PREFIXES["rdf"]}type> "a"@en )>>'
    assert next(csv.reader(saved(opened, "csv").splitlines()[1:]))[0] == text
    assert saved(opened, "tsv").splitlines()[1].split("\t")[0] == text
    opened.go(query("CONSTRUCT { kg:a kg:b ?x } WHERE { BIND(TRIPLE(kg:Court, rdf:type, 'a'@en) AS ?x) }"))
    assert answered(opened)[0]["object"] == '<<( kg:Court rdf:type "a"@en )>>'


@pytest.mark.parametrize(("language", "word"), [("en", "Yes"), ("zh", "是")])
def test_an_ask_is_answered_by_a_word(open_page: Open, language: str, word: str) -> None:
    opened = open_page(query("ASK { ?who kg:awarded ?honour }"), language=language)
    opened.find("#ask .answer:not([aria-busy]) strong").wait_for()
    assert opened.find("#ask .told strong").inner_text() == word
    opened.go(query("ASK { ?who kg:awarded kgr:nobody }"))
    opened.find("#ask .answer:not([aria-busy]) strong").wait_for()
    assert opened.find("#ask .told strong").inner_text() == {"Yes": "No", "是": "否"}[word]


def test_triples_are_a_list_and_a_subgraph(open_page: Open) -> None:
    opened = open_page(query("CONSTRUCT { ?who kg:awarded ?honour } WHERE { ?who kg:awarded ?honour }"))
    rows = answered(opened)
    assert {row["predicate"] for row in rows} == {"was awarded"}
    assert "Justice Bureau of Xiangzhou District, Zhuhai" in {row["subject"] for row in rows}
    ends = opened.tab.evaluate(
        "() => [...new Set([...kgPage.app.model.claims.values()].filter((c) => c.predicate === 'awarded')"
        ".flatMap((c) => [c.subject, c.object]))].sort()"
    )
    assert json.loads(saved(opened, "json"))[0].keys() == {"subject", "predicate", "object"}
    opened.find("#ask .subgraph").click()
    assert opened.state()["tab"] == "graph"
    assert sorted(opened.state()["only"]) == ends


def test_what_is_described_is_shown_with_its_labels(open_page: Open) -> None:
    opened = open_page(query("DESCRIBE kgr:440402-justice-bureau"), language="zh")
    rows = answered(opened)
    assert {row["subject"] for row in rows} == {"珠海市香洲区司法局"}
    assert "政府工作部门" in {row["object"] for row in rows}


def test_a_click_opens_the_thing_or_claim_in_the_graph(open_page: Open) -> None:
    asked = query(
        "SELECT ?claim ?who { ?claim rdf:predicate kg:awarded ; rdf:subject ?who ;"
        " rdf:object kgr:cn-fengqiao-work-method-unit }"
    )
    opened = open_page(asked)
    (row,) = answered(opened)
    assert row["claim"] == f"{row['who']} was awarded Fengqiao-style Work Method Unit"
    opened.find("#ask td[data-column=who] button").click()
    assert (opened.state()["tab"], opened.state()["thing"]) == ("graph", "440402-maosheng-community")
    opened.go(asked)
    answered(opened)
    opened.find("#ask td[data-column=receipt] button").click()
    assert opened.state()["claim"] == "440402-2023-r010"


def test_many_rows_come_in_pages_and_on_paper_at_once(open_page: Open) -> None:
    opened = open_page(query("SELECT ?s ?p { ?s ?p ?o } LIMIT 1000"))
    assert len(answered(opened)) == 1000
    shown = opened.find("#ask table.data tbody tr")
    assert shown.count() == 100
    opened.find("#ask .pages button", has_text="Next").click()
    assert "Rows 101 to 200 of 1000" in opened.find("#ask .pages").inner_text()
    assert shown.count() == 100


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("en", "INSERT DATA { <a:b> <a:b> 1 }", "This is an update, and the graph is read-only"),
        ("zh", "DELETE WHERE { ?s ?p ?o }", "这是更新语句，而本图只读"),
        ("en", "SELECT * { SERVICE SILENT <http://x/> { ?s ?p ?o } }", "SERVICE would send the query to another host"),
        ("zh", "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", "SERVICE 会把查询发往别处"),
        ("en", "SELECT ?x {\n  ?x foo:bar ?y }", "Line 2, column 6: This prefix is not declared"),
        ("zh", "SELECT ?x { ?x foo:bar ?y }", "第1行第16列：此前缀没有声明"),
        (
            "en",
            "ASK { ?x ?p ?y FILTER(?y = foaf:me) }",
            "Line 1, column 28: This prefix is not declared; add this line: PREFIX foaf: <http://xmlns.com/foaf/0.1/>",
        ),
        ("zh", "ASK { ?x ?p 1\n BIND(KG:f(?x) AS ?y) }", "第2行第7列：此前缀没有声明；是否指 kg:？"),
        ("en", "SELECT ?x\n{ ?x kg:level ?y . FILTR(?x) }", "Line 2, column 20: This is not SPARQL from here on"),
        ("en", "SELECT ?x { ?x rdfs:label '茂盛' ; ) }", "Line 1, column 34: This is not SPARQL from here on"),
        ("en", "SELECT ?x {\n  ?x rdfs:label '😀' , ?y , }", "Line 2, column 29: This is not SPARQL from here on"),
        ("zh", "SELECT ?x WHERE { ?x kg:level ?y\nLIMIT 3", "第2行第1列：从这里起不合 SPARQL 语法"),
    ],
)
def test_what_cannot_be_asked_is_told_with_its_place(open_page: Open, language: str, text: str, told: str) -> None:
    opened = open_page(query(text), language=language)
    opened.find("#ask .answer .problem").wait_for()
    assert opened.find("#ask .answer .problem").inner_text().startswith(told)


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        (
            "en",
            "SELECT ?x { ?x kg:award ?y }",
            "Why it may be empty: the graph has no kg:award; did you mean kg:awarded?",
        ),
        ("zh", "SELECT ?x { ?x kg:award ?y }", "可能为空的原因：图中没有 kg:award；是否指 kg:awarded？"),
        ("en", "ASK { ?x a kg:Honor }", "Why it may be empty: the graph has no kg:Honor; did you mean kg:Honour"),
        ("en", "CONSTRUCT WHERE { ?x kg:award ?y }", "Why it may be empty: the graph has no kg:award"),
        ("en", "SELECT (COUNT(?x) AS ?n) { ?x kg:award ?y }", "Why it may be empty: the graph has no kg:award"),
        ("en", "SELECT ?lable { ?x rdfs:label ?label }", "Why it may be empty: the variable ?lable is nowhere bound"),
    ],
)
def test_an_empty_answer_says_why_it_may_be_empty(open_page: Open, language: str, text: str, told: str) -> None:
    opened = open_page(query(text), language=language)
    opened.find("#ask .hints li").wait_for()
    assert opened.find("#ask .hints li").inner_text().startswith(told)


def test_hints_speak_the_language_of_the_page_and_go_with_the_next_answer(open_page: Open) -> None:
    opened = open_page(query("SELECT ?x { ?x kg:award ?y }"), language="en")
    opened.find("#ask .hints li", has_text="did you mean kg:awarded?").wait_for()
    opened.find("#language").click()
    opened.find("#ask .hints li", has_text="是否指 kg:awarded？").wait_for()
    opened.go(query("SELECT ?x { ?x a kg:Court }"))
    opened.find("#ask .answer:not([aria-busy]) td").first.wait_for()
    assert opened.find("#ask .hints li").count() == 0


def test_a_long_query_is_stopped_and_the_next_one_runs(open_page: Open) -> None:
    opened = open_page(query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f && ?f != ?i) }"))
    opened.tab.wait_for_function("() => kgPage.app.engine.state() === 'running'")
    opened.find("#ask .stop").click()
    opened.find("#ask .answer .problem").wait_for()
    assert opened.find("#ask .problem", has_text="The query was stopped.").count() == 1
    opened.tab.evaluate("text => { location.hash = text; }", query("SELECT (1 AS ?one) {}"))
    opened.find("#ask td", has_text="1").wait_for()
    assert answered(opened) == [{"one": "1"}]


def test_a_query_that_breaks_the_engine_is_told_and_the_next_one_runs(open_page: Open) -> None:
    opened = open_page("tab=ask")
    deep = "SELECT * { " + "{ " * 20_000 + "?s ?p ?o" + " }" * 20_000 + " }"
    kind = opened.tab.evaluate("text => kgPage.app.engine.query(text).then(() => 'answered', ({ kind }) => kind)", deep)
    assert kind == "broken"
    found = opened.tab.evaluate(
        "() => kgPage.app.engine.query('SELECT (1 AS ?one) {}').then(({ bindings }) => bindings)"
    )
    assert found[0]["one"]["value"] == "1"


def test_only_the_last_of_two_queries_is_asked_while_the_engine_starts(open_page: Open) -> None:
    opened = open_page()
    opened.tab.evaluate("""() => {
      window.asked = [];
      const post = Worker.prototype.postMessage;
      Worker.prototype.postMessage = function (request) {
        if (request.method === "query") window.asked.push(request.text.split("\\n").at(-1));
        post.call(this, request);
      };
      kgPage.app.state.update({ tab: "ask", query: "SELECT (1 AS ?one) {}" });
      kgPage.app.state.update({ query: "SELECT (2 AS ?two) {}" });
    }""")
    assert answered(opened) == [{"two": "2"}]
    (text,) = opened.tab.evaluate("() => window.asked")
    assert text.endswith("SELECT (2 AS ?two) {}")


def test_the_engine_runs_until_the_last_of_its_queries_ends(open_page: Open) -> None:
    opened = open_page()
    states = opened.tab.evaluate("""async () => {
      const { engine } = kgPage.app;
      const [first, second] = [engine.query("ASK {}"), engine.query("ASK {}")];
      await first;
      const between = engine.state();
      await second;
      return [between, engine.state()];
    }""")
    assert states == ["running", "ready"]


@pytest.mark.parametrize(
    "text",
    ["SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f && ?f != ?i) }", "a." * 100_000],
    ids=["to evaluate", "to read"],
)
def test_a_query_that_takes_too_long_is_ended_and_the_page_goes_on_meanwhile(open_page: Open, text: str) -> None:
    opened = open_page("tab=ask&by=sparql", language="en")
    opened.tab.evaluate(
        """() => {
          const after = window.setTimeout.bind(window);
          window.setTimeout = (done, time, ...given) => after(done, time === 30_000 ? 1000 : time, ...given);
        }"""
    )
    opened.tab.evaluate("text => { location.hash = text; }", query(text))
    opened.tab.wait_for_function("() => kgPage.app.engine.state() === 'running'")
    opened.find("#ask .problem", has_text="The query was ended after 30 s").wait_for()
    opened.tab.evaluate("text => { location.hash = text; }", query("SELECT (1 AS ?one) {}"))
    opened.find("#ask td", has_text="1").wait_for()
    assert answered(opened) == [{"one": "1"}]


def test_an_engine_stopped_while_it_starts_leaves_no_worker(open_page: Open) -> None:
    opened = open_page()
    started = opened.tab.evaluate("""async () => {
      let started = 0;
      const { engine } = kgPage.app;
      window.Worker = class extends Worker { constructor(url) { super(url); started += 1; } };
      const first = engine.start().catch(({ kind }) => kind);
      engine.stop();
      await engine.start();
      return [await first, started, engine.state()];
    }""")
    assert started == ["stopped", 1, "ready"]


def test_an_answer_that_nobody_waits_for_is_no_error(open_page: Open) -> None:
    opened = open_page()
    opened.tab.evaluate("""async () => {
      window.Worker = class extends Worker { constructor(url) { super(url); window.worker = this; } };
      await kgPage.app.engine.start();
      window.worker.dispatchEvent(new MessageEvent("message", { data: { id: 999, result: 1 } }));
    }""")
    opened.check()


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "The query engine could not start: "), ("zh", "查询引擎未能启动：")],
)
@pytest.mark.parametrize("block", ["engine", "worker", "triples"])
def test_a_start_that_fails_is_told_and_tried_again(open_page: Open, language: str, said: str, block: str) -> None:
    opened = open_page(language=language)
    opened.tab.evaluate(
        """async ([id, query]) => {
          const block = document.getElementById(id);
          window.whole = block.textContent;
          const packed = new Blob(["broken("]).stream().pipeThrough(new CompressionStream("gzip"));
          const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
          block.textContent = btoa(String.fromCharCode(...bytes));
          kgPage.app.state.update({ tab: "ask", query });
        }""",
        [block, "SELECT (1 AS ?one) {}"],
    )
    opened.find("#ask .answer .problem", has_text=said).wait_for()
    opened.tab.evaluate(
        "([id, query]) => { document.getElementById(id).textContent = window.whole;"
        " kgPage.app.state.update({ query }); }",
        [block, "SELECT (2 AS ?two) {}"],
    )
    opened.find("#ask td", has_text="2").wait_for()


@pytest.mark.parametrize(("format", "begins"), [("text/turtle", "<http"), ("application/ld+json", "[")])
def test_the_graph_comes_out_of_the_engine(open_page: Open, store: EmbeddedStore, format: str, begins: str) -> None:
    opened = open_page()
    text = opened.tab.evaluate("format => kgPage.app.engine.dump(format)", format)
    assert text.startswith(begins)
    assert "440402-maosheng-community" in text


@pytest.mark.parametrize("language", LOCALES)
def test_a_phone_need_not_scroll_sideways(open_page: Open, language: str) -> None:
    opened = open_page(fragment("honours-at-level", {}), language=language, size="phone")
    answered(opened)
    assert opened.tab.evaluate("() => document.documentElement.scrollWidth") <= 360
    sheet = opened.find("#ask .sheet")
    assert sheet.evaluate("sheet => sheet.scrollWidth <= sheet.clientWidth")
