"""What a reviewer is asked of a reading: one question for a name in all its places, one for each act and each figure,
with the answer that the rules think likeliest filled in.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kg.messages import say
from kg.reading.documents import class_of
from kg.reading.indicators import unit_tokens
from kg.reading.proposals import Proposal, Reading
from kg.reading.registers import Registers
from kg.text.report import SourceText

CORE: Final = ("document", "body", "programme", "honour", "act", "figure")
"""The kinds of proposals that the core profile asks for; the full one has every kind."""

WORDS: Final[Mapping[str, str]] = {"name": "words", "act": "object", "figure": "value_text"}
"""By the kind of a question, the field of the words that it is asked of."""

ADDED: Final = "+"
"""What the id of a question that a reviewer added begins with."""

PLACE: Final = ("kind", "section", "start", "quote")
"""The fields of a decision that adds a question, beside those of its kind: what it is, and where."""

_NAMES: Final = ("document", "body", "programme", "name")
_CLASS: Final[Mapping[str, str]] = {
    "document": "Document",
    "body": "Institution",
    "programme": "Initiative",
    "name": "",
}
_OBJECT: Final[Mapping[str, str]] = {"signed": "Agreement", "piloted": "WorkMethod", "awarded": "HonoraryTitle"}
"""The classes of the objects of acts, where the words do not tell."""
_MEETING: Final = re.compile("会议|会$|全会")
_ZONE: Final = re.compile("专区|基地|园区?$|圈$")
_PLATFORM: Final = re.compile("平台|窗口|专栏|网$|热线")
_GRADE: Final = re.compile("优秀|等次|等级|A级|[一二三]等|合格")
_DESIGNATION: Final = re.compile("单位|基地|示范[区县市点村街社]|城市|试点|试验区|先行区|社区$|街道$|百强|强[区县市]")
_MARKS: Final = re.compile("^[“《](?P<inner>[^“”《》]*)[”》]$")
_DIGITS: Final = 12


@dataclass(frozen=True)
class Question:
    """One decision that a reading asks for.

    `kind` is `name`, `act` or `figure`; `section`, `start` and `end` are where its words first stand, in the cleaned
    text; `proposals` are all that it decides. `fields` is what is accepted unless it is changed, and `options` holds
    for some of the fields what may stand there instead, the likeliest first. `own_id` is the id of a question that a
    reviewer added.
    """

    kind: str
    section: str
    start: int
    end: int
    quote: str
    proposals: tuple[Proposal, ...]
    fields: Mapping[str, str]
    options: Mapping[str, tuple[str, ...]]
    own_id: str = ""

    @property
    def id(self) -> str:
        """An id of what is asked: the same when the same report is read again."""
        if self.own_id:
            return self.own_id
        if self.kind == "name":
            return _digest("name", self.fields["words"])
        return _digest(self.kind, self.proposals[0].id)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:_DIGITS]


def questions(reading: Reading, registers: Registers) -> list[Question]:
    """What is to be decided of a reading, in the order of the text: of several at one place, names first."""
    kinds = CORE if reading.source.get("profile", "core") != "full" else (*CORE, "name")
    wanted = [one for one in reading.proposals if one.kind in kinds]
    names = {question.fields["words"]: question for question in _names(wanted)}
    asked = [*names.values()]
    asked += [_act(one, registers, names) for one in wanted if one.kind == "act"]
    asked += [_award(one, registers, names) for one in wanted if one.kind == "honour"]
    asked += [_figure(one, registers, names) for one in wanted if one.kind == "figure"]
    return sorted(asked, key=lambda one: (one.start, one.kind != "name", -one.end, one.id))


def added(id: str, fields: Mapping[str, str], text: SourceText) -> Question:
    """The question that a decision adds: its fields say also the `kind` and the `section`, where the words `start` in
    the cleaned text, and which words around them are the `quote`. A name is added in all sections in which it stands.

    Raises ValueError, with a sentence, where that is no place of the text.
    """
    kind, section, quote = (fields.get(name, "") for name in ("kind", "section", "quote"))
    words = fields.get(WORDS.get(kind, ""), "")
    start = int(fields.get("start", "")) if re.fullmatch(r"[0-9]{1,9}", fields.get("start", "")) else -1
    found = [span.start for span in text.find(section, words)] if words else []
    if start not in found or words not in quote or not text.find(section, quote):
        raise ValueError(say("{words!r} does not stand in {section}", words=words, section=section))
    places = {section: start}
    if kind == "name":
        places |= {of: spans[0].start for of in text.sections if of != section and (spans := text.find(of, words))}
    proposals = tuple(
        Proposal(kind, of, at, at + len(words), quote if of == section else words, "added", (), {"words": words})
        for of, at in places.items()
    )
    return Question(kind, section, start, start + len(words), quote, proposals, fields, {}, id)


def plain(words: str) -> str:
    """Words without the marks that stand around them: 枫桥经验 of “枫桥经验”."""
    match = _MARKS.match(words)
    return match["inner"] if match else words


def _names(proposals: Iterable[Proposal]) -> Iterator[Question]:
    """One question for each name, of the kind that is proposed first; the same words are the same name."""
    places: dict[str, list[Proposal]] = defaultdict(list)
    for one in proposals:
        if one.kind in _NAMES:
            places[one.fields["words"]].append(one)
    for words, found in places.items():
        first = found[0]
        known = tuple(dict.fromkeys(id for one in found for id in one.candidates))
        new = {
            "class": first.fields.get("class") or _CLASS[first.kind],
            "label_zh": first.fields.get("full_name") or plain(words),
            "label_en": "",
        }
        fields = {"words": words, "id": known[0] if known else "", **({} if known else new)}
        options = {"id": known, **{name: (value,) for name, value in new.items() if value}}
        yield Question("name", first.section, first.start, first.end, first.quote, tuple(found), fields, options)


def _act(one: Proposal, registers: Registers, names: Mapping[str, Question]) -> Question:
    predicate, words = one.fields["predicate"], one.fields["words"]
    subjects = tuple(dict.fromkeys((*one.candidates, registers.place.id)))
    fields = {
        "subject": _likeliest(subjects, registers, names),
        "predicate": predicate,
        "object": words,
        **_new(words, _object_class(predicate, words), names),
        "verb": one.fields.get("verb", ""),
        "modality": one.fields["modality"],
        "phase": one.fields.get("phase", ""),
        "date": "",
    }
    return Question("act", one.section, one.start, one.end, one.quote, (one,), fields, {"subject": subjects})


def _award(one: Proposal, registers: Registers, names: Mapping[str, Question]) -> Question:
    words = one.fields["words"]
    recipients = tuple(one.fields.get("recipients", "").split("|"))
    subjects = tuple(dict.fromkeys(("&".join(recipients), *recipients, registers.place.id)))
    fields = {
        "subject": _likeliest(subjects, registers, names),
        "predicate": "awarded",
        "object": words,
        **({"id": one.candidates[0]} if one.candidates else _new(words, _honour_class(words), names)),
        **{name: one.fields.get(name, "") for name in ("by", "round", "year", "level", "verb", "modality")},
        "distinction_zh": one.fields.get("distinction", ""),
        "distinction_en": "",
        "date": "",
    }
    options = {"subject": subjects, "id": one.candidates}
    return Question("act", one.section, one.start, one.end, one.quote, (one,), fields, options)


def _new(words: str, cls: str, names: Mapping[str, Question]) -> dict[str, str]:
    """What names the object of an act that no question asks for."""
    return {} if words in names else {"id": "", "class": cls, "label_zh": plain(words), "label_en": ""}


def _object_class(predicate: str, words: str) -> str:
    if predicate == "issued":
        return class_of(words)
    if predicate == "held":
        return "Meeting" if _MEETING.search(words) else "Activity"
    if predicate == "founded":
        return "Platform" if _PLATFORM.search(words) else "Zone" if _ZONE.search(words) else "Institution"
    return _OBJECT[predicate]


def _honour_class(words: str) -> str:
    if _GRADE.search(words):
        return "AssessmentGrade"
    return "Designation" if _DESIGNATION.search(words) else "HonoraryTitle"


def _figure(one: Proposal, registers: Registers, names: Mapping[str, Question]) -> Question:
    told = one.fields
    units = unit_tokens(told.get("unit", ""))
    subjects = tuple(dict.fromkeys((*told["subjects"].split("|"), registers.place.id)))
    wording = "…".join(part for part in told["wording"].split("…") if part)
    period = told.get("period", "")
    fields = {
        "subject": _likeliest(subjects, registers, names),
        "indicator": one.candidates[0] if one.candidates else "",
        **({} if one.candidates else {"label_zh": wording.replace("…", ""), "label_en": "", "unit": units[0]}),
        "wording": wording,
        "value": told.get("value", ""),
        "value_text": told["words"],
        "bound": told.get("bound", ""),
        "period": "" if period == registers.period else period,
        "as_of": told.get("as_of", ""),
        "change_basis": told.get("change_basis", ""),
        "status": told.get("status", "stated"),
    }
    options = {"indicator": one.candidates, "subject": subjects, "unit": units}
    return Question("figure", one.section, one.start, one.end, one.quote, (one,), fields, options)


def _likeliest(subjects: tuple[str, ...], registers: Registers, names: Mapping[str, Question]) -> str:
    """The first of several that is a known thing or a name that is asked for."""

    def is_known(subject: str) -> bool:
        return all(part in registers.classes or part in names for part in subject.split("&"))

    return next((subject for subject in subjects if is_known(subject)), registers.place.id)
