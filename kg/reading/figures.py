"""Figures: a number with its unit and bound, what is measured, and whose it may be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kg.reading.bodies import body_spans
from kg.reading.numbers import ARABIC, value_of
from kg.reading.passages import Clause, Passages, bigrams
from kg.reading.phrases import after_lead
from kg.reading.proposals import Proposal
from kg.reading.registers import KnownIndicator
from kg.text.report import Span

_UNITS: Final = (
    "个百分点|百分点|%|‰|人次|件次|户次|车次|班次|场次|亿元|万元|千元|美元|港元|欧元|元|平方公里|平方千米|平方米|立方米|公顷|万亩|亩|公里|千米|千瓦时|千瓦|"
    "兆瓦|吨标准煤|吨|公斤|米|个工作日|工作日|小时|天|件|宗|项|个|份|家|人|名|位|次|场|期|轮|条|户|起|例|套|座|所|间|处|栋|幢|张|辆|台|艘|架|"
    "批|篇|部|册|枚|支|队|股|本|卷|步|课|班|对|株|棵|头|只|床|块|片|类|种|门|倍|成|分|度|期|幅|宗次|标箱|标准箱|单|笔|枚|村|镇|街道|社区"
)
_BEFORE: Final = "大约|约|将近|接近|近|超过|超|逾|突破|多达|高达|达到|达|不少于|不低于|至少|不超过|至多|低于|高于"
_NUMBER: Final = re.compile(
    rf"(?P<before>{_BEFORE})?(?P<sign>[-−])?(?P<number>{ARABIC})(?P<more>[余多几])?(?P<scale>万亿|[百千万亿]{{1,2}})?(?P<more2>[余多])?"
    rf"(?P<unit>(?:{_UNITS}))(?P<also>\(次\)|\(宗\))?(?P<above>以上|左右|以下|以内)?",
    re.ASCII,
)
_CHINESE_NUMBER: Final = re.compile(
    rf"(?P<before>{_BEFORE})?(?P<number>[一二两三四五六七八九十百千]{{2,8}}|[一二三四五六七八九]?十[一二三四五六七八九]?)(?P<more>[余多])?(?P<scale>[万亿])?"
    "(?P<unit>亿元|万元|人次|件|宗|家|场|名|户|起|例)"
)
_PERCENT_WORDS: Final = re.compile("百分之(?P<number>[零〇一二三四五六七八九十百]{1,6}(?:点[零一二三四五六七八九]{1,4})?)")
_NONE: Final = re.compile("(?:无|没有)一(?P<unit>[宗件例起人家])|(?<=“)零(?=[\u4e00-\u9fff]{2,4}”)")
_RANK: Final = re.compile(
    r"(?:名列|位列|位居|排名|列|居|排|跃居|升至)(?P<where>[^,。;0-9]{0,12}?)第(?P<number>[一二三四五六七八九十]{1,3}|\d{1,3})(?:名|位)?(?!产业)"
)
_CHANGE: Final = re.compile(
    "(?P<basis>同比|环比|比上年|较上年|比去年|较去年|年均|比上年末|较上年末|较\\d{4}年|比\\d{4}年)?(?P<up>增长|增加|上升|提高|提升|增幅|增速|上涨|扩大|翻番|增)"
    "|(?P<basis2>同比|环比|比上年|较上年|比去年|较去年|年均|较\\d{4}年|比\\d{4}年)?(?P<down>下降|减少|降低|缩短|压缩|压减|回落|下调|降|减)"
)
_RATE_LIST: Final = re.compile("[\u4e00-\u9fff]{1,12}?[率度比]$")
_AFTER_WORDS: Final = re.compile("^(?:的)?$|^(?:以上|左右|以下|以内|\\(|,|。)")
_JOINS: Final = re.compile("^(?:的|等|次)?")

_BOUNDS: Final = {
    "约": "about", "大约": "about", "近": "about", "将近": "about", "接近": "about", "超": "more-than", "超过": "more-than", "逾": "more-than",
    "突破": "more-than", "高于": "more-than", "不少于": "at-least", "不低于": "at-least", "至少": "at-least", "不超过": "at-most",
    "至多": "at-most", "低于": "less-than",
}  # fmt: skip
_AFTERS: Final = {"以上": "at-least", "左右": "about", "以下": "at-most", "以内": "at-most"}
_UNIT_TOKENS: Final = {
    "%": ("percent",), "个百分点": ("percent",), "百分点": ("percent",), "元": ("yuan",), "人次": ("attendance",), "人": ("person",), "名": ("person",),
    "位": ("person", "place"), "次": ("time",), "场": ("event", "session"), "期": ("session",), "轮": ("round",), "条": ("entry",),
    "家": ("organisation",), "个": ("item", "unit", "organisation", "document"), "项": ("item",), "份": ("document",),
    "件": ("case", "document", "appeal", "proposal", "dispute"), "宗": ("case", "application", "case-file", "complaint"), "": ("place",),
}  # fmt: skip


@dataclass(frozen=True)
class Number:
    """A number found: its span, value in the base unit, unit as written, and bound."""

    span: Span
    value: Decimal
    unit: str
    bound: str
    rule: str
    before: str = ""


def numbers(passages: Passages, clause: Clause) -> list[Number]:
    """The numbers of a clause that measure something, in order: no years, dates or ordinals, none inside a name."""
    text = passages.folded
    found = []
    for match in _NUMBER.finditer(text, clause.start, clause.end):
        if passages.marking(match.start("number")) or not _may_begin(text, match.start("number")):
            continue
        if (number := _number(match)) is not None and not _is_ordinal(text, match.start()):
            found.append(number)
    for match in _CHINESE_NUMBER.finditer(text, clause.start, clause.end):
        inside = passages.marking(match.start()) or re.search("[第\u4e00-\u9fff]$", text[match.start() - 1 : match.start()] if False else "")
        value = value_of(match["number"] + (match["scale"] or ""))
        if not inside and text[match.start() - 1 : match.start()] not in "第几" and value is not None and value > 9:
            unit = match["unit"]
            value = value * {"亿元": 10**8, "万元": 10**4}.get(unit, 1)
            bound = _bound(match["before"], match["more"], None)
            found.append(Number(Span(*match.span()), value, unit.lstrip("亿万"), bound, "chinese", match["before"] or ""))
    for match in _PERCENT_WORDS.finditer(text, clause.start, clause.end):
        whole, _, part = match["number"].partition("点")
        value, after = value_of(whole), value_of(part) if part else Decimal(0)
        if value is not None and after is not None and not passages.marking(match.start()):
            value += after.scaleb(-len(part))
            found.append(Number(Span(*match.span()), value, "%", "exactly", "percent-words"))
    for match in _NONE.finditer(text, clause.start, clause.end):
        found.append(Number(Span(*match.span()), Decimal(0), match["unit"] or "", "exactly", "none"))
    return sorted(found, key=lambda one: one.span.start)


def _may_begin(text: str, at: int) -> bool:
    """Whether a number begins here: not behind a letter, a figure or a sign of one."""
    before = text[at - 1 : at] if at else ""
    return not (before and (before.isascii() and (before.isalnum() or before in "./-+") or before in "第"))


def _is_ordinal(text: str, at: int) -> bool:
    return at > 0 and text[at - 1] == "第"


def _number(match: re.Match[str]) -> Number | None:
    scale, unit = match["scale"] or "", match["unit"]
    while unit[0] in "亿万千" and len(unit) > 1 and unit not in ("千米", "千瓦", "千瓦时"):
        scale, unit = scale + unit[0], unit[1:]
    value = value_of(match["number"] + scale)
    if value is None or (unit in ("天", "小时", "度", "分", "成", "步", "本") and match["scale"]):
        return None
    if match["sign"]:
        value = -value
    bound = _bound(match["before"], match["more"] or match["more2"], match["above"])
    return Number(Span(*match.span()), value, unit, bound, "number", match["before"] or "")


def _bound(before: str | None, more: str | None, after: str | None) -> str:
    if after:
        return _AFTERS[after]
    return "more-than" if more else _BOUNDS.get(before or "", "exactly")


def propose_figures(passages: Passages) -> Iterator[Proposal]:
    """Each number with what it measures; several rates that share one number are several figures."""
    topics = _Topics(passages)
    for sentence in passages.by_sentence.values():
        before = None
        for clause in sentence:
            topics.enter(clause)
            last = clause.start
            found = numbers(passages, clause)
            for place, number in enumerate(found):
                until = found[place + 1].span.start if place + 1 < len(found) else clause.end
                for proposal in _figures(passages, clause, number, Span(last, until), topics, before):
                    before = proposal.fields["wording"] if number.unit != "%" else before
                    yield proposal
                last = number.span.end
            yield from _ranks(passages, clause, topics)
            topics.leave(clause)


class _Topics:
    """Whose a figure may be, as the text goes on: the body stated last, and what was counted before."""

    def __init__(self, passages: Passages) -> None:
        self._passages = passages
        self._section = ""
        self._sentence = 0
        self.stated: list[str] = []
        self.counted = ""
        self.heading = ""

    def enter(self, clause: Clause) -> None:
        """Begin a clause: nothing is stated yet in a new section, nothing counted in a new sentence."""
        if clause.section != self._section:
            self._section, self.stated = clause.section, []
            self.heading = _heading_topic(self._passages.text.heading(clause.section))
        if clause.sentence != self._sentence:
            self._sentence, self.counted = clause.sentence, ""

    def leave(self, clause: Clause) -> None:
        """End a clause: bodies named in it may be whose the figures after it are."""
        text = self._passages.text.text
        found = [text[span.start : span.end] for span in body_spans(self._passages, clause)]
        if found:
            self.stated = found[:1]


def _heading_topic(heading: str) -> str:
    match = re.match(r"\s*[(（]?[一二三四五六七八九十]+[)）、]\s*(.*)", heading)
    topic = match[1] if match else heading
    return topic[after_lead(topic, 0, len(topic)) :][:20]


def _figures(
    passages: Passages, clause: Clause, number: Number, room: Span, topics: _Topics, before: str | None
) -> Iterator[Proposal]:
    text = passages.folded
    change = _change(text, clause, number, room)
    wordings = [change] if change else _wordings(passages, clause, number, room)
    for wording, around in wordings:
        value = -number.value if change and _is_down(wording) else number.value
        owners = _subjects(passages, clause, number, wording, topics)
        if not topics.counted and not change:
            topics.counted = _counted(wording)
        basis = re.match("同比|环比|年均|[比较](?:上年|去年)末?|[比较]\\d{4}年", wording)
        fields = {
            "value": format(value.normalize(), "f"),
            "unit": number.unit,
            "bound": number.bound,
            "wording": wording,
            "period": _period(passages, clause),
            "as_of": _as_of(passages, clause),
            "change_basis": basis[0] if basis else "",
            "change_of": (before or "") if change else "",
            "modality": passages.modality(clause),
            "subjects": "|".join(owners),
        }
        rule = "change" if change else number.rule
        context = text[clause.start : clause.end]
        candidates = indicator_candidates(passages, wording, context, number.unit)
        yield from passages.proposal("figure", clause, number.span, rule, candidates, fields, around)


def _is_down(wording: str) -> bool:
    match = _CHANGE.search(wording)
    return match is not None and match["down"] is not None


def _change(text: str, clause: Clause, number: Number, room: Span) -> tuple[str, Span] | None:
    """The words of a change that stand before a number (同比下降), where it is one."""
    start = number.span.start
    for match in _CHANGE.finditer(text, max(room.start, start - 12), start):
        gap = text[match.end() : start].strip("约了至到近超")
        if not gap and (number.unit in ("%", "个百分点", "百分点") or match["basis"] or match["basis2"]):
            return match[0], Span(match.start(), number.span.end)
    return None


_LEADS: Final = re.compile(
    r"(?:截至[^,]{0,15}|20\d\d年(?:以来|度)?|[今去]年以来|今年|其中|已有|已|共有|共计约?|共|各有|累计|总计|合计|全年|全区|全市|全县|全省|我区|我市|我省|辖区|"
    r"约|达到|达|为|有|新增|均|已经|分别|实现|计|至|到)+$"
)
_LEAD_IN: Final = re.compile(
    r"^\s*(?:截至[^,]{0,12}|20\d\d年(?:以来|度|全年)?|[今去]年(?:以来)?|其中|全年|累计|共计|共有|共|已有|已|全区|全市|全县|全省|我区|我市|我省|并|且|另|还|"
    r"香洲区)+"
)


def _wordings(passages: Passages, clause: Clause, number: Number, room: Span) -> list[tuple[str, Span]]:
    """What a number measures, by the words before and behind it, and the words to quote."""
    text, span = passages.folded, number.span
    if number.rule == "none":
        return _of_nothing(text, clause, span)
    before_start = room.start
    before = text[before_start : span.start]
    trimmed = _LEADS.sub("", before)
    lead = _LEAD_IN.match(trimmed)
    begin = before_start + (lead.end() if lead else 0)
    own = trimmed[lead.end() if lead else 0 :]
    after_end = min(room.end, clause.end)
    after = text[span.end : after_end] if room.end == clause.end else ""
    if rates := _shared(passages, own, begin, number):
        return rates
    if after and not re.match("^(?:以上|左右|\\)|的?$)", after):
        verb = own[-6:] if len(own) > 8 else own
        noun = re.sub("^的", "", after)
        noun = re.split("(?:,|。|;|进行|开展|予以|给予|启动|参加)", noun)[0] or noun
        head = re.split("[、和的]", own)[-1][-8:] if own else ""
        wording = head + "…" + noun if head else noun
        start = span.start - len(before) + len(trimmed) - len(head) if head else span.start
        return [(wording[:40], Span(min(start, span.start), min(span.end + len(noun) + 1, clause.end)))] if verb or noun else []
    if own:
        piece = own
        start = begin
        return [(piece[-40:], Span(max(start, span.start - 50), span.end))]
    return [(passages.folded[clause.start : span.start] or number.unit, Span(span.start, span.end))]


def _of_nothing(text: str, clause: Clause, span: Span) -> list[tuple[str, Span]]:
    mark = text.find("”", span.end, clause.end)
    end = mark + 1 if mark >= 0 else clause.end
    return [(text[span.end : mark if mark >= 0 else clause.end], Span(clause.start, end))]


def _shared(passages: Passages, own: str, begin: int, number: Number) -> list[tuple[str, Span]]:
    """Rates apart by 、和 that share one number: 报备率、及时率、规范率均达100%."""
    if number.unit != "%":
        return []
    parts = [part for part in re.split("[、和及]", own) if part]
    rates = [part for part in parts if _RATE_LIST.match(part)]
    if len(rates) < 2 or parts[-len(rates) :] != rates:
        return []
    found, at = [], begin
    for rate in rates:
        at = passages.folded.find(rate, at)
        found.append((rate, Span(at, number.span.end)))
        at += len(rate)
    return found


def _ranks(passages: Passages, clause: Clause, topics: _Topics) -> Iterator[Proposal]:
    for match in _RANK.finditer(passages.folded, clause.start, clause.end):
        value = value_of(match["number"])
        if value is None or passages.marking(match.start()):
            continue
        wording = passages.folded[clause.start : match.start("number") - 1]
        fields = {
            "value": format(value, "f"),
            "unit": "",
            "bound": "exactly",
            "wording": wording[-30:],
            "period": _period(passages, clause),
            "modality": passages.modality(clause),
            "subjects": "|".join((passages.registers.place.id, *topics.stated)),
        }
        candidates = indicator_candidates(passages, wording, wording, "")
        yield from passages.proposal(
            "figure", clause, Span(match.start("number") - 1, match.end()), "rank", candidates, fields,
            Span(clause.start, match.end()),
        )  # fmt: skip


def _counted(wording: str) -> str:
    words = wording.split("…")[-1] or wording
    return words[after_lead(words, 0, len(words)) :]


_TOPIC: Final = re.compile("^(?P<topic>[^,]{2,24}?)(?:共计|累计|共|已)")
_THROUGH: Final = re.compile("(?:通过|依托|利用|在|由)(?P<topic>[^,]{3,20}?)(?=主动|公开|成功|开展|办理|受理|举办|收到|处理|调解|提供|实现|开设|完成)")


def _subjects(passages: Passages, clause: Clause, number: Number, wording: str, topics: _Topics) -> list[str]:
    """Whose a number may be, the likeliest first: what is counted, whoever is stated, the report's place."""
    text = passages.folded
    said = text[clause.start : number.span.start]
    found = []
    if through := _THROUGH.search(said):
        found.append(through["topic"])
    elif topic := _TOPIC.match(said):
        begin = after_lead(topic["topic"], 0, len(topic["topic"]))
        found.append(topic["topic"][begin:])
    bodies = [text[s.start : s.end] for s in body_spans(passages, clause) if s.start < number.span.start]
    found += bodies[:1] + topics.stated
    own = _counted(wording)
    change = _CHANGE.match(wording) is not None
    rate = own.endswith(("率", "度", "额")) or change
    ordered = [topics.counted, topics.heading] if rate else [own, topics.heading]
    chosen = [word for word in dict.fromkeys(([] if not found else found[:1]) + ordered) if word]
    chosen = list(dict.fromkeys((*chosen[:2], passages.registers.place.id, *chosen[2:], *found[1:], own, topics.counted)))
    return [word for word in chosen if word]


