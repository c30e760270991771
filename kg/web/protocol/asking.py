"""Queries that wait their turn, are answered by workers, and are ended where nobody waits for them any more."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Send

from kg.errors import QueryBusyError
from kg.rdf.formats import Format, Holds
from kg.sparql.workers import Reply, Stop
from kg.web.http.current import Current

T = TypeVar("T")

_WAITING: Final = 16
"""Queries that may wait, for each that is answered: more are told to come again."""
_PATIENCE: Final = 10
"""Seconds that a query waits for its turn."""
_LOOK: Final = 0.5
"""Seconds after which it is looked again whether the client still waits."""
_WHOLE: Final = 600
"""Seconds in which an answer is to have left, however slowly it is read."""

Formats = Mapping[Holds, Format | None]
"""The format in which each kind of answer would be written, None where none is accepted."""
Headers = Callable[[Format], dict[str, str]]
"""The headers of an answer in a format."""


class Asking:
    """Asks the workers of the current graph, as many queries at once as there are workers."""

    def __init__(self, current: Current) -> None:
        self._current = current
        self._turns = asyncio.Semaphore(current.workers)
        self._threads = ThreadPoolExecutor(current.workers, "asking")
        self._waiting = 0

    async def answer(
        self, request: Request, query: str, formats: Formats, headers: Headers, format_of: Callable[[Holds], Format]
    ) -> Response:
        """The answer to a query, as a whole where it is short, else in parts as it comes; of HEAD, its headers.

        Where the answer is of a kind for which `formats` has none, `format_of` raises why. Raises QueryBusyError
        where too many wait, or for too long, and QueryError.
        """
        await self._turn()
        try:
            begun = await self._while_wanted(request, partial(_begin, self._current, query, formats, format_of))
        except BaseException:
            self._turns.release()
            raise
        if begun.is_whole or request.method == "HEAD":
            begun.reply.close()
            self._turns.release()
            return Response(begun.first, headers=headers(begun.format))
        return _Parts(self._parts(begun), headers=headers(begun.format))

    async def _turn(self) -> None:
        if self._waiting >= _WAITING * self._current.workers:
            raise QueryBusyError(_PATIENCE)
        self._waiting += 1
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._turns.acquire()
        except TimeoutError:
            raise QueryBusyError(_PATIENCE) from None
        finally:
            self._waiting -= 1

    async def _while_wanted(self, request: Request, begin: "Callable[[Stop], _Begun]") -> "_Begun":
        """What `begin` returns; it is stopped where the client goes away meanwhile. Raises as it does."""
        stop = Stop()
        beginning = self._in_thread(partial(begin, stop))
        try:
            while not (await asyncio.wait([beginning], timeout=_LOOK))[0]:
                if await request.is_disconnected():
                    stop.set()
        except BaseException:
            stop.set()
            raise
        return beginning.result()

    async def _parts(self, begun: "_Begun") -> AsyncIterator[bytes]:
        try:
            yield begun.first
            while (chunk := await self._in_thread(partial(next, begun.rest, None))) is not None:
                yield chunk
        finally:
            begun.reply.close()
            self._turns.release()

    def _in_thread(self, action: Callable[[], T]) -> "asyncio.Future[T]":
        """What an action returns that waits for a worker; its sentences are in this request's language."""
        return asyncio.get_running_loop().run_in_executor(self._threads, copy_context().run, action)


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


def _begin(current: Current, query: str, formats: Formats, format_of: Callable[[Holds], Format], stop: Stop) -> _Begun:
    reply = current.store.solve(query, current.limits, formats=formats, stop=stop)
    try:
        format = formats[reply.holds] or format_of(reply.holds)
        chunks = reply.chunks(format)
        first = next(chunks, b"")
        second = next(chunks, None)
    except BaseException:
        reply.close()
        raise
    return _Begun(reply, format, first + (second or b""), chunks, second is None)
