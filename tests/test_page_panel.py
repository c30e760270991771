"""The page's panel: everything that is known of a thing or claim, with its receipts, in both languages."""

from collections.abc import Callable
from typing import Any

import pytest

from kg.lookup.lookup import Lookup
from kg.lookup.records import Thing
from kg.store.embedded import EmbeddedStore
from kg.terminal.text import mark_words
from kg.vocabulary import Language, expand, mint_iri
from tests.browser import LOCALES, Opened

pytestmark = pytest.mark.xdist_group("browser")

Open = Callable[..., Opened]

UNIT, MAOSHENG, AWARD = "cn-fengqiao-work-method-unit", "440402-maosheng-community", "440402-2023-r010"
COMMISSION, DISTRICT, COURT = (
    "cn-political-legal-commission",
    "440402-xiangzhou-district",
    "440402-labour-arbitration-court",
)
QUOTE = "茂盛社区入选中央政法委104个“枫桥式工作法”单位之一"

# navigator.clipboard asks for leave, which a test of a file cannot give
CLIPBOARD = """() => Object.defineProperty(navigator, "clipboard", {
    value: { writeText: async (text) => { window.copied = text; } } })"""


def thing(store: EmbeddedStore, id: str, language: str = "en") -> Thing:
    return Lookup(store, Language(language)).thing(mint_iri(id))


def panel(opened: Opened) -> str:
    text: str = opened.find("#panel").inner_text()
    return text


def unfold(opened: Opened) -> None:
    folded = opened.find("#panel .group > button")
    while folded.count():
        folded.first.click()


@pytest.mark.parametrize("language", LOCALES)
def test_it_welcomes_with_counts_reports_and_where_to_begin(
    open_page: Open, store: EmbeddedStore, language: str
) -> None:
    lookup = Lookup(store, Language(language))
    opened = open_page(language=language)
    counts = opened.find("#panel .counts dd").all_inner_texts()
    figures = {figure.id for one in lookup.all_things() for figure in lookup.card(one).figures}
    assert counts == [str(len(list(found))) for found in (lookup.all_things(), lookup.all_claims(), figures)] + ["2"]
    reports = {claim.receipt.report for claim in lookup.all_claims()}
    assert opened.find("#panel cite").all_inner_texts() == sorted(
        reports, key=lambda report: "Xiangzhou" in report or "香洲" in report
    )
    examples = opened.find("#panel ul [data-thing]")
    assert examples.count() == 3
    told = "法治政府建设年度报告，已读全文" if language == "zh" else "report on rule-of-law government, read: all of it"
    assert told in panel(opened)
    assert ("不向任何地方发送" if language == "zh" else "sends nothing") in panel(opened)
    first = examples.first.inner_text()
    examples.first.click()
    assert opened.find("#panel h2").inner_text() == first


def test_what_it_begins_with_matters_most_of_its_class(open_page: Open, store: EmbeddedStore) -> None:
    opened = open_page()
    shown = [link.get_attribute("data-thing") for link in opened.find("#panel ul [data-thing]").all()]
    rank: dict[str, int] = opened.tab.evaluate(
        "() => Object.fromEntries([...kgPage.app.model.things.values()].map(({ id, node }) => [id, node.rank]))"
    )
    communities = [one.id for one in Lookup(store).all_things() if one.type == "ResidentsCommunity"]
    assert shown[1] == min(communities, key=rank.__getitem__)


@pytest.mark.parametrize("language", LOCALES)
def test_a_thing_is_shown_with_its_names(open_page: Open, store: EmbeddedStore, language: str) -> None:
    other = "en" if language == "zh" else "zh"
    opened = open_page(f"thing={DISTRICT}", language=language)
    assert opened.find("#panel h2").inner_text() == thing(store, DISTRICT, language).label
    below = opened.find("#panel .other")
    assert below.inner_text() == thing(store, DISTRICT, other).label
    assert below.get_attribute("lang") == {"zh": "zh-Hans", "en": "en"}[other]
    assert opened.find("#panel .class").inner_text() == thing(store, DISTRICT, language).type_label
    said = panel(opened)
    for name in ("香洲区", "我区", "辖区", "zhū hǎi shì xiāng zhōu qū"):
        assert name in said
    forms = opened.find("#panel dd", has_text="辖区").inner_text()
    assert ("Xiangzhou District of Zhuhai in 2023" if language == "en" else "珠海市香洲区2023年") in forms


