"""Items that come one by one, taken some at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def in_batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Items in lists of a size, of which the last may be shorter; no more are taken than are wanted."""
    left = iter(items)
    while some := list(islice(left, size)):
        yield some
