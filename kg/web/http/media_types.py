"""Content negotiation (RFC 9110, 12.5.1): which of the formats that there are a request likes best."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Final

import mimeparse
from starlette.exceptions import HTTPException

from kg.messages import clauses, listed, say
from kg.rdf.formats import FORMATS, Format, Holds, by_name

ANY: Final = "*/*"
HTML: Final = "text/html"
_ACCEPTS: Final = 100
"""How many headers are remembered: clients have a few between them."""

_ALSO: Final[Mapping[str, Mapping[str, str]]] = {
    Holds.SOLUTIONS.value: {"application/json": "json", "application/xml": "xml", "text/xml": "xml"},
    Holds.GRAPH.value: {
        "application/x-turtle": "turtle",
        "text/plain": "ntriples",
        "application/json": "jsonld",
        "application/xml": "rdfxml",
    },
}
"""Media types that ask for a format without being its own."""


@cache
def media_types(holds: Holds) -> Mapping[str, Format]:
    """The formats of what holds this by the media types that ask for them, best first."""
    own = {one.media_type: one for one in FORMATS if one.holds is holds and one.extensions}
    first = "json" if holds is Holds.SOLUTIONS else "turtle"
    ordered = sorted(own.items(), key=lambda pair: pair[1].name != first)
    return dict(ordered) | {name: by_name(format, holds) for name, format in _ALSO[holds.value].items()}


def best(accept: str, offered: Sequence[str]) -> str | None:
    """The media type among those offered that `Accept` likes best, of several the first; None where it takes none.

    Raises HTTPException for a header that is none.
    """
    try:
        return _best(accept or ANY, tuple(reversed(offered)))
    except (ValueError, IndexError):
        told = say("the header Accept is no list of media types such as text/csv, application/json;q=0.5")
        raise HTTPException(400, told) from None


@lru_cache(_ACCEPTS)
def _best(accept: str, offered: tuple[str, ...]) -> str | None:
    """Of equals, the last."""
    return mimeparse.best_match(offered, accept) or None


def format_for(accept: str, holds: Holds) -> Format:
    """The format that a request likes best of what holds this; raises HTTPException (406) where it takes none."""
    offered = media_types(holds)
    found = best(accept, list(offered))
    if found is None:
        own = listed(dict.fromkeys(format.media_type for format in offered.values()))
        wrong = say("nothing of what Accept names can hold the answer")
        raise HTTPException(406, clauses(wrong, say("expected one of {allowed}", allowed=own)))
    return offered[found]
