"""Answers that are kept as long as the graph is the same: what is asked once is asked again."""

from collections.abc import Hashable
from typing import Any, Final, NamedTuple

from cachetools import LRUCache
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.web.http.current import Current, Gauge

_BYTES: Final = 64_000_000
_LONGEST: Final = 262_144
_OVERHEAD: Final = 1000
_TELLING: Final = frozenset({b"host", b"accept", b"accept-encoding", b"accept-language", b"origin", b"if-none-match"})
"""The headers of a request on which its answer may depend."""
_TOLD: Final = ("route", "state")
"""What is known of a request when it was answered, by which it is counted: its route and language."""


class _Answer(NamedTuple):
    """An answer as it was sent, and what its request's scope told."""

    messages: list[Message]
    told: dict[str, Any]


class Kept:
    """An application over a graph whose short answers are kept by request and generation: those to a GET that have an
    ETag, which says that the same request is answered the same by the same graph.
    """

    def __init__(self, app: ASGIApp, current: Current) -> None:
        self._app, self._current = app, current
        self._answers: LRUCache[Hashable, _Answer] = LRUCache(_BYTES, getsizeof=_size)
        current.gauges["answers_kept"] = Gauge("Short answers that are kept.", lambda: len(self._answers))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        telling = tuple(pair for pair in scope["headers"] if pair[0] in _TELLING)
        key = (self._current.number, scope["raw_path"], scope["query_string"], telling)
        if kept := self._answers.get(key):
            scope.update(kept.told)
            for message in kept.messages:
                await send(message)
            return
        sent: list[Message] = []

        async def send_and_keep(message: Message) -> None:
            sent.append(message)
            await send(message)
            if len(sent) == 2 and _is_whole(sent):
                told = {name: scope[name] for name in _TOLD if name in scope}
                self._answers[key] = _Answer(sent, told)
            elif len(sent) > 1:
                sent.clear()

        await self._app(scope, receive, send_and_keep)


def _is_whole(sent: list[Message]) -> bool:
    start, body = sent
    return (
        start.get("status") == 200
        and body["type"] == "http.response.body"
        and not body.get("more_body")
        and len(body["body"]) <= _LONGEST
        and any(name == b"etag" for name, _ in start["headers"])
    )


def _size(answer: _Answer) -> int:
    return len(answer.messages[1]["body"]) + _OVERHEAD
