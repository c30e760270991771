"""The tables held against each other, against the ontology, and against the reports' texts.

`read_checked` is the door: what passes it is not checked again downstream.
"""

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, RdfFormat, parse

from kg.errors import Problem, TablesError
from kg.folders import display_path
from kg.ontology import Ontology, read_ontology
from kg.tables.reader import read_tables
from kg.tables.reports import Checked, gather
from kg.tables.rows import DESCRIPTION_FILE, Relation, Tables
from kg.tables.texts import texts_at_hand
from kg.text.report import SourceText

_Placed = tuple[Callable[[Any, str, str], Problem], Any]  # what says what is wrong in a row, and the row


def read_checked(folder: Path, sources: Path | None = None) -> Checked:
    """The tables of a folder, checked, with the texts found there or in `sources`.

    Raises TablesError with every problem.
    """
    ontology = read_ontology()
    tables, problems = read_tables(folder, ontology)
    texts, text_problems = texts_at_hand(tables, sources)
    problems += text_problems
    for check in (_ids, _references, _replacements, _classes, _claims, _notes, _figures):
        problems += check(tables, ontology)
    problems += _quotes(tables, texts)
    problems += _description(folder / DESCRIPTION_FILE)
    if problems:
        raise TablesError(problems)
    return gather(tables, ontology, texts)


def _ids(tables: Tables, _: Ontology) -> Iterator[Problem]:
    """Ids that two rows share; what tables name has one space of names, since each id becomes an IRI."""
    seen: dict[str, str] = {}
    for name in ("sources", "entities", "relations", "figures"):
        for problem_at, row in _named(tables, name):
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
            for problem_at, row in _named(tables, name):
                value = getattr(row, column)
                for reference in value if isinstance(value, tuple) else (value,) if value else ():
                    if reference not in known:
                        close = get_close_matches(reference, ids, 1)
                        hint = f"; did you mean {close[0]}?" if close else "; add its row, or correct the id"
                        yield problem_at(row, column, f"no row has the id {reference!r}{hint}")


def _replacements(tables: Tables, _: Ontology) -> Iterator[Problem]:
    after = {row.id: row.replaced_by for row in tables.entities}
    for problem_at, row in _named(tables, "entities"):
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
    types = class_of(tables)
    for problem_at, row in _named(tables, "relations"):
        wanted = ontology.properties[row.predicate]
        for column, allowed in (("subject", wanted.domains), ("object", wanted.ranges)):
            found = types.get(getattr(row, column))
            if found and not ontology.is_any(found, allowed):
                yield problem_at(
                    row, column,
                    f"{getattr(row, column)!r} is of class {found}; the {column} of {row.predicate}"
                    f" is expected to be of class {' or '.join(allowed)}",
                )  # fmt: skip


def _claims(tables: Tables, ontology: Ontology) -> Iterator[Problem]:
    seen: dict[tuple[object, ...], Relation] = {}
    for problem_at, row in _named(tables, "relations"):
        ends = (row.subject, row.object)
        if ontology.properties[row.predicate].symmetric:
            ends = (min(ends), max(ends))
        key = (row.source, ends, row.predicate, row.round, row.year, row.modality, row.date)
        first = seen.setdefault(key, row)
        if first is not row:
            message = f"states what {first.id} on line {first.line} states; expected one row for a claim of a report"
            yield problem_at(row, "subject", message)


def _notes(tables: Tables, _: Ontology) -> Iterator[Problem]:
    for problem_at, row in _named(tables, "relations"):
        if row.stated == "implied" and not (row.note_zh or row.note_en):
            yield problem_at(row, "note_en", "is empty; an implied row's note names the inference")


def _figures(tables: Tables, _: Ontology) -> Iterator[Problem]:
    for problem_at, row in _named(tables, "figures"):
        if (row.value is None) != (row.status == "damaged"):
            expected = (
                "no value where the status is damaged" if row.value is not None else "a value, or the status damaged"
            )
            yield problem_at(row, "value", f"{'empty' if row.value is None else row.value}: expected {expected}")


def _quotes(tables: Tables, texts: Mapping[str, SourceText]) -> Iterator[Problem]:
    rows: list[_Placed] = [*_named(tables, "relations"), *_named(tables, "figures")]
    for problem_at, row in rows:
        text = texts.get(row.source)
        if text is None:
            continue
        if row.section not in text.sections:
            yield problem_at(
                row, "section", f"{row.source} has no section {row.section}; it has {', '.join(text.sections)}"
            )
        elif (times := len(text.find(row.section, row.quote))) != 1:
            where = _elsewhere(text, row.quote) if not times else ""
            remedy = "quote more words" if times else f"quote the words as they stand{where}"
            yield problem_at(
                row, "quote", f"{row.quote!r} stands {times or 'no'} times in {row.section}, expected once: {remedy}"
            )
    for problem_at, mention in _named(tables, "mentions"):
        text = texts.get(mention.source)
        if text is not None and not text.find(mention.section, mention.form):
            where = _elsewhere(text, mention.form)
            yield problem_at(mention, "form", f"{mention.form!r} does not stand in {mention.section}{where}")


def _description(path: Path) -> Iterator[Problem]:
    if not path.exists():
        return
    try:
        for quad in parse(path=path, format=RdfFormat.TURTLE):
            if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
                message = "has a blank node, whose name would differ from build to build; give it an IRI"
                yield Problem(display_path(path), 0, "", message)
                return
    except SyntaxError as error:
        yield Problem(display_path(path), error.lineno or 0, "", f"is not Turtle: {error.msg}")


def _elsewhere(text: SourceText, words: str) -> str:
    sections = [token for token in text.sections if text.find(token, words)]
    return f" (they stand in {', '.join(sections)})" if sections else ""


def class_of(tables: Tables) -> dict[str, str]:
    """The class of each thing by its id; a source is a Report."""
    return {row.id: "Report" for row in tables.sources} | {row.id: row.type for row in tables.entities}


def _named(tables: Tables, name: str) -> Iterator[_Placed]:
    """Each row of a table, with a function that says what is wrong in a column of a row."""
    path = tables.path(name)

    def problem_at(row: Any, column: str, message: str) -> Problem:
        return Problem(path, row.line, column, message)

    for row in getattr(tables, name):
        yield problem_at, row
