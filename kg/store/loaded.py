"""A graph that somebody exported, held in memory."""

from pathlib import Path

import pyoxigraph

from kg.errors import StoreError
from kg.messages import reason, say
from kg.rdf.formats import Holds, by_extension
from kg.store.embedded import EmbeddedStore


class LoadedStore(EmbeddedStore):
    """The graph of a file, in the format of its extension; it has no index of names, and answers no query in limits.

    Raises FormatError for an extension that no format of RDF has, and StoreError where the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        format = by_extension(path, Holds.GRAPH).engine
        assert isinstance(format, pyoxigraph.RdfFormat)
        self.generation = path
        self._graph = pyoxigraph.Store()
        try:
            self._graph.bulk_load(path=str(path), format=format)
        except OSError as error:
            raise StoreError(path, say("cannot be read: {reason}", reason=reason(error))) from error
        except SyntaxError as error:
            raise StoreError(path, say("is not in its format: {reason}", reason=error)) from error
