"""Queries answered within limits, by processes that can be ended.

The engine has no limits of its own, cannot be interrupted while it plans or evaluates a query, and can be
crashed by one; all three end with its process. One that has answered is used again.
"""

import io
import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, Any, Final
from weakref import finalize

import pyoxigraph
from pyoxigraph import NamedNode, QueryResultsFormat, QuerySolutions, RdfFormat

from kg.errors import (
    KgError,
    QueryBusyError,
    QueryKilledError,
)
from kg.messages import spoken
from kg.rdf.formats import Format, Holds, Output, by_name
from kg.rdf.terms import Term, Triple
from kg.sparql.frames import ASK, DATA, EMPTY, EXPLAIN, FORMAT, MORE
from kg.sparql.graph import Failed, query_failed
from kg.sparql.hints import Hint
from kg.sparql.process import Limits, Worker
from kg.sparql.results import Answer, Result, Solutions, Source, Triples, Why, unexplained
from kg.sparql.scan import refuse_length

_HINT_SECONDS: Final = 3
_PATIENCE: Final = 10
"""Seconds that a query waits for a worker, where there may be only so many."""


class Stop:
    """What ends the answer to a query from another thread: nobody wants it any more."""

    def __init__(self) -> None:
        self.is_set = False
        self._worker: Worker | None = None

    def set(self) -> None:
        """End the process that answers, be it one that is only about to."""
        self.is_set = True
        if self._worker:
            self._worker.kill()

    def watch(self, worker: Worker) -> None:
        """End this one when nobody wants the answer."""
        self._worker = worker
        if self.is_set:
            worker.kill()


class Workers:
    """The processes that answer queries over the graph in a `folder`; `failed` makes the error of what the engine
    said where it failed.

    There are as many as queries are asked at once, or `most`. `isolated` ones have no network, where the system can
    take it from them.
    """

    def __init__(
        self, folder: Path, failed: Failed = query_failed, *, most: int | None = None, isolated: bool = False
    ) -> None:
        self._folder, self._failed, self._most, self._isolated = folder, failed, most, isolated
        self._prepare()

    def _prepare(self) -> None:
        """No worker waits yet; where there may be only so many, the place of each does."""
        self._idle: SimpleQueue[Worker | None] = SimpleQueue()  # what is put when garbage is collected waits for nobody
        for _ in range(self._most or 0):
            self._idle.put(None)
        self._owner = os.getpid()

    def begin(self, count: int) -> None:
        """Start so many, which then wait for queries; raises StoreError where the graph cannot be opened."""
        for worker in [self._take() for _ in range(count)]:
            self._release(worker)

    def ask(
        self,
        text: str,
        limits: Limits,
        bindings: Mapping[str, Term] | None = None,
        *,
        formats: Mapping[Holds, Format | None] | None = None,
        stop: Stop | None = None,
    ) -> "Reply":
        """The reply to a query, with the usual prefixes declared; `bindings` are terms for variables that it projects.
        Another thread may end it by `stop`. Where `formats` are named, the reply comes in these alone, and sooner.

        Raises as `kg.sparql.evaluation.evaluate` does, QueryTimeoutError and QueryMemoryError where a
        limit is reached, QueryBusyError where no worker is free for long, and StoreError where the graph cannot be
        opened. What comes later raises the same. Where a worker was ended from outside before it replied, another is
        asked, and QueryKilledError raised where that was ended too.
        """
        refuse_length(text)
        names = {of.value: format and format.name for of, format in formats.items()} if formats else None
        request = _request(text, limits, bindings=_as_triples(bindings or {}), service=limits.service, formats=names)
        stop = stop or Stop()
        try:
            return self._reply(request, limits, formats, stop)
        except QueryKilledError:
            if stop.is_set:
                raise
            return self._reply(request, limits, formats, stop)

    def _reply(
        self, request: bytes, limits: Limits, formats: Mapping[Holds, Format | None] | None, stop: Stop
    ) -> "Reply":
        worker = self._take()
        stop.watch(worker)
        worker.limit(limits)
        try:
            head = json.loads(worker.send(ASK, request).data)
        except BaseException:
            self._release(worker)
            raise
        return Reply(worker, head["variables"], head["answer"], self._release, formats)

    def explain(self, text: str, given: Collection[str] = (), *, empty: bool = True) -> tuple[Hint, ...]:
        """Why the answer to a query may be empty, or have an empty column; `given` are variables bound from outside.

        What cannot be said soon is not said.
        """
        limits = Limits(_HINT_SECONDS)
        try:
            worker = self._take()
        except KgError:
            return ()
        try:
            worker.limit(limits)
            told = json.loads(worker.send(EXPLAIN, _request(text, limits, given=list(given), empty=empty)).data)
        except KgError:
            return ()
        finally:
            self._release(worker)
        return tuple(Hint(kind, tuple(values), tuple(near)) for kind, values, near in told)

    def _take(self) -> Worker:
        """A worker that nobody else has, one that waits or a new one; raises QueryBusyError where there is none for
        long.
        """
        if self._owner != os.getpid():  # after a fork, those that wait are another process's
            self._prepare()
        try:
            worker = self._idle.get(timeout=_PATIENCE if self._most else 0)
        except Empty:
            if self._most:
                raise QueryBusyError(_PATIENCE) from None
            worker = None
        if worker and worker.is_alive():
            return worker
        try:
            return self._new()
        except BaseException:
            self._leave()
            raise

    def _new(self) -> Worker:
        return Worker(self._folder, self._failed, isolated=self._isolated)

    def _release(self, worker: Worker) -> None:
        """Let others have a worker, if it lives; where there may be only so many, start another in its place before
        anybody asks for it.
        """
        if worker.is_alive():
            self._idle.put(worker)
        elif self._most:
            with suppress(RuntimeError):  # this process ends
                Thread(target=self._replace, daemon=True).start()

    def _replace(self) -> None:
        try:
            self._idle.put(self._new())
        except (KgError, OSError):  # whoever takes its place is told why
            self._leave()

    def _leave(self) -> None:
        """Let others have the place of a worker."""
        if self._most:
            self._idle.put(None)


