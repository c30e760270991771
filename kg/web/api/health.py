"""How the server is: whether it can answer, and what was measured of it."""

from typing import Final

from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg.errors import KgError, QueryBusyError, StoreError
from kg.messages import say
from kg.sparql.process import Limits
from kg.store.record import read_record
from kg.version import __version__
from kg.web.http.current import Current
from kg.web.http.failures import headers_of
from kg.web.http.measured import Measures

_QUERY: Final = "ASK { ?dataset a <http://rdfs.org/ns/void#Dataset> }"
_LIMITS: Final = Limits(5, 1000)


def routes(current: Current, measures: Measures) -> list[Route]:
    """Health and metrics."""

    def health(_request: Request) -> Response:
        """Whether a trivial query is answered, of which graph."""
        try:
            told = {"status": "ok", "version": __version__} | _asked(current)
        except KgError as error:
            headers = headers_of(StoreError(current.store.generation, ""))
            return JSONResponse({"status": "failing", "error": str(error)}, 503, headers | _NEVER_KEPT)
        return JSONResponse(told, headers=_NEVER_KEPT)

    def metrics(_request: Request) -> Response:
        """What was measured, as Prometheus reads it (text format 0.0.4)."""
        content = generate_latest(measures.registry)
        return Response(content, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4} | _NEVER_KEPT)

    return [Route("/health", health), Route("/metrics", metrics)]


_NEVER_KEPT: Final = {"Cache-Control": "no-store"}


def _asked(current: Current) -> dict[str, object]:
    """What the graph tells of itself that is served; raises KgError where it cannot be asked, or is none of ours."""
    store = current.store
    record = read_record(store.generation)
    if record is None:
        raise StoreError(store.generation, say("its record is missing or damaged"))
    told = {"generation": current.number, "triples": record.counts.triples}
    running = current.gauges.get("queries_running")
    if running and running.now() >= current.workers:
        return told | {"busy": True}
    try:
        if store.solve(_QUERY, _LIMITS).is_empty:
            raise StoreError(store.generation, say("it holds no data set"))
    except QueryBusyError:
        return told | {"busy": True}
    return told | {"busy": False}
