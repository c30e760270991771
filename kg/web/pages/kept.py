"""Pages that were asked for last, kept while the graph is the same: the most linked things are the most read."""

from collections.abc import Callable
from threading import Lock
from typing import Final

from cachetools import LRUCache
from starlette.requests import Request
from starlette.responses import Response

from kg.web.http.current import Current
from kg.web.http.pages import raw_path, sent

_BYTES: Final = 32_000_000
Handler = Callable[[Request], Response]


class Kept:
    """The pages of a graph; what is kept is what `html` made of an address, in whose path the language stands."""

    def __init__(self, current: Current) -> None:
        self._current = current
        self._pages: LRUCache[tuple[str, str, bytes], bytes] = LRUCache(_BYTES, getsizeof=len)
        self._lock = Lock()

    def __call__(self, handler: Handler) -> Handler:
        """A handler whose pages are kept."""

        def answer(request: Request) -> Response:
            key = (self._current.number, raw_path(request), request.scope["query_string"])
            with self._lock:
                body = self._pages.get(key)
            if body is not None:
                return sent(request, body)
            made = handler(request)
            if made.status_code == 200 and len(made.body) < _BYTES:
                with self._lock:
                    self._pages[key] = bytes(made.body)
            return made

        return answer
