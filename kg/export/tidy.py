"""The graph as tidy tables, a row a thing, claim, conferral, figure or mention: CSV, Parquet, or one SQLite file.

All labels and notes stand in both languages, so that the tables are the same for every reader: where a thing has
no English name, its Chinese one with pinyin, and a mark in `things`. What points at a row of another table is a
foreign key.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from kg.errors import FormatError
from kg.export.parts import TableFiles
from kg.export.table_files import Table, csv_of, parquet_writer, sqlite_of
from kg.folders import write_file, write_files
from kg.lookup.described import Described, thing_id
from kg.lookup.flat import CLAIM_FIELDS, Field, Kind
from kg.lookup.lookup import Lookup
from kg.lookup.records import Claim, FigureValue, Narrowing, Thing
from kg.messages import clauses, listed, say
from kg.text.chinese import round_text
from kg.vocabulary import Language, expand, mint_iri

SQLITE: Final = (".sqlite", ".sqlite3", ".db")
"""The extensions by which a file for tables is known to be SQLite."""


def _in_both(name: str) -> tuple[str, ...]:
    return tuple(f"{name}_{language.value}" for language in Language)


def _labelled(name: str) -> tuple[str, ...]:
    """The columns of what has an id or token, and labels."""
    return (name, *_in_both(name))


def _columns(field: Field) -> tuple[str, ...]:
    """The columns of a claim's field: its own, and one in each language where it is told in words."""
    if field.kind is Kind.TRANSLATED:
        return _in_both(field.column)
    told = field.kind is Kind.THINGS or field.name in ("predicate", "level", "round")
    return _labelled(field.column) if told else (field.column,)


_RECEIPT: Final = ("marks", *_labelled("place"), *_labelled("report"), *_labelled("section"), "quote")
_FIELDS: Final = tuple(column for field in CLAIM_FIELDS for column in _columns(field))

_SCHEMA: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...], dict[str, str]]]] = {
    "things": (
        ("id", *_in_both("label"), "pinyin", *_labelled("class"), *_labelled("jurisdiction"), "aliases", "same_as",
         *_in_both("note"), "marks"),
        ("id",),
        {"jurisdiction": "things"},
    ),
    "reports": (
        ("id", *_in_both("label"), "kind", "profile", *_labelled("publisher"), *_labelled("place"), "period",
         "earliest", "latest", "issued", "script", "sha256", "url", *_in_both("note")),
        ("id",),
        {"id": "things", "publisher": "things", "place": "things"},
    ),
    "claims": (
        ("id", *_labelled("subject"), *_labelled("object"), *_FIELDS, *_RECEIPT),
        ("id",),
        {"subject": "things", "object": "things", "place": "things", "report": "reports"},
    ),
    "claim_bodies": (("claim", *_labelled("body")), ("claim", "body"), {"claim": "claims", "body": "things"}),
    "honours": (
        ("id", *_labelled("recipient"), *_labelled("honour"), *_labelled("honour_class"),
         "honour_series", "honour_tier",
         *(column for column in _FIELDS if not column.startswith(("predicate", "modality"))),
         *_RECEIPT, "claim", "claims"),
        ("id",),
        {"recipient": "things", "honour": "things", "place": "things", "report": "reports", "claim": "claims"},
    ),
    "figures": (
        ("id", *_labelled("about"), *_labelled("indicator"), *_in_both("definition"), "indicator_wording", "value",
         "value_exact", "wording", *_labelled("unit"), *_labelled("bound"), "period", "as_of", "change_of",
         "change_basis", "status", *_in_both("note"), *_RECEIPT),
        ("id",),
        {"about": "things", "change_of": "figures", "place": "things", "report": "reports"},
    ),
    "figure_parts": (
        ("figure", "role", "part"), ("figure", "role", "part"), {"figure": "figures", "part": "figures"}
    ),
    "mentions": (
        ("id", *_labelled("thing"), "form", *_labelled("report"), *_labelled("section"), "in_heading"),
        ("id",),
        {"thing": "things", "report": "reports"},
    ),
}  # fmt: skip
"""The tables, each after those that it points at: columns, key, and which columns are keys of other tables.

An honour is a conferral that took place: `claim` is the claim that it is shown by, `claims` are all that tell
of it. What is planned, or only a candidate, is among the claims alone.
"""


