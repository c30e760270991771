"""The register of standing bodies: what a template and a place make, where they make nothing, and what is told."""

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kg.errors import TablesError
from kg.lookup.lookup import Lookup
from kg.lookup.records import Narrowing
from kg.ontology import read_ontology
from kg.pipeline.generation import open_store
from kg.tables.bodies import body, read_patterns
from kg.tables.checks import read_checked
from kg.tables.reader import read_tables
from kg.tables.rows import Entity
from tests.checked import cells_of
from tests.conftest import Case, Cli

AREA = "990100-yinwan-new-area"
REPORT = "990102-2023"


@pytest.fixture
def folder(case: Case, data: Path) -> Path:
    """Made-up tables and places, with the project's own templates."""
    copy = case("base", "places")
    shutil.rmtree(copy / "sources")  # which name none of these bodies
    shutil.copyfile(data / "bodies.csv", copy / "bodies.csv")
    return copy


def add(folder: Path, table: str, **cells: str) -> None:
    """Add a row to a table."""
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    with (folder / f"{table}.csv").open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, header, restval="", lineterminator="\n").writerow(cells)


def put(folder: Path, table: str, id: str, **cells: str) -> int:
    """Write cells of the row of an id; returns its line, where no cell has several."""
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    (line,) = (number for number, row in enumerate(rows, 2) if row["id"] == id)
    rows[line - 2] |= cells
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return line


def line_of(folder: Path, template: str) -> int:
    return put(folder, "bodies", template)


def mention(folder: Path, id: str, form: str = "某机构") -> None:
    add(folder, "mentions", source=REPORT, section="s0", entity=id, form=form)


def made(folder: Path, id: str) -> Entity:
    mention(folder, id)
    (row,) = (row for row in read_checked(folder).registers.entities if row.id == id)
    return row


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(TablesError) as caught:
        read_checked(folder)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


# ---- What a template and a place make


@pytest.mark.parametrize(
    ("id", "of", "zh", "en", "aliases"),
    [
        (
            "990103-justice-bureau",
            "GovernmentDepartment",
            "白鹭市丹枫区司法局",
            "Justice Bureau of Danfeng District, Bailu",
            (),
        ),
        ("990100-justice-bureau", "GovernmentDepartment", "白鹭市司法局", "Bailu Justice Bureau", ()),
        ("990103-peoples-court", "Court", "白鹭市丹枫区人民法院", "People's Court of Danfeng District, Bailu", ()),
        (
            "990103-peoples-congress-standing-committee",
            "PeoplesCongress",
            "白鹭市丹枫区人民代表大会常务委员会",
            "Standing Committee of the People's Congress of Danfeng District, Bailu",
            (),
        ),
        (
            "990103-party-committee",
            "PartyCommittee",
            "中共白鹭市丹枫区委员会",
            "CPC Danfeng District Committee, Bailu",
            ("中共白鹭市丹枫区委",),
        ),
        (
            "990103-law-governance-commission-office",
            "PartyBody",
            "中共白鹭市丹枫区委全面依法治区委员会办公室",
            "Office of the Commission for Overall Law-based Governance of the CPC Danfeng District Committee, Bailu",
            (),
        ),
        (
            "990100-law-governance-commission-office",
            "PartyBody",
            "中共白鹭市委全面依法治市委员会办公室",
            "Office of the Commission for Overall Law-based Governance of the CPC Bailu Municipal Committee",
            (),
        ),
        (
            "990103-government-party-group",
            "PartyBody",
            "中共白鹭市丹枫区人民政府党组",
            "Leading Party Members' Group of the People's Government of Danfeng District, Bailu",
            (),
        ),
        ("990000-peoples-government", "PeoplesGovernment", "南屿省人民政府", "People's Government of Nanyu", ()),
    ],
)
def test_a_template_and_a_place_make_a_body(
    id: str, of: str, zh: str, en: str, aliases: tuple[str, ...], folder: Path
) -> None:
    row = made(folder, id)
    assert (row.type, row.label_zh, row.label_en, row.aliases) == (of, zh, en, aliases)


