"""Where things stand when the network is drawn, which of them matter most, and which are seen first."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kg.lookup.links import act_predicates
from kg.lookup.lookup import Lookup

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np

MATTER: Final = ("Agent", "Honour", "Programme")
"""The classes that are seen first."""

FIRST: Final = 46
"""Things of the first view: about as many labels as a screen has room for."""

_ACT: Final = 3

_STEPS: Final = 300

_MOVES: Final = 600_000

_GOLDEN_ANGLE: Final = 2.399963

_ROOM: Final = (130.0, 46.0)

_CORE_ROOM: Final = (430.0, 210.0)
"""Width and height in pixels that a thing takes with its label, and that one of the first view does, which
is looked at from farther away.
"""

_SHAPE: Final = (1.0, 1.2)
"""Width and height of the first view to each other: labels take more of a screen's width."""


class Place(NamedTuple):
    """A thing's place in pixels; its `rank` counts from 0, the one that matters most; `first` tells
    whether it is in the first view.
    """

    x: float
    y: float
    rank: int
    first: bool


def layout(lookup: Lookup, network: "nx.MultiDiGraph[str]") -> dict[str, Place]:
    """The places of a network, with the acts and the classes that the ontology has."""
    matter = set().union(*(lookup.classes_below(name) for name in MATTER))
    return places(network, act_predicates(lookup), matter)


def places(network: "nx.MultiDiGraph[str]", acts: Iterable[str], matter: Iterable[str]) -> dict[str, Place]:
    """The place of each thing, in order of their ids; the same for the same network.

    `acts` are the predicates that tell of an act (conferral, founding, pilot, signing), which
    weigh more; `matter` the classes that the first view shows.
    """
    if not network:
        return {}
    ties = _ties(network, frozenset(acts))
    weights = Counter(dict.fromkeys(network, 0))
    for (one, other), weight in ties.items():
        weights[one] += weight
        weights[other] += weight
    ranked = sorted(network, key=lambda thing: (-weights[thing], thing))
    rank = {thing: number for number, thing in enumerate(ranked)}
    first = _first(network, rank, frozenset(acts), frozenset(matter))
    points = _points(ranked, ties, weights, first)
    return {thing: Place(*points[thing], rank[thing], thing in first) for thing in sorted(network)}


def _points(
    ranked: list[str], ties: Mapping[tuple[str, str], int], weights: Mapping[str, int], first: set[str]
) -> dict[str, tuple[float, float]]:
    """First the things of the first view, by forces; then all others around what they are tied to."""
    import numpy as np

    core = [thing for thing in ranked if thing in first]
    found: dict[str, np.ndarray[Any, Any]] = {}
    if core:
        middle = (1.5 * _CORE_ROOM[0], 1.5 * _CORE_ROOM[1])  # lines run to it from all sides
        rooms = [middle if thing == ranked[0] else _CORE_ROOM for thing in core]
        spread = _spread(_forced(core, ties, weights), rooms)
        extent = (np.ptp(spread, axis=0) + 1) / _SHAPE
        found |= zip(core, spread * extent.max() / extent, strict=True)
    _add_around(found, ranked, ties)
    fixed = np.array([thing in first for thing in found])
    rooms = [_ROOM] * len(found)
    spread = _spread(np.array(list(found.values())), rooms, fixed)
    return {thing: (round(float(x), 1), round(float(y), 1)) for thing, (x, y) in zip(found, spread, strict=True)}


def _ties(network: "nx.MultiDiGraph[str]", acts: frozenset[str]) -> Counter[tuple[str, str]]:
    """How closely each two things are tied: by their claims, and by who conferred what."""
    found: Counter[tuple[str, str]] = Counter()
    for subject, obj, claim in network.edges(data=True):
        weight = _ACT if claim["predicate"] in acts else 1
        for one in (subject, *_conferring(network, claim)):
            if one != obj:
                found[min(one, obj), max(one, obj)] += weight
    return found


def _conferring(network: "nx.MultiDiGraph[str]", claim: Mapping[str, Any]) -> list[str]:
    """The bodies that conferred or authorised what a claim tells, as far as the network has them."""
    return [body for body in claim["by"].split("|") if body in network]


def _first(
    network: "nx.MultiDiGraph[str]", rank: Mapping[str, int], acts: frozenset[str], matter: frozenset[str]
) -> set[str]:
    """The things of the first view: those of acts, then those with most claims; each with what it is tied to."""

    def order(edge: tuple[str, str, dict[str, Any]]) -> tuple[bool, int, str, str]:
        subject, obj, claim = edge
        return claim["predicate"] not in acts, rank[subject] + rank[obj], subject, obj

    found: set[str] = set()
    for subject, obj, claim in sorted(network.edges(data=True), key=order):
        ends = {subject, obj, *_conferring(network, claim)}
        if claim["modality"] == "asserted" and all(network.nodes[end]["type"] in matter for end in (subject, obj)):
            if len(found | ends) > FIRST:
                break
            found |= ends
    return found


