"""What was decided of a reading becomes rows: all tables of its report are written, or none.

What was accepted once stays as it was written, and is edited in the tables: `<id>.accepted.json` remembers which
decisions have rows, and is written with them.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kg.errors import KgError, Problem, TablesError
from kg.folders import REPORTS, display_path, read_file, write_files
from kg.messages import say, say_count
from kg.reading.review.decisions import ACCEPT, Decision
from kg.reading.review.naming import Names
from kg.reading.review.questions import ADDED, added
from kg.reading.review.review import PROPOSALS, Review
from kg.reading.review.rows import Cells, Decided, Maker, Rows, in_headings
from kg.reading.rules.passages import Passages
from kg.tables.checks import read_checked
from kg.tables.rows import TABLES, columns

_NUMBER: Final = re.compile(r"-[rf](\d+)$")
_ORDER: Final = ("sources", "entities", "honours", "indicators", "mentions", "relations", "figures")


@dataclass(frozen=True)
class Accepted:
    """What was written: the number of new rows by table, and sentences on what is left open."""

    rows: Mapping[str, int]
    open: tuple[str, ...]


def accept(review: Review) -> Accepted:
    """Write the rows of what was accepted and has none yet.

    Raises TablesError where the tables would not pass with them, each problem with the line of the decision that it
    comes of, and writes nothing then; OSError where a file cannot be written.
    """
    before = _read_accepted(review)
    stands = review.standing()
    decided = sorted(_decided(review, stands), key=lambda one: (one.question.start, one.decision.question))
    new = [one for one in decided if one.decision.question not in before]
    rows = _maker(review, decided, before).make(new)
    told = [*_undecided(review, stands), *_gone(review, stands), *_changed(decided, before), *rows.open]
    if not new:
        return Accepted({}, tuple(told))
    files = _Files(review)
    files.add(rows)
    _check(review, files)
    after = before | {
        id: {"ids": rows.ids[id], "line": one.decision.line} for one in new if rows.ids[id := one.decision.question]
    }
    files.folder.mkdir(parents=True, exist_ok=True)
    write_files([*files.content.items(), (_accepted_path(review), _dumped(after))])
    return Accepted({name: len(rows.tables[name]) for name in _ORDER if rows.tables[name]}, tuple(told))


def _decided(review: Review, stands: Mapping[str, Decision]) -> Iterator[Decided]:
    """What was accepted: of what was asked, and of what reviewers added."""
    asked = {question.id: question for question in review.questions}
    for id, one in stands.items():
        if one.answer == ACCEPT and (id in asked or id.startswith(ADDED)):
            yield Decided(asked[id] if id in asked else added(one.fields, review.text), one)


def _maker(review: Review, decided: Iterable[Decided], before: Mapping[str, Any]) -> Maker:
    """What makes the rows, knowing what was accepted before, by the ids that it has."""
    tables, source = review.tables, review.id
    taken = {row.id for name in TABLES for row in getattr(tables, name) if hasattr(row, "id")} | {
        *review.registers.labels
    }
    names = Names(review.registers, review.ontology, taken)
    for one in decided:
        ids = before.get(one.decision.question, {}).get("ids", [])
        if ids and one.question.kind == "name":
            for words in (one.question.fields["words"], one.fields.get("words", "")):
                names.known(words, ids[0])
    last = {
        name: max(
            (
                int(found[1])
                for row in getattr(tables, name)
                if row.source == source and (found := _NUMBER.search(row.id))
            ),
            default=0,
        )
        for name in ("relations", "figures")
    }
    mentioned = {(row.section, row.entity, row.form) for row in tables.mentions if row.source == source}
    return Maker(source, Passages(review.text, review.registers), names, last, mentioned)


def _undecided(review: Review, stands: Mapping[str, Decision]) -> Iterator[str]:
    if left := sum(question.id not in stands for question in review.questions):
        yield say_count("{count} question is not decided yet", "{count} questions are not decided yet", left)


def _gone(review: Review, stands: Mapping[str, Decision]) -> Iterator[str]:
    """Decisions of questions that the reading does not ask any more, since the rules or the registers have changed."""
    asked = {question.id for question in review.questions}
    if gone := sum(id not in asked and not id.startswith(ADDED) for id in stands):
        yield say_count(
            "{count} decision is of a question that is not asked any more",
            "{count} decisions are of questions that are not asked any more",
            gone,
        )


def _changed(decided: Iterable[Decided], before: Mapping[str, Any]) -> Iterator[str]:
    """Decisions that were changed after their rows were written."""
    for one in decided:
        known = before.get(one.decision.question)
        if known and known["line"] != one.decision.line:
            yield say(
                "{quote}: was decided anew after its rows were written; change them in the tables: {ids}",
                quote=one.question.quote,
                ids=", ".join(known["ids"]),
            )


class _Files:
    """The files of the report's table set as they will be: what they hold now, and new rows behind it.

    `content` is their bytes; `decisions` tells of which decision a line comes.
    """

    def __init__(self, review: Review) -> None:
        self._review = review
        self.folder = review.data / REPORTS / review.id
        self.content: dict[Path, bytes] = {}
        self.decisions: dict[tuple[str, int], Decision] = {}

    def add(self, rows: Rows) -> None:
        """Put new rows behind those that are there, and the row of the source where there is none."""
        if not any(source.id == self._review.id for source in self._review.tables.sources):
            self._append("sources", [(self._review.reading.source, Decision("", ACCEPT))])
        rows.tables["mentions"] = self._with_headings(rows.tables["mentions"])
        for name in _ORDER[1:]:
            if rows.tables[name]:
                self._append(name, rows.tables[name])

    def _with_headings(self, mentions: list[tuple[Cells, Decision]]) -> list[tuple[Cells, Decision]]:
        found = set(in_headings(self._review.text, (cells for cells, _ in mentions)))
        return [
            ({**cells, "in_heading": "yes" if (cells["section"], cells["form"]) in found else ""}, decision)
            for cells, decision in mentions
        ]

    def _append(self, name: str, rows: list[tuple[Cells, Decision]]) -> None:
        path = self.folder / f"{name}.csv"
        there = read_file(path) if path.is_file() else b""
        text = there.decode("utf-8")
        ends = "\r\n" if "\r\n" in text else "\n"
        header = next(
            csv.reader(io.StringIO(text.removeprefix("\ufeff"))), [column.name for column in columns(TABLES[name])]
        )
        out = io.StringIO()
        writer = csv.writer(out, lineterminator=ends)
        if not text:
            writer.writerow(header)
        elif not text.endswith("\n"):
            out.write(ends)
        line = text.count("\n") + out.getvalue().count("\n")
        for cells, decision in rows:
            self.decisions[display_path(path), line + 1] = decision
            writer.writerow([cells.get(column, "") for column in header])
            line = text.count("\n") + out.getvalue().count("\n")
        self.content[path] = there + out.getvalue().encode()


def _check(review: Review, files: _Files) -> None:
    """Hold the tables as they will be against all rules; raises TablesError with the decisions' lines."""
    try:
        read_checked(review.data, unwritten=files.content)
    except TablesError as error:
        raise TablesError([_of_decision(review, problem, files) for problem in error.problems]) from None


def _of_decision(review: Review, problem: Problem, files: _Files) -> Problem:
    decision = files.decisions.get((problem.path, problem.line))
    if decision is None or not decision.line:
        return problem
    return problem._replace(path=display_path(review.decisions_path), line=decision.line)


def _accepted_path(review: Review) -> Path:
    return review.data / PROPOSALS / f"{review.id}.accepted.json"


def _dumped(accepted: Mapping[str, Any]) -> bytes:
    return (json.dumps(accepted, ensure_ascii=False, indent=0, sort_keys=True) + "\n").encode()


def _read_accepted(review: Review) -> dict[str, Any]:
    """What has rows already: the ids, by question. Raises KgError where the file is damaged."""
    path = _accepted_path(review)
    try:
        found: dict[str, Any] = json.loads(read_file(path))
        if not all(isinstance(one["ids"], list) and isinstance(one["line"], int) for one in found.values()):
            raise TypeError
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        told = say(
            "{path}: is damaged; put it back from a copy, or take out the report's rows and delete it",
            path=display_path(path),
        )
        raise KgError(told) from None
    return found
