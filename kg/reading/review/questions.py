"""What a reviewer is asked of a reading: one question for a name in all its places, one for each act and each figure,
with the answer that the rules think likeliest filled in.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kg.errors import KgError
from kg.messages import say
from kg.reading.proposals import Proposal, Reading
from kg.reading.rules.amounts import without_bound
from kg.reading.rules.bodies import class_of as body_class
from kg.reading.rules.documents import class_of
from kg.reading.rules.indicators import in_unit, unit_tokens
from kg.reading.rules.registers import Registers
from kg.text.report import SourceText, Span

CORE: Final = ("document", "body", "programme", "honour", "act", "figure")
"""The kinds of proposals that the core profile asks for; the full one has every kind."""

ADDED: Final = "+"
"""With what the ids of questions begin that a reviewer added."""
PLACED: Final = ("kind", "section", "start")
"""The fields of an addition that say what it is and where, beside those that are accepted."""
WORDS: Final[Mapping[str, str]] = {"name": "words", "act": "object", "figure": "value_text"}
"""The field that holds the words of the text, by the kind of the question."""

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
_GRADE: Final = re.compile("^优秀$|等次|等级|[1-5A]A+级|[一二三]等(?!奖)|合格")
_DESIGNATION: Final = re.compile(
    "单位|基地|示范[区县市点村街社园工机]|城市|试点|试验区|先行区|社区$|街道$|百强|强[区县市]|案例|典型|集群|实验室|园区"
)
_EDITION: Final = re.compile(
    r"^(?:首[批届个]|第[一二三四五六七八九十\d]+[批届]次?|20\d\d(?:[-—]20\d\d)?年?度?|全国首批)"
)
"""What of a title is no part of its name: the round and the year have fields of their own."""
_SURE: Final = frozenset({"central", "level", "place", "title"})
"""The rules that name a new thing wholly: by the registers of levels and places, or between 《》."""
_MARKS: Final = str.maketrans("", "", "“”")
_DIGITS: Final = 12
_NAMED: Final = 6
"""Characters that the name of a programme has at the least, where no marks show that it is one."""
_LONGEST: Final = 30


@dataclass(frozen=True)
class Question:
    """One decision that a reading asks for.

    `kind` is `name`, `act` or `figure`; `section`, `start` and `end` are where its words first stand, in the cleaned
    text; `proposals` are all that it decides. `fields` is what is accepted unless it is changed, and `options` holds
    for some of the fields what may stand there instead, the likeliest first.
    """

    kind: str
    section: str
    start: int
    end: int
    quote: str
    proposals: tuple[Proposal, ...]
    fields: Mapping[str, str]
    options: Mapping[str, tuple[str, ...]]

    @property
    def id(self) -> str:
        """An id of what is asked: the same when the same report is read again."""
        if self.kind == "name":
            return _digest("name", self.fields["words"])
        return _digest(self.kind, self.proposals[0].id)

    @property
    def is_sure(self) -> bool:
        """Whether it is a name that is accepted together with others, seen in a list: of one known thing, or of a new
        one by rules that name it wholly.
        """
        if self.kind != "name" or not self.proposals:
            return False
        return len(self.options.get("id", ())) == 1 or {one.rule for one in self.proposals} <= _SURE


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:_DIGITS]


def questions(reading: Reading, registers: Registers, text: SourceText) -> list[Question]:
    """What is to be decided of a reading, in the order of the text: of several at one place, names first.

    Where the profile of the source names sections, only of those.
    """
    profile = reading.source.get("profile", "core")
    sections = () if profile in ("core", "full") else profile.split("|")
    kinds = (*CORE, "name") if profile == "full" else CORE
    wanted = [one for one in reading.proposals if one.kind in kinds and (not sections or one.section in sections)]
    if profile != "full":
        wanted = [one for one in wanted if not _is_notion(one)]
    names = {question.fields["words"]: question for question in _names(wanted)}
    names |= {question.fields["words"]: question for question in _recipients(wanted, registers, text, names)}
    acts = [_act(one, registers, names) for one in wanted if one.kind == "act"]
    acts += [_award(one, registers, names) for one in wanted if one.kind == "honour"]
    figures = [_figure(one, registers, names, text) for one in wanted if one.kind == "figure"]
    told = {one.fields["object"] for one in acts if "class" in one.fields}
    asked = [*(one for words, one in names.items() if words not in told), *acts, *figures]
    return sorted(asked, key=lambda one: (one.start, one.kind != "name", -one.end, one.id))


def _is_notion(one: Proposal) -> bool:
    """Whether a phrase that nobody knows names no thing of its own: too short for a programme without marks (法治督察),
    or what every congress has (人大代表建议).
    """
    short = one.kind == "programme" and one.rule == "shape" and len(one.fields["words"]) < _NAMED
    return (short or one.rule == "congress") and not one.candidates


def plain(words: str) -> str:
    """Words without quotation marks, as a label has them: 枫桥经验 of “枫桥经验”."""
    return (
        words.strip("《》").translate(_MARKS) if words.count("《") == words.count("》") < 2 else words.translate(_MARKS)
    )


def added(fields: Mapping[str, str], text: SourceText) -> Question:
    """The question that a reviewer's own addition answers: its `kind` and `section`, and what else is accepted of it.
    Where the words stand several times in the section, `start` tells where in the cleaned text they are meant.

    Raises KgError where its words do not stand in the section.
    """
    kind, section = fields.get("kind", ""), fields.get("section", "")
    words = fields.get(WORDS.get(kind, ""), "")
    spans = [span for span in text.find(section, words) if not _is_cut(words, text.text[span.start - 1 : span.start])]
    if not words or not spans:
        told = say("{words!r} does not stand in {section}: add words of the report", words=words, section=section)
        raise KgError(told)
    span = next((span for span in spans if str(span.start) == fields.get("start")), spans[0])
    one = Proposal(kind, section, span.start, span.end, words, "added", (), {"words": words})
    return Question(kind, section, span.start, span.end, words, (one,), fields, {})


def _is_cut(words: str, before: str) -> bool:
    """Whether a number in words goes on before them: 3个 in 23个."""
    return words[:1].isdigit() and before.isdigit()


def id_of_added(fields: Mapping[str, str]) -> str:
    """The id under which an addition is decided: of its kind, section, words, and whom an act or figure is of."""
    told = (fields.get(name, "") for name in ("kind", "section", "words", "predicate", "subject", "object", "wording"))
    return ADDED + _digest(*told, fields.get("value_text", ""))


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


def _recipients(
    proposals: Iterable[Proposal], registers: Registers, text: SourceText, names: Mapping[str, Question]
) -> Iterator[Question]:
    """Who is said to have been honoured, and no rule has told as a name."""
    for one in proposals:
        sentence = text.sentence(Span(one.start, one.end))
        for words in one.fields.get("recipients", "").split("|") if one.kind == "honour" else ():
            at = text.text.rfind(words, sentence.start, one.start)
            if words in names or words in registers.place_names or not (1 < len(words) <= _LONGEST and at >= 0):
                continue
            told = Proposal("body", one.section, at, at + len(words), words, "recipient", (), {"words": words})
            new = {"class": body_class(words) or "Institution", "label_zh": plain(words), "label_en": ""}
            fields = {"words": words, "id": "", **new}
            yield Question("name", one.section, told.start, told.end, one.quote, (told,), fields, {"id": ()})


def _act(one: Proposal, registers: Registers, names: Mapping[str, Question]) -> Question:
    predicate, words = one.fields["predicate"], one.fields["words"]
    subjects = tuple(dict.fromkeys((*one.candidates, registers.place.id)))
    fields = {
        "subject": _likeliest(subjects, registers, names),
        "predicate": predicate,
        "object": words,
        **_new(words, _object_class(predicate, words), names.get(words)),
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
        **({"id": one.candidates[0]} if one.candidates else _new(_EDITION.sub("", words), _honour_class(words))),
        **{name: one.fields.get(name, "") for name in ("by", "round", "year", "level", "verb", "modality")},
        "distinction_zh": one.fields.get("distinction", ""),
        "distinction_en": "",
        "date": "",
    }
    options = {"subject": subjects, "id": one.candidates}
    return Question("act", one.section, one.start, one.end, one.quote, (one,), fields, options)


def _new(words: str, cls: str, name: Question | None = None) -> dict[str, str]:
    """What names the object of an act in the act itself: a thing that is known, or that stands elsewhere too, has a
    question of its own.
    """
    if name and (name.fields["id"] or len(name.proposals) > 1):
        return {}
    cells = {"id": "", "class": cls, "label_zh": plain(words), "label_en": ""}
    return cells | {column: name.fields[column] for column in ("class", "label_zh")} if name else cells


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


def _figure(one: Proposal, registers: Registers, names: Mapping[str, Question], text: SourceText) -> Question:
    told = one.fields
    classifier = told.get("unit", "")
    units = unit_tokens(classifier or ("" if one.rule == "rank" else "件"))
    subjects = tuple(dict.fromkeys((*told["subjects"].split("|"), registers.place.id)))
    wording = "…".join(part for part in told["wording"].split("…") if part)
    period, base = told.get("period", ""), told.get("change_of", "")
    new = {"label_zh": ((base or told.get("of", "")) + wording).replace("…", ""), "label_en": "", "unit": units[0]}
    fields = {
        "subject": _likeliest(_stated(subjects, one, registers, text), registers, names),
        "indicator": one.candidates[0] if one.candidates else "",
        **({} if one.candidates else new),
        "wording": wording,
        "value": in_unit(told.get("value", ""), classifier),
        "value_text": without_bound(told["words"]),
        "bound": told.get("bound", ""),
        "period": "" if period == registers.period else period,
        "as_of": told.get("as_of", ""),
        "change_of": base,
        "change_basis": told.get("change_basis", ""),
        "status": told.get("status", "stated"),
    }
    options = {"indicator": one.candidates, "subject": subjects, "unit": units}
    return Question("figure", one.section, one.start, one.end, one.quote, (one,), fields, options)


def _stated(subjects: tuple[str, ...], one: Proposal, registers: Registers, text: SourceText) -> tuple[str, ...]:
    """Those of the subjects of a figure that its own sentence names before it, and the place."""
    begin = text.sentence(Span(one.start, one.end)).start
    said = text.text[begin : one.start]
    return tuple(subject for subject in subjects if subject in said or subject == registers.place.id)


def _likeliest(subjects: tuple[str, ...], registers: Registers, names: Mapping[str, Question]) -> str:
    """The first of several that is a known thing or a name that is asked for."""

    def is_known(subject: str) -> bool:
        return all(part in registers.classes or part in names for part in subject.split("&"))

    return next((subject for subject in subjects if is_known(subject)), registers.place.id)
