"""Stores that something happened to: each command answers rightly or says in one error what is wrong."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from kg.errors import KgError, StoreError
from kg.pipeline.generation import build, open_store
from kg.store import record
from kg.store.embedded import EmbeddedStore, check_store
from kg.store.generations import current, home
from kg.store.inputs import build_inputs
from kg.store.record import condemn, is_fresh, read_record, write_record
from tests.conftest import Case, Cli, Kg
from tests.soak import rounds

COURT: Final = "990102-peoples-court"

posix = pytest.mark.skipif(sys.platform == "win32", reason="locks, pipes and signals are POSIX's")

Damage = Callable[[Path], None]


def overwrite(path: Path, content: bytes) -> None:
    """Other bytes in a file, which keeps its number and what `touch -r` could give back."""
    status = path.stat()
    path.write_bytes(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def cut(part: float) -> Damage:
    return lambda path: overwrite(path, path.read_bytes()[: int(path.stat().st_size * part)])


def flip(part: float, count: int = 1) -> Damage:
    def damage(path: Path) -> None:
        content = bytearray(path.read_bytes())
        begin = int((len(content) - 1) * part)
        for at in range(begin, min(begin + count, len(content))):
            content[at] ^= 0x41
        overwrite(path, bytes(content))

    return damage


def put(make: Callable[[Path], object]) -> Damage:
    def damage(path: Path) -> None:
        path.unlink()
        make(path)

    return damage


DAMAGES: Final[dict[str, Damage]] = {
    "emptied": cut(0),
    "cut in half": cut(0.5),
    "cut by a byte": lambda path: overwrite(path, path.read_bytes()[:-1]),
    "head": flip(0),
    "middle": flip(0.5, 64),
    "tail": flip(1),
    "anywhere": lambda path: flip(random.Random(path.stat().st_size).random(), 4096)(path),
    "grown": lambda path: overwrite(path, path.read_bytes() + b"\0\1\2"),
    "gone": Path.unlink,
    "a folder": put(Path.mkdir),
    "a pipe": put(os.mkfifo),
    "a link that leads nowhere": put(lambda path: path.symlink_to("nowhere")),
}

UNREAD: Final = ("LOCK", "LOG", "lock")
"""Files that say nothing of the graph."""


@pytest.fixture
def built(case: Case) -> Path:
    """Tables of which a store is built."""
    folder = case("base")
    build(folder)
    return folder


def generation(folder: Path) -> Path:
    found = current(home(folder))
    assert found is not None
    return found


def files(folder: Path) -> list[Path]:
    return sorted(path for path in generation(folder).rglob("*") if path.is_file())


# ---- What is seen


@posix
def test_every_damage_of_every_file_is_seen(built: Path, tmp_path: Path) -> None:
    inputs = build_inputs(built)
    whole = generation(built).rename(tmp_path / "whole")
    seen = set()
    for path in sorted(path for path in whole.rglob("*") if path.is_file()):
        for name, damage in DAMAGES.items():
            if not path.stat().st_size and name not in ("grown", "gone", "a folder", "a pipe"):
                continue
            folder = Path(shutil.copytree(whole, tmp_path / "copy"))
            assert is_fresh(folder, inputs)
            damage(folder / path.relative_to(whole))
            if path.name in UNREAD:
                assert is_fresh(folder, inputs), f"{path.name} {name}"
            else:
                assert not is_fresh(folder, inputs), f"{path.name} {name}"
                with pytest.raises(StoreError, match=r"is damaged or cannot be read \(.+\); run: kg build --force"):
                    check_store(folder)
                seen.add(path.name.rpartition(".")[2].partition("-")[0])
            shutil.rmtree(folder)
    assert seen == {"CURRENT", "IDENTITY", "MANIFEST", "OPTIONS", "json", "log", "sqlite", "sst"}


def test_a_file_of_the_engine_that_came_to_the_others_is_seen(built: Path) -> None:
    graph, inputs = generation(built) / "graph", build_inputs(built)
    (graph / "LOG.old.1").touch()
    (graph / ".DS_Store").touch()
    assert is_fresh(graph.parent, inputs)
    (graph / "000099.log").touch()
    assert not is_fresh(graph.parent, inputs)


def test_reading_changes_no_file(built: Path, kg: Kg) -> None:
    def states() -> dict[Path, tuple[int, int, int]]:
        return {p: (p.stat().st_ino, p.stat().st_size, p.stat().st_ctime_ns) for p in generation(built).rglob("*")}

    assert kg("find", "区法院", "--data", built).returncode == 0  # what was built a moment ago is known from here on
    before = states()
    for command in (
        ["who", COURT],
        ["query", "ASK {}"],
        ["ask", "honours-of"],
        ["export", os.devnull, "--query", "ASK {}"],
    ):
        kg(*command, "--data", built)
    assert states() == before


def test_a_copy_is_whole_and_known_from_then_on(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, inputs = generation(built), build_inputs(built)
    copy = Path(shutil.copytree(folder, folder.with_name("copy")))
    with monkeypatch.context() as patch:
        patch.setattr(record, "write_file", refuse)  # a copy on a disk for reading alone
        assert is_fresh(copy, inputs)
        assert read_record(copy) == read_record(folder)
    time.sleep(0.05)
    assert is_fresh(copy, inputs)
    monkeypatch.setattr("kg.store.inputs.open_file", refuse)
    assert is_fresh(copy, inputs)


def refuse(*_: object) -> None:
    raise PermissionError(13, "Permission denied")


# ---- What is mended


def test_a_manifest_cut_short_is_built_anew_and_not_an_empty_graph(built: Path, cli: Cli, tmp_path: Path) -> None:
    (manifest,) = (generation(built) / "graph").glob("MANIFEST-*")
    expected = cli("query", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "-f", "csv", "--data", built)
    cut(0.5)(manifest)
    done = cli("query", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "-f", "csv", "--data", built)
    assert (done.code, done.out) == (0, expected.out)
    assert done.err == f"the graph is damaged: building it anew from {built}\n"
    cut(0.5)(next((generation(built) / "graph").glob("MANIFEST-*")))
    done = cli("build", "--data", built)
    assert (done.code, done.err) == (0, f"the graph is damaged: building it anew from {built}\n")
    assert done.out.startswith("built: ")
    cut(0.5)(next((generation(built) / "graph").glob("MANIFEST-*")))
    assert cli("export", tmp_path / "graph.nt", "--data", built).code == 0
    triples = len((tmp_path / "graph.nt").read_text("utf-8").splitlines())
    assert f"n\n{triples}\n" == expected.out.replace("\r", "")


@posix
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *(("current", kind) for kind in ("folder", "file", "pipe", "nowhere")),
        ("current.new", "folder"),
        ("build.lock", "folder"),
    ],
)
def test_what_lies_beside_the_generations_may_be_anything(built: Path, kg: Kg, name: str, kind: str) -> None:
    path = home(built) / name
    path.unlink(missing_ok=True)
    {"folder": Path.mkdir, "file": Path.touch, "pipe": os.mkfifo, "nowhere": lambda p: p.symlink_to("no/where")}[kind](
        path
    )
    done = kg("find", COURT, "-f", "csv", "--data", built)
    assert done.returncode == 0
    assert COURT in done.stdout
    rebuilt = kg("build", "--force", "--data", built)
    if name == "build.lock":
        assert_one_error(rebuilt, "cannot be written")
    else:
        assert (rebuilt.returncode, rebuilt.stderr) == (0, "")


def forge(folder: Path, damage: Damage, name: str) -> None:
    """Damage that the file system knows nothing of, as by a disk that gets old."""
    damage(folder / name)
    record = read_record(folder)
    assert record is not None
    status = (folder / name).stat()
    known = record.files[name]._replace(
        size=status.st_size, modified=status.st_mtime_ns, changed=status.st_ctime_ns, inode=status.st_ino
    )
    write_record(folder, record._replace(files={**record.files, name: known}))


def engine_files(folder: Path, pattern: str) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.glob(pattern))


@pytest.mark.parametrize("pattern", ["graph/CURRENT", "graph/MANIFEST-*"])
@pytest.mark.parametrize("part", [0.0, 0.3, 0.6, 1.0])
def test_what_tells_of_the_engines_files_is_read_each_time(built: Path, pattern: str, part: float) -> None:
    folder = generation(built)
    (name,) = engine_files(folder, pattern)
    forge(folder, flip(part, 8), name)  # the engine takes some of it for the end, and would open a part of the graph
    told: list[str] = []
    assert open_store(built, notice=told.append).names.find("区法院")
    assert told == [f"the graph is damaged: building it anew from {built}"]


def test_what_only_the_engine_sees_when_it_opens_is_built_anew(built: Path) -> None:
    folder = generation(built)
    name, *_ = engine_files(folder, "graph/*.sst")
    forge(folder, lambda path: overwrite(path, path.read_bytes()[:-8] + bytes(8)), name)  # the number that it ends with
    assert is_fresh(folder, build_inputs(built))
    told: list[str] = []
    assert open_store(built, notice=told.append).names.find("区法院")
    assert told == [f"the graph is damaged: building it anew from {built}"]


def test_what_fails_for_no_damage_is_not_built_anew(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> None:
        raise OSError("IO error: While open a file for random read: Too many open files")

    folder = generation(built)
    monkeypatch.setattr("kg.sparql.graph.pyoxigraph.Store.read_only", refuse, raising=False)
    monkeypatch.setattr(
        "kg.sparql.graph.pyoxigraph", type("engine", (), {"Store": type("Store", (), {"read_only": refuse})})
    )
    with pytest.raises(
        StoreError, match=r"cannot be opened \(IO error: .*Too many open files\); run: kg build --force"
    ):
        open_store(built)
    assert generation(built) == folder


class Panic(BaseException):
    """What the engine raises where it did not foresee something."""


Panic.__name__ = "PanicException"

FROM_NAMES: Final = ("find", "all names", "suggestions")

READS: Final[dict[str, Callable[[EmbeddedStore], object]]] = {
    "describe": lambda store: store.describe_many([f"https://w3id.org/honours-kg/id/{COURT}"]),
    "pairs": lambda store: store.pairs("http://www.w3.org/2000/01/rdf-schema#subClassOf"),
    "select": lambda store: list(store.query("SELECT ?s { ?s ?p ?o }")),  # type: ignore[arg-type]
    "serialise": lambda store: store.query("SELECT ?s { ?s ?p ?o }").serialise("csv"),
    "triples": lambda store: list(store.triples()),
    "count": len,
    "find": lambda store: store.names.find("区法院"),
    "all names": lambda store: list(store.names.all()),
    "suggestions": lambda store: store.names.suggestions("fayuen"),
}


def test_what_cannot_be_read_later_is_one_error(built: Path) -> None:
    folder = generation(built)
    store = EmbeddedStore(folder)
    expected = {name: read(store) for name, read in READS.items()}
    failed = set()
    for file in engine_files(folder, "*.sqlite") + engine_files(folder, "graph/*.sst"):
        whole = (folder / file).read_bytes()
        for damage in (flip(0.2, 64), lambda path: overwrite(path, bytes(path.stat().st_size))):
            damage(folder / file)
            for name, read in READS.items():
                try:
                    assert (
                        name in FROM_NAMES or read(EmbeddedStore(folder)) == expected[name]
                    )  # names have no checksums
                    read(EmbeddedStore(folder))
                except StoreError as error:
                    told = r"(cannot be opened|is damaged or cannot be read) \(.+\); run: kg build --force"
                    assert re.search(told, str(error)), error  # noqa: PT017
                    failed.add(name)
            overwrite(folder / file, whole)
    assert failed == READS.keys()


@pytest.mark.parametrize("kind", [OSError, RuntimeError, Panic])
def test_whatever_the_engine_raises_is_an_error_of_the_store(built: Path, kind: type[BaseException]) -> None:
    class Engine:
        def quads_for_pattern(self, *_: object) -> None:
            raise kind("Corruption: block checksum mismatch")

        def query(self, *_: object, **__: object) -> None:
            raise kind("Corruption: block checksum mismatch")

        def __iter__(self) -> None:  # type: ignore[misc]
            raise kind("Corruption: block checksum mismatch")

        def __len__(self) -> int:
            raise kind("Corruption: block checksum mismatch")

    store = EmbeddedStore(generation(built))
    store._graph = Engine()  # type: ignore[assignment]
    for read in ("describe", "pairs", "select", "triples", "count"):
        with pytest.raises(StoreError, match="block checksum mismatch"):
            READS[read](store)


def test_an_error_of_a_query_stays_one(built: Path) -> None:
    with pytest.raises(KgError) as caught:
        list(EmbeddedStore(generation(built)).query("SELECT (<urn:f>(1) AS ?x) {}"))  # type: ignore[arg-type]
    assert not isinstance(caught.value, StoreError)


def test_a_store_that_was_condemned_is_built_anew(built: Path) -> None:
    condemn(generation(built))
    told: list[str] = []
    build(built, notice=told.append)
    assert told == [f"the graph is damaged: building it anew from {built}"]


# ---- kg check --store


def test_check_reads_all_of_a_store_and_tells_what_is_wrong(built: Path, cli: Cli) -> None:
    folder = generation(built)
    store = EmbeddedStore(folder)
    done = cli("check", "--store", "--data", built)
    told = f"ok: {len(store)} triples, {len(list(store.names.all()))} names in {folder}\n"
    assert (done.code, done.out, done.err) == (0, told, "")
    (last,) = engine_files(folder, "graph/MANIFEST-*")
    forge(folder, flip(0.5), "names.sqlite")
    (folder / "graph" / "IDENTITY").unlink()
    overwrite(folder / last, (folder / last).read_bytes()[:-1])
    (folder / "graph" / "000099.sst").touch()
    done = cli("check", "--store", "--data", built)
    size = (folder / last).stat().st_size
    wrong = (
        f"graph/000099.sst is none of its files, graph/IDENTITY is missing, {last} has {size} bytes, "
        f"expected {size + 1}, names.sqlite has another SHA-256 than when it was built"
    )
    assert (done.code, done.out) == (2, "")
    assert done.err == f"{folder}: is damaged or cannot be read ({wrong}); run: kg build --force\n"


def test_check_holds_a_store_against_its_counts(built: Path, cli: Cli) -> None:
    folder = generation(built)
    record = read_record(folder)
    assert record is not None
    triples, names = record.counts
    write_record(folder, record._replace(counts=record.counts._replace(names=names + 1)))
    done = cli("check", "--store", "--data", built)
    assert done.code == 2
    assert f"holds {triples} triples and {names} names, expected {triples} and {names + 1})" in done.err


def test_check_knows_whether_there_is_a_store_and_what_it_is_asked(cli: Cli, case: Case) -> None:
    folder = case("base")
    done = cli("check", "--store", "--data", folder)
    assert (done.code, done.err) == (2, f"there is no graph of {folder} yet; run: kg build\n")
    done = cli("check", "--store", "--figures", "--data", folder)
    assert (done.code, done.out) == (2, "")


# ---- Any damage, any command


COMMANDS: Final = (
    ["who", COURT],
    ["show", COURT],
    ["find", "区法院", "-f", "csv"],
    ["ask", "honours-at-level", "--level", "provincial", "-f", "csv"],
    ["path", COURT, "Mediation Workstation"],
    ["stats"],
    ["query", "SELECT ?s ?o { ?s rdfs:label ?o } ORDER BY ?s ?o", "-f", "csv"],
    ["export", "graph.nt"],
    ["build"],
    ["check", "--store"],
)


def run(folder: Path, place: Path, command: list[str]) -> "subprocess.CompletedProcess[str]":
    """A command, what it wrote to a file behind what it printed, paths of generations left out."""
    (place / "graph.nt").unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "kg", *command, "--data", str(folder)],
        cwd=place, capture_output=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    if (place / "graph.nt").exists():
        done.stdout += (place / "graph.nt").read_text("utf-8")
    done.stdout = re.sub(r"generation-\w+", "generation", done.stdout).replace("built: ", "up to date: ")
    return done


def assert_one_error(done: "subprocess.CompletedProcess[str]", *told: str) -> None:
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert all(part in done.stderr for part in told)


@posix
@pytest.mark.soak
def test_a_damaged_store_never_answers_wrongly(built: Path, tmp_path: Path) -> None:
    place, whole = home(built), tmp_path / "whole"
    answers = [run(built, tmp_path, command).stdout for command in COMMANDS]
    assert all(answers)
    shutil.copytree(place, whole, symlinks=True)
    notices = [
        f"the graph is damaged: building it anew from {built}\n",
        f"the graph is older than its tables or the program: building it from {built}\n",
        "",
    ]
    for number, chance in enumerate(rounds(10)):
        shutil.rmtree(place)
        shutil.copytree(whole, place, symlinks=True)
        which = chance.randrange(len(COMMANDS))
        happened = []
        for _ in range(chance.choice([1, 1, 1, 3])):
            path = chance.choice([path for path in sorted(generation(built).rglob("*")) if path.is_file()])
            name = chance.choice(sorted(DAMAGES))
            if path.stat().st_size or name in ("gone", "grown", "a folder", "a pipe"):
                happened.append(f"{path.relative_to(place)} {name}")
                DAMAGES[name](path)
        done = run(built, tmp_path, COMMANDS[which])
        what = f"round {number}: {COMMANDS[which]} after {happened}: {done}"
        if COMMANDS[which] == ["check", "--store"] and done.returncode:
            assert done.returncode == 2, what
            assert re.fullmatch(r".*: is damaged or cannot be read \(.*\); run: kg build --force\n", done.stderr), what
        else:
            assert (done.returncode, done.stdout) == (0, answers[which]), what
            assert done.stderr in notices, what


@posix
@pytest.mark.soak
def test_what_the_disk_forgot_is_never_a_wrong_answer(built: Path, tmp_path: Path) -> None:
    """Blocks of the graph carry checksums of the engine; a query of it may go on for ever, but is ended."""
    place, whole = home(built), tmp_path / "whole"
    commands = [command for command in COMMANDS if command[0] in ("who", "show", "find", "path", "export", "build")]
    answers = [run(built, tmp_path, command).stdout for command in commands]
    shutil.copytree(place, whole, symlinks=True)
    for number, chance in enumerate(rounds(6)):
        shutil.rmtree(place)
        shutil.copytree(whole, place, symlinks=True)
        name = chance.choice(engine_files(generation(built), "graph/[0-9]*.sst"))
        forge(generation(built), flip(chance.random(), chance.choice([1, 64, 4096])), name)
        which = chance.randrange(len(commands))
        done = run(built, tmp_path, commands[which])
        what = f"round {number}: {commands[which]} after {name}: {done}"
        if done.returncode:
            assert (done.returncode, done.stdout) == (2, ""), what
            assert re.fullmatch(
                r".*(cannot be opened|is damaged or cannot be read) .*; run: kg build --force\n", done.stderr
            ), what
        else:
            assert done.stdout == answers[which], what


@posix
@pytest.mark.soak
def test_a_build_that_is_killed_at_any_time_leaves_right_answers(built: Path, tmp_path: Path) -> None:
    answer = run(built, tmp_path, COMMANDS[2]).stdout
    for number, chance in enumerate(rounds(4)):
        if number % 2:
            shutil.rmtree(home(built))
        child = subprocess.Popen(
            [sys.executable, "-m", "kg", "build", "--force", "--data", str(built)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(chance.uniform(0.1, 1.8))
        child.send_signal(signal.SIGKILL)
        child.wait()
        done = run(built, tmp_path, COMMANDS[2])
        assert (done.returncode, done.stdout) == (0, answer), number


# ---- While somebody reads


@posix
def test_a_generation_that_somebody_reads_is_not_removed(built: Path) -> None:
    reader = EmbeddedStore(generation(built))
    first = reader.generation
    for _ in range(2):
        build(built, force=True)
    assert first.is_dir()
    assert reader.names.find("区法院")
    del reader
    build(built, force=True)
    assert not first.exists()


@posix
@pytest.mark.parametrize("keep", [lambda store: store.query("SELECT ?s { ?s ?p ?o }"), lambda store: store.triples()])
def test_what_is_read_bit_by_bit_keeps_its_generation(built: Path, keep: Callable[[EmbeddedStore], object]) -> None:
    store = EmbeddedStore(generation(built))
    first, count = store.generation, len(store)
    reading = keep(store)
    next(iter(reading)) if not hasattr(reading, "variables") else None  # type: ignore[call-overload]
    del store
    for _ in range(2):
        build(built, force=True)
    assert first.is_dir()
    assert len(list(reading)) in (count, count - 1)  # type: ignore[call-overload]


@posix
def test_rdflib_keeps_its_generation(built: Path) -> None:
    graph = EmbeddedStore(generation(built)).rdflib()
    first = generation(built)
    for _ in range(2):
        build(built, force=True)
    assert first.is_dir()
    del graph


def test_where_files_have_no_locks_a_reader_whose_generation_went_says_so(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    reader = EmbeddedStore(generation(built))
    for _ in range(2):
        build(built, force=True)
    assert not reader.generation.exists()
    with pytest.raises(
        StoreError, match="was removed while it was read, since the graph was built anew; run the command"
    ):
        reader.names.find("区法院")
    assert open_store(built).names.find("区法院")


@posix
@pytest.mark.parametrize(("mask", "folder", "file"), [(0o022, 0o755, 0o644), (0o077, 0o700, 0o600)])
def test_others_may_read_a_store_as_the_umask_says(case: Case, mask: int, folder: int, file: int) -> None:
    before = os.umask(mask)
    try:
        made = build(case("base"))
    finally:
        os.umask(before)
    found = {path.name: path.stat().st_mode & 0o777 for path in [made, *made.rglob("*")]}
    assert {found[made.name], found["graph"]} == {folder}
    assert {found[name] for name in ("names.sqlite", "record.json", "lock", "CURRENT", "IDENTITY")} == {file}
