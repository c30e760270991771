"""What of a model's answer is a proposal: words that stand in the section, and tokens of closed lists, and no more."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from kg.reading.language_model.prompt import KINDS, WORDS, Prompt
from kg.reading.proposals import Proposal
from kg.reading.rules.bodies import propose_body
from kg.reading.rules.documents import class_of
from kg.reading.rules.figures import propose_figure
from kg.reading.rules.honours import only_sought, propose_title
from kg.reading.rules.passages import Clause, Passages, together
from kg.text.report import Span

RULE: Final = "model"
SENTENCE_ENDS: Final = re.compile("[。；;！!？?\n]")

_LONGEST_WORDS: Final = 120
_UNSAFE: Final = re.compile(r"[|&\n]")
"""What cells have between the items of a list, and lines."""
_FIELDS: Final = {"kind", "class", "predicate", "subjects", *WORDS}


class Reason(StrEnum):
    """Why a reading of a model is no proposal."""

    FORM = "form"
    TOKEN = "token"  # noqa: S105
    ABSENT = "absent"
    APART = "apart"
    NUMBER = "number"
    HONOUR = "honour"
    QUOTE = "quote"
    KNOWN = "known"
    TWICE = "twice"
    MANY = "many"


@dataclass(frozen=True)
class Piece:
    """A section, or as much of a long one as is asked about at a time."""

    section: str
    span: Span


@dataclass(frozen=True)
class _Reading:
    """One reading of a model, its form and tokens checked, its words not yet found."""

    kind: str
    cls: str
    predicate: str
    words: str
    verb: str
    by: str
    wording: str
    subjects: tuple[str, ...]


def checked(passages: Passages, piece: Piece, cells: Any, prompt: Prompt) -> Proposal | Reason:
    """The proposal that a reading makes, at the first place where its words fit; or why it makes none."""
    if not _has_form(cells):
        return Reason.FORM
    if not _has_tokens(cells, prompt):
        return Reason.TOKEN
    told = _reading(cells)
    said = [told.words, told.verb, told.by, told.wording, *told.subjects]
    if not all(_finds(passages, piece.span, words) for words in said if words):
        return Reason.ABSENT
    reason = Reason.APART
    for span in _finds(passages, piece.span, told.words):
        one = _at(passages, piece, span, told)
        if isinstance(one, Proposal):
            return one
        reason = one
    return reason


def _has_form(cells: Any) -> bool:
    """Whether a reading has the fields of the schema, of its types, with plain words of some length."""
    if not isinstance(cells, dict) or cells.keys() != _FIELDS or not isinstance(cells["subjects"], list):
        return False
    texts = [*cells["subjects"], *(cells[name] for name in _FIELDS if name != "subjects")]
    if not all(isinstance(text, str) and len(text) <= _LONGEST_WORDS for text in texts):
        return False
    words, said = _words(cells), [*cells["subjects"], *(cells[name] for name in WORDS)]
    is_name = len(words) > 1 or cells["kind"] == "figure"
    return is_name and any(map(str.isalnum, words)) and all(cells["subjects"]) and not any(map(_UNSAFE.search, said))


def _has_tokens(cells: Mapping[str, Any], prompt: Prompt) -> bool:
    kind, cls, predicate = cells["kind"], cells["class"], cells["predicate"]
    return (
        kind in KINDS
        and cls in ("", *prompt.classes.get(kind, ()))
        and predicate in (prompt.predicates if kind == "act" else ("",))
    )


def _words(cells: Mapping[str, Any]) -> str:
    """The words of a reading, without the marks that rules leave out too."""
    words: str = cells["words"]
    marks = {"document": "《》", "honour": "“”"}.get(cells["kind"], "")
    return words[1:-1] if marks and words[:1] + words[-1:] == marks else words


def _reading(cells: Mapping[str, Any]) -> _Reading:
    subjects = tuple(dict.fromkeys(cells["subjects"]))
    kind, cls, predicate, verb = (cells[name] for name in ("kind", "class", "predicate", "verb"))
    return _Reading(kind, cls, predicate, _words(cells), verb, cells["by"], cells["wording"], subjects)


def _finds(passages: Passages, of: Span, words: str) -> list[Span]:
    """Where words stand in a stretch, sign by sign."""
    pattern = re.compile(re.escape(words))
    return [Span(*match.span()) for match in pattern.finditer(passages.text.text, of.start, of.end)]


def _at(passages: Passages, piece: Piece, span: Span, told: _Reading) -> Proposal | Reason:
    """The proposal of a reading whose words are those of a span, or why it is none."""
    clause, sentence = _clause(passages, span.start), _sentence(passages, piece.span, span)
    verb, wording = (_nearest(passages, sentence, span, words) for words in (told.verb, told.wording))
    if clause is None or sentence is None or (told.verb and not verb) or (told.wording and not wording):
        return Reason.APART
    if not passages.quote(piece.section, span):
        return Reason.QUOTE
    place, subjects = passages.registers.place.id, list(told.subjects)
    match told.kind:
        case "honour":
            return next(propose_title(passages, clause, span, RULE, subjects, told.by), Reason.HONOUR)
        case "figure":
            owners = list(dict.fromkeys((*subjects, place)))
            return next(propose_figure(passages, clause, span, RULE, wording or span, owners), Reason.NUMBER)
        case "act":
            return next(_act(passages, clause, span, told, verb), Reason.QUOTE)
    return next(_thing(passages, clause, span, told), Reason.QUOTE)


def _clause(passages: Passages, at: int) -> Clause | None:
    """The clause in which a character stands; None for numbering and punctuation."""
    index = bisect_right(passages.clauses, at, key=lambda one: one.start) - 1
    return passages.clauses[index] if index >= 0 and at < passages.clauses[index].end else None


def _sentence(passages: Passages, of: Span, span: Span) -> Span | None:
    """The sentence in which words stand; None where they reach beyond one."""
    if SENTENCE_ENDS.search(passages.text.text, span.start, span.end):
        return None
    around = passages.text.sentence(span)
    return Span(max(of.start, around.start), min(of.end, around.end))


def _nearest(passages: Passages, sentence: Span | None, span: Span, words: str) -> Span | None:
    """Where words stand in a sentence, the nearest to a span."""
    found = _finds(passages, sentence, words) if sentence and words else []
    return min(found, key=lambda one: (max(span.start - one.end, one.start - span.end), one.start), default=None)


def _thing(passages: Passages, clause: Clause, span: Span, told: _Reading) -> Iterator[Proposal]:
    """A document, body or programme; of the class that the registers and rules know it by, else the model's."""
    if told.kind == "body":
        return propose_body(passages, clause, span, RULE, told.cls)
    ids = passages.registers.ids(told.words, told.kind)
    known = passages.registers.classes.get(ids[0], "") if ids else ""
    cls = known or told.cls or (class_of(told.words) if told.kind == "document" else "")
    return passages.proposal(told.kind, clause, span, RULE, ids, {"class": cls})


def _act(passages: Passages, clause: Clause, span: Span, told: _Reading, verb: Span | None) -> Iterator[Proposal]:
    """An act, of its subjects jointly where they are several; what is only sought is a candidate."""
    at = verb.start if verb else span.start
    begin = _clause(passages, at) or clause
    modality = passages.modality(clause)
    if modality == "asserted" and only_sought(passages.folded[begin.start : at]):
        modality = "candidate"
    fields = {
        "predicate": told.predicate,
        "verb": told.verb,
        "joint": "yes" if len(told.subjects) > 1 else "",
        "modality": modality,
        "phase": "ended" if told.verb == "废止" else "",
    }
    subjects = ("&".join(told.subjects), passages.registers.place.id, *told.subjects)
    candidates = tuple(dict.fromkeys(filter(None, subjects)))
    return passages.proposal("act", clause, span, RULE, candidates, fields, together(span, verb))
