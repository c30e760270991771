"""The page of a search: what a text may name, what is near to it, and narrowing by class."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from kg.errors import NotFoundError
from kg.lookup.lookup import Lookup
from kg.web.pages.paging import part

MOST: Final = 500
"""Things that a search finds at most."""
LONGEST: Final = 200
"""Characters of a text that is sought."""


@dataclass(frozen=True)
class Facet:
    """A narrowing: what it is called and what its address says; how much has it; whether it is chosen."""

    label: str
    value: str
    count: int
    chosen: bool = False


def search_content(lookup: Lookup, text: str, type: str = "", page: str = "") -> dict[str, Any]:
    """What the template of a search is given: `found` is None where nothing was asked, or nothing is found, and then
    `suggestions` are the nearest names. Raises RecordError for the id of a claim or figure, and as `part` does.
    """
    text = " ".join(text.split())[:LONGEST]
    told: dict[str, Any] = {"text": text, "type": type, "found": None, "facets": [], "suggestions": (), "near": False}
    if not text:
        return told
    try:
        found = lookup.search(text, limit=MOST)
    except NotFoundError as error:
        return told | {"suggestions": error.suggestions}
    counts = Counter((of.thing.type, of.thing.type_label) for of in found)
    facets = [Facet(label, name, count, name == type) for (name, label), count in counts.most_common()]
    kept = [of for of in found if type in ("", of.thing.type)]
    return told | {
        "found": part(kept, page),
        "facets": facets if len(facets) > 1 or type else [],
        "near": all(of.match == "near" for of in found),
        "is_cut": len(found) == MOST,
    }
