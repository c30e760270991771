"""Whose it is, and of which year: names and answers narrowed by report, place, jurisdiction and year.

The real two reports are of Xiangzhou (Zhuhai, 2023) and of Longhua (Shenzhen, 2019). The made-up two of
tests/cases/two-reports, here with a register of places, are of two districts of one city and one year.
"""

import csv
import io
import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from kg.errors import AmbiguousNameError, FormatError, KgError, NotFoundError
from kg.export.files import export
from kg.export.parts import Part
from kg.export.tidy import export_tables
from kg.graph import Graph
from kg.lookup.ask import ask
from kg.lookup.counts import counts
from kg.lookup.lookup import Lookup
from kg.lookup.records import AnswerRow, Narrowing
from kg.network.network import read_network
from kg.pipeline.generation import open_store
from kg.questions.catalogue import catalogue
from kg.store.embedded import EmbeddedStore
from kg.vocabulary import Language
from tests.conftest import CASES, Case, Cli

QUESTIONS = catalogue()
BUREAUS = ["440309-justice-bureau", "440402-justice-bureau"]


@pytest.fixture
def two_reports(case: Case) -> Lookup:
    folder = case("two-reports")
    (folder / "places.csv").write_bytes((CASES / "places" / "places.csv").read_bytes())
    entities = folder / "entities.csv"
    lines = entities.read_text("utf-8").splitlines(keepends=True)
    entities.write_text("".join(line for line in lines if ",AdministrativeDivision," not in line), "utf-8")
    return Lookup(open_store(folder))


def answer(lookup: Lookup, question: str, **arguments: str) -> list[AnswerRow]:
    return ask(lookup, QUESTIONS[question], arguments)


def claims_of(rows: Iterable[AnswerRow]) -> set[str]:
    return {record.id for row in rows for record in row.records}


