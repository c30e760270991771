"""The embedded store: where it lies, its generations, and one of them open for reading.

    <home>/<data folder's key>/
        current -> generation-…     the link that makes a generation the one that answers
        generation-…/graph/         Oxigraph's files
                     names.sqlite   the name index
                     inputs.json    what it was built from

A build writes a new generation and switches the link; readers open read-only. What is not
current is removed by the next build but one at the earliest, so a reader keeps its files.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from zlib import crc32

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Variable

from kg.errors import StoreError
from kg.inputs import PACKAGE, TEXT, Fingerprint, in_checkout, is_unchanged
from kg.search import NameIndex
from kg.vocabulary import PREFIXES

Term = NamedNode | Literal
_Bound = NamedNode | BlankNode | Literal | pyoxigraph.Triple  # what the engine would take


def home(data: Path) -> Path:
    """The folder of the store that is built from the tables in `data`.

    It lies in `build/` of a checkout, else in the user's cache folder.
    """
    if in_checkout():
        base = PACKAGE.parent / "build"
    else:
        from platformdirs import user_cache_path

        base = user_cache_path("honours-kg", appauthor=False)
    resolved = data.resolve()
    return base / f"{resolved.name}-{crc32(str(resolved).encode()):08x}"


def current(home: Path) -> Path | None:
    """The generation that answers, or None before the first build."""
    link = home / "current"
    return link.resolve() if link.exists() else None


def is_fresh(generation: Path, inputs: Mapping[str, Path]) -> bool:
    """Whether a generation was built from these inputs as they are now.

    A text of a report that was at hand then and is not now does not count.
    """
    try:
        recorded = json.loads((generation / "inputs.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    gone = recorded.keys() - inputs.keys()
    if inputs.keys() - recorded.keys() or any(not name.startswith(TEXT) for name in gone):
        return False
    return all(is_unchanged(Fingerprint(**recorded[name]), path) for name, path in inputs.items())


@contextmanager
def new_generation(home: Path, inputs: Mapping[str, Fingerprint]) -> Iterator[Path]:
    """A folder to build in from `inputs`; it becomes current when the block ends well, and else
    is removed.

    The caller holds the build lock. What an earlier build left behind is removed first.
    """
    import shutil
    import tempfile

    _remove_others(home)
    folder = Path(tempfile.mkdtemp(prefix="generation-", dir=home))
    try:
        yield folder
        recorded = {name: found._asdict() for name, found in inputs.items()}
        (folder / "inputs.json").write_text(json.dumps(recorded, indent=1, sort_keys=True), "utf-8")
        _switch(home, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _remove_others(home: Path) -> None:
    import shutil

    keep = current(home)
    for folder in home.glob("generation-*"):
        if folder != keep:
            shutil.rmtree(folder, ignore_errors=True)
    (home / "current.new").unlink(missing_ok=True)


def _switch(home: Path, folder: Path) -> None:
    new = home / "current.new"
    new.symlink_to(folder.name, target_is_directory=True)
    new.replace(home / "current")


def write_graph(
    generation: Path,
    lines: Callable[[], Iterator[str]],
    describe: Callable[[pyoxigraph.Store], Iterable[pyoxigraph.Triple]] = lambda _: (),
) -> None:
    """Load N-Triples into the generation's graph through a pipe, and optimise it; then add what
    `describe` tells of it.

    Raises what `lines` raises; then nothing may be made of the generation.
    """
    from concurrent.futures import ThreadPoolExecutor

    read_end, write_end = os.pipe()

    def write() -> None:
        with open(write_end, "wb", buffering=1 << 20) as pipe:
            for line in lines():
                pipe.write(line.encode())

    with ThreadPoolExecutor(1) as pool, open(read_end, "rb") as pipe:
        writing = pool.submit(write)
        graph = pyoxigraph.Store(str(generation / "graph"))
        try:
            graph.bulk_load(pipe, format=pyoxigraph.RdfFormat.N_TRIPLES)
        except BaseException:
            pipe.close()  # else the writer waits for a reader that gave up
            raise
        writing.result()
    graph.optimize()
    graph.bulk_extend(pyoxigraph.Quad(t.subject, t.predicate, t.object) for t in describe(graph))
    graph.flush()


class Store:
    """One generation, open for reading."""

    def __init__(self, generation: Path) -> None:
        self.generation = generation
        try:
            self._graph = pyoxigraph.Store.read_only(str(generation / "graph"))
        except OSError as error:
            raise StoreError(generation, f"cannot be opened ({error}); run: kg build --force") from error

    def query(
        self, text: str, bindings: Mapping[str, Term] | None = None
    ) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples:
        """What Oxigraph answers to a query with the usual prefixes declared.

        `bindings` puts terms in the place of variables, which the query must project.
        """
        substitutions: dict[Variable, _Bound] = {Variable(name): term for name, term in (bindings or {}).items()}
        return self._graph.query(text, prefixes=PREFIXES, substitutions=substitutions)

    def describe(self, iri: str) -> dict[str, list[Term]]:
        """What the triples with this subject say: their objects by predicate, in order."""
        found: dict[str, list[Term]] = {}
        for quad in self._graph.quads_for_pattern(NamedNode(iri), None, None):
            found.setdefault(quad.predicate.value, []).append(quad.object)  # type: ignore[arg-type]
        return {predicate: sorted(found[predicate], key=str) for predicate in sorted(found)}

    def subjects(self, predicate: str, object_iri: str) -> list[str]:
        """The subjects of the triples with this predicate and object, in order."""
        quads = self._graph.quads_for_pattern(None, NamedNode(predicate), NamedNode(object_iri))
        return sorted(quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode))

    def having(self, predicate: str) -> list[str]:
        """The subjects of the triples with this predicate, in order."""
        quads = self._graph.quads_for_pattern(None, NamedNode(predicate), None)
        return sorted({quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)})

    def triples(self) -> Iterator[pyoxigraph.Triple]:
        """Every triple, in no order."""
        return (quad.triple for quad in self._graph)

    def __len__(self) -> int:
        """How many triples there are."""
        return len(self._graph)

    @cached_property
    def names(self) -> NameIndex:
        """The index that finds things by name."""
        return NameIndex(self.generation / "names.sqlite")
