"""Documents: titles in 《》, named laws without them, and what by its shape is one (…实施方案, …目录)."""

import re
from collections.abc import Iterator
from typing import Final

from kg.reading.proposals import Proposal
from kg.reading.rules.passages import Clause, Passages, apart
from kg.reading.rules.phrases import begins_lead, name_start
from kg.text.report import Span

_ENDS: Final = (
    ("Legislation", "法典|(?<![办方])法|条例"),
    ("NormativeDocument", "办法|规定|细则|决定"),
    ("Plan", "方案|规划|计划|要点|纲要|意见|措施|举措|路线图|白皮书|蓝皮书"),
    ("Notice", "通知|通告|公告|函|令"),
    ("Guideline", "指引|指南|规程|标准|规范|手册|导则|程序"),
    ("Register", "目录|清单|台账|名录"),
    ("Agreement", "协议|备忘录|合同|公约"),
    ("Report", "报告"),
)
_OF_ARTS: Final = re.compile(
    "(?:电影|影片|电视剧|舞剧|话剧|纪录片|歌曲|剧目|音乐剧|作品|小说|晚会|动画|栏目|粤剧|图书|舞蹈|刊物)[^,。;]{0,30}$"
)
_NO_TITLE: Final = re.compile("日报|晚报|时报|电视|新闻|杂志|节目|栏目|歌曲|焦点访谈|剧$|片$")

_LAWS: Final = (
    "重大行政决策程序暂行条例|保障农民工工资支付条例|固体废物污染环境防治法|预防未成年人犯罪法|"
    "优化营商环境条例|反电信网络诈骗法|政府信息公开条例|消费者权益保护法|老年人权益保障法|"
    "个人信息保护法|中小企业促进法|乡村振兴促进法|保守国家秘密法|反不正当竞争法|反有组织犯罪法|"
    "噪声污染防治法|大气污染防治法|妇女权益保障法|家庭教育促进法|未成年人保护法|民营经济促进法|"
    "治安管理处罚法|爱国主义教育法|突发事件应对法|道路交通安全法|信访工作条例|反家庭暴力法|"
    "政府投资条例|残疾人保障法|水污染防治法|义务教育法|人民调解法|企业破产法|劳动合同法|"
    "国家安全法|国家赔偿法|土地管理法|城乡规划法|外商投资法|安全生产法|招标投标法|政府采购法|"
    "数据安全法|法律援助法|湿地保护法|环境保护法|疫苗管理法|社会保险法|社区矫正法|网络安全法|"
    "职业教育法|药品管理法|行政处罚法|行政复议法|行政强制法|行政许可法|行政诉讼法|长江保护法|"
    "食品安全法|黄河保护法|公务员法|反垄断法|反间谍法|公司法|劳动法|审计法|教师法|档案法|森林法|"
    "民法典|消防法|献血法|监察法|监督法|禁毒法|立法法|统计法|预算法|刑法|宪法"
)
_LAW: Final = re.compile(f"(?:中华人民共和国)?(?:{_LAWS})(?![律院治院规学人])")
_SHAPE: Final = re.compile(
    "实施方案|工作方案|行动方案|分工方案|总体方案|(?<!解决)(?<!设计)方案|管理办法|实施办法|暂行办法|评查办法|办法|暂行规定|若干规定|程序规定|实施细则|"
    "工作规程|操作规程|规程|(?<!总书记)(?<!思想)(?<!科学)(?<!精神)(?<!方向)(?<!战略)(?<!行动)指引|工作指南|办事指南|服务指南|工作要点|专项规划|发展规划|总体规划|行动计划|实施意见|若干措施|"
    "事项目录|目录清单|权责清单|记录清单|目录|合作协议|投资协议|监管协议|框架协议|协议|备忘录|"
    "规范性文件|政策文件|法律意见书?|复议意见书|复议建议书|意见书|建议书|决定书|检察建议|司法建议|"
    "述职报告|述法报告|履职报告|分析报告|解读材料|政府信息|生效裁判|裁判文书|产业政策|党内法规|国家法律"
)
_ALONE: Final = re.compile(
    "法律意见书?|复议意见书|复议建议书|建议书|意见书|决定书|检察建议|司法建议|述职报告|述法报告|履职报告|解读材料|政府信息|"
    "生效裁判|裁判文书|产业政策|党内法规|国家法律"
)
_KINDS_OF_MANY: Final = ("规范性文件", "政策文件")
_CONGRESS: Final = re.compile(
    "[省市区县州旗]?(?:人大(?:代表)?建议|政协(?:委员)?提案)|(?:区|市|县|省)?人大及其常委会的?(?:决议决定|决定和决议|决议、决定)"
)
_AFTER: Final = re.compile("编制|审查|管理|建设|备案|清理|监管|规定|落实|公布|公开|的|等|中|和|及|与|并|共")
_EMPTY: Final = re.compile(
    "^(?:有关|相关|各类|各|本|该|上述|重要|一|多|等|新|系列|作?政府|[一二三四五]年|\\d+[件项个份部]|若干)*$"
)


