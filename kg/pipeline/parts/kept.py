"""Parts that are kept beside the generations, so that a build makes only those anew that have changed.

A part is known by the bytes of its files and the program; it is taken as it is where others answer what it asked as
they did when it was made.
"""

import pickle
from collections.abc import Mapping, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from kg.folders import read_file, write_file
from kg.pipeline.parts.part import Made, Task, make_part
from kg.pipeline.parts.things import Things
from kg.pipeline.parts.told import LINES, TOLD

_ASKED: Final = ".asked"
"""Ends the name of the file that tells how a part was made; it is written last."""


class KeptTask(NamedTuple):
    """A part to make or to take, with a digest of the program; `task.into` is in the folder of kept parts."""

    task: Task
    program: str


def keep_part(kept: KeptTask) -> Made:
    """A part as it was made before, where it would be made alike; else as `make_part` makes it, and kept."""
    into = kept.task.into.with_name(_key(kept))
    task, asked = kept.task._replace(into=into), Path(f"{into}{_ASKED}")
    with closing(Things(task.things)) as things:
        if (made := _made(asked)) and things.digest(made.asked) == made.digest and _is_whole(into):
            return Made(task.number, (), made.rows, made.asked, into, taken=True)
        asked.unlink(missing_ok=True)
        new = make_part(task)
        if not new.problems:
            write_file(asked, pickle.dumps(tuple(_Kept(new.rows, new.asked, things.digest(new.asked)))))
    return new


def clear(folder: Path, used: set[str]) -> int:
    """Remove the parts in a folder that are not `used`, by their names, and return how many these were."""
    gone = set[str]()
    for path in folder.iterdir():
        if path.stem not in used:
            path.unlink()
            gone.add(path.stem)
    return len(gone)


class _Kept(NamedTuple):
    rows: int
    asked: Mapping[str, Sequence[str]]
    digest: str


def _key(kept: KeptTask) -> str:
    """The name of a part; a file that cannot be read has none of its own, and is told when the part is made."""
    hashed = sha256(kept.program.encode())
    for name, paths in sorted(kept.task.files.items()):
        for path in paths:
            try:
                content = read_file(path)
            except OSError:
                content = b"cannot be read"
            hashed.update(f"{name} {path} {len(content)}\n".encode("utf-8", "surrogateescape"))
            hashed.update(content)
    return hashed.hexdigest()[:32]


def _made(asked: Path) -> _Kept | None:
    try:
        return _Kept(*pickle.loads(read_file(asked)))  # noqa: S301
    except (OSError, EOFError, TypeError, ValueError, pickle.UnpicklingError):
        return None


def _is_whole(into: Path) -> bool:
    return all(Path(f"{into}{ending}").is_file() for ending in (LINES, TOLD))
