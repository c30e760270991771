"""Reports that meet: made-up ones (tests/cases/meeting-reports) in one node each, and the questions that compare; and
docs/comparing.md and its Chinese twin, whose commands print what stands there.
"""

import re
import shlex
from itertools import chain
from typing import Final

import pytest

from kg.lookup.ask import ask
from kg.lookup.lookup import Lookup
from kg.lookup.records import AnswerRow
from kg.pipeline.generation import open_store
from kg.questions.catalogue import catalogue
from kg.sparql.results import Solutions
from kg.store.embedded import EmbeddedStore
from kg.tables.checks import read_checked
from kg.vocabulary import PREFIXES, Language
from tests.conftest import CASES, CHECKOUT, Case, Cli

pytestmark = pytest.mark.usefixtures("all_reports")

FOLDER: Final = CASES / "meeting-reports"
EARLIER, QINGRONG, DANFENG, CITY = "990102-2022", "990102-2023", "990103-2023", "990100-2023-work"
SAID = {"told": "the report tells", "silent": "the report says nothing", "not-read": "not read"}


@pytest.fixture(scope="module")
def made_up() -> EmbeddedStore:
    return open_store(FOLDER)


def answer(store: EmbeddedStore, question: str, **arguments: str) -> list[AnswerRow]:
    return ask(Lookup(store, Language.EN), catalogue()[question], arguments)


def solutions(store: EmbeddedStore, query: str) -> set[tuple[str, ...]]:
    found = store.query(query)
    assert isinstance(found, Solutions)
    return {tuple(term.value.removeprefix(PREFIXES["kgr"]) for term in row.values() if term) for row in found}


def test_the_reports_say_that_they_are_made_up_and_hold_against_their_texts() -> None:
    assert "**Everything here is made up**" in (FOLDER / "README.md").read_text("utf-8")
    checked = read_checked(FOLDER, FOLDER / "sources")
    assert all(report.text for report in checked.reports)
    assert {report.source.note_en for report in checked.reports} == {"Invented for the tests."}


@pytest.mark.parametrize(
    "act",
    [
        "act/founding/990100-joint-mediation-station",
        "act/conferral/990102-justice-bureau/990000-legal-publicity-unit/year/2023",
        "act/signing/990100-publicity-agreement",
        "act/pilot/990100-one-code/990102-qingrong-district",
    ],
)
def test_two_reports_meet_in_one_act(made_up: EmbeddedStore, act: str) -> None:
    query = f"SELECT ?report {{ ?claim kg:act <{PREFIXES['kgr']}{act}> ; prov:wasDerivedFrom ?report }}"
    assert solutions(made_up, query) == {(QINGRONG,), (DANFENG,)}


def test_two_reports_meet_in_a_standing_body_a_national_notion_and_an_indicator(made_up: EmbeddedStore) -> None:
    for thing in ("990100-mediation-association", "990102-justice-bureau", "cn-law-based-administration"):
        query = f"SELECT ?report {{ kgr:{thing} kg:mention/prov:wasDerivedFrom ?report }}"
        assert solutions(made_up, query) >= {(QINGRONG,), (DANFENG,)}
    assert "990102-justice-bureau" not in (FOLDER / "entities.csv").read_text("utf-8")  # a template makes it
    query = 'SELECT ?report { ?figure kg:indicator/skos:prefLabel "cases mediated"@en ; prov:wasDerivedFrom ?report }'
    assert solutions(made_up, query) == {(EARLIER,), (QINGRONG,), (DANFENG,), (CITY,)}


DIFFERING: Final = {
    frozenset({f"{QINGRONG}-f001", f"{DANFENG}-f001"}),  # 320 and 310 cases
    frozenset({f"{QINGRONG}-r002", f"{DANFENG}-r003"}),  # the province's honour, and the city's
    frozenset({f"{QINGRONG}-r004", f"{DANFENG}-r005"}),  # May and June
    frozenset({f"{QINGRONG}-r005", f"{DANFENG}-r004"}),
}


def test_what_differs_and_what_confirms_is_derived(made_up: EmbeddedStore) -> None:
    """An agreement that both tell alike does not differ, nor a pilot of which one states the date."""
    pairs = solutions(made_up, "SELECT ?one ?other { ?one kg:differsFrom ?other }")
    assert set(map(frozenset, pairs)) == DIFFERING
    assert len(pairs) == 2 * len(DIFFERING)
    confirming = {(f"{CITY}-r001", f"{QINGRONG}-r003")}
    assert solutions(made_up, "SELECT ?one ?other { ?one kg:confirms ?other }") == confirming
    assert solutions(made_up, "SELECT ?other ?one { ?one kg:confirmedBy ?other }") == confirming


