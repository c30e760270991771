"""The names that the tables give their things, for the index."""

from collections.abc import Iterable, Iterator
from typing import Final

from kg.names.folding import Name
from kg.tables.reports import Checked
from kg.tables.rows import Entity, Place
from kg.text.chinese import initials, pinyin, with_pinyin


def names_of(checked: Checked) -> Iterator[Name]:
    """Every name that the tables give their things, and the readings of the Chinese labels."""
    for thing, chinese, english, by_hand in checked.labelled():
        reading = by_hand or pinyin(chinese)
        yield from (Name(thing, label, "label") for label in (chinese, english) if label)
        yield Name(thing, reading, "pinyin")
        if not english:  # what faces show is found too
            yield Name(thing, with_pinyin(chinese, reading), "pinyin")
        yield Name(thing, initials(reading), "initials")
    labels = {(thing, label) for thing, *both, _ in checked.labelled() for label in both}
    for entity in checked.registers.entities:
        thing, aliases = checked.registers.current_id(entity.id), entity.aliases
        if entity.replaced_by:  # what it was called still names what stays
            yield Name(thing, entity.id, "former")
            aliases = tuple(filter(None, (entity.label_zh, entity.label_en, *aliases)))
        yield from (Name(thing, alias, "alias") for alias in aliases if (thing, alias) not in labels)
    for place in checked.registers.places:
        own = (place.label_zh, place.label_en)
        others = [name for name in own if name not in checked.registers.full_name(place)]
        yield from (Name(place.id, name, "alias") for name in (*others, *place.aliases))
    for report in checked.reports:
        for mention in report.mentions:
            yield Name(checked.registers.current_id(mention.entity), mention.form, "mention", report.source.id)


def names_elsewhere(checked: Checked) -> set[str]:
    """The names of the places that the reports do not speak of: who names one of them means no place of the graph."""
    places = checked.registers.elsewhere
    return {name for row in places for name in (row.label_zh, row.label_en, *row.aliases) if name}


_PROPER: Final = ("Place", "Subdistrict", "ResidentsCommunity", "Person")
"""The classes whose things' names are no others' but for a character: each tells of whom or where one speaks."""


def proper_things(checked: Checked) -> set[str]:
    """The ids of the places and persons, whose names are never read for another name."""
    registers = checked.registers
    things: Iterable[Entity | Place] = (*registers.entities, *registers.places)
    return {row.id for row in things if registers.ontology.is_any(row.type, _PROPER)}
