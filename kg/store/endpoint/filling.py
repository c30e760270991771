"""A server filled with a graph and the keys of its names.

By update (SPARQL 1.1 Update), batches go into graphs of their own, each with a mark that it is there; when all is there
and has been counted, they take the place of what was, in one request. So nothing half-done is ever asked, and a load
that was cut short goes on where it was. By the Graph Store HTTP Protocol each graph is put as a whole.
"""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from tempfile import TemporaryFile
from typing import IO, Final
from urllib.parse import urlencode

import pyoxigraph
from pyoxigraph import RdfFormat

from kg.batches import in_batches
from kg.errors import EndpointError, QueryError
from kg.http.again import PAUSES
from kg.http.client import Client, Sent
from kg.messages import say
from kg.names.folding import Folding
from kg.names.keys import name_triples
from kg.rdf.terms import Literal, NamedNode, Triple
from kg.sparql.process import Limits
from kg.store.endpoint.asking import Asking
from kg.store.endpoint.settings import Place, checked_address
from kg.store.store import Store
from kg.vocabulary import expand

BATCH: Final = 1000
"""Triples of one update: more than some thousands are refused by some servers' compilers."""

_LIMITS: Final = Limits(3600, 100)
_UPDATE: Final = "application/sparql-update"
_LINES: Final = 10_000
"""Triples that are written at once into the body of a request."""
_CHUNK: Final = 2**20
_DONE, _WHOLE = NamedNode(expand("kg:loadedBatch")), NamedNode(expand("kg:loaded"))

Progress = Callable[[int, int], None]
"""Is told how many triples are there, and of how many."""


@dataclass(frozen=True)
class Filled:
    """How much a server was given: triples of the graph, and of its names; whether that was there already."""

    triples: int
    names: int
    is_old: bool


@dataclass(frozen=True)
class _Part:
    """One graph of the two: where it is filled, which one it becomes ("" for the default graph), and its triples."""

    loading: str
    becomes: str
    triples: Callable[[], Iterable[Triple]]
    count: int


def fill(
    store: Store,
    place: Place,
    *,
    update: str | None = None,
    graph_store: str | None = None,
    batch: int = BATCH,
    progress: Progress = lambda done, of: None,
) -> Filled:
    """Put the graph of a store, and the keys of its names, to a place on a server, as a whole in the place of what was.

    `update` is the address that takes updates, `graph_store` that of the Graph Store HTTP Protocol, which is taken
    where it is given; without either, what takes queries takes updates, or `/update` beside `/query`. Raises KgError
    for what is no address, QueryError for an update that is refused, and EndpointError.
    """
    asking = Asking(place)
    try:
        filling = _Filling(store, place, asking)
        digest, parts = filling.parts()
        sizes = Filled(parts[0].count, parts[1].count, False)
        if filling.is_done(digest, parts):
            return Filled(sizes.triples, sizes.names, True)
        if graph_store is not None:
            _Putting(place, asking, graph_store).put(digest, parts, progress)
        else:
            _Updating(place, asking, update or _beside(place.address.url), batch).load(digest, parts, progress)
        return sizes
    finally:
        asking.close()


def _beside(url: str) -> str:
    """The address that takes updates, where none is named."""
    return f"{url.removesuffix('/query')}/update" if url.endswith("/query") else url


class _Filling:
    """What there is to do."""

    def __init__(self, store: Store, place: Place, asking: Asking) -> None:
        self._store, self._place, self._asking = store, place, asking

    def parts(self) -> tuple[str, list[_Part]]:
        """Both graphs, and what tells them from any others: read once, to be counted and digested."""
        table = dict(self._store.names.simplifications())
        folding = Folding(lambda _, values: [(table[str(v)],) for v in values if v in table])

        def names() -> Iterator[Triple]:
            return name_triples(self._store.names.all(), folding, self._place.names)

        graph_digest, graph_count = digest_of(self._store.triples())
        names_digest, names_count = digest_of(names())
        place = self._place
        parts = [
            _Part(place.loading, place.graph, self._store.triples, graph_count),
            _Part(place.loading_names, place.names, names, names_count),
        ]
        return f"{graph_digest}-{names_digest}", parts

    def is_done(self, digest: str, parts: Iterable[_Part]) -> bool:
        """Whether just that is there already."""
        if digest not in marks(self._asking, _WHOLE):
            return False
        return all(_count(self._asking, part.becomes) == part.count for part in parts)


