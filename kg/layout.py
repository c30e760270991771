"""Where things stand when the network is drawn, and which matter most."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import networkx as nx


class Place(NamedTuple):
    """A thing's place in pixels; its `rank` counts from 0, the one that matters most; things of one
    `community` are tied more closely.
    """

    x: float
    y: float
    rank: int
    community: int


def places(network: "nx.MultiDiGraph[str]") -> dict[str, Place]:
    from kg.network import layout
    pos = layout(network)
    deg = sorted(network, key=lambda n: (-network.degree(n), n))
    rank = {n: i for i, n in enumerate(deg)}
    return {n: Place(*pos[n], rank[n], 0) for n in sorted(network)}
