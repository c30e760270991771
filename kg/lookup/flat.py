"""Records as flat rows: the one list of a claim's fields, and the columns of every kind of record.

Whatever shows claims (tables, JSON, networks, the page) takes their fields from `CLAIM_FIELDS`, so
that a field that is added here is nowhere forgotten.
"""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any, Final, NamedTuple

from kg.lookup.records import AnswerRow, Card, Claim, FigureValue, Found, Link, Receipt, Row, Step, Thing

Record = Link | Found | Card | Row | AnswerRow | Claim | FigureValue | Step


class Kind(Enum):
    """How a field's values stand in the graph."""

    TEXT = auto()
    """A plain literal."""
    TRANSLATED = auto()
    """A literal in each language."""
    TERM = auto()
    """A term of the ontology, known by its local name."""
    TOKEN = auto()
    """A value of a controlled list, known by its notation."""
    YES_NO = auto()
    """A boolean, as the tables have it."""
    THINGS = auto()
    """Things, any number of them."""
    RECORDS = auto()
    """Claims or figures of other reports, any number of them, known by their ids."""


class Field(NamedTuple):
    """A field of a claim: its name in `kg.lookup.records.Claim`, the property that it is read from, the
    key under which data hold it, and the column of tables, where these have other names.
    """

    name: str
    curie: str
    kind: Kind
    key: str
    column: str


def _field(name: str, curie: str, kind: Kind, key: str = "", column: str = "") -> Field:
    return Field(name, curie, kind, key or name, column or key or name)


CLAIM_FIELDS: Final = (
    _field("predicate", "rdf:predicate", Kind.TERM),
    _field("verb", "kg:verb", Kind.TEXT),
    _field("level", "kg:level", Kind.TOKEN),
    _field("date", "kg:dateText", Kind.TEXT),
    _field("date_basis", "kg:dateBasis", Kind.TOKEN),
    _field("round", "kg:round", Kind.TEXT),
    _field("year", "kg:year", Kind.TEXT),
    _field("authorities", "kg:authority", Kind.THINGS, "by"),
    _field("distinction", "kg:distinction", Kind.TRANSLATED),
    _field("modality", "kg:modality", Kind.TOKEN),
    _field("phase", "kg:phase", Kind.TOKEN),
    _field("statedness", "kg:statedness", Kind.TOKEN, column="stated"),
    _field("actor_stated", "kg:actorStated", Kind.YES_NO),
    _field("standpoint", "kg:standpoint", Kind.TOKEN),
    _field("earliest", "kg:earliest", Kind.TEXT),
    _field("latest", "kg:latest", Kind.TEXT),
    _field("note", "kg:note", Kind.TRANSLATED),
    _field("differs", "kg:differsFrom", Kind.RECORDS),
    _field("confirmed_by", "kg:confirmedBy", Kind.RECORDS),
    _field("confirms", "kg:confirms", Kind.RECORDS),
)
"""The fields of a claim beside its ends and its receipt, in the order of tables."""

LINK_COLUMNS: Final = (
    "thing_id", "thing", "entity_id", "entity", "relation", *(field.column for field in CLAIM_FIELDS),
    "marks", "claim", "place_id", "place", "report", "section", "quote", "way", "way_marks",
)  # fmt: skip


FIGURE_COLUMNS: Final = (
    "about_id", "about", "indicator", "definition", "indicator_wording", "value", "wording", "unit", "bound", "period",
    "as_of", "change_of",
    "change_basis", "status", "note", "differs", "marks", "figure", "place_id", "place", "report", "section", "quote",
)  # fmt: skip


def record_fields() -> list[Field]:
    """The fields of a claim in the order of its record, which data formats keep."""
    return sorted(CLAIM_FIELDS, key=lambda field: Claim._fields.index(field.name))


def claim_values(claim: Claim) -> dict[str, Any]:
    """The fields of a claim by their keys, in the order of its record."""
    return {field.key: getattr(claim, field.name) for field in record_fields()}


def yes_no(value: str) -> str:
    """A boolean of the graph as the tables have it, in either of its forms (XML Schema 1.1, 2: 3.3.2.2); "" where there
    is none.
    """
    return {"true": "yes", "1": "yes", "false": "no", "0": "no"}.get(value, "")


