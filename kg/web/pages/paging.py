"""Long lists in pages: which part of one is shown, and the ways to the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from starlette.exceptions import HTTPException

from kg.messages import say

T = TypeVar("T")


@dataclass(frozen=True)
class Part(Generic[T]):
    """The page `number` (from 1) of a list of `count` items, `size` a page; or the first few of it."""

    items: Sequence[T]
    number: int
    size: int
    count: int

    @property
    def first(self) -> int:
        """The number of its first item, from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The number of its last item."""
        return min(self.number * self.size, self.count)

    @property
    def is_cut(self) -> bool:
        """Whether it is not all."""
        return len(self.items) < self.count

    @property
    def earlier(self) -> int:
        """The page before; 0 where it is the first."""
        return self.number - 1

    @property
    def later(self) -> int:
        """The page after; 0 where it is the last."""
        return self.number + 1 if self.last < self.count else 0


def part(items: Sequence[T], asked: str, size: int = 50) -> Part[T]:
    """The page of a list that is asked for, the first where none is.

    Raises HTTPException: 400 for what is no number of a page, 404 for a page that there is not.
    """
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) < 9 and int(asked)):
        raise HTTPException(400, say("page: {text!r} is no page; expected a number from 1", text=asked))
    number = int(asked or 1)
    if number > 1 and (number - 1) * size >= len(items):
        raise HTTPException(404, say("there is no such page"))
    return Part(items[(number - 1) * size : number * size], number, size, len(items))
