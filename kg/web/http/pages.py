"""Pages over HTTP: each lies below `/en` and `/zh`, and without a language leads to its reader's."""

import hashlib
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kg.vocabulary import Language
from kg.web.http.languages import language_of
from kg.web.http.links import Links
from kg.web.http.rendering import render
from kg.web.http.unchanged import is_had

Handler = Callable[[Request], Any]


def localised(path: str, handler: Handler) -> list[Route]:
    """The routes of a page: in each language, and one that leads to the reader's. `path` is as `Route` has it."""
    return [*(Route(f"/{language}{path}", handler) for language in Language), Route(path, to_language)]


def starts(handler: Handler) -> list[Route]:
    """The routes of the first page, also where its address lacks the last slash."""
    return [*localised("/", handler), *(Route(f"/{language}", _to_start) for language in Language)]


def links_of(request: Request) -> Links:
    """The addresses for the page that a request asks for."""
    path = raw_path(request)
    language, rest = language_of(request), path.lstrip("/")
    first, _, below = rest.partition("/")
    here = below if first in tuple(Language) else rest
    state = request.app.state
    asked = request.scope["query_string"].decode("latin-1")
    made: Links = state.links(
        language,
        quote(here, safe="/%:@!$&'()*+,;=~"),
        quote(asked, safe="%&=+/:@!$'()*,;~?"),
        state.prefix,
        state.report,
    )
    return made


def raw_path(request: Request) -> str:
    """The path of a request as it came, percent-encoded."""
    raw = request.scope.get("raw_path")
    return raw.decode("latin-1") if raw else quote(request.scope["path"])


def html(request: Request, template: str, status: int = 200, **content: Any) -> Response:
    """A page as an answer, from a template of `viz/pages`."""
    return sent(request, render(template, links_of(request), **content).encode(), status)


def sent(request: Request, body: bytes, status: int = 200) -> Response:
    """The answer that a page is, which need not be sent again while it is the same (RFC 9110, 13.1.2)."""
    stamp = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": stamp, "Cache-Control": "no-cache", "Content-Language": language_of(request).tag}
    if status == 200 and is_had(request, stamp):
        return Response(status_code=304, headers=headers)
    return Response(body, status, headers, "text/html")


def moved(request: Request, path: str, status: int = 303, **query: str) -> Response:
    """The way to another page, by its path below the language."""
    return RedirectResponse(links_of(request).page(path, **query), status)


def to_language(request: Request) -> Response:
    """The way to a page in the reader's language (RFC 9110, 12.5.4)."""
    links = links_of(request)
    return RedirectResponse(links.other(links.language), 302, {"Vary": "Accept-Language"})


def _to_start(request: Request) -> Response:
    return RedirectResponse(links_of(request).page(), 308)
