"""Tables into a generation of the store: a pure function of its inputs, replaced whole or not at all."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError, StoreError
from kg.messages import say, say_count
from kg.store.embedded import EmbeddedStore
from kg.store.generations import current, home, write_generation, writing
from kg.store.glance import built_at, remember, seems_fresh, stamps
from kg.store.inputs import build_inputs, take_fingerprints
from kg.store.record import GRAPH, NAMES, Counts, condemn, is_damaged, is_fresh, is_sound

if TYPE_CHECKING:
    from kg.tables.reports import Checked


def open_store(
    data: Path,
    sources: Path | None = None,
    notice: Callable[[str], None] = lambda _: None,
    *,
    force: bool = False,
    at_a_glance: bool = True,
) -> EmbeddedStore:
    """The store of the tables in `data`, built first where it is missing, damaged or older than they are; of many
    tables, as far as can be told `at_a_glance`, unless all shall be looked at (`kg.store.glance`).

    `sources` is a folder with texts of reports; `notice` is told in a line if a build begins, or how old a graph is
    whose tables were not all looked at.
    Raises TablesError if the tables do not pass, StoreError if the store cannot be written or opened.
    """
    generation = build(data, sources, force=force, notice=notice, at_a_glance=at_a_glance)
    try:
        return EmbeddedStore(generation)
    except StoreError:
        if is_sound(generation):  # to build it anew would mend nothing
            raise
        condemn(generation)
    return EmbeddedStore(build(data, sources, notice=notice))


def build(
    data: Path,
    sources: Path | None = None,
    *,
    force: bool = False,
    notice: Callable[[str], None] = lambda _: None,
    at_a_glance: bool = False,
) -> Path:
    """The current generation for the tables in `data`, which is built unless it is fresh, or seems so `at_a_glance`.

    Raises TablesError with every problem, and StoreError where it cannot be written; the store of
    before then goes on answering.
    """
    if not data.is_dir():
        raise KgError(say("{folder}: no such folder of tables; name one with --data or KG_DATA", folder=data))
    place = home(data)
    generation = current(place)
    if at_a_glance and generation and not force and seems_fresh(generation, data, sources):
        told = say(
            "the graph was built at {time}; whether any of its many tables has changed since, kg build tells",
            time=built_at(generation),
        )
        notice(told)
        return generation
    folders, inputs = stamps(data, sources), build_inputs(data, sources)
    if generation and not force and is_fresh(generation, inputs):
        remember(generation, data, inputs, folders)
        return generation
    with _lock(place):
        generation = current(place)  # another process may have built it while this one waited
        if generation and not force and is_fresh(generation, inputs):
            return generation
        reason = (
            say("there is no graph yet: building it from {folder}", folder=data) if generation is None
            else say("you ask for a new graph: building it from {folder}", folder=data) if force
            else damage_notice(data) if is_damaged(generation)
            else say("the graph is older than its tables or the program: building it from {folder}", folder=data)
        )  # fmt: skip
        notice(reason)
        from kg.tables.checks import read_checked

        try:
            made = take_fingerprints(inputs, __name__)  # what changes from here on is not read
        except OSError:
            read_checked(data, sources)  # tells which of the inputs cannot be read, as the others' problems
            raise
        checked = read_checked(data, sources)
        if checked.warnings:
            told = say_count(
                "{count} warning on the tables: kg check tells what",
                "{count} warnings on the tables: kg check tells what",
                count=len(checked.warnings),
            )
            notice(told)
        with writing(place):
            built = write_generation(place, made, lambda folder: _write(folder, checked))
        remember(built, data, inputs, folders)
        return built


def damage_notice(data: Path) -> str:
    """What is told where the graph is built anew since it was damaged."""
    return say("the graph is damaged: building it anew from {folder}", folder=data)


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


def _write(folder: Path, checked: "Checked") -> Counts:
    from kg.names.index import write_index
    from kg.pipeline.description import describe
    from kg.pipeline.load import write_graph
    from kg.pipeline.names import names_elsewhere, names_of, proper_things
    from kg.pipeline.triples import all_triples

    triples = write_graph(folder / GRAPH, lambda: all_triples(checked), lambda graph: describe(graph, checked.folder))
    connections = Counter(
        thing for report in checked.reports for row in report.relations for thing in (row.subject, row.object)
    )
    proper, elsewhere = proper_things(checked), names_elsewhere(checked)
    names = write_index(folder / NAMES, names_of(checked), connections, proper, elsewhere)
    return Counts(triples, names)
