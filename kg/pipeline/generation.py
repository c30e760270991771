"""Tables into a generation of the store: a pure function of its inputs, replaced whole or not at all."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError, StoreError
from kg.messages import say, say_count
from kg.store.embedded import EmbeddedStore
from kg.store.generations import current, enough_disk, home, write_generation, writing
from kg.store.glance import built_at, remember, seems_fresh, stamps
from kg.store.inputs import Made, build_inputs, take_fingerprints
from kg.store.record import Counts, condemn, is_damaged, is_fresh, is_sound, left_out

if TYPE_CHECKING:
    from kg.pipeline.parts.stream import Built, How


def open_store(
    data: Path,
    sources: Path | None = None,
    notice: Callable[[str], None] = lambda _: None,
    *,
    force: bool = False,
    at_a_glance: bool = True,
    how: "How | None" = None,
    done: "Callable[[Built], None]" = lambda _: None,
) -> EmbeddedStore:
    """The store of the tables in `data`, built first where it is missing, damaged or older than they are; of many
    tables, as far as can be told `at_a_glance`, unless all shall be looked at (`kg.store.glance`).

    `sources` is a folder with texts of reports; `notice` is told in a line if a build begins, or how old a graph is
    whose tables were not all looked at; `how` and `done` are as `build` has them.
    Raises TablesError if the tables do not pass, StoreError if the store cannot be written or opened.
    """
    generation = build(data, sources, force=force, notice=notice, at_a_glance=at_a_glance, how=how, done=done)
    try:
        return EmbeddedStore(generation)
    except StoreError:
        if is_sound(generation):  # to build it anew would mend nothing
            raise
        condemn(generation)
    return EmbeddedStore(build(data, sources, notice=notice, how=how, done=done))


def build(
    data: Path,
    sources: Path | None = None,
    *,
    force: bool = False,
    notice: Callable[[str], None] = lambda _: None,
    at_a_glance: bool = False,
    how: "How | None" = None,
    done: "Callable[[Built], None]" = lambda _: None,
) -> Path:
    """The current generation for the tables in `data`, which is built unless it is fresh, or seems so `at_a_glance`;
    `done` hears what was built.

    With `how` it is asked for: then one that lacks table sets is fresh only where they may be left out. Raises
    TablesError with every problem, and StoreError where it cannot be written; the store of before then goes on
    answering.
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

    def fresh(generation: Path | None) -> bool:
        if generation is None or force or not is_fresh(generation, inputs):
            return False
        return how is None or how.skip_bad or not left_out(generation)

    if generation and fresh(generation):
        remember(generation, data, inputs, folders)
        return generation
    with _lock(place):
        generation = current(place)  # another process may have built it while this one waited
        if generation and fresh(generation):
            return generation
        reason = (
            say("there is no graph yet: building it from {folder}", folder=data) if generation is None
            else say("you ask for a new graph: building it from {folder}", folder=data) if force
            else damage_notice(data) if is_damaged(generation)
            else say("the graph is older than its tables or the program: building it from {folder}", folder=data)
        )  # fmt: skip
        notice(reason)
        from kg.pipeline.parts.stream import How, build_store

        try:
            made = take_fingerprints(inputs, __name__)  # what changes from here on is not read
        except OSError:
            from kg.tables.checks import read_checked

            read_checked(data, sources)  # tells which of the inputs cannot be read, as the others' problems
            raise
        built: list[Built] = []

        def write(folder: Path) -> tuple[Counts, Sequence[str]]:
            built.append(build_store(data, sources, folder, _digest(made), how or How()))
            return built[0].counts, tuple(built[0].left_out)

        with writing(place):
            enough_disk(place, inputs, kept=bool(how and how.kept))
            new = write_generation(place, made, write)
        done(built[0])
        if built[0].warnings:
            told = say_count(
                "{count} warning on the tables: kg check tells what",
                "{count} warnings on the tables: kg check tells what",
                count=built[0].warnings,
            )
            notice(told)
        remember(new, data, inputs, folders)
        return new


def kept_parts(data: Path) -> Path:
    """The folder in which the parts of a data set are kept from build to build; raises as `home` does."""
    return home(data) / "parts"


def _digest(made: Made) -> str:
    """What tells a program with its libraries from another."""
    code = sorted((name, found.sha256) for name, found in made.code.items())
    return sha256(repr((code, made.libraries)).encode()).hexdigest()


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
