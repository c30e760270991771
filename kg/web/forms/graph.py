"""The whole graph as an interactive page: the one that stands alone, served."""

import asyncio
import gzip
import multiprocessing
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.lookup.lookup import Lookup
from kg.messages import say
from kg.page.html import pages, policy
from kg.store.embedded import EmbeddedStore
from kg.store.record import read_record
from kg.vocabulary import Language
from kg.web.http.current import Current
from kg.web.http.languages import language_of
from kg.web.http.pages import localised
from kg.web.http.unchanged import is_had

MOST: Final = 3_000_000
"""Triples of a graph that a browser holds: its page has some 20 bytes for each."""

Packed = Mapping[Language, bytes]
"""The page by language, as gzip."""


def routes(current: Current) -> list[Route]:
    """The page; its fragment says what it shows, as `#thing=<id>`."""
    return localised("/graph", _Whole(current).answer)


class _Whole:
    """The page of the current generation, made when it is first asked for, and kept until there is another."""

    def __init__(self, current: Current) -> None:
        self._current = current
        self._made: tuple[Path, asyncio.Task[Packed]] | None = None

    async def answer(self, request: Request) -> Response:
        """The page in a language, under the policy that it brings."""
        language, generation = language_of(request), self._current.store.generation
        stamp = f'"graph-{self._current.number}-{language}"'
        headers = {
            "ETag": stamp,
            "Cache-Control": "no-cache",
            "Content-Language": language.tag,
            "Content-Security-Policy": f"{policy()}; frame-ancestors 'self'",
            "Vary": "Accept-Encoding",
        }
        if is_had(request, stamp):
            return Response(status_code=304, headers=headers)
        content = (await self._packed(generation))[language]
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(content, headers=headers | {"Content-Encoding": "gzip"}, media_type="text/html")
        return Response(await run_in_threadpool(gzip.decompress, content), headers=headers, media_type="text/html")

    async def _packed(self, generation: Path) -> Packed:
        """The page of a generation; who asks while it is made waits for the same one."""
        made = self._made
        if made is None or made[0] != generation or _has_failed(made[1]):
            made = self._made = generation, asyncio.create_task(run_in_threadpool(_make_apart, generation))
        return await asyncio.shield(made[1])


def _has_failed(task: "asyncio.Task[Packed]") -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


def _make_apart(generation: Path) -> Packed:
    """The page, made in a process of its own: it takes seconds, in which this one goes on answering.

    Raises HTTPException (404) for a graph that no browser holds.
    """
    record = read_record(generation)
    if record and record.counts.triples > MOST:
        told = say(
            "the whole graph has {count} triples, and a browser draws {most}: see the pages of its things",
            count=record.counts.triples,
            most=MOST,
        )
        raise HTTPException(404, told)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as apart:
        return apart.submit(_make, generation).result()


def _make(generation: Path) -> Packed:
    lookup = Lookup(EmbeddedStore(generation))
    made = zip(Language, pages(lookup, Language), strict=True)
    return {language: gzip.compress(html.encode(), mtime=0) for language, html in made}