class TestNames:
    def test_what_two_reports_call_different_things_is_listed_with_places_and_answered_with_1(self, cli: Cli) -> None:
        for command in ("who", "show"):
            done = cli(command, "区司法局")
            assert (done.code, done.out) == (1, "")
            assert done.err.splitlines()[-4:] == [
                "'区司法局' names 2 things; give one of their ids:",
                "  440309-justice-bureau (Justice Bureau of Longhua District, Shenzhen)"
                " — Longhua District, Shenzhen, Guangdong",
                "  440402-justice-bureau (Justice Bureau of Xiangzhou District, Zhuhai)"
                " — Xiangzhou District, Zhuhai, Guangdong",
                "or say which by --report, --place, --of or --year",
            ]

    @pytest.mark.parametrize(
        "narrowing",
        [
            Narrowing(report="440402-2023"),
            Narrowing(place="香洲区"),
            Narrowing(place="珠海"),
            Narrowing(of="440400-zhuhai"),
            Narrowing(of="珠海"),
            Narrowing(year=2023),
        ],
    )
    def test_each_of_four_decides(self, store: EmbeddedStore, narrowing: Narrowing) -> None:
        lookup = Lookup(store).within(narrowing)
        assert [thing.id for thing in lookup.find("区司法局")] == ["440402-justice-bureau"]
        assert lookup.only("区司法局").id == "440402-justice-bureau"

    def test_what_does_not_decide_leaves_it_ambiguous(self, store: EmbeddedStore) -> None:
        for narrowing in (Narrowing(), Narrowing(of="广东省"), Narrowing(year=1999)):
            with pytest.raises(AmbiguousNameError) as caught:
                Lookup(store).within(narrowing).find("区司法局")
            assert [thing.partition(" ")[0] for thing in caught.value.things] == BUREAUS

    def test_several_things_of_one_place_are_all_shown(self, store: EmbeddedStore) -> None:
        with pytest.raises(AmbiguousNameError):
            Lookup(store).find("法律顾问")
        found = Lookup(store).within(Narrowing(of="龙华区")).find("法律顾问")
        assert [thing.id for thing in found] == ["440309-legal-advisers", "440309-units-legal-advisers"]

    def test_without_a_register_the_reports_tell_things_apart(self, case: Case) -> None:
        lookup = Lookup(open_store(case("two-reports")))
        with pytest.raises(AmbiguousNameError, match="names 2 things"):
            lookup.find("区司法局")
        assert lookup.within(Narrowing(report="990103-2023")).only("区司法局").id == "990103-justice-bureau"

    def test_every_command_reads_names_alike(self, cli: Cli, tmp_path: Path) -> None:
        commands = (
            ("path", "区司法局", "法治政府建设"),
            ("ask", "statements-about", "--thing", "区司法局"),
            ("stats", "--network", "--without", "区司法局"),
            ("export", str(tmp_path / "x.csv"), "--without", "区司法局"),
        )
        for command in commands:
            assert cli(*command).code == 1, command
            assert cli(*command, "--report", "440309-2019").code == 0, command

    def test_python_reads_them_alike(self, store: EmbeddedStore) -> None:
        g = Graph(store)
        with pytest.raises(AmbiguousNameError):
            g.who("区司法局")
        (card,) = g.show("区司法局", narrowing=Narrowing(place="龙华区"))
        assert card.thing.id == "440309-justice-bureau"  # type: ignore[union-attr]
        assert {link.thing.id for link in g.who("区司法局", narrowing=Narrowing(of="深圳"))} == {card.thing.id}  # type: ignore[union-attr]
        assert g.ask("honours-of", institution="区司法局", place="香洲区")[0].cells["honour"].startswith("National")

    def test_figures_take_the_same_four(self, store: EmbeddedStore) -> None:
        g = Graph(store)
        of_longhua = g.figures(report="440309-2019")
        assert list(g.figures(place="深圳")) == list(of_longhua)
        assert 0 < len(g.figures(year=2019)) < len(of_longhua)

    def test_a_questions_own_report_decides_too(self, store: EmbeddedStore) -> None:
        with pytest.raises(AmbiguousNameError):
            answer(Lookup(store), "figures", thing="全区")
        rows = answer(Lookup(store), "figures", thing="全区", report="440309-2019")
        assert {record.id[:11] for row in rows for record in row.records} == {"440309-2019"}

    def test_find_lists_all_each_with_its_place(self, store: EmbeddedStore, cli: Cli) -> None:
        found = list(csv.DictReader(io.StringIO(cli("find", "区司法局", "-f", "csv").out)))
        assert [(row["id"], row["jurisdiction"]) for row in found] == [
            (BUREAUS[0], "Longhua District, Shenzhen, Guangdong"),
            (BUREAUS[1], "Xiangzhou District, Zhuhai, Guangdong"),
        ]
        found = json.loads(cli("find", "司法局", "--of", "深圳", "-f", "json").out)
        assert [of["thing"]["id"] for of in found] == ["440309-justice-bureau", "440300-justice-bureau"]
        with pytest.raises(NotFoundError):
            Graph(store).find("枫桥", narrowing=Narrowing(report="440309-2019"))