@pytest.mark.parametrize("id", [UNIT, DISTRICT, COMMISSION, "440402-offcampus-training-workstation"])
def test_every_claim_of_a_thing_is_there_with_its_receipt(open_page: Open, store: EmbeddedStore, id: str) -> None:
    one = thing(store, id)
    claims = {claim.id: claim for claim in Lookup(store).claims_of([one])[one]}
    opened = open_page(f"thing={id}")
    unfold(opened)
    items: list[dict[str, Any]] = opened.find("#panel .claim").evaluate_all(
        """items => items.map((item) => ({ id: item.dataset.claim, quote: item.querySelector("mark").textContent,
            lang: item.querySelector("blockquote").lang, place: item.querySelector(".place span").textContent,
            group: item.closest(".group").querySelector("h3").firstChild.data, all: item.textContent,
            links: [...item.querySelectorAll("[data-thing]")].map((link) => link.dataset.thing) }))"""
    )
    assert sorted(item["id"] for item in items) == sorted(claims)
    for item in items:
        claim = claims[item["id"]]
        assert (item["quote"], item["lang"]) == (claim.receipt.quote, "zh-Hans")
        assert item["place"] == f"{claim.receipt.report}, {claim.receipt.section}"
        bodies = [body.id for body in claim.authorities]
        if id in (claim.subject.id, claim.object.id):
            assert item["group"] == (claim.words if claim.subject.id == id else claim.inverse)
            assert item["links"] == [claim.other(thing(store, id)).id, *bodies]
        else:
            assert item["group"] == "conferred or approved"
            assert item["links"] == [claim.subject.id, claim.object.id, *bodies]
        for shown in (
            claim.level_label,
            claim.date,
            claim.year,
            claim.distinction,
            claim.note,
            *mark_words(claim.marks, Language.EN),
        ):
            assert shown in item["all"]
        assert ("Inferred: " in item["all"]) == bool(claim.statedness == "implied" and claim.note)
        assert ("planned" in item["all"]) >= (claim.modality == "planned")


def test_a_long_group_is_folded(open_page: Open, store: EmbeddedStore) -> None:
    opened = open_page(f"thing={DISTRICT}")
    district = thing(store, DISTRICT)
    promotes = [claim for claim in Lookup(store).claims_of([district])[district] if claim.predicate == "promotes"]
    group = opened.find("#panel .group").filter(has=opened.find("h3", has_text="promotes"))
    assert group.locator(".claim").count() == 12
    group.get_by_role("button", name=f"Show all {len(promotes)}").click()
    assert group.locator(".claim").count() == len(promotes) > 12
    assert opened.tab.evaluate("() => document.activeElement.closest('.claim') !== null")


def test_a_button_leads_to_a_section(open_page: Open) -> None:
    opened = open_page(f"thing={DISTRICT}")
    opened.find("#panel .leaps button", has_text="Figures").click()
    assert opened.tab.evaluate("() => document.activeElement.textContent").startswith("Figures")
    assert opened.find("#panel table.figures").is_visible()


def test_a_link_leads_on_and_the_focus_with_it(open_page: Open, store: EmbeddedStore) -> None:
    opened = open_page(f"thing={UNIT}")
    link = opened.find(f"#panel .claim [data-thing='{MAOSHENG}']").first
    assert link.get_attribute("href") == f"#thing={MAOSHENG}"
    link.focus()
    opened.tab.keyboard.press("Enter")
    assert opened.state()["thing"] == MAOSHENG
    label = thing(store, MAOSHENG).label
    assert opened.tab.evaluate("() => document.activeElement.textContent") == label
    opened.tab.go_back()
    assert opened.find("#panel h2").inner_text() == thing(store, UNIT).label


@pytest.mark.parametrize("language", LOCALES)
def test_a_claim_is_shown_with_its_parts(open_page: Open, store: EmbeddedStore, language: str) -> None:
    opened = open_page(f"thing={UNIT}", language=language)
    opened.find(f"#panel [data-claim='{AWARD}'] button").last.click()
    assert opened.state()["claim"] == AWARD
    lookup = Lookup(store, Language(language))
    claim = next(claim for claim in lookup.all_claims() if claim.id == AWARD)
    space = "" if language == "zh" else " "
    heading = space.join((claim.subject.label, claim.words, claim.object.label))
    assert opened.find("#panel h2").inner_text() == heading
    said = panel(opened)
    for text in (
        claim.level_label, claim.distinction, claim.authorities[0].label, lookup.label(expand(f"kg:{claim.modality}")),
        lookup.label(expand(f"kg:{claim.statedness}")), claim.receipt.section, QUOTE, mint_iri(AWARD),
    ):  # fmt: skip
        assert text in said
    assert ("recipient's side" if language == "en" else "受奖方自述") in said


def test_chinese_words_close_around_the_object(open_page: Open, store: EmbeddedStore) -> None:
    guided = next(claim for claim in Lookup(store, Language.ZH).all_claims() if claim.predicate == "guidedBy")
    assert guided.words == "以…为指导"
    opened = open_page(f"claim={guided.id}", language="zh")
    assert opened.find("#panel h2").inner_text() == f"{guided.subject.label}以{guided.object.label}为指导"


