"""Fixtures that several rooms share.

No store that a test builds lies in the checkout or in the user's cache: those of one process,
and of the processes that it starts, lie in `stores`, keyed by the folder of their tables. A test that
changes tables, or builds with texts, works on a copy (`case`, or `data` copied to tmp_path). What only one file
needs stands in that file.
"""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextvars import copy_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn

import pytest
from hypothesis import HealthCheck, settings

from kg.cli import main
from kg.lookup.lookup import Lookup
from kg.pipeline.generation import open_store
from kg.store.embedded import EmbeddedStore
from tests import browser as browsers
from tests.checked import OWN, SECOND, copy_tables

if TYPE_CHECKING:
    from playwright.sync_api import Browser


class Done(NamedTuple):
    code: int
    out: str
    err: str


Case = Callable[..., Path]
Cli = Callable[..., Done]
Kg = Callable[..., subprocess.CompletedProcess[str]]

CHECKOUT: Final = Path(__file__).parents[1]
CASES: Final = CHECKOUT / "tests" / "cases"
_SOURCES: Final = os.environ.get("KG_SOURCES")  # read before the variable is hidden from the tests
REPORT: Final = "xiangzhou-2023.txt"

# how long an example takes says more of the machine than of the code
settings.register_profile("kg", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kg")


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the tests' stores are built."""
    return tmp_path_factory.mktemp("stores")


@pytest.fixture(scope="session", autouse=True)
def _isolated_session(stores: Path, data: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        _isolate(patch, stores, data)
        yield


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch, stores: Path, data: Path) -> None:
    _isolate(monkeypatch, stores, data)


def _isolate(patch: pytest.MonkeyPatch, stores: Path, data: Path) -> None:
    patch.setenv("KG_DATA", str(data))
    patch.delenv("KG_SOURCES", raising=False)
    patch.delenv("KG_ENDPOINT", raising=False)
    patch.setenv("KG_STORES", str(stores))


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of the repository."""
    return CHECKOUT


@pytest.fixture(scope="session")
def all_data() -> Path:
    """The project's own tables, of all reports; not to be written to."""
    return OWN


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own tables of the first two reports, not to be written to: what tests expect of them stays as it
    is when a report is added.
    """
    return copy_tables(tmp_path_factory.mktemp("tables") / "data", SECOND)


@pytest.fixture
def all_reports(all_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands take the tables of all reports, as a reader's do."""
    monkeypatch.setenv("KG_DATA", str(all_data))


@pytest.fixture(scope="session")
def sources_folder(checkout: Path) -> Path:
    """The folder that holds the text of the project's report, which the repository does not carry."""
    folder = Path(_SOURCES) if _SOURCES else checkout.parent / "shared" / "sources"
    if not (folder / REPORT).is_file():
        pytest.skip(f"the report's text, {REPORT}, is not at hand; name its folder in KG_SOURCES")
    return folder


@pytest.fixture(scope="session")
def xiangzhou_text(sources_folder: Path) -> str:
    """The text of the project's report, as found."""
    return (sources_folder / REPORT).read_text("utf-8")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """Copies cases of tests/cases, the later over the earlier, into a folder of this test's own."""

    def copy(*names: str) -> Path:
        folder = tmp_path / names[-1]
        for name in names:
            shutil.copytree(CASES / name, folder, dirs_exist_ok=True)
        return folder

    return copy


@pytest.fixture(scope="session")
def store(data: Path) -> EmbeddedStore:
    """The first two reports, built without texts."""
    return open_store(data)


@pytest.fixture(scope="session")
def all_store(all_data: Path) -> EmbeddedStore:
    """All reports, built without texts."""
    return open_store(all_data)


@pytest.fixture
def kg() -> Kg:
    """Runs the command line in a process of its own: `kg("who", "枫桥")`."""

    def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "kg", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False, **options)  # type: ignore[call-overload,no-any-return]

    return run


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Cli:
    """`kg` in this process: exit code, standard output and standard error."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANGUAGE", "")  # which a command sets, and is put back

    def call(*arguments: str | Path, stdin: str | bytes = "") -> Done:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "argv", ["kg", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), "utf-8"))
        with pytest.raises(SystemExit) as caught:
            copy_context().run(main)  # the language that it speaks is not that of what comes after
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        code = caught.value.code
        return Done(code if isinstance(code, int) else int(code is not None), out.decode(), err.decode())

    return call


def no_browser(error: browsers.NoBrowserError) -> NoReturn:
    """Skip tests that need a browser that is missing, and fail them where it must be there, as in CI."""
    if os.environ.get("KG_BROWSERS") == "required":
        pytest.fail(str(error))
    pytest.skip(str(error))


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """The system's Chromium, started once a process."""
    try:
        yield from browsers.launch()
    except browsers.NoBrowserError as error:
        no_browser(error)


@pytest.fixture(scope="session")
def drawn(store: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the project's own tables, built without texts."""
    from kg.page.html import draw

    path = tmp_path_factory.mktemp("page") / "图 graph.html"
    draw(Lookup(store), path)
    return path


@pytest.fixture
def open_page(browser: "Browser", drawn: Path) -> Iterator[Callable[..., browsers.Opened]]:
    """Opens a page at a fragment, in a language and size; at the end it must have asked nobody for
    anything and complained of nothing.
    """
    opened: list[browsers.Opened] = []

    def open_at(fragment: str = "", path: Path = drawn, **options: Any) -> browsers.Opened:
        opened.append(browsers.open_tab(browser, path, **options))
        return opened[-1].go(fragment)

    yield open_at
    for one in opened:
        one.tab.context.close()
    for one in opened:
        one.check()
