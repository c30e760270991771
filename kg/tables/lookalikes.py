"""What people would not see in the tables: names that only look alike, parts of a list that are read as one, and
quotation marks, which a label has not and a form in a report has.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from kg.errors import Problem
from kg.messages import say
from kg.ontology import Ontology
from kg.tables.cells import SEPARATORS
from kg.tables.rows import Placed, Tables
from kg.text.characters import named, skeleton

_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "sources": ("title_zh", "title_en"),
    "entities": ("label_zh", "label_en", "aliases"),
    "honours": ("label_zh", "label_en", "aliases"),
    "mentions": ("form",),
    "indicators": ("label_zh", "label_en"),
}


_QUOTATION: Final = re.compile('["“”„‟‘＂「」『』〝〞«»]')


class Called(NamedTuple):
    """A name: where it should be one (a report's id for its forms, indicators, or "" for things), what it names, and
    where it stands.
    """

    scope: str
    thing: str
    text: str
    path: str
    line: int
    column: str


def twins(tables: Tables, _: Ontology) -> Iterator[Problem]:
    """Names of two things, and of what figures measure, that differ in nothing that people see."""
    yield from twins_among(names_in(tables))


def twins_among(names: Iterable[Called]) -> Iterator[Problem]:
    """The same of some names, in the order in which they stand."""
    seen: dict[tuple[str, str], dict[str, tuple[str, str]]] = defaultdict(dict)
    for scope, thing, text, path, line, column in names:
        others = seen[scope, skeleton(text)]
        for other, (of, place) in others.items():
            if other != text and of != thing:
                apart = next((named(c) for c in text + other if (c in text) != (c in other)), say("their spaces"))
                message = say(
                    "{text!r} looks like {other!r} of {place} but for {apart}; "
                    "write both alike, or so that people can tell them apart",
                    text=text,
                    other=other,
                    place=place,
                    apart=apart,
                )
                yield Problem(path, line, column, message)
                break
        others.setdefault(text, (thing, f"{path}:{line}"))


def names_in(tables: Tables) -> Iterator[Called]:
    """Each name that stands in tables."""
    current = tables.current()
    for table, columns in _NAMES.items():
        for row in getattr(tables, table):
            for column in columns:
                value = getattr(row, column)
                for text in value if isinstance(value, tuple) else filter(None, (value,)):
                    where = text, row.path, row.line, column
                    if table == "indicators":
                        yield Called(table, row.id, *where)
                    elif table == "mentions":  # what one report calls so, another may not
                        yield Called(row.source, current(row.entity), *where)
                    else:
                        yield Called("", current(row.id), *where)


def _named_things(tables: Tables) -> Iterator[Placed]:
    yield from tables.placed("entities")
    yield from tables.placed("honours")


def joined_parts(tables: Tables) -> Iterator[Problem]:
    """Parts of lists that hold a sign with which people part lists, where the list's own sign is the bar."""
    for problem_at, row in _named_things(tables):
        for alias in row.aliases:
            signs = {";"} if alias.isascii() else SEPARATORS  # an English name may well hold a comma
            if found := set(alias) & signs - set(row.label_zh):
                yield problem_at(row, "aliases", _one_part(alias, min(found)))
    for name, column in (("sources", "url"), ("entities", "same_as")):
        for problem_at, row in tables.placed(name):
            for iri in getattr(row, column):
                if match := re.search(r"[;,，、](?=https?://)|[｜；]", iri):
                    yield problem_at(row, column, _one_part(iri, match[0]))


def _one_part(text: str, sign: str) -> str:
    return say(
        "{text!r} is read as one, since {sign!r} does not part what a list holds; write | if several are meant",
        text=text,
        sign=sign,
    )


def quoted_labels(tables: Tables) -> Iterator[Problem]:
    """Labels with quotation marks: SPARQL finds what people call a thing by what its label is."""
    for problem_at, row in _named_things(tables):
        for column in ("label_zh", "label_en"):
            label = getattr(row, column)
            if _QUOTATION.search(label):
                told = say(
                    "{text!r} has quotation marks; a label carries none, forms in mentions.csv and aliases do",
                    text=label,
                )
                yield problem_at(row, column, told)
