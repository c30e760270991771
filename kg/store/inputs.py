"""What a store is made from, and whether that has changed since: tables, texts, code and libraries.

The code is what the build imports, found by following its imports, with the files that lie beside
it (the ontology, the questions); so no list has to be kept up to date. Libraries are told by the
names of their folders of metadata (Python Packaging User Guide, "Recording installed projects"),
which hold their versions.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from kg.folders import PACKAGE, REPORTS, files_in, open_file, table_sets, text_files

TEXT: Final = "text:"
"""Begins the names of inputs that are texts of reports."""

Inputs = Mapping[str, Path]
"""The tables and texts that a build reads, by a name for each."""

TICK: Final = 20_000_000
"""Nanoseconds; the clocks that files' times are taken from tick at least every 10 ms."""

_METADATA: Final = ".dist-info"
_BESIDE: Final = (".json", ".rq", ".tsv", ".ttl")


class Fingerprint(NamedTuple):
    """What tells a file's content apart: its size in bytes, its times in ns, its number on the disk, its SHA-256.

    The time of the last change, of whatever, is no one's to set; 0 where it says nothing.
    """

    size: int
    modified: int
    changed: int
    inode: int
    sha256: str

    def now(self, path: Path) -> "Fingerprint | None":
        """The fingerprint of a file that has still this content, though perhaps not the rest; else None.

        Only where something of the rest is another is the content read.
        """
        try:
            status = path.stat()
            if status.st_size == self.size:
                if (status.st_mtime_ns, status.st_ctime_ns, status.st_ino) == (self.modified, self.changed, self.inode):
                    return self
                found = fingerprint(path)
                return found if found.sha256 == self.sha256 else None
        except OSError:
            pass
        return None


Fingerprints = Mapping[str, Fingerprint]


def all_now(before: Fingerprints, paths: Mapping[str, Path]) -> Fingerprints | None:
    """The fingerprints of files, by their names, which all have the content that they had before; else None."""
    found: dict[str, Fingerprint] = {}
    for name, path in paths.items():
        if not (name in before and (same := before[name].now(path))):
            return None
        found[name] = same
    return found


class Made(NamedTuple):
    """What a generation was made from: its inputs, the package's files, both by name, and libraries."""

    inputs: Fingerprints
    code: Fingerprints
    libraries: tuple[str, ...]

    def is_fresh(self, inputs: Inputs) -> bool:
        """Whether all of that is as it was, and `inputs` are the same files.

        A text of a report that was at hand then and is not now does not count.
        """
        return self.now(inputs) is not None

    def now(self, inputs: Inputs) -> "Made | None":
        """The same with the fingerprints as they are now, where it is fresh; else None."""
        gone = self.inputs.keys() - inputs.keys()
        if not all(name.startswith(TEXT) for name in gone) or not set(self.libraries) <= _installed():
            return None
        found = all_now(self.inputs, inputs)
        code = all_now(self.code, {name: PACKAGE / name for name in self.code})
        return None if found is None or code is None else self._replace(inputs={**self.inputs, **found}, code=code)


def build_inputs(data: Path, sources: Path | None = None) -> Inputs:
    """The tables of all table sets of `data`, by their paths from there, and the texts at hand."""
    tables = {path.name: path for path in files_in(data, ".csv", ".ttl")}
    for folder in table_sets(data)[1:]:
        tables |= {f"{REPORTS}/{folder.name}/{path.name}": path for path in files_in(folder, ".csv")}
    return tables | {f"{TEXT}{path.parent.name}/{path.name}": path for path in text_files(data, sources)}


def take_fingerprints(inputs: Inputs, builder: str) -> Made:
    """What a generation is made from that the module `builder` builds now.

    Raises OSError where one of the files cannot be read.
    """
    modules, imported = _imports_below(builder)
    folders = {path.parent for path in modules}
    beside = [path for folder in folders for path in folder.iterdir() if path.suffix in _BESIDE]
    return Made(
        {name: fingerprint(path) for name, path in inputs.items()},
        {path.relative_to(PACKAGE).as_posix(): fingerprint(path) for path in sorted([*modules, *beside])},
        tuple(sorted(_metadata_of(imported))),
    )


def fingerprint(path: Path) -> Fingerprint:
    """The fingerprint of a file as it is now; raises OSError if it cannot be read."""
    import hashlib
    import time

    with open_file(path) as file:
        status, now = os.fstat(file.fileno()), time.time_ns()
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    # what is changed again within one tick of a clock has the same time
    changed = status.st_ctime_ns if now - status.st_ctime_ns > TICK else 0
    return Fingerprint(status.st_size, status.st_mtime_ns, changed, status.st_ino, sha256)


def _imports_below(module: str) -> tuple[set[Path], set[str]]:
    """The package's files that a module needs, itself among them, and the other modules that these import."""
    package, _, _ = module.partition(".")
    files: set[Path] = set()
    others: set[str] = set()
    wanted = [module]
    while wanted:
        name = wanted.pop()
        path = _file_of(name)
        if path is None or path in files:
            continue
        files.add(path)
        for imported in _imports_of(path):
            if imported.partition(".")[0] == package:
                parts = imported.split(".")
                wanted += [".".join(parts[:size]) for size in range(1, len(parts) + 1)]
            else:
                others.add(imported.partition(".")[0])
    return files, others


def _file_of(module: str) -> Path | None:
    """The file of a module of the package; None for what is a name within one."""
    place = PACKAGE.joinpath(*module.split(".")[1:])
    return next((path for path in (place / "__init__.py", place.with_suffix(".py")) if path.is_file()), None)


def _imports_of(path: Path) -> Iterator[str]:
    """What a file imports, wherever in it, names of modules and names within them alike."""
    import ast

    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _metadata_of(modules: Iterable[str]) -> set[str]:
    """The folders of metadata of the libraries that bring these top-level modules."""
    from importlib.metadata import packages_distributions

    brought_by = packages_distributions()
    wanted = {_folded(library) for module in modules for library in brought_by.get(module, ())}
    return {name for name in _installed() if _folded(name.rpartition("-")[0].rpartition("-")[0]) in wanted}


def _folded(name: str) -> str:
    return name.lower().replace("-", "_").replace(".", "_")


def _installed() -> set[str]:
    """The folders of metadata of the installed libraries, by their names."""
    folders = [folder for folder in dict.fromkeys(sys.path) if os.path.isdir(folder)]  # noqa: PTH112
    return {name for folder in folders for name in os.listdir(folder) if name.endswith(_METADATA)}  # noqa: PTH208