class TestLinksAndCards:
    def test_place_is_of_the_report_and_of_is_whose_the_ends_are(self, store: EmbeddedStore) -> None:
        lookup = Lookup(store)
        (thing,) = lookup.find("cn-rule-of-law-government")
        links = lookup.who(thing)
        told = {"440309-2019": "深圳市", "440402-2023": "珠海市"}
        for report, city in told.items():
            by_report = lookup.narrowed(links, lookup.check(Narrowing(report=report)))
            assert by_report == lookup.narrowed(links, lookup.check(Narrowing(place=city)))
            assert {link.claim.id[:11] for link in by_report} == {report}
        assert len(links) == sum(len(lookup.narrowed(links, Narrowing(report=report))) for report in told)
        of = lookup.narrowed(links, lookup.check(Narrowing(of="深圳市")))
        assert of
        assert {link.entity.id[:4] for link in of} == {"4403"}

    def test_a_card_is_narrowed_with_its_forms_and_figures(self, two_reports: Lookup) -> None:
        (thing,) = two_reports.find("990100-mediation-association")
        card = two_reports.card(thing)
        assert {link.claim.id[:11] for link in card.links} == {"990102-2023", "990103-2023"}
        card = two_reports.within(Narrowing(place="丹枫区")).card(thing)
        assert {link.claim.id for link in card.links} == {"990103-2023-r002"}
        assert {report for _, report in card.forms} == {
            "Report on Building a Rule-of-law Government in Danfeng District of Bailu in 2023"
        }

    def test_what_lies_in_a_place_is_of_it(self, two_reports: Lookup) -> None:
        both = two_reports.within(Narrowing(place="白鹭市"))
        assert both.all_claims() == two_reports.all_claims()
        one = two_reports.within(Narrowing(place="青榕区"))
        assert {claim.id[:11] for claim in one.all_claims()} == {"990102-2023"}
        assert {figure.id for figure in one.all_figures()} == {"990102-2023-f001", "990102-2023-f002"}
        stated = {claim.id for claim in two_reports.within(Narrowing(of="丹枫区")).all_claims()}
        assert "990102-2023-r009" in stated  # Qingrong's report, on Danfeng

    def test_the_year_of_a_figure_is_its_own(self, store: EmbeddedStore) -> None:
        every = Lookup(store).all_figures()
        of_2019 = Lookup(store).within(Narrowing(year=2019)).all_figures()
        assert {figure.id[:11] for figure in of_2019} == {"440309-2019"}
        assert 0 < len(of_2019) < len(every)
        assert all((figure.period or figure.as_of or "2019").startswith("2019") for figure in of_2019)


class TestQuestions:
    @pytest.mark.parametrize("report", ["440309-2019", "440402-2023"])
    @pytest.mark.parametrize("name", sorted(QUESTIONS))
    def test_every_question_is_narrowed_to_a_report(self, store: EmbeddedStore, name: str, report: str) -> None:
        question = QUESTIONS[name]
        lookup = Lookup(store)
        given = {p.name: p.example for p in question.parameters if p.required}
        every = ask(lookup, question, given)
        narrowed = ask(lookup, question, given | {"report": report})
        assert {record[:11] for record in claims_of(narrowed)} <= {report}
        assert claims_of(narrowed) <= claims_of(every)

    def test_counts_are_counted_anew(self, store: EmbeddedStore) -> None:
        lookup = Lookup(store)
        every = {row.cells["level"]: row.cells["conferrals"] for row in answer(lookup, "honour-counts")}
        assert set(every) == {"municipal", "national", ""}
        assert answer(lookup, "honour-counts", place="龙华区") == []
        (row,) = answer(lookup, "honour-counts", place="珠海", year="2022")
        assert row.cells["conferrals"] == "1"
        statements = [answer(lookup, "relation-counts", report=report) for report in ("440309-2019", "440402-2023")]
        counted = [sum(int(row.cells["claims"]) for row in rows) for rows in statements]
        assert sum(counted) == len(lookup.all_claims())
        assert counted[0] == len(lookup.within(Narrowing(report="440309-2019")).all_claims())

    def test_lists_of_things_are_narrowed_by_jurisdiction(self, store: EmbeddedStore) -> None:
        lookup = Lookup(store, Language.ZH)
        rows = answer(lookup, "things-of-class", **{"class": "GovernmentDepartment"}, of="龙华区")
        assert "深圳市龙华区司法局" in {row.cells["thing"] for row in rows}
        assert all("龙华" in row.cells["thing"] for row in rows)
        linked = answer(lookup, "most-linked", of="龙华区")
        assert linked[0].cells["thing"] == "深圳市龙华区"

    def test_a_parameter_of_its_own_is_kept(self, store: EmbeddedStore) -> None:
        lookup = Lookup(store)
        own = answer(lookup, "figures", report="440309-2019")
        assert {record[:11] for record in claims_of(own)} == {"440309-2019"}

    def test_what_is_wrong_is_said(self, store: EmbeddedStore, cli: Cli) -> None:
        with pytest.raises(KgError, match="year: 'last' is no year"):
            answer(Lookup(store), "pilots", year="last")
        done = cli("ask", "honours-at-level", "--place", "龙华区")
        assert done.out.splitlines()[-1] == "nothing in what was read answers it; it was narrowed by --place 龙华区"

    def test_answers_of_two_places_say_which_is_whose(self, cli: Cli) -> None:
        asked = ("ask", "statements-about", "--thing", "cn-rule-of-law-government")
        heading = cli(*asked).out.splitlines()[1]
        assert "place of the report" in heading
        assert "place of the report" not in cli(*asked, "--place", "龙华区").out
        rows = list(csv.DictReader(io.StringIO(cli(*asked, "-f", "csv").out)))
        assert {row["place"] for row in rows} == {"Longhua District, Shenzhen", "Xiangzhou District, Zhuhai"}


