"""What a part tells of itself, beside its triples."""

import pickle
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple
from zlib import crc32

from kg.errors import Problem
from kg.names.index import Folded
from kg.pipeline.counting import Classes, Counted
from kg.tables.lookalikes import Called

LINES: Final = ".nt"
TOLD: Final = ".told"
"""What the names of a part's files end in."""

BUCKETS: Final = 32
"""Into how many what parts may have in common is divided, so that memory holds that of one."""


class Common(NamedTuple):
    """A triple that other parts may have: its line, the classes of its subject, which is that of a thing or is told
    with it (`new`), and the kind of its object.
    """

    line: str
    classes: Classes
    new: bool
    kind: Classes | str


class Party(NamedTuple):
    """Who signs an agreement: what it is, who signs, and what is wrong if nobody else does."""

    agreement: str
    signers: frozenset[str]
    alone: Problem


class PartTold(NamedTuple):
    """What a part tells of itself: what of it is counted, the numbers of its objects and ids (`digest`), these ids with
    their files and lines (pickled), its names, and what it may have in common with others, by bucket (pickled).
    """

    counted: Counted
    objects: bytes
    ids: bytes
    placed: bytes
    names: Folded
    connections: Mapping[str, int]
    common: Mapping[int, bytes]
    told: Mapping[int, bytes]
    called: Sequence[tuple[str, Called]]
    parties: Sequence[Party]
    places: frozenset[str]
    indicators: frozenset[str]
    reports: tuple[str, ...]
    warnings: int


def read_told(path: Path) -> PartTold:
    """What a part told."""
    with path.open("rb") as file:
        told = pickle.load(file)  # noqa: S301
    assert isinstance(told, PartTold)
    return told


def bucket_of(key: str) -> int:
    """The bucket of what parts may have in common, by what it is of."""
    return crc32(key.encode()) % BUCKETS
