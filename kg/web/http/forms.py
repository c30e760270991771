"""What a request brings: its body, no longer than it may be, and the parameters of an address or form."""

from typing import Final
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from kg.messages import say

FORM: Final = "application/x-www-form-urlencoded"
_MOST_PARAMETERS: Final = 100


def media_type(request: Request) -> str:
    """What a request says that its body is; "" where it says nothing."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def parameters(encoded: str) -> dict[str, list[str]]:
    """The parameters of an address or a form; raises HTTPException for what is no UTF-8."""
    try:
        return parse_qs(encoded, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except UnicodeDecodeError:
        raise _no_text() from None
    except ValueError:
        raise HTTPException(400, say("there are more than {count} parameters", count=_MOST_PARAMETERS)) from None


async def body_text(request: Request, most: int) -> str:
    """The body of a request as text, of so many bytes at the most; raises HTTPException (400, 413)."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > most:
                raise HTTPException(413, say("a request has {count} bytes at most", count=most))
    except ClientDisconnect:
        raise HTTPException(400, say("the request breaks off")) from None
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise _no_text() from None


def _no_text() -> HTTPException:
    return HTTPException(400, say("the request is no text in UTF-8"))