class Reply:
    """What a query is replied: whether solutions (or an answer) or a graph, and then all of it, once."""

    def __init__(
        self,
        worker: Worker,
        variables: Sequence[str] | None,
        answer: bool | None,
        release: Callable[[Worker], None],
        formats: Mapping[Holds, Format | None] | None = None,
    ) -> None:
        self._variables, self._answer = variables, answer
        self.holds = Holds.GRAPH if variables is None and answer is None else Holds.SOLUTIONS
        self._format = formats[self.holds] if formats else None
        """The format in which the reply comes without being asked for."""
        self.is_empty = False
        """Whether there was nothing; known when all was read."""
        self._worker, self._release = worker, release
        self._abandoned = finalize(self, _abandon, worker, release)
        if answer is not None:
            self.is_empty = not answer
        if answer is not None or (formats and self._format is None):
            self._done()

    def _done(self) -> None:
        """Nothing more is read of the worker; it is ended where it has more to say."""
        if self._abandoned.detach():
            self._release(self._worker)

    def close(self) -> None:
        """Read no more: whoever answers is ended where there was more."""
        self._abandoned()

    def chunks(self, format: Format | None = None) -> Iterator[bytes]:
        """The bytes of the reply in a format, as they come, each asked for when it is wanted; without a format, JSON or
        N-Triples, in which nothing is lost or refused. Raises FormatError, and as `Workers.ask`.
        """
        name = by_name(format.name, self.holds).name if format else ""
        if self._answer is None:
            return self._chunks(name)
        return iter([Answer(self._answer).serialise(name or "json")])

    def _chunks(self, name: str) -> Iterator[bytes]:
        try:
            frame = self._worker.receive() if self._format else self._worker.send(FORMAT, name.encode())
            while frame.kind == DATA:
                yield frame.data
                frame = self._worker.send(MORE)
            self.is_empty = frame.kind == EMPTY
        except KgError:
            self._done()
            raise
        except BaseException:  # nobody wants the rest
            self.close()
            raise
        self._done()
        if frame.data:
            yield frame.data

    def result(self, why: Why = unexplained) -> Result:
        """The reply as terms; `why` says why it may be empty."""
        if self._answer is not None:
            return Answer(self._answer, why)
        if self._variables is None:
            return Triples(Source(self._triples, self._write), why)
        return Solutions(self._variables, Source(self._solutions, self._write), why)

    def _write(self, output: Output, format: Format) -> None:
        for chunk in self.chunks(format):
            output.write(chunk)

    def _solutions(self) -> QuerySolutions:
        found = pyoxigraph.parse_query_results(self._stream(), format=QueryResultsFormat.JSON)
        assert isinstance(found, QuerySolutions)
        return found

    def _triples(self) -> Iterator[Triple]:
        return (quad.triple for quad in pyoxigraph.parse(self._stream(), format=RdfFormat.N_TRIPLES))

    def _stream(self) -> IO[bytes]:
        return io.BufferedReader(_Stream(self.chunks()), 2**16)


def _abandon(worker: Worker, release: Callable[[Worker], None]) -> None:
    worker.end()
    release(worker)


class _Stream(io.RawIOBase):
    """What comes in chunks, to be read as a file."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._rest = chunks, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = memoryview(next(self._chunks, b""))
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def _request(text: str, limits: Limits, **more: object) -> bytes:
    asked = {"text": text, "megabytes": limits.megabytes, "language": spoken(), **more}
    return json.dumps(asked).encode()


def _as_triples(bindings: Mapping[str, Term]) -> dict[str, str]:
    """Each term as the object of a triple of N-Triples, by its variable."""
    node = NamedNode("urn:x:x")
    triples = {name: Triple(node, node, term) for name, term in bindings.items()}
    return {name: _line(triple) for name, triple in triples.items()}


def _line(triple: Triple) -> str:
    data = pyoxigraph.serialize([triple], format=RdfFormat.N_TRIPLES)
    assert data is not None
    return data.decode()
