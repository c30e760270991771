"""What is linked to a thing, in groups by relation: the bundles of `kg.lookup.links`, as a page shows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from kg.folders import read_query
from kg.lookup.links import Bundle
from kg.lookup.lookup import Lookup
from kg.lookup.records import Claim, Thing
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


def rows(lookup: Lookup, query: str, thing: Thing, *names: str) -> Iterable[tuple[str, ...]]:
    """The IRIs that the solutions of a query about a thing bind to variables."""
    result = lookup.store.query(read_query(__file__, query), {"thing": NamedNode(thing.iri)})
    assert isinstance(result, Solutions)
    return [tuple(term.value for name in names if (term := row[name])) for row in result]


def group(views: Views, thing: Thing, bundle: Bundle, page: str, *, only: bool) -> Group:
    """A group as it is shown: a page of it where there is nothing else, else the first of many. Raises as `part`
    does.
    """
    lookup = views.lookup
    chosen = shown(bundle, page, only=only)
    claims = lookup.claims(iri for told in chosen.items for iri in (told.claim, *told.ways))
    items = []
    for iri, ways in chosen.items:
        entity = claims[iri].subject if ways else other(claims[iri], thing)
        items.append(Item(views.view(claims[iri]), entity, tuple(views.view(claims[way]) for way in ways)))
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
