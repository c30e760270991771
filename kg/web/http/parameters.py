"""The parameters of an address: UTF-8, each of those that there are, once."""

from collections.abc import Collection
from typing import Final
from urllib.parse import parse_qs, quote_from_bytes

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from kg.messages import clauses, listed, say

_MOST: Final = 100
_ASCII: Final = bytes(range(128)).decode()
_WORDS: Final = {"true": True, "yes": True, "1": True, "": True, "false": False, "no": False, "0": False}


class Encoded:
    """An application to which the query of an address is ASCII alone, as it should be (RFC 3986, 3.4): whatever else a
    client sends is percent-encoded, so that it is read as all others are.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and not scope["query_string"].isascii():
            scope["query_string"] = quote_from_bytes(scope["query_string"], _ASCII).encode()
        await self._app(scope, receive, send)


def parameters(request: Request, allowed: Collection[str]) -> dict[str, str]:
    """The parameters of a request's address, `lang` apart, which `kg.web.http.languages` reads; raises HTTPException
    (400) for what is no UTF-8, for one that is not among those `allowed`, and for one that is given more than once.
    """
    found = decoded(request.scope["query_string"])
    found.pop("lang", None)
    for name, values in found.items():
        if name not in allowed:
            wrong = say("{name!r} is no parameter here", name=name)
            takes = say("expected one of {allowed}", allowed=listed(allowed)) if allowed else say("there is none")
            raise HTTPException(400, clauses(wrong, takes))
        if len(values) > 1:
            raise HTTPException(400, say("{name} is given more than once", name=name))
    return {name: values[0] for name, values in found.items()}


def decoded(query: bytes | str) -> dict[str, list[str]]:
    """The parameters of the query of an address, or of a form (WHATWG URL, 5.1); raises HTTPException (400) for what
    is no UTF-8, and for too many.
    """
    try:
        text = query if isinstance(query, str) else query.decode()
        return parse_qs(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST)
    except UnicodeDecodeError:
        raise not_text() from None
    except ValueError:
        raise HTTPException(400, say("there are more than {count} parameters", count=_MOST)) from None


def not_text() -> HTTPException:
    """The error for a query that is no UTF-8."""
    return HTTPException(400, say("the query is no text in UTF-8"))


def yes_or_no(name: str, value: str | None) -> bool:
    """What a parameter says that is a switch; raises HTTPException (400) for what is neither."""
    if value is None:
        return False
    if value.lower() not in _WORDS:
        wrong = say("{name}: {value!r} is neither yes nor no", name=name, value=value)
        raise HTTPException(400, clauses(wrong, say("expected one of {allowed}", allowed="true, false")))
    return _WORDS[value.lower()]
