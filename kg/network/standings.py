"""Who holds the network together: how things stand in the whole of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx

from kg.lookup.lookup import Lookup
from kg.lookup.records import Thing
from kg.vocabulary import mint_iri


@dataclass(frozen=True)
class Standing:
    """How a thing stands in the network: `degree` counts its claims, `betweenness` is the share of
    the shortest ways between others that lead through it (Freeman 1977), from 0 to 1; things of
    one `community` (Louvain, Blondel et al. 2008) are tied more closely, the largest is 1.
    """

    thing: Thing
    degree: int
    betweenness: float
    community: int


def standings(lookup: Lookup, *, without: Sequence[Thing] = (), stated_only: bool = False) -> list[Standing]:
    """Everything that is linked to something, the most connected first; without those of `without`, and with
    `stated_only` without what is implied or has no stated actor.
    """
    tied = _ties(lookup, without, stated_only=stated_only)
    degree = Counter(thing.id for ties in tied for thing in {end for tie in ties for end in tie})
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(thing.id for thing in lookup.all_things() if thing.id in degree)
    simple.add_edges_from((one.id, other.id) for ties in tied for one, other in ties)
    betweenness = nx.betweenness_centrality(simple)
    communities = nx.community.louvain_communities(simple, seed=1)
    ordered = sorted(communities, key=lambda members: (-len(members), min(members)))
    community = {node: number for number, members in enumerate(ordered, 1) for node in members}
    found = [
        Standing(lookup.thing(mint_iri(node)), degree[node], betweenness[node], community[node]) for node in simple
    ]
    return sorted(found, key=lambda s: (-s.degree, -s.betweenness, s.thing.id))


def _ties(lookup: Lookup, without: Sequence[Thing], *, stated_only: bool) -> list[list[tuple[Thing, Thing]]]:
    """What each claim ties of two things, neither of them left out; with `stated_only` none that is implied or has no
    stated actor.
    """
    return [
        [tie for tie in claim.ties if len({*tie}) == 2 and not {*tie} & {*without}]
        for claim in lookup.all_claims()
        if claim.is_stated or not stated_only
    ]
