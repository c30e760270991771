"""A knowledge graph of institutions, programmes and honours in Chinese government reports.

import kg
g = kg.open()
g.who("枫桥")
kg.find("fengqiao")
"""

from pathlib import Path
from typing import TYPE_CHECKING

from kg.version import __version__

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.lookup.records import Found

__all__ = ["__version__", "find", "open"]


def open(data: str | Path | None = None, sources: str | Path | None = None, *, endpoint: str | None = None) -> "Graph":
    """The graph of the tables in the folder `data`, or the one that a SPARQL server has at the address `endpoint`;
    where neither is given KG_ENDPOINT's, else that of KG_DATA's tables, else of the project's own.

    The graph of tables is built first where it is missing or older than its tables; `sources` is a folder with
    texts of reports. Raises kg.errors.TablesError if the tables do not pass, StoreError if the store
    cannot be written or opened, and KgError where there is no such folder of tables, or no such address. What opens a
    server is in the environment (docs/endpoint.md).
    """
    from kg.folders import data_folder, endpoint_address
    from kg.graph import Graph

    tables, address = _path(data), endpoint_address(endpoint, _path(data))
    if address is not None:
        import os

        from kg.store.endpoint.settings import place_of
        from kg.store.endpoint.store import EndpointStore

        return Graph(EndpointStore(place_of(address, os.environ)))
    from kg.pipeline.generation import open_store

    return Graph(open_store(data_folder(tables), _path(sources)))


def find(text: str, type: str | None = None, limit: int = 20, language: str = "en") -> "list[Found]":
    """What `text` may name in the usual graph, best first; as `kg.graph.Graph.find` has it, and raises
    what that and `open` raise.
    """
    return open().find(text, type, limit, language)


def _path(name: str | Path | None) -> Path | None:
    return None if name is None else Path(name)
