"""Figures: a number with its unit and bound, what is measured, and whose it may be."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from kg.reading.proposals import Proposal
from kg.reading.rules.amounts import Number, numbers
from kg.reading.rules.bodies import body_spans
from kg.reading.rules.indicators import indicator_candidates
from kg.reading.rules.numbers import value_of
from kg.reading.rules.passages import Clause, Passages, together
from kg.reading.rules.phrases import ADVERBS, VERBS, WHOSE, after_lead, name_start
from kg.text.report import Span

_RANK: Final = re.compile(
    r"(?:(?:名列|位列|位居|排名|列|居|排|跃居|升至)(?P<where>[^,。;0-9]{0,12}?)|(?:全国|全省|全市|全区)(?=第[一二三四五六七八九十]{1,3}(?:$|[,。;、])))"
    r"第(?P<number>[一二三四五六七八九十]{1,3}|\d{1,3})(?:名|位)?(?!产业)"
)
_CHANGE: Final = re.compile(
    "(?P<basis>同口径|同比|环比|比上年|较上年|比去年|较去年|年均|比上年末|较上年末|较\\d{4}年|比\\d{4}年)?(?P<up>增长|增加|上升|提高|提升|增幅|增速|上涨|扩大|翻番|增)"
    "|(?P<basis2>同比|环比|比上年|较上年|比去年|较去年|年均|较\\d{4}年|比\\d{4}年)?(?P<down>下降|减少|降低|缩短|压缩|压减|回落|下调|降|减)"
)
_RATE_END: Final = re.compile("(?:率|度|比例|比)(?=[、和及]|$)")
_OF_CHANGE: Final = ("%", "个百分点", "百分点", "倍", "位")
_NOUN: Final = 24
_GROWN: Final = ("增", "增加", "提高", "提升", "上升", "升", "扩大", "发展")
_OF_BEFORE: Final = 3
"""Characters of a wording that tells nothing by itself (总量, 其中): it is of what was counted before."""
_HEAD: Final = 14
"""Characters of what stands before a number and goes with what is counted behind it; more would be cut in a word."""


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
                    before = proposal.fields.get("wording") if number.unit != "%" else before
                    yield proposal
                last = number.span.end
            yield from _ranks(passages, clause, topics)
            topics.leave(clause)


class _Topics:
    """Whose a figure may be, as the text goes on: the body stated last in the section, who is said to have done what
    was counted, and what was counted last.
    """

    def __init__(self, passages: Passages) -> None:
        self._passages = passages
        self._section = ""
        self._sentence = 0
        self.stated = self.owner = self.counted = self.first = self.heading = ""

    def enter(self, clause: Clause) -> None:
        """Begin a clause: in a new section nothing is stated or counted yet."""
        if clause.section != self._section:
            self._section = clause.section
            self.stated = self.owner = self.counted = ""
            self.heading = _heading_topic(self._passages.folded_heading(clause.section))

        if clause.sentence != self._sentence:
            self._sentence, self.first = clause.sentence, ""

    def count(self, words: str) -> None:
        """What is counted now is what rates and parts after it are of."""
        self.counted, self.first = words, self.first or words

    def leave(self, clause: Clause) -> None:
        """End a clause: a body that it begins with may be whose the figures after it are."""
        for span in body_spans(self._passages, clause):
            if span.start <= clause.start + _NEAR:
                self.stated, self.owner = self._passages.text.text[span.start : span.end], ""
                return


def _heading_topic(heading: str) -> str:
    topic = re.sub(r"^\s*\(?[一二三四五六七八九十\d]+[)、.]\s*", "", heading)
    return re.split("[,，]", topic[after_lead(topic, 0, len(topic)) :])[0][:24]


def _figures(
    passages: Passages, clause: Clause, number: Number, room: Span, topics: _Topics, before: str | None
) -> Iterator[Proposal]:
    text = passages.folded
    change = _change(text, clause, number, room)
    wordings = [change] if change else _wordings(passages, clause, number, room)
    for words, around in wordings:
        wording = words or before or topics.counted or topics.heading or number.unit
        owners = _subjects(passages, clause, number, wording, topics)
        rule = "change" if change else number.rule
        change_of = (before or "") if change else ""
        of = (before or "") if not change and wording != before and len(wording) < _OF_BEFORE else ""
        told = {"change_of": change_of, "of": of}
        yield from _figure(passages, clause, number, rule, wording, around, owners, told, down=bool(change))


def propose_figure(
    passages: Passages, clause: Clause, span: Span, rule: str, wording: Span, owners: list[str]
) -> Iterator[Proposal]:
    """The figure that somebody else found in a clause, with the words for what it measures and those whose it is: its
    value is that of the one number there. None where words hold a part of a number, several, or none.
    """
    text, found = passages.folded, numbers(passages, clause)
    within = [one for one in found if one.span.start < span.end and span.start < one.span.end]
    if len(within) != 1:
        return
    number = within[0]
    if _NUMERAL.search(text[number.span.start : span.start] + text[span.end : number.span.end]):
        return
    last = max((one.span.end for one in found if one.span.end <= number.span.start), default=clause.start)
    change = _change(text, clause, number, Span(last, clause.end))
    words, around = change or (text[wording.start : wording.end], together(number.span, wording))
    yield from _figure(passages, clause, number, rule, words, around, owners, {}, down=change is not None)


_NUMERAL: Final = re.compile("[0-9〇零一二两三四五六七八九十百千万亿]")


def _figure(
    passages: Passages,
    clause: Clause,
    number: Number,
    rule: str,
    wording: str,
    around: Span,
    owners: list[str],
    told: Mapping[str, str],
    *,
    down: bool,
) -> Iterator[Proposal]:
    """The proposal of a number, with what else is told of it; `down` where a fall makes it one below zero."""
    text = passages.folded
    value = -number.value if down and _is_down(wording) else number.value
    basis = re.search("同口径|同比|环比|年均|(?<!占)[比较](?:上年|去年)末?|(?<!占)[比较]\\d{4}年", wording)
    damaged = text[number.span.start - 1 : number.span.start] == "□"
    fields = {
        "value": "" if damaged else format(value.normalize(), "f"),
        "status": "damaged" if damaged else "stated",
        "unit": number.unit,
        "bound": number.bound,
        "wording": wording,
        "period": _period(passages, clause),
        "as_of": _as_of(passages, clause),
        "change_basis": basis[0] if basis else "",
        "modality": passages.modality(clause),
        "subjects": "|".join(owners),
        **told,
    }
    candidates = indicator_candidates(passages, wording, text[clause.start : clause.end], number.unit)
    yield from passages.proposal("figure", clause, number.span, rule, candidates, fields, around)


def _is_down(wording: str) -> bool:
    match = _CHANGE.search(wording)
    return match is not None and match["down"] is not None


def _change(text: str, clause: Clause, number: Number, room: Span) -> tuple[str, Span] | None:
    """The words of a change that stand before a number (同比下降, with what changed before them), where it is one."""
    start = number.span.start
    for match in _CHANGE.finditer(text, max(room.start, start - 12), start):
        gap = text[match.end() : start].strip("约了近超达")
        if not gap and (number.unit in _OF_CHANGE or match["basis"] or match["basis2"]):
            before = text[room.start : match.start()].strip("、和及,与 ")
            lead = _LEAD_IN.match(before)
            what = before[lead.end() if lead else 0 :]
            what = "" if what in ADVERBS else what[-_NOUN:]
            return what + match[0], Span(match.start() - len(what), number.span.end)
    return None


_LEADS: Final = re.compile(
    r"(?:截至[^,]{0,15}|20\d\d年(?:以来|度)?|[今去]年以来|今年|其中|已有|已|共有|共计约?|共|各有|累计|总计|合计|全年|全区|全市|全县|全省|我区|我市|我省|辖区|"
    r"约|达到|达|为|有|新增|均|已经|分别|实现|计|至|到)+$"
)
_LEAD_IN: Final = re.compile(
    r"^\s*(?:截至[^,]{0,12}|20\d\d年(?:以来|度|全年)?|[今去]年(?:以来)?|其中|全年|累计|共计|共有|共|已有|已|全区|全市|全县|全省|我区|我市|我省|并|且|另|还)+"
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
    begin += len(own) - len(own.lstrip("、和及与 "))
    own = own.lstrip("、和及与 ").rstrip("、的由从 ")
    own = "" if own in _GROWN else own  # 由22家增至29家: of what was counted before
    after_end = min(room.end, clause.end)
    after = text[span.end : after_end] if room.end == clause.end or not own else ""
    if rates := _shared(passages, own, begin, number):
        return rates
    if after and not re.match("^(?:以上|左右|\\)|[、和及与]|的?$)", after):
        verb = own[-6:] if len(own) > 8 else own
        noun = re.sub("^的", "", after)
        noun = noun.split("、")[0][:_NOUN]
        head = re.split("[、和及]", before.strip("的 "))[-1] if before.endswith(tuple("、和及")) else own
        head = head[_wording_start(head, 0, len(head)) :] if head else ""
        head = head if len(head) <= _HEAD else ""
        wording = head + "…" + noun if head else noun
        start = text.rfind(head, clause.start, span.start) if head else span.start
        return (
            [(wording[:40], Span(min(start, span.start), min(span.end + len(noun) + 1, clause.end)))]
            if verb or noun
            else []
        )
    if own:
        start = _wording_start(text, begin, begin + len(own))
        return [(text[start : begin + len(own)], Span(start, span.end))]
    return [("", Span(span.start, span.end))]  # as what was measured before


def _wording_start(text: str, begin: int, end: int) -> int:
    """Where the words for what is measured begin: its name, with the verb before it (提出法律意见)."""
    start = name_start(text, begin, end, whose=False)
    for length in (2, 4):
        if start - length >= begin and text[start - length : start] in VERBS:
            return start - length
    return start


def _of_nothing(text: str, clause: Clause, span: Span) -> list[tuple[str, Span]]:
    mark = text.find("”", span.end, clause.end)
    end = mark + 1 if mark >= 0 else clause.end
    return [(text[span.end : mark if mark >= 0 else clause.end], Span(clause.start, end))]


def _shared(passages: Passages, own: str, begin: int, number: Number) -> list[tuple[str, Span]]:
    """Rates apart by 、和 that share one number: 报备率、及时率、规范率均达100%."""
    if number.unit != "%":
        return []
    text, end = passages.folded, begin + len(own)
    ends = [m.end() for m in _RATE_END.finditer(text, begin, end) if passages.marking(m.start()) is None]
    if len(ends) < 2 or ends[-1] != end:
        return []
    starts = [_wording_start(text, begin, ends[0]), *(last + 1 for last in ends[:-1])]
    return [(text[start:last], Span(start, number.span.end)) for start, last in zip(starts, ends, strict=True)]


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
            "subjects": "|".join(word for word in (topics.stated, passages.registers.place.id) if word),
        }
        candidates = indicator_candidates(passages, wording, wording, "")
        yield from passages.proposal(
            "figure", clause, Span(match.start("number") - 1, match.end()), "rank", candidates, fields,
            Span(clause.start, match.end()),
        )  # fmt: skip


def _counted(wording: str) -> str:
    words = wording.split("…")[-1] or wording
    words = words[after_lead(words, 0, len(words)) :]
    cut = _THEN.search(words, 2) if "…" in wording else None
    return words[: cut.start()] if cut else words


_THEN: Final = re.compile("开展|启动|进驻|纳入|列入|参加|参与|实现|完成|接受|办理|达到|获|入选|予以|进行")
_NEAR: Final = 6
_SUBJECTS: Final = 5
_BARE: Final = 6
_FOLLOWING: Final = re.compile("(?:率|度|额|金额|总额|比例|占比|其中|覆盖|参加|惠及|服务)$|^(?:不予|经|直接|已)")
_TOPIC: Final = re.compile("^(?P<topic>[^,]{2,24}?)(?:共计|累计|(?<!公)共(?![同享建产和识治性青富济])|已)")
_THROUGH: Final = re.compile(
    "(?:通过|依托|利用|由)(?P<topic>[^,]{3,20}?)(?=主动|公开|成功|开展|办理|受理|举办|收到|处理|调解|提供|实现|开设|完成)"
)


def _subjects(passages: Passages, clause: Clause, number: Number, wording: str, topics: _Topics) -> list[str]:
    """Whose a number may be, the likeliest first: what is counted, whoever is stated, the report's place."""
    text = passages.folded
    said = text[clause.start : number.span.start]
    if match := _THROUGH.search(said) or _TOPIC.match(said):
        topic = match["topic"][after_lead(match["topic"], 0, len(match["topic"])) :]
        topics.owner = topic if len(topic) > 1 and topic not in WHOSE | VERBS else topics.owner
    own = _counted(wording)
    before, first = topics.counted, topics.first
    bare = (_FOLLOWING.search(own) is not None and len(own) <= _BARE) or not _is_noun(own)
    follows = bare or (_CHANGE.search(wording) is not None and len(own) <= _BARE)
    if not follows:
        topics.count(own)
    stated = [text[s.start : s.end] for s in body_spans(passages, clause) if s.start < number.span.start][:1]
    place = passages.registers.place.id
    likely = [topics.owner, first, before] if follows else [topics.owner, own, first]
    ordered = [*likely[:2], place, *likely[2:], *stated, topics.stated, topics.heading, before, own]
    return [word for word in dict.fromkeys(ordered) if word][:_SUBJECTS]


def _is_noun(words: str) -> bool:
    """Whether words name something by themselves, and are not merely what was done (审结, 不予受理, 印发)."""
    return len(words) > 2 and words not in VERBS and words[-2:] not in VERBS


def _period(passages: Passages, clause: Clause) -> str:
    """The year that a sentence names for its figures, else the one reported on."""
    first = passages.by_sentence[clause.sentence][0]
    said = passages.folded[first.start : clause.end]
    match = re.search(r"(?<!截至)(?<!\d)(20\d\d)年(?!度|\d)", said)
    return match[1] if match else passages.registers.period


def _as_of(passages: Passages, clause: Clause) -> str:
    first = passages.by_sentence[clause.sentence][0]
    match = re.search(
        r"截[至止](?:到)?(20\d\d)年(?:(\d{1,2})月)?(?:(\d{1,2})日)?", passages.folded[first.start : clause.end]
    )
    if match is None:
        return ""
    return "-".join(part.zfill(2) for part in match.groups() if part)
