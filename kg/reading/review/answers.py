"""Whether an answer is one to its question: checked before it is written to the file of decisions."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from kg.errors import AnswerError, KgError, nearest
from kg.messages import clauses, say
from kg.ontology import Ontology
from kg.reading.review.decisions import ACCEPT, Decision
from kg.reading.review.questions import ADDED, PLACED, WORDS, Question, added
from kg.reading.review.review import Review

_NEW: Final = ("id", "class", "label_zh", "label_en", "series", "tier")
_NOTES: Final = ("note_zh", "note_en")
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("words", *_NEW),
    "act": (
        "subject", "predicate", "object", *_NEW, "by", "round", "year", "date", "level", "distinction_zh",
        "distinction_en", "verb", "modality", "phase", *_NOTES,
    ),
    "figure": (
        "subject", "indicator", "label_zh", "label_en", "unit", "definition_zh", "definition_en", "formula", "wording",
        "value", "value_text", "bound", "period", "as_of", "change_of", "change_basis", "status", "place", *_NOTES,
    ),
}  # fmt: skip
"""The fields of what is accepted, by the kind of its question."""

TOKENS: Final[Mapping[str, str]] = {
    "level": "Level", "modality": "Modality", "phase": "Phase", "bound": "Bound", "status": "FigureStatus",
    "unit": "Unit",
}  # fmt: skip
"""The fields that have a token of the ontology, with the list that it is of."""

_ADDED_ID: Final = re.compile(re.escape(ADDED) + "[0-9a-f]{12}")
_LONGEST: Final = 2000


def check(review: Review, asked: Mapping[str, Question], decision: Decision) -> None:
    """Hold a decision against its question, one of those `asked`, and the ontology; raises AnswerError with the first
    thing that is wrong.
    """
    question = _question(review, asked, decision)
    if decision.answer != ACCEPT:
        if decision.fields:
            raise AnswerError(say("only what is accepted has fields"))
    elif question is None or question.kind not in FIELDS:
        raise AnswerError(say("a sentence is rejected, and not accepted: add what stands in it"))
    else:
        _check_fields(review, question, decision.fields)
        for name in _required(review, asked, question, decision.fields):
            if not decision.fields.get(name, "").strip():
                raise AnswerError(say("this cannot be accepted without the field {field}", field=name), name)


def _question(review: Review, asked: Mapping[str, Question], decision: Decision) -> Question | None:
    """The question that is decided; None for one that was added and is taken back."""
    id = decision.question
    if re.fullmatch(_ADDED_ID, id):
        if decision.answer != ACCEPT:
            return None
        try:
            return added(decision.fields, review.text)
        except KgError as error:
            raise AnswerError(str(error)) from None
    if found := asked.get(id) or review.sentences.get(id):
        return found
    raise AnswerError(say("there is no question {id!r}", id=id))


def _required(
    review: Review, asked: Mapping[str, Question], question: Question, fields: Mapping[str, str]
) -> Iterator[str]:
    """The fields that what is accepted cannot do without, as tables need them."""
    if question.kind == "figure":
        yield from ("subject", "value_text")
        yield from () if fields.get("indicator") else ("label_zh", "unit")
        return
    yield from ("subject", "predicate", "object", "modality") if question.kind == "act" else ("words",)
    is_new = question.kind == "name" or fields.get("class") or fields.get("object") not in _names(asked)
    if is_new and not review.is_known(fields.get("id", "")):
        yield from ("class", "label_zh")


def _names(asked: Mapping[str, Question]) -> set[str]:
    """The words of the names that questions ask for, of which an act may be without saying more of them."""
    return {question.fields["words"] for question in asked.values() if question.kind == "name"}


def _check_fields(review: Review, question: Question, fields: Mapping[str, str]) -> None:
    """Raises AnswerError for a field that the kind does not have, or a value that the field does not."""
    names = (*FIELDS[question.kind], *(PLACED if "kind" in fields else ()))
    for name, value in fields.items():
        if name not in names:
            told = say("{field!r} is no field of this question", field=name)
            raise AnswerError(clauses(told, nearest(name, names)))
        if len(value) > _LONGEST or any(unicodedata.category(sign) in ("Cc", "Cs") for sign in value):
            told = say("the field {field} is one line of {count} characters at most", field=name, count=_LONGEST)
            raise AnswerError(told, name)
        allowed = _allowed(name, review.ontology)
        if value and allowed is not None and value not in allowed:
            told = say("{value!r} is no value of the field {field}", value=value, field=name)
            raise AnswerError(clauses(told, nearest(value, sorted(allowed))), name)
    name = WORDS[question.kind]
    if (words := fields.get(name, "")) and not review.text.find(question.section, words):
        told = say("{words!r} does not stand in {section}", words=words, section=question.section)
        raise AnswerError(told, name)


def _allowed(name: str, ontology: Ontology) -> Collection[str] | None:
    """The values that a field may have; None where it is free."""
    if name in TOKENS:
        return ontology.tokens[TOKENS[name]]
    return {"class": ontology.classes, "predicate": ontology.properties.keys()}.get(name)
