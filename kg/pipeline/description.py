"""What the data set says of itself: what is in it, its prefixes, its example queries.

The shapes are those that SPARQL editors read: VoID's partitions by class and property to complete
by (VoID, 4.5 and 4.6), `sh:declare` for prefixes, `sh:SPARQLExecutable` for examples (SHACL 5.2,
6.1). All of it is said of the data set, or of things below `kgr:dataset/`; what is counted is
the rest of the graph. No blank nodes, no clock.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Triple

from kg.questions.catalogue import Question, catalogue
from kg.rdf.terms import Term
from kg.tables.description import read_description
from kg.vocabulary import DATASET_IRI, PREFIXES, Language, compress, expand, mint_iri

# other reports are things that a report names; those that the tables were read from have a period
_REPORTS = "SELECT ?report { ?report a kg:Report ; kg:period ?period } ORDER BY ?report"

_TOTALS = {
    "void:entities": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a kg:Entity }",
    "void:distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "void:distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
}

_CLASSES = "SELECT ?class (COUNT(*) AS ?n) { ?s a ?class } GROUP BY ?class"

_PROPERTIES = "SELECT ?property (COUNT(*) AS ?n) { ?s ?property ?o } GROUP BY ?property"

# a property has values of one datatype, so one tells it; to look at every literal takes three times as long
_USES = """SELECT ?class ?property (COUNT(*) AS ?n) (SAMPLE(?o) AS ?value) {
  ?s a ?class . ?s ?property ?o
} GROUP BY ?class ?property"""

# the objects that have a class come first, which takes a third of the time
_OBJECTS = """SELECT ?class ?property ?kind (COUNT(*) AS ?n) {
  { SELECT ?s ?property ?kind { ?o a ?kind . ?s ?property ?o } } ?s a ?class
} GROUP BY ?class ?property ?kind"""


def describe(graph: pyoxigraph.Store, folder: Path) -> list[Triple]:
    """The description of a data set: its own `dataset.ttl`, and what can be told of its graph.

    `graph` holds the rest, complete; `folder` is that of the tables, whose description was checked.
    """
    return [*read_description(folder), *_reports(graph), *_counts(graph), *prefixes(), *examples()]


def prefixes() -> Iterator[Triple]:
    """The usual prefixes, declared as SHACL does (5.2.1)."""
    for prefix, namespace in PREFIXES.items():
        declared = mint_iri("dataset", "prefix", prefix)
        yield _link(DATASET_IRI, "sh:declare", declared)
        yield _link(declared, "rdf:type", expand("sh:PrefixDeclaration"))
        yield _value(declared, "sh:prefix", Literal(prefix))
        yield _value(declared, "sh:namespace", Literal(namespace, datatype=NamedNode(expand("xsd:anyURI"))))


def examples() -> Iterator[Triple]:
    """The catalogue of questions as example queries; the blanks of a wording are named."""
    for question in catalogue().values():
        example = mint_iri("dataset", "example", question.name)
        yield _link(example, "rdf:type", expand("sh:SPARQLExecutable"))
        yield _link(example, "rdf:type", expand("sh:SPARQLSelectExecutable"))
        yield _link(example, "sh:prefixes", DATASET_IRI)
        yield _link(example, "dcterms:isPartOf", DATASET_IRI)
        yield _value(example, "dcterms:identifier", Literal(question.name))
        yield _value(example, "sh:select", Literal(question.query))
        for language in Language:
            yield _value(example, "rdfs:label", Literal(question.title[language], language=language.tag))
            yield _value(example, "rdfs:comment", Literal(_wording(question, language), language=language.tag))
        for keyword in sorted(set(re.findall(r"\bkg:(\w+)", question.query))):
            yield _value(example, "schema:keywords", Literal(keyword))


def _wording(question: Question, language: Language) -> str:
    blanks = {parameter.name: f"[{parameter.label[language]}]" for parameter in question.parameters}
    return question.wording[language].format_map(blanks)


def _reports(graph: pyoxigraph.Store) -> Iterator[Triple]:
    for (report,) in _solutions(graph, _REPORTS):
        for predicate in ("dcterms:source", "prov:wasDerivedFrom"):
            yield _link(DATASET_IRI, predicate, report)


def _counts(graph: pyoxigraph.Store) -> Iterator[Triple]:
    """How much there is, in all and by class and property."""
    classes, properties = _solutions(graph, _CLASSES), _solutions(graph, _PROPERTIES)
    totals = {predicate: int(_solutions(graph, query)[0][0]) for predicate, query in _TOTALS.items()}
    totals |= {"void:triples": len(graph), "void:classes": len(classes), "void:properties": len(properties)}
    for predicate, count in totals.items():
        yield _number(DATASET_IRI, predicate, count)
    for property, held in properties:
        part = mint_iri("dataset", "property", compress(property))
        yield from _part(DATASET_IRI, "void:propertyPartition", part, "void:property", property, held)
    for cls, held in classes:
        part = _class_part(cls)
        yield from _part(DATASET_IRI, "void:classPartition", part, "void:class", cls, held, "void:entities")
    yield from _partitions(graph)


def _partitions(graph: pyoxigraph.Store) -> Iterator[Triple]:
    """For each class the properties of its things, and for each of these the kinds of its values."""
    kinds: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for cls, property, kind, count in _solutions(graph, _OBJECTS):
        kinds[cls, property].append((kind, count))
    for cls_term, property_term, count_term, value in _rows(graph, _USES):
        cls, property, count = cls_term.value, property_term.value, count_term.value
        names = ("dataset", "class", compress(cls), "property", compress(property))
        part = mint_iri(*names)
        yield from _part(_class_part(cls), "void:propertyPartition", part, "void:property", property, count)
        for kind, held in kinds[cls, property]:
            yield from _part(part, "void:classPartition", mint_iri(*names, compress(kind)), "void:class", kind, held)
        if isinstance(value, Literal):
            kind, of = value.datatype.value, mint_iri(*names, compress(value.datatype.value))
            yield from _part(part, "void-ext:datatypePartition", of, "void-ext:datatype", kind, count)


def _class_part(cls: str) -> str:
    return mint_iri("dataset", "class", compress(cls))


def _part(
    whole: str, within: str, part: str, predicate: str, of: str, count: str, counted: str = "void:triples"
) -> Iterator[Triple]:
    """A part of a data set: the class, property or datatype that makes it, and how much it holds."""
    yield _link(whole, within, part)
    yield _link(part, predicate, of)
    yield _number(part, counted, int(count))


def _solutions(graph: pyoxigraph.Store, query: str) -> list[tuple[str, ...]]:
    """The solutions of a query as texts."""
    return [tuple(term.value for term in terms) for terms in _rows(graph, query)]


def _rows(graph: pyoxigraph.Store, query: str) -> list[tuple[Term, ...]]:
    found = graph.query(query, prefixes=PREFIXES)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    return [tuple(solution) for solution in found]


def _link(subject: str, predicate: str, target: str) -> Triple:
    return Triple(NamedNode(subject), NamedNode(expand(predicate)), NamedNode(target))


def _value(subject: str, predicate: str, value: Literal) -> Triple:
    return Triple(NamedNode(subject), NamedNode(expand(predicate)), value)


def _number(subject: str, predicate: str, number: int) -> Triple:
    return _value(subject, predicate, Literal(number))
