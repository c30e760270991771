"""Lookups: who is linked to a thing, by whom conferred, and by which words, in both languages."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import AmbiguousNameError, NoSuchTermError, NotFoundError, RecordError, WrongClassError
from kg.graph import Graph
from kg.lookup.lookup import Lookup
from kg.lookup.records import Link, Narrowing, Receipt
from kg.lookup.terms import named_term
from kg.pipeline.generation import open_store
from kg.store.embedded import EmbeddedStore
from kg.vocabulary import Language, mint_iri
from tests.checked import cells_of

UNIT = "cn-fengqiao-work-method-unit"
METHOD = "cn-fengqiao-work-method"
MAOSHENG = "440402-maosheng-community"
COMMISSION = "cn-political-legal-commission"
AWARD, NAMING = "440402-2023-r010", "440402-2023-r011"

MARKET, MISSPELT = "440402-market-regulation-bureau", "区市场监督理局"
ANOTHERS = [
    ("市教育局", "区教育局"),
    ("市法院", "区法院"),
    ("市人大", "区人大"),
    ("市检察院", "珠海市香洲区人民检察院"),
    ("市人民法院", "人民法院"),
    ("程小红", "程小梅"),
    ("不存在", "法治建设领域存在的突出矛盾和问题"),
    ("茂胜社区", "拱北街道茂盛社区"),
    ("拱北街到", "拱北街道"),
    ("区司发局", "区司法局"),
    ("香州区人民法院", "珠海市香洲区人民法院"),
    ("Maoshen Community", "Maosheng Community, Gongbei Subdistrict, Xiangzhou District, Zhuhai"),
    ("Cheng Xiaomai", "Cheng Xiaomei"),
]
"""What is typed that is another's name, or may be, and the first of those near."""

Case = Callable[..., Path]


@pytest.fixture(scope="module")
def english(store: EmbeddedStore) -> Lookup:
    return Lookup(store, Language.EN)


@pytest.fixture(scope="module")
def chinese(store: EmbeddedStore) -> Lookup:
    return Lookup(store, Language.ZH)


@pytest.fixture
def two_reports(case: Case) -> Lookup:
    return Lookup(open_store(case("two-reports")))


def links_of(lookup: Lookup, thing: str, hops: int = 1) -> list[Link]:
    return lookup.who(lookup.thing(mint_iri(thing)), hops)


def link(links: list[Link], claim: str, entity: str = "") -> Link:
    """The one link that a claim makes, to `entity` where the claim makes several."""
    (only,) = [one for one in links if one.claim.id == claim and entity in ("", one.entity.id)]
    return only


def claims(links: list[Link]) -> set[str]:
    return {one.claim.id for one in links}


def entities(links: list[Link]) -> set[str]:
    return {one.entity.id for one in links}


