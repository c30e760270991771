"""The text of a report: cleaned, cut into sections, each character with its offset in the original."""

from codecs import BOM_UTF8
from hashlib import sha256
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import TablesError
from kg.ontology import read_ontology
from kg.tables.checks import read_checked
from kg.tables.reader import read_tables
from kg.tables.texts import texts_at_hand
from kg.text.chinese import NUMBERS, NUMERALS
from kg.text.headings import section_starts
from kg.text.report import Damage, SourceText, Span, clean
from tests.checked import texts_of
from tests.conftest import CASES, Case


def erratum(original: str, reading: str, line: int = 2) -> Damage:
    return Damage(original, reading, f"errata.csv line {line}")


def at(text: SourceText, words: str, section: str | None = None) -> Span:
    """Where words stand, once, in a cleaned text."""
    (span,) = (
        text.find(section, words) if section else [Span(text.text.index(words), text.text.index(words) + len(words))]
    )
    return span


def found_there(text: SourceText, original: str, words: str) -> str:
    """What stands in the original for words of the cleaned text."""
    span = text.original(at(text, words))
    return original[span.start : span.end]


# ---- Pinyin, errata, Traditional characters


@pytest.mark.parametrize(
    ("original", "cleaned"),
    [
        ("丹枫區(qū)堅持", "丹枫区坚持"),
        ("調（diào）解", "调解"),
        ("優(yōu)秀,創(chuàng)新", "优秀,创新"),
        ("綠(lǜ)色、女(nǚ)子", "绿色、女子"),
        ("嗯(ńg)嗯(ǹ)", "嗯嗯"),
        ("處(chù)(chǔ)理", "处(chǔ)理"),  # only what follows a character is its reading
    ],
)
def test_pinyin_after_a_character_is_removed(original: str, cleaned: str) -> None:
    assert clean("990103-2023", original).text == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "普法驿站(试行)",
        "平台(app)上线",
        "一网(qu)通",
        "(一)调解",
        "(qū)开头",
        "95%(yī)",
        "说明(第3条)",
        "区(qū qū)",
        "区[qū]",
    ],
)
def test_other_brackets_stay(text: str) -> None:
    assert clean("990103-2023", text).text == text


def test_an_erratum_is_read_in_the_place_of_what_stands_there() -> None:
    original = "全年調解案件?zhn?6件,辦結率98.5%。"
    text = clean("990103-2023", original, [erratum("案件?zhn?6件", "案件□6件")])
    assert text.text == "全年调解案件□6件,办结率98.5%。"
    assert found_there(text, original, "□") == "案件?zhn?6件"
    assert found_there(text, original, "案件□6件") == "案件?zhn?6件"
    assert found_there(text, original, "办结率") == "辦結率"
    assert found_there(text, original, "解案件□6件,办") == "解案件?zhn?6件,辦"


def test_pinyin_within_an_erratum_belongs_to_it() -> None:
    original = "專(zhuān)業(yè)化?zhn?人才(cái)多"
    text = clean("990103-2023", original, [erratum("業(yè)化?zhn?人", "业化的人")])
    assert text.text == "专业化的人才多"
    assert found_there(text, original, "的") == "業(yè)化?zhn?人"
    assert found_there(text, original, "才多") == "才(cái)多"


def test_several_errata_each_have_their_place() -> None:
    original = "甲?1乙?2丙"
    text = clean("990103-2023", original, [erratum("?2", "二"), erratum("?1", "一")])
    assert text.text == "甲一乙二丙"
    assert [(text.starts[i], text.ends[i]) for i in range(5)] == [(0, 1), (1, 3), (3, 4), (4, 6), (6, 7)]


@pytest.mark.parametrize(("original", "times"), [("甲乙", 0), ("?1甲?1", 2)])
def test_an_erratum_that_does_not_stand_just_once_is_an_error(original: str, times: int) -> None:
    with pytest.raises(ValueError, match=rf"'\?1' of errata\.csv line 7 occurs {times} times, expected once"):
        clean("990103-2023", original, [erratum("?1", "一", line=7)])


def test_errata_that_overlap_are_an_error() -> None:
    with pytest.raises(ValueError, match="overlap"):
        clean("990103-2023", "甲?乙?丙", [erratum("?乙", "一"), erratum("乙?", "二")])


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("法治政府建設年度報告", "法治政府建设年度报告"),
        ("鄉鎮綜合執法", "乡镇综合执法"),
        ("乾坤與乾燥", "乾坤与干燥"),
        ("青榕区已是简体", "青榕区已是简体"),
    ],
)
def test_traditional_characters_become_simplified(traditional: str, simplified: str) -> None:
    assert clean("990103-2023", traditional).text == simplified


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("區調(（qūdiào)）。;\n一、(二)2023年1月日")))
def test_every_character_of_any_text_has_its_place(original: str) -> None:
    text = clean("990103-2023", original)
    assert len(text.text) == len(text.starts) == len(text.ends)
    assert all(0 <= start < end <= len(original) for start, end in zip(text.starts, text.ends, strict=True))
    assert all(end <= start for end, start in zip(text.ends, text.starts[1:], strict=False))
    assert "".join(text.text[s.start : s.end] for s in text.sentences) == text.text
    assert [s.start for s in text.sentences[1:]] == [s.end for s in text.sentences[:-1]]


