"""The graph as a networkx network: entities as nodes, asserted and other claims as edges."""

from typing import TYPE_CHECKING

from kg.lookup import Described, Lookup
from kg.store import Store
from kg.vocabulary import expand

if TYPE_CHECKING:
    import networkx as nx


def read_network(store: Store, language: str = "en", only: frozenset[str] | None = None) -> "nx.MultiDiGraph[str]":
    """The network of all things and claims, nodes by the id of their thing and edges by that of their claim.

    With `only`, of the things of these ids and the claims between them.

    Nodes carry `label`, `type` (a class's local name) and `type_label`; edges carry
    `predicate`, `label`, `modality`, `statedness`, `level`, `edition`, `date`, `by`, `report`,
    `section` and `quote`, all strings, "" where there is none.
    """
    import networkx as nx

    lookup = Lookup(store, language)
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for thing in lookup.all_things(only):
        network.add_node(thing.id, label=thing.label, type=thing.type, type_label=thing.type_label)
    for claim in lookup.all_claims(only):
        network.add_edge(
            claim.subject.id,
            claim.object.id,
            key=claim.id,
            predicate=claim.predicate,
            label=claim.words,
            modality=claim.modality,
            statedness=claim.statedness,
            level=claim.level,
            edition=claim.edition,
            date=claim.date,
            by="|".join(body.id for body in claim.authorities),
            report=claim.receipt.report,
            section=claim.receipt.section,
            quote=claim.receipt.quote,
        )
    return network


def styles(store: Store) -> dict[str, tuple[str, str, str]]:
    """For each class of the ontology the colour, the shape and the class that gave it them."""
    found: dict[str, tuple[str, str, str]] = {}

    def visit(cls: str, inherited: tuple[str, str, str]) -> None:
        described = Described(store, cls)
        local = cls.removeprefix(expand("kg:"))
        own = described.one("kg:colour")
        style = (own, described.one("kg:shape"), local) if own else inherited
        found.setdefault(local, style)
        for below in store.subjects(expand("rdfs:subClassOf"), cls):
            visit(below, style)

    visit(expand("kg:Entity"), ("#999999", "dot", "Entity"))
    return found