class TestFind:
    def test_just_that_name_before_all_that_hold_it(self, english: Lookup) -> None:
        assert [thing.id for thing in english.find("“枫桥式工作法”单位")] == [UNIT]
        assert {UNIT, METHOD} <= {thing.id for thing in english.find("枫桥")}

    def test_a_thing_knows_its_label_and_its_class_in_the_language_asked_for(
        self, english: Lookup, chinese: Lookup
    ) -> None:
        (in_english,), (in_chinese,) = english.find(MAOSHENG), chinese.find(MAOSHENG)
        assert in_english.label == "Maosheng Community, Gongbei Subdistrict, Xiangzhou District, Zhuhai"
        assert in_chinese.label == "珠海市香洲区拱北街道茂盛社区"
        assert in_english.type == in_chinese.type == "ResidentsCommunity"
        assert in_english.type_label != in_chinese.type_label

    def test_a_report_is_found_by_its_title(self, chinese: Lookup) -> None:
        (report,) = chinese.find("珠海市香洲区2023年法治政府建设情况报告")
        assert (report.id, report.type) == ("440402-2023", "Report")

    def test_an_unknown_name_is_an_error_with_the_nearest_names(self, english: Lookup) -> None:
        with pytest.raises(NotFoundError) as caught:
            english.find("Maoshang Comunity")
        assert caught.value.name == "Maoshang Comunity"
        assert any("Maosheng Community" in name for name in caught.value.suggestions)

    def test_the_error_is_a_sentence_in_python_too(self, english: Lookup) -> None:
        with pytest.raises(
            NotFoundError, match=r"^nothing is called 'Maoshang Comunity' in .*did you mean .* or .*\?$"
        ):
            english.find("Maoshang Comunity")
        assert str(NotFoundError("x")) == "nothing is called 'x' in what was read"

    @pytest.mark.parametrize("name", ["", "   ", "\u3000"])
    def test_an_empty_name_is_told_as_such(self, english: Lookup, name: str) -> None:
        for look in (english.find, english.only, english.search):
            with pytest.raises(NotFoundError, match="the name is empty: give a name"):
                look(name)

    def test_another_name_is_read_and_told(self, store: EmbeddedStore) -> None:
        told: list[str] = []
        lookup = Lookup(store, Language.EN, told.append)
        assert [thing.id for thing in lookup.find(MISSPELT)] == [MARKET]
        assert lookup.only(MISSPELT).id == MARKET
        assert told == [f"nothing is called '{MISSPELT}'; read instead: 区市场监督管理局"] * 2
        assert lookup.read == {MISSPELT: "区市场监督管理局"}
        assert Lookup(store).find(MISSPELT)[0].id == MARKET

    def test_a_name_as_it_is_is_told_of_nobody(self, store: EmbeddedStore) -> None:
        told: list[str] = []
        lookup = Lookup(store, Language.EN, told.append)
        assert lookup.find("茂盛社区")
        assert (told, lookup.read) == ([], {})

    @pytest.mark.parametrize(("name", "near"), ANOTHERS)
    def test_nobody_is_answered_for_another(self, english: Lookup, name: str, near: str) -> None:
        for look in (english.find, english.only):
            with pytest.raises(NotFoundError) as caught:
                look(name)
            assert caught.value.suggestions[0] == near
        assert english.read == {}

    @pytest.mark.parametrize(("name", "near"), ANOTHERS)
    def test_what_is_near_is_found_as_such(self, english: Lookup, name: str, near: str) -> None:
        found = english.search(name)
        assert found[0].name == near
        assert {one.match for one in found} == {"near"}

    @pytest.mark.parametrize(
        ("text", "match"),
        [("区司法局", "exact"), ("区司法", "begins"), ("司法局", "holds"), ("work method fengqiao", "words")],
    )
    def test_what_is_found_says_how_it_matches(self, english: Lookup, text: str, match: str) -> None:
        assert english.search(text)[0].match == match

    def test_only_the_thing_of_the_class_wanted_is_told_of(self, store: EmbeddedStore) -> None:
        told: list[str] = []
        lookup = Lookup(store, Language.EN, told.append)
        assert lookup.only(MISSPELT, "Agent").id == MARKET
        with pytest.raises(WrongClassError):
            lookup.only(MISSPELT, "Honour")
        assert len(told) == 1

    @pytest.mark.parametrize("before", ["", "kgr:", "https://w3id.org/honours-kg/id/", " "])
    @pytest.mark.parametrize(
        ("id", "kind"),
        [("440402-2023-r017", "claim"), ("440402-2023-f003", "figure"), ("disputes-amount", "indicator")],
    )
    def test_the_id_of_a_claim_figure_or_indicator_is_told_as_such(
        self, english: Lookup, before: str, id: str, kind: str
    ) -> None:
        for look in (english.find, english.only, english.search):
            with pytest.raises(RecordError, match=f"is an id \\({kind}\\), and no name of a thing; see kg show {id}"):
                look(before + id)


