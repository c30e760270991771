"""The SPARQL endpoint: what a query is answered, in the format that is asked for, as it comes."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Send

from kg.errors import QueryBusyError
from kg.messages import say
from kg.rdf.formats import Format, Holds, by_name
from kg.sparql.scan import LONGEST
from kg.sparql.workers import Reply, Stop
from kg.web.http.current import Current
from kg.web.http.languages import language_of
from kg.web.http.media_types import HTML, best, format_for, media_types
from kg.web.protocol.answers import Answers, Kept
from kg.web.protocol.description import describe
from kg.web.protocol.requests import Asked, read_request

PATH: Final = "/sparql"
_WAITING: Final = 16
"""Queries that may wait, for each that is answered: more are told to come again."""
_PATIENCE: Final = 10
"""Seconds that a query waits for its turn."""
_LOOK: Final = 0.5
"""Seconds after which it is looked again whether the client still waits."""
_WHOLE: Final = 600
"""Seconds in which an answer is to have left, however slowly it is read."""


def routes(current: Current, base: str) -> list[Route]:
    """The endpoint, and where it is described; `base` is as `kg.web.app.create_app` has it."""
    endpoint = _Endpoint(current, base)
    return [
        Route(PATH, endpoint.answer, methods=["GET", "POST"]),
        Route("/.well-known/void", endpoint.described),
        Route("/void", endpoint.described),
    ]


@dataclass(frozen=True)
class _Wanted:
    """What an answer is to be written in, whichever kind it is."""

    accept: str
    format: str

    def format_of(self, holds: Holds) -> Format:
        """The format for what holds this; raises HTTPException (406) and FormatError."""
        return by_name(self.format, holds) if self.format else format_for(self.accept, holds)

    def check(self) -> None:
        """Raise what `format_of` would, before anything is asked, where no kind of answer could be written."""
        if self.format:
            by_name(self.format, Holds.SOLUTIONS, Holds.GRAPH)
        elif not best(self.accept, [name for holds in (Holds.SOLUTIONS, Holds.GRAPH) for name in media_types(holds)]):
            format_for(self.accept, Holds.SOLUTIONS)


class _Endpoint:
    """What answers queries, so many at once."""

    def __init__(self, current: Current, base: str) -> None:
        self._current, self._base = current, base
        self._turns = asyncio.Semaphore(current.workers)
        self._waiting = 0
        self._answers = Answers()

    async def described(self, request: Request) -> Response:
        """What the endpoint is (SPARQL 1.1 Service Description), and what the graph holds (VoID)."""
        format = format_for(request.headers.get("accept", ""), Holds.GRAPH)
        address = (self._base or str(request.base_url)).rstrip("/") + PATH
        content = await run_in_threadpool(describe, self._current.store, address, format)
        return Response(content, media_type=format.media_type, headers={"Vary": "Accept"})

    async def answer(self, request: Request) -> Response:
        """The answer to a request of the protocol."""
        asked = await read_request(request)
        accept = request.headers.get("accept", "")
        if asked is None:
            if best(accept, ["text/turtle", HTML]) == HTML:
                return RedirectResponse(f"/{language_of(request)}/query", 303)
            return await self.described(request)
        if len(asked.query) > LONGEST:
            told = say("the query has {count} characters, and may have {most}", count=len(asked.query), most=LONGEST)
            raise HTTPException(413, told)
        wanted = _Wanted(accept, asked.format)
        wanted.check()
        key = hashlib.sha256(repr((self._current.number, asked, accept)).encode()).hexdigest()
        if request.headers.get("if-none-match") == f'"{key}"':
            return Response(status_code=304, headers=_headers(key))
        kept = self._answers.get(key) or await self._ask(request, asked, wanted, key)
        return kept if isinstance(kept, Response) else Response(kept.content, headers=_headers(key, kept.media_type))

    async def _ask(self, request: Request, asked: Asked, wanted: _Wanted, key: str) -> Response | Kept:
        """The answer of a worker: as a whole where it is short, and else in parts, as it comes."""
        await self._turn()
        try:
            begun = await _while_wanted(request, partial(_begin, self._current, asked, wanted))
        except BaseException:
            self._turns.release()
            raise
        if begun.is_whole:
            self._turns.release()
            kept = Kept(begun.first, begun.format.media_type)
            self._answers.keep(key, kept)
            return kept
        if request.method == "HEAD":
            begun.reply.close()
            self._turns.release()
            return Response(headers=_headers(key, begun.format.media_type))
        return _Parts(self._parts(begun), headers=_headers(key, begun.format.media_type))

    async def _turn(self) -> None:
        """Wait for one's turn; raises QueryBusyError where too many wait, or for too long."""
        if self._waiting >= _WAITING * self._current.workers:
            raise QueryBusyError(_PATIENCE)
        self._waiting += 1
        try:
            await asyncio.wait_for(self._turns.acquire(), _PATIENCE)
        except TimeoutError:
            raise QueryBusyError(_PATIENCE) from None
        finally:
            self._waiting -= 1

    async def _parts(self, begun: "_Begun") -> AsyncIterator[bytes]:
        try:
            yield begun.first
            while (chunk := await run_in_threadpool(next, begun.rest, None)) is not None:
                yield chunk
        finally:
            begun.reply.close()
            self._turns.release()


@dataclass(frozen=True)
class _Begun:
    """An answer of which the first part is there."""

    reply: Reply
    format: Format
    first: bytes
    rest: Iterator[bytes]
    is_whole: bool


class _Parts(StreamingResponse):
    """An answer in parts: where they are read too slowly it breaks off, which a client sees, since its end lacks."""

    async def stream_response(self, send: Send) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_WHOLE):
                await super().stream_response(send)


async def _while_wanted(request: Request, begin: Callable[[Stop], _Begun]) -> _Begun:
    """What `begin` returns; it is stopped where the client goes away meanwhile. Raises as it does."""
    stop = Stop()
    beginning = asyncio.ensure_future(run_in_threadpool(begin, stop))
    try:
        while not (await asyncio.wait([beginning], timeout=_LOOK))[0]:
            if await request.is_disconnected():
                stop.set()
    except BaseException:
        stop.set()
        raise
    return beginning.result()


def _begin(current: Current, asked: Asked, wanted: _Wanted, stop: Stop) -> _Begun:
    reply = current.store.solve(asked.query, current.limits, stop=stop)
    try:
        format = wanted.format_of(reply.holds)
        chunks = reply.chunks(format)
        first = next(chunks, b"")
        second = next(chunks, None)
    except BaseException:
        reply.close()
        raise
    if second is None:
        return _Begun(reply, format, first, chunks, True)
    return _Begun(reply, format, first + second, chunks, False)


def _headers(key: str, media_type: str = "") -> dict[str, str]:
    told = {"ETag": f'"{key}"', "Vary": "Accept", "Cache-Control": "no-cache"}
    return told | ({"Content-Type": _with_charset(media_type)} if media_type else {})


def _with_charset(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
