"""Honours: what was conferred on whom, by whom, with round, year and level; what is only sought is told as such."""

import re
from collections.abc import Iterator
from typing import Final

from kg.reading.proposals import Proposal
from kg.reading.rules.bodies import body_spans
from kg.reading.rules.numbers import value_of
from kg.reading.rules.passages import Clause, Passages
from kg.reading.rules.phrases import ADVERBS, after_lead
from kg.text.report import Span

_HELD: Final = re.compile(
    "荣获|荣膺|获评为?|获得|获颁|获批|斩获|摘得|夺得|荣登|喜获|捧得|入选|上榜|跻身|被评为|被评选为|被评定为|被授予|被命名为|被认定为|被确定为|被列为|"
    "评为|评定为|授予|命名为|认定为|成为|当选|连续[^,。]{1,6}?(?:获评|获得|获|荣获|保持|蝉联)|蝉联|创成|创建为|成功创建|通过[^,。]{0,12}?(?:验收|认定)|获(?=[“\u4e00-\u9fff])"
)
_SOUGHT: Final = re.compile(
    "争创|争当|争取|申报|申创|申请|有望|推荐|参评|力争|冲刺|创建(?!成功)|培育|打造|评选|征集|遴选|拟|即将|候选|提名|入围|公示"
)
_SEEKING: Final = re.compile("争创|争当|申报|申创|有望|推荐|参评|冲刺|创建|争取|力争")
_TITLE: Final = re.compile(
    "(?:称号|荣誉称号|荣誉|等次|等级|一等奖|二等奖|三等奖|特等奖|金奖|银奖|铜奖|优秀奖|创新奖|大奖|奖|先进集体|先进单位|先进个人|先进典型|优秀单位|优秀集体|"
    "优秀案例|典型案例|推广案例|示范工程|示范机构|产业集群|实验室|示范区|示范县|示范市|示范街|达标区|实验区|创新区|文化街区|标杆|榜样|三甲|甲等医院|宜居社区|文化旅游村|示范点|示范单位|示范村|示范社区|示范街道|示范企业|示范基地|示范园区|试验区|先行区|标兵|模范|劳动模范|红旗|文明城市|卫生城市|百强县|百强区|百强|"
    "强县|强区|强市|教育基地|基地|案例|优秀|A级|奖章|奖状|勋章|单位|组织|集体|城市|县城|名单|榜单|第一名|第二名|第三名|一等|二等)"
)
_SURE: Final = re.compile(
    "称号|荣誉|等次|奖|先进|优秀|模范|示范|标兵|百强|强[县区市]|文明|红旗|典型|十佳|最美|最佳|卫生城|基地|A级|样板|标杆|楷模|五星|国家级|榜|枫桥式|达标|实验区|创新区|三甲|甲等|十大|星级|试点城|百佳|标杆"
)
_NOT: Final = re.compile(
    "(?:获得|成为|获)(?:感|者|新|国务院批复|批准|社会|群众|肯定|好评|点赞|批示|专利|融资|授权|补助|资助|资金|支持|更|全|我|经济|推动|发展|一|主|重要|城市新|人民|历史|共识)"
)
_BY: Final = re.compile(
    "(?:被|由|经)(?P<by>[^,。、“]{2,20}?)(?=(?:正式|联合|共同)?(?:评|授予|命名|认定|确定|列为|批准))"
)
_TAIL: Final = re.compile("[\u4e00-\u9fff]{0,6}?(?:示范区|示范县|示范市|示范点|示范单位|大赛|单位|等次|等级|奖|基地)")
_TIMES: Final = re.compile("分别|先后|[两多]次|连续|再次")
_TIMES_BEHIND: Final = re.compile("(?:分别|先后|[两多]次|连续|再次)$")
_CASE: Final = re.compile("[\u4e00-\u9fff]{0,8}(?:案例|典型|范例|名单)")
_ROUND: Final = re.compile("首(?P<first>届|批)|第(?P<number>[一二三四五六七八九十]{1,3}|\\d{1,2})(?P<kind>届|批次?)")
_YEAR: Final = re.compile(r"(20\d\d)(?:[-—]20\d\d)?年?度?")
_LEVELS: Final = (
    (
        "national",
        "全国|国家|中央|中国|国务院|^(?:中组|中宣|住建|司法|财政|教育|科技|公安|民政|水利|商务|文旅|工信|农业农村|自然资源|生态环境)部",
    ),
    ("provincial", "全省|省级|^省|省[委政]|自治区"),
    ("municipal", "全市|市级|^市"),
    ("district", "全区|区级|全县|县级"),
)
_LEVELS_OF_PLACES: Final = {
    "province": "provincial", "autonomous-region": "provincial", "municipality": "provincial",
    "prefecture-level-city": "municipal", "district": "district", "county": "district", "county-level-city": "district",
}  # fmt: skip
_FIRST: Final = re.compile(
    "(?:全国|全省|全市|全区|[^,。“]{2,4}[省市])?(?:首个且唯一|首[个批家]|唯一|第一[个家批])[^,。“]{0,10}?(?=“|$)"
)


