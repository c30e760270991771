"""Short answers that are kept while the graph is the same: a question is asked more than once."""

from dataclasses import dataclass
from typing import Final

from cachetools import LRUCache

_BYTES: Final = 64_000_000
_LONGEST: Final = 262_144


@dataclass(frozen=True)
class Kept:
    """An answer as it was sent, and its media type."""

    content: bytes
    media_type: str


class Answers:
    """The short answers that were given last, by keys that tell graph, query and format."""

    def __init__(self) -> None:
        self._kept: LRUCache[str, Kept] = LRUCache(_BYTES, getsizeof=lambda kept: len(kept.content) + 200)

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._kept)

    def get(self, key: str) -> Kept | None:
        """The answer that has a key, if it is kept."""
        return self._kept.get(key)

    def keep(self, key: str, answer: Kept) -> None:
        """Keep an answer, unless it is long."""
        if len(answer.content) <= _LONGEST:
            self._kept[key] = answer
