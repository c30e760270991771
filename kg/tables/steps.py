"""How far long work has come, for whoever watches it."""

from collections.abc import Callable
from typing import NamedTuple


class Step(NamedTuple):
    """What is being done, how much of it is done of how much, and how many rows that was, where rows are told."""

    what: str
    done: int
    of: int
    rows: int


Watch = Callable[[Step], None]


def unwatched(_: Step) -> None:
    """Nobody watches."""
