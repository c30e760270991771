"""Lookups in made-up national data of more and more reports: what they take must not grow with the graph.

Each is a whole process, measured in turn in the graphs of all sizes; told are the wall clock and the processor's time
(user and system), and both beside those in the graph of 10 reports. `who` and `show` are of the thing that is linked
most, so that its number of links grows with the reports; `path` is between bodies that have as many in each.
"""

import os
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from kg.folders import STORES_VARIABLE
from kg.pipeline.generation import open_store
from kg.store.store import Store
from kg.vocabulary import expand
from tests.national import write_reports

ROUNDS = 5
REACH = 2
"""How often as long as among 10 reports a lookup may take among more."""


class Taken(NamedTuple):
    """Seconds of the wall clock and of the processor, lines of the answer."""

    wall: float
    cpu: float
    lines: int


def main() -> None:
    """Print a row a lookup and number of reports, with its ratio to that among 10."""
    sizes = (1, 10, 100) if os.environ.get("BENCH") == "full" else (1, 10)
    with TemporaryDirectory() as place:
        os.environ.setdefault(STORES_VARIABLE, str(Path(place) / "stores"))  # of this process, and those that it starts
        folders = {size: Path(place) / str(size) for size in sizes}
        commands = {}
        for size, folder in folders.items():
            write_reports(folder, size)
            commands[size] = lookups(open_store(folder))
        for name in commands[10]:
            row(name, {size: [*commands[size][name], "--data", str(folders[size])] for size in sizes})


def lookups(store: Store) -> dict[str, list[str]]:
    """What is asked of a graph, by what it is called."""
    ends = {role: dict(links(store, role)) for role in ("subject", "object")}
    degrees = Counter(thing for of in ends.values() for thing in of.values())
    ((most, _),) = degrees.most_common(1)
    tied: dict[str, set[str]] = {}
    for claim, thing in ends["subject"].items():
        tied.setdefault(ends["object"][claim], set()).add(thing)
    pairs = (sorted((abs(degrees[of] - 3), of) for of in things)[:2] for things in tied.values() if len(things) > 1)
    (_, one), (_, other) = min(pairs)  # what has as many links in each graph
    return {
        "find 司法局": ["find", "司法局"],
        "who, the most linked": ["who", most],
        "who, one of few links": ["who", one],
        "show, the most linked": ["show", most],
        "path": ["path", one, other],
        "path, to the most linked": ["path", one, most],
    }


def links(store: Store, role: str) -> list[tuple[str, str]]:
    """The claims, each with the id of its end."""
    return [(claim, thing.rpartition("/")[2]) for claim, thing in store.pairs(expand(f"rdf:{role}"))]


def row(name: str, commands: dict[int, list[str]]) -> None:
    """Measure a lookup in turn in the graphs of all sizes, and print a line of each."""
    taken: dict[int, list[Taken]] = {size: [] for size in commands}
    for number in range(ROUNDS + 1):
        for size, command in commands.items():
            once = run(command)
            if number:  # the first time, the files are read from the disk
                taken[size].append(once)
    wall, cpu = (
        {size: median(getattr(one, of) for one in some) for size, some in taken.items()} for of in ("wall", "cpu")
    )
    for size in commands:
        print(
            f"{size} reports: kg {name}: {wall[size] * 1000:.0f} ms, {cpu[size] * 1000:.0f} ms of processor, "
            f"{taken[size][0].lines} lines; {wall[size] / wall[10]:.2f} and {cpu[size] / cpu[10]:.2f} times that among "
            f"10 (to reach: at most {REACH})"
        )


def run(command: list[str]) -> Taken:
    """A command of `kg` in a process of its own; what it says of no way is an answer."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "kg", *command], capture_output=True, env=environment, encoding="utf-8", check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode > 1:
        raise RuntimeError(done.stderr)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(time.perf_counter() - begun, cpu, len(done.stdout.splitlines()))


if __name__ == "__main__":
    main()