class TestExports:
    def test_links_and_figures_say_place_and_date(self, cli: Cli) -> None:
        (row, *_) = csv.DictReader(io.StringIO(cli("who", "440309-justice-bureau", "-f", "csv").out))
        assert (row["place_id"], row["place"]) == ("440309-longhua-district", "Longhua District, Shenzhen")
        assert (row["date"], row["date_basis"]) == ("2019", "report")
        (link, *_) = json.loads(cli("who", "440309-justice-bureau", "-f", "json").out)
        assert link["claim"]["place"]["id"] == "440309-longhua-district"

    def test_a_network_is_narrowed_and_says_place(self, store: EmbeddedStore) -> None:
        lookup = Lookup(store)
        network = read_network(lookup.within(Narrowing(report="440309-2019")))
        assert {key[:11] for _, _, key in network.edges(keys=True)} == {"440309-2019"}
        assert {edge["place_id"] for _, _, edge in network.edges(data=True)} == {"440309-longhua-district"}
        assert "440402-justice-bureau" not in network
        assert network.nodes["440309-justice-bureau"]["jurisdiction"] == "Longhua District, Shenzhen, Guangdong"
        of = read_network(lookup.within(lookup.check(Narrowing(of="珠海"))))
        assert of.nodes["cn-rule-of-law-government"]["label"] == "Building a Rule-of-law Government"

    @pytest.mark.parametrize("narrowing", [Narrowing(report="440309-2019"), Narrowing(of="珠海"), Narrowing(year=2020)])
    def test_narrowed_tables_point_at_what_is_there(
        self, store: EmbeddedStore, tmp_path: Path, narrowing: Narrowing
    ) -> None:
        lookup = Lookup(store).within(narrowing)
        export_tables(lookup, tmp_path / "x.sqlite")
        with closing(sqlite3.connect(tmp_path / "x.sqlite")) as database:
            assert database.execute("PRAGMA foreign_key_check").fetchall() == []
            ids = [row[0] for row in database.execute("SELECT id FROM claims ORDER BY id")]
            assert ids == [claim.id for claim in lookup.all_claims()]
            assert database.execute(
                "SELECT count(*) FROM claims WHERE place IS NULL OR place_zh IS NULL"
            ).fetchone() == (0,)
            assert database.execute("SELECT count(*) FROM figures WHERE place IS NULL").fetchone() == (0,)

    def test_of_rdf_the_claims_can_be_narrowed(self, store: EmbeddedStore, tmp_path: Path) -> None:
        lookup = Lookup(store).within(Narrowing(report="440309-2019"))
        (file,) = export(lookup, tmp_path / "x.nt", Part.claims)
        text = file.read_text("utf-8")
        assert "440309-2019-r001" in text
        assert "440402-2023" not in text
        with pytest.raises(FormatError, match="give --only claims"):
            export(lookup, tmp_path / "y.ttl")

    def test_stats_count_what_is_narrowed(self, store: EmbeddedStore) -> None:
        lookup = Lookup(store).within(Narrowing(report="440309-2019"))
        counted = counts(lookup)
        assert sum(of.count for of in counted["predicate"]) == len(lookup.all_claims())
        assert sum(of.count for of in counted["class"]) == len(list(lookup.all_things()))
        assert sum(of.count for of in counted["status"]) == len(lookup.all_figures())
