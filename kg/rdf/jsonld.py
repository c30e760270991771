"""Triples as JSON-LD 1.1 that reads well: prefixes, and a term for each property."""

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, Triple

from kg.vocabulary import PREFIXES

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*", re.ASCII)

_TYPE, _STRING = PREFIXES["rdf"] + "type", PREFIXES["xsd"] + "string"

_MIXED: Final = "mixed"


def to_jsonld(triples: Iterable[Triple]) -> str:
    """A document of one `@graph`, a node object a subject, in the order of their IRIs.

    The context is made from the triples: each property has a term by its local name (its CURIE,
    where two share that), which says of what kind its values are, if they are of one kind. So
    values are plain strings, and nothing is lost of what RDF 1.1 has.
    """
    nodes: dict[str, dict[str, list[Any]]] = {}
    for triple in sorted(set(triples), key=str):
        nodes.setdefault(_id(triple.subject), {}).setdefault(triple.predicate.value, []).append(triple.object)
    objects: dict[str, list[Any]] = {}
    for properties in nodes.values():
        for predicate, values in properties.items():
            objects.setdefault(predicate, []).extend(values)
    values = [value for of in objects.values() for value in of]
    named = [*nodes, *objects, *(value.datatype.value if _is_literal(value) else _id(value) for value in values)]
    schemes = {iri.partition(":")[0] for iri in named}  # a prefix or term of that name would change the IRI
    prefixes = {prefix: namespace for prefix, namespace in PREFIXES.items() if prefix not in schemes}
    compact = _compacter(prefixes)
    kinds = {predicate: _kind(values) for predicate, values in objects.items()}
    terms = _terms(kinds, compact, schemes | {"id", "type", *PREFIXES})
    # a term whose values were typed by itself would be a circle to who reads it (JSON-LD 1.1 API, 4.2)
    typed = {compact(kind) for kind in kinds.values() if ":" in kind}
    kinds = {predicate: _MIXED if terms[predicate] in typed else kind for predicate, kind in kinds.items()}
    context: dict[str, Any] = {"id": "@id", "type": "@type"} | prefixes
    for predicate in sorted(terms, key=terms.__getitem__):
        if definition := _definition(terms[predicate], compact(predicate), kinds[predicate], compact):
            context[terms[predicate]] = definition
    graph = []
    for subject in sorted(nodes):
        node = {"id": compact(subject)}
        for predicate in sorted(nodes[subject], key=lambda predicate: (predicate != _TYPE, terms[predicate])):
            node[terms[predicate]] = _values(nodes[subject][predicate], kinds[predicate], compact)
        graph.append(node)
    return json.dumps({"@context": context, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


def _is_literal(value: object) -> bool:
    return isinstance(value, Literal)


def _id(node: Any) -> str:
    return f"_:{node.value}" if isinstance(node, BlankNode) else node.value


def _compacter(prefixes: Mapping[str, str]) -> Callable[[str], str]:
    def compact(iri: str) -> str:
        for prefix, namespace in prefixes.items():
            local = iri.removeprefix(namespace)
            if local != iri and local and not local.startswith("//"):
                return f"{prefix}:{local}"
        return iri

    return compact


def _kind(values: Iterable[Any]) -> str:
    """What all values are: `@id`, `@language`, the IRI of a datatype; or mixed."""
    kinds = set()
    for value in values:
        if isinstance(value, Literal):
            kinds.add("@language" if value.language else value.datatype.value)
        else:
            kinds.add("@id")
    return kinds.pop() if len(kinds) == 1 else _MIXED


def _terms(kinds: Mapping[str, str], compact: Callable[[str], str], taken: Collection[str]) -> dict[str, str]:
    """The key of each predicate: none of the names `taken`."""
    local = {predicate: re.split(r"[/#:]", predicate)[-1] for predicate in kinds}
    often = Counter(local.values())
    terms = {}
    for predicate, name in local.items():
        if predicate == _TYPE and kinds[predicate] == "@id":
            terms[predicate] = "type"
        elif often[name] == 1 and _NAME.fullmatch(name) and name not in taken:
            terms[predicate] = name
        else:
            terms[predicate] = compact(predicate)
    return terms


def _definition(term: str, iri: str, kind: str, compact: Callable[[str], str]) -> object:
    """What the context says of a term; None where it need say nothing."""
    if term == "type":
        return None
    if kind == "@language":
        return {"@id": iri, "@container": "@language"}
    if kind in (_MIXED, _STRING):
        return iri if term != iri else None
    return {"@id": iri, "@type": kind if kind == "@id" else compact(kind)}


def _values(values: list[Any], kind: str, compact: Callable[[str], str]) -> Any:
    if kind == "@language":
        tags: dict[str, list[str]] = {}
        for value in values:
            tags.setdefault(value.language, []).append(value.value)
        return {tag: _one(texts) for tag, texts in sorted(tags.items())}
    if kind == _MIXED:
        return _one([_expanded(value, compact) for value in values])
    return _one([compact(_id(value)) if kind == "@id" else value.value for value in values])


def _expanded(value: Any, compact: Callable[[str], str]) -> dict[str, str]:
    if not isinstance(value, Literal):
        return {"id": compact(_id(value))}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    if value.datatype.value == _STRING:
        return {"@value": value.value}
    return {"@value": value.value, "@type": compact(value.datatype.value)}


def _one(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values