def propose_honours(passages: Passages) -> Iterator[Proposal]:
    """Honours that are said to be held, and those sought or planned, by their modality."""
    for clause in passages.clauses:
        match = _holding(passages, clause)
        if match is not None:
            yield from _held(passages, clause, match)
        elif (sought := _SEEKING.search(passages.folded, clause.start, clause.end)) and not passages.marking(
            sought.start()
        ):
            yield from _sought(passages, clause, sought)


def propose_title(
    passages: Passages, clause: Clause, span: Span, rule: str, recipients: list[str], by: str
) -> Iterator[Proposal]:
    """An honour whose title, recipients and conferrer somebody else found in a clause, held against the test of those
    found here, and a stricter one: what is sought anywhere before the verb, or beside the title, is no more than a
    candidate. None where its sentence says neither that it is held nor that it is sought.
    """
    text, sentence = passages.folded, passages.by_sentence[clause.sentence]
    for of in (one for one in reversed(sentence) if one.start <= clause.start):
        verbs = [match for match in _holdings(passages, of) if match.end() <= span.start]
        if verbs:
            verb = verbs[-1]
            beside = (match.start() for match in _SOUGHT.finditer(text, verb.end(), clause.end))
            sought = any(passages.marking(at) is None for at in beside)
            sought = sought or _SEEKING.search(text[sentence[0].start : verb.start()]) is not None
            modality = _modality(passages, of, verb.start(), sought=sought)
            yield from _honour(passages, of, verb, span, rule, modality, recipients, by)
            return
    for match in _SEEKING.finditer(text, clause.start, span.start):
        modality = _modality(passages, clause, match.start(), sought=True)
        yield from _honour(passages, clause, match, span, rule, modality, recipients, by)
        return


def only_sought(before: str) -> bool:
    """Whether what stands before a verb says that its object is only sought, or not had."""
    return (_SOUGHT.search(before) or re.search("将|拟|可|能|未|不|若|如|要", before[-3:])) is not None


def _modality(passages: Passages, clause: Clause, verb: int, *, sought: bool = False) -> str:
    modality = passages.modality(clause)
    sought = sought or only_sought(passages.folded[clause.start : verb])
    return "candidate" if sought and modality == "asserted" else modality


def _holding(passages: Passages, clause: Clause) -> re.Match[str] | None:
    return next(_holdings(passages, clause), None)


def _holdings(passages: Passages, clause: Clause) -> Iterator[re.Match[str]]:
    for match in _HELD.finditer(passages.folded, clause.start, clause.end):
        if passages.marking(match.start()) is None and not _NOT.match(passages.folded, match.start(), clause.end):
            yield match


def _held(passages: Passages, clause: Clause, match: re.Match[str]) -> Iterator[Proposal]:
    modality = _modality(passages, clause, match.start())
    for span, rule in _titles(passages, clause, match.end()):
        yield from _honour(passages, clause, match, span, rule, modality)


def _sought(passages: Passages, clause: Clause, match: re.Match[str]) -> Iterator[Proposal]:
    planned = passages.modality(clause) == "planned"
    for span, _ in _titles(passages, clause, match.end()):
        if _SURE.search(passages.folded[span.start : span.end + 3]):
            modality = "planned" if planned else "candidate"
            yield from _honour(passages, clause, match, span, "sought", modality)


def _titles(passages: Passages, clause: Clause, start: int) -> Iterator[tuple[Span, str]]:
    """The titles behind a verb of conferral: in marks, each of several; else up to what such titles end with."""
    text = passages.folded
    quoted = [span for span in passages.inside(start, clause.end) if text[span.start] == "“"]
    if quoted and not _CASE.match(text, quoted[-1].end, clause.end):
        after = text[quoted[-1].end : quoted[-1].end + 8]
        whole = text[start : clause.end]
        if _SURE.search(whole) or _TITLE.match(after):
            yield from ((Span(span.start + 1, span.end - 1), "quoted") for span in quoted[:-1])
            last, tail = quoted[-1], _TAIL.match(text, quoted[-1].end, clause.end)
            yield Span(last.start, tail.end()) if tail else Span(last.start + 1, last.end - 1), "quoted"
        return
    if text[start : start + 1] == "《":
        return
    ends = [match.end() for match in _TITLE.finditer(text, start, clause.end)]
    if ends and _SURE.search(text, start, clause.end) and text[ends[-1] : ends[-1] + 1] not in ("的",):
        begin = start
        lead = re.compile(
            "(?:了|过|为|由)?(?:[^,。]{0,16}?(?:颁发|授予|评选|认定|表彰|命名)的)?(?:全[国省市区])?(?:(?:首个|首家|唯一)的?)?"
        ).match(text, start, ends[-1])
        begin = lead.end() if lead else start
        title = Span(begin, ends[-1])
        items = list(passages.items(title.start, title.end))
        if len(items) > 1 and all(
            _SURE.search(text, one.start, one.end) and one.end in (*ends, title.end) for one in items
        ):
            yield from ((item, "listed") for item in items)
        elif 3 < title.end - title.start <= 40:
            yield title, "shape"


