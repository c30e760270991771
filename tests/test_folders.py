"""Where stores lie, and what happens where nothing can be written.

Who runs the tests may be root, who can write where permissions forbid it; so a file stands where a folder is
expected, and a limit on the size of files stands for a full disk.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.folders import stores_folders, write_file, write_files
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


def test_only_the_own_tables_are_built_in_the_checkout(user: Path, checkout: Path, all_data: Path, case: Case) -> None:
    cache, temporary = user / "cache" / "honours-kg", user / "tmp" / f"honours-kg-{os.getuid()}"
    assert list(stores_folders(all_data)) == [checkout / "build", cache, temporary]
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


COMMANDS = [
    ["export", "graph.ttl"],
    ["export", "graph.gexf"],
    ["export", "graph.csv"],
    ["export", "graph.xml", "--query", "SELECT * WHERE { ?s ?p ?o }"],
    ["export", "--tables", "graph.sqlite"],
    ["export", "--tables", "tables"],
    ["export", "--tables", "tables", "--format", "parquet"],
    ["draw", "graph.html"],
]


@posix
@pytest.mark.parametrize("before", [False, True], ids=["new", "over another"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_the_disk_does_not_hold_is_named_and_leaves_what_was_there(
    case: Case, tmp_path: Path, command: list[str], before: bool
) -> None:
    folder, out = case("base"), tmp_path / "out"
    build(folder)
    out.mkdir()
    call = [sys.executable, "-m", "kg", *command, "--data", str(folder)]
    if before:
        done = subprocess.run(call, cwd=out, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0
        for path in out.rglob("*.*"):
            path.write_bytes(b"as it was")
    there = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    done = subprocess.run(
        ["bash", "-c", 'ulimit -f 1; exec "$@"', "bash", *call],
        cwd=out, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"(graph|tables/)\S+: File too large\n", done.stderr)
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == there


class TestWriteFiles:
    def test_all_or_none(self, tmp_path: Path) -> None:
        def files() -> Iterator[tuple[Path, bytes]]:
            yield tmp_path / "a", b"new"
            yield tmp_path / "b", b"new"
            yield tmp_path / "none" / "c", b"new"

        (tmp_path / "a").write_bytes(b"old")
        with pytest.raises(FileNotFoundError) as caught:
            write_files(files())
        assert caught.value.filename == str(tmp_path / "none" / "c")
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old"}
        assert write_files([(tmp_path / "a", b"1"), (tmp_path / "b", b"2")]) == [tmp_path / "a", tmp_path / "b"]
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"1", "b": b"2"}

    def test_what_is_interrupted_leaves_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupt(_: int) -> None:
            raise KeyboardInterrupt

        (tmp_path / "a").write_bytes(b"old")
        monkeypatch.setattr("os.fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            write_file(tmp_path / "a", b"new")
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old"}

    @posix
    def test_a_new_file_is_as_the_umask_says_and_a_replaced_one_as_it_was(self, tmp_path: Path) -> None:
        before = os.umask(0o027)
        try:
            write_file(tmp_path / "new", b"")
        finally:
            os.umask(before)
        assert (tmp_path / "new").stat().st_mode & 0o777 == 0o640
        (tmp_path / "new").chmod(0o604)
        os.chown(tmp_path / "new", os.getuid(), os.getgid())
        write_file(tmp_path / "new", b"again")
        assert (tmp_path / "new").stat().st_mode & 0o777 == 0o604

    @posix
    def test_a_link_is_written_through(self, tmp_path: Path) -> None:
        (tmp_path / "real").mkdir()
        (tmp_path / "first").symlink_to("second")
        (tmp_path / "second").symlink_to(tmp_path / "real" / "file")
        for content in (b"1", b"2"):
            write_file(tmp_path / "first", content)
            assert (tmp_path / "first").is_symlink()
            assert (tmp_path / "second").is_symlink()
            assert [path.read_bytes() for path in (tmp_path / "real").iterdir()] == [content]

    @posix
    def test_links_in_a_circle_are_told_of(self, tmp_path: Path) -> None:
        (tmp_path / "a").symlink_to("b")
        (tmp_path / "b").symlink_to("a")
        with pytest.raises(OSError, match="Too many levels") as caught:
            write_file(tmp_path / "a", b"")
        assert caught.value.filename == str(tmp_path / "a")

    @posix
    def test_a_pipe_is_written_to(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        with subprocess.Popen(["cat", tmp_path / "pipe"], stdout=subprocess.PIPE) as reader:
            write_file(tmp_path / "pipe", b"through it")
            assert reader.stdout
            assert reader.stdout.read() == b"through it"
        assert (tmp_path / "pipe").is_fifo()

    def test_the_null_device_stays_one(self, tmp_path: Path) -> None:
        write_file(Path(os.devnull), b"gone")
        assert not Path(os.devnull).is_file()

    @posix
    def test_a_file_that_is_write_protected_is_not_replaced(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "a").write_bytes(b"old")
        monkeypatch.setattr("os.access", lambda *_: False)  # who runs the tests may be root
        with pytest.raises(PermissionError):
            write_file(tmp_path / "a", b"new")
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old"}

    @posix
    def test_a_file_in_a_folder_that_takes_no_other_is_written_over(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "a").write_bytes(b"old")

        def refuse(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("kg.folders.open", refuse, raising=False)
        write_file(tmp_path / "a", b"new")
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"new"}
        with pytest.raises(PermissionError) as caught:
            write_file(tmp_path / "b", b"new")
        assert caught.value.filename == str(tmp_path / "b")


@posix
@pytest.mark.usefixtures("store")
def test_standard_output_is_written_to_as_a_shell_opened_it(tmp_path: Path) -> None:
    """A file that replaced it would lose what the command prints later."""
    out, link = tmp_path / "out", tmp_path / "link.nt"
    link.symlink_to("/dev/stdout")
    with out.open("wb") as file:
        code = [sys.executable, "-m", "kg", "export", str(link), "--only", "ontology"]
        subprocess.run(code, stdout=file, check=True)
    lines = out.read_text("utf-8").splitlines()
    assert lines[-1].endswith("link.nt") or lines[0].endswith("link.nt")  # one may stand over the other's beginning
    assert sum(line.endswith(" .") for line in lines) > 100


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