def export_tables(
    lookup: Lookup, path: Path, files: TableFiles = TableFiles.csv, *, stated_only: bool = False
) -> list[Path]:
    """Write the tables into the folder `path`, which is made where it is not there, or into one SQLite file
    where that is its extension; the same bytes each time, over what was there.

    With `stated_only`, without claims that are implied or have no stated actor. Returns the files written.
    Raises FormatError for another extension and for Parquet within SQLite, MissingExtraError for
    Parquet without pyarrow, and OSError where a file cannot be written; then nothing is written.
    """
    within = _is_sqlite(path)
    if within and files is not TableFiles.csv:
        raise FormatError(
            say(
                "{file} is one SQLite file and holds no {format}; name a folder for such files", file=path, format=files
            )
        )
    if within:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, sqlite_of(tables(lookup, stated_only=stated_only)))
        return [path]
    content = parquet_writer() if files is TableFiles.parquet else csv_of
    found = tables(lookup, stated_only=stated_only)
    path.mkdir(parents=True, exist_ok=True)
    return write_files((path / f"{table.name}.{files}", content(table)) for table in found)


def tables(lookup: Lookup, *, stated_only: bool = False) -> list[Table]:
    """The tables, each after those that it points at."""
    return _Tables(lookup, stated_only=stated_only).all()


def _is_sqlite(path: Path) -> bool:
    """Whether a path names a SQLite file; raises FormatError where it names neither that nor a folder."""
    if path.is_dir():
        if path.suffix.lower() in SQLITE:
            remedy = say("name another file, or a folder without {extension}", extension=path.suffix)
            raise FormatError(clauses(say("{file} is a folder", file=path), remedy))
        return False
    if path.suffix.lower() in SQLITE:
        return True
    if path.suffix or path.is_file():
        extensions = listed(SQLITE)
        raise FormatError(
            say("{file}: tables go into a folder, or into a file that ends in {endings}", file=path, endings=extensions)
        )
    return False


