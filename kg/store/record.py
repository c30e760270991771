"""What the folder of a built graph consists of, and the record of what it was built from: by these, damage is noticed.

generation-…/graph/         Oxigraph's files
             names.sqlite   the name index
             record.json    what it was built from, and what it holds
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple
from zlib import crc32

from kg.folders import read_file, write_file
from kg.messages import reason, say
from kg.store.inputs import Fingerprint, Fingerprints, Inputs, Made, all_now, fingerprint

GRAPH: Final = "graph"
NAMES: Final = "names.sqlite"
_RECORD: Final = "record.json"
GLANCE: Final = "glance.json"
"""What `kg.store.glance` knows of a generation of many files."""

_CHANGING: Final = ("LOG", "LOCK", ".")
"""What the names begin with of files in the graph's folder that are none of its own, or say nothing of it."""

_MANIFEST: Final = (f"{GRAPH}/CURRENT", f"{GRAPH}/MANIFEST")
"""What the names begin with of the small files by which the engine knows its others; of what is changed in them it may
take the rest for the end, and answer by a part of the graph."""


class Counts(NamedTuple):
    """How much a generation holds: triples of the graph, names of the index."""

    triples: int
    names: int


class Record(NamedTuple):
    """What a generation was made from, the files that it consists of, by name, how much it holds, the checksum of the
    engine's own list of its files, which is read each time, and the table sets that were left out, since they did not
    pass.
    """

    made: Made
    files: Fingerprints
    counts: Counts
    manifest: int
    left_out: tuple[str, ...] = ()


def is_fresh(generation: Path, inputs: Inputs, name: str = _RECORD) -> bool:
    """Whether a generation was built from these inputs as they are now, by the program as it is now, and is whole; by
    its record, or what else is written as one under a name.

    What has other times or a copy's number, but the same content, is known by them from then on.
    """
    record = read_record(generation, name)
    made = record and record.made.now(inputs)
    files = made and record and _files_now(generation, record)
    if not (record and made and files):
        return False
    now = record._replace(made=made, files=files)
    if now != record:
        with suppress(OSError):  # who cannot write there compares again
            write_record(generation, now, name)
    return True


def is_whole(generation: Path) -> bool:
    """Whether a generation has the files that it was built with, as far as their sizes, times and numbers show,
    and the content of those that are read each time.
    """
    record = read_record(generation)
    return record is not None and _files_now(generation, record) is not None


def is_sound(generation: Path) -> bool:
    """Whether a generation has the files that it was built with, to the last byte."""
    record = read_record(generation)
    return record is not None and not any(faults(generation, record))


def left_out(generation: Path) -> tuple[str, ...]:
    """The table sets that a generation lacks, since they did not pass."""
    record = read_record(generation)
    return record.left_out if record else ()


def is_damaged(generation: Path) -> bool:
    """Whether a generation is not as it was built; one without a record may be an earlier program's."""
    return (generation / _RECORD).exists() and not is_whole(generation)


def faults(generation: Path, record: Record) -> Iterator[str]:
    """What is wrong with the files of a generation, all of which are read."""
    there = files_of(generation)
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


def condemn(generation: Path) -> None:
    """Have a generation built anew on the next use."""
    with suppress(OSError):
        (generation / _RECORD).write_bytes(b"")
        (generation / GLANCE).unlink(missing_ok=True)


def read_record(generation: Path, name: str = _RECORD) -> Record | None:
    """What `write_record` wrote; None where that is not what stands there."""
    try:
        head, _, rest = read_file(generation / name).partition(b"\n")
        if head != _head(rest):
            return None
        told = json.loads(b"{" + rest)
        inputs, code, files = (
            {n: Fingerprint(*f) for n, f in told[kind].items()} for kind in ("inputs", "code", "files")
        )
        made, left_out = Made(inputs, code, tuple(told["libraries"])), tuple(told.get("left_out", ()))
        return Record(made, files, Counts(**told["counts"]), told["manifest"], left_out)
    except (AttributeError, KeyError, OSError, TypeError, ValueError):
        return None


def write_record(generation: Path, record: Record, name: str = _RECORD) -> None:
    """Write the record of a generation, as JSON whose first line is a checksum of the others."""
    told = record.made._asdict() | record._asdict() | {"counts": record.counts._asdict()}
    del told["made"]
    rest = json.dumps(told, indent=0, sort_keys=True).removeprefix("{").encode()
    write_file(generation / name, _head(rest) + b"\n" + rest)


def _head(rest: bytes) -> bytes:
    return f'{{"crc32": "{crc32(rest):08x}",'.encode()


def files_of(generation: Path) -> dict[str, Path]:
    """The files that a generation consists of, by name; but not those that change while it is read."""
    graph = generation / GRAPH
    try:
        names = [f"{GRAPH}/{name}" for name in os.listdir(graph) if not name.startswith(_CHANGING)]  # noqa: PTH208
    except OSError:
        names = []
    return {name: generation / name for name in (*names, NAMES)}


def manifest_checksum(files: Mapping[str, Path]) -> int:
    """The CRC-32 of those of a generation's files, by name, that tell of the others; -1 where they cannot be read."""
    found = 0
    for name in sorted(files):
        if name.startswith(_MANIFEST):
            try:
                found = crc32(read_file(files[name]), found)
            except OSError:
                return -1
    return found


def _files_now(generation: Path, record: Record) -> Fingerprints | None:
    """The fingerprints of a generation's files as they are now; None where it is not whole."""
    there = files_of(generation)
    if there.keys() != record.files.keys() or manifest_checksum(there) != record.manifest:
        return None
    return all_now(record.files, there)
