"""The registers of indicators and honours: what reports share of them, and how the graph has it."""

import pytest

from kg.pipeline.generation import open_store
from kg.sparql.results import Answer
from kg.store.embedded import EmbeddedStore
from kg.tables.checks import read_checked
from tests.conftest import Case

HEADER = "id,label_zh,label_en,kind,series,tier,conferrer,conferrer_source,aliases,note_zh,note_en\n"
STATION = (
    "990000-model-station,全省模范调解站,Provincial Model Station,designation,模范调解站,全省,{},{},模范站,,Invented.\n"
)


def holds(store: EmbeddedStore, pattern: str) -> bool:
    answer = store.query(f"ASK {{ {pattern} }}")
    assert isinstance(answer, Answer)
    return answer.value


# ---- Indicators


@pytest.mark.parametrize(
    ("figure", "wording"), [("440402-2023-f019", "核发政府规范性文件"), ("440309-2019-f003", "正式印发")]
)
def test_two_reports_meet_in_an_indicator(store: EmbeddedStore, figure: str, wording: str) -> None:
    measured = f'kgr:{figure} kg:indicator kgr:normative-documents-issued ; kg:wording "{wording}"'
    assert holds(store, f"{measured} . kgr:normative-documents-issued kg:unit kg:unit-document")


def test_cases_are_cases_whichever_classifier_a_report_writes(store: EmbeddedStore) -> None:
    for figure, written in (("440402-2023-f038", "4072件"), ("440402-2023-f040", "2505宗")):
        assert holds(store, f'kgr:{figure} kg:valueText "{written}" ; kg:indicator/kg:unit kg:unit-case')


def test_an_indicator_has_its_definition_kind_and_formula(store: EmbeddedStore) -> None:
    rate = "kgr:reconsideration-correction-rate a kg:Indicator ; kg:indicatorKind kg:rate ; skos:definition ?d"
    formula = (
        "(reconsideration-cases-corrected + reconsideration-cases-withdrawn-after-change)"
        " / reconsideration-cases-concluded * 100"
    )
    for tag in ("zh-hans", "en"):
        assert holds(store, f'{rate} ; kg:formula "{formula}" FILTER(lang(?d) = "{tag}")')


def test_only_indicators_that_a_figure_names_are_in_the_graph(case: Case) -> None:
    store = open_store(case("base"))
    assert holds(store, "kgr:disputes-mediated a kg:Indicator")
    assert not holds(store, "kgr:cases-mediated ?p ?o")


@pytest.mark.parametrize(
    ("figure", "place"), [("440402-2023-f001", "cn-china"), ("440402-2023-f002", "440402-xiangzhou-district")]
)
def test_a_figure_is_of_its_own_place_else_of_its_reports(store: EmbeddedStore, figure: str, place: str) -> None:
    assert holds(store, f"kgr:{figure} kg:jurisdiction kgr:{place}")


# ---- Honours


def test_an_honour_of_the_register_is_a_thing_with_its_series_and_tier(store: EmbeddedStore) -> None:
    mediator = "kgr:cn-national-model-peoples-mediator"
    assert holds(
        store, f'{mediator} kg:class kg:HonoraryTitle ; a kg:Honour ; kg:series "模范人民调解员" ; kg:tier "全国"'
    )
    assert holds(store, f'{mediator} rdfs:label "全国模范人民调解员"@zh-hans . ?someone kg:awarded {mediator}')
    assert not holds(store, "?honour kg:knownConferrer ?body")


def test_who_confers_an_honour_is_marked_where_it_is_known_from_elsewhere(case: Case) -> None:
    folder = case("base")
    register = folder / "honours.csv"
    register.write_text(HEADER + STATION.format("990102-peoples-government", "A list."), "utf-8")
    store = open_store(folder)
    known = (
        'kg:knownConferrer kgr:990102-peoples-government ; dcterms:source "A list." ; skos:altLabel "模范站"@zh-hans'
    )
    assert holds(store, f"kgr:990000-model-station kg:class kg:Designation ; {known}")
    assert not holds(store, "kgr:990000-model-station kg:authority ?body")


def test_a_row_may_name_an_honour_of_the_register(case: Case) -> None:
    folder = case("base")
    (folder / "honours.csv").write_text(HEADER + STATION.format("", ""), "utf-8")
    for name in ("relations", "mentions"):
        table = folder / f"{name}.csv"
        table.write_text(
            table.read_text("utf-8").replace("990000-legal-publicity-unit", "990000-model-station"), "utf-8"
        )
    named = {row.object for report in read_checked(folder).reports for row in report.relations}
    assert "990000-model-station" in named
