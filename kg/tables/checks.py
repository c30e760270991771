"""The tables held against each other, against the ontology, and against the reports' texts.

`read_checked` is the door: what passes it is not checked again downstream.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from kg.errors import KgError, Problem, TablesError, closest
from kg.messages import clauses, either, say, say_count
from kg.ontology import Ontology, read_ontology
from kg.tables.bodies import with_bodies
from kg.tables.coverage import unnamed
from kg.tables.description import description_problems
from kg.tables.engines import Engine, serial
from kg.tables.honours import honour_problems
from kg.tables.indicators import indicator_problems
from kg.tables.lookalikes import joined_parts, quoted_labels, twins
from kg.tables.places import leading, place_problems
from kg.tables.pointers import THINGS, pointers
from kg.tables.quotes import quote_problems, without_headings
from kg.tables.reader import NOTHING, read_tables
from kg.tables.reports import Checked, gather
from kg.tables.rows import Entity, Honour, Place, Placed, Relation, Tables
from kg.tables.steps import Watch, unwatched
from kg.tables.succession import succession_problems
from kg.tables.templates import body_problems
from kg.tables.texts import texts_at_hand
from kg.tables.tree import unread_files
from kg.text.report import SourceText

_HINTED: Final = 100
"""Ids without a row for which the nearest id is sought: who writes relations first has thousands of them."""


def read_checked(
    folder: Path,
    sources: Path | None = None,
    unwritten: Mapping[Path, bytes] = NOTHING,
    *,
    engine: Engine = serial,
    watch: Watch = unwatched,
) -> Checked:
    """The tables of a folder, checked, with the texts found there or in `sources`; as they will be when the files of
    `unwritten` are. An `engine` reads the files.

    Raises TablesError with every problem, and KgError where there is no such folder.
    """
    if not folder.is_dir():
        raise KgError(say("{folder}: no such folder of tables; name one with --data or KG_DATA", folder=folder))
    ontology = read_ontology()
    tables, problems = read_tables(folder, ontology, unwritten, engine=engine, watch=watch)
    tables, unmade = with_bodies(tables, ontology)
    problems += unmade
    texts, text_problems, damaged = texts_at_hand(tables, sources)
    problems += text_problems
    problems += row_problems(tables, ontology, texts)
    problems += description_problems(folder)
    if problems:
        raise TablesError(problems)
    checked = gather(tables, ontology, texts)
    if problems := unnamed(checked):
        raise TablesError(problems)
    warnings = [*row_warnings(tables, texts), *damaged, *unread_files(folder)]
    return replace(checked, warnings=tuple(sorted(warnings)))


def row_problems(
    tables: Tables, ontology: Ontology, texts: Mapping[str, SourceText], *, part: bool = False
) -> list[Problem]:
    """What is wrong with rows beside each other; of a `part` of the tables, whose other rows may hold the second party
    of an agreement, that one signs alone is not told.
    """
    problems: list[Problem] = []
    for check in (
        _ids,
        _references,
        _replacements,
        place_problems,
        succession_problems,
        _classes,
        *(() if part else (_signings,)),
        _awards,
        _claims,
        _verbs,
        _notes,
        _figures,
        indicator_problems,
        honour_problems,
        body_problems,
        twins,
    ):
        problems += check(tables, ontology)
    return [*problems, *quote_problems(tables, texts)]


def row_warnings(tables: Tables, texts: Mapping[str, SourceText]) -> list[Problem]:
    """What is allowed in rows and yet likely to be meant otherwise."""
    return [*joined_parts(tables), *quoted_labels(tables), *without_headings(tables, texts)]


def _ids(tables: Tables, _: Ontology) -> Iterator[Problem]:
    """Ids that two rows share; what tables name has one space of names, since each id becomes an IRI."""
    seen: dict[str, str] = {}
    for name in ("sources", "entities", "places", "bodies", "honours", "indicators", "relations", "figures"):
        for problem_at, row in tables.placed(name):
            if row.id in seen:
                told = say("{id!r} is the id of {place} too; expected an id of its own", id=row.id, place=seen[row.id])
                yield problem_at(row, "id", told)
            seen.setdefault(row.id, _place(problem_at, row))


def _references(tables: Tables, _: Ontology) -> Iterator[Problem]:
    """Ids that no row has; where one row alone may have had it, that row is told too."""
    named: set[str] = set()
    known: dict[tuple[str, ...], set[str]] = {}
    missing: dict[tuple[tuple[str, ...], str], list[Problem]] = {}
    for (problem_at, row), column, targets, reference in pointers(tables):
        named.add(reference)
        if targets not in known:
            known[targets] = _known(tables, targets)
        if reference not in known[targets]:
            missing.setdefault((targets, reference), []).append(problem_at(row, column, ""))
    for number, ((targets, reference), places) in enumerate(missing.items()):
        near = closest(reference, [row.id for of in targets for row in getattr(tables, of)]) if number < _HINTED else ""
        hint = say("did you mean {names}?", names=near) if near else say("add its row, or correct the id")
        message = clauses(say("no row has the id {id!r}", id=reference), hint)
        yield from (place._replace(message=message) for place in places)
    if len(missing) <= _HINTED:
        yield from _changed_ids(tables, named, missing)
    for of in {of for targets, _ in missing for of in targets if not known[targets]}:
        yield Problem(tables.path(of), 0, "", say("has no row, and other tables name ids that should stand in it"))


def _known(tables: Tables, targets: tuple[str, ...]) -> set[str]:
    """The ids of some tables' rows, those among them that are not right by themselves."""
    return {row.id for of in targets for row in getattr(tables, of)}.union(*(tables.left_out[of] for of in targets))


