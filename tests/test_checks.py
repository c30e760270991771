"""Tables with something wrong: each folder of tests/cases/invalid holds the tables in which it
differs from tests/cases/base, and expected.txt, the very lines that come out.
"""

from pathlib import Path

import pytest

from kg.errors import TablesError
from kg.pipeline.generation import build
from kg.store.embedded import EmbeddedStore
from kg.store.generations import current, home
from kg.tables.checks import read_checked
from kg.tables.rows import MAY_MISS, TABLES
from kg.text.chinese import is_section
from tests.checked import rows_of, texts_of
from tests.conftest import CASES, Case, Kg

INVALID = sorted(path.name for path in (CASES / "invalid").iterdir())


@pytest.mark.parametrize("name", INVALID)
def test_tables_with_this_wrong_are_told_these_lines(name: str, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = case("base", f"invalid/{name}")
    monkeypatch.chdir(folder)
    with pytest.raises(TablesError) as caught:
        read_checked(folder)
    assert str(caught.value).split("\n") == (folder / "expected.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", ["base", "two-reports"])
def test_valid_tables_pass_with_their_texts(name: str, case: Case) -> None:
    folder = case(name)
    checked = read_checked(folder)
    assert texts_of(checked).keys() == {report.source.id for report in checked.reports}


def test_valid_tables_pass_without_texts(case: Case) -> None:
    folder = case("two-reports")
    for path in (folder / "sources").iterdir():
        path.unlink()
    assert texts_of(read_checked(folder)) == {}


def test_the_projects_tables_pass(data: Path) -> None:
    assert [report.source.id for report in read_checked(data).reports] == ["440402-2023", "440309-2019"]


def test_every_quote_of_the_project_stands_in_its_section(data: Path, sources_folder: Path) -> None:
    assert list(texts_of(read_checked(data, sources_folder))) == ["440402-2023", "440309-2019"]


def test_texts_are_found_in_the_named_folder_whatever_they_are_called(case: Case, tmp_path: Path) -> None:
    folder = case("base")
    texts = tmp_path / "texts"
    texts.mkdir()
    (folder / "sources" / "990102-2023.txt").rename(texts / "as downloaded.txt")
    assert list(texts_of(read_checked(folder, texts))) == ["990102-2023"]


def test_texts_are_found_in_the_folder_of_the_variable(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = case("base")
    (folder / "sources").rename(tmp_path / "texts")
    monkeypatch.setenv("KG_SOURCES", str(tmp_path / "texts"))
    assert list(texts_of(read_checked(folder))) == ["990102-2023"]


def test_a_named_folder_of_texts_that_is_not_there_is_a_problem(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = case("base")
    monkeypatch.chdir(folder)
    with pytest.raises(TablesError) as caught:
        read_checked(folder, folder / "no-texts")
    assert str(caught.value) == "no-texts: no such folder of source texts"


def test_a_text_that_is_not_utf8_is_a_problem_of_its_file(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    from hashlib import sha256

    folder = case("base")
    text = folder / "sources" / "990102-2023.txt"
    before, after = text.read_bytes(), text.read_text("utf-8").encode("gb18030")
    text.write_bytes(after)
    table = (folder / "sources.csv").read_text("utf-8")
    table = table.replace(sha256(before).hexdigest(), sha256(after).hexdigest())
    (folder / "sources.csv").write_text(table, "utf-8")
    monkeypatch.chdir(folder)
    with pytest.raises(TablesError, match=r"^sources/990102-2023\.txt:1: is not UTF-8; it reads as GB18030: "):
        read_checked(folder)


def test_a_folder_without_tables_is_told_every_table(tmp_path: Path) -> None:
    with pytest.raises(TablesError) as caught:
        read_checked(tmp_path)
    assert [Path(problem.path).name for problem in caught.value.problems] == sorted(
        f"{name}.csv" for name in TABLES if name not in MAY_MISS
    )
    assert {problem.message.partition(";")[0] for problem in caught.value.problems} == {"no such file"}


def test_two_reports_may_state_the_same_claim(case: Case) -> None:
    folder = case("two-reports")
    relations = folder / "relations.csv"
    relations.write_text(relations.read_text("utf-8").replace(",2023,2023-05,", ",2023,,"), "utf-8")
    said = [(row.subject, row.object, row.year, row.date) for row in rows_of(read_checked(folder), "relations")]
    assert said.count(("990100-mediation-association", "990000-model-mediator", "2023", None)) == 2


def test_two_rounds_of_one_honour_are_two_claims(case: Case) -> None:
    folder = case("base")
    with (folder / "relations.csv").open("a", encoding="utf-8") as table:
        table.writelines(
            f"990102-2023-r10{number},990102-justice-bureau,awarded,990000-legal-publicity-unit,,,session-{number},,"
            f",provincial,,,asserted,,explicit,yes,,990102-2023,s0,区司法局荣获,,\n"
            for number in (1, 2)
        )
    assert {"session-1", "session-2"} <= {row.round for row in rows_of(read_checked(folder), "relations")}


SECTIONS = ["s0.1", "s01", "s100", "s1.110", "s1.0", "s1.", "s1１", pytest.param("s" + "1" * 5000, id="5000 digits")]


@pytest.mark.parametrize("token", SECTIONS)
def test_a_section_beyond_the_numerals_is_one_problem_of_its_column(token: str, case: Case) -> None:
    assert not is_section(token)
    folder = case("base")
    mentions = folder / "mentions.csv"
    mentions.write_text(mentions.read_text("utf-8").replace(",sig,", f",{token},"), "utf-8")
    with pytest.raises(TablesError) as caught:
        read_checked(folder)
    assert [(problem.line, problem.column) for problem in caught.value.problems] == [(4, "section")]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_a_table_of_another_encoding_does_not_hide_what_else_is_wrong(
    case: Case, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = case("base", "invalid/implied-without-note")
    mentions = folder / "mentions.csv"
    mentions.write_bytes(mentions.read_text("utf-8").encode(encoding))
    monkeypatch.chdir(folder)
    with pytest.raises(TablesError) as caught:
        read_checked(folder)
    line = "2" if encoding == "gb18030" else "1"
    assert str(caught.value).split("\n") == [
        f"mentions.csv:{line}: is not UTF-8; it reads as {encoding.upper()}: save it as “CSV UTF-8”",
        *(folder / "expected.txt").read_text("utf-8").splitlines(),
    ]


@pytest.mark.parametrize("verb", ["check", "build"])
def test_the_command_line_tells_every_problem_and_leaves_the_store_as_it_was(
    verb: str, case: Case, kg: Kg, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = case("base")
    before = build(folder)
    case("base", "invalid/many-at-once")
    for path in (folder.parent / "invalid" / "many-at-once").iterdir():
        if path.suffix == ".csv":
            path.rename(folder / path.name)
    expected = (folder.parent / "invalid" / "many-at-once" / "expected.txt").read_text("utf-8")

    answer = kg(verb, "--data", ".", cwd=folder)

    assert answer.returncode == 2
    assert answer.stdout == ""
    count = len(expected.splitlines())
    assert answer.stderr == f"{expected}{count} problems; nothing was changed\n"
    assert current(home(folder)) == before
    (row,) = EmbeddedStore(before).query("SELECT ?body { ?body kg:awarded kgr:990000-legal-publicity-unit }")
    assert row["body"].value.endswith("/990102-justice-bureau")
