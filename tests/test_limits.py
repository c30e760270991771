"""The limits of a query hold on every face, whatever the query is, and no process outlives who began it."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from kg.errors import (
    KgError,
    QueryError,
    QueryMemoryError,
    QueryRefusedError,
    QuerySyntaxError,
    QueryTimeoutError,
    StoreError,
)
from kg.graph import Graph
from kg.rdf.formats import Holds, by_name
from kg.sparql.frames import DATA, read_frame, take_frame, write_frame
from kg.sparql.process import Limits
from kg.sparql.scan import LONGEST
from kg.sparql.workers import Workers
from kg.store.embedded import EmbeddedStore
from kg.store.record import GRAPH
from tests.conftest import Kg
from tests.soak import rounds

LINUX = pytest.mark.skipif(
    not Path("/proc/self/statm").is_file(), reason="only Linux tells and limits a process's memory"
)
JSON = by_name("json", Holds.SOLUTIONS)
ALL = "SELECT ?s ?p ?o { ?s ?p ?o }"
THOUSANDS = "SELECT ?s ?p ?o ?a { ?s ?p ?o . ?a kg:level kg:national }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SORTED = "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f LIMIT 1"
GROWN = (
    'SELECT (STRLEN(REPLACE(REPLACE("' + "a" * 9000 + '", "a", "' + "b" * 30000 + '"), "b", "cccccccccc")) AS ?n) {}'
)
GROUPED = "SELECT ?a ?e (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a ?c ?d ?e ?f"
JOINED = "CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }"

MANY = 400_000
HOSTILE = {
    "words with dots in a comment": "SELECT * { ?s ?p ?o } #" + "a." * MANY,
    "words with dots": "a." * MANY,
    "words": "a " * MANY,
    "names": "a:" * MANY,
    "tags": "@a" * MANY,
    "a text of escaped quotes": 'SELECT * { ?s ?p "' + '\\"' * MANY,
    "a long text of quotes": 'SELECT * { ?s ?p """' + '"' * MANY,
    "long texts without an end": '"""a' * (MANY // 2),
    "long texts of the other kind": "'''a" * (MANY // 2),
    "apostrophes": "'" * (MANY + 1),
    "backslashes": "\\" * MANY,
    "signs of less": "<" * MANY,
    "an IRI without an end": "<a" * MANY,
    "comments": "#\n" * MANY,
    "numbers": "1.5e3." * (MANY // 3),
    "variables": "SELECT " + "?a " * (MANY // 2) + "{ ?s ?p ?o }",
    "brackets": "SELECT * " + "{}" * MANY,
    "filters": "ASK { FILTER(?o" + "||?o" * (MANY // 4) + ") }",
    "a path": "ASK { ?s kg:a" + "/kg:a" * (MANY // 8) + " ?o }",
    "a list": "SELECT * { VALUES ?x {" + " kg:a" * (MANY // 8) + " } }",
    "a join": "SELECT * { " + " . ".join(f"?a{i} ?b{i} ?c{i}" for i in range(3000)) + " }",
    "a union": "SELECT * { " + " UNION ".join(["{ ?s ?p ?o }"] * 3000) + " }",
    "a regular expression": 'SELECT * { ?s ?p ?o FILTER REGEX(STR(?o), "' + "(a?){50}" * 100 + '") }',
    "a runaway": RUNAWAY,
}  # fmt: skip


SIGNS = [*"{}()[]<>.,;|/^*+!?$@#'\"\\\0\ufeff\u3000", *["UNION", "FILTER(", "OPTIONAL", "SELECT", "GRAPH", "<<("]]


@pytest.fixture(scope="module")
def g(store: EmbeddedStore) -> Graph:
    return Graph(store)


class TestTime:
    @pytest.mark.parametrize("kind", HOSTILE)
    def test_whatever_is_asked_ends_in_time(self, g: Graph, kind: str) -> None:
        start = time.monotonic()
        with suppress(QueryError):
            g.query(HOSTILE[kind], seconds=2).serialise("json")
        assert time.monotonic() - start < 20  # a scan that looks twice at each character would take minutes

    @pytest.mark.soak
    def test_what_chance_writes_is_answered_or_refused_in_time(self, g: Graph) -> None:
        pieces = [*(text[:200] for text in HOSTILE.values()), ALL, RUNAWAY, SORTED, *SIGNS]
        for chance in rounds(20):
            text = "".join(chance.choice(pieces) for _ in range(chance.randint(1, 12)))
            start = time.monotonic()
            with suppress(QueryError):
                g.query(text, seconds=1, megabytes=300).serialise()
            assert time.monotonic() - start < 20, text

    def test_a_text_has_a_longest_length(self, g: Graph) -> None:
        with pytest.raises(QueryRefusedError, match=f"{LONGEST + 1} characters, and may have {LONGEST}"):
            g.query("ASK {}".ljust(LONGEST + 1))
        assert g.query("ASK {}".ljust(LONGEST))

    def test_to_write_the_answer_counts(self, store: EmbeddedStore) -> None:
        reply = store.solve("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", Limits(1))
        size = 0
        with pytest.raises(QueryTimeoutError):  # noqa: PT012
            for chunk in reply.chunks(JSON):
                size += len(chunk)
        assert size > 10**6

    def test_that_nobody_reads_does_not_count(self, store: EmbeddedStore) -> None:
        chunks = store.solve(f"{ALL} LIMIT 5000", Limits(5)).chunks(JSON)
        read = next(chunks)
        time.sleep(6)
        rest = list(chunks)
        assert rest[1:]  # there was more to ask for
        assert len(json.loads(read + b"".join(rest))["results"]["bindings"]) == 5000

    def test_the_process_stands_still_while_nobody_reads(self, store: EmbeddedStore) -> None:
        reply = store.solve("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", Limits(5))
        chunks = reply.chunks(JSON)
        next(chunks)
        before = seconds_of(workers_of(os.getpid()))
        time.sleep(1)
        assert seconds_of(workers_of(os.getpid())) == before
        chunks.close()  # type: ignore[attr-defined]

    def test_python_has_them_when_a_result_is_read(self, g: Graph) -> None:
        solutions = g.query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", seconds=1)
        with pytest.raises(QueryTimeoutError):
            for _ in solutions:
                pass

    def test_the_command_line_has_them_while_it_prints(self, kg: Kg) -> None:
        done = kg("query", "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "--timeout", "1")
        assert done.returncode == 2
        assert done.stderr.startswith("the query was ended after 1 s; ")
        assert len(done.stdout) > 10**5

    def test_an_export_has_them_and_leaves_nothing(self, kg: Kg, tmp_path: Path) -> None:
        done = kg("export", "all.csv", "--query", RUNAWAY, "--timeout", "1", cwd=tmp_path)
        assert done.returncode == 2
        assert "the query was ended after 1 s" in done.stderr
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("seconds", ["nan", "inf", "-1", "0", "1e400", "1" * 400])
    def test_what_is_no_time_is_refused(self, kg: Kg, seconds: str) -> None:
        done = kg("query", "ASK {}", "--timeout", seconds)
        assert done.returncode == 2
        assert "is no number of seconds above 0, up to 1000000" in done.stderr

    @pytest.mark.parametrize("megabytes", ["0", "-1", "9" * 30])
    def test_what_is_no_memory_is_refused(self, kg: Kg, megabytes: str) -> None:
        done = kg("query", "ASK {}", "--memory", megabytes)
        assert done.returncode == 2
        assert "is no whole number from 50 to 10000000" in done.stderr

    def test_in_python_they_are_refused_alike(self, g: Graph) -> None:
        with pytest.raises(KgError, match="seconds: 'nan' is no number of seconds above 0"):
            g.query("ASK {}", seconds=float("nan"))
        with pytest.raises(KgError, match="megabytes: 'x' is no whole number from 50"):
            g.query("ASK {}", megabytes="x")  # type: ignore[arg-type]
        assert g.query("ASK {}", seconds=None, megabytes=None)

    def test_a_long_line_is_shown_around_its_error(self, kg: Kg) -> None:
        done = kg("query", f"SELECT * {{ {'?s ?p ?o . ' * 1000} ?? {'?s ?p ?o . ' * 1000} }}")
        _, line, marker = done.stderr.splitlines()
        assert len(line) < 200
        assert line[marker.index("^") :].startswith("??")


@LINUX
class TestMemory:
    @pytest.mark.parametrize("text", [SORTED, GROWN, GROUPED])
    def test_what_needs_too_much_is_ended(self, store: EmbeddedStore, text: str) -> None:
        with pytest.raises(QueryMemoryError, match=r"more than 200 MB of memory; .*--memory") as caught:
            b"".join(store.solve(text, Limits(60, 200)).chunks())
        assert caught.value.megabytes == 200

    def test_what_is_sorted_to_be_written_counts(self, store: EmbeddedStore) -> None:
        with pytest.raises(QueryMemoryError):
            b"".join(store.solve(JOINED, Limits(60, 100)).chunks(by_name("turtle", Holds.GRAPH)))

    def test_the_next_query_has_its_own(self, store: EmbeddedStore) -> None:
        workers = Workers(store.generation / GRAPH)
        for megabytes in (50, None, 100):
            found = b"".join(workers.ask(ALL, Limits(30, megabytes)).chunks(JSON))
            assert len(json.loads(found)["results"]["bindings"]) == len(store)
        assert workers._idle.qsize() == 1

    def test_many_rows_are_held_nowhere(self, store: EmbeddedStore) -> None:
        """Beyond a page of them."""
        text = "SELECT ?a ?d { ?a ?b ?c . ?d kg:level ?f } LIMIT 500000"
        code = (
            "import sys\nfrom kg.cli import main\nsys.argv = ['kg', 'query', sys.argv[1]]\n"
            "try:\n    main()\nfinally:\n    print(open('/proc/self/status').read(), file=sys.stderr)"
        )
        done = subprocess.run([sys.executable, "-c", code, text], capture_output=True)
        assert done.stdout.count(b"\n") == 1 + 500_000
        (most,) = [line.split() for line in done.stderr.decode().splitlines() if line.startswith("VmHWM:")]
        assert int(most[1]) * 1024 < len(done.stdout)

    def test_the_command_line_says_what_to_do(self, kg: Kg) -> None:
        done = kg("query", SORTED, "--memory", "100")
        assert done.returncode == 2
        assert done.stderr == (
            "the query was ended since it needs more than 100 MB of memory; "
            "let it sort or join less, or give it more (--memory)\n"
        )


HEARING = """
import signal
from kg.cli import main
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)
main()
"""
"""`kg`, which hears the signals that whoever began the tests (`nohup`, a shell's `&`) may have had ignored."""


class TestProcesses:
    @LINUX
    @pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL, signal.SIGINT])
    def test_a_worker_never_outlives_its_owner(self, end: signal.Signals, store: EmbeddedStore) -> None:
        kg = subprocess.Popen([sys.executable, "-c", HEARING, "query", RUNAWAY], stderr=subprocess.DEVNULL)
        worker = await_workers(kg.pid)
        time.sleep(0.3)
        kg.send_signal(end)
        kg.wait(20)
        for _ in range(100):
            if not (Path("/proc") / worker[0]).exists():
                return
            time.sleep(0.1)
        pytest.fail("the worker goes on")

    @LINUX
    def test_one_that_is_done_is_used_again(self, store: EmbeddedStore) -> None:
        workers = Workers(store.generation / GRAPH)
        for _ in range(3):
            b"".join(workers.ask("ASK {}", Limits()).chunks(JSON))
            with pytest.raises(QuerySyntaxError):
                workers.ask("ASK", Limits())
            assert workers.explain("ASK { ?s kg:award ?o }") != ()
            assert workers._idle.qsize() == 1

    @LINUX
    def test_one_that_nobody_reads_from_is_ended(self, store: EmbeddedStore) -> None:
        workers = Workers(store.generation / GRAPH)
        before = set(workers_of(os.getpid()))
        chunks = workers.ask(THOUSANDS, Limits()).chunks(JSON)
        next(chunks)
        (begun,) = set(workers_of(os.getpid())) - before
        del chunks
        assert begun not in workers_of(os.getpid())
        assert workers._idle.empty()

    @LINUX
    def test_of_so_many_one_that_ended_is_replaced_before_anybody_asks(self, store: EmbeddedStore) -> None:
        workers = Workers(store.generation / GRAPH, most=2)
        before = set(workers_of(os.getpid()))
        workers.begin(2)
        begun = set(workers_of(os.getpid())) - before
        chunks = workers.ask(THOUSANDS, Limits()).chunks(JSON)
        next(chunks)
        del chunks  # which ends whoever answers
        ends = time.monotonic() + 30
        while workers._idle.qsize() < 2 and time.monotonic() < ends:
            time.sleep(0.05)
        now = set(workers_of(os.getpid())) - before
        assert (len(now), len(now & begun)) == (2, 1)

    def test_several_answer_at_once(self, store: EmbeddedStore) -> None:
        workers = Workers(store.generation / GRAPH)
        replies = [workers.ask(ALL, Limits()).chunks(JSON) for _ in range(3)]
        parts: list[list[bytes]] = [[], [], []]
        for chunks in zip(*replies, strict=True):
            for part, chunk in zip(parts, chunks, strict=True):
                part.append(chunk)
        assert len({b"".join(part) for part in parts}) == 1

    def test_after_a_fork_each_has_its_own(self, store: EmbeddedStore) -> None:
        workers = Workers(store.generation / GRAPH)
        b"".join(workers.ask("ASK {}", Limits()).chunks(JSON))
        workers._owner = -1  # as in a process that was forked from the one that began them
        assert b"true" in b"".join(workers.ask("ASK {}", Limits()).chunks(JSON))
        assert workers._idle.qsize() == 1

    def test_a_graph_that_cannot_be_opened_is_a_store_error(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="kg build --force"):
            Workers(tmp_path).ask("ASK {}", Limits())

    def test_an_answer_that_nobody_reads_to_its_end_is_no_error(self, store: EmbeddedStore) -> None:
        command = f"{sys.executable} -m kg query '{THOUSANDS}' | head -n 3"
        done = subprocess.run(command, shell=True, capture_output=True, text=True)
        assert len(done.stdout.splitlines()) == 3
        assert done.stderr == ""


class TestFrames:
    def test_they_come_as_they_were_sent(self) -> None:
        stream = io.BytesIO()
        sent = [(DATA, b""), (DATA, b"\0" * 70_000), (b"x", "茂盛".encode())]
        for kind, data in sent:
            write_frame(stream, kind, data)
        stream.seek(0)
        assert [read_frame(stream) for _ in sent] == sent
        assert read_frame(stream) is None

    def test_one_that_is_cut_short_is_none(self) -> None:
        stream = io.BytesIO()
        write_frame(stream, DATA, b"12345")
        for size in range(10):
            assert read_frame(io.BytesIO(stream.getvalue()[:size])) is None
            assert take_frame(bytearray(stream.getvalue()[:size])) is None

    def test_those_that_arrived_are_taken_one_after_the_other(self) -> None:
        stream = io.BytesIO()
        sent = [(DATA, b""), (DATA, b"12345"), (b"x", "茂盛".encode())]
        for kind, data in sent:
            write_frame(stream, kind, data)
        arrived = bytearray(stream.getvalue())
        assert [take_frame(arrived) for _ in sent] == sent
        assert take_frame(arrived) is None
        assert not arrived

    def test_one_that_others_follow_at_once_is_sent_with_them(self) -> None:
        stream = io.BufferedWriter(raw := io.BytesIO())  # type: ignore[arg-type, type-var]
        write_frame(stream, DATA, b"1", more=True)
        assert raw.getvalue() == b""
        write_frame(stream, DATA, b"2")
        arrived = bytearray(raw.getvalue())
        assert [take_frame(arrived), take_frame(arrived)] == [(DATA, b"1"), (DATA, b"2")]


def workers_of(parent: int) -> list[str]:
    """The ids of the workers that a process began."""
    return list(_children(parent))


def _children(parent: int) -> Iterator[str]:
    for path in Path("/proc").glob("[0-9]*"):
        try:
            begun_by = path.joinpath("stat").read_text("utf-8").rpartition(")")[2].split()[1]
            command = path.joinpath("cmdline").read_bytes()
        except OSError:  # it ended meanwhile
            continue
        if int(begun_by) == parent and b"kg.sparql.worker" in command:
            yield path.name


def await_workers(parent: int) -> list[str]:
    for _ in range(300):
        if found := workers_of(parent):
            return found
        time.sleep(0.1)
    pytest.fail("no worker began")


def seconds_of(processes: list[str]) -> list[tuple[str, str]]:
    """The time that processes have used, by the system and for themselves."""
    stats = (Path("/proc", process, "stat").read_text("utf-8").rpartition(")")[2].split() for process in processes)
    return [(stat[11], stat[12]) for stat in stats]