def _honour(
    passages: Passages,
    clause: Clause,
    verb: re.Match[str],
    span: Span,
    rule: str,
    modality: str,
    recipients: list[str] | None = None,
    by: str = "",
) -> Iterator[Proposal]:
    text = passages.folded
    title = text[span.start : span.end]
    around = text[clause.start : clause.end]
    by = by or _conferrer(passages, clause, verb, span)
    recipients = recipients or _recipients(passages, clause, verb, by)
    first = _FIRST.search(text[verb.end() : span.start + 1])
    fields = {
        "recipients": "|".join(recipients),
        "by": by,
        "round": _round(around),
        "year": year[1] if (year := _YEAR.search(title) or _YEAR.search(text[verb.end() : span.start])) else "",
        "level": _level(passages, by, title),
        "distinction": first[0] if first else "",
        "verb": verb[0],
        "modality": modality,
    }
    known = passages.registers.lexicon.ids(_YEAR.sub("", title))
    known = tuple(id for id in known if passages.registers.kind_of(id) == "name")
    yield from passages.proposal(
        "honour", clause, span, rule, known, fields, Span(_quote_start(passages, clause, verb, recipients), span.end)
    )


def _quote_start(passages: Passages, clause: Clause, verb: re.Match[str], recipients: list[str]) -> int:
    at = passages.folded.find(recipients[0], clause.start, verb.start()) if recipients else -1
    return at if at >= 0 else verb.start()


def _conferrer(passages: Passages, clause: Clause, verb: re.Match[str], span: Span) -> str:
    """Who conferred: between 被 and the verb, or a body that stands between the verb and the title."""
    text = passages.folded
    if match := _BY.search(text, clause.start, span.start):
        return match["by"]
    bodies = [one for one in body_spans(passages, clause) if verb.end() <= one.start and one.end <= span.start]
    return text[bodies[0].start : bodies[0].end] if bodies else ""


def _recipients(passages: Passages, clause: Clause, verb: re.Match[str], by: str) -> list[str]:
    """Who holds it: the words before the verb, each of several; the report's place where there are none."""
    text = passages.folded
    end = verb.start()
    if by and (at := text.find(by, clause.start, end)) >= 0:
        end = at
    begin = after_lead(text, clause.start, end, whose=False) if end > clause.start else clause.start
    if text[clause.start : begin].endswith(("在", "于")) or re.match(
        "[^,]*?(?:考评|考核|评选|大赛|竞赛|比赛)中", text[begin:end]
    ):
        return [passages.registers.place.id]
    if times := _TIMES.match(text, begin, end):
        begin = times.end()
    said = _TIMES_BEHIND.sub("", text[begin:end].rstrip("被由经已均还也新"))
    if 1 < len(said) <= 60 and said not in ADVERBS:
        return [text[item.start : item.end] for item in passages.items(begin, begin + len(said))]
    listed = _in_brackets(passages, clause)
    return listed or [passages.registers.place.id]


def _in_brackets(passages: Passages, clause: Clause) -> list[str]:
    """The names in the brackets that close before a clause: 3家企业(甲、乙)成为…"""
    clauses = passages.by_sentence[clause.sentence]
    place = clauses.index(clause)
    if place == 0 or passages.folded[clause.start - 1] != ")":
        return []
    before = clauses[place - 1]
    return [passages.folded[item.start : item.end] for item in passages.items(before.start, before.end)]


def _round(words: str) -> str:
    match = _ROUND.search(words)
    if match is None:
        return ""
    number = 1 if match["first"] else value_of(match["number"])
    kind = "session" if "届" in (match["first"], match["kind"]) else "batch"
    return f"{kind}-{number}"


def _level(passages: Passages, conferrer: str, title: str) -> str:
    """The level of who confers, by a word of theirs or of the title, or by the place that either is named after."""
    for words in filter(None, (conferrer, title)):
        for level, pattern in _LEVELS:
            if re.search(pattern, words):
                return level
        for place in passages.registers.chain:
            if place.parent and words.startswith(place.label_zh):
                return _LEVELS_OF_PLACES.get(place.kind, "")
    return ""
