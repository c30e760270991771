"""A search for the ways between two things from both ends, which reads no more of the network than they can lead
through.
"""

from collections.abc import Iterator
from typing import Final

from kg.network.ties import Ties

_MOST_TRIED: Final = 200_000
"""Steps that are tried at the most among the links that are known."""


class Search:
    """What is tied to each of two things, IRIs both, as many steps away as a way of some length needs."""

    def __init__(self, ties: Ties, start: str, end: str) -> None:
        self._ties, self._start, self._end = ties, start, end
        self._reached = ({start}, {end})
        self._border = [[start], [end]]
        self._widened = 0
        self._tried = 0

    @property
    def is_stopped(self) -> bool:
        """Whether it gave up, so that there may be more ways, and shorter ones."""
        return self._ties.is_stopped or self._tried >= _MOST_TRIED

    def ways(self, length: int) -> Iterator[list[str]]:
        """The things of each way of so many steps, in order; no thing stands twice on one."""
        self._widen(length)
        near = self._near(length)
        way = [self._start]

        def go_on(left: int) -> Iterator[list[str]]:
            for thing in sorted((near[left] & self._ties.of(way[-1])).difference(way)):
                self._tried += 1
                if self._tried >= _MOST_TRIED:
                    return
                way.append(thing)
                if left:
                    yield from go_on(left - 1)
                else:
                    yield list(way)
                way.pop()

        return go_on(length - 1)

    def _widen(self, length: int) -> None:
        """Read on until every way of this length is known: of each of its links, one end was read.

        The side with fewer links is read next, so that what has thousands is read last, if at all. Where nothing more
        is tied to one end, all its ways are known.
        """
        while self._widened < length and all(self._border) and not self._ties.is_stopped:
            one, other = map(self._ties.count, self._border)
            side = 0 if one <= other else 1
            border, reached = self._border[side], self._reached[side]
            self._ties.read(border)
            beyond = {thing for of in border for thing in self._ties.of(of)} - reached
            reached |= beyond
            self._border[side] = sorted(beyond - {self._start, self._end})
            self._widened += 1

    def _near(self, length: int) -> list[set[str]]:
        """What can stand on a way of this length so many steps before its end, as far as it is known."""
        near = [{self._end}]
        for _ in range(1, length):
            tied = {thing for of in near[-1] for thing in self._ties.of(of)}
            near.append(tied - {self._start, self._end})
        return near
