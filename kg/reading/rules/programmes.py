"""Named programmes: names in marks with what they are (“双容双承诺”机制), and shapes such as …改革, …平台."""

import re
from collections.abc import Iterator
from typing import Final

from kg.reading.proposals import Proposal
from kg.reading.rules.passages import Clause, Passages
from kg.reading.rules.phrases import begins_lead, name_start
from kg.text.report import Span

_HEADS: Final = (
    ("Reform", "体制改革|制度改革|分类改革|改革|职能转变|职能调整"),
    (
        "Campaign",
        "专项整治|综合整治|整治|专项行动|攻坚战|攻坚行动|攻坚|专项检查|大检查|督察整改|督察|清理工作|清理|行动|活动月|大排查|大整治|会战",
    ),
    (
        "Platform",
        "平台|服务网|门户网站|网站|官网|课堂|公众号|小程序|热线电话|热线|电子信箱|专栏|信息系统|管理系统|系统|应用|APP|窗口",
    ),
    ("Zone", "服务专区|专区|先行区|示范区|试验区|服务圈|生活圈|合作区|功能区|集聚区|产业园"),
    (
        "Mechanism",
        "清单管理制度|清单制度|公示制度|审核制度|记录制度|报告制度|审查制度|管理制度|制度|责任制|确认制|备案制|承诺制|工作机制|推进机制|联动机制|长效机制|机制|"
        "指标体系|监督体系|体系|决策程序|法定程序|办案程序|制定程序|程序|准入规则|规则|合法性审查|竞争审查|审查|风险评估|动态评估|评估|考核考评|绩效考评|考评|绩效考核|考核|"
        "行政复议|行政应诉|复议|应诉|监督|专家论证|公众参与|集体讨论决定|投诉渠道|责任清单|权力清单|负面清单|格局",
    ),
    ("Brand", "品牌"),
    ("WorkMethod", "工作法|新模式|模式|经验|监管方式|网上办理|监管"),
    ("Service", "审批服务|综合服务|公共服务|政务服务|服务事项|审批事项|法律服务|一站式服务"),
    (
        "Initiative",
        "工程|建设|营商环境|环境|共享|开放|治理|保护利用|保护|综合行政执法|综合执法|行政执法|执法|"
        "法治宣传|宣传教育|宣传|普法|政务公开|信息公开|依法行政|高质量发展|管理|监管|计划|行动计划|战略|规范化|法治化|数字化|调解",
    ),
)
_HEAD_CLASS: Final = {head: cls for cls, heads in reversed(_HEADS) for head in heads.split("|")}
_HEAD: Final = re.compile("|".join(sorted(_HEAD_CLASS, key=lambda head: (-len(head), head))))
_TAIL: Final = re.compile(
    "[\u4e00-\u9fffA-Za-z]{0,10}?(?:"
    + "|".join(sorted(_HEAD_CLASS, key=lambda head: (-len(head), head)))
    + "|事项|工作|联盟|(?:示范)?项目|服务)"
)
_FOLLOWS: Final = re.compile(
    "工作|力度|水平|能力|质效|成效|试点|日益|更加|更为|持续|稳步|纵深|不断|深入|加快|全面|改革|进一步|基本|有效|有力|明显|显著|逐步|相关|的|等|和|及|与|中|内|上|下|"
    "事项|要求|职责|活动|任务|内容|领域|作用|建设|推进|成果|开展|为|来|方面|首页|主|长|各项|正式|得到|取得|走|成为|覆盖|落地|\\d"
)
_SLOGAN: Final = re.compile(
    "企业|经费|台风|暴雨|强降雨|人才|指标|家|名|作用|效应|理念|精神|思想|意识|使命|目标|要求|之一|称号|等次|单位|奖|难题|问题|的|现象|陷阱|短板|力量"
)
_SLOGAN_BEFORE: Final = re.compile(
    "(?:发挥|按下|跑出|吹响|交出|当好|争当|做好|坚定|树立|践行|注入|写好|答好|守住|打通|荣获|获评|评为|入选|授予|命名为|成为|破解|杜绝|防止|避免|规范|实现|充实)$"
)
_NO_TAIL: Final = re.compile(
    "[,的将把对向与和及在是]|^(?:推进|推动|持续|不断|深入|全面|进一步|积极|加快|实现|获|被|成为)"
)
_OF_ALL: Final = re.compile(
    "四个意识|四个自信|两个维护|两个确立|五位一体|四个全面|三个区分开来|四风|两个毫不动摇|十[一二三四五六]五|三严三实|不忘初心、牢记使命|八项规定|"
    "两学一做|三农|三重一大|一国两制"
)
_CONFERRED: Final = re.compile("荣获|获评|评为|命名为|授予|入选|认定为|荣膺|蝉联")
_TOO_GENERAL: Final = re.compile(
    "^(?:[\u4e00-\u9fff]{1,2}|(?:各项|各类|相关|有关|重大|重点|长效|工作|体制|新|大|本|其|该|这一|上述|多项|系列|专项|综合|一批|良好|基层|全社会|经济社会|创新|城区|城市|生态|审计|服务|技术|公共|产业)+"
    "(?:改革|制度|机制|体系|建设|工程|行动|平台|模式|管理|监管|监督|保护|执法|宣传|服务|环境|治理|活动|经验|品牌|系统|格局|发展))$"
)
_NUMBERS_ALONE: Final = re.compile(r"[\d·+.]+[条大项]?|[十百千]强|[一二三四五六七八九十两百千]+[条强最好]")
"""What stands in marks and counts, and names nothing: “30条”, “9·7”, “十强”."""
_OF_LONGER: Final = re.compile("中心|工作站|基地|协会|委员会|条例|办法|(?:若干)?措施|[局站所]")
"""Behind a known name, what makes a longer one of it."""
_BUILDING: Final = re.compile("(?:开工|启动|动工|加速|加快|全面|落地|筹集|主体|顺利)建设$|^筹集|项目建设$")
_COUNTED: Final = re.compile(r"^\d|\d[余多]?[万亿]?[个项家件条批名]")


