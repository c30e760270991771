"""Reading: proposals out of a text, by small sentences made up for each rule, and what holds of every text."""

import json
import time
from pathlib import Path
from string import Template

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KgError
from kg.ontology import read_ontology
from kg.reading.proposals import Proposal, Reading, dumps, read_reading, write_reading
from kg.reading.rules.lexicon import Lexicon
from kg.reading.rules.numbers import value_of
from kg.reading.rules.propose import propose
from kg.reading.rules.registers import Registers, registers_for
from kg.tables.reader import read_tables
from kg.tables.rows import Tables
from kg.text.report import clean
from tests.reading import sound

DISTRICT = "440402-xiangzhou-district"


@pytest.fixture(scope="module")
def tables(data: Path) -> Tables:
    return read_tables(data, read_ontology())[0]


@pytest.fixture(scope="module")
def registers(tables: Tables) -> Registers:
    """As a report of the district on 2022 would be read, had the one on 2023 never been."""
    return registers_for(tables, read_ontology(), DISTRICT, "2022", leave_out="440402-2023")


def read(text: str, registers: Registers, kind: str = "") -> list[Proposal]:
    return [one for one in propose(clean("t", text), registers) if kind in ("", one.kind)]


def words(text: str, registers: Registers, kind: str) -> list[str]:
    return [one.fields["words"] for one in read(text, registers, kind)]


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("2.48亿", "248000000"),
        ("1,888", "1888"),
        ("3千", "3000"),
        ("三千二百", "3200"),
        ("十五", "15"),
        ("二〇二三", "2023"),
        ("两万", "20000"),
        ("一亿三千万", "130000000"),
        ("", None),
        ("三项", None),
    ],
)
def test_numerals(numeral: str, value: str | None) -> None:
    found = value_of(numeral)
    assert (None if found is None else format(found, "f").removesuffix(".00")) == value


@pytest.mark.parametrize(
    ("sentence", "value", "unit", "bound", "wording"),
    [
        ("全年办理投诉1500余件。", "1500", "件", "more-than", "办理投诉"),
        ("涉及金额约2.48亿元。", "248000000", "元", "about", "涉及金额"),
        ("培训近120人次。", "120", "人次", "about", "培训"),
        ("审结率达98.5%以上。", "98.5", "%", "at-least", "审结率"),
        ("编制552个政务事项目录。", "552", "个", "exactly", "编制…政务事项目录"),
        ("收到申请１０３宗。", "103", "宗", "exactly", "收到申请"),
        ("收到申请1,103宗。", "1103", "宗", "exactly", "收到申请"),
        ("早在2023,103宗。", "103", "宗", "exactly", "宗"),
        ("财政收入增长百分之十二点五。", "12.5", "%", "exactly", "财政收入增长"),
        ("受理案件三百二十件。", "320", "件", "exactly", "受理案件"),
    ],
)
def test_a_figure_has_value_unit_bound_and_wording(
    registers: Registers, sentence: str, value: str, unit: str, bound: str, wording: str
) -> None:
    (figure,) = read(sentence, registers, "figure")
    assert [figure.fields[name] for name in ("value", "unit", "bound", "wording")] == [value, unit, bound, wording]


def test_tokens_are_those_of_the_ontology(registers: Registers) -> None:
    tokens = read_ontology().tokens
    text = (
        "约3件，超4件，至少5件，不超过6件，7件以上，8件以内。荣获“全国先进集体”称号。争创全国示范区。废止《甲办法》。"
    )
    for one in read(text, registers):
        for name, of in (("bound", "Bound"), ("modality", "Modality"), ("phase", "Phase"), ("level", "Level")):
            assert one.fields.get(name, "") in {"", *tokens[of]}
        assert one.fields.get("class", "") in {"", *read_ontology().classes}
        assert one.fields.get("predicate", "") in {"", *read_ontology().properties}


def test_years_dates_ordinals_and_numbers_in_names_are_no_figures(registers: Registers) -> None:
    text = "2023年12月31日，召开第8次会议，建成“15分钟”服务圈，落实三项制度，拨打12345热线，位居前10位，连续11个月。"
    assert words(text, registers, "figure") == []


def test_a_fall_is_below_zero_and_a_level_is_no_change(registers: Registers) -> None:
    fall, level = read("投诉件数同比下降13.7%。满意率提高到95%。", registers, "figure")
    assert (fall.rule, fall.fields["value"], fall.fields["change_basis"]) == ("change", "-13.7", "同比")
    assert (level.rule, level.fields["value"]) == ("number", "95")


