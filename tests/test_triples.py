"""Rows into RDF: what the made-up reports become, and that no text breaks out of its literal."""

import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode
from rdflib import RDF, XSD, Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.compare import graph_diff, isomorphic

from kg.ontology import KG
from kg.pipeline.acts import act_iri
from kg.pipeline.triples import all_triples
from kg.tables.cells import QUOTE_LIMIT
from kg.tables.checks import read_checked
from kg.tables.reports import Checked
from kg.tables.rows import Relation
from kg.text.chinese import section_names
from kg.vocabulary import PREFIXES, expand, mint_iri
from tests.checked import rows_of, with_reports
from tests.conftest import CASES


@cache
def two_reports() -> Checked:
    return read_checked(CASES / "two-reports")


@pytest.fixture(scope="module")
def checked() -> Checked:
    return two_reports()


@pytest.fixture(scope="module")
def graph(checked: Checked) -> Graph:
    return parsed(checked)


def parsed(checked: Checked) -> Graph:
    return Graph().parse(data="".join(all_triples(checked)), format="ntriples")


def things(graph: Graph, query: str) -> set[tuple[str, ...]]:
    """The solutions of a query, each term without the base of things or terms."""
    bases = (PREFIXES["kgr"], PREFIXES["kg"])
    return {
        tuple(str(term).removeprefix(bases[0]).removeprefix(bases[1]) for term in solution)  # type: ignore[union-attr]
        for solution in graph.query(query, initNs=PREFIXES)
    }


def assert_says_of_these_subjects_what_is_expected(graph: Graph, path: Path) -> None:
    expected, found = Graph().parse(path), Graph()
    for subject in set(expected.subjects()):
        for triple in graph.triples((subject, None, None)):
            found.add(triple)
    _, missing, unexpected = graph_diff(expected, found)
    assert (missing.serialize(), unexpected.serialize()) == ("\n", "\n")
    assert isomorphic(found, expected)


def test_chosen_resources_of_two_reports_are_as_expected(graph: Graph) -> None:
    assert_says_of_these_subjects_what_is_expected(graph, CASES / "two-reports" / "expected.ttl")


# ---- What two reports say of one thing


def test_two_claims_meet_in_one_conferral(graph: Graph) -> None:
    assert things(
        graph,
        """SELECT ?claim ?report ?standpoint {
            ?claim kg:act ?act ; prov:wasDerivedFrom ?report ; kg:standpoint ?standpoint .
            ?act kg:recipient kgr:990100-mediation-association ; kg:honour kgr:990000-model-mediator }""",
    ) == {
        ("990102-2023-r003", "990102-2023", "third-party"),
        ("990103-2023-r002", "990103-2023", "third-party"),
    }


def test_one_honour_of_two_bodies_is_two_conferrals(graph: Graph) -> None:
    assert things(
        graph, "SELECT ?act ?body { ?act kg:honour kgr:990000-legal-publicity-unit ; kg:recipient ?body }"
    ) == {
        (
            "act/conferral/990102-justice-bureau/990000-legal-publicity-unit/claim/990102-2023-r002",
            "990102-justice-bureau",
        ),
        (
            "act/conferral/990103-justice-bureau/990000-legal-publicity-unit/claim/990103-2023-r001",
            "990103-justice-bureau",
        ),
    }


def test_one_form_means_another_body_in_another_report(graph: Graph) -> None:
    query = """SELECT ?report ?body { ?body kg:mention ?m . ?m kg:form "区司法局" ; prov:wasDerivedFrom ?report ;
        oa:hasBody ?body ; oa:motivatedBy oa:identifying ; kg:section/dcterms:identifier "s0" }"""
    assert things(graph, query) == {
        ("990102-2023", "990102-justice-bureau"),
        ("990103-2023", "990103-justice-bureau"),
    }


def test_one_body_has_the_forms_of_both_reports(graph: Graph) -> None:
    query = """SELECT ?form ?report { kgr:990100-mediation-association kg:mention ?m .
        ?m kg:form ?form ; prov:wasDerivedFrom ?report }"""
    assert things(graph, query) == {
        ("市调解协会", "990102-2023"),
        ("市调解联合会", "990102-2023"),
        ("白鹭市调解协会", "990103-2023"),
    }


