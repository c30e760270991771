"""The pages of classes and of relations: which there are, and what each has."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kg.errors import NoSuchTermError
from kg.lookup.described import Described, local_name, thing_id
from kg.lookup.lookup import Lookup
from kg.lookup.records import Thing
from kg.vocabulary import expand
from kg.web.http.ids import iri_of
from kg.web.pages.counted import Counted
from kg.web.pages.paging import part
from kg.web.pages.search import Facet
from kg.web.pages.views import Views

_FACETS: Final = 15
"""Narrowings of a kind that are offered."""


@dataclass(frozen=True)
class Kind:
    """A class or relation: its term, what it is called and what that means, and how much has it; what lies below."""

    term: str
    label: str
    definition: str
    count: int
    below: "tuple[Kind, ...]" = ()


def classes_content(lookup: Lookup, counted: Counted) -> dict[str, Any]:
    """What the template of all classes is given: those that have things, as a tree."""
    counts = counted.counts(lookup.store, "classes")
    lookup.descriptions.read(expand(f"kg:{name}") for name in lookup.classes_below("Entity"))
    root = _class(lookup, counts, expand("kg:Entity"))
    return {"classes": root.below, "count": root.count}


def _class(lookup: Lookup, counts: Mapping[str, int], iri: str) -> Kind:
    below = tuple(_class(lookup, counts, of) for of in lookup.subclasses(iri) if counts.get(of))
    ordered = tuple(sorted(below, key=lambda kind: -kind.count))
    return Kind(local_name(iri), lookup.label(iri), comment(lookup, iri), counts.get(iri, 0), ordered)


def comment(lookup: Lookup, iri: str) -> str:
    """What a term of the ontology means, in the reader's language where it is told in that."""
    described = lookup.descriptions.of(iri)
    return described.said("skos:definition", lookup.language) or described.said("rdfs:comment", lookup.language)


def class_content(
    lookup: Lookup, counted: Counted, name: str, place: str = "", report: str = "", page: str = ""
) -> dict[str, Any]:
    """What the template of a class is given: its things, and those of the classes below, of a `place` and named in a
    `report` where these are given. Raises NoSuchTermError, and as `part` does.
    """
    entities = lookup.classes_below("Entity")
    if name not in entities:
        raise NoSuchTermError(name, sorted(entities))
    cls = expand(f"kg:{name}")
    iris = _narrowed(lookup, [iri for iri, _ in lookup.store.pairs(expand("rdf:type"), [cls])], place, report)
    chosen = part(iris, page)
    places, reports = _facets(lookup, counted, cls, iris, narrowed=bool(place or report))
    above = [of for of in lookup.descriptions.of(cls).all("rdfs:subClassOf") if local_name(of) in entities]
    counts = counted.counts(lookup.store, "classes")
    return {
        "kind": _class(lookup, counts, cls),
        "above": [Kind(local_name(of), lookup.label(of), "", counts.get(of, 0)) for of in above],
        "things": things(lookup, chosen.items),
        "chosen": chosen,
        "place": place,
        "report": report,
        "places": _offered(lookup, places, place),
        "reports": _offered(lookup, reports, report),
    }


def things(lookup: Lookup, iris: Sequence[str]) -> list[Thing]:
    """The things of some IRIs, read at once."""
    lookup.descriptions.read(iris)
    return list(map(lookup.thing, iris))


def _narrowed(lookup: Lookup, iris: list[str], place: str, report: str) -> list[str]:
    """Those of some things that are of a place, and named in a report, where these are given."""
    store = lookup.store
    kept = iris
    if place:
        here = {iri for iri, _ in store.pairs(expand("kg:jurisdiction"), [iri_of(place)])}
        kept = [iri for iri in kept if iri in here]
    if report:
        mentions = [iri for iri, _ in store.pairs(expand("prov:wasDerivedFrom"), [iri_of(report)])]
        named = {iri for iri, _ in store.pairs(expand("kg:mention"), mentions)}
        kept = [iri for iri in kept if iri in named]
    return kept


def _facets(
    lookup: Lookup, counted: Counted, cls: str, iris: Sequence[str], *, narrowed: bool
) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """How many of some things are of each place, and named in each report; of all of a class, as they were counted."""
    if not narrowed:
        return counted.counts(lookup.store, "class-places", cls), counted.counts(lookup.store, "class-reports", cls)
    described = lookup.descriptions.read(iris)
    mentions = [of.all("kg:mention") for of in described]
    lookup.descriptions.read(mention for of in mentions for mention in of)
    reports = Counter(report for of in mentions for report in {_report(lookup, mention) for mention in of})
    return Counter(place for of in described for place in of.all("kg:jurisdiction")), reports


def _report(lookup: Lookup, mention: str) -> str:
    return lookup.descriptions.of(mention).one("prov:wasDerivedFrom")


def _offered(lookup: Lookup, counts: Mapping[str, int], chosen: str) -> list[Facet]:
    """The narrowings to offer, those with most first."""
    most = sorted(counts, key=lambda iri: (thing_id(iri) != chosen, -counts[iri], iri))[:_FACETS]
    lookup.descriptions.read(most)
    return [Facet(lookup.label(iri), thing_id(iri), counts[iri], thing_id(iri) == chosen) for iri in most]


def predicates_content(lookup: Lookup, counted: Counted) -> dict[str, Any]:
    """What the template of all relations is given: those that have claims, the most frequent first."""
    counts = counted.counts(lookup.store, "predicates")
    lookup.descriptions.read(counts)
    return {"predicates": [_predicate(lookup, iri, count) for iri, count in counts.items()]}


def _predicate(lookup: Lookup, iri: str, count: int) -> Kind:
    return Kind(local_name(iri), lookup.label(iri), comment(lookup, iri), count)


def predicate_content(lookup: Lookup, name: str, report: str = "", page: str = "") -> dict[str, Any]:
    """What the template of a relation is given: its claims, those of a `report` where one is given. Raises
    NoSuchTermError, and as `part` does.
    """
    if name not in lookup.terms("predicate"):
        raise NoSuchTermError(name, lookup.terms("predicate"))
    iri = expand(f"kg:{name}")
    claims = [claim for claim, _ in lookup.store.pairs(expand("rdf:predicate"), [iri])]
    if report:
        told = {record for record, _ in lookup.store.pairs(expand("prov:wasDerivedFrom"), [iri_of(report)])}
        claims = [claim for claim in claims if claim in told]
    chosen, views = part(claims, page, 25), Views(lookup)
    described = lookup.descriptions.of(iri)
    return {
        "kind": _predicate(lookup, iri, len(claims)),
        "inverse": described.one("kg:inverseLabel", lookup.language),
        "domains": _classes(lookup, described, "rdfs:domain", "schema:domainIncludes"),
        "ranges": _classes(lookup, described, "rdfs:range", "schema:rangeIncludes"),
        "chosen": chosen,
        "views": [views.view(record) for record in lookup.records(chosen.items).values()],
        "report": report,
        "report_label": lookup.label(iri_of(report)) if report else "",
    }


def _classes(lookup: Lookup, described: Described, *curies: str) -> list[Kind]:
    """The classes that a property ties."""
    iris: Collection[str] = dict.fromkeys(iri for curie in curies for iri in described.all(curie))
    return [Kind(local_name(iri), lookup.label(iri), "", 0) for iri in iris if lookup.label(iri)]
