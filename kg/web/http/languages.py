"""The language of a request: the one that its path begins with, else the one that its reader likes best."""

from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from kg.folders import catalogues_folder
from kg.messages import speak
from kg.vocabulary import Language

_STATE: Final = "language"


def language_of(request: Request) -> Language:
    """The language of a request, as `Spoken` found it."""
    return Language(request.scope["state"][_STATE])


class Spoken:
    """An application whose sentences are in the language of each request: that of a path below `/en` or `/zh`, of the
    parameter `lang`, else by `Accept-Language` (RFC 9110, 12.5.4).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http":
            language = _chosen(scope) or accepted(Headers(scope=scope).get("accept-language", ""))
            scope.setdefault("state", {})[_STATE] = language
            speak(language, catalogues_folder())
        await self._app(scope, receive, send)


def _chosen(scope: Scope) -> Language | None:
    first = scope["path"].split("/", 2)[1:2]
    asked = dict(part.partition("=")[::2] for part in scope["query_string"].decode("latin-1").split("&"))
    found = next((name for name in (*first, asked.get("lang", "")) if name in tuple(Language)), None)
    return Language(found) if found else None


def accepted(header: str) -> Language:
    """The language of labels that `Accept-Language` likes best; English where it names none."""
    best, most = Language.EN, 0.0
    for part in header.split(","):
        tag, _, weight = part.partition(";")
        primary = tag.strip().lower().partition("-")[0]
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if primary in tuple(Language) and most < quality <= 1:
            best, most = Language(primary), quality
    return best
