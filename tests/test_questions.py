"""The question catalogue: every file runs, in Oxigraph as in rdflib, and what is typed stays a term."""

import csv
import io
import json
import re
import shutil
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode
from rdflib import Graph as RdflibGraph
from rdflib import Literal as RdflibLiteral
from rdflib import URIRef

from kg.errors import AmbiguousNameError, KgError, NoSuchTermError, NotFoundError, QuestionError, WrongClassError
from kg.lookup.ask import RECORD, RECORDS, STATED_ONLY, among, ask, bind
from kg.lookup.lookup import Lookup
from kg.lookup.records import Claim, Link, Thing
from kg.pipeline.generation import open_store
from kg.questions.catalogue import FOLDER, Parameter, Question, catalogue, find_question, parse_arguments, read_question
from kg.rdf.sorted import sorted_lines
from kg.rdf.terms import Term
from kg.sparql.results import Solutions
from kg.store.embedded import EmbeddedStore
from kg.terminal.options import TableFormat
from kg.terminal.text import answer_as_text
from kg.vocabulary import PREFIXES, Language, expand, mint_iri
from tests.conftest import CASES, Case

QUESTIONS = catalogue()
REPORTS: Final = ("珠海市香洲区2023年法治政府建设情况报告", "深圳市龙华区2019年法治政府建设情况报告")


def examples(question: Question, *, all_of_them: bool) -> dict[str, str]:
    return {p.name: p.example for p in question.parameters if all_of_them or p.required}


@pytest.fixture(scope="module")
def lookup(store: EmbeddedStore) -> Lookup:
    return Lookup(store, Language.EN)


@pytest.fixture(scope="module")
def rdflib_graph(store: EmbeddedStore) -> RdflibGraph:
    return RdflibGraph().parse(data="".join(sorted_lines(store.triples())), format="nt")


def solutions(store: EmbeddedStore, question: Question, bindings: dict[str, Term]) -> list[dict[str, Term | None]]:
    result = store.query(question.query, bindings)
    assert isinstance(result, Solutions)
    return list(result)


def test_there_are_questions_of_every_kind_that_researchers_asked_for() -> None:
    wanted = {
        "links-of-programme", "honours-of", "honours-at-level", "honours-by-conferrer", "founded-by", "pilots",
        "documents-of", "agreements", "figures-of", "connections-between", "statements-of-section", "planned",
        "acting-together", "honours-without-conferrer", "shortcomings", "rates-that-disagree",
    }  # fmt: skip
    assert wanted <= QUESTIONS.keys()


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_a_question_says_what_it_asks_in_both_languages(question: Question) -> None:
    for texts in (
        question.title,
        question.wording,
        *question.columns.values(),
        *(p.label for p in question.parameters),
    ):
        assert set(texts) == {"zh", "en"}
        assert all(texts.values())
    for language in ("zh", "en"):
        blanks = {name for name in question.by_name if f"{{{name}}}" in question.wording[language]}
        assert question.wording[language].count("{") == len(blanks)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_a_question_is_answered_with_and_without_its_optional_parameters(
    question: Question, store: EmbeddedStore, lookup: Lookup
) -> None:
    for all_of_them in (False, True):
        rows = solutions(store, question, bind(question, examples(question, all_of_them=all_of_them), lookup))
        if question.name != "illegible-figures" or not all_of_them:
            assert rows or any(not p.required for p in question.parameters), "the examples give no answer"
    variables = set(store.query(question.query).variables)  # type: ignore[union-attr]
    assert variables - {STATED_ONLY, RECORDS} == {*question.by_name, *question.columns}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_a_parameter_that_is_given_leaves_only_the_solutions_that_have_it(
    question: Question, store: EmbeddedStore, lookup: Lookup
) -> None:
    required = examples(question, all_of_them=False)
    everything = solutions(store, question, bind(question, required, lookup))
    for parameter in question.parameters:
        if not parameter.required and any(solution[parameter.name] for solution in everything):
            bindings = bind(question, required | {parameter.name: parameter.example}, lookup)
            wanted = [s for s in everything if s[parameter.name] == bindings[parameter.name]]
            assert wanted, parameter.name
            assert len(solutions(store, question, bindings)) == len(wanted), parameter.name


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_rdflib_gives_the_same_answer(
    question: Question, store: EmbeddedStore, lookup: Lookup, rdflib_graph: RdflibGraph
) -> None:
    bindings = bind(question, examples(question, all_of_them=False), lookup)
    ours = solutions(store, question, bindings)
    theirs = rdflib_graph.query(
        question.query,
        initBindings={
            name: URIRef(term.value) if isinstance(term, NamedNode) else RdflibLiteral(term.value)
            for name, term in bindings.items()
        },
    )
    assert len(list(theirs)) == len(ours)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_an_answer_has_labels_and_its_receipts(question: Question, store: EmbeddedStore) -> None:
    for row in ask(Lookup(store, Language.ZH), question, examples(question, all_of_them=False))[:40]:
        assert not [cell for cell in row.cells.values() if cell.startswith("http")]
        tells = row.cells.get("telling", "报告有载") == "报告有载"
        assert (row.receipt is not None) == (RECORD in question.columns and tells)
        if row.receipt is not None:
            assert row.receipt.report in REPORTS
            assert row.receipt.section
            assert row.receipt.quote


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_no_cell_is_a_term_that_only_machines_read(
    question: Question, store: EmbeddedStore, language: Language
) -> None:
    curie = re.compile(rf"\b({'|'.join(PREFIXES)}):\w")
    for all_of_them in (False, True):
        for row in ask(Lookup(store, language), question, examples(question, all_of_them=all_of_them)):
            assert [cell for cell in row.cells.values() if curie.search(cell)] == []


