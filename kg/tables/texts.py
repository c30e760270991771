"""The texts of the reports that are at hand, found by their SHA-256."""

import hashlib
from pathlib import Path

from kg.errors import Problem
from kg.folders import display_path, read_file, sources_folder, text_files
from kg.messages import reason, say
from kg.tables.rows import Source, Tables
from kg.text.encoding import EncodingError, decode
from kg.text.report import Damage, SourceText, clean


def texts_at_hand(tables: Tables, folder: Path | None = None) -> tuple[dict[str, SourceText], list[Problem]]:
    """The texts of the tables' sources that can be found, and what is wrong with them.

    They are looked for as `<id>.txt` in `sources/` beside the tables, and in `folder` (else
    the folder that KG_SOURCES names) under any name ending in .txt, by their SHA-256.
    """
    named = sources_folder(folder)
    if named is not None and not named.is_dir():
        return {}, [Problem(display_path(named), 0, "", say("no such folder of source texts"))]
    files = text_files(tables.folder, named)
    texts: dict[str, SourceText] = {}
    problems: list[Problem] = []
    hashes: dict[Path, str] = {}
    for file in files:
        try:
            hashes[file] = _sha256(file)
        except OSError as error:
            problems.append(Problem(display_path(file), 0, "", say("cannot be read: {reason}", reason=reason(error))))
    by_hash = {sha256: file for file, sha256 in hashes.items()}
    for source in tables.sources:
        path = by_hash.get(source.sha256)
        if path is None:
            problems += _changed(source, hashes)
            continue
        try:
            texts[source.id] = _cleaned(tables, source.id, path)
        except EncodingError as error:
            told = say("{problem}: save it as UTF-8, and put its new SHA-256 into sources.csv", problem=error)
            problems.append(Problem(display_path(path), error.line, "", told))
        except ValueError as error:
            problems.append(Problem(display_path(path), 0, "", str(error)))
    return texts, problems


def text_of(tables: Tables, id: str, sha256: str) -> SourceText | None:
    """The text of a report that has no row yet, by its SHA-256; None where it is not at hand.

    Raises OSError and EncodingError where a file cannot be read, and ValueError for errata that do not fit.
    """
    files = text_files(tables.folder)
    path = next((file for file in files if _sha256(file) == sha256), None)
    return _cleaned(tables, id, path) if path else None


def _cleaned(tables: Tables, id: str, path: Path) -> SourceText:
    errata = [row for row in tables.errata if row.source == id]
    damages = [Damage(row.original, row.reading, f"{row.path}:{row.line}") for row in errata]
    return clean(id, decode(read_file(path)), damages)


def _sha256(path: Path) -> str:
    return hashlib.sha256(read_file(path)).hexdigest()


def _changed(source: Source, hashes: dict[Path, str]) -> list[Problem]:
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
