"""A row need not have its English: every face then shows the Chinese name with its pinyin, and marks it."""

import csv
import io
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from pyoxigraph import Literal

import kg
from kg.export.files import export
from kg.export.parts import Part
from kg.export.tidy import export_tables, tables
from kg.lookup.ask import ask
from kg.lookup.difference import differences
from kg.lookup.lookup import Lookup
from kg.lookup.records import NO_ENGLISH
from kg.network.network import read_network
from kg.page.data import page_data
from kg.page.html import draw
from kg.pipeline.generation import open_store
from kg.pipeline.shapes import violations
from kg.questions.catalogue import Question, catalogue
from kg.sparql.results import Solutions
from kg.store.embedded import EmbeddedStore
from kg.tables.checks import read_checked
from kg.vocabulary import Language, expand, mint_iri
from tests.browser import LOCALES, Opened
from tests.conftest import CASES, Cli

QUESTIONS: Final = catalogue()
STATION, HONOUR, ASSOCIATION = "990100-joint-mediation-station", "990100-model-unit", "990100-mediation-association"
NAMES: Final = {
    STATION: "跨区调解工作站 (kuà qū tiáo jiě gōng zuò zhàn)",
    HONOUR: "白鹭市法治示范单位 (bái lù shì fǎ zhì shì fàn dān wèi)",
    ASSOCIATION: "白鹭市调解协会 (bái lù shì tiáo jiě xié huì)",
    "990000-legal-publicity-unit": "普法先进单位 (pǔ fǎ xiān jìn dān wèi)",
    "990100-one-code": "一码通办 (yī mǎ tōng bàn)",
    "990103-peoples-government": "白鹭市丹枫区人民政府 (bái lù shì dān fēng qū rén mín zhèng fǔ)",
}
"""What the things of the case that have no English name are shown as."""
INDICATOR: Final = "调解案件数 (tiáo jiě àn jiàn shù)"
WORDS: Final = {"en": "no English name", "zh": "没有英文名称"}


