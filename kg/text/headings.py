"""Where the sections of a report's text begin, as a reader would cut it.

Chapters (`s1`) are the headings of the highest numbering, what is numbered next below them are their parts (`s1.1`).
A numbering that starts anew is told by what stands around it:

- under unnumbered headings (2022年工作回顾, 2023年工作安排), which are then the chapters, counted as they come, and the
  numbered headings under each are its parts;
- within a chapter, after which the chapters' own numbering goes on: that is a list, and no section;
- behind the last chapter and under a heading of its own, or in an annex (附件, 名词解释): that is one chapter more;
- the chapters themselves once more, as where a page has the report twice: the second is one chapter, not cut.

In doubt a text is cut less: what is left out makes a section longer, and none wrong.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from kg.text.chinese import NUMBERS, is_character

# Where a paragraph begins within a line: with two ideographic spaces; or with a heading's number, behind an ideographic
# space, several blanks, or the end of a sentence and a blank
_BLANK, _SHORT = r"[ \t\u00a0\u3000]", r"[一二三四五六七八九十]{1,3}"
_WITHIN = re.compile(
    rf"(?<!\u3000)(?=\u3000\u3000)|(?<!{_BLANK})(?=(?:\u3000|{_BLANK}{{2}}|(?<=[。；;！!？?：:”]){_BLANK})"
    rf"{_BLANK}*(?:第{_SHORT}(?:章|编|篇|部分|节)|{_SHORT}、|[(（]{_SHORT}[)）]))"
)

# How headings are numbered, the higher levels first (GB/T 9704-2012, 7.3.3, under the parts of a book); the
# lower are lists as often, whose lines are sentences: a heading is none. Width is folded away before
_NUMERAL = r"(?P<number>[一二三四五六七八九十]{1,3})"
_EITHER = r"(?P<number>[一二三四五六七八九十]{1,3}|[1-9]\d?)"
_ARABIC = r"(?P<number>[1-9]\d?)"
_TITLE = r"[^。;!?]*$"
_NUMBERINGS = {
    "chapter": re.compile(rf"第\s*{_EITHER}\s*(?:章|编|篇|部分){_TITLE}"),
    "article": re.compile(rf"第\s*{_EITHER}\s*节{_TITLE}"),
    "一、": re.compile(rf"{_NUMERAL}(?:\s*[、.]|\s{_TITLE}|$)"),
    "(一)": re.compile(rf"\(\s*{_NUMERAL}\s*\)"),
    "1.": re.compile(rf"{_ARABIC}\s*[、.](?!\d|\s*附件){_TITLE}"),
    "(1)": re.compile(rf"\(\s*{_ARABIC}\s*\){_TITLE}"),
    "first": re.compile(rf"第\s*{_NUMERAL}\s*[、,.:\s](?!$){_TITLE}"),
}
_BELOW = {
    "chapter": ("article", "一、"),
    "article": ("一、",),
    "一、": ("(一)", "first"),
    "(一)": ("1.", "first"),
    "1.": ("(1)",),
}
_OF_CONTENTS = re.compile(r"(?:(?<![.·])[.·]{3,}\s*|\t)\d+$")  # a heading's line in a list of contents
_OF_BOOKS = ("chapter", "article")

_STOP = re.compile(r"[。;!?]")
_ITEM = re.compile(
    r"(?:[^\s。;!?]{1,5}[、.)]\s*)?[^\s。;!?]*[。;]"
)  # what has a blank in it is a heading and its paragraph
_LONG = 60  # what is longer is no heading
_ENDED = re.compile(r"[。;!?:…][”’》)」』]*$")
_UNNUMBERED = re.compile(r"[^\s。;!?,:…—·|>/\\_=+-][^。;!?,:…|>/\\_=]{2,28}[^\s。;!?,:…|>/\\_=《“(]")
_AT_THE_END = re.compile(
    r"附\s*[件录表]\s*[一二三四五六七八九十\d]{0,2}(?:$|[:\s《].{0,40})|结束语|结语|注释"
    r"|.{0,16}(?:名词|术语)(?:解释|注释|释义|说明)"
)


class _Line(NamedTuple):
    """A line of the text: where its words begin, the words with their width folded away, the heading that it is."""

    offset: int
    words: str
    numbering: str = ""
    number: int = 0
    titled: bool = False

    @property
    def is_sentence(self) -> bool:
        """Whether the line goes on after its first sentence, as a paragraph does that begins with its heading."""
        return re.search(r"[。;!?].", self.words) is not None


_Item = tuple[int, _Line]
"""A heading, with the place of its line among the lines."""


def section_starts(text: str) -> dict[str, int]:
    """Where sections begin, by token, in the text's order: s0 (the opening), s1, s1.1 …"""
    lines = _lines(text)
    end = _end_of_the_main_text(lines)
    headings = _without_lists(_without_contents([(at, line) for at, line in enumerate(lines) if line.numbering]))
    main = [(at, line) for at, line in headings if at < end]
    chapters = _unnumbered_chapters(lines[:end], main)
    found = list(_under(chapters, main, end) if chapters else _numbered(lines[:end], main))
    found += _under(_annexes(lines, end), headings, len(lines), after=_last_chapter(found))
    starts = {"s0": 0}
    for token, at in found:
        if all(int(number) < 100 for number in token[1:].split(".")):
            starts.setdefault(token, lines[at].offset)
    return starts


