"""The application that serves the graph: what it answers, from which rooms, and what surrounds every answer."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from kg.errors import KgError
from kg.web.http.current import Current
from kg.web.http.failures import failed
from kg.web.http.headers import Secured
from kg.web.http.kept import Kept
from kg.web.http.languages import Spoken
from kg.web.http.links import Links, checked
from kg.web.http.measured import Log, Measured, Measures, unlogged
from kg.web.http.parameters import Encoded

_SMALLEST: Final = 1000
"""Bytes below which an answer is not packed."""


def create_app(current: Current, base: str = "", log: Log = unlogged, report: str = "") -> ASGIApp:
    """The application over the current graph; `base` is the address under which others see it, where that is
    not the one that they ask; `log` is told of each request; `report` is the address to which readers write that a row
    is wrong, with `{id}` for the row's id, if there is one.

    Raises KgError for a `report` that no browser opens as a page or a letter.
    """
    measures = Measures(current)
    app = assemble(current, base, measures)
    app.state.prefix, app.state.report = urlsplit(base).path.rstrip("/"), checked(report)
    surrounded = Secured(Encoded(Spoken(app)))  # what Starlette answers where all else fails, too
    return Measured(Kept(surrounded, current), measures, log)


def assemble(current: Current, base: str = "", measures: Measures | None = None) -> Starlette:
    """The application within what surrounds it: routes, and how failures are answered. Its `state` says how its pages
    are linked: `prefix`, `report` and `links`, as `kg.web.http.pages.links_of` has them.
    """
    app = Starlette(
        routes=_routes(current, base, measures or Measures(current)),
        middleware=[
            Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"], allow_headers=["*"]),
            Middleware(GZipMiddleware, minimum_size=_SMALLEST),
        ],
        exception_handlers=dict.fromkeys((KgError, HTTPException, Exception), failed),
        lifespan=lambda _app: current.followed(),
    )
    app.state.prefix, app.state.report, app.state.links = "", "", Links
    return app


def _routes(current: Current, base: str, measures: Measures) -> Sequence[BaseRoute]:
    from kg.web.api.health import routes as health
    from kg.web.api.lookups import routes as lookups
    from kg.web.api.openapi import routes as openapi
    from kg.web.forms.editor import routes as editor
    from kg.web.forms.graph import routes as graph
    from kg.web.forms.questions import routes as questions
    from kg.web.http.static import routes as static
    from kg.web.linked.routes import routes as linked
    from kg.web.pages.routes import routes as pages
    from kg.web.protocol.endpoint import routes as endpoint
    from kg.web.reconciliation.endpoint import routes as reconciliation

    return [
        *endpoint(current, base),
        *reconciliation(current, base),
        *lookups(current),
        *health(current, measures),
        *openapi(current, base),
        *linked(current),
        *pages(current),
        *questions(current),
        *editor(current),
        *graph(current),
        *static(),
    ]
