"""A data set is a tree of table sets: a table is the union of the files of its name, wherever the rows stand."""

import csv
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import TablesError
from kg.folders import table_sets
from kg.ontology import read_ontology
from kg.pipeline.generation import build
from kg.pipeline.triples import all_triples
from kg.store.embedded import EmbeddedStore
from kg.store.inputs import build_inputs, take_fingerprints
from kg.tables.checks import read_checked
from kg.tables.coverage import coverage
from kg.tables.reader import read_tables
from kg.tables.rows import MAY_MISS, TABLES, columns
from tests.checked import rows_of
from tests.conftest import CASES, Case, Cli

NEEDED = [name for name in TABLES if name not in MAY_MISS]
REPORT = Path("reports", "990103-2023")

posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes and links are POSIX's")


def split(folder: Path, source: str = "990103-2023") -> Path:
    """Move what one report of a folder tells, and the things of its place, into a table set of their own."""
    target = folder / "reports" / source
    target.mkdir(parents=True)
    place = source.partition("-")[0]
    for name in NEEDED:
        path = folder / f"{name}.csv"
        header, *rows = path.read_text("utf-8").splitlines(keepends=True)
        of = [
            row for row, cells in zip(rows, csv.DictReader([header, *rows]), strict=True) if is_of(cells, source, place)
        ]
        path.write_text("".join([header, *(row for row in rows if row not in of)]), "utf-8")
        if of:
            (target / f"{name}.csv").write_text("".join([header, *of]), "utf-8")
    return target


def is_of(cells: dict[str, str], source: str, place: str) -> bool:
    return cells["source"] == source if "source" in cells else cells["id"].startswith(f"{place}-")


def triples(folder: Path) -> set[str]:
    return set(all_triples(read_checked(folder)))


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(TablesError) as caught:
        read_checked(folder)
    return [str(problem).removeprefix(f"{folder}{os.sep}") for problem in caught.value.problems]


# ---- The union


def test_one_folder_and_a_tree_with_the_same_rows_are_one_graph(case: Case) -> None:
    """Rows of either table set name things whose rows stand in the other."""
    folder = case("two-reports")
    target = split(folder)
    assert sorted(path.name for path in target.iterdir()) == sorted(f"{name}.csv" for name in NEEDED)
    assert len((folder / "sources.csv").read_text("utf-8").splitlines()) == 2
    assert "990103-danfeng-district,relatedTo" in (folder / "relations.csv").read_text("utf-8")
    assert "990103-danfeng-district" not in (folder / "entities.csv").read_text("utf-8")
    assert triples(folder) == triples(CASES / "two-reports")


def test_a_data_set_may_lie_in_the_folders_of_reports_alone(case: Case) -> None:
    folder = case("two-reports")
    split(folder)
    (folder / "reports" / "990102-2023").mkdir()
    for name in NEEDED:
        (folder / f"{name}.csv").rename(folder / "reports" / "990102-2023" / f"{name}.csv")
    (folder / "reports" / "990102-2023" / "errata.csv").unlink()
    assert triples(folder) == triples(CASES / "two-reports")
    registers = [name for name in TABLES if name in MAY_MISS and not (folder / f"{name}.csv").exists()]
    for name in registers:  # those that reports share lie in the data set's own folder
        (folder / f"{name}.csv").write_text(",".join(column.name for column in columns(TABLES[name])), "utf-8")
    assert triples(folder) == triples(CASES / "two-reports")
    for name in NEEDED:  # a table that no folder has is one without rows
        (folder / "reports" / "990102-2023" / f"{name}.csv").unlink(missing_ok=True)
    (folder / REPORT / "sources.csv").unlink()
    assert problems_of(folder)[-1] == "sources.csv: has no row, and other tables name ids that should stand in it"


@pytest.mark.parametrize("name", NEEDED)
def test_what_the_data_set_itself_must_have_it_must_have_beside_reports_too(case: Case, name: str) -> None:
    folder = case("base", "table-sets")
    (folder / f"{name}.csv").unlink()
    assert any(problem.startswith(f"{name}.csv: no such file; expected columns ") for problem in problems_of(folder))


