"""The text of a report: cleaned, cut into numbered sections, each character with its offset.

A text as found may be in Traditional characters, with pinyin inserted after some of them and
with damaged places. Cleaning reads the damaged places as the errata say, removes the pinyin
and converts to Simplified characters; the offsets of the original stay known throughout.
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kg.errors import Problem
from kg.inputs import sources_folder, text_files
from kg.tables import Erratum, Source, Tables, shown

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
# (qū) after a character; a tone mark tells it from a remark in brackets
_PINYIN = re.compile(rf"(?<=[\u3400-\u9fff])[(（][a-zü]*[{_TONED}][a-zü]*[)）]")
_NUMERALS = "零一二三四五六七八九"
_CHAPTER = re.compile(rf"([{_NUMERALS}十]+)、")
_PART = re.compile(rf"[(（]([{_NUMERALS}十]+)[)）]")
_DATE_LINE = re.compile(
    r"\s*[\d〇○零一二三四五六七八九]{4}年[\d一二三四五六七八九十]{1,2}月[\d一二三四五六七八九十]{1,3}日\s*"
)
_SENTENCE = re.compile(r"[^。！？；!?;\n]*[。！？；!?;\n]?[”’》）)]*")


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


def clean(source_id: str, original: str, errata: Iterable[Erratum] = ()) -> SourceText:
    """The cleaned text of a report. Raises ValueError where an erratum does not occur just once."""
    pieces = _apply_errata(original, errata)
    characters, starts, ends = [], [], []
    for piece, start, end in pieces:
        for character in piece:
            characters.append(character)
            starts.append(start)
            ends.append(end)
    simplified = _simplify("".join(characters))
    return SourceText(source_id, simplified, tuple(starts), tuple(ends), _sections(simplified))


def texts_at_hand(tables: Tables, folder: Path | None = None) -> tuple[dict[str, SourceText], list[Problem]]:
    """The texts of the tables' sources that can be found, and what is wrong with them.

    They are looked for as `<id>.txt` in `sources/` beside the tables, and in `folder` (else
    the folder that KG_SOURCES names) under any name ending in .txt, by their SHA-256.
    """
    named = sources_folder(folder)
    if named is not None and not named.is_dir():
        return {}, [Problem(shown(named), 0, "", "no such folder of source texts")]
    files = text_files(tables.folder, named)
    texts: dict[str, SourceText] = {}
    problems: list[Problem] = []
    by_hash = {_sha256(path): path for path in files}
    for source in tables.sources:
        path = by_hash.get(source.sha256)
        if path is None:
            problems += _changed(source, files)
            continue
        errata = [e for e in tables.errata if e.source == source.id]
        try:
            texts[source.id] = clean(source.id, path.read_bytes().decode("utf-8-sig"), errata)
        except ValueError as error:
            problems.append(Problem(shown(path), 0, "", str(error)))
    return texts, problems


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _changed(source: Source, files: list[Path]) -> list[Problem]:
    """A problem for each text named after a source whose bytes are others than the source's."""
    message = (
        f"expected the SHA-256 {source.sha256} of sources.csv; put the text back as it was found, or correct the row"
    )
    return [
        Problem(shown(path), 0, "", f"its SHA-256 is {_sha256(path)}, {message}")
        for path in files
        if path.stem == source.id
    ]


def _apply_errata(original: str, errata: Iterable[Erratum]) -> list[tuple[str, int, int]]:
    """The text in pieces (what is read, start and end of what stands there), pinyin left out."""
    cuts: list[tuple[int, int, str]] = [(m.start(), m.end(), "") for m in _PINYIN.finditer(original)]
    for erratum in errata:
        if original.count(erratum.original) != 1:
            raise ValueError(
                f"the damaged place {erratum.original!r} of errata.csv line {erratum.line}"
                f" occurs {original.count(erratum.original)} times, expected once"
            )
        start = original.index(erratum.original)
        end = start + len(erratum.original)
        if any(reading and start < cut_end and cut_start < end for cut_start, cut_end, reading in cuts):
            raise ValueError(
                f"the damaged place {erratum.original!r} of errata.csv line {erratum.line} overlaps another"
            )
        cuts = [cut for cut in cuts if not start <= cut[0] < end] + [(start, end, erratum.reading)]
    pieces, at = [], 0
    for start, end, reading in sorted(cuts):
        pieces += [(original[i], i, i + 1) for i in range(at, start)]
        pieces += [(character, start, end) for character in reading]
        at = end
    return pieces + [(original[i], i, i + 1) for i in range(at, len(original))]


def _simplify(text: str) -> str:
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    simplified: str = convert(text)
    # phrases are converted as wholes; should one ever change its length, characters keep theirs
    return simplified if len(simplified) == len(text) else "".join(map(convert, text))


def _sections(text: str) -> dict[str, Span]:
    """Sections by token: s0 (the opening), s1, s1.1 …, sig (a body's name and a date at the end)."""
    lines = [(m.start(), m.group()) for m in re.finditer(r"[^\n]+", text) if m.group().strip()]
    starts, chapter = [("s0", 0)], 0
    for offset, line in lines:
        if match := _CHAPTER.match(line):
            chapter = _numeral(match[1])
            token = f"s{chapter}"
        elif chapter and (match := _PART.match(line)):
            token = f"s{chapter}.{_numeral(match[1])}"
        else:
            continue
        if token not in dict(starts):  # a number that comes again, as in a list, begins no section
            starts.append((token, offset))
    if len(lines) > 2 and _DATE_LINE.fullmatch(lines[-1][1]):
        starts.append(("sig", lines[-2][0]))
    ends = [offset for _, offset in starts[1:]] + [len(text)]
    return {token: Span(start, end) for (token, start), end in zip(starts, ends, strict=True)}


def _numeral(text: str) -> int:
    """The number that a Chinese numeral below one hundred names."""
    tens, ten, units = text.rpartition("十")
    return (_NUMERALS.index(tens or "一") * 10 if ten else 0) + (_NUMERALS.index(units) if units else 0)
