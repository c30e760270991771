"""`kg read`: a report's file is laid aside with proposals and a proposed row; the tables stay as they are."""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from kg.reading.proposals import read_reading
from kg.tables.checks import read_checked
from kg.text.report import clean
from tests.conftest import Cli, Kg
from tests.test_reading_files import PROSE

WORK: Final = f"""政府工作报告
——2023年1月16日在深圳市龙华区第二届人民代表大会第三次会议上
各位代表：
现在，我代表龙华区人民政府，向大会报告政府工作，请予审议。
一、2022年工作回顾
{PROSE * 3}龙华区司法局印发《龙华区法律顾问管理办法》。
二、2023年工作安排
（一）抓好法治
{PROSE * 2}再上新水平。
三、全面加强政府自身建设
{PROSE}再上新水平。
附件：名词解释
一网通办：{PROSE}
"""
LAW: Final = f"""深圳市龙华区2021年法治政府建设情况报告
现将有关情况报告如下：
一、加强党的领导
{PROSE * 2}龙华区司法局印发《龙华区法律顾问管理办法》。
二、存在的不足及下一步计划
{PROSE}再上新水平。
深圳市龙华区人民政府
2022年1月20日
"""

Read = Callable[..., tuple[int, str, str]]


@pytest.fixture
def tables(data: Path, tmp_path: Path) -> Path:
    """A copy of the project's tables."""
    return Path(shutil.copytree(data, tmp_path / "data", ignore=shutil.ignore_patterns("sources", "proposals")))


@pytest.fixture
def read(cli: Cli, tables: Path, tmp_path: Path) -> Read:
    """Reads a text, as a file of its own, into the copy."""

    def call(text: str | bytes, *options: str, name: str = "report.txt", place: str = "440309") -> tuple[int, str, str]:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return cli("read", path, "--place", place, "--data", tables, *options)

    return call


def row(tables: Path, id: str) -> dict[str, str]:
    return dict(read_reading(tables / "proposals" / f"{id}.jsonl").source)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class TestLaid:
    def test_the_text_lies_as_found_beside_its_proposals_and_the_tables_are_as_they_were(
        self, read: Read, tables: Path
    ) -> None:
        before = files(tables)
        code, out, err = read(LAW)
        assert (code, err) == (0, "")
        laid = {name: content for name, content in files(tables).items() if name not in before}
        assert {name: files(tables)[name] for name in before} == before
        assert sorted(laid) == ["proposals/440309-2021.jsonl", "sources/440309-2021.txt"]
        assert laid["sources/440309-2021.txt"] == LAW.encode()
        assert f"{tables / 'proposals' / '440309-2021.jsonl'}" in out

    def test_proposals_stand_where_they_say(self, read: Read, tables: Path) -> None:
        read(LAW)
        text = clean("", LAW).text
        proposals = read_reading(tables / "proposals" / "440309-2021.jsonl").proposals
        assert {text[one.start : one.end] for one in proposals if one.kind == "body"} == {
            "区司法局",
            "深圳市龙华区人民政府",
        }
        assert all(text[one.start : one.end] == one.fields["words"] for one in proposals)

    def test_of_a_page_the_file_as_found_lies_beside_its_text(self, read: Read, tables: Path) -> None:
        page = f"<html><body><article>{''.join(f'<p>{line}</p>' for line in LAW.splitlines())}</article></body></html>"
        code, _, _ = read(page, name="a.txt")
        assert code == 0
        assert (tables / "sources" / "440309-2021.html").read_text("utf-8") == page
        laid = (tables / "sources" / "440309-2021.txt").read_bytes()
        assert laid.decode() == LAW
        assert row(tables, "440309-2021")["sha256"] == hashlib.sha256(laid).hexdigest()

    def test_a_text_in_another_encoding_is_laid_in_utf_8_beside_the_one_found(self, read: Read, tables: Path) -> None:
        code, out, _ = read(LAW.encode("gb18030"))
        assert code == 0
        assert "the file is in GB18030; its text is laid aside in UTF-8" in out
        assert (tables / "sources" / "440309-2021.txt").read_text("utf-8") == LAW
        assert (tables / "sources" / "440309-2021.gb18030.txt").read_bytes() == LAW.encode("gb18030")

    def test_the_proposed_row_passes_where_it_is_accepted(self, read: Read, tables: Path) -> None:
        assert read(WORK)[0] == 0
        cells = row(tables, "440309-2022-work")
        folder = tables / "reports" / cells["id"]
        folder.mkdir()
        quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells.values())
        (folder / "sources.csv").write_text(f"{','.join(cells)}\n{quoted}\n", "utf-8")
        (report,) = [one for one in read_checked(tables).reports if one.source.id == cells["id"]]
        assert report.text
        assert report.source.plans == (("s2", "2023"), ("s3", "2023"))


