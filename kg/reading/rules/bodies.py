"""Bodies: by their level and what they are (区司法局), by the place they begin with, by the shapes of their names."""

import re
from collections.abc import Iterator
from typing import Final

from kg.reading.proposals import Proposal
from kg.reading.rules.passages import Clause, Passages, apart
from kg.reading.rules.phrases import LEADS, name_start
from kg.text.chinese import is_character
from kg.text.report import Span

_HAN: Final = "[\u4e00-\u9fff]"

_SEATS: Final[dict[str, tuple[str, str]]] = {
    "政府": ("人民政府", "PeoplesGovernment"),
    "人民政府": ("人民政府", "PeoplesGovernment"),
    "人大常委会": ("人民代表大会常务委员会", "PeoplesCongress"),
    "人大": ("人民代表大会", "PeoplesCongress"),
    "法院": ("人民法院", "Court"),
    "人民法院": ("人民法院", "Court"),
    "检察院": ("人民检察院", "Procuratorate"),
    "人民检察院": ("人民检察院", "Procuratorate"),
}
_PARTY: Final[dict[str, str]] = {
    "委": "委员会",
    "委会": "委员会",
    "党委": "委员会",
    "委常委会": "委员会常务委员会",
}
_UNDER: Final = (
    "(?:(?:委)?(?:全面)?依法治[省市县区](?:委员会|工作领导小组|办)?(?:办公室|办|守法普法协调小组|执法协调小组|司法协调小组|立法协调小组)?"
    "|常委会(?:党组)?(?:会议)?|常务会议?|党组(?:会议?|理论学习中心组)?|理论学习中心组|办公室|办公厅|编办|编委办|"
    "政法委(?:员会)?|统战部|组织部|宣传部|社会工作部|党校|改革办|深改办|深改委|督查室|网信办|国安办|农办|政研室|巡察办|军民融合办)"
)
_OFFICES: Final = (
    "(?:局|委员会|委|厅|办公室|中心|仲裁院|研究院|医院|博物馆|图书馆|文化馆|档案馆|协会|商会|联合会|总工会|妇联|团委|残联|"
    "工商联|侨联|文联|科协|红十字会|消防救援(?:大队|支队|总队)|支队|大队|总队|指挥部|领导小组|协调小组|工作专班|联席会议|"
    "供销社|(?:综合|编|深改|网信|国安|双拥|金融|扶贫|招商|外事|法制|依法治[省市县区])办|税务局|管委会|党校|纪委监委|纪委|监委|集团|公司)"
)
_SEAT: Final = "(?:人民政府|政府|人大常委会|人大|政协|人民法院|法院|人民检察院|检察院|纪委监委|纪委|监委|党委)"
_CLASS_BY_END: Final = (
    ("Company", "公司|集团"),
    ("Workstation", "工作站|服务站|指导站|联络站|联系点"),
    ("MediationBody", "调解(?:委员会|中心|组织|室|工作室)"),
    ("Court", "法院|法庭"),
    ("Procuratorate", "检察院|检察室"),
    ("Association", "协会|商会|联合会|研究会|联盟|工商联|妇联|总工会|团委|残联|侨联|文联|科协|红十字会"),
    ("Subdistrict", "街道(?:办事处)?"),
    ("ResidentsCommunity", "社区(?:居委会|工作站)?"),
    ("PartyBody", "党委|党支部|党工委|党校|(?:组织|宣传|统战|社会工作)部|政法委(?:员会)?|纪委(?:监委)?"),
    ("PeoplesGovernment", "(?<!新区)人民政府"),
    ("GovernmentDepartment", "局|厅|监委|(?:改革|健康|建设)委(?:员会)?"),
    ("GovernmentBody", "管委会|办公室|领导小组|协调小组|指挥部|专班|联席会议|派出所|司法所"),
    (
        "PublicInstitution",
        "医院|大学|学院|学校|研究院|研究所|研究中心|图书馆|博物馆|文化馆|档案馆|中心|仲裁院|公证处|仲裁委员会",
    ),
)

