"""Tables and cards as text: rich on a terminal, plain when piped."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from kg.lookup.flat import flat, flat_reading
from kg.lookup.records import (
    COMPARED,
    NARROWING,
    AnswerRow,
    Claim,
    FigureValue,
    Found,
    Receipt,
    Thing,
    as_json,
)
from kg.tabular.delimited import Dialect, delimited_records
from kg.terminal.options import CardFormat, TableFormat
from kg.terminal.streams import put, write_data
from kg.text.characters import visible
from kg.text.chinese import round_text
from kg.text.words import word
from kg.vocabulary import Language

if TYPE_CHECKING:
    from kg.lookup.counts import Count
    from kg.network.paths import Way
    from kg.network.standings import Standing
    from kg.questions.catalogue import Question


def receipt_text(receipt: Receipt, language: Language) -> str:
    """Report, section and words on one line; the rest of the sentence stands around the words."""
    words = f"{receipt.before}【{receipt.quote}】{receipt.after}" if receipt.before or receipt.after else receipt.quote
    place = receipt.report + word("comma", language) + receipt.section
    return place + word("colon", language) + words.strip()


def note_lines(notes: Iterable[str], language: Language) -> list[str]:
    """The notes of records, a line each."""
    return [word("note", language) + word("colon", language) + note for note in notes if note]


def elsewhere_lines(record: Claim | FigureValue, language: Language) -> list[str]:
    """What other reports tell of the same, a line each: how it stands to this, and its receipt."""
    compared = zip(
        COMPARED, (getattr(record, name, ()) for name in ("differs", "confirmed_by", "confirms")), strict=True
    )
    return [
        word(mark, language) + word("colon", language) + receipt_text(other.receipt, language)
        for mark, others in compared
        for other in others
    ]


def claim_remarks(claim: Claim, language: Language) -> list[str]:
    """What is said beside the fact: the report's own verb, its distinction, and its marks in words."""
    verb = word("in-its-words", language, claim.verb) if claim.verb not in ("", claim.words) else ""
    return [*filter(None, (verb, claim.distinction)), *mark_words(claim.marks, language)]


def mark_words(marks: Iterable[str], language: Language) -> list[str]:
    """Marks in words."""
    return [word(mark, language) for mark in marks]


def date_text(claim: Claim, language: Language) -> str:
    """A claim's date, told apart by where it is from; with its round and the year in its title, which are no dates."""
    year = word("of-year", language, claim.year) if claim.year else ""
    dated = dated_text(claim.date, claim.date_basis, language)
    return "; ".join(filter(None, (dated, round_text(claim.round, language), year)))


def dated_text(date: str, basis: str, language: Language) -> str:
    """A date as the report states it, or as taken from the report's period or a section's announcement."""
    name = {"report": "date-report", "section": "date-section"}.get(basis)
    return word(name, language, date) if date and name else date


def list_text(labels: Sequence[str], language: Language) -> str:
    """Labels in a row, apart as the language has it."""
    return word("between", language).join(labels)


def way_text(claims: Sequence[Claim]) -> str:
    """Claims as sentences: subject, words, object."""
    return "; ".join(claim.sentence for claim in claims)


def print_table(
    headers: Sequence[str], rows: Sequence[Sequence[str]], title: str = "", after: Sequence[int] | None = None
) -> list[int]:
    """Print a table: drawn by rich on a terminal, else aligned by spaces, a row a line.

    Returns the columns' widths. The next page of the same table is printed `after` one that had these.
    """
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(title=Text(visible(title)) if title else None, title_justify="left", show_lines=True)
        for header in headers:
            table.add_column(Text(visible(header)), overflow="fold")
        for row in rows:
            table.add_row(*(Text(visible(cell)) for cell in row))
        Console().print(table)
        return []
    from rich.cells import cell_len

    if title:
        put(title)
    lines = [[" ".join(visible(cell).split()) for cell in row] for row in (headers, *rows)]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    if after:
        widths = list(map(max, widths, after))
    for line in lines[1 if after else 0 :]:
        put("  ".join(cell + " " * (w - cell_len(cell)) for cell, w in zip(line, widths, strict=True)).rstrip())
    return widths


def json_text(plain: object) -> str:
    """What is plain as a text of JSON."""
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


def print_found(found: Sequence[Found], language: Language) -> None:
    """Print what was found, and by which name."""
    headers = [word(name, language) for name in ("entity", "class", "jurisdiction", "by-name", "kind", "match", "id")]
    rows = [
        [
            f.thing.label,
            f.thing.type_label,
            f.thing.jurisdiction,
            f.name + (f" ({f.report})" if f.report else ""),
            word(f.kind, language),
            word(f.match, language),
            f.thing.id,
        ]
        for f in found
    ]
    _print_things(headers, rows, [f.thing for f in found], language)


def print_things(things: Sequence[Thing], language: Language) -> None:
    """Print things to choose from."""
    headers = [word(name, language) for name in ("entity", "class", "jurisdiction", "id")]
    rows = [[thing.label, thing.type_label, thing.jurisdiction, thing.id] for thing in things]
    _print_things(headers, rows, things, language)


def _print_things(
    headers: list[str], rows: Sequence[Sequence[str]], things: Sequence[Thing], language: Language
) -> None:
    """Print a row a thing, with a column of their marks where any has some."""
    if any(thing.marks for thing in things):
        headers = [*headers, word("marks", language)]
        marks = (list_text(mark_words(thing.marks, language), language) for thing in things)
        rows = [[*row, cell] for row, cell in zip(rows, marks, strict=True)]
    print_table(headers, rows)


