"""Under which id a report is laid aside, and whether its text was read in before."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path

from kg.errors import KgError
from kg.folders import display_path, files_in, read_file
from kg.messages import clauses, say
from kg.reading.proposals import read_source
from kg.tables.rows import Tables


def text_path(data: Path, id: str) -> Path:
    """Where the text of a report lies beside the tables."""
    return data / "sources" / f"{id}.txt"


def proposals_path(data: Path, id: str) -> Path:
    """Where the proposals of a report lie beside the tables."""
    return data / "proposals" / f"{id}.jsonl"


def id_of(given: str, stem: str, sha256: str, tables: Tables, data: Path) -> str:
    """The id of a report: the one given, else what it begins with, numbered for a work report where another text has
    that. A text that was read in before keeps its id.

    Raises KgError where the text is one of the tables' or was read in as another report, or where another text has
    the id.
    """
    taken = _taken(tables, data)
    if again := _again(given, stem, sha256, taken, tables, data):
        return again
    numbered = not given and stem.endswith("-work")
    for id in _numbered(stem) if numbered else (given or stem,):
        if id not in taken and _may_lie(text_path(data, id), sha256):
            return id
    raise KgError(_other_text(given or stem, tables, data))


def _again(given: str, stem: str, sha256: str, taken: Mapping[str, str], tables: Tables, data: Path) -> str:
    """The id under which the text was read in as this report; "" where it was not. Raises KgError where it was as
    another, or stands in the tables.
    """
    for row in tables.sources:
        if row.sha256 == sha256:
            told = say("this text is the report {id} of {place}; there is nothing to read", id=row.id, place=row.where)
            raise KgError(told)
    before = [id for id, of in taken.items() if of == sha256]
    for id in before:
        if id == given or (not given and re.fullmatch(rf"{re.escape(stem)}(-\d+)?", id)):
            return id
    if before:
        wrong = say("this text was read in as {id} already", id=before[0])
        path = display_path(proposals_path(data, before[0]))
        raise KgError(clauses(wrong, say("remove {path} to read it as another", path=path)))
    return ""


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    yield from (f"{stem}-{number}" for number in count(2))


def _taken(tables: Tables, data: Path) -> dict[str, str]:
    """The ids of reports that were read in or are in the tables, with the SHA-256 of their texts."""
    files = files_in(data / "proposals", ".jsonl")
    rows = [read_source(path) for path in files if not path.stem.endswith(".decisions")]
    return {row["id"]: row.get("sha256", "") for row in rows} | {row.id: row.sha256 for row in tables.sources}


def _may_lie(text: Path, sha256: str) -> bool:
    """Whether a text may be laid there: nothing lies there, or this one, which somebody put there by hand."""
    return not text.exists() or hashlib.sha256(read_file(text)).hexdigest() == sha256


def _other_text(id: str, tables: Tables, data: Path) -> str:
    for row in tables.sources:
        if row.id == id:
            wrong = say("{id} is the id of another text, the report of {place}", id=id, place=row.where)
            return clauses(wrong, say("give this one an id of its own with --id"))
    text = display_path(text_path(data, id))
    wrong = say("{id} is the id of another text, {path}", id=id, path=text)
    hint = say(
        "give this one an id of its own with --id, or remove {text} and {proposals} to read it in the other's place; "
        "what was decided stays",
        text=text,
        proposals=display_path(proposals_path(data, id)),
    )
    return clauses(wrong, hint)
