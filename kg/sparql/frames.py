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


class Frame(NamedTuple):
    """A kind, and the bytes that it brings."""

    kind: bytes
    data: bytes


def write_frame(stream: IO[bytes], kind: bytes, data: bytes = b"") -> None:
    """Send a frame; raises OSError where nobody reads any more."""
    stream.write(kind + len(data).to_bytes(_LENGTH, "big"))
    stream.write(data)
    stream.flush()


def read_frame(stream: IO[bytes]) -> Frame | None:
    """The next frame, for which this waits; None at the end of what is sent, be it in the midst of a frame."""
    head = _read(stream, 1 + _LENGTH)
    if len(head) <= _LENGTH:
        return None
    length = int.from_bytes(head[1:], "big")
    data = _read(stream, length)
    return Frame(head[:1], data) if len(data) == length else None


def _read(stream: IO[bytes], length: int) -> bytes:
    """So many bytes, or fewer where the stream ends; a stream without a buffer gives them in parts."""
    first = stream.read(length)
    if len(first) == length or not first:
        return first
    parts, left = [first], length - len(first)
    while left and (part := stream.read(left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