@pytest.mark.parametrize(
    ("claim", "standpoint"),
    [
        ("990102-2023-r002", "recipient-side"),  # the district's government of the district's bureau
        ("990102-2023-r003", "third-party"),  # of an association of the city
        ("990103-2023-r003", "conferrer-side"),  # of what it conferred itself
    ],
)
def test_who_says_so_is_derived(claim: str, standpoint: str, graph: Graph) -> None:
    assert set(graph.objects(URIRef(mint_iri(claim)), KG.standpoint)) == {KG[standpoint]}


# ---- Planned, candidate, replaced, damaged


def test_what_is_planned_or_hoped_for_is_a_claim_without_a_plain_triple_or_an_act(graph: Graph) -> None:
    query = """SELECT ?claim ?modality ?s ?o {
        ?claim kg:modality ?modality ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o .
        FILTER (?modality != kg:asserted) FILTER NOT EXISTS { ?s ?p ?o } FILTER NOT EXISTS { ?claim kg:act ?act } }"""
    assert things(graph, query) == {
        ("990102-2023-r006", "candidate", "990102-qingrong-district", "990000-model-district"),
        ("990103-2023-r004", "planned", "990103-danfeng-district", "990103-law-station"),
    }
    assert set(graph.subjects(KG.honour, URIRef(mint_iri("990000-model-district")))) == set()
    assert set(graph.subjects(KG.founds, URIRef(mint_iri("990103-law-station")))) == set()


def test_what_is_said_of_a_replaced_entity_is_said_of_the_last_that_replaced_it(graph: Graph) -> None:
    union, mediators, association = (
        URIRef(mint_iri(f"990100-{name}")) for name in ("mediation-union", "mediators", "mediation-association")
    )
    assert (association, KG.awarded, URIRef(mint_iri("990100-honest-society"))) in graph
    assert set(graph.triples((None, None, union))) == set()
    dcterms_replaced = URIRef(expand("dcterms:isReplacedBy"))
    assert set(graph.triples((None, None, mediators))) == {(union, dcterms_replaced, mediators)}
    assert (mediators, URIRef(expand("owl:deprecated")), RdflibLiteral(True)) in graph


def test_a_conferral_is_named_after_the_entity_that_stays(graph: Graph) -> None:
    """So that a report that uses the old id and one that uses the new meet in it."""
    query = "SELECT ?act { ?act kg:honour kgr:990100-honest-society }"
    assert things(graph, query) == {
        ("act/conferral/990100-mediation-association/990100-honest-society/claim/990102-2023-r007",)
    }


def test_a_publisher_and_a_place_that_were_replaced_are_those_that_stay(checked: Checked) -> None:
    first, *others = checked.reports
    source = replace(first.source, publisher="990100-mediation-union", place="990100-mediators")
    graph = parsed(replace(checked, reports=(replace(first, source=source), *others)))
    report, stays = URIRef(mint_iri(source.id)), URIRef(mint_iri("990100-mediation-association"))
    assert set(graph.objects(report, URIRef(expand("dcterms:publisher")))) == {stays}
    assert set(graph.objects(report, URIRef(expand("dcterms:spatial")))) == {stays}


def test_a_conferrer_that_was_replaced_is_the_one_that_stays(checked: Checked) -> None:
    """The standpoint is judged by it, too: the publisher goes by the name of before."""
    (other, told) = checked.reports
    rows = tuple(
        replace(row, by=("990100-mediation-union",)) if row.id == "990103-2023-r003" else row for row in told.relations
    )
    told = replace(told, source=replace(told.source, publisher="990100-mediators"), relations=rows)
    graph = parsed(replace(checked, reports=(other, told)))
    claim = URIRef(mint_iri("990103-2023-r003"))
    act, stays = graph.value(claim, KG.act), URIRef(mint_iri("990100-mediation-association"))
    assert [set(graph.objects(node, KG.authority)) for node in (claim, act)] == [{stays}, {stays}]
    assert set(graph.objects(act, URIRef(expand("vivo:assignedBy")))) == {stays}
    assert set(graph.objects(claim, KG.standpoint)) == {KG["conferrer-side"]}


def test_a_damaged_figure_is_no_observation(graph: Graph) -> None:
    observations = set(graph.subjects(RDF.type, URIRef(expand("qb:Observation"))))
    assert observations == {URIRef(mint_iri(f"990102-2023-{number}")) for number in ("f001", "f002")}


