"""The SPARQL endpoint (SPARQL 1.1 Protocol, query operation), and what describes it."""

import hashlib
from functools import partial
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kg.errors import FormatError
from kg.messages import say
from kg.rdf.formats import Format, Holds, by_name
from kg.sparql.scan import LONGEST
from kg.web.http.current import Current
from kg.web.http.languages import language_of
from kg.web.http.media_types import HTML, best, format_for
from kg.web.http.unchanged import is_had
from kg.web.protocol.asking import Asking
from kg.web.protocol.description import describe
from kg.web.protocol.requests import read_request

PATH: Final = "/sparql"
_KINDS: Final = (Holds.SOLUTIONS, Holds.GRAPH)


def routes(current: Current, base: str) -> list[Route]:
    """The endpoint, and where it is described; `base` is as `kg.web.app.create_app` has it."""
    endpoint = _Endpoint(current, base)
    current.gauges.update(endpoint.asking.gauges())
    return [
        Route(PATH, endpoint.answer, methods=["GET", "POST"]),
        Route("/.well-known/void", endpoint.described),
        Route("/void", endpoint.described),
    ]


class _Endpoint:
    """What answers queries."""

    def __init__(self, current: Current, base: str) -> None:
        self._current, self._base = current, base
        self.asking = Asking(current)

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
        format_of = partial(_format, asked.format, accept)
        formats = {holds: _accepted(asked.format, accept, holds) for holds in _KINDS}
        if not any(formats.values()):
            format_of(Holds.SOLUTIONS)
        told = repr((self._current.number, asked, accept))
        headers = partial(_headers, f'"{hashlib.sha256(told.encode()).hexdigest()}"')
        if is_had(request, headers()["ETag"]):
            return Response(status_code=304, headers=headers())
        return await self.asking.answer(request, asked.query, formats, headers, format_of)


def _format(name: str, accept: str, holds: Holds) -> Format:
    """The format for what holds this, by its name or by `Accept`; raises FormatError and HTTPException (406)."""
    return by_name(name, holds) if name else format_for(accept, holds)


def _accepted(name: str, accept: str, holds: Holds) -> Format | None:
    """The same, or None where there is none."""
    try:
        return _format(name, accept, holds)
    except FormatError:
        return None
    except HTTPException as error:
        if error.status_code == 406:
            return None
        raise


def _headers(etag: str, format: Format | None = None) -> dict[str, str]:
    told = {"ETag": etag, "Vary": "Accept", "Cache-Control": "no-cache"}
    if format:
        charset = "; charset=utf-8" if format.media_type.startswith("text/") else ""
        told["Content-Type"] = format.media_type + charset
    return told
