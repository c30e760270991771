"""Where a report's text as found looks damaged, for a person to look at: what is told there need not be wrong."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from kg.messages import say, say_count
from kg.text.chinese import CHARACTER, script_of
from kg.text.report import PINYIN, TONED, Damage

# What programs put in the place of bytes that they could not read. One question mark is a question as often: one that
# stands for bytes has a letter, a digit or another mark behind it
_LOST: Final = re.compile(
    rf"\ufffd+|锟斤拷|(?<=[{CHARACTER}])\?{{2,}}|\?{{2,}}(?=[{CHARACTER}])"
    rf"|(?<=[{CHARACTER}])\?(?=[a-zü{TONED}\d。，、；,;])"
)
# 後 and the like became 后 in Simplified characters, and a program that does not know words leaves them so (规范 規范),
# or takes the wrong one of several (面对 麵對)
_MECHANICAL: Final = re.compile(
    "[今以之最然前先落]后|后[續來期勤]|[規示模]范|范圍|骨干|干[部警群]|[這那哪]里|里面|其余|余[個萬名項]"
    "|麵[對向臨積]|製度|髮[展現佈]|徵程|係統|裏程|隻[有要是]|乾[部警群]|後宮"
)
_OF_A_PAGE: Final = re.compile(
    r"\s*(?:首\s*页|您?的?(?:当前)?位置.?|收\s*藏|下\s*载|打\s*印(?:本页)?|全屏|关闭(?:窗口|本页)?|返回.{0,6}|登\s*录.{0,4}"
    r"|分享(?:到.{0,4})?.?|【?字体.*|阅读量.?|浏览次数.*|无障碍.*|高级搜索.*|扫一扫.{0,12}|.{0,8}责任编辑.{0,8}|版权所有.*"
    r"|相关(?:附件|链接|阅读|新闻).{0,3}|上一篇.*|下一篇.*|.{0,8}网站地图|.{0,6}ICP备.*|Public domain|加大|减小|还原"
    r"|我的收藏|微信|微博)\s*"
)
_TITLE: Final = re.compile(r"[^。,，;；:：《》]{0,40}(?:工作报告|年度报告|情况的?报告|工作总结)")
_FIRST: Final = re.compile(r"\s*(?:一\s*、|第一(?:部分|章))")
_LINE: Final = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_LINE_END: Final = re.compile(r"\r\n?|\n")
_LONG: Final = 80  # characters of a line that no two reports have alike
_REPEATED: Final = 5


class Suspicion(NamedTuple):
    """A place of a text as found (in code points), one sentence that says what is seen there, and its kind: bytes
    `lost`, `pinyin`, characters `converted`, `menus`, the report `again`, or `another`.
    """

    offset: int
    told: str
    kind: str


def suspicions(original: str) -> list[Suspicion]:
    """All that looks damaged in a text as found, in its order: every place where bytes seem lost, and once each the
    pinyin in it, a conversion from Simplified characters, the menus of a page around it, and a second report.
    """
    lines = [(match.start(), match.group()) for match in _LINE.finditer(original)]
    found = [*_lost(original), *_pinyin(original), *_mechanical(original), *_menus(lines), *_second(lines)]
    return sorted(found)


def unanswered(original: str, damages: Iterable[Damage]) -> list[Suspicion]:
    """The same without the places that damages tell how to read."""
    told = [(start, start + len(one.original)) for one in damages if (start := original.find(one.original)) >= 0]
    return [one for one in suspicions(original) if not any(start <= one.offset < end for start, end in told)]


def line_of(original: str, offset: int) -> int:
    """The number, from 1, of the line in which a character of a text stands, as editors count lines."""
    return len(_LINE_END.findall(original, 0, offset)) + 1


def _lost(original: str) -> Iterator[Suspicion]:
    without = PINYIN.sub(lambda match: "\0" * len(match.group()), original)
    for match in _LOST.finditer(without):
        around = original[max(0, match.start() - 4) : match.end() + 4]
        yield Suspicion(
            match.start(), say("bytes seem lost in {words!r}; tell in errata.csv what is meant", words=around), "lost"
        )


def _pinyin(original: str) -> Iterator[Suspicion]:
    places = [match.start() for match in PINYIN.finditer(original)]
    if places:
        told = say_count(
            "pinyin stands in brackets after {count} character; it is left out",
            "pinyin stands in brackets after {count} characters; it is left out",
            len(places),
        )
        yield Suspicion(places[0], told, "pinyin")


def _mechanical(original: str) -> Iterator[Suspicion]:
    """Only in a text that is in Traditional characters for a good part."""
    places = {at for match in PINYIN.finditer(original) for at in range(*match.span())}
    kept = [at for at in range(len(original)) if at not in places]
    words = list(_MECHANICAL.finditer("".join(original[at] for at in kept)))
    if len(words) > 2 and script_of(original) == "Hant":
        told = say(
            "a program seems to have made the Traditional characters from Simplified ones, without regard to words "
            "({word!r}); look for the text as it was published",
            word=words[0].group(),
        )
        yield Suspicion(kept[words[0].start()], told, "converted")


def _menus(lines: list[tuple[int, str]]) -> Iterator[Suspicion]:
    """Before the first paragraph, and behind the last."""
    prose = [at for at, (_, line) in enumerate(lines) if len(line) > _LONG and "。" in line]
    first, last = (prose[0], prose[-1]) if prose else (len(lines), len(lines))
    for part in (lines[:first], lines[last + 1 :]):
        places = [offset for offset, line in part if len(line) < _LONG and _OF_A_PAGE.fullmatch(line)]
        if len(places) > 1:
            told = say("what stands here seems to be the menus of a web page, and not the report")
            yield Suspicion(places[0], told, "menus")


def _second(lines: list[tuple[int, str]]) -> Iterator[Suspicion]:
    """The same report once more, by its long lines; or another, by a title between two first chapters."""
    seen: set[str] = set()
    again: list[int] = []
    for offset, line in lines:
        words = line.strip()
        if len(words) > _LONG:
            again += [offset] if words in seen else []
            seen.add(words)
    if len(again) > _REPEATED:
        yield Suspicion(again[0], say("the report seems to stand here once more"), "again")
        return
    chapters = [offset for offset, line in lines if _FIRST.match(line)]
    for offset, line in lines if len(chapters) > 1 else ():
        if chapters[0] < offset < chapters[-1] and _TITLE.fullmatch(line.strip()):
            yield Suspicion(
                offset, say("another report seems to begin here; keep each in a file of its own"), "another"
            )
            return
