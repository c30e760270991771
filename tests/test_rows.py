"""The tables of a folder into rows: what a cell of each kind becomes."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kg.dates import ReducedDate
from kg.ontology import Ontology, read_ontology
from kg.tables.cells import QUOTE_LIMIT
from kg.tables.reader import read_tables
from kg.tables.rows import TABLES, Entity, Mention, Relation, columns
from kg.tables.tree import table_files
from tests.conftest import Case


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return read_ontology()


def test_a_relation_is_read_as_its_columns_say(case: Case, ontology: Ontology) -> None:
    tables, problems = read_tables(case("two-reports"), ontology)
    assert problems == []
    row = next(row for row in tables.relations if row.id == "990103-2023-r002")
    assert row == Relation(
        line=12,
        id="990103-2023-r002",
        subject="990100-mediation-association",
        predicate="awarded",
        object="990000-model-mediator",
        event="",
        by=(),
        round="",
        year="2023",
        date=ReducedDate("2023-05", date(2023, 5, 1), date(2023, 5, 31)),
        level="provincial",
        distinction_zh="",
        distinction_en="",
        modality="asserted",
        stated="explicit",
        phase="",
        actor_stated=True,
        verb="获评",
        source="990103-2023",
        section="s0",
        quote="白鹭市调解协会于5月获评2023年度“全省调解标兵”",
        note_zh="",
        note_en="",
    )


def test_lists_in_a_cell_are_apart_by_bars(case: Case, ontology: Ontology) -> None:
    tables, _ = read_tables(case("two-reports"), ontology)
    entity = next(row for row in tables.entities if row.id == "990100-mediation-association")
    assert entity.aliases == ("Bailu Mediators", "鹭城调协")
    assert entity.same_as == ("https://example.org/mediators", "https://example.org/调解")


def test_blank_parts_of_a_list_are_left_out(case: Case, ontology: Ontology) -> None:
    folder = case("base")
    replace(folder / "entities.csv", ",青榕区,", ", 青榕区 || 榕区 |,")
    tables, problems = read_tables(folder, ontology)
    assert problems == []
    assert tables.entities[1].aliases == ("青榕区", "榕区")


def test_figures_keep_their_value_as_typed_and_none_where_damaged(case: Case, ontology: Ontology) -> None:
    tables, _ = read_tables(case("two-reports"), ontology)
    assert {row.id: (row.value, row.value_text, row.status) for row in tables.figures} == {
        "990102-2023-f001": (Decimal(248000000), "2.48亿元", "stated"),
        "990102-2023-f002": (Decimal("12.5"), "12.5%", "stated"),
        "990103-2023-f001": (None, "□6件", "damaged"),
    }


def test_empty_optional_cells_are_nothing_of_their_kind(case: Case, ontology: Ontology) -> None:
    tables, _ = read_tables(case("base"), ontology)
    row = tables.relations[0]
    assert (row.event, row.by, row.round, row.date, row.level, row.note_en) == ("", (), "", None, "", "")


@pytest.mark.parametrize(
    ("table", "old", "new", "column"),
    [
        ("relations", ",awarded,990000-legal-publicity-unit,,,", ",awarded,990000-legal-publicity-unit,,Cn_x,", "by"),
        ("figures", ",990102-2023-f002,990102-2023-f001,", ",990102-2023-f002|Cn_x,990102-2023-f001,", "numerator"),
        ("figures", ",990102-2023-f002,990102-2023-f001,", ",990102-2023-f002,Cn_x,", "denominator"),
    ],
)
def test_an_ill_formed_id_in_a_list_is_told_by_its_column(
    table: str, old: str, new: str, column: str, case: Case, ontology: Ontology
) -> None:
    folder = case("base")
    replace(folder / f"{table}.csv", old, new)
    _, problems = read_tables(folder, ontology)
    ((told, message),) = [(problem.column, problem.message) for problem in problems]
    assert told == column
    assert message.endswith("expected lower-case ASCII letters, digits and single hyphens")


def test_a_sha_256_in_upper_case_is_refused(case: Case, ontology: Ontology) -> None:
    folder = case("base")
    digits = read_tables(folder, ontology)[0].sources[0].sha256
    replace(folder / "sources.csv", digits, digits.upper())
    _, problems = read_tables(folder, ontology)
    assert [problem.column for problem in problems] == ["sha256"]


def test_rows_stand_in_the_order_of_their_file_with_their_lines(case: Case, ontology: Ontology) -> None:
    tables, _ = read_tables(case("base"), ontology)
    assert tables.mentions[:3] == (
        Mention(2, "990102-2023", "s0", "990102-justice-bureau", "区司法局", in_heading=False),
        Mention(3, "990102-2023", "s0", "990102-peoples-court", "区法院", in_heading=False),
        Mention(4, "990102-2023", "sig", "990102-peoples-government", "白鹭市青榕区人民政府", in_heading=False),
    )


def test_a_quote_may_have_sixty_characters_and_no_more(case: Case, ontology: Ontology) -> None:
    folder = case("base")
    words = "字" * (QUOTE_LIMIT - 1) + "\U00020000"  # one code point beyond the first plane is one character
    replace(folder / "relations.csv", "深入推进依法行政", words)
    tables, problems = read_tables(folder, ontology)
    assert problems == []
    assert tables.relations[0].quote == words
    replace(folder / "relations.csv", words, words + "字")
    tables, problems = read_tables(folder, ontology)
    assert [problem.message.partition(": ")[2] for problem in problems] == [
        "61 characters, expected at most 60: the shortest words that state it"
    ]
    assert "990102-2023-r001" not in [row.id for row in tables.relations]


def test_problems_name_files_below_the_working_directory_by_their_path_from_there(
    case: Case, ontology: Ontology, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = case("base")
    (folder / "errata.csv").unlink()
    monkeypatch.chdir(folder.parent)
    _, problems = read_tables(folder, ontology)
    assert [problem.path for problem in problems] == ["base/errata.csv"]
    monkeypatch.chdir(folder / "sources")
    _, problems = read_tables(folder, ontology)
    assert [problem.path for problem in problems] == [str(folder / "errata.csv")]


@pytest.mark.parametrize("name", TABLES)
def test_the_project_writes_its_columns_in_the_order_of_the_rows(name: str, data: Path) -> None:
    for path in table_files(data)[name]:
        with path.open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == [column.name for column in columns(TABLES[name])], path


def test_rows_cannot_be_changed(case: Case, ontology: Ontology) -> None:
    tables, _ = read_tables(case("base"), ontology)
    entity = tables.entities[0]
    assert isinstance(entity, Entity)
    with pytest.raises(AttributeError):
        entity.label_zh = "另一省"  # type: ignore[misc]


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