def chinese(shown: str) -> str:
    return shown.partition(" (")[0]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the case."""
    folder = tmp_path_factory.mktemp("case") / "no-english"
    for name in ("meeting-reports", "no-english"):
        shutil.copytree(CASES / name, folder, dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def few(folder: Path) -> EmbeddedStore:
    return open_store(folder)


@pytest.fixture
def run(cli: Cli, folder: Path) -> Callable[..., str]:
    """Standard output of a command over the case."""
    return lambda *arguments: cli(*arguments, "--data", folder).out


# ---- Check and graph


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "7 things have no English name; faces show their Chinese name with pinyin"),
        ("zh", "7 个事物没有英文名称；各界面以中文名称加拼音显示"),
    ],
)
def test_check_counts_them_and_warns_of_none(cli: Cli, folder: Path, language: str, told: str) -> None:
    done = cli("check", "--data", folder, "--lang", language)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1] == told


def test_check_says_it_of_one_and_nothing_of_none(cli: Cli, folder: Path, tmp_path: Path) -> None:
    some = tmp_path / "one"
    shutil.copytree(CASES / "meeting-reports", some)
    assert "English" not in cli("check", "--data", some).out
    shutil.copy(folder / "indicators.csv", some)
    told = "1 thing has no English name; faces show its Chinese name with pinyin"
    assert cli("check", "--data", some).out.splitlines()[-1] == told


def test_the_graph_has_no_english_label_then_and_the_pinyin_of_every_label(few: EmbeddedStore) -> None:
    for thing, shown in NAMES.items():
        described = few.describe_many([mint_iri(thing)])[mint_iri(thing)]
        pinyin = shown.partition(" (")[2].removesuffix(")")
        assert described[expand("rdfs:label")] == [Literal(chinese(shown), language="zh-hans")]
        assert described[expand("kg:pinyin")] == [Literal(pinyin, language="zh-latn-pinyin")]
    assert not few.query("ASK { ?thing a ?kind ; rdfs:label ?label FILTER(!EXISTS { ?thing kg:pinyin ?pinyin }) "
                         "VALUES ?kind { kg:Entity kg:Indicator } }")  # fmt: skip


def test_one_label_for_all_in_sparql_is_what_the_faces_show(few: EmbeddedStore) -> None:
    found = few.query("""SELECT ?thing ?label WHERE {
        ?thing kg:class ?class ; rdfs:label ?zh ; kg:pinyin ?pinyin FILTER(lang(?zh) = "zh-hans")
        OPTIONAL { ?thing rdfs:label ?en FILTER(lang(?en) = "en") }
        BIND(COALESCE(STR(?en), CONCAT(STR(?zh), " (", STR(?pinyin), ")")) AS ?label) }""")
    assert isinstance(found, Solutions)
    labels = {row["thing"].value: row["label"].value for row in found if row["thing"] and row["label"]}
    assert labels == {thing.iri: thing.label for thing in Lookup(few).all_things()}


# ---- Lookups, in Python and on the command line


def test_a_thing_has_the_name_and_the_mark_and_in_chinese_neither(few: EmbeddedStore) -> None:
    things = {of.id: of for of in Lookup(few).all_things()}
    assert {id: of.label for id, of in things.items() if of.marks == (NO_ENGLISH,)} == NAMES
    assert all(of.label and of.marks == () for id, of in things.items() if id not in NAMES)
    spoken = {of.id: of for of in Lookup(few, Language.ZH).all_things()}
    assert {id: spoken[id].label for id in NAMES} == {id: chinese(shown) for id, shown in NAMES.items()}
    assert all(of.marks == () for of in spoken.values())


@pytest.mark.parametrize("thing", NAMES)
def test_what_is_shown_is_found_as_it_stands(few: EmbeddedStore, thing: str) -> None:
    lookup = Lookup(few)
    assert lookup.only(NAMES[thing]).id == thing
    assert lookup.search(NAMES[thing])[0].match == "exact"
    assert lookup.only(chinese(NAMES[thing])).id == thing


def test_what_is_offered_to_be_typed_on_are_names_alone(few: EmbeddedStore) -> None:
    assert {name.name for name in few.names.beginning("跨区调解工")} == {"跨区调解工作站"}
    assert all(name.name for name in few.names.all())


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        (["show", STATION], NAMES[STATION]),
        (["who", "990102-peoples-court"], NAMES[STATION]),
        (["who", STATION], NAMES[STATION]),
        (["find", "跨区调解工作站"], NAMES[STATION]),
        (["path", "990102-peoples-court", "990103-peoples-court"], NAMES[STATION]),
        (["stats", "--network"], NAMES[STATION]),
        (["ask", "founders-of", "--thing", STATION], "People's Court of Danfeng District, Bailu"),
        (["ask", "honours-of", "--institution", "990102-peoples-court"], NAMES[HONOUR]),
        (["ask", "figures"], INDICATOR),
        (["show", ASSOCIATION], INDICATOR),
        (["show", "cases-mediated"], INDICATOR),
        (["show", "990102-2023-f001"], INDICATOR),
        (["show", "990102-2023-r004"], NAMES[STATION]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_every_command_shows_the_name_in_english_and_in_chinese(
    run: Callable[..., str], command: list[str], shown: str
) -> None:
    assert shown in run(*command)
    in_chinese = run(*command, "--lang", "zh")
    assert chinese(shown) in in_chinese or not shown.endswith(")")
    assert not any(name in in_chinese for name in (*NAMES.values(), INDICATOR))


@pytest.mark.parametrize(
    "command",
    [["show", STATION], ["who", STATION], ["find", "跨区调解"], ["stats", "--network"], ["show", "cases-mediated"]],
    ids=" ".join,
)
def test_where_the_thing_itself_is_shown_it_is_marked_in_words(run: Callable[..., str], command: list[str]) -> None:
    assert WORDS["en"] in run(*command)
    assert WORDS["zh"] not in run(*command, "--lang", "zh")


def test_a_thing_with_an_english_name_is_not_marked(run: Callable[..., str]) -> None:
    for command in (["show", "990102-publicity-week"], ["find", "普法周"], ["who", "990102-publicity-week"]):
        assert WORDS["en"] not in run(*command)


def test_machine_formats_have_the_mark(run: Callable[..., str]) -> None:
    (row,) = csv.DictReader(io.StringIO(run("find", "跨区调解工作站", "--format", "csv")))
    assert (row["label"], row["marks"]) == (NAMES[STATION], NO_ENGLISH)
    (card,) = json.loads(run("show", STATION, "--format", "json"))
    assert (card["thing"]["label"], card["thing"]["marks"]) == (NAMES[STATION], [NO_ENGLISH])
    link = next(csv.DictReader(io.StringIO(run("who", STATION, "--format", "csv"))))
    assert link["thing"] == NAMES[STATION]


def test_python_and_notebooks_show_it(folder: Path) -> None:
    graph = kg.open(folder)
    (found, *_) = graph.find("跨区调解工作站")
    assert (found.thing.label, found.thing.marks) == (NAMES[STATION], (NO_ENGLISH,))
    assert graph.find("跨区调解工作站").to_pandas()["marks"][0] == NO_ENGLISH
    assert NAMES[STATION] in graph.show(STATION)._repr_html_()
    assert {figure.indicator for figure in graph.figures()} == {INDICATOR}
    assert {figure.definition for figure in graph.figures()} == {""}


def test_a_definition_in_one_language_is_shown_in_both(folder: Path, tmp_path: Path) -> None:
    some = tmp_path / "tables"
    shutil.copytree(folder, some)
    edit(some / "indicators.csv", definition_zh="调解的案件数。")
    for language in Language:
        (definition,) = {of.definition for of in Lookup(open_store(some), language).all_figures()}
        assert definition == "调解的案件数。"


# ---- Files


@pytest.mark.parametrize("name", ["graph.graphml", "graph.gexf", "graph.csv"])
def test_networks_have_the_name_and_the_mark(few: EmbeddedStore, tmp_path: Path, name: str) -> None:
    file = export(Lookup(few), tmp_path / name)[0].read_text("utf-8")
    assert all(shown in file for shown in NAMES.values())
    nodes = read_network(Lookup(few)).nodes
    assert {id for id in nodes if nodes[id]["marks"] == NO_ENGLISH} == set(NAMES)


@pytest.mark.parametrize("part", [None, Part.claims, Part.network])
@pytest.mark.parametrize("name", ["graph.ttl", "graph.jsonld"])
def test_rdf_has_the_pinyin_and_no_english(few: EmbeddedStore, tmp_path: Path, name: str, part: Part | None) -> None:
    text = export(Lookup(few), tmp_path / name, part)[0].read_text("utf-8")
    assert "kuà qū tiáo jiě gōng zuò zhàn" in text
    assert NAMES[STATION] not in text


def test_tidy_tables_have_it_in_every_column_of_labels(few: EmbeddedStore, tmp_path: Path) -> None:
    file = tmp_path / "tables.sqlite"
    export_tables(Lookup(few), file)
    with sqlite3.connect(file) as database:
        marked = dict(database.execute(f"SELECT id, label_en FROM things WHERE marks = '{NO_ENGLISH}'"))
        assert marked == NAMES
        (row,) = database.execute("SELECT label_zh, label_en, pinyin FROM things WHERE id = ?", [STATION])
        assert row == ("跨区调解工作站", NAMES[STATION], "kuà qū tiáo jiě gōng zuò zhàn")
        assert set(database.execute("SELECT DISTINCT indicator_en FROM figures")) == {(INDICATOR,)}
        told = database.execute("SELECT DISTINCT object_en FROM claims WHERE object = ?", [STATION])
        assert list(told) == [(NAMES[STATION],)]


# ---- The page


@pytest.fixture(scope="module")
def page(few: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "graph.html"
    draw(Lookup(few, Language.ZH), path)  # of whatever language, a page speaks both
    return path


@pytest.mark.parametrize("language", LOCALES)
def test_the_page_shows_and_marks_it(open_page: Callable[..., Opened], page: Path, language: str) -> None:
    shown = NAMES[STATION] if language == "en" else chinese(NAMES[STATION])
    opened = open_page(f"thing={STATION}", page, language=language)
    assert opened.find("#panel h2").inner_text() == shown
    assert opened.find("#panel h2").get_attribute("lang") == "zh-Hans"
    assert opened.find("#panel .other").inner_text() == WORDS[language]
    assert opened.find("#panel .parts [lang=zh-Latn]").all_inner_texts() == ["kuà qū tiáo jiě gōng zuò zhàn"]
    opened.go("thing=990102-peoples-court")
    assert shown in opened.find(f"#panel a[data-thing='{STATION}']").all_inner_texts()
    assert WORDS[language] not in opened.find("#panel").inner_text()
    opened.go("tab=list&list=things")
    assert shown in opened.find("#list td").all_inner_texts()
    opened.go("tab=list&list=figures")
    assert (INDICATOR if language == "en" else chinese(INDICATOR)) in opened.find("#list td").all_inner_texts()


def test_what_the_page_shows_is_found_by_it(open_page: Callable[..., Opened], page: Path) -> None:
    opened = open_page("", page)
    opened.find("#find").fill(NAMES[STATION])
    opened.find("#find").press("Enter")
    assert opened.find("#panel h2").inner_text() == NAMES[STATION]


def test_an_answer_on_the_page_shows_things_and_indicators_so(open_page: Callable[..., Opened], page: Path) -> None:
    opened = open_page("tab=ask&question=figures", page)
    cells = opened.find("#ask .answer td")
    cells.first.wait_for()
    assert {INDICATOR, NAMES[ASSOCIATION]} <= set(cells.all_inner_texts())


def test_a_page_and_its_files_have_no_empty_name(few: EmbeddedStore) -> None:
    data = page_data(Lookup(few))
    assert {thing["id"]: thing["en"] for thing in data["things"] if "marks" in thing} == NAMES
    assert all(of["zh"] and of["en"] for of in (*data["things"], *(figure["indicator"] for figure in data["figures"])))


# ---- All of the data set


def edit(table: Path, **cells: str) -> None:
    """Write a table anew with these cells in each of its rows, where it has the column."""
    with table.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows = [row | {name: cell for name, cell in cells.items() if name in row} for row in reader]
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames or [])
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def emptied(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own tables without any English that may be missing."""
    folder = tmp_path_factory.mktemp("emptied") / "data"
    shutil.copytree(data, folder)
    for name in ("entities", "honours", "indicators"):
        for table in folder.rglob(f"{name}.csv"):
            edit(table, label_en="", definition_en="", definition_zh="")
    return folder


