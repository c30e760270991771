"""Tables into a generation of the store: a pure function of its inputs, replaced whole or not at all."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.store.embedded import EmbeddedStore
from kg.store.generations import GRAPH, NAMES, current, home, is_fresh, new_generation
from kg.store.inputs import build_inputs, take_fingerprints

if TYPE_CHECKING:
    from kg.tables.reports import Checked


def open_store(
    data: Path, sources: Path | None = None, notice: Callable[[str], None] = lambda _: None
) -> EmbeddedStore:
    """The store of the tables in `data`, built first where it is missing or older than they are.

    `sources` is a folder with texts of reports; `notice` is told in a line if a build begins.
    Raises TablesError if the tables do not pass, StoreError if the store cannot be opened.
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

    Raises TablesError with every problem; the store of before then goes on answering.
    """
    if not data.is_dir():
        raise KgError(f"{data}: no such folder of tables; name one with --data or KG_DATA")
    place, inputs = home(data), build_inputs(data, sources)
    generation = current(place)
    if generation and not force and is_fresh(generation, inputs):
        return generation
    from filelock import FileLock  # a lookup in a fresh store does not need it

    place.mkdir(parents=True, exist_ok=True)
    with FileLock(place / "build.lock"):
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

        made = take_fingerprints(inputs, __name__)  # what changes from here on is not read
        checked = read_checked(data, sources)
        with new_generation(place, made) as folder:
            _write(folder, checked)
    built = current(place)
    assert built is not None
    return built


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
