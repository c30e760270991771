"""Where the files lie: the package, the tables, the texts of reports, the stores.

Each has its place in a checkout and in an installed wheel, and a variable that says otherwise.
"""

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from io import BufferedReader
from pathlib import Path
from stat import S_IMODE, S_ISDIR, S_ISREG
from typing import BinaryIO, Final

from kg.errors import KgError, PageError, StoreError
from kg.messages import say

PACKAGE: Final = Path(__file__).parent
DATA_VARIABLE: Final = "KG_DATA"
ENDPOINT_VARIABLE: Final = "KG_ENDPOINT"
SOURCES_VARIABLE: Final = "KG_SOURCES"
STORES_VARIABLE: Final = "KG_STORES"
_DEPTH: Final = 3
"""How deep texts are looked for: collections lie in folders of folders, and nobody means a whole disk."""
REPORTS: Final = "reports"
"""The folder beside the tables in which each folder is a table set of its own."""


@cache
def in_checkout() -> bool:
    """Whether the package runs from a checkout, and not from an installed wheel."""
    return (PACKAGE.parent / "pyproject.toml").is_file()


def catalogues_folder() -> Path:
    """The folder of the compiled translations, which `hatch_build.py` makes."""
    return PACKAGE.parent / "build" / "locale" if in_checkout() else PACKAGE / "locale"


def citation_file() -> Path:
    """The file that tells how the project is cited (Citation File Format)."""
    return (PACKAGE.parent if in_checkout() else PACKAGE) / "CITATION.cff"


def page_file(name: str) -> Path:
    """A template or style of the pages, in `viz/`; "." is that folder."""
    return (PACKAGE.parent if in_checkout() else PACKAGE) / "viz" / name


@cache
def read_query(module: str, name: str) -> str:
    """The query of a name, in the folder `queries` beside a module, which is told by its `__file__`."""
    return Path(module).with_name("queries").joinpath(f"{name}.rq").read_text("utf-8")


def cookbook_file() -> Path:
    """The cookbook of queries, which a wheel carries beside the templates."""
    return PACKAGE.parent / "docs" / "cookbook.md" if in_checkout() else PACKAGE / "viz" / "cookbook.md"


def bundled_file(name: str) -> Path:
    """A file that `hatch_build.py` makes; a wheel carries it beside the templates. Raises PageError where it is not."""
    path = PACKAGE.parent / "build" / "page" / name if in_checkout() else PACKAGE / "viz" / name
    if not path.is_file():
        raise PageError(say("{path}: the page's scripts have not been made; run: python hatch_build.py", path=path))
    return path


def data_folder(named: Path | None = None) -> Path:
    """The tables' folder: the one named, else KG_DATA's, the wheel's or the checkout's own."""
    if found := named or _variable(DATA_VARIABLE):
        return found
    return PACKAGE.parent / "data" if in_checkout() else PACKAGE / "data"


def endpoint_address(named: str | None = None, data: Path | None = None) -> str | None:
    """The address of the server that is asked instead of tables: the one named, else KG_ENDPOINT's where no folder of
    tables is; None where there is none. Raises KgError where both are named.
    """
    if named and data:
        raise KgError(say("an endpoint is a server and a folder of data holds tables: give one of them"))
    return named or (None if data else os.environ.get(ENDPOINT_VARIABLE) or None)


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
        yield found.absolute()  # what opens databases takes no other
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


@contextmanager
def open_file(path: Path) -> Iterator[BufferedReader]:
    """A file, open for reading; raises OSError, also for a pipe or a device, which might have no end."""
    with open(path, "rb", opener=_open_at_once) as file:
        if not S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, say("is a pipe or a device, and no file"), str(path))
        yield file


def read_file(path: Path) -> bytes:
    """The bytes of a file; raises as `open_file` does."""
    with open_file(path) as file:
        return file.read()


def size_of(path: Path) -> int:
    """How many bytes a file holds; 0 where there is none."""
    try:
        status = path.stat()
    except OSError:
        return 0
    return status.st_size if S_ISREG(status.st_mode) else 0


Content = bytes | Callable[[BinaryIO], None]
"""What stands in a file, or what writes it there."""


def write_file(path: Path, content: Content) -> None:
    """Write a file, whole or not at all; raises OSError, which names it.

    A link is written through. A device, a pipe and what a process has open are written to as they are.
    """
    write_files([(path, content)])


