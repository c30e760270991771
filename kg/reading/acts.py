"""Acts: who founded, issued, signed, piloted or held what; what several did jointly is one act."""

import re
from collections.abc import Iterator
from typing import Final

from kg.reading.bodies import body_spans
from kg.reading.documents import document_spans
from kg.reading.passages import Clause, Passages
from kg.reading.phrases import after_lead, name_start
from kg.reading.proposals import Proposal
from kg.text.report import Span

_VERBS: Final = (
    ("founded", "联合成立|联合设立|挂牌成立|揭牌成立|正式成立|成立|设立|组建|开设|揭牌|挂牌|创办|启用|建成启用|建成"),
    ("issued", "制定出台|制定印发|研究制定|联合印发|印发|出台|制定并公布|制定公布|制定|发布|公布|颁布|修订|编制|编印|编发|编写|出具|拟定|拟订|核发|下发|制发|起草|废止|梳理|修改|编目|制订"),
    ("signed", "共同签署|联合签署|签署|签订"),
    ("piloted", "试点推行|试点开展|先行先试|试点|试行"),
    ("held", "召开|举办|组织开展|举行|承办|开展"),
)
_PREDICATES: Final = {verb: predicate for predicate, verbs in _VERBS for verb in verbs.split("|")}
_VERB: Final = re.compile("|".join(sorted((v for _, vs in _VERBS for v in vs.split("|")), key=len, reverse=True)))
_OBJECTS: Final = {
    "founded": re.compile(
        "(?:工作站|指导站|服务站|中心|委员会|办公室|小组|联盟|协会|基地|专区|平台|窗口|专栏|联络点|工作室|调解室|法庭|研究院|学院|学校|医院|分局|支队|大队|站|院|室|所|队|会|基金|公司|机构|园|馆)"
        r"(?:\([^()\n]{1,15}\))?"
    ),
    "issued": re.compile(
        "方案|办法|规定|细则|意见书?|通知|指引|指南|规程|目录|清单|要点|规划|计划|措施|标准|规范性文件|文件|政策|条例|白皮书|报告|材料|手册|制度|解读|目录清单|数据资源|协议|决策"
    ),
    "signed": re.compile("协议书?|备忘录|合同|责任书|公约|承诺书"),
    "piloted": re.compile("改革|制度|机制|审批服务|服务|模式|工作|试点|执法|项目|应用"),
    "held": re.compile(
        "会议|推进会|部署会|座谈会|通报会|评议会|全会|全体会议|现场会|研讨班|研讨会|学习会|培训班|培训|讲座|论坛|活动|大赛|竞赛|仪式|比赛|演练|评查|庭审|考试|研修班|博览会|展览|峰会|练兵"
    ),
}
_NOT_VERB: Final = re.compile("建成区|试点单位|试行\\)|公布的|发布会|印发的|编制的?指引|编制指引|制定程序|成立以来|成立\\d|试点工作|开展情况|签署情况|修订工作|修改意见|设立、备案|挂牌督办")
_OBJECT_AFTER: Final = re.compile("[^,。;:]{0,30}")
_TITLE_ISSUER: Final = re.compile("^(?P<who>(?:中共)?[\u4e00-\u9fff]{2,16}?(?:人民政府办公室|人民政府|委员会|区委|市委|县委|省委|办公室|局|厅))(?:关于|[^局]{0,30}?规定|重大行政决策|.{0,40}目录)")
_JOINT: Final = re.compile("联合|共同|会同|协同|携手")


def propose_acts(passages: Passages) -> Iterator[Proposal]:
    """Each act with its object, and the candidates for its subject."""
    seen: set[tuple[str, str, str]] = set()
    for clause in passages.clauses:
        for verb in _verbs(passages, clause):
            predicate = _PREDICATES[verb[0]]
            for span, rule in _objects(passages, clause, verb, predicate):
                words = passages.text.text[span.start : span.end]
                if (clause.section, predicate, words) in seen:
                    continue
                seen.add((clause.section, predicate, words))
                subjects, jointly = _subjects(passages, clause, verb, span)
                fields = {
                    "predicate": predicate,
                    "verb": verb[0],
                    "joint": "yes" if jointly else "",
                    "modality": passages.modality(clause),
                    "phase": "ended" if verb[0] == "废止" else "",
                }
                yield from passages.proposal("act", clause, span, rule, subjects, fields, Span(verb.start(), span.end))