@pytest.mark.parametrize(
    "value", ["0", "-1.5", "248000000", "98.85", "0.00000001", "1.10", "100", "123456789012345678.123456"]
)
def test_a_value_is_the_decimal_that_was_typed(value: str, checked: Checked) -> None:
    """xsd:decimal has no exponent (XML Schema 1.1 Part 2, 3.3.3)."""
    report = checked.reports[0]
    figure = replace(report.figures[0], value=Decimal(value))
    store = loaded(replace(checked, reports=(replace(report, figures=(figure,)),)))
    (solution,) = select(store, "SELECT ?value ?text { ?f kg:value ?value BIND (xsd:string(?value * 1.0) AS ?text) }")
    assert solution["value"].datatype == NamedNode(XSD.decimal)
    assert "E" not in solution["value"].value.upper()
    assert Decimal(solution["value"].value) == Decimal(value)


# ---- Acts


def test_a_symmetric_relation_is_stored_once_from_the_first_to_the_second(graph: Graph) -> None:
    assert things(graph, "SELECT ?s ?o { ?s kg:relatedTo ?o }") == {
        ("990102-qingrong-district", "990103-danfeng-district")
    }


def telling(checked: Checked, *rows: Relation) -> Checked:
    """The case, whose second report tells these rows too."""
    first, second = checked.reports
    source = second.source.id
    told = tuple(replace(row, id=f"{source}-x{n}", source=source, section="s0") for n, row in enumerate(rows))
    return replace(checked, reports=(first, replace(second, relations=(*second.relations, *told), text=None)))


def row_of(checked: Checked, row_id: str, **values: Any) -> Relation:
    """A row of the case, with other values."""
    return replace(next(row for report in checked.reports for row in report.relations if row.id == row_id), **values)


def test_two_reports_that_tell_of_one_founding_meet_in_it(checked: Checked) -> None:
    founding = row_of(checked, "990102-2023-r004", subject="990103-danfeng-district")
    graph = parsed(telling(checked, founding))
    assert things(graph, "SELECT ?act ?who { ?act kg:founds kgr:990102-mediation-station ; kg:founder ?who }") == {
        ("act/founding/990102-mediation-station", "990102-justice-bureau"),
        ("act/founding/990102-mediation-station", "990102-peoples-court"),
        ("act/founding/990102-mediation-station", "990103-danfeng-district"),
    }


def test_two_reports_that_tell_of_one_agreement_meet_in_its_signing(checked: Checked) -> None:
    signing = row_of(checked, "990102-2023-r004", predicate="signed", object="990102-agreement", event="one")
    other = replace(signing, subject="990103-justice-bureau", event="another")
    graph = parsed(telling(checked, signing, other))
    assert things(graph, "SELECT ?act ?who { ?act a kg:Signing ; kg:signatory ?who }") == {
        ("act/signing/990102-agreement", "990102-peoples-court"),
        ("act/signing/990102-agreement", "990103-justice-bureau"),
    }


def test_a_programme_is_piloted_once_by_each_who_pilots_it_whoever_tells(checked: Checked) -> None:
    pilot = row_of(checked, "990102-2023-r008")
    graph = parsed(telling(checked, pilot, replace(pilot, subject="990103-danfeng-district")))
    assert things(graph, "SELECT ?act ?claim { ?act a kg:Pilot . ?claim kg:act ?act }") == {
        ("act/pilot/990102-one-code/990102-qingrong-district", "990102-2023-r008"),
        ("act/pilot/990102-one-code/990102-qingrong-district", "990103-2023-x0"),
        ("act/pilot/990102-one-code/990103-danfeng-district", "990103-2023-x1"),
    }


@pytest.mark.parametrize(
    ("values", "which"),
    [
        ({"round": "session-8", "year": "2023", "event": "e"}, "round/session-8"),
        ({"round": "", "year": "2022", "event": "e"}, "year/2022"),
        ({"round": "", "year": "", "event": "e"}, "event/990103-2023/e"),
        ({"round": "", "year": "", "event": ""}, "claim/990103-2023-x0"),
    ],
)
def test_a_conferral_is_named_after_what_tells_it_apart(values: dict[str, str], which: str, checked: Checked) -> None:
    graph = parsed(telling(checked, row_of(checked, "990102-2023-r003", **values)))
    (act,) = things(graph, "SELECT ?act { kgr:990103-2023-x0 kg:act ?act }")
    assert act == (f"act/conferral/990100-mediation-association/990000-model-mediator/{which}",)


