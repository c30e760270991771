"""Styles and scripts, each under an address that tells its content, so that browsers keep them."""

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.folders import bundled_file, page_file
from kg.messages import say
from kg.web.http.unchanged import is_had

SERVED: Final[Mapping[str, Callable[[str], Path]]] = {
    "page.css": page_file,
    "pages.css": page_file,
    "forms.css": page_file,
    "forms.js": bundled_file,
    "query.js": bundled_file,
}
"""The files that are served, and where each is found."""
_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".wasm": "application/wasm"}
_FOR_EVER: Final = "public, max-age=31536000, immutable"


def address_of(name: str) -> str:
    """The address of a file, with a stamp of its content; raises PageError for one that has not been made."""
    return f"/static/{name}?v={_read(name)[1]}"


def routes() -> list[Route]:
    """The files."""
    return [Route("/static/{name}", _answer)]


def _answer(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in SERVED:
        raise HTTPException(404, say("there is no such page"))
    content, stamp = _read(name)
    kept = _FOR_EVER if request.query_params.get("v") == stamp else "no-cache"
    headers = {"ETag": f'"{stamp}"', "Cache-Control": kept}
    if is_had(request, f'"{stamp}"'):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=_TYPES[Path(name).suffix], headers=headers)


@cache
def _read(name: str) -> tuple[bytes, str]:
    """The content of a file and its stamp, read once."""
    content = SERVED[name](name).read_bytes()
    return content, hashlib.sha256(content).hexdigest()[:16]
