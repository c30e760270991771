"""`kg check` of very much: bars, many files, many problems."""

import io
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pyoxigraph
import pytest

from kg.messages import speaking, spoken
from kg.ontology import read_ontology
from kg.pipeline.load import load_lines
from kg.tables.engines import Processes
from kg.tables.reader import read_tables
from kg.tables.steps import Step
from kg.terminal.progress import progress
from tests.conftest import Case, Cli
from tests.test_door import put, rows_in, write_rows


class Terminal(io.StringIO):
    """A stream that says that a person watches."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("stream", [Terminal, io.StringIO])
def test_a_bar_shows_rows_where_a_person_watches(
    stream: Callable[[], io.StringIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", told := stream())
    monkeypatch.setattr("kg.terminal.progress._SOON", -1)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    with progress() as watch:
        watch(Step("reading tables", 1, 4, 500))
        watch(Step("making the graph", 1, 9, 11))
        watch(Step("making the graph", 2, 9, 12))
    for words in ("reading tables", "500 rows", "a second", "making the graph", "12 rows"):
        assert (words in told.getvalue()) == (stream is Terminal)


def test_lines_are_made_in_the_language_of_who_loads_them(tmp_path: Path) -> None:
    heard: list[str] = []

    def lines() -> Iterator[str]:
        heard.append(spoken())
        yield "<a:a> <a:b> <a:c> .\n"

    graph = pyoxigraph.Store()
    speaking("zh", tmp_path, lambda: load_lines(graph, lines))
    assert (heard, len(graph)) == (["zh"], 1)


def test_short_work_has_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", told := Terminal())
    with progress() as watch:
        watch(Step("reading tables", 1, 4, 500))
    assert told.getvalue() == ""


def test_more_processes_read_the_same(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, ontology = case("two-reports"), read_ontology()
    put(folder, ("entities", 3, "type", "Kourt"), ("relations", 4, "modality", "sure"), ("figures", 2, "value", "x"))
    (folder / "errata.csv").write_bytes(b"\xff")
    alone = read_tables(folder, ontology)
    monkeypatch.setattr("kg.tables.reader._AT_ONCE", 2)
    engine = Processes(2)
    try:
        assert read_tables(folder, ontology, engine=engine) == alone
    finally:
        engine.close()
    assert len(alone[1]) == 4


def broken_rows(folder: Path, count: int) -> None:
    """Entities of which each has a class that there is not."""
    rows = rows_in(folder / "entities.csv")
    rows += [rows[0] | {"id": f"cn-thing-{number}", "type": "Thing"} for number in range(count)]
    write_rows(folder / "entities.csv", "entities", rows)


def test_of_very_many_problems_the_first_are_shown_and_a_file_holds_all(
    case: Case, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = case("base")
    broken_rows(folder, 1100)
    done = cli("check", "--data", folder)
    *shown, first, where = done.err.splitlines()
    (kept,) = tmp_path.glob("kg-problems-*.txt")
    every = kept.read_text("utf-8").splitlines()
    assert (done.code, len(shown), len(every)) == (2, 1000, 1100)
    assert shown == every[:1000]
    assert first == "these are the first 1000 of 1100 problems; nothing was changed"
    assert where == f"all of them, of 1 file, stand in {kept}"


def test_where_no_file_can_hold_them_the_first_are_still_shown(
    case: Case, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = case("base")
    broken_rows(folder, 1001)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", partial(tempfile.NamedTemporaryFile, dir=tmp_path / "none"))
    done = cli("check", "--data", folder)
    assert done.err.splitlines()[-1] == "the list of all, of 1 file, cannot be written: No such file or directory"
    assert len(done.err.splitlines()) == 1002
