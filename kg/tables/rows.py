"""The rows of the tables as dataclasses, whose fields say what columns there are."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from kg.dates import ReducedDate
from kg.errors import Problem
from kg.folders import display_path
from kg.tables import cells
from kg.tables.cells import column

DESCRIPTION_FILE: Final = "dataset.ttl"
"""The data set's own description (DCAT), beside the tables; it may be missing."""

HONOUR_CLASSES: Final[Mapping[str, str]] = {
    "title": "HonoraryTitle",
    "designation": "Designation",
    "grade": "AssessmentGrade",
}
"""The classes of the kinds of honour: a title, a designation, the grade of an assessment."""

Placed = tuple[Callable[[Any, str, str], Problem], Any]  # what says what is wrong in a row, and the row


@dataclass(frozen=True)
class Row:
    """Where a row stands: the line on which it begins, and the file, as problems name it."""

    line: int
    path: str = field(default="", kw_only=True, compare=False)

    @property
    def where(self) -> str:
        """Where it stands, as messages name it."""
        return f"{self.path}:{self.line}"


@dataclass(frozen=True)
class Source(Row):
    """One report. `kind` is that of the report, "" where a table of before has none; `profile` is what of it was
    read: `full`, `core`, or the sections; `sha256` is of the file's bytes as found; `script` is an ISO 15924 code;
    `plans` are the sections that announce what is planned, with the year that it is planned for.
    """

    id: str = column(cells.identifier, required=True)
    kind: str = column(cells.token("ReportKind"), required=True, optional=True, expected=cells.one_of("ReportKind"))
    profile: tuple[str, ...] = column(cells.profile, required=True, optional=True, expected=cells.expected_profile)
    title_zh: str = column(cells.text, required=True)
    title_en: str = column(cells.text, required=True)
    publisher: str = column(cells.identifier, required=True)
    place: str = column(cells.identifier, required=True)
    period: ReducedDate = column(cells.date, required=True)
    published: ReducedDate | None = column(cells.date)
    script: str = column(cells.text, required=True)
    sha256: str = column(cells.sha256, required=True)
    url: tuple[str, ...] = column(cells.iris)
    plans: tuple[tuple[str, str], ...] = column(cells.years_of_sections, optional=True)
    note_zh: str = column(cells.lines, optional=True)
    note_en: str = column(cells.lines, optional=True, former="note")


@dataclass(frozen=True)
class Entity(Row):
    """One thing; `aliases` mean it everywhere, `pinyin` only where the reading made is wrong. `label_en` is "" where
    nobody has given it an English name.

    `replaced_by` says that two ids are of one thing; `succeeded_by`, what came after a thing that is no more.
    """

    id: str = column(cells.identifier, required=True)
    type: str = column(cells.ontology_class, required=True)
    label_zh: str = column(cells.text, required=True)
    label_en: str = column(cells.text)
    aliases: tuple[str, ...] = column(cells.items)
    pinyin: str = column(cells.text)
    same_as: tuple[str, ...] = column(cells.iris)
    replaced_by: str = column(cells.identifier)
    valid_from: ReducedDate | None = column(cells.date, optional=True)
    valid_to: ReducedDate | None = column(cells.date, optional=True)
    succeeded_by: tuple[str, ...] = column(cells.identifiers, optional=True)
    note_zh: str = column(cells.lines, optional=True)
    note_en: str = column(cells.lines, optional=True, former="note")


@dataclass(frozen=True)
class Place(Row):
    """One place of the register: its names are its own, without what contains it. `code` is of GB/T 2260, and no
    functional area has one; `generated` says whether the English name was made from the Chinese one. Where no
    validity is given, it is unknown; `source` is of the validity, and of what came after.
    """

    id: str = column(cells.identifier, required=True)
    code: str = column(cells.division_code)
    label_zh: str = column(cells.text, required=True)
    label_en: str = column(cells.text, required=True)
    generated: bool = column(cells.yes_no, required=True)
    kind: str = column(cells.token("PlaceKind"), required=True)
    parent: str = column(cells.identifier)
    aliases: tuple[str, ...] = column(cells.items, optional=True)
    valid_from: ReducedDate | None = column(cells.date)
    valid_to: ReducedDate | None = column(cells.date)
    succeeded_by: tuple[str, ...] = column(cells.identifiers)
    source: str = column(cells.text)
    note_zh: str = column(cells.lines, optional=True)
    note_en: str = column(cells.lines, optional=True)

    @property
    def type(self) -> str:
        """Its class, by its local name."""
        return {"country": "Place", "functional-area": "FunctionalArea"}.get(self.kind, "AdministrativeDivision")


