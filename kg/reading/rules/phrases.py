"""Where a name begins and ends within a clause: what stands before and behind it in reports.

No cutter of words finds the bounds of names in this genre (LAC, thulac, jieba and others were tried); what does is
that a clause begins with adverbs and verbs of a known stock, and that a name ends with what it is: 局, 机制, 行动.
"""

import re
from typing import Final

from kg.text.report import Span

_ADVERBS: Final = (
    "进一步 更进一步 高质量 高标准 高效率 高水平 高效 常态化 系统化 全面 深入 持续 大力 积极 "
    "扎实 有序 稳步 切实 严格 认真 不断 着力 努力 充分 有效 主动 依法 依规 率先 坚决 及时 定期 "
    "多次 再次 首次 逐步 逐项 正式 联合 共同 牵头 纵深 日益 更加 加快 加速 加力 稳妥 统一 精准 "
    "科学 注重 重点 集中 分类 同步 顺利 成功 圆满 继续 始终 统筹 大幅 快速 广泛 有力 尽快 从严 "
    "从快 共 已 还 亦 也 均 都 又 并 仍 再 先 先后 另 累计 总计 合计 共计 目前 当前 近年来 "
    "今年以来 今年 去年 全年 年内 同时 此外 其中 通过 依托 围绕 针对 聚焦 聚力 突出 紧扣 紧抓 "
    "结合 依据 按照 根据 对照 对标 借助 利用 运用 以及 基于 立足 面向"
)
_VERBS: Final = (
    "运营 开业 筹设 筹建 兴办 开办 新组建 新认定 新设 进入 "
    "掀起 首创 帮扶 推进 推动 推行 推广 推出 深化 完善 健全 加强 强化 落实 抓好 抓实 抓紧 抓牢 抓住 做好 做实 "
    "做细 做强 做优 做大 做到 实施 实行 开展 组织 建立 建成 建好 构建 打造 创建 创新 提升 提高 "
    "优化 规范 加大 增强 增加 探索 试点 试行 协调 配合 支持 指导 督促 监督 推介 坚持 贯彻 执行 "
    "履行 制定 出台 印发 发布 公布 修订 编制 编印 编发 编写 拟定 拟订 起草 制订 签署 签订 举办 "
    "召开 举行 召集 承办 主办 发挥 实现 完成 确保 保证 促进 助力 引导 引入 引进 纳入 列入 设立 "
    "成立 组建 开设 开通 启动 启用 上线 投用 运行 应用 使用 采用 采取 接受 畅通 拓展 拓宽 延伸 "
    "扩大 夯实 筑牢 织密 压实 压紧 明确 确定 调整 梳理 汇总 整合 整治 开发 培育 营造 维护 保护 "
    "保障 服务 解决 化解 处理 处置 办理 受理 审理 审查 审核 审议 审批 核发 颁发 颁布 废止 修改 "
    "修正 清理 参与 参加 出席 邀请 聘请 选聘 引领 树立 弘扬 传承 学习 宣传 普及 倡导 鼓励 激发 "
    "释放 破解 攻克 突破 打好 打赢 打通 打破 打响 擦亮 巩固 稳定 稳住 守住 守牢 保持 保留 形成 "
    "成为 获得 荣获 获评 获批 入选 争取 争创 争当 申报 推荐 力争 新增 新建 改建 扩建 改造 建设 "
    "治理 管理 下放 承接 取消 减少 压缩 降低 简化 精简 缩短 关闭 淘汰 提供 兑现 发放 投入 安排 "
    "落地 引育 集聚 对接 联动 融入 参照 遵循 遵守 牢记 高举 做出 作出 进行 给予 予以 深耕 激活 "
    "盘活 用好 用足 管好 严守 严把 严查 严打 严控 防范 防控 查处 查办 打击 遏制 排查 检查 抽查 "
    "转变 转化 加入 支撑 凝聚 汇聚 搭建 布局 谋划 规划 部署 研究 制发 印制 发行 回应 听取 提出 "
    "出具 征集 公开 报告 报送 反映 改进 改善 着眼 随着 遵照 深挖 用活 检验 考核 评选 评定 评为 授予 "
    "命名 认定 列为 作为 称为 帮助 协助 带动 拉动 撬动 覆盖 实施好 落实好 加强对 推动落实"
)
_PARTICLES: Final = (
    "将 把 对 向 在 由 为 以 被 从 与 和 及 或 至 到 于 经 让 使 令 给 的 了 是 有 要 等 所 按 就 因 用 当 凡"
)

ADVERBS: Final = frozenset(_ADVERBS.split())
VERBS: Final = frozenset(_VERBS.split())
PARTICLES: Final = frozenset(_PARTICLES.split())
LEADS: Final = ADVERBS | VERBS | PARTICLES
"""With what a clause, or another part of it, begins."""

_WHOSE: Final = (
    "我区 我市 我省 我县 全区 全市 全省 全县 全镇 全国 本区 本市 本级 辖区 区内 各级 各类 各项 "
    "一批 一系列 多项 多个 有关 相关 年度 新一轮"
)
WHOSE: Final = frozenset(_WHOSE.split())