class _Updating:
    """Fills by SPARQL 1.1 Update."""

    def __init__(self, place: Place, asking: Asking, url: str, batch: int) -> None:
        self._place, self._asking, self._batch = place, asking, batch
        self._url = url
        self._client = Client(checked_address(url, url), place.credentials)

    def load(self, digest: str, parts: list[_Part], progress: Progress) -> None:
        """Load what is not there yet, count it, and have it take its place; raises as `fill` does."""
        try:
            if digest not in marks(self._asking, _DONE):
                self._begin(digest, parts)
            self._send_all(parts, progress)
            self._check(digest, parts)
            self._switch(digest, parts)
        finally:
            self._client.close()

    def _begin(self, digest: str, parts: Iterable[_Part]) -> None:
        """Leave nothing there of another load that was cut short."""
        mark = Triple(NamedNode(self._place.progress), _DONE, Literal(digest))
        drops = [f"DROP SILENT GRAPH {NamedNode(part.loading)}" for part in parts]
        for done in _marked(self._asking, _DONE):
            drops.append(f"DELETE DATA {{ {_in(self._place.progress, [done])} }}")
        self._update(" ;\n".join([*drops, f"INSERT DATA {{ {_in(self._place.progress, [mark])} }}"]))

    def _send_all(self, parts: Iterable[_Part], progress: Progress) -> None:
        there = marks(self._asking, _DONE)
        whole, done = sum(part.count for part in parts), 0
        for part in parts:
            for batch in in_batches(part.triples(), self._batch):
                digest, _ = digest_of(batch)
                if digest not in there:
                    mark = Triple(NamedNode(self._place.progress), _DONE, Literal(digest))
                    into = _in(part.loading, batch), _in(self._place.progress, [mark])
                    # the mark by an operation of its own, which comes after the other where the two are not one
                    self._update(" ;\n".join(f"INSERT DATA {{ {data} }}" for data in into))
                done += len(batch)
                progress(done, whole)

    def _switch(self, digest: str, parts: Iterable[_Part]) -> None:
        """Have what was loaded take the place of what was, and leave a mark of that alone.

        It is not sent again before it is known that it was not done: what was moved cannot be moved once more.
        """
        mark = Triple(NamedNode(self._place.progress), _WHOLE, Literal(digest))
        moves = [f"MOVE GRAPH {NamedNode(part.loading)} TO {_named(part.becomes)}" for part in parts]
        old = f"DROP SILENT GRAPH {NamedNode(self._place.progress)}"
        text = " ;\n".join([*moves, old, f"INSERT DATA {{ {_in(self._place.progress, [mark])} }}"])
        for seconds in (*PAUSES, None):
            try:
                self._update(text, once=True)
                break
            except (EndpointError, QueryError):
                if digest in marks(self._asking, _WHOLE):
                    break
                self._check(digest, parts)
                if seconds is None:
                    raise
                time.sleep(seconds)
        for part in parts:
            if (found := _count(self._asking, part.becomes)) != part.count:
                raise _other_count(self._place, found, part.count)

    def _check(self, digest: str, parts: Iterable[_Part]) -> None:
        """Raise EndpointError where not all is there that was loaded; the next load begins anew."""
        for part in parts:
            if (found := _count(self._asking, part.loading)) != part.count:
                self._begin(digest, parts)
                raise _other_count(self._place, found, part.count)

    def _update(self, text: str, *, once: bool = False) -> None:
        sent = Sent("POST", self._url, {"Content-Type": _UPDATE}, text.encode(), once)
        answer = self._client.send(sent, seconds=_LIMITS.seconds, megabytes=_LIMITS.megabytes)
        if answer.status == 400:
            told = answer.told()
            raise QueryError(say("{host} refuses the update: {told!r}", host=self._client.address.host, told=told))
        if not 200 <= answer.status < 300:
            raise self._client.refused(answer)


