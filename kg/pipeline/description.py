"""What the data set says of itself: what is in it, its prefixes, its example queries.

The shapes are those that SPARQL editors read: VoID's partitions by class and property to complete
by (VoID, 4.5 and 4.6), `sh:declare` for prefixes, `sh:SPARQLExecutable` for examples (SHACL 5.2,
6.1). All of it is said of the data set, or of things below `kgr:dataset/`; what is counted is
the rest of the graph. No blank nodes, no clock.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Triple

from kg.pipeline.counting import Counted, partitions
from kg.questions.catalogue import Question, catalogue
from kg.tables.description import read_description
from kg.vocabulary import DATASET_IRI, PREFIXES, Language, compress, expand, mint_iri


class Content(NamedTuple):
    """What there is in a graph without its description: what was counted, how many different objects, and the ids of
    the reports that its tables were read from; and the table sets that were left out, with how many problems each.
    """

    counted: Counted
    objects: int
    reports: Sequence[str]
    left_out: Mapping[str, int] = MappingProxyType({})


def describe(content: Content, folder: Path) -> list[Triple]:
    """The description of a data set: its own `dataset.ttl`, and what can be told of its graph.

    `folder` is that of the tables, whose description was checked.
    """
    own = read_description(folder)
    return [*own, *_reports(content.reports), *_left_out(content.left_out), *_counts(content), *prefixes(), *examples()]


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


def _reports(ids: Iterable[str]) -> Iterator[Triple]:
    for id in ids:
        for predicate in ("dcterms:source", "prov:wasDerivedFrom"):
            yield _link(DATASET_IRI, predicate, mint_iri(id))


def _left_out(sets: Mapping[str, int]) -> Iterator[Triple]:
    """What the graph lacks since its tables did not pass."""
    for name, problems in sets.items():
        said = {
            Language.ZH: f"未收入 {name}：其表有 {problems} 个问题",
            Language.EN: f"left out: {name}, {problems} problems",
        }
        for language, text in said.items():
            yield _value(DATASET_IRI, "skos:editorialNote", Literal(text, language=language.tag))


def _counts(content: Content) -> Iterator[Triple]:
    """How much there is, in all and by class and property."""
    counted = content.counted
    classes, properties = Counter[str](), Counter[str]()
    for of, number in counted.subjects.items():
        classes.update(dict.fromkeys(of, number))
    for (_, property, _), number in counted.uses.items():
        properties[property] += number
    totals = {
        "void:entities": classes[expand("kg:Entity")],
        "void:distinctSubjects": counted.subjects.total(),
        "void:distinctObjects": content.objects,
        "void:triples": counted.triples,
        "void:classes": len(classes),
        "void:properties": len(properties),
    }
    for predicate, count in totals.items():
        yield _number(DATASET_IRI, predicate, count)
    for property, held in properties.items():
        part = mint_iri("dataset", "property", compress(property))
        yield from _part(DATASET_IRI, "void:propertyPartition", part, "void:property", property, held)
    for cls, held in classes.items():
        part = _class_part(cls)
        yield from _part(DATASET_IRI, "void:classPartition", part, "void:class", cls, held, "void:entities")
    yield from _partitions(counted)


def _partitions(counted: Counted) -> Iterator[Triple]:
    """For each class the properties of its things, and for each of these the kinds of its values."""
    for cls, property, count, kinds, datatype in partitions(counted):
        names = ("dataset", "class", compress(cls), "property", compress(property))
        part = mint_iri(*names)
        yield from _part(_class_part(cls), "void:propertyPartition", part, "void:property", property, count)
        for kind, held in kinds.items():
            yield from _part(part, "void:classPartition", mint_iri(*names, compress(kind)), "void:class", kind, held)
        if datatype:
            of = mint_iri(*names, compress(datatype))
            yield from _part(part, "void-ext:datatypePartition", of, "void-ext:datatype", datatype, count)


def _class_part(cls: str) -> str:
    return mint_iri("dataset", "class", compress(cls))


def _part(
    whole: str, within: str, part: str, predicate: str, of: str, count: int, counted: str = "void:triples"
) -> Iterator[Triple]:
    """A part of a data set: the class, property or datatype that makes it, and how much it holds."""
    yield _link(whole, within, part)
    yield _link(part, predicate, of)
    yield _number(part, counted, count)


def _link(subject: str, predicate: str, target: str) -> Triple:
    return Triple(NamedNode(subject), NamedNode(expand(predicate)), NamedNode(target))


def _value(subject: str, predicate: str, value: Literal) -> Triple:
    return Triple(NamedNode(subject), NamedNode(expand(predicate)), value)


def _number(subject: str, predicate: str, number: int) -> Triple:
    return _value(subject, predicate, Literal(number))
