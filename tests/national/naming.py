"""What the things of a real report are in a made-up one: which are named, and how."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from random import Random
from typing import Final

from kg.dates import parse_date
from kg.tables.bodies import body, fitting, is_valid
from kg.tables.places import full_name, leading
from kg.tables.rows import Entity, Place
from tests.national.shapes import Cells, National, Shape, is_shared, made_up_name, made_up_row

KEPT: Final = (0.85, 1.0)
"""What of a shape's things a report names, between these: real reports are not of one length."""

STANDING: Final = frozenset(
    {"PeoplesGovernment", "GovernmentDepartment", "GovernmentBody", "PartyCommittee", "PartyBody", "PeoplesCongress"}
    | {"PoliticalConsultativeConference", "Court", "Procuratorate"}
)
"""Classes of bodies that nearly every place has."""

OF_PLACES: Final = {"note_zh": "见于虚构的报告。", "note_en": "Stands in made-up reports."}

_PLACE: Final = "{}"  # stands for the new place while the names of the others are written over


@dataclass
class Naming:
    """What the things of a shape are in one report; `write` takes the row of a thing that no report before had.

    `named_alike` are those of the shape whose forms are a pattern, or the country's, and no words of the real report.
    """

    national: National
    shape: Shape
    places: Sequence[Place]
    year: int
    seed: int
    written: set[str]
    write: Callable[[Cells], None]
    ids: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    named_alike: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.place = self.places[0]
        self.source = f"{self.place.code}-{self.year}"
        self.random = Random(f"{self.seed}-{self.source}")
        self.kept = self.random.uniform(*KEPT)
        self.ids[self.shape.source["id"]] = self.source
        for before, after in self.places_by_shape():
            self.ids[before.id] = after.id if after else ""
            self.labels[before.id] = after.label_zh if after else ""
            self.named_alike.add(before.id)
        notions = self.national.pool
        self.drawn = {of: iter(self.random.sample(rows, len(rows))) for of, rows in sorted(notions.items())}

    def places_by_shape(self) -> Iterator[tuple[Place, Place | None]]:
        """The shape's place and those that contain it, each with the one of this report at its level, if any."""
        return zip_longest(self.shape.places, self.places[: len(self.shape.places)])

    def thing(self, id: str) -> str:
        """The id of what a thing of the shape is here; "" where the report leaves it out, or has no such place."""
        if id not in self.ids:
            self.ids[id] = self._made(id)
        return self.ids[id]

    def _made(self, id: str) -> str:
        row = self.national.things.get(id)
        if row is None:  # it stands in a register
            return id
        left_out = self.random.random() > self.kept  # drawn in each case, so that one thing changes no other
        if left_out and id not in self.shape.lasting | self.national.core:
            return ""
        if is_shared(id):
            notion = self._notion(row)
            self.labels[id] = notion["label_zh"]
            return notion["id"]
        level = self.level(id)
        if level >= len(self.places):
            return ""
        return self._local(id, row, level)

    def level(self, id: str) -> int:
        """How far above the shape's place a thing of the shape belongs: 0 to the place itself, 1 to its city."""
        codes = [place.code for place in self.shape.places]
        return codes.index(leading(id)) if leading(id) in codes else 0

    def _notion(self, row: Cells) -> Cells:
        if row["id"] in self.national.core:
            self.named_alike.add(row["id"])
            return row
        return next(notion for notion in self.drawn[row["type"]] if notion["id"] not in self.national.core)

    def _local(self, id: str, row: Cells, level: int) -> str:
        """A body or thing of the place, or of one that contains it: half of what is no standing body is of this year
        alone.
        """
        place, before = self.places[level], self.shape.places[level]
        if row["type"] in STANDING and full_name(before, self.national.places)[0] in row["label_zh"]:
            made = place.code + id.removeprefix(before.code)
            names = self.renamed(row["label_zh"], level), self.renamed_english(row["label_en"])
            self.named_alike.add(id)
            if made not in self.written and (standing := self._standing(place, made, names[0])):
                self.labels[id] = standing.label_zh
                return standing.id
        else:
            random = Random(f"{self.seed}-{place.code}-{id}")
            year = f"-{self.year}" if level == 0 and random.random() < 0.5 and id not in self.shape.lasting else ""
            made = f"{place.code}{year}-{self.national.tokens[id]}"
            names = made_up_name(self.national.words, row["type"], place, Random(f"{self.seed}-{made}"))
        self.labels[id] = names[0]
        if made not in self.written:
            self.written.add(made)
            self.write(made_up_row(made, row["type"], names, OF_PLACES))
        return made

    def _standing(self, place: Place, made: str, name: str) -> Entity | None:
        """The body of an id, or of a name, that a template makes in the place in this year, and that needs no row."""
        patterns, year = self.national.patterns, parse_date(str(self.year))
        for tail, templates in patterns.by_tail.items():
            id, template = place.code + tail, fitting(templates, place)
            if not (template and is_valid(template, year)):
                continue
            if (thing := body(id, patterns)) and (id == made or thing.label_zh == name):
                return thing
        return None

    def renamed(self, text: str, level: int) -> str:
        """Words in which the shape's places stand, with the new places: 区司法局 is 县司法局 in a county."""
        kind, here = self.shape.places[level].label_zh[-1], self.places[level].label_zh[-1]
        if text.startswith(kind):
            text = here + text[1:]
        for sign in "治全":
            text = text.replace(sign + kind, sign + here)
        ours, new = (full_name(place, self.national.places)[0] for place in (self.shape.places[0], self.place))
        text = text.replace(ours, _PLACE)
        for before, after in self.places_by_shape():
            text = text.replace(before.label_zh, after.label_zh if after else "")
            text = text.replace(before.label_zh[:-1], after.label_zh[:-1] if after else "")
        return text.replace(_PLACE, new)

    def renamed_english(self, text: str) -> str:
        """The same of English words."""
        ours, city = self.shape.places[:2]
        text = text.replace(f"{ours.label_en}, {city.label_en}", full_name(self.place, self.national.places)[1])
        text = text.replace(ours.label_en, self.place.label_en)
        parent = self.places[1].label_en if len(self.places) > 1 else ""
        return text.replace(f", {city.label_en}", f", {parent}" if parent else "").replace(city.label_en, parent)

    def date(self, cell: str) -> str:
        """A date or year of the shape, as many years away as the report is."""
        shift = self.year - int(self.shape.source["period"][:4])
        return re.sub(r"^\d{4}", lambda match: str(int(match[0]) + shift), cell)
