"""The page of the ontology: every term with what it is called and means, each at an anchor of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from kg.lookup.described import local_name
from kg.lookup.lookup import Lookup
from kg.vocabulary import PREFIXES, expand
from kg.web.pages.classes import comment

_KINDS: Final = {
    "terms-classes": ("owl:Class",),
    "terms-relations": ("kg:ClaimProperty",),
    "terms-properties": ("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty"),
}
"""The parts of the page by the word that heads them, and the classes of the terms that each has."""


@dataclass(frozen=True)
class Term:
    """A term of the ontology; `inside` are the terms that it is below, or the list whose value it is."""

    name: str
    label: str
    definition: str
    inside: tuple[tuple[str, str], ...]
    is_entity: bool


def ontology_content(lookup: Lookup) -> dict[str, Any]:
    """What the template of the ontology is given: its terms by kind, and its lists of values."""
    entities, shown = lookup.classes_below("Entity"), set[str]()
    parts = []
    for heading, classes in _KINDS.items():
        found = {iri for iri, _ in lookup.store.pairs(expand("rdf:type"), list(map(expand, classes)))} - shown
        shown |= found
        parts.append((heading, _terms(lookup, found, "rdfs:subClassOf", entities)))
    values = [iri for iri, _ in lookup.store.pairs(expand("skos:inScheme"))]
    parts.append(("terms-values", _terms(lookup, set(values) - shown, "skos:inScheme", entities)))
    home = lookup.descriptions.of(PREFIXES["kg"].removesuffix("#"))
    return {
        "parts": parts,
        "about": home.one("rdfs:comment", lookup.language),
        "version": home.one("owl:versionInfo"),
    }


def _terms(lookup: Lookup, iris: Iterable[str], inside: str, entities: set[str]) -> list[Term]:
    ours = sorted(iri for iri in iris if iri.startswith(PREFIXES["kg"]))
    lookup.descriptions.read(ours)
    return [
        Term(
            local_name(iri),
            lookup.label(iri),
            comment(lookup, iri),
            tuple(
                (local_name(of), lookup.label(of) or local_name(of))
                for of in lookup.descriptions.of(iri).all(inside)
                if of.startswith(PREFIXES["kg"])
            ),
            local_name(iri) in entities,
        )
        for iri in ours
    ]
