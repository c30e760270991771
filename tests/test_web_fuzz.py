"""Whatever is sent, the server answers: what its description allows and what it does not, paths and headers of chance.

Nothing is a failure of the server's own but what limits bring (503, 504, 507), no answer holds a trace, and each error
is one sentence.
"""

import asyncio
import json
import re
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.transport import Response as Seen
from starlette.types import ASGIApp, Message

from kg.sparql.process import Limits
from kg.store.embedded import EmbeddedStore
from kg.web.app import create_app
from kg.web.http.current import Current
from tests.payloads import PAYLOADS
from tests.soak import soak_seconds

FORESEEN: Final = {503, 504, 507}
"""Failures that are told by design."""
QUICK: Final = 400
"""Requests of a run of all tests; a soak sends 10,000."""
MANY: Final = 10_000


class Raw:
    """An application asked in a loop of its own, in a thread of its own, by requests that no client would send."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def send(
        self,
        method: str,
        path: str,
        query: bytes = b"",
        headers: list[tuple[bytes, bytes]] | None = None,
        body: bytes = b"",
    ) -> tuple[int, dict[str, str], bytes]:
        """The status, headers and body of the answer."""
        return asyncio.run_coroutine_threadsafe(self._send(method, path, query, headers or [], body), self.loop).result(
            60
        )

    async def _send(
        self, method: str, path: str, query: bytes, headers: list[tuple[bytes, bytes]], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "root_path": "",
            "method": method, "path": path, "raw_path": path.encode("utf-8", "surrogatepass"), "query_string": query,
            "headers": [(b"host", b"127.0.0.1:4711"), *headers], "server": ("127.0.0.1", 4711),
            "client": ("127.0.0.1", 1),
        }  # fmt: skip
        sent: list[Message] = []
        given = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive() -> Any:
            message = next(given, None)
            if message is None:
                await asyncio.sleep(3600)
            return message

        async def send(message: Message) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        start = sent[0]
        told = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
        return start["status"], told, b"".join(message.get("body", b"") for message in sent)

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()


@pytest.fixture(scope="module")
def raw(store: EmbeddedStore, data: Path) -> Iterator[Raw]:
    asked = Raw(create_app(Current(data, workers=2, limits=Limits(3, 1000))))
    yield asked
    asked.close()


def check(status: int, headers: dict[str, str], body: bytes) -> None:
    """An answer as it should be: by design, without a trace, an error in one sentence."""
    text = body.decode("utf-8", "replace")
    assert status < 500 or status in FORESEEN, text
    assert "Traceback" not in text
    assert not re.search(r'File "[^"]+\.py"|/site-packages/|kg/web/', text)
    assert headers["x-content-type-options"] == "nosniff"
    if status >= 400:
        kind = headers["content-type"]
        assert kind == "application/json" or kind.startswith("text/html"), (kind, text)
        if kind == "application/json":
            said = json.loads(body)["error"]
            assert said
            assert "\n" not in said


def examples(count: int) -> int:
    """Of each of so many kinds, the share of the requests of a run, or of a soak."""
    return max(2, (MANY if soak_seconds() else QUICK) // count)


@pytest.mark.soak
def test_what_the_description_allows_is_answered_as_it_says(raw: Raw) -> None:
    """And what it does not: values of the wrong kind, too, are what schemathesis makes."""
    status, _, body = raw.send("GET", "/openapi.json")
    assert status == 200
    schema = schemathesis.openapi.from_dict(json.loads(body))
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) > 60
    statuses: Counter[int] = Counter()
    for operation in operations:
        for mode in schemathesis.GenerationMode:
            cases = operation.as_strategy(generation_mode=mode)
            statuses += _try(raw, operation, cases, examples(2 * len(operations)), mode)
    print(dict(statuses))
    assert statuses.total() >= (MANY if soak_seconds() else QUICK) * 0.6
    assert min(statuses[200], statuses[400], statuses[404]) > 0


def _try(raw: Raw, operation: Any, cases: Any, count: int, mode: schemathesis.GenerationMode) -> Counter[int]:
    statuses: Counter[int] = Counter()

    @settings(
        max_examples=count,
        database=None,
        derandomize=not soak_seconds(),
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def ask(case: Any) -> None:
        status, headers, body = raw.send(*_request(case))
        statuses[status] += 1
        check(status, headers, body)
        media = headers.get("content-type", "").partition(";")[0]
        if status == 200 and media in ("application/json",):
            _valid(operation, case, status, headers, body)

    try:
        ask()
    except Exception as error:
        error.add_note(f"{operation.label} ({mode})")
        raise
    return statuses


def _request(case: Any) -> tuple[str, str, bytes, list[tuple[bytes, bytes]], bytes]:
    """What a case of schemathesis sends."""
    from urllib.parse import unquote

    import requests

    made = requests.Request(**case.as_transport_kwargs(base_url="http://127.0.0.1:4711")).prepare()
    path, _, query = (made.path_url or "/").partition("?")
    body = made.body or b""
    headers = [
        (name.lower().encode("latin-1"), str(value).encode("latin-1"))
        for name, value in made.headers.items()
        if name.lower() != "accept-encoding"
    ]
    return (
        str(made.method),
        unquote(path, errors="replace"),
        query.encode("latin-1"),
        headers,
        body if isinstance(body, bytes) else body.encode("utf-8", "replace"),
    )


def _valid(operation: Any, case: Any, status: int, headers: dict[str, str], body: bytes) -> None:
    """An answer in JSON has the shape that the description says."""
    import requests

    request = requests.Request(**case.as_transport_kwargs(base_url="http://127.0.0.1:4711")).prepare()
    seen = Seen(
        status_code=status,
        headers={name: [value] for name, value in headers.items()},
        content=body,
        request=request,
        elapsed=0.0,
        verify=False,
    )
    operation.validate_response(seen)


TEXTS: Final = st.one_of(
    st.text(max_size=40),
    st.sampled_from(sorted(PAYLOADS.values())),
    st.sampled_from(["..", "../../etc/passwd", "\x00", "%2e%2e%2f", "a" * 5000, "枫桥", "\ud800", "//x", "{id:path}"]),
)
PATHS: Final = st.tuples(
    st.sampled_from(["/", "/search", "/search/", "/ask/", "/ask/honours-of", "/show/", "/health", "/metrics", "/sparql",
                     "/openapi.json", "/void", "/.well-known/", "/id/", "/en/", "/zh/"]),
    TEXTS,
).map("".join)  # fmt: skip
METHODS: Final = st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "X"])
NAMES: Final = st.sampled_from([
    b"accept", b"accept-language", b"content-type", b"if-none-match", b"range", b"cookie", b"authorization", b"origin",
    b"transfer-encoding", b"content-length", b"x-forwarded-for", b"accept-encoding",
])  # fmt: skip
HEADERS: Final = st.lists(
    st.tuples(NAMES, st.binary(max_size=60).map(lambda value: bytes(b for b in value if b >= 32 and b != 127))),
    max_size=4,
)
QUERIES: Final = st.one_of(
    st.binary(max_size=40),
    st.dictionaries(
        st.sampled_from(["q", "lang", "type", "limit", "of", "year", "query", "format", "institution", "stated_only"]),
        TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")),
        max_size=4,
    ).map(lambda of: b"&".join(name.encode() + b"=" + _quoted(value) for name, value in of.items())),
)


def _quoted(value: bytes) -> bytes:
    from urllib.parse import quote_from_bytes

    return quote_from_bytes(value, safe="").encode()


@pytest.mark.soak
def test_paths_and_headers_of_chance_are_answered(raw: Raw) -> None:
    @settings(max_examples=examples(1), database=None, derandomize=not soak_seconds())
    @given(
        st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "X"]), PATHS, QUERIES, HEADERS, st.binary()
    )
    def ask(method: str, path: str, query: bytes, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        path = path.encode("utf-8", "replace").decode()  # as servers decode what is percent-encoded
        check_lenient(*raw.send(method, path, query, headers, body))

    ask()


def check_lenient(status: int, headers: dict[str, str], body: bytes) -> None:
    """The same; of what is asked before a page is fetched from elsewhere (CORS) the library says no in plain text."""
    if status == 400 and body.startswith(b"Disallowed CORS"):
        assert headers["content-type"].startswith("text/plain")
        return
    check(status, headers, body)


@pytest.mark.parametrize(
    "path", ["/search", "/search/", "/sparql", "/openapi.json", "/nowhere", "/void", "/ask/figures"]
)
def test_a_query_that_is_no_ascii_is_read_as_one_that_is_percent_encoded(raw: Raw, path: str) -> None:
    for query in (b"q=\xff\x80", b"query=\xe6\x9e\xab", b"\xff=\xff"):
        plain = "".join(chr(byte) if byte < 128 else f"%{byte:02X}" for byte in query).encode()
        status, headers, body = raw.send("GET", path, query)
        check(status, headers, body)
        assert (status, body) == (lambda answer: (answer[0], answer[2]))(raw.send("GET", path, plain))


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_nothing_that_a_request_holds_becomes_markup(raw: Raw, payload: str) -> None:
    from urllib.parse import quote

    for path, query in (("/search", f"q={quote(payload)}"), (f"/show/{payload}", ""), (f"/ask/{payload}", "")):
        status, headers, body = raw.send("GET", path, query.encode(), [(b"accept", b"text/html")])
        check(status, headers, body)
        if headers.get("content-type", "").startswith("text/html"):
            assert payload not in body.decode() or not set(payload) & set('<>"')
