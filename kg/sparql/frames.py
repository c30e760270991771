"""How a worker and the process that owns it speak: in frames, over the worker's standard input and output.

A frame is one letter that says its kind, the length of what follows as four bytes (the highest
first), and that many bytes. The owner sends one frame and waits for one, so that neither runs ahead:

    ASK        JSON: a query, its bindings and limits    → RESULT (JSON: its variables, or the answer of an
                                                           ASK, which is all), or ERROR
    FORMAT     the name of a format, or nothing          → DATA, or the last: END, or EMPTY, or ERROR
    MORE       nothing: go on with what is written       → DATA, or the last: END, or EMPTY, or ERROR
    EXPLAIN    JSON: a query whose answer may be empty   → HINTS (JSON), or ERROR

Where the JSON of ASK names formats, for solutions and for a graph, what FORMAT would be answered follows RESULT at
once, unless null is named for what it is.

A worker begins with READY, or with ERROR (JSON: the name of its class, what it is made with) where it
cannot open the graph. To FORMAT and MORE it answers as soon as it has enough for a frame, and stands still
until it is asked for more; EMPTY is the end of an answer that holds nothing.
"""

from typing import IO, Final, NamedTuple

ASK: Final = b"A"
FORMAT: Final = b"F"
MORE: Final = b"M"
EXPLAIN: Final = b"X"

READY: Final = b"r"
RESULT: Final = b"q"
DATA: Final = b"d"
END: Final = b"e"
EMPTY: Final = b"0"
HINTS: Final = b"h"
ERROR: Final = b"!"

_LENGTH: Final = 4
_HEAD: Final = 1 + _LENGTH


class Frame(NamedTuple):
    """A kind, and the bytes that it brings."""

    kind: bytes
    data: bytes


def write_frame(stream: IO[bytes], kind: bytes, data: bytes = b"", *, more: bool = False) -> None:
    """Send a frame, or have it sent with the next one, if there is `more` at once; raises OSError where nobody reads
    any more.
    """
    stream.write(kind + len(data).to_bytes(_LENGTH, "big"))
    stream.write(data)
    if not more:
        stream.flush()


def read_frame(stream: IO[bytes]) -> Frame | None:
    """The next frame, for which this waits; None at the end of what is sent, be it in the midst of a frame. The stream
    is one with a buffer.
    """
    head = stream.read(_HEAD)
    if len(head) < _HEAD:
        return None
    length = _length(head)
    data = stream.read(length)
    return Frame(head[:1], data) if len(data) == length else None


def take_frame(arrived: bytearray) -> Frame | None:
    """The first frame of what arrived, which is taken out of it; None where it is not there as a whole yet."""
    end = _HEAD + _length(arrived)
    if len(arrived) < max(end, _HEAD):
        return None
    frame = Frame(bytes(arrived[:1]), bytes(arrived[_HEAD:end]))
    del arrived[:end]
    return frame


def _length(head: bytes | bytearray) -> int:
    return int.from_bytes(head[1:_HEAD], "big")
