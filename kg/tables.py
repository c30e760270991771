"""The tables: what columns they have, what their cells mean, and their rows as dataclasses.

`read_tables` checks each cell by itself; `kg.checks` holds the rows against each other,
the ontology and the reports.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Protocol

from kg.csvfile import Record, read_records
from kg.dates import ReducedDate, parse_date
from kg.errors import Problem, nearest
from kg.ontology import Ontology

QUOTE_LIMIT: Final = 60
"""Characters in a quote: a citation of a primary source, as short as the fact allows."""

DESCRIPTION_FILE: Final = "dataset.ttl"
"""The data set's own description (DCAT), beside the tables; it may be missing."""

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_SECTION = re.compile(r"s\d+(\.\d+)*|sig", re.ASCII)
_SPREADSHEET = re.compile(
    r"[A-Z][a-z]{2}-\d{2,4}|\d{1,2}-[A-Z][a-z]{2}(-\d{2,4})?|\d+(\.\d+)?E[+-]?\d+"
    r"|\d{1,4}/\d{1,2}(/\d{1,4})?|#+|\d{1,3}(,\d{3})+"
)

Parse = Callable[[str, Ontology], Any]


class Row(Protocol):
    """What the rows of all tables have."""

    line: int


def _cell(parse: Parse, *, required: bool = False) -> Any:
    return field(metadata={"parse": parse, "required": required})


def _text(cell: str, _: Ontology) -> str:
    return cell


def _id(cell: str, _: Ontology) -> str:
    if cell and not _ID.fullmatch(cell):
        raise ValueError("expected lower-case ASCII letters, digits and single hyphens")
    return cell


def _ids(cell: str, ontology: Ontology) -> tuple[str, ...]:
    return tuple(_id(part, ontology) for part in _list(cell, ontology))


def _list(cell: str, _: Ontology) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _section(cell: str, _: Ontology) -> str:
    if not _SECTION.fullmatch(cell):
        raise ValueError("expected a section such as s0, s2.3 or sig")
    return cell


def _date(cell: str, _: Ontology) -> ReducedDate | None:
    if not cell:
        return None
    try:
        return parse_date(cell)
    except ValueError:
        raise ValueError(f"expected an ISO 8601 date: 2023, 2023-11 or 2023-11-30{_hint(cell)}") from None


def _decimal(cell: str, _: Ontology) -> Decimal | None:
    if not cell:
        return None
    if not _NUMBER.fullmatch(cell):
        raise ValueError(f"expected a plain decimal such as 109896 or 98.85{_hint(cell)}")
    return Decimal(cell)


def _hint(cell: str) -> str:
    rewritten = "; a spreadsheet seems to have rewritten it: import the columns as text"
    return rewritten if _SPREADSHEET.fullmatch(cell) else ""


def _yes_no(cell: str, _: Ontology) -> bool:
    return cell == _one_of(cell, ("yes", "no")) == "yes"


def _sha256(cell: str, _: Ontology) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", cell):
        raise ValueError("expected the 64 hexadecimal digits of a SHA-256, in lower case")
    return cell


