"""How things hang together: the ways between two of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from kg import numbers
from kg.errors import KgError, NoWayError
from kg.lookup.lookup import Lookup
from kg.lookup.records import Claim, Step, Thing
from kg.messages import clauses, say, say_count
from kg.network.search import Search
from kg.network.ties import Ties

MOST_WAYS = 50
"""Ways that are listed at the most: between things near a hub there are thousands."""


MOST_HOPS = 4
"""Steps of a way at the most, where nobody says how many."""


@dataclass(frozen=True)
class Way:
    """One way between two things: the things on it, and between each two the claims that tie them."""

    things: tuple[Thing, ...]
    steps: tuple[tuple[Claim, ...], ...]


class Ways(list[Way]):
    """Ways between two things. `is_cut` tells whether there are more; `links` is 0, or where the search was stopped how
    many links it had looked at.
    """

    def __init__(self, found: Iterable[Way] = (), *, is_cut: bool = False, links: int = 0) -> None:
        super().__init__(found)
        self.is_cut, self.links = is_cut, links

    @property
    def note(self) -> str:
        """What is to be said beside them, where they may not be all; or ""."""
        advice = say("fewer --max-hops or a --without narrow them")
        if self.is_cut:
            return clauses(say("these are the first {count} ways", count=len(self)), advice)
        if self.links:
            told = say_count(
                "the search was stopped after {count} link: there may be other ways",
                "the search was stopped after {count} links: there may be other ways",
                count=self.links,
            )
            return clauses(told, advice)
        return ""


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
) -> Ways:
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
        raise NoWayError(one.label, other.label, max_hops, [thing.label for thing in left_out], found.links)
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
) -> Ways:
    """The shortest ways between two things, or `every` way of up to `max_hops` steps, shortest
    first; none leads through `without`. At most MOST_WAYS, always the same ones.

    With `stated_only`, nothing that is implied or has no stated actor ties them; and unless `stand_ins`
    says so, no way leads through a place that only stands for an actor that is not stated.
    """
    ties = Ties(lookup, (start, end), without, stated_only=stated_only, stand_ins=stand_ins)
    search = Search(ties, start.iri, end.iri)
    nodes = list(islice(_walks(search, max_hops, every=every), MOST_WAYS + 1))
    told = nodes[:MOST_WAYS]
    tied = {step: ties.claims(*step) for way in told for step in pairwise(way)}
    claims = lookup.claims(iri for of in tied.values() for iri in of)
    found = (
        Way(tuple(map(lookup.thing, way)), tuple(tuple(claims[iri] for iri in tied[step]) for step in pairwise(way)))
        for way in told
    )
    return Ways(found, is_cut=len(nodes) > MOST_WAYS, links=ties.links if search.is_stopped else 0)


def _walks(search: Search, max_hops: int, *, every: bool) -> Iterator[list[str]]:
    """The things of each way, the shortest ways first and those of one length in order."""
    for length in range(1, max_hops + 1):
        found = False
        for way in search.ways(length):
            found = True
            yield way
        if found and not every:
            return
