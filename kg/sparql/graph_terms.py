"""What a graph has as terms, and which of them may be meant by one that it has not.

The graph is asked for single patterns only, so many triples at the most, whatever its size.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Variable

from kg.vocabulary import PREFIXES, Language, compress, expand

SAMPLE: Final = 10_000
"""Values of a property that are looked at."""

_THINGS: Final = 60_000
"""Things whose ids are compared."""

ALIKE: Final = 0.65
NEARLY_SAME: Final = 0.85
_MUCH_LESS: Final = 0.125

STRING: Final = PREFIXES["xsd"] + "string"
_BARE: Final = frozenset(PREFIXES["xsd"] + name for name in ("integer", "boolean"))
_MAPPINGS: Final = (
    "skos:closeMatch", "skos:exactMatch", "owl:equivalentClass", "owl:equivalentProperty", "rdfs:subClassOf",
    "rdfs:subPropertyOf",
)  # fmt: skip
_PROPERTY_KINDS: Final = ("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty")

TYPE: Final = NamedNode(expand("rdf:type"))


class GraphTerms:
    """The terms of one graph."""

    def __init__(self, graph: pyoxigraph.Store) -> None:
        self.graph = graph

    def fits(self, iri: str, role: str) -> bool:
        """Whether the graph has an IRI in a role."""
        node = NamedNode(iri)
        if role == "property":
            return self.has(None, node, None)
        if role == "class":
            return self.has(None, TYPE, node)
        if role == "classes":
            return any(self.fits(cls, "class") for cls in self.classes_below(iri))
        return self.has(node, None, None) or self.has(None, None, node) or self.has(None, node, None)

    def classes_below(self, iri: str) -> list[str]:
        """A class and those below it."""
        found = [iri]
        for cls in found:
            below = self.match(None, node("rdfs:subClassOf"), NamedNode(cls), SAMPLE)
            found += [quad.subject.value for quad in below if quad.subject.value not in found]
        return found

    def nearest(self, iri: str, role: str) -> list[str]:
        """What the graph has that may be meant by an IRI that it has not: at most three, the likeliest first."""
        role = "classes" if role == "class" else role
        found = (self.respelled(iri), self.instead(iri), self.mapped(iri), self.named(iri), self.alike(iri, role))
        for candidates in found:
            if fitting := [one for one in dict.fromkeys(candidates) if self.fits(one, role)]:
                return fitting[:3]
        return []

    def respelled(self, iri: str) -> Iterator[str]:
        """An IRI with http for https, or in another namespace that is spelled nearly so, or is ours too."""
        yield _other_scheme(iri)
        namespace, local = _split(iri)
        ours = (PREFIXES["kg"], PREFIXES["kgr"])
        for other in PREFIXES.values():
            mixed_up = namespace in ours and other in ours
            if other != namespace and local and (mixed_up or similarity(namespace, other) >= NEARLY_SAME):
                yield other + local

    def instead(self, iri: str) -> Iterator[str]:
        """What is used instead of a well-known term."""
        table = known()["instead"]
        for one in (iri, _other_scheme(iri)):
            if one in table:
                yield expand(table[one])

    def mapped(self, iri: str) -> Iterator[str]:
        """The terms of the ontology that are said to mean about the same, or less."""
        for one in (iri, _other_scheme(iri)):
            for mapping in _MAPPINGS:
                yield from sorted(q.subject.value for q in self.match(None, node(mapping), NamedNode(one), SAMPLE))

    def named(self, iri: str) -> list[str]:
        """What is called by the name that stands where an IRI of ours has an id."""
        namespace, local = _split(iri)
        names = [Literal(unquote(local), language=language.tag) for language in Language]
        found = {quad.subject.value for name in names for quad in self.match(None, None, name, SAMPLE)}
        return sorted(one for one in found if one.startswith(namespace))

    def alike(self, iri: str, role: str) -> list[str]:
        """The terms with a name like an IRI's, the most like first; in another namespace, almost the same."""
        namespace, local = _split(iri)
        if namespace == PREFIXES["kgr"]:
            return self.of_names(local, namespace, self.things(), ALIKE)
        terms = list(self.vocabulary(role))
        near = self.of_names(local, namespace, terms, ALIKE)
        return near or self.of_names(local, PREFIXES["kg"], terms, NEARLY_SAME)

    def of_names(self, name: str, namespace: str, iris: Iterable[str], least: float) -> list[str]:
        """Those of the IRIs in a namespace whose rest is the most like a name, and at `least` so much."""
        names = sorted({iri.removeprefix(namespace) for iri in iris if iri.startswith(namespace)})
        return [namespace + one for one in best(name, names, least)]

    def vocabulary(self, role: str) -> Iterator[str]:
        """The terms that may have a role: the ontology's, and those that the data set's description (VoID) counts."""
        if role in ("property", "any"):
            yield from self.objects(node("void:property"))
            for kind in _PROPERTY_KINDS:
                yield from self.subjects(TYPE, node(kind))
        if role in ("classes", "any"):
            yield from self.objects(node("void:class"))
            yield from self.objects(node("rdfs:subClassOf"))
            yield from self.subjects(TYPE, node("owl:Class"))
        if role == "any":
            yield from self.subjects(node("skos:inScheme"), None)

    def things(self) -> list[str]:
        """The IRIs of what has a label."""
        return self.subjects(node("rdfs:label"), None, _THINGS)

    def values(self, iri: str) -> list[Any]:
        """The objects of a property, so many at the most."""
        return [quad.object for quad in self.match(None, NamedNode(iri), None, SAMPLE)]

    def subjects(self, predicate: NamedNode, obj: NamedNode | None, most: int = SAMPLE) -> list[str]:
        """The IRIs of the subjects of a property, with an object or any."""
        return [quad.subject.value for quad in self.match(None, predicate, obj, most)]

    def objects(self, predicate: NamedNode) -> set[str]:
        """The values of a property's objects, each once."""
        return {quad.object.value for quad in self.match(None, predicate, None, SAMPLE)}

    def has(self, subject: Any, predicate: Any, obj: Any) -> bool:
        """Whether a pattern has a triple."""
        return any(True for _ in self.match(subject, predicate, obj, 1))

    def match(self, subject: Any, predicate: Any, obj: Any, most: int) -> Iterator[Any]:
        """The first quads of a pattern."""
        return islice(self.graph.quads_for_pattern(subject, predicate, obj), most)


