"""Where things stand: the first view, room for every label, and the same places each time."""

from itertools import combinations

import networkx as nx
import pytest

from kg.lookup.links import act_predicates
from kg.lookup.lookup import Lookup
from kg.network.layout import FIRST, Place, layout, places
from kg.network.network import read_network
from kg.store.embedded import EmbeddedStore


@pytest.fixture(scope="module")
def found(store: EmbeddedStore) -> dict[str, Place]:
    return layout(Lookup(store), read_network(Lookup(store)))


def test_the_acts_are_the_ontologys(store: EmbeddedStore) -> None:
    assert act_predicates(Lookup(store)) == ["awarded", "founded", "piloted", "signed"]


def test_everything_has_a_place_and_a_rank(found: dict[str, Place], store: EmbeddedStore) -> None:
    assert sorted(found) == sorted(thing.id for thing in Lookup(store).all_things())
    assert sorted(place.rank for place in found.values()) == list(range(len(found)))
    assert found["440402-xiangzhou-district"].rank == 0


def test_the_first_view_shows_who_was_honoured_and_by_whom(found: dict[str, Place], store: EmbeddedStore) -> None:
    first = {thing for thing, place in found.items() if place.first}
    assert len(first) <= FIRST
    for claim in Lookup(store).all_claims():
        if claim.predicate in ("awarded", "founded", "piloted"):
            ends = {claim.subject.id, claim.object.id, *(body.id for body in claim.authorities)}
            assert ends <= first, claim.id


def test_every_thing_of_the_first_view_is_tied_to_another_one(found: dict[str, Place], store: EmbeddedStore) -> None:
    first = {thing for thing, place in found.items() if place.first}
    tied = {
        end
        for claim in Lookup(store).all_claims()
        if {claim.subject.id, claim.object.id} <= first
        for end in (claim.subject.id, claim.object.id, *(body.id for body in claim.authorities))
    }
    assert first <= tied


def test_what_is_seen_first_has_room_for_its_label(found: dict[str, Place]) -> None:
    """Apart by a label's width or height at the size at which all of the first view fits a screen."""
    first = [place for place in found.values() if place.first]
    for one, other in combinations(first, 2):
        assert abs(one.x - other.x) > 300 or abs(one.y - other.y) > 150


def test_other_things_stand_apart(found: dict[str, Place]) -> None:
    close = [
        (one, other)
        for one, other in combinations(found.values(), 2)
        if abs(one.x - other.x) < 60 and abs(one.y - other.y) < 20
    ]
    assert close == []


def test_the_same_places_at_a_second_time(found: dict[str, Place], store: EmbeddedStore) -> None:
    assert layout(Lookup(store), read_network(Lookup(store))) == found


def test_a_network_of_nothing_and_of_things_alone() -> None:
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    assert places(network, [], []) == {}
    network.add_nodes_from(["a", "b", "c"], type="Thing")
    alone = places(network, [], [])
    assert len({(place.x, place.y) for place in alone.values()}) == 3
    assert not any(place.first for place in alone.values())