def test_rates_that_share_a_number_are_several_figures(registers: Registers) -> None:
    found = read("文件报备率、及时率和规范率均达100%。", registers, "figure")
    assert {one.fields["wording"] for one in found} == {"文件报备率", "及时率", "规范率"}
    assert {one.fields["value"] for one in found} == {"100"}


def test_ranks_and_nothing_are_figures(registers: Registers) -> None:
    rank, none = read("在全市考评中名列第二。无一宗因程序违法而败诉。", registers, "figure")
    assert (rank.rule, rank.fields["value"]) == ("rank", "2")
    assert (none.rule, none.fields["value"]) == ("none", "0")


def test_a_number_that_is_damaged_has_no_value(registers: Registers) -> None:
    (figure,) = read("报告备案□8份。", registers, "figure")
    assert figure.fields["status"] == "damaged"
    assert "value" not in figure.fields


def test_whose_a_figure_is_goes_on_within_a_section(registers: Registers) -> None:
    found = read("市民服务平台共收到群众诉求1098件，其中转办102件，满意率95%。", registers, "figure")
    assert all("市民服务平台" in one.fields["subjects"] for one in found)
    assert all(DISTRICT in one.fields["subjects"].split("|") for one in found)


def test_known_indicators_are_candidates(registers: Registers) -> None:
    (figure,) = read("共收到行政复议申请205宗。", registers, "figure")
    assert figure.candidates[0] == "reconsideration-applications-received"


def test_documents_by_title_law_and_shape(registers: Registers) -> None:
    text = "印发《香洲区信用建设“十条”措施（试行）》，宣传行政处罚法，制定普法工作实施方案。"
    found = {one.fields["words"]: (one.rule, one.fields["class"]) for one in read(text, registers, "document")}
    assert found == {
        "香洲区信用建设“十条”措施（试行）": ("title", "Plan"),
        "行政处罚法": ("law", "Legislation"),
        "普法工作实施方案": ("shape", "Plan"),
    }


@pytest.mark.parametrize("sentence", ["依法办理执法案件。", "观看电影《长空》。", "行动指南更加明确。", "方法得当。"])
def test_no_document(registers: Registers, sentence: str) -> None:
    assert words(sentence, registers, "document") == []


@pytest.mark.parametrize(
    ("sentence", "name", "full", "cls"),
    [
        ("区司法局召开会议。", "区司法局", "珠海市香洲区司法局", "GovernmentDepartment"),
        ("配合市发展和改革局工作。", "市发展和改革局", "珠海市发展和改革局", "GovernmentDepartment"),
        ("向区委报告。", "区委", "中共珠海市香洲区委员会", "PartyCommittee"),
        ("接受区人大常委会监督。", "区人大常委会", "珠海市香洲区人民代表大会常务委员会", "PeoplesCongress"),
        ("支持区法院工作。", "区法院", "珠海市香洲区人民法院", "Court"),
        ("接受区政协监督。", "区政协", "中国人民政治协商会议珠海市香洲区委员会", "PoliticalConsultativeConference"),
        ("报省政府批准。", "省政府", "广东省人民政府", "PeoplesGovernment"),
    ],
)
def test_a_body_has_its_full_name_in_this_place(
    registers: Registers, sentence: str, name: str, full: str, cls: str
) -> None:
    found = {one.fields["words"]: one.fields for one in read(sentence, registers, "body")}
    assert (found[name]["full_name"], found[name]["class"]) == (full, cls)


def test_a_body_of_another_place_is_not_of_this_one(registers: Registers) -> None:
    (body,) = read("与合肥市司法局交流。", registers, "body")
    assert (body.fields["words"], body.fields.get("full_name", "")) == ("合肥市司法局", "")


@pytest.mark.parametrize(
    "sentence", ["构建新格局。", "开创新局面。", "以人民为中心。", "委托评估。", "社区治理有序。", "镇街执法改革。"]
)
def test_no_body(registers: Registers, sentence: str) -> None:
    assert words(sentence, registers, "body") == []


def test_bodies_by_place_and_shape(registers: Registers) -> None:
    text = "香洲区政务服务中心与前山街道、珠海云海科技有限公司、国家药监局共建，设立全国首家诉源治理工作站。"
    assert words(text, registers, "body") == [
        "香洲区政务服务中心", "前山街道", "珠海云海科技有限公司", "国家药监局", "诉源治理工作站",
    ]  # fmt: skip


