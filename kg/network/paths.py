"""How things hang together: the ways between two of them, and who holds the whole together."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import networkx as nx

from kg import numbers
from kg.errors import KgError, NoWayError
from kg.lookup.lookup import Lookup
from kg.lookup.records import Claim, Step, Thing
from kg.messages import say
from kg.vocabulary import mint_iri

MOST_WAYS = 50
"""Ways that are listed at the most: between things near a hub there are thousands."""


MOST_HOPS = 4
"""Steps of a way at the most, where nobody says how many."""


@dataclass(frozen=True)
class Way:
    """One way between two things: the things on it, and between each two the claims that tie them."""

    things: tuple[Thing, ...]
    steps: tuple[tuple[Claim, ...], ...]


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


def named_ways(
    lookup: Lookup,
    start: str,
    end: str,
    *,
    max_hops: int = MOST_HOPS,
    every: bool = False,
    without: Iterable[str] = (),
    stated_only: bool = False,
    stand_ins: bool = False,
) -> list[Way]:
    """The `ways` between the two things that these names name.

    Raises NotFoundError and AmbiguousNameError, KgError where both ends are one thing, where an end shall be left
    out, or for hops that are none, and NoWayError where there is no way.
    """
    max_hops = numbers.given("max_hops", max_hops, numbers.steps)
    one, other = lookup.only(start), lookup.only(end)
    left_out = [lookup.only(name) for name in without]
    if one == other:
        raise KgError(say("{start!r} and {end!r} are one thing: {thing}", start=start, end=end, thing=one.label))
    if {one, other} & set(left_out):
        raise KgError(say("a way cannot leave out where it begins or ends"))
    found = ways(
        lookup,
        one,
        other,
        max_hops=max_hops,
        every=every,
        without=left_out,
        stated_only=stated_only,
        stand_ins=stand_ins,
    )
    if not found:
        raise NoWayError(one.label, other.label, max_hops, [thing.label for thing in left_out])
    return found


def steps(found: Iterable[Way]) -> Iterator[Step]:
    """Every claim on some ways, in order."""
    for way_number, way in enumerate(found, 1):
        for number, (ends, claims) in enumerate(zip(pairwise(way.things), way.steps, strict=True), 1):
            yield from (Step(way_number, number, *ends, claim) for claim in claims)


def ways(
    lookup: Lookup,
    start: Thing,
    end: Thing,
    *,
    max_hops: int = 6,
    every: bool = False,
    without: Sequence[Thing] = (),
    stated_only: bool = False,
    stand_ins: bool = False,
) -> list[Way]:
    """The shortest ways between two things, or `every` way of up to `max_hops` steps, shortest
    first; none leads through `without`. At most MOST_WAYS, always the same ones.

    With `stated_only`, nothing that is implied or has no stated actor ties them; and unless `stand_ins`
    says so, no way leads through a place that only stands for an actor that is not stated.
    """
    claims: dict[frozenset[str], list[Claim]] = {}
    for claim, ties in _ties(lookup, without, stated_only=stated_only):
        subject = claim.subject
        acts = stand_ins or subject in (start, end) or not lookup.stands_in(subject, claim)
        for pair in {frozenset((one.id, other.id)) for one, other in ties if acts or one != subject}:
            claims.setdefault(pair, []).append(claim)
    network: nx.Graph[str] = nx.Graph()
    for first, second in sorted(sorted(pair) for pair in claims):
        network.add_edge(first, second)
    if start.id not in network or end.id not in network:
        return []
    return [
        Way(
            tuple(lookup.thing(mint_iri(node)) for node in nodes),
            tuple(tuple(claims[frozenset(step)]) for step in pairwise(nodes)),
        )
        for nodes in islice(_walks(network, start.id, end.id, max_hops, every=every), MOST_WAYS)
    ]


def standings(lookup: Lookup, *, without: Sequence[Thing] = (), stated_only: bool = False) -> list[Standing]:
    """Everything that is linked to something, the most connected first; without those of `without`, and with
    `stated_only` without what is implied or has no stated actor.
    """
    tied = [ties for _, ties in _ties(lookup, without, stated_only=stated_only)]
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


def _ties(
    lookup: Lookup, without: Sequence[Thing], *, stated_only: bool
) -> Iterator[tuple[Claim, list[tuple[Thing, Thing]]]]:
    """Each claim with what it ties of two things, neither of them left out; with `stated_only` none that is implied or
    has no stated actor.
    """
    for claim in lookup.all_claims():
        if claim.is_stated or not stated_only:
            yield claim, [tie for tie in claim.ties if len({*tie}) == 2 and not {*tie} & {*without}]


def _walks(network: "nx.Graph[str]", start: str, end: str, max_hops: int, *, every: bool) -> Iterator[list[str]]:
    """The nodes of each way, the shortest ways first and those of one length in order."""
    if start == end or not nx.has_path(network, start, end):
        return
    shortest = len(nx.shortest_path(network, start, end)) - 1
    if shortest > max_hops:
        return
    if not every:
        yield from sorted(nx.all_shortest_paths(network, start, end))
        return
    for length in range(shortest, max_hops + 1):
        found = nx.all_simple_paths(network, start, end, cutoff=length)
        yield from sorted(walk for walk in found if len(walk) == length + 1)
