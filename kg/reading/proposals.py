"""A proposal: what a rule reads out of a report, with the words it rests on; and files of proposals (JSON Lines)."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kg.errors import KgError
from kg.folders import display_path, read_file, write_file
from kg.messages import say

KINDS: Final = ("document", "body", "programme", "honour", "act", "figure", "name")
"""What is proposed: `name` is a known thing of another class than the kinds before."""

_ID_DIGITS: Final = 12


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


def dumps(proposals: Iterable[Proposal]) -> str:
    """Proposals as JSON Lines, in the order in which they stand in the text."""
    return "".join(f"{_line(proposal)}\n" for proposal in sorted(proposals, key=lambda one: one.order))


def _line(proposal: Proposal) -> str:
    found = {
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
    return json.dumps(found, ensure_ascii=False)


def write_proposals(path: Path, proposals: Iterable[Proposal]) -> None:
    """Write proposals to a file, at once."""
    write_file(path, dumps(proposals).encode())


def read_proposals(path: Path) -> list[Proposal]:
    """The proposals of a file, in its order. Raises KgError with the line that is none."""
    found = []
    for number, line in enumerate(read_file(path).decode("utf-8", "replace").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            found.append(_proposal(json.loads(line)))
        except (ValueError, KeyError, TypeError, RecursionError):
            place = f"{display_path(path)}:{number}"
            raise KgError(say("{place}: is no proposal; propose anew from the report", place=place)) from None
    return found


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
