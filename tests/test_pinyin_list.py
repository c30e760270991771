"""The readings that people reviewed are those that the index has, and words are read as words."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from kg.tables.checks import read_checked
from kg.tables.pinyin_list import COLUMNS, pinyin_list
from kg.text.chinese import READINGS, initials, pinyin
from tests.conftest import Case, Cli


def test_the_reviewed_file_holds_every_reading_as_it_is_made_today(checkout: Path, all_data: Path) -> None:
    with (checkout / "docs" / "pinyin.csv").open(encoding="utf-8", newline="") as file:
        reviewed = [tuple(row) for row in csv.reader(file)]
    assert reviewed == [COLUMNS, *pinyin_list(read_checked(all_data))], (
        "python -m kg.tables.pinyin_list > docs/pinyin.csv"
    )


@pytest.mark.parametrize(
    ("label", "syllables"),
    [
        ("行政应诉", "xíng zhèng yìng sù"),
        ("重大行政决策程序", "zhòng dà xíng zhèng jué cè chéng xù"),
        ("香洲区行业性、专业性调解委员会", "háng yè xìng"),
        ("新增调解组织设立、备案工作", "xīn zēng tiáo jiě"),
        ("矛盾调处化解机制", "tiáo chǔ"),
    ],
)
def test_characters_of_several_readings_have_the_right_one(label: str, syllables: str, all_data: Path) -> None:
    by_label = {row[1]: row[3] for row in pinyin_list(read_checked(all_data))}
    assert syllables in by_label[label]


def test_initials_are_the_first_letters_without_tones_and_digits() -> None:
    assert initials("“ fēng qiáo shì gōng zuò fǎ ” 104 ān") == "fqsgzfa"


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("长效机制", "cháng xiào jī zhì"),
        ("全市长效机制", "quán shì cháng xiào jī zhì"),  # not 市长
        ("人民法院长效机制", "rén mín fǎ yuàn cháng xiào jī zhì"),  # not 院长
        ("行政首长出庭应诉", "xíng zhèng shǒu zhǎng chū tíng yìng sù"),
        ("河湖长制", "hé hú zhǎng zhì"),
        ("重点行业", "zhòng diǎn háng yè"),
        ("双重预防机制", "shuāng chóng yù fáng jī zhì"),
        ("破产重整", "pò chǎn chóng zhěng"),
        ("三重一大", "sān zhòng yī dà"),
        ("先行先试", "xiān xíng xiān shì"),
        ("千行百业", "qiān háng bǎi yè"),
        ("调查研究", "diào chá yán jiū"),
        ("诉调对接", "sù tiáo duì jiē"),
        ("退耕还林还草", "tuì gēng huán lín huán cǎo"),
        ("项目的规划", "xiàng mù de guī huà"),  # not 目的
        ("作为着力点", "zuò wéi zhuó lì diǎn"),
        ("无偿献血", "wú cháng xiàn xuè"),
        ("总会计师", "zǒng kuài jì shī"),
        ("涉藏地区", "shè zàng dì qū"),
        ("藏粮于地", "cáng liáng yú dì"),
        ("单位", "dān wèi"),
        ("单县人民政府", "shàn xiàn rén mín zhèng fǔ"),
        ("六安市", "lù ān shì"),
        ("番禺区", "pān yú qū"),
        ("洪洞县", "hóng tóng xiàn"),
        ("长子县", "zhǎng zǐ xiàn"),
        ("长垣市", "cháng yuán shì"),
        ("乐亭县", "lào tíng xiàn"),
        ("乐清市", "yuè qīng shì"),
        ("涡阳县", "guō yáng xiàn"),
        ("大埔县", "dà bù xiàn"),
        ("黄埔区", "huáng pǔ qū"),
        ("铅山县", "yán shān xiàn"),
        ("都匀市", "dū yún shì"),
        ("佛冈县", "fó gāng xiàn"),
        ("葵涌街道", "kuí chōng jiē dào"),
        ("“互联网+监管”2023年", "“ hù lián wǎng + jiān guǎn ”2023 nián"),
        ("", ""),
    ],
)
def test_a_character_is_read_as_in_its_word(text: str, reading: str) -> None:
    assert pinyin(text) == reading


ONLY_IN_A_PLACE = {"乐": ["lào"], "栅": ["shí"], "栏": ["làn"]}
"""Readings that a character has in a place's name (乐陵, 大栅栏) and in no word."""


def told() -> Iterator[tuple[str, list[str], str]]:
    """The words of readings.tsv, their syllables, and why they stand there."""
    header, *lines = READINGS.read_text("utf-8").splitlines()
    assert header == "word\treading\twhy"
    for line in lines:
        word, reading, why = line.split("\t")
        yield word, reading.split(" "), why


def test_each_reading_told_is_one_that_its_characters_have_and_has_a_reason() -> None:
    # pypinyin's file, because what is loaded of it has been told of readings.tsv
    known = json.loads(files("pypinyin").joinpath("pinyin_dict.json").read_text("utf-8"))
    for word, syllables, why in told():
        assert why, word
        for character, syllable in zip(word, syllables, strict=True):
            readings = {*known[str(ord(character))].split(","), *ONLY_IN_A_PLACE.get(character, ())}
            assert syllable in readings, (word, syllable)


def test_each_word_is_told_once_and_read_as_told() -> None:
    assert [word for word, count in Counter(word for word, _, _ in told()).items() if count > 1] == []
    assert [word for word, syllables, _ in told() if pinyin(word) != " ".join(syllables)] == []


def test_such_words_are_found_as_they_are_read(case: Case, cli: Cli) -> None:
    folder = case("base")
    with (folder / "entities.csv").open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    with (folder / "entities.csv").open("a", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        for thing, kind, zh, en in (
            ("990000-lasting-mechanism", "Mechanism", "长效机制", "Lasting Mechanism"),
            ("990000-shan-county", "AdministrativeDivision", "单县", "Shan County"),
        ):
            table.writerow({"id": thing, "type": kind, "label_zh": zh, "label_en": en})
    assert cli("build", "--data", folder).code == 0
    for typed in ("changxiao", "chang xiao jizhi", "cháng xiào", "cxjz"):
        assert "长效机制" in cli("find", typed, "--lang", "zh", "--data", folder).out, typed
    for typed in ("shanxian", "shàn xiàn", "sx"):
        assert "单县" in cli("find", typed, "--lang", "zh", "--data", folder).out, typed