def write_files(files: Iterable[tuple[Path, Content]]) -> list[Path]:
    """Write files that belong together, and return their paths; raises OSError, which names the one that failed.

    Each is first written beside its place, and only when the last one is do they take their places.
    """
    staged: list[tuple[Path, Path, Path]] = []
    written: list[Path] = []
    try:
        for path, content in files:
            with _naming(path):
                target = _replaceable(path)
                if target and (beside := _stage(target, content)):
                    staged.append((path, beside, target))
                else:
                    with path.open("wb") as file:
                        _write(file, content)
            written.append(path)
        for path, beside, target in staged:
            with _naming(path):
                beside.replace(target)
    finally:
        for _, beside, _ in staged:
            beside.unlink(missing_ok=True)
    return written


def _open_at_once(path: str, flags: int) -> int:
    """Open a file as `open` asks, without waiting for somebody to write into a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """What fails here is told of this file, and not of one beside it."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def _replaceable(path: Path) -> Path | None:
    """The file in whose place another is put when `path` is written, behind all links; None for what is no file.

    What a process has open, as /dev/stdout is, goes on being read or written under its old name.
    """
    try:
        if not S_ISREG(path.stat().st_mode):
            return None
    except FileNotFoundError:
        pass  # there is nothing yet, or a link that leads nowhere yet
    while path.is_symlink():
        folder = path.parent.resolve()
        if folder.is_relative_to("/proc"):
            return None
        path = folder / path.readlink()
    return path


def _stage(target: Path, content: Content) -> Path | None:
    """A file beside `target` with all that is to stand there, and its permissions; None where there can be none,
    but `target` is there.
    """
    import secrets

    beside = target.with_name(f".{secrets.token_hex(8)}.tmp")
    before = target.stat() if target.exists() else None
    if before and not os.access(target, os.W_OK):  # to replace a file asks for no leave of its own
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    try:
        file = open(beside, "xb")  # noqa: SIM115
    except PermissionError:
        if before:
            return None
        raise
    try:
        with file:
            if before:
                with suppress(OSError, AttributeError):  # only some may give a file away, and none on Windows
                    os.chown(beside, before.st_uid, before.st_gid)
                beside.chmod(S_IMODE(before.st_mode))
            _write(file, content)
            file.flush()
            os.fsync(file.fileno())  # some disks tell only now that they are full
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return beside


def _write(file: BinaryIO, content: Content) -> None:
    if callable(content):
        content(file)
    else:
        file.write(content)


def text_files(data: Path, sources: Path | None = None) -> list[Path]:
    """The texts at hand: those in `sources/` beside the tables, and in the folder of sources and those in it."""
    named = sources_folder(sources)
    folders = [data / "sources", *(_with_folders(named, _DEPTH) if named else ())]
    return [path for folder in folders for path in files_in(folder, ".txt")]


def _with_folders(folder: Path, depth: int) -> Iterator[Path]:
    """A folder and those within it, so many deep; no hidden ones, and nothing behind links."""
    yield folder
    if depth:
        visible = (of for of in _within(folder, lambda entry: entry.is_dir(follow_symlinks=False)) if of.name[0] != ".")
        for within in visible:
            yield from _with_folders(within, depth - 1)


def files_in(folder: Path, *extensions: str) -> list[Path]:
    """The files in a folder that end so, in order of their names; none where there is no such folder.

    Folders, pipes, devices and links that lead nowhere are no files.
    """
    return _within(folder, lambda entry: entry.name.endswith(extensions) and entry.is_file())


def table_sets(data: Path) -> list[Path]:
    """The folders of a data set's tables: itself, and each folder in `reports/` in order of their names.

    Hidden folders are none of them.
    """
    return [data, *_within(data / REPORTS, lambda entry: not entry.name.startswith(".") and entry.is_dir())]


def _within(folder: Path, wanted: Callable[[os.DirEntry[str]], bool]) -> list[Path]:
    """What a folder holds that is wanted, in order of names; nothing where there is no such folder.

    What an entry is stands in the folder itself, so that few of them are looked at one by one.
    """

    def is_wanted(entry: os.DirEntry[str]) -> bool:
        try:
            return wanted(entry)
        except OSError:  # a link in a circle
            return False

    try:
        with os.scandir(folder) as entries:
            return [folder / name for name in sorted(entry.name for entry in entries if is_wanted(entry))]
    except OSError:
        return []


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
        told = say("is not this user's alone; name a folder for stores in {variable}", variable=STORES_VARIABLE)
        raise StoreError(folder, told)
    return folder


def _variable(name: str) -> Path | None:
    value = os.environ.get(name)
    return Path(value) if value else None
