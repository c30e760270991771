"""What made-up reports are made of: the shapes of the project's own, their national notions, and words for names."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Final

from rdflib import RDFS, Graph

from kg.ontology import KG, PATH, read_ontology
from kg.tables.bodies import Patterns, read_patterns, with_bodies
from kg.tables.places import leading
from kg.tables.reader import read_tables
from kg.tables.rows import HONOUR_CLASSES, Entity, Place, columns
from tests.checked import cells_of
from tests.national.places import chain

Cells = Mapping[str, str]

TOLD: Final = ("sources", "entities", "honours", "mentions", "relations", "figures", "errata")
"""What reports tell, with the honours that a report is the first to name; all else is a register, and is copied."""

SHAPED: Final = ("mentions", "relations", "figures")

POOL: Final = 5
"""How many times the notions of the real two there are. They share 33 of 238, so that most of what a report names
beside those is named by few others.
"""

NOTE: Final = {"note_zh": "虚构：不是任何报告的内容。", "note_en": "Made up: no report says so."}


@dataclass(frozen=True)
class Shape:
    """One of the real reports: its rows as they are written, its place with what contains it, and the things that
    no report of this shape leaves out, since acts need all of their parties.
    """

    source: Cells
    mentions: Sequence[Cells]
    relations: Sequence[Cells]
    figures: Sequence[Cells]
    places: Sequence[Place]
    lasting: frozenset[str]


@dataclass(frozen=True)
class Words:
    """What made-up names are made of, in Chinese and English: classes by their local names, and fields of policy."""

    classes: Mapping[str, tuple[str, str]]
    areas: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class National:
    """What all reports share: the registers of places and of standing bodies, the real things by their ids, a word
    such as plan-3 for the ids of what stands in the place of each, those that both real reports name, the pool of
    notions by class, the words that made-up names are made of, and the shapes.
    """

    places: Mapping[str, Place]
    patterns: Patterns
    things: Mapping[str, Cells]
    tokens: Mapping[str, str]
    core: frozenset[str]
    pool: Mapping[str, Sequence[Cells]]
    words: Words
    shapes: Sequence[Shape]


def read_national(data: Path, seed: int) -> National:
    """What the tables in `data` have of shapes, and a pool of notions."""
    cells = {name: cells_of(data, name) for name in (*TOLD, "places")}
    names = {of.name for of in columns(Place)}
    places = {row["id"]: Place(0, **{k: v for k, v in row.items() if k in names}) for row in cells["places"]}
    honours = [row | {"type": HONOUR_CLASSES[row["kind"]], "conferrer": ""} for row in cells["honours"]]
    made = [{of: getattr(row, of) for of in ("id", "type", "label_zh", "label_en")} for row in bodies(data)]
    things = {row["id"]: row for row in (*cells["entities"], *made, *honours) if not row.get("replaced_by")}
    acts = {name for name, of in read_ontology().properties.items() if of.act_class}
    shapes = [shape(row, cells, places, acts) for row in cells["sources"]]
    called = words(things)
    named = [{row["entity"] for row in of.mentions} for of in shapes]
    core = frozenset(set.intersection(*named))
    patterns = replace(read_patterns(read_tables(data, read_ontology())[0]), rows={})
    return National(places, patterns, things, tokens(things), core, notions(things, called, seed), called, shapes)


def bodies(data: Path) -> Sequence[Entity]:
    """The standing bodies that the real reports name and that have no row."""
    ontology = read_ontology()
    tables, _ = read_tables(data, ontology)
    rows = {row.id for row in tables.entities}
    return [row for row in with_bodies(tables, ontology)[0].entities if row.id not in rows]


def shape(source: Cells, cells: Mapping[str, Sequence[Cells]], places: Mapping[str, Place], acts: set[str]) -> Shape:
    """The rows of one real report."""
    own = {name: [row for row in cells[name] if row["source"] == source["id"]] for name in SHAPED}
    ends = {row[end] for row in own["relations"] if row["predicate"] in acts for end in ("subject", "object")}
    return Shape(
        source,
        own["mentions"],
        own["relations"],
        own["figures"],
        chain(places[source["place"]], places),
        frozenset(ends | {source["publisher"]}),
    )


def tokens(things: Mapping[str, Cells]) -> dict[str, str]:
    """By the id of a thing its class and number, since an id may hold the name of a company or a person."""
    found: dict[str, str] = {}
    numbers: Counter[str] = Counter()
    for id, row in things.items():
        numbers[row["type"]] += 1
        found[id] = f"{kebab(row['type'])}-{numbers[row['type']]}"
    return found


def table_of(row: Cells) -> str:
    """The table in which the row of a thing stands."""
    return "honours" if row["type"] in HONOUR_CLASSES.values() else "entities"


def made_up_row(id: str, of: str, names: tuple[str, str], note: Cells) -> Cells:
    """The row of a thing; one that is an honour has the kind of its class."""
    kind = next((kind for kind, name in HONOUR_CLASSES.items() if name == of), "")
    return {"id": id, "type": of, "kind": kind, "label_zh": names[0], "label_en": names[1], **note}


def kebab(name: str) -> str:
    """The name of a class as ids are written."""
    return re.sub("(?<=[a-z])(?=[A-Z])", "-", name).lower()


def words(things: Mapping[str, Cells]) -> Words:
    """The ontology's names of the classes of things, and the names of the fields of policy among these."""
    graph = Graph().parse(PATH)
    labels = {
        of: {o.language: str(o) for o in graph.objects(KG[of], RDFS.label)}
        for of in {row["type"] for row in things.values()}
    }
    areas = [row for row in things.values() if row["type"] == "PolicyArea" and is_shared(row["id"])]
    return Words(
        {of: (by_language["zh-hans"], by_language["en"]) for of, by_language in labels.items()},
        [(row["label_zh"], row["label_en"]) for row in areas],
    )


def notions(things: Mapping[str, Cells], words: Words, seed: int) -> dict[str, list[Cells]]:
    """By class, the real national notions and made-up ones of the same classes, some times as many."""
    random = Random(f"{seed}-notions")
    found: dict[str, list[Cells]] = defaultdict(list)
    for row in things.values():
        if is_shared(row["id"]):
            found[row["type"]].append(row | {"succeeded_by": ""})
    for of, rows in found.items():
        for number in range(1, (POOL - 1) * len(rows) + 1):
            names = made_up_name(words, of, None, random)
            id = f"cn-made-up-{kebab(of)}-{number}"
            rows.append(made_up_row(id, of, names, NOTE))
    return dict(found)


def made_up_name(words: Words, of: str, place: Place | None, random: Random) -> tuple[str, str]:
    """A name of a class: of two fields of policy, or of a place and one of them; 某 stands for a person's name."""
    (first, first_en), (second, second_en) = random.sample(words.areas, 2)
    zh, en = words.classes[of]
    if of == "Person":
        return f"{random.choice('赵钱孙李周吴郑王')}某{random.choice('甲乙丙丁')}", "Somebody (made up)"
    if place is None:
        return f"{first}与{second}{zh}", f"{en} of {first_en} and {second_en}"
    return f"{place.label_zh}{first}{zh}", f"{first_en}: {en} of {place.label_en}"


def is_shared(id: str) -> bool:
    """Whether a thing belongs to no place: to the country, or to whom the reports do not say."""
    return leading(id) in ("cn", "unstated")
