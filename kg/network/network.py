"""The graph as a networkx network: entities as nodes, asserted and other claims as edges."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from kg.lookup.described import local_name
from kg.lookup.flat import claim_values, flat_source
from kg.lookup.lookup import Lookup
from kg.lookup.records import Claim, Thing
from kg.vocabulary import expand

if TYPE_CHECKING:
    import networkx as nx


def read_network(
    lookup: Lookup,
    only: frozenset[str] | None = None,
    *,
    without: Collection[Thing] = (),
    stated_only: bool = False,
) -> "nx.MultiDiGraph[str]":
    """The network of all things and claims, nodes by the id of their thing and edges by that of their claim.

    With `only`, of the things of these ids and the claims between them; without those of `without`;
    with `stated_only`, no claim that is implied or has no stated actor.

    Nodes carry `label`, `type` (a class's local name), `type_label`, `jurisdiction` and `marks`; edges carry `label`,
    the fields of their claim (`kg.lookup.flat.CLAIM_FIELDS`), `marks`, `place_id`, `place`, `report`, `section` and
    `quote`, all strings, "" where there is none. Things and claims are those that the lookup is narrowed to, and
    what such claims tie.
    """
    import networkx as nx

    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    claims = [claim for claim in lookup.all_claims(only) if claim.is_stated or not stated_only]
    ends = (end for claim in claims for end in (claim.subject, claim.object))  # which need not be of a jurisdiction
    for thing in dict.fromkeys([*lookup.all_things(only), *ends]):
        network.add_node(
            thing.id,
            label=thing.label,
            type=thing.type,
            type_label=thing.type_label,
            jurisdiction=thing.jurisdiction,
            marks="|".join(thing.marks),
        )
    for claim in claims:
        network.add_edge(claim.subject.id, claim.object.id, key=claim.id, **_attributes(claim))
    network.remove_nodes_from(thing.id for thing in without)
    return network


def _attributes(claim: Claim) -> dict[str, str]:
    first = {"predicate": claim.predicate, "label": claim.words}
    values = {key: _text(value) for key, value in claim_values(claim).items()}
    return first | values | {"marks": "|".join(claim.marks)} | flat_source(claim)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "|".join(thing.id for thing in value)


def styles(lookup: Lookup) -> dict[str, tuple[str, str, str]]:
    """For each class of the ontology the colour, the shape and the class that gave it them."""
    found: dict[str, tuple[str, str, str]] = {}

    def visit(cls: str, inherited: tuple[str, str, str]) -> None:
        described = lookup.descriptions.of(cls)
        own = described.one("kg:colour")
        style = (own, described.one("kg:shape"), local_name(cls)) if own else inherited
        found.setdefault(local_name(cls), style)
        for below in lookup.subclasses(cls):
            visit(below, style)

    lookup.descriptions.read(expand(f"kg:{name}") for name in lookup.classes_below("Entity"))
    visit(expand("kg:Entity"), ("#999999", "dot", "Entity"))
    return found