class TestRow:
    """A claim or figure by its id."""

    @pytest.mark.parametrize("table", ["relations", "figures"])
    def test_every_row_of_the_tables_is_shown_with_all_that_it_says(
        self, english: Lookup, data: Path, table: str
    ) -> None:
        rows = cells_of(data, table)
        assert rows
        for row in rows:
            shown = english.row(row["id"])
            assert shown is not None
            values = {value.value for field in shown.fields for value in field.values}
            columns = ["subject", "note", "value_text", "unit", "distinction_en"]
            columns += ["predicate", "object", "level", "modality"] if table == "relations" else []
            told = {row[column] for column in columns if row.get(column)}
            assert told <= values, row["id"]
            assert shown.receipt.quote == row["quote"]

    @pytest.mark.parametrize("language", Language)
    def test_a_figure_says_what_its_indicator_is_and_so_does_the_indicator_itself(
        self, store: EmbeddedStore, data: Path, language: Language
    ) -> None:
        lookup, name = Lookup(store, language), "reconsideration-correction-rate"
        (told,) = [row for row in cells_of(data, "indicators") if row["id"] == name]
        figure = next(of for of in lookup.all_figures() if of.indicator_id == name)
        assert (figure.indicator, figure.definition) == (told[f"label_{language}"], told[f"definition_{language}"])
        fields = {"definition": told[f"definition_{language}"], "unit": "unit-percent", "indicatorKind": "rate"}
        fields["formula"] = told["formula"]
        by_figure, by_indicator = lookup.row(figure.id), lookup.row(name)
        assert by_figure is not None
        assert by_indicator is not None
        assert (by_indicator.type, by_indicator.words) == ("Indicator", told[f"label_{language}"])
        assert by_indicator.receipt == Receipt("", "", "")
        pinyin = {"pinyin": "xíng zhèng fù yì jiū cuò lǜ"}
        assert {field.name: field.values[0].value for field in by_indicator.fields} == fields | pinyin
        values = {field.name: field.values[0].value for field in by_figure.fields}
        assert values.items() >= fields.items()
        assert values["wording"] == figure.indicator_wording

    def test_it_is_said_in_words_in_the_language_asked_for(self, english: Lookup, chinese: Lookup) -> None:
        (in_english, in_chinese) = (lookup.row("kgr:440402-2023-r010") for lookup in (english, chinese))
        assert in_english is not None
        assert in_chinese is not None
        assert in_english.words.endswith("was awarded Fengqiao-style Work Method Unit")
        distinctions = [[f.values for f in row.fields if f.name == "distinction"] for row in (in_english, in_chinese)]
        assert distinctions == [[(("one of 104 units", ""),)], [(("104个单位之一", ""),)]]

    @pytest.mark.parametrize("name", ["", " ", "枫桥", "cn-cctv", "kgr:", "\udcff", "440402-2023-r017/receipt"])
    def test_what_is_no_claim_or_figure_is_none(self, english: Lookup, name: str) -> None:
        assert english.row(name) is None


