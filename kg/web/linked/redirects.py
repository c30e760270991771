"""Ids that gave way to others: which one stands for an id now."""

from typing import Final
from urllib.parse import unquote

from kg.errors import NotFoundError
from kg.lookup.described import Described, thing_id
from kg.lookup.lookup import Lookup
from kg.web.http.ids import iri_of

_MOST: Final = 20
"""Steps from one id to the next that are followed: tables admit no circle, a graph from elsewhere might."""
_NAMED: Final = 120
"""Characters of a name whose nearest are sought."""


def standing(lookup: Lookup, id: str) -> str:
    """The id that stands for one: itself, unless it gave way to another.

    Raises NotFoundError, with the nearest names, for one of which the graph says nothing.
    """
    at = id
    for _ in range(_MOST):
        described = lookup.descriptions.of(iri_of(at))
        if not (described.one("owl:deprecated") and described.one("dcterms:isReplacedBy")):
            break
        at = thing_id(described.one("dcterms:isReplacedBy"))
    if not described.properties():
        raise not_found(lookup, id)
    return at


def known(lookup: Lookup, id: str) -> Described:
    """What the graph says of an id; raises NotFoundError, with the nearest names, where that is nothing."""
    described = lookup.descriptions.of(iri_of(id))
    if not described.properties():
        raise not_found(lookup, id)
    return described


def not_found(lookup: Lookup, id: str) -> NotFoundError:
    """The error for an id that there is not, with the nearest names."""
    name = unquote(id)
    return NotFoundError(name, lookup.store.names.suggestions(name[:_NAMED]))