class TestRow:
    def test_of_a_rule_of_law_report(self, read: Read, tables: Path) -> None:
        read(LAW, "--url", "https://example.org/a")
        cells = row(tables, "440309-2021")
        del cells["sha256"]
        assert cells == {
            "id": "440309-2021",
            "kind": "rule-of-law",
            "profile": "core",
            "title_zh": "深圳市龙华区2021年法治政府建设情况报告",
            "title_en": "Report on Building a Rule-of-law Government in Longhua District of Shenzhen in 2021",
            "publisher": "440309-peoples-government",
            "place": "440309-longhua-district",
            "period": "2021",
            "published": "2022-01-20",
            "script": "Hans",
            "url": "https://example.org/a",
            "plans": "s2:2022",
            "note_zh": "",
            "note_en": "",
        }

    def test_of_a_work_report_delivered_in_the_year_that_it_plans(self, read: Read, tables: Path) -> None:
        read(WORK, "--profile", "s1|s2.1", place="深圳市龙华区")
        cells = row(tables, "440309-2022-work")
        assert (cells["period"], cells["published"], cells["plans"]) == ("2022", "2023-01-16", "s2:2023|s3:2023")
        assert (cells["kind"], cells["profile"]) == ("work-report", "s1|s2.1")
        assert cells["title_zh"] == "深圳市龙华区2023年政府工作报告"
        assert (
            cells["title_en"]
            == "Report on the Work of the Government of Longhua District of Shenzhen, delivered in 2023"
        )
        assert cells["note_zh"] == "所据副本的标题为“政府工作报告”：此标题补出地方和年份。"

    def test_of_a_department(self, read: Read, tables: Path) -> None:
        text = LAW.replace("深圳市龙华区2021年", "深圳市龙华区司法局2021年")
        assert read(text, "--publisher", "440309-justice-bureau")[0] == 0
        cells = row(tables, "440309-2021-justice-bureau")
        assert (cells["kind"], cells["publisher"]) == ("department", "440309-justice-bureau")
        assert cells["title_en"] == "Report of the Justice Bureau of Longhua District, Shenzhen on 2021"

    def test_where_the_copy_has_no_title_one_is_made_and_a_note_says_so(self, read: Read, tables: Path) -> None:
        read(LAW.partition("\n")[2])
        cells = row(tables, "440309-2021")
        assert cells["title_zh"] == "深圳市龙华区2021年法治政府建设情况报告"
        assert cells["note_en"] == "The copy carries no title: this one says what it is."


class TestShown:
    def test_the_sections_with_their_headings_and_lengths(self, read: Read) -> None:
        out = read(WORK)[1]
        assert "s1       一、2022年工作回顾" in out
        assert "s2.1     （一）抓好法治" in out
        assert "delivered 2023-01-16, by the text: '——2023年1月16日在" in out

    def test_where_the_text_looks_damaged_with_its_line(self, read: Read, tmp_path: Path) -> None:
        _, _, err = read(LAW.replace("二、", "兼?zhèn)涞\n二、"))
        assert err.startswith(f"{tmp_path / 'report.txt'}:5: bytes seem lost in ")

    def test_in_chinese(self, read: Read) -> None:
        _, out, err = read(WORK, "--period", "2021", "--lang", "zh")
        assert "所述年份" not in out
        assert err == "--period 为 2021，而文本说是 2022：“一、2022年工作回顾”；请更正，或加 --yes 照此读入\n"