def test_the_honours_of_the_justice_bureau(store: EmbeddedStore) -> None:
    (row,) = ask(Lookup(store, Language.ZH), QUESTIONS["honours-of"], {"institution": "香洲区司法局"})
    assert row.cells["honour"] == "全国组织宣传人民调解工作先进集体"
    assert row.cells["honourLevel"] == "国家级"
    assert row.receipt is not None
    assert row.receipt.quote == "区司法局荣获“全国组织宣传人民调解工作先进集体”称号"
    assert ask(Lookup(store), QUESTIONS["honours-of"], {"institution": "香洲区司法局", "level": "district"}) == []


def test_a_parameter_that_is_not_given_is_a_column(store: EmbeddedStore) -> None:
    rows = ask(Lookup(store, Language.ZH), QUESTIONS["pilots"], {})
    piloted = {(row.cells["body"], row.cells["programme"]) for row in rows}
    for subdistrict in ("拱北街道", "凤山街道"):
        assert (f"珠海市香洲区{subdistrict}", "珠海市粤执法+粤商通非现场执法") in piloted
    given = ask(Lookup(store, Language.ZH), QUESTIONS["pilots"], {"body": "440402-gongbei-subdistrict"})
    assert [set(row.cells) & {"body", "level"} for row in given] == [set()]


def test_honours_come_from_the_highest_level_down_and_those_of_none_last(store: EmbeddedStore) -> None:
    rows = ask(Lookup(store), QUESTIONS["honours-at-level"], {})
    assert [row.cells["honourLevel"] for row in rows] == ["national"] * 4 + ["municipal"] * 4 + [""]


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("国家药监局", "区市场监督管理局", ["", "", "珠海市香洲区市场监督管理局 获得荣誉 药品法治宣传教育基地"]),
        (
            "区教育局",
            "区法院",
            [
                "校外培训行业诉源治理工作站",
                "珠海市香洲区教育局 设立 校外培训行业诉源治理工作站",
                "珠海市香洲区人民法院 设立 校外培训行业诉源治理工作站",
            ],
        ),
    ],
)
def test_a_connection_is_told_whole_be_it_direct_or_not(
    store: EmbeddedStore, one: str, other: str, told: list[str]
) -> None:
    rows = ask(Lookup(store, Language.ZH), QUESTIONS["connections-between"], {"one": one, "other": other})
    assert [list(row.cells.values()) for row in rows] == [told]


def test_chinese_words_go_round_their_object(store: EmbeddedStore) -> None:
    ends = {"one": "香洲区", "other": "习近平新时代中国特色社会主义思想"}
    (row,) = ask(Lookup(store, Language.ZH), QUESTIONS["connections-between"], ends)
    assert "珠海市香洲区 以 习近平新时代中国特色社会主义思想 为指导" in row.cells.values()


