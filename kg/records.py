"""Records that lookups and questions return, in a list that a notebook and pandas understand.

The command line makes its CSV of them too, so what only notebooks need is imported where it is used.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from kg.model import Card, Found, Link, Receipt

if TYPE_CHECKING:
    import pandas as pd

    from kg.questions import Row

    Record: TypeAlias = Link | Found | Card | Row

T = TypeVar("T", bound="Record")

LINK_COLUMNS: Final = (
    "thing_id", "thing", "entity_id", "entity", "relation", "predicate", "level", "date", "edition", "by",
    "distinction", "modality", "stated", "standpoint", "claim", "report", "section", "quote", "way",
)  # fmt: skip
_UNSHOWN: Final = {"thing_id", "entity_id", "predicate", "standpoint", "claim", "way"}


class Records(list[T]):
    """A list of records, shown as a table in a notebook, and a DataFrame where pandas is installed."""

    def to_pandas(self) -> "pd.DataFrame":
        """A row a record, with the columns of `--format csv`, all strings.

        Raises MissingExtraError without pandas.
        """
        from kg.frame import text_frame

        rows = [flat(record) for record in self]
        return text_frame(list(rows[0]) if rows else [], [list(row.values()) for row in rows])

    def _repr_html_(self) -> str:
        if any(isinstance(record, Card) for record in self):
            return "".join(part for card in self if isinstance(card, Card) for part in _card(card))
        from kg.frame import html_table

        rows = [shown(record) for record in self]
        return html_table(list(rows[0]) if rows else [], [list(row.values()) for row in rows])


class Links(Records[Link]):
    """Links of things, shown in a notebook as a small graph over the table; `frame` makes the graph of
    the things with these ids.
    """

    def __init__(self, frame: Callable[[Collection[str]], str], links: Iterable[Link]) -> None:
        super().__init__(links)
        self._frame = frame

    def _repr_html_(self) -> str:
        claims = [claim for link in self for claim in (link.claim, *link.way)]
        ends = {end.id for claim in claims for end in (claim.subject, claim.object, *claim.authorities)}
        return (self._frame(ends) if ends else "") + super()._repr_html_()


def flat(record: "Record", *, receipts: bool = True) -> dict[str, str]:
    """A record as strings by column: all that is known of a link's claim, the cells of an answer
    (with its receipt where `receipts`), by which name a thing was found, a card's counts.
    """
    if isinstance(record, Link):
        return _link(record)
    if isinstance(record, Found):
        thing = record.thing
        return {
            "id": thing.id, "label": thing.label, "class": thing.type,
            "name": record.name, "kind": record.kind, "report": record.report,
        }  # fmt: skip
    if isinstance(record, Card):
        thing, forms = record.thing, "|".join(form for form, _ in record.forms)
        return {
            "id": thing.id, "label": thing.label, "class": thing.type, "names": "|".join(record.names),
            "forms": forms, "links": str(len(record.links)), "figures": str(len(record.figures)),
        }  # fmt: skip
    receipt = _receipt(record.receipt or Receipt("", "", "")) if receipts else {}
    # some questions have such columns of their own, also where a row rests on no record
    return dict(record.cells) | {name: value or record.cells.get(name, "") for name, value in receipt.items()}


def shown(record: "Record") -> dict[str, str]:
    """The columns of a record that fit a notebook; its receipt is always among them."""
    hidden = _UNSHOWN if isinstance(record, Link) else set()
    return {name: value for name, value in flat(record).items() if name not in hidden}


def _link(link: Link) -> dict[str, str]:
    claim, receipt = link.claim, link.claim.receipt
    values = (
        link.thing.id, link.thing.label, link.entity.id, link.entity.label, link.words, claim.predicate,
        claim.level, claim.date, claim.edition, "|".join(body.label for body in claim.authorities),
        claim.distinction, claim.modality, claim.statedness, claim.standpoint, claim.id,
        receipt.report, receipt.section, receipt.quote, "|".join(step.id for step in link.way),
    )  # fmt: skip
    return dict(zip(LINK_COLUMNS, values, strict=True))


def _receipt(receipt: Receipt) -> dict[str, str]:
    return {"report": receipt.report, "section": receipt.section, "quote": receipt.quote}


def _card(card: Card) -> Iterator[str]:
    """A card's names, its links and its figures, as tables."""
    from kg.frame import html_table

    title = f"{card.thing.label} ({card.thing.type_label}, {card.thing.id})"
    names = [["name", name] for name in card.names] + [[report, form] for form, report in card.forms]
    yield html_table(("where", "name"), names, title)
    if card.links:
        yield Records(card.links)._repr_html_()
    if card.figures:
        headers = ("indicator", "value", "as of", "status", "report", "section", "quote")
        yield html_table(
            headers,
            [[f.indicator, f.value_text, f.as_of, f.status, *_receipt(f.receipt).values()] for f in card.figures],
        )
