"""A data set into a graph and the index of its names, part by part: what is checked is written, and let go.

While the parts are made, their text runs through a pipe into the engine; the index of names and what parts have in
common are written beside it.
"""

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

from kg.errors import Problem, TablesError
from kg.folders import display_path, size_of
from kg.messages import say
from kg.names.index import IndexWriter, fold_names
from kg.ontology import read_ontology
from kg.pipeline.description import describe
from kg.pipeline.load import write_graph
from kg.pipeline.names import names_of
from kg.pipeline.parts.kept import KeptTask, clear, keep_part
from kg.pipeline.parts.part import Made, Task, make_part
from kg.pipeline.parts.sets import TableSet, joined, look_through, sets_of, together
from kg.pipeline.parts.things import Things, write_things
from kg.pipeline.parts.told import LINES, TOLD, read_told
from kg.pipeline.parts.whole import Whole
from kg.store.record import GRAPH, NAMES, Counts
from kg.tables.checks import read_checked
from kg.tables.description import description_problems
from kg.tables.engines import Engine, serial
from kg.tables.steps import Step, Watch, unwatched
from kg.tables.texts import hashes_of_texts
from kg.tables.tree import tree_problems, unread_files
from kg.text.chinese import simplifications

_BESIDE: Final = "parts"

_FEW: Final = 200
"""Parts that are read as a whole where something is wrong, so that every message names what there is."""


class How(NamedTuple):
    """How to build: who runs what is made of each part, and who hears how far it is; whether parts that do not pass
    are left out; the folder where parts are kept, so that only those that changed are made anew.
    """

    engine: Engine = serial
    step: Watch = unwatched
    skip_bad: bool = False
    kept: Path | None = None


class Built(NamedTuple):
    """What was built: how much it holds, how many warnings there are on the tables, the table sets that were left out
    with how many problems each, and how many parts were made and how many taken as they were.
    """

    counts: Counts
    warnings: int
    left_out: Mapping[str, int]
    problems: Sequence[Problem]
    made: int
    taken: int


def build_store(data: Path, sources: Path | None, folder: Path, program: str, how: How) -> Built:
    """Build the graph and the index of the tables in `data` into a folder; `program` tells the program from another.

    Raises TablesError with every problem, or where what does not pass cannot be left out.
    """
    sets = sets_of(data)
    left_out: Counter[str] = Counter()
    told: list[Problem] = []
    while True:
        beside = folder / _BESIDE
        beside.mkdir()
        try:
            with closing(_Build(data, sources, folder, sets, how)) as build:
                return build.run(program, left_out, told)
        except _PartsError as error:
            if not how.skip_bad or 0 in error.bad:
                if len(sets) <= _FEW:
                    read_checked(data, sources)  # tells of all that there is
                raise TablesError(error.problems) from None
            told += error.problems
            for number, problems in error.bad.items():
                left_out[_name(sets[number], data)] = problems
            sets = [of for number, of in enumerate(sets) if number not in error.bad]
            shutil.rmtree(folder / GRAPH, ignore_errors=True)
            (folder / NAMES).unlink(missing_ok=True)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def _name(of: TableSet, data: Path) -> str:
    return of.folder.relative_to(data).as_posix()


class _PartsError(Exception):
    """What does not pass: all problems, and how many each table set has, by its number; 0 is that of all that no set of
    a report has, which cannot be left out.
    """

    def __init__(self, problems: Sequence[Problem], bad: Mapping[int, int]) -> None:
        super().__init__()
        self.problems, self.bad = problems, bad


