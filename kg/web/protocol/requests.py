"""What a request of the SPARQL 1.1 Protocol asks (2.1, query operation): by GET, by a form, by a query as the body."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Final
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from kg.messages import clauses, say
from kg.vocabulary import DATASET_IRI

LARGEST: Final = 4_100_000
"""Bytes of a request's body: a query of the length that is read, percent-encoded."""

_SECONDS: Final = 20
"""Seconds in which the body of a request is to be there."""
_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_ONCE: Final = ("query", "format")
_GRAPHS: Final = ("default-graph-uri", "named-graph-uri")


@dataclass(frozen=True)
class Asked:
    """A query, and the name of the format that is asked for beside `Accept` ("" for none)."""

    query: str
    format: str = ""


async def read_request(request: Request) -> Asked | None:
    """What a request asks; None for a GET without a query, which asks what the endpoint is.

    Raises HTTPException: 400 for what the protocol does not allow, 403 for an update, 413, 415.
    """
    parameters = _parameters(request.url.query)
    if request.method == "POST":
        kind, charset = _content_type(request)
        if kind == _UPDATE:
            raise _refused()
        if charset not in ("", "utf-8"):
            raise HTTPException(415, say("a query is sent in UTF-8, not in {charset!r}", charset=charset))
        if kind not in (_FORM, _QUERY):
            wrong = say("a query is not sent as {kind!r}", kind=kind)
            raise HTTPException(415, clauses(wrong, say("expected {form} or {query}", form=_FORM, query=_QUERY)))
        body = _text(await _body(request))
        if kind == _QUERY:
            if "query" in parameters:
                raise HTTPException(400, say("the query stands in the body, and again in the address"))
            parameters = {**parameters, "query": [body]}
        else:
            for name, values in _parameters(body).items():
                parameters[name] = [*parameters.get(name, []), *values]
    return _asked(parameters, required=request.method == "POST")


def _asked(parameters: Mapping[str, list[str]], *, required: bool) -> Asked | None:
    if "update" in parameters:
        raise _refused()
    for name in _ONCE:
        if len(parameters.get(name, [])) > 1:
            raise HTTPException(400, say("{name} is given more than once", name=name))
    if parameters.get("named-graph-uri") or any(iri != DATASET_IRI for iri in parameters.get("default-graph-uri", [])):
        told = say("there is one graph, {iri}, and it is asked without naming it", iri=DATASET_IRI)
        raise HTTPException(400, told)
    if "query" not in parameters:
        if required or any(name in parameters for name in _GRAPHS):
            raise HTTPException(400, say("there is no query: give one as the parameter query"))
        return None
    return Asked(parameters["query"][0], parameters.get("format", [""])[0])


def _refused() -> HTTPException:
    return HTTPException(403, say("the graph is read-only: an update is refused"))


def _parameters(encoded: str) -> dict[str, list[str]]:
    """The parameters of an address or a form; raises HTTPException for what is no UTF-8."""
    try:
        return parse_qs(encoded, keep_blank_values=True, errors="strict", max_num_fields=100)
    except UnicodeDecodeError:
        raise _no_text() from None
    except ValueError:
        raise HTTPException(400, say("there are more than {count} parameters", count=100)) from None


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise _no_text() from None


def _no_text() -> HTTPException:
    return HTTPException(400, say("the query is no text in UTF-8"))


def _content_type(request: Request) -> tuple[str, str]:
    """The media type of a request's body, and its charset ("" where none is named), both in lower case."""
    message = Message()
    message["content-type"] = request.headers.get("content-type", "")
    return message.get_content_type() if message["content-type"] else "", message.get_content_charset("")


async def _body(request: Request) -> bytes:
    """The body of a request; raises HTTPException where it is too long (413) or does not come (408)."""
    body = bytearray()
    try:
        async with asyncio.timeout(_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST:
                    raise HTTPException(413, say("a request has {count} bytes at most", count=LARGEST))
    except TimeoutError:
        raise HTTPException(408, say("the request did not come within {seconds} s", seconds=_SECONDS)) from None
    except ClientDisconnect:
        raise HTTPException(400, say("the request breaks off")) from None
    return bytes(body)
