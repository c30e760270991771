"""The register of standing bodies by itself: what is wrong with its templates."""

from collections import defaultdict
from collections.abc import Iterator

from kg.errors import Problem
from kg.messages import say
from kg.ontology import Ontology
from kg.tables.rows import Tables, Template


def body_problems(tables: Tables, ontology: Ontology) -> Iterator[Problem]:
    """What is wrong with templates, by themselves and with each other."""
    seen: dict[tuple[str, str], Template] = {}
    for problem_at, row in tables.placed("bodies"):
        if not ontology.is_any(row.type, ("Institution",)):
            yield problem_at(row, "type", say("{found}: expected a class of institutions", found=row.type))
        for part, column in (("parent", "parent_template"), ("organ", "organ_of")):
            if part in row.parts and not getattr(row, column):
                braced = f"{{{part}}}"
                yield problem_at(row, column, say("is empty; the names have {part} in them", part=braced))
        if bool(row.parent_template) != bool(row.parent_place):
            lacking = "parent_place" if row.parent_template else "parent_template"
            yield problem_at(row, lacking, say("is empty; expected both or neither of parent_template, parent_place"))
        if (row.valid_from or row.valid_to) and not row.source:
            yield problem_at(row, "source", say("is empty; expected from where the validity is known"))
        if row.valid_from and row.valid_to and row.valid_to.latest < row.valid_from.earliest:
            told = say("{end} comes before {begin} of valid_from", end=row.valid_to.text, begin=row.valid_from.text)
            yield problem_at(row, "valid_to", told)
        for kind in row.kinds_of_place:
            first = seen.setdefault((row.tail, kind), row)
            if first is not row:
                told = say(
                    "{where} makes the same ids for the kind {kind}; leave it out in one of them",
                    where=first.where,
                    kind=kind,
                )
                yield problem_at(row, "id_pattern", told)
    yield from _template_circles(tables)


def _template_circles(tables: Tables) -> Iterator[Problem]:
    """Templates whose parents or whose organs' bodies lead back to them in one place."""
    tails = {row.id: row.tail for row in tables.bodies}
    after = defaultdict[str, set[str]](set)
    for row in tables.bodies:
        above = row.parent_template if row.parent_place != "above" else ""
        after[row.tail] |= {tails[id] for id in (above, row.organ_of) if id in tails}
    for problem_at, row in tables.placed("bodies"):
        found, wanted = set[str](), list(after[row.tail])
        while wanted:
            if (tail := wanted.pop()) not in found:
                found.add(tail)
                wanted += after[tail]
        if row.tail in found:
            yield problem_at(
                row,
                "id_pattern",
                say("{id!r} stands above itself in the end; correct its parent, or whose organ it is", id=row.id),
            )
