"""What is measured of a server: how many requests of which kind, how long they take, what there is now; and a line of
each request, in which nothing stands that its reader asked.
"""

import json
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Final, NamedTuple

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.version import __version__
from kg.web.http.current import Current

NOWHERE: Final = "(none)"
"""The route of requests for what there is not."""
_METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")
_OTHER: Final = "(other)"
_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_BROKEN_OFF: Final = 499
"""The status told of a request that was answered nothing, since its client went away."""


class Answered(NamedTuple):
    """A request that was answered: the template of its route, not its path; status, milliseconds, bytes sent, and the
    language of the answer.
    """

    time: str
    method: str
    route: str
    status: int
    milliseconds: float
    bytes: int
    language: str

    @property
    def text(self) -> str:
        """A line for people."""
        return (
            f"{self.time} {self.method} {self.route} {self.status} {self.milliseconds:.1f} ms "
            f"{self.bytes} B {self.language}"
        )

    @property
    def json(self) -> str:
        """A line of JSON."""
        return json.dumps(self._asdict())


Log = Callable[[Answered], None]


def unlogged(_answered: Answered) -> None:
    """No line."""


class Measures:
    """What is measured of the server of a graph, in a registry of its own."""

    def __init__(self, current: Current) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "kg_requests", "Requests answered.", ("route", "method", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "kg_request_seconds",
            "Seconds until a request was answered.",
            ("route",),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self.registry.register(_Now(current))

    def count(self, answered: Answered) -> None:
        """Count a request."""
        self._requests.labels(answered.route, answered.method, answered.status).inc()
        self._seconds.labels(answered.route).observe(answered.milliseconds / 1000)


class _Now(Collector):
    """How much there is now of what the parts of a server tell of themselves."""

    def __init__(self, current: Current) -> None:
        self._current = current

    def collect(self) -> Iterable[Metric]:
        for name, gauge in self._current.gauges.items():
            yield GaugeMetricFamily(f"kg_{name}", gauge.about, value=gauge.now())
        yield GaugeMetricFamily("kg_workers", "Processes that answer queries.", value=self._current.workers)
        told = {"generation": self._current.number, "version": __version__}
        yield InfoMetricFamily("kg_graph", "The graph that is served.", value=told)


class Measured:
    """An application each of whose answers is counted, and told to a log."""

    def __init__(self, app: ASGIApp, measures: Measures, log: Log = unlogged) -> None:
        self._app, self._measures, self._log = app, measures, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        status, sent = _BROKEN_OFF, 0

        async def send_counted(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
            sent += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, send_counted)
        finally:
            self._tell(scope, status, time.perf_counter() - begun, sent)

    def _tell(self, scope: Scope, status: int, seconds: float, sent: int) -> None:
        route, method = getattr(scope.get("route"), "path", NOWHERE), scope["method"]
        answered = Answered(
            datetime.now(UTC).isoformat(timespec="milliseconds"),
            method if method in _METHODS else _OTHER,
            route,
            status,
            round(seconds * 1000, 3),
            sent,
            scope.get("state", {}).get("language", ""),
        )
        self._measures.count(answered)
        self._log(answered)