def _verbs(passages: Passages, clause: Clause) -> Iterator[re.Match[str]]:
    text = passages.folded
    for match in _VERB.finditer(text, clause.start, clause.end):
        if passages.marking(match.start()) is None and not _NOT_VERB.match(text, match.start()):
            yield match


def _objects(
    passages: Passages, clause: Clause, verb: re.Match[str], predicate: str
) -> Iterator[tuple[Span, str]]:
    """The objects behind a verb up to the next one: titles in 《》, else names that end with what such an object is."""
    text = passages.folded
    others = [other.start() for other in _verbs(passages, clause) if other.start() >= verb.end()]
    end = min(others, default=clause.end)
    titles = [span for span in passages.inside(verb.end(), end) if text[span.start] == "《"]
    if titles and predicate in ("issued", "signed"):
        yield from ((Span(span.start + 1, span.end - 1), "title") for span in titles)
        return
    if predicate == "issued":
        shapes = [span for span in document_spans(passages, clause) if verb.end() <= span.start and span.end <= end]
        if shapes:
            yield from ((span, "document") for span in shapes)
            return
    yield from _by_shape(passages, verb, end, predicate)


def _by_shape(
    passages: Passages, verb: re.Match[str], end: int, predicate: str
) -> Iterator[tuple[Span, str]]:
    text = passages.folded
    for item in passages.items(verb.end(), _open_end(passages, end)):
        ends = [m.end() for m in _OBJECTS[predicate].finditer(text, item.start, item.end)]
        if not ends:
            continue
        start = item.start
        lead = re.compile(r"(?:了|并)?(?:全国|全省|全市|全区)?(?:首[家个]|第一[家个])?(?:\d+余?[个项件份场次期轮]|一批)?").match(text, start, item.end)
        start = lead.end() if lead else start
        start = max(start, after_lead(text, start, ends[-1], whose=False)) if predicate != "held" else start
        if 3 <= ends[-1] - start <= 60 and not re.search("[,。;]", text[start : ends[-1]]):
            yield Span(start, ends[-1]), "shape"


def _open_end(passages: Passages, end: int) -> int:
    """The end of a clause, or of the bracket that closes the name before it (站(三溪科创城站))."""
    match = re.compile(r"\([^()\n]{1,15}\)").match(passages.folded, end)
    return match.end() if match else end


def _subjects(
    passages: Passages, clause: Clause, verb: re.Match[str], span: Span
) -> tuple[tuple[str, ...], bool]:
    """Who may have acted, the likeliest first, the report's place always among them; and whether several did jointly."""
    text = passages.folded
    place = passages.registers.place.id
    before = [one for one in body_spans(passages, clause) if one.end <= verb.start()]
    words = [text[one.start : one.end] for one in before]
    jointly = len(words) > 1 and bool(
        _JOINT.search(text, before[-1].end, verb.end()) or _JOINT.search(verb[0]) or _are_listed(text, before)
    )
    stated = ["&".join(words)] if jointly else words[:1]
    issuer = _TITLE_ISSUER.match(text[span.start : span.end])
    within = [text[one.start : one.end] for one in body_spans(passages, clause) if span.start <= one.start < span.end]
    earlier = _stated_before(passages, clause) if not stated else []
    named = [issuer["who"]] if issuer else []
    found = [*stated, *named, place] if stated or named else [*earlier[:1], place]
    return tuple(dict.fromkeys((*found, *words, *within[:2], *earlier))), jointly


def _are_listed(text: str, spans: list[Span]) -> bool:
    return all(text[a.end : b.start] in ("、", "和", "与", "及", "") for a, b in zip(spans, spans[1:], strict=False))


def _stated_before(passages: Passages, clause: Clause) -> list[str]:
    """Bodies that begin a clause before this one in its sentence."""
    text = passages.folded
    for other in reversed(passages.by_sentence[clause.sentence]):
        if other.start < clause.start and other.section == clause.section:
            bodies = [one for one in body_spans(passages, other) if one.start <= other.start + 4]
            if bodies:
                words = [text[one.start : one.end] for one in bodies]
                return ["&".join(words)] if len(words) > 1 and _are_listed(text, bodies) else words
    return []


__all__ = ["name_start", "propose_acts"]
