"""A reading under review: its questions, what was decided of them, and the files of both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from kg.errors import KgError, closest
from kg.folders import display_path, files_in
from kg.messages import clauses, listed, say
from kg.ontology import Ontology, read_ontology
from kg.reading.proposals import Reading, read_reading
from kg.reading.review.decisions import ACCEPT, Decision, append, read_decisions, standing
from kg.reading.review.questions import ADDED, Question, added, questions
from kg.reading.review.sentences import sentences
from kg.reading.rules.registers import Registers, registers_for
from kg.tables.reader import read_tables
from kg.tables.rows import Tables
from kg.tables.texts import text_of
from kg.text.report import SourceText

PROPOSALS: Final = "proposals"
"""The folder beside the tables in which readings and what was decided of them lie; it is no table set."""


@dataclass(frozen=True)
class Review:
    """A reading with all that its review needs."""

    reading: Reading
    text: SourceText
    tables: Tables
    ontology: Ontology
    registers: Registers

    @property
    def id(self) -> str:
        """The id of the report."""
        return self.reading.id

    @property
    def data(self) -> Path:
        """The folder of the tables."""
        return self.tables.folder

    def is_known(self, id: str) -> bool:
        """Whether an id is that of a thing that has a row, or that a template makes here."""
        tables = self.tables
        rows = (*(row.id for row in tables.entities), *(row.id for row in tables.honours))
        return id in self.registers.labels or id in rows or any(row.id == id for row in tables.places)

    @cached_property
    def questions(self) -> Sequence[Question]:
        """What is to be decided, in the order of the text."""
        return questions(self.reading, self.registers, self.text)

    @cached_property
    def sentences(self) -> Mapping[str, Question]:
        """The sentences of the text, by the ids of the questions whether there is nothing in them."""
        return {question.id: question for question in sentences(self.text)}

    def asked(self, stands: Mapping[str, Decision]) -> dict[str, Question]:
        """All questions by their ids: those of the reading, and those that a reviewer added and that stand.

        Raises KgError with the line of a decision that adds what is nowhere in the text.
        """
        found = {question.id: question for question in self.questions}
        for id, decision in stands.items():
            if id.startswith(ADDED) and decision.answer == ACCEPT:
                try:
                    found[id] = added(decision.fields, self.text)
                except KgError as error:
                    place = f"{display_path(self.decisions_path)}:{decision.line}"
                    raise KgError(say("{place}: {problem}", place=place, problem=error)) from None
        return found

    @property
    def decisions_path(self) -> Path:
        """The file to which decisions are appended."""
        return self.data / PROPOSALS / f"{self.id}.decisions.jsonl"

    def decisions(self) -> list[Decision]:
        """All decisions so far, in the order in which they were made."""
        return read_decisions(self.decisions_path)

    def standing(self) -> dict[str, Decision]:
        """What stands of each question that was decided."""
        return standing(self.decisions())

    def decide(self, decisions: Sequence[Decision], seen: int | None = None) -> None:
        """Append decisions; raises DecidedSinceError where others stand there that were not `seen`."""
        append(self.decisions_path, decisions, seen)


def reading_path(data: Path, id: str) -> Path:
    """The file of a reading."""
    return data / PROPOSALS / f"{id}.jsonl"


def open_review(data: Path, id: str) -> Review:
    """The review of a report that was read. Raises KgError where it was not, or its text is not the one that was."""
    path = reading_path(data, id)
    if not path.is_file():
        raise KgError(_unread(id, readings(data)))
    reading = read_reading(path)
    ontology = read_ontology()
    tables, _ = read_tables(data, ontology)
    source = reading.source
    text = text_of(tables, id, source["sha256"])
    if text is None:
        told = say("the text of {id} that was read is not in {folder}; read it again", id=id, folder=data / "sources")
        raise KgError(told)
    for one in reading.proposals:
        if text.text[one.start : one.end] != one.fields.get("words") or one.section not in text.sections:
            told = say("{path}: does not fit the text of {id} any more; read it again", path=display_path(path), id=id)
            raise KgError(told)
    registers = registers_for(tables, ontology, source["place"], source["period"])
    return Review(reading, text, tables, ontology, registers)


def readings(data: Path) -> list[str]:
    """The ids of the reports that were read."""
    names = (path.stem for path in files_in(data / PROPOSALS, ".jsonl"))
    return [name for name in names if "." not in name]


def _unread(id: str, read: Sequence[str]) -> str:
    """That a report was not read, and which ones were."""
    if close := closest(id, read):
        return clauses(say("{id!r} was not read", id=id), say("did you mean {names}?", names=close))
    if read:
        return clauses(say("{id!r} was not read", id=id), say("read are {reports}", reports=listed(read)))
    return say("no report was read yet; run: kg read FILE --place PLACE --period YEAR")