_LEVEL: Final = "(?:自治区|自治州|自治县|新区|[省市区县州旗镇])"
_NO_LEVEL: Final = re.compile(
    "[城社片辖园校地老郊山景库灾林牧特矿港超上都节门股夜早集花球灯海湖水沿跨各全我本湾小行范验发作能聚税贸]$"
)
_BEFORE_NEW: Final = re.compile("新区$")

_JOINED: Final = re.compile(r"和\d+余?[个家所间处]")
_ELSEWHERE: Final = re.compile("[外内域级会]")
_OTHER_LEVEL: Final = re.compile("市(?![场政容民])|[县区镇乡州]|一$")
_LONGEST_PLACE: Final = 8
_SEATED: Final = re.compile(f"{_LEVEL}(?:人民政府|政府|人大)")
_BY_LEVEL: Final = re.compile(rf"{_LEVEL}(?:委{_UNDER}?|{_SEAT}{_UNDER}?|(?P<inner>{_HAN}{{0,16}}?){_OFFICES})")
_OF_PLACE: Final = re.compile(rf"委{_UNDER}?|{_SEAT}{_UNDER}?|(?P<inner>{_HAN}{{1,16}}?){_OFFICES}")
_NO_BODY: Final = re.compile(
    "格局|布局|全局|大局|开局|结局|当局|时局|僵局|委托|委派|委屈|政府(?:性|投资|采购|信息|服务)|为中心|市中心|区中心|重心|核心|以人民|举办|创办|督办|承办|主办|协办"
)
_NO_INNER: Final = re.compile(
    "的|了|将|对|向|在|把|被|让|使|为|与|及|或|等|召开|举办|组织开展|开展|推进|推动|深化|加强|强化|落实|构建|打造|提升|优化|完善|健全|实现|"
    "各|全|我|分管|牵头|领导下|相关|有关|级|内|外|域|块|位|间"
)
_PAIRED: Final = re.compile(
    "发展和改革|住房和|自然资源和|规划和|卫生和|管理和|工业和|资源和|人口和|文化和|民族和|机关和|编制和|食品和|体育和|经济和|商务和|教育和|科技和"
)
_CENTRAL: Final = re.compile(
    "中共中央(?:办公厅|组织部|宣传部|统战部|政法委员会)?|中央(?:政法委|宣传部|组织部|统战部|网信办|依法治国办|全面依法治国委员会(?:办公室)?|"
    "编办|文明办|纪委|广播电视总台|电视台|财办|军委)|国务院(?:办公厅|国资委|新闻办|安委会)?|全国人大(?:常委会)?|全国政协|全国总工会|全国妇联|"
    "最高人民法院|最高人民检察院|最高法|最高检|共青团中央|国家(?:发展改革委|发展和改革委员会|卫生健康委|民委|"
    f"{_HAN}{{1,8}}?(?:总局|(?<![大格布全结开破])局|(?<!部)署|委员会))|(?:司法|财政|教育|科技|科学技术|公安|民政|国家安全|人力资源社会保障|人社|自然资源|生态环境|"
    "住房城乡建设|住建|交通运输|水利|农业农村|商务|文化和旅游|文旅|退役军人事务|应急管理|工业和信息化|工信|外交|国防)部(?![门署队分级位])|"
    "人民银行|海关总署|税务总局|审计署|新华社|人民日报社?|央视|中国社会科学院|中国政法大学"
)
_TOWN: Final = re.compile(
    f"(?:{_HAN}{{2,4}}(?:街道|镇|乡))?(?:办事处)?(?:{_HAN}{{2,5}}(?:社区(?:居委会|党委|工作站)?|村(?:村委会|党委|党支部)))|{_HAN}{{2,4}}(?:街道|镇|乡){_HAN}{{2,4}}村|{_HAN}{{2,4}}(?:街道|镇(?![街村域级办区上内里])|乡(?![村镇亲愁风贤土]))(?:办事处|党工委|人民政府)?"
)
_NO_TOWN: Final = re.compile(
    "[市县省暨年月]|法治|无讼|新镇|居家|街巷|老旧|幸福|美好|儿童|完整|未来|共享|宜居|城市|周边|整个|人文|学习|零碳|低碳|生态|和|式|发展|重构|老镇|[千万]|侨乡|特色|中心镇|百强|千强|[强名古星]镇|(?<!社)区|城镇|乡镇|镇街|集镇|小镇|重镇|强镇|城乡|下乡|返乡|家乡|故乡|水乡|农村|乡村|城中村|各|个|全区|和谐|智慧|试点|示范|文明|美丽|相关|老旧|"
    "平安|绿色|健康|友好|型|民主法治|等|的|进|驻|入|及|与|基层|所有|重点|国际|建设|服务|街道社区"
)
_COMPANY: Final = re.compile(
    f"(?:{_HAN}|[A-Za-z0-9()])" + "{2,22}?(?:股份有限公司|有限责任公司|有限公司|集团公司|集团)"
)
_NO_COMPANY: Final = re.compile("国集团|[一二三四五六七八九十]大|跨|我们|企业集团|产业集团$|^\\d|大型|龙头|重点|骨干")
_FUNCTIONAL: Final = re.compile(
    "(?:工作站|调解中心|服务中心|指导站|服务站|调解委员会|仲裁委员会|仲裁院|研究院|研究会|研究中心|协会|商会|联合会|联盟|指挥中心|治理中心|"
    "保护中心|交易中心|创新中心|孵化器|律师事务所|公证处|仲裁院|法庭|派出所|司法所|检察室|调解室|联络站|联系点|人民医院|中医院|大学|学院)"
    r"(?:\([^()\n]{1,15}\))?"
)
_PART_OF: Final = re.compile(r"[\u4e00-\u9fff]{2,10}?(?:学院|研究院|分院|医院|实验室|研究中心)(?:\([^()\n]{1,15}\))?")
"""What belongs to a body just named, by the rest of its name: 南方科技大学|半导体学院."""
_NO_FUNCTIONAL: Final = re.compile(
    "^(?:[省市区县][外内域级]|各|一批|一个|世界一流|高水平|多家|多个|若干|综合性|行业协会|一流|新型|国家级|省级|市级|区级|专业化|\\d|相关|有关|行业性|专业性|高等|高水平)"
)


