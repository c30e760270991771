"""What reports share, as triples: the ontology, and the things, places, honours and indicators of the registers."""

from collections.abc import Iterable, Iterator

from pyoxigraph import RdfFormat, parse

from kg.ontology import PATH as ONTOLOGY_PATH
from kg.ontology import Ontology
from kg.pipeline.ntriples import (
    EN,
    ZH,
    called,
    classes,
    dated,
    hidden_labels,
    iri_term,
    labels,
    line,
    literal,
    notes,
    strings,
    types,
)  # fmt: skip
from kg.tables.reports import Registers
from kg.tables.rows import Entity, Honour, Indicator, Place
from kg.vocabulary import mint_iri


def register_triples(registers: Registers) -> Iterator[str]:
    """Each triple of the ontology and of the things as a line of N-Triples (RDF 1.1 N-Triples, 2)."""
    yield from ontology_triples()
    for entity in registers.entities:
        yield from entity_triples(entity, registers)
    for place in registers.places:
        yield from place_triples(place, registers)
    for honour in registers.honours:
        yield from honour_triples(honour, registers)
    for indicator in registers.indicators:
        yield from indicator_triples(indicator, registers.ontology)
    for entity in registers.entities:
        yield from change_triples(entity, registers)
    for place in registers.places:
        yield from change_triples(place, registers)


def ontology_triples() -> Iterator[str]:
    """The ontology's own."""
    for quad in parse(path=ONTOLOGY_PATH, format=RdfFormat.TURTLE):
        yield f"{quad.triple} .\n"


def _other_names(thing: str, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        tag = EN if name.isascii() else ZH
        yield line(thing, "skos:altLabel", literal(name, tag))


def entity_triples(row: Entity, registers: Registers) -> Iterator[str]:
    """What is told of a thing."""
    thing = mint_iri(row.id)
    yield from notes(thing, row)
    if row.replaced_by:  # an id that gave way: it has no class, so that nothing counts it
        yield from labels(thing, row.label_zh, row.label_en)
        yield line(thing, "dcterms:isReplacedBy", iri_term(mint_iri(row.replaced_by)))
        yield line(thing, "owl:deprecated", literal("true", datatype="xsd:boolean"))
        return
    yield from called(thing, row.label_zh, row.label_en, row.pinyin)
    yield from classes(thing, row.type, registers.ontology)
    yield from _other_names(thing, row.aliases)
    if (place := registers.place_of(row.id)) not in ("", row.id):
        yield line(thing, "kg:jurisdiction", iri_term(mint_iri(place)))
    for same in row.same_as:
        yield line(thing, "owl:sameAs", iri_term(same))
    yield from _validity(thing, row)


def place_triples(row: Place, registers: Registers) -> Iterator[str]:
    """What is told of a place."""
    place, (zh, en) = mint_iri(row.id), registers.full_name(row)
    yield from classes(place, row.type, registers.ontology)
    yield from called(place, zh, en)
    yield from labels(
        place, row.label_zh if row.label_zh != zh else "", row.label_en if row.label_en != en else "", "skos:altLabel"
    )
    yield from _other_names(place, row.aliases)
    yield from labels(place, row.label_zh, row.label_en, "kg:shortName")
    yield line(place, "kg:kindOfPlace", iri_term(registers.ontology.tokens["PlaceKind"][row.kind]))
    yield from strings(place, code=row.code)
    if row.parent:
        yield line(place, "kg:within", iri_term(mint_iri(row.parent)))
    if row.source:
        yield line(place, "dcterms:source", literal(row.source))
    yield from notes(place, row)
    yield from _validity(place, row)


def honour_triples(row: Honour, registers: Registers) -> Iterator[str]:
    """What an honour has beside what all things have; who confers it only where that is known from elsewhere."""
    honour = mint_iri(row.id)
    yield from strings(honour, series=row.series, tier=row.tier)
    for body in row.conferrer:
        yield line(honour, "kg:knownConferrer", iri_term(mint_iri(registers.current_id(body))))
    if row.conferrer_source:
        yield line(honour, "dcterms:source", literal(row.conferrer_source))


def indicator_triples(row: Indicator, ontology: Ontology) -> Iterator[str]:
    """What is told of an indicator."""
    indicator = mint_iri(row.id)
    yield from types(indicator, "kg:Indicator", "skos:Concept")
    yield from labels(indicator, row.label_zh, row.label_en, "skos:prefLabel")
    yield from called(indicator, row.label_zh, row.label_en)
    yield from hidden_labels(indicator, row.label_zh)
    yield from labels(indicator, row.definition_zh, row.definition_en, "skos:definition")
    yield line(indicator, "kg:unit", iri_term(ontology.tokens["Unit"][row.unit]))
    yield line(indicator, "kg:indicatorKind", iri_term(ontology.tokens["IndicatorKind"][row.kind]))
    yield from strings(indicator, formula=row.formula)


def _validity(thing: str, row: Entity | Place) -> Iterator[str]:
    """From when to when a thing was."""
    if row.valid_from:
        yield from strings(thing, validFrom=row.valid_from.text)
    if row.valid_to:
        yield from strings(thing, validTo=row.valid_to.text)


def change_triples(row: Entity | Place, registers: Registers) -> Iterator[str]:
    """The change by which others came after a thing (W3C ORG, 6.1), if any: what ended at one time with one outcome
    ended in one change.
    """
    if not row.succeeded_by or (isinstance(row, Entity) and row.replaced_by):
        return
    after = sorted({registers.current_id(id) for id in row.succeeded_by})
    change = mint_iri("change", *after, *([row.valid_to.text] if row.valid_to else []))
    yield from types(change, "org:ChangeEvent")
    yield line(change, "org:originalOrganization", iri_term(mint_iri(row.id)))
    for id in after:
        yield line(change, "org:resultingOrganization", iri_term(mint_iri(id)))
    if row.valid_to:
        yield from dated(change, row.valid_to)
