"""An application that is asked as browsers and programs ask it, in this process."""

import asyncio
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Final
from urllib.parse import quote

import httpx
from starlette.types import ASGIApp

ADDRESS: Final = "http://127.0.0.1:4712"
BROWSER: Final = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
"""What browsers accept."""

Asked = tuple[str, str, Mapping[str, str]]
"""A request: its method, its path as it is sent, and its headers."""


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

        with ThreadPoolExecutor(1) as pool:  # the tests of pages leave a loop running in this thread
            return pool.submit(copy_context().run, asyncio.run, answers()).result()


def _url(path: str) -> httpx.URL:
    """An address whose path is sent as it stands, so that `..` in it is not followed; what no path holds is encoded."""
    return httpx.URL(ADDRESS).copy_with(raw_path=quote(path, safe="/%?=&:;@!$'()*+,.~-_").encode())
