"""A review as a table for a spreadsheet, a question a row, and the answers of one that was filled in."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from kg.errors import KgError, Problem, TablesError, nearest
from kg.folders import display_path
from kg.messages import either, say
from kg.reading.review.answers import FIELDS
from kg.reading.review.decisions import ACCEPT, REJECT, Decision
from kg.reading.review.questions import ADDED, Question, added, id_of_added
from kg.reading.review.review import Review
from kg.tables.csvfile import read_records
from kg.tabular.delimited import as_was, sheet
from kg.text.report import Span

_FIELDS: Final = tuple(dict.fromkeys(name for fields in FIELDS.values() for name in fields))
COLUMNS: Final = ("question", "answer", "kind", "section", "sentence", *_FIELDS, "options")
_ANSWERS: Final = {ACCEPT: ACCEPT, "a": ACCEPT, REJECT: REJECT, "x": REJECT}


def rows_of(review: Review) -> Iterator[Sequence[str]]:
    """The header, and a row for each question with what was decided of it, else with what is proposed.

    What reviewers added follows.
    """
    stands = review.standing()
    yield COLUMNS
    for question in review.questions:
        yield _row(review, question, stands.pop(question.id, None))
    for decision in stands.values():
        if decision.answer == ACCEPT and "kind" in decision.fields:
            yield _row(review, added(decision.fields, review.text), decision)


def lines_of(review: Review) -> Iterator[str]:
    """The same as lines of CSV, of which a spreadsheet runs nothing."""
    return sheet(rows_of(review))


def _row(review: Review, question: Question, decision: Decision | None) -> Sequence[str]:
    sentence = review.text.sentence(Span(question.start, question.end))
    options = (f"{name}: {either(options)}" for name, options in question.options.items() if len(options) > 1)
    cells = {
        "question": decision.question if decision else question.id,
        "answer": decision.answer if decision else "",
        "kind": question.kind,
        "section": question.section,
        "sentence": " ".join(review.text.text[sentence.start : sentence.end].split()),
        "options": "; ".join(options),
    } | {name: value for name, value in question.fields.items() if name in _FIELDS}
    if decision and decision.answer == ACCEPT:
        cells |= {name: decision.fields.get(name, "") for name in FIELDS[question.kind]}
    return [cells.get(column, "") for column in COLUMNS]


def decisions_of(review: Review, path: Path, by: str) -> list[Decision]:
    """What a table that was filled in decides, of what does not stand so already; a row without an answer decides
    nothing, and one without a question is an addition.

    Raises TablesError with every row that cannot be taken.
    """
    records, problems = read_records(path, COLUMNS, display_path(path), optional=("sentence", "options", "answer"))
    asked = {question.id: question for question in review.questions}
    stands = review.standing()
    found: dict[str, Decision] = {}
    for record in records:
        cells = {name: as_was(cell) for name, cell in record.cells.items()}
        try:
            decision = _decision(cells, asked, review, by)
        except KgError as error:
            problems.append(Problem(display_path(path), record.line, "", str(error)))
            continue
        if decision and _differs(decision, stands.get(decision.question)):
            found[decision.question] = decision
    if problems:
        raise TablesError(problems)
    return list(found.values())


def _decision(cells: Mapping[str, str], asked: Mapping[str, Question], review: Review, by: str) -> Decision | None:
    answer = cells.get("answer", "").lower()
    if not answer:
        return None
    if answer not in _ANSWERS:
        raise KgError(say("{answer!r}: expected is accept, reject, or nothing", answer=answer))
    id, kind = cells["question"], cells["kind"]
    if kind not in FIELDS:
        raise KgError(say("{kind!r} is no kind of question: {hint}", kind=kind, hint=nearest(kind, list(FIELDS))))
    fields = {name: cells.get(name, "") for name in FIELDS[kind] if cells.get(name)}
    if id in asked:
        if asked[id].kind != kind:
            raise KgError(say("{question} is of the kind {kind}", question=id, kind=asked[id].kind))
    else:
        fields |= {"kind": kind, "section": cells["section"]}
        if id and not id.startswith(ADDED):
            raise KgError(
                say("{question!r} is no question of this reading; leave it empty for an addition", question=id)
            )
        added(fields, review.text)
        id = id or id_of_added(fields)
    return Decision(id, _ANSWERS[answer], fields if _ANSWERS[answer] == ACCEPT else {}, by)


def _differs(decision: Decision, stands: Decision | None) -> bool:
    return stands is None or _told(stands) != _told(decision)


def _told(decision: Decision) -> tuple[str, dict[str, str]]:
    return decision.answer, {name: cell for name, cell in decision.fields.items() if cell}
