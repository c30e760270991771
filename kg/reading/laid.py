"""Laying a report aside: its text and its proposals as files beside the tables, which stay as they are."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Final

from kg.errors import KgError, TablesError
from kg.folders import display_path, files_in, write_files
from kg.messages import clauses, say
from kg.ontology import Ontology, read_ontology
from kg.reading.described import Described, Given, describe
from kg.reading.files import FoundText, read_found
from kg.reading.proposals import Reading, dumps, read_source
from kg.reading.propose import propose
from kg.reading.registers import registers_for
from kg.reading.years import is_report
from kg.tables.bodies import with_bodies
from kg.tables.reader import read_tables
from kg.tables.rows import Tables
from kg.tables.texts import damages_of
from kg.text.damage import Suspicion, unanswered
from kg.text.report import SourceText, clean

TEXTS: Final = "sources"
PROPOSALS: Final = "proposals"


@dataclass(frozen=True)
class Prepared:
    """A report that was read, and is not laid aside yet: the file as found, its cleaned text, the proposed row with
    what is to be asked about it, and where the text looks damaged. `told` says what a reader should know.
    """

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
    def text_path(self) -> Path:
        """Where the text is laid."""
        return self.data / TEXTS / f"{self.id}.txt"

    @property
    def proposals_path(self) -> Path:
        """Where the proposals are laid."""
        return self.data / PROPOSALS / f"{self.id}.jsonl"


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
    id, told = _id_of(given.id, described, tables, data)
    damages = damages_of(tables, id)
    seen = tuple(unanswered(found.text, damages))
    if found.encoding not in ("", "UTF-8"):
        told = (*told, say("the file is in {encoding}; its text is laid aside in UTF-8", encoding=found.encoding))
    described = replace(
        described,
        row={**described.row, "id": id},
        differences=(*described.differences, *(one.told for one in seen if one.kind == "another")),
    )
    return Prepared(data, tables, ontology, found, clean(id, found.text, damages), described, seen,
                    (*described.taken, *told))  # fmt: skip


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


def _tables(data: Path) -> tuple[Tables, Ontology]:
    if not data.is_dir():
        raise KgError(say("{folder}: no such folder of tables; name one with --data or KG_DATA", folder=data))
    ontology = read_ontology()
    tables, problems = read_tables(data, ontology)
    tables, unmade = with_bodies(tables, ontology)
    if problems or unmade:
        raise TablesError([*problems, *unmade])
    return tables, ontology


# ---- Ids


def _id_of(given: str, described: Described, tables: Tables, data: Path) -> tuple[str, tuple[str, ...]]:
    """The id under which a text is laid aside, and what is to be told of it. Raises KgError where the text, or another
    of that id, was read in already.
    """
    sha256, taken = described.row["sha256"], _taken(tables, data)
    accepted = {row.sha256: row for row in tables.sources}
    if row := accepted.get(sha256):
        raise KgError(
            say("this text is the report {id} of {place}; there is nothing to read", id=row.id, place=row.where)
        )
    before = [id for id, of in taken.items() if of == sha256]
    if before and given in ("", before[0]):
        return before[0], ()
    if before:
        path = display_path(data / PROPOSALS / f"{before[0]}.jsonl")
        raise KgError(
            say("this text was read in as {id} already; to change its id, remove {path}", id=before[0], path=path)
        )
    if given or not described.stem.endswith("-work"):
        id = given or described.stem
        if id in taken:
            raise KgError(_other_text(id, tables, data))
        return id, ()
    id = next(id for id in _numbered(described.stem) if id not in taken)
    return id, () if id == described.stem else (
        say("{other} is another text; this one is {id}", other=described.stem, id=id),
    )


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    yield from (f"{stem}-{number}" for number in count(2))


def _taken(tables: Tables, data: Path) -> dict[str, str]:
    """The ids of texts that were read in, with their SHA-256; that of one that lies there without proposals is ""."""
    taken = {path.stem: "" for path in files_in(data / TEXTS, ".txt")}
    for path in files_in(data / PROPOSALS, ".jsonl"):
        if not path.stem.endswith(".decisions"):
            row = read_source(path)
            taken[row["id"]] = row.get("sha256", "")
    return taken | {row.id: row.sha256 for row in tables.sources}


def _other_text(id: str, tables: Tables, data: Path) -> str:
    accepted = {row.id: row for row in tables.sources}
    if row := accepted.get(id):
        wrong = say("{id} is the id of another text, the report of {place}", id=id, place=row.where)
        return clauses(wrong, say("give this one an id of its own with --id"))
    text, proposals = (display_path(data / TEXTS / f"{id}.txt"), display_path(data / PROPOSALS / f"{id}.jsonl"))
    wrong = say("{id} is the id of another text, {path}", id=id, path=text)
    hint = say(
        "give this one an id of its own with --id, or remove {text} and {proposals} to read it in the other's place; "
        "what was decided stays",
        text=text, proposals=proposals,
    )  # fmt: skip
    return clauses(wrong, hint)
