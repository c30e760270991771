"""What a store is made from, and whether that has changed since: tables, texts, code and libraries.

The code is what the build imports, found by following its imports, with the files that lie beside
it (the ontology, the questions); so no list has to be kept up to date. Libraries are told by the
names of their folders of metadata (Python Packaging User Guide, "Recording installed projects"),
which hold their versions.
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from kg.folders import PACKAGE, text_files

TEXT: Final = "text:"
"""Begins the names of inputs that are texts of reports."""

Inputs = Mapping[str, Path]
"""The tables and texts that a build reads, by a name for each."""

_METADATA: Final = ".dist-info"
_BESIDE: Final = (".json", ".rq", ".tsv", ".ttl")


class Fingerprint(NamedTuple):
    """What tells a file's content apart: its size in bytes, its time in ns, its SHA-256."""

    size: int
    modified: int
    sha256: str


class Made(NamedTuple):
    """What a generation was made from: its inputs, the package's files, both by name, and libraries."""

    inputs: Mapping[str, Fingerprint]
    code: Mapping[str, Fingerprint]
    libraries: tuple[str, ...]

    def is_fresh(self, inputs: Inputs) -> bool:
        """Whether all of that is as it was, and `inputs` are the same files.

        A text of a report that was at hand then and is not now does not count.
        """
        gone = self.inputs.keys() - inputs.keys()
        return (
            inputs.keys() <= self.inputs.keys()
            and all(name.startswith(TEXT) for name in gone)
            and all(_is_unchanged(self.inputs[name], path) for name, path in inputs.items())
            and all(_is_unchanged(before, PACKAGE / name) for name, before in self.code.items())
            and set(self.libraries) <= _installed()
        )


def build_inputs(data: Path, sources: Path | None = None) -> Inputs:
    """The tables in `data` and the texts at hand."""
    tables = {path.name: path for path in sorted([*data.glob("*.csv"), *data.glob("*.ttl")])}
    return tables | {TEXT + path.name: path for path in text_files(data, sources)}


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

    status = path.stat()
    return Fingerprint(status.st_size, status.st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())


def read_record(path: Path) -> Made | None:
    """What `write_record` wrote; None where that is not what stands there."""
    try:
        told = json.loads(path.read_text("utf-8"))
        inputs, code = (
            {name: Fingerprint(*found) for name, found in told[kind].items()} for kind in ("inputs", "code")
        )
        return Made(inputs, code, tuple(told["libraries"]))
    except (AttributeError, KeyError, OSError, TypeError, ValueError):
        return None


def write_record(path: Path, made: Made) -> None:
    """Write what a generation was made from, as JSON."""
    path.write_text(json.dumps(made._asdict(), indent=1, sort_keys=True), "utf-8")


def _is_unchanged(before: Fingerprint, path: Path) -> bool:
    """Whether a file is what it was: by its size and time, and only else by its content."""
    try:
        status = path.stat()
        same = (status.st_size, status.st_mtime_ns) == (before.size, before.modified)
        return same or fingerprint(path).sha256 == before.sha256
    except OSError:
        return False


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
