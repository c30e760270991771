"""What a build takes beside a bare load of the same text by the engine, over sizes of made-up national data.

Each figure is of a process of its own: its time, the CPU seconds of it and of those that it began, and its greatest
memory, as the kernel has it. `python -m tests.bench_build 10 100` measures these numbers of reports.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from kg.folders import STORES_VARIABLE
from kg.store.generations import current, home
from kg.store.record import GRAPH
from tests.national import write_reports

SIZES: Final = (1, 10, 100)
FULL: Final = (*SIZES, 1000)

WRITING: Final = 1.15
WHOLE: Final = 1.5
MEMORY: Final = 400
"""The figures to reach: of the writing of the store, and of the whole build, each by a bare load; of its memory, MB."""


class Took(NamedTuple):
    """What a process took, and what it printed."""

    seconds: float
    cpu: float
    megabytes: float
    out: str

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s, CPU {self.cpu:.1f} s, {self.megabytes:.0f} MB"


def main(sizes: Sequence[int] = ()) -> None:
    """Print a few lines for each size."""
    for reports in sizes or (FULL if os.environ.get("BENCH") == "full" else SIZES):
        with TemporaryDirectory() as temporary:
            measured(Path(temporary), reports)


def measured(folder: Path, reports: int) -> None:
    """Build the data of so many reports, and load its text barely and as the build does."""
    data, text = folder / "data", folder / "graph.nt"
    write_reports(data, reports)
    os.environ[STORES_VARIABLE] = str(folder / "stores")
    build = taken("-m", "kg", "build", "--data", str(data))
    generation = current(home(data))
    assert generation
    taken("-c", DUMP, str(generation / GRAPH), str(text))
    bare = taken("-c", BARE, str(text), str(folder / "bare"))
    writing = taken("-c", WRITE, str(text), str(folder / "written"))
    triples = int(bare.out)
    print(f"build of {reports} reports, {triples} triples: {build}; bare load and optimise: {bare}")
    print(f"  the store written / bare = {writing.seconds / bare.seconds:.2f} (to reach: at most {WRITING})")
    print(f"  the whole build / bare = {build.seconds / bare.seconds:.2f} (to reach: at most {WHOLE})")
    own = build.megabytes - bare.megabytes
    print(f"  its own memory, without the engine's: {own:.0f} MB (to reach: at most {MEMORY} at 10 million triples)")
    for name, seconds in steps(data, folder / "steps"):
        print(f"  {name}: {seconds:.2f} CPU s, {seconds / build.cpu:.0%} of the build's")


def taken(*arguments: str) -> Took:
    """What a process of this interpreter takes; the modules that it imports are compiled."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, encoding="utf-8")
    assert process.stdout
    out = process.stdout.read()
    process.stdout.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, arguments
    return Took(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000, out)


def steps(data: Path, folder: Path) -> Iterator[tuple[str, float]]:
    """The CPU seconds of each step of a build, taken one after the other in this process."""
    from kg.names.index import IndexWriter
    from kg.ontology import read_ontology
    from kg.pipeline.parts.part import Task, make_part
    from kg.pipeline.parts.sets import joined, look_through, sets_of
    from kg.pipeline.parts.things import Things, write_things
    from kg.pipeline.parts.told import TOLD, read_told
    from kg.pipeline.parts.whole import Whole

    folder.mkdir()
    at = used()

    def since() -> float:
        nonlocal at
        before, at = at, used()
        return at - before

    sets = sets_of(data)
    found = [look_through(of.files) for of in sets]
    write_things(folder / "things", found, {})
    yield "what table sets ask of each other", since()
    tasks = [
        Task(number, data, joined(sets, [number]), folder / "things", folder / f"part-{number}")
        for number in range(len(sets))
    ]
    for task in tasks:
        make_part(task)
    yield "rows checked, into text, names and counts", since()
    index, whole, things = IndexWriter(folder / "names"), Whole(folder, read_ontology()), Things(folder / "things")
    for task in tasks:
        told = read_told(Path(f"{task.into}{TOLD}"))
        whole.add(told)
        index.add(told.names)
    yield "parts put together", since()
    for _ in whole.lines(whole.registers(things)):
        pass
    whole.content()
    yield "what parts have in common, and stands between them", since()
    index.finish(whole.connections)
    yield "the index of names", since()
    for of in (index, whole, things):
        of.close()


def used() -> float:
    """The CPU seconds of this process."""
    now = resource.getrusage(resource.RUSAGE_SELF)
    return now.ru_utime + now.ru_stime


DUMP: Final = """
import sys, pyoxigraph
graph = pyoxigraph.Store.read_only(sys.argv[1])
graph.dump(sys.argv[2], format=pyoxigraph.RdfFormat.N_TRIPLES, from_graph=pyoxigraph.DefaultGraph())
"""

BARE: Final = """
import sys, pyoxigraph
graph = pyoxigraph.Store(sys.argv[2])
graph.bulk_load(path=sys.argv[1], format=pyoxigraph.RdfFormat.N_TRIPLES)
graph.optimize()
graph.flush()
print(len(graph))
"""

WRITE: Final = """
import sys
from pathlib import Path
from kg.pipeline.load import write_graph
text = Path(sys.argv[1]).open("rb")
write_graph(Path(sys.argv[2]), lambda: iter(lambda: text.read(1 << 20), b""))
"""


if __name__ == "__main__":
    main(list(map(int, sys.argv[1:])))