@given(st.lists(st.sampled_from(["區(qū)", "調（diào）", "優(yōu)", "青", "。", "(一)", "a"])))
def test_what_stands_for_a_character_is_it_without_its_pinyin(parts: list[str]) -> None:
    original = "".join(parts)
    text = clean("990103-2023", original)
    simplified = {"區": "区", "調": "调", "優": "优"}
    for character, start, end in zip(text.text, text.starts, text.ends, strict=True):
        assert simplified.get(original[start:end], original[start:end]) == character


def test_a_stretch_holds_the_pinyin_between_its_characters_and_not_that_after_the_last() -> None:
    original = "區(qū)司法局榮獲(huò)稱號"
    text = clean("990103-2023", original)
    assert found_there(text, original, "区司法局荣获") == "區(qū)司法局榮獲"
    assert found_there(text, original, "区") == "區"


# ---- Sections


def test_the_made_up_report_has_these_sections(case: Case) -> None:
    text = texts_of(read_checked(case("two-reports")))["990103-2023"]
    assert {token: text.text[span.start : span.end].strip()[:6] for token, span in text.sections.items()} == {
        "s0": "2023年,",
        "s1": "一、主要工作",
        "s1.1": "(一)社区治",
        "s2": "二、下一步计",
        "s2.1": "(一)计划设",
        "sig": "白鹭市丹枫区",
    }


def test_sections_follow_on_each_other_from_the_first_character_to_the_last() -> None:
    text = clean("990102-2023", "开头。\n\n一、甲\n(一)乙\n\n(二)丙\n二、丁\n某市人民政府\n2023年12月31日\n")
    spans = list(text.sections.values())
    assert list(text.sections) == ["s0", "s1", "s1.1", "s1.2", "s2", "sig"]
    assert [spans[0].start, spans[-1].end] == [0, len(text.text)]
    assert [span.end for span in spans[:-1]] == [span.start for span in spans[1:]]


def test_chapters_beyond_ten_are_counted() -> None:
    numerals = ["一", "九", "十", "十一", "十九", "二十", "二十一", "九十九"]
    text = clean("990102-2023", "开头\n" + "".join(f"{numeral}、甲\n(十二)乙\n" for numeral in numerals))
    chapters = [1, 9, 10, 11, 19, 20, 21, 99]
    assert list(text.sections) == ["s0", *(token for n in chapters for token in (f"s{n}", f"s{n}.12"))]


NO_NUMERALS = ["二十十", "二一", "十十", "零", "一十"]


@pytest.mark.parametrize("numeral", NO_NUMERALS)
def test_a_heading_that_is_no_numeral_begins_no_section(numeral: str) -> None:
    text = clean("990102-2023", f"开头\n{numeral}、甲\n一、乙\n({numeral})丙\n{numeral}、丁\n")
    assert list(text.sections) == ["s0", "s1"]


def test_the_numerals_are_those_from_one_to_ninety_nine() -> None:
    assert [NUMBERS[NUMERALS[number]] for number in range(1, 100)] == list(range(1, 100))
    assert [NUMERALS[number] for number in (1, 10, 11, 20, 21, 99)] == ["一", "十", "十一", "二十", "二十一", "九十九"]
    assert len(NUMBERS) == 99
    assert not NUMBERS.keys() & set(NO_NUMERALS)


def test_a_number_that_comes_again_begins_no_section() -> None:
    text = clean("990102-2023", "开头\n一、甲\n(一)乙\n(一)又\n二、丙\n一、丁\n三、戊\n")
    assert {token: text.text[span.start : span.end] for token, span in text.sections.items()} == {
        "s0": "开头\n",
        "s1": "一、甲\n",
        "s1.1": "(一)乙\n(一)又\n",
        "s2": "二、丙\n一、丁\n",
        "s3": "三、戊\n",
    }


def test_the_parts_after_it_are_those_of_the_chapter_that_it_stands_in() -> None:
    text = clean("990102-2023", "一、甲\n(一)乙\n二、丙\n一、列\n(二)丁\n")
    assert list(text.sections) == ["s0", "s1", "s1.1", "s2", "s2.2"]


@pytest.mark.parametrize("brackets", ["()", "（）"])
def test_parts_may_stand_in_brackets_of_either_width(brackets: str) -> None:
    text = clean("990102-2023", f"一、甲\n{brackets[0]}三{brackets[1]}乙\n")
    assert list(text.sections) == ["s0", "s1", "s1.3"]


