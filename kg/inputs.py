"""What a build reads: where the files lie, and whether they have changed since."""

import os
from pathlib import Path
from typing import Final, NamedTuple

PACKAGE: Final = Path(__file__).parent
DATA_VARIABLE: Final = "KG_DATA"
SOURCES_VARIABLE: Final = "KG_SOURCES"
TEXT: Final = "text:"
"""Begins the names of inputs that are texts of reports."""

_CODE = (
    "dataset.py",
    "dates.py",
    "names.py",
    "ontology.ttl",
    "questions.py",
    "sources.py",
    "tables.py",
    "triples.py",
    "vocabulary.py",
)


class Fingerprint(NamedTuple):
    """What tells a file's content apart: its size in bytes, its time in ns, its SHA-256."""

    size: int
    modified: int
    sha256: str


def in_checkout() -> bool:
    """Whether the package runs from a checkout, and not from an installed wheel."""
    return (PACKAGE.parent / "pyproject.toml").is_file()


def data_folder(named: Path | None = None) -> Path:
    """The tables' folder: the one named, else KG_DATA's, the wheel's or the checkout's own."""
    if named is not None:
        return named
    if variable := os.environ.get(DATA_VARIABLE):
        return Path(variable)
    return PACKAGE.parent / "data" if in_checkout() else PACKAGE / "data"


def sources_folder(named: Path | None = None) -> Path | None:
    """The folder of source texts: the one named, else KG_SOURCES's, if any."""
    variable = os.environ.get(SOURCES_VARIABLE)
    return named or (Path(variable) if variable else None)


def text_files(data: Path, sources: Path | None = None) -> list[Path]:
    """The texts at hand: those in `sources/` beside the tables, and in the folder of sources."""
    folders = [data / "sources", sources_folder(sources)]
    return [path for folder in folders if folder and folder.is_dir() for path in sorted(folder.glob("*.txt"))]


def build_inputs(data: Path, sources: Path | None = None) -> dict[str, Path]:
    """Every file that a build of the tables in `data` reads, by a name for it."""
    tables = {path.name: path for path in sorted([*data.glob("*.csv"), *data.glob("*.ttl")])}
    code = {f"kg/{name}": PACKAGE / name for name in _CODE}
    questions = {f"kg/questions/{path.name}": path for path in sorted(PACKAGE.glob("questions/*.rq"))}
    return tables | code | questions | {TEXT + path.name: path for path in text_files(data, sources)}


def fingerprint(path: Path) -> Fingerprint:
    """The fingerprint of a file as it is now; raises OSError if it cannot be read."""
    import hashlib

    status = path.stat()
    return Fingerprint(status.st_size, status.st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())


def is_unchanged(before: Fingerprint, path: Path) -> bool:
    """Whether a file is what it was: by its size and time, and only else by its content."""
    try:
        status = path.stat()
        same = (status.st_size, status.st_mtime_ns) == (before.size, before.modified)
        return same or fingerprint(path).sha256 == before.sha256
    except OSError:
        return False
