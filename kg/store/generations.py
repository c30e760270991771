"""Where the embedded stores lie, and how one generation of a store takes the place of another.

    <stores' folder>/<data folder's key>/
        current -> generation-…     the link that makes a generation the one that answers
        generation-…/graph/         Oxigraph's files
                     names.sqlite   the name index
                     inputs.json    what it was built from

A build writes a new generation and switches the link; readers open read-only. What is not
current is removed by the next build but one at the earliest, so a reader keeps its files.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from zlib import crc32

from kg.errors import StoreError
from kg.folders import STORES_VARIABLE, can_write, stores_folders
from kg.store.inputs import Inputs, Made, read_record, write_record

GRAPH: Final = "graph"
NAMES: Final = "names.sqlite"
_RECORD: Final = "inputs.json"


def homes(data: Path) -> Iterator[Path]:
    """The folders in which the store of the tables in `data` may lie, best first; raises as `stores_folders` does."""
    resolved = data.resolve()
    name = re.sub("[\ud800-\udfff]+", "_", resolved.name)  # bytes that are no text, which the engine takes in no path
    for folder in stores_folders(data):
        yield folder / f"{name}-{crc32(os.fsencode(resolved)):08x}"


def home(data: Path) -> Path:
    """The folder of the store that is built from the tables in `data`, where it is or where it can be written.

    Raises StoreError where it can be written nowhere.
    """
    for place in homes(data):
        if current(place) or can_write(place.parent):
            return place
    raise StoreError(place.parent, f"cannot be written; name another folder for stores in {STORES_VARIABLE}")


@contextmanager
def writing(home: Path) -> Iterator[None]:
    """While the store is written: raises StoreError where it cannot be."""
    import sqlite3

    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error).rpartition(": ")[2]  # the engine tells all its steps
        told = f"cannot be written ({reason}); name another folder for stores in {STORES_VARIABLE}"
        raise StoreError(home, told) from error


def current(home: Path) -> Path | None:
    """The generation that answers, or None before the first build."""
    link = home / "current"
    return link.resolve() if link.exists() else None


def is_fresh(generation: Path, inputs: Inputs) -> bool:
    """Whether a generation was built from these inputs as they are now, by the program as it is now."""
    made = read_record(generation / _RECORD)
    return made is not None and made.is_fresh(inputs)


@contextmanager
def new_generation(home: Path, made: Made) -> Iterator[Path]:
    """A folder to build in; it becomes current when the block ends well, and else is removed.

    The caller holds the build lock. What an earlier build left behind is removed first.
    """
    import shutil
    import tempfile

    _remove_others(home)
    folder = Path(tempfile.mkdtemp(prefix="generation-", dir=home))
    try:
        yield folder
        write_record(folder / _RECORD, made)
        _switch(home, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _remove_others(home: Path) -> None:
    import shutil

    keep = current(home)
    for folder in home.glob("generation-*"):
        if folder != keep:
            shutil.rmtree(folder, ignore_errors=True)
    (home / "current.new").unlink(missing_ok=True)


def _switch(home: Path, folder: Path) -> None:
    new = home / "current.new"
    new.symlink_to(folder.name, target_is_directory=True)
    new.replace(home / "current")
