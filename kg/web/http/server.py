"""The server that an application runs in (ASGI)."""

import asyncio
import signal
import socket
import sys
from contextlib import suppress
from typing import Final

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kg.errors import KgError
from kg.messages import clauses, reason, say

LOCAL: Final = "127.0.0.1"

_CONNECTIONS: Final = 1000
"""Connections at once; more are told to come again."""
_HEAD_SECONDS: Final = 10
"""Seconds in which the head of a request is to be there."""
_HEAD_BYTES: Final = 65_536
"""Bytes that the head of a request may have: an address with a long query."""
_SWITCH_SECONDS: Final = 0.0005
"""For how long a thread of Python runs while others wait: those that have an answer are not to wait for long."""
_GRACE_SECONDS: Final = 35
"""Seconds that what runs has to end, once the server is told to."""


def listen(port: int = 0, host: str = LOCAL) -> tuple[socket.socket, str]:
    """A socket, of this machine alone unless another `host` is named, at a port or at a free one, and its address;
    raises KgError for a port or host that cannot be had.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        told = say("port {port} cannot be had: {reason}", port=port, reason=reason(error))
        raise KgError(clauses(told, say("leave out --port, and a free one is taken"))) from None
    shown = f"[{host}]" if ":" in host else host
    return listening, f"http://{shown}:{listening.getsockname()[1]}"


def serve(app: ASGIApp, listening: socket.socket) -> None:
    """Serve an application until somebody ends it (Ctrl-C)."""
    config = uvicorn.Config(
        app, log_level="error", access_log=False, lifespan="off", server_header=False, timeout_graceful_shutdown=1
    )
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def stay_up(app: ASGIApp, listening: socket.socket) -> None:
    """Serve an application to anybody until it is told to end (Ctrl-C, SIGTERM); what runs then is finished."""
    config = uvicorn.Config(
        app,
        http=_Patient,
        ws="none",
        log_level="error",
        access_log=False,
        lifespan="on",
        server_header=False,
        limit_concurrency=_CONNECTIONS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    sys.setswitchinterval(_SWITCH_SECONDS)
    signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn raises it again when all is done, which would be a failure
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


class _Patient(HttpToolsProtocol):
    """A connection on which the head of a request comes soon and is short; uvicorn itself waits and reads for ever."""

    _limit: asyncio.TimerHandle | None = None
    _read = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._limit = self.loop.call_later(_HEAD_SECONDS, transport.close)

    def on_message_begin(self) -> None:
        self._wait_no_more()
        self._limit = self.loop.call_later(_HEAD_SECONDS, self.transport.close)
        super().on_message_begin()

    def data_received(self, data: bytes) -> None:
        if self._limit is not None:
            end = data.find(b"\r\n\r\n")
            self._read += len(data) if end < 0 else end
            if self._read > _HEAD_BYTES:
                self.send_400_response("The head of the request is too long.")
                return
        super().data_received(data)

    def on_headers_complete(self) -> None:
        self._wait_no_more()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait_no_more(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
        self._limit, self._read = None, 0
