"""What is known before a report is read: its place with those above it, known things and the forms that name them, and
the indicators that figures measure.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from kg.ontology import Ontology
from kg.reading.lexicon import Lexicon
from kg.tables.places import full_name, leading
from kg.tables.rows import Entity, Place, Tables

KIND_OF_CLASS: Final[Mapping[str, str]] = {"Document": "document", "Institution": "body", "Programme": "programme"}
"""The kinds of proposals for things of a class and those below it; of any other, the kind is `name`."""

_EVERYWHERE: Final = ("cn", "unstated")
_PLACES: Final = ("Place", "AdministrativeDivision", "FunctionalArea")


@dataclass(frozen=True)
class KnownIndicator:
    """An indicator with the words that it goes by: its label, its definition, and wordings of other reports."""

    id: str
    unit: str
    kind: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Registers:
    """What is known of the place and period of a report.

    `chain` holds the report's place and those that contain it, the nearest first; `forms` what a form may mean here, by
    ids; `classes` and `labels` those of the ids; `kinds` the kinds of proposals by class; `place_names` every name of
    the register of places.
    """

    chain: tuple[Place, ...]
    period: str
    forms: Mapping[str, tuple[str, ...]]
    classes: Mapping[str, str]
    labels: Mapping[str, str]
    kinds: Mapping[str, str]
    indicators: tuple[KnownIndicator, ...] = ()
    place_names: frozenset[str] = frozenset()

    @property
    def place(self) -> Place:
        """The report's place, which stands for an actor that is not stated."""
        return self.chain[0]

    @cached_property
    def lexicon(self) -> Lexicon:
        """The forms, ready to be found."""
        return Lexicon(self.forms)

    @cached_property
    def by_label(self) -> Mapping[str, str]:
        """Ids by full names."""
        return {label: id for id, label in reversed(list(self.labels.items()))}

    @cached_property
    def full_place(self) -> Mapping[str, str]:
        """By the word for a level (区, 市, 省), the full name of the place of that level: 珠海市香洲区."""
        by_id = {place.id: place for place in self.chain}
        found = {place.label_zh[-1]: full_name(place, by_id)[0] for place in reversed(self.chain) if place.parent}
        if self.place.kind == "functional-area":
            found[self.place.label_zh[-2:]] = full_name(self.place, by_id)[0]
        return found

    def kind_of(self, id: str) -> str:
        """The kind of proposal by which a known thing is told."""
        return self.kinds.get(self.classes.get(id, ""), "name")


def registers_for(tables: Tables, ontology: Ontology, place: str, period: str, leave_out: str = "") -> Registers:
    """The registers by which a report of a place on a period is read, as if the report `leave_out` had never been.

    What only the rows of that report use is left out with it: its things, its forms, its honours and indicators.
    Raises KeyError for a place that the register does not have.
    """
    chain = _chain(tables, place)
    hidden = _only_of(tables, leave_out) if leave_out else frozenset[str]()
    things = [row for row in (*tables.entities, *(row.entity for row in tables.honours)) if row.id not in hidden]
    things = [row for row in things if not row.replaced_by]
    known = {row.id: row for row in things}
    here = {*_EVERYWHERE, *(leading(row.id) for row in chain)}
    forms: dict[str, dict[str, None]] = defaultdict(dict)
    for form, id in (*_forms_of(things), *_told(tables, known, here, leave_out)):
        forms[form][id] = None
    kinds = {
        of: kind for of, above in ontology.ancestors.items() for cls, kind in KIND_OF_CLASS.items() if cls in above
    }
    return Registers(
        chain,
        period,
        {form: tuple(ids) for form, ids in forms.items() if len(form) > 1},
        {row.id: row.type for row in things} | {row.id: row.type for row in chain},
        {row.id: row.label_zh for row in things} | {row.id: row.label_zh for row in chain},
        kinds,
        tuple(_indicators(tables, hidden, leave_out)),
        frozenset(row.label_zh for row in tables.places),
    )


def _chain(tables: Tables, place: str) -> tuple[Place, ...]:
    by_id = {row.id: row for row in tables.places}
    chain = [by_id[place]]
    while (above := by_id.get(chain[-1].parent)) and above not in chain:
        chain.append(above)
    return tuple(chain)


def _only_of(tables: Tables, source: str) -> frozenset[str]:
    """The ids that rows of one report use, and no other report's."""
    mine: set[str] = set()
    others: set[str] = set()
    for row in tables.mentions:
        (mine if row.source == source else others).add(row.entity)
    for relation in tables.relations:
        (mine if relation.source == source else others).update((relation.subject, relation.object, *relation.by))
    for figure in tables.figures:
        (mine if figure.source == source else others).update((figure.subject, figure.place, figure.indicator))
    return frozenset(mine - others)


def _forms_of(things: Iterable[Entity]) -> Iterator[tuple[str, str]]:
    for row in things:
        if row.type not in _PLACES:
            yield from ((form, row.id) for form in (row.label_zh, *row.aliases))


def _told(tables: Tables, known: Mapping[str, Entity], here: set[str], leave_out: str) -> Iterator[tuple[str, str]]:
    """The forms under which other reports name what is not of another place."""
    for row in tables.mentions:
        thing = known.get(row.entity)
        if row.source != leave_out and thing and thing.type not in _PLACES and leading(thing.id) in here:
            yield row.form.strip("“”"), thing.id


def _indicators(tables: Tables, hidden: frozenset[str], leave_out: str) -> Iterator[KnownIndicator]:
    wordings: dict[str, dict[str, None]] = defaultdict(dict)
    for figure in tables.figures:
        if figure.source != leave_out:
            wordings[figure.indicator][figure.wording] = None
    for row in tables.indicators:
        if row.id not in hidden:
            words = (row.label_zh, row.definition_zh, *wordings[row.id])
            yield KnownIndicator(row.id, row.unit, row.kind, tuple(word for word in words if word))
