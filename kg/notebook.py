"""Records that lookups and questions return, in a list that a notebook and pandas understand."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Final, TypeVar

from kg.lookup.flat import Record, flat
from kg.lookup.records import Card, Claim, FigureValue, Link, Step
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
    """A list of records, shown as a table in a notebook, and a DataFrame where pandas is installed."""

    def to_pandas(self) -> "pd.DataFrame":
        """A row a record, with the columns of `--format csv`, all strings.

        Raises MissingExtraError without pandas.
        """
        rows = [flat(record) for record in self]
        return text_frame(list(rows[0]) if rows else [], [list(row.values()) for row in rows])

    def _repr_html_(self) -> str:
        if any(isinstance(record, Card) for record in self):
            return "".join(part for card in self if isinstance(card, Card) for part in _card(card))
        rows = [visible(record) for record in self]
        return html_table(list(rows[0]) if rows else [], [list(row.values()) for row in rows])


class Links(Records[Link]):
    """Links of things, shown in a notebook as a small graph over the table; `draw` makes the graph of
    the things with these ids.
    """

    def __init__(self, draw: Callable[[Collection[str]], str], links: Iterable[Link]) -> None:
        super().__init__(links)
        self._draw = draw

    def _repr_html_(self) -> str:
        claims = [claim for link in self for claim in (link.claim, *link.way)]
        ends = {end.id for claim in claims for end in (claim.subject, claim.object, *claim.authorities)}
        return (self._draw(ends) if ends else "") + super()._repr_html_()


def visible(record: Record) -> dict[str, str]:
    """The columns of a record that fit a notebook; its receipt is always among them."""
    hidden = _UNSHOWN.get(type(record), set())
    return {name: value for name, value in flat(record).items() if name not in hidden}


def _card(card: Card) -> Iterator[str]:
    """A card's names, its links and its figures, as tables."""
    title = f"{card.thing.label} ({card.thing.type_label}, {card.thing.id})"
    names = [["name", name] for name in card.names] + [[report, form] for form, report in card.forms]
    yield html_table(("where", "name"), names, title)
    if card.links:
        yield Records(card.links)._repr_html_()
    if card.figures:
        yield Records(card.figures)._repr_html_()