def _changed_ids(
    tables: Tables, named: set[str], missing: Mapping[tuple[tuple[str, ...], str], Sequence[Problem]]
) -> Iterator[Problem]:
    """Rows that nothing names, where others name an id that no row has: the id of the row may have been changed."""
    for (targets, reference), (first, *_) in missing.items():
        place = f"{first.path}:{first.line}"
        rows = [placed for of in targets if of != "places" for placed in tables.placed(of)]
        rows += _places_of(tables, reference) if "places" in targets else ()
        unnamed = [row.id for _, row in rows if row.id not in named]
        if len(unnamed) == len(missing) == 1:
            (found,) = unnamed
        elif targets == ("figures",):  # most of them are named by nothing, but they are numbered
            found = _out_of_order(reference, [row.id for _, row in rows])
        else:
            found = closest(reference, unnamed)
        for problem_at, row in rows:
            if row.id == found and found in unnamed and _place(problem_at, row) != place:
                told = say(
                    "no row names {id!r}, and {place} names {missing!r}, which no row has; did the id change?",
                    id=row.id,
                    place=place,
                    missing=reference,
                )
                yield problem_at(row, "id", told)


def _places_of(tables: Tables, reference: str) -> Iterator[Placed]:
    """Of the thousands of places that nothing names, those that an id without a row may have been of: of its code."""
    return (placed for placed in tables.placed("places") if placed[1].code in ("", leading(reference)))


def _out_of_order(reference: str, ids: Sequence[str]) -> str:
    """The id that stands where another would in the order of all, and is out of it or goes on from that one; or ""."""
    for before, id, after in zip(["", *ids], ids, [*ids[1:], "~"], strict=False):
        if before < reference < after and (not before < id < after or id.startswith(reference)):
            return id
    return ""


def _replacements(tables: Tables, _: Ontology) -> Iterator[Problem]:
    after = {row.id: row.replaced_by for row in tables.entities}
    for problem_at, row in tables.placed("entities"):
        seen, at = {row.id}, row.replaced_by
        while at and at not in seen:
            seen.add(at)
            at = after.get(at, "")
        if at == row.id:
            told = say("{id!r} is replaced by itself in the end; leave the cell of the row that stays empty", id=row.id)
            yield problem_at(row, "replaced_by", told)


def _classes(tables: Tables, ontology: Ontology) -> Iterator[Problem]:
    """Subjects, objects, publishers and authorities of a class that is not admitted there; and the things' own rows,
    since it may as well be these that are wrong.
    """
    things, current = _things(tables), tables.current()
    blamed: dict[str, list[str]] = defaultdict(list)
    for (problem_at, row), column, reference, allowed, expected in _expected_classes(tables, ontology):
        thing = current(reference)
        found = _class_of(things.get(thing))
        if not found or ontology.is_any(found, allowed):
            continue
        wrong = (
            say("{id!r} is of class {found}", id=reference, found=found)
            if thing == reference
            else say("{id!r} is replaced by {new!r}, which is of class {found}", id=reference, new=thing, found=found)
        )
        yield problem_at(row, column, clauses(wrong, expected))
        for of in {thing, reference}:
            blamed[of].append(_place(problem_at, row))
    for thing, places in blamed.items():
        problem_at, row = things[thing]
        if isinstance(row, Entity):
            yield problem_at(row, "replaced_by" if row.replaced_by else "type", _not_admitted(places))
        elif isinstance(row, Honour):
            yield problem_at(row, "kind", _not_admitted(places))


def _not_admitted(places: Sequence[str]) -> str:
    """What the row of a thing is told, whose class other rows do not admit."""
    return say_count(
        "its class is not admitted by {count} row, {places}; correct this or that",
        "its class is not admitted by {count} rows, the first of them {places}; correct this or those",
        count=len(places),
        places=places[0],
    )


def _expected_classes(tables: Tables, ontology: Ontology) -> Iterator[tuple[Placed, str, str, tuple[str, ...], str]]:
    """Where a thing must be of a class: the row, the column, the thing's id, the classes, and what is said of them."""
    for placed in tables.placed("relations"):
        row = placed[1]
        wanted = ontology.properties[row.predicate]
        for column, allowed in (("subject", wanted.domains), ("object", wanted.ranges)):
            expected = say(
                "the {column} of {predicate} is expected to be of class {classes}",
                column=column,
                predicate=row.predicate,
                classes=either(allowed),
            )
            yield placed, column, getattr(row, column), allowed, expected
    for name, column, of in (
        ("sources", "publisher", "Agent"),
        ("sources", "place", "Place"),
        ("figures", "place", "Place"),
        ("honours", "conferrer", "Agent"),
        ("relations", "by", "Agent"),
    ):
        for placed in tables.placed(name):
            value = getattr(placed[1], column)
            for reference in value if isinstance(value, tuple) else (value,):
                yield placed, column, reference, (of,), say("expected is one of class {of}", of=of)


