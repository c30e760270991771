"""Records that lookups and questions return, in a list that a notebook and pandas understand."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Final, TypeVar

from kg.errors import read_instead
from kg.lookup.flat import Record, flat, flat_reading, flat_receipt
from kg.lookup.records import AnswerRow, Card, Claim, FigureValue, Link, Row, RowField, Step
from kg.tabular.bars import Bar, html_bars
from kg.tabular.dataframe import html_table, text_frame

if TYPE_CHECKING:
    import pandas as pd

_COMPARED: Final = {"indicator", "place", "year", "telling", "value"}
_MOST_COMPARED: Final = 12
"""Indicators that are drawn as bars; the table has all."""

T = TypeVar("T", bound=Record)

_UNSHOWN: Final[dict[type, set[str]]] = {
    Link: {"thing_id", "entity_id", "predicate", "standpoint", "claim", "way"},
    Claim: {"subject_id", "object_id", "predicate", "standpoint", "claim"},
    Step: {"from_id", "from", "to_id", "to", "subject_id", "object_id", "predicate", "standpoint", "claim"},
    FigureValue: {"about_id", "change_of", "change_basis", "figure"},
}
"""The columns of each kind of record that a notebook leaves out."""


class Records(list[T]):
    """A list of records, shown as a table in a notebook, and a DataFrame where pandas is installed.

    `read` holds the names that were read for others, by those that were asked for; it is None where no
    name is read. `note` says where it may not be all that there is; or it is "".
    """

    def __init__(self, records: Iterable[T] = (), read: Mapping[str, str] | None = None, note: str = "") -> None:
        super().__init__(records)
        self.read, self.note = read, note

    def to_pandas(self) -> "pd.DataFrame":
        """A row a record, with the columns of `--format csv`, all strings.

        Raises MissingExtraError without pandas.
        """
        reading = {} if self.read is None else flat_reading(self.read)
        rows = [flat(record) | reading for record in self]
        return text_frame(list(rows[0]) if rows else [], [list(row.values()) for row in rows])

    def _repr_html_(self) -> str:
        told = "".join(f"<p>{escape(read_instead(asked, read))}</p>" for asked, read in (self.read or {}).items())
        told += f"<p>{escape(self.note)}</p>" if self.note else ""
        if any(isinstance(record, Card | Row) for record in self):
            return told + "".join(part for record in self for part in _parts(record))
        rows = [visible(record) for record in self]
        told += "".join(_compared([record for record in self if isinstance(record, AnswerRow)]))
        return told + html_table(list(rows[0]) if rows else [], [list(row.values()) for row in rows])


class Links(Records[Link]):
    """Links of things, shown in a notebook as a small graph over the table; `draw` makes the graph of
    the things with these ids. `total` is how many there are, of which these may be the first; None where that is not
    counted.
    """

    def __init__(
        self,
        draw: Callable[[Collection[str]], str],
        links: Iterable[Link],
        read: Mapping[str, str] | None = None,
        note: str = "",
        *,
        total: int | None = None,
    ) -> None:
        super().__init__(links, read, note)
        self._draw, self.total = draw, total

    def _repr_html_(self) -> str:
        claims = [claim for link in self for claim in (link.claim, *link.way)]
        ends = {end.id for claim in claims for end in (claim.subject, claim.object, *claim.authorities)}
        return (self._draw(ends) if ends else "") + super()._repr_html_()


def visible(record: Record) -> dict[str, str]:
    """The columns of a record that fit a notebook; its receipt is always among them."""
    hidden = _UNSHOWN.get(type(record), set())
    return {name: value for name, value in flat(record).items() if name not in hidden}


def _compared(rows: Iterable[AnswerRow]) -> Iterator[str]:
    """Of an answer that compares, the bars of each indicator that has a number, those that most reports tell first.

    What a report does not tell is said in words, and whether it is silent or was not read.
    """
    groups: dict[str, list[AnswerRow]] = {}
    for row in rows:
        if row.cells.keys() >= _COMPARED:
            groups.setdefault(row.cells["indicator"], []).append(row)
    drawn = [group for group in groups.values() if len(group) > 1 and _told(group)]
    for group in sorted(drawn, key=lambda group: -len(_told(group)))[:_MOST_COMPARED]:
        figure = _told(group)[0]
        unit = f" ({figure.unit_label})" if figure.unit_label else ""
        yield html_bars(figure.indicator + unit, list(map(_bar, group)), 100 if figure.unit == "percent" else 0)


def _told(rows: Iterable[AnswerRow]) -> list[FigureValue]:
    """The figures of some rows that have a number."""
    return [of for row in rows for of in row.records if isinstance(of, FigureValue) and of.value]


def _bar(row: AnswerRow) -> Bar:
    figure = next((of for of in row.records if isinstance(of, FigureValue)), None)
    whose = ", ".join(filter(None, [row.cells["place"], row.cells["year"]]))
    if figure is None:
        return Bar(whose, None, row.cells["telling"])
    if figure.about != figure.place:
        whose = f"{whose} ({figure.about.label})"
    if not figure.value:
        return Bar(whose, None, figure.value_text)
    number = float(figure.value)
    said = " ".join(filter(None, [figure.value, figure.unit_label]))
    wording = "" if figure.value_text == figure.value + figure.unit_label else f" ({figure.value_text})"
    return Bar(whose, None if number < 0 else number, said + wording)


def _parts(record: Record) -> Iterator[str]:
    """A card or a row as tables."""
    if isinstance(record, Card):
        yield from _card(record)
    if isinstance(record, Row):
        receipt = [[name, value] for name, value in flat_receipt(record.receipt).items() if record.receipt.report]
        yield html_table(
            ("field", "value"), _values(record.fields) + receipt, f"{record.words} ({record.type_label}, {record.id})"
        )


def _values(fields: Iterable[RowField]) -> list[list[str]]:
    """Fields and their values, as these are called."""
    return [[field.name, ", ".join(v.label or v.value for v in field.values)] for field in fields]


def _card(card: Card) -> Iterator[str]:
    """A card's names, its links and its figures, as tables."""
    title = f"{card.thing.label} ({card.thing.type_label}, {card.thing.id})"
    names = [["name", name] for name in card.names] + [[report, form] for form, report in card.forms]
    yield html_table(("where", "name"), names, title)
    if card.fields:
        yield html_table(("field", "value"), _values(card.fields))
    if card.links:
        yield Records(card.links)._repr_html_()
    if card.figures:
        yield Records(card.figures)._repr_html_()