def test_a_figure_without_a_period_is_of_its_reports_year(case: Case) -> None:
    """80 cases in 2022 and 120 in 2023 do not differ; 81 cases of 2022, told a year later, do."""
    folder = case("meeting-reports")
    figures = folder / "figures.csv"
    text = (
        figures.read_text("utf-8")
        .replace("80件,exactly,2022", "80件,exactly,")
        .replace("120件,exactly,2023", "120件,exactly,")
    )
    told = text.replace("990102-2023-f002,", "990102-2023-f003,").replace(
        "120,120件,exactly,,", "81,120件,exactly,2022,"
    )
    (later,) = (line for line in told.splitlines() if line.startswith("990102-2023-f003"))
    figures.write_text(f"{text.rstrip()}\n{later}\n", "utf-8")
    pairs = solutions(open_store(folder), "SELECT ?one ?other { ?one kg:differsFrom ?other ; kg:indicator ?of }")
    assert set(map(frozenset, pairs)) == {
        frozenset({f"{QINGRONG}-f001", f"{DANFENG}-f001"}),
        frozenset({f"{EARLIER}-f001", f"{QINGRONG}-f003"}),
    }


def test_a_lookup_shows_what_another_report_says(made_up: EmbeddedStore, cli: Cli) -> None:
    lookup = Lookup(made_up)
    claims = {claim.id: claim for claim in lookup.all_claims()}
    (other,) = claims[f"{QINGRONG}-r002"].differs
    assert (other.id, other.receipt.quote) == (f"{DANFENG}-r003", "青榕区司法局荣获2023年度市级“普法先进单位”称号")
    assert claims[f"{QINGRONG}-r003"].marks == ("confirmed",)
    assert claims[f"{CITY}-r001"].marks == ("confirms",)
    (figure,) = (figure for figure in lookup.all_figures() if figure.id == f"{QINGRONG}-f001")
    assert (figure.marks, [of.id for of in figure.differs]) == (("differs",), [f"{DANFENG}-f001"])
    told = cli("who", "跨区调解工作站", "--lang", "zh", "--data", FOLDER).out
    assert "另一报告说法不同：白鹭市丹枫区2023年法治政府建设情况报告" in told
    shown = cli("show", "市调解协会", "--data", FOLDER).out
    assert "another report differs: Report on Building" in shown
    assert "市调解协会2023年调解案件310件" in cli("show", f"{QINGRONG}-f001", "--data", FOLDER).out
    row = cli("who", "白鹭市法治示范单位", "--data", FOLDER, "--format", "csv").out
    assert f"{CITY}-r001" in row


def test_the_page_has_it_too(made_up: EmbeddedStore) -> None:
    from kg.page.data import page_data

    data = page_data(Lookup(made_up))
    claims = {claim["id"]: claim for claim in data["claims"]}
    assert claims[f"{QINGRONG}-r002"]["differs"] == [f"{DANFENG}-r003"]
    assert "differs" in claims[f"{QINGRONG}-r002"]["marks"]
    assert claims[f"{QINGRONG}-r003"]["confirmed_by"] == [f"{CITY}-r001"]


# ---- The questions


def test_who_else_holds_an_honour(made_up: EmbeddedStore) -> None:
    rows = answer(made_up, "other-holders", honour="普法先进单位", institution="990102-justice-bureau")
    told = [(row.cells["place"], row.cells["year"], row.cells["recipient"], row.cells["telling"]) for row in rows]
    assert told == [
        ("Danfeng District, Bailu", "2023", "Justice Bureau of Danfeng District, Bailu", SAID["told"]),
        ("Qingrong District, Bailu", "2022", "", SAID["silent"]),
        ("Qingrong District, Bailu", "2023", "", SAID["silent"]),
    ]


def test_who_began_a_programme_is_told_by_stated_dates(made_up: EmbeddedStore) -> None:
    rows = answer(made_up, "programme-in-places", programme="一码通办")
    first, *others = [(row.cells["subject"], row.cells["date"], row.cells["began"]) for row in rows]
    assert first == ("Danfeng District, Bailu", "2022-03", "true")
    assert ("Qingrong District, Bailu", "2023-04", "false") in others
    assert [row for row in others if row[2] == "true"] == []


