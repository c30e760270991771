"""Where stores lie, and what happens where nothing can be written.

Who runs the tests may be root, who can write where permissions forbid it; so a file stands where a folder is
expected, and a limit on the size of files stands for a full disk.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.folders import stores_folders
from kg.pipeline.generation import build, open_store
from kg.store.generations import current, home
from tests.conftest import Cli

Case = Callable[..., Path]
Kg = Callable[..., "subprocess.CompletedProcess[str]"]

posix = pytest.mark.skipif(sys.platform == "win32", reason="users, limits and names of bytes are POSIX's")


@pytest.fixture
def user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of a user who has no KG_STORES, with a cache and a place for temporary files."""
    folder = tmp_path / "user"
    for name in ("cache", "tmp"):
        (folder / name).mkdir(parents=True)
    monkeypatch.delenv("KG_STORES")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", str(folder / "tmp"))
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name, **_: folder / "cache" / name)
    return folder


def limited(blocks: int, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """A command that can write no file larger than so many KiB."""
    command = [sys.executable, "-m", "kg", *map(str, arguments)]
    limit = f'ulimit -f {blocks}; exec "$@"'
    return subprocess.run(["bash", "-c", limit, "bash", *command], capture_output=True, encoding="utf-8", check=False)


def test_only_the_own_tables_are_built_in_the_checkout(user: Path, checkout: Path, data: Path, case: Case) -> None:
    cache, temporary = user / "cache" / "honours-kg", user / "tmp" / f"honours-kg-{os.getuid()}"
    assert list(stores_folders(data)) == [checkout / "build", cache, temporary]
    assert list(stores_folders(checkout / "kg" / ".." / "data")) == [checkout / "build", cache, temporary]
    assert list(stores_folders(case("base"))) == [cache, temporary]
    assert build(case("base")).is_relative_to(cache)


def test_the_variable_names_the_only_folder(
    user: Path, data: Path, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_STORES", str(user / "stores"))
    assert [list(stores_folders(folder)) for folder in (data, case("base"))] == [[user / "stores"]] * 2
    assert build(case("base")).is_relative_to(user / "stores")


def test_a_cache_that_cannot_be_written_gives_place_to_a_folder_of_the_users_own(user: Path, case: Case) -> None:
    (user / "cache").rmdir()
    (user / "cache").touch()
    place = build(case("base"))
    assert place.is_relative_to(user / "tmp")
    assert build(case("base")) == place
    assert current(home(case("base"))) == place
    (folder,) = (user / "tmp").iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_where_the_user_is_at_home_may_be_unknown(
    user: Path, case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name, **_: Path("~/.cache", name))
    assert build(case("base")).is_relative_to(user / "tmp")
    assert not (tmp_path / "~").exists()


@posix
@pytest.mark.parametrize("kind", ["open", "link"])
def test_a_temporary_folder_that_others_can_write_is_not_taken(user: Path, case: Case, kind: str) -> None:
    (user / "cache").rmdir()
    (user / "cache").touch()
    folder, other = user / "tmp" / f"honours-kg-{os.getuid()}", user / "other"
    other.mkdir(mode=0o700)
    if kind == "link":
        folder.symlink_to(other)
    else:
        folder.mkdir()
        folder.chmod(0o777)
    with pytest.raises(StoreError, match=r"is not this user's alone; name a folder for stores in KG_STORES"):
        build(case("base"))
    assert [*folder.iterdir()] == []


@pytest.mark.parametrize("below", ["", "deep/er"])
def test_a_folder_named_that_cannot_be_written_is_told_of(
    cli: Cli, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, below: str
) -> None:
    place = tmp_path / "file" / below
    (tmp_path / "file").touch()
    monkeypatch.setenv("KG_STORES", str(place))
    for command in (["build"], ["who", "依法行政"], ["draw"]):
        done = cli(*command, "--data", case("base"))
        told = f"{place}: cannot be written; name another folder for stores in KG_STORES\n"
        assert (done.code, done.out, done.err) == (2, "", told)


def test_a_folder_named_is_made(cli: Cli, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORES", str(tmp_path / "not" / "there"))
    assert cli("build", "--data", case("base")).code == 0
    assert current(home(case("base"))) is not None


@posix
def test_a_full_disk_is_told_of_and_leaves_the_old_store(case: Case) -> None:
    folder = case("base")
    before = build(folder)
    for blocks in (1, 20, 100):  # the lock, the engine's options, its tables
        done = limited(blocks, "build", "--force", "--data", folder)
        told = r"cannot be written \((File too large|disk I/O error)\); name another folder for stores in KG_STORES\n"
        assert (done.returncode, done.stdout) == (2, "")
        assert re.fullmatch(f"{re.escape(str(home(folder)))}: {told}", done.stderr)
        assert list(home(folder).glob("generation-*")) == [before]
    assert open_store(folder).names


def test_a_store_is_read_where_it_cannot_be_written(cli: Cli, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = case("base")
    place = build(folder)
    monkeypatch.setattr("kg.store.generations.can_write", lambda _: False)
    monkeypatch.setattr("kg.publish.can_write", lambda _: False)
    assert build(folder) == place
    assert cli("who", "依法行政", "--data", folder).code == 0
    done = cli("draw", "--data", folder)
    told = f"{home(folder)} cannot be written; name a file for the page, such as graph.html\n"
    assert (done.code, done.out, done.err) == (2, "", told)


@posix
@pytest.mark.parametrize("name", [b"\xff\xe6", "数据\U00020bb7".encode()])
def test_tables_may_lie_in_a_folder_of_any_name(case: Case, kg: Kg, name: bytes) -> None:
    folder = case("base").rename(case("base").with_name(os.fsdecode(name)))
    for variables in ({}, {"LC_ALL": "C", "PYTHONUTF8": "0"}):
        done = kg("find", "区法院", "-f", "csv", "--data", folder, env=os.environ | variables)
        assert done.returncode == 0
        assert "990102-peoples-court" in done.stdout
        assert kg("query", "ASK { ?s ?p ?o }", "--data", folder, env=os.environ | variables).stdout == "true\n"


@posix
@pytest.mark.parametrize(
    "command",
    [
        ["export", "graph.ttl"],
        ["export", "graph.gexf"],
        ["export", "graph.csv"],
        ["export", "graph.xml", "--query", "SELECT * WHERE { ?s ?p ?o }"],
        ["draw", "graph.html"],
    ],
    ids=lambda command: command[1],
)
def test_a_file_that_the_disk_does_not_hold_is_named_and_not_left_in_half(
    case: Case, tmp_path: Path, command: list[str]
) -> None:
    folder = case("base")
    build(folder)
    (tmp_path / "out").mkdir()
    verb, name, *options = command
    done = limited(1, verb, tmp_path / "out" / name, *options, "--data", folder)
    named = tmp_path / "out" / name.replace(".csv", "-edges.csv")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{named}: File too large\n")
    assert not named.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
@pytest.mark.usefixtures("store")
def test_a_device_is_not_taken_away(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "full.nt").symlink_to("/dev/full")
    done = cli("export", tmp_path / "full.nt")
    assert (done.code, done.err) == (2, f"{tmp_path / 'full.nt'}: No space left on device\n")
    assert (tmp_path / "full.nt").is_symlink()


def test_a_page_is_not_written_below_a_file(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = cli("draw", tmp_path / "file" / "graph.html")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"{tmp_path / 'file'} is no folder")
