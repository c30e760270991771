"""Tables into a store: replaced whole or not at all, the same each time, and only when something changed."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import kg as package
from kg.errors import KgError, TablesError
from kg.folders import data_folder
from kg.pipeline.generation import build, open_store
from kg.pipeline.load import write_graph
from kg.questions.catalogue import catalogue
from kg.rdf.sorted import sorted_lines
from kg.store.embedded import EmbeddedStore
from kg.store.generations import current, home
from kg.store.inputs import Fingerprint, Made, build_inputs, fingerprint, take_fingerprints
from kg.store.record import is_fresh
from kg.vocabulary import DATASET_IRI
from tests.conftest import Case, Kg

THING = "<https://example.org/thing> <https://example.org/property>"
FIRST = "there is no graph yet: building it from {}"
AGAIN = "the graph is older than its tables or the program: building it from {}"

# A build in a process of its own. It says `here` when it comes to the moment named, and goes on
# when its standard input ends; at the end it says which generation answers.
CHILD = """
import sys
from pathlib import Path
import kg.names.index, kg.pipeline.generation, kg.pipeline.parts.stream, kg.store.generations

folder, moment = Path(sys.argv[1]), sys.argv[2]

def wait():
    print("here", flush=True)
    sys.stdin.read()

def wait_before(owner, name):
    real = getattr(owner, name)
    def waiting(*arguments, **options):
        setattr(owner, name, real)
        wait()
        return real(*arguments, **options)
    setattr(owner, name, waiting)

def wait_at_line(number):
    real = kg.pipeline.parts.stream.write_graph
    def write(folder, chunks):
        def lines():
            for count, line in enumerate(line for chunk in chunks() for line in chunk.splitlines(True)):
                if count == number:
                    wait()
                yield line
        return real(folder, lines)
    kg.pipeline.parts.stream.write_graph = write

MOMENTS = {
    "first look": (kg.pipeline.generation, "current"),
    "looking": (kg.pipeline.generation, "is_fresh"),
    "reading": (kg.pipeline.generation, "take_fingerprints"),
    "folder made": (kg.pipeline.parts.stream, "sets_of"),
    "names sorted": (kg.names.index.IndexWriter, "finish"),
    "all written": (kg.store.generations, "_switch"),
    "link made": (Path, "replace"),
}
if moment == "line":
    wait_at_line(int(sys.argv[3]))
elif moment != "never":
    wait_before(*MOMENTS[moment])
print(kg.pipeline.generation.build(folder, notice=lambda line: print("notice:", line, flush=True)))
"""


Child = subprocess.Popen[str]
Start = Callable[..., Child]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a build in a process of its own, which is ended with the test."""
    children: list[Child] = []

    def run(*arguments: str | Path, **environment: str) -> Child:
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=os.environ | environment,
        )
        children.append(child)
        return child

    yield run
    for child in children:
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            assert pipe
            pipe.close()


def wait_for(child: Child, line: str) -> list[str]:
    """What a child says before it says `line`."""
    assert child.stdout
    said: list[str] = []
    while (heard := child.stdout.readline()) != line + "\n":
        assert heard, f"it ended before it said {line!r}: {said}"
        said.append(heard.rstrip("\n"))
    return said


def rename_court(folder: Path, label: str = "白鹭市青榕区法院") -> None:
    replace(folder / "entities.csv", "白鹭市青榕区人民法院", label)


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def court(generation: Path | None) -> str:
    """What a generation calls the court: by the graph, which the name index has to know."""
    assert generation is not None
    store = EmbeddedStore(generation)
    (solution,) = store.query(
        'SELECT ?label { kgr:990102-peoples-court rdfs:label ?label FILTER langMatches(lang(?label), "zh-Hans") }'
    )
    label = solution["label"].value
    assert [hit.name.thing for hit in store.names.find(label)] == ["990102-peoples-court"]
    return label