def propose_documents(passages: Passages) -> Iterator[Proposal]:
    """Documents named in the text, each once a section and form."""
    for clause, words, (span, rule) in passages.once(_spans):
        ids = passages.registers.ids(words, "document")
        yield from passages.proposal("document", clause, span, rule, ids, {"class": class_of(words)})


def document_spans(passages: Passages, clause: Clause) -> list[Span]:
    """Where documents stand in a clause, in order, none within another; titles without their marks."""
    return sorted((span for span, _ in apart(_spans(passages, clause))), key=lambda span: span.start)


def class_of(title: str) -> str:
    """The class of a document by how its title ends, without what stands there in brackets."""
    title = re.sub(r"[(（][^()（）]*[)）]$", "", title)
    return next((cls for cls, ends in _ENDS if re.search(f"(?:{ends})$", title)), "Document")


def _spans(passages: Passages, clause: Clause) -> Iterator[tuple[Span, str]]:
    text = passages.folded
    for span in passages.inside(clause.start, clause.end):
        if text[span.start] == "《" and not _NO_TITLE.search(text[span.start : span.end - 1]):
            if _OF_ARTS.search(text[clause.start : span.start]):
                continue
            yield Span(span.start + 1, span.end - 1), "title"
    for match in _LAW.finditer(text, clause.start, clause.end):
        yield Span(*match.span()), "law"
    for at, form in passages.registers.lexicon.find(text, clause.start, clause.end):
        if len(form) > 3 and passages.registers.ids(form, "document"):
            yield Span(at, at + len(form)), "known"
    for match in _CONGRESS.finditer(text, clause.start, clause.end):
        yield Span(*match.span()), "congress"
    for item in passages.items(clause.start, clause.end):
        yield from _by_shape(passages, item)


def _by_shape(passages: Passages, item: Span) -> Iterator[tuple[Span, str]]:
    text = passages.folded
    begin = last = item.start
    for match in _SHAPE.finditer(text, item.start, item.end):
        end = match.end()
        joined = text[last : last + 1] in ("和", "与", "及") and last > begin
        begin, last = (last + 1 if joined else begin), end
        if passages.marking(match.start()):
            continue
        if not (_AFTER.match(text, end, item.end) or text[end : end + 1].isdigit() or begins_lead(text, end, item.end)):
            continue
        start = name_start(text, begin, end, head=match.start())
        number = re.compile(r"\d+余?[件项个份部条]").match(text, start, end)
        start = number.end() if number else start
        start = min(start, match.start())
        tells_which = start < match.start() and not _EMPTY.match(text[start : match.start()])
        if tells_which or _names_kind(match[0], text, end):
            yield Span(start, end), "shape"


def _names_kind(words: str, text: str, end: int) -> bool:
    """Whether words name a kind of document by themselves: 法律意见; 规范性文件 only where they are counted."""
    return _ALONE.fullmatch(words) is not None or (words in _KINDS_OF_MANY and text[end : end + 1].isdigit())