def propose_bodies(passages: Passages) -> Iterator[Proposal]:
    """Bodies named in the text, each once a section and form."""
    for clause, _, (span, rule) in passages.once(_spans, _is_part):
        yield from propose_body(passages, clause, span, rule)


def body_spans(passages: Passages, clause: Clause) -> list[Span]:
    """Where bodies stand in a clause, in order, none within another."""
    if clause not in passages.bodies:
        found = (span for span, _ in apart(_spans(passages, clause)))
        passages.bodies[clause] = sorted(found, key=lambda span: span.start)
    return passages.bodies[clause]


def _is_part(found: tuple[Span, str], others: list[Span]) -> bool:
    """Whether what a rule found is a place in longer names: 狮山街道 of 狮山街道“和事亭”诉源治理工作站."""
    span, rule = found
    return rule in ("town", "within") and all(
        one.start <= span.start and span.end <= one.end and one != span for one in others
    )


def full_name(passages: Passages, words: str) -> tuple[str, str]:
    """What 区司法局 is called in full in this place, and its class; two empty texts where that is not known."""
    places = passages.registers.full_place
    words = _without_place(passages, words)
    match = re.match(_LEVEL, words)
    if match is None or match[0] not in places or _ELSEWHERE.match(words, match.end()):
        return "", ""
    place, rest = places[match[0]], words[match.end() :]
    if rest in _SEATS:
        name, cls = _SEATS[rest]
        return place + name, cls
    if rest in _PARTY:
        return f"中共{place}{_PARTY[rest]}", "PartyCommittee"
    if rest == "政协":
        return f"中国人民政治协商会议{place}委员会", "PoliticalConsultativeConference"
    if rest.startswith("委"):
        return f"中共{place}委{rest[1:]}", "PartyBody"
    if rest.startswith("政府"):
        return f"{place}人民政府{rest[2:]}", "GovernmentBody"
    return place + rest, "GovernmentDepartment" if rest.endswith(("局", "厅", "委", "委员会")) else ""