def test_minting_an_act_is_injective(checked: Checked) -> None:
    row, ids = row_of(checked, "990102-2023-r003"), ("claim", "round", "2023", "session-1")
    told = [
        (kind, replace(row, id=id, subject=subject, object=object, round=round_, year=year, event=event))
        for kind in ("Conferral", "Pilot", "Founding", "Signing")
        for id in ids
        for subject in ids
        for object in ids
        for round_ in ("", "session-1")
        for year in ("", "2023")
        for event in ("", "claim")
    ]

    def what(kind: str, row: Relation) -> tuple[str, ...]:
        if kind in ("Founding", "Signing"):
            return kind, row.object
        which = (row.round, "" if row.round else row.year)
        unnamed = ("event", row.source, row.event) if row.event else ("claim", row.id)
        return (kind, row.subject, row.object, *(() if kind == "Pilot" else which if any(which) else unnamed))

    minted: dict[str, set[tuple[str, ...]]] = {}
    for kind, one in told:
        minted.setdefault(act_iri(kind, one, checked.registers), set()).add(what(kind, one))
    assert all(len(acts) == 1 for acts in minted.values())
    assert len(minted) == len({what(kind, one) for kind, one in told})


def test_a_conferral_that_no_round_and_no_year_tells_apart_is_probably_another_and_is_never_merged(
    checked: Checked,
) -> None:
    known = row_of(checked, "990102-2023-r003")
    unknown, other = replace(known, year=""), replace(known, year="2019")
    graph = parsed(telling(checked, unknown, other, replace(unknown, subject="990102-justice-bureau")))
    stem = "act/conferral/990100-mediation-association/990000-model-mediator/"
    assert things(graph, "SELECT ?one ?other { ?one kg:probablySame ?other }") == {
        (f"{stem}claim/990103-2023-x0", f"{stem}year/2019"),
        (f"{stem}claim/990103-2023-x0", f"{stem}year/2023"),
    }
    assert (KG.probablySame, RDF.type, KG.DerivedProperty) in graph


@pytest.mark.parametrize(
    ("values", "standpoint"),
    [
        # the city's honour in a report of the district, of the district's bureau and of an association in it
        ({"subject": "990103-justice-bureau", "object": "990100-honest-society"}, "recipient-side"),
        ({"subject": "990103-society", "object": "990100-honest-society"}, "third-party"),
        ({"subject": "990103-law-station", "object": "990100-honest-society"}, "recipient-side"),
        # the district's own honour, without and with the body that conferred it
        ({"subject": "990103-society", "object": "990103-harmonious-community"}, "conferrer-side"),
        ({"object": "990103-harmonious-community", "by": ("990103-justice-bureau",)}, "conferrer-side"),
        ({"object": "990103-harmonious-community", "by": ("990103-society",)}, "recipient-side"),
        ({"object": "990103-harmonious-community", "by": ("990000-justice-department",)}, "recipient-side"),
    ],
)
def test_an_honour_is_told_of_by_the_conferrer_the_recipient_or_neither(
    values: dict[str, Any], standpoint: str, checked: Checked
) -> None:
    society = replace(checked.registers.entities[3], id="990103-society", type="Association")
    registers = replace(checked.registers, entities=(*checked.registers.entities, society))
    row = row_of(checked, "990103-2023-r001", **values)
    graph = parsed(telling(replace(checked, registers=registers), row))
    assert set(graph.objects(URIRef(mint_iri("990103-2023-x0")), KG.standpoint)) == {KG[standpoint]}


def test_a_claim_has_its_verb_and_its_phase(checked: Checked) -> None:
    row = row_of(checked, "990102-2023-r001", phase="ongoing")
    graph = parsed(telling(checked, row, replace(row, phase="", verb="")))
    query = "SELECT ?claim ?verb ?phase { ?claim kg:verb ?verb ; kg:phase ?phase }"
    assert things(graph, query) == {("990103-2023-x0", "推进", "ongoing")}


# ---- Evidence


