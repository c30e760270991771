"""`make bench`: ratios between two things measured side by side in one run.

Absolute times say little on a shared machine; each row measures its pair in turn, many times,
and prints the median of both and their ratio beside the figure to reach.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

import pyoxigraph

import kg
from kg.names import Name, NameIndex, pinyin, write_index
from kg.vocabulary import PREFIXES

PLACES = "香洲茂盛拱北狮山凤翠前海江河湖清明安平和顺新华东西南北长宁远高"
KINDS = ("司法局", "教育局", "人民法院", "市场监督管理局", "卫生健康局", "人民政府", "公安局", "财政局")
FOLDERS: list[TemporaryDirectory[str]] = []
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
    row(
        "kg find 枫桥, whole process / python -c 'import typer'",
        lambda: process(COMMAND, "find", "枫桥"),
        lambda: process(sys.executable, "-c", "import typer"),
        2.5,
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
    small = int(os.environ.get("KG_BENCH_NAMES", "100000"))
    print(f"{small} made-up names, and ten times as many:")
    lookups(names(small), names(10 * small))


def names(count: int) -> NameIndex:
    """An index of `count` made-up names, in a folder that goes with the process."""
    random = Random(1)
    folder = TemporaryDirectory()
    FOLDERS.append(folder)
    made = []
    for number in range(count):
        place = "".join(random.choices(PLACES, k=2))
        label = f"{place}市{''.join(random.choices(PLACES, k=2))}区{random.choice(KINDS)}"
        made += [Name(f"t{number}", label, "label"), Name(f"t{number}", pinyin(label), "pinyin")]
    path = Path(folder.name) / "names.sqlite"
    write_index(path, made, {})
    return NameIndex(path)


def lookups(small: NameIndex, large: NameIndex) -> None:
    """Time each way to find a name in a warm process, in an index and in one ten times as large."""
    for way, typed, wanted in (
        ("exact", "香洲市茂盛区司法局", 10),
        ("prefix", "香洲市茂", 10),
        ("two characters from the middle", "茂盛", 10),
        ("pinyin", "maosheng", 10),
        ("fuzzy", "香洲市茂胜区司法居", 100),
    ):
        a, b = (
            median(seconds(partial(index.find, typed, fuzzy=True)) for _ in range(21)) * 1000
            for index in (small, large)
        )
        print(
            f"find, {way}: {a:.1f} ms in the small index (to reach: {wanted}), {b / a:.1f} times in the large one (2)"
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
