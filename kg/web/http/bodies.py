"""The body of a request: of which kind it is, no longer than it may be, and there in time."""

import asyncio
import json
from email.message import Message
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from kg.messages import say
from kg.web.http.parameters import not_text

FORM: Final = "application/x-www-form-urlencoded"
_SECONDS: Final = 20
"""Seconds in which the body of a request is to be there."""


def media_type(request: Request) -> str:
    """What a request says that its body is, in lower case; "" where it says nothing. Raises HTTPException (415) for
    text in another encoding than UTF-8.
    """
    message = Message()
    message["content-type"] = told = request.headers.get("content-type", "")
    charset = message.get_content_charset("utf-8")
    if charset != "utf-8":
        raise HTTPException(415, say("a request is sent in UTF-8, not in {charset!r}", charset=charset))
    return message.get_content_type() if told else ""


async def body_text(request: Request, most: int) -> str:
    """The body of a request as text, of so many bytes at the most; raises HTTPException: 400, 413, and 408 where it
    does not come.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise HTTPException(413, say("a request has {count} bytes at most", count=most))
    except TimeoutError:
        raise HTTPException(408, say("the request did not come within {seconds} s", seconds=_SECONDS)) from None
    except ClientDisconnect:
        raise HTTPException(400, say("the request breaks off")) from None
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise not_text() from None


async def body_json(request: Request, most: int) -> Any:
    """The JSON of a request, of so many bytes at the most; raises HTTPException as `body_text` does, 415 for another
    kind of body, and 400 for what is no JSON.
    """
    if media_type(request) != "application/json":
        raise HTTPException(415, say("expected is a body of the type application/json"))
    try:
        return json.loads(await body_text(request, most))
    except (ValueError, RecursionError):
        raise HTTPException(400, say("the request is no JSON")) from None
