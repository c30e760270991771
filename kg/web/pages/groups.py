"""What is linked to a thing, in groups by relation: all are counted, and read are only those that a page shows, so that
a thing of which every report speaks costs no more than another.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from kg.lookup.described import local_name
from kg.lookup.lookup import Lookup
from kg.lookup.records import Claim, Thing
from kg.network.layout import act_predicates
from kg.rdf.terms import NamedNode
from kg.sparql.results import Solutions
from kg.text.words import word
from kg.vocabulary import expand
from kg.web.pages.paging import Part, part
from kg.web.pages.views import View, Views

T = TypeVar("T")

FOLDED: Final = 20
"""Items of a long group that its thing's page shows; a page of their own has all."""
LONG: Final = 50
"""Items of a group that are shown all the same, and of a page of its own."""
_ROLES: Final = {"rdf:subject": "", "rdf:object": ".of", "kg:authority": ".by"}
"""How the key of a group ends, by what the thing is in its claims."""
_THROUGH: Final = "awarded.through"
_QUERIES: Final = Path(__file__).with_name("queries")


@dataclass(frozen=True)
class Item:
    """A claim as a group shows it: its other end, unless the whole sentence is shown; and the claims in between."""

    view: View
    entity: Thing | None
    way: tuple[View, ...] = ()


@dataclass(frozen=True)
class Group:
    """Claims of one relation, told from the thing's side: `key` names it in addresses."""

    key: str
    heading: str
    items: Part[Item]


@dataclass(frozen=True)
class Bundle:
    """The claims of a group, IRIs all, and by these the claims in between."""

    key: str
    claims: Sequence[str]
    ways: Mapping[str, Sequence[str]] = field(default_factory=dict)


def bundles(lookup: Lookup, thing: Thing) -> list[Bundle]:
    """What is linked to a thing, by relation. Honours and what else is told as an act (foundings, pilots, signings)
    come first, then what there is most of.
    """
    ends = {expand(role): end for role, end in _ROLES.items()}
    found: dict[str, list[str]] = {}
    for role, predicate, claim in rows(lookup, "links", thing, "role", "predicate", "claim"):
        found.setdefault(local_name(predicate) + ends[role], []).append(claim)
    ways: dict[str, list[str]] = {}
    for claim, way in rows(lookup, "through", thing, "claim", "way"):
        ways.setdefault(claim, []).append(way)
    through = [Bundle(_THROUGH, list(ways), ways)] if ways else []
    acts = {name: at for at, name in enumerate(_acts(lookup))}
    told = [*(Bundle(key, claims) for key, claims in found.items()), *through]
    return sorted(told, key=lambda of: (acts.get(of.key.partition(".")[0], len(acts)), -len(of.claims), of.key))


def rows(lookup: Lookup, query: str, thing: Thing, *names: str) -> Iterable[tuple[str, ...]]:
    """The IRIs that the solutions of a query about a thing bind to variables."""
    result = lookup.store.query((_QUERIES / f"{query}.rq").read_text("utf-8"), {"thing": NamedNode(thing.iri)})
    assert isinstance(result, Solutions)
    return [tuple(term.value for name in names if (term := row[name])) for row in result]


def _acts(lookup: Lookup) -> list[str]:
    """The relations that tell of an act: honours, then foundings, then the others."""
    first = ["awarded", "founded"]
    return [*first, *(name for name in sorted(act_predicates(lookup)) if name not in first)]


def group(views: Views, thing: Thing, bundle: Bundle, page: str, *, only: bool) -> Group:
    """A group as it is shown: a page of it where there is nothing else, else the first of many. Raises as `part`
    does.
    """
    lookup = views.lookup
    chosen = shown(bundle.claims, page, only=only)
    ways = {claim: list(bundle.ways.get(claim, ())) for claim in chosen.items}
    records = lookup.records([*chosen.items, *(way for of in ways.values() for way in of)])
    items = []
    for iri in chosen.items:
        if isinstance(claim := records.get(iri), Claim):
            entity = claim.subject if ways[iri] else other(claim, thing)
            items.append(Item(views.view(claim), entity, tuple(views.view(records[way]) for way in ways[iri])))
    return Group(bundle.key, _heading(lookup, bundle.key), Part(items, chosen.number, chosen.size, chosen.count))


def shown(items: Sequence[T], page: str, *, only: bool) -> Part[T]:
    """Those of some items that are shown: a page of them where there is nothing else, else the first of many; raises as
    `part` does.
    """
    if only:
        return part(items, page, LONG)
    return Part(items if len(items) <= LONG else items[:FOLDED], 1, LONG, len(items))


def other(claim: Claim, thing: Thing) -> Thing | None:
    """The end of a claim that is not the thing; None where the thing is neither."""
    return claim.object if thing == claim.subject else claim.subject if thing == claim.object else None


def _heading(lookup: Lookup, key: str) -> str:
    """What a group is headed by: its relation, read from the thing on."""
    name, _, side = key.partition(".")
    predicate = lookup.descriptions.of(expand(f"kg:{name}"))
    label = predicate.label(lookup.language)
    if side == "of":
        return predicate.one("kg:inverseLabel", lookup.language) or f"← {label}"
    if side:
        return word("confers-group" if side == "by" else "web-through", lookup.language)
    return label
