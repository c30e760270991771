"""What lookups answer with: things, claims, figures, and the receipts that they rest on.

The records are named tuples: to make frozen dataclasses of them took 10 ms of every start.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from kg.vocabulary import mint_iri

NO_ACTOR: Final = "actor-not-stated"
NO_ENGLISH: Final = "no-english"
"""What a thing or indicator is marked with whose label is its Chinese name, with pinyin, for want of an English one."""
COMPARED: Final = ("differs", "confirmed", "confirms")
MARKS: Final = ("planned", "candidate", "exploring", "ended", "implied", NO_ACTOR, "damaged", *COMPARED)
"""What a statement can be marked with: it is yet to come, it is not settled or holds no more, it follows
from the words, the place stands for an actor that the sentence does not name; of a figure, that its text
is damaged; of either, that another report differs, confirms it or is confirmed by it.
"""

PAGE: Final = 100
"""Links, figures and mentions of a thing that are told at once where nobody says how many."""


def marks_of(
    modality: str, phase: str, statedness: str, actor_stated: str, others: Iterable[Collection[object]] = ()
) -> tuple[str, ...]:
    """The marks of a claim of which this is known, in the order of `MARKS`; `others` are, in the order of `COMPARED`,
    the records of other reports that it is compared with.
    """
    told = {modality: True, phase: True, "implied": statedness == "implied", NO_ACTOR: actor_stated == "no"}
    told |= zip(COMPARED, map(bool, others), strict=False)
    return tuple(mark for mark in MARKS if told.get(mark))


def figure_marks(status: str, differs: Collection[object] = ()) -> tuple[str, ...]:
    """The marks of a figure whose text is in this state, and from which those of other reports differ."""
    told = {"damaged": status == "damaged", "differs": bool(differs)}
    return tuple(mark for mark in MARKS if told.get(mark))


class Thing(NamedTuple):
    """An entity or report: its id, its label in the language asked for, its class and that class's label, and the
    place whose it is, with what contains that: Xiangzhou District, Zhuhai, Guangdong. `marks` tell where that label
    is none of the language.
    """

    id: str
    label: str
    type: str
    type_label: str
    jurisdiction: str = ""
    marks: tuple[str, ...] = ()

    @property
    def iri(self) -> str:
        """Its IRI."""
        return mint_iri(self.id)


class Receipt(NamedTuple):
    """What a statement rests on: the report's title, the section's name, the words.

    `before` and `after` are the rest of the sentence, where the text was at hand at the build.
    """

    report: str
    section: str
    quote: str
    before: str = ""
    after: str = ""


class Elsewhere(NamedTuple):
    """What another report tells of the same: the id of its claim or figure, and the receipt."""

    id: str
    receipt: Receipt


def sentence(subject: str, words: str, thing: str) -> str:
    """A sentence; where the words have an ellipsis, as Chinese ones may (以…为目标), the last thing stands there."""
    before, _, after = words.partition("…")
    return " ".join(filter(None, (subject, before, thing, after)))


class Claim(NamedTuple):
    """One statement of a report. `words` say it from the subject to the object, `inverse` back;
    `verb` is the report's own, where the predicate is wider than it ("" if not);
    `level`, `modality`, `phase`, `statedness`, `standpoint` and `date_basis` are tokens of the ontology ("" if
    none), `actor_stated` is yes or no; where its fields are read from, `kg.lookup.flat` tells.

    `date` is the one stated, else the period of its report or the year that a plan's section
    announces: `date_basis` says which. `place` is the one that its report is of. `differs`, `confirmed_by` and
    `confirms` are what other reports tell of its act.
    """

    id: str
    subject: Thing
    predicate: str
    verb: str
    words: str
    inverse: str
    object: Thing
    modality: str
    phase: str
    statedness: str
    actor_stated: str
    standpoint: str
    level: str
    level_label: str
    round: str
    year: str
    date: str
    date_basis: str
    earliest: str
    latest: str
    distinction: str
    note: str
    receipt: Receipt
    authorities: tuple[Thing, ...] = ()
    differs: tuple[Elsewhere, ...] = ()
    confirmed_by: tuple[Elsewhere, ...] = ()
    confirms: tuple[Elsewhere, ...] = ()
    place: Thing | None = None

    @property
    def ties(self) -> tuple[tuple[Thing, Thing], ...]:
        """What it ties to what: its subject to its object, and each body that conferred or approved to the object."""
        return tuple((one, self.object) for one in (self.subject, *self.authorities))

    @property
    def sentence(self) -> str:
        """What it says, from its subject to its object."""
        return sentence(self.subject.label, self.words, self.object.label)

    def other(self, thing: Thing) -> Thing:
        """The end of the claim that is not `thing`; the subject where neither is."""
        return self.object if thing == self.subject else self.subject

    def in_year(self, year: int, *, dated_only: bool = False) -> bool:
        """Whether its date can lie in a year, or its title is that year's.

        With `dated_only`, the period of its report is no date.
        """
        if self.year == str(year):
            return True
        if not self.earliest or (dated_only and self.date_basis == "report"):
            return False
        return date.fromisoformat(self.earliest).year <= year <= date.fromisoformat(self.latest).year

    @property
    def marks(self) -> tuple[str, ...]:
        """What tells it from a fact that the words state of a named actor; every face shows these."""
        others = self.differs, self.confirmed_by, self.confirms
        return marks_of(self.modality, self.phase, self.statedness, self.actor_stated, others)

    @property
    def is_dated(self) -> bool:
        """Whether the words date it, and not only the period of their report."""
        return bool(self.year) or self.date_basis in ("stated", "section")

    @property
    def is_stated(self) -> bool:
        """Whether the words state it, and name who acts."""
        return not {"implied", NO_ACTOR} & set(self.marks)


class Link(NamedTuple):
    """`entity` is linked to `thing` by `claim`, in `words` that read from the entity on; `way`
    holds the claims in between, from the thing's side, where it is not linked directly.
    """

    thing: Thing
    entity: Thing
    words: str
    claim: Claim
    way: tuple[Claim, ...] = ()

    @property
    def marks(self) -> tuple[str, ...]:
        """The marks of its claim."""
        return self.claim.marks

    @property
    def way_marks(self) -> tuple[str, ...]:
        """The marks of the claims in between, each once."""
        return tuple(mark for mark in MARKS if any(mark in claim.marks for claim in self.way))

    @property
    def is_stated(self) -> bool:
        """Whether the words state it and all that lies in between, and name who acts."""
        return all(claim.is_stated for claim in (self.claim, *self.way))


class Found(NamedTuple):
    """A thing found: by which of its names, in which report if the name is only used there, and how
    the name matched: exact, begins, holds, words (all of them, in another order) or near.
    """

    thing: Thing
    name: str
    kind: str
    report: str
    match: str


class FigureValue(NamedTuple):
    """One number as reported: its wording, and its value ("" where the text is damaged).

    `definition` is that of its indicator, and `indicator_wording` what the report calls that which is measured;
    `unit` is the token of what the indicator counts and `unit_label` what that is called; `period` is the time that
    the number covers, `as_of` the day up to which it counts; `change_of` is the id of the figure whose change it is.
    `place` is the one whose number it is.
    """

    id: str
    about: Thing
    indicator_id: str
    indicator: str
    value_text: str
    value: str
    unit: str
    unit_label: str
    bound: str
    period: str
    as_of: str
    change_of: str
    change_basis: str
    status: str
    note: str
    receipt: Receipt
    differs: tuple[Elsewhere, ...] = ()
    place: Thing | None = None
    definition: str = ""
    indicator_wording: str = ""

    @property
    def marks(self) -> tuple[str, ...]:
        """As a claim has them."""
        return figure_marks(self.status, self.differs)


class Step(NamedTuple):
    """One claim on a way between two things: which way and which step of it, each from 1, and the things
    between which it leads.
    """

    way: int
    step: int
    start: Thing
    end: Thing
    claim: Claim

    @property
    def marks(self) -> tuple[str, ...]:
        """The marks of its claim."""
        return self.claim.marks


class Card(NamedTuple):
    """All that is known of a thing; `forms` are the names that reports use, with the report. What came before and
    after it are things of their own, and none of their facts are among its. `fields` are of a report that was read:
    what kind it is, and what of it was read; and of an honour: its series, and the tier that its title has. Its kind is
    its class. `totals` counts its links, its figures and its mentions (`forms`), of which there may be more than these.
    """

    thing: Thing
    names: tuple[str, ...]
    forms: tuple[tuple[str, str], ...]
    links: tuple[Link, ...]
    figures: tuple[FigureValue, ...]
    predecessors: tuple[Thing, ...] = ()
    successors: tuple[Thing, ...] = ()
    fields: "tuple[RowField, ...]" = ()
    totals: Mapping[str, int] = MappingProxyType({})


class AnswerRow(NamedTuple):
    """One solution of a question: its cells by column, with labels for IRIs, and the receipt if it has a record.

    The columns are the question's own, and the parameters that were not given but have values. `records`
    are the claims and figures that it rests on: what is said beside them is said beside it.
    `ids` are those of the things, claims and figures that cells name, by column.
    """

    cells: Mapping[str, str]
    receipt: Receipt | None
    records: "tuple[Claim | FigureValue, ...]" = ()
    ids: Mapping[str, str] = MappingProxyType({})

    @property
    def marks(self) -> tuple[str, ...]:
        """The marks of any of its records, each once."""
        return tuple(mark for mark in MARKS if any(mark in record.marks for record in self.records))

    @property
    def verbs(self) -> tuple[str, ...]:
        """The report's own verbs of its claims, each once, sorted."""
        return tuple(sorted({of.verb for of in self.records if isinstance(of, Claim) and of.verb}))

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes of its records, each once."""
        return tuple(dict.fromkeys(record.note for record in self.records if record.note))

    @property
    def places(self) -> tuple[str, ...]:
        """The places that its records are of, each once: what is of two is told apart by them."""
        return tuple(dict.fromkeys(record.place.label for record in self.records if record.place))

    @property
    def date_bases(self) -> tuple[str, ...]:
        """Where the dates of its claims are from, each once."""
        bases = (record.date_basis for record in self.records if isinstance(record, Claim))
        return tuple(dict.fromkeys(filter(None, bases)))

    def is_dated(self, year: int | None = None) -> bool:
        """Whether the words of its claims date them, to this year where one is given."""
        claims = [record for record in self.records if isinstance(record, Claim)]
        return all(of.is_dated and (year is None or of.in_year(year, dated_only=True)) for of in claims)

    @property
    def is_stated(self) -> bool:
        """Whether the words state all that it rests on, and name who acts."""
        return all(record.is_stated for record in self.records if isinstance(record, Claim))


class Value(NamedTuple):
    """A value of a record's field: an id, token or text, and what it is called."""

    value: str
    label: str


