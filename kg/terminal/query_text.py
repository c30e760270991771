"""The text of a query, as a command line gives it: a file, standard input, or the text itself."""

import sys
from pathlib import Path
from unicodedata import normalize

from kg.errors import KgError
from kg.messages import reason, say
from kg.text.encoding import EncodingError, decode


def query_text(argument: str | None) -> str:
    """The query that an argument means: a file's, standard input's (-), or the argument itself; raises KgError."""
    if (argument is None and sys.stdin.isatty()) or (argument is not None and not argument.strip()):
        raise KgError(say("no query: give its text, a file, or - for standard input"))
    if argument is None or argument == "-":
        text = _decoded(sys.stdin.buffer.read(), say("standard input"))
        if not text.strip():
            raise KgError(say("no query: give its text, a file, or - for standard input"))
        return text
    is_query = bool(set(normalize("NFKC", argument)) & set("{ \t\n"))  # in signs of any width
    try:
        return _decoded(Path(argument).read_bytes(), argument)
    except IsADirectoryError:
        told = say("{folder} is a folder: name a file in it, or give the text of a query", folder=argument)
        raise KgError(told) from None
    except PermissionError as error:
        raise KgError(f"{argument}: " + say("cannot be read: {reason}", reason=reason(error))) from None
    except (OSError, ValueError):  # no such file, or no name that a file could have
        if not is_query:
            raise KgError(say("{text}: no such file, and no query either", text=argument)) from None
    return _decoded(argument.encode(errors="surrogateescape"), say("the query"))


def _decoded(data: bytes, name: str) -> str:
    """The text of a query; raises KgError where its encoding cannot be told for sure."""
    try:
        return decode(data, utf16=True)
    except EncodingError as error:
        raise KgError(f"{name}:{error.line}: " + say("{problem}: save it as UTF-8", problem=error)) from None
