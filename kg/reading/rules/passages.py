"""A report's text as rules read it: width folded, cut into clauses, names in marks kept whole, with its quotes."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar

from kg.reading.proposals import Proposal
from kg.reading.rules.registers import Registers
from kg.text.report import SourceText, Span

_WIDE: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("「"): "“", ord("」"): "”", ord("『"): "“", ord("』"): "”", ord("〔"): "(", ord("〕"): ")", 0x3000: " ",
    ord("％"): "%", ord("﹪"): "%", ord("•"): "·",
}  # fmt: skip
_MARKED: Final = re.compile(r"《[^《》\n]{1,120}(?:《[^《》\n]{1,60}》[^《》\n]{0,60})?》|“[^“”\n]{1,80}”")
_CUTS: Final = re.compile(r"[。;:!?()\n]|,(?!(?<=\d,)(?<!\d{4},)\d{3}(?!\d))")  # 1,512 is one number
_SENTENCE_ENDS: Final = "。;!?\n"
_NUMBERING: Final = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}(?:、|是|要)|\d{1,2}[、.](?!\d)|[①-⑳])\s*")

_PLANS: Final = re.compile("计划|打算|安排|目标|展望|下一步|下步|今后|主要任务|重点任务|工作任务|总体要求")
_PLANNED: Final = re.compile(
    "(?:我们)?(?:将(?:继续|进一步|在|全面|着力|努力|坚持|以|围绕|重点|更|深入)|(?<![\u4e00-\u9fff《“])计划(?=在|到|于|新|用|投|开|建|完成|实施|推)|力争|拟于?)|确保到"
)
_YEAR: Final = re.compile(r"(?<!\d)(20\d\d)(?!\d)")

_PIECES: Final = 12
"""By how many pieces a quote is widened at the most, until it stands once: what is not told apart then, cannot be
cited, and is no proposal."""
_PIECE: Final = 60

_KEY: Final = 4
_LONGEST_CLAUSE: Final = 300
_MOST_CLAUSES: Final = 40


@dataclass(frozen=True)
class Clause:
    """A stretch between two marks of punctuation; `sentence` numbers the sentence that it is in."""

    section: str
    start: int
    end: int
    sentence: int


_FAR: Final = 60


def together(span: Span, other: Span | None) -> Span:
    """A stretch with another one; the first alone, where they are too far apart to be quoted."""
    both = Span(min(span.start, other.start), max(span.end, other.end)) if other else span
    return both if both.end - both.start <= _FAR else span


_F = TypeVar("_F", bound=tuple[Span, *tuple[str, ...]])  # a stretch that a rule finds, and what it says of it


def apart(found: Iterable[_F], may_overlap: Callable[[_F, list[Span]], bool] = lambda *_: False) -> Iterator[_F]:
    """What is found, but for what overlaps a stretch that came before; unless it may, with all that it overlaps."""
    taken: list[Span] = []
    for one in found:
        span: Span = one[0]
        over = [other for other in taken if other.start < span.end and span.start < other.end]
        if not over or may_overlap(one, over):
            taken.append(span)
            yield one


class Passages:
    """One text under rules. `folded` has the width of its signs folded away, character by character."""

    def __init__(self, text: SourceText, registers: Registers) -> None:
        self.text = text
        self.registers = registers
        self.folded = _paired(text.text.translate(_WIDE))
        self.bodies: dict[Clause, list[Span]] = {}  # where bodies stand in a clause, once they were sought
        self.marked: list[Span] = [Span(*m.span()) for m in _MARKED.finditer(self.folded)]

    @cached_property
    def clauses(self) -> list[Clause]:
        """All clauses, in order; names in marks are never cut."""
        found, sentence, parts = [], 0, 0
        for section, span in self.text.sections.items():
            sentence += 1
            start = span.start
            for cut in self._cuts(span):
                begins = self._after_numbering(start, cut)
                if begins < cut:
                    found.append(Clause(section, begins, cut, sentence))
                    parts += 1
                start = cut if cut - start == _LONGEST_CLAUSE else cut + 1
                if parts == _MOST_CLAUSES or self.folded[cut : cut + 1] in _SENTENCE_ENDS:
                    sentence, parts = sentence + 1, 0
        return found

    def _cuts(self, span: Span) -> Iterator[int]:
        """Where clauses end; one that never does, or a sentence, is ended, so that no rule looks far."""
        start = span.start
        for cut in [m.start() for m in _CUTS.finditer(self.folded, span.start, span.end)] + [span.end]:
            if cut < span.end and self.marking(cut) is not None:
                continue
            while cut - start > _LONGEST_CLAUSE:
                start += _LONGEST_CLAUSE
                yield start
            yield cut
            start = cut + 1

    def _after_numbering(self, start: int, end: int) -> int:
        match = _NUMBERING.match(self.folded, start, end)
        at = match.end() if match else start
        while at < end and self.folded[at].isspace():
            at += 1
        return at

    def marking(self, at: int) -> Span | None:
        """The name in marks within which a character stands."""
        index = bisect_right(self.marked, at, key=lambda span: span.start) - 1
        return self.marked[index] if index >= 0 and self.marked[index].end > at else None

    def inside(self, start: int, end: int) -> list[Span]:
        """The names in marks that begin in a stretch."""
        first = bisect_right(self.marked, start - 1, key=lambda span: span.start)
        last = bisect_right(self.marked, end - 1, key=lambda span: span.start)
        return self.marked[first:last]

    def items(self, start: int, end: int) -> Iterator[Span]:
        """The items of an enumeration: stretches between 、 outside of marks."""
        at = start
        for cut in [m.start() for m in re.finditer("、", self.folded[start:end])] + [end - start]:
            if start + cut == end or self.marking(start + cut) is None:
                if at < start + cut:
                    yield Span(at, start + cut)
                at = start + cut + 1

    def folded_heading(self, section: str) -> str:
        """The heading of a section, its width folded."""
        return self.text.heading(section).translate(_WIDE)

    def once(
        self,
        rules: Callable[["Passages", Clause], Iterable[_F]],
        may_overlap: Callable[[_F, list[Span]], bool] = lambda *_: False,
    ) -> Iterator[tuple[Clause, str, _F]]:
        """What rules find in each clause, apart, with its words: each once a section."""
        seen: set[tuple[str, str]] = set()
        for clause in self.clauses:
            for one in apart(rules(self, clause), may_overlap):
                words = self.text.text[one[0].start : one[0].end]
                if (clause.section, words) not in seen:
                    seen.add((clause.section, words))
                    yield clause, words, one

    @cached_property
    def by_sentence(self) -> Mapping[int, list[Clause]]:
        """Clauses by the number of their sentence."""
        found: dict[int, list[Clause]] = defaultdict(list)
        for clause in self.clauses:
            found[clause.sentence].append(clause)
        return found

    def modality(self, clause: Clause) -> str:
        """Whether what a clause states is `asserted`, or `planned` by its heading, or by its sentence."""
        if clause.section in self._plans:
            return "planned"
        before = self.by_sentence[clause.sentence]
        first = before[0]
        said = self.folded[first.start : clause.end]
        return "planned" if _PLANNED.search(said) or self._of_later_year(first.start, clause.start) else "asserted"

    @cached_property
    def _plans(self) -> frozenset[str]:
        """The sections below a heading that tells of plans."""
        found = set()
        for section in self.text.sections:
            above = section.partition(".")[0]
            headings = [self.folded_heading(token) for token in {section, above} & self.text.sections.keys()]
            if any(self._tells_of_plans(heading, section == above) for heading in headings):
                found.add(section)
        return frozenset(found)

    def _tells_of_plans(self, heading: str, is_chapter: bool) -> bool:
        heading = heading[:60]
        if is_chapter and re.search("不足|问题|回顾|总结|工作情况", heading):
            return False  # of both: its sentences tell which
        later = any(year > self.registers.period[:4] for year in _YEAR.findall(heading))
        return later or _PLANS.search(heading) is not None

    def _of_later_year(self, start: int, end: int) -> bool:
        found = _YEAR.match(self.folded, start, max(start, end))
        return found is not None and found[1] > self.registers.period[:4] > "1900"

    def proposal(
        self,
        kind: str,
        clause: Clause,
        span: Span,
        rule: str,
        candidates: tuple[str, ...],
        fields: Mapping[str, str],
        around: Span | None = None,
    ) -> Iterator[Proposal]:
        """The proposal of a rule, where its words can be quoted; `around` are the words to quote at the least."""
        quote = self.quote(clause.section, around or span)
        if quote:
            words = self.text.text[span.start : span.end]
            told = {"words": words} | {name: value for name, value in fields.items() if value}
            yield Proposal(kind, clause.section, span.start, span.end, quote, rule, candidates, told)

    def quote(self, section: str, span: Span) -> str:
        """The words of a stretch, widened until they stand once in their section; "" where they do not."""
        of = self.text.sections[section]
        start, end = span.start, span.end
        for step in range(_PIECES):
            if self._is_once(section, start, end):
                return self.text.text[start:end]
            if step % 2 == 0 and start > of.start:
                start = self._piece_before(of.start, start)
            else:
                end = self._piece_after(end, of.end)
        return self.text.text[start:end] if self._is_once(section, start, end) else ""

    def _piece_before(self, least: int, start: int) -> int:
        index = bisect_right(self._bounds, start - 2) - 1
        return max(least, start - _PIECE, self._bounds[index] if index >= 0 else least)

    def _piece_after(self, end: int, most: int) -> int:
        index = bisect_right(self._bounds, end)
        return min(most, end + _PIECE, self._bounds[index] - 1 if index < len(self._bounds) else most)

    @cached_property
    def _bounds(self) -> list[int]:
        """Where clauses, and items of enumerations, begin."""
        return [m.end() for m in re.finditer(r"[,。;:!?()、\n]", self.folded)]

    def _is_once(self, section: str, start: int, end: int) -> bool:
        words, of = self.text.text[start:end], self.text.sections[section]
        if end - start < _KEY:
            first = self.text.text.find(words, of.start, of.end)
            return self.text.text.find(words, first + 1, of.end) < 0
        # by the rarest four characters of the words
        rows = [self._index[words[at : at + _KEY]] for at in range(len(words) - _KEY + 1)]
        offset = min(range(len(rows)), key=lambda at: len(rows[at]))
        places, times = rows[offset], 0
        for at in range(bisect_right(places, of.start + offset - 1), len(places)):
            first = places[at] - offset
            if first + len(words) > of.end:
                break
            times += self.text.text.startswith(words, first)
            if times > 1:
                return False
        return True

    @cached_property
    def _index(self) -> Mapping[str, list[int]]:
        """Where each row of four characters stands."""
        found: dict[str, list[int]] = defaultdict(list)
        for at in range(len(self.text.text) - _KEY + 1):
            found[self.text.text[at : at + _KEY]].append(at)
        return found


def _paired(text: str) -> str:
    """A text whose straight quotation marks open and close, line by line, where they are even."""
    if '"' not in text:
        return text
    lines = text.split("\n")
    for number, line in enumerate(lines):
        parts = line.split('"')
        if len(parts) % 2 == 1:
            marks = "“”" * (len(parts) // 2)
            lines[number] = parts[0] + "".join(mark + part for mark, part in zip(marks, parts[1:], strict=True))
    return "\n".join(lines)