def _forced(
    things: list[str], ties: Mapping[tuple[str, str], int], weights: Mapping[str, int]
) -> "np.ndarray[Any, Any]":
    """Places by ForceAtlas2 (Jacomy et al. 2014, PLoS ONE 9(6)); ties to what has many pull less."""
    import networkx as nx
    import numpy as np

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(things)
    for (one, other), weight in sorted(ties.items()):
        if one in graph and other in graph:
            graph.add_edge(one, other, weight=weight / (weights[one] * weights[other]) ** 0.5)
    found = nx.forceatlas2_layout(graph, seed=1, max_iter=_STEPS, weight="weight", scaling_ratio=2.0, gravity=1.0)
    places = np.array([found[thing] for thing in things]).reshape(-1, 2)
    wanted = (len(things) * _CORE_ROOM[0] * _CORE_ROOM[1]) ** 0.5
    scores = (places - places.mean(axis=0)) / (places.std(axis=0) + 1e-9)
    near: np.ndarray[Any, Any] = 0.6 * wanted * np.tanh(scores / 1.5)  # what stands far out comes nearer
    return near


def _add_around(found: "dict[str, np.ndarray[Any, Any]]", ranked: list[str], ties: Iterable[tuple[str, str]]) -> None:
    """Place the other things in spirals around the middle of what they are tied to; the thing with most
    ties counts only where there is no other, since nearly all are tied to it.
    """
    import numpy as np

    near: dict[str, list[str]] = {thing: [] for thing in ranked}
    for one, other in sorted(ties):
        near[one].append(other)
        near[other].append(one)
    taken: Counter[tuple[float, float]] = Counter()
    bottom = max((float(y) for _, y in found.values()), default=0.0)
    waiting = [thing for thing in ranked if thing not in found]
    while waiting:
        reached = [thing for thing in waiting if any(other in found for other in near[thing])]
        placed = {}
        for thing in reached or waiting[:1]:
            anchors = [other for other in near[thing] if other in found]
            anchors = [other for other in anchors if other != ranked[0]] or anchors
            middle = np.mean([found[other] for other in anchors], axis=0) if anchors else np.array([0.0, bottom])
            key = (round(float(middle[0])), round(float(middle[1])))
            taken[key] += 1
            far, angle = 90 * (taken[key] + 1) ** 0.5, _GOLDEN_ANGLE * taken[key]
            placed[thing] = middle + far * np.array([np.cos(angle), np.sin(angle)])
        found |= placed
        waiting = [thing for thing in waiting if thing not in placed]
        bottom += 0 if reached else 2 * _CORE_ROOM[1]


def _spread(
    places: "np.ndarray[Any, Any]", rooms: list[tuple[float, float]], fixed: "np.ndarray[Any, Any] | None" = None
) -> "np.ndarray[Any, Any]":
    """The places pushed apart until no two rooms overlap, as far as the steps allow; none that is `fixed` moves."""
    import numpy as np

    room = np.array(rooms).reshape(-1, 2)
    free = np.ones(len(places)) if fixed is None else np.where(fixed, 0.0, 1.0)
    for _ in range(max(20, min(300, _MOVES // max(len(places), 1)))):
        one, other = _near(places, room.max(axis=0))
        size = (room[one] + room[other]) / 2
        apart = places[one] - places[other]
        over = size - np.abs(apart)
        meet = (over > 0).all(axis=1)
        if not meet.any():
            break
        one, other, size, apart, over = one[meet], other[meet], size[meet], apart[meet], over[meet]
        axis = (over / size).argmin(axis=1)
        rows = np.arange(len(axis))
        gap = apart[rows, axis]
        push = np.sign(np.where(gap == 0, one - other, gap)) * over[rows, axis] * 0.4
        moved = np.zeros_like(places)
        np.add.at(moved, (one, axis), push)
        np.add.at(moved, (other, axis), -push)
        places = places + np.clip(moved, -room / 2, room / 2) * free[:, None]
    return places


def _near(
    places: "np.ndarray[Any, Any]", reach: "np.ndarray[Any, Any]"
) -> "tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]":
    """The pairs of places, by their indices, that are nearer to each other than `reach` across and down.

    Ordered from left to right, a place is compared with those at its right only as far as some are near.
    """
    import numpy as np

    order = np.argsort(places[:, 0], kind="stable")
    x, y = places[order].T
    found = [np.empty((0, 2), dtype=int)]
    for step in range(1, len(places)):
        across = x[step:] - x[:-step] < reach[0]
        if not across.any():
            break
        at = np.flatnonzero(across & (np.abs(y[step:] - y[:-step]) < reach[1]))
        found.append(np.stack([order[at], order[at + step]], axis=1))
    one, other = np.concatenate(found).T
    return one, other
