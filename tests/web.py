"""Clients of what `kg serve` serves: of the application in this process, and of the program on a port."""

import re
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, TypeVar
from urllib.parse import quote

import httpx
from anyio.from_thread import start_blocking_portal
from starlette.types import ASGIApp

T = TypeVar("T")

ADDRESS: Final = "http://127.0.0.1:4711"


BROWSER: Final = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
"""What browsers accept."""

Asked = tuple[str, str, Mapping[str, str]]
"""A request: its method, its path as it is sent, and its headers."""


def run(asking: Callable[[], Awaitable[T]]) -> T:
    """What is answered in an event loop of its own: the tests of pages leave one running in this thread."""
    with start_blocking_portal() as portal:
        return portal.call(asking)


@dataclass
class Client:
    """Asks an application in this process; each request has `headers` unless it brings others."""

    app: ASGIApp
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.request("POST", path, **options)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def answer() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers=self.headers) as client:
                return await client.request(method, path, **options)

        return run(answer)


class WebClient:
    """What asks an application; a redirect is an answer as any other, and what fails in it is one too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    def get(self, path: str, accept: str = BROWSER, language: str = "en", **headers: str) -> httpx.Response:
        """The answer to a GET."""
        return self.ask("GET", path, {"Accept": accept, "Accept-Language": language, **headers})

    def ask(self, method: str, path: str, headers: Mapping[str, str]) -> httpx.Response:
        """The answer to a request."""
        (answer,) = self.ask_all([(method, path, headers)])
        return answer

    def get_all(self, paths: Iterable[str]) -> list[httpx.Response]:
        """The answers to a browser's GETs, one after the other."""
        return self.ask_all(("GET", path, {"Accept": BROWSER, "Accept-Language": "en"}) for path in paths)

    def ask_all(self, requests: Iterable[Asked]) -> list[httpx.Response]:
        """The answers to requests, one after the other."""

        async def answers() -> list[httpx.Response]:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
                return [
                    await client.send(client.build_request(method, _url(path), headers=headers))
                    for method, path, headers in requests
                ]

        return run(answers)


def _url(path: str) -> httpx.URL:
    """An address whose path is sent as it stands, so that `..` in it is not followed; what no path holds is encoded."""
    return httpx.URL(ADDRESS).copy_with(raw_path=quote(path, safe="/%?=&:;@!$'()*+,.~-_").encode())


@dataclass
class Served:
    """`kg serve` in a process of its own."""

    process: "subprocess.Popen[str]"
    address: str

    def get(self, path: str, **options: Any) -> httpx.Response:
        return httpx.get(self.address + path, timeout=60, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return httpx.post(self.address + path, timeout=60, **options)

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])


@contextmanager
def serving(data: Path, *options: str | Path, stderr: IO[bytes] | int | None = None) -> Iterator[Served]:
    """`kg serve` of some tables at a free port, as long as this lasts; `stderr` is as `subprocess` has it."""
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", "--data", str(data), *map(str, options)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, encoding="utf-8")
    try:
        assert process.stdout
        told = process.stdout.readline()
        found = re.search(r"http://\S+?(?=;)", told)
        assert found, told
        served = Served(process, found[0])
        assert served.get("/sparql?query=ASK%7B%7D").status_code == 200  # its address is told before it answers
        yield served
    finally:
        process.terminate()
        process.wait(timeout=60)
        if process.stdout:
            process.stdout.close()
