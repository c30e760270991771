"""One part of a data set, by itself: the same for whoever runs it, in this process or on another machine.

`make_part` is a pure function of a part's files and of what it asks of others (`Made.asked`). It writes the part's
triples, sorted, and beside them what is told of it; what it returns is small.
"""

import pickle
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from kg.errors import Problem
from kg.names.index import fold_names
from kg.ontology import Ontology, read_ontology
from kg.pipeline.compared import Told, told_by
from kg.pipeline.counting import Classes, Counted, count, digest, kind_of, split, typed
from kg.pipeline.names import Rows, labels_of, names_of, proper_things
from kg.pipeline.parts.excerpt import Excerpt, read_excerpt
from kg.pipeline.parts.things import Things
from kg.pipeline.parts.told import LINES, TOLD, Common, PartTold, Party, bucket_of
from kg.pipeline.register_triples import change_triples, entity_triples, honour_triples, ontology_triples
from kg.pipeline.triples import common_triples, own_triples
from kg.tables.checks import row_problems, row_warnings, signings, signs_alone
from kg.tables.coverage import unnamed
from kg.tables.lookalikes import Called, names_in
from kg.tables.places import named_places
from kg.tables.reports import Checked, gather
from kg.tables.rows import OF_REPORTS, TABLES, Tables
from kg.tables.texts import read_texts
from kg.text.characters import skeleton
from kg.vocabulary import expand, mint_iri

_REPORT: Final = "Report"
_INDICATOR: Final = tuple(map(expand, ("kg:Indicator", "skos:Concept")))


class Task(NamedTuple):
    """A part to make: the data set's folder, the part's files by table, where `write_things` wrote, and the files to
    write, without their endings.
    """

    number: int
    folder: Path
    files: Mapping[str, Sequence[Path]]
    things: Path
    into: Path


class Made(NamedTuple):
    """How making a part ended: what is wrong with it, how many rows it has, what it asked of others, and whether it was
    taken as it was made before.
    """

    number: int
    problems: Sequence[Problem]
    rows: int
    asked: Mapping[str, Sequence[str]]
    into: Path
    taken: bool = False


def make_part(task: Task) -> Made:
    """Check a part and write it; where something is wrong, nothing is written."""
    ontology = read_ontology()
    with closing(Things(task.things)) as things:
        excerpt = read_excerpt(task.folder, task.files, ontology, things)
        own = excerpt.own
        rows = sum(len(getattr(own, name)) for name in TABLES)
        texts, problems, damaged = read_texts(
            own, things.texts((row.id for row in own.sources), (row.sha256 for row in own.sources))
        )
        problems += [*excerpt.problems, *row_problems(excerpt.tables, ontology, texts, part=True)]
        problems = [problem for problem in problems if problem.path not in _others_paths(excerpt)]
        checked = gather(excerpt.tables, ontology, texts) if not problems else None
        if checked:
            problems += unnamed(checked)
        asked = {way: sorted(keys) for way, keys in things.asked.items()}
        if checked and not problems:
            assert _sources(own) <= {row.id for row in own.sources}, "a report is told of in another part"
            warnings = len(row_warnings(own, texts)) + len(damaged)
            _write(task.into, checked, excerpt, things, warnings)
    return Made(task.number, sorted(set(problems)), rows, asked, task.into)


def _sources(tables: Tables) -> set[str]:
    """The reports of which rows tell."""
    return {row.source for name in OF_REPORTS for row in getattr(tables, name)}


@cache
def _ontology_classes() -> Mapping[str, Classes]:
    """The classes of the ontology's own terms."""
    return typed(ontology_triples())


def _others_paths(excerpt: Excerpt) -> set[str]:
    """The files in which rows of others stand, whose problems they tell; but not those of registers, of which two rows
    in two files may not go together.
    """
    own = {row.path for name in TABLES for row in getattr(excerpt.own, name)}
    told = TABLES.keys() - {"places", "bodies"}
    return {row.path for name in told for row in getattr(excerpt.tables, name)} - own


