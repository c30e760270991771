"""Claims and figures as pages show them: in parts, each with what it links to and the language that it is in."""

from collections.abc import Iterator
from dataclasses import dataclass

from kg.lookup.citation import citation_of
from kg.lookup.described import thing_id
from kg.lookup.lookup import Lookup
from kg.lookup.records import Claim, Elsewhere, FigureValue, Receipt, Thing
from kg.text.chinese import round_text
from kg.text.words import word
from kg.vocabulary import Language
from kg.web.http.ids import iri_of

CHINESE = "zh-Hans"
_DATED = {"report": "date-report", "section": "date-section"}
"""The bases of dates that are not the claim's own words."""


@dataclass(frozen=True)
class Text:
    """A text of a kind, and the language that it is in where that is not the page's."""

    kind: str
    text: str
    lang: str = ""


@dataclass(frozen=True)
class Proof:
    """The receipt of a record: the report and section that it leads to, the words, and how to cite it."""

    report: str
    section: str
    receipt: Receipt
    citation: str


@dataclass(frozen=True)
class Beside:
    """What another report tells of the same, and how it stands to this: `mark`."""

    mark: str
    id: str
    proof: Proof


@dataclass(frozen=True)
class View:
    """A claim or figure as it is shown: `remarks` stand beside it, `note` below it."""

    id: str
    record: Claim | FigureValue
    remarks: tuple[Text, ...]
    note: Text | None
    proof: Proof
    beside: tuple[Beside, ...]

    @property
    def is_figure(self) -> bool:
        """Whether it is a figure."""
        return isinstance(self.record, FigureValue)


class Views:
    """What makes views in one language, from one lookup."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup, self.language = lookup, lookup.language

    def view(self, record: Claim | FigureValue) -> View:
        """A record as it is shown."""
        remarks = self._of_claim(record) if isinstance(record, Claim) else self._of_figure(record)
        others = [("differs", of) for of in record.differs]
        if isinstance(record, Claim):
            others += [("confirmed", of) for of in record.confirmed_by] + [("confirms", of) for of in record.confirms]
        implied = isinstance(record, Claim) and record.statedness == "implied"
        return View(
            record.id,
            record,
            (*remarks, *(Text("mark", self._word(mark)) for mark in record.marks)),
            self._note(record.id, "inferred-from" if implied else "remark"),
            self.proof(record),
            tuple(self._beside(mark, of) for mark, of in others),
        )

    def proof(self, record: Claim | FigureValue | Elsewhere) -> Proof:
        """What a claim or figure rests on."""
        descriptions = self.lookup.descriptions
        stands = descriptions.of(descriptions.of(iri_of(record.id)).one("kg:receipt"))
        section = descriptions.of(stands.one("kg:section")).one("dcterms:identifier")
        cited = citation_of(self.lookup, record).text
        return Proof(thing_id(stands.one("oa:hasSource")), section, record.receipt, cited)

    def _word(self, name: str, *values: str) -> str:
        return word(name, self.language, *values)

    def _beside(self, mark: str, other: Elsewhere) -> Beside:
        return Beside(mark, other.id, self.proof(other))

    def _note(self, id: str, kind: str) -> Text | None:
        """The note of a record, in the other language where it is not there in the reader's."""
        record = self.lookup.descriptions.of(iri_of(id))
        for language in (self.language, *(of for of in Language if of is not self.language)):
            if text := record.one("kg:note", language):
                return Text(kind, text, tag_beside(language, self.language))
        return None

    def _of_claim(self, claim: Claim) -> Iterator[Text]:
        if claim.verb and claim.verb != claim.words:
            yield Text("verb", claim.verb, tag_beside(Language.ZH, self.language))
        if claim.level:
            yield Text("level", claim.level_label)
        if claim.date:
            yield Text(
                "date", self._word(_DATED[claim.date_basis], claim.date) if claim.date_basis in _DATED else claim.date
            )
        if claim.round:
            yield Text("round", round_text(claim.round, self.language))
        if claim.year:
            yield Text("of-year", self._word("of-year", claim.year))
        if claim.distinction:
            yield Text("distinction", claim.distinction)
        if claim.standpoint:
            yield Text("standpoint", self._token(claim.id, "kg:standpoint"))

    def _of_figure(self, figure: FigureValue) -> Iterator[Text]:
        if figure.indicator_wording:
            yield Text("verb", figure.indicator_wording, tag_beside(Language.ZH, self.language))
        if figure.bound:
            yield Text("bound", figure.bound)
        if figure.period:
            yield Text("date", figure.period)
        if figure.as_of:
            yield Text("date", self._word("as-of-day", figure.as_of))
        if figure.change_basis:
            yield Text("basis", self.lookup.basis_label(figure.change_basis))
        if figure.place and figure.place != figure.about:
            yield Text("place", figure.place.label)

    def _token(self, id: str, curie: str) -> str:
        return self.lookup.label(self.lookup.descriptions.of(iri_of(id)).one(curie))


def tag_beside(language: Language, beside: Language) -> str:
    """The tag of a text that stands in a page of another language; "" where it is the page's own."""
    return "" if language is beside else {Language.ZH: CHINESE, Language.EN: "en"}[language]


def lang_of(thing: Thing, beside: Language) -> str:
    """The tag of what a thing is called, likewise: one without an English name is called in Chinese."""
    return tag_beside(Language.ZH, beside) if thing.marks else ""