def _iris(cell: str, ontology: Ontology) -> tuple[str, ...]:
    iris = _list(cell, ontology)
    if not all(re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", iri) for iri in iris):
        raise ValueError("expected IRIs that begin with http:// or https://, separated by |")
    return iris


def _quote(cell: str, _: Ontology) -> str:
    if len(cell) > QUOTE_LIMIT:
        raise ValueError(f"{len(cell)} characters, expected at most {QUOTE_LIMIT}: the shortest words that state it")
    return cell


def _one_of(cell: str, allowed: tuple[str, ...]) -> str:
    if cell not in allowed:
        raise ValueError(nearest(cell, allowed).removeprefix("; "))
    return cell


def _token(scheme: str) -> Parse:
    def parse(cell: str, ontology: Ontology) -> str:
        return _one_of(cell, tuple(ontology.tokens[scheme])) if cell else ""

    return parse


def _class(cell: str, ontology: Ontology) -> str:
    if cell not in ontology.classes:
        raise ValueError(f"no class of the ontology{nearest(cell, sorted(ontology.classes))}")
    return cell


def _property(cell: str, ontology: Ontology) -> str:
    if cell not in ontology.properties:
        raise ValueError(f"no claim property of the ontology{nearest(cell, sorted(ontology.properties))}")
    return cell


@dataclass(frozen=True)
class Source:
    """One report. `sha256` is of the file's bytes as found; `script` is an ISO 15924 code."""

    line: int
    id: str = _cell(_id, required=True)
    title_zh: str = _cell(_text, required=True)
    title_en: str = _cell(_text, required=True)
    publisher: str = _cell(_id, required=True)
    place: str = _cell(_id, required=True)
    period: ReducedDate = _cell(_date, required=True)
    published: ReducedDate | None = _cell(_date)
    script: str = _cell(_text, required=True)
    sha256: str = _cell(_sha256, required=True)
    url: tuple[str, ...] = _cell(_iris)
    note: str = _cell(_text)


@dataclass(frozen=True)
class Entity:
    """One thing; `aliases` mean it everywhere, `pinyin` only where the reading made is wrong."""

    line: int
    id: str = _cell(_id, required=True)
    type: str = _cell(_class, required=True)
    label_zh: str = _cell(_text, required=True)
    label_en: str = _cell(_text, required=True)
    aliases: tuple[str, ...] = _cell(_list)
    pinyin: str = _cell(_text)
    same_as: tuple[str, ...] = _cell(_iris)
    replaced_by: str = _cell(_id)
    note: str = _cell(_text)


@dataclass(frozen=True)
class Mention:
    """One form under which a section of a report names a thing."""

    line: int
    source: str = _cell(_id, required=True)
    section: str = _cell(_section, required=True)
    entity: str = _cell(_id, required=True)
    form: str = _cell(_text, required=True)


@dataclass(frozen=True)
class Relation:
    """One stated relation, with its qualifiers and the words that it rests on."""

    line: int
    id: str = _cell(_id, required=True)
    subject: str = _cell(_id, required=True)
    predicate: str = _cell(_property, required=True)
    object: str = _cell(_id, required=True)
    event: str = _cell(_id)
    by: tuple[str, ...] = _cell(_ids)
    edition: str = _cell(_text)
    date: ReducedDate | None = _cell(_date)
    level: str = _cell(_token("Level"))
    distinction_zh: str = _cell(_text)
    distinction_en: str = _cell(_text)
    modality: str = _cell(_token("Modality"), required=True)
    stated: str = _cell(_token("Statedness"), required=True)
    actor_stated: bool = _cell(_yes_no, required=True)
    source: str = _cell(_id, required=True)
    section: str = _cell(_section, required=True)
    quote: str = _cell(_quote, required=True)
    note: str = _cell(_text)


@dataclass(frozen=True)
class Figure:
    """One number: `value` in the base unit, None where the text is damaged; of several figures
    in `numerator` or `denominator`, the sum is meant.
    """

    line: int
    id: str = _cell(_id, required=True)
    subject: str = _cell(_id, required=True)
    indicator_zh: str = _cell(_text, required=True)
    indicator_en: str = _cell(_text, required=True)
    value: Decimal | None = _cell(_decimal)
    value_text: str = _cell(_text)
    bound: str = _cell(_token("Bound"))
    unit: str = _cell(_text)
    period: ReducedDate | None = _cell(_date)
    as_of: ReducedDate | None = _cell(_date)
    change_of: str = _cell(_id)
    change_basis: str = _cell(_text)
    numerator: tuple[str, ...] = _cell(_ids)
    denominator: tuple[str, ...] = _cell(_ids)
    status: str = _cell(_token("FigureStatus"), required=True)
    source: str = _cell(_id, required=True)
    section: str = _cell(_section, required=True)
    quote: str = _cell(_quote, required=True)
    note: str = _cell(_text)


@dataclass(frozen=True)
class Erratum:
    """One damaged place of a source: `original` is read as `reading` (□: an illegible sign)."""

    line: int
    source: str = _cell(_id, required=True)
    original: str = _cell(_text, required=True)
    reading: str = _cell(_text, required=True)
    confidence: str = _cell(_text, required=True)


@dataclass(frozen=True)
class Tables:
    """All rows, in the order of their files, which lie in `folder`.

    `left_out` holds, by table, the ids of the rows that are not right by themselves; it lacks a
    table that could not be read to its end.
    """

    folder: Path
    left_out: Mapping[str, frozenset[str]]
    sources: tuple[Source, ...]
    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    relations: tuple[Relation, ...]
    figures: tuple[Figure, ...]
    errata: tuple[Erratum, ...]


TABLES: Final[Mapping[str, type[Any]]] = {
    "sources": Source,
    "entities": Entity,
    "mentions": Mention,
    "relations": Relation,
    "figures": Figure,
    "errata": Erratum,
}


def columns(row_type: type[Any]) -> tuple[Field[Any], ...]:
    """The fields of a row's class that are columns of its table, in order."""
    return tuple(f for f in fields(row_type) if "parse" in f.metadata)


def table_paths(folder: Path) -> dict[str, Path]:
    """Where the tables of a folder lie, by their names."""
    return {name: folder / f"{name}.csv" for name in TABLES}


def read_tables(folder: Path, ontology: Ontology) -> tuple[Tables, list[Problem]]:
    """The rows of the tables in `folder` that are right by themselves, and all problems."""
    problems: list[Problem] = []
    rows: dict[str, tuple[Any, ...]] = {}
    left_out: dict[str, frozenset[str]] = {}
    for name, path in table_paths(folder).items():
        row_type = TABLES[name]
        records, found = read_records(path, [f.name for f in columns(row_type)], shown(path))
        problems += found
        rows[name] = tuple(_parse_rows(records, row_type, ontology, shown(path), problems))
        if not found:
            kept = {row.line for row in rows[name]}
            left_out[name] = frozenset(r.cells.get("id", "") for r in records if r.line not in kept)
    return Tables(folder, left_out, **rows), problems


def shown(path: Path) -> str:
    """A path as problems print it: below the working directory where it can be."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _parse_rows(
    records: list[Record], row_type: type[Any], ontology: Ontology, name: str, problems: list[Problem]
) -> Iterator[Any]:
    for record in records:
        values, before = {}, len(problems)
        for column in columns(row_type):
            cell = record.cells[column.name]
            if not cell and column.metadata["required"]:
                problems.append(Problem(name, record.line, column.name, "is empty; a value is required"))
                continue
            try:
                values[column.name] = column.metadata["parse"](cell, ontology)
            except ValueError as error:
                problems.append(Problem(name, record.line, column.name, f"{_abridged(cell)}: {error}"))
        if len(problems) == before:
            yield row_type(record.line, **values)


def _abridged(cell: str) -> str:
    return repr(cell if len(cell) <= 80 else cell[:79] + "…")
