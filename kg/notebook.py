"""Records that lookups and questions return, in a list that a notebook and pandas understand."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Final, TypeVar

from kg.errors import read_instead
from kg.lookup.flat import Record, flat, flat_reading, flat_receipt
from kg.lookup.records import Card, Claim, FigureValue, Link, Row, RowField, Step
from kg.tabular.dataframe import html_table, text_frame

if TYPE_CHECKING:
    import pandas as pd

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
    name is read.
    """

    def __init__(self, records: Iterable[T] = (), read: Mapping[str, str] | None = None) -> None:
        super().__init__(records)
        self.read = read

    def to_pandas(self) -> "pd.DataFrame":
        """A row a record, with the columns of `--format csv`, all strings.

        Raises MissingExtraError without pandas.
        """
        reading = {} if self.read is None else flat_reading(self.read)
        rows = [flat(record) | reading for record in self]
        return text_frame(list(rows[0]) if rows else [], [list(row.values()) for row in rows])

    def _repr_html_(self) -> str:
        told = "".join(f"<p>{escape(read_instead(asked, read))}</p>" for asked, read in (self.read or {}).items())
        if any(isinstance(record, Card | Row) for record in self):
            return told + "".join(part for record in self for part in _parts(record))
        rows = [visible(record) for record in self]
        return told + html_table(list(rows[0]) if rows else [], [list(row.values()) for row in rows])


class Links(Records[Link]):
    """Links of things, shown in a notebook as a small graph over the table; `draw` makes the graph of
    the things with these ids.
    """

    def __init__(
        self, draw: Callable[[Collection[str]], str], links: Iterable[Link], read: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(links, read)
        self._draw = draw

    def _repr_html_(self) -> str:
        claims = [claim for link in self for claim in (link.claim, *link.way)]
        ends = {end.id for claim in claims for end in (claim.subject, claim.object, *claim.authorities)}
        return (self._draw(ends) if ends else "") + super()._repr_html_()


def visible(record: Record) -> dict[str, str]:
    """The columns of a record that fit a notebook; its receipt is always among them."""
    hidden = _UNSHOWN.get(type(record), set())
    return {name: value for name, value in flat(record).items() if name not in hidden}


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
