"""What may be chosen where a term, report or place is asked for, as the reader's language calls it."""

from collections.abc import Iterable, Mapping
from typing import Final

from kg.folders import read_query
from kg.lookup.described import thing_id
from kg.lookup.lookup import ALL_KINDS, Lookup
from kg.lookup.records import Value
from kg.rdf.terms import NamedNode, Term
from kg.sparql.results import Solutions
from kg.vocabulary import expand

TERMS: Final = ("level", "class", "predicate", "section", "kind")
"""The kinds of terms among which one chooses."""
MOST: Final = 300
"""Things that a list for choosing holds; of more, one types the name."""


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


def things(lookup: Lookup, type: str) -> list[Value]:
    """The things of a class, by their labels; none where they are more than MOST."""
    return _labelled(lookup, "some-things", {"top": NamedNode(expand(f"kg:{type}"))})


def reports(lookup: Lookup) -> list[Value]:
    """The reports that were read, by their labels; likewise."""
    return _labelled(lookup, "some-reports", {})


def _labelled(lookup: Lookup, query: str, bindings: Mapping[str, Term]) -> list[Value]:
    """The things that a query finds, which ends at one more than MOST."""
    result = lookup.store.query(read_query(__file__, query), bindings)
    assert isinstance(result, Solutions)
    iris = sorted({term.value for row in result if (term := row["thing"])})
    if len(iris) > MOST:
        return []
    read = zip(iris, lookup.descriptions.read(iris), strict=True)
    return _by_label(Value(thing_id(iri), described.label(lookup.language)) for iri, described in read)


def _by_label(values: Iterable[Value]) -> list[Value]:
    return sorted(values, key=lambda value: (value.label, value.value))


def _parts(section: str) -> list[tuple[int, str]]:
    """The numbers of a section such as s5.10, to sort by."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in section.removeprefix("s").split(".")]