def generations(folder: Path) -> set[Path]:
    return set(home(folder).glob("generation-*"))


def dump(index: Path) -> list[str]:
    with closing(sqlite3.connect(index)) as database:
        return list(database.iterdump())


# ---- The same each time


@pytest.mark.parametrize("name", ["base", "two-reports"])
def test_two_builds_are_equal_byte_for_byte(name: str, case: Case) -> None:
    folder = case(name)
    first = build(folder)
    second = build(folder, force=True)
    assert first != second
    assert (
        "".join(sorted_lines(EmbeddedStore(first).triples())).encode()
        == "".join(sorted_lines(EmbeddedStore(second).triples())).encode()
    )
    assert dump(first / "names.sqlite") == dump(second / "names.sqlite")


def test_neither_the_order_of_hashes_nor_the_time_zone_nor_the_locale_shows(
    case: Case, start: Start, tmp_path: Path
) -> None:
    folder = case("two-reports")
    children = [
        start(folder, "never", XDG_CACHE_HOME=str(tmp_path / seed), PYTHONHASHSEED=seed, TZ=zone, LC_ALL=locale)
        for seed, zone, locale in (("1", "Asia/Shanghai", "C"), ("2", "America/New_York", "C.UTF-8"))
    ]
    built = [Path(child.communicate()[0].splitlines()[-1]) for child in children]
    assert list(sorted_lines(EmbeddedStore(built[0]).triples())) == list(
        sorted_lines(EmbeddedStore(built[1]).triples())
    )
    assert dump(built[0] / "names.sqlite") == dump(built[1] / "names.sqlite")


# ---- Only when something changed


def test_the_first_use_builds_with_one_notice_and_the_second_only_opens(case: Case) -> None:
    folder = case("base")
    told: list[str] = []
    first, second = open_store(folder, notice=told.append), open_store(folder, notice=told.append)
    assert told == [FIRST.format(folder)]
    assert generations(folder) == {current(home(folder))}
    assert len(first) == len(second)


def test_a_changed_table_is_built_anew_on_the_next_use_with_one_notice(case: Case) -> None:
    folder = case("base")
    before = build(folder)
    rename_court(folder)
    told: list[str] = []
    open_store(folder, notice=told.append)
    open_store(folder, notice=told.append)
    assert told == [AGAIN.format(folder)]
    assert (court(before), court(current(home(folder)))) == ("白鹭市青榕区人民法院", "白鹭市青榕区法院")


def test_a_change_of_the_same_length_counts_even_if_the_time_went_backwards(case: Case) -> None:
    folder = case("base")
    build(folder)
    rename_court(folder, "白鹭市青榕区平民法院")
    os.utime(folder / "entities.csv", (0, 0))
    assert court(build(folder)) == "白鹭市青榕区平民法院"


