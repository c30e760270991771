"""Files of reports that cannot be read, and the libraries that read the others."""

import logging
import lzma
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

BROKEN: Final = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, RuntimeError, SyntaxError, TypeError,
    ValueError, lzma.LZMAError, struct.error, zlib.error,
)  # fmt: skip
"""What libraries raise, beside errors of their own, for files that are not as they should be: none promises not to."""


class UnreadableError(ValueError):
    """A file has no text that can be read: the message says why, and what to do."""


@contextmanager
def quiet(library: str) -> Iterator[None]:
    """Within this, a library logs nothing: what it finds odd in a file is not a reader's to mend."""
    logger = logging.getLogger(library)  # those below it ask it for their level
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)