class TestWho:
    def test_the_receiver_of_an_honour_with_everything_that_is_said_of_it(self, english: Lookup) -> None:
        found = link(links_of(english, UNIT), AWARD)
        claim = found.claim
        assert (found.thing.id, found.entity.id, found.way) == (UNIT, MAOSHENG, ())
        assert (found.words, claim.predicate) == ("was awarded", "awarded")
        assert (claim.level, claim.modality, claim.statedness) == ("national", "asserted", "explicit")
        assert claim.distinction == "one of 104 units"
        assert [body.id for body in claim.authorities] == [COMMISSION]
        assert claim.receipt.quote == "茂盛社区入选中央政法委104个“枫桥式工作法”单位之一"
        assert claim.receipt.section == "opening"
        assert claim.receipt.report.startswith("Report on Building a Rule-of-law Government in Xiangzhou")

    def test_the_same_in_chinese(self, chinese: Lookup) -> None:
        claim = link(links_of(chinese, UNIT), AWARD).claim
        assert claim.distinction == "104个单位之一"
        assert [body.label for body in claim.authorities] == ["中共中央政法委员会"]
        assert claim.level == "national"
        assert "国家" in claim.level_label or "全国" in claim.level_label
        assert (claim.receipt.report, claim.receipt.section) == ("珠海市香洲区2023年法治政府建设情况报告", "开头")

    def test_from_the_receiver_it_reads_the_other_way_round(self, english: Lookup, chinese: Lookup) -> None:
        from_english, from_chinese = (link(links_of(one, MAOSHENG), AWARD) for one in (english, chinese))
        assert from_english.entity.id == from_chinese.entity.id == UNIT
        assert from_english.words == from_english.claim.inverse != from_english.claim.words
        assert from_chinese.words == from_chinese.claim.inverse != from_chinese.claim.words

    def test_from_the_body_that_conferred_it_the_words_name_the_honour(self, english: Lookup) -> None:
        found = link(links_of(english, COMMISSION), AWARD)
        assert found.entity.id == MAOSHENG
        assert found.words == "was awarded Fengqiao-style Work Method Unit"

    def test_the_receiver_through_an_honour_that_recognises_the_thing(self, english: Lookup) -> None:
        links = links_of(english, METHOD)
        assert link(links, NAMING).entity.id == UNIT
        through = link(links, AWARD)
        assert through.entity.id == MAOSHENG
        assert [claim.id for claim in through.way] == [NAMING]
        assert through.words == "was awarded Fengqiao-style Work Method Unit"

    def test_the_receiver_of_a_grade_through_the_assessment(self, english: Lookup) -> None:
        links = links_of(english, "440400-rule-of-law-zhuhai-assessment")
        through = link(links, "440402-2023-r006")
        assert through.entity.id == "440402-xiangzhou-district"
        assert [claim.id for claim in through.way] == ["440402-2023-r007"]

    def test_one_hop_stays_with_what_is_linked_and_two_go_on(self, english: Lookup) -> None:
        assert METHOD not in entities(links_of(english, MAOSHENG))
        beyond = link(links_of(english, MAOSHENG, hops=2), NAMING)
        assert beyond.entity.id == METHOD
        assert [claim.id for claim in beyond.way] == [AWARD]
        assert "Fengqiao-style Work Method Unit" in beyond.words

    def test_the_founders_of_one_thing_meet_in_it(self, english: Lookup) -> None:
        founders = {"440402-peoples-court", "440402-education-bureau", "440402-jiaoyu-community"}
        assert founders <= entities(links_of(english, "440402-offcampus-training-workstation"))
        beyond = links_of(english, "440402-peoples-court", hops=2)
        assert founders - {"440402-peoples-court"} <= entities(beyond)
        assert all(one.entity.id != "440402-peoples-court" for one in beyond)

    @pytest.mark.parametrize("thing", [UNIT, METHOD, MAOSHENG, COMMISSION])
    def test_every_link_has_words_a_receipt_and_a_way_that_hangs_together(self, english: Lookup, thing: str) -> None:
        for one in links_of(english, thing, hops=2):
            assert one.words
            assert one.claim.receipt.quote
            assert one.claim.receipt.section
            ends = {one.claim.subject.id, one.claim.object.id}
            for step in one.way:
                parts = {step.subject.id, step.object.id, *(body.id for body in step.authorities)}
                assert thing in parts
                assert ends & parts


