"""A glance at what a graph was built from: of many tables only so much is looked at as takes no time, however many they
are.

generation-…/glance.json    the record without the tables of single reports; only of a graph of many files
"""

import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from kg.folders import REPORTS, files_in, sources_folder
from kg.store.inputs import TICK, Fingerprint, Fingerprints, Inputs
from kg.store.record import GLANCE, NAMES, is_fresh, read_record, write_record

MOST: Final = 200
"""Tables and texts that every lookup looks at, at the most: some two milliseconds."""

_FOLDER: Final = "folder:"
"""Begins the names of folders among what is looked at."""


def seems_fresh(generation: Path, data: Path, sources: Path | None) -> bool:
    """Whether a generation of many files is whole, and was built from these tables by the program as it is, as far as a
    glance tells: by the tables beside `reports`, and by whether a report was added, renamed or removed. A table of
    a report that was changed in its place is not noticed.
    """
    return is_fresh(generation, {**_tables(data), **_folders(data, sources)}, GLANCE)


def stamps(data: Path, sources: Path | None) -> Fingerprints:
    """The folders that a glance looks at, as they are now; taken before it is listed what is in them."""
    found = {}
    for name, folder in _folders(data, sources).items():
        with suppress(OSError):
            status = folder.stat()
            changed = status.st_ctime_ns if time.time_ns() - status.st_ctime_ns > TICK else 0
            found[name] = Fingerprint(status.st_size, status.st_mtime_ns, changed, status.st_ino, "")
    return found


def remember(generation: Path, data: Path, inputs: Inputs, folders: Fingerprints) -> None:
    """Write what the next glance at a fresh generation is compared with, where its inputs are many; who cannot write
    there looks at all of them again.
    """
    record = read_record(generation) if len(inputs) > MOST else None
    if record:
        known = {name: record.made.inputs[name] for name in _tables(data) if name in record.made.inputs}
        glance = record._replace(made=record.made._replace(inputs={**known, **folders}))
        with suppress(OSError):
            write_record(generation, glance, GLANCE)


def built_at(generation: Path) -> str:
    """The local time to the minute at which a generation was built."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime((generation / NAMES).stat().st_mtime))


def _tables(data: Path) -> Inputs:
    return {path.name: path for path in files_in(data, ".csv", ".ttl")}


def _folders(data: Path, sources: Path | None) -> Inputs:
    named = sources_folder(sources)
    return {f"{_FOLDER}{REPORTS}": data / REPORTS} | ({f"{_FOLDER}sources": named} if named else {})