class TestAgain:
    def test_the_same_text_gives_the_same_and_leaves_decisions_alone(self, read: Read, tables: Path) -> None:
        read(WORK)
        decisions = tables / "proposals" / "440309-2022-work.decisions.jsonl"
        decisions.write_text("decided\n", "utf-8")
        before = files(tables)
        assert read(WORK, name="other.txt")[0] == 0
        assert files(tables) == before

    def test_a_changed_text_is_refused_with_what_to_do(self, read: Read, tables: Path) -> None:
        read(LAW)
        before = files(tables)
        code, _, err = read(LAW + "完\n")
        assert code == 2
        assert "440309-2021 is the id of another text" in err
        assert "give this one an id of its own with --id, or remove" in err
        assert files(tables) == before
        assert read(LAW + "完\n", "--id", "440309-2021-b")[0] == 0

    def test_another_work_report_of_the_year_is_numbered(self, read: Read, tables: Path) -> None:
        read(WORK)
        assert "440309-2022-work is another text; this one is 440309-2022-work-2" in read(WORK + "完\n")[1]
        assert read(WORK + "完\n")[0] == 0
        assert not (tables / "proposals" / "440309-2022-work-3.jsonl").exists()

    def test_a_text_read_in_as_another_report_is_told(self, read: Read) -> None:
        read(LAW)
        code, _, err = read(LAW, place="440300")
        assert (code, err.partition(";")[0]) == (2, "this text was read in as 440309-2021 already")

    def test_a_text_of_the_tables_is_told(self, read: Read, tables: Path) -> None:
        path = tables / "reports" / "440309-2019" / "sources.csv"
        rows = path.read_text("utf-8")
        path.write_text(
            rows.replace("9271adf6a61c2a7ebc6b520da78cfae5f187d7f089eba026dfdd6e0579d57771", digest(LAW)), "utf-8"
        )
        code, _, err = read(LAW)
        assert (code, err) == (2, f"this text is the report 440309-2019 of {path}:2; there is nothing to read\n")


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        (LAW, ("--period", "2020"), "--period is 2020, and the text says 2021"),
        (LAW, ("--delivered", "2023-01"), "--delivered is 2023-01, and the text says 2022-01-20"),
        (LAW, ("--kind", "work-report"), "--kind is work-report, and the text reads as rule-of-law"),
        (LAW.replace("龙华", "青榕"), (), "--place is 龙华区, which the text does not name"),
        (WORK + WORK.replace("回顾", "总结").replace("128", "129"), (), ":14: another report seems to begin here"),
    ],
)  # fmt: skip
def test_what_the_text_says_otherwise_is_read_only_by_a_yes(
    read: Read, tables: Path, text: str, options: tuple[str, ...], expected: str
) -> None:
    code, _, err = read(text, *options)
    assert code == 2
    assert expected in err.splitlines()[-1]
    assert err.endswith("; correct it, or say --yes to read it so\n")
    assert not (tables / "proposals").exists()
    code, _, err = read(text, *options, "--yes")
    assert code == 0
    assert "warning: " in err


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal is POSIX's")
@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 1)])
def test_on_a_terminal_it_asks(kg: Kg, tables: Path, tmp_path: Path, answer: str, code: int) -> None:
    (tmp_path / "a.txt").write_text(LAW, "utf-8")
    main, side = os.openpty()
    os.write(main, f"{answer}\n".encode())
    done = kg("read", tmp_path / "a.txt", "--place", "440309", "--period", "2020", "--data", tables, stdin=side)
    os.close(main)
    os.close(side)
    assert done.returncode == code
    assert "Read it so? [y/N]" in done.stderr
    assert (tables / "proposals" / "440309-2020.jsonl").exists() == (code == 0)


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        (LAW, ("--period", "1912"), "--period: 1912 is no year that a report tells of; expected one from 1949 to"),
        (LAW, ("--period", "9999"), "--period: 9999 is no year that a report tells of"),
        (LAW, ("--delivered", "2020"), "--delivered: 2020 is before 2021, the year that the report tells of"),
        (LAW, ("--delivered", "9999"), "--delivered: 9999 is still to come"),
        (LAW, ("--delivered", "1/2/2022"), "--delivered: '1/2/2022': expected an ISO 8601 date"),
        (LAW, ("--kind", "law"), "--kind: 'law': expected one of"),
        (LAW, ("--id", "../a"), "--id: '../a': expected lower-case ASCII letters"),
        (LAW, ("--profile", "s9"), "--profile: the text has no section s9; it has s0, s1, s2, sig"),
        (LAW, ("--url", "javascript:1"), "--url: 'javascript:1': expected IRIs"),
        (LAW, ("--publisher", "440309-nobody"), "no row and no template makes the body '440309-nobody'"),
        (LAW, ("--publisher", "cn-fengqiao-work-method"), "'cn-fengqiao-work-method' is of class"),
        (LAW, ("--kind", "department"), "this is a department's report; say whose with --publisher"),
        (PROSE.replace("依法行政", "工作"), (), "seems to be no report; it has neither headings nor words"),
        (f"一、概况\n龙华。{'做事。' * 9}\n二、计划\n做事。\n", (), "the text does not show what kind of report it is"),
        (f"一、法治\n龙华。{'做事。' * 9}\n二、依法行政\n做事。\n", (), "the text does not say which year it tells of"),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence(
    read: Read, tables: Path, text: str, options: tuple[str, ...], expected: str
) -> None:
    code, out, err = read(text, *options)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert expected in err
    assert not (tables / "proposals").exists()


