"""The pinyin_list that people reviewed are those that the index has."""

import csv
from pathlib import Path

import pytest

from kg.tables.checks import read_checked
from kg.tables.pinyin_list import COLUMNS, pinyin_list
from kg.text.chinese import initials


def test_the_reviewed_file_holds_every_reading_as_it_is_made_today(checkout: Path, data: Path) -> None:
    with (checkout / "docs" / "pinyin.csv").open(encoding="utf-8", newline="") as file:
        reviewed = [tuple(row) for row in csv.reader(file)]
    assert reviewed == [COLUMNS, *pinyin_list(read_checked(data))], "python -m kg.tables.pinyin_list > docs/pinyin.csv"


@pytest.mark.parametrize(
    ("label", "syllables"),
    [
        ("行政应诉", "xíng zhèng yìng sù"),
        ("重大行政决策程序", "zhòng dà xíng zhèng jué cè chéng xù"),
        ("行业性、专业性调解委员会", "háng yè xìng"),
        ("新增调解组织设立、备案工作", "xīn zēng tiáo jiě"),
        ("矛盾调处化解机制", "tiáo chǔ"),
    ],
)
def test_characters_of_several_readings_have_the_right_one(label: str, syllables: str, data: Path) -> None:
    by_label = {row[1]: row[3] for row in pinyin_list(read_checked(data))}
    assert syllables in by_label[label]


def test_initials_are_the_first_letters_without_tones_and_digits() -> None:
    assert initials("“ fēng qiáo shì gōng zuò fǎ ” 104 ān") == "fqsgzfa"
