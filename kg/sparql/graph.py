"""One graph of the engine, open for reading; apart, since a lookup needs no more of SPARQL."""

from pathlib import Path

import pyoxigraph

from kg.errors import StoreError
from kg.messages import say


def open_graph(folder: Path) -> pyoxigraph.Store:
    """The graph that lies in a folder, for reading; raises StoreError."""
    try:
        return pyoxigraph.Store.read_only(str(folder))
    except OSError as error:
        told = say("cannot be opened ({reason}); run: kg build --force", reason=error)
        raise StoreError(folder, told) from error