def test_the_whole_sentence_stands_around_the_words(open_page: Open) -> None:
    opened = open_page()
    opened.tab.evaluate(
        "id => Object.assign(kgPage.app.model.claims.get(id), { before: '其中，', after: '，全省闻名。' })", AWARD
    )
    opened.tab.evaluate("id => kgPage.app.show({ claim: id })", AWARD)
    assert opened.find("#panel blockquote").inner_text() == f"其中，{QUOTE}，全省闻名。"
    assert opened.find("#panel mark").inner_text() == QUOTE


@pytest.mark.parametrize("language", LOCALES)
def test_figures_stand_in_a_table_with_receipts(open_page: Open, store: EmbeddedStore, language: str) -> None:
    figures = Lookup(store, Language(language)).card(thing(store, COURT)).figures
    opened = open_page(f"thing={COURT}", language=language)
    rows = opened.find("#panel [data-figure]")
    assert rows.count() == len(figures)
    for row, figure in zip(rows.all(), figures, strict=True):
        text = row.inner_text()
        assert figure.indicator in text
        assert f"{float(figure.value):,}".removesuffix(".0") in text
        assert figure.unit_label in text
        assert figure.as_of in text
        assert row.locator("xpath=following-sibling::tr[1]").locator("mark").inner_text() == figure.receipt.quote
    change = rows.filter(has_text="6.56").inner_text()
    assert figures[1].indicator in change


def test_an_illegible_figure_is_said_to_be_so(open_page: Open) -> None:
    row = open_page("thing=440402-law-duty-reports").find("#panel [data-figure]")
    assert row.locator("td").first.inner_text().split("\n") == ["illegible", "□8份"]


@pytest.mark.parametrize(("language", "unit"), [("en", "cases"), ("zh", "宗")])
def test_a_unit_is_called_as_the_reader_calls_it(open_page: Open, language: str, unit: str) -> None:
    opened = open_page(f"thing={COURT}", language=language)
    cell = opened.find("#panel [data-figure='440402-2023-f040'] td").first
    assert cell.inner_text().split("\n")[0] == f"2,505\u202f{unit}"


@pytest.mark.parametrize(("language", "value"), [("en", "1\u202ftime"), ("zh", "1\u202f次")])
def test_a_unit_of_one_is_in_the_singular(open_page: Open, language: str, value: str) -> None:
    opened = open_page("thing=440402-attending-court-hearings", language=language)
    assert opened.find("#panel [data-figure='440402-2023-f066'] td").first.inner_text().split("\n")[0] == value


def test_a_bound_is_told(open_page: Open) -> None:
    opened = open_page("thing=440402-legal-advisers")
    assert "more than 180" in opened.find("#panel [data-figure]").inner_text()


def test_figures_of_one_unit_are_compared_by_bars(open_page: Open) -> None:
    opened = open_page(f"thing={COURT}")
    charts = opened.find("#panel .chart")
    assert charts.count() == 1  # the rate of growth is no amount, and one mediation rate has nothing beside it
    assert charts.locator(".what").all_inner_texts() == [
        "labour arbitration cases received",
        "labour arbitration cases filed and accepted",
        "labour dispute cases mediated",
    ]
    received, *others = charts.locator("rect.much").evaluate_all("bars => bars.map((bar) => bar.getBBox().width)")
    assert [other / received for other in others] == pytest.approx([4072 / 5168, 2505 / 5168], abs=0.01)


def test_figures_of_one_indicator_are_in_the_order_of_time(open_page: Open) -> None:
    opened = open_page()
    opened.tab.evaluate(
        """(id) => {
            const { figures } = kgPage.app.model.things.get(id);
            figures.splice(0, figures.length, ...["2023", "2021", "2022"].map((period, nth) =>
                ({ ...figures[0], id: `made-up-${nth}`, period, asOf: "", value: String(10 * (nth + 1)) })));
            kgPage.app.show({ thing: id });
        }""",
        COURT,
    )
    assert opened.find("#panel .chart .what").all_inner_texts() == ["2021", "2022", "2023"]
    assert "cases received" in opened.find("#panel figcaption").inner_text()


@pytest.mark.parametrize(("language", "by"), [("en", "by the name"), ("zh", "所据名称")])
def test_what_was_found_is_listed_with_the_name_that_matched(open_page: Open, language: str, by: str) -> None:
    opened = open_page("find=辖区", language=language)
    found = opened.find("#panel li")
    assert [f"{by}" in text and "辖区" in text for text in found.all_inner_texts()] == [True] * found.count()
    found.locator("a").first.click()
    assert opened.state()["thing"] == DISTRICT