class RowField(NamedTuple):
    """A field of a record: its column in tables, what its property is called, and the values."""

    name: str
    label: str
    values: tuple[Value, ...]


class Row(NamedTuple):
    """A claim or figure as it stands in the tables, in `words`: every field that says something, and the receipt; of
    a figure, also what its indicator is. Or an indicator, which rests on no report, so that its receipt is empty;
    it has the `marks` that a thing has.
    """

    id: str
    type: str
    type_label: str
    words: str
    fields: tuple[RowField, ...]
    receipt: Receipt
    marks: tuple[str, ...] = ()


class Narrowing(NamedTuple):
    """What links are narrowed to: a level, a year, a property, a class of the other end, the report
    that tells, the place that the report is of; terms and ids, or what a person calls them. None is all.

    `of` is a place whose the things are, or in which such a place lies; of a link, either end.

    `dated_only` lets a year match what the words date, not also the report's period; `stated_only` leaves
    out what is implied or has no stated actor.
    """

    level: str | None = None
    year: int | None = None
    predicate: str | None = None
    type: str | None = None
    report: str | None = None
    place: str | None = None
    of: str | None = None
    dated_only: bool = False
    stated_only: bool = False


NARROWING: Final = ("report", "place", "of", "year")
"""The fields of a `Narrowing` by which every command and question can be narrowed: whose, and of which year."""


def as_json(record: Any) -> Any:
    """A record, or a tuple of records, as what `json` writes: objects by field name (marks too), arrays."""
    if not isinstance(record, tuple):
        return record
    if hasattr(record, "_fields"):
        plain = {name: as_json(value) for name, value in zip(record._fields, record, strict=True)}
        return plain | ({"marks": list(record.marks)} if hasattr(record, "marks") else {})
    return [as_json(value) for value in record]