def test_a_numeral_within_a_line_and_a_part_before_any_chapter_begin_no_section() -> None:
    text = clean("990102-2023", "(一)开头\n成效有二、三个方面\n一、甲,二、乙(三)丙\n一是丁。\n")
    assert list(text.sections) == ["s0", "s1"]


def test_a_text_with_crlf_has_the_same_sections(case: Case) -> None:
    original = (CASES / "base" / "sources" / "990102-2023.txt").read_text("utf-8")
    text = clean("990102-2023", original.replace("\n", "\r\n"))
    assert list(text.sections) == ["s0", "s1", "s1.1", "s1.2", "sig"]
    assert text.find("sig", "白鹭市青榕区人民政府") == [at(text, "白鹭市青榕区人民政府")]


@pytest.mark.parametrize("day", ["2023年12月31日", "二〇二三年十二月三十一日", "二○二三年一月一日", " 2024年1月2日 "])
def test_a_body_and_a_date_at_the_end_are_the_signature(day: str) -> None:
    text = clean("990102-2023", f"开头。\n一、甲\n青榕区人民政府\n{day}\n\n")
    assert text.text[text.sections["sig"].start :].strip() == f"青榕区人民政府\n{day}".strip()


@pytest.mark.parametrize("end", ["此报告。", "2023年", "2023年12月", "2023年12月31日印发", "12月31日"])
def test_without_a_date_line_there_is_no_signature(end: str) -> None:
    assert "sig" not in clean("990102-2023", f"开头。\n一、甲\n青榕区人民政府\n{end}\n").sections


def test_a_signature_has_a_text_before_it() -> None:
    signature = "青榕区人民政府\n2023年12月31日\n"
    assert list(clean("990102-2023", signature).sections) == ["s0"]
    assert list(clean("990102-2023", f"\n{signature}").sections) == ["s0"]
    assert list(clean("990102-2023", f"开头。\n{signature}").sections) == ["s0", "sig"]


# ---- Headings, however a page sets them


