"""Clients of what `kg serve` serves: of the application in this process, and of the program on a port."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

import httpx
from starlette.types import ASGIApp

ADDRESS: Final = "http://127.0.0.1:4711"


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

        with ThreadPoolExecutor(1) as pool:  # the tests of pages leave a loop running in this thread
            return pool.submit(copy_context().run, asyncio.run, answer()).result()


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
