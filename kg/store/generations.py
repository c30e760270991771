"""Where the embedded stores lie, and how one generation of a store takes the place of another.

    <stores' folder>/<data folder's key>/
        current -> generation-…     the link that makes a generation the one that answers
        generation-…/graph/         Oxigraph's files
                     names.sqlite   the name index
                     inputs.json    what it was built from

A build writes a new generation and switches the link; readers open read-only. What is not
current is removed by the next build but one at the earliest, so a reader keeps its files.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from zlib import crc32

from kg.folders import stores_folder
from kg.store.inputs import Inputs, Made, read_record, write_record

GRAPH: Final = "graph"
NAMES: Final = "names.sqlite"
_RECORD: Final = "inputs.json"


def home(data: Path) -> Path:
    """The folder of the store that is built from the tables in `data`."""
    resolved = data.resolve()
    return stores_folder() / f"{resolved.name}-{crc32(str(resolved).encode()):08x}"


def current(home: Path) -> Path | None:
    """The generation that answers, or None before the first build."""
    link = home / "current"
    return link.resolve() if link.exists() else None


def is_fresh(generation: Path, inputs: Inputs) -> bool:
    """Whether a generation was built from these inputs as they are now, by the program as it is now."""
    made = read_record(generation / _RECORD)
    return made is not None and made.is_fresh(inputs)


@contextmanager
def new_generation(home: Path, made: Made) -> Iterator[Path]:
    """A folder to build in; it becomes current when the block ends well, and else is removed.

    The caller holds the build lock. What an earlier build left behind is removed first.
    """
    import shutil
    import tempfile

    _remove_others(home)
    folder = Path(tempfile.mkdtemp(prefix="generation-", dir=home))
    try:
        yield folder
        write_record(folder / _RECORD, made)
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
