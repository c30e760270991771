"""A knowledge graph of institutions, programmes and honours in Chinese government reports.

import kg
g = kg.open()
g.who("枫桥")
kg.find("fengqiao")
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.model import Found

__all__ = ["__version__", "find", "open"]
__version__ = "0.1.0"


def open(data: str | Path | None = None, sources: str | Path | None = None) -> "Graph":
    """The graph of the tables in the folder `data` (else KG_DATA's, else the project's own).

    It is built first where it is missing or older than its tables; `sources` is a folder with
    texts of reports. Raises kg.errors.TablesError if the tables do not pass.
    """
    from kg.build import open_store
    from kg.graph import Graph
    from kg.inputs import data_folder

    return Graph(open_store(data_folder(_path(data)), _path(sources)))


def find(text: str, type: str | None = None, limit: int = 20, language: str = "en") -> "list[Found]":
    """What `text` may name in the usual graph, best first; as `kg.graph.Graph.find` has it."""
    return open().find(text, type, limit, language)


def _path(name: str | Path | None) -> Path | None:
    return None if name is None else Path(name)