def _without_place(passages: Passages, words: str) -> str:
    """区司法局 of 龙华区司法局 and of 深圳市龙华区司法局, where that is the report's place or contains it."""
    for place in passages.registers.chain if passages.registers.place.parent else ():
        for name in (*passages.registers.full_place.values(), place.label_zh):
            level = re.search(f"{_LEVEL}$", name)
            if level and name.endswith(place.label_zh) and words.startswith(name):
                return level[0] + words.removeprefix(name)
    return words


def propose_body(passages: Passages, clause: Clause, span: Span, rule: str, otherwise: str = "") -> Iterator[Proposal]:
    """The body that some words name, with its full name; of the class `otherwise` where nothing tells its class."""
    words = passages.folded[span.start : span.end]
    name, cls = full_name(passages, words)
    registers = passages.registers
    ids = [id for id in (registers.by_label.get(name), *registers.lexicon.ids(words)) if id]
    known = registers.classes.get(ids[0], "") if ids else ""
    fields = {"full_name": name, "class": cls or known or class_of(words, rule) or otherwise}
    yield from passages.proposal("body", clause, span, rule, tuple(dict.fromkeys(ids)), fields)


def class_of(name: str, rule: str = "") -> str:
    """The class of a body by the rule that found it, or by how its name ends; "" where that does not tell."""
    if rule == "central":
        return "CentralBody"
    name = re.sub(r"\([^()]*\)$", "", name)
    return next((cls for cls, ends in _CLASS_BY_END if re.search(f"(?:{ends})$", name)), "")


def _spans(passages: Passages, clause: Clause) -> Iterator[tuple[Span, str]]:
    """Candidates of each rule, the surest rules first."""
    yield from _known(passages, clause)
    yield from ((span, "central") for span in _matches(_CENTRAL, passages, clause))
    yield from _with_place(passages, clause)
    yield from _by_level(passages, clause)
    yield from _companies(passages, clause)
    yield from _functional(passages, clause)
    yield from _towns(passages, clause)


def _matches(pattern: re.Pattern[str], passages: Passages, clause: Clause) -> Iterator[Span]:
    for match in pattern.finditer(passages.folded, clause.start, clause.end):
        yield Span(*match.span())


def _known(passages: Passages, clause: Clause) -> Iterator[tuple[Span, str]]:
    registers = passages.registers
    for at, form in registers.lexicon.find(passages.folded, clause.start, clause.end):
        if registers.ids(form, "body"):
            if re.match("[省市区县]", form) and not _begins_level(passages.folded, at):
                continue
            yield Span(at, at + len(form)), "known"


def _begins_level(text: str, at: int) -> bool:
    before = text[max(0, at - 1) : at]
    if text[at : at + 2] == "新区" or not before:
        return True
    return not _NO_LEVEL.search(before)


def _with_place(passages: Passages, clause: Clause) -> Iterator[tuple[Span, str]]:
    """What begins with a place of the chain by its name: 珠海市香洲区人民政府, 香洲区政务服务中心."""
    text = passages.folded
    names = _own_names(passages)
    if names is None:
        return
    for match in names.finditer(text, clause.start, clause.end):
        end = match.end()
        rest = _OF_PLACE.match(text, end, clause.end)
        if (
            rest
            and not _NO_INNER.search(_PAIRED.sub("", rest["inner"] or ""))
            and not _NO_BODY.search(rest[0] + text[rest.end() : rest.end() + 2])
        ):
            yield Span(match.start(), rest.end()), "place"


def _own_names(passages: Passages) -> re.Pattern[str] | None:
    """The names of the places of the chain, whole and short, as a pattern that takes the longest."""
    names = {name for place in passages.registers.chain if place.parent for name in (place.label_zh,)}
    names |= set(passages.registers.full_place.values())
    if not names:
        return None
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return re.compile("(?:中共)?(?:" + "|".join(map(re.escape, ordered)) + ")")