@pytest.mark.parametrize("way", ["in place", "another file"])
def test_a_change_of_the_same_length_and_time_counts(case: Case, way: str) -> None:
    folder = case("base")
    build(folder)
    table = folder / "entities.csv"
    before = table.stat()
    if way == "another file":
        shutil.copy2(table, folder / "copy")
        (folder / "copy").replace(table)
    rename_court(folder, "白鹭市青榕区平民法院")
    os.utime(table, ns=(before.st_atime_ns, before.st_mtime_ns))  # as `cp -p` and `touch -r` do
    assert (table.stat().st_size, table.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert court(build(folder)) == "白鹭市青榕区平民法院"


def test_a_change_within_a_tick_of_the_clock_counts(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = case("base")
    table = folder / "entities.csv"
    monkeypatch.setattr("time.time_ns", lambda: table.stat().st_ctime_ns + 1_000_000)
    found = fingerprint(table)
    assert found.now(table) == found
    assert found.changed == 0
    monkeypatch.undo()
    time.sleep(0.05)
    assert fingerprint(table).changed == table.stat().st_ctime_ns


def test_what_was_compared_by_content_is_known_from_then_on(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = case("base")
    build(folder)
    for path in folder.glob("*.csv"):
        shutil.copy(path, folder / "copy")
        (folder / "copy").replace(path)
    time.sleep(0.05)
    generation, inputs = current(home(folder)), build_inputs(folder)
    assert generation
    assert is_fresh(generation, inputs)

    def refuse(path: Path) -> None:
        pytest.fail(f"{path} is read again")

    monkeypatch.setattr("kg.store.inputs.open_file", refuse)
    assert is_fresh(generation, inputs)


def test_a_table_that_was_touched_but_not_changed_is_not_built_anew(case: Case) -> None:
    folder = case("base")
    before = build(folder)
    for path in folder.glob("*.csv"):
        os.utime(path, (0, 0))
    told: list[str] = []
    assert build(folder, notice=told.append) == before
    assert told == []


def test_force_builds_what_has_not_changed(case: Case) -> None:
    folder = case("base")
    before = build(folder)
    told: list[str] = []
    assert build(folder, force=True, notice=told.append) != before
    assert len(told) == 1
    assert "older than its tables" not in told[0]


def test_a_table_that_changes_while_it_is_built_from_is_built_anew(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.pipeline.parts.stream import Built, build_store

    folder = case("base")

    def build_and_change(*arguments: Any) -> Built:
        built = build_store(*arguments)
        rename_court(folder)
        return built

    with monkeypatch.context() as patch:
        patch.setattr("kg.pipeline.parts.stream.build_store", build_and_change)
        assert court(build(folder)) == "白鹭市青榕区人民法院"
    assert court(build(folder)) == "白鹭市青榕区法院"


def test_the_description_of_the_data_set_is_an_input(case: Case) -> None:
    folder = case("base")
    build(folder)
    (folder / "dataset.ttl").write_text(f'<{DATASET_IRI}> <https://example.org/p> "数据集" .', "utf-8")
    (solution,) = EmbeddedStore(build(folder)).query(f"SELECT ?o {{ <{DATASET_IRI}> <https://example.org/p> ?o }}")
    assert solution["o"].value == "数据集"


def made_now(folder: Path) -> Made:
    made = take_fingerprints(build_inputs(folder), "kg.pipeline.generation")
    assert made.is_fresh(build_inputs(folder))
    return made


def test_a_table_or_a_question_that_is_gone_counts_and_a_text_that_is_gone_does_not(case: Case) -> None:
    folder = case("base")
    made, inputs = made_now(folder), dict(build_inputs(folder))
    assert not made.is_fresh({name: path for name, path in inputs.items() if name != "mentions.csv"})
    assert not made._replace(code={**made.code, "questions/gone.rq": Fingerprint(1, 1, 1, 1, "0" * 64)}).is_fresh(
        inputs
    )
    (folder / "sources" / "990102-2023.txt").unlink()
    assert made.is_fresh(build_inputs(folder))
    (folder / "dataset.ttl").write_text("", "utf-8")
    described = made_now(folder)
    (folder / "dataset.ttl").unlink()
    assert not described.is_fresh(build_inputs(folder))
    (folder / "mentions.csv").unlink()
    assert not made.is_fresh(inputs)


def test_a_changed_file_of_the_code_or_version_of_a_library_counts(case: Case) -> None:
    folder = case("base")
    made, inputs = made_now(folder), build_inputs(folder)
    for name, found in made.code.items():
        other = found._replace(size=found.size + 1, sha256="0" * 64)
        assert not made._replace(code={**made.code, name: other}).is_fresh(inputs), name
    for library in made.libraries:
        other_version = library.partition("-")[0] + "-0.0.1.dist-info"
        others = {*made.libraries, other_version} - {library}
        assert not made._replace(libraries=tuple(others)).is_fresh(inputs), library


def test_a_build_depends_on_the_code_the_ontology_the_questions_and_the_libraries(case: Case) -> None:
    made = made_now(case("base"))
    questions = {f"questions/{name}.rq" for name in catalogue()}
    assert {
        "pipeline/triples.py",
        "text/chinese.py",
        "text/readings.tsv",
        "ontology.ttl",
    } | questions <= made.code.keys()
    assert {"pyoxigraph", "opencc", "pypinyin", "rdflib", "rjieba"} <= {
        name.partition("-")[0] for name in made.libraries
    }


# ---- What is no file


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and links are POSIX's")
@pytest.mark.parametrize("kind", ["pipe", "folder", "nowhere", "endless"])
@pytest.mark.parametrize("name", ["more.csv", "more.ttl", "sources/more.txt", "sources", "texts/more.txt"])
def test_what_is_no_file_beside_the_tables_is_left_alone(case: Case, kg: Kg, name: str, kind: str) -> None:
    folder = case("base")
    if name == "sources":
        shutil.rmtree(folder / name)
    (folder / name).parent.mkdir(exist_ok=True)
    NO_FILES[kind](folder / name)
    for command in ("check", "build"):
        done = kg(command, "--data", folder, "--sources", folder / "texts" if "texts" in name else folder)
        assert (done.returncode, done.stderr) == (0, "")


NO_FILES: dict[str, Callable[[Path], object]] = {
    "pipe": os.mkfifo,
    "folder": Path.mkdir,
    "nowhere": lambda path: path.symlink_to("nowhere"),
    "endless": lambda path: path.symlink_to("/dev/zero"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and links are POSIX's")
@pytest.mark.parametrize("name", ["entities.csv", "dataset.ttl"])
@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("pipe", "is a pipe or a device, and no file"),
        ("folder", "Is a directory"),
        ("nowhere", "[Nn]o such file"),
        ("endless", "is a pipe or a device, and no file"),
    ],
)
def test_a_table_that_is_no_file_is_named(case: Case, kg: Kg, name: str, kind: str, told: str) -> None:
    folder = case("base")
    (folder / name).unlink(missing_ok=True)
    NO_FILES[kind](folder / name)
    for command in ("check", "build", "who"):
        done = kg(command, *(["区法院"] if command == "who" else []), "--data", folder)
        assert (done.returncode, done.stdout) == (2, "")
        assert re.search(rf"^[^\n]*{re.escape(name)}: [^\n]*{told}", done.stderr, re.MULTILINE)
        assert "Traceback" not in done.stderr


# ---- Texts of reports


def offsets(generation: Path) -> bool:
    return bool(EmbeddedStore(generation).query("ASK { ?selector oa:start ?start }"))


def test_a_store_built_with_texts_stays_fresh_when_they_are_gone(case: Case, tmp_path: Path) -> None:
    folder = case("base")
    texts = (folder / "sources").rename(tmp_path / "texts")
    before = build(folder, texts)
    assert build(folder) == before
    (texts / "990102-2023.txt").unlink()
    assert build(folder, texts) == before
    assert offsets(before)


def test_texts_that_come_to_hand_are_built_with(case: Case, tmp_path: Path) -> None:
    folder = case("base")
    texts = (folder / "sources").rename(tmp_path / "texts")
    before = build(folder)
    after = build(folder, texts)
    assert (offsets(before), offsets(after)) == (False, True)


def test_texts_that_are_gone_when_a_table_changes_are_built_without(case: Case, tmp_path: Path) -> None:
    folder = case("base")
    texts = (folder / "sources").rename(tmp_path / "texts")
    build(folder, texts)
    rename_court(folder)
    after = build(folder)
    assert (court(after), offsets(after)) == ("白鹭市青榕区法院", False)


# ---- Where the tables and the store lie


def test_the_tables_may_lie_where_the_variable_says(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_DATA", str(case("base")))
    assert [found.thing.id for found in package.open().find("区法院")] == ["990102-peoples-court"]


def test_the_command_line_reads_the_tables_where_the_variable_says(
    case: Case, kg: Kg, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = case("base")
    monkeypatch.setenv("KG_DATA", str(folder))
    first, second = kg("build"), kg("build")
    assert (first.returncode, first.stderr) == (0, "")
    place = current(home(folder))
    assert first.stdout.startswith("built: ")
    assert first.stdout.endswith(f" triples in {place}\n")
    assert second.stdout == first.stdout.replace("built", "up to date")


def test_a_folder_that_is_named_comes_before_the_variable(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = case("base")
    monkeypatch.setenv("KG_DATA", "elsewhere")
    assert data_folder(folder) == folder
    assert data_folder() == Path("elsewhere")


def test_a_checkout_reads_its_own_tables(data: Path) -> None:
    assert data_folder() == data


def test_a_folder_that_is_not_there_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KgError, match=r"no-tables: no such folder of tables; name one with --data or KG_DATA"):
        build(tmp_path / "no-tables")


def test_two_folders_of_one_name_have_stores_of_their_own(case: Case, tmp_path: Path) -> None:
    folder = case("base")
    other = tmp_path / "other" / "base"
    assert home(folder) != home(other)
    assert home(folder).parent == home(other).parent
    assert home(other.parent / ".." / "base") == home(folder)


# ---- Whole or not at all


def test_a_table_that_fails_leaves_the_old_store(case: Case) -> None:
    folder = case("base")
    before = build(folder)
    replace(folder / "entities.csv", ",Court,", ",Cuort,")
    with pytest.raises(TablesError, match="did you mean Court"):
        build(folder)
    assert current(home(folder)) == before
    assert generations(folder) == {before}
    assert court(before) == "白鹭市青榕区人民法院"
    replace(folder / "entities.csv", ",Cuort,", ",Court,")
    assert build(folder) == before


@pytest.mark.parametrize(
    "description",
    [
        f"{THING} .",
        f"{THING} [] .",
        f'{THING} "甲',
        f"{THING} <a> .",
        f"{THING} <https://example.org/#a#b> .",
        f'{THING} "法\u202e院" .',
        f'{THING} "a\\u0000" .',
        f"{THING} <<( <urn:a> <urn:b> 1 )>> .",
        "<https://w3id.org/honours-kg/id/990102-peoples-court> <http://www.w3.org/2000/01/rdf-schema#label> 1 .",
        "<urn:a> a <https://w3id.org/honours-kg/ontology#Claim> .",
        "<urn:a> <https://w3id.org/honours-kg/ontology#awarded> <urn:b> .",
    ],
    ids=[
        "no object",
        "blank node",
        "unclosed",
        "relative",
        "no IRI",
        "invisible",
        "control character",
        "triple term",
        "a thing of the tables",
        "a class of the tables",
        "a property of the tables",
    ],
)
def test_a_description_of_the_data_set_that_fails_is_an_error_and_leaves_the_old_store(
    description: str, case: Case
) -> None:
    folder = case("base")
    before = build(folder)
    (folder / "dataset.ttl").write_text(description, "utf-8")
    with pytest.raises(KgError, match=r"dataset\.ttl"):
        build(folder)
    assert current(home(folder)) == before
    assert generations(folder) == {before}


def test_triples_that_fail_midway_leave_the_old_store(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.pipeline.triples import own_triples

    def failing(*arguments: Any) -> Iterator[str]:
        for count, line in enumerate(own_triples(*arguments)):
            if count == 50:
                raise RuntimeError("midway")
            yield line

    folder = case("base")
    before = build(folder)
    rename_court(folder)
    with monkeypatch.context() as patch:
        patch.setattr("kg.pipeline.parts.part.own_triples", failing)
        with pytest.raises(RuntimeError, match="midway"):
            build(folder)
    assert generations(folder) == {before}
    assert court(current(home(folder))) == "白鹭市青榕区人民法院"
    assert court(build(folder)) == "白鹭市青榕区法院"


def test_lines_that_are_not_n_triples_are_an_error_and_not_a_standstill(tmp_path: Path) -> None:
    line = b"this is no triple\n"
    with pytest.raises(SyntaxError):
        write_graph(tmp_path, lambda: iter([line] * (1 << 17)))  # more than a pipe holds


def test_a_reader_goes_on_while_a_new_generation_comes(case: Case) -> None:
    folder = case("base")
    reader = EmbeddedStore(build(folder))
    rename_court(folder)
    build(folder)
    (solution,) = reader.query("SELECT ?level { kgr:990102-2023-r002 kg:level ?level }")
    assert solution["level"].value.endswith("#provincial")
    assert reader.names.find("青榕区人民法院")


def test_the_generation_before_the_last_is_removed(case: Case) -> None:
    folder = case("base")
    first, second, third = (build(folder, force=True) for _ in range(3))
    assert generations(folder) == {second, third}
    assert not first.exists()


MOMENTS = [
    ("reading",),
    ("folder made",),
    ("line", "0"),
    ("line", "700"),
    ("line", "1400"),
    ("names sorted",),
    ("all written",),
    ("link made",),
]


@pytest.mark.parametrize("moment", MOMENTS, ids=" ".join)
def test_a_build_that_is_killed_leaves_the_old_store_and_the_next_tidies_up(
    moment: tuple[str, ...], case: Case, start: Start
) -> None:
    folder = case("base")
    before = build(folder)
    rename_court(folder)

    child = start(folder, *moment)
    assert wait_for(child, "here") == [f"notice: {AGAIN.format(folder)}"]
    child.kill()
    child.wait()

    left = generations(folder) - {before}
    assert len(left) == (0 if moment == ("reading",) else 1)
    assert court(current(home(folder))) == "白鹭市青榕区人民法院"
    told: list[str] = []
    after = build(folder, notice=told.append)
    assert told == [AGAIN.format(folder)]
    assert court(after) == "白鹭市青榕区法院"
    assert generations(folder) == {before, after}
    assert sorted(path.name for path in home(folder).iterdir()) == sorted(
        ["build.lock", "current", before.name, after.name]
    )


def test_a_first_build_that_is_killed_is_begun_again(case: Case, start: Start) -> None:
    folder = case("base")
    child = start(folder, "link made")
    wait_for(child, "here")
    child.kill()
    child.wait()
    assert current(home(folder)) is None
    told: list[str] = []
    generation = build(folder, notice=told.append)
    assert told == [FIRST.format(folder)]
    assert generations(folder) == {generation}


def test_two_first_uses_at_once_build_once(case: Case, start: Start) -> None:
    folder = case("base")
    builder = start(folder, "names sorted")
    said = wait_for(builder, "here")  # it holds the lock
    other = start(folder, "first look")
    wait_for(other, "here")
    assert other.stdin
    other.stdin.close()  # it looks, finds nothing, and comes to the lock
    assert builder.stdin
    builder.stdin.close()
    answers = [child.stdout.read().splitlines() for child in (builder, other) if child.stdout]
    assert [said, *answers] == [
        [f"notice: {FIRST.format(folder)}"],
        [str(current(home(folder)))],
        [str(current(home(folder)))],
    ]
    assert len(generations(folder)) == 1


def test_a_use_during_a_rebuild_waits_for_it_and_builds_nothing(case: Case, start: Start) -> None:
    folder = case("base")
    build(folder)
    rename_court(folder)
    builder = start(folder, "all written")
    wait_for(builder, "here")
    other = start(folder, "looking")
    wait_for(other, "here")
    for child in (other, builder):
        assert child.stdin
        child.stdin.close()
    assert other.stdout
    assert other.stdout.read().splitlines() == [str(current(home(folder)))]
    assert court(current(home(folder))) == "白鹭市青榕区法院"