def test_an_indicator_over_places_and_years(made_up: EmbeddedStore) -> None:
    rows = answer(made_up, "indicator-over-places", text="调解案件")
    districts = [row.cells for row in rows if "District" in row.cells["thing"]]
    assert {(of["place"], of["year"], of["value"]) for of in districts} == {
        ("Qingrong District, Bailu", "2022", "80"),
        ("Qingrong District, Bailu", "2023", "120"),
        ("Danfeng District, Bailu", "2023", "98"),
    }


def test_an_indicator_is_meant_alone_by_its_whole_name_and_only_where_a_report_of_the_kind_tells(
    all_store: EmbeddedStore,
) -> None:
    def indicators(text: str, **kind: str) -> set[str]:
        rows = ask(Lookup(all_store), catalogue()["indicator-over-places"], {"text": text, **kind})
        return {row.cells["indicator"] for row in rows}

    assert indicators("一般公共预算收入", kind="work-report") == {"general public budget revenue"}
    assert len(indicators("一般公共预算", kind="work-report")) > 1
    assert indicators("一般公共预算收入") == set()


def test_a_place_that_carries_a_programme_on_is_no_practice_of_it(all_store: EmbeddedStore) -> None:
    arguments = {"programme": "cn-party-history-study-and-education", "kind": "work-report"}
    rows = ask(Lookup(all_store), catalogue()["programme-in-places"], arguments)
    objects = {row.cells["object"] for row in rows if row.cells["telling"] == SAID["told"]}
    assert objects == {Lookup(all_store).label(f"{PREFIXES['kgr']}cn-party-history-study-and-education")}


def test_another_kind_of_report_is_compared_only_when_asked(made_up: EmbeddedStore) -> None:
    def places(**kind: str) -> set[str]:
        return {row.cells["place"] for row in answer(made_up, "indicator-over-places", text="调解案件", **kind)}

    assert "Bailu" not in places()
    assert places(kind="work-report") == {"Bailu"} == places(kind="政府工作报告")
    assert places(kind="all") == places() | {"Bailu"}


def test_what_changed_from_one_year_to_the_next(made_up: EmbeddedStore) -> None:
    rows = answer(made_up, "changes-between-reports", place="990102-qingrong-district")
    by_claim = {row.records[0].id: row.cells for row in rows}
    changed = by_claim[f"{QINGRONG}-f002"]
    assert (changed["earlierYear"], changed["year"], changed["before"], changed["after"]) == (
        "2022", "2023", "80件", "120件",
    )  # fmt: skip
    gone, come = by_claim[f"{EARLIER}-r001"], by_claim[f"{QINGRONG}-r001"]
    assert (gone["tellingBefore"], gone["telling"]) == (SAID["told"], SAID["silent"])
    assert (come["tellingBefore"], come["telling"]) == (SAID["silent"], SAID["told"])
    assert by_claim.keys().isdisjoint({f"{EARLIER}-r002", f"{QINGRONG}-r009"})  # what both tell alike


def test_a_change_is_what_both_tell_where_neither_was_read_whole(all_store: EmbeddedStore) -> None:
    arguments = {"place": "440307-longgang-district", "kind": "work-report"}
    question = catalogue()["changes-between-reports"]
    rows = [row.cells for row in ask(Lookup(all_store), question, arguments)]
    assert {(of["tellingBefore"], of["telling"]) for of in rows} == {(SAID["told"], SAID["told"])}
    told = [row.cells for row in ask(Lookup(all_store), question, arguments | {"text": "地区生产总值增速"})]
    assert [(of["year"], of["before"], of["after"]) for of in told] == [("2022", "-7.6%", "3%"), ("2023", "3%", "6.3%")]
    assert told == [of for of in rows if of["matter"] == told[0]["matter"]]


def test_what_is_said_over_time_tells_silence_from_what_was_not_read(made_up: EmbeddedStore) -> None:
    rows = answer(made_up, "told-over-time", thing="依法行政", kind="all")
    assert [(row.cells["year"], row.cells["place"], row.cells["telling"]) for row in rows] == [
        ("2022", "Qingrong District, Bailu", SAID["silent"]),
        ("2023", "Bailu", SAID["not-read"]),
        ("2023", "Qingrong District, Bailu", SAID["told"]),
        ("2023", "Danfeng District, Bailu", SAID["told"]),
    ]