@pytest.mark.parametrize(
    ("place", "code", "expected"),
    [
        ("龙华区", 1, "'龙华区' names 2 things; give one of their ids:\n  440309-longhua-district  深圳市龙华区\n"),
        ("999999", 2, "'999999' is no place of"),
        ("龙华去", 2, "did you mean"),
    ],
)
def test_a_place_that_is_none_or_several_is_told(read: Read, place: str, code: int, expected: str) -> None:
    done = read(LAW, place=place)
    assert done[0] == code
    assert expected in done[2]


def test_markup_and_formulas_of_a_text_stay_words(read: Read, tables: Path) -> None:
    title = "=A1+B1<script>alert(1)</script>龙华区2021年法治政府建设情况报告"
    assert read(f"{title}\n{LAW.partition(chr(10))[2]}")[0] == 0
    first = (tables / "proposals" / "440309-2021.jsonl").read_text("utf-8").split("\n")[0]
    assert json.loads(first)["fields"]["title_zh"] == title


def test_kg_check_warns_of_what_no_row_answers(case: Callable[..., Path], cli: Cli) -> None:
    folder = case("base")
    path = folder / "sources" / "990102-2023.txt"
    before = path.read_bytes()
    path.write_bytes(before.replace("全区共有".encode(), "办结锟斤拷件。全区共有".encode()))
    table = folder / "sources.csv"
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    table.write_text(table.read_text("utf-8").replace(hashlib.sha256(before).hexdigest(), sha256), "utf-8")
    warned = cli("check", "--data", folder).err
    assert "bytes seem lost in '伍。办结锟斤拷件。全区'" in warned
    with (folder / "errata.csv").open("a", encoding="utf-8") as file:
        file.write("990102-2023,办结锟斤拷件,办结□件,high\n")
    assert "bytes seem lost" not in cli("check", "--data", folder).err


def test_kg_check_does_not_warn_of_the_damages_that_the_project_answers(data: Path, sources_folder: Path) -> None:
    warnings = read_checked(data, sources_folder).warnings
    assert [one for one in warnings if one.path.endswith(".txt")] == []
