"""One graph of the engine, open for reading; apart, since a lookup needs no more of SPARQL."""

from pathlib import Path

import pyoxigraph

from kg.errors import StoreError


def open_graph(folder: Path) -> pyoxigraph.Store:
    """The graph that lies in a folder, for reading; raises StoreError."""
    try:
        return pyoxigraph.Store.read_only(str(folder))
    except OSError as error:
        raise StoreError(folder, f"cannot be opened ({error}); run: kg build --force") from error
