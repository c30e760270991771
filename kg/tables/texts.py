"""The texts of the reports that are at hand, found by their SHA-256."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from kg.errors import Problem
from kg.folders import display_path, read_file, sources_folder, text_files
from kg.messages import reason, say
from kg.tables.rows import Source, Tables
from kg.text.damage import line_of, unanswered
from kg.text.encoding import EncodingError, decode
from kg.text.report import Damage, SourceText, clean

OPEN: Final = ("lost", "menus", "again", "another")
"""What is warned of: cleaning takes care of pinyin and of characters converted by a program."""


def texts_at_hand(
    tables: Tables, folder: Path | None = None
) -> tuple[dict[str, SourceText], list[Problem], list[Problem]]:
    """The texts of the tables' sources that can be found, what is wrong with them, and where one looks damaged and no
    row of errata.csv says how it is read.

    They are looked for as `<id>.txt` in `sources/` beside the tables, and in `folder` (else
    the folder that KG_SOURCES names, and folders in it) under any name ending in .txt, by their SHA-256.
    """
    hashes, problems = hashes_of_texts(tables.folder, folder)
    texts, wrong, warnings = read_texts(tables, hashes)
    return texts, problems + wrong, warnings


def hashes_of_texts(data: Path, folder: Path | None = None) -> tuple[dict[Path, str], list[Problem]]:
    """The files in which texts are looked for, each with its SHA-256, and those that cannot be read."""
    named = sources_folder(folder)
    if named is not None and not named.is_dir():
        return {}, [Problem(display_path(named), 0, "", say("no such folder of source texts"))]
    problems: list[Problem] = []
    hashes: dict[Path, str] = {}
    for file in text_files(data, named):
        try:
            hashes[file] = _sha256(file)
        except OSError as error:
            problems.append(Problem(display_path(file), 0, "", say("cannot be read: {reason}", reason=reason(error))))
    return hashes, problems


def read_texts(
    tables: Tables, hashes: Mapping[Path, str]
) -> tuple[dict[str, SourceText], list[Problem], list[Problem]]:
    """What `texts_at_hand` tells, of files whose SHA-256 are known."""
    texts: dict[str, SourceText] = {}
    problems: list[Problem] = []
    warnings: list[Problem] = []
    by_hash = {sha256: file for file, sha256 in hashes.items()}
    for source in tables.sources:
        path = by_hash.get(source.sha256)
        if path is None:
            problems += _changed(source, hashes)
            continue
        damages = damages_of(tables, source.id)
        try:
            original = decode(read_file(path))
            texts[source.id] = clean(source.id, original, damages)
            warnings += [
                Problem(display_path(path), line_of(original, seen.offset), "", seen.told)
                for seen in unanswered(original, damages)
                if seen.kind in OPEN
            ]
        except EncodingError as error:
            told = say("{problem}: save it as UTF-8, and put its new SHA-256 into sources.csv", problem=error)
            problems.append(Problem(display_path(path), error.line, "", told))
        except ValueError as error:
            problems.append(Problem(display_path(path), 0, "", str(error)))
    return texts, problems, warnings


def damages_of(tables: Tables, source: str) -> list[Damage]:
    """The damaged places of a source's text, as errata.csv reads them."""
    return [Damage(row.original, row.reading, row.where) for row in tables.errata if row.source == source]


def text_of(tables: Tables, id: str, sha256: str) -> SourceText | None:
    """The text of a report that has no row yet, by its SHA-256; None where it is not at hand.

    Raises OSError and EncodingError where a file cannot be read, and ValueError for errata that do not fit.
    """
    files = text_files(tables.folder)
    path = next((file for file in files if _sha256(file) == sha256), None)
    return clean(id, decode(read_file(path)), damages_of(tables, id)) if path else None


def _sha256(path: Path) -> str:
    return hashlib.sha256(read_file(path)).hexdigest()


def _changed(source: Source, hashes: Mapping[Path, str]) -> list[Problem]:
    """A problem for each text named after a source whose bytes are others than the source's."""
    return [
        Problem(
            display_path(path),
            0,
            "",
            say(
                "its SHA-256 is {found}, expected the SHA-256 {expected} of sources.csv; "
                "put the text back as it was found, or correct the row",
                found=sha256,
                expected=source.sha256,
            ),
        )
        for path, sha256 in hashes.items()
        if path.stem == source.id
    ]