class TestNarrowed:
    def test_by_level(self, english: Lookup) -> None:
        links = links_of(english, UNIT)
        assert AWARD in claims(english.narrowed(links, Narrowing(level="national")))
        assert AWARD not in claims(english.narrowed(links, Narrowing(level="district")))

    def test_by_year_where_the_edition_is_that_years(self, english: Lookup) -> None:
        links = links_of(english, "440402-labour-dispute-mediation-centre")
        assert "440402-2023-r012" in claims(english.narrowed(links, Narrowing(year=2022)))
        assert "440402-2023-r012" not in claims(english.narrowed(links, Narrowing(year=2021)))

    def test_by_year_where_it_is_dated(self, english: Lookup) -> None:
        links = links_of(english, "440402-peoples-government")
        assert "440402-2023-r025" in claims(english.narrowed(links, Narrowing(year=2023)))
        assert "440402-2023-r025" not in claims(english.narrowed(links, Narrowing(year=2022)))

    def test_by_predicate(self, english: Lookup) -> None:
        links = english.narrowed(links_of(english, MAOSHENG), Narrowing(predicate="locatedIn"))
        assert {one.claim.predicate for one in links} == {"locatedIn"}
        assert "440402-gongbei-subdistrict" in entities(links)

    def test_by_class_which_takes_in_those_below_it(self, english: Lookup) -> None:
        links = links_of(english, UNIT)
        for name in ("ResidentsCommunity", "Agent", "Entity"):
            assert MAOSHENG in entities(english.narrowed(links, Narrowing(type=name)))
        assert METHOD not in entities(english.narrowed(links, Narrowing(type="Agent")))

    def test_by_everything_at_once(self, english: Lookup) -> None:
        links = links_of(english, UNIT)
        assert claims(english.narrowed(links, Narrowing("national", None, "awarded", "Agent"))) == {AWARD}
        assert english.narrowed(links, Narrowing("national", 1999, "awarded", "Agent")) == []

    @pytest.mark.parametrize(
        ("terms", "nearest"),
        [
            (("nationl", None, None), "national"),
            ((None, "award", None), "awarded"),
            ((None, None, "Institutions"), "Institution"),
        ],
    )
    def test_an_unknown_term_is_an_error_with_the_nearest(
        self, english: Lookup, terms: tuple[str | None, str | None, str | None], nearest: str
    ) -> None:
        with pytest.raises(NoSuchTermError, match=rf"did you mean {nearest}\?") as caught:
            english.check(Narrowing(level=terms[0], predicate=terms[1], type=terms[2]))
        assert nearest in caught.value.allowed

    @pytest.mark.parametrize(
        "typed",
        [
            ("national", "awarded", "Company"),
            ("国家级", "获得荣誉", "企业"),
            ("National", "was awarded", "company"),
            ("NATIONAL", "授予", "COMPANY"),
        ],
    )
    def test_terms_may_be_called_by_their_labels(self, english: Lookup, typed: tuple[str, str, str]) -> None:
        level, predicate, cls = typed
        checked = english.check(Narrowing(level=level, predicate=predicate, type=cls))
        assert checked == Narrowing("national", None, "awarded", "Company")

    def test_what_is_not_given_stays_so(self, english: Lookup) -> None:
        assert english.check(Narrowing()) == Narrowing()

    def test_a_label_of_two_terms_is_refused_with_both(self) -> None:
        called = {"Office": ["办公室", "office"], "Bureau": ["局", "Office "], "Court": ["法院", "court"]}
        with pytest.raises(AmbiguousNameError) as caught:
            named_term("OFFICE", called)
        assert caught.value.things == ("Bureau (局, Office )", "Office (办公室, office)")
        assert named_term("Office", called) == "Office"


