"""What is told of one resource as data: a bounded description that can be read by itself.

It holds

- every triple whose subject the resource is;
- of a claim or figure, its receipt and the receipt's selectors, each whole;
- of a thing, the claims and figures that speak of it, each with all of that, where there are at most `WHOLE` of
  them; else of each the triple that ties it to the thing, and the rest is asked of its own IRI;
- of an act its claims, of a report its sections, and the changes that a body came out of or went into;
- the labels and classes of everything that these triples have as object.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kg.rdf.terms import NamedNode, Triple
from kg.store.store import Store
from kg.vocabulary import PREFIXES, expand

WHOLE: Final = 200
"""Claims and figures of a thing that are told whole."""
_RECORDS: Final = tuple(map(expand, ("rdf:subject", "rdf:object", "kg:authority", "kg:about", "kg:act")))
_CHANGES: Final = tuple(map(expand, ("org:originalOrganization", "org:resultingOrganization")))
_PARTS: Final = expand("dcterms:isPartOf")
_RECEIPT: Final = (expand("kg:receipt"), expand("oa:hasSelector"))
_NAMING: Final = tuple(map(expand, ("rdfs:label", "skos:prefLabel", "skos:notation", "kg:class")))
_TERMS: Final = tuple(
    map(
        expand,
        ("owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty", "skos:ConceptScheme"),
    )
)
"""The classes of which the terms of an ontology are."""
_OURS: Final = (PREFIXES["kg"], PREFIXES["kgr"])


def describe(store: Store, iri: str) -> list[Triple]:
    """The triples that tell of a resource; none where the graph says nothing of it."""
    found = _about(store, [iri])
    if not found:
        return []
    found += _with_receipts(store, found)
    ties = [(node, role) for role in _RECORDS for node, _ in store.pairs(role, [iri])]
    if len({node for node, _ in ties}) <= WHOLE:
        records = _about(store, dict.fromkeys(node for node, _ in ties))
        found += records + _with_receipts(store, records)
    else:
        found += [Triple(NamedNode(node), NamedNode(role), NamedNode(iri)) for node, role in ties]
    others = [node for role in (*_CHANGES, _PARTS) for node, _ in store.pairs(role, [iri])]
    found += _about(store, dict.fromkeys(others))
    return list(dict.fromkeys([*found, *_names(store, found)]))


def ontology(store: Store) -> list[Triple]:
    """All that the graph says of the ontology and its terms."""
    home = PREFIXES["kg"].removesuffix("#")
    terms = [term for term, _ in store.pairs(expand("rdf:type"), _TERMS)]
    terms += [token for token, _ in store.pairs(expand("skos:inScheme"))]
    return _about(store, dict.fromkeys([home, *(iri for iri in sorted(terms) if iri.startswith(home))]))


def _about(store: Store, iris: Iterable[str]) -> list[Triple]:
    """Every triple whose subject is one of these IRIs."""
    return [
        Triple(NamedNode(iri), NamedNode(predicate), term)
        for iri, values in store.describe_many(iris).items()
        for predicate, terms in values.items()
        for term in terms
    ]


def _with_receipts(store: Store, triples: Sequence[Triple]) -> list[Triple]:
    """What is told of the receipts that triples lead to, and of their selectors."""
    found: list[Triple] = []
    reached: Sequence[Triple] = triples
    for step in _RECEIPT:
        reached = _about(store, _iris(triple for triple in reached if triple.predicate.value == step))
        found += reached
    return found


def _names(store: Store, triples: Sequence[Triple]) -> Iterator[Triple]:
    """What everything is called that triples have as object."""
    told = {triple.subject.value for triple in triples}  # type: ignore[union-attr]
    named = dict.fromkeys(iri for iri in _iris(triples) if iri.startswith(_OURS) and iri not in told)
    for iri, values in store.describe_many(named).items():
        for predicate in _NAMING:
            yield from (Triple(NamedNode(iri), NamedNode(predicate), term) for term in values.get(predicate, ()))


def _iris(triples: Iterable[Triple]) -> Iterator[str]:
    """The IRIs that triples have as object."""
    yield from (triple.object.value for triple in triples if isinstance(triple.object, NamedNode))
