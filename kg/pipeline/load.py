"""N-Triples into the engine's files."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph


def write_graph(folder: Path, chunks: Callable[[], Iterable[bytes]]) -> None:
    """Load N-Triples, which come in chunks, into a new graph in `folder` through a pipe, and optimise it.

    Raises what `chunks` raises; then nothing may be made of the folder.
    """
    from concurrent.futures import ThreadPoolExecutor

    read_end, write_end = os.pipe()

    def write() -> None:
        with open(write_end, "wb", buffering=0) as pipe:
            for chunk in chunks():
                rest = memoryview(chunk)
                while rest:
                    rest = rest[pipe.write(rest) :]

    with ThreadPoolExecutor(1) as pool, open(read_end, "rb", buffering=1 << 20) as pipe:
        writing = pool.submit(write)
        graph = pyoxigraph.Store(str(folder))
        try:
            graph.bulk_load(pipe, format=pyoxigraph.RdfFormat.N_TRIPLES)
            writing.result()
        except BaseException:
            pipe.close()  # else the writer waits for a reader that gave up
            del graph  # else the folder is locked as long as somebody has the error
            raise
    graph.optimize()
    graph.flush()
