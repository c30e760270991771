"""What is asked of a reading, what is decided, and the rows that come of it."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from kg.errors import DecidedSinceError, KgError, TablesError
from kg.folders import REPORTS
from kg.reading.review.accept import accept
from kg.reading.review.decisions import ACCEPT, REJECT, UNDO, Decision, append, read_decisions, standing
from kg.reading.review.questions import id_of_added
from kg.reading.review.review import Review, open_review, reading_path
from kg.reading.review.sheet import COLUMNS, decisions_of, lines_of
from kg.tables.checks import read_checked
from tests.review import ID, PLACE, TEXT, accepted, asked, laid_aside, opened

ENGLISH = {"label_en": "A"}


def rows(review: Review, table: str) -> list[dict[str, str]]:
    path = review.data / REPORTS / ID / f"{table}.csv"
    return list(csv.DictReader(path.read_text("utf-8").splitlines())) if path.exists() else []


def told(row: Mapping[str, str], *names: str) -> tuple[str, ...]:
    return tuple(row[name] for name in names)


def again(review: Review) -> Review:
    """The same review, opened anew."""
    return open_review(review.data, ID)


@pytest.fixture
def review(tmp_path: Path) -> Review:
    return opened(tmp_path)


def test_a_name_is_asked_once_for_all_its_places(tmp_path: Path) -> None:
    review = opened(tmp_path, TEXT + "三、计划\n区司法局将推行“一窗通办”机制。\n")
    bureau = asked(review, "区司法局")
    assert {one.section for one in bureau.proposals} == {"s1", "s2", "s3"}
    assert bureau.fields == {"words": "区司法局", "id": "440402-justice-bureau"}
    window = asked(review, "“一窗通办”机制")
    assert told(window.fields, "id", "class", "label_zh", "label_en") == ("", "Mechanism", "一窗通办机制", "")


def test_what_one_act_alone_names_is_asked_with_the_act(review: Review) -> None:
    station = asked(review, "“青禾”法律服务工作站", "act")
    assert told(station.fields, "id", "class", "label_zh", "label_en") == ("", "Workstation", "青禾法律服务工作站", "")
    assert not [
        one for one in review.questions if one.kind == "name" and one.fields["words"] == station.fields["object"]
    ]


def test_who_was_honoured_is_asked_where_no_rule_knows_it(tmp_path: Path) -> None:
    review = opened(tmp_path, TEXT + "三、其他\n青禾苑荣获“全国优秀调解品牌”称号。\n")
    assert asked(review, "青禾苑").proposals[0].rule == "recipient"
    assert asked(review, "全国优秀调解品牌", "act").fields["subject"] == "青禾苑"


def test_a_short_phrase_without_marks_is_asked_of_the_full_profile_alone(tmp_path: Path) -> None:
    data = laid_aside(tmp_path, TEXT + "三、其他\n加强路桥督察。\n")
    path = reading_path(data, ID)
    assert not [one for one in open_review(data, ID).questions if one.fields.get("words") == "路桥督察"]
    path.write_text(path.read_text("utf-8").replace('"profile": "core"', '"profile": "full"'), "utf-8")
    assert asked(open_review(data, ID), "路桥督察").fields["class"] == "Campaign"


def test_of_sections_no_other_is_asked(tmp_path: Path) -> None:
    data = laid_aside(tmp_path)
    path = reading_path(data, ID)
    path.write_text(path.read_text("utf-8").replace('"profile": "core"', '"profile": "s2"'), "utf-8")
    assert {one.section for one in open_review(data, ID).questions} == {"s2"}


def test_the_place_stands_for_who_is_not_named(review: Review) -> None:
    station, award = asked(review, "“青禾”法律服务工作站", "act"), asked(review, "全国法治建设先进集体", "act")
    assert (station.fields["predicate"], station.fields["subject"]) == ("founded", PLACE)
    assert (award.fields["predicate"], award.fields["subject"]) == ("awarded", "区司法局")
    assert PLACE in award.options["subject"]


def test_what_is_asked_stays_the_same_when_the_report_is_read_again(review: Review) -> None:
    assert [one.id for one in again(review).questions] == [one.id for one in review.questions]
    assert len({one.id for one in review.questions}) == len(review.questions)


def test_rows_have_ids_mentions_quotes_and_numbers(review: Review) -> None:
    meeting = asked(review, "法治建设推进会", "act")
    names = [asked(review, words) for words in ("区司法局", "区法院", "区委")]
    cases = asked(review, "12件", "figure")
    review.decide(
        [
            *map(accepted, names),
            accepted(asked(review, "甲办法", "act"), **ENGLISH),
            accepted(meeting, label_en="Meeting on Building the Rule of Law"),
            accepted(cases),
        ]
    )
    done = accept(review)
    assert done.rows == {"entities": 2, "mentions": 6, "relations": 3, "figures": 1}
    assert done.open == (f"{len(review.questions) - 6} questions are not decided yet",)
    things = {row["label_zh"]: told(row, "id", "type") for row in rows(review, "entities")}
    assert things["甲办法"] == ("440402-jia-ban-fa", "NormativeDocument")
    assert things["法治建设推进会"] == ("440402-meeting-building-rule-law", "Meeting")
    acts = [
        told(row, "id", "subject", "predicate", "verb", "actor_stated", "event") for row in rows(review, "relations")
    ]
    jointly = f"{ID}-r001-jointly"
    assert acts == [
        (f"{ID}-r001", "440402-justice-bureau", "issued", "印发", "yes", jointly),
        (f"{ID}-r002", "440402-peoples-court", "issued", "印发", "yes", jointly),
        (f"{ID}-r003", "440402-party-committee", "held", "召开", "yes", ""),
    ]
    (figure,) = rows(review, "figures")
    assert told(figure, "id", "value", "value_text", "quote", "wording") == (
        f"{ID}-f001", "12", "12件", "受理案件12件", "受理案件",
    )  # fmt: skip
    checked = read_checked(review.data)
    assert any(report.source.id == ID and report.text for report in checked.reports)


def test_an_unstated_actor_is_marked(review: Review) -> None:
    review.decide([accepted(asked(review, "“青禾”法律服务工作站", "act"), **ENGLISH)])
    accept(review)
    (act,) = rows(review, "relations")
    assert told(act, "subject", "actor_stated", "verb", "quote") == (PLACE, "no", "设立", "设立“青禾”法律服务工作站")


def test_honours_and_indicators_grow_their_registers(review: Review) -> None:
    award, amount = asked(review, "全国法治建设先进集体", "act"), asked(review, "2.48亿件", "figure")
    review.decide(
        [
            accepted(asked(review, "区司法局")),
            accepted(award, label_en="National Advanced Collective", tier="全国"),
            accepted(
                amount, label_en="matters handled", definition_zh="办理的件数。", definition_en="Matters handled."
            ),
        ]
    )
    accept(review)
    (honour,) = rows(review, "honours")
    assert told(honour, "id", "kind", "tier") == ("cn-national-advanced-collective", "title", "全国")
    (indicator,) = rows(review, "indicators")
    assert told(indicator, "id", "unit", "kind") == ("matters-handled", "case", "count")
    (act,) = rows(review, "relations")
    assert told(act, "predicate", "object", "level") == ("awarded", "cn-national-advanced-collective", "national")


def test_headings_are_marked(review: Review) -> None:
    review.decide([accepted(asked(review, "机构改革"))])
    accept(review)
    (mention,) = rows(review, "mentions")
    assert told(mention, "section", "form", "in_heading") == ("s1", "机构改革", "yes")


def test_twice_changes_nothing_and_what_comes_later_goes_on_from_there(review: Review) -> None:
    review.decide([accepted(asked(review, "区委")), accepted(asked(review, "法治建设推进会", "act"), **ENGLISH)])
    accept(review)
    before = {path: path.read_bytes() for path in (review.data / REPORTS / ID).iterdir()}
    assert accept(again(review)).rows == {}
    assert {path: path.read_bytes() for path in before} == before
    later = again(review)
    later.decide([accepted(asked(later, "甲办法", "act"), subject="区委", **ENGLISH)])
    accept(later)
    assert [row["id"] for row in rows(review, "relations")] == [f"{ID}-r001", f"{ID}-r002"]
    for path, content in before.items():
        assert path.read_bytes().startswith(content)


def test_what_was_edited_in_the_tables_is_left_as_it_is(review: Review) -> None:
    review.decide([accepted(asked(review, "“一窗通办”机制"), **ENGLISH)])
    accept(review)
    path = review.data / REPORTS / ID / "entities.csv"
    path.write_text(path.read_text("utf-8").replace("一窗通办机制,A", "香洲区一窗通办机制,Window A"), "utf-8")
    later = again(review)
    act = {"kind": "act", "section": "s2", "predicate": "runs", "object": "“一窗通办”机制", "modality": "asserted"}
    act |= {"subject": "区司法局"}
    later.decide([accepted(asked(later, "区司法局")), Decision(id_of_added(act), ACCEPT, act)])
    accept(later)
    (row,) = rows(review, "entities")
    assert row["label_zh"] == "香洲区一窗通办机制"
    assert rows(review, "relations")[0]["object"] == row["id"]


def test_what_is_decided_anew_after_it_was_written_is_told(review: Review) -> None:
    window = asked(review, "“一窗通办”机制")
    review.decide([accepted(window, **ENGLISH)])
    accept(review)
    review.decide([accepted(window, label_en="B")])
    id = rows(review, "entities")[0]["id"]
    assert any("decided anew" in line and id in line for line in accept(again(review)).open)
    assert rows(review, "entities")[0]["label_en"] == "A"


def test_all_tables_are_written_or_none(review: Review) -> None:
    good, bad = asked(review, "“一窗通办”机制"), asked(review, "“百日清零”行动")
    review.decide([accepted(good, **ENGLISH), accepted(bad, **ENGLISH, **{"class": "Workshop"})])
    with pytest.raises(TablesError) as error:
        accept(review)
    (problem,) = error.value.problems
    assert (problem.path.endswith(f"{ID}.decisions.jsonl"), problem.line, problem.column) == (True, 2, "type")
    assert not (review.data / REPORTS / ID / "entities.csv").exists()
    review.decide([accepted(bad, **ENGLISH)])
    assert accept(review).rows["entities"] == 2


def test_an_act_of_somebody_without_a_name_is_left_open(review: Review) -> None:
    review.decide([accepted(asked(review, "甲办法", "act"), **ENGLISH)])
    done = accept(review)
    assert any("'区司法局'" in line for line in done.open)
    assert rows(review, "relations") == []
    review.decide([accepted(asked(review, words)) for words in ("区司法局", "区法院")])
    assert accept(again(review)).rows["relations"] == 2


def test_words_that_the_section_does_not_have_make_no_row(review: Review) -> None:
    law = asked(review, "甲办法", "act")
    review.decide([accepted(asked(review, "区委")), accepted(law, subject="区委", object="乙办法", **ENGLISH)])
    done = accept(review)
    assert any("'乙办法' does not stand in s1" in line for line in done.open)
    assert rows(review, "relations") == rows(review, "entities") == []
    nameless = {name: cell for name, cell in law.fields.items() if name not in ("class", "label_zh")}
    review.decide([Decision(law.id, ACCEPT, nameless | {"subject": "区委"})])
    assert any("nothing is called '甲办法'" in line for line in accept(again(review)).open)


def test_the_place_stands_for_who_is_not_named_though_names_hold_its_own(tmp_path: Path) -> None:
    review = opened(tmp_path, "一、概况\n香洲区居民踊跃参与，举办法律知识竞赛。\n")
    act = asked(review, "法律知识竞赛", "act")
    review.decide([accepted(act, subject=PLACE, **ENGLISH)])
    accept(review)
    assert told(rows(review, "relations")[0], "subject", "actor_stated") == (PLACE, "no")


def test_an_act_may_be_of_what_a_later_act_tells_of(tmp_path: Path) -> None:
    review = opened(tmp_path, "一、概况\n青禾工作站举办法律知识竞赛。区司法局成立“青禾”工作站。\n")
    contest, station = asked(review, "法律知识竞赛", "act"), asked(review, "“青禾”工作站", "act")
    review.decide(
        [
            accepted(asked(review, "区司法局")),
            accepted(contest, subject="青禾工作站", **ENGLISH),
            accepted(station, label_zh="青禾工作站", **ENGLISH),
        ]
    )
    accept(review)
    first, second = rows(review, "relations")
    assert first["subject"] == second["object"]


def test_a_quote_keeps_to_its_sentence_and_has_both_marks_of_a_title(tmp_path: Path) -> None:
    review = opened(tmp_path, "一、概况\n区司法局印发通知。会上讨论《甲办法》。制定工作有序。\n")
    act = {
        "kind": "act", "section": "s1", "subject": PLACE, "predicate": "issued", "object": "甲办法", "verb": "印发",
        "class": "NormativeDocument", "modality": "asserted", **ENGLISH,
    }  # fmt: skip
    review.decide([Decision(id_of_added(act), ACCEPT, act)])
    accept(review)
    assert told(rows(review, "relations")[0], "quote", "verb") == ("《甲办法》", "")


def test_a_change_is_of_the_last_figure_of_those_words_before_it(tmp_path: Path) -> None:
    text = "一、概况\n受理案件12件，同比增长20%。受理案件15件，同比下降10%。\n"
    review = opened(tmp_path, text)
    figures = [one for one in review.questions if one.kind == "figure"]
    named = {"label_en": "A", "definition_zh": "甲。", "definition_en": "A.", "indicator": "", "label_zh": "受理案件数"}
    review.decide(
        [
            accepted(one, **{**named, "label_zh": one.fields["wording"], "unit": one.options["unit"][0]}, subject=PLACE)
            for one in figures
        ]
    )
    accept(review)
    found = [told(row, "id", "value", "change_of") for row in rows(review, "figures")]
    first, third = f"{ID}-f001", f"{ID}-f003"
    assert found == [
        (first, "12", ""), (f"{ID}-f002", "20", first), (third, "15", ""), (f"{ID}-f004", "-10", third),
    ]  # fmt: skip


def test_reviewers_add_what_no_rule_proposed(review: Review) -> None:
    name = {"kind": "name", "section": "s2", "words": "办件量", "class": "Matter", "label_en": "Cases"}
    act = {
        "kind": "act", "section": "s2", "subject": "区司法局", "predicate": "promotes", "object": "“一窗通办”机制",
        "verb": "推行", "modality": "asserted",
    }  # fmt: skip
    review.decide(
        [
            *(Decision(id_of_added(fields), ACCEPT, fields) for fields in (name, act)),
            accepted(asked(review, "区司法局")),
            accepted(asked(review, "“一窗通办”机制"), **ENGLISH),
        ]
    )
    accept(review)
    assert {"办件量", "一窗通办机制"} == {row["label_zh"] for row in rows(review, "entities")}
    (row,) = rows(review, "relations")
    assert told(row, "subject", "predicate", "quote") == ("440402-justice-bureau", "promotes", "推行“一窗通办”机制")
    wrong = {**name, "words": "不在其中"}
    review.decide([Decision(id_of_added(wrong), ACCEPT, wrong)])
    with pytest.raises(KgError, match="不在其中"):
        accept(again(review))


def test_decisions_are_appended_and_undone(tmp_path: Path) -> None:
    path = tmp_path / "t.decisions.jsonl"
    one, two = Decision("q", ACCEPT, {"words": "甲"}, "person", 2.5, 1), Decision("q", REJECT, by="program", batch="b")
    append(path, [one])
    append(path, [two, Decision("p", UNDO)])
    assert read_decisions(path) == [one, two, Decision("p", UNDO)]
    assert [found.line for found in read_decisions(path)] == [1, 2, 3]
    assert standing(read_decisions(path)) == {"q": two}
    append(path, [Decision("q", UNDO)])
    assert standing(read_decisions(path)) == {"q": one}
    append(path, [Decision("q", UNDO), Decision("q", UNDO)])
    assert standing(read_decisions(path)) == {}


def test_a_crash_loses_the_decision_that_was_being_written_alone(tmp_path: Path) -> None:
    path = tmp_path / "t.decisions.jsonl"
    append(path, [Decision("q", ACCEPT, {"words": "甲"})])
    path.write_bytes(path.read_bytes() + b'{"question": "p", "answer": "acc')
    assert [one.question for one in read_decisions(path)] == ["q"]
    append(path, [Decision("r", REJECT)])
    assert [one.question for one in read_decisions(path)] == ["q", "r"]


@pytest.mark.parametrize("line", ["{}", "[]", "nonsense", '{"question": "q", "answer": "maybe"}', "[" * 100_000])
def test_a_line_that_is_no_decision_is_told(tmp_path: Path, line: str) -> None:
    path = tmp_path / "t.decisions.jsonl"
    path.write_text(f"{line}\n" + json.dumps({"question": "q", "answer": "reject"}) + "\n", "utf-8")
    with pytest.raises(KgError, match=r"t\.decisions\.jsonl:1"):
        read_decisions(path)


def test_two_windows_do_not_overwrite_each_other(tmp_path: Path) -> None:
    path = tmp_path / "t.decisions.jsonl"
    append(path, [Decision("q", ACCEPT)], seen=0)
    append(path, [Decision("p", ACCEPT)], seen=0)
    with pytest.raises(DecidedSinceError):
        append(path, [Decision("q", REJECT)], seen=0)
    assert len(read_decisions(path)) == 2
    append(path, [Decision("q", REJECT)], seen=1)


def test_a_table_comes_back_with_its_answers(review: Review, tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    path.write_text("".join(lines_of(review)), "utf-8")
    assert decisions_of(review, path, "person") == []
    table = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    for row in table:
        row["answer"] = "x" if row["words"] == "机构改革" else "a"
    table.append(dict.fromkeys(COLUMNS, "") | {"answer": "a", "kind": "name", "section": "s2", "words": "办件量"})
    write(path, table)
    found = decisions_of(review, path, "program")
    assert {one.answer for one in found if one.question == asked(review, "机构改革").id} == {REJECT}
    assert {one.by for one in found} == {"program"}
    assert [one.fields["words"] for one in found if one.question.startswith("+")] == ["办件量"]
    fields = {one.question: one.fields for one in found}
    fall = asked(review, "13.7%", "figure")
    assert fields[fall.id] == {name: cell for name, cell in fall.fields.items() if cell}
    review.decide(found)
    path.write_text("".join(lines_of(review)), "utf-8")
    assert decisions_of(review, path, "program") == []


def write(path: Path, table: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(table)


@pytest.mark.parametrize(
    ("column", "cell", "told"),
    [
        ("answer", "perhaps", "'perhaps': expected is accept, reject, or nothing"),
        ("question", "abc", "'abc' is no question of this reading"),
        ("kind", "nmae", "'nmae' is no kind of question"),
        ("kind", "figure", "is of the kind name"),
    ],
)
def test_an_answer_that_cannot_be_taken_is_told_with_its_row(
    review: Review, tmp_path: Path, column: str, cell: str, told: str
) -> None:
    path = tmp_path / "review.csv"
    path.write_text("".join(lines_of(review)), "utf-8")
    table = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    table[0] |= {"answer": "a", column: cell}
    write(path, table)
    with pytest.raises(TablesError, match=r"review\.csv:2") as error:
        decisions_of(review, path, "person")
    assert told in str(error.value)


def test_a_formula_in_a_report_is_none_in_a_spreadsheet(tmp_path: Path) -> None:
    review = opened(tmp_path, TEXT + "三、其他\n=SUM(A1)，区委印发《=HYPERLINK(1)办法》。\n")
    table = list(csv.reader("".join(lines_of(review)).removeprefix("\ufeff").splitlines()))
    assert any("HYPERLINK" in cell for row in table for cell in row)
    assert not [cell for row in table for cell in row if cell.startswith("=")]


def test_a_text_that_is_another_now_is_told(tmp_path: Path) -> None:
    data = laid_aside(tmp_path)
    path = data / "sources" / f"{ID}.txt"
    path.write_text(path.read_text("utf-8") + "更多", "utf-8")
    with pytest.raises(KgError, match="read it again"):
        open_review(data, ID)


def test_a_report_that_was_not_read_is_told_with_those_that_were(review: Review) -> None:
    with pytest.raises(KgError, match=f"'440402-2021' was not read; did you mean {ID}"):
        open_review(review.data, "440402-2021")
