"""Laying a report aside: its text and its proposals as files beside the tables, which stay as they are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError, TablesError
from kg.folders import display_path, write_files
from kg.messages import clauses, say
from kg.ontology import Ontology, read_ontology
from kg.reading.ids import id_of, proposals_path, text_path
from kg.reading.proposals import Reading, dumps, write_reading
from kg.reading.rules.propose import propose
from kg.reading.rules.registers import registers_for
from kg.reading.source.described import Described, Given, describe
from kg.reading.source.files import FoundText, read_found
from kg.reading.source.years import is_report
from kg.tables.bodies import with_bodies
from kg.tables.reader import read_tables
from kg.tables.rows import Tables
from kg.tables.texts import damages_of
from kg.text.damage import Suspicion, line_of, unanswered
from kg.text.report import SourceText, clean

if TYPE_CHECKING:
    from kg.reading.language_model.client import Model
    from kg.reading.language_model.propose import Dropped


@dataclass(frozen=True)
class Prepared:
    """A report that was read, and is not laid aside yet: the file and what was found in it, its cleaned text, the
    proposed row with what is to be asked about it, and where the text looks damaged. `told` says what a reader should
    know.
    """

    path: Path
    data: Path
    tables: Tables
    ontology: Ontology
    found: FoundText
    text: SourceText
    described: Described
    suspicions: tuple[Suspicion, ...]
    told: tuple[str, ...]

    @property
    def id(self) -> str:
        """The id of the source."""
        return self.text.id

    @property
    def shown_path(self) -> Path:
        """Where a reader finds the lines of the text: the file itself, or the text that is laid aside."""
        return self.path if self.found.encoding else self.text_path

    @property
    def text_path(self) -> Path:
        """Where the text is laid."""
        return text_path(self.data, self.id)

    @property
    def proposals_path(self) -> Path:
        """Where the proposals are laid."""
        return proposals_path(self.data, self.id)


def prepare(path: Path, given: Given, data: Path) -> Prepared:
    """Read a file of a report. Raises KgError for a file that is none, for what is given wrong, and for a text that
    was read in already; TablesError where the tables do not pass; OSError where the file cannot be read.
    """
    found = read_found(path)
    if not is_report(text := clean("", found.text)):
        wrong = say("{path} seems to be no report", path=display_path(path))
        hint = say("it has neither headings nor words such as 法治政府 or 工作报告; give the report's own text")
        raise KgError(clauses(wrong, hint))
    tables, ontology = _tables(data)
    described = describe(text, found, given, tables, ontology)
    id = id_of(given.id, described.stem, described.row["sha256"], tables, data)
    damages = damages_of(tables, id)
    seen = tuple(unanswered(found.text, damages))
    described = replace(
        described,
        row={**described.row, "id": id},
        differences=(*described.differences, *_others(path, found, seen)),
    )
    cleaned = clean(id, found.text, damages)
    told = (*described.taken, *_notices(id, found, given, described))
    return Prepared(path, data, tables, ontology, found, cleaned, described, seen, told)


def _notices(id: str, found: FoundText, given: Given, described: Described) -> Iterator[str]:
    if id not in (given.id, described.stem):
        yield say("{other} is another text; this one is {id}", other=described.stem, id=id)
    if found.encoding not in ("", "UTF-8"):
        yield say("the file is in {encoding}; its text is laid aside in UTF-8", encoding=found.encoding)


def _others(path: Path, found: FoundText, seen: Iterable[Suspicion]) -> Iterator[str]:
    """Where another report seems to begin."""
    for one in seen:
        if one.kind == "another":
            yield f"{display_path(path)}:{line_of(found.text, one.offset)}: {one.told}"


def lay_aside(prepared: Prepared) -> Reading:
    """Write the text and the proposals, all or none, and return what was read; raises OSError."""
    row = prepared.described.row
    registers = registers_for(prepared.tables, prepared.ontology, row["place"], row["period"])
    reading = Reading(row, tuple(propose(prepared.text, registers)))
    files = [(prepared.text_path, prepared.found.laid), (prepared.proposals_path, dumps(reading).encode())]
    if beside := prepared.found.beside:
        files.append((prepared.text_path.with_suffix(beside), prepared.found.content))
    for folder in {path.parent for path, _ in files}:
        folder.mkdir(parents=True, exist_ok=True)
    write_files(files)
    return reading


def add_model(prepared: Prepared, reading: Reading, model: "Model") -> tuple[Reading, "Dropped"]:
    """Write the proposals of a language model beside those of a reading; returns both, and what was dropped of its
    answers. Raises ModelError and MissingExtraError as `propose_by_model` does, and OSError.
    """
    from kg.reading.language_model.examples import prompt_for
    from kg.reading.language_model.propose import propose_by_model  # with what speaks over a network, which few ask for

    row = prepared.described.row
    registers = registers_for(prepared.tables, prepared.ontology, row["place"], row["period"])
    prompt = prompt_for(prepared.tables, registers, leave_out=prepared.id)
    found, dropped = propose_by_model(prepared.text, registers, prompt, model, reading.proposals)
    both = Reading(row, tuple(sorted([*reading.proposals, *found], key=lambda one: one.order)))
    write_reading(prepared.proposals_path, both)
    return both, dropped


def _tables(data: Path) -> tuple[Tables, Ontology]:
    if not data.is_dir():
        raise KgError(say("{folder}: no such folder of tables; name one with --data or KG_DATA", folder=data))
    ontology = read_ontology()
    tables, problems = read_tables(data, ontology)
    tables, unmade = with_bodies(tables, ontology)
    if problems or unmade:
        raise TablesError([*problems, *unmade])
    return tables, ontology