def _write(into: Path, checked: Checked, excerpt: Excerpt, things: Things, warnings: int) -> None:
    own, registers = excerpt.own, checked.registers
    sources = {row.id for row in own.sources}
    reports = [report for report in checked.reports if report.source.id in sources]
    entities = [*own.entities, *(row.entity for row in own.honours)]
    lines = {line for row in entities for line in entity_triples(row, registers)}
    lines.update(line for row in own.honours for line in honour_triples(row, registers))
    lines.update(line for report in reports for line in own_triples(report, registers))
    common = {line for row in excerpt.made for line in entity_triples(row, registers)}
    common.update(line for row in entities for line in change_triples(row, registers))
    common.update(line for report in reports for line in common_triples(report, registers))
    ordered = sorted(lines)
    with open(f"{into}{LINES}", "wb") as file:
        file.write("".join(ordered).encode())
    counted, objects, entries = _counted(ordered, sorted(common), excerpt, checked)
    compared: dict[int, list[Told]] = defaultdict(list)
    for told in (told for report in reports for told in told_by(report, registers)):
        compared[bucket_of(told.topic)].append(told)
    rows = Rows([*entities, *excerpt.made], (), reports)
    proper = proper_things(rows._replace(entities=registers.entities, places=registers.places), registers.ontology)
    names = fold_names(names_of(rows, registers, labels_of(checked)), proper, things.folding())
    placed = [(row.id, row.path, row.line) for name in _IDENTIFIED for row in getattr(own, name)]
    part = PartTold(
        counted,
        array("Q", sorted(map(digest, objects))).tobytes(),
        array("Q", (digest(id) for id, _, _ in placed)).tobytes(),
        pickle.dumps(placed),
        names,
        Counter(end for report in reports for row in report.relations for end in (row.subject, row.object)),
        {bucket: pickle.dumps(of) for bucket, of in entries.items()},
        {bucket: pickle.dumps(of) for bucket, of in compared.items()},
        [(skeleton(name.text), name) for name in _called(excerpt)],
        list(_parties(excerpt, registers.ontology)),
        frozenset(row.id for row in named_places(excerpt.tables)),
        frozenset(row.indicator for report in reports for row in report.figures),
        tuple(report.source.id for report in reports),
        warnings,
    )
    with open(f"{into}{TOLD}", "wb") as file:
        pickle.dump(part, file)


def _counted(
    lines: Sequence[str], common: Sequence[str], excerpt: Excerpt, checked: Checked
) -> tuple[Counted, set[str], Mapping[int, Sequence[Common]]]:
    """What is counted of a part's own lines and their objects, and those that others may have too, by bucket."""
    classes = _classes_of(excerpt, checked)
    owned, shared = typed(lines), typed(common)
    own: list[Any] = [*excerpt.own.entities, *excerpt.own.honours, *excerpt.own.sources]
    here, made = ({f"<{mint_iri(row.id)}>" for row in rows} for rows in (own, excerpt.made))
    for subject in (owned.keys() & classes.keys()) - here:  # where its row is, it is told what it is
        del owned[subject]
    for subject in (shared.keys() & classes.keys()) - made:
        del shared[subject]

    def others(term: str) -> Classes:
        return shared.get(term) or classes.get(term) or _ontology_classes().get(term, ())

    counted, objects = count(lines, owned, others)
    entries: dict[int, list[Common]] = defaultdict(list)
    for line in common:
        subject, _, value = split(line)
        new = subject in shared
        of = shared[subject] if new else owned.get(subject) or others(subject)
        entries[bucket_of(subject)].append(Common(line, of, new, kind_of(value, owned, others)))
    return counted, objects, entries


_IDENTIFIED: Final = ("sources", "entities", "places", "bodies", "honours", "indicators", "relations", "figures")


def _classes_of(excerpt: Excerpt, checked: Checked) -> Mapping[str, Classes]:
    """The classes of the things, reports and indicators that the rows of a part name."""
    types, tables = checked.registers.ontology.types, excerpt.tables
    found = {row.id: types[row.type] for row in checked.registers.entities if not row.replaced_by}
    found |= {row.id: types[row.type] for row in tables.places} | {row.id: types[_REPORT] for row in tables.sources}
    found |= {row.id: _INDICATOR for row in tables.indicators}
    return {f"<{mint_iri(id)}>": classes for id, classes in found.items()}


def _called(excerpt: Excerpt) -> Iterable[Called]:
    """The names of a part's things that no other thing may look alike; forms of mentions are of a report alone."""
    made = {row.id for row in excerpt.made}
    own = {row.path for name in TABLES for row in getattr(excerpt.own, name)}
    for name in names_in(excerpt.tables):
        if name.scope in ("", "indicators") and (name.path in own or name.thing in made):
            yield name


def _parties(excerpt: Excerpt, ontology: Ontology) -> Iterable[Party]:
    current = excerpt.tables.current()
    own = {id(row) for row in excerpt.own.relations}
    for agreement, rows in signings(excerpt.tables, ontology).items():
        if mine := [placed for placed in rows if id(placed[1]) in own]:
            signers = frozenset(current(row.subject) for _, row in mine)
            yield Party(agreement, signers, signs_alone(mine[0]))