def test_offsets_cut_the_quote_out_of_the_text_as_found(checked: Checked, graph: Graph) -> None:
    query = """SELECT ?report ?exact ?start ?end { ?receipt oa:hasSource ?report ; oa:hasSelector/oa:exact ?exact ;
        oa:hasSelector ?position . ?position oa:start ?start ; oa:end ?end }"""
    cut = {}
    for report, exact, start, end in things(graph, query):
        text = (CASES / "two-reports" / "sources" / f"{report}.txt").read_text("utf-8")
        cut[report, exact] = text[int(start) : int(end)]
    rows = rows_of(checked, "relations", "figures")
    assert set(cut) == {(row.source, row.quote) for row in rows}
    assert {key: words for key, words in cut.items() if key[0] == "990102-2023"} == {
        key: key[1]
        for key in cut
        if key[0] == "990102-2023"  # this text was found as it is read
    }
    assert cut["990103-2023", "丹澜社区被区政府命名为“和谐社区”"] == "丹瀾社區(qū)被區(qū)政府命名為“和諧社區(qū)”"
    assert cut["990103-2023", "全年调解案件□6件"] == "全年調(diào)解案件?zhn?6件"


def test_the_rest_of_the_sentence_stands_around_the_quote(graph: Graph) -> None:
    query = """SELECT ?prefix ?exact ?suffix { <%s> oa:exact ?exact
        OPTIONAL { <%s> oa:prefix ?prefix } OPTIONAL { <%s> oa:suffix ?suffix } }"""
    assert things(graph, query.replace("%s", mint_iri("990102-2023-r003", "quote"))) == {
        ("None", "市调解协会入选省司法厅2023年度“全省调解标兵”", "。")
    }
    assert things(graph, query.replace("%s", mint_iri("990102-2023-r004", "quote"))) == {
        ("(一)联合共建。区法院与区司法局".partition("。")[2], "联合设立全市首家调解工作站", "。")
    }


def test_without_texts_there_are_quotes_but_neither_offsets_nor_sentences(checked: Checked) -> None:
    graph = parsed(with_reports(checked, lambda report: replace(report, text=None)))
    assert things(graph, "SELECT ?n { ?n oa:start|oa:end|oa:prefix|oa:suffix ?x }") == set()
    assert {exact for (exact,) in things(graph, "SELECT ?exact { ?n oa:exact ?exact }")} == {
        row.quote for row in rows_of(checked, "relations", "figures")
    }


@pytest.mark.parametrize(
    ("token", "zh", "en"),
    [
        ("s0", "开头", "opening"),
        ("sig", "落款", "signature"),
        ("s2", "二", "section 2"),
        ("s2.3", "二（三）", "section 2(3)"),
        ("s10.11", "十（十一）", "section 10(11)"),
        ("s20.1.4", "二十（一）（四）", "section 20(1)(4)"),
        ("s99", "九十九", "section 99"),
        ("s10.21", "十（二十一）", "section 10(21)"),
    ],
)
def test_a_section_is_called_as_the_report_numbers_it(token: str, zh: str, en: str) -> None:
    assert section_names(token) == (zh, en)


# ---- The graph as a whole


@pytest.mark.parametrize("case", ["base", "two-reports"])
def test_no_blank_nodes_and_no_term_of_an_unknown_kind(case: str) -> None:
    lines = "".join(all_triples(read_checked(CASES / case))).encode()
    for quad in pyoxigraph.parse(lines, pyoxigraph.RdfFormat.N_TRIPLES):
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, NamedNode | Literal)


LINES = """
import sys
from pathlib import Path
from typing import Any
from kg.pipeline.acts import act_iri
from kg.pipeline.triples import all_triples
from kg.tables.checks import read_checked

sys.stdout.buffer.write("".join(all_triples(read_checked(Path(sys.argv[1])))).encode())
"""