def found_as_text(found: Sequence[Found], format: TableFormat) -> str:
    """What was found in `csv`, `tsv` or `json`."""
    if format is TableFormat.json:
        return json_text(as_json(tuple(found)))
    return delimited_records([flat(record) for record in found], Dialect(format))


def print_questions(questions: Sequence["Question"], language: Language) -> None:
    """Print the catalogue: names, parameters (the optional ones in brackets), wording."""
    rows = [
        [
            question.name,
            " ".join(f"--{p.name}" if p.required else f"[--{p.name}]" for p in question.parameters),
            question.wording[language],
        ]
        for question in questions
    ]
    print_table([word(name, language) for name in ("question", "parameters", "wording")], rows)


def print_answer(
    question: "Question",
    arguments: Mapping[str, str],
    rows: Sequence[AnswerRow],
    language: Language,
    *,
    receipts: bool,
) -> None:
    """Print the answer to a question as a table; where there is none, what the question was narrowed by."""
    if not rows:
        own = [p.name for p in question.parameters if not p.required]
        optional = [name for name in dict.fromkeys([*own, *NARROWING]) if arguments.get(name)]
        narrowed = list_text([f"--{name} {arguments[name]}" for name in optional], language)
        beside = word("narrowed", language, narrowed) if narrowed else ""
        put(f"{question.title[language]}\n{word('unanswered', language)}{beside}")
        return
    headers = [question.column_label(name)[language] for name in rows[0].cells]
    cells = [[_answer_cell(row, name, language) for name in row.cells] for row in rows]
    several = len({place for row in rows for place in row.places}) > 1 and not {"place", "report"} & {*rows[0].cells}
    columns = {
        "told-by": [list_text(row.places, language) if several else "" for row in rows],
        "verb": [list_text(row.verbs, language) for row in rows],
        "marks": [list_text(mark_words(row.marks, language), language) for row in rows],
        "note": ["\n".join(row.notes) for row in rows],
        "receipt": [receipt_text(row.receipt, language) if receipts and row.receipt else "" for row in rows],
    }
    for name, column in columns.items():
        if any(column) or (receipts and name == "receipt"):
            headers.append(word(name, language))
            for line, cell in zip(cells, column, strict=True):
                line.append(cell)
    print_table(headers, cells, question.title[language])


_BOOLEANS: Final = {"true": "yes", "false": "no"}


def _answer_cell(row: AnswerRow, name: str, language: Language) -> str:
    """A cell of an answer; a date tells where it is from."""
    if row.cells[name] in _BOOLEANS:
        return word(_BOOLEANS[row.cells[name]], language)
    basis = row.date_bases[0] if name == "date" and row.date_bases else ""
    return dated_text(row.cells[name], basis, language)


def answer_as_text(rows: Sequence[AnswerRow], format: TableFormat, read: Mapping[str, str], *, receipts: bool) -> str:
    """The answer to a question in `csv`, `tsv` or `json`, each row with the names that were `read` for others."""
    from kg.lookup.plain import answer_records  # a table does without

    records = answer_records(rows, read, receipts=receipts)
    if format is TableFormat.json:
        return json_text(records)
    return delimited_records(records, Dialect(format))


def print_ways(ways: Sequence["Way"], language: Language, format: CardFormat, read: Mapping[str, str]) -> None:
    """Print ways between two things: a line a claim, its receipt under it; or all of it in `json`, each
    claim with the names that were `read` for others.
    """
    if format is CardFormat.json:
        reading = flat_reading(read)
        records = [[[as_json(claim) | reading for claim in step] for step in way.steps] for way in ways]
        write_data(json_text(records))
        return
    for number, way in enumerate(ways, 1):
        put(f"{number}. " + " — ".join(thing.label for thing in way.things))
        for claim in dict.fromkeys(claim for step in way.steps for claim in step):  # one may tie two steps
            by = list_text([body.label for body in claim.authorities], language)
            conferred = [word("conferred-by", language, by)] if by else []
            remarks = "; ".join([*conferred, *claim_remarks(claim, language)])
            put(f"   {way_text([claim])}" + (f" ({remarks})" if remarks else ""))
            others = elsewhere_lines(claim, language)
            for line in (receipt_text(claim.receipt, language), *others, *note_lines([claim.note], language)):
                put(f"      {line}")


def print_standings(standings: Sequence["Standing"], language: Language, format: CardFormat, most: int = 30) -> None:
    """Print how things stand in the network: the first `most` as a table, or all in `json`."""
    if format is CardFormat.json:
        places = ({"degree": s.degree, "betweenness": s.betweenness, "community": s.community} for s in standings)
        records = [as_json(s.thing) | place for s, place in zip(standings, places, strict=True)]
        write_data(json_text(records))
        return
    rows = []
    for s in standings[:most]:
        rows.append([s.thing.label, s.thing.type_label, str(s.degree), f"{s.betweenness:.3f}", str(s.community)])
    headers = [word(name, language) for name in ("entity", "class", "degree", "betweenness", "community")]
    _print_things(headers, rows, [s.thing for s in standings[:most]], language)


def print_counts(counts: Mapping[str, Sequence["Count"]], language: Language) -> None:
    """Print counts by kind, with each one's share of the kind."""
    for number, (kind, rows) in enumerate(counts.items()):
        if number:
            put()
        total = sum(row.count for row in rows)
        cells = [[row.name, str(row.count), f"{100 * row.count / total:.1f}%"] for row in rows]
        print_table((word(kind, language), word("count", language), "%"), [*cells, ["", str(total), ""]])
