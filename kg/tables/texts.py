"""The texts of the reports that are at hand, found by their SHA-256."""

import hashlib
from pathlib import Path

from kg.errors import Problem
from kg.folders import display_path, sources_folder, text_files
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
        return {}, [Problem(display_path(named), 0, "", "no such folder of source texts")]
    files = text_files(tables.folder, named)
    texts: dict[str, SourceText] = {}
    problems: list[Problem] = []
    hashes: dict[Path, str] = {}
    for file in files:
        try:
            hashes[file] = _sha256(file)
        except OSError as error:
            problems.append(Problem(display_path(file), 0, "", f"cannot be read: {error.strerror}"))
    by_hash = {sha256: file for file, sha256 in hashes.items()}
    for source in tables.sources:
        path = by_hash.get(source.sha256)
        if path is None:
            problems += _changed(source, hashes)
            continue
        damages = [
            Damage(row.original, row.reading, f"errata.csv line {row.line}")
            for row in tables.errata
            if row.source == source.id
        ]
        try:
            texts[source.id] = clean(source.id, decode(path.read_bytes()), damages)
        except EncodingError as error:
            remedy = "save it as UTF-8, and put its new SHA-256 into sources.csv"
            problems.append(Problem(display_path(path), error.line, "", f"{error}: {remedy}"))
        except ValueError as error:
            problems.append(Problem(display_path(path), 0, "", str(error)))
    return texts, problems


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _changed(source: Source, hashes: dict[Path, str]) -> list[Problem]:
    """A problem for each text named after a source whose bytes are others than the source's."""
    message = (
        f"expected the SHA-256 {source.sha256} of sources.csv; put the text back as it was found, or correct the row"
    )
    return [
        Problem(display_path(path), 0, "", f"its SHA-256 is {sha256}, {message}")
        for path, sha256 in hashes.items()
        if path.stem == source.id
    ]
