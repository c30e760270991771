"""`kg serve` as it runs: real clients, builds meanwhile, clients that mean ill, and its end."""

import gzip
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Final
from urllib.parse import urlencode

import httpx
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, TURTLE, SPARQLWrapper

from kg.pipeline.generation import build
from kg.store.embedded import EmbeddedStore
from kg.store.record import GRAPH
from tests.conftest import Kg
from tests.web import Served, serving

SELECT: Final = "SELECT ?who WHERE { ?who kg:awarded ?honour } ORDER BY ?who LIMIT 3"
ALL: Final = "SELECT * { ?s ?p ?o }"
MANY: Final = "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } LIMIT 1000000"
ENDLESS: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def served(store: EmbeddedStore, data: Path) -> Iterator[Served]:
    with serving(data, "--workers", "3", "--timeout", "20") as found:
        yield found


def asked(query: str, **more: str) -> str:
    return "/sparql?" + urlencode({"query": query, **more})


class TestClients:
    def test_curl(self, served: Served, store: EmbeddedStore) -> None:
        command = ["curl", "--silent", "--fail", "--compressed", "-H", "Accept: text/csv"]
        by_form = [*command, "--data-urlencode", f"query={SELECT}", served.address + "/sparql"]
        by_get = [*command, "--get", *by_form[len(command) :]]
        expected = store.query(SELECT).serialise("csv")
        assert expected.count(b"\r\n") == 4
        for one in (by_form, by_get):
            assert subprocess.run(one, capture_output=True, check=True).stdout == expected

    def test_rdflib(self, served: Served, store: EmbeddedStore) -> None:
        graph = rdflib.Graph(SPARQLStore(served.address + "/sparql", returnFormat="json"))
        found = [str(row[0]) for row in graph.query(SELECT)]
        assert found == [solution["who"].value for solution in store.query(SELECT)]  # type: ignore[union-attr]
        assert len(graph) == len(store)

    def test_sparqlwrapper(self, served: Served) -> None:
        client = SPARQLWrapper(served.address + "/sparql")
        client.setQuery(SELECT)
        client.setReturnFormat(JSON)
        assert len(client.queryAndConvert()["results"]["bindings"]) == 3
        client.setMethod("POST")
        client.setReturnFormat(CSV)
        assert client.queryAndConvert().startswith(b"who\r\n")
        client.setQuery("CONSTRUCT { ?s a kg:HonoraryTitle } WHERE { ?s a kg:HonoraryTitle }")
        client.setReturnFormat(TURTLE)
        assert b"HonoraryTitle" in client.queryAndConvert()

    def test_what_is_exported_is_read_by_oxigraphs_own_program(self, served: Served, tmp_path: Path) -> None:
        program = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
        if program is None:
            pytest.skip("oxigraph's command line is not installed (PyPI: oxigraph)")
        dump = tmp_path / "all.nt"
        dump.write_bytes(served.get(asked("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", format="ntriples")).content)
        subprocess.run([program, "load", "--location", tmp_path / "store", "--file", dump], check=True)
        query = [program, "query", "--location", tmp_path / "store", "--results-format", "csv"]
        counted = subprocess.run(
            [*query, "--query", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"], check=True, capture_output=True
        )
        assert counted.stdout.split() == [b"n", str(dump.read_bytes().count(b"\n")).encode()]


class TestTransport:
    def test_head_has_the_headers_alone(self, served: Served) -> None:
        for query in (SELECT, MANY):
            head = httpx.head(served.address + asked(query, format="csv"), timeout=30)
            assert (head.status_code, head.content) == (200, b"")
            assert head.headers["content-type"] == "text/csv; charset=utf-8"

    def test_what_is_long_is_packed(self, served: Served) -> None:
        packed = served.get(asked(ALL, format="tsv"))
        assert packed.headers["content-encoding"] == "gzip"
        plain = served.get(asked(ALL, format="tsv"), headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert packed.content == plain.content

    def test_a_million_rows_leave_without_being_held(self, served: Served) -> None:
        before = memory(served.process.pid)
        rows, most = 0, 0
        with httpx.stream("GET", served.address + asked(MANY, format="tsv"), timeout=60) as answer:
            for number, chunk in enumerate(answer.iter_bytes()):
                rows += chunk.count(b"\n")
                if number % 50 == 0:
                    most = max(most, memory(served.process.pid))
        assert rows == 1_000_001
        assert most - before < 60_000_000, f"{before} bytes before, {most} meanwhile"


def memory(pid: int) -> int:
    """The resident bytes of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def workers(served: Served) -> list[int]:
    """The processes that answer queries; one that was killed has no command line any more."""
    found = subprocess.run(["pgrep", "-P", str(served.process.pid)], capture_output=True, encoding="ascii", check=False)
    alive = []
    for pid in found.stdout.split():
        with suppress(FileNotFoundError, ProcessLookupError):  # it ended just now
            if Path(f"/proc/{pid}/cmdline").read_bytes():
                alive.append(int(pid))
    return alive


def network(pid: int | str) -> str:
    """The namespace of networks in which a process is."""
    return str(Path(f"/proc/{pid}/ns/net").readlink())


class TestStaysUp:
    def test_queries_that_never_end_leave_room_for_others(self, store: EmbeddedStore, data: Path) -> None:
        with serving(data, "--workers", "6", "--timeout", "6") as served:
            statuses: list[int] = []
            endless = [
                threading.Thread(target=lambda: statuses.append(served.get(asked(ENDLESS)).status_code))
                for _ in range(4)
            ]
            for one in endless:
                one.start()
            time.sleep(0.5)
            cheap = [served.get(asked(f"ASK {{ FILTER({number} > 0) }}")).status_code for number in range(50)]
            for one in endless:
                one.join()
            assert (statuses, set(cheap)) == ([504] * 4, {200})

    def test_too_many_are_told_to_come_again(self, store: EmbeddedStore, data: Path) -> None:
        with serving(data, "--workers", "1", "--timeout", "15") as served:
            found: list[httpx.Response] = []
            threads = [threading.Thread(target=lambda: found.append(served.get(asked(ENDLESS)))) for _ in range(20)]
            for one in threads:
                one.start()
            for one in threads:
                one.join()
            busy = [answer for answer in found if answer.status_code == 503]
            assert {answer.status_code for answer in found} == {503, 504}
            assert len(busy) >= 18
            assert all(int(answer.headers["retry-after"]) > 0 and answer.json()["error"] for answer in busy)

    def test_who_goes_away_frees_who_answered(self, store: EmbeddedStore, data: Path) -> None:
        with serving(data, "--workers", "1", "--timeout", "60") as served:
            with pytest.raises(httpx.ReadTimeout):
                httpx.get(served.address + asked(ENDLESS), timeout=1)
            assert httpx.get(served.address + asked("ASK {}"), timeout=30).status_code == 200
            with httpx.stream("GET", served.address + asked(MANY, format="tsv"), timeout=30) as answer:
                next(answer.iter_bytes())
            assert httpx.get(served.address + asked("ASK {}", lang="zh"), timeout=30).status_code == 200

    def test_workers_that_are_killed_are_replaced(self, served: Served) -> None:
        ends = threading.Event()
        killed: list[int] = []
        random = Random(1)

        def kill() -> None:
            while not ends.wait(1):
                with suppress(ProcessLookupError, IndexError):  # it was replaced just now
                    pid = random.choice(workers(served))
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)

        killer = threading.Thread(target=kill)
        killer.start()
        statuses: list[int] = []
        while (killer.is_alive() and len(killed) < 4) or len(statuses) < 150:
            statuses.append(served.get(asked(f"SELECT * {{ ?s ?p ?o }} LIMIT {100 + len(statuses)}")).status_code)
        ends.set()
        killer.join()
        assert set(statuses) <= {200, 503}
        assert 4 <= len(killed) >= statuses.count(503)  # none was told so of whom another worker could be asked

    def test_workers_have_no_network(self, served: Served) -> None:
        if subprocess.run(["unshare", "--user", "--net", "true"], check=False, capture_output=True).returncode:
            pytest.skip("this system lets no process leave the network")
        assert served.get(asked("ASK {}")).status_code == 200
        own = network("self")
        assert network(served.process.pid) == own
        assert [network(pid) == own for pid in workers(served)] == [False] * len(workers(served))

    def test_a_new_build_is_taken_up_and_no_request_fails(self, data: Path, tmp_path: Path) -> None:
        tables = tmp_path / "data"
        shutil.copytree(data, tables)
        build(tables)
        with serving(tables, "--workers", "2") as served:
            statuses: list[int] = []
            ends = threading.Event()

            def go_on() -> None:
                number = 0
                while not ends.is_set():
                    number += 1
                    statuses.append(served.get(asked(f"SELECT * {{ ?s ?p ?o }} LIMIT {number % 400 + 1}")).status_code)

            asking = threading.Thread(target=go_on)
            asking.start()
            first = served.get(asked("ASK {}")).headers["etag"]
            generations = {first}
            for _ in range(2):
                build(tables, force=True)
                limit = time.monotonic() + 20
                while (etag := served.get(asked("ASK {}")).headers["etag"]) in generations and time.monotonic() < limit:
                    time.sleep(0.1)
                generations.add(etag)
            ends.set()
            asking.join()
            assert len(generations) == 3
            assert set(statuses) == {200}
            time.sleep(1)
            graphs = [Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[4].decode() for pid in workers(served)]
            assert len(set(graphs)) == 1, "who answered from the generations of before is gone"
            assert Path(graphs[0]).name == GRAPH

    def test_a_worker_is_no_older_than_a_broken_build(self, data: Path, tmp_path: Path, kg: Kg) -> None:
        tables = tmp_path / "data"
        shutil.copytree(data, tables)
        build(tables)
        with serving(tables, "--workers", "1") as served:
            (tables / "relations.csv").write_text("nonsense", "utf-8")
            assert kg("build", "--data", tables).returncode != 0
            time.sleep(1)
            assert served.get(asked("ASK {}")).status_code == 200


class TestConnections:
    @pytest.mark.parametrize("sent", [b"", b"GET /sparql?query=ASK", b"GET / HTTP/1.1\r\nHost: x\r\nX-A: "])
    def test_who_sends_half_a_request_is_left(self, served: Served, sent: bytes) -> None:
        with socket.create_connection(("127.0.0.1", served.port), timeout=20) as slow:
            slow.sendall(sent)
            begun = time.monotonic()
            assert slow.recv(1000) == b""
            assert 5 < time.monotonic() - begun < 15

    def test_a_body_that_never_comes(self, served: Served) -> None:
        head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 100"
        with socket.create_connection(("127.0.0.1", served.port), timeout=40) as slow:
            slow.sendall(head + b"\r\n\r\nASK")
            assert b" 408 " in slow.recv(1000)

    def test_many_who_are_silent_keep_nobody_waiting(self, served: Served) -> None:
        silent = [socket.create_connection(("127.0.0.1", served.port), timeout=20) for _ in range(200)]
        for one in silent:
            one.sendall(b"GET /sparql HTTP/1.1\r\nHost: x\r\n")
        assert served.get(asked("ASK {}")).status_code == 200
        for one in silent:
            one.close()

    @pytest.mark.parametrize(
        "sent",
        [
            b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 100_000 + b"\r\n\r\n",
            b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
            b"\0\1\2\r\n\r\n",
            b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
            b"GET /sparql?query=\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        ],
        ids=["header", "path", "nonsense", "path no text", "query no text"],
    )
    def test_what_is_no_request_is_a_400_in_one_line(self, served: Served, sent: bytes) -> None:
        with socket.create_connection(("127.0.0.1", served.port), timeout=20) as client:
            client.sendall(sent)
            answer = client.recv(10_000)
            assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 404 ")), answer[:100]
            assert b"Traceback" not in answer

    @pytest.mark.parametrize(
        "path", ["/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd", "/%00"]
    )
    def test_no_path_leads_out(self, served: Served, path: str) -> None:
        request = f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
        with socket.create_connection(("127.0.0.1", served.port), timeout=20) as client:
            client.sendall(request)
            answer = b"".join(iter(lambda: client.recv(65_536), b""))
        assert answer.startswith(b"HTTP/1.1 4")
        assert b"root:" not in answer


class TestCommand:
    def test_what_runs_is_finished_before_the_end(self, store: EmbeddedStore, data: Path) -> None:
        with serving(data, "--workers", "1") as served:
            found: list[bytes] = []
            asking = threading.Thread(target=lambda: found.append(served.get(asked(MANY, format="csv")).content))
            asking.start()
            time.sleep(0.3)
            pids = workers(served)
            served.process.send_signal(signal.SIGTERM)
            asking.join()
            assert served.process.wait(timeout=30) == 0
            assert found[0].count(b"\r\n") == 1_000_001
            assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []

    def test_everywhere_is_warned_of_once(self, data: Path, store: EmbeddedStore, tmp_path: Path) -> None:
        command = ["--workers", "1", "--host", "0.0.0.0"]
        told = tmp_path / "told"
        with told.open("wb") as file, serving(data, *command, stderr=file) as served:
            assert httpx.get(f"http://127.0.0.1:{served.port}{asked('ASK {}')}").status_code == 200
        assert told.read_text("utf-8").count("warning: everybody who reaches this machine") == 1

    def test_a_port_that_is_taken(self, kg: Kg) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            done = kg("serve", "--port", str(taken.getsockname()[1]))
        assert (done.returncode, "leave out --port" in done.stderr) == (2, True)


def test_answers_are_gzip_that_others_unpack(served: Served) -> None:
    with httpx.stream("GET", served.address + asked(ALL, format="json"), timeout=30) as answer:
        raw = b"".join(answer.iter_raw())
    assert len(json.loads(gzip.decompress(raw))["results"]["bindings"]) > 30_000
