"""Answers that are the same as long as the graph is: each has the mark of its generation (RFC 9110, 8.8.3), by which a
client that has it asks again, and is told that nothing has changed.
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from kg.version import __version__
from kg.web.http.languages import language_of


def headers_of(request: Request, number: str) -> dict[str, str]:
    """The headers of an answer to a request that is made of the generation of this number, in its language."""
    return {"ETag": _mark(request, number), "Cache-Control": "no-cache", "Vary": "Accept, Accept-Language"}


def unchanged(request: Request, number: str) -> Response | None:
    """The answer (304) to a request whose client has what it asks for, of the generation of this number; else None."""
    headers = headers_of(request, number)
    return Response(status_code=304, headers=headers) if is_had(request, headers["ETag"]) else None


def is_had(request: Request, mark: str) -> bool:
    """Whether a client says that it has what bears a mark, an entity tag (RFC 9110, 13.1.2: weak comparison)."""
    given = request.headers.get("if-none-match", "").split(",")
    marks = {one.strip().removeprefix("W/") for one in given}
    return bool(marks & {mark.removeprefix("W/"), "*"})


def _mark(request: Request, number: str) -> str:
    """The mark of what an address answers, a weak one: how it is packed does not matter."""
    kind = _plain(request.headers)
    return f'W/"{number}-{__version__}-{language_of(request)}-{kind}"'


def _plain(headers: Mapping[str, str]) -> str:
    """What a client takes, as part of a mark."""
    from zlib import crc32

    return f"{crc32(headers.get('accept', '').encode('utf-8', 'replace')):08x}"