def _by_level(passages: Passages, clause: Clause) -> Iterator[tuple[Span, str]]:
    text, at = passages.folded, clause.start
    while match := _BY_LEVEL.search(text, at, clause.end):
        at = match.start() + 1
        words = match[0]
        if not _begins_level(text, match.start()):
            continue
        if words[0] in "州旗镇" and _place_start(passages, clause, match.start()) == match.start() > clause.start:
            continue
        after = text[match.end() : match.end() + 2]
        if _NO_BODY.search(words + after) and not re.fullmatch(rf"{_LEVEL}{_SEAT}", words):
            continue
        inner = _PAIRED.sub("", match["inner"] or "")
        if _NO_INNER.search(inner) or "和" in inner or _OTHER_LEVEL.match(inner):
            continue
        if inner and not _may_begin(passages, clause, match.start()):
            continue
        start = _place_start(passages, clause, match.start())
        yield Span(start, match.end()), "level" if start == match.start() else "place"
        if (seat := _SEATED.match(words)) and seat.end() < len(words):
            yield Span(match.start(), match.start() + seat.end()), "within"
        at = match.end()


def _may_begin(passages: Passages, clause: Clause, at: int) -> bool:
    """Whether a name may begin at the word for a level: behind no character, a verb, a particle, or a place's name."""
    text = passages.folded
    if at == clause.start or not is_character(text[at - 1]) or _place_start(passages, clause, at) < at:
        return True
    return any(text[at - length : at] in LEADS for length in range(1, 5) if at - length >= clause.start)


def _place_start(passages: Passages, clause: Clause, at: int) -> int:
    """Where the name of a place begins that ends with the word for a level at an offset: 合肥|市人民医院."""
    text = passages.folded
    level = re.compile(_LEVEL).match(text, at)
    assert level is not None
    for length in range(_LONGEST_PLACE, 0, -1):
        start = at - length
        if start >= clause.start and text[start : level.end()] in passages.registers.place_names:
            return start
    return at


def _companies(passages: Passages, clause: Clause) -> Iterator[tuple[Span, str]]:
    for item in passages.items(clause.start, clause.end):
        for match in _COMPANY.finditer(passages.folded, item.start, item.end):
            start = name_start(passages.folded, match.start(), match.end())
            if match.end() - start > 4 and not _NO_COMPANY.search(passages.folded[start : match.end()]):
                yield Span(start, match.end()), "company"


def _functional(passages: Passages, clause: Clause) -> Iterator[tuple[Span, str]]:
    text = passages.folded
    for item in passages.items(clause.start, clause.end):
        for match in _FUNCTIONAL.finditer(text, item.start, item.end):
            begin = item.start
            start = name_start(text, begin, match.end())
            words = text[start : match.end()]
            lead = re.match(
                "(?:[\u4e00-\u9fff]{2,4}?)?(?:首家|首个|第一家|唯一)|建(?=国家|省|市|成)|家(?=[\u4e00-\u9fff]{4})",
                words,
            )
            start += lead.end() if lead else 0
            if joined := _JOINED.search(text, start, match.start()):
                start = joined.end()
            words = text[start : match.end()]
            if words.count("“") != words.count("”"):
                continue
            part = _PART_OF.match(text, match.end(), item.end)
            end = part.end() if part and not name_start(text, match.end(), part.end()) > match.end() else match.end()
            if match.end() - start >= 5 and not _NO_FUNCTIONAL.match(words) and start <= match.start():
                yield Span(start, end), "functional"


def _towns(passages: Passages, clause: Clause) -> Iterator[tuple[Span, str]]:
    text = passages.folded
    for item in passages.items(clause.start, clause.end):
        for match in _TOWN.finditer(text, item.start, item.end):
            start = name_start(text, item.start, match.end())
            start = max(start, match.start())
            words = text[start : match.end()]
            if len(words) >= 4 and not _NO_TOWN.search(words):
                yield Span(start, match.end()), "town"