@dataclass(frozen=True)
class Template(Row):
    """One standing body of nearly every place of some kinds: what its names and its id are, with `{place}` and the like
    for what differs. Of templates with one `id_pattern`, each is for kinds of its own. `parent_place` is whether what
    contains it belongs to the same place or to the one above; `organ_of` is the body whose organ it is. `source` is of
    the validity, which is the pattern's: when one place came to have the body, its row in entities.csv says.
    """

    id: str = column(cells.identifier, required=True)
    type: str = column(cells.ontology_class, required=True)
    label_zh: str = column(cells.pattern(cells.PARTS), required=True)
    label_en: str = column(cells.pattern(cells.PARTS - {"kind"}), required=True)
    aliases: tuple[str, ...] = column(cells.patterns(cells.PARTS))
    id_pattern: str = column(cells.id_pattern, required=True)
    kinds_of_place: tuple[str, ...] = column(
        cells.tokens("PlaceKind"), required=True, expected=cells.one_of("PlaceKind")
    )
    parent_template: str = column(cells.identifier)
    parent_place: str = column(cells.one_word(("", "same", "above")))
    organ_of: str = column(cells.identifier)
    valid_from: ReducedDate | None = column(cells.date)
    valid_to: ReducedDate | None = column(cells.date)
    source: str = column(cells.text)
    note_zh: str = column(cells.lines)
    note_en: str = column(cells.lines)

    @property
    def tail(self) -> str:
        """What an id has behind the place's part."""
        return self.id_pattern.removeprefix(cells.OF_PLACE)

    @property
    def parts(self) -> set[str]:
        """What stands in braces in its names."""
        return cells.parts("".join((self.label_zh, self.label_en, *self.aliases)))


@dataclass(frozen=True)
class Mention(Row):
    """One form under which a section of a report names a thing; `in_heading` where the section's heading does."""

    source: str = column(cells.identifier, required=True)
    section: str = column(cells.section, required=True)
    entity: str = column(cells.identifier, required=True)
    form: str = column(cells.text, required=True)
    in_heading: bool = column(cells.mark, optional=True)


@dataclass(frozen=True)
class Relation(Row):
    """One stated relation, with its qualifiers and the words that it rests on; `round` and `year` are
    those of an honour's or event's title, and no date of what happened; `verb` is the report's own, where
    the predicate is wider.
    """

    id: str = column(cells.identifier, required=True)
    subject: str = column(cells.identifier, required=True)
    predicate: str = column(cells.claim_property, required=True)
    object: str = column(cells.identifier, required=True)
    event: str = column(cells.identifier)
    by: tuple[str, ...] = column(cells.identifiers)
    round: str = column(cells.edition_round, optional=True)
    year: str = column(cells.year, optional=True)
    date: ReducedDate | None = column(cells.date)
    level: str = column(cells.token("Level"))
    distinction_zh: str = column(cells.text)
    distinction_en: str = column(cells.text)
    modality: str = column(cells.token("Modality"), required=True)
    phase: str = column(cells.token("Phase"), optional=True)
    stated: str = column(cells.token("Statedness"), required=True)
    actor_stated: bool = column(cells.yes_no, required=True)
    verb: str = column(cells.text, optional=True)
    source: str = column(cells.identifier, required=True)
    section: str = column(cells.section, required=True)
    quote: str = column(cells.quote, required=True)
    note_zh: str = column(cells.lines, optional=True)
    note_en: str = column(cells.lines, optional=True, former="note")


@dataclass(frozen=True)
class Honour(Row):
    """One honour of the register: `tier` is the grade that its title itself has, in the title's words, whatever the
    level of who confers it; `series` is what titles of several tiers have in common. `conferrer` is known from
    elsewhere, by `conferrer_source`: what a report states stands in its own rows.
    """

    id: str = column(cells.identifier, required=True)
    label_zh: str = column(cells.text, required=True)
    label_en: str = column(cells.text)
    kind: str = column(cells.one_word(tuple(HONOUR_CLASSES)), required=True)
    series: str = column(cells.text)
    tier: str = column(cells.text)
    conferrer: tuple[str, ...] = column(cells.identifiers)
    conferrer_source: str = column(cells.text)
    aliases: tuple[str, ...] = column(cells.items)
    note_zh: str = column(cells.lines, optional=True)
    note_en: str = column(cells.lines, optional=True)

    @property
    def type(self) -> str:
        """Its class, by its local name."""
        return HONOUR_CLASSES[self.kind]

    @property
    def entity(self) -> Entity:
        """What it has in common with all things."""
        return Entity(
            self.line, self.id, self.type, self.label_zh, self.label_en, self.aliases,
            pinyin="", same_as=(), replaced_by="", valid_from=None, valid_to=None, succeeded_by=(),
            note_zh=self.note_zh, note_en=self.note_en, path=self.path,
        )  # fmt: skip


