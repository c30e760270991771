"""One graph of the engine, open for reading; apart, since a lookup needs no more of SPARQL."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph

from kg.errors import KgError, QueryError, StoreError
from kg.messages import say

Failed = Callable[[BaseException], KgError]
"""Makes the error of what the engine said."""


def open_graph(folder: Path) -> pyoxigraph.Store:
    """The graph that lies in a folder, for reading; raises StoreError."""

    def failed(error: BaseException) -> StoreError:
        return StoreError(folder, say("cannot be opened ({reason}); run: kg build --force", reason=error))

    with engine_errors(failed):
        return pyoxigraph.Store.read_only(str(folder))


@contextmanager
def engine_errors(failed: Failed) -> Iterator[None]:
    """Where the engine fails, raise what `failed` makes of it."""
    try:
        yield
    except (OSError, RuntimeError, SyntaxError, ValueError) as error:
        raise failed(error) from error
    except BaseException as error:  # what it did not foresee is no Exception, and of a class that cannot be imported
        if type(error).__name__ == "PanicException":
            raise failed(error) from error
        raise


def query_failed(error: BaseException) -> KgError:
    """The error of a query that the engine could not evaluate."""
    return error if isinstance(error, KgError) else QueryError(str(error))
