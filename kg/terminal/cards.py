"""Links of things, and cards, as text: all at once or as they come."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

from kg.batches import in_batches
from kg.lookup.flat import LINK_COLUMNS as RECORD_COLUMNS
from kg.lookup.flat import flat, flat_reading
from kg.lookup.records import Card, FigureValue, Link, Row, RowField, Thing, as_json
from kg.tabular.delimited import Dialect, delimited
from kg.terminal.options import TableFormat
from kg.terminal.streams import put
from kg.terminal.text import (
    claim_remarks,
    date_text,
    elsewhere_lines,
    json_text,
    list_text,
    mark_words,
    note_lines,
    print_table,
    receipt_text,
    way_text,
)
from kg.text.words import word
from kg.vocabulary import Language

T = TypeVar("T")

LINK_COLUMNS = ("entity", "relation", "level", "date", "by", "receipt")
FIGURE_COLUMNS = ("figure", "value", "unit", "period", "as-of", "definition", "receipt")
_PAGE: Final = 1_000
"""Rows that are held at once, and aligned with one another."""


def link_row(link: Link, language: Language) -> list[str]:
    """A link as the cells of `LINK_COLUMNS`."""
    claim = link.claim
    between = list_text(mark_words(link.way_marks, language), language)
    beyond = [word("way-marks", language, between)] if between else []
    relation = "; ".join([link.words, *claim_remarks(claim, language), *beyond])
    by = list_text([body.label for body in claim.authorities], language)
    return [
        link.entity.label,
        relation,
        claim.level_label,
        date_text(claim, language),
        by,
        "\n".join(
            [
                receipt_text(claim.receipt, language),
                *elsewhere_lines(claim, language),
                *note_lines([claim.note], language),
            ]
        ),
    ]


def figure_row(figure: FigureValue, language: Language) -> list[str]:
    """A figure as the cells of `FIGURE_COLUMNS`."""
    value = word("damaged", language) if figure.status == "damaged" else figure.value_text
    receipt = "\n".join(
        [
            receipt_text(figure.receipt, language),
            *elsewhere_lines(figure, language),
            *note_lines([figure.note], language),
        ]
    )
    return [figure.indicator, value, figure.unit_label, figure.period, figure.as_of, figure.definition, receipt]


def print_links(thing: Thing, links: Iterable[Link], language: Language, *, ways: bool = False) -> None:
    """Print who is linked to a thing, as they come; with `ways`, also what lies in between."""
    title = " — ".join(filter(None, (thing.label, thing.jurisdiction, *mark_words(thing.marks, language))))
    headers = [word(name, language) for name in (*LINK_COLUMNS, *(("way",) if ways else ()))]
    if not _print_pages(headers, links, lambda of: _cells(of, language, ways=ways), title):
        put(f"{title}\n{word('unlinked', language)}")


def _cells(link: Link, language: Language, *, ways: bool) -> list[str]:
    return [*link_row(link, language), *([way_text(link.way)] if ways else [])]


def _print_pages(
    headers: Sequence[str], records: Iterable[T], cells: Callable[[T], Sequence[str]], title: str = ""
) -> bool:
    """Print a table of records page by page as they come; whether there were any."""
    widths: Sequence[int] | None = None
    for page in in_batches(records, _PAGE):
        widths = print_table(headers, list(map(cells, page)), "" if widths is not None else title, after=widths)
    return widths is not None


def links_as_chunks(links: Iterable[Link], format: TableFormat, read: Mapping[str, str]) -> Iterator[bytes]:
    """Links as they come, in `csv` or `tsv`, a line each with all that is known of the claim, or in `json`; each with
    the names that were `read` for others.
    """
    reading = flat_reading(read)
    if format is TableFormat.json:
        yield from _json_chunks(as_json(link) | reading for link in links)
        return
    yield _encoded(delimited([[*RECORD_COLUMNS, *reading]], Dialect(format)))
    for page in in_batches(links, _PAGE):
        rows = ([*flat(link).values(), *reading.values()] for link in page)
        yield _encoded(delimited(rows, Dialect(format)))


def _json_chunks(records: Iterable[object]) -> Iterator[bytes]:
    """An array of JSON as `json_text` writes it."""
    begun = False
    for record in records:
        lines = json.dumps(record, ensure_ascii=False, indent=1).replace("\n", "\n ")
        yield _encoded((",\n " if begun else "[\n ") + lines)
        begun = True
    yield b"\n]\n" if begun else b"[]\n"


def _encoded(text: str) -> bytes:
    """As `kg.terminal.streams.write_data` has it."""
    return text.encode("utf-8", "backslashreplace")


def print_row(row: Row, language: Language) -> None:
    """Print a claim, figure or indicator as it stands in the tables, field by field."""
    put(f"{row.words}  ({', '.join((row.type_label, row.id, *mark_words(row.marks, language)))})")
    cells = [_field_cells(field, language) for field in row.fields]
    receipt = [[word("receipt", language), receipt_text(row.receipt, language)]] if row.receipt.report else []
    print_table([word("field", language), word("value", language)], [*cells, *receipt])


def _field_cells(field: RowField, language: Language) -> list[str]:
    """What a field is called, and its values: as they stand in the tables, behind what they are called."""
    values = [v.value if v.label in ("", v.value) else f"{v.label} ({v.value})" for v in field.values]
    return [field.label or word(field.name, language), list_text(values, language)]


def cards_as_text(records: Sequence[Card | Row], read: Mapping[str, str]) -> str:
    """Cards, or a row, in `json`, each with the names that were `read` for others."""
    from kg.lookup.plain import card_record  # a table does without

    return json_text([card_record(record, read) for record in records])


def print_card(card: Card, language: Language, links: Iterable[Link]) -> None:
    """Print all that is known of a thing; its `links` as they come."""
    separator = word("names-between", language)
    thing = card.thing
    put(f"{thing.label}  ({', '.join((thing.type_label, thing.id, *mark_words(thing.marks, language)))})")
    if card.thing.jurisdiction:
        put(f"{word('jurisdiction', language)}: {card.thing.jurisdiction}")
    put(f"{word('names', language)}: {separator.join(card.names)}")
    for name, others in (("predecessors", card.predecessors), ("successors", card.successors)):
        if others:
            put(f"{word(name, language)}: {separator.join(f'{thing.label} ({thing.id})' for thing in others)}")
    for report in dict.fromkeys(report for _, report in card.forms):
        forms = separator.join(form for form, of in card.forms if of == report)
        put(f"{word('forms', language)}: {forms}  ({report})")
    for field in card.fields:
        put(": ".join(_field_cells(field, language)))
    headers = [word(name, language) for name in LINK_COLUMNS]
    if not _print_pages(headers, links, lambda link: link_row(link, language)):
        put(word("unlinked", language))
    if card.figures:
        headers = [word(name, language) for name in FIGURE_COLUMNS]
        print_table(headers, [figure_row(figure, language) for figure in card.figures])
