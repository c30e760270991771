"""Files of reports that cannot be read, and the libraries that read the others."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

BROKEN: Final = (
    ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, RecursionError, SyntaxError,
    TypeError, ValueError,
)  # fmt: skip
"""What libraries raise, beside errors of their own, for files that are not as they should be: none promises not to."""


class UnreadableError(ValueError):
    """A file has no text that can be read: the message says why, and what to do."""


@contextmanager
def quiet(library: str) -> Iterator[None]:
    """Within this, a library logs nothing: what it finds odd in a file is not a reader's to mend."""
    logger = logging.getLogger(library)
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before