def test_a_body_may_belong_to_one_of_the_place_above(folder: Path) -> None:
    branch = made(folder, "990103-public-security-branch")
    assert (branch.label_zh, branch.label_en) == (
        "白鹭市公安局丹枫分局",
        "Danfeng Branch of the Bailu Public Security Bureau",
    )


def test_a_name_has_that_of_the_row_of_the_body_above(folder: Path) -> None:
    names = {"label_zh": "白鹭市警务局", "label_en": "Bailu Police Office"}
    add(folder, "entities", id="990100-public-security-bureau", type="GovernmentDepartment", **names)
    branch = made(folder, "990103-public-security-branch")
    assert (branch.label_zh, branch.label_en) == ("白鹭市警务局丹枫分局", "Danfeng Branch of the Bailu Police Office")


def test_a_row_among_the_entities_goes_before(folder: Path) -> None:
    names = {"label_zh": "白鹭市丹枫区法务局", "label_en": "Law Office of Danfeng District"}
    add(folder, "entities", id="990103-justice-bureau", type="GovernmentBody", note_en="Particular.", **names)
    row = made(folder, "990103-justice-bureau")
    assert (row.type, row.label_zh, row.note_en) == ("GovernmentBody", "白鹭市丹枫区法务局", "Particular.")


def test_the_projects_standing_bodies_need_no_row(data: Path) -> None:
    rows = {row["id"] for row in cells_of(data, "entities")}
    things = {row.id: row for row in read_checked(data).registers.entities}
    for id, zh, en in (
        ("440402-justice-bureau", "珠海市香洲区司法局", "Justice Bureau of Xiangzhou District, Zhuhai"),
        ("440309-justice-bureau", "深圳市龙华区司法局", "Justice Bureau of Longhua District, Shenzhen"),
        ("440400-justice-bureau", "珠海市司法局", "Zhuhai Justice Bureau"),
    ):
        assert id not in rows
        assert (things[id].label_zh, things[id].label_en) == (zh, en)
    assert "440400-law-governance-commission" in rows  # it has a note


def test_no_row_is_what_a_template_makes_anyway(data: Path) -> None:
    """A row that is the same in all cells would be one to keep up for nothing."""
    tables, _ = read_tables(data, read_ontology())
    patterns = replace(read_patterns(tables), rows={})
    for row in tables.entities:
        same = body(row.id, patterns)
        assert not same or replace(same, line=row.line) != row, row.id


# ---- The graph, and the faces


def test_only_bodies_that_a_row_names_are_in_the_graph(folder: Path) -> None:
    def known() -> bool:
        return bool(open_store(folder).query("SELECT ?o { kgr:990103-justice-bureau ?p ?o } LIMIT 1"))

    assert "990103-justice-bureau" not in {row.id for row in read_checked(folder).registers.entities}
    made(folder, "990103-justice-bureau")
    assert known()


def test_lookups_find_it_under_its_names_and_in_its_place(folder: Path, cli: Cli) -> None:
    mention(folder, "990103-justice-bureau", "丹枫区司法局")
    lookup = Lookup(open_store(folder))
    for name in ("白鹭市丹枫区司法局", "丹枫区司法局", "Justice Bureau of Danfeng District", "danfeng qu sifaju"):
        assert "990103-justice-bureau" in [thing.id for thing in lookup.find(name)], name
    found = lookup.only("990103-justice-bureau")
    assert found.jurisdiction == "Danfeng District, Bailu, Nanyu"
    out = cli("show", "990103-justice-bureau", "--data", folder).out
    assert "Justice Bureau of Danfeng District, Bailu" in out


