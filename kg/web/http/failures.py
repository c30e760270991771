"""What is answered where something failed: a status, and one sentence that says what to do. Errors know no HTTP, so
their statuses stand here.
"""

from http import HTTPStatus
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kg.errors import (
    AmbiguousNameError,
    FormatError,
    KgError,
    NoSuchQuestionError,
    NotFoundError,
    PageError,
    QueryBusyError,
    QueryError,
    QueryKilledError,
    QueryMemoryError,
    QueryRefusedError,
    QuerySyntaxError,
    QueryTimeoutError,
    StoreError,
)
from kg.messages import say
from kg.web.http.media_types import HTML, best
from kg.web.http.pages import html

STATUSES: Final[dict[type[KgError], int]] = {
    NotFoundError: 404,
    NoSuchQuestionError: 404,
    AmbiguousNameError: 300,
    FormatError: 406,
    QuerySyntaxError: 400,
    QueryRefusedError: 403,
    QueryBusyError: 503,
    QueryKilledError: 503,
    QueryTimeoutError: 504,
    QueryMemoryError: 507,
    QueryError: 500,
    StoreError: 503,
    PageError: 500,
    KgError: 400,
}
"""The status of each error, also of those below it: the nearest above counts."""


def status_of(error: Exception) -> int:
    """The status that an error is answered with: 500 for one that the program did not foresee."""
    if isinstance(error, HTTPException):
        return error.status_code
    return next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), 500)


def headers_of(error: Exception) -> dict[str, str]:
    """The headers that belong to an error: after how long to ask again, what methods there are."""
    if isinstance(error, HTTPException):
        return dict(error.headers or {})
    if status_of(error) == 503:
        return {"Retry-After": str(getattr(error, "seconds", 1))}
    return {}


def sentence_of(error: Exception) -> str:
    """What a reader is told of an error, without a word of what the program did not foresee."""
    if isinstance(error, HTTPException):
        if error.detail != HTTPStatus(error.status_code).phrase:  # which Starlette says where it routes
            return error.detail
        return (
            say("there is nothing at this address")
            if error.status_code == 404
            else say("this address takes {methods} only", methods=dict(error.headers or {}).get("Allow", "GET"))
        )
    return str(error) if isinstance(error, KgError) else say("the program failed here; the fault is its own")


def failed_as_json(request: Request, error: Exception) -> Response:
    """An error for a program: `error` is the sentence; of a query's syntax with `message` (without the place),
    `line`, `column` and that line's `text`, of a name that nothing has with `suggestions`.
    """
    told: dict[str, Any] = {"error": sentence_of(error)}
    if isinstance(error, QuerySyntaxError):
        told |= {"message": error.message, "line": error.line, "column": error.column, "text": error.text}
    if isinstance(error, NotFoundError):
        told |= {"suggestions": list(error.suggestions)}
    return JSONResponse(told, status_of(error), headers_of(error))


def failed_as_html(request: Request, error: Exception) -> Response:
    """An error for a reader: a page with the same sentence, and links to the nearest names."""
    status = status_of(error)
    near = error.suggestions if isinstance(error, NotFoundError) else ()
    place = error if isinstance(error, QuerySyntaxError) else None
    answer = html(request, "failed.html", status, failed=status, told=sentence_of(error), near=near, place=place)
    answer.headers.update(headers_of(error))
    return answer


def failed(request: Request, error: Exception) -> Response:
    """An error as `Accept` likes it: a page for browsers, JSON for programs, which name no HTML."""
    try:
        wants_page = best(request.headers.get("accept", ""), ["application/json", HTML]) == HTML
    except HTTPException:  # a header that is none
        wants_page = False
    answer = (failed_as_html if wants_page else failed_as_json)(request, error)
    answer.headers.add_vary_header("Accept")
    return answer
