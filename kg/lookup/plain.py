"""What lookups answer with as data for programs: what JSON and CSV hold is the same from every face."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.lookup.flat import flat, flat_reading
from kg.lookup.lookup import Lookup
from kg.lookup.records import AnswerRow, Card, Claim, FigureValue, Found, Row, Thing, as_json
from kg.vocabulary import Language, compress, expand, mint_iri

if TYPE_CHECKING:
    from kg.questions.catalogue import Parameter, Question

CHOICES = ("level", "predicate", "class", "section", "kind")
"""The kinds of parameters whose values are terms, which `Lookup.terms` lists."""

Plain = dict[str, Any]


def answer_records(rows: Iterable[AnswerRow], read: Mapping[str, str], *, receipts: bool) -> list[dict[str, str]]:
    """The answer to a question as strings by column, each row with the names that were `read` for others."""
    return [flat(row, receipts=receipts) | flat_reading(read) for row in rows]


def card_record(record: Card | Row, read: Mapping[str, str]) -> Plain:
    """A card, or a row as it stands in the tables, with the names that were `read` for others."""
    shown = flat(record) if isinstance(record, Row) else as_json(record)
    return dict(shown) | flat_reading(read)


def thing_record(lookup: Lookup, thing: Thing) -> Plain:
    """A thing with its names in all scripts: labels and class in both languages, pinyin where the graph has it."""
    described = lookup.descriptions.of(thing.iri)
    cls = lookup.descriptions.of(expand(f"kg:{thing.type}"))
    return {
        "id": thing.id,
        "iri": thing.iri,
        "label": {language.value: described.label(language) for language in Language},
        "pinyin": described.all("kg:pinyin"),
        "names": described.all("skos:altLabel"),
        "class": thing.type,
        "class_label": {language.value: cls.label(language) for language in Language},
        "place": thing.jurisdiction,
        "marks": list(thing.marks),
    }


def found_record(lookup: Lookup, found: Found) -> Plain:
    """What was found: the thing, the name by which, of which kind that is, where it is used, and how it matched."""
    beside = {"name": found.name, "kind": found.kind, "report": found.report, "match": found.match}
    return {"thing": thing_record(lookup, found.thing)} | beside


def question_record(lookup: Lookup, question: "Question") -> Plain:
    """A question of the catalogue: its name, title and wording, parameters with what they may be, and columns."""
    return {
        "name": question.name,
        "title": dict(question.title),
        "question": dict(question.wording),
        "parameters": [_parameter_record(lookup, parameter) for parameter in question.parameters],
        "columns": {name: dict(label) for name, label in question.columns.items()},
        "counts": question.counts,
    }


def _parameter_record(lookup: Lookup, parameter: "Parameter") -> Plain:
    told: Plain = {
        "name": parameter.name,
        "kind": parameter.kind,
        "label": dict(parameter.label),
        "required": parameter.required,
        "example": parameter.example,
    }
    if parameter.kind == "entity":
        told["class"] = parameter.entity_class
    if parameter.kind in CHOICES:
        told["choices"] = lookup.terms(parameter.kind)
    return told


def column_records(question: "Question", records: Sequence[Mapping[str, str]]) -> list[Plain]:
    """The columns of an answer, each with what it means in both languages where the question says so."""
    names = list(records[0]) if records else list(question.columns)
    own = {*question.columns, *question.by_name}
    return [{"name": name, "label": dict(question.column_label(name)) if name in own else None} for name in names]


def receipt_record(lookup: Lookup, record: Claim | FigureValue) -> Plain:
    """What a claim or figure rests on: what it says, its report, section and words, its marks, and its citation."""
    from kg.lookup.citation import citation_of  # the answers of a command do without

    return {
        "id": record.id,
        "says": lookup.sentence(mint_iri(record.id)),
        **record.receipt._asdict(),
        "place": record.place.label if record.place else "",
        "marks": list(record.marks),
        "note": record.note,
        "citation": citation_of(lookup, record).text,
    }


def term_records(lookup: Lookup, kind: str) -> list[Plain]:
    """The terms of a kind, one of `CHOICES`, with what they are called; of classes and properties also what they
    mean, and the CURIE by which a query names them.
    """
    records = []
    for term, names in sorted(lookup.called(kind).items()):
        record: Plain = {"term": term, "called": names}
        if kind in ("class", "predicate"):
            iri = expand(f"kg:{term}")
            meaning = lookup.descriptions.of(iri).said("skos:definition", lookup.language)
            record |= {"curie": compress(iri), "meaning": meaning}
        records.append(record)
    return records