_NO_LEAD: Final = re.compile(
    "就业|就学|就医|当地|被动|要素|与会|向上|规范性|规范化|建设(?:项目|单位|用地|工程|局|银行)|服务(?:中心|平台|站|业|网|热线|大厅|窗口|体系|专区)|治理(?:体系|能力|中心|工作站|现代化)|"
    "管理(?:委员|办法|制度|体系|平台|中心|规定|局)|宣传(?:部|教育|周|月)|研究(?:院|所|中心|室)|保障(?:体系|机制|局|性|制度)|"
    "实施(?:方案|意见|办法|细则|条例|纲要)|监督(?:员|管理|机制|体系|局|平台)|重点(?:领域|项目|工程|工作|群体|人群|监管)|统一(?:登记|编号|公布|印发|查询|合法)|"
    "突出问题|审查(?:机制|制度|中心)|考核(?:机制|制度|体系|办法)|公开(?:制度|专栏|平台|条例)|调解|保护(?:中心|条例|机制|区|工程)|创新(?:中心|工程|驱动|平台|型|区)|"
    "整治行动|处理(?:中心|厂|机制)|综合|共同富裕|共青团|科学城|科学技术|集中评查|依法(?:行政|治)|为民|要素|所有|对外|用地|用人|有限|由此|当地|在册|在职|在岗|在编|在校|在建|在园|在线|"
    "学习(?:中心|计划|方案)|组织(?:部|体系|保障|领导)|按揭|及格|因地制宜|对口|与会|审议意见|审批(?:服务|制度|改革|局)|报告(?:制度|会)|评定"
)
_LEADING: Final = re.compile(
    r"(?:20\d\d|今|去|本)年(?:以来|度|初|底|末)?|\d{1,2}月(?:\d{1,2}日)?|截至|[一二三四五六]是"
)

_SUFFIXES: Final = "率度性化型员"
"""Behind a verb, these make a noun of it: 覆盖率, 规范性, 监督员."""

_LONGEST: Final = 4
_TOO_LONG: Final = 40


def after_lead(text: str, start: int, end: int, *, whose: bool = True) -> int:
    """Where a name begins at the earliest: behind the adverbs, verbs and particles with which a clause begins, and
    behind words that say whose (我区, 各类) where `whose`.
    """
    at = start
    while at < end:
        step = _lead(text, at, end, whose=whose)
        if not step:
            return at
        at += step
    return end


def _lead(text: str, at: int, end: int, *, whose: bool) -> int:
    if text[at].isspace():
        return 1
    if _NO_LEAD.match(text, at, end):
        return 0
    for length in range(min(_LONGEST, end - at - 1), 0, -1):
        word = text[at : at + length]
        if word in LEADS or (whose and word in WHOSE):
            return 0 if length > 1 and text[at + length] in _SUFFIXES else length
    match = _LEADING.match(text, at, end)
    return match.end() - at if match else 0


def begins_lead(text: str, at: int, end: int) -> bool:
    """Whether what stands at an offset begins another part of the clause: an adverb, a verb, a particle."""
    if at >= end:
        return True
    return any(text[at : at + length] in LEADS for length in range(min(_LONGEST, end - at), 0, -1))


_INNER: Final = re.compile(
    "(?:的|了|将|把|被|主动|及时|定期|逐步|率先|正式|提出|出具|提供|签订|签署|再添|办好|并|进行|予以|给予|制定|出台|印发|开展|推进|推动|推行|推广|健全|构建|打造|落实|深化|加强|强化|建立|"
    "设立|成立|召开|举办|纳入|列入|依托|通过|围绕|针对|实施|完善|提升|提高|加快|加大|全面|深入|持续|积极|大力|扎实|组织|"
    "牵头|联合|共同|充分|有效|不断|切实|严格|认真|实现|确保|完成|履行|执行|贯彻|坚持|配合|督促|引入|作为|成为|参与|涉及|入选|获批|获评|荣获|"
    "符合|等|对|向|为|在|以|由|与|使|让|从|按|及)"
)
_WORDS_WITH_PARTICLES: Final = re.compile(
    "出让|转让|让利|对外|对口|对接|对策|反对|针对|面向|方向|导向|定向|行为|作为|人为|为民|为企|为老|为先|在线|在册|在职|在岗|存在|现在|内在|"
    "潜在|以上|以下|以案|以法|以审|可以|自由|理由|与会|参与|公与|天使|使用|行使|从业|从严|从重|服从|按时|按需|及时|以及|"
    "普及|涉及|等级|等次|平等|高等|中等|对象|应对|对话|绝对|相对|为主|以人|所在|在建|在校|在编|在园|成为|社会组织|调解组织|组织法|"
    "基层组织|党组织|组织部|组织建设|组织领导|组织保障|执行案|执行难|执行局|执行法|目的|标的|有的放矢|全面依法|全面深化|全面从严|"
    "等级|联合会|联合体|认真学习|建立健全"
)


def name_start(text: str, start: int, end: int, *, head: int = 0, whose: bool = True) -> int:
    """Where the name that ends at `end` begins, in a stretch without punctuation that begins at `start`: behind the
    last verb or particle within, and what leads on from there. From `head` on stands what the thing is: it is not cut.
    """
    start = max(start, end - _TOO_LONG)
    kept = [Span(*m.span()) for m in _WORDS_WITH_PARTICLES.finditer(text, start, end)]
    begin = start
    for match in _INNER.finditer(text, start, head or end):
        if match.end() < end and not any(span.start <= match.start() < span.end for span in kept):
            begin = match.end()
    return after_lead(text, begin, end, whose=whose)