def _signings(tables: Tables, ontology: Ontology) -> Iterator[Problem]:
    """Agreements that one party alone signs, over all reports."""
    if tables.left_out.get("relations") != frozenset():
        return  # the other party may stand in a row that is not right by itself
    current = tables.current()
    for rows in signings(tables, ontology).values():
        if len({current(row.subject) for _, row in rows}) < 2:
            yield signs_alone(rows[0])


def signings(tables: Tables, ontology: Ontology) -> Mapping[str, Sequence[Placed]]:
    """The rows that tell of each agreement; of none where one of these is no agreement, which is told already."""
    things, current = _things(tables), tables.current()
    parties: dict[str, list[Placed]] = defaultdict(list)
    for problem_at, row in tables.placed("relations"):
        predicate, found = ontology.properties[row.predicate], _class_of(things.get(current(row.object)))
        if predicate.act_class != "Signing" or row.modality != "asserted":
            continue
        if not found or not ontology.is_any(found, predicate.ranges):
            return {}
        parties[current(row.object)].append((problem_at, row))
    return parties


def signs_alone(placed: Placed) -> Problem:
    """What is wrong with the row of an agreement's only party."""
    problem_at, row = placed
    told = say("{id!r} signs alone; expected a row with the same object for each other party", id=row.subject)
    return problem_at(row, "subject", told)


def _place(problem_at: Callable[[Any, str, str], Problem], row: Any) -> str:
    """The place of a row, as messages name it."""
    return f"{problem_at(row, '', '').path}:{row.line}"


def _awards(tables: Tables, ontology: Ontology) -> Iterator[Problem]:
    """Honours received after the period that their report tells of."""
    periods = {source.id: source.period for source in tables.sources}
    for problem_at, row in tables.placed("relations"):
        period, act = periods.get(row.source), ontology.properties[row.predicate].act_class
        if act != "Conferral" or row.modality != "asserted" or not row.date or not period:
            continue
        if row.date.earliest > period.latest:
            told = say(
                "{date}: an award is not later than the period that its report tells of, and that of {source} "
                "ends on {end}",
                date=row.date.text,
                source=row.source,
                end=period.latest.isoformat(),
            )
            yield problem_at(row, "date", told)


def _claims(tables: Tables, ontology: Ontology) -> Iterator[Problem]:
    seen: dict[tuple[object, ...], Relation] = {}
    for problem_at, row in tables.placed("relations"):
        ends = (row.subject, row.object)
        if ontology.properties[row.predicate].symmetric:
            ends = (min(ends), max(ends))
        key = (row.source, ends, row.predicate, row.verb, row.round, row.year, row.modality, row.date)
        first = seen.setdefault(key, row)
        if first is not row:
            told = say(
                "states what {id} states ({place}); expected one row for a claim of a report",
                id=first.id,
                place=_place(problem_at, first),
            )
            yield problem_at(row, "subject", told)


def _verbs(tables: Tables, _: Ontology) -> Iterator[Problem]:
    """Verbs, and words for what is measured, that are not of the report: each part of one (向…报告) stands in its
    row's quote.
    """
    for table, column in (("relations", "verb"), ("figures", "wording")):
        for problem_at, row in tables.placed(table):
            words = getattr(row, column)
            if any(part not in row.quote for part in words.split("…")):
                told = say("{verb!r} does not stand in the quote; expected the report's own word", verb=words)
                yield problem_at(row, column, told)


def _notes(tables: Tables, _: Ontology) -> Iterator[Problem]:
    for problem_at, row in tables.placed("relations"):
        if row.stated == "implied" and not (row.note_zh or row.note_en):
            yield problem_at(row, "note_en", say("is empty; an implied row's note names the inference"))


def _figures(tables: Tables, _: Ontology) -> Iterator[Problem]:
    for problem_at, row in tables.placed("figures"):
        if (row.value is None) != (row.status == "damaged"):
            told = (
                say("empty: expected a value, or the status damaged")
                if row.value is None
                else say("{value}: expected no value where the status is damaged", value=row.value)
            )
            yield problem_at(row, "value", told)


def _things(tables: Tables) -> dict[str, Placed]:
    """The row of each thing by its id."""
    return {placed[1].id: placed for name in THINGS for placed in tables.placed(name)}


def _class_of(thing: Placed | None) -> str:
    """The class of the thing of a row: a source is a Report; "" where there is no such row."""
    if thing is None:
        return ""
    row = thing[1]
    return row.type if isinstance(row, Entity | Place | Honour) else "Report"
