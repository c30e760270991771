"""A data set into a graph and the index of its names, part by part: what is checked is written, and let go.

While the parts are made, their text runs through a pipe into the engine; the index of names and what parts have in
common are written beside it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from kg.errors import Problem, TablesError
from kg.names.index import IndexWriter, fold_names
from kg.ontology import read_ontology
from kg.pipeline.description import describe
from kg.pipeline.load import write_graph
from kg.pipeline.names import names_of
from kg.pipeline.parts.engines import Engine
from kg.pipeline.parts.part import LINES, TOLD, Made, Task, make_part
from kg.pipeline.parts.sets import joined, look_through, sets_of, together
from kg.pipeline.parts.things import Things, write_things
from kg.pipeline.parts.whole import Whole, read_told
from kg.store.record import GRAPH, NAMES, Counts
from kg.tables.checks import read_checked
from kg.tables.description import description_problems
from kg.tables.texts import hashes_of_texts
from kg.tables.tree import tree_problems, unread_files


class Step(NamedTuple):
    """How far a build is: bytes of tables that are read, of so many, and rows."""

    read: int
    size: int
    rows: int


class Work(NamedTuple):
    """What a build writes to: a folder of a generation, and one for what goes with the build."""

    folder: Path
    beside: Path


_A_BUCKET = 16
"""Parts whose common triples memory holds by far."""

_FEW = 200
"""Parts that are read as a whole where something is wrong, so that every message names what there is."""


class Built(NamedTuple):
    """What was built, and how many warnings there are on the tables."""

    counts: Counts
    warnings: int


def build_store(
    data: Path, sources: Path | None, work: Work, engine: Engine, step: Callable[[Step], None] = lambda _: None
) -> Built:
    """Build the graph and the index of the tables in `data` into a folder; raises TablesError with every problem."""
    sets = sets_of(data)
    texts, problems = hashes_of_texts(data, sources)
    problems += [*tree_problems(data), *description_problems(data)]
    found = list(engine(look_through, [of.files for of in sets]))
    parts = together(sets, found)
    things = work.beside / "things.sqlite"
    write_things(things, ((part, found[number]) for part, of in enumerate(parts) for number in of), texts)
    del found
    buckets = max(1, len(parts) // _A_BUCKET)
    tasks = [
        Task(number, data, joined(sets, of), things, work.beside / f"part-{number}", buckets)
        for number, of in enumerate(parts)
    ]
    with closing(_Build(data, work, buckets, things)) as build, ThreadPoolExecutor(1) as pool:
        whole = build.whole

        def chunks() -> Iterator[bytes]:
            yield from build.parts(engine, tasks, sets_sizes(tasks), problems, step)
            yield from build.rest(pool)

        try:
            write_graph(work.folder / GRAPH, chunks)
        except TablesError:
            if len(parts) <= _FEW:
                read_checked(data, sources)
            raise
        assert build.names
        counts = Counts(whole.counted.triples + build.described, build.names.result())
        return Built(counts, whole.warnings + len([*unread_files(data)]))


class _Build:
    def __init__(self, data: Path, work: Work, buckets: int, things: Path) -> None:
        self._data = data
        self._things = Things(things)
        self._ontology = read_ontology()
        self.whole = Whole(work.beside, buckets, self._ontology)
        self._index = IndexWriter(work.folder / NAMES)
        self.names: Future[int] | None = None
        self.described = 0

    def close(self) -> None:
        self._index.close()
        self.whole.close()
        self._things.close()

    def parts(
        self,
        engine: Engine,
        tasks: Sequence[Task],
        sizes: Mapping[int, int],
        problems: list[Problem],
        step: Callable[[Step], None],
    ) -> Iterator[bytes]:
        """The text of each part; raises TablesError when all are read, where something is wrong."""
        read, rows, size = 0, 0, sum(sizes.values())
        for made in engine(make_part, tasks):
            problems += made.problems
            read, rows = read + sizes[made.number], rows + made.rows
            step(Step(read, size, rows))
            if not problems:
                yield self._add(tasks[made.number], made)
        problems += [] if problems else self.whole.problems()
        if problems:
            raise TablesError(sorted(set(problems)))

    def _add(self, task: Task, made: Made) -> bytes:
        path, lines = Path(f"{task.into}{TOLD}"), Path(f"{task.into}{LINES}")
        told = read_told(path)
        self.whole.add(path, told)
        self._index.add(told.names)
        text = lines.read_bytes()
        lines.unlink()
        return text

    def rest(self, pool: ThreadPoolExecutor) -> Iterator[bytes]:
        """What no part tells by itself; meanwhile the names are sorted."""
        registers = self.whole.registers(self._things)
        rows, proper, elsewhere = self.whole.names(registers)
        self._index.add(fold_names(names_of(rows, registers, frozenset()), proper, self._index.fold))
        self.names = pool.submit(self._index.finish, self.whole.connections, elsewhere)
        for lines in self.whole.lines(registers):
            yield "".join(lines).encode()
        described = {f"{triple} .\n" for triple in describe(self.whole.content(), self._data)}
        self.described = len(described)
        yield "".join(sorted(described)).encode()


def sets_sizes(tasks: Sequence[Task]) -> dict[int, int]:
    """How many bytes the tables of each part have."""
    return {task.number: sum(_size(path) for paths in task.files.values() for path in paths) for task in tasks}


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