def test_a_relation_may_name_it_and_its_place_is_in_the_graph_too(folder: Path) -> None:
    path = folder / "relations.csv"
    path.write_text(path.read_text("utf-8").replace("990102-peoples-government", "990100-peoples-government"), "utf-8")
    checked = read_checked(folder)
    assert "990100-peoples-government" in {row.object for report in checked.reports for row in report.relations}
    lookup = Lookup(open_store(folder))
    assert lookup.narrowed_claims(lookup.all_claims(), lookup.check(Narrowing(place="白鹭市")))


# ---- Where a template makes nothing


@pytest.mark.parametrize("of", ["peoples-court", "peoples-congress"])
def test_a_functional_area_has_no_congress_and_no_court_unless_a_row_says_so(of: str, folder: Path) -> None:
    id = f"{AREA}-{of}"
    mention(folder, id)
    (problem,) = problems_of(folder)
    assert problem.startswith(
        f"mentions.csv:9:entity: {id!r}: the template of bodies.csv:{line_of(folder, of)} is for "
    )
    assert problem.endswith(
        f"and {AREA} of places.csv:8 is of the kind functional-area; "
        "add its row to entities.csv if there is one, or correct the id"
    )
    add(folder, "entities", id=id, type="Court", label_zh="银湾新区法院", label_en="Court of Yinwan New Area")
    read_checked(folder)


def test_a_functional_area_has_a_management_committee(folder: Path) -> None:
    assert made(folder, f"{AREA}-management-committee").label_zh == "白鹭市碧溪县银湾新区管理委员会"


def test_an_id_without_a_template_or_a_place_is_of_no_row(folder: Path) -> None:
    for id in ("990103-bureau-of-nothing", "990199-justice-bureau", "990103-justice-bureau-of"):
        mention(folder, id)
    problems = [problem.partition("; ")[0] for problem in problems_of(folder)]
    for line, id in enumerate(("990103-bureau-of-nothing", "990199-justice-bureau", "990103-justice-bureau-of"), 9):
        assert f"mentions.csv:{line}:entity: no row has the id {id!r}" in problems


@pytest.mark.parametrize(
    ("of", "period", "wrong"),
    [
        ("industry-and-commerce-bureau", "2023", "ended in 2019"),
        ("industry-and-commerce-bureau", "2019", ""),
        ("market-regulation-bureau", "2017", "begins in 2018"),
        ("market-regulation-bureau", "2018", ""),
    ],
)
def test_a_template_holds_from_and_to_its_years(of: str, period: str, wrong: str, folder: Path) -> None:
    put(folder, "sources", REPORT, period=period, published="")
    mention(folder, f"990103-{of}")
    if not wrong:
        assert f"990103-{of}" in {row.id for row in read_checked(folder).registers.entities}
        return
    assert problems_of(folder) == [
        f"mentions.csv:9:entity: '990103-{of}': the template of bodies.csv:{line_of(folder, of)} {wrong}, "
        f"and the report is of {period}; add its row to entities.csv if there is one, or correct the id"
    ]
    names = {"label_zh": "白鹭市丹枫区某局", "label_en": "Bureau of Danfeng District"}
    add(folder, "entities", id=f"990103-{of}", type="GovernmentDepartment", **names)
    read_checked(folder)


def test_a_name_that_needs_a_body_which_there_is_not(folder: Path) -> None:
    put(folder, "bodies", "city-public-security-bureau", kinds_of_place="league")
    mention(folder, "990103-public-security-branch")
    line = line_of(folder, "public-security-branch")
    assert problems_of(folder) == [
        f"mentions.csv:9:entity: '990103-public-security-branch': its name by bodies.csv:{line} has that of another "
        "body or place in it, which no row has and no template makes; "
        "add its row to entities.csv if there is one, or correct the id"
    ]


def test_a_name_with_that_of_a_body_that_has_no_english_one_has_none_either(folder: Path) -> None:
    names = {"label_zh": "白鹭市公安局", "label_en": ""}
    add(folder, "entities", id="990100-public-security-bureau", type="GovernmentDepartment", **names)
    branch = made(folder, "990103-public-security-branch")
    assert (branch.label_zh, branch.label_en) == ("白鹭市公安局丹枫分局", "")
    assert all(branch.aliases)


