"""What passed the door: the registers that reports share, and each report with what it tells."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from kg.errors import Problem
from kg.ontology import Ontology
from kg.tables.places import codes_of, full_name, leading, named_places
from kg.tables.rows import Entity, Erratum, Figure, Honour, Indicator, Mention, Place, Relation, Source, Tables
from kg.text.report import SourceText

_Row = TypeVar("_Row", Mention, Relation, Figure, Erratum)


@dataclass(frozen=True)
class Registers:
    """What reports share: the ontology, the things that they speak of, the places of the register that these name or
    belong to, with the ids of the places that have a code, the indicators that figures measure, the register's rows
    of the honours among the things, and the places of the register that nothing names.
    """

    ontology: Ontology
    entities: tuple[Entity, ...]
    places: tuple[Place, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    indicators: tuple[Indicator, ...] = ()
    honours: tuple[Honour, ...] = ()
    elsewhere: tuple[Place, ...] = ()

    def current_id(self, thing: str) -> str:
        """The id of a thing, or of the one that it was replaced by in the end."""
        while thing in self._replaced:
            thing = self._replaced[thing]
        return thing

    def class_of(self, thing: str) -> str:
        """The local name of the class of a thing of the registers; "" of any other."""
        return self._classes.get(thing, "")

    @cached_property
    def _classes(self) -> Mapping[str, str]:
        return {row.id: row.type for row in self.entities}

    def place_of(self, thing: str) -> str:
        """The id of the place that a thing belongs to, whose code its id begins with; "" where no place has it."""
        return self.codes.get(leading(thing), "")

    def full_name(self, place: Place) -> tuple[str, str]:
        """What a place is called, in Chinese and English, with what contains it where others are called so too."""
        return full_name(place, self._places)

    @cached_property
    def _places(self) -> Mapping[str, Place]:
        return {row.id: row for row in self.places}

    @cached_property
    def _replaced(self) -> Mapping[str, str]:
        return {row.id: row.replaced_by for row in self.entities if row.replaced_by}


@dataclass(frozen=True)
class Report:
    """One report: its source's row, the rows that rest on it in the order of their tables, and its
    text where it is at hand.
    """

    source: Source
    mentions: tuple[Mention, ...]
    relations: tuple[Relation, ...]
    figures: tuple[Figure, ...]
    errata: tuple[Erratum, ...]
    text: SourceText | None = None

    @property
    def rows(self) -> int:
        """How many rows rest on it."""
        return len(self.mentions) + len(self.relations) + len(self.figures)


@dataclass(frozen=True)
class Checked:
    """Tables without a problem, as registers and reports; `folder` is where the tables lie.

    `warnings` name what is allowed and yet likely to be meant otherwise.
    """

    folder: Path
    registers: Registers
    reports: tuple[Report, ...]
    warnings: tuple[Problem, ...] = ()

    def labelled(self) -> Iterator[tuple[str, str, str, str]]:
        """What is called how: the id, the Chinese label, the English one or "", and the pinyin where the
        table gives it, of each report and each thing that was not replaced.
        """
        return labelled(self.reports, self.registers.entities, self.registers.places, self.registers)

    def without_english(self) -> int:
        """How many things, and indicators that figures measure, have no English name."""
        english = [label for _, _, label, _ in self.labelled()] + [row.label_en for row in self.registers.indicators]
        return english.count("")


def labelled(
    reports: Iterable[Report], entities: Iterable[Entity], places: Iterable[Place], registers: Registers
) -> Iterator[tuple[str, str, str, str]]:
    """The same of some reports and things."""
    for report in reports:
        yield report.source.id, report.source.title_zh, report.source.title_en, ""
    for row in entities:
        if not row.replaced_by:
            yield row.id, row.label_zh, row.label_en, row.pinyin
    for place in places:
        yield place.id, *registers.full_name(place), ""


def gather(tables: Tables, ontology: Ontology, texts: Mapping[str, SourceText]) -> Checked:
    """Rows as registers and reports, in the order of the table of sources."""
    mentions, relations = _by_source(tables.mentions), _by_source(tables.relations)
    figures, errata = _by_source(tables.figures), _by_source(tables.errata)
    reports = tuple(
        Report(
            source,
            tuple(mentions[source.id]),
            tuple(relations[source.id]),
            tuple(figures[source.id]),
            tuple(errata[source.id]),
            texts.get(source.id),
        )
        for source in tables.sources
    )
    measured = {row.indicator for row in tables.figures}
    indicators = tuple(row for row in tables.indicators if row.id in measured)
    entities = (*tables.entities, *(row.entity for row in tables.honours))
    places = named_places(tables)
    known = {row.id for row in places}
    elsewhere = tuple(row for row in tables.places if row.id not in known)
    registers = Registers(ontology, entities, places, codes_of(tables), indicators, tables.honours, elsewhere)
    return Checked(tables.folder, registers, reports)


def _by_source(rows: Iterable[_Row]) -> Mapping[str, list[_Row]]:
    found: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        found[row.source].append(row)
    return found