def propose_programmes(passages: Passages) -> Iterator[Proposal]:
    """Programmes named in the text, each once a section and form."""
    known = passages.registers.ids
    for clause, words, (span, rule, cls) in passages.once(_spans):
        ids = known(words, "programme") or known(re.sub("[“”]", "", words), "programme")
        yield from passages.proposal("programme", clause, span, rule, ids, {"class": cls})


def _spans(passages: Passages, clause: Clause) -> Iterator[tuple[Span, str, str]]:
    text = passages.folded
    titles = [span for span in passages.inside(clause.start, clause.end) if text[span.start] == "《"]
    yield from _quoted(passages, clause)
    shapes = [one for item in passages.items(clause.start, clause.end) for one in _by_shape(passages, item, titles)]
    for at, form in passages.registers.lexicon.find(text, clause.start, clause.end):
        ids = passages.registers.ids(form, "programme")
        ends = [span.start for span, *_ in shapes if span.end == at + len(form)]
        is_part = _OF_LONGER.match(text, at + len(form), clause.end) or any(start < at for start in ends)
        if ids and not _within(at, titles) and not is_part:
            yield Span(at, at + len(form)), "known", passages.registers.classes[ids[0]]
    yield from shapes


def _within(at: int, spans: list[Span]) -> bool:
    return any(span.start <= at < span.end for span in spans)


def _quoted(passages: Passages, clause: Clause) -> Iterator[tuple[Span, str, str]]:
    text = passages.folded
    for span in passages.inside(clause.start, clause.end):
        if text[span.start] != "“":
            continue
        if _OF_ALL.fullmatch(text, span.start + 1, span.end - 1) or _CONFERRED.search(text, clause.start, span.start):
            continue
        if _SLOGAN.match(text, span.end, clause.end) or _SLOGAN_BEFORE.search(text[clause.start : span.start]):
            continue
        tail = _TAIL.match(text, span.end, clause.end)
        words = text[span.start + 1 : span.end - 1]
        if tail and not _NO_TAIL.search(tail[0]):
            head = _HEAD.search(tail[0])
            yield (
                Span(span.start, tail.end()),
                "quoted",
                _HEAD_CLASS.get(head[0], "Initiative") if head else "Initiative",
            )
        elif 1 < len(words) <= 14 and not _NUMBERS_ALONE.fullmatch(words):
            yield Span(span.start, span.end), "quoted", ""


def _is_no_name(words: str) -> bool:
    """Whether a phrase that ends like a name tells of something in general, counts, or says that building goes on."""
    return any(pattern.search(words) for pattern in (_TOO_GENERAL, _COUNTED, _BUILDING))


def _by_shape(passages: Passages, item: Span, titles: list[Span]) -> Iterator[tuple[Span, str, str]]:
    """Names that end with what they are, where another part of the clause begins behind."""
    text = passages.folded
    begin = item.start
    for match in _HEAD.finditer(text, item.start, item.end):
        end = match.end()
        if _within(match.start(), titles) or passages.marking(match.start()):
            continue
        if end < item.end and not (_FOLLOWS.match(text, end, item.end) or begins_lead(text, end, item.end)):
            continue
        start = name_start(text, begin, end, head=match.start())
        words = text[start:end]
        if start > match.start() or not 4 <= len(words) <= 30 or _is_no_name(words):
            continue
        yield Span(start, end), "shape", _HEAD_CLASS[match[0]]
        begin = end