def test_a_thing_of_that_name_is_not_made_again(folder: Path) -> None:
    names = {"label_zh": "白鹭市丹枫区司法局", "label_en": "Justice Bureau"}
    add(folder, "entities", id="990103-sifaju", type="GovernmentDepartment", **names)
    mention(folder, "990103-justice-bureau")
    assert problems_of(folder) == [
        "mentions.csv:9:entity: '990103-justice-bureau': '990103-sifaju' of entities.csv:11 is called so; name that"
    ]


# ---- What is wrong with templates


@pytest.mark.parametrize(
    ("cells", "column", "told"),
    [
        ({"type": "Bureau"}, "type", "'Bureau': no class of the ontology"),
        ({"type": "Document"}, "type", "Document: expected a class of institutions"),
        (
            {"label_zh": "{district}司法局"},
            "label_zh",
            "'{district}司法局': expected a name with some of {above}, {kind}, {name}, {organ}, "
            "{parent}, {place}, {stem} in it",
        ),
        (
            {"label_en": "Justice Bureau of a {kind}"},
            "label_en",
            "'Justice Bureau of a {kind}': expected a name with some of {above}, {name}, {organ}, "
            "{parent}, {place}, {stem} in it",
        ),
        ({"label_zh": "司法局"}, "label_zh", "'司法局': expected a name with some of "),
        ({"label_zh": "{place司法局"}, "label_zh", "'{place司法局': expected a name with some of "),
        (
            {"id_pattern": "justice-{place}"},
            "id_pattern",
            "'justice-{place}': expected {place} and what ids have behind it, such as {place}-justice-bureau",
        ),
        (
            {"id_pattern": "{place}-peoples-court"},
            "id_pattern",
            "bodies.csv:{other} makes the same ids for the kind district",
        ),
        ({"kinds_of_place": "districts"}, "kinds_of_place", "'districts': did you mean district?"),
        (
            {"parent_template": "peoples-governement"},
            "parent_template",
            "no row has the id 'peoples-governement'; did you mean peoples-government?",
        ),
        ({"parent_place": "below"}, "parent_place", "'below': "),
        ({"parent_place": ""}, "parent_place", "is empty; expected both or neither of parent_template, parent_place"),
        ({"organ_of": "", "label_zh": "{organ}司法局"}, "organ_of", "is empty; the names have {organ} in them"),
        ({"valid_from": "2018"}, "source", "is empty; expected from where the validity is known"),
        (
            {"valid_from": "2018", "valid_to": "2017", "source": "A list."},
            "valid_to",
            "2017 comes before 2018 of valid_from",
        ),
        ({"organ_of": "justice-bureau"}, "id_pattern", "'justice-bureau' stands above itself in the end"),
    ],
)
def test_what_is_wrong_with_a_template_is_told_once(
    cells: dict[str, str], column: str, told: str, folder: Path
) -> None:
    """Not with each body that it would make."""
    mention(folder, "990103-justice-bureau")
    line = put(folder, "bodies", "justice-bureau", **cells)
    other = line_of(folder, "peoples-court")
    found = problems_of(folder)
    assert all(problem.startswith("bodies.csv:") for problem in found)
    expected = told.replace("{other}", str(min(line, other)))
    place = f"bodies.csv:{max(line, other) if '{other}' in told else line}:{column}: "
    assert any(problem.startswith(place + expected) for problem in found), found


def test_tables_without_a_register_of_bodies_are_read_as_before(folder: Path) -> None:
    (folder / "bodies.csv").unlink()
    mention(folder, "990103-justice-bureau")
    assert [
        problem for problem in problems_of(folder) if problem.startswith("mentions.csv:9:entity: no row has the id ")
    ]
