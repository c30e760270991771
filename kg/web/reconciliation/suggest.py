"""What may be meant by what somebody types (Reconciliation Service API 0.2, section 6): things, classes, properties."""

from collections.abc import Iterable
from typing import Any, Final

from kg.lookup.lookup import Lookup
from kg.lookup.properties import indicators, named_property, properties
from kg.vocabulary import expand
from kg.web.reconciliation.answers import description

PAGE: Final = 20
"""Suggestions at once."""
FARTHEST: Final = 1000
"""How many may be skipped."""

Suggested = list[dict[str, Any]]


def entities(lookup: Lookup, prefix: str, cursor: int, type: str = "") -> Suggested:
    """The things that a text may name, best first, behind as many as `cursor` says; only of a class where one is given.

    Raises NoSuchTermError for a class that there is not.
    """
    classes = lookup.classes_below(lookup.term("class", type)) if type else None
    hits = lookup.store.names.find(prefix, (cursor + PAGE) * (1 if classes is None else 10), fuzzy=True)
    things = lookup.things(hit.name.thing for hit in hits)
    fitting = [thing for thing in things if classes is None or thing.type in classes][cursor : cursor + PAGE]
    return [
        {
            "id": thing.id,
            "name": thing.label,
            "description": description(thing),
            "notable": [{"id": thing.type, "name": thing.type_label}],
        }
        for thing in fitting
    ]


def types(lookup: Lookup, prefix: str, cursor: int) -> Suggested:
    """The classes whose id, or name in either language, begins with or holds a text."""
    found = []
    for term in lookup.terms("class"):
        described = lookup.descriptions.of(expand(f"kg:{term}"))
        told = {"id": term, "name": described.label(lookup.language)}
        if definition := described.said("skos:definition", lookup.language):
            told["description"] = definition
        found.append((told, [term, *described.all("rdfs:label")]))
    return _fitting(found, prefix, cursor)


def all_properties(lookup: Lookup, prefix: str, cursor: int) -> Suggested:
    """The properties whose id or name begins with or holds a text, figures of single indicators too."""
    every = [*properties(lookup), *indicators(lookup)]
    return _fitting([({"id": of.id, "name": of.name}, [of.id, of.name]) for of in every], prefix, cursor)


def proposed(lookup: Lookup, type: str) -> Suggested:
    """The properties whose values can be asked for of things of a class; raises NoSuchTermError."""
    term = lookup.term("class", type) if type else ""
    return [{"id": of.id, "name": of.name} for of in properties(lookup, term)]


def type_told(lookup: Lookup, id: str) -> tuple[str, str]:
    """What a class is called, and what it is; raises NoSuchTermError."""
    described = lookup.descriptions.of(expand(f"kg:{lookup.term('class', id)}"))
    return described.label(lookup.language), described.said("skos:definition", lookup.language)


def property_told(lookup: Lookup, id: str) -> tuple[str, str]:
    """What a property is called, and what it is; raises NoSuchTermError."""
    found = named_property(lookup, id)
    described = lookup.descriptions.of(expand(f"kg:{id}")) if id in lookup.terms("predicate") else None
    return found.name, described.said("skos:definition", lookup.language) if described else ""


def _fitting(every: Iterable[tuple[dict[str, Any], list[str]]], prefix: str, cursor: int) -> Suggested:
    """Those of which a name holds what was typed; those with one that begins so first."""
    typed = prefix.strip().casefold()
    if not typed:
        return []
    folded = [(told, [name.casefold() for name in names]) for told, names in every]
    fitting = [(told, names) for told, names in folded if any(typed in name for name in names)]
    ordered = sorted(fitting, key=lambda pair: not any(name.startswith(typed) for name in pair[1]))
    return [told for told, _ in ordered][cursor : cursor + PAGE]