def test_honours_by_province_and_level(made_up: EmbeddedStore) -> None:
    rows = [row.cells for row in answer(made_up, "honours-by-province")]
    assert {of["province"] for of in rows} == {"Nanyu"}
    assert {(of["place"].split()[0], of["year"], of["level"], of["conferrals"], of["telling"]) for of in rows} == {
        ("Qingrong", "2022", "", "0", SAID["silent"]),
        ("Qingrong", "2023", "provincial", "1", SAID["told"]),
        ("Qingrong", "2023", "", "1", SAID["told"]),
        ("Danfeng", "2023", "provincial", "1", SAID["told"]),
        ("Danfeng", "2023", "municipal", "1", SAID["told"]),
    }


def test_which_reports_disagree(made_up: EmbeddedStore) -> None:
    rows = answer(made_up, "reports-that-disagree")
    assert {frozenset(record.id for record in row.records) for row in rows} == DIFFERING
    (honour,) = answer(made_up, "reports-that-disagree", thing="普法先进单位")
    assert (honour.cells["level"], honour.cells["otherLevel"]) == ("provincial", "municipal")
    assert "省级“普法先进单位”" in honour.cells["words"]
    assert "市级“普法先进单位”" in honour.cells["otherWords"]
    (figure,) = answer(made_up, "reports-that-disagree", thing="市调解协会")
    assert (figure.cells["value"], figure.cells["otherValue"]) == ("320", "310")


def test_which_reports_confirm(made_up: EmbeddedStore) -> None:
    assert answer(made_up, "reports-that-confirm") == []  # the other is of another kind
    (row,) = answer(made_up, "reports-that-confirm", kind="all")
    assert row.cells["words"] == "区法院获评2023年度“白鹭市法治示范单位”"
    assert row.cells["otherWords"] == "市政府命名青榕区法院为2023年度“白鹭市法治示范单位”"


def test_which_conferrals_are_probably_one(made_up: EmbeddedStore) -> None:
    """Both districts tell of the bureau's honour of 2023, the city without the year."""
    assert answer(made_up, "probably-same") == []  # the city's report is of another kind
    rows = answer(made_up, "probably-same", kind="all")
    assert [[record.id for record in row.records] for row in rows] == [
        [f"{CITY}-r002", f"{QINGRONG}-r002"], [f"{CITY}-r002", f"{DANFENG}-r003"],
    ]  # fmt: skip
    told = rows[0].cells
    assert told["words"] == "青榕区司法局获评“普法先进单位”"
    assert told["otherWords"] == "区司法局荣获2023年度省级“普法先进单位”称号"
    assert [told[name] for name in ("place", "year", "otherPlace", "otherYear")] == [
        "Bailu", "2023", "Qingrong District, Bailu", "2023",
    ]  # fmt: skip
    for thing, found in (("普法先进单位", 2), ("990102-justice-bureau", 2), ("990103-justice-bureau", 0)):
        assert len(answer(made_up, "probably-same", thing=thing, kind="all")) == found


# ---- The documents that compare the real reports


def examples(name: str) -> list[tuple[str, str]]:
    """The commands of a document, and what stands behind each."""
    text = (CHECKOUT / "docs" / name).read_text("utf-8")
    assert text.count("```sh\n") == text.count("```text\n")
    return re.findall(r"```sh\n(kg [^\n]*)\n```\n\n```text\n(.*?)```", text, re.DOTALL)


EXAMPLES: Final = {name: examples(name) for name in ("comparing.md", "comparing.zh.md")}


def test_the_documents_compare_in_the_same_ten_ways() -> None:
    english, chinese = ([re.sub(" --lang (zh|en)$", "", of) for of, _ in told] for told in EXAMPLES.values())
    assert english == chinese
    assert len(english) == 10
    assert all(command.endswith(" --lang zh") for command, _ in EXAMPLES["comparing.zh.md"])


@pytest.mark.parametrize(
    ("command", "printed"), dict.fromkeys(chain.from_iterable(EXAMPLES.values())), ids=lambda of: of[:60].split("\n")[0]
)
def test_a_command_of_a_document_prints_what_stands_there(command: str, printed: str, cli: Cli) -> None:
    assert cli(*shlex.split(command)[1:]).out == printed
