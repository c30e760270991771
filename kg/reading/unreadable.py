"""Why a file of a report has no text that can be read."""

from typing import Final

BROKEN: Final = (ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, RecursionError,
                 SyntaxError, TypeError, ValueError)  # fmt: skip
"""What libraries raise, beside errors of their own, for files that are not as they should be: none promises not to."""


class UnreadableError(ValueError):
    """A file has no text that can be read: the message says why, and what to do."""
