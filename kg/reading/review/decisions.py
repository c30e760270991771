"""What was decided of a reading: a file to which each decision is appended (JSON Lines), and what stands in the end.

Nothing in it is ever changed, so a crash loses at most the decision that was being written; a line that a crash cut
short is passed over, and the next one begins on a line of its own.
"""

import json
import math
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from kg.errors import DecidedSinceError, KgError
from kg.folders import display_path, read_file
from kg.messages import say

ACCEPT, REJECT, UNDO = ANSWERS = ("accept", "reject", "undo")
KINDS: Final = ("person", "program")
"""Who may decide: a person at the review page or in a spreadsheet, or a program."""


@dataclass(frozen=True)
class Decision:
    """One answer to one question. `fields` is what is accepted, whole; `by` is who decided; `seconds` is how long the
    question was shown and `keys` how many keys were pressed, where a page measured it; decisions that were made at
    once have the same `batch`.
    """

    question: str
    answer: str
    fields: Mapping[str, str] = field(default_factory=dict)
    by: str = "person"
    seconds: float | None = None
    keys: int | None = None
    batch: str = ""
    line: int = field(default=0, compare=False)
    """Where it stands in its file; 0 before it does."""


def dumps(decision: Decision) -> str:
    """A decision as a line of JSON, without what is empty."""
    cells = asdict(decision)
    del cells["line"]
    cells = {name: value for name, value in cells.items() if value not in ("", None, {})}
    return json.dumps(cells, ensure_ascii=False) + "\n"


def loads(line: str, number: int = 0) -> Decision:
    """The decision of a line of JSON, the one of that number; raises as `parse` does, and ValueError for no JSON."""
    return parse(json.loads(line), number)


def parse(cells: dict[str, Any], line: int = 0) -> Decision:
    """The decision of what `json` read; raises ValueError, KeyError, TypeError or AttributeError where it is none."""
    found = Decision(**cells, line=line)
    texts = (found.question, found.answer, found.batch, *found.fields, *found.fields.values())
    if not all(isinstance(text, str) for text in texts) or found.answer not in ANSWERS or found.by not in KINDS:
        raise ValueError
    if not isinstance(found.seconds, int | float | None) or not isinstance(found.keys, int | None):
        raise TypeError
    if not 0 <= (found.seconds or 0) < math.inf or (found.keys or 0) < 0:
        raise ValueError
    return found


def read_decisions(path: Path) -> list[Decision]:
    """The decisions of a file, in their order; none where there is no file. Raises KgError with a line, other than the
    last, that is no decision.
    """
    try:
        lines = read_file(path).decode("utf-8", "replace").split("\n")
    except FileNotFoundError:
        return []
    found = []
    for number, line in enumerate(lines, start=1):
        try:
            found += [loads(line, number)] if line.strip() else []
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            if number < len(lines) and not _is_cut(line):
                place = f"{display_path(path)}:{number}"
                told = say("{place}: is no decision; delete the line, and decide its question again", place=place)
                raise KgError(told) from None
    return found


def _is_cut(line: str) -> bool:
    """Whether a line may be the beginning of a decision that a crash cut short."""
    return line.startswith("{") and not line.rstrip().endswith("}")


def append(path: Path, decisions: Sequence[Decision], seen: int | None = None) -> None:
    """Write decisions behind those of a file, so that they survive a crash.

    `seen` is how many decisions the file held of these questions when they were shown: raises DecidedSinceError, and
    writes none, where it holds others by now. Raises OSError where the file cannot be written.
    """
    from filelock import FileLock

    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_name(f".{path.name}.lock")):
        if seen is not None and _count(path, {one.question for one in decisions}) != seen:
            raise DecidedSinceError
        with path.open("ab+") as file:
            file.seek(0, os.SEEK_END)
            if file.tell():
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":
                    file.write(b"\n")
            file.write("".join(map(dumps, decisions)).encode())
            file.flush()
            os.fsync(file.fileno())


def _count(path: Path, questions: set[str]) -> int:
    return sum(one.question in questions for one in read_decisions(path))


def standing(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """What stands of each question in the end: an undo takes back the decision before it."""
    found: dict[str, list[Decision]] = {}
    for one in decisions:
        of = found.setdefault(one.question, [])
        if one.answer != UNDO:
            of.append(one)
        elif of:
            of.pop()
    return {question: of[-1] for question, of in found.items() if of}
