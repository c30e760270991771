"""Rounds of tests that try what chance brings: few by default, and as many as a time allows that `KG_SOAK` gives."""

import os
import random
import time
from collections.abc import Iterator


def soak_seconds() -> float:
    """For how long each such test shall go on, in seconds; 0 where nobody says so."""
    return float(os.environ.get("KG_SOAK", 0))


def rounds(quick: int) -> Iterator[random.Random]:
    """So many seeded sources of chance, and fresh ones until the time of `KG_SOAK` is over.

    Each seed is printed, which pytest shows where a test fails: the last one is that of the round that failed.
    """
    end = time.monotonic() + soak_seconds()
    seed = 0
    while seed < quick or time.monotonic() < end:
        print(f"seed {seed}")
        yield random.Random(seed)
        seed += 1
