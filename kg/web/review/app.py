"""The application of the page of a review and of what it asks for."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from kg.errors import AnswerError, DecidedSinceError, KgError
from kg.messages import reason
from kg.web.review.guard import Guard

_STATUS: Final = {AnswerError: 400, DecidedSinceError: 409, KgError: 500}
_TYPES: Final = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}


def create_app(routes: Sequence[BaseRoute], files: Mapping[str, Path], address: str, token: str) -> ASGIApp:
    """The application of these routes and of `files` by their paths, as it is asked at `address` with a token.

    Errors are answered as JSON: one sentence under `error`.
    """
    app = Starlette(
        routes=[*routes, *(_file(path, file) for path, file in files.items())],
        exception_handlers=dict.fromkeys((*_STATUS, OSError, HTTPException), _failed),
    )
    return Guard(app, address, token)


def _file(path: str, file: Path) -> Route:
    content = file.read_bytes()

    def answer(request: Request) -> Response:
        return Response(content, media_type=_TYPES[file.suffix])

    return Route(path, answer)


def _failed(request: Request, error: Exception) -> Response:
    """The answer to what failed; domain errors know no HTTP, so their statuses stand here."""
    if isinstance(error, HTTPException):
        return JSONResponse({"error": error.detail}, error.status_code, error.headers)
    if isinstance(error, OSError):
        return JSONResponse({"error": f"{error.filename or error.strerror}: {reason(error)}"}, 500)
    status = next(status for kind, status in _STATUS.items() if isinstance(error, kind))
    told = {"field": error.field} if isinstance(error, AnswerError) else {}
    return JSONResponse({"error": str(error)} | told, status)