def paragraphs(text: str) -> list[tuple[int, str]]:
    """The lines of a text that have words, with their offsets; one without line ends by the spaces before them."""
    found = []
    for line in re.finditer(r"[^\n]+", text):
        cuts = [line.start(), *(m.start() for m in _WITHIN.finditer(text, *line.span()) if m.start() > line.start())]
        found += [(start, text[start:end]) for start, end in pairwise([*cuts, line.end()])]
    return [(start, line) for start, line in found if not line.isspace()]


# ---- Lines


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    opened = False
    for offset, line in paragraphs(text):
        words = unicodedata.normalize("NFKC", line).strip()
        if opened:  # a bracket, and its numeral on the next line
            (offset, _), words = lines.pop()[:2], "(" + words
        opened = words == "("
        lines.append(_read(offset, words))
    return lines


def _read(offset: int, words: str) -> _Line:
    """A line, with the heading that it is; with none for another line, and for what is no numeral."""
    if not _OF_CONTENTS.search(words):
        for numbering, pattern in _NUMBERINGS.items():
            if match := pattern.match(words):
                numeral = match["number"]
                number = int(numeral) if numeral.isascii() else NUMBERS.get(numeral, 0)
                titled = words[match.end("number") :].strip(" 、.,:)") != ""
                return _Line(offset, words, numbering, number, titled) if number else _Line(offset, words)
    return _Line(offset, words)


def _end_of_the_main_text(lines: Sequence[_Line]) -> int:
    """The first line of what stands behind a report (annexes, a glossary, the last words), in its second half or so."""
    numbered = 0
    for at, line in enumerate(lines):
        numbered += bool(line.numbering) or _is_unnumbered(lines, at)
        if numbered > 1 and line.offset * 3 > lines[-1].offset and _AT_THE_END.fullmatch(line.words):
            return at
    return len(lines)


def _annexes(lines: Sequence[_Line], start: int) -> list[int]:
    """Where annexes begin; a list of annexes and the title of one begin no other."""
    places = [at for at in range(start, len(lines)) if _AT_THE_END.fullmatch(lines[at].words)]
    return places[:1] + [at for before, at in pairwise(places) if _has_text(lines[before + 1 : at])]


def _has_text(lines: Sequence[_Line]) -> bool:
    return len(lines) > 5 or any("。" in line.words for line in lines)


def _without_contents(headings: Sequence[_Item]) -> Sequence[_Item]:
    """The headings without those of a list of contents: they follow on each other, and come again later."""
    run = 0
    while run < len(headings) and headings[run][0] == headings[0][0] + run:
        run += 1
    again = run > 2 and headings[0][1].words in (line.words for _, line in headings[run:])
    return headings[run:] if again else headings