class _Tables:
    """The tables of one graph, read by a lookup in each language."""

    def __init__(self, lookup: Lookup, *, stated_only: bool) -> None:
        self._lookups = {of: Lookup(lookup.store, of).within(lookup.narrowing) for of in Language}
        self._lookup = self._lookups[Language.EN]
        self._stated_only = stated_only

    def all(self) -> list[Table]:
        claims = [pair for pair in self._both(Lookup.all_claims) if self._is_wanted(pair[1])]
        figures = self._both(Lookup.all_figures)
        ids = {en.id for _, en in figures}
        conferrals = (
            [pair for pair in zip(*both, strict=True) if self._is_wanted(pair[1])]
            for both in self._both(Lookup.conferrals)
        )
        rows: dict[str, Iterable[dict[str, str]]] = {
            "reports": self._reports(),
            "claims": (self._claim(*pair) for pair in claims),
            "claim_bodies": ({"claim": of, **_named("body", *body)} for of, body in _bodies(claims)),
            "honours": (self._honour(told) for told in conferrals if told),
            "figures": (self._figure(*pair, ids) for pair in figures),
            "figure_parts": self._parts((en for _, en in figures), ids),
            "mentions": self._mentions(),
        }
        read = {name: list(of) for name, of in rows.items()}
        told = {row["report"] for name in ("claims", "figures", "mentions") for row in read[name]}
        read["reports"] = [
            row for row in read["reports"] if row["id"] in told or self._lookup.tells(mint_iri(row["id"]))
        ]
        read["things"] = [self._thing(*pair) for pair in self._things(read)]
        return [
            Table(name, columns, [tuple(row[column] for column in columns) for row in read[name]], key, references)
            for name, (columns, key, references) in _SCHEMA.items()
        ]

    def _things(self, rows: Mapping[str, Iterable[Mapping[str, str]]]) -> Iterator[tuple[Thing, Thing]]:
        """The things, of narrowed tables those that stand in them, with what contains their places."""
        wanted: set[str] | None = None
        if self._lookup.narrowing != Narrowing():
            wanted = {thing.id for thing in self._lookup.all_things()}
            wanted |= {
                row[column]
                for name, of in rows.items()
                for column, table in _SCHEMA[name][2].items()
                for row in of
                if table == "things"
            }
            wanted |= {thing_id(place) for id in list(wanted) for place in self._containing(id)}
        every = (lookup.within(Narrowing()) for lookup in self._lookups.values())
        for zh, en in zip(*(lookup.all_things() for lookup in every), strict=True):
            if wanted is None or en.id in wanted:
                yield zh, en

    def _containing(self, thing: str) -> Iterator[str]:
        """The place whose a thing is."""
        if thing and (place := self._lookup.descriptions.of(mint_iri(thing)).one("kg:jurisdiction")):
            yield place

    def _both(self, read: Callable[[Lookup], list[Any]]) -> list[tuple[Any, Any]]:
        """What lookups in Chinese and in English read, side by side."""
        return list(zip(*(read(self._lookups[language]) for language in Language), strict=True))

    def _is_wanted(self, claim: Claim) -> bool:
        return claim.is_stated or not self._stated_only

    def _thing(self, zh: Thing, en: Thing) -> dict[str, str]:
        described = self._lookup.descriptions.of(en.iri)
        return {
            "id": en.id, "label_zh": zh.label, "label_en": en.label, "pinyin": described.one("kg:pinyin"),
            "class": en.type, "class_zh": zh.type_label, "class_en": en.type_label,
            **self._labelled("jurisdiction", described.one("kg:jurisdiction")),
            "aliases": "|".join(described.all("skos:altLabel")), "same_as": "|".join(described.all("owl:sameAs")),
            **self._translated("note", en.iri, "kg:note"), "marks": "|".join(en.marks),
        }  # fmt: skip

    def _reports(self) -> Iterator[dict[str, str]]:
        """The reports that were read, which have a publisher."""
        plain = ("kg:period", "kg:earliest", "kg:latest", "dcterms:issued", "kg:script", "kg:sha256")
        for iri, publisher in self._lookup.store.pairs(expand("dcterms:publisher")):
            described = self._lookup.descriptions.of(iri)
            if described.one("kg:class"):  # the data set has a publisher too
                yield {
                    "id": thing_id(iri),
                    **self._called("label", iri),
                    "kind": self._lookup.descriptions.of(described.one("kg:reportKind")).one("skos:notation"),
                    "profile": "|".join(sorted(self._profile(described))),
                    **self._labelled("publisher", publisher),
                    **self._labelled("place", described.one("dcterms:spatial")),
                    **{curie.partition(":")[2]: described.one(curie) for curie in plain},
                    "url": "|".join(described.all("schema:url")),
                    **self._translated("note", iri, "kg:note"),
                }

    def _profile(self, report: Described) -> Iterator[str]:
        """What of a report was read, as its table has it: a word, or sections."""
        for part in self._lookup.descriptions.read(report.all("kg:profile")):
            yield part.one("skos:notation") or part.one("dcterms:identifier")

    def _claim(self, zh: Claim, en: Claim) -> dict[str, str]:
        ends = {"id": en.id, **_named("subject", zh.subject, en.subject), **_named("object", zh.object, en.object)}
        cells = {name: cell for field in CLAIM_FIELDS for name, cell in _cells(field, zh, en).items()}
        return ends | cells | self._receipt(zh, en)

    def _honour(self, told: Sequence[tuple[Claim, Claim]]) -> dict[str, str]:
        """A conferral as the first of the claims has it that tell of it, with the bodies that any of them names."""
        zh, en = told[0]
        honour = self._lookup.descriptions.of(en.object.iri)
        bodies = {body.id: (other, body) for _, (other, body) in _bodies(told)}
        by = {
            "by": "|".join(bodies),
            "by_zh": "|".join(body.label for body, _ in bodies.values()),
            "by_en": "|".join(body.label for _, body in bodies.values()),
        }
        return self._claim(zh, en) | by | {
            "id": thing_id(self._lookup.descriptions.of(mint_iri(en.id)).one("kg:act")),
            **_named("recipient", zh.subject, en.subject), **_named("honour", zh.object, en.object),
            "honour_class": en.object.type, "honour_class_zh": zh.object.type_label,
            "honour_class_en": en.object.type_label,
            "honour_series": honour.one("kg:series"), "honour_tier": honour.one("kg:tier"),
            "claim": en.id, "claims": "|".join(claim.id for _, claim in told),
        }  # fmt: skip

    def _figure(self, zh: FigureValue, en: FigureValue, figures: Collection[str]) -> dict[str, str]:
        bound = self._lookup.descriptions.of(mint_iri(en.id)).one("kg:bound")
        return {
            "id": en.id, **_named("about", zh.about, en.about),
            "indicator": en.indicator_id, "indicator_zh": zh.indicator, "indicator_en": en.indicator,
            "definition_zh": zh.definition, "definition_en": en.definition,
            "indicator_wording": en.indicator_wording,
            "value": en.value, "value_exact": en.value, "wording": en.value_text,
            "unit": en.unit, "unit_zh": zh.unit_label, "unit_en": en.unit_label,
            "bound": self._lookup.descriptions.of(bound).one("skos:notation"), "bound_zh": zh.bound,
            "bound_en": en.bound, "period": en.period, "as_of": en.as_of,
            "change_of": en.change_of if en.change_of in figures else "",
            "change_basis": en.change_basis, "status": en.status,
            "note_zh": zh.note, "note_en": en.note, **self._receipt(zh, en),
        }  # fmt: skip

    def _parts(self, figures: Iterable[FigureValue], ids: Collection[str]) -> Iterator[dict[str, str]]:
        for figure in figures:
            described = self._lookup.descriptions.of(mint_iri(figure.id))
            for role in ("numerator", "denominator"):
                for part in map(thing_id, described.all(f"kg:{role}")):
                    if part in ids:
                        yield {"figure": figure.id, "role": role, "part": part}

    def _mentions(self) -> Iterator[dict[str, str]]:
        for iri, _ in self._lookup.store.pairs(expand("rdf:type"), [expand("kg:Mention")]):
            described = self._lookup.descriptions.of(iri)
            of = self._lookup.things_among([described.one("oa:hasBody")])
            if not self._lookup.tells(described.one("prov:wasDerivedFrom")) or not self._lookup.are_of(of):
                continue
            yield {
                "id": thing_id(iri), **self._labelled("thing", described.one("oa:hasBody")),
                "form": described.one("kg:form"), **self._labelled("report", described.one("prov:wasDerivedFrom")),
                **self._section(described.one("kg:section")), "in_heading": described.one("kg:inHeading"),
            }  # fmt: skip

    def _receipt(self, zh: Claim | FigureValue, en: Claim | FigureValue) -> dict[str, str]:
        record = self._lookup.descriptions.of(mint_iri(en.id))
        receipt = self._lookup.descriptions.of(record.one("kg:receipt"))
        return {
            "marks": "|".join(en.marks),
            **self._labelled("place", en.place.iri if en.place else ""),
            "report": thing_id(record.one("prov:wasDerivedFrom")),
            "report_zh": zh.receipt.report, "report_en": en.receipt.report,
            **self._section(receipt.one("kg:section")), "quote": en.receipt.quote,
        }  # fmt: skip

    def _section(self, iri: str) -> dict[str, str]:
        token = self._lookup.descriptions.of(iri).one("dcterms:identifier")
        return {"section": token, **self._called("section", iri)}

    def _labelled(self, name: str, iri: str) -> dict[str, str]:
        return {name: thing_id(iri), **self._called(name, iri)}

    def _called(self, name: str, iri: str) -> dict[str, str]:
        described = self._lookup.descriptions.of(iri)
        return {f"{name}_{language.value}": described.label(language) for language in Language}

    def _translated(self, name: str, iri: str, curie: str) -> dict[str, str]:
        described = self._lookup.descriptions.of(iri)
        return {f"{name}_{language.value}": described.one(curie, language) for language in Language}