def node(curie: str) -> NamedNode:
    """The node that a CURIE names."""
    return NamedNode(expand(curie))


def _split(iri: str) -> tuple[str, str]:
    """An IRI as namespace and the rest, which for things of ours may hold slashes."""
    for namespace in (PREFIXES["kg"], PREFIXES["kgr"]):
        if iri.startswith(namespace):
            return namespace, iri.removeprefix(namespace)
    local = re.split("[#/]", iri)[-1]
    return iri[: len(iri) - len(local)], local


def _other_scheme(iri: str) -> str:
    scheme, colon, rest = iri.partition(":")
    return {"http": "https", "https": "http"}.get(scheme, scheme) + colon + rest


def written(node: Any) -> str:
    """A term as a query may write it."""
    if isinstance(node, NamedNode):
        short = compress(node.value)
        return short if short != node.value else f"<{node.value}>"
    if isinstance(node, Variable):
        return f"?{node.value}"
    if not isinstance(node, Literal):
        return "[]"
    if node.language:
        return f'"{node.value}"@{node.language}'
    if node.datatype.value in _BARE:
        return node.value
    return f'"{node.value}"' + ("" if node.datatype.value == STRING else f"^^{compress(node.datatype.value)}")


def best(name: str, names: Iterable[str], least: float) -> list[str]:
    """Those of the names that are the most like one, and at `least` so much; of equals, the one as long first."""
    scored = [(score, one) for one in names if (score := similarity(name, one)) >= least]
    scored.sort(key=lambda pair: (-pair[0], abs(len(pair[1]) - len(name))))
    return [one for score, one in scored if score >= scored[0][0] - _MUCH_LESS]


def similarity(one: str, other: str) -> float:
    """How much two names are alike in any case, from 0 to 1: by typing errors, or one within the other."""
    from rapidfuzz.distance import OSA

    one, other = one.lower(), other.lower()
    alike = OSA.normalized_similarity(one, other)
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    return max(alike, 0.6 + 0.4 * len(short) / len(long)) if len(short) > 3 and short in long else alike


@cache
def known() -> Mapping[str, Mapping[str, str]]:
    """What is known of other vocabularies: `prefixes` by name, and what to use `instead` of a term; and `over` what a
    property is reached from the things that once had it, or seem to.
    """
    found: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("known.json").read_text("utf-8"))
    return found
