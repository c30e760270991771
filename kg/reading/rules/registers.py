"""What is known before a report is read: its place with those above it, known things and the forms that name them, and
the indicators that figures measure.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final

from kg.dates import parse_date
from kg.ontology import Ontology
from kg.reading.rules.lexicon import Lexicon
from kg.tables.bodies import read_patterns, standing_bodies
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

    @cached_property
    def pairs(self) -> list[set[str]]:
        """The pairs of neighbouring characters of each of its words."""
        return [bigrams(words) for words in self.words]


def bigrams(text: str) -> set[str]:
    """The pairs of neighbouring characters of a text."""
    return {one + other for one, other in pairwise(text)}


@dataclass(frozen=True)
class Registers:
    """What is known of the place and period of a report.

    `chain` holds the report's place and those that contain it, the nearest first; `forms` what a form may mean here, by
    ids; `classes`, `labels` and `english` (labels) those of the ids; `kinds` the kinds of proposals by class;
    `place_names` what every name of the register of places may mean, and what 我区 and 全区 mean here.
    """

    chain: tuple[Place, ...]
    period: str
    forms: Mapping[str, tuple[str, ...]]
    classes: Mapping[str, str]
    labels: Mapping[str, str]
    kinds: Mapping[str, str]
    indicators: tuple[KnownIndicator, ...] = ()
    place_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    english: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """The report's place, which stands for an actor that is not stated."""
        return self.chain[0]

    @cached_property
    def lexicon(self) -> Lexicon:
        """The forms, ready to be found."""
        return Lexicon(self.forms)

    @cached_property
    def gazetteer(self) -> Lexicon:
        """The names of places, ready to be found."""
        return Lexicon(self.place_names)

    @cached_property
    def by_label(self) -> Mapping[str, str]:
        """Ids by full names."""
        return {label: id for id, label in reversed(list(self.labels.items()))}

    @cached_property
    def full_place(self) -> Mapping[str, str]:
        """By the word for a level (区, 市, 省), the full name of the place of that level: 珠海市香洲区."""
        by_id = {place.id: place for place in self.chain}
        return {_level(place): full_name(place, by_id)[0] for place in reversed(self.chain) if place.parent}

    def ids(self, form: str, kind: str) -> tuple[str, ...]:
        """What a form may mean that is told by proposals of a kind."""
        return tuple(id for id in self.lexicon.ids(form) if self.kind_of(id) == kind)

    def kind_of(self, id: str) -> str:
        """The kind of proposal by which a known thing is told."""
        return self.kinds.get(self.classes.get(id, ""), "name")


def _level(place: Place) -> str:
    """The word for the level of a place, by which a report calls it and its bodies: 区, 自治区, 新区."""
    ends = ("自治区", "自治州", "自治县", "新区")
    return next((end for end in ends if place.label_zh.endswith(end)), place.label_zh[-1])


def registers_for(tables: Tables, ontology: Ontology, place: str, period: str, leave_out: str = "") -> Registers:
    """The registers by which a report of a place on a period is read, as if the report `leave_out` had never been.

    What only the rows of that report use is left out with it: its things, its forms, its honours and indicators.
    Raises KeyError for a place that the register does not have.
    """
    chain = _chain(tables, place)
    hidden = _only_of(tables, leave_out) if leave_out else frozenset[str]()
    things = [row for row in (*tables.entities, *(row.entity for row in tables.honours)) if row.id not in hidden]
    things = [row for row in things if not row.replaced_by]
    things += _standing(tables, chain, period, {row.id for row in things} | {row.label_zh for row in things})
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
        _place_names(tables, chain),
        {row.id: row.label_en for row in things} | {row.id: row.label_en for row in chain},
    )


def _chain(tables: Tables, place: str) -> tuple[Place, ...]:
    by_id = {row.id: row for row in tables.places}
    chain = [by_id[place]]
    while (above := by_id.get(chain[-1].parent)) and above not in chain:
        chain.append(above)
    return tuple(chain)


def _standing(tables: Tables, chain: Iterable[Place], period: str, known: set[str]) -> Iterator[Entity]:
    """The bodies of the places of a chain that templates make, and no row is of; of a functional area above or below,
    as of any place, those of its kind.
    """
    patterns = read_patterns(tables)
    for place in chain:
        for thing in standing_bodies(place, parse_date(period), patterns):
            if not {thing.id, thing.label_zh} & known:
                yield thing


def _place_names(tables: Tables, chain: tuple[Place, ...]) -> dict[str, tuple[str, ...]]:
    """Names of places, with what they may mean: a name of the chain means that place alone."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in tables.places:
        if row.parent and not row.valid_to:
            found[row.label_zh].append(row.id)
    by_id = {row.id: row for row in chain}
    own = {name: [row.id] for row in reversed(chain) if row.parent for name in (row.label_zh, full_name(row, by_id)[0])}
    own |= {chain[0].label_zh.removesuffix(_level(chain[0])): [chain[0].id]} if chain[0].parent else {}
    own |= {whose + _level(row): [row.id] for row in reversed(chain) if row.parent for whose in ("全", "我")}
    return {name: tuple(ids) for name, ids in (found | own).items() if len(name) > 1}


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