def test_a_claim_in_an_answer_is_a_sentence(store: EmbeddedStore) -> None:
    rows = ask(Lookup(store, Language.ZH), QUESTIONS["shortcomings"], {})
    told = {cell for row in rows for cell in row.cells.values()}
    assert any(
        cell.startswith("依法行政能力与法治政府建设要求还有差距 ") and cell.endswith(" 依法行政能力") for cell in told
    )
    assert not [cell for cell in told if cell.startswith("kgr:")]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("成功调解案件", {"f042"}),
        ("成功調解案件", {"f042"}),
        ("chenggongtiaojieanjian", {"f042"}),
        ("Cheng Gong Tiáo Jiě", {"f042"}),
        ("cgtjaj", {"f042"}),
        ("QUNZHONG manyilv", set()),
        ("qunzhongmanyilv", {"f055"}),
        ("qunzhongmanyilu", {"f055"}),
        ("mediated SUCCESSFULLY", {"f042"}),
        ("entries", {"f057"}),
        ("億元", {"f035"}),
        ("2.48亿元", {"f035"}),
        ("2.48亿", {"f035"}),
        ("共收案", {"f037"}),
        ("共收案5168件 ", {"f037"}),
        ("Fengqiao-style Work", {"f001"}),
        ("楓橋式工作法", {"f001"}),
    ],
)
@pytest.mark.parametrize("question", ["figures", "figures-about"])
def test_a_figure_is_found_by_any_of_its_words_in_any_script(
    store: EmbeddedStore, question: str, typed: str, expected: set[str]
) -> None:
    rows = ask(Lookup(store), QUESTIONS[question], {"text": typed})
    assert {record.id.removeprefix("440402-2023-") for row in rows for record in row.records} == expected


def test_what_simplified_texts_write_too_is_not_folded(store: EmbeddedStore) -> None:
    assert store.names.simplified("顯著調解") == "显著调解"


@pytest.mark.parametrize(("language", "unit"), [(Language.EN, "yuan"), (Language.ZH, "元")])
def test_figures_have_their_unit_and_times_each_under_its_heading(
    store: EmbeddedStore, language: Language, unit: str
) -> None:
    rows = {row.records[0].id: row.cells for row in ask(Lookup(store, language), QUESTIONS["figures"], {})}
    assert rows.keys() == {figure.id for figure in Lookup(store).all_figures()}
    assert rows["440402-2023-f035"]["unit"] == unit
    assert (rows["440402-2023-f003"]["period"], rows["440402-2023-f003"]["asOf"]) == ("2023", "")
    assert (rows["440402-2023-f037"]["period"], rows["440402-2023-f037"]["asOf"]) == ("", "2023-11")


def test_a_figure_without_its_wording_is_listed_too(case: Case) -> None:
    folder = case("base")
    table = folder / "figures.csv"
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8"), newline="")))
    with table.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(row | {"value_text": ""} for row in rows)
    store = open_store(folder)
    listed = ask(Lookup(store), QUESTIONS["figures"], {})
    assert {record.id for row in listed for record in row.records} == {row["id"] for row in rows}
    assert {row.cells["wording"] for row in listed} == {""}


def test_the_rates_that_do_not_recompute(store: EmbeddedStore) -> None:
    wordings = {row.cells["wording"] for row in ask(Lookup(store), QUESTIONS["rates-that-disagree"], {})}
    assert wordings == {"55.78%", "85%"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "needs a value for institution"),
        ({"institute": "x"}, "has no parameter 'institute'; it takes --institution, --level, --year"),
        ({"institution": "香洲区司法局", "year": "last"}, "'last' is no year"),
        ({"institution": "香洲区司法局", "level": "nationl"}, "did you mean national"),
        ({"institution": "司法局"}, "names 4 things; give one of their ids:\n  440309-justice-bureau"),
        ({"institution": "“枫桥经验”"}, "is of the class work method; expected is the class agent"),
    ],
)
def test_arguments_that_do_not_fit_are_told(arguments: dict[str, str], message: str, store: EmbeddedStore) -> None:
    with pytest.raises(KgError, match=message):
        ask(Lookup(store), QUESTIONS["honours-of"], arguments)


