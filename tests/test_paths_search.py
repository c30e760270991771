"""The search for ways from both ends, beside networkx over the whole network, which is the reference."""

from collections.abc import Iterator
from itertools import islice, pairwise
from typing import NamedTuple

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg.network.search
import kg.network.ties
from kg.errors import NoWayError
from kg.graph import Graph
from kg.lookup.lookup import Lookup
from kg.lookup.records import Narrowing, Thing
from kg.network.paths import MOST_WAYS, Ways, ways
from kg.store.embedded import EmbeddedStore
from kg.vocabulary import Language, mint_iri
from tests.conftest import Cli
from tests.made_up import MadeUp, lookup_of

COURT, BUREAU = "440402-peoples-court", "440402-education-bureau"


class Told(NamedTuple):
    """A claim of a made-up graph, of things by their numbers."""

    subject: int
    object: int
    authorities: frozenset[int]
    implied: bool
    has_actor: bool


numbers = st.integers(0, 7)
told = st.builds(Told, numbers, numbers, st.frozensets(numbers, max_size=2), st.booleans(), st.booleans())


def graph_of(claims: list[Told]) -> Lookup:
    """Lookups in a graph of these claims; things of even numbers are places."""
    made = [
        MadeUp(name(of.subject), name(of.object), frozenset(map(name, of.authorities)), of.implied, of.has_actor)
        for of in claims
    ]
    return lookup_of(made, {name(number): "Court" if number % 2 else "Place" for number in range(8)})


def name(number: int) -> str:
    return f"t{number}"


def reference(
    lookup: Lookup, start: Thing, end: Thing, max_hops: int, without: list[Thing], **switches: bool
) -> list[tuple[list[str], list[list[str]]]]:
    """The things and claims of each way, of all of which the network is made."""
    tied: dict[frozenset[str], list[str]] = {}
    for claim in lookup.all_claims():
        if switches["stated_only"] and not claim.is_stated:
            continue
        subject = claim.subject
        acts = switches["stand_ins"] or subject in (start, end) or not lookup.stands_in(subject, claim)
        pairs = {frozenset((one.id, other.id)) for one, other in claim.ties if acts or one != subject}
        for pair in pairs:
            if len(pair) == 2 and not pair & {of.id for of in without}:
                tied.setdefault(pair, []).append(claim.id)
    network: nx.Graph[str] = nx.Graph([sorted(pair) for pair in tied])
    if start.id not in network or end.id not in network:
        return []
    found = islice(walks(network, start.id, end.id, max_hops, every=switches["every"]), MOST_WAYS)
    return [(nodes, [tied[frozenset(step)] for step in pairwise(nodes)]) for nodes in found]


def walks(network: "nx.Graph[str]", start: str, end: str, max_hops: int, *, every: bool) -> Iterator[list[str]]:
    if not nx.has_path(network, start, end):
        return
    shortest = nx.shortest_path_length(network, start, end)
    if every:
        paths = sorted(nx.all_simple_paths(network, start, end, cutoff=max_hops), key=lambda way: (len(way), way))
        yield from paths
    elif shortest <= max_hops:
        yield from sorted(nx.all_shortest_paths(network, start, end))


def plain(found: Ways) -> list[tuple[list[str], list[list[str]]]]:
    return [([of.id for of in way.things], [[claim.id for claim in step] for step in way.steps]) for way in found]


@given(
    claims=st.lists(told, max_size=14),
    max_hops=st.integers(1, 6),
    left_out=st.sets(st.integers(2, 7), max_size=2),
    every=st.booleans(),
    stated_only=st.booleans(),
    stand_ins=st.booleans(),
)
def test_made_up_graphs_have_the_ways_that_networkx_finds(
    claims: list[Told], max_hops: int, left_out: set[int], **switches: bool
) -> None:
    lookup = graph_of(claims)
    start, end, *without = (lookup.thing(mint_iri(name(number))) for number in (0, 1, *sorted(left_out)))
    found = ways(lookup, start, end, max_hops=max_hops, without=without, **switches)
    assert plain(found) == reference(lookup, start, end, max_hops, without, **switches)
    assert found.note == ""


@pytest.mark.parametrize("narrowing", [Narrowing(), Narrowing(report="440402-2023"), Narrowing(of="440400-zhuhai")])
@pytest.mark.parametrize(("every", "stand_ins"), [(False, False), (True, True), (True, False)])
def test_the_projects_graph_has_the_ways_that_networkx_finds(
    store: EmbeddedStore, narrowing: Narrowing, every: bool, stand_ins: bool
) -> None:
    lookup = Lookup(store, Language.EN).within(narrowing)
    things = sorted({claim.subject for claim in lookup.all_claims()})[::9]
    lengths = set()
    for start, end in islice(pairwise(things), 8):
        found = ways(lookup, start, end, max_hops=4, every=every, stand_ins=stand_ins)
        switches = {"every": every, "stand_ins": stand_ins, "stated_only": False}
        assert plain(found) == reference(lookup, start, end, 4, [], **switches)
        lengths |= {len(way.steps) for way in found}
    assert lengths & {2, 3, 4}


def test_a_search_that_is_stopped_says_so_on_every_face(
    store: EmbeddedStore, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    lookup = Lookup(store)
    whole = ways(lookup, lookup.only(COURT), lookup.only(BUREAU), max_hops=4, every=True)
    assert whole.links == 0
    monkeypatch.setattr(kg.network.ties, "MOST_LINKS", 40)
    some = ways(lookup, lookup.only(COURT), lookup.only(BUREAU), max_hops=4, every=True)
    assert some.links == 40
    assert 0 < len(some) <= len(whole)
    for format in ("table", "json"):
        told = cli("path", COURT, BUREAU, "--all", "--format", format)
        assert (told.code, "stopped after 40 links" in told.err) == (0, True)
    steps = Graph(store).path(COURT, BUREAU, every=True)
    assert "stopped after 40 links" in steps.note
    assert steps.note in steps._repr_html_()
    monkeypatch.setattr(kg.network.ties, "MOST_LINKS", 1)
    with pytest.raises(NoWayError, match="but the search was stopped after 1 link"):
        Graph(store).path("茂盛社区", "狮山街道")


def test_what_is_tried_has_an_end_too(store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.network.search, "_MOST_TRIED", 5)
    lookup = Lookup(store)
    assert ways(lookup, lookup.only(COURT), lookup.only(BUREAU), max_hops=8, every=True).links > 0


def test_a_way_reads_no_more_than_lies_around_its_ends(store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    read: set[str] = set()
    before = kg.network.ties.Ties.read

    def note(self: kg.network.ties.Ties, things: list[str]) -> None:
        read.update(things)
        before(self, things)

    monkeypatch.setattr(kg.network.ties.Ties, "read", note)
    lookup = Lookup(store)
    assert ways(lookup, lookup.only(COURT), lookup.only(BUREAU))
    assert read == {mint_iri(COURT), mint_iri(BUREAU)}
