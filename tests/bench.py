"""`make bench`: ratios between two things measured side by side in one run.

Absolute times say little on a shared machine; each row measures its pair in turn, many times,
and prints the median of both and their ratio beside the figure to reach.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pyoxigraph

import kg
from kg.vocabulary import PREFIXES

COMMAND = str(Path(sys.executable).with_name("kg"))
QUERY = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"


def main() -> None:
    """Print every row."""
    subprocess.run([COMMAND, "build"], check=True, stdout=subprocess.DEVNULL)
    row(
        "kg who 枫桥, whole process / python -c 'import typer'",
        lambda: process(COMMAND, "who", "枫桥"),
        lambda: process(sys.executable, "-c", "import typer"),
        2,
        rounds=15,
    )
    graph = kg.open()
    raw = pyoxigraph.Store.read_only(str(graph.store.generation / "graph"))
    row(
        "SPARQL to JSON by the Python API / raw pyoxigraph",
        lambda: graph.query(QUERY).serialise("json"),
        lambda: raw.query(QUERY, prefixes=PREFIXES).serialize(format=pyoxigraph.QueryResultsFormat.JSON),
        1.1,
    )
    row(
        "Python solutions by the Python API / raw pyoxigraph",
        lambda: [solution["o"] for solution in graph.query(QUERY)],
        lambda: [solution["o"] for solution in raw.query(QUERY, prefixes=PREFIXES)],
        2,
    )


def row(name: str, ours: Callable[[], object], theirs: Callable[[], object], wanted: float, rounds: int = 41) -> None:
    """Measure two things in turn and print a line."""
    ours(), theirs()
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(rounds)]
    a, b = (median(column) * 1000 for column in zip(*pairs, strict=True))
    ratio = median(x / y for x, y in pairs)
    print(f"{name}: {a:.1f} ms / {b:.1f} ms = {ratio:.2f} (to reach: at most {wanted})")


def seconds(action: Callable[[], object]) -> float:
    """How long an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def process(*command: str) -> None:
    """Run a process to its end, its output piped away; compiled modules are kept, as for any user."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, check=True, capture_output=True, env=environment)


if __name__ == "__main__":
    main()