@pytest.mark.parametrize("typed", ["五（一）", "五(一)", "section 5(1)", "Section 5（1）", "5(1)", "S5.1"])
def test_a_section_may_be_called_as_it_is_printed(typed: str, store: EmbeddedStore) -> None:
    question = QUESTIONS["statements-of-section"]
    rows = ask(Lookup(store, Language.ZH), question, {"section": typed})
    assert rows == ask(Lookup(store, Language.ZH), question, {"section": "s5.1"})
    assert {row.cells["part"] for row in rows} == {"五（一）"}


def test_a_chapter_holds_its_sections_and_may_be_called_by_its_numeral(store: EmbeddedStore) -> None:
    question = QUESTIONS["statements-of-section"]
    for typed in ("五", "5", "section 5"):
        parts = {row.cells["part"] for row in ask(Lookup(store, Language.ZH), question, {"section": typed})}
        assert {"五（一）", "五（二）"} <= parts


@pytest.mark.parametrize("typed", ["s9", "五（九）", "5.1.1", "section"])
def test_a_section_that_is_not_there_is_refused_with_those_that_are(typed: str, store: EmbeddedStore) -> None:
    with pytest.raises(QuestionError, match=r"no section of what was read; expected .*s5, s5\.1, s5\.2"):
        ask(Lookup(store), QUESTIONS["statements-of-section"], {"section": typed})


@pytest.mark.parametrize("typed", ["企业", "company", "Company", "COMPANY"])
def test_a_class_may_be_called_by_its_label(typed: str, store: EmbeddedStore) -> None:
    question = QUESTIONS["things-of-class"]
    rows = ask(Lookup(store), question, {"class": typed})
    assert rows
    assert rows == ask(Lookup(store), question, {"class": "Company"})


def test_a_question_that_is_not_there_is_told_with_the_nearest() -> None:
    with pytest.raises(QuestionError, match="did you mean honours-of"):
        find_question("honors-of")


def test_what_a_command_line_says() -> None:
    question = QUESTIONS["honours-of"]
    words = ["--institution", "区司法局", "--level=national"]
    assert parse_arguments(question, words) == {"institution": "区司法局", "level": "national"}
    for wrong, why in (
        (["区司法局"], "'区司法局' is not understood"),
        (["--institution"], "--institution needs a value"),
    ):
        with pytest.raises(QuestionError, match=f"{why}; honours-of takes --institution"):
            parse_arguments(question, wrong)


BREAKOUTS = [
    '" } INSERT DATA { <a:b> <a:b> 1 } #', "' || true || '", "\\u0022", "}} SERVICE <http://x/> {", "?thing", "kgr:",
    "\n",     '"' * 3, "'" * 3, "\\", "{", "}", "<a:b>", "> . } #", '"@en', "${x}", "--level", "\n} # \n", "* ?s ?p ?o",
    "DROP ALL",
]  # fmt: skip
HOSTILE = st.text(st.characters(codec="utf-8") | st.sampled_from("\"'\\{}<>?$#\n\r\t.;|()")) | st.sampled_from(
    BREAKOUTS
)
TAKES_TEXT = [(question, p) for question in QUESTIONS.values() for p in question.parameters if p.kind == "text"]
TAKES_A_NAME = [(question, p) for question in QUESTIONS.values() for p in question.parameters if p.kind == "entity"]
TAKES_A_TERM = [
    (question, p)
    for question in QUESTIONS.values()
    for p in question.parameters
    if p.kind in ("level", "class", "predicate", "section", "year")
]


@given(HOSTILE, st.sampled_from(TAKES_TEXT))
def test_a_text_is_only_a_text(
    lookup: Lookup, store: EmbeddedStore, text: str, where: tuple[Question, Parameter]
) -> None:
    question, parameter = where
    if text:
        arguments = examples(question, all_of_them=False) | {parameter.name: text}
        assert bind(question, arguments, lookup)[parameter.name] == Literal(store.names.simplified(text))
        for row in ask(Lookup(store), question, arguments):  # "" begins every text, and "1" is in some
            assert row.receipt is not None or row.cells["telling"] != "the report tells"


