"""The text of a report: cleaned, cut into numbered sections, each character with its offset.

A text as found may be in Traditional characters, with pinyin inserted after some of them and
with damaged places. Cleaning reads the damaged places as a reviewer says, removes the pinyin
and converts to Simplified characters; the offsets of the original stay known throughout.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from kg.text.chinese import NUMBERS, simplify

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
# (qū) after a character; a tone mark tells it from a remark in brackets
_PINYIN = re.compile(rf"(?<=[\u3400-\u9fff])[(（][a-zü]*[{_TONED}][a-zü]*[)）]")
_CHAPTER = re.compile(r"([一二三四五六七八九十]{1,3})、")
_PART = re.compile(r"[(（]([一二三四五六七八九十]{1,3})[)）]")
_DATE_LINE = re.compile(
    r"\s*[\d〇○零一二三四五六七八九]{4}年[\d一二三四五六七八九十]{1,2}月[\d一二三四五六七八九十]{1,3}日\s*"
)
_SENTENCE = re.compile(r"[^。！？；!?;\n]*[。！？；!?;\n]?[”’》）)]*")


class Damage(NamedTuple):
    """A damaged place of a text as found, what it is read as, and where that is told."""

    original: str
    reading: str
    told_in: str


@dataclass(frozen=True)
class Span:
    """A stretch of a cleaned text, as Python slices count."""

    start: int
    end: int


@dataclass(frozen=True)
class SourceText:
    """A report's cleaned text.

    `starts[i]` and `ends[i]` bound, in code points of the text as found, what stands there for
    character i of the cleaned text.
    """

    id: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sections: Mapping[str, Span]

    def find(self, section: str, quote: str) -> list[Span]:
        """Where `quote` stands in a section; empty where there is no such section."""
        span = self.sections.get(section)
        if span is None:
            return []
        found, at = [], self.text.find(quote, span.start, span.end)
        while at >= 0:
            found.append(Span(at, at + len(quote)))
            at = self.text.find(quote, at + 1, span.end)
        return found

    def sentence(self, span: Span) -> Span:
        """The sentence or sentences (clauses between semicolons count as such) around a span."""
        bounds = self.sentences
        first = bounds[bisect_right(bounds, span.start, key=lambda b: b.start) - 1]
        last = bounds[bisect_right(bounds, span.end - 1, key=lambda b: b.start) - 1]
        return Span(first.start, last.end)

    @cached_property
    def sentences(self) -> list[Span]:
        """All sentences, in order, without gaps."""
        return [Span(*m.span()) for m in _SENTENCE.finditer(self.text) if m.end() > m.start()]

    def original(self, span: Span) -> Span:
        """The same stretch in the text as found."""
        return Span(self.starts[span.start], self.ends[span.end - 1])


def clean(source_id: str, original: str, damages: Iterable[Damage] = ()) -> SourceText:
    """The cleaned text of a report. Raises ValueError where a damage does not occur just once."""
    pieces = _mend(original, damages)
    characters, starts, ends = [], [], []
    for piece, start, end in pieces:
        for character in piece:
            characters.append(character)
            starts.append(start)
            ends.append(end)
    simplified = simplify("".join(characters))
    return SourceText(source_id, simplified, tuple(starts), tuple(ends), _sections(simplified))


def _mend(original: str, damages: Iterable[Damage]) -> list[tuple[str, int, int]]:
    """The text in pieces (what is read, start and end of what stands there), pinyin left out."""
    cuts: list[tuple[int, int, str]] = [(m.start(), m.end(), "") for m in _PINYIN.finditer(original)]
    for damage in damages:
        named = f"the damaged place {damage.original!r} of {damage.told_in}"
        if (times := original.count(damage.original)) != 1:
            raise ValueError(f"{named} occurs {times} times, expected once")
        start = original.index(damage.original)
        end = start + len(damage.original)
        if any(reading and start < cut_end and cut_start < end for cut_start, cut_end, reading in cuts):
            raise ValueError(f"{named} overlaps another")
        cuts = [cut for cut in cuts if not start <= cut[0] < end] + [(start, end, damage.reading)]
    pieces, at = [], 0
    for start, end, reading in sorted(cuts):
        pieces += [(original[i], i, i + 1) for i in range(at, start)]
        pieces += [(character, start, end) for character in reading]
        at = end
    return pieces + [(original[i], i, i + 1) for i in range(at, len(original))]


def _sections(text: str) -> dict[str, Span]:
    """Sections by token: s0 (the opening), s1, s1.1 …, sig (a body's name and a date at the end)."""
    lines = [(m.start(), m.group()) for m in re.finditer(r"[^\n]+", text) if m.group().strip()]
    starts, chapter = {"s0": 0}, ""
    for offset, line in lines:
        if number := _number(_CHAPTER, line):
            token = f"s{number}"
            chapter = chapter if token in starts else token
        elif chapter and (number := _number(_PART, line)):
            token = f"{chapter}.{number}"
        else:
            continue
        starts.setdefault(token, offset)  # a number that comes again, as in a list, begins no section
    if len(lines) > 2 and _DATE_LINE.fullmatch(lines[-1][1]):
        starts["sig"] = lines[-2][0]
    ends = [*list(starts.values())[1:], len(text)]
    return {token: Span(start, end) for (token, start), end in zip(starts.items(), ends, strict=True)}


def _number(heading: re.Pattern[str], line: str) -> int | None:
    """The number of a heading; None for another line, and for what is no numeral."""
    match = heading.match(line)
    return NUMBERS.get(match[1]) if match else None
