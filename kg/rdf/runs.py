"""Lines in order, also of more than memory shall hold: sorted runs are laid aside in files that have no name."""

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from typing import IO, Final

HELD: Final = 200_000
"""Lines that are held in memory at once; as triples some 100 MB."""


def sorted_unique(lines: Iterable[str], held: int = HELD) -> Iterator[str]:
    """Lines that end in their only line feed, in the order of their code points, each once.

    Raises OSError where there is no room for what is laid aside.
    """
    left = iter(lines)
    with ExitStack() as files:
        runs: list[IO[bytes]] = []
        while some := list(islice(left, held)):
            if len(some) < held and not runs:  # nearly always
                yield from sorted(set(some))
                return
            runs.append(files.enter_context(_laid_aside(some)))
            some = []
        before = b""
        for line in heapq.merge(*runs):  # the order of UTF-8's bytes is that of code points
            if line != before:
                yield line.decode("utf-8", "surrogatepass")
                before = line


def _laid_aside(lines: Iterable[str]) -> IO[bytes]:
    import tempfile  # what is held needs none

    file = tempfile.TemporaryFile()  # noqa: SIM115 (its caller closes it)
    file.writelines(line.encode("utf-8", "surrogatepass") for line in sorted(lines))
    file.seek(0)
    return file