@given(HOSTILE, st.sampled_from(TAKES_A_NAME))
def test_a_name_is_a_thing_or_an_error(lookup: Lookup, text: str, where: tuple[Question, Parameter]) -> None:
    question, parameter = where
    if text:
        try:
            term = bind(question, examples(question, all_of_them=False) | {parameter.name: text}, lookup)[
                parameter.name
            ]
        except (NotFoundError, AmbiguousNameError, WrongClassError):
            return
        assert isinstance(term, NamedNode)
        assert lookup.thing(term.value).type in lookup.classes_below(parameter.entity_class)


@given(HOSTILE, st.sampled_from(TAKES_A_TERM))
def test_what_is_no_term_is_an_error(lookup: Lookup, text: str, where: tuple[Question, Parameter]) -> None:
    question, parameter = where
    if text and not text.isdigit():
        with pytest.raises((NoSuchTermError, QuestionError)):
            bind(question, examples(question, all_of_them=False) | {parameter.name: text}, lookup)


@pytest.fixture(scope="module")
def hostile_names(tmp_path_factory: pytest.TempPathFactory) -> tuple[EmbeddedStore, dict[str, str]]:
    """A store of things whose labels would break out of a query, and the id of each label's thing."""
    folder = tmp_path_factory.mktemp("hostile") / "tables"
    shutil.copytree(CASES / "base", folder)
    labels = {
        f"机构{number}号{text.replace(chr(10), ' ')}局": f"hostile-{number}" for number, text in enumerate(BREAKOUTS)
    }
    with (folder / "entities.csv").open("a", encoding="utf-8", newline="") as lines:
        for label, thing in labels.items():
            row = (thing, "GovernmentDepartment", label, f"Body {label}", "", "", "", "", "", "Invented for the tests.")
            csv.writer(lines, lineterminator="\n").writerow(row)
    return open_store(folder), labels


def test_a_thing_is_found_by_its_hostile_name_and_is_the_term(
    hostile_names: tuple[EmbeddedStore, dict[str, str]],
) -> None:
    store, labels = hostile_names
    lookup, triples = Lookup(store, Language.ZH), len(store)
    for label, thing in labels.items():
        for name in (label, f"Body {label}", label.replace(" ", "\n")):
            assert store.names.find(name)[0].name.thing == thing
            assert bind(QUESTIONS["honours-of"], {"institution": name}, lookup) == {
                "institution": NamedNode(mint_iri(thing))
            }
        assert ask(Lookup(store, Language.ZH), QUESTIONS["honours-of"], {"institution": label}) == []
    told = ask(Lookup(store, Language.ZH), QUESTIONS["things-of-class"], {"class": "GovernmentDepartment"})
    assert labels.keys() <= {cell for row in told for cell in row.cells.values()}
    assert len(store) == triples


@pytest.mark.parametrize("text", BREAKOUTS)
def test_hostile_texts_find_nothing_and_break_nothing(text: str, store: EmbeddedStore) -> None:
    assert ask(Lookup(store), QUESTIONS["figures-about"], {"text": f"没有{text}"}) == []
    with pytest.raises((NotFoundError, QuestionError)):
        ask(Lookup(store), QUESTIONS["honours-of"], {"institution": f"{text}没有这个机构{text}"})


def test_another_name_read_for_an_argument_is_told(store: EmbeddedStore) -> None:
    told: list[str] = []
    lookup = Lookup(store, Language.ZH, told.append)
    (row,) = ask(lookup, QUESTIONS["honours-of"], {"institution": "区市场监督理局"})
    assert row.cells["honour"] == "药品法治宣传教育基地"
    assert told == ["nothing is called '区市场监督理局'; read instead: 区市场监督管理局"]
    assert lookup.read == {"区市场监督理局": "区市场监督管理局"}
    with pytest.raises(NotFoundError, match="did you mean 区司法局"):
        ask(lookup, QUESTIONS["honours-of"], {"institution": "区司发局"})


# ---- One thing, one answer: what a question tells of a thing is what `kg who` tells of it


@pytest.fixture(scope="module")
def links(store: EmbeddedStore) -> dict[Thing, list[Link]]:
    """What `kg who` tells of everything."""
    lookup = Lookup(store)
    return {thing: lookup.who(thing) for thing in lookup.all_things()}


