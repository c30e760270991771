"""Tables into a generation of the store: a pure function of its inputs, replaced whole or not at all."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.store.embedded import EmbeddedStore
from kg.store.generations import GRAPH, NAMES, current, home, is_fresh, new_generation, writing
from kg.store.inputs import build_inputs, take_fingerprints

if TYPE_CHECKING:
    from kg.tables.reports import Checked


def open_store(
    data: Path, sources: Path | None = None, notice: Callable[[str], None] = lambda _: None
) -> EmbeddedStore:
    """The store of the tables in `data`, built first where it is missing or older than they are.

    `sources` is a folder with texts of reports; `notice` is told in a line if a build begins.
    Raises TablesError if the tables do not pass, StoreError if the store cannot be written or opened.
    """
    return EmbeddedStore(build(data, sources, notice=notice))


def build(
    data: Path,
    sources: Path | None = None,
    *,
    force: bool = False,
    notice: Callable[[str], None] = lambda _: None,
) -> Path:
    """The current generation for the tables in `data`, which is built unless it is fresh.

    Raises TablesError with every problem, and StoreError where it cannot be written; the store of
    before then goes on answering.
    """
    if not data.is_dir():
        raise KgError(f"{data}: no such folder of tables; name one with --data or KG_DATA")
    place, inputs = home(data), build_inputs(data, sources)
    generation = current(place)
    if generation and not force and is_fresh(generation, inputs):
        return generation
    with _lock(place):
        generation = current(place)  # another process may have built it while this one waited
        if generation and not force and is_fresh(generation, inputs):
            return generation
        reason = (
            "there is no graph yet" if generation is None
            else "you ask for a new graph" if force
            else "the graph is older than its tables or the program"
        )  # fmt: skip
        notice(f"{reason}: building it from {data}")
        from kg.tables.checks import read_checked

        try:
            made = take_fingerprints(inputs, __name__)  # what changes from here on is not read
        except OSError:
            read_checked(data, sources)  # tells which of the inputs cannot be read, as the others' problems
            raise
        checked = read_checked(data, sources)
        if checked.warnings:
            count = len(checked.warnings)
            notice(f"{count} warning{'s' if count > 1 else ''} on the tables: kg check tells what")
        with writing(place), new_generation(place, made) as folder:
            _write(folder, checked)
    built = current(place)
    assert built is not None
    return built


@contextmanager
def _lock(place: Path) -> Iterator[None]:
    """Only one process builds there."""
    from filelock import FileLock  # a lookup in a fresh store does not need it

    lock = FileLock(place / "build.lock")
    with writing(place):
        place.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _write(folder: Path, checked: "Checked") -> None:
    from kg.names.index import write_index
    from kg.pipeline.description import describe
    from kg.pipeline.load import write_graph
    from kg.pipeline.names import names_of, proper_things
    from kg.pipeline.triples import all_triples

    write_graph(folder / GRAPH, lambda: all_triples(checked), lambda graph: describe(graph, checked.folder))
    connections = Counter(
        thing for report in checked.reports for row in report.relations for thing in (row.subject, row.object)
    )
    write_index(folder / NAMES, names_of(checked), connections, proper_things(checked))