def _cells(field: Field, zh: Claim, en: Claim) -> dict[str, str]:
    """A claim's field in its `_columns`."""
    value = getattr(en, field.name)
    match field.name:
        case "predicate":
            told = [value, zh.words, en.words]
        case "level":
            told = [value, zh.level_label, en.level_label]
        case "round":
            told = [value, *(round_text(value, language) for language in Language)]
        case _ if field.kind is Kind.TRANSLATED:
            told = [getattr(zh, field.name), value]
        case _ if field.kind is Kind.RECORDS:
            told = ["|".join(of.id for of in value)]
        case _ if field.kind is Kind.THINGS:
            told = [
                "|".join(of.id for of in value),
                *("|".join(of.label for of in getattr(c, field.name)) for c in (zh, en)),
            ]
        case _:
            told = [value]
    return dict(zip(_columns(field), told, strict=True))


def _named(name: str, zh: Thing, en: Thing) -> dict[str, str]:
    return {name: en.id, f"{name}_zh": zh.label, f"{name}_en": en.label}


def _bodies(claims: Iterable[tuple[Claim, Claim]]) -> Iterator[tuple[str, tuple[Thing, Thing]]]:
    """Each body that conferred or authorised, with the id of the claim that says so."""
    for zh, en in claims:
        for both in zip(zh.authorities, en.authorities, strict=True):
            yield en.id, both