class TestCard:
    @pytest.mark.parametrize(
        ("language", "told"),
        [
            (Language.ZH, [("荣誉系列", "模范人民调解员"), ("称号等级", "全国")]),
            (Language.EN, [("series", "模范人民调解员"), ("tier", "全国")]),
        ],
    )
    def test_an_honour_has_its_series_and_tier_and_its_kind_as_class(
        self, store: EmbeddedStore, language: Language, told: list[tuple[str, str]]
    ) -> None:
        lookup = Lookup(store, language)
        card = lookup.card(lookup.thing(mint_iri("cn-national-model-peoples-mediator")))
        assert card.thing.type == "HonoraryTitle"
        assert [(field.label, field.values[0].value) for field in card.fields] == told
        assert lookup.card(lookup.thing(mint_iri(UNIT))).fields == ()

    def test_names_forms_links_and_figures_with_their_receipts(self, english: Lookup) -> None:
        card = english.card(english.thing(mint_iri(UNIT)))
        assert {"枫桥式工作法单位", "Fengqiao-style Work Method Unit"} <= set(card.names)
        assert AWARD in claims(list(card.links))
        (figure,) = [one for one in card.figures if one.id == "440402-2023-f001"]
        assert (figure.value, figure.value_text, figure.unit) == ("104", "104个", "unit")
        assert (figure.indicator, figure.status) == ("Fengqiao-style Work Method Units", "stated")
        assert figure.receipt.quote == "中央政法委104个“枫桥式工作法”单位"
        assert (figure.unit_label, figure.about.id) == ("units", UNIT)

    def test_the_unit_of_a_figure_is_its_indicators(self, case: Case) -> None:
        lookup = Lookup(open_store(case("base")))
        units = {(of.indicator_id, of.unit, of.unit_label, of.value_text) for of in lookup.all_figures()}
        assert units == {
            ("disputes-mediated", "dispute", "disputes", "1200件"),
            ("disputes-mediated-with-success", "dispute", "disputes", "1182件"),
            ("successful-mediation-rate", "percent", "%", "98.5%"),
        }

    def test_a_period_and_an_as_of_day_are_two_things(self, two_reports: Lookup) -> None:
        times = {figure.id: (figure.period, figure.as_of) for figure in two_reports.all_figures()}
        assert times == {
            "990102-2023-f001": ("2023", ""), "990102-2023-f002": ("2023", ""), "990103-2023-f001": ("2023", "2023-12"),
        }  # fmt: skip
        changes = {figure.id: (figure.change_of, figure.change_basis) for figure in two_reports.all_figures()}
        assert changes["990102-2023-f002"] == ("990102-2023-f001", "同比")

    def test_forms_name_the_report_that_uses_them(self, chinese: Lookup) -> None:
        card = chinese.card(chinese.thing(mint_iri(MAOSHENG)))
        assert ("拱北街道茂盛社区", "珠海市香洲区2023年法治政府建设情况报告") in card.forms

    def test_in_chinese_the_figures_are_called_in_chinese(self, chinese: Lookup) -> None:
        card = chinese.card(chinese.thing(mint_iri(UNIT)))
        assert "枫桥式工作法单位数" in {figure.indicator for figure in card.figures}


class TestAll:
    def test_things_and_claims_come_once_each_in_order(self, english: Lookup) -> None:
        things = [thing.id for thing in english.all_things()]
        every_claim = [claim.id for claim in english.all_claims()]
        assert {UNIT, METHOD, MAOSHENG, "440402-2023"} <= set(things)
        assert len(things) == len(set(things))
        assert {AWARD, NAMING} <= set(every_claim)
        assert every_claim == sorted(set(every_claim))


