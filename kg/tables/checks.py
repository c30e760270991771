"""The tables held against each other, against the ontology, and against the reports' texts.

`read_checked` is the door: what passes it is not checked again downstream.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from kg.errors import KgError, Problem, TablesError
from kg.ontology import Ontology, read_ontology
from kg.tables.coverage import unnamed
from kg.tables.description import description_problems
from kg.tables.lookalikes import joined_parts, twins
from kg.tables.quotes import quote_problems, without_headings
from kg.tables.reader import read_tables
from kg.tables.reports import Checked, gather
from kg.tables.rows import Placed, Relation, Tables
from kg.tables.texts import texts_at_hand


def read_checked(folder: Path, sources: Path | None = None) -> Checked:
    """The tables of a folder, checked, with the texts found there or in `sources`.

    Raises TablesError with every problem, and KgError where there is no such folder.
    """
    if not folder.is_dir():
        raise KgError(f"{folder}: no such folder of tables; name one with --data or KG_DATA")
    ontology = read_ontology()
    tables, problems = read_tables(folder, ontology)
    texts, text_problems = texts_at_hand(tables, sources)
    problems += text_problems
    for check in (_ids, _references, _replacements, _classes, _agents, _acts, _claims, _notes, _figures, twins):
        problems += check(tables, ontology)
    problems += quote_problems(tables, texts)
    problems += description_problems(folder)
    if problems:
        raise TablesError(problems)
    checked = gather(tables, ontology, texts)
    if problems := unnamed(checked):
        raise TablesError(problems)
    return replace(checked, warnings=tuple(sorted([*joined_parts(tables), *without_headings(tables, texts)])))


def _ids(tables: Tables, _: Ontology) -> Iterator[Problem]:
    """Ids that two rows share; what tables name has one space of names, since each id becomes an IRI."""
    seen: dict[str, str] = {}
    for name in ("sources", "entities", "relations", "figures"):
        for problem_at, row in tables.placed(name):
            if row.id in seen:
                yield problem_at(row, "id", f"{row.id!r} is the id of {seen[row.id]} too; expected an id of its own")
            seen.setdefault(row.id, f"{problem_at(row, 'id', '').path}:{row.line}")


def _references(tables: Tables, _: Ontology) -> Iterator[Problem]:
    things, sources, figures = ("sources", "entities"), ("sources",), ("figures",)
    pointers: dict[str, dict[str, tuple[str, ...]]] = {
        "sources": {"publisher": things, "place": things},
        "entities": {"replaced_by": things},
        "mentions": {"source": sources, "entity": things},
        "relations": {"source": sources, "subject": things, "object": things, "by": things},
        "figures": {"source": sources, "subject": things}
        | dict.fromkeys(("change_of", "numerator", "denominator"), figures),
        "errata": {"source": sources},
    }
    for name, by_column in pointers.items():
        for column, targets in by_column.items():
            if not tables.left_out.keys() >= set(targets):
                continue  # the table pointed to could not be read, and its problem is told
            ids = [row.id for target in targets for row in getattr(tables, target)]
            known = set(ids).union(*(tables.left_out[target] for target in targets))
            for problem_at, row in tables.placed(name):
                value = getattr(row, column)
                for reference in value if isinstance(value, tuple) else (value,) if value else ():
                    if reference not in known:
                        close = get_close_matches(reference, ids, 1)
                        hint = f"; did you mean {close[0]}?" if close else "; add its row, or correct the id"
                        yield problem_at(row, column, f"no row has the id {reference!r}{hint}")


def _replacements(tables: Tables, _: Ontology) -> Iterator[Problem]:
    after = {row.id: row.replaced_by for row in tables.entities}
    for problem_at, row in tables.placed("entities"):
        seen, at = {row.id}, row.replaced_by
        while at and at not in seen:
            seen.add(at)
            at = after.get(at, "")
        if at == row.id:
            yield problem_at(
                row,
                "replaced_by",
                f"{row.id!r} is replaced by itself in the end; leave the cell of the row that stays empty",
            )


def _classes(tables: Tables, ontology: Ontology) -> Iterator[Problem]:
    """Subjects and objects of a class that their property does not admit."""
    types, current = _class_of(tables), tables.current()
    for problem_at, row in tables.placed("relations"):
        wanted = ontology.properties[row.predicate]
        for column, allowed in (("subject", wanted.domains), ("object", wanted.ranges)):
            thing = current(getattr(row, column))
            found = types.get(thing)
            if found and not ontology.is_any(found, allowed):
                instead = "" if thing == getattr(row, column) else f" is replaced by {thing!r}, which"
                yield problem_at(
                    row, column,
                    f"{getattr(row, column)!r}{instead} is of class {found}; the {column} of {row.predicate}"
                    f" is expected to be of class {' or '.join(allowed)}",
                )  # fmt: skip


def _agents(tables: Tables, ontology: Ontology) -> Iterator[Problem]:
    """Publishers and authorities that cannot act."""
    types, current = _class_of(tables), tables.current()
    for name, column in (("sources", "publisher"), ("relations", "by")):
        for problem_at, row in tables.placed(name):
            value = getattr(row, column)
            for reference in value if isinstance(value, tuple) else (value,):
                found = types.get(current(reference))
                if found and not ontology.is_any(found, ("Agent",)):
                    yield problem_at(row, column, f"{reference!r} is of class {found}; expected is one of class Agent")


def _acts(tables: Tables, ontology: Ontology) -> Iterator[Problem]:
    """Acts with more than one object, and signings with less than two parties: rows of one event are one act."""
    types, current = _class_of(tables), tables.current()
    complete = tables.left_out.get("relations") == frozenset()
    acts: dict[tuple[str, ...], list[Placed]] = defaultdict(list)
    for problem_at, row in tables.placed("relations"):
        predicate, found = ontology.properties[row.predicate], types.get(current(row.object))
        kind = predicate.act_class
        if kind is None or row.modality != "asserted":
            continue
        if found is None or not ontology.is_any(found, predicate.ranges):
            complete = False  # an object that is told of already makes no other problems
            continue
        by_event = row.event and kind != "Conferral"
        what = (row.source, row.event) if by_event else (current(row.subject), current(row.object), row.round, row.year)
        acts[kind, *what].append((problem_at, row))
    for (kind, *_), rows in acts.items():
        (problem_at, first), *_ = rows
        for _, row in rows:
            if current(row.object) != current(first.object):
                message = f"{row.event!r} is the event of {first.id} too, whose object is {first.object!r}"
                yield problem_at(row, "object", f"{message}; expected an event of its own for each object")
        if kind == "Signing" and complete and len({current(row.subject) for _, row in rows}) < 2:
            message = f"{first.subject!r} signs alone; expected a row with the same event for each other party"
            yield problem_at(first, "event", message)


def _claims(tables: Tables, ontology: Ontology) -> Iterator[Problem]:
    seen: dict[tuple[object, ...], Relation] = {}
    for problem_at, row in tables.placed("relations"):
        ends = (row.subject, row.object)
        if ontology.properties[row.predicate].symmetric:
            ends = (min(ends), max(ends))
        key = (row.source, ends, row.predicate, row.round, row.year, row.modality, row.date)
        first = seen.setdefault(key, row)
        if first is not row:
            message = f"states what {first.id} on line {first.line} states; expected one row for a claim of a report"
            yield problem_at(row, "subject", message)


def _notes(tables: Tables, _: Ontology) -> Iterator[Problem]:
    for problem_at, row in tables.placed("relations"):
        if row.stated == "implied" and not (row.note_zh or row.note_en):
            yield problem_at(row, "note_en", "is empty; an implied row's note names the inference")


def _figures(tables: Tables, _: Ontology) -> Iterator[Problem]:
    for problem_at, row in tables.placed("figures"):
        if (row.value is None) != (row.status == "damaged"):
            expected = (
                "no value where the status is damaged" if row.value is not None else "a value, or the status damaged"
            )
            yield problem_at(row, "value", f"{'empty' if row.value is None else row.value}: expected {expected}")


def _class_of(tables: Tables) -> dict[str, str]:
    """The class of each thing by its id; a source is a Report."""
    return {row.id: "Report" for row in tables.sources} | {row.id: row.type for row in tables.entities}