def _without_lists(headings: Sequence[_Item]) -> list[_Item]:
    """The headings without items of lists, which are one sentence each and follow on each other; and without bare
    numerals where others of their kind have titles.
    """
    titled = {line.numbering for _, line in headings if line.titled}
    kept: list[_Item] = []
    run: list[_Item] = []
    for at, line in [*headings, (-1, _Line(-1, ""))]:
        if not run or (at - 1, line.numbering, line.number - 1) != (
            run[-1][0],
            run[-1][1].numbering,
            run[-1][1].number,
        ):
            kept += [] if _is_list(run) else run
            run = []
        run.append((at, line))
    return [(at, line) for at, line in kept if line.titled or line.numbering not in titled]


def _is_list(run: Sequence[_Item]) -> bool:
    """Whether headings that follow on each other are items: all but the last one sentence each, or mostly too long."""
    lines = [line for _, line in run]
    if len(lines) < 2 or lines[0].number != 1:
        return False
    lengths = sorted(len(_STOP.split(line.words, maxsplit=1)[0]) for line in lines)
    sentences = all(_ITEM.fullmatch(line.words) for line in lines[:-1])
    return sentences or lengths[len(lengths) // 2] > _LONG


def _is_unnumbered(lines: Sequence[_Line], at: int) -> bool:
    """Whether a line is a heading without number: short words without a stop, between paragraphs."""
    if not 0 < at < len(lines) - 1:
        return False
    before, line, after = lines[at - 1 : at + 2]
    return (
        not line.numbering
        and _UNNUMBERED.fullmatch(line.words) is not None
        and sum(map(is_character, line.words)) * 2 > len(line.words)
        and (_ENDED.search(before.words) is not None or bool(before.numbering))
        and (bool(after.numbering) or (len(after.words) > 20 and _is_word(after.words[0])))
        and not _AT_THE_END.fullmatch(line.words)
    )


def _is_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN" or character in "“《"


# ---- Numberings


def _series(numbered: Sequence[_Item], first: int) -> list[list[_Item]]:
    """Headings of one numbering in series that count upwards; one begins with each `first` (any number, if it is 0).

    A heading goes on with the innermost series that it follows on, rather one of its kind (a line or a paragraph).
    """
    found: list[list[_Item]] = []
    stack: list[list[_Item]] = []
    for item in numbered:
        line = item[1]
        follows = [s for s in reversed(stack) if s[-1][1].number + 1 == line.number]
        alike = [s for s in follows if s[0][1].is_sentence == line.is_sentence]
        later = [s for s in reversed(stack) if s[-1][1].number < line.number]
        if fits := alike or follows or (later if line.number != 1 else []):
            del stack[stack.index(fits[0]) + 1 :]
            fits[0].append(item)
        elif line.number == first or (line.number == 1 and stack) or (not first and not stack):
            stack = [*stack[:1], *stack[1:][-2:], [item]]
            found.append(stack[-1])
    return found


def _numbering_of(headings: Sequence[_Item]) -> tuple[str, str, int]:
    """How chapters and their parts are numbered, and with which number the chapters begin; "" where none are.

    Chapters have the highest level that has a one. Those of a book stand before what is numbered in them; else a
    sentence only names one. (一) and (二) before any 一、 are above it, and a first 二、 has lost the 一、 before it.
    """
    firsts = {line.numbering: at for at, line in reversed(headings) if line.number == 1}
    levels = [numbering for numbering in _NUMBERINGS if numbering in firsts]
    if "一、" in firsts:
        levels = [n for n in levels if n not in _OF_BOOKS or firsts[n] < firsts["一、"]]
    top, first = (levels[0] if levels else ""), 1
    early = {line.number for at, line in headings if at < firsts.get("一、", 0) and _is_title(line, "(一)")}
    if top == "一、" and early >= {1, 2}:
        return "(一)", "一、", 1
    if top == "(一)":
        seconds = [at for at, line in headings if line.number == 2 and _is_title(line, "一、")]
        if seconds and seconds[0] < firsts["(一)"]:
            top, first = "一、", 2
    there = {line.numbering for _, line in headings}
    return top, next((numbering for numbering in _BELOW.get(top, ()) if numbering in there), ""), first


def _is_title(line: _Line, numbering: str) -> bool:
    return line.numbering == numbering and bool(line.titled) and not line.is_sentence


# ---- Sections


def _numbered(lines: Sequence[_Line], headings: Sequence[_Item]) -> Iterator[tuple[str, int]]:
    """The sections of a text whose chapters are numbered: token and line."""
    top, below, first = _numbering_of(headings)
    series = _series([item for item in headings if item[1].numbering == top], first)
    if not series:
        return
    chapters, end = series[0], len(lines)
    more: list[int] = []
    before = chapters[-1][0]
    for other in series[1:]:
        if other[0][0] > before and len(other) > 1:
            if other[0][1].words == chapters[0][1].words:
                more, end = [*more, other[0][0]], other[0][0]
                break
            more += [at for at in range(before + 1, other[0][0]) if _is_unnumbered(lines, at)][-1:]
            before = other[-1][0]
    last = more[0] if more else end
    parts = [item for item in headings if item[1].numbering == below and item[0] < last]
    for (at, line), (after, _) in zip(chapters, [*chapters[1:], (last, None)], strict=True):
        yield f"s{line.number}", at
        yield from _parts(f"s{line.number}", [item for item in parts if at < item[0] < after])
    yield from _under(more, [item for item in headings if item[0] < end], len(lines), after=chapters[-1][1].number)


def _parts(chapter: str, numbered: Sequence[_Item]) -> Iterator[tuple[str, int]]:
    """The parts of a chapter: token and line; without gaps where they are numbered as lists are (第一, …)."""
    parts = next(iter(_series(numbered, 0)), [])
    if parts and (
        parts[0][1].numbering != "first" or [line.number for _, line in parts] == [*range(1, len(parts) + 1)]
    ):
        for at, line in parts:
            yield f"{chapter}.{line.number}", at


def _under(chapters: Sequence[int], headings: Sequence[_Item], end: int, after: int = 0) -> Iterator[tuple[str, int]]:
    """The sections of chapters without number, which count on from `after`, and of what is numbered in each."""
    places = [at for at, _ in headings]
    for number, (start, stop) in enumerate(pairwise([*chapters, end]), after + 1):
        yield f"s{number}", start
        own = headings[bisect_right(places, start) : bisect_left(places, stop)]
        top, _, _ = _numbering_of(own)
        series = _series([item for item in own if item[1].numbering == top], 1)
        if top in ("一、", "(一)", "first") and series and len(series[0]) > 1:
            yield from _parts(f"s{number}", series[0])


def _unnumbered_chapters(lines: Sequence[_Line], headings: Sequence[_Item]) -> list[int]:
    """The lines that are chapters without number; none where the numbered ones are chapters.

    There are several, they begin before anything is numbered, and the numbering starts anew under each, or begins
    after the first: no series goes over one of them.
    """
    top, _, _ = _numbering_of(headings)
    times = Counter(line.words for line in lines)  # what comes often stands at the head of every page
    found = [at for at, line in enumerate(lines) if times[line.words] < 3 and _is_unnumbered(lines, at)]
    series = [s for s in _series([item for item in headings if item[1].numbering == top], 1) if len(s) > 1]
    if len(found) < 2 or top in _OF_BOOKS or any(at < found[0] for at, line in headings if line.numbering == top):
        return []
    if any(bisect_right(found, s[0][0]) < bisect_left(found, s[-1][0]) for s in series):
        return []
    return [] if len(series) == 1 and series[0][0][0] < found[1] else found


def _last_chapter(found: Iterable[tuple[str, int]]) -> int:
    return max((int(token[1:].partition(".")[0]) for token, _ in found), default=0)
