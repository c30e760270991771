"""What came after what: of bodies and places that were merged, split, renamed or abolished, each a thing of its own."""

from collections.abc import Iterator
from typing import Final

from kg.errors import Problem
from kg.messages import say
from kg.ontology import Ontology
from kg.tables.rows import Tables

_TABLES: Final = ("entities", "places")


def succession_problems(tables: Tables, _: Ontology) -> Iterator[Problem]:
    """Things that come after themselves in the end, and validity that ends before it begins."""
    after = {row.id: row.succeeded_by for name in _TABLES for row in getattr(tables, name) if row.succeeded_by}
    for name in _TABLES:
        for problem_at, row in tables.placed(name):
            if row.id in after and row.id in _all_after(row.id, after):
                told = say("{id!r} comes after itself in the end; correct what came after it", id=row.id)
                yield problem_at(row, "succeeded_by", told)
            if row.valid_from and row.valid_to and row.valid_to.latest < row.valid_from.earliest:
                told = say("{end} comes before {begin} of valid_from", end=row.valid_to.text, begin=row.valid_from.text)
                yield problem_at(row, "valid_to", told)


def _all_after(thing: str, after: dict[str, tuple[str, ...]]) -> set[str]:
    found: set[str] = set()
    wanted = list(after[thing])
    while wanted:
        if (one := wanted.pop()) not in found:
            found.add(one)
            wanted += after.get(one, ())
    return found
