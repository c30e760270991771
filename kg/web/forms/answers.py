"""The answer to a question as a page shows it: its columns, and each row with what stands beside it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kg.lookup.lookup import Lookup
from kg.lookup.records import AnswerRow
from kg.questions.catalogue import Question
from kg.text.words import word
from kg.vocabulary import mint_iri
from kg.web.pages.views import Proof, Views, lang_of

_BOOLEANS: Final = {"true": "yes", "false": "no"}
_DATED: Final = {"report": "date-report", "section": "date-section"}
_SOURCES: Final = {"place", "report", "part"}
"""Columns that tell whose a row is, and where it stands."""
_MOST_RECEIPTS: Final = 20
"""Receipts that are shown of one row."""


@dataclass(frozen=True)
class Cell:
    """A cell: its text, the id of what it names ("" for none), and the language that it is in where that is not the
    page's.
    """

    text: str
    id: str = ""
    lang: str = ""

    @property
    def is_number(self) -> bool:
        """Whether it is a number."""
        return self.text.replace(".", "", 1).removeprefix("-").isdecimal()


@dataclass(frozen=True)
class Line:
    """A row: `what` tells it from others; its cells, and the receipts of the records that it rests on, with their
    ids; `more` are left out.
    """

    what: str
    cells: tuple[Cell, ...]
    ids: tuple[str, ...]
    proofs: tuple[Proof, ...]
    more: int


@dataclass(frozen=True)
class Table:
    """An answer: the names and labels of its columns, and rows."""

    columns: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]


def table(lookup: Lookup, question: Question, rows: Sequence[AnswerRow], shown: Sequence[AnswerRow]) -> Table:
    """The rows that are `shown` of an answer; what stands beside none of its `rows` is no column."""
    language, views = lookup.language, Views(lookup)
    names = list(rows[0].cells) if rows else []
    beside = [(name, text) for name, text in _beside(lookup, rows, names) if any(map(text, rows))]
    columns = [(name, capital(question.column_label(name)[language])) for name in names]
    headed = [(name, capital(word(name, language))) for name, _ in beside]

    def line(row: AnswerRow) -> Line:
        cells = [_cell(lookup, row, name) for name in names] + [Cell(text(row)) for _, text in beside]
        told = row.records[:_MOST_RECEIPTS]
        proofs = tuple(views.proof(of) for of in told)
        named = [cell.text for name, cell in zip(names, cells, strict=False) if cell.text and name not in _SOURCES]
        return Line(
            named[0] if named else "", tuple(cells), tuple(of.id for of in told), proofs, len(row.records) - len(told)
        )

    return Table((*columns, *headed), tuple(map(line, shown)))


def _beside(
    lookup: Lookup, rows: Sequence[AnswerRow], names: Sequence[str]
) -> Iterator[tuple[str, Callable[[AnswerRow], str]]]:
    """What stands beside the cells: the report's verbs, marks, notes, and whose a row is where that is not told."""
    language = lookup.language
    between = word("between", language)
    if len({place for row in rows for place in row.places}) > 1 and not {"place", "report"} & {*names}:
        yield "told-by", lambda row: between.join(row.places)
    yield "verb", lambda row: between.join(row.verbs)
    yield "marks", lambda row: between.join(word(mark, language) for mark in row.marks)
    yield "note", lambda row: " ".join(row.notes)


def _cell(lookup: Lookup, row: AnswerRow, name: str) -> Cell:
    text, id = row.cells[name], row.ids.get(name, "")
    if text in _BOOLEANS:
        return Cell(word(_BOOLEANS[text], lookup.language))
    if name == "date" and text and row.date_bases and row.date_bases[0] in _DATED:
        return Cell(word(_DATED[row.date_bases[0]], lookup.language, text))
    return Cell(text, id, _lang(lookup, id))


def _lang(lookup: Lookup, id: str) -> str:
    """The language of what a thing is called, where it is not the reader's."""
    iri = mint_iri(id) if id else ""
    is_thing = iri and lookup.descriptions.of(iri).one("kg:class")
    return lang_of(lookup.thing(iri), lookup.language) if is_thing else ""


def capital(text: str) -> str:
    """A word as a heading has it."""
    return text[:1].upper() + text[1:]
