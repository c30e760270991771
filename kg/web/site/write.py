"""The site, written: the pages of the server from its first ones on, each that another leads to, and their data."""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from anyio.from_thread import start_blocking_portal
from starlette.types import ASGIApp, Message, Scope

from kg.errors import KgError
from kg.export.release import dataset_triples
from kg.messages import say
from kg.page.html import page as whole_graph
from kg.rdf.formats import Holds, by_name
from kg.rdf.sorted import serialise_sorted
from kg.vocabulary import Language
from kg.web.app import assemble
from kg.web.http.current import Current
from kg.web.http.languages import Spoken
from kg.web.http.links import checked
from kg.web.http.rendering import render
from kg.web.site.links import GRAPH, SiteLinks, file_of

_AT_ONCE: Final = 8
"""Pages that are made at once."""
_TOLD: Final = 125 * _AT_ONCE
"""After how many files it is told how many there are."""
_VOID: Final = "/void"
_MOVED: Final = range(300, 400)


def write_site(
    current: Current, folder: Path, report: str = "", notice: Callable[[int, int], None] = lambda *_: None
) -> int:
    """Write the pages of the current graph, their data and the whole graph into a folder, and return how many files.

    `report` is as `kg.web.app.create_app` has it; `notice` is told now and then how many are written, and how many are
    known of. Raises KgError where a page cannot be made, PageError where scripts have not been made, and OSError.
    """
    wanted = {f"/{language}/": None for language in Language}
    app = assemble(current)
    app.state.report = checked(report)
    app.state.links = partial(SiteLinks, wanted=lambda address: wanted.setdefault(address, None))
    _write(folder, GRAPH, whole_graph(current.lookup_in(Language.ZH)).encode())
    void = serialise_sorted(dataset_triples(current.store), by_name("turtle", Holds.GRAPH))
    _write(folder, file_of(_VOID), void)
    _write(folder, "index.html", render("languages.html", SiteLinks(Language.ZH, "../")).encode())
    with start_blocking_portal() as portal:  # a caller may run an event loop, as notebooks do
        portal.call(_follow, Spoken(app), folder, wanted, notice)
    return len({GRAPH, "index.html", *map(file_of, (_VOID, *wanted))})


async def _follow(app: ASGIApp, folder: Path, wanted: dict[str, None], notice: Callable[[int, int], None]) -> None:
    """Write what is wanted, also what is found to be wanted on the way."""
    done = {_VOID}  # the server's names its endpoint too
    while waiting := [address for address in wanted if address not in done]:
        for begin in range(0, len(waiting), _AT_ONCE):  # while one waits for what it asked, another is made
            await asyncio.gather(*(_write_answer(app, folder, one) for one in waiting[begin : begin + _AT_ONCE]))
            if (written := begin + _AT_ONCE) % _TOLD == 0:
                notice(len(done) + written, len(wanted))
        done.update(waiting)


async def _write_answer(app: ASGIApp, folder: Path, address: str) -> None:
    status, headers, body = await _get(app, address)
    if status in _MOVED:
        body = render("moved.html", SiteLinks(Language.EN), address=headers["location"]).encode()
    elif status != 200:
        raise KgError(say("{address}: the page cannot be made ({status})", address=address, status=status))
    _write(folder, file_of(address), body)


def _write(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)  # what breaks off is written anew as a whole


async def _get(app: ASGIApp, address: str) -> tuple[int, dict[str, str], bytes]:
    """What an application answers to a GET: status, headers, body (ASGI 3)."""
    path, _, query = address.partition("?")
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "server": ("localhost", 80),
        "path": unquote(path),
        "raw_path": path.encode("ascii"),
        "query_string": query.encode("ascii"),
        "headers": [(b"host", b"localhost"), (b"accept", b"text/html, */*;q=0.1" if "." not in path else b"*/*")],
    }
    parts: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        parts.append(message)

    await app(scope, receive, send)
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in parts[0]["headers"]}
    return parts[0]["status"], headers, b"".join(part.get("body", b"") for part in parts[1:])