def test_the_lines_come_in_the_same_order_each_time() -> None:
    """Whatever the order of hashes, which is another in each process."""
    folder = CASES / "two-reports"
    lines = {
        subprocess.run(
            [sys.executable, "-c", LINES, folder],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert lines == {"".join(all_triples(read_checked(folder))).encode()}


def test_what_an_engine_gives_back_is_what_was_written(checked: Checked) -> None:
    written = set("".join(all_triples(checked)).splitlines())
    assert {f"{quad.triple} ." for quad in loaded(checked)} == written


def test_labels_and_other_names_are_tagged_and_links_checked_by_somebody_are_same(graph: Graph) -> None:
    association = URIRef(mint_iri("990100-mediation-association"))
    alt, same = URIRef(expand("skos:altLabel")), URIRef(expand("owl:sameAs"))
    assert set(graph.objects(association, alt)) == {
        RdflibLiteral("Bailu Mediators", lang="en"),
        RdflibLiteral("鹭城调协", lang="zh-hans"),
    }
    assert set(graph.objects(association, same)) == {
        URIRef("https://example.org/mediators"),
        URIRef("https://example.org/调解"),
    }


# ---- Hostile text: a row's facts come back term to term

HOSTILE = (
    '"', "\\", "\\n", "\n", "\r\n", "\t", ">", "<", "> .\n<x> <y> <z> .", '" . <x> <y> "z', '"@en', '"^^<x>',
    "'''", '"""', "} DROP ALL ; INSERT DATA { <x> <y> <z> }", "' } # ", "\\u0022", "%22", "{{", "]]>", "<script>",
    "\u2028", "\ufeff", "\ufffe", "\u202e", "𠀀", "e\u0301", "é", "?x", "$this",
)  # fmt: skip
texts = (
    st.lists(
        st.sampled_from(HOSTILE) | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=5),
        min_size=1,
        max_size=5,
    )
    .map("".join)
    .filter(len)
)


def loaded(checked: Checked) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load("".join(all_triples(checked)).encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return store


def select(store: pyoxigraph.Store, text: str) -> pyoxigraph.QuerySolutions:
    solutions = store.query(text, prefixes=PREFIXES)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    return solutions


@settings(max_examples=60)
@given(zh=texts, en=texts, words=texts, note=texts, year=texts, alias=texts)
def test_hostile_text_comes_back_term_to_term(zh: str, en: str, words: str, note: str, year: str, alias: str) -> None:
    checked = two_reports()  # no fixture, for Hypothesis would print it
    quote = words[:QUOTE_LIMIT]
    report = checked.reports[0]
    row = report.relations[2]  # a conferral
    entity = next(entity for entity in checked.registers.entities if entity.id == row.subject)
    row = replace(row, quote=quote, note_en=note, distinction_zh=zh, distinction_en=en, year=year)
    entity = replace(entity, label_zh=zh, label_en=en, aliases=(alias,), note_en=note)
    mention = replace(report.mentions[1], form=words)
    told = replace(report, relations=(row,), mentions=(mention,), figures=(), text=None)
    hostile = replace(checked, registers=replace(checked.registers, entities=(entity,)), reports=(told,))

    store = loaded(hostile)

    assert len(store) == len(set(all_triples(hostile)))
    (claim,) = select(
        store,
        """SELECT ?claim ?act ?zh ?en ?note ?year ?exact ?actYear {
            ?claim a kg:Claim ; kg:note ?note ; kg:year ?year ; kg:distinction ?zh , ?en ; kg:act ?act ;
                kg:receipt/oa:hasSelector/oa:exact ?exact .
            ?act kg:year ?actYear ; kg:distinction ?zh , ?en .
            FILTER (langMatches(lang(?zh), "zh-Hans") && langMatches(lang(?en), "en")) }""",
    )
    assert list(claim) == [
        NamedNode(mint_iri(row.id)),
        NamedNode(mint_iri("act", "conferral", row.subject, row.object, "year", year)),
        Literal(zh, language="zh-hans"),
        Literal(en, language="en"),
        Literal(note, language="en"),
        Literal(year),
        Literal(quote),
        Literal(year),
    ]
    (named,) = select(
        store,
        """SELECT ?zh ?en ?alias ?note ?form ?mention {
            kgr:990100-mediation-association rdfs:label ?zh , ?en ; skos:altLabel ?alias ; kg:note ?note ;
                kg:mention ?mention . ?mention kg:form ?form
            FILTER (langMatches(lang(?zh), "zh-Hans") && langMatches(lang(?en), "en")) }""",
    )
    assert list(named) == [
        Literal(zh, language="zh-hans"),
        Literal(en, language="en"),
        Literal(alias, language="en" if alias.isascii() else "zh-hans"),
        Literal(note, language="en"),
        Literal(words),
        NamedNode(mint_iri(mention.source, mention.section, mention.entity, words)),
    ]