def test_programmes_in_marks_and_by_shape(registers: Registers) -> None:
    text = "推行“一码通办”审批服务，深化园区审批制度改革，健全风险联动处置机制，充分发挥“指挥棒”作用。"
    assert words(text, registers, "programme") == ["“一码通办”审批服务", "园区审批制度改革", "风险联动处置机制"]


def test_an_honour_has_recipient_conferrer_round_year_and_level(registers: Registers) -> None:
    text = "区司法局被国家药监局命名为广东省首个“普法教育基地”。春晖社区入选第二批“2021年度全国示范社区”。"
    first, second = read(text, registers, "honour")
    assert (first.fields["recipients"], first.fields["by"], first.fields["level"]) == (
        "区司法局",
        "国家药监局",
        "national",
    )
    assert first.fields["distinction"] == "广东省首个"
    assert [second.fields[name] for name in ("recipients", "round", "year")] == ["春晖社区", "batch-2", "2021"]
    assert {one.fields["modality"] for one in (first, second)} == {"asserted"}


def test_holders_may_stand_in_brackets(registers: Registers) -> None:
    text = "我区已有2家企业（甲乙有限公司、丙丁有限公司）成为首批“商业秘密保护示范企业”。"
    (honour,) = read(text, registers, "honour")
    assert honour.fields["recipients"] == "甲乙有限公司|丙丁有限公司"


@pytest.mark.parametrize(
    "sentence",
    [
        "争创全国法治政府建设示范区。",
        "申报“全国文明城市”称号。",
        "有望获评“省级先进集体”称号。",
        "推荐区司法局参评“全国模范集体”。",
        "力争入选“全国示范案例”名单。",
        "积极创建国家卫生城市，争取荣获“全国文明城市”。",
        "若获评“全国先进集体”称号，再行宣传。",
        "区司法局未获评“全国先进集体”称号。",
        "将申报的“法治广场”打造为全国示范点。",
    ],
)
def test_what_is_only_sought_is_never_held(registers: Registers, sentence: str) -> None:
    assert all(one.fields["modality"] != "asserted" for one in read(sentence, registers, "honour"))


def test_what_a_section_of_plans_says_is_planned(registers: Registers) -> None:
    text = "一、工作情况\n印发《甲办法》。\n二、2023年工作计划\n印发《乙办法》，荣获“全国先进集体”称号。"
    found = {
        one.fields["words"]: one.fields["modality"] for one in read(text, registers) if one.kind in ("act", "honour")
    }
    assert found == {"甲办法": "asserted", "乙办法": "planned", "全国先进集体": "planned"}


def test_a_joint_act_is_one(registers: Registers) -> None:
    text = "区法院、区教育局、市校外培训机构协会联合设立校外培训行业诉源治理工作站。"
    (act,) = read(text, registers, "act")
    assert (act.fields["predicate"], act.fields["joint"]) == ("founded", "yes")
    assert act.fields["words"] == "校外培训行业诉源治理工作站"
    assert act.candidates[0] == "区法院&区教育局&市校外培训机构协会"


@pytest.mark.parametrize(
    ("sentence", "predicate", "thing"),
    [
        ("印发《信用建设工作要点》。", "issued", "信用建设工作要点"),
        ("签署知识产权保护合作协议。", "signed", "知识产权保护合作协议"),
        ("召开法治建设推进会。", "held", "法治建设推进会"),
        ("试点推行“一照通行”审批服务。", "piloted", "“一照通行”审批服务"),
        ("确定前山街道为非现场执法试点单位。", "piloted", "非现场执法"),
        ("成立区法律服务中心。", "founded", "区法律服务中心"),
    ],
)
def test_acts_and_the_place_that_stands_for_an_unstated_actor(
    registers: Registers, sentence: str, predicate: str, thing: str
) -> None:
    (act,) = [one for one in read(sentence, registers, "act") if one.fields["predicate"] == predicate]
    assert act.fields["words"] == thing
    assert DISTRICT in act.candidates[:3]


def test_several_in_marks_are_several_objects(registers: Registers) -> None:
    found = words("开设“一件事”“湾区通办”“跨省通办”专区。", registers, "act")
    assert found == ["“一件事”", "“湾区通办”", "“跨省通办”专区"]