def _period(passages: Passages, clause: Clause) -> str:
    """The year that a sentence names for its figures, else the one reported on."""
    first = passages.by_sentence[clause.sentence][0]
    said = passages.folded[first.start : clause.end]
    match = re.search(r"(?<!截至)(?<!\d)(20\d\d)年(?!度|\d)", said)
    return match[1] if match else passages.registers.period


def _as_of(passages: Passages, clause: Clause) -> str:
    first = passages.by_sentence[clause.sentence][0]
    match = re.search(r"截[至止](?:到)?(20\d\d)年(?:(\d{1,2})月)?(?:(\d{1,2})日)?", passages.folded[first.start : clause.end])
    if match is None:
        return ""
    return "-".join(part.zfill(2) for part in match.groups() if part)


_ENOUGH: Final = 0.3
_MOST: Final = 3


def indicator_candidates(passages: Passages, wording: str, context: str, unit: str) -> tuple[str, ...]:
    """Known indicators whose words are like those of a figure and its clause, the likest first."""
    words, around = bigrams(wording.replace("…", "")), bigrams(context)
    if not words:
        return ()
    scored = []
    for indicator in passages.registers.indicators:
        score = max((_likeness(words, around, bigrams(known)) for known in indicator.words), default=0.0)
        score += 0.1 * _fits(indicator, unit)
        scored.append((-score, indicator.id))
    return tuple(id for score, id in sorted(scored)[:_MOST] if -score >= _ENOUGH)


def _likeness(words: set[str], around: set[str], known: set[str]) -> float:
    if not known:
        return 0.0
    shared = len(words & known)
    return 2 * shared / (len(words) + len(known)) + 0.2 * len(around & known) / len(known)


def _fits(indicator: KnownIndicator, unit: str) -> bool:
    fitting = _UNIT_TOKENS.get(unit)
    return fitting is None or indicator.unit in fitting
