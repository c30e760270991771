"""Proposals by a language model, beside those of the rules: each section is asked about, and each answer checked."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from kg.messages import clauses, say, say_count
from kg.reading.language_model.answers import SENTENCE_ENDS, Piece, Reason, checked
from kg.reading.language_model.client import Model, Question, ask
from kg.reading.language_model.prompt import Prompt
from kg.reading.proposals import Proposal
from kg.reading.rules.passages import Passages
from kg.reading.rules.registers import Registers
from kg.text.report import SourceText, Span

_LONGEST_PIECE: Final = 1500  # characters: so that an answer fits what models may write at once
_MOST: Final = 300  # readings of a piece


def _told(reason: Reason, count: int) -> str:
    """How many readings were left out for a reason."""
    match reason:
        case Reason.FORM:
            return say("{count} not of the form that was asked for", count=count)
        case Reason.TOKEN:
            return say("{count} of a kind, class or predicate that is not in the lists", count=count)
        case Reason.ABSENT:
            return say("{count} with words that do not stand in the section", count=count)
        case Reason.APART:
            return say("{count} whose words do not stand together in a sentence", count=count)
        case Reason.NUMBER:
            return say("{count} in which no single number could be read", count=count)
        case Reason.HONOUR:
            return say("{count} of honours that nobody confers there", count=count)
        case Reason.QUOTE:
            return say("{count} whose words cannot be told apart from others in the section", count=count)
        case Reason.KNOWN:
            return say("{count} that the rules have", count=count)
        case Reason.TWICE:
            return say("{count} told twice", count=count)
    return say("{count} beyond what one section may hold", count=count)


@dataclass(frozen=True)
class Dropped:
    """How many readings of a model were left out, by reason."""

    counts: Mapping[Reason, int]

    def __str__(self) -> str:
        total = sum(self.counts.values())
        head = say_count(
            "{count} reading of the model was left out", "{count} readings of the model were left out", count=total
        )
        return clauses(head, *(_told(reason, self.counts[reason]) for reason in Reason if self.counts.get(reason)))


def propose_by_model(
    text: SourceText, registers: Registers, prompt: Prompt, model: Model, known: Sequence[Proposal]
) -> tuple[list[Proposal], Dropped]:
    """What a model reads out of a report and the rules (`known`) did not, in the order of the text; and what was left
    out. Each proposal has the rule `model`, and among its fields the names of the model and of the prompt. Raises
    ModelError where the model does not answer as it should, MissingExtraError where httpx is not installed.
    """
    passages = Passages(text, registers)
    asked = list(pieces(text))
    questions = [
        Question(one.section, prompt.messages(text.text[one.span.start : one.span.end]), prompt.schema) for one in asked
    ]
    answers = zip(asked, ask(model, questions), strict=True)
    found, dropped = proposals_of(passages, answers, prompt, known)
    marks = {"model": model.name, "prompt": prompt.mark}
    return [replace(one, fields={**one.fields, **marks}) for one in found], dropped


def pieces(text: SourceText) -> Iterator[Piece]:
    """What is asked about: each section that is more than its heading, in pieces that end with a sentence where one is
    long. The signature is none.
    """
    for section, span in text.sections.items():
        if section == "sig" or text.text[span.start : span.end].strip() == text.heading(section):
            continue
        start = span.start
        while start < span.end:
            end = _piece_end(text.text, start, span.end)
            if text.text[start:end].strip():
                yield Piece(section, Span(start, end))
            start = end


def _piece_end(text: str, start: int, end: int) -> int:
    if end - start <= _LONGEST_PIECE:
        return end
    ends = [match.end() for match in SENTENCE_ENDS.finditer(text, start, start + _LONGEST_PIECE)]
    return ends[-1] if ends else start + _LONGEST_PIECE


def proposals_of(
    passages: Passages, answers: Iterable[tuple[Piece, Any]], prompt: Prompt, known: Iterable[Proposal]
) -> tuple[list[Proposal], Dropped]:
    """The proposals in the answers about pieces of a text, and what was left out. An answer may be any JSON."""
    before = list(known)
    found: dict[tuple[Any, ...], Proposal] = {}
    counts: Counter[Reason] = Counter()
    for piece, answer in answers:
        readings = answer.get("readings") if isinstance(answer, dict) else None
        if not isinstance(readings, list):
            counts[Reason.FORM] += 1
            continue
        counts[Reason.MANY] += max(0, len(readings) - _MOST)
        of_section = [one for one in before if one.section == piece.section]
        for cells in readings[:_MOST]:
            one = checked(passages, piece, cells, prompt)
            reason = _is_told(one, of_section, found) if isinstance(one, Proposal) else one
            if reason is not None:
                counts[reason] += 1
            elif isinstance(one, Proposal):
                found[_key(one)] = one
    return sorted(found.values(), key=lambda one: one.order), Dropped(+counts)


def _is_told(one: Proposal, known: Iterable[Proposal], found: Mapping[tuple[Any, ...], Proposal]) -> Reason | None:
    """Whether the rules, or the model itself, have told the same."""
    if any(is_same(one, other) for other in known):
        return Reason.KNOWN
    return Reason.TWICE if _key(one) in found else None


def is_same(one: Proposal, other: Proposal) -> bool:
    """Whether two proposals tell the same: of one kind, section and predicate, and of words that overlap. Things and
    acts are told once a section, so that the same words elsewhere in it are the same too.
    """
    if _sort(one) != _sort(other):
        return False
    return _key(one) == _key(other) or (one.start < other.end and other.start < one.end)


def _sort(one: Proposal) -> tuple[str, str, str]:
    return one.kind, one.section, one.fields.get("predicate", "")


def _key(one: Proposal) -> tuple[Any, ...]:
    """What two proposals share that are told once."""
    return _sort(one), (one.start, one.end) if one.kind in ("honour", "figure") else one.fields["words"]
