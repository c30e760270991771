"""Where the files lie: the package, the tables, the texts of reports, the stores.

Each has its place in a checkout and in an installed wheel, and a variable that says otherwise.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISDIR
from typing import Final

from kg.errors import StoreError

PACKAGE: Final = Path(__file__).parent
DATA_VARIABLE: Final = "KG_DATA"
SOURCES_VARIABLE: Final = "KG_SOURCES"
STORES_VARIABLE: Final = "KG_STORES"


def in_checkout() -> bool:
    """Whether the package runs from a checkout, and not from an installed wheel."""
    return (PACKAGE.parent / "pyproject.toml").is_file()


def catalogues_folder() -> Path:
    """The folder of the compiled translations, which `hatch_build.py` makes."""
    return PACKAGE.parent / "build" / "locale" if in_checkout() else PACKAGE / "locale"


def data_folder(named: Path | None = None) -> Path:
    """The tables' folder: the one named, else KG_DATA's, the wheel's or the checkout's own."""
    if found := named or _variable(DATA_VARIABLE):
        return found
    return PACKAGE.parent / "data" if in_checkout() else PACKAGE / "data"


def sources_folder(named: Path | None = None) -> Path | None:
    """The folder of source texts: the one named, else KG_SOURCES's, if any."""
    return named or _variable(SOURCES_VARIABLE)


def stores_folders(data: Path) -> Iterator[Path]:
    """The folders in which the store of the tables in `data` may lie, best first.

    KG_STORES names the only one. Else the project's own tables have `build/` of the checkout, all
    have the user's cache, and where neither can be written, a folder for temporary files. Raises
    StoreError where that is not the user's alone.
    """
    if found := _variable(STORES_VARIABLE):
        yield found
        return
    if in_checkout() and data.resolve() == (PACKAGE.parent / "data").resolve():
        yield PACKAGE.parent / "build"
    from platformdirs import user_cache_path

    cache = user_cache_path("honours-kg", appauthor=False)
    if cache.is_absolute():  # else nobody knows where the user is at home
        yield cache
    yield _temporary_folder()


def can_write(folder: Path) -> bool:
    """Whether files can be made in a folder, which is made itself where it is not there.

    One whose name is no text cannot: the engine takes it in no path.
    """
    try:
        str(folder).encode()
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, UnicodeError):
        return False
    return os.access(folder, os.W_OK | os.X_OK)


def write_file(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all; raises OSError, which names it."""
    try:
        path.write_bytes(content)
    except OSError as error:
        if error.filename is None and path.is_file():  # it was opened, but the disk is full
            path.unlink()
        raise OSError(error.errno, error.strerror, str(path)) from error


def text_files(data: Path, sources: Path | None = None) -> list[Path]:
    """The texts at hand: those in `sources/` beside the tables, and in the folder of sources."""
    folders = [data / "sources", sources_folder(sources)]
    found = (path for folder in folders if folder and folder.is_dir() for path in sorted(folder.glob("*.txt")))
    return [path for path in found if path.is_file()]


def display_path(path: Path) -> str:
    """A path as problems print it: below the working directory where it can be."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _temporary_folder() -> Path:
    """The user's own folder for temporary files; in another's, anybody could put a graph."""
    import tempfile

    user = os.getuid() if hasattr(os, "getuid") else ""  # on Windows, each user has such a folder anyway
    folder = Path(tempfile.gettempdir()) / f"honours-kg-{user}"
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if user != "" and (not S_ISDIR(status.st_mode) or status.st_uid != user or status.st_mode & 0o077):
        raise StoreError(folder, f"is not this user's alone; name a folder for stores in {STORES_VARIABLE}")
    return folder


def _variable(name: str) -> Path | None:
    value = os.environ.get(name)
    return Path(value) if value else None
