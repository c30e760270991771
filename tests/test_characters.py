"""What people do not see, or take for another character."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.characters import fault, is_invisible, named, skeleton, usual


@pytest.mark.parametrize(
    "text",
    [
        "香洲区人民政府", "People’s Government (“Fengqiao” – 枫桥)", "αβ疗法", "μg/m3", "5μg", "Ⅱ期", "①", "５Ｇ", "㎡",
        "é",
        "e\u0301",
        "Москва", "ПП «Рост»", "ハニー", "カラオケ店", "神龜社", "𠮷野", "\U00031350", "凞", "〇", "A·B", "😀",
        "a\tb\nc",
    ],
)  # fmt: skip
def test_what_people_write_is_no_fault(text: str) -> None:
    assert fault(text) is None


@given(st.text(st.characters(codec="utf-8")))
def test_a_text_without_fault_shows_every_character(text: str) -> None:
    if fault(text) is None:
        assert not any(unicodedata.category(c) in ("Cf", "Co", "Zl", "Zp") for c in text)
        assert not any(map(is_invisible, text))
        assert "\ufffd" not in text


@given(st.text())
def test_what_a_skeleton_is_made_of_has_the_same_skeleton(text: str) -> None:
    assert skeleton(skeleton(text)) == skeleton(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("站（甲）", "站(甲)"), ("５Ｇ", "5G"), ("COVID‑19", "COVID-19"), ("‘a’", "'a'"), ("а", "a"), ("ΑΒ", "AB"),
        ("⼈民", "人民"),
        ("⺠生", "民生"), ("エ作", "工作"), ("A\u00a0B", "A B"), ("A  B", "A B"), ("a\u200bb", "ab"),
        ("Café", "Cafe\u0301"),
        ("二○二三", "二〇二三"), ("\uf9fe", "茶"),
    ],
)  # fmt: skip
def test_what_looks_alike_has_one_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(("one", "other"), [("土", "士"), ("日", "曰"), ("A", "a"), ("甲一", "甲二"), ("龜", "龟")])
def test_what_people_tell_apart_has_two(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


def test_every_kangxi_radical_and_most_others_mean_a_character() -> None:
    kangxi = [chr(code) for code in range(0x2F00, 0x2FD6)]
    others = [chr(code) for code in range(0x2E80, 0x2EF4) if unicodedata.name(chr(code), "")]
    assert [c for c in kangxi if not "\u3400" <= usual(c) <= "\u9fff"] == []
    assert [named(c) for c in others if usual(c) == c] == ["CJK RADICAL REPEAT (U+2E80)"]
    assert {usual(c) for c in "⻓⻅⻋⻚⺠⻄"} == set("长见车页民西")