def test_a_reports_folder_may_lack_any_table(case: Case) -> None:
    folder = case("base", "table-sets")
    assert not (folder / REPORT / "errata.csv").exists()
    assert [report.source.id for report in read_checked(folder).reports] == ["990102-2023", "990103-2023"]
    for name in ("mentions", "relations", "sources", "entities"):  # no table of those that are left names rows of it
        (folder / REPORT / f"{name}.csv").unlink()
        read_checked(folder)
    assert triples(folder) == triples(CASES / "base")


def test_a_report_is_added_without_a_change_of_another_file(case: Case) -> None:
    folder = case("base")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    shutil.copytree(CASES / "table-sets", folder, dirs_exist_ok=True)
    assert {path: path.read_bytes() for path in before} == before
    added = triples(folder) - triples(CASES / "base")
    station = "<https://w3id.org/honours-kg/id/990102-mediation-station>"
    assert any(station in line and "990103-2023" in line for line in added)


def test_rows_stand_by_table_set_with_the_place_of_each(case: Case) -> None:
    folder = case("base", "table-sets")
    tables, problems = read_tables(folder, read_ontology())
    assert problems == []
    assert [(Path(row.path).relative_to(folder).as_posix(), row.line) for row in tables.sources] == [
        ("sources.csv", 2),
        ("reports/990103-2023/sources.csv", 2),
    ]
    assert tables.left_out == dict.fromkeys(TABLES, frozenset())


def test_each_report_is_held_against_its_text_wherever_its_rows_stand(case: Case) -> None:
    folder = case("two-reports")
    target = split(folder)
    first, second = read_checked(folder).reports
    assert second.errata[0].original == "案件?zhn?6件"
    assert second.text
    assert "案件□6件" in second.text.text
    assert [section.section for section in coverage(second)] == list(second.text.sections)
    assert first.text
    relations = target / "relations.csv"
    relations.write_text(relations.read_text("utf-8").replace("计划设立普法驿站", "要计划设立普法驿站"), "utf-8")
    (problem,) = problems_of(folder)
    assert problem.startswith("reports/990103-2023/relations.csv:5:quote: '要计划设立普法驿站' stands no times in s2.1")


def test_an_object_that_its_sentence_does_not_name_is_told_by_its_file(case: Case) -> None:
    folder = case("two-reports")
    mentions = split(folder) / "mentions.csv"
    lines = mentions.read_text("utf-8").splitlines(keepends=True)
    mentions.write_text("".join(line for line in lines if "990103-law-station" not in line), "utf-8")
    (problem,) = problems_of(folder)
    assert problem.startswith("reports/990103-2023/relations.csv:5:object: '990103-law-station' is not named")


# ---- What is wrong, with its place