@pytest.fixture(scope="module")
def bare(emptied: Path) -> EmbeddedStore:
    return open_store(emptied)


def test_it_passes_and_is_built(cli: Cli, emptied: Path) -> None:
    checked = read_checked(emptied)
    assert (violations(checked), checked.warnings) == ([], ())
    assert checked.without_english() > 400
    assert cli("build", "--data", emptied).code == 0


def filled(rows: list[dict[str, str]]) -> list[set[str]]:
    """The columns of each row that say something."""
    return [{name for name, cell in row.items() if cell.strip()} for row in rows]


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_a_question_has_the_same_solutions_and_no_empty_name(
    question: Question, store: EmbeddedStore, bare: EmbeddedStore
) -> None:
    def answer(of: EmbeddedStore) -> list[dict[str, str]]:
        # as the questions' examples are names, those that are English are no names in the other store
        given = {p.name: named(p.kind, p.entity_class, p.example) for p in question.parameters if p.required}
        return [dict(row.cells) for row in ask(Lookup(of), question, given)]

    def named(kind: str, cls: str | None, example: str) -> str:
        return Lookup(store).only(example, cls or "Entity").id if kind == "entity" else example

    before, after = answer(store), answer(bare)
    assert len(before) == len(after)
    assert filled(before) == filled(after)