@pytest.mark.parametrize("language", LOCALES)
def test_what_was_not_read_is_told_apart_from_what_is_not_linked(open_page: Open, language: str) -> None:
    unread, unlinked = {
        "en": ("Nothing is called this in what was read: 没有 <b>", "Nothing is linked to it in what was read."),
        "zh": ("已读部分没有这个名称：没有 <b>", "已读部分没有与之相关的联系。"),
    }[language]
    opened = open_page("find=%E6%B2%A1%E6%9C%89%20%3Cb%3E", language=language)
    assert panel(opened).strip() == unread
    # Everything in the project's own tables is linked to something
    opened.tab.evaluate("id => { kgPage.app.model.things.get(id).claims = []; kgPage.app.show({ thing: id }); }", UNIT)
    assert unlinked in panel(opened)
    assert unread.split("<")[0] not in panel(opened)
    opened.go("thing=nobody")
    assert ("此页没有：nobody" if language == "zh" else "This page does not have: nobody") in panel(opened)


SAID = """(button) => {
  window.said = [];
  new MutationObserver(() => window.said.push(button.textContent)).observe(button, { childList: true });
}"""


@pytest.mark.parametrize("language", LOCALES)
def test_a_claim_is_cited(open_page: Open, store: EmbeddedStore, language: str) -> None:
    opened = open_page(f"claim={AWARD}", language=language)
    opened.tab.evaluate(CLIPBOARD)
    button = opened.find("#panel .receipt button")
    button.evaluate(SAID)  # the word goes away again, sooner than a busy machine looks
    button.click()
    receipt = next(claim.receipt for claim in Lookup(store, Language(language)).all_claims() if claim.id == AWARD)
    publisher = {"en": "People's Government of Xiangzhou District, Zhuhai", "zh": "珠海市香洲区人民政府"}[language]
    copied = opened.tab.evaluate("() => window.copied")
    version = opened.tab.evaluate("() => kgPage.app.model.version")
    for part in (publisher, receipt.report, receipt.section, f"「{QUOTE}」", "2023-12-31", version, mint_iri(AWARD)):
        assert part in copied
    done = {"en": "Copied", "zh": "已复制"}[language]
    assert opened.tab.evaluate("() => window.said")[0] == done
    assert opened.find("#status").inner_text() == {"en": "The citation was copied.", "zh": "引文已复制。"}[language]


@pytest.mark.parametrize("fragment", [f"thing={UNIT}", f"claim={AWARD}"])
def test_a_link_reopens_a_thing_or_claim(open_page: Open, fragment: str) -> None:
    opened = open_page(f"{fragment}&at=1,2,0.5&year=2023")
    opened.tab.evaluate(CLIPBOARD)
    heading = opened.find("#panel h2").inner_text()
    opened.find("#panel > .tools button", has_text="Copy link").click()
    copied = opened.tab.evaluate("() => window.copied")
    assert copied == f"{opened.url}#{fragment}"
    assert opened.go(copied.split("#")[1]).find("#panel h2").inner_text() == heading


def test_only_addresses_of_the_web_are_links(open_page: Open) -> None:
    opened = open_page()
    opened.tab.evaluate(
        """(id) => {
            const addresses = ["https://www.wikidata.org/entity/Q1", "javascript:alert(1)", "data:text/html,x", "x"];
            kgPage.app.model.things.get(id).sameAs = addresses;
            Object.values(kgPage.app.model.reports)[0].url = ["javascript:alert(2)"];
            kgPage.app.show({ thing: id });
        }""",
        UNIT,
    )
    links = opened.find("#panel a:not([data-thing])")
    assert [link.get_attribute("href") for link in links.all()] == ["https://www.wikidata.org/entity/Q1"]
    assert "javascript:alert(1)" in panel(opened)


def test_a_change_of_no_concern_leaves_the_panel_as_it_is(open_page: Open) -> None:
    opened = open_page(f"thing={DISTRICT}")
    opened.tab.evaluate("() => { document.querySelector('#panel').scrollTop = 500; }")
    opened.find("#panel .claim a").nth(3).evaluate("link => { link.focus(); window.kept = link; }")
    opened.tab.evaluate("() => kgPage.app.state.update({ nolevel: ['national'], at: '1,2,0.5' }, { quiet: true })")
    assert opened.tab.evaluate("() => window.kept.isConnected && document.activeElement === window.kept")


@pytest.mark.parametrize("language", LOCALES)
def test_a_phone_need_not_scroll_sideways(open_page: Open, language: str) -> None:
    opened = open_page(language=language, size="phone")
    for fragment in ("", f"thing={UNIT}", f"thing={COURT}", f"thing={DISTRICT}", f"claim={AWARD}", "find=%E6%9E%AB"):
        opened.go(fragment)
        assert opened.find("#panel").evaluate("panel => panel.scrollWidth - panel.clientWidth") <= 0
        assert opened.tab.evaluate("() => document.documentElement.scrollWidth") <= 360
