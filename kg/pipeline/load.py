"""N-Triples into the engine's files, or into its memory."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextvars import copy_context
from pathlib import Path
from typing import Final

import pyoxigraph

from kg.batches import in_batches

_LINES: Final = 1000
"""Lines that make a chunk."""


def write_graph(folder: Path, chunks: Callable[[], Iterable[bytes]]) -> None:
    """Load N-Triples, which come in chunks, into a new graph in `folder`, and optimise it.

    Raises what `chunks` raises; then nothing may be made of the folder.
    """
    graph = pyoxigraph.Store(str(folder))
    try:
        load_chunks(graph, chunks)
    except BaseException:
        del graph  # else the folder is locked as long as somebody has the error
        raise
    graph.optimize()
    graph.flush()


def load_lines(graph: pyoxigraph.Store, lines: Callable[[], Iterable[str]]) -> None:
    """Load lines of N-Triples into a graph, so that no more than a part of them is text at one time.

    Raises what `lines` raises.
    """

    def chunks() -> Iterator[bytes]:
        for some in in_batches(lines(), _LINES):
            yield "".join(some).encode()

    load_chunks(graph, chunks)


def load_chunks(graph: pyoxigraph.Store, chunks: Callable[[], Iterable[bytes]]) -> None:
    """Load N-Triples, which come in chunks, into a graph through a pipe; raises what `chunks` raises."""
    from concurrent.futures import ThreadPoolExecutor

    read_end, write_end = os.pipe()

    def write() -> None:
        with open(write_end, "wb", buffering=0) as pipe:
            for chunk in chunks():
                rest = memoryview(chunk)
                while rest:
                    rest = rest[pipe.write(rest) :]

    with ThreadPoolExecutor(1) as pool, open(read_end, "rb", buffering=1 << 20) as pipe:
        writing = pool.submit(copy_context().run, write)  # whoever is told how far it has come is told in one language
        try:
            graph.bulk_load(pipe, format=pyoxigraph.RdfFormat.N_TRIPLES)
            writing.result()
        except BaseException:
            pipe.close()  # else the writer waits for a reader that gave up
            del graph
            raise
