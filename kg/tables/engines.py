"""Who runs pure functions over many tables: this process, or several.

An engine calls a function for each of some items and hands out what it returns in the order of the items, whoever is
done first, and only so many before they are wanted: the result is the same under each of them.
"""

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Final, Protocol, TypeVar

from kg.errors import KgError
from kg.folders import catalogues_folder, size_of
from kg.messages import say, speak, spoken

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_TRIES: Final = 3
_AHEAD: Final = 16
"""Items a process that are begun before what came before them is wanted."""

_SMALL: Final = 3 * 10**6
"""Bytes of tables that this process has built in the time in which others begin."""


class Engine(Protocol):
    """What `serial` and `processes` make."""

    def __call__(self, function: Callable[[_Item], _Result], items: Iterable[_Item]) -> Iterator[_Result]:
        """What a function returns for each item, in order; raises what it raises."""


def serial(function: Callable[[_Item], _Result], items: Iterable[_Item]) -> Iterator[_Result]:
    """The engine that is this process."""
    yield from map(function, items)


class Processes:
    """The engine of `count` processes, which live until it is closed.

    A function must be of a module. What a process that was ended from outside had begun is begun again, so often that
    a function that ends its process is told from bad luck; then KgError is raised.
    """

    def __init__(self, count: int | None = None) -> None:
        self._count = count or os.cpu_count() or 1
        self._pool = self._new()

    def _new(self) -> ProcessPoolExecutor:
        context = get_context("spawn")  # a fork would have the engine's threads halfway
        return ProcessPoolExecutor(self._count, context, _begin, (spoken(),))

    def __call__(self, function: Callable[[_Item], _Result], items: Iterable[_Item]) -> Iterator[_Result]:
        """As `Engine` has it; raises KgError where processes are ended again and again."""
        waiting: deque[tuple[_Item, Future[_Result]]] = deque()
        coming = iter(items)
        tries = 0
        while True:
            try:
                while len(waiting) < _AHEAD * self._count and (item := next(coming, None)) is not None:
                    waiting.append((item, self._pool.submit(function, item)))
                if not waiting:
                    return
                result = waiting[0][1].result()
            except BrokenProcessPool as error:
                tries += 1
                if tries == _TRIES:
                    told = say("a process that read tables was ended from outside, again and again; is memory short?")
                    raise KgError(told) from error
                self._pool.shutdown(wait=False, cancel_futures=True)
                self._pool = self._new()
                waiting = deque((item, self._pool.submit(function, item)) for item, _ in waiting)
                continue
            waiting.popleft()
            yield result

    def close(self) -> None:
        """End the processes; what they have begun is of no use any more."""
        self._pool.shutdown(wait=True, cancel_futures=True)


def _begin(language: str) -> None:
    """What a process does first: it speaks its reader's language, and ends with who began it."""
    from threading import Thread

    gc.set_threshold(100_000)  # rows and lines are in no circles, and are many
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that began it hears it, and closes the engine
    speak(language, catalogues_folder())
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def engine_for(data: Path, count: int = 0) -> Iterator[Engine]:
    """The engine of a data set: this process where one is asked for or the tables are few, else `count` processes, or
    as many as there are cores.
    """
    count = count or os.cpu_count() or 1
    if count == 1 or sum(map(size_of, data.glob("**/*.csv"))) < _SMALL:
        yield serial
        return
    engine = Processes(count)
    try:
        yield engine
    finally:
        engine.close()
