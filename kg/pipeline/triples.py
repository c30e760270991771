"""Rows into RDF: the triples of checked tables, as lines of N-Triples.

The text is formatted, not built from objects, because that is many times faster; the seam is
`_iri` and `_literal`: IRIs are minted, read from the ontology or checked at the door, and
literals are escaped by Oxigraph. The order follows the tables; no clock, no blank nodes.
"""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg.dates import ReducedDate, parse_date
from kg.ontology import PATH as ONTOLOGY_PATH
from kg.ontology import Ontology, Property
from kg.pipeline.acts import act_iri, probably_same, standpoint
from kg.pipeline.compared import compared
from kg.pipeline.headings import named_under
from kg.tables.reports import Checked, Registers, Report
from kg.tables.rows import Entity, Figure, Honour, Indicator, Mention, Place, Relation, Source
from kg.text.chinese import pinyin, section_names, typed_readings
from kg.text.report import SourceText, Span
from kg.vocabulary import DATASET_IRI, Language, expand, mint_iri

_ZH, _EN = Language.ZH.tag, Language.EN.tag


def all_triples(checked: Checked) -> Iterator[str]:
    """The triples of all reports and of what they share, as lines of N-Triples, some more than once."""
    yield from register_triples(checked.registers)
    for report in checked.reports:
        yield from triples(report, checked.registers)
    for one, other in probably_same(checked):
        yield _line(one, "kg:probablySame", _iri(other))
    for record, predicate, another in compared(checked):
        yield _line(record, predicate, _iri(another))


def register_triples(registers: Registers) -> Iterator[str]:
    """Each triple of the ontology and of the things as a line of N-Triples (RDF 1.1 N-Triples, 2)."""
    for quad in parse(path=ONTOLOGY_PATH, format=RdfFormat.TURTLE):
        yield f"{quad.triple} .\n"
    for entity in registers.entities:
        yield from _entity(entity, registers)
    for place in registers.places:
        yield from _place(place, registers)
    for honour in registers.honours:
        yield from _honour(honour, registers)
    for indicator in registers.indicators:
        yield from _indicator(indicator, registers.ontology)


def triples(report: Report, registers: Registers) -> Iterator[str]:
    """Each triple of a report as a line of N-Triples (RDF 1.1 N-Triples, 2), some of them more than once.

    What the data set says of itself is not among them: it counts them (kg/pipeline/description.py).
    """
    rows = _Rows(report, registers)
    yield from rows.source(report.source)
    for mention in report.mentions:
        yield from rows.mention(mention)
    for relation in report.relations:
        yield from rows.relation(relation)
    for figure in report.figures:
        yield from rows.figure(figure)
    for thing, heading in named_under(report, registers):
        yield _line(mint_iri(thing), "kg:namedUnder", _iri(mint_iri(heading)))


def _iri(iri: str) -> str:
    return f"<{iri}>"


def _literal(text: str, tag: str | None = None, datatype: str | None = None) -> str:
    kind = NamedNode(expand(datatype)) if datatype else None
    return str(Literal(text, language=tag, datatype=kind))


def _line(subject: str, predicate: str, value: str) -> str:
    """One triple: the subject an IRI, the predicate a CURIE, the object a term of N-Triples."""
    return f"<{subject}> <{expand(predicate)}> {value} .\n"


def _labels(subject: str, zh: str, en: str, predicate: str = "rdfs:label") -> Iterator[str]:
    if zh:
        yield _line(subject, predicate, _literal(zh, _ZH))
    if en:
        yield _line(subject, predicate, _literal(en, _EN))


def _type(subject: str, *classes: str) -> Iterator[str]:
    for cls in classes:
        yield _line(subject, "rdf:type", _iri(expand(cls)))


def _classes(subject: str, cls: str, ontology: Ontology) -> Iterator[str]:
    """The own class of a thing or act, by its local name, and the types that it entails."""
    yield _line(subject, "kg:class", _iri(expand(f"kg:{cls}")))
    for iri in ontology.types[cls]:
        yield _line(subject, "rdf:type", _iri(iri))


def _strings(subject: str, **values: str) -> Iterator[str]:
    """Plain strings under properties of the ontology; empty ones say nothing."""
    for name, value in values.items():
        if value:
            yield _line(subject, f"kg:{name}", _literal(value))


def _notes(subject: str, row: Source | Entity | Place | Relation | Figure) -> Iterator[str]:
    yield from _labels(subject, row.note_zh, row.note_en, "kg:note")


def _dated(subject: str, date: ReducedDate) -> Iterator[str]:
    yield from _strings(subject, dateText=date.text)
    yield from _days(subject, date)


def _days(subject: str, date: ReducedDate) -> Iterator[str]:
    yield _line(subject, "kg:earliest", _literal(date.earliest.isoformat(), datatype="xsd:date"))
    yield _line(subject, "kg:latest", _literal(date.latest.isoformat(), datatype="xsd:date"))


