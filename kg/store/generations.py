"""Where the embedded stores lie, and how one generation of a store takes the place of another.

    <stores' folder>/<data folder's key>/
        current -> generation-…     the link that makes a generation the one that answers
        generation-…/graph/         Oxigraph's files
                     names.sqlite   the name index
                     record.json    what it was built from, and what it holds
                     lock           held by who reads

A build writes a new generation and switches the link; readers open read-only. What is not
current is removed by the next build but one at the earliest, and not while somebody reads it.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple
from zlib import crc32

from kg.errors import StoreError
from kg.folders import STORES_VARIABLE, can_write, read_file, stores_folders, write_file
from kg.messages import reason, say
from kg.store.inputs import Fingerprint, Fingerprints, Inputs, Made, all_now, fingerprint

GRAPH: Final = "graph"
NAMES: Final = "names.sqlite"
_RECORD: Final = "record.json"
_LOCK: Final = "lock"

_CHANGING: Final = ("LOG", "LOCK", ".")
"""What the names begin with of files in the graph's folder that are none of its own, or say nothing of it."""


class Counts(NamedTuple):
    """How much a generation holds: triples of the graph, names of the index."""

    triples: int
    names: int


class Record(NamedTuple):
    """What a generation was made from, the files that it consists of, by name, and how much it holds."""

    made: Made
    files: Fingerprints
    counts: Counts


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


def current(home: Path) -> Path | None:
    """The generation that answers, or None before the first build."""
    link = home / "current"
    return link.resolve() if link.exists() else None


def is_fresh(generation: Path, inputs: Inputs) -> bool:
    """Whether a generation was built from these inputs as they are now, by the program as it is now, and is whole.

    What has other times or a copy's number, but the same content, is known by them from then on.
    """
    record = read_record(generation)
    made = record and record.made.now(inputs)
    files = made and record and _files_now(generation, record)
    if not (record and made and files):
        return False
    now = record._replace(made=made, files=files)
    if now != record:
        with suppress(OSError):  # who cannot write there compares again
            write_record(generation, now)
    return True


def is_whole(generation: Path) -> bool:
    """Whether a generation has the files that it was built with, as far as their sizes, times and numbers show."""
    record = read_record(generation)
    return record is not None and _files_now(generation, record) is not None


def is_sound(generation: Path) -> bool:
    """Whether a generation has the files that it was built with, to the last byte."""
    record = read_record(generation)
    return record is not None and not any(faults(generation, record))


def is_damaged(generation: Path) -> bool:
    """Whether a generation is not as it was built; one without a record may be an earlier program's."""
    return (generation / _RECORD).exists() and not is_whole(generation)


def faults(generation: Path, record: Record) -> Iterator[str]:
    """What is wrong with the files of a generation, all of which are read."""
    there = _files(generation)
    for name in sorted(record.files.keys() | there.keys()):
        if name not in record.files:
            yield say("{file} is none of its files", file=name)
        elif name not in there:
            yield say("{file} is missing", file=name)
        else:
            try:
                expected, found = record.files[name], fingerprint(there[name])
            except OSError as error:
                yield say("{file} cannot be read ({reason})", file=name, reason=reason(error))
                continue
            if found.size != expected.size:
                yield say(
                    "{file} has {count} bytes, expected {expected}", file=name, count=found.size, expected=expected.size
                )
            elif found.sha256 != expected.sha256:
                yield say("{file} has another SHA-256 than when it was built", file=name)


def unreadable(generation: Path, why: str) -> StoreError:
    """The error that a generation cannot be read, and why: it is damaged, or was removed meanwhile."""
    return StoreError(
        generation,
        say("is damaged or cannot be read ({reason}); run: kg build --force", reason=why)
        if generation.is_dir()
        else say("was removed while it was read, since the graph was built anew; run the command again"),
    )


def condemn(generation: Path) -> None:
    """Have a generation built anew on the next use."""
    with suppress(OSError):
        (generation / _RECORD).write_bytes(b"")


def read_record(generation: Path) -> Record | None:
    """What `write_record` wrote; None where that is not what stands there."""
    try:
        head, _, rest = read_file(generation / _RECORD).partition(b"\n")
        if head != _head(rest):
            return None
        told = json.loads(b"{" + rest)
        inputs, code, files = (
            {n: Fingerprint(*f) for n, f in told[kind].items()} for kind in ("inputs", "code", "files")
        )
        return Record(Made(inputs, code, tuple(told["libraries"])), files, Counts(**told["counts"]))
    except (AttributeError, KeyError, OSError, TypeError, ValueError):
        return None


def write_record(generation: Path, record: Record) -> None:
    """Write the record of a generation, as JSON whose first line is a checksum of the others."""
    told = record.made._asdict() | {"files": record.files, "counts": record.counts._asdict()}
    rest = json.dumps(told, indent=0, sort_keys=True).removeprefix("{").encode()
    write_file(generation / _RECORD, _head(rest) + b"\n" + rest)


def _head(rest: bytes) -> bytes:
    return f'{{"crc32": "{crc32(rest):08x}",'.encode()


def _files(generation: Path) -> dict[str, Path]:
    """The files that a generation consists of, by name; but not those that change while it is read."""
    graph = generation / GRAPH
    try:
        names = [f"{GRAPH}/{name}" for name in os.listdir(graph) if not name.startswith(_CHANGING)]  # noqa: PTH208
    except OSError:
        names = []
    return {name: generation / name for name in (*names, NAMES)}


def _files_now(generation: Path, record: Record) -> Fingerprints | None:
    """The fingerprints of a generation's files as they are now; None where it is not whole."""
    there = _files(generation)
    return all_now(record.files, there) if there.keys() == record.files.keys() else None


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


def write_generation(home: Path, made: Made, write: Callable[[Path], Counts]) -> Path:
    """A new generation, in a folder that `write` writes to; it becomes current when that ends well, and
    else is removed.

    The caller holds the build lock. What an earlier build left behind is removed first.
    """
    import secrets
    import shutil

    _remove_others(home)
    folder = home / f"generation-{secrets.token_hex(4)}"
    folder.mkdir()  # who else may read it is for the umask to say
    try:
        counts = write(folder)
        (folder / _LOCK).touch()
        write_record(folder, Record(made, {name: fingerprint(path) for name, path in _files(folder).items()}, counts))
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
