"""Acts: who founded, issued, signed, piloted or held what; what several did jointly is one act."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from kg.reading.proposals import Proposal
from kg.reading.rules.bodies import body_spans
from kg.reading.rules.documents import document_spans
from kg.reading.rules.passages import Clause, Passages
from kg.reading.rules.phrases import after_lead
from kg.text.report import Span

_VERBS: Final = (
    ("founded", "联合成立|联合设立|挂牌成立|揭牌成立|正式成立|成立|设立|组建|开设|揭牌|挂牌|创办"),
    (
        "issued",
        "制定出台|制定印发|研究制定|联合印发|印发|出台|制定并公布|制定公布|制定|发布|公布|颁布|修订|编制|编印|编发|编写|出具|拟定|拟订|核发|下发|制发|起草|废止|梳理|修改|编目|制订|公开",
    ),
    ("signed", "共同签署|联合签署|签署|签订"),
    ("piloted", "试点推行|试点开展|先行先试|试点|试行"),
    ("held", "召开|举办|组织开展|举行|承办|开展|组织"),
)
PREDICATES: Final = tuple(predicate for predicate, _ in _VERBS)
"""Of acts: the properties of the ontology that tell of them."""

_PREDICATES: Final = {verb: predicate for predicate, verbs in _VERBS for verb in verbs.split("|")}
_VERB: Final = re.compile("|".join(sorted((v for _, vs in _VERBS for v in vs.split("|")), key=len, reverse=True)))
_OBJECTS: Final = {
    "founded": re.compile(
        "(?:工作站|指导站|服务站|中心|委员会|办公室|小组|联盟|协会|基地|专区|平台|窗口|专栏|联络点|工作室|调解室|法庭|研究院|学院|学校|医院|分局|支队|大队|站|院|室|所|队|协会|商会|联合会|理事会|基金|公司|机构|馆)"
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
_NOT_VERB: Final = re.compile(
    "组织(?:参加|参与|实施|领导|部|保障|法|建设|协调|推动|力|化|体系)|公开(?:发布|征求|招|透明|平台|栏|办|指南|目录|、|工作|制度|条例)|建成区|试点单位|试行\\)|公布的|发布会|印发的|编制的?指引|编制指引|制定程序|成立以来|成立\\d|试点工作|开展情况|签署情况|修订工作|修改意见|设立、备案|挂牌督办"
)
_OBJECT_AFTER: Final = re.compile("[^,。;:]{0,30}")
_TITLE_ISSUER: Final = re.compile(
    "^(?P<who>(?:中共)?[\u4e00-\u9fff]{2,16}?(?:人民政府办公室|人民政府|委员会|区委|市委|县委|省委|办公室|局|厅))(?:关于|.{2,30}(?:规定|办法|意见|方案)$)"
)
_PILOT: Final = re.compile(
    "(?P<verb>确定|列为|作为|入选|获批|成为|纳入|列入|被列为|被确定为|承担|获评)(?:[^,。;]{2,30}为)?(?P<what>[^,。;为]{4,40}?)(?=(?:改革)?试点(?:单位|城市|城区|地区|项目|区|县|市)?(?:$|[,。;名)]))"
)
_THEN: Final = re.compile("并(?=获|入选|被|正式|投入|启用|印发|实施|开展)")
_COLLECTIVE: Final = re.compile(
    "(?:[各全][区市县省]?)?(?:直属?|属)?(?:(?:行政)?执法|相关|有关|职能|审批|成员|牵头|主管|监管)?(?:部门|单位)|各(?:镇街|街道|镇|乡镇|[区县市])|法律顾问"
)
_MEANS: Final = re.compile("(?:依托|通过|利用|借助|围绕|聚焦|在)$")
"""Before a body by means of which, or where, others act."""
_NOT_YET: Final = re.compile("(?:推动|促成|争取|参与|配合|协助|正在|助力)(?:[国省市区县][^,。;]{0,4})?$")
"""Before a verb of what somebody else does, or what is not done."""
_JOINT: Final = re.compile("联合|共同|会同|协同|携手")
_JOINING: Final = re.compile(f"[、和与及]?|{_JOINT.pattern}")
"""What stands between bodies that act together."""


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
        yield from _pilots(passages, clause)
        yield from _titled(passages, clause, seen)


def verb_of(predicate: str, words: str) -> str:
    """The verb by which some words tell of an act; "" where they have none."""
    return next((match[0] for match in _VERB.finditer(words) if _PREDICATES[match[0]] == predicate), "")


def _pilots(passages: Passages, clause: Clause) -> Iterator[Proposal]:
    """Who was made a pilot of what: 确定甲、乙为…试点单位, 入选…试点."""
    text = passages.folded
    for match in _PILOT.finditer(text, clause.start, clause.end):
        if passages.marking(match.start()) or match.end("what") - match.start("what") < 4:
            continue
        span = Span(*match.span("what"))
        said = Span(match.start(), match.start("what"))
        named = [text[one.start : one.end] for one in body_spans(passages, clause) if one.end <= said.end]
        jointly = len(named) > 1
        subjects = (*(["&".join(named)] if named else ()), passages.registers.place.id, *(named if jointly else ()))
        fields = {
            "predicate": "piloted",
            "verb": match["verb"],
            "joint": "yes" if jointly else "",
            "modality": passages.modality(clause),
        }
        yield from passages.proposal("act", clause, span, "pilot", subjects, fields, Span(match.start(), match.end()))


def _titled(passages: Passages, clause: Clause, seen: set[tuple[str, str, str]]) -> Iterator[Proposal]:
    """Documents whose title names who issued them, where no verb says it."""
    text = passages.folded
    for span in passages.inside(clause.start, clause.end):
        issuer = _TITLE_ISSUER.match(text[span.start + 1 : span.end - 1]) if text[span.start] == "《" else None
        words = passages.text.text[span.start + 1 : span.end - 1]
        if issuer and (clause.section, "issued", words) not in seen:
            seen.add((clause.section, "issued", words))
            fields = {"predicate": "issued", "modality": "asserted"}
            of = (issuer["who"], passages.registers.place.id)
            yield from passages.proposal("act", clause, Span(span.start + 1, span.end - 1), "issuer", of, fields, span)


def _verbs(passages: Passages, clause: Clause) -> Iterator[re.Match[str]]:
    text = passages.folded
    for match in _VERB.finditer(text, clause.start, clause.end):
        attribute = text[match.end() : match.end() + 1] in ("的", "、", "情")
        done = not _NOT_YET.search(text[max(clause.start, match.start() - 8) : match.start()])
        if (
            passages.marking(match.start()) is None
            and not attribute
            and not _NOT_VERB.match(text, match.start())
            and done
        ):
            yield match


def _objects(passages: Passages, clause: Clause, verb: re.Match[str], predicate: str) -> Iterator[tuple[Span, str]]:
    """The objects behind a verb up to the next one: titles in 《》, else names that end with what such an object is."""
    text = passages.folded
    others = [other.start() for other in _verbs(passages, clause) if other.start() >= verb.end()]
    end = min(others, default=clause.end)
    then = _THEN.search(text, verb.end(), end)
    end = then.start() if then else end
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


def _by_shape(passages: Passages, verb: re.Match[str], end: int, predicate: str) -> Iterator[tuple[Span, str]]:
    text = passages.folded
    for item in passages.items(verb.end(), _open_end(passages, end)):
        ends = [m.end() for m in _OBJECTS[predicate].finditer(text, item.start, item.end)]
        if not ends:
            continue
        if listed := _listed(passages, item, ends[-1]):
            yield from listed
            continue
        start = item.start
        lead = re.compile(
            r"(?:了|并)?(?:全国|全省|全市|全区)?(?:首[家个]|第一[家个])?(?:\d+余?[个项件份场次期轮]|一批)?"
        ).match(text, start, item.end)
        start = lead.end() if lead else start
        start = max(start, after_lead(text, start, ends[-1], whose=False)) if predicate != "held" else start
        if text[start : start + 2] in ("各类", "各项", "各种", "系列"):
            continue
        if 3 <= ends[-1] - start <= 60 and not re.search("[,。;]", text[start : ends[-1]]):
            yield Span(start, ends[-1]), "shape"


def _listed(passages: Passages, item: Span, end: int) -> list[tuple[Span, str]]:
    """Names in marks that stand one behind the other before what they are: “甲”“乙”专区."""
    names = passages.inside(item.start, end)
    follow = all(one.end == other.start for one, other in pairwise(names))
    if len(names) < 2 or not follow or names[0].start != item.start or names[-1].end == end:
        return []
    return [(name, "listed") for name in names[:-1]] + [(Span(names[-1].start, end), "listed")]


def _open_end(passages: Passages, end: int) -> int:
    """The end of a clause, or of the bracket that closes the name before it (站(三溪科创城站))."""
    match = re.compile(r"\([^()\n]{1,15}\)").match(passages.folded, end)
    return match.end() if match else end


def _subjects(passages: Passages, clause: Clause, verb: re.Match[str], span: Span) -> tuple[tuple[str, ...], bool]:
    """Who may have acted, the likeliest first, the report's place always among them; and whether jointly."""
    text = passages.folded
    place = passages.registers.place.id
    before = [
        one
        for one in body_spans(passages, clause)
        if one.end <= verb.start() and not _MEANS.search(text, clause.start, one.start)
    ]
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
    kinds = [match[0] for match in _COLLECTIVE.finditer(text, clause.start, verb.start())][-1:] if not stated else []
    return tuple(dict.fromkeys((*kinds, *found, *words, *within[:2], *earlier))), jointly


def _are_listed(text: str, spans: list[Span]) -> bool:
    return all(_JOINING.fullmatch(text, a.end, b.start) for a, b in pairwise(spans))


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