INDENTS = ["", "　　", "\t", " ", "\u00a0\u00a0", "\u2003", "\u200b", "\ufeff", "\f", "\v", "\u2028", "\u3000\u200b "]
LINE_ENDS = ["\n", "\r\n", "\r", "\f", "\v", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize("end", LINE_ENDS, ids=ascii)
@pytest.mark.parametrize("indent", INDENTS, ids=ascii)
def test_a_page_has_its_sections_however_it_indents_and_breaks_lines(indent: str, end: str) -> None:
    lines = ["开头。", "一、甲", "(一)乙", "丙丁。", "（二）戊", "二、己", "庚辛。", "某市人民政府", "2023年12月31日"]
    original = end.join(indent + line for line in lines)
    text = clean("990102-2023", original)
    assert list(text.sections) == ["s0", "s1", "s1.1", "s1.2", "s2", "sig"]
    assert {token: len(text.find(token, words)) for token, words in (("s1.1", "丙丁"), ("s2", "庚辛"))} == {
        "s1.1": 1, "s2": 1,
    }  # fmt: skip
    assert [found_there(text, original, words) for words in ("丙丁。", "庚辛", "某市人民政府")] == [
        "丙丁。", "庚辛", "某市人民政府",
    ]  # fmt: skip
    span = text.sentence(at(text, "丙丁"))
    assert text.text[span.start : span.end].strip() == "丙丁。"


def test_a_page_without_line_ends_has_its_sections_by_the_spaces_before_its_paragraphs() -> None:
    original = "　　开头。　　一、甲　乙　　(一)丙　　丁戊。　　二、己　　庚辛。　　某市人民政府　　2023年12月31日"
    text = clean("990102-2023", original)
    assert list(text.sections) == ["s0", "s1", "s1.1", "s2", "sig"]
    assert found_there(text, original, "丁戊。") == "丁戊。"
    assert len(text.find("s1.1", "丁戊")) == 1


FIRST = [
    "一、", "一 、", "⼀、", "一.", "一．", "一､", "一　", "（一）", "(一)", "㈠",
    "( 一 )", "（一)", "1.", "1．", "1、", "１、", "⒈", "(1)",
    "（１）", "⑴", "第一 ", "第一　", "第一，", "第一、", "第一章 ", "第一章", "第一部分　",
    "第⼀部分：", "第1章 ", "第一编 ", "第一节 ",
]  # fmt: skip


@pytest.mark.parametrize("numbering", FIRST)
def test_chapters_are_numbered_in_many_ways(numbering: str) -> None:
    second = numbering.translate(str.maketrans("一⼀㈠1１⒈⑴", "二⼆㈡2２⒉⑵"))
    original = f"开头。\n{numbering}概况\n甲县与乙馆合作。\n　　{second}成效\n丙站。\n"
    text = clean("990102-2023", original)
    assert list(text.sections) == ["s0", "s1", "s2"]
    assert found_there(text, original, "甲县与乙馆合作") == "甲县与乙馆合作"
    assert [len(text.find(token, words)) for token, words in (("s1", "甲县"), ("s2", "丙站"))] == [1, 1]


@pytest.mark.parametrize(
    ("lines", "sections"),
    [
        (["第一章 甲", "一、乙", "（一）丙", "二、丁", "第二章 戊", "一、己"], ["s1", "s1.1", "s1.2", "s2", "s2.1"]),
        (["第一章 甲", "第一节 乙", "一、丙", "第二节 丁"], ["s1", "s1.1", "s1.2"]),
        (["（一）甲", "1.乙", "2.丙", "（二）丁"], ["s1", "s1.1", "s1.2", "s2"]),
        (["1.甲", "(1)乙", "2.丙"], ["s1", "s1.1", "s2"]),
        (["一、甲", "1.乙", "2.丙", "二、丁"], ["s1", "s2"]),
        (["一、甲", "（一）乙", "第一，丙", "第一章 总则", "二、丁"], ["s1", "s1.1", "s2"]),
        (["第一章 甲", "第二章 乙", "1.丙", "(一)丁"], ["s1", "s2"]),
    ],
)
def test_the_highest_numbering_makes_chapters_and_the_next_below_their_parts(
    lines: list[str], sections: list[str]
) -> None:
    assert list(clean("990102-2023", "\n".join(["开头。", *lines])).sections) == ["s0", *sections]


@pytest.mark.parametrize(
    "lines",
    [
        ["第一，推进政府职能转变。", "第二，坚持科学决策。"],
        ["1.僵尸企业：指经营困难、已停产的企业。", "2.三馆合一：指三座场馆。"],
        ["(1)有计划地抽调力量;", "(2)改进考核。"],
        ["2.甲", "3.乙"],
        ["1.5亿元", "12.5%", "2023.1"],
        ["第一章讲的是总则。它很短。"],
        ["二零、附则", "十十、甲", "(二一)乙", "第二一章 丙", "０、丁"],
        ["一是丁。", "一方面", "一些问题、困难", "第一次", "第一季度"],
        ["一、概况……1", "二、成效\t12", "三、打算...... 15"],
    ],
)
def test_lists_sentences_and_odd_numerals_are_no_headings(lines: list[str]) -> None:
    text = clean("990102-2023", "\n".join(["开头。", *lines, "完。"]))
    assert list(text.sections) == ["s0"]
    assert not text.has_headings


def test_the_items_of_a_list_that_is_longer_than_the_chapters_are_none() -> None:
    items = [f"{numeral}、提高{numeral}。由某局办理。" for numeral in "一二三四五"]
    text = clean("990102-2023", "\n".join(["开头。", "一、甲", "二、乙", "附件", *items]))
    assert list(text.sections) == ["s0", "s1", "s2"]


MENUS = "2021年坪山区政府工作报告_2021"
PROSE = "这里写的是一段话，讲的是做了哪些事，怎样做，做到了什么地步。"


def cut(*lines: str) -> dict[str, str]:
    """The headings of the sections of a text of these lines, a paragraph for each …, by token; without the opening."""
    text = clean("990102-2023", "\n".join(PROSE if line == "…" else line for line in ("各位代表:", "…", *lines, "…")))
    return {token: text.heading(token) for token in text.sections if token != "s0"}


def test_headings_without_number_are_chapters_where_the_numbering_starts_anew_under_each() -> None:
    first = ["2022年工作回顾", "…", "一、甲事", "…", "二、乙事", "…"]
    second = ["2023年工作安排", "…", "一、丙事", "…", "二、丁事", "…", "三、戊事"]
    assert cut(*first, *second) == {
        "s1": "2022年工作回顾", "s1.1": "一、甲事", "s1.2": "二、乙事",
        "s2": "2023年工作安排", "s2.1": "一、丙事", "s2.2": "二、丁事", "s2.3": "三、戊事",
    }  # fmt: skip


def test_headings_without_number_are_chapters_where_only_a_later_one_has_numbers_under_it() -> None:
    assert cut("过去五年工作回顾", "…", "今后五年工作", "…", "(一)甲事", "…", "(二)乙事") == {
        "s1": "过去五年工作回顾", "s2": "今后五年工作", "s2.1": "(一)甲事", "s2.2": "(二)乙事",
    }  # fmt: skip


def test_a_text_may_have_no_numbers_at_all() -> None:
    assert cut("国内建设的成就", "…", "…", "对外工作", "…") == {"s1": "国内建设的成就", "s2": "对外工作"}


@pytest.mark.parametrize(
    "line",
    [
        "前言",  # of what is numbered all stands under it
        "讲到的事,各处都有",
        "甲县乙馆",
        "——抓机遇谋长远",
        "来源:甲县日报",
    ],
)
def test_a_short_line_above_the_chapters_is_none(line: str) -> None:
    assert list(cut(line, "…", "一、甲事", "…", "二、乙事")) == ["s1", "s2"]


def test_a_short_line_between_the_parts_of_a_sentence_or_within_the_chapters_is_no_heading() -> None:
    lines = ["我们贯彻了《", "甲县工作条例", "》,并且照办。", "一、甲事", "…", "关于乙的问题", "…", "二、丙事"]
    assert list(cut(*lines)) == ["s1", "s2"]


def test_what_stands_at_the_head_of_every_page_is_no_heading() -> None:
    head = ["甲县工作报告汇编", "…"]
    assert list(cut(*head, "一、甲事", "…", *head, "二、乙事", "…", *head)) == ["s1", "s2"]


def test_a_numbering_that_starts_anew_behind_the_chapters_makes_one_more_under_its_heading() -> None:
    lines = ["一、甲事", "…", "二、乙事", "…", "下一步工作安排", "一、丙事", "…", "二、丁事", "…", "三、戊事"]
    assert list(cut(*lines)) == ["s1", "s2", "s3", "s3.1", "s3.2", "s3.3"]
    assert list(cut(*(line for line in lines if not line.startswith("下一步")))) == ["s1", "s2"]


def test_a_list_of_titles_within_a_chapter_does_not_end_the_chapters() -> None:
    inner = [line for numeral in "一二三四" for line in (f"{numeral}、做好第{numeral}件事", "…")]
    assert cut("一、甲事", "…", "二、乙事", "…", *inner, "三、丙事") == {
        "s1": "一、甲事", "s2": "二、乙事", "s3": "三、丙事",
    }  # fmt: skip


def test_items_of_one_sentence_each_are_a_list() -> None:
    items = ["一、理顺价格;", "二、控制涨幅;", "三、发展市场。"]
    assert list(cut("(一)甲事", "…", "(二)乙事", "…", *items, "…", "(三)丙事")) == ["s1", "s2", "s3"]
    long = [f"({numeral})" + PROSE[:-1] * 3 + "。此外照旧。" for numeral in "一二三"]
    assert list(cut("一、甲事", "…", "二、乙事", "…", *long)) == ["s1", "s2"]


def test_headings_that_end_in_a_stop_are_headings_where_paragraphs_follow_on_them() -> None:
    assert list(cut("一、甲事", "(一)先做这件。", "…", "(二)再做那件。", "…")) == ["s1", "s1.1", "s1.2"]


@pytest.mark.parametrize(
    "annex", ["附件", "附件1", "附件:名词解释", "名词解释", "《政府工作报告》有关名词解释", "结束语"]
)
def test_what_stands_behind_a_report_is_a_chapter_of_its_own(annex: str) -> None:
    assert cut("一、甲事", "…", "二、乙事", "…", "…", annex, "1.三馆:指三座场馆") == {
        "s1": "一、甲事", "s2": "二、乙事", "s3": annex,
    }  # fmt: skip


def test_annexes_have_the_parts_that_are_numbered_in_them() -> None:
    lists = ["附件1", "十件实事", "一、修路。明年动工。", "…", "二、建校。明年动工。", "…", "附件2", "名词解释", "…"]
    assert list(cut("一、甲事", "…", "二、乙事", "…", "…", *lists)) == ["s1", "s2", "s3", "s3.1", "s3.2", "s4"]
    listed = ["附件:1.名词解释", "2.实事清单", "附件1", "名词解释"]
    assert list(cut("一、甲事", "…", "二、乙事", "…", "…", *listed)) == ["s1", "s2", "s3"]


def test_an_annex_that_has_the_report_itself_ends_nothing() -> None:
    assert list(cut("附件", "一、甲事", "…", "二、乙事")) == ["s1", "s2"]


def test_a_report_that_stands_there_twice_is_cut_once() -> None:
    once = ["一、甲事", "…", "(一)丙", "…", "二、乙事", "…", "(一)丁", "…"]
    assert cut(*once, "政府工作报告", "各位代表:", "…", *once, "(二)戊") == {
        "s1": "一、甲事", "s1.1": "(一)丙", "s2": "二、乙事", "s2.1": "(一)丁", "s3": "一、甲事",
    }  # fmt: skip


def test_a_list_of_contents_without_numbers_of_pages_is_none_of_the_chapters() -> None:
    text = clean("990102-2023", "目录\n一、甲事\n(一)丙\n二、乙事\n开头。\n一、甲事\n内容。\n(一)丙\n内容。\n二、乙事")
    assert list(text.sections) == ["s0", "s1", "s1.1", "s2"]
    assert text.find("s1", "内容")
    assert text.sections["s1"].start > text.text.index("开头")


def test_parts_of_a_book_may_stand_above_the_numerals() -> None:
    assert list(cut("第一部分 回顾", "…", "一、甲事", "…", "二、乙事", "…", "第二部分:安排", "一、丙事")) == [
        "s1", "s1.1", "s1.2", "s2", "s2.1",
    ]  # fmt: skip


def test_brackets_that_stand_before_and_behind_the_numerals_are_above_them() -> None:
    lines = ["(一)甲事", "…", "(二)乙事", "…", "一、丙", "…", "二、丁", "…", "(三)戊事"]
    assert list(cut(*lines)) == ["s1", "s2", "s2.1", "s2.2", "s3"]


def test_a_text_that_has_lost_its_first_heading_keeps_the_numbers() -> None:
    assert list(cut("二、工作安排", "…", "(一)甲", "…", "(二)乙")) == ["s2", "s2.1", "s2.2"]


def test_numerals_alone_are_headings_where_none_has_a_title() -> None:
    assert list(cut("一", "…", "二", "…", "三")) == ["s1", "s2", "s3"]
    assert list(cut("一、甲事", "…", "一、", "…", "二、", "…", "二、乙事")) == ["s1", "s2"]


def test_parts_may_be_counted_as_the_first_and_the_second_where_all_have_a_line() -> None:
    assert list(cut("一、甲事", "第一,丙", "…", "第二,丁", "…", "二、乙事")) == ["s1", "s1.1", "s1.2", "s2"]
    assert list(cut("一、甲事", "第一,丙", "…", "第二,丁。再说戊。", "第三,己", "…", "二、乙事")) == ["s1", "s2"]


def test_a_numeral_may_stand_on_the_line_behind_its_bracket() -> None:
    assert cut("一、甲事", "(一)乙", "…", "(", "二)丙", "…") == {"s1": "一、甲事", "s1.1": "(一)乙", "s1.2": "(二)丙"}


@pytest.mark.parametrize("blank", ["　", "  ", "\t\t", "\u00a0\u00a0"], ids=ascii)
def test_headings_may_stand_behind_a_blank_in_a_line(blank: str) -> None:
    original = blank.join(["开头。", "一、甲事", "（一）乙", "讲（一）和二、三。", "（二）丙", "二、丁事", "完。"])
    text = clean("990102-2023", original)
    assert list(text.sections) == ["s0", "s1", "s1.1", "s1.2", "s2"]


def test_no_section_has_a_number_that_no_table_may_name() -> None:
    annexes = [line for number in range(1, 140) for line in (f"附件{number % 100}", *["…"] * 6)]
    assert max(int(token[1:]) for token in cut("一、甲事", *["…"] * 500, "二、乙事", *["…"] * 500, *annexes)) == 99


def test_the_texts_at_hand_are_cut_as_a_reader_cuts_them(sources_folder: Path) -> None:
    paths = sorted((sources_folder / "work-reports").rglob("*.txt"))
    if len(paths) < 200:
        pytest.skip("the 221 government work reports are not at hand beside the report's text")
    texts = {path.stem: clean(path.stem, path.read_text("utf-8")) for path in paths}
    chapters = {name: [token for token in text.sections if token[1:].isdigit()][1:] for name, text in texts.items()}
    largest = {
        name: max(span.end - span.start for span in text.sections.values()) / len(text.text)
        for name, text in texts.items()
    }
    headings = [(name, token, text.heading(token)) for name, text in texts.items() for token in text.sections]

    # What is no report, or has no headings: two speeches of 1954 and 1975, a resolution, the menus of a page
    assert {name for name, tokens in chapters.items() if not tokens} == {"1954", "1975", "None", MENUS}
    assert sum(len(tokens) > 1 for tokens in chapters.values()) == len(texts) - 6
    assert sum(share < 0.4 for share in largest.values()) > 200
    assert {name for name, share in largest.items() if share > 0.5} == {
        "1954", "1975", "1985", "None", MENUS, "深圳市政府工作报告_2006年",
    }  # fmt: skip

    for name, tokens in chapters.items():
        numbers = [int(token[1:]) for token in tokens]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True, name
        for token in tokens:
            parts = [int(part.rpartition(".")[2]) for part in texts[name].sections if part.startswith(f"{token}.")]
            assert parts == list(range(1, len(parts) + 1)) or (name, parts) == ("2007", [1, 2, 4, 5]), (name, token)
    assert [heading for _, _, heading in headings if len(heading) > 80] == []
    assert sum(len(heading) > 60 for _, _, heading in headings) < len(headings) / 300
    assert [(name, token) for name, token, heading in headings if token not in ("s0", "sig") and not heading] == []

    # Under headings without number, in annexes, twice in a file
    assert list(texts["2018年南山区政府工作报告_2018"].sections) == [
        "s0", "s1", *(f"s1.{n}" for n in range(1, 6)), "s2", *(f"s2.{n}" for n in range(1, 9)),
    ]  # fmt: skip
    assert texts["1984"].heading("s2") == "关于外交工作"
    assert [texts["广东省政府工作报告_2016年"].heading(token) for token in ("s3.10", "s4", "s5")] == [
        "（十）着力保障和改善民生", "附件1", "附件2",
    ]  # fmt: skip
    assert chapters["国务院政府工作报告_2023年"] == ["s1", "s2", "s3"]


@pytest.mark.parametrize(
    "piece",
    [
        "一、甲\n",
        "一、甲\n二、乙\n",
        "(",
        "　",
        "。 ",
        "……",
        "附件1\n",
        f"甲事\n{PROSE}\n",
        "第一,甲\n(一)乙\n",
        "（一）甲　",
    ],
)
def test_to_cut_takes_as_long_as_the_text_is(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        start = process_time()
        section_starts(text)
        return process_time() - start

    short = min(seconds(20_000) for _ in range(3))
    assert seconds(200_000) < 40 * max(short, 0.01)


def test_what_nobody_sees_and_what_only_looks_like_a_character_is_read_as_it_is_meant() -> None:
    original = "⼀、概\u200b况\n甲\u2060县⺠⽣\ufeff工\u00ad作。"
    text = clean("990102-2023", original)
    assert text.text == "一、概况\n甲县民生工作。"
    assert found_there(text, original, "甲县民生") == "甲\u2060县⺠⽣"
    assert found_there(text, original, "工作") == "工\u00ad作"


@pytest.mark.parametrize("place", ["\r\n?1", "?1\r", "?\u200b1"])
def test_a_damaged_place_may_hold_a_line_end_or_what_nobody_sees(place: str) -> None:
    text = clean("990102-2023", f"甲{place}乙", [erratum(place, "一")])
    assert text.text == "甲一乙"
    assert (text.starts, text.ends) == ((0, 1, 1 + len(place)), (1, 1 + len(place), 2 + len(place)))


def rewrite(folder: Path, data: bytes) -> None:
    """Another text for the report of the base, and its hash in the table."""
    path = folder / "sources" / "990102-2023.txt"
    table = (folder / "sources.csv").read_text("utf-8")
    table = table.replace(sha256(path.read_bytes()).hexdigest(), sha256(data).hexdigest())
    path.write_bytes(data)
    (folder / "sources.csv").write_text(table, "utf-8")


def test_a_text_whose_headings_are_not_known_is_one_problem_and_not_one_of_each_row(case: Case) -> None:
    folder = case("base")
    path = folder / "sources" / "990102-2023.txt"
    rewrite(
        folder, path.read_text("utf-8").replace("一、", "壹 、").replace("(一)", "<一>").replace("(二)", "").encode()
    )
    with pytest.raises(TablesError) as caught:
        read_checked(folder)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (2, "sha256")
    assert problem.message.startswith("no heading was found in its text, such as 一、概况")
    assert problem.message.endswith("; 3 rows name the sections s1.1")


def test_a_text_without_headings_is_a_warning_where_every_row_names_the_opening(case: Case) -> None:
    folder = case("base")
    path = folder / "sources" / "990102-2023.txt"
    rewrite(folder, path.read_text("utf-8").replace("一、", "").replace("(一)", "").replace("(二)", "").encode())
    figures = folder / "figures.csv"
    figures.write_text(figures.read_text("utf-8").replace(",s1.1,", ",s0,"), "utf-8")
    (warning,) = read_checked(folder).warnings
    assert (warning.line, warning.column) == (2, "sha256")
    assert warning.message.endswith("; it is one section, s0")


@pytest.mark.parametrize(
    ("encoding", "likely"), [("gb18030", "GB18030"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16")]
)
def test_a_text_in_another_encoding_is_told_as_a_table_is(encoding: str, likely: str, case: Case) -> None:
    folder = case("base")
    path = folder / "sources" / "990102-2023.txt"
    rewrite(folder, path.read_text("utf-8").encode(encoding))
    with pytest.raises(TablesError) as caught:
        read_checked(folder)
    (problem,) = caught.value.problems
    assert problem.message == (
        f"is not UTF-8; it reads as {likely}: save it as UTF-8, and put its new SHA-256 into sources.csv"
    )
    assert (Path(problem.path).name, problem.line) == ("990102-2023.txt", 1)


# ---- Quotes and sentences


def test_a_quote_is_found_only_in_its_section() -> None:
    text = clean("990102-2023", "区司法局。\n一、区司法局\n(一)区法院、区司法局、区司法局。\n")
    assert text.find("s0", "区司法局") == [Span(0, 4)]
    assert [text.text[s.start : s.end] for s in text.find("s1.1", "区司法局")] == ["区司法局", "区司法局"]
    assert text.find("s1", "区法院") == []
    assert text.find("s9", "区司法局") == []


def test_quotes_that_overlap_themselves_are_each_found() -> None:
    assert clean("990102-2023", "三三三").find("s0", "三三") == [Span(0, 2), Span(1, 3)]


def test_a_quote_does_not_reach_over_the_end_of_its_section() -> None:
    text = clean("990102-2023", "开头\n一、甲\n")
    assert text.find("s0", "开头\n") == [Span(0, 3)]
    assert text.find("s0", "开头\n一") == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("乙", "乙;"),
        ("甲", "甲。"),
        ("丙98.5", "丙98.5%!”"),
        ("丁", "丁(戊?)"),
        ("甲。乙", "甲。乙;"),
        ("己", "己\n"),
        ("庚", "庚"),
    ],
)
def test_the_sentence_around_words_ends_at_its_mark(words: str, sentence: str) -> None:
    text = clean("990102-2023", "甲。乙;“丙98.5%!”丁(戊?)己\n庚")
    span = text.sentence(at(text, words))
    assert text.text[span.start : span.end].removeprefix("“") == sentence


def test_a_sentence_of_a_real_clause() -> None:
    text = clean("990102-2023", (CASES / "base" / "sources" / "990102-2023.txt").read_text("utf-8"))
    span = text.sentence(at(text, "“全省普法先进单位”"))
    assert text.text[span.start : span.end] == "区司法局荣获“全省普法先进单位”称号;"


# ---- The texts at hand


def test_the_bytes_of_a_text_decide_and_not_its_name(case: Case) -> None:
    folder = case("two-reports")
    sources = folder / "sources"
    (sources / "990102-2023.txt").rename(sources / "x.txt")
    (sources / "990103-2023.txt").rename(sources / "y.txt")
    tables, _ = read_tables(folder, read_ontology())
    texts, problems, _ = texts_at_hand(tables)
    assert problems == []
    assert {name: text.text[:9] for name, text in texts.items()} == {
        "990102-2023": "2023年,青榕区",
        "990103-2023": "2023年,丹枫区",
    }


def test_other_texts_in_the_folder_are_left_alone(case: Case) -> None:
    folder = case("base")
    (folder / "sources" / "990199-2023.txt").write_bytes(b"\xff\xff")
    assert list(texts_of(read_checked(folder))) == ["990102-2023"]


def test_a_text_that_may_not_be_read_is_a_problem_of_its_file(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    folder = case("base")
    monkeypatch.chdir(folder)
    monkeypatch.setattr("kg.tables.texts._sha256", refuse)
    with pytest.raises(TablesError) as caught:
        read_checked(folder)
    assert str(caught.value) == "sources/990102-2023.txt: cannot be read: Permission denied"


def test_a_byte_order_mark_is_no_part_of_a_text_but_of_its_hash(case: Case) -> None:
    folder = case("base")
    plain = texts_of(read_checked(folder))
    path = folder / "sources" / "990102-2023.txt"
    before, after = path.read_bytes(), BOM_UTF8 + path.read_bytes()
    path.write_bytes(after)
    table = (folder / "sources.csv").read_text("utf-8")
    table = table.replace(sha256(before).hexdigest(), sha256(after).hexdigest())
    (folder / "sources.csv").write_text(table, "utf-8")
    assert texts_of(read_checked(folder)) == plain


# ---- The project's own report


@pytest.fixture(scope="module")
def xiangzhou(data: Path, sources_folder: Path) -> SourceText:
    return texts_of(read_checked(data, sources_folder))["440402-2023"]


@pytest.mark.parametrize(
    ("words", "original"),
    [
        ("“优秀”等次", "“優(yōu)秀”等次"),
        ("区司法局荣获", "區(qū)司法局榮獲"),
        ("报告备案□8份", "報告?zhèn)浒?8份"),
        ("挖掘专业化人才", "挖掘?qū)I(yè)化人才"),
        ("兼备的法治人才队伍。", "兼?zhèn)涞姆ㄖ稳瞬抨犖?。"),
        ("“互联网+监管”", "“互聯(lián)網(wǎng)+監(jiān)管”"),
    ],
)
def test_words_of_the_report_stand_in_the_original_where_it_says(
    words: str, original: str, xiangzhou: SourceText, xiangzhou_text: str
) -> None:
    assert found_there(xiangzhou, xiangzhou_text, words) == original


def test_the_report_is_cut_as_its_numerals_cut_it(xiangzhou: SourceText) -> None:
    parts = {1: 3, 2: 3, 3: 3, 4: 3, 5: 3, 6: 4, 7: 2, 8: 3}
    numbered = [token for n, last in parts.items() for token in (f"s{n}", *(f"s{n}.{i}" for i in range(1, last + 1)))]
    assert list(xiangzhou.sections) == ["s0", *numbered, "sig"]
    signature = xiangzhou.sections["sig"]
    assert xiangzhou.text[signature.start : signature.end].split() == ["珠海市香洲区人民政府", "2023年12月31日"]


def test_no_pinyin_and_no_damage_is_left_in_the_report(xiangzhou: SourceText) -> None:
    assert [c for c in xiangzhou.text if c.isalpha() and c.isascii()] == []
    assert "?" not in xiangzhou.text
