"""Where a report's text as found looks damaged: each place with what is seen there."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.damage import suspicions
from tests.conftest import REPORT

PROSE = "这里写的是一段话，讲的是做了哪些事，怎样做，做到了什么地步。" * 3
TWICE = "\n".join(f"第{numeral}件事。{PROSE}" for numeral in "甲乙丙丁戊己")


def seen(original: str) -> list[tuple[str, str]]:
    """What stands where something looks damaged, three characters of it, and what is told, up to its first pause."""
    return [
        (original[at : at + 3], told.partition(";")[0].partition(" in ")[0]) for at, told, _ in suspicions(original)
    ]


@pytest.mark.parametrize(
    ("original", "place"),
    [
        ("全年调解\ufffd\ufffd件案件", "\ufffd\ufffd件"),
        ("全年调解??件案件", "??件"),
        ("报告?zhèn)8份", "?zh"),
        ("全年办结?8份", "?8份"),
        ("建立队伍?。加大力度", "?。加"),
        ("全年锟斤拷解案件", "锟斤拷"),
    ],
)
def test_bytes_that_seem_lost_are_told_at_each_place(original: str, place: str) -> None:
    assert seen(original) == [(place, "bytes seem lost")]
    assert [where for where, _ in seen(f"{original}\n{original}")] == [place, place]


@pytest.mark.parametrize(
    "text",
    [
        "怎么办?我们要想办法。",
        "https://甲.cn/?a=1&b=??",
        "区(试行)一网(qu)通",
        "甲??",
        "以后照办，落后的赶上。干部示范，规范制度。",
        PROSE,
    ],
)
def test_other_texts_are_not_told_of(text: str) -> None:
    assert seen(text.removesuffix("??") if text.startswith("甲") else text) == []


def test_pinyin_in_brackets_is_told_once_with_how_often() -> None:
    (told,) = suspicions("丹枫區(qū)調（diào）解")
    assert told == (3, "pinyin stands in brackets after 2 characters; it is left out", "pinyin")


def test_traditional_characters_made_from_simplified_ones_are_told_at_the_first_word() -> None:
    told = "a program seems to have made the Traditional characters from Simplified ones, without regard to words"
    ((at, said, _),) = suspicions("甲縣規范執法，干部示范，今后長期堅持。")
    assert (at, said.partition(" (")[0]) == (2, told)
    assert "規范" in said
    assert seen("甲縣規範執法，幹部示範，今後長期堅持。") == []


def test_menus_of_a_page_are_told_before_and_behind_the_report() -> None:
    page = (
        f"首页\n>\n【打印】\n下载\n甲县工作报告\n{PROSE}\n下载\n{PROSE}\n扫一扫在手机打开当前页\n打印本页\n关闭窗口\n"
    )
    told = "what stands here seems to be the menus of a web page, and not the report"
    assert seen(page) == [("首页\n", told), ("扫一扫", told)]
    assert seen("首页\n搜索\n登录注册\n") == [("首页\n", told)]


def test_a_report_that_stands_there_twice_is_told_where_it_begins_again() -> None:
    original = f"工作报告\n{TWICE}\n工作报告\n{TWICE}\n"
    ((at, told, _),) = suspicions(original)
    assert (at, told) == (original.rindex("第甲件事"), "the report seems to stand here once more")


def test_another_report_in_the_file_is_told_at_its_title() -> None:
    original = f"甲县工作报告\n{PROSE}\n一、甲事\n{PROSE}\n乙县2023年法治政府建设年度报告\n{PROSE}\n一、乙事\n{PROSE}\n"
    assert seen(original) == [("乙县2", "another report seems to begin here")]
    assert seen(original.replace("乙县2023年", "见《").replace("年度报告", "年度报告》")) == []


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("區調(（qūdiào)）?？\ufffd。\n一、首页报告")))
def test_every_place_stands_in_the_text_and_in_its_order(original: str) -> None:
    places = [at for at, *_ in suspicions(original)]
    assert places == sorted(places)
    assert all(0 <= at < len(original) for at in places)


def test_the_damaged_places_of_the_report_are_those_that_the_errata_tell(data: Path, sources_folder: Path) -> None:
    original = (sources_folder / REPORT).read_text("utf-8")
    with (data / "errata.csv").open(encoding="utf-8", newline="") as file:
        errata = [row["original"] for row in csv.DictReader(file) if row["source"] == "440402-2023"]
    lost = [at for at, _, kind in suspicions(original) if kind == "lost"]
    spans = [range(original.index(words), original.index(words) + len(words)) for words in errata]
    assert lost
    assert all(any(at in span for span in spans) for at in lost)
    assert all(any(at in span for at in lost) for span in spans)