class TestTwoReports:
    def test_a_conferral_of_which_two_reports_tell_is_one(self, two_reports: Lookup) -> None:
        told = [{claim.id for claim in claims} for claims in two_reports.conferrals()]
        assert {"990102-2023-r003", "990103-2023-r002"} in told
        assert not [claims for claims in told if "990102-2023-r006" in claims]  # a candidate

    def test_one_form_means_another_bureau_in_another_report(self, two_reports: Lookup) -> None:
        found = {of.thing.id for of in two_reports.search("区司法局")}
        assert found == {"990102-justice-bureau", "990103-justice-bureau"}

    def test_an_honour_of_two_reports_has_a_receipt_from_each(self, two_reports: Lookup) -> None:
        links = links_of(two_reports, "990000-legal-publicity-unit")
        reports = {one.entity.id: one.claim.receipt.report for one in links}
        assert "Qingrong District" in reports["990102-justice-bureau"]
        assert "Danfeng District" in reports["990103-justice-bureau"]

    def test_claims_of_a_replaced_row_belong_to_what_replaced_it(self, two_reports: Lookup) -> None:
        links = links_of(two_reports, "990100-mediation-association")
        assert "990100-honest-society" in entities(links)
        assert "990100-mediation-union" not in {thing.id for thing in two_reports.all_things()}
        (found,) = two_reports.find("市调解联合会")
        assert found.id == "990100-mediation-association"

    def test_what_is_planned_or_striven_for_says_so(self, two_reports: Lookup) -> None:
        candidate = link(links_of(two_reports, "990102-qingrong-district"), "990102-2023-r006").claim
        planned = link(links_of(two_reports, "990103-danfeng-district"), "990103-2023-r004").claim
        assert (candidate.modality, planned.modality) == ("candidate", "planned")

    def test_standpoints_tell_who_says_so(self, two_reports: Lookup) -> None:
        standpoints = {claim.id: claim.standpoint for claim in two_reports.all_claims() if claim.standpoint}
        assert standpoints["990103-2023-r003"] == "conferrer-side"
        assert standpoints["990103-2023-r001"] == "recipient-side"
        assert standpoints["990103-2023-r002"] == "third-party"
        assert "990102-2023-r004" not in standpoints  # a founding is no conferral

    def test_a_year_takes_in_reduced_dates(self, two_reports: Lookup) -> None:
        links = links_of(two_reports, "990000-model-mediator")
        assert claims(two_reports.narrowed(links, Narrowing(year=2023))) == {"990102-2023-r003", "990103-2023-r002"}
        assert two_reports.narrowed(links, Narrowing(year=2024)) == []

    def test_a_damaged_figure_has_its_wording_and_no_value(self, two_reports: Lookup) -> None:
        card = two_reports.card(two_reports.thing(mint_iri("990103-danfeng-district")))
        (figure,) = card.figures
        assert (figure.value, figure.value_text, figure.status, figure.as_of) == ("", "□6件", "damaged", "2023-12")

    def test_with_the_texts_at_hand_the_sentence_stands_around_the_quote(self, two_reports: Lookup) -> None:
        links = links_of(two_reports, "990000-legal-publicity-unit")
        receipt = link(links, "990102-2023-r002").claim.receipt
        assert (receipt.before, receipt.quote, receipt.after) == ("", "区司法局荣获“全省普法先进单位”称号", ";")

    def test_beyond_a_body_that_conferred_an_honour_the_words_still_name_the_honour(self, case: Case) -> None:
        folder = case("two-reports")
        relations = folder / "relations.csv"
        row = (
            "990102-2023-r090,990000-justice-department,locatedIn,990000-nanyu,,,,,,,,,"
            "asserted,,implied,yes,,990102-2023,s0,市调解协会入选省司法厅,,Invented for the tests.\n"
        )
        relations.write_text(relations.read_text("utf-8").rstrip("\n") + "\n" + row, "utf-8")
        links = links_of(Lookup(open_store(folder)), "990000-nanyu", hops=2)
        honoured = link(links, "990102-2023-r003")
        assert honoured.entity.id == "990100-mediation-association"
        assert honoured.words == "was awarded Provincial Model Mediator"


def test_the_graph_answers_as_the_lookup_does(store: EmbeddedStore, english: Lookup) -> None:
    graph = Graph(store)
    assert [found.thing for found in graph.find(UNIT)] == english.find(UNIT)
    assert graph.who(UNIT) == links_of(english, UNIT)
    assert graph.who(MAOSHENG, hops=2, language="zh") == links_of(Lookup(store, Language.ZH), MAOSHENG, hops=2)
    assert graph.show(UNIT) == [english.card(english.thing(mint_iri(UNIT)))]
    with pytest.raises(NotFoundError):
        graph.who("no such thing at all")