def test_known_names_are_proposed_with_all_that_they_may_mean() -> None:
    lexicon = Lexicon({"法治": ["a"], "法治政府建设": ["b", "c"], "建设": ["d"], "区": ["e"]})
    assert list(lexicon.find("推进法治政府建设、法治建设区", 0, 14)) == [(2, "法治政府建设"), (9, "法治"), (11, "建设")]
    assert lexicon.ids("法治政府建设") == ("b", "c")
    assert lexicon.ids("区") == ()


def test_places_by_their_names_and_what_we_means(registers: Registers) -> None:
    found = {one.fields["words"]: one.candidates for one in read("我区与珠海市、朝阳区交流。", registers, "name")}
    assert found["我区"] == (DISTRICT,)
    assert found["珠海市"] == ("440400-zhuhai",)
    assert len(found["朝阳区"]) > 1


def test_what_one_report_alone_brought_is_left_out(tables: Tables, registers: Registers) -> None:
    everything = registers_for(tables, read_ontology(), DISTRICT, "2022")
    assert "药品法治宣传教育基地" in everything.forms
    assert "药品法治宣传教育基地" not in registers.forms
    assert "司法局" not in {form[1:] for form in registers.forms}
    assert {one.id for one in registers.indicators} < {one.id for one in everything.indicators}


def test_readings_are_written_and_read_in_one_order(tmp_path: Path, registers: Registers) -> None:
    found = tuple(read("区司法局印发《甲办法》，办理案件12件，荣获“全国先进集体”称号。", registers))
    source = {"id": "t", "place": DISTRICT}
    path = tmp_path / "t.jsonl"
    write_reading(path, Reading(source, found[::-1]))
    assert read_reading(path) == Reading(source, found)
    assert path.read_text("utf-8") == dumps(Reading(source, found))
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert lines[0] == {"kind": "source", "fields": source}
    assert [line["id"] for line in lines[1:]] == [one.id for one in found]
    assert len({one.id for one in found}) == len(found)


SOURCE = '{"kind": "source", "fields": {"id": "t"}}'


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        *((f"\n{line}", 2) for line in ("{}", "[]", "nonsense", '{"kind": "source", "fields": {}}', "[" * 100_000)),
        *((f"{SOURCE}\n\n{line}", 3) for line in (SOURCE, "{}", "[]", "nonsense", '{"kind": "figure"}', "[" * 100_000)),
    ],
)
def test_a_line_that_is_no_proposal_is_told(tmp_path: Path, lines: str, wrong: int) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(lines, "utf-8")
    with pytest.raises(KgError, match=rf"t\.jsonl:{wrong}"):
        read_reading(path)


def test_a_file_without_a_line_is_told(tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_text("\n", "utf-8")
    with pytest.raises(KgError, match=r"t\.jsonl: holds no proposals"):
        read_reading(tmp_path / "t.jsonl")


PIECES = (
    "区司法局", "印发", "《", "》", "“", "”", "\"", "（", "）",
    "12件", "3.5%", "同比下降", "荣获", "称号", "，", "。", "、", "\n",
    "一、", "（一）", "设立", "工作站", "改革", "机制", "市", "第", "零",
    "无一宗", "百分之", "争创", "全国示范区", "法", "2023年", "□", "\u3000", "𠮷",
    "a",
)  # fmt: skip


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=60).map("".join)))
def test_hostile_texts_are_read_and_every_quote_stands_once(registers: Registers, text: str) -> None:
    cleaned = clean("t", text)
    found = propose(cleaned, registers)
    sound(cleaned, found)
    assert found == propose(cleaned, registers)


@pytest.mark.parametrize(
    "template",
    [
        "受理案件$n件，", "受理案件1件，", "印发《甲办法》、", "“", "《", "区委", "、", "荣获“先进”", "一",
        "区司法局、", "1", "(", "改革", "百分之一", "报备率、", "市市市市", "第一", "同比增长", "率、", "\n一、",
    ],
)  # fmt: skip
def test_time_grows_with_the_text_alone(registers: Registers, template: str) -> None:
    def seconds(times: int) -> float:
        text = clean("t", "".join(Template(template).substitute(n=number) for number in range(times)))
        before = time.process_time()
        propose(text, registers)
        return time.process_time() - before

    once = max(min(seconds(500) for _ in range(2)), 0.02)
    assert seconds(4000) < 8 * once * 4
