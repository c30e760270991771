"""One process that answers queries, and the limits within which it does."""

import json
import os
import selectors
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final
from weakref import finalize

from kg import numbers
from kg.errors import (
    FormatError,
    KgError,
    QueryError,
    QueryKilledError,
    QueryMemoryError,
    QueryRefusedError,
    QuerySyntaxError,
    QueryTimeoutError,
    StoreError,
)
from kg.messages import say
from kg.sparql.frames import ERROR, Frame, take_frame, write_frame
from kg.sparql.graph import Failed

_BEGINNING_SECONDS: Final = 60
_PART: Final = 2**16
"""Bytes read at once: as many as a pipe holds."""
_KILLED: Final = -9
"""The code with which a process ends that was ended by SIGKILL."""
_OUT_OF_MEMORY: Final = b"memory allocation of"
"""What the engine says on standard error when it may have no more."""


@dataclass(frozen=True)
class Limits:
    """What a query may do: take so many `seconds` (None: for ever) and so many `megabytes` of memory (None: all
    there are; known on Linux alone), and ask other hosts by SERVICE.

    What counts is the time to read the query, to evaluate it and to write the answer; not that
    in which nobody reads the answer.
    """

    seconds: float | None = 30
    megabytes: int | None = 2000
    service: bool = False

    @classmethod
    def given(cls, seconds: Any, megabytes: Any, *, service: bool = False) -> "Limits":
        """The limits that a caller gives; raises KgError for one that is none."""
        return cls(
            None if seconds is None else numbers.given("seconds", seconds, numbers.seconds),
            None if megabytes is None else numbers.given("megabytes", megabytes, numbers.megabytes),
            service,
        )


class Worker:
    """One process, kg.sparql.worker, over the graph in a `folder`; raises StoreError where that cannot be opened.

    `failed` makes the error of what the engine said where it failed; an `isolated` one has no network.
    """

    def __init__(self, folder: Path, failed: Failed, *, isolated: bool = False) -> None:
        self._failed = failed
        command = [sys.executable, "-P", "-m", "kg.sparql.worker", str(folder), *(["isolated"] if isolated else [])]
        pipe = subprocess.PIPE
        environment = os.environ | {"RUST_BACKTRACE": "0"}  # what it says when it fails is to fit in a pipe
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment)
        self._arrived = bytearray()
        self._output = selectors.DefaultSelector()
        self._output.register(self._pipe(self._process.stdout), selectors.EVENT_READ)
        self._end = finalize(self, _end, self._process, self._output)  # when nobody has this worker any more, too
        self._late = False
        self.limit(Limits(_BEGINNING_SECONDS))
        self.receive()

    def limit(self, limits: Limits) -> None:
        """Answer the next query within these limits."""
        self._limits, self._left = limits, limits.seconds

    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def send(self, kind: bytes, data: bytes = b"") -> Frame:
        """What is answered to a frame; raises what the worker tells of, or how it ended."""
        with suppress(OSError):  # it is gone, which is told below
            write_frame(self._pipe(self._process.stdin), kind, data)
        return self.receive()

    def receive(self) -> Frame:
        """The next frame; raises as `send` does."""
        frame = self._wait()
        if frame is None:
            raise self._ended()
        if frame.kind == ERROR:
            raise self._error(*json.loads(frame.data))
        return frame

    def _wait(self) -> Frame | None:
        """The next frame, if it is there in time."""
        start = time.monotonic()
        try:
            while (frame := take_frame(self._arrived)) is None:
                if not self._output.select(self._left and max(self._left - (time.monotonic() - start), 0)):
                    self._late = True
                    return None
                if not (data := os.read(self._pipe(self._process.stdout).fileno(), _PART)):
                    return None
                self._arrived += data
            return frame
        except BaseException:  # nobody waits for the answer any more
            self.end()
            raise
        finally:
            if self._left is not None:
                self._left -= time.monotonic() - start

    def _ended(self) -> KgError:
        """Why the process is gone."""
        if self._late:
            self.end()
            return QueryTimeoutError(self._limits.seconds or 0)
        told = self._pipe(self._process.stderr).read()
        self.end()
        if _OUT_OF_MEMORY in told:
            return QueryMemoryError(self._limits.megabytes or 0)
        if self._process.returncode == _KILLED:
            return QueryKilledError()
        if self._process.returncode < 0:
            signal = -self._process.returncode
            return self._failed(
                QueryError(
                    say("the engine's process died of signal {signal}; the query is too complex for it", signal=signal)
                )
            )
        said = told.decode(errors="replace").strip() or say("it said nothing")
        return self._failed(QueryError(say("the engine's process failed: {told}", told=said)))

    def _error(self, kind: str, *values: Any) -> KgError:
        """The error that the process tells of."""
        if kind == MemoryError.__name__:
            return QueryMemoryError(self._limits.megabytes or 0)
        if kind == StoreError.__name__:
            return StoreError(Path(values[0]), values[1])
        kinds = (QuerySyntaxError, QueryRefusedError, FormatError)
        known = next((one for one in kinds if one.__name__ == kind), None)
        return known(*values) if known else self._failed(QueryError(*values))

    def kill(self) -> None:
        """End the process, from any thread: whoever waits for it sees its end, and clears up."""
        self._process.kill()

    def end(self) -> None:
        """End the process, whatever it does, and clear up; nobody else may be waiting for it."""
        self._end()

    @staticmethod
    def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
        assert stream is not None
        return stream


def _end(process: "subprocess.Popen[bytes]", output: selectors.BaseSelector) -> None:
    process.kill()
    process.wait()
    output.close()
    for stream in (process.stdin, process.stdout, process.stderr):
        with suppress(OSError):  # what was not sent goes nowhere
            if stream is not None:
                stream.close()
