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
from typing import Final, NamedTuple

from kg.messages import say
from kg.text.characters import is_invisible, usual
from kg.text.chinese import simplify
from kg.text.headings import paragraphs, section_starts

TONED: Final = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
# (qū) after a character; a tone mark tells it from a remark in brackets
PINYIN: Final = re.compile(rf"(?<=[\u3400-\u9fff])[(（][a-zü]*[{TONED}][a-zü]*[)）]")
_LINE_END = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")

_YEAR, _NUMBER = r"[\d〇○零一二三四五六七八九]{4}", r"[\d一二三四五六七八九十]"
_DATE_LINE = re.compile(rf"\s*{_YEAR}\s*年\s*{_NUMBER}{{1,2}}\s*月\s*{_NUMBER}{{1,3}}\s*日\s*")
_HEADING = re.compile(r"(?:[(（]\s*)?[^。！？；!?;\n]*")
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

    @property
    def has_headings(self) -> bool:
        """Whether there are sections beside the opening and the signature."""
        return bool(self.sections.keys() - {"s0", "sig"})

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

    def heading(self, section: str) -> str:
        """The heading that a section begins with, to the end of its line or first sentence; "" for the opening and
        the signature. Raises KeyError for an unknown section.
        """
        span = self.sections[section]
        heading = _HEADING.match(self.text, span.start, span.end)
        return "" if section in ("s0", "sig") or not heading else heading[0].replace("\n", "").strip()

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
            characters.append(usual(character))
            starts.append(start)
            ends.append(end)
    simplified = simplify("".join(characters))
    return SourceText(source_id, simplified, tuple(starts), tuple(ends), _sections(simplified))


def _mend(original: str, damages: Iterable[Damage]) -> list[tuple[str, int, int]]:
    """The text in pieces (what is read, start and end of what stands there): every line ends alike,
    and pinyin and what nobody sees is left out.
    """
    mended: list[tuple[int, int, str]] = []
    for damage in damages:
        if (times := original.count(damage.original)) != 1:
            told = say(
                "the damaged place {original!r} of {place} occurs {count} times, expected once",
                original=damage.original,
                place=damage.told_in,
                count=times,
            )
            raise ValueError(told)
        start = original.index(damage.original)
        end = start + len(damage.original)
        if _overlaps(mended, start, end):
            told = say(
                "the damaged place {original!r} of {place} overlaps another",
                original=damage.original,
                place=damage.told_in,
            )
            raise ValueError(told)
        mended.append((start, end, damage.reading))
    cuts = [(m.start(), m.end(), "") for m in PINYIN.finditer(original)]
    cuts += [(m.start(), m.end(), "\n") for m in _LINE_END.finditer(original)]
    cuts += [(at, at + 1, "") for at, character in enumerate(original) if is_invisible(character)]
    cuts = [cut for cut in cuts if not _overlaps(mended, cut[0], cut[1])] + mended
    pieces, at = [], 0
    for start, end, reading in sorted(cuts):
        pieces += [(original[i], i, i + 1) for i in range(at, start)]
        if reading == "\n":
            pieces.append((reading, start, end))
        else:
            pieces += [(character, start, end) for character in reading]
        at = end
    return pieces + [(original[i], i, i + 1) for i in range(at, len(original))]


def _overlaps(cuts: list[tuple[int, int, str]], start: int, end: int) -> bool:
    return any(start < cut_end and cut_start < end for cut_start, cut_end, _ in cuts)


def _sections(text: str) -> dict[str, Span]:
    """Sections by token: s0 (the opening), s1, s1.1 …, sig (a body's name and a date at the end)."""
    starts = section_starts(text)
    lines = paragraphs(text)
    if len(lines) > 2 and _DATE_LINE.fullmatch(lines[-1][1]):
        starts["sig"] = lines[-2][0]
    ends = [*list(starts.values())[1:], len(text)]
    return {token: Span(start, end) for (token, start), end in zip(starts.items(), ends, strict=True)}
