"""A network as a file for other tools: GraphML, GEXF (Gephi), or CSV of nodes and of edges."""

import io
import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

from kg.rdf.xml import xml
from kg.tabular.delimited import Dialect, delimited

if TYPE_CHECKING:
    import networkx as nx

    Network: TypeAlias = nx.MultiDiGraph[str]

Places = Mapping[str, tuple[float, float]]

Styles = Mapping[str, tuple[str, str, str]]

_OTHERS: Final = (".csv", ".ttl", ".nt", ".jsonld")
"""What holds a network whose text XML cannot."""


def graphml(network: "Network") -> str:
    """A network as GraphML, edges with their keys; raises FormatError for what XML cannot hold."""
    import networkx as nx

    # write_graphml differs with lxml
    return xml(_written(lambda out: nx.write_graphml_xml(network, out)), _OTHERS)


def gexf(network: "Network", places: Places, styles: Styles) -> str:
    """A network as GEXF 1.2, each node with its place, its class's colour, and a size by its degree.

    Raises FormatError for what XML cannot hold.
    """
    import networkx as nx

    drawn = network.copy()
    for node, attributes in drawn.nodes(data=True):
        x, y = places[node]
        attributes["viz"] = {
            "color": dict(zip("rgb", bytes.fromhex(styles[attributes["type"]][0].removeprefix("#")), strict=True)),
            "position": {"x": x, "y": -y, "z": 0.0},  # Gephi's ordinate points upwards
            "size": round(10 + 4 * network.degree(node) ** 0.5, 1),
        }
    for _, _, key, attributes in drawn.edges(keys=True, data=True):
        attributes["id"] = key
    text = _written(lambda out: nx.write_gexf(drawn, out))
    # networkx writes the day, first of all attributes of that name
    return xml(re.sub(r' lastmodifieddate="[^"]*"', "", text, count=1), _OTHERS)


def node_and_edge_csv(network: "Network") -> tuple[str, str]:
    """The nodes and the edges of a network as CSV; the columns that Gephi looks for bear its names.

    All cells stand in quotation marks; `kg.tabular.delimited.as_was` gives back what they were.
    """
    node_names = _names(attributes for _, attributes in network.nodes(data=True))
    nodes = [["Id", "Label", *node_names]]
    for node, attributes in network.nodes(data=True):
        nodes.append([node, attributes["label"], *(attributes[name] for name in node_names)])
    edge_names = _names(attributes for _, _, attributes in network.edges(data=True))
    edges = [["Source", "Target", "Type", "Id", "Label", *edge_names]]
    for start, end, key, attributes in network.edges(keys=True, data=True):
        edges.append([start, end, "Directed", key, attributes["label"], *(attributes[name] for name in edge_names)])
    return delimited(nodes, Dialect.CSV, quote_all=True), delimited(edges, Dialect.CSV, quote_all=True)


def _written(write: Callable[[io.BytesIO], None]) -> str:
    out = io.BytesIO()
    write(out)
    return out.getvalue().decode()


def _names(of_all: Iterable[Mapping[str, str]]) -> list[str]:
    """The names of the attributes there are, without `label`."""
    return [name for name in dict.fromkeys(name for attributes in of_all for name in attributes) if name != "label"]
