"""`kg load`: a server is filled as a whole or not at all, whatever happens on the way; and what `kg` asks of a server
that is slow, broken, or not the one that was meant.
"""

import json
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from typing import Any, Final

import httpx
import pyoxigraph
import pytest

from kg.errors import EndpointError, KgError, QueryError, QueryRefusedError, QuerySyntaxError
from kg.http import again, client
from kg.names.search import NameIndex
from kg.pipeline.generation import open_store
from kg.sparql.process import Limits
from kg.store.embedded import EmbeddedStore
from kg.store.endpoint import filling
from kg.store.endpoint.filling import digest_of, fill
from kg.store.endpoint.settings import Place, place_of
from kg.store.endpoint.store import EndpointStore
from kg.store.loaded import LoadedStore
from tests.conftest import CASES, Case, Cli
from tests.servers import Server, oxigraph

ALL: Final = "SELECT ?s ?p ?o { ?s ?p ?o }"
BATCH: Final = 100
JSON: Final = "application/sparql-results+json"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (client, filling):
        monkeypatch.setattr(module, "PAUSES", (0.01, 0.01, 0.01))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as found:
        yield found


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    """The graph of a case."""
    return open_store(Path(shutil.copytree(CASES / "meeting-reports", tmp_path_factory.mktemp("case") / "data")))


@pytest.fixture(scope="module")
def small(built: EmbeddedStore) -> "Some":
    """A part of it, of which a load has some tens of batches."""
    return Some(built, 2000)


class Some(LoadedStore):
    """The first triples of a graph, and all of its names."""

    def __init__(self, store: EmbeddedStore, count: int) -> None:
        self._graph = pyoxigraph.Store()
        self._graph.bulk_extend(pyoxigraph.Quad(*triple) for triple in islice(store.triples(), count))
        self._names = store.names

    @property
    def names(self) -> NameIndex:  # type: ignore[override]
        return self._names


# ---- A double between the program and a server

Answer = Callable[["Handler", bytes], bool]
"""What is done with a request instead of passing it on; returns whether it was answered."""