def test_the_links_of_every_programme_are_those_of_who(store: EmbeddedStore, links: dict[Thing, list[Link]]) -> None:
    programmes = Lookup(store).classes_below("Programme")
    told: dict[str, set[tuple[str, str, str]]] = {thing.id: set() for thing in links if thing.type in programmes}
    for solution in solutions(store, QUESTIONS["links-of-programme"], {}):
        programme, who, way, claim = (short(solution[name]) for name in ("programme", "who", "way", "claim"))
        told[programme].add((who, way, claim))
    assert told == {
        thing.id: {(link.entity.id, "".join(step.id for step in link.way), link.claim.id) for link in of}
        for thing, of in links.items()
        if thing.id in told
    }


ONE_MEANING: Final = {
    "agreements": ("agreement", "object", {"signed"}),
    "doctrine-followed": ("doctrine", "object", {"guidedBy", "implements", "promotes", "studied"}),
    "documents-of": ("body", "subject", {"issued"}),
    "founded-by": ("body", "subject", {"founded"}),
    "founders-of": ("thing", "object", {"founded"}),
    "holders-of-honour": ("honour", "object", {"awarded"}),
    "honours-by-conferrer": ("conferrer", "authority", {"awarded"}),
    "honours-of": ("institution", "subject", {"awarded"}),
    "media-coverage": ("medium", "subject", {"reportedOn"}),
    "meetings-and-activities": ("body", "subject", {"held"}),
    "pilots": ("programme", "object", {"piloted"}),
    "shortcomings": ("body", "subject", {"hasShortcoming"}),
}
"""Questions of what is asserted: their parameter, the part that it plays in the claims, and their properties."""


def is_part(thing: Thing, claim: Claim, part: str) -> bool:
    return thing in claim.authorities if part == "authority" else thing == getattr(claim, part)


@pytest.mark.parametrize("name", ONE_MEANING)
def test_a_question_of_a_thing_tells_the_claims_that_who_tells(
    store: EmbeddedStore, links: dict[Thing, list[Link]], name: str
) -> None:
    parameter, part, properties = ONE_MEANING[name]
    classes = Lookup(store).classes_below(QUESTIONS[name].by_name[parameter].entity_class)
    wanted = {
        (thing.id, link.claim.id)
        for thing, of in links.items()
        if thing.type in classes
        for link in of
        if not link.way and is_part(thing, link.claim, part)
        if link.claim.predicate in properties and link.claim.modality == "asserted"
    }
    told = {(short(s[parameter]), short(s["claim"])) for s in solutions(store, QUESTIONS[name], {})}
    assert {pair for pair in told if pair[0] in {thing.id for thing in links if thing.type in classes}} == wanted
    assert wanted


def test_an_honour_is_given_for_a_programme_or_in_one(store: EmbeddedStore) -> None:
    rows = solutions(store, QUESTIONS["programmes-honoured"], {})
    assert {tuple(short(s[name]) for name in ("programme", "relation", "honour", "claim")) for s in rows} == {
        ("440400-rule-of-law-zhuhai-assessment", "partOf", "440400-rule-of-law-zhuhai-excellent", "440402-2023-r007"),
        ("cn-fengqiao-work-method", "covers", "cn-fengqiao-work-method-unit", "440402-2023-r011"),
    }


def test_everything_said_of_a_thing_is_what_who_tells(store: EmbeddedStore, links: dict[Thing, list[Link]]) -> None:
    told = {(short(s["thing"]), short(s["claim"])) for s in solutions(store, QUESTIONS["statements-about"], {})}
    assert told == {(thing.id, link.claim.id) for thing, of in links.items() for link in of if not link.way}


def test_the_figures_of_a_thing_are_those_that_show_tells(store: EmbeddedStore, links: dict[Thing, list[Link]]) -> None:
    lookup = Lookup(store)
    told = {(short(s["thing"]), short(s["claim"])) for s in solutions(store, QUESTIONS["figures-of"], {})}
    assert told == {(thing.id, figure.id) for thing in links for figure in lookup.card(thing).figures}


