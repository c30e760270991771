"""What may be chosen where a term, report or place is asked for, as the reader's language calls it."""

from collections.abc import Iterable

from kg.lookup.described import thing_id
from kg.lookup.lookup import ALL_KINDS, Lookup
from kg.lookup.records import Value
from kg.vocabulary import expand

TERMS = ("level", "class", "predicate", "section", "kind")
"""The kinds of terms among which one chooses."""


def choices(lookup: Lookup, kind: str) -> list[Value]:
    """The terms of a kind: sections in the order of reports, levels in that of the ontology, others by their labels.

    Of the kinds of reports, that which is all of them is left out.
    """
    found = {term: described for term, described in lookup.described_terms(kind) if term != ALL_KINDS}
    values = [Value(term, described.label(lookup.language) or term) for term, described in found.items()]
    if kind == "section":
        return sorted(values, key=lambda value: _parts(value.value))
    if kind == "level":
        return sorted(values, key=lambda value: int(found[value.value].one("schema:position") or 0))
    return _by_label(values)


def things(lookup: Lookup, type: str, most: int) -> list[Value]:
    """The things of a class, by their labels; none where they are more than a list for choosing holds."""
    classes = [expand(f"kg:{name}") for name in sorted(lookup.classes_below(type))]
    iris = sorted({iri for iri, _ in lookup.store.pairs(expand("kg:class"), classes)})
    if len(iris) > most:
        return []
    read = zip(iris, lookup.descriptions.read(iris), strict=True)
    return _by_label(
        Value(thing_id(iri), of.label(lookup.language)) for iri, of in read if not of.one("owl:deprecated")
    )


def reports(lookup: Lookup, most: int) -> list[Value]:
    """The reports that were read, by their labels, within the same bound."""
    parted = {whole for _, whole in lookup.store.pairs(expand("dcterms:isPartOf"))}
    read = [iri for iri, _ in lookup.store.pairs(expand("rdf:type"), [expand("kg:Report")]) if iri in parted]
    return _by_label(Value(thing_id(iri), lookup.label(iri)) for iri in read) if len(read) <= most else []


def _by_label(values: Iterable[Value]) -> list[Value]:
    return sorted(values, key=lambda value: (value.label, value.value))


def _parts(section: str) -> list[tuple[int, str]]:
    """The numbers of a section such as s5.10, to sort by."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in section.removeprefix("s").split(".")]
