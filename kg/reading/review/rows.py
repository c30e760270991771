"""The rows that decisions make: cells by column for each table, and what must be decided before more can be made."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from kg.messages import say
from kg.reading.review.decisions import Decision
from kg.reading.review.naming import Names
from kg.reading.review.questions import Question
from kg.reading.rules.passages import Passages
from kg.tables.cells import QUOTE_LIMIT
from kg.text.report import SourceText, Span

Cells = Mapping[str, str]

_FIRST_PARTS: Final = {"relations": "r", "figures": "f"}


@dataclass(frozen=True)
class Decided:
    """A question that was accepted, and its decision."""

    question: Question
    decision: Decision

    @property
    def fields(self) -> Cells:
        """What was accepted."""
        return self.decision.fields


@dataclass
class Rows:
    """New rows by table, each with the decision that it comes of, in the order in which they are made; the ids that
    each decision made or named; and sentences on what is left open.
    """

    tables: dict[str, list[tuple[Cells, Decision]]] = field(default_factory=lambda: defaultdict(list))
    ids: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    open: list[str] = field(default_factory=list)


@dataclass
class Maker:
    """Makes the rows of one report out of what was accepted of its reading.

    `last` is the last number of the report's rows of a table; `mentioned` what its mentions have already: section, id
    and form.
    """

    source: str
    passages: Passages
    names: Names
    last: Mapping[str, int]
    mentioned: set[tuple[str, str, str]]
    rows: Rows = field(default_factory=Rows)

    def __post_init__(self) -> None:
        self._numbers = {table: count(self.last.get(table, 0) + 1) for table in _FIRST_PARTS}
        self._written: set[str] = set()
        self._figures = defaultdict[tuple[str, str], list[tuple[int, str]]](list)  # where they stand, by their wording
        self._forms: dict[str, set[str]] = defaultdict(set)
        for _, id, form in self.mentioned:
            self._forms[id].add(form)

    @property
    def text(self) -> SourceText:
        """The cleaned text of the report."""
        return self.passages.text

    def make(self, decided: Iterable[Decided]) -> Rows:
        """All rows; names first, since acts and figures name things by them."""
        decided = list(decided)
        for one in decided:
            if one.question.kind == "name":
                self._name(one)
        for one in decided:
            words = one.fields.get("object", "")
            if (
                one.question.kind == "act"
                and self._tells_of_object(one)
                and self.text.find(one.question.section, words)
            ):
                self.names.named(words, one.fields)  # so that another act may be of it, whichever stands first
        for one in decided:
            if one.question.kind == "act":
                self._act(one)
            elif one.question.kind == "figure":
                self._figure(one)
        return self.rows

    def _name(self, one: Decided) -> None:
        words = one.fields.get("words", "")
        id = self._thing(words, one)
        self.names.known(one.question.fields.get("words", words), id)
        for section in dict.fromkeys(proposal.section for proposal in one.question.proposals):
            self._mention(section, id, words, one)

    def _thing(self, words: str, one: Decided) -> str:
        """The id of the thing that words name, with its row where it is new."""
        id = self.names.named(words, one.fields)
        self._write(id, one)
        self.rows.ids[one.decision.question].append(id)
        return id

    def _write(self, id: str, one: Decided) -> None:
        """Write the row of a new thing or indicator, unless it is written."""
        if id in self.names.new and id not in self._written:
            self._written.add(id)
            cells = self.names.new[id]
            table = "indicators" if "unit" in cells else "honours" if "kind" in cells else "entities"
            self.rows.tables[table].append((cells, one.decision))

    def _mention(self, section: str, id: str, form: str, one: Decided) -> None:
        if (section, id, form) in self.mentioned or not self.text.find(section, form):
            return
        self.mentioned.add((section, id, form))
        self._forms[id].add(form)
        cells = {"source": self.source, "section": section, "entity": id, "form": form}
        self.rows.tables["mentions"].append((cells, one.decision))

    def _act(self, one: Decided) -> None:
        fields = one.fields
        words, section = fields.get("object", ""), one.question.section
        subjects, authorities = self._ends(one, "subject", "&"), self._ends(one, "by", "|")
        if subjects is None or authorities is None:
            return
        verb = fields.get("verb", "")
        if not (quote := self._quote(one, words, verb)) or not (thing := self._object(one, words)):
            return
        self._mention(section, thing, words, one)
        if not _holds(quote, verb):
            verb = ""
        numbers = [f"{self.source}-r{next(self._numbers['relations']):03d}" for _ in subjects]
        event = f"{numbers[0]}-jointly" if len(subjects) > 1 and fields["predicate"] in ("issued", "held") else ""
        stated = [
            self._is_stated(name, subject, one)
            for name, subject in zip(_parts(one, "subject", "&"), subjects, strict=True)
        ]
        for number, subject, is_stated in zip(numbers, subjects, stated, strict=True):
            copied = ("predicate", "round", "year", "date", "level", "distinction_zh", "distinction_en", "phase")
            cells = {name: fields.get(name, "") for name in (*copied, "modality", "note_zh", "note_en")}
            cells |= {
                "id": number, "subject": subject, "object": thing, "event": event, "by": "|".join(authorities),
                "stated": "explicit", "actor_stated": "yes" if is_stated else "no", "verb": verb,
                "source": self.source, "section": section, "quote": quote,
            }  # fmt: skip
            self.rows.tables["relations"].append((cells, one.decision))
            self.rows.ids[one.decision.question].append(number)

    def _object(self, one: Decided, words: str) -> str:
        """The id of the object of an act: what its words name, else the thing that the act itself tells of."""
        if self._tells_of_object(one):
            return self._thing(words, one)
        if not (thing := self.names.id_of(words)):
            self._leave_open(one, say("nothing is called {name!r}; accept that name, or name another", name=words))
        return thing

    def _tells_of_object(self, one: Decided) -> bool:
        """Whether an act itself says what its object is."""
        return bool(one.fields.get("id") or one.fields.get("class"))

    def _ends(self, one: Decided, column: str, sign: str) -> list[str] | None:
        """The ids of what a field names, which is mentioned where its words stand; None where one is left open."""
        found = []
        for name in _parts(one, column, sign):
            if not (id := self.names.id_of(name)):
                self._leave_open(one, say("nothing is called {name!r}; accept that name, or name another", name=name))
                return None
            self._write(id, one)
            if id != name:
                self._mention(one.question.section, id, name, one)
            found.append(id)
        if not found and column == "subject":
            self._leave_open(one, say("nobody is named who did it; name one, or the place"))
            return None
        return found

    def _is_stated(self, name: str, subject: str, one: Decided) -> bool:
        """Whether the subject of an act is named in its sentence, or the one before. The report's place, told by its
        id, stands for a subject that is not: its name stands within others (龙岗区企业).
        """
        if name == subject == self.passages.registers.place.id:
            return False
        sentence = self.text.sentence(Span(one.question.start, one.question.end))
        before = self.text.sentence(Span(sentence.start - 1, sentence.start)) if sentence.start else sentence
        words = self.text.text[before.start : sentence.end]
        return any(form in words for form in ([name] if name != subject else self._forms[subject]))

    def _figure(self, one: Decided) -> None:
        fields = one.fields
        subjects, places = self._ends(one, "subject", "&"), self._ends(one, "place", "|")
        if subjects is None or places is None:
            return
        if len(subjects) > 1 or len(places) > 1:
            self._leave_open(one, say("a figure is of one thing and one place; add another for each of the others"))
            return
        indicator = self._indicator(one)
        wording = fields.get("wording", "")
        if not indicator or not (quote := self._quote(one, fields.get("value_text", ""), wording)):
            return
        number = f"{self.source}-f{next(self._numbers['figures']):03d}"
        copied = ("value", "value_text", "bound", "period", "as_of", "change_basis", "status", "note_zh", "note_en")
        cells = {name: fields.get(name, "") for name in copied} | {
            "id": number, "place": "".join(places), "subject": subjects[0], "indicator": indicator,
            "change_of": self._changed(one),
            "wording": wording if _holds(quote, wording) else "",
            "source": self.source, "section": one.question.section, "quote": quote,
        }  # fmt: skip
        self._figures[one.question.section, wording].append((one.question.start, number))
        self.rows.tables["figures"].append((cells, one.decision))
        self.rows.ids[one.decision.question].append(number)

    def _changed(self, one: Decided) -> str:
        """The id of the figure that a change is of: the last one of those words before it; "" where there is none."""
        words = one.fields.get("change_of", "")
        before = [(at, id) for at, id in self._figures[one.question.section, words] if at < one.question.start]
        return max(before)[1] if words and before else ""

    def _indicator(self, one: Decided) -> str:
        """The id of what a figure measures, with its row where it is new."""
        if id := one.fields.get("indicator", ""):
            return id
        if not (label := one.fields.get("label_zh", "")):
            self._leave_open(one, say("what it measures is not named; name an indicator"))
            return ""
        id = self.names.indicator(label, one.fields)
        self._write(id, one)
        return id

    def _quote(self, one: Decided, words: str, verb: str) -> str:
        """The shortest words that stand once in the section, with the verb where they are short enough so; "" where
        there are none, which is left open.
        """
        section, near = one.question.section, one.question.start
        found = min(self.text.find(section, words), key=lambda span: abs(span.start - near), default=None)
        if not found or not words:
            self._leave_open(one, say("{words!r} does not stand in {section}", words=words, section=section))
            return ""
        found = self._in_marks(found)
        for span in (self._with(verb, found, section), found):
            quote = self.passages.quote(section, span)
            if quote and len(quote) <= QUOTE_LIMIT:
                return quote
        self._leave_open(one, say("no words of {count} characters tell it from others", count=QUOTE_LIMIT))
        return ""

    def _in_marks(self, found: Span) -> Span:
        """A stretch with the marks around it: of a title, 《 and 》 are quoted too."""
        around = self.text.text[found.start - 1 : found.start] + self.text.text[found.end : found.end + 1]
        return Span(found.start - 1, found.end + 1) if around in ("《》", "“”") else found

    def _with(self, verb: str, found: Span, section: str) -> Span:
        """A stretch with each part of a verb that stands nearest to it in its sentence."""
        start, end = found.start, found.end
        sentence = self.text.sentence(found)
        for part in filter(None, verb.split("…")):
            spans = [span for span in self.text.find(section, part) if sentence.start <= span.start < sentence.end]
            if spans:
                near = min(spans, key=lambda span: max(start - span.end, span.start - end, 0))
                start, end = min(start, near.start), max(end, near.end)
        return Span(start, end)

    def _leave_open(self, one: Decided, told: str) -> None:
        self.rows.open.append(say("{quote}: {problem}", quote=one.question.quote, problem=told))


def _parts(one: Decided, column: str, sign: str) -> list[str]:
    """What a field names, apart by a sign."""
    return [part for part in one.fields.get(column, "").split(sign) if part]


def _holds(quote: str, words: str) -> bool:
    """Whether each part of some words stands in a quote."""
    return all(part in quote for part in words.split("…"))


def in_headings(text: SourceText, rows: Iterable[Cells]) -> Iterator[tuple[str, str]]:
    """Of mentions, the sections and forms that stand in a heading, and there not only within a longer form."""
    forms = defaultdict[str, set[str]](set)
    for row in rows:
        forms[row["section"]].add(row["form"])
    for section, of in forms.items():
        heading = text.heading(section)
        spans = [
            (at, at + len(form), form) for form in of for at in range(len(heading)) if heading.startswith(form, at)
        ]
        for start, end, form in spans:
            if not any(a <= start and end <= b and b - a > end - start for a, b, _ in spans):
                yield section, form