class _Build:
    """One attempt to build what some table sets tell."""

    def __init__(self, data: Path, sources: Path | None, folder: Path, sets: Sequence[TableSet], how: How) -> None:
        self._data, self._folder, self._sets, self._how = data, folder, sets, how
        self._beside = folder / _BESIDE
        texts, self._problems = hashes_of_texts(data, sources)
        self._problems += [*tree_problems(data), *description_problems(data)]
        self._bad: Counter[int] = Counter({0: len(self._problems)} if self._problems else {})
        with ThreadPoolExecutor(1) as pool:
            pool.submit(simplifications)  # which takes as long as processes take to begin
            found = list(how.engine(look_through, [of.files for of in sets]))
        self._parts = together(sets, found)
        path = self._beside / "things.sqlite"
        write_things(path, found, texts)
        self._tasks = [
            Task(number, data, joined(sets, of), path, (how.kept or self._beside) / f"part-{number}")
            for number, of in enumerate(self._parts)
        ]
        self._things = Things(path)
        self._whole = Whole(self._beside, read_ontology())
        self._index = IndexWriter(folder / NAMES)
        self._names: Future[int] | None = None
        self._described, self._taken, self._used = 0, 0, set[str]()

    def close(self) -> None:
        """Let go of all files."""
        self._index.close()
        self._whole.close()
        self._things.close()

    def run(self, program: str, left_out: Mapping[str, int], told: Sequence[Problem]) -> Built:
        """Build it; raises _PartsError."""
        with ThreadPoolExecutor(1) as pool:

            def chunks() -> Iterator[bytes]:
                yield from self._of_parts(program)
                yield from self._rest(pool, left_out)

            write_graph(self._folder / GRAPH, chunks)
            assert self._names
            counts = Counts(self._whole.counted.triples + self._described, self._names.result())
        if self._how.kept:
            clear(self._how.kept, self._used)
        warnings = self._whole.warnings + len([*unread_files(self._data)])
        return Built(counts, warnings, left_out, told, len(self._tasks) - self._taken, self._taken)

    def _made(self, program: str) -> Iterator[Made]:
        if self._how.kept is None:
            return self._how.engine(make_part, self._tasks)
        self._how.kept.mkdir(exist_ok=True)
        return self._how.engine(keep_part, [KeptTask(task, program) for task in self._tasks])

    def _of_parts(self, program: str) -> Iterator[bytes]:
        """The text of each part; raises _PartsError when all are read, where something is wrong."""
        sizes = [sum(map(size_of, (path for paths in task.files.values() for path in paths))) for task in self._tasks]
        read, rows, size = 0, 0, sum(sizes)
        for made in self._made(program):
            read, rows = read + sizes[made.number], rows + made.rows
            self._how.step(Step(say("making the graph"), read, size, rows))
            self._problems += made.problems
            if made.problems:
                self._bad.update(dict.fromkeys(self._parts[made.number], len(made.problems)))
            elif not self._problems:
                yield self._add(made)
        if not self._problems:
            self._problems += self._whole.problems()
            homes = {display_path(path): number for number, of in enumerate(self._sets) for path in _paths(of)}
            self._bad.update(homes.get(problem.path, 0) for problem in self._problems)
        if self._problems:
            raise _PartsError(sorted(set(self._problems)), self._bad)

    def _add(self, made: Made) -> bytes:
        path, lines = Path(f"{made.into}{TOLD}"), Path(f"{made.into}{LINES}")
        told = read_told(path)
        self._whole.add(told)
        self._index.add(told.names)
        text = lines.read_bytes()
        if self._how.kept:
            self._used.add(made.into.name)
            self._taken += made.taken
        else:
            lines.unlink()
            path.unlink()
        return text

    def _rest(self, pool: ThreadPoolExecutor, left_out: Mapping[str, int]) -> Iterator[bytes]:
        """What no part tells by itself; meanwhile the names are sorted."""
        registers = self._whole.registers(self._things)
        rows, proper, elsewhere = self._whole.names(registers)
        self._index.add(fold_names(names_of(rows, registers, frozenset()), proper, self._index.fold))
        self._names = pool.submit(self._index.finish, self._whole.connections, elsewhere)
        for lines in self._whole.lines(registers):
            yield "".join(lines).encode()
        content = self._whole.content()._replace(left_out=left_out)
        described = {f"{triple} .\n" for triple in describe(content, self._data)}
        self._described = len(described)
        yield "".join(sorted(described)).encode()


def _paths(of: TableSet) -> Iterator[Path]:
    return (path for paths in of.files.values() for path in paths)
