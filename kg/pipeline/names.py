"""The names that the tables give their things, for the index."""

from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Final, NamedTuple

from kg.names.folding import Name
from kg.ontology import Ontology
from kg.tables.reports import Checked, Registers, Report, labelled
from kg.tables.rows import Entity, Place
from kg.text.chinese import initials, pinyin, with_pinyin


class Rows(NamedTuple):
    """Rows whose things' names are wanted."""

    entities: Sequence[Entity]
    places: Sequence[Place]
    reports: Sequence[Report]


def all_rows(checked: Checked) -> Rows:
    """Those of all things."""
    return Rows(checked.registers.entities, checked.registers.places, checked.reports)


def names_of(rows: Rows, registers: Registers, labels: Set[tuple[str, str]]) -> Iterator[Name]:
    """Every name that the tables give things, and the readings of the Chinese labels.

    `labels` are the ids of things with their labels, those at least of the rows and of what replaced them.
    """
    for thing, chinese, english, by_hand in labelled(rows.reports, rows.entities, rows.places, registers):
        reading = by_hand or pinyin(chinese)
        yield from (Name(thing, label, "label") for label in (chinese, english) if label)
        yield Name(thing, reading, "pinyin")
        if not english:  # what faces show is found too
            yield Name(thing, with_pinyin(chinese, reading), "pinyin")
        yield Name(thing, initials(reading), "initials")
    for entity in rows.entities:
        thing, aliases = registers.current_id(entity.id), entity.aliases
        if entity.replaced_by:  # what it was called still names what stays
            yield Name(thing, entity.id, "former")
            aliases = tuple(filter(None, (entity.label_zh, entity.label_en, *aliases)))
        yield from (Name(thing, alias, "alias") for alias in aliases if (thing, alias) not in labels)
    for place in rows.places:
        own = (place.label_zh, place.label_en)
        others = [name for name in own if name not in registers.full_name(place)]
        yield from (Name(place.id, name, "alias") for name in (*others, *place.aliases))
    for report in rows.reports:
        for mention in report.mentions:
            yield Name(registers.current_id(mention.entity), mention.form, "mention", report.source.id)


def labels_of(checked: Checked) -> set[tuple[str, str]]:
    """The ids of all things with their labels in both languages."""
    return {(thing, label) for thing, *both, _ in checked.labelled() for label in both}


def names_elsewhere(places: Iterable[Place]) -> set[str]:
    """The names of the places that the reports do not speak of: who names one of them means no place of the graph."""
    return {name for row in places for name in (row.label_zh, row.label_en, *row.aliases) if name}


_PROPER: Final = ("Place", "Subdistrict", "ResidentsCommunity", "Person")
"""The classes whose things' names are no others' but for a character: each tells of whom or where one speaks."""


def proper_things(rows: Rows, ontology: Ontology) -> set[str]:
    """The ids of the places and persons, whose names are never read for another name."""
    things: Iterable[Entity | Place] = (*rows.entities, *rows.places)
    return {row.id for row in things if ontology.is_any(row.type, _PROPER)}
