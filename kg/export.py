"""The graph into a file: RDF, or the network, in the format that the extension names."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph

from kg.formats import Holds, by_extension
from kg.store import Store
from kg.vocabulary import PREFIXES


def export(store: Store, path: Path, language: str = "en") -> None:
    """Write the whole graph to `path`, in the format of its extension, the same bytes each time.

    RDF goes out sorted; a network (GraphML) has labels in `language`. Raises FormatError for
    an unknown extension.
    """
    format = by_extension(path, Holds.GRAPH, Holds.NETWORK)
    if format.holds is Holds.NETWORK:
        import networkx as nx

        from kg.network import read_network

        nx.write_graphml(read_network(store, language), path)
    elif format.name == "ntriples":
        path.write_text("".join(sorted_lines(store)), "utf-8", newline="\n")
    else:
        engine = format.engine
        assert isinstance(engine, pyoxigraph.RdfFormat)
        triples = sorted(store.triples(), key=str)
        pyoxigraph.serialize(triples, str(path), format=engine, prefixes=PREFIXES)


def sorted_lines(store: Store) -> Iterator[str]:
    """The lines of the graph's N-Triples, in the order of their code points."""
    return (f"{triple} .\n" for triple in sorted(map(str, store.triples())))
