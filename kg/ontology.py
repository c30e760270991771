"""The ontology, read into plain dataclasses for whoever needs names, domains and ranges."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef

from kg.vocabulary import PREFIXES

PATH: Final = Path(__file__).with_name("ontology.ttl")


KG = Namespace(PREFIXES["kg"])

SCHEMA = Namespace(PREFIXES["schema"])


@dataclass(frozen=True)
class Roles:
    """How the parts of a claim take part in its act: IRIs of properties, each list sorted."""

    subject: tuple[str, ...]
    object: tuple[str, ...]
    authority: tuple[str, ...]


@dataclass(frozen=True)
class Property:
    """A property that the relations table may use.

    `domains` and `ranges` are local names of classes, any one of which will do;
    `act_class` is the local name of the class of act that its claims speak of, or None.
    """

    name: str
    iri: str
    domains: tuple[str, ...]
    ranges: tuple[str, ...]
    symmetric: bool
    act_class: str | None


@dataclass(frozen=True)
class Ontology:
    """What the tables may say.

    - `ancestors`: for each class below kg:Entity, its local name and those above it;
    - `types`: for each class below kg:Entity or kg:Act, by local name, the IRIs of it and of all above
      it by rdfs:subClassOf, those of other vocabularies too, sorted;
    - `properties`: the claim properties by local name;
    - `tokens`: for each controlled list (Level, Modality, …) its tokens with their IRIs;
    - `unit_kinds`: for each token of a unit, the token of the kind of indicator that it measures;
    - `roles`: for each class of act, the roles of a claim's parts in it.
    """

    ancestors: Mapping[str, frozenset[str]]
    types: Mapping[str, tuple[str, ...]]
    properties: Mapping[str, Property]
    tokens: Mapping[str, Mapping[str, str]]
    unit_kinds: Mapping[str, str]
    roles: Mapping[str, Roles]

    @cached_property
    def classes(self) -> frozenset[str]:
        """The local names of the classes that an entity may have."""
        return frozenset(self.ancestors)

    def is_any(self, class_name: str, wanted: Iterable[str]) -> bool:
        """Whether a class is one of those wanted, or below one of them; an empty list admits all."""
        wanted = set(wanted)
        return not wanted or bool(self.ancestors[class_name] & wanted)


@cache
def read_ontology(path: Path = PATH) -> Ontology:
    """The ontology of a Turtle file."""
    graph = Graph().parse(path)
    return Ontology(
        ancestors={
            _local(cls): frozenset(
                _local(above)
                for above in graph.transitive_objects(cls, RDFS.subClassOf)
                if str(above).startswith(str(KG))
            )
            for cls in graph.transitive_subjects(RDFS.subClassOf, KG.Entity)
        },
        types={
            _local(cls): tuple(sorted(map(str, graph.transitive_objects(cls, RDFS.subClassOf))))
            for root in (KG.Entity, KG.Act)
            for cls in graph.transitive_subjects(RDFS.subClassOf, root)
        },
        properties={_local(p): _property(graph, p) for p in graph.subjects(RDF.type, KG.ClaimProperty)},
        tokens={
            _local(scheme): {
                str(graph.value(concept, SKOS.notation)): str(concept)
                for concept in graph.subjects(SKOS.inScheme, scheme)
            }
            for scheme in graph.subjects(RDF.type, SKOS.ConceptScheme)
        },
        unit_kinds={
            str(graph.value(unit, SKOS.notation)): str(graph.value(kind, SKOS.notation))
            for unit, kind in graph.subject_objects(KG.indicatorKind)
        },
        roles={
            _local(cls): Roles(
                *(
                    tuple(sorted(map(str, graph.objects(cls, role))))
                    for role in (KG.subjectRole, KG.objectRole, KG.authorityRole)
                )
            )
            for cls in graph.subjects(RDFS.subClassOf, KG.Act)
        },
    )


def read_labels(path: Path = PATH) -> dict[str, tuple[str, str]]:
    """What the terms of a Turtle file are called in Chinese and English, by their IRIs."""
    graph = Graph().parse(path)
    labels: dict[tuple[str, str], str] = {}
    for term, _, label in graph.triples((None, RDFS.label, None)):
        assert isinstance(label, Literal)
        labels[str(term), str(label.language)] = str(label)
    return {term: (labels[term, "zh-hans"], label) for (term, tag), label in labels.items() if tag == "en"}


def _property(graph: Graph, node: object) -> Property:
    assert isinstance(node, URIRef)
    act_class = graph.value(node, KG.actClass)
    return Property(
        name=_local(node),
        iri=str(node),
        domains=_locals(graph, node, RDFS.domain, SCHEMA.domainIncludes),
        ranges=_locals(graph, node, RDFS.range, SCHEMA.rangeIncludes),
        symmetric=(node, RDF.type, OWL.SymmetricProperty) in graph,
        act_class=None if act_class is None else _local(act_class),
    )


def _locals(graph: Graph, node: URIRef, *predicates: URIRef) -> tuple[str, ...]:
    return tuple(sorted(_local(o) for p in predicates for o in graph.objects(node, p)))


def _local(node: object) -> str:
    return str(node).removeprefix(str(KG))