def test_the_names_of_a_thing_are_those_that_show_tells(store: EmbeddedStore, links: dict[Thing, list[Link]]) -> None:
    lookup = Lookup(store)
    told: dict[str, set[str]] = {}
    for solution in solutions(store, QUESTIONS["names-of"], {}):
        told.setdefault(short(solution["thing"]), set()).add(short(solution["name"]))
    for thing in links:
        card = lookup.card(thing)
        labels = {lookup.label(thing.iri), Lookup(store, Language.ZH).label(thing.iri)}
        shown = {*card.names, *(form for form, _ in card.forms)}
        assert told.get(thing.id, set()) | labels == shown | labels


def test_what_is_linked_most_is_counted_as_who_tells_it(store: EmbeddedStore, links: dict[Thing, list[Link]]) -> None:
    whole = {"class": NamedNode(expand("kg:Entity"))}
    rows = solutions(store, QUESTIONS["most-linked"], whole)
    told = {short(s["thing"]): (short(s["claims"]), short(s["neighbours"])) for s in rows}
    counted = {}
    for thing, of in links.items():
        direct = [link for link in of if not link.way]
        counts = len({link.claim.id for link in direct}), len({link.entity for link in direct})
        if direct:
            counted[thing.id] = tuple(map(str, counts))
    assert told == counted


def test_a_question_that_leaves_plans_out_says_so() -> None:
    for question in QUESTIONS.values():
        leaves = "kg:modality kg:asserted" in question.query
        assert ("Plans and candidacies are left out" in question.wording["en"]) == leaves
        assert question.wording["zh"].endswith("计划和候选不计。") == leaves


def short(term: Term | None) -> str:
    """A term as an id, a local name or a text; "" for none."""
    return "" if term is None else term.value.removeprefix(PREFIXES["kgr"]).removeprefix(PREFIXES["kg"])


def test_csv_and_json_carry_the_receipt(store: EmbeddedStore) -> None:
    rows = ask(Lookup(store, Language.ZH), QUESTIONS["founders-of"], {"thing": "校外培训行业诉源治理工作站"})
    read = list(csv.DictReader(io.StringIO(answer_as_text(rows, TableFormat.csv, {}, receipts=True))))
    assert read == json.loads(answer_as_text(rows, TableFormat.json, {}, receipts=True))
    assert {"珠海市香洲区教育局", "珠海市校外培训机构协会"} <= {record["founder"] for record in read}
    assert all("联合设立" in record["quote"] for record in read)


@pytest.mark.parametrize("mark", ["", "  # among: ?act\n", "  # Among: ?claim\n", "  # among: ?claim, or all\n"])
def test_a_question_that_counts_and_has_no_mark_for_it_is_refused(mark: str, tmp_path: Path) -> None:
    text = (FOLDER / "honour-counts.rq").read_text("utf-8")
    path = tmp_path / "honour-counts.rq"
    path.write_text(text, "utf-8")
    assert read_question(path) == QUESTIONS["honour-counts"]
    path.write_text(text.replace("  # among: ?claim\n", mark), "utf-8")
    with pytest.raises(QuestionError, match=r"honour-counts\.rq: the header and the query differ in '# among: \?"):
        read_question(path)


def test_a_question_that_counts_says_of_what() -> None:
    """But for the one that counts by report: what it is narrowed by, its rows tell."""
    assert {name for name, of in QUESTIONS.items() if of.counts and not of.counted} == {"honours-by-province"}


def test_what_is_among_some_is_said_at_each_mark_and_refused_without() -> None:
    iris = [mint_iri("a"), mint_iri("b")]
    told = among("SELECT * {\n  # among: ?x\n  ?x ?y ?z # among: ?x\n  # among: ?y\n}", ["x"], iris)
    values = f"VALUES ?x {{ <{iris[0]}> <{iris[1]}> }}"
    assert told == f"SELECT * {{\n{values}\n  ?x ?y ?z # among: ?x\n  # among: ?y\n}}"
    with pytest.raises(QuestionError, match=r"no line of the query is '# among: \?z'"):
        among(told, ["z"], iris)


def test_a_header_that_lacks_something_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "broken.rq"
    path.write_text('#| title = { zh = "题", en = "title" }\nSELECT * { ?s ?p ?o }\n', "utf-8")
    with pytest.raises(QuestionError, match=r"broken\.rq: the header lacks or breaks 'question'"):
        read_question(path)
