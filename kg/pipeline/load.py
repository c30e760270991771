"""Lines of N-Triples into the engine's files."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextvars import copy_context
from pathlib import Path

import pyoxigraph


def write_graph(
    folder: Path,
    lines: Callable[[], Iterator[str]],
    describe: Callable[[pyoxigraph.Store], Iterable[pyoxigraph.Triple]] = lambda _: (),
) -> int:
    """Load N-Triples into a new graph in `folder`, and optimise it; then add what `describe` tells of it. Returns how
    many triples there are.

    Raises what `lines` raises; then nothing may be made of the folder.
    """
    graph = pyoxigraph.Store(str(folder))
    load_lines(graph, lines)
    graph.optimize()
    graph.bulk_extend(pyoxigraph.Quad(t.subject, t.predicate, t.object) for t in describe(graph))
    graph.flush()
    return len(graph)


def load_lines(graph: pyoxigraph.Store, lines: Callable[[], Iterator[str]]) -> None:
    """Load N-Triples into a graph through a pipe, so that no more than a part of them is text at one time.

    Raises what `lines` raises.
    """
    from concurrent.futures import ThreadPoolExecutor

    read_end, write_end = os.pipe()

    def write() -> None:
        with open(write_end, "wb", buffering=1 << 20) as pipe:
            for line in lines():
                pipe.write(line.encode())

    with ThreadPoolExecutor(1) as pool, open(read_end, "rb") as pipe:
        writing = pool.submit(copy_context().run, write)  # whoever is told how far it has come is told in one language
        try:
            graph.bulk_load(pipe, format=pyoxigraph.RdfFormat.N_TRIPLES)
        except BaseException:
            pipe.close()  # else the writer waits for a reader that gave up
            raise
        writing.result()
