"""Who may ask a server on this machine: nobody but a page that it served itself, and that has its token.

Any page that a browser shows may send requests to 127.0.0.1, and by a name that it points there later (DNS rebinding)
even read the answers. So a request must name this very address as its Host; it comes from no other Origin; and what
asks for data, or changes any, has in its `Authorization` a token that only the printed address holds, in its fragment,
which browsers send nowhere. There is no cookie, so no request has leave by itself.
"""

import secrets
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.folders import catalogues_folder
from kg.messages import say, speak

OPEN: Final = ("GET", "HEAD")
"""The methods that change nothing."""

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class Guard:
    """An application behind its guard (ASGI): what is refused never reaches it.

    `address` is where it is served, such as `http://127.0.0.1:8000`; paths below `guarded` need the token.
    """

    app: ASGIApp
    address: str
    token: str
    guarded: str = "/api/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; its sentences are in the language that it asks for."""
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        speak("zh" if headers.get("accept-language", "").lower().startswith("zh") else "en", catalogues_folder())

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        answer = self._refusal(scope["method"], scope["path"], headers) or self.app
        await answer(scope, receive, send_guarded)

    def _refusal(self, method: str, path: str, headers: Headers) -> Response | None:
        """The answer to a request that is refused."""
        if headers.getlist("host") != [self.address.partition("//")[2]]:
            return _refused(403, say("this is not the address of this server; open the one that it printed"))
        origin = headers.getlist("origin")
        if origin != [self.address] and (origin or method not in OPEN):
            return _refused(403, say("another page may not ask this server"))
        if path.startswith(self.guarded) and not self._has_token(headers):
            return _refused(401, say("the address lacks its token, or has an old one; open the one that was printed"))
        return None

    def _has_token(self, headers: Headers) -> bool:
        given = headers.get("authorization", "").removeprefix("Bearer ")
        return secrets.compare_digest(given.encode(), self.token.encode())


def _refused(status: int, told: str) -> Response:
    return JSONResponse({"error": told}, status, {"WWW-Authenticate": "Bearer"} if status == 401 else None)
