"""How much there is of something: counted once for each graph, by the queries of `queries`."""

from collections.abc import Mapping
from typing import Final
from weakref import WeakKeyDictionary

from kg.folders import read_query
from kg.rdf.terms import Literal, NamedNode
from kg.sparql.results import Solutions
from kg.store.store import Store

_KEPT: Final = 2_000
"""Counts that are kept of one graph."""

Counts = Mapping[str, int]
"""How many there are, by IRI; in the order in which they are told."""


class Counted:
    """What was counted, as long as the graph of which it is served."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Store, dict[tuple[str, str], Counts]] = WeakKeyDictionary()

    def counts(self, store: Store, query: str, cls: str = "") -> Counts:
        """The counts of a query by its name; of one about a class, given by its IRI."""
        known = self._known.setdefault(store, {})
        if len(known) > _KEPT:
            known.clear()
        key = (query, cls)
        if key not in known:
            known[key] = _count(store, query, cls)
        return known[key]


def _count(store: Store, query: str, cls: str) -> Counts:
    result = store.query(read_query(__file__, query), {"class": NamedNode(cls)} if cls else {})
    assert isinstance(result, Solutions)
    rows = [(row["value"], row["count"]) for row in result]
    return {value.value: int(count.value) for value, count in rows if value and isinstance(count, Literal)}
