"""Tables into a store: a pure function of its inputs, and replaced whole or not at all.

`python -m kg.build` is `kg build`.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.inputs import build_inputs, fingerprint
from kg.store import Store, current, home, is_fresh, new_generation, write_graph

if TYPE_CHECKING:
    from kg.checks import Checked


def open_store(data: Path, sources: Path | None = None, notice: Callable[[str], None] = lambda _: None) -> Store:
    """The store of the tables in `data`, built first where it is missing or older than they are.

    `sources` is a folder with texts of reports; `notice` is told in a line if a build begins.
    Raises TablesError if the tables do not pass, StoreError if the store cannot be opened.
    """
    return Store(build(data, sources, notice=notice))


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
            else "the graph is older than its tables"
        )  # fmt: skip
        notice(f"{reason}: building it from {data}")
        from kg.checks import read_checked

        before = {name: fingerprint(path) for name, path in inputs.items()}  # what changes from here on is not read
        checked = read_checked(data, sources)
        with new_generation(place, before) as folder:
            _write(folder, checked)
    built = current(place)
    assert built is not None
    return built


def _write(folder: Path, checked: "Checked") -> None:
    from kg.dataset import describe
    from kg.names import names_of, write_index
    from kg.triples import triples

    write_graph(folder, lambda: triples(checked), lambda graph: describe(graph, checked.tables.folder))
    relations = checked.tables.relations
    connections = Counter([row.subject for row in relations] + [row.object for row in relations])
    write_index(folder / "names.sqlite", names_of(checked.tables), connections)


if __name__ == "__main__":
    from kg.cli import run

    run("build")
