"""A proposal: what a rule reads out of a report, with the words it rests on; and files of readings (JSON Lines)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kg.errors import KgError
from kg.folders import display_path, open_file, read_file, write_file
from kg.messages import say

KINDS: Final = ("document", "body", "programme", "honour", "act", "figure", "name")
"""What is proposed: `name` is a known thing of another class than the kinds before."""

_ID_DIGITS: Final = 12
_SOURCE: Final = {"kind": "source"}


@dataclass(frozen=True)
class Proposal:
    """What one rule reads out of one section.

    `start` and `end` bound the words themselves in the cleaned text of the report, `quote` the words around them that
    stand once in the section. `candidates` are ids of known things or else words of the text, the likeliest first:
    for an act its subjects, for a figure its indicators, else the thing that is named. Several that act
    jointly are one candidate, apart by `&`. `fields` is what else is read, lists apart by `|`.
    """

    kind: str
    section: str
    start: int
    end: int
    quote: str
    rule: str
    candidates: tuple[str, ...]
    fields: Mapping[str, str]

    @property
    def id(self) -> str:
        """An id of its content: the same words read by the same rule have the same one, wherever the text is cut."""
        content = json.dumps([self.kind, self.rule, self.section, self.quote, self.fields.get("words", "")])
        return hashlib.sha256(content.encode()).hexdigest()[:_ID_DIGITS]

    @property
    def order(self) -> tuple[int, int, int, str, str]:
        """By what proposals are sorted: where they stand, longer words first, then kind and rule."""
        return self.start, -self.end, KINDS.index(self.kind), self.rule, json.dumps(dict(self.fields), sort_keys=True)


@dataclass(frozen=True)
class Reading:
    """What was read out of one report: the proposed row of sources.csv, cells by columns, and the proposals."""

    source: Mapping[str, str]
    proposals: tuple[Proposal, ...]

    @property
    def id(self) -> str:
        """The id of the source."""
        return self.source["id"]


def dumps(reading: Reading) -> str:
    """A reading as JSON Lines: the source, then the proposals in the order in which they stand in the text."""
    lines = [_SOURCE | {"fields": dict(reading.source)}]
    lines += [_cells(proposal) for proposal in sorted(reading.proposals, key=lambda one: one.order)]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _cells(proposal: Proposal) -> dict[str, Any]:
    return {
        "id": proposal.id,
        "kind": proposal.kind,
        "section": proposal.section,
        "start": proposal.start,
        "end": proposal.end,
        "quote": proposal.quote,
        "rule": proposal.rule,
        "candidates": list(proposal.candidates),
        "fields": dict(sorted(proposal.fields.items())),
    }


def write_reading(path: Path, reading: Reading) -> None:
    """Write a reading to a file, at once; the folder is made where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, dumps(reading).encode())


def read_reading(path: Path) -> Reading:
    """The reading of a file. Raises KgError with the line that is none, OSError where the file cannot be read."""
    source: dict[str, str] | None = None
    found = []
    for number, line in enumerate(read_file(path).decode("utf-8", "replace").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            cells = json.loads(line)
            if source is None:
                source = _source(cells)
            else:
                found.append(_proposal(cells))
        except (ValueError, KeyError, TypeError, RecursionError):
            place = f"{display_path(path)}:{number}"
            raise KgError(say("{place}: is no proposal; propose anew from the report", place=place)) from None
    if source is None:
        raise KgError(say("{path}: holds no proposals; propose anew from the report", path=display_path(path)))
    return Reading(source, tuple(found))


def read_source(path: Path) -> dict[str, str]:
    """The proposed row of the source, with which a file of a reading begins. Raises as `read_reading` does."""
    with open_file(path) as file:
        first = file.readline()
    try:
        return _source(json.loads(first))
    except (ValueError, KeyError, TypeError, RecursionError):
        place = f"{display_path(path)}:1"
        raise KgError(say("{place}: is no proposal; propose anew from the report", place=place)) from None


def _source(cells: Any) -> dict[str, str]:
    """The first line as the cells of a source; raises ValueError, KeyError or TypeError for another."""
    fields = dict(cells["fields"])
    if cells["kind"] != "source" or not fields["id"] or not all(isinstance(text, str) for text in fields.values()):
        raise ValueError
    return fields


def _proposal(cells: Any) -> Proposal:
    """A line as a proposal; raises ValueError, KeyError or TypeError for another."""
    texts = [cells[name] for name in ("kind", "section", "quote", "rule")]
    if not all(isinstance(text, str) for text in (*texts, *cells["candidates"], *cells["fields"].values())):
        raise TypeError
    if cells["kind"] not in KINDS or any(type(cells[name]) is not int for name in ("start", "end")):
        raise ValueError
    return Proposal(
        cells["kind"],
        cells["section"],
        cells["start"],
        cells["end"],
        cells["quote"],
        cells["rule"],
        tuple(cells["candidates"]),
        dict(cells["fields"]),
    )