def _other_names(thing: str, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        tag = _EN if name.isascii() else _ZH
        yield _line(thing, "skos:altLabel", _literal(name, tag))


def _jurisdiction(node: str, place: str) -> Iterator[str]:
    if place:
        yield _line(node, "kg:jurisdiction", _iri(mint_iri(place)))


def _entity(row: Entity, registers: Registers) -> Iterator[str]:
    thing = mint_iri(row.id)
    yield from _labels(thing, row.label_zh, row.label_en)
    yield from _notes(thing, row)
    if row.replaced_by:  # an id that gave way: it has no class, so that nothing counts it
        yield _line(thing, "dcterms:isReplacedBy", _iri(mint_iri(row.replaced_by)))
        yield _line(thing, "owl:deprecated", _literal("true", datatype="xsd:boolean"))
        return
    yield from _classes(thing, row.type, registers.ontology)
    yield from _other_names(thing, row.aliases)
    if (place := registers.place_of(row.id)) != row.id:
        yield from _jurisdiction(thing, place)
    for same in row.same_as:
        yield _line(thing, "owl:sameAs", _iri(same))
    yield from _validity(thing, row, registers)


def _place(row: Place, registers: Registers) -> Iterator[str]:
    place, (zh, en) = mint_iri(row.id), registers.full_name(row)
    yield from _classes(place, row.type, registers.ontology)
    yield from _labels(place, zh, en)
    yield from _labels(
        place, row.label_zh if row.label_zh != zh else "", row.label_en if row.label_en != en else "", "skos:altLabel"
    )
    yield from _other_names(place, row.aliases)
    yield from _labels(place, row.label_zh, row.label_en, "kg:shortName")
    yield _line(place, "kg:kindOfPlace", _iri(registers.ontology.tokens["PlaceKind"][row.kind]))
    yield from _strings(place, code=row.code)
    if row.parent:
        yield _line(place, "kg:within", _iri(mint_iri(row.parent)))
    if row.source:
        yield _line(place, "dcterms:source", _literal(row.source))
    yield from _notes(place, row)
    yield from _validity(place, row, registers)


def _honour(row: Honour, registers: Registers) -> Iterator[str]:
    """What an honour has beside what all things have; who confers it only where that is known from elsewhere."""
    honour = mint_iri(row.id)
    yield from _strings(honour, series=row.series, tier=row.tier)
    for body in row.conferrer:
        yield _line(honour, "kg:knownConferrer", _iri(mint_iri(registers.current_id(body))))
    if row.conferrer_source:
        yield _line(honour, "dcterms:source", _literal(row.conferrer_source))


def _typed(node: str, chinese: str) -> Iterator[str]:
    """What people type for a Chinese name."""
    for typed in typed_readings(pinyin(chinese)):
        yield _line(node, "skos:hiddenLabel", _literal(typed))


def _indicator(row: Indicator, ontology: Ontology) -> Iterator[str]:
    indicator = mint_iri(row.id)
    yield from _type(indicator, "kg:Indicator", "skos:Concept")
    yield from _labels(indicator, row.label_zh, row.label_en, "skos:prefLabel")
    yield from _labels(indicator, row.label_zh, row.label_en)
    yield from _typed(indicator, row.label_zh)
    yield from _labels(indicator, row.definition_zh, row.definition_en, "skos:definition")
    yield _line(indicator, "kg:unit", _iri(ontology.tokens["Unit"][row.unit]))
    yield _line(indicator, "kg:indicatorKind", _iri(ontology.tokens["IndicatorKind"][row.kind]))
    yield from _strings(indicator, formula=row.formula)


def _validity(thing: str, row: Entity | Place, registers: Registers) -> Iterator[str]:
    """From when to when a thing was, and the change by which others came after it (W3C ORG, 6.1): what ended at one
    time with one outcome ended in one change.
    """
    if row.valid_from:
        yield from _strings(thing, validFrom=row.valid_from.text)
    if row.valid_to:
        yield from _strings(thing, validTo=row.valid_to.text)
    if row.succeeded_by:
        after = sorted({registers.current_id(id) for id in row.succeeded_by})
        change = mint_iri("change", *after, *([row.valid_to.text] if row.valid_to else []))
        yield from _type(change, "org:ChangeEvent")
        yield _line(change, "org:originalOrganization", _iri(thing))
        for id in after:
            yield _line(change, "org:resultingOrganization", _iri(mint_iri(id)))
        if row.valid_to:
            yield from _dated(change, row.valid_to)


class _Rows:
    """The rows of a report, which point to things of the registers."""

    def __init__(self, report: Report, registers: Registers) -> None:
        self._report, self._registers, self._ontology = report, registers, registers.ontology

    def source(self, row: Source) -> Iterator[str]:
        report = mint_iri(row.id)
        yield from _classes(report, "Report", self._ontology)
        yield from _labels(report, row.title_zh, row.title_en)
        yield _line(report, "dcterms:publisher", _iri(self._thing(row.publisher)))
        yield _line(report, "dcterms:spatial", _iri(self._thing(row.place)))
        yield _line(report, "kg:jurisdiction", _iri(self._thing(row.place)))
        yield from _strings(report, period=row.period.text, script=row.script, sha256=row.sha256)
        yield from _notes(report, row)
        yield from _days(report, row.period)
        if row.published:
            yield _line(report, "dcterms:issued", _literal(row.published.text))
        for url in row.url:
            yield _line(report, "schema:url", _iri(url))
        yield from self._token(report, "reportKind", "ReportKind", row.kind)
        for part in row.profile:
            if part in self._ontology.tokens["Profile"]:
                yield from self._token(report, "profile", "Profile", part)
            else:
                yield from _section(report, row.id, part, "kg:profile")

    def mention(self, row: Mention) -> Iterator[str]:
        mention = mint_iri(row.source, row.section, row.entity, row.form)
        thing = self._thing(row.entity)
        yield from _type(mention, "kg:Mention")
        yield _line(thing, "kg:mention", _iri(mention))
        yield _line(mention, "oa:hasBody", _iri(thing))
        yield _line(mention, "oa:motivatedBy", _iri(expand("oa:identifying")))
        yield from _strings(mention, form=row.form)
        if row.in_heading:
            yield _line(mention, "kg:inHeading", _literal("true", datatype="xsd:boolean"))
        yield _line(mention, "prov:wasDerivedFrom", _iri(mint_iri(row.source)))
        yield from _section(mention, row.source, row.section)

    def relation(self, row: Relation) -> Iterator[str]:
        claim, subject, obj = mint_iri(row.id), self._thing(row.subject), self._thing(row.object)
        predicate = self._ontology.properties[row.predicate]
        if predicate.symmetric:
            subject, obj = sorted((subject, obj))
        if row.modality == "asserted":
            yield f"<{subject}> <{predicate.iri}> <{obj}> .\n"
        yield from _type(claim, "kg:Claim")
        yield _line(claim, "rdf:subject", _iri(subject))
        yield _line(claim, "rdf:predicate", _iri(predicate.iri))
        yield _line(claim, "rdf:object", _iri(obj))
        yield from self._token(claim, "modality", "Modality", row.modality)
        yield from self._token(claim, "phase", "Phase", row.phase)
        yield from _strings(claim, verb=row.verb)
        yield from self._token(claim, "statedness", "Statedness", row.stated)
        yield _line(claim, "kg:actorStated", _literal(str(row.actor_stated).lower(), datatype="xsd:boolean"))
        yield from _notes(claim, row)
        yield from self._qualifiers(claim, row)
        yield from self._date(claim, row)
        for body in row.by:
            yield _line(claim, "kg:authority", _iri(self._thing(body)))
        if predicate.act_class and row.modality == "asserted":
            yield from self._act(claim, row, predicate, subject, obj)
        yield from self._evidence(claim, row.id, row.source, row.section, row.quote)

    def _act(self, claim: str, row: Relation, predicate: Property, subject: str, obj: str) -> Iterator[str]:
        assert predicate.act_class
        act = act_iri(predicate.act_class, row, self._registers)
        yield _line(claim, "kg:act", _iri(act))
        yield from _classes(act, predicate.act_class, self._ontology)
        roles = self._ontology.roles[predicate.act_class]
        for role in roles.subject:
            yield f"<{act}> <{role}> <{subject}> .\n"
        for role in roles.object:
            yield f"<{act}> <{role}> <{obj}> .\n"
        for body in row.by:
            yield _line(act, "kg:authority", _iri(self._thing(body)))
            for role in roles.authority:
                yield f"<{act}> <{role}> <{self._thing(body)}> .\n"
        yield from self._qualifiers(act, row)
        if row.date:  # of an act, only what is stated: two reports have two periods
            yield from _dated(act, row.date)
        if predicate.act_class == "Conferral":
            says = standpoint(row, self._report.source.publisher, self._registers)
            yield from self._token(claim, "standpoint", "Standpoint", says)

    def _qualifiers(self, node: str, row: Relation) -> Iterator[str]:
        yield from _strings(node, round=row.round, year=row.year)
        yield from self._token(node, "level", "Level", row.level)
        yield from _labels(node, row.distinction_zh, row.distinction_en, "kg:distinction")

    def _date(self, claim: str, row: Relation) -> Iterator[str]:
        """When it is: the date stated, else the year that a plan's section announces, else the report's period."""
        source = self._report.source
        if row.date:
            basis, date = "stated", row.date
        elif row.modality == "asserted":
            basis, date = "report", source.period
        elif announced := _announced(row.section, source.plans):
            basis, date = "section", parse_date(announced)
        else:
            return
        yield from self._token(claim, "dateBasis", "DateBasis", basis)
        yield from _dated(claim, date)

    def figure(self, row: Figure) -> Iterator[str]:
        figure = mint_iri(row.id)
        yield from _type(figure, "kg:Figure")
        yield _line(figure, "kg:about", _iri(self._thing(row.subject)))
        yield _line(figure, "kg:jurisdiction", _iri(self._thing(row.place or self._report.source.place)))
        yield _line(figure, "kg:indicator", _iri(mint_iri(row.indicator)))
        yield from _typed(figure, row.wording)
        yield from self._token(figure, "status", "FigureStatus", row.status)
        yield from self._token(figure, "bound", "Bound", row.bound)
        if row.value is not None:
            yield from _type(figure, "qb:Observation")
            yield _line(figure, "qb:dataSet", _iri(DATASET_IRI))
            yield _line(figure, "kg:value", _literal(f"{row.value:f}", datatype="xsd:decimal"))
        yield from _strings(figure, wording=row.wording, valueText=row.value_text, changeBasis=row.change_basis)
        yield from _notes(figure, row)
        if row.period:
            yield from _strings(figure, period=row.period.text)
            yield from _days(figure, row.period)
        if row.as_of:
            yield from _strings(figure, asOf=row.as_of.text)
        if row.change_of:
            yield _line(figure, "kg:changeOf", _iri(mint_iri(row.change_of)))
        for name, others in (("numerator", row.numerator), ("denominator", row.denominator)):
            for other in others:
                yield _line(figure, f"kg:{name}", _iri(mint_iri(other)))
        yield from self._evidence(figure, row.id, row.source, row.section, row.quote)

    def _evidence(self, node: str, row_id: str, source: str, section: str, quote: str) -> Iterator[str]:
        """The receipt of a claim or figure (W3C Web Annotation Data Model, 4.2.4 and 4.2.5)."""
        receipt, words = mint_iri(row_id, "receipt"), mint_iri(row_id, "quote")
        yield _line(node, "prov:wasDerivedFrom", _iri(mint_iri(source)))
        yield _line(node, "kg:receipt", _iri(receipt))
        yield _line(node, "kg:quote", _literal(quote))
        yield from _type(receipt, "kg:Receipt")
        yield _line(receipt, "oa:hasSource", _iri(mint_iri(source)))
        yield from _section(receipt, source, section)
        yield _line(receipt, "oa:hasSelector", _iri(words))
        yield from _type(words, "oa:TextQuoteSelector")
        yield _line(words, "oa:exact", _literal(quote))
        if text := self._report.text:
            span = text.find(section, quote)[0]
            yield from _position(receipt, mint_iri(row_id, "position"), text.original(span))
            yield from _context(words, text, span)

    def _token(self, node: str, name: str, scheme: str, token: str) -> Iterator[str]:
        if token:
            yield _line(node, f"kg:{name}", _iri(self._ontology.tokens[scheme][token]))

    def _thing(self, row_id: str) -> str:
        """The IRI of a thing, or of the one that replaced it."""
        return mint_iri(self._registers.current_id(row_id))


def _announced(section: str, plans: Iterable[tuple[str, str]]) -> str:
    """The year that a section, or one that holds it, announces its plans for; "" where none does."""
    years = {token: year for token, year in plans if f"{section}.".startswith(f"{token}.")}
    return years[max(years, key=len)] if years else ""


def _position(receipt: str, position: str, original: Span) -> Iterator[str]:
    """Where the words stand in the text as found, in code points."""
    yield _line(receipt, "oa:hasSelector", _iri(position))
    yield from _type(position, "oa:TextPositionSelector")
    for name, value in (("start", original.start), ("end", original.end)):
        yield _line(position, f"oa:{name}", _literal(str(value), datatype="xsd:integer"))


def _context(words: str, text: SourceText, span: Span) -> Iterator[str]:
    """The rest of the sentence before and after the quote."""
    sentence = text.sentence(span)
    parts = {"prefix": text.text[sentence.start : span.start], "suffix": text.text[span.end : sentence.end]}
    for name, part in parts.items():
        if part.strip():
            yield _line(words, f"oa:{name}", _literal(part))


def _section(node: str, source: str, token: str, predicate: str = "kg:section") -> Iterator[str]:
    section = mint_iri(source, token)
    yield _line(node, predicate, _iri(section))
    yield from _type(section, "kg:Section")
    yield _line(section, "dcterms:isPartOf", _iri(mint_iri(source)))
    yield _line(section, "dcterms:identifier", _literal(token))
    yield from _labels(section, *section_names(token))
