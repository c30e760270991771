"""Standard input, output and error: fit for use however a process was started, and written to by these functions."""

import codecs
import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from kg.text.characters import visible
from kg.vocabulary import Language

if TYPE_CHECKING:
    from kg.sparql.hints import Hint


_HELD: Final = 2**24
"""Bytes that are held in memory, and not in a file, till the last has come."""


def prepare_streams() -> None:
    """Make the three streams fit for use.

    One that is closed becomes the null device: the next file opened would else have its number, and
    be written to as if it were the stream. What a terminal's encoding lacks is escaped.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115
        elif mode == "w" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def write_data(data: str | bytes) -> None:
    """Write what programs read to standard output: as UTF-8 with line feeds, whatever a terminal shows.

    Half a character, which no UTF-8 has, is escaped as JSON has it. A terminal is no program: there, as in a table,
    nothing is written that it would obey.
    """
    write_chunks([data if isinstance(data, bytes) else data.encode("utf-8", "backslashreplace")])


def write_chunks(chunks: Iterable[bytes]) -> None:
    """The same for UTF-8 that comes in chunks."""
    sys.stdout.flush()  # what was printed before stands before
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder("utf-8")(), translate=True)
    is_terminal = sys.stdout.isatty()
    for chunk in chunks:
        if is_terminal:
            put(decoder.decode(chunk), end="")
        else:
            sys.stdout.buffer.write(chunk)


def whole(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Chunks, when the last of them has come: of what is refused at its end, nothing is written."""
    import tempfile  # a lookup does without

    with tempfile.SpooledTemporaryFile(_HELD) as file:
        for chunk in chunks:
            file.write(chunk)
        file.seek(0)
        yield from iter(lambda: file.read(2**18), b"")


def put(text: str = "", end: str = "\n") -> None:
    """Print what people read on standard output, so that a terminal obeys nothing of it."""
    print(visible(text), end=end)


def tell(line: str) -> None:
    """Say what is no part of the answer on standard error, if anybody can hear it, and no terminal obeys."""
    with suppress(OSError):
        print(visible(line), file=sys.stderr, flush=True)


def tell_hints(hints: "Iterable[Hint]", language: Language) -> None:
    """Say why an answer may be empty, after what stands on standard output."""
    sys.stdout.flush()
    for hint in hints:
        tell(hint.line(language))


def give_up(stream: Any) -> None:
    """Send what a stream still holds nowhere: it cannot be written, and Python would try again at the end."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)