def flat(record: Record, *, receipts: bool = True) -> dict[str, str]:
    """A record as strings by column: all that is known of a claim (a link's, a step's) or a figure, the cells of
    an answer (with its receipt where `receipts`), by which name a thing was found, a card's counts.
    """
    if isinstance(record, Link):
        return _flat_link(record)
    if isinstance(record, Claim):
        return _flat_claim(record)
    if isinstance(record, FigureValue):
        return _flat_figure(record)
    if isinstance(record, Step):
        start, end = record.start, record.end
        place = {"way": str(record.way), "step": str(record.step)}
        ends = {"from_id": start.id, "from": start.label, "to_id": end.id, "to": end.label}
        return place | ends | _flat_claim(record.claim)
    if isinstance(record, Found):
        thing = record.thing
        return {
            "id": thing.id, "label": thing.label, "class": thing.type, "jurisdiction": thing.jurisdiction,
            "name": record.name, "kind": record.kind, "report": record.report, "match": record.match,
            "marks": "|".join(thing.marks),
        }  # fmt: skip
    if isinstance(record, Card):
        thing, forms = record.thing, "|".join(form for form, _ in record.forms)
        return {
            "id": thing.id, "label": thing.label, "class": thing.type, "jurisdiction": thing.jurisdiction,
            "names": "|".join(record.names),
            "forms": forms, "links": str(record.totals["links"]), "figures": str(record.totals["figures"]),
            "marks": "|".join(thing.marks),
        }  # fmt: skip
    if isinstance(record, Row):
        return _flat_row(record)
    beside = {
        "verb": "|".join(record.verbs), "marks": "|".join(record.marks), "date_basis": "|".join(record.date_bases),
        "note": " | ".join(record.notes), "claim": "|".join(of.id for of in record.records),
    }  # fmt: skip
    if "place" not in record.cells:
        beside["place"] = "|".join(record.places)
    receipt = flat_receipt(record.receipt or Receipt("", "", "")) if receipts else {}
    # some questions have such columns of their own, also where a row rests on no record
    return dict(record.cells) | {
        name: value or record.cells.get(name, "") for name, value in (beside | receipt).items()
    }


def flat_reading(read: Mapping[str, str]) -> dict[str, str]:
    """The columns that tell, after all others, which names were asked for and read otherwise; empty where none was."""
    return {"asked": "|".join(read), "read": "|".join(read.values())}


def flat_receipt(receipt: Receipt) -> dict[str, str]:
    """A receipt as strings by column."""
    return {"report": receipt.report, "section": receipt.section, "quote": receipt.quote}


def flat_source(record: Claim | FigureValue) -> dict[str, str]:
    """The place that a record is of, and its receipt, as strings by column."""
    place = record.place
    of = {"place_id": place.id if place else "", "place": place.label if place else ""}
    return of | flat_receipt(record.receipt)


def _flat_link(link: Link) -> dict[str, str]:
    thing, entity, claim = link.thing, link.entity, link.claim
    ends = {"thing_id": thing.id, "thing": thing.label, "entity_id": entity.id, "entity": entity.label}
    way = {"way": "|".join(step.id for step in link.way), "way_marks": "|".join(link.way_marks)}
    return ends | {"relation": link.words} | _claim_cells(claim) | way


def _flat_claim(claim: Claim) -> dict[str, str]:
    subject, obj = claim.subject, claim.object
    ends = {"subject_id": subject.id, "subject": subject.label, "relation": claim.words}
    return ends | {"object_id": obj.id, "object": obj.label} | _claim_cells(claim)


def _claim_cells(claim: Claim) -> dict[str, str]:
    fields = {field.column: _cell(getattr(claim, field.name)) for field in CLAIM_FIELDS}
    return fields | {"marks": "|".join(claim.marks), "claim": claim.id} | flat_source(claim)


def _flat_figure(figure: FigureValue) -> dict[str, str]:
    return {
        "about_id": figure.about.id, "about": figure.about.label, "indicator": figure.indicator,
        "definition": figure.definition, "indicator_wording": figure.indicator_wording,
        "value": figure.value, "wording": figure.value_text, "unit": figure.unit_label, "bound": figure.bound,
        "period": figure.period, "as_of": figure.as_of, "change_of": figure.change_of,
        "change_basis": figure.change_basis, "status": figure.status, "note": figure.note,
        "differs": _cell(figure.differs),
        "marks": "|".join(figure.marks), "figure": figure.id,
    } | flat_source(figure)  # fmt: skip


def _flat_row(row: Row) -> dict[str, str]:
    cells = {"id": row.id, "class": row.type, "words": row.words}
    for field in row.fields:
        cells[field.name] = "|".join(value.value for value in field.values)
        if label := "|".join(value.label for value in field.values if value.label):
            cells[f"{field.name}_label"] = label
    return cells | flat_receipt(row.receipt) | {"before": row.receipt.before, "after": row.receipt.after}


def _cell(value: Any) -> str:
    return value if isinstance(value, str) else "|".join(of.label if isinstance(of, Thing) else of.id for of in value)
