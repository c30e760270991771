"""Where the embedded stores lie, and how one generation of a store takes the place of another.

    <stores' folder>/<data folder's key>/
        current -> generation-…     the link that makes a generation the one that answers
        generation-…/               what kg.store.record says
                     lock           held by who reads

A build writes a new generation and switches the link; readers open read-only. What is not
current is removed by the next build but one at the earliest, and not while somebody reads it.
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from zlib import crc32

from kg.errors import StoreError
from kg.folders import STORES_VARIABLE, can_write, size_of, stores_folders
from kg.messages import say
from kg.store.inputs import TEXT, Inputs, Made, fingerprint
from kg.store.record import Counts, Record, files_of, manifest_checksum, write_record

_LOCK: Final = "lock"

_LEAST: Final = 20 * 10**6
_A_BYTE: Final = 35
_KEPT: Final = 25
"""Bytes that a build needs on the disk, and for each byte of the tables, and for each where parts are kept: of 100
made-up reports the graph takes 14, and twice that while it is optimised, the index of names 2, parts 20.
"""


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
    told = say("cannot be written; name another folder for stores in {variable}", variable=STORES_VARIABLE)
    raise StoreError(place.parent, told)


@contextmanager
def writing(home: Path) -> Iterator[None]:
    """While the store is written: raises StoreError where it cannot be."""
    import sqlite3

    try:
        yield
    except (OSError, sqlite3.Error) as error:
        why = getattr(error, "strerror", None) or str(error).rpartition(": ")[2]  # the engine tells all its steps
        told = say(
            "cannot be written ({reason}); name another folder for stores in {variable}",
            reason=say(why),
            variable=STORES_VARIABLE,
        )
        raise StoreError(home, told) from error


def enough_disk(home: Path, inputs: Inputs, *, kept: bool = False) -> None:
    """Raises StoreError where the disk has no room for a graph of some tables, and for its parts where these are
    `kept`: it would be full only after long.
    """
    import shutil

    tables = sum(size_of(path) for name, path in inputs.items() if not name.startswith(TEXT))
    needed, free = _LEAST + (_A_BYTE + _KEPT * kept) * tables, shutil.disk_usage(home).free
    if free < needed:
        told = say(
            "the disk has {free} MB left, and the graph may need {needed} MB while it is built; make room, or name "
            "another folder for stores in {variable}",
            free=free // 10**6,
            needed=needed // 10**6,
            variable=STORES_VARIABLE,
        )
        raise StoreError(home, told)


def current(home: Path) -> Path | None:
    """The generation that answers, or None before the first build."""
    link = home / "current"
    return link.resolve() if link.exists() else None


def unreadable(generation: Path, why: str) -> StoreError:
    """The error that a generation cannot be read, and why: it is damaged, or was removed meanwhile."""
    return StoreError(
        generation,
        say("is damaged or cannot be read ({reason}); run: kg build --force", reason=why)
        if generation.is_dir()
        else say("was removed while it was read, since the graph was built anew; run the command again"),
    )


def hold(generation: Path) -> int | None:
    """A descriptor that keeps a generation from being removed until it is closed; None where files have no locks.

    Raises StoreError where it is being removed.
    """
    try:
        import fcntl

        held = os.open(generation / _LOCK, os.O_RDONLY | os.O_NONBLOCK)
    except (ImportError, OSError):
        return None
    try:
        fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        raise unreadable(generation, say("it is being removed")) from None
    except OSError:  # a file system without locks
        os.close(held)
        return None
    return held


def write_generation(home: Path, made: Made, write: Callable[[Path], tuple[Counts, Sequence[str]]]) -> Path:
    """A new generation, in a folder that `write` writes to, which tells how much it wrote and which table sets it left
    out; it becomes current when that ends well, and else is removed.

    The caller holds the build lock. What an earlier build left behind is removed first.
    """
    import secrets
    import shutil

    _remove_others(home)
    folder = home / f"generation-{secrets.token_hex(4)}"
    folder.mkdir()  # who else may read it is for the umask to say
    try:
        counts, left_out = write(folder)
        (folder / _LOCK).touch()
        files = files_of(folder)
        known = {name: fingerprint(path) for name, path in files.items()}
        write_record(folder, Record(made, known, counts, manifest_checksum(files), tuple(left_out)))
        _switch(home, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _remove_others(home: Path) -> None:
    keep = current(home)
    for folder in home.glob("generation-*"):
        if folder != keep:
            _remove(folder)
    _clear(home / "current.new")


def _remove(generation: Path) -> None:
    """Remove a generation, unless somebody reads it."""
    import shutil

    held = -1
    try:
        import fcntl

        held = os.open(generation / _LOCK, os.O_RDWR | os.O_NONBLOCK)
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        return
    except (ImportError, OSError):
        pass  # a build that was cut short, or no locks
    shutil.rmtree(generation, ignore_errors=True)
    if held >= 0:
        os.close(held)


def _clear(link: Path) -> None:
    """Remove what stands where a link is to stand."""
    import shutil

    if link.is_dir() and not link.is_symlink():
        shutil.rmtree(link)
    else:
        link.unlink(missing_ok=True)


def _switch(home: Path, folder: Path) -> None:
    new, link = home / "current.new", home / "current"
    new.symlink_to(folder.name, target_is_directory=True)
    if not link.is_symlink():
        _clear(link)
    new.replace(link)