def test_no_table_has_an_empty_name(store: EmbeddedStore, bare: EmbeddedStore) -> None:
    given = {"marks", "definition_zh", "definition_en"}

    def cells(of: EmbeddedStore) -> Iterator[tuple[str, list[set[str]]]]:
        for table in tables(Lookup(of)):
            rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
            yield table.name, filled([{name: row[name] for name in row if name not in given} for row in rows])

    assert dict(cells(store)) == dict(cells(bare))


def test_no_thing_is_without_a_name_and_none_has_two(bare: EmbeddedStore) -> None:
    lookup = Lookup(bare)
    things = list(lookup.all_things())
    assert all(of.label.strip() for of in things)
    assert {of.marks for of in things if "(" not in of.label} <= {(), (NO_ENGLISH,)}
    assert all("(" in of.label for of in things if of.marks and any("一" <= c <= "鿿" for c in of.label))
    assert not any(claim.sentence.count("  ") for claim in lookup.all_claims())


def test_two_editions_differ_in_their_labels_alone(store: EmbeddedStore, bare: EmbeddedStore) -> None:
    found = differences(store, bare)
    assert {change.field for one in found for change in one.fields} == {"label"}
    assert all(one.words["en"] and one.words["zh"] for one in found)
    for one in found:
        (label,) = one.fields
        assert label.after == ()
        assert all(value.endswith(" (en)") for value in label.before)
