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


def open(data: str | Path | None = None, sources: str | Path | None = None) -> "Graph":
    """The graph of the tables in the folder `data` (else KG_DATA's, else the project's own).

    It is built first where it is missing or older than its tables; `sources` is a folder with
    texts of reports. Raises kg.errors.TablesError if the tables do not pass, StoreError if the store
    cannot be written or opened, and KgError where there is no such folder of tables.
    """
    from kg.folders import data_folder
    from kg.graph import Graph
    from kg.pipeline.generation import open_store

    return Graph(open_store(data_folder(_path(data)), _path(sources)))


def find(text: str, type: str | None = None, limit: int = 20, language: str = "en") -> "list[Found]":
    """What `text` may name in the usual graph, best first; as `kg.graph.Graph.find` has it, and raises
    what that and `open` raise.
    """
    return open().find(text, type, limit, language)


def _path(name: str | Path | None) -> Path | None:
    return None if name is None else Path(name)