@dataclass(frozen=True)
class Indicator(Row):
    """What figures measure, in any report: `unit` is what is counted, not the classifier that a report writes;
    `formula` reckons it from other indicators, by their ids. Without a definition it measures what its label says.
    """

    id: str = column(cells.identifier, required=True)
    label_zh: str = column(cells.text, required=True)
    label_en: str = column(cells.text)
    definition_zh: str = column(cells.lines)
    definition_en: str = column(cells.lines)
    unit: str = column(cells.token("Unit"), required=True, expected=cells.one_of("Unit"))
    formula: str = column(cells.formula)
    kind: str = column(cells.token("IndicatorKind"), required=True, expected=cells.one_of("IndicatorKind"))


@dataclass(frozen=True)
class Figure(Row):
    """One number: `value` in the base unit, None where the text is damaged; of several figures
    in `numerator` or `denominator`, the sum is meant. `wording` is what the report calls that which is measured;
    `place` is the one that the number is of, the report's where it is empty.
    """

    id: str = column(cells.identifier, required=True)
    place: str = column(cells.identifier, optional=True)
    subject: str = column(cells.identifier, required=True)
    indicator: str = column(cells.identifier, required=True)
    wording: str = column(cells.text, optional=True)
    value: Decimal | None = column(cells.decimal)
    value_text: str = column(cells.text)
    bound: str = column(cells.token("Bound"))
    period: ReducedDate | None = column(cells.date)
    as_of: ReducedDate | None = column(cells.date)
    change_of: str = column(cells.identifier)
    change_basis: str = column(cells.text)
    numerator: tuple[str, ...] = column(cells.identifiers)
    denominator: tuple[str, ...] = column(cells.identifiers)
    status: str = column(cells.token("FigureStatus"), required=True)
    source: str = column(cells.identifier, required=True)
    section: str = column(cells.section, required=True)
    quote: str = column(cells.quote, required=True)
    note_zh: str = column(cells.lines, optional=True)
    note_en: str = column(cells.lines, optional=True, former="note")


@dataclass(frozen=True)
class Erratum(Row):
    """One damaged place of a source: `original` is read as `reading` (□: an illegible sign)."""

    source: str = column(cells.identifier, required=True)
    original: str = column(cells.lines, required=True, as_found=True)
    reading: str = column(cells.lines, required=True)
    confidence: str = column(cells.lines, required=True)


@dataclass(frozen=True)
class Tables:
    """All rows, in the order of their files, which lie in `folder` and its table sets.

    `left_out` holds, by table, the ids of the rows that are not right by themselves; it lacks a
    table of which a file could not be read to its end.
    """

    folder: Path
    left_out: Mapping[str, frozenset[str]]
    sources: tuple[Source, ...]
    entities: tuple[Entity, ...]
    places: tuple[Place, ...]
    bodies: tuple[Template, ...]
    honours: tuple[Honour, ...]
    indicators: tuple[Indicator, ...]
    mentions: tuple[Mention, ...]
    relations: tuple[Relation, ...]
    figures: tuple[Figure, ...]
    errata: tuple[Erratum, ...]

    def path(self, name: str) -> str:
        """What problems call the file of a table that stands first, in `folder` itself."""
        return display_path(self.folder / f"{name}.csv")

    def placed(self, name: str) -> Iterator[Placed]:
        """Each row of a table, with a function that says what is wrong in a column of a row."""
        for row in getattr(self, name):
            yield problem_at, row

    def current(self) -> Callable[[str], str]:
        """What tells the id of a thing, or of the one that it was replaced by in the end."""
        after = {row.id: row.replaced_by for row in self.entities if row.replaced_by}

        def current(thing: str) -> str:
            seen = set()
            while thing in after and thing not in seen:  # that replacements go round is told on its own
                seen.add(thing)
                thing = after[thing]
            return thing

        return current


TABLES: Final[Mapping[str, type[Any]]] = {
    "sources": Source,
    "entities": Entity,
    "places": Place,
    "bodies": Template,
    "honours": Honour,
    "indicators": Indicator,
    "mentions": Mention,
    "relations": Relation,
    "figures": Figure,
    "errata": Erratum,
}


OF_REPORTS: Final = ("mentions", "relations", "figures", "errata")
"""The tables whose rows tell of a report, which has its own row elsewhere."""


MAY_MISS: Final = frozenset({"places", "bodies", "honours", "indicators"})
"""Registers, which a folder need not have: places, bodies and honours may stand among the entities, and not everybody
has figures."""


def columns(row_type: type[Any]) -> tuple[Field[Any], ...]:
    """The fields of a row's class that are columns of its table, in order."""
    return tuple(f for f in fields(row_type) if "parse" in f.metadata)


def problem_at(row: Row, column: str, message: str) -> Problem:
    """What is wrong in a column of a row, with its place."""
    return Problem(row.path, row.line, column, message)