class Double(ThreadingHTTPServer):
    """Passes requests on to a server, but for those that `instead` answers; `asked` has their paths and headers."""

    daemon_threads = True

    def __init__(self, behind: str, instead: Answer) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behind, self.instead = behind, instead
        self.asked: list[tuple[str, dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who asked may be gone."""


class Handler(BaseHTTPRequestHandler):
    server: Double

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append((self.path, dict(self.headers), body))
        if not self.server.instead(self, body):
            self.pass_on(body)

    do_PUT = do_POST  # noqa: N815

    def pass_on(self, body: bytes) -> None:
        names = ("Content-Type", "Accept")
        headers = {name: self.headers[name] for name in names if name in self.headers}
        found = httpx.request(self.command, self.server.behind + self.path, headers=headers, content=body, timeout=60)
        self.answer(found.status_code, found.content, found.headers.get("content-type", "text/plain"))

    def answer(self, status: int, content: bytes = b"", media_type: str = JSON, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": media_type, "Content-Length": str(len(content)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def break_off(self) -> None:
        """End the connection without an answer."""
        self.connection.close()
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def double(instead: Answer, behind: str = "") -> Iterator[Double]:
    running = Double(behind, instead)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        running.shutdown()
        running.server_close()
        thread.join()


def at(url: str, name: str) -> Place:
    """A graph of its own for a test, on a server that others fill too."""
    return place_of(f"{url}/query?default-graph-uri=https://example.org/{name}", {})


def sorted_hash(lines: Iterator[str]) -> str:
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()


def contents(place: Place) -> tuple[int, str, int, str]:
    """How much a place holds, and a hash of its sorted triples; of the graph, and of its names."""
    found: list[Any] = []
    for graph in (place.graph, place.names):
        store = EndpointStore(Place(place.address, graph))
        # nodes of names have IRIs below their graph's
        found += [len(store), sorted_hash(str(triple).replace(place.names, "") for triple in store.triples())]
        store.close()
    return tuple(found)


@pytest.fixture(scope="module")
def whole(server: Server, small: Some) -> tuple[int, str, int, str]:
    """What a place holds after a load that nothing disturbed."""
    place = at(server.query.removesuffix("/query"), "whole")
    fill(small, place)
    found = contents(place)
    assert found[0] == len(small)
    assert found[1] == sorted_hash(str(triple) for triple in small.triples())
    return found


def leftovers(place: Place) -> int:
    """How many triples lie in the graphs of a load that is not done."""
    stores = [EndpointStore(Place(place.address, graph)) for graph in (place.loading, place.loading_names)]
    counts = [len(store) for store in stores]
    for store in stores:
        store.close()
    return sum(counts)


# ---- Loads that are disturbed


@pytest.mark.parametrize("fault", ["503", "429", "break", "break after", "500 in html"])
def test_a_server_that_fails_now_and_then_is_filled_all_the_same(
    server: Server, small: Some, whole: object, fault: str
) -> None:
    behind = server.query.removesuffix("/query")
    count = 0

    def instead(handler: Handler, body: bytes) -> bool:
        nonlocal count
        count += 1
        if count % 3:
            return False
        if fault == "break after":  # it was done, and nobody is told
            httpx.post(behind + handler.path, headers={"Content-Type": handler.headers["Content-Type"]}, content=body)
        if fault.startswith("break"):
            handler.break_off()
        else:
            handler.answer(int(fault[:3]), b"<h1>busy</h1>", "text/html", Retry_After="0")
        return True

    with double(instead, behind) as broken:
        place = at(broken.url, fault.replace(" ", "-"))
        filled = fill(small, place, batch=BATCH)
        assert (filled.triples, filled.is_old) == (len(small), False)
    at_server = at(behind, fault.replace(" ", "-"))
    assert contents(at_server) == whole
    assert leftovers(at_server) == 0
    assert count > 20


@pytest.mark.parametrize("after", [0, 3, 9])
def test_a_load_that_was_cut_short_goes_on_where_it_was(server: Server, small: Some, whole: object, after: int) -> None:
    behind = server.query.removesuffix("/query")
    sent = 0

    def instead(handler: Handler, body: bytes) -> bool:
        nonlocal sent
        if not handler.path.startswith("/update"):
            return False
        sent += 1
        if sent <= after + 1:  # the first clears what was there
            return False
        handler.break_off()
        return True

    at_server = at(behind, f"cut-{after}")
    with double(instead, behind) as broken, pytest.raises(EndpointError, match="cannot be reached"):
        fill(small, at(broken.url, f"cut-{after}"), batch=BATCH)
    assert contents(at_server)[0] == contents(at_server)[2] == 0  # nothing half-done is asked
    assert leftovers(at_server) == BATCH * after

    with double(lambda *_: False, behind) as passing:
        fill(small, at(passing.url, f"cut-{after}"), batch=BATCH)
        batches = [body for path, _, body in passing.asked if path == "/update"]
    assert contents(at_server) == whole
    expected = -(-len(small) // BATCH) + -(-filled_names(small, at_server) // BATCH) - after + 1
    assert len(batches) == expected


def filled_names(store: Some, place: Place) -> int:
    return fill(store, place).names


def test_what_was_there_answers_until_all_of_the_new_is_there(
    server: Server, small: Some, built: EmbeddedStore
) -> None:
    behind = server.query.removesuffix("/query")
    place, other = at(behind, "replaced"), Some(built, 1500)
    fill(small, place)
    before = contents(place)
    sent = 0

    def instead(handler: Handler, body: bytes) -> bool:
        nonlocal sent
        sent += handler.path.startswith("/update")
        if sent < 5:
            return False
        handler.answer(503, b"", "text/plain", Retry_After="0")
        return True

    with double(instead, behind) as broken, pytest.raises(EndpointError, match=r"503.*; try again later"):
        fill(other, at(broken.url, "replaced"), batch=BATCH)
    assert contents(place) == before
    fill(other, place)
    assert contents(place)[0] == len(other) == 1500
    assert leftovers(place) == 0
    fill(small, place)  # and back, with nothing of the other left
    assert contents(place) == before


def test_a_batch_that_a_server_lost_is_noticed_and_the_next_load_begins_anew(
    server: Server, small: Some, whole: object
) -> None:
    behind = server.query.removesuffix("/query")
    sent = 0

    def instead(handler: Handler, body: bytes) -> bool:
        nonlocal sent
        sent += handler.path.startswith("/update")
        if sent != 4 or not handler.path.startswith("/update"):
            return False
        mark = body.split(b" ;\n")[1]  # it keeps that the batch is there, and not the batch
        httpx.post(behind + "/update", headers={"Content-Type": "application/sparql-update"}, content=mark)
        handler.answer(204)
        return True

    with double(instead, behind) as broken, pytest.raises(EndpointError, match=r"has \d+ triples of \d+; run it again"):
        fill(small, at(broken.url, "lost"), batch=BATCH)
    place = at(behind, "lost")
    assert contents(place)[0] == 0
    fill(small, place)
    assert contents(place) == whole


def test_a_digest_is_of_the_triples_in_any_order(small: Some) -> None:
    triples = list(small.triples())
    assert digest_of(triples) == digest_of(reversed(triples))
    assert digest_of(triples)[0] != digest_of(triples[1:])[0]


# ---- Questions to a server that is not as it should be


def asking(url: str) -> EndpointStore:
    return EndpointStore(place_of(f"{url}/query", {}))


def answer(store: EndpointStore, text: str = ALL, limits: Limits | None = None) -> bytes:
    try:
        return b"".join(store.solve(text, limits).chunks())
    finally:
        store.close()


RESULT: Final = json.dumps(
    {"head": {"vars": ["s", "p", "o"]}, "results": {"bindings": [{"s": {"type": "uri", "value": "urn:a"}}]}}
).encode()


def test_a_query_is_asked_again_of_a_server_that_is_busy() -> None:
    statuses = iter([503, 429, 200])

    def instead(handler: Handler, _: bytes) -> bool:
        handler.answer(next(statuses), RESULT)
        return True

    with double(instead) as busy:
        assert b"urn:a" in answer(asking(busy.url))
        assert len(busy.asked) == 3


def test_who_wants_to_be_left_alone_for_long_is_not_waited_for() -> None:
    def instead(handler: Handler, _: bytes) -> bool:
        handler.answer(503, b"maintenance", "text/plain", Retry_After="3600")
        return True

    with double(instead) as busy:
        with pytest.raises(EndpointError, match=r"answers with 503: .maintenance.; try again later"):
            answer(asking(busy.url))
        assert len(busy.asked) == 1


def test_a_redirect_to_another_host_is_refused_and_one_on_the_same_is_followed() -> None:
    with double(lambda handler, _: handler.answer(200, RESULT) or True) as other:

        def away(handler: Handler, _: bytes) -> bool:
            handler.answer(307, b"", Location=f"{other.url}/query")
            return True

        def beside(handler: Handler, _: bytes) -> bool:
            if handler.path == "/query":
                handler.answer(308, b"", Location="/sparql")
            else:
                handler.answer(200, RESULT)
            return True

        with double(away) as leading, pytest.raises(EndpointError, match=r"leads on to .*, which is not asked"):
            answer(asking(leading.url))
        assert other.asked == []
        with double(beside) as leading:
            assert b"urn:a" in answer(asking(leading.url))
            first, second = (body for _, _, body in leading.asked)
            assert first == second
    with (
        double(lambda handler, _: handler.answer(307, b"", Location="/query") or True) as circle,
        pytest.raises(EndpointError, match="leads on and on"),
    ):
        answer(asking(circle.url))


def test_an_answer_above_the_limit_ends_with_an_error() -> None:
    def instead(handler: Handler, _: bytes) -> bool:
        handler.answer(200, RESULT + b" " * 2_000_000)
        return True

    with double(instead) as large:
        with pytest.raises(EndpointError, match="answers with more than 1 megabytes"):
            answer(asking(large.url), limits=Limits(30, 1))
        assert b"urn:a" in answer(asking(large.url), limits=Limits(30, 3))


def test_an_answer_that_breaks_off_is_never_used() -> None:
    def instead(handler: Handler, _: bytes) -> bool:
        handler.send_response(200)
        handler.send_header("Content-Type", JSON)
        handler.send_header("Content-Length", str(len(RESULT)))
        handler.end_headers()
        handler.wfile.write(RESULT[:-20])
        handler.break_off()
        return True

    with double(instead) as breaking:
        with pytest.raises(EndpointError, match="cannot be reached"):
            answer(asking(breaking.url))
        assert len(breaking.asked) == 4


@pytest.mark.parametrize(
    ("headers", "told"),
    [({"X_SPARQL_MaxRows": "1"}, "only a part"), ({"X_SQL_State": "S1TAT"}, "only a part")],
    ids=["rows", "time"],
)
def test_an_answer_that_a_server_cut_in_silence_is_told_of(headers: dict[str, str], told: str) -> None:
    with (
        double(lambda handler, _: handler.answer(200, RESULT, **headers) or True) as cutting,
        pytest.raises(EndpointError, match=told),
    ):
        answer(asking(cutting.url))


def test_an_export_that_a_server_cut_in_silence_is_told_of(server: Server, small: Some) -> None:
    behind = server.query.removesuffix("/query")
    fill(small, at(behind, "cut"))

    def instead(handler: Handler, body: bytes) -> bool:
        if b"CONSTRUCT" not in body:
            return False
        handler.answer(200, b"<urn:a> <urn:b> <urn:c> .\n", "application/n-triples")
        return True

    with double(instead, behind) as cutting:
        store = EndpointStore(at(cutting.url, "cut"))
        with pytest.raises(EndpointError, match=r"gives 1 triples of \d+ with http"):
            list(store.triples())
        store.close()


def test_a_server_that_is_slow_is_not_waited_for() -> None:
    free = threading.Event()

    def instead(handler: Handler, _: bytes) -> bool:
        free.wait(5)
        handler.break_off()
        return True

    with double(instead) as slow:
        with pytest.raises(EndpointError, match=r"has not answered within 0.2 s"):
            answer(asking(slow.url), limits=Limits(0.2, 1))
        free.set()


@pytest.mark.parametrize(
    ("status", "media_type", "content", "kind", "told"),
    [
        (200, "text/html", b"<h1>Welcome</h1>", EndpointError, "what cannot be read: .text/html."),
        (200, JSON, b"{}", EndpointError, "what cannot be read"),
        (200, JSON, RESULT[:-4], EndpointError, "what cannot be read"),
        (400, "text/plain", b"no such function", QueryError, "refuses the query: .no such function."),
        (401, "text/plain", b"who are you", EndpointError, "401.*look at the variables"),
        (404, "text/plain", b"nothing here", EndpointError, "404: .nothing here.; look at its address"),
    ],
)
def test_what_is_no_answer_is_told_of(
    status: int, media_type: str, content: bytes, kind: type[KgError], told: str
) -> None:
    with (
        double(lambda handler, _: handler.answer(status, content, media_type) or True) as strange,
        pytest.raises(kind, match=told),
    ):
        answer(asking(strange.url))


def test_what_is_refused_everywhere_is_not_sent() -> None:
    with double(lambda handler, _: handler.answer(200, RESULT) or True) as idle:
        for text, kind in (
            ("DROP ALL", QueryRefusedError),
            ("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", QueryRefusedError),
            ("SELECT * { ?s ?p }", QuerySyntaxError),
            ("{" * 300, QueryRefusedError),
        ):
            with pytest.raises(kind):
                answer(asking(idle.url), text)
        assert idle.asked == []


# ---- Credentials, certificates, addresses


@pytest.mark.parametrize(
    ("variables", "asks", "shown"),
    [
        ({"KG_ENDPOINT_TOKEN": "token-1"}, "", "Bearer token-1"),
        ({"KG_ENDPOINT_USER": "me", "KG_ENDPOINT_PASSWORD": "secret-1"}, "Basic realm=x", "Basic bWU6c2VjcmV0LTE="),
        (
            {"KG_ENDPOINT_USER": "me", "KG_ENDPOINT_PASSWORD": "secret-1"},
            'Digest realm="x", nonce="n", qop="auth", algorithm=MD5',
            'Digest username="me"',
        ),
    ],
    ids=["token", "basic", "digest"],
)
def test_credentials_are_shown_as_the_server_asks(variables: dict[str, str], asks: str, shown: str) -> None:
    def instead(handler: Handler, _: bytes) -> bool:
        if not handler.headers.get("Authorization", "").startswith(shown):
            handler.answer(401, b"secret-1 is what you said", "text/plain", WWW_Authenticate=asks)
        else:
            handler.answer(200, RESULT)
        return True

    with double(instead) as closed:
        store = EndpointStore(place_of(f"{closed.url}/query", variables))
        assert b"urn:a" in b"".join(store.solve(ALL).chunks())
        first = closed.asked[0][1].get("Authorization", "")
        assert first == (shown if not asks else "")
        before = len(closed.asked)
        assert b"urn:a" in answer(store)
        assert len(closed.asked) <= before + 2
        wrong = {"KG_ENDPOINT_TOKEN": "secret-1"} if not asks else variables | {"KG_ENDPOINT_USER": "you"}
        with pytest.raises(EndpointError) as caught:
            answer(EndpointStore(place_of(f"{closed.url}/query", wrong)))
        assert "secret-1" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "variables", "told"),
    [
        ("ftp://example.org/", {}, "is no address that can be asked"),
        ("http://me:secret@example.org/sparql", {}, "is no address that can be asked"),
        ("https://example.org/sparql?query=x", {}, "only default-graph-uri may stand behind"),
        ("https://example.org/sparql?default-graph-uri=no iri", {}, "only default-graph-uri may stand behind"),
        ("https://example.org/sparql?default-graph-uri=urn:a&default-graph-uri=urn:b", {}, "only default-graph-uri"),
        ("http://example.org/sparql", {"KG_ENDPOINT_TOKEN": "x"}, "would travel in the clear"),
        ("https://example.org/", {"KG_ENDPOINT_TOKEN": "x", "KG_ENDPOINT_USER": "y"}, "are both set"),
        ("https://example.org/", {"KG_ENDPOINT_PASSWORD": "x y"}, "KG_ENDPOINT_PASSWORD holds what no key does"),
    ],
)
def test_what_is_no_address_or_no_secret_is_told_of(url: str, variables: dict[str, str], told: str) -> None:
    with pytest.raises(KgError, match=told):
        place_of(url, variables)


def test_an_untrusted_certificate_is_refused(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate),
            *("-days", "1", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
        ],
        check=True,
        capture_output=True,
    )
    with double(lambda handler, _: handler.answer(200, RESULT) or True) as closed:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        closed.socket = context.wrap_socket(closed.socket, server_side=True)
        with pytest.raises(EndpointError, match=r"cannot be reached: .*CERTIFICATE_VERIFY_FAILED"):
            answer(asking(f"https://localhost:{closed.server_port}"))
        assert closed.asked == []


# ---- The command line


def test_kg_load_fills_a_server_and_says_so(server: Server, case: Case, cli: Cli) -> None:
    data = case("meeting-reports")
    endpoint = f"{server.query}?default-graph-uri=https://example.org/cli"
    done = cli("load", "--endpoint", endpoint, "--data", data)
    count = len(open_store(data))
    assert done.code == 0
    assert done.out.startswith(f"loaded: {count} triples and ")
    again_ = cli("load", "--endpoint", endpoint, "--data", data)
    assert again_.out.startswith(f"up to date: {count} triples and ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "no server is named: give --endpoint, or set KG_ENDPOINT"),
        (
            ("--endpoint", "http://127.0.0.1:1/query", "--update", "http://a/", "--store", "http://a/"),
            "two ways to fill",
        ),
        (("--endpoint", "nonsense"), "'nonsense' is no address that can be asked"),
    ],
)
def test_kg_load_says_what_is_wrong(cli: Cli, arguments: tuple[str, ...], told: str) -> None:
    done = cli("load", *arguments)
    assert (done.code, done.out) == (2, "")
    assert told in done.err


def test_a_server_and_tables_are_not_asked_at_once(cli: Cli, data: Path) -> None:
    done = cli("find", "枫桥", "--endpoint", "http://127.0.0.1:1/query", "--data", data)
    assert done.code == 2
    assert "give one of them" in done.err


def test_a_server_without_names_says_how_they_come_there(server: Server, cli: Cli) -> None:
    done = cli("find", "枫桥", "--endpoint", f"{server.query}?default-graph-uri=https://example.org/empty")
    assert done.code == 2
    assert "has no names beside the graph, by which things are found; put them there: kg load" in done.err


def test_pauses_grow() -> None:
    assert list(again.PAUSES) == sorted(again.PAUSES)
    assert again.pause({"retry-after": "7"}, 1) == 7
    assert again.pause({}, 1) == 1
    assert again.pause({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 1) == 0