class _Putting:
    """Fills by the SPARQL 1.1 Graph Store HTTP Protocol."""

    def __init__(self, place: Place, asking: Asking, url: str) -> None:
        self._place, self._asking, self._url = place, asking, url
        self._client = Client(checked_address(url, url), place.credentials)

    def put(self, digest: str, parts: list[_Part], progress: Progress) -> None:
        """Put each graph as a whole, the names first, and then the mark of both; raises EndpointError."""
        whole, done = sum(part.count for part in parts), 0
        mark = Triple(NamedNode(self._place.progress), _WHOLE, Literal(digest))
        try:
            self._put(self._place.progress, [])  # what is being changed is not whole
            for part in reversed(parts):
                self._put(part.becomes, part.triples())
                if (found := _count(self._asking, part.becomes)) != part.count:
                    raise _other_count(self._place, found, part.count)
                done += part.count
                progress(done, whole)
            self._put(self._place.progress, [mark])
        finally:
            self._client.close()

    def _put(self, graph: str, triples: Iterable[Triple]) -> None:
        """Put a graph, from a file: not every server takes a body of which it is not told how long it is."""
        with TemporaryFile() as file:
            for part in in_batches(triples, _LINES):
                file.write(_lines(part))
            url = f"{self._url}?{urlencode({'graph': graph}) if graph else 'default'}"
            headers = {"Content-Type": RdfFormat.N_TRIPLES.media_type, "Content-Length": str(file.tell())}
            body = partial(_chunks, file) if file.tell() else b""
            answer = self._client.send(
                Sent("PUT", url, headers, body), seconds=_LIMITS.seconds, megabytes=_LIMITS.megabytes
            )
        if not 200 <= answer.status < 300:
            raise self._client.refused(answer)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    return iter(partial(file.read, _CHUNK), b"")


def digest_of(triples: Iterable[Triple]) -> tuple[str, int]:
    """What tells a set of triples, in whatever order, from any other; and how many they are.

    The sum of the SHA-256 of each (Bellare and Micciancio, AdHash), so that none has to be kept.
    """
    total = count = 0
    for count, triple in enumerate(triples, 1):  # noqa: B007
        total += int.from_bytes(hashlib.sha256(str(triple).encode()).digest(), "big")
    return f"{total % 2**256:064x}", count


def marks(asking: Asking, kind: NamedNode) -> set[str]:
    """What a server is marked to have of a load."""
    return {mark.object.value for mark in _marked(asking, kind) if isinstance(mark.object, Literal)}


def _marked(asking: Asking, kind: NamedNode) -> list[Triple]:
    graph = asking.place.progress
    text = f"CONSTRUCT {{ ?s {kind} ?o }} WHERE {{ ?s {kind} ?o }}"  # as the engine serialises it
    solved = asking.solve(text, _LIMITS, graph=graph)
    return list(solved.triples())


def _count(asking: Asking, graph: str) -> int:
    found = asking.solve("SELECT (COUNT(*) AS ?count) WHERE { ?s ?p ?o }", _LIMITS, graph=graph).result()
    return next(int(term.value) for row in found for term in row.values() if term)  # type: ignore[union-attr]


def _other_count(place: Place, found: int, expected: int) -> EndpointError:
    host = place.address.host
    wrong = say("{host} has {count} triples of {expected}", host=host, count=found, expected=expected)
    if found > expected and not place.graph:
        return EndpointError(
            host,
            wrong,
            say("its default graph is made of others: name one, with {parameter}", parameter="?default-graph-uri="),
        )
    return EndpointError(host, wrong, say("run it again: kg load"))


def _in(graph: str, triples: Iterable[Triple]) -> str:
    """Triples of a graph, as the data of an update: each term as the engine serialises it."""
    return f"GRAPH {NamedNode(graph)} {{\n{_lines(triples).decode()}}}"


def _lines(triples: Iterable[Triple]) -> bytes:
    data = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES)
    assert data is not None
    return data


def _named(graph: str) -> str:
    return f"GRAPH {NamedNode(graph)}" if graph else "DEFAULT"
