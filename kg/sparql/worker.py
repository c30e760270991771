"""A process that answers queries over one graph, one after another: `kg.sparql.workers` starts it and may end it.

    python -m kg.sparql.worker GRAPH'S-FOLDER [isolated]

It speaks as `kg.sparql.frames` says, and ends when nobody is there to hear it.
"""

import atexit
import io
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final

import pyoxigraph
from pyoxigraph import RdfFormat

from kg.errors import KgError, QuerySyntaxError, StoreError
from kg.folders import catalogues_folder
from kg.messages import speak
from kg.rdf.formats import Holds
from kg.rdf.terms import Term
from kg.sparql.evaluation import evaluate, explain
from kg.sparql.frames import DATA, EMPTY, END, ERROR, EXPLAIN, HINTS, READY, RESULT, Frame, read_frame, write_frame
from kg.sparql.graph import open_graph
from kg.sparql.results import Answer, Solutions

_ENOUGH: Final = 2**18
"""Bytes that make a frame of data."""

_STATUS: Final = Path("/proc/self/statm")


def main() -> None:
    """Answer whoever writes to standard input."""
    if "isolated" in sys.argv[2:]:
        _leave_network()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever is interrupted ends this process
    atexit.register(os._exit, 1)  # at once: the thread below reads, and would hold up the end
    asked: SimpleQueue[Frame] = SimpleQueue()
    threading.Thread(target=_listen, args=[asked], daemon=True).start()
    with _told():
        graph = open_graph(Path(sys.argv[1]))
        space = _address_space()
        _send(READY)
        while True:
            with _told():
                _answer(graph, space, asked)


def _leave_network() -> None:
    """Have no network from here on, where the system lets a process leave it: a namespace of its own has none."""
    import ctypes

    new_user, new_network = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET of <linux/sched.h>
    with suppress(OSError, AttributeError):  # no Linux
        ctypes.CDLL(None).unshare(new_user | new_network)


def _listen(asked: "SimpleQueue[Frame]") -> None:
    """Take what is asked; when its sender is gone, nobody waits for an answer, however long it would take yet."""
    while frame := read_frame(sys.stdin.buffer):
        asked.put(frame)
    os._exit(0)


def _answer(graph: pyoxigraph.Store, space: int | None, asked: "SimpleQueue[Frame]") -> None:
    """Answer one query, or explain one."""
    kind, data = asked.get()
    request = json.loads(data)
    speak(request["language"], catalogues_folder())
    _limit_memory(space, request["megabytes"])
    if kind == EXPLAIN:
        _send(HINTS, json.dumps(explain(graph, request["text"], request["given"], empty=request["empty"])).encode())
        return
    result = evaluate(graph, request["text"], _terms(request["bindings"]), service=request["service"])
    head = {"variables": getattr(result, "variables", None), "answer": getattr(result, "value", None)}
    formats = request["formats"]
    holds = Holds.SOLUTIONS if isinstance(result, Solutions) else Holds.GRAPH
    goes_on = formats and formats[holds.value] and not isinstance(result, Answer)
    _send(RESULT, json.dumps(head).encode(), more=bool(goes_on))
    if isinstance(result, Answer) or (formats and not goes_on):
        return
    name = formats[holds.value] if formats else asked.get().data.decode()
    output = _Frames(asked)
    if name or isinstance(result, Solutions):
        result.write(output, name or "json")
    else:
        result.write_plain(output)
    is_empty = not formats and result.is_empty  # who names formats does not ask
    _send(EMPTY if is_empty else END, output.rest())


class _Frames(io.RawIOBase):
    """What a result is written to: it is sent in frames, and nothing goes on before the next is asked for."""

    def __init__(self, asked: "SimpleQueue[Frame]") -> None:
        self._asked, self._held, self._size = asked, list[bytes](), 0

    def write(self, data: Any) -> int:
        self._held.append(bytes(data))
        self._size += len(data)
        if self._size >= _ENOUGH:
            _send(DATA, self.rest())
            self._asked.get()
        return len(data)

    def rest(self) -> bytes:
        """What was not sent yet."""
        held, self._held, self._size = b"".join(self._held), [], 0
        return held


def _terms(triples: dict[str, str]) -> dict[str, Term]:
    """Terms by variable, each from a triple of N-Triples that has it as its object."""
    return {name: next(pyoxigraph.parse(line, format=RdfFormat.N_TRIPLES)).object for name, line in triples.items()}


def _address_space() -> int | None:
    """How many bytes of addresses this process uses; None where the system does not say."""
    if not _STATUS.is_file():
        return None
    return int(_STATUS.read_text("ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _limit_memory(space: int | None, megabytes: int | None) -> None:
    """Let this process have so much memory above the `space` that it began with, where that is known."""
    if space is None:
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    allowed = sys.maxsize if most == resource.RLIM_INFINITY else most
    wanted = most if megabytes is None else min(space + megabytes * 10**6, allowed)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, most))


@contextmanager
def _told() -> Iterator[None]:
    """What fails is told to the owner."""
    try:
        yield
    except QuerySyntaxError as error:
        _tell(error, error.message, error.line, error.column, error.text)
    except StoreError as error:
        _tell(error, str(error.path), error.reason)
    except (KgError, MemoryError, OSError, RuntimeError) as error:
        _tell(error, str(error))


def _tell(error: Exception, *values: object) -> None:
    _send(ERROR, json.dumps([type(error).__name__, *values]).encode())


def _send(kind: bytes, data: bytes = b"", *, more: bool = False) -> None:
    try:
        write_frame(sys.stdout.buffer, kind, data, more=more)
    except OSError:  # the owner is gone
        os._exit(0)


if __name__ == "__main__":
    main()
