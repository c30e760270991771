"""Where the files lie: the package, the tables, the texts of reports, the stores.

Each has its place in a checkout and in an installed wheel, and a variable that says otherwise.
"""

import os
from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).parent
DATA_VARIABLE: Final = "KG_DATA"
SOURCES_VARIABLE: Final = "KG_SOURCES"
STORES_VARIABLE: Final = "KG_STORES"


def in_checkout() -> bool:
    """Whether the package runs from a checkout, and not from an installed wheel."""
    return (PACKAGE.parent / "pyproject.toml").is_file()


def data_folder(named: Path | None = None) -> Path:
    """The tables' folder: the one named, else KG_DATA's, the wheel's or the checkout's own."""
    if found := named or _variable(DATA_VARIABLE):
        return found
    return PACKAGE.parent / "data" if in_checkout() else PACKAGE / "data"


def sources_folder(named: Path | None = None) -> Path | None:
    """The folder of source texts: the one named, else KG_SOURCES's, if any."""
    return named or _variable(SOURCES_VARIABLE)


def stores_folder() -> Path:
    """The folder in which stores are built: KG_STORES's, else `build/` of a checkout, else in the user's cache."""
    if found := _variable(STORES_VARIABLE):
        return found
    if in_checkout():
        return PACKAGE.parent / "build"
    from platformdirs import user_cache_path

    return user_cache_path("honours-kg", appauthor=False)


def text_files(data: Path, sources: Path | None = None) -> list[Path]:
    """The texts at hand: those in `sources/` beside the tables, and in the folder of sources."""
    folders = [data / "sources", sources_folder(sources)]
    found = (path for folder in folders if folder and folder.is_dir() for path in sorted(folder.glob("*.txt")))
    return [path for path in found if path.is_file()]


def display_path(path: Path) -> str:
    """A path as problems print it: below the working directory where it can be."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _variable(name: str) -> Path | None:
    value = os.environ.get(name)
    return Path(value) if value else None