def test_check_build_and_lookups_name_both_places_of_an_id(
    case: Case, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = case("base", "table-sets")
    with (folder / REPORT / "entities.csv").open("a", encoding="utf-8") as table:
        table.write("990102-peoples-court,Court,丹枫法院,Danfeng Court,,,,,,\n")
    monkeypatch.chdir(folder)
    told = "reports/990103-2023/entities.csv:6:id: '990102-peoples-court' is the id of entities.csv:6 too; "
    zh = "reports/990103-2023/entities.csv:6:id: '990102-peoples-court' 也是 entities.csv:6 的标识"
    for command in (["check"], ["build"], ["who", "区法院"]):
        done = cli(*command, "--data", folder)
        assert (done.code, done.out) == (2, "")
        assert told in done.err
        assert zh in cli(*command, "--data", folder, "--lang", "zh").err


def test_an_id_that_no_table_set_has_is_told_with_the_nearest_of_any(case: Case) -> None:
    folder = case("base", "table-sets")
    with (folder / "mentions.csv").open("a", encoding="utf-8") as table:
        table.write("990103-2023,s0,990103-justice-buro,丹枫区司法局\n")
    assert "mentions.csv:9:entity: no row has the id '990103-justice-buro'; did you mean 990103-justice-bureau?" in (
        problems_of(folder)
    )


def test_a_table_that_cannot_be_read_hides_no_other(case: Case) -> None:
    """What points to its rows is not blamed."""
    folder = case("base", "table-sets")
    (folder / REPORT / "entities.csv").write_bytes("id\n区".encode("gb18030"))
    mentions = folder / "mentions.csv"
    mentions.write_text(mentions.read_text("utf-8") + "990102-2023,s0.x,cn-none,丹枫区\n", "utf-8")
    assert [problem.partition(": ")[0] for problem in problems_of(folder)] == [
        "mentions.csv:9:section",
        "reports/990103-2023/entities.csv:2",
    ]


NO_FILES: dict[str, Callable[[Path], object]] = {
    "pipe": lambda path: os.mkfifo(path),
    "folder": Path.mkdir,
    "nowhere": lambda path: path.symlink_to("nowhere"),
    "endless": lambda path: path.symlink_to("/dev/zero"),
}


@posix
@pytest.mark.parametrize("kind", NO_FILES)
def test_a_table_of_a_report_that_is_no_file_is_named(case: Case, cli: Cli, kind: str) -> None:
    folder = case("base", "table-sets")
    NO_FILES[kind](folder / REPORT / "errata.csv")
    for command in (["check"], ["build"], ["who", "区法院"]):
        done = cli(*command, "--data", folder)
        assert (done.code, done.out) == (2, "")
        assert f"\n{folder / REPORT / 'errata.csv'}: " in f"\n{done.err}"
        assert "Traceback" not in done.err


@posix
@pytest.mark.parametrize("kind", ["pipe", "nowhere", "circle", "file"])
@pytest.mark.parametrize("name", ["reports", "reports/more", "reports/.more"])
def test_what_is_no_folder_of_a_report(case: Case, cli: Cli, name: str, kind: str) -> None:
    """What stands where reports do, or links to one, is missed unseen unless it is told; other files lie there too."""
    folder = case("base")
    (folder / name).parent.mkdir(exist_ok=True)
    if kind == "circle":
        (folder / name).symlink_to(folder / name)
    else:
        (NO_FILES | {"file": Path.touch})[kind](folder / name)
    told = name == "reports" or (name == "reports/more" and kind in ("nowhere", "circle"))
    for command in ("check", "build"):
        done = cli(command, "--data", folder)
        assert done.code == (2 if told else 0)
        assert (f"\n{folder / name}: cannot be read: " in f"\n{done.err}") is told
        assert "Traceback" not in done.err


@posix
def test_a_report_may_lie_elsewhere_and_be_linked_to(case: Case, tmp_path: Path) -> None:
    folder = case("base", "table-sets")
    (folder / REPORT).rename(tmp_path / "elsewhere")
    (folder / REPORT).symlink_to(tmp_path / "elsewhere")
    assert triples(folder) - triples(CASES / "base")
    assert f"{REPORT.as_posix()}/relations.csv" in build_inputs(folder)


def test_a_folder_that_cannot_be_read_is_told(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = case("base", "table-sets")
    scandir = os.scandir

    def refuse(path: Path) -> object:  # who runs the tests may be root
        if Path(path).name == REPORT.name:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr("os.scandir", refuse)
    assert f"{REPORT}: cannot be read: Permission denied" in problems_of(folder)


# ---- What is no table set


@pytest.mark.parametrize("name", ["sources", "proposals", "reports/.hidden", "reports/990103-2023/deeper"])
def test_tables_elsewhere_are_not_read(case: Case, name: str) -> None:
    folder = case("base")
    shutil.copytree(CASES / "table-sets" / REPORT, folder / name, dirs_exist_ok=True)
    assert triples(folder) == triples(CASES / "base")
    assert build_inputs(folder).keys() == build_inputs(case("base")).keys()


def test_tables_that_lie_or_are_called_wrong_are_warned_of(
    case: Case, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = case("base", "table-sets")
    (folder / REPORT / "relations.csv").rename(folder / REPORT / "relation.csv")
    shutil.copy(folder / "mentions.csv", folder / "reports")
    monkeypatch.chdir(folder)
    done = cli("check", "--data", folder)
    assert done.code == 0
    assert done.err.splitlines() == [
        "warning: reports/990103-2023/relation.csv: is not read: no table is called so; did you mean relations.csv?",
        "warning: reports/mentions.csv: is not read: it lies in no folder of a report",
    ]
    done = cli("check", "--data", folder, "--lang", "zh")
    assert "未读取" in done.err


def test_table_sets_stand_in_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b", "a", ".c", "a-b"):
        (tmp_path / "reports" / name).mkdir(parents=True)
    assert table_sets(tmp_path) == [tmp_path, *(tmp_path / "reports" / name for name in ("a", "a-b", "b"))]
    assert table_sets(tmp_path / "reports") == [tmp_path / "reports"]


# ---- Freshness


def test_the_tables_of_all_table_sets_are_inputs(case: Case) -> None:
    folder = case("base", "table-sets")
    (folder / REPORT / "notes.txt").touch()
    theirs = {name for name in build_inputs(folder) if name.startswith("reports/")}
    assert theirs == {f"reports/990103-2023/{name}.csv" for name in ("entities", "mentions", "relations", "sources")}


def change(folder: Path) -> None:
    table = folder / REPORT / "entities.csv"
    table.write_text(table.read_text("utf-8").replace("普法驿站", "普法小站"), "utf-8")


CHANGES: dict[str, Callable[[Path], object]] = {
    "a changed table": change,
    "a new table": lambda folder: shutil.copy(folder / "errata.csv", folder / REPORT),
    "a table that is gone": lambda folder: (folder / REPORT / "mentions.csv").unlink(),
    "a report that is gone": lambda folder: shutil.rmtree(folder / REPORT),
    "a report that is hidden": lambda folder: (folder / REPORT).rename(folder / "reports" / ".990103-2023"),
    "a report of another name": lambda folder: (folder / REPORT).rename(folder / "reports" / "990103"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_it_counts(name: str, case: Case) -> None:
    folder = case("base", "table-sets")
    notices: list[str] = []
    before = build(folder)
    assert build(folder, notice=notices.append) == before
    assert notices == []
    CHANGES[name](folder)
    after = build(folder, notice=notices.append)
    assert (after != before, len(notices)) == (True, 1)


def test_a_new_report_counts(case: Case) -> None:
    folder = case("base")
    before = build(folder)
    (folder / "reports" / "990103-2023").mkdir(parents=True)
    assert build(folder) == before  # an empty folder tells nothing
    shutil.copytree(CASES / "table-sets", folder, dirs_exist_ok=True)
    after = build(folder)
    assert after != before
    assert EmbeddedStore(after).query("ASK { ?claim prov:wasDerivedFrom kgr:990103-2023 ; kg:quote ?words }")


def test_each_table_is_looked_at_once(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder tells what is in it: only what is a link is looked at to see what it is."""
    folder = case("base", "table-sets")
    looked: list[str] = []
    stat = os.stat

    def count(path: object, **options: object) -> os.stat_result:
        if str(path).startswith(str(folder)):
            looked.append(str(path))
        return stat(path, **options)  # type: ignore[arg-type]

    inputs = build_inputs(folder)
    made = take_fingerprints(inputs, "kg.errors")
    monkeypatch.setattr("os.stat", count)
    assert made.is_fresh(build_inputs(folder))
    assert sorted(looked) == sorted(map(str, inputs.values()))


# ---- What looks at the tables looks at all of them


def test_a_data_set_with_one_report_more_differs_by_that(case: Case, cli: Cli) -> None:
    folder = case("base", "table-sets")
    done = cli("diff", case("base"), folder, "--format", "json")
    assert done.code == 0
    added = {one["id"] for one in json.loads(done.out)}
    assert added >= {"990103-justice-bureau", "990103-2023-r001", "990103-2023-r002", "990103-2023"}
    assert not [id for id in added if id.startswith("990102-2023")]


def test_rates_are_recomputed_from_the_figures_of_all(case: Case, cli: Cli) -> None:
    folder = case("base", "table-sets")
    with (folder / "figures.csv").open(encoding="utf-8", newline="") as lines:
        header, *rows = lines.read().splitlines(keepends=True)
    (folder / REPORT / "figures.csv").write_text(header + rows[-1].replace("2023-f003", "2023-f009"), "utf-8")
    done = cli("check", "--figures", "--data", folder)
    assert done.code == 0
    assert done.out.count("98.5") == 4
    assert [row.id for row in rows_of(read_checked(folder), "figures")][-1] == "990102-2023-f009"


def test_the_description_counts_and_names_all_reports(case: Case, cli: Cli) -> None:
    folder = case("base", "table-sets")
    query = "SELECT ?report { ?set dcterms:source ?report } ORDER BY ?report"
    done = cli("query", query, "--data", folder, "--format", "csv")
    assert [line.rpartition("/")[2] for line in done.out.split()[1:]] == ["990102-2023", "990103-2023"]
    counted = json.loads(cli("stats", "--data", folder, "--format", "json").out)
    assert counted["class"]["government department"] == 2


# ---- The kind of a report, and what of it was read


def test_a_report_has_its_kind_and_what_of_it_was_read(case: Case) -> None:
    store = EmbeddedStore(build(case("base", "table-sets")))
    query = """SELECT ?report ?kind ?read {
      ?report kg:reportKind/skos:notation ?kind ; kg:profile ?part .
      ?part skos:notation|dcterms:identifier ?read FILTER EXISTS { ?part rdfs:label ?label }
    } ORDER BY ?report ?read"""
    found = [tuple(term.value for term in solution.values() if term) for solution in store.query(query)]
    assert [(report.rpartition("/")[2], kind, read) for report, kind, read in found] == [
        ("990102-2023", "rule-of-law", "full"),
        ("990103-2023", "rule-of-law", "s0"),
        ("990103-2023", "rule-of-law", "s2.1"),
    ]


def test_its_card_shows_them_in_both_languages(case: Case, cli: Cli) -> None:
    folder = case("base", "table-sets")
    lines = cli("show", "990102-2023", "--data", folder).out.splitlines()
    assert {"kind of report: report on rule-of-law government (rule-of-law)", "profile: all of it (full)"} <= {*lines}
    lines = cli("show", "990103-2023", "--data", folder, "--lang", "zh").out.splitlines()
    assert "报告种类: 法治政府建设年度报告 (rule-of-law)" in lines
    assert any(line.startswith("读取范围: ") and "(990103-2023/s2.1)" in line for line in lines)
    (card,) = json.loads(cli("show", "990103-2023", "--data", folder, "--format", "json").out)
    assert [(field["name"], [value["value"] for value in field["values"]]) for field in card["fields"]] == [
        ("reportKind", ["rule-of-law"]),
        ("profile", ["990103-2023/s0", "990103-2023/s2.1"]),
    ]
    (card,) = json.loads(cli("show", "区法院", "--data", folder, "--format", "json").out)
    assert card["fields"] == []


def test_tidy_tables_have_them_as_the_table_of_sources_has(case: Case, cli: Cli, tmp_path: Path) -> None:
    assert cli("export", "--tables", tmp_path / "tidy", "--data", case("base", "table-sets")).code == 0
    with (tmp_path / "tidy" / "reports.csv").open(encoding="utf-8-sig", newline="") as lines:
        found = {row["id"]: (row["kind"], row["profile"]) for row in csv.DictReader(lines)}
    assert found == {"990102-2023": ("rule-of-law", "full"), "990103-2023": ("rule-of-law", "s0|s2.1")}


def test_tables_of_before_these_columns_pass_and_say_nothing_of_them(case: Case) -> None:
    folder = case("base")
    table = (folder / "sources.csv").read_text("utf-8")
    (folder / "sources.csv").write_text(
        table.replace("id,kind,profile,", "id,").replace(",rule-of-law,full,", ","), "utf-8"
    )
    source = read_checked(folder).reports[0].source
    assert (source.kind, source.profile) == ("", ())
    assert not [line for line in triples(folder) if "990102-2023>" in line and "reportKind" in line]


@pytest.mark.parametrize("profile", ["full|core", "full|s1", "s1,s2", "1", "all", "s1.0"])
def test_what_was_read_is_a_word_or_sections(case: Case, profile: str) -> None:
    folder = case("base")
    table = (folder / "sources.csv").read_text("utf-8")
    (folder / "sources.csv").write_text(table.replace(",full,", f',"{profile}",'), "utf-8")
    assert problems_of(folder) == [
        f"sources.csv:2:profile: {profile!r}: expected core, full, or the sections that were read, such as s1|s2.3"
    ]
