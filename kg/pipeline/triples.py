"""Rows into RDF: the triples of checked tables, as lines of N-Triples.

The order follows the tables; no clock, no blank nodes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from kg.dates import parse_date
from kg.ontology import Property
from kg.pipeline.acts import act_iri, standpoint
from kg.pipeline.compared import Told, compared, probably_same, told_by
from kg.pipeline.headings import named_under
from kg.pipeline.ntriples import (
    called,
    classes,
    dated,
    days,
    hidden_labels,
    iri_term,
    labels,
    line,
    literal,
    notes,
    strings,
    types,
)  # fmt: skip
from kg.pipeline.register_triples import register_triples
from kg.tables.reports import Checked, Registers, Report
from kg.tables.rows import Figure, Mention, Relation, Source
from kg.text.chinese import section_names
from kg.text.report import SourceText, Span
from kg.vocabulary import DATASET_IRI, expand, mint_iri


def all_triples(checked: Checked, made: Callable[[Report], None] = lambda _: None) -> Iterator[str]:
    """The triples of all reports and of what they share, as lines of N-Triples, some more than once; `made` is told of
    each report whose triples have come.
    """
    yield from register_triples(checked.registers)
    told = [of for report in checked.reports for of in told_by(report, checked.registers)]
    for report in checked.reports:
        yield from triples(report, checked.registers)
        made(report)
    yield from between(told)


def between(told: Sequence[Told]) -> Iterator[str]:
    """The triples of what reports tell that one alone does not show: what is probably one, differs or is confirmed."""
    for one, predicate, other in (*probably_same(told), *compared(told)):
        yield line(one, predicate, iri_term(other))


def triples(report: Report, registers: Registers) -> Iterator[str]:
    """Each triple of a report as a line of N-Triples (RDF 1.1 N-Triples, 2), some of them more than once.

    What the data set says of itself is not among them: it counts them (kg/pipeline/description.py).
    """
    yield from own_triples(report, registers)
    yield from common_triples(report, registers)


def own_triples(report: Report, registers: Registers) -> Iterator[str]:
    """The triples that no other report has: what it says of itself, its mentions, claims and figures."""
    rows = _Rows(report, registers)
    yield from rows.source(report.source)
    for mention in report.mentions:
        yield from rows.mention(mention)
    for relation in report.relations:
        yield from rows.relation(relation)
    for figure in report.figures:
        yield from rows.figure(figure)


def common_triples(report: Report, registers: Registers) -> Iterator[str]:
    """The triples that others may have too: what is asserted of things, the acts, and what things are named under."""
    rows = _Rows(report, registers)
    for relation in report.relations:
        if relation.modality == "asserted":
            yield from rows.asserted(relation)
    for thing, heading in named_under(report, registers):
        yield line(mint_iri(thing), "kg:namedUnder", iri_term(mint_iri(heading)))


class _Rows:
    """The rows of a report, which point to things of the registers."""

    def __init__(self, report: Report, registers: Registers) -> None:
        self._report, self._registers, self._ontology = report, registers, registers.ontology
        self._sections: set[str] = set()

    def source(self, row: Source) -> Iterator[str]:
        report = mint_iri(row.id)
        yield from classes(report, "Report", self._ontology)
        yield from called(report, row.title_zh, row.title_en)
        yield line(report, "dcterms:publisher", iri_term(self._thing(row.publisher)))
        yield line(report, "dcterms:spatial", iri_term(self._thing(row.place)))
        yield line(report, "kg:jurisdiction", iri_term(self._thing(row.place)))
        yield from strings(report, period=row.period.text, script=row.script, sha256=row.sha256)
        yield from notes(report, row)
        yield from days(report, row.period)
        if row.published:
            yield line(report, "dcterms:issued", literal(row.published.text))
        for url in row.url:
            yield line(report, "schema:url", iri_term(url))
        yield from self._token(report, "reportKind", "ReportKind", row.kind)
        for part in row.profile:
            if part in self._ontology.tokens["Profile"]:
                yield from self._token(report, "profile", "Profile", part)
            else:
                yield from self._section(report, row.id, part, "kg:profile")

    def mention(self, row: Mention) -> Iterator[str]:
        mention = mint_iri(row.source, row.section, row.entity, row.form)
        thing = self._thing(row.entity)
        yield from types(mention, "kg:Mention")
        yield line(thing, "kg:mention", iri_term(mention))
        yield line(mention, "oa:hasBody", iri_term(thing))
        yield line(mention, "oa:motivatedBy", iri_term(expand("oa:identifying")))
        yield from strings(mention, form=row.form)
        if row.in_heading:
            yield line(mention, "kg:inHeading", literal("true", datatype="xsd:boolean"))
        yield line(mention, "prov:wasDerivedFrom", iri_term(mint_iri(row.source)))
        yield from self._section(mention, row.source, row.section)

    def relation(self, row: Relation) -> Iterator[str]:
        claim, (subject, predicate, obj) = mint_iri(row.id), self._ends(row)
        yield from types(claim, "kg:Claim")
        yield line(claim, "rdf:subject", iri_term(subject))
        yield line(claim, "rdf:predicate", iri_term(predicate.iri))
        yield line(claim, "rdf:object", iri_term(obj))
        yield from self._token(claim, "modality", "Modality", row.modality)
        yield from self._token(claim, "phase", "Phase", row.phase)
        yield from strings(claim, verb=row.verb)
        yield from self._token(claim, "statedness", "Statedness", row.stated)
        yield line(claim, "kg:actorStated", literal(str(row.actor_stated).lower(), datatype="xsd:boolean"))
        yield from notes(claim, row)
        yield from self._qualifiers(claim, row)
        yield from self._date(claim, row)
        for body in row.by:
            yield line(claim, "kg:authority", iri_term(self._thing(body)))
        if predicate.act_class and row.modality == "asserted":
            yield line(claim, "kg:act", iri_term(act_iri(predicate.act_class, row, self._registers)))
            if predicate.act_class == "Conferral":
                says = standpoint(row, self._report.source.publisher, self._registers)
                yield from self._token(claim, "standpoint", "Standpoint", says)
        yield from self._evidence(claim, row.id, row.source, row.section, row.quote)

    def _ends(self, row: Relation) -> tuple[str, Property, str]:
        """The IRIs of subject and object, and the property; of a symmetric one they stand in order."""
        predicate, ends = self._ontology.properties[row.predicate], (self._thing(row.subject), self._thing(row.object))
        subject, obj = sorted(ends) if predicate.symmetric else ends
        return subject, predicate, obj

    def asserted(self, row: Relation) -> Iterator[str]:
        """The triple that a claim asserts, and the act of which it tells."""
        subject, predicate, obj = self._ends(row)
        yield f"<{subject}> <{predicate.iri}> <{obj}> .\n"
        if not predicate.act_class:
            return
        act = act_iri(predicate.act_class, row, self._registers)
        yield from classes(act, predicate.act_class, self._ontology)
        roles = self._ontology.roles[predicate.act_class]
        for role in roles.subject:
            yield f"<{act}> <{role}> <{subject}> .\n"
        for role in roles.object:
            yield f"<{act}> <{role}> <{obj}> .\n"
        for body in row.by:
            yield line(act, "kg:authority", iri_term(self._thing(body)))
            for role in roles.authority:
                yield f"<{act}> <{role}> <{self._thing(body)}> .\n"
        yield from self._qualifiers(act, row)
        if row.date:  # of an act, only what is stated: two reports have two periods
            yield from dated(act, row.date)

    def _qualifiers(self, node: str, row: Relation) -> Iterator[str]:
        yield from strings(node, round=row.round, year=row.year)
        yield from self._token(node, "level", "Level", row.level)
        yield from labels(node, row.distinction_zh, row.distinction_en, "kg:distinction")

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
        yield from dated(claim, date)

    def figure(self, row: Figure) -> Iterator[str]:
        figure = mint_iri(row.id)
        yield from types(figure, "kg:Figure")
        yield line(figure, "kg:about", iri_term(self._thing(row.subject)))
        yield line(figure, "kg:jurisdiction", iri_term(self._thing(row.place or self._report.source.place)))
        yield line(figure, "kg:indicator", iri_term(mint_iri(row.indicator)))
        yield from hidden_labels(figure, row.wording)
        yield from self._token(figure, "status", "FigureStatus", row.status)
        yield from self._token(figure, "bound", "Bound", row.bound)
        if row.value is not None:
            yield from types(figure, "qb:Observation")
            yield line(figure, "qb:dataSet", iri_term(DATASET_IRI))
            yield line(figure, "kg:value", literal(f"{row.value:f}", datatype="xsd:decimal"))
        yield from strings(figure, wording=row.wording, valueText=row.value_text, changeBasis=row.change_basis)
        yield from notes(figure, row)
        if row.period:
            yield from strings(figure, period=row.period.text)
            yield from days(figure, row.period)
        if row.as_of:
            yield from strings(figure, asOf=row.as_of.text)
        if row.change_of:
            yield line(figure, "kg:changeOf", iri_term(mint_iri(row.change_of)))
        for name, others in (("numerator", row.numerator), ("denominator", row.denominator)):
            for other in others:
                yield line(figure, f"kg:{name}", iri_term(mint_iri(other)))
        yield from self._evidence(figure, row.id, row.source, row.section, row.quote)

    def _evidence(self, node: str, row_id: str, source: str, section: str, quote: str) -> Iterator[str]:
        """The receipt of a claim or figure (W3C Web Annotation Data Model, 4.2.4 and 4.2.5)."""
        receipt, words = mint_iri(row_id, "receipt"), mint_iri(row_id, "quote")
        yield line(node, "prov:wasDerivedFrom", iri_term(mint_iri(source)))
        yield line(node, "kg:receipt", iri_term(receipt))
        yield line(node, "kg:quote", literal(quote))
        yield from types(receipt, "kg:Receipt")
        yield line(receipt, "oa:hasSource", iri_term(mint_iri(source)))
        yield from self._section(receipt, source, section)
        yield line(receipt, "oa:hasSelector", iri_term(words))
        yield from types(words, "oa:TextQuoteSelector")
        yield line(words, "oa:exact", literal(quote))
        if text := self._report.text:
            span = text.find(section, quote)[0]
            yield from _position(receipt, mint_iri(row_id, "position"), text.original(span))
            yield from _context(words, text, span)

    def _section(self, node: str, source: str, token: str, predicate: str = "kg:section") -> Iterator[str]:
        section = mint_iri(source, token)
        yield line(node, predicate, iri_term(section))
        if section in self._sections:  # it has been told what it is
            return
        self._sections.add(section)
        yield from types(section, "kg:Section")
        yield line(section, "dcterms:isPartOf", iri_term(mint_iri(source)))
        yield line(section, "dcterms:identifier", literal(token))
        yield from labels(section, *section_names(token))

    def _token(self, node: str, name: str, scheme: str, token: str) -> Iterator[str]:
        if token:
            yield line(node, f"kg:{name}", iri_term(self._ontology.tokens[scheme][token]))

    def _thing(self, row_id: str) -> str:
        """The IRI of a thing, or of the one that replaced it."""
        return mint_iri(self._registers.current_id(row_id))


def _announced(section: str, plans: Iterable[tuple[str, str]]) -> str:
    """The year that a section, or one that holds it, announces its plans for; "" where none does."""
    years = {token: year for token, year in plans if f"{section}.".startswith(f"{token}.")}
    return years[max(years, key=len)] if years else ""


def _position(receipt: str, position: str, original: Span) -> Iterator[str]:
    """Where the words stand in the text as found, in code points."""
    yield line(receipt, "oa:hasSelector", iri_term(position))
    yield from types(position, "oa:TextPositionSelector")
    for name, value in (("start", original.start), ("end", original.end)):
        yield line(position, f"oa:{name}", literal(str(value), datatype="xsd:integer"))


def _context(words: str, text: SourceText, span: Span) -> Iterator[str]:
    """The rest of the sentence before and after the quote."""
    sentence = text.sentence(span)
    parts = {"prefix": text.text[sentence.start : span.start], "suffix": text.text[span.end : sentence.end]}
    for name, part in parts.items():
        if part.strip():
            yield line(words, f"oa:{name}", literal(part))
