"""What lookups answer with: things, claims, figures, and the receipts that they rest on.

The records are named tuples: to make frozen dataclasses of them took 10 ms of every start.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from kg.vocabulary import mint_iri


class Thing(NamedTuple):
    """An entity or report: its id, its label in the language asked for, its class and that class's label."""

    id: str
    label: str
    type: str
    type_label: str

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


class Claim(NamedTuple):
    """One statement of a report. `words` say it from the subject to the object, `inverse` back;
    `level`, `modality`, `statedness` and `standpoint` are tokens of the ontology ("" if none);
    where its fields are read from, `kg.lookup.flat` tells.
    """

    id: str
    subject: Thing
    predicate: str
    words: str
    inverse: str
    object: Thing
    modality: str
    statedness: str
    standpoint: str
    level: str
    level_label: str
    edition: str
    date: str
    earliest: str
    latest: str
    distinction: str
    note: str
    receipt: Receipt
    authorities: tuple[Thing, ...] = ()

    def other(self, thing: Thing) -> Thing:
        """The end of the claim that is not `thing`; the subject where neither is."""
        return self.object if thing == self.subject else self.subject

    def in_year(self, year: int) -> bool:
        """Whether its date can lie in a year, or its edition is that year's."""
        if self.earliest:
            return date.fromisoformat(self.earliest).year <= year <= date.fromisoformat(self.latest).year
        return self.edition == str(year)


class Link(NamedTuple):
    """`entity` is linked to `thing` by `claim`, in `words` that read from the entity on; `way`
    holds the claims in between, from the thing's side, where it is not linked directly.
    """

    thing: Thing
    entity: Thing
    words: str
    claim: Claim
    way: tuple[Claim, ...] = ()


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
    """One number as reported: its wording, and its value ("" where the text is damaged)."""

    id: str
    indicator: str
    value_text: str
    value: str
    unit: str
    bound: str
    as_of: str
    status: str
    note: str
    receipt: Receipt


class Card(NamedTuple):
    """All that is known of a thing; `forms` are the names that reports use, with the report."""

    thing: Thing
    names: tuple[str, ...]
    forms: tuple[tuple[str, str], ...]
    links: tuple[Link, ...]
    figures: tuple[FigureValue, ...]


class AnswerRow(NamedTuple):
    """One solution of a question: its cells by column, with labels for IRIs, and the receipt if it has a record.

    The columns are the question's own, and the parameters that were not given but have values.
    """

    cells: Mapping[str, str]
    receipt: Receipt | None


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
    """A claim or figure as it stands in the tables, in `words`: every field that says something, and the receipt."""

    id: str
    type: str
    type_label: str
    words: str
    fields: tuple[RowField, ...]
    receipt: Receipt


class Narrowing(NamedTuple):
    """What links are narrowed to: a level, a year, a property, a class of the other end, the report
    that tells, the place that the report is of; terms and ids, or what a person calls them. None is all.
    """

    level: str | None = None
    year: int | None = None
    predicate: str | None = None
    type: str | None = None
    report: str | None = None
    place: str | None = None


def as_json(record: Any) -> Any:
    """A record, or a tuple of records, as what `json` writes: objects by field name, arrays."""
    if not isinstance(record, tuple):
        return record
    if hasattr(record, "_fields"):
        return {name: as_json(value) for name, value in zip(record._fields, record, strict=True)}
    return [as_json(value) for value in record]
