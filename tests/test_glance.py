"""What a lookup in a graph of many tables looks at: always as much, and it says so; `kg build` looks at all."""

import os
import time
from pathlib import Path

import pytest

import kg.store.glance
from kg.pipeline.generation import open_store
from kg.store.generations import current, home
from kg.store.inputs import TICK, Fingerprint, build_inputs
from kg.store.record import GLANCE, condemn, is_fresh
from tests.conftest import Case, Cli

REPORT = Path("reports/990103-2023")


@pytest.fixture
def many(case: Case, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Tables that are more than are looked at one by one, of which a graph was built."""
    folder = case("base", "table-sets")
    monkeypatch.setattr(kg.store.glance, "MOST", 3)
    time.sleep(2 * TICK / 1e9)  # else a folder is looked at again, as it may change within the tick
    open_store(folder, at_a_glance=False)
    return folder


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The inputs that were looked at."""
    found: set[str] = set()
    before = Fingerprint.now

    def now(self: Fingerprint, path: Path) -> Fingerprint | None:
        found.add(path.name if path.parent.name != REPORT.name else f"{path.parent.name}/{path.name}")
        return before(self, path)

    monkeypatch.setattr(Fingerprint, "now", now)
    return found


def opened(folder: Path) -> tuple[Path, str]:
    """The generation that a lookup takes, and what it says."""
    told: list[str] = []
    return open_store(folder, notice=told.append).generation, "\n".join(told)


def edit(table: Path) -> None:
    table.write_text(table.read_text("utf-8") + "\n", "utf-8")


def test_a_lookup_looks_at_no_table_of_a_report_and_says_how_old_the_graph_is(many: Path, seen: set[str]) -> None:
    generation, told = opened(many)
    assert generation == current(home(many))
    assert "entities.csv" in seen
    assert not [name for name in seen if name.startswith(REPORT.name)]
    built = time.strftime("%Y-%m-%d %H:%M", time.localtime((generation / "names.sqlite").stat().st_mtime))
    assert told == (f"the graph was built at {built}; whether any of its many tables has changed since, kg build tells")


def test_a_lookup_among_few_tables_looks_at_all(case: Case, seen: set[str]) -> None:
    folder = case("base", "table-sets")
    open_store(folder)
    seen.clear()
    assert opened(folder)[1] == ""
    assert f"{REPORT.name}/relations.csv" in seen
    assert not (home(folder) / "current" / GLANCE).exists()


def test_a_changed_table_beside_the_reports_is_built_by_the_next_lookup(many: Path) -> None:
    before, _ = opened(many)
    edit(many / "entities.csv")
    after, told = opened(many)
    assert after != before
    assert "older than its tables" in told


def test_a_changed_table_of_a_report_waits_for_kg_build(many: Path, cli: Cli) -> None:
    before, _ = opened(many)
    edit(many / REPORT / "relations.csv")
    assert opened(many)[0] == before
    assert cli("build", "--data", many).out.startswith("built: ")
    after, told = opened(many)
    assert after != before
    assert "kg build tells" in told
    assert cli("build", "--data", many).out.startswith("up to date: ")


@pytest.mark.parametrize("change", ["a table beside reports", "a report more", "a report less", "a new table"])
def test_what_a_glance_sees_is_not_taken_for_fresh(many: Path, change: str) -> None:
    generation, _ = opened(many)
    assert kg.store.glance.seems_fresh(generation, many, None)
    if change == "a table beside reports":
        edit(many / "entities.csv")
    elif change == "a report more":
        (many / "reports" / "990104-2023").mkdir()
    elif change == "a report less":
        (many / REPORT).rename(many / "aside")
    else:
        (many / "honours.csv").touch()
    assert not kg.store.glance.seems_fresh(generation, many, None)


def test_what_only_seems_changed_is_known_from_then_on(many: Path) -> None:
    before, _ = opened(many)
    (many / "reports" / "aside").touch()
    (many / "reports" / "aside").unlink()
    time.sleep(2 * TICK / 1e9)
    generation, told = opened(many)
    assert (generation, told) == (before, "")
    generation, told = opened(many)
    assert generation == before
    assert "kg build tells" in told


def test_a_glance_has_the_same_eyes_for_damage_and_for_the_program(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generation, _ = opened(many)
    assert kg.store.glance.seems_fresh(generation, many, None)
    os.truncate(generation / "names.sqlite", 100)
    assert not kg.store.glance.seems_fresh(generation, many, None)
    assert not is_fresh(generation, build_inputs(many))
    condemn(generation)
    assert not (generation / GLANCE).exists()
    rebuilt, told = opened(many)
    assert rebuilt != generation
    assert "damaged" in told
