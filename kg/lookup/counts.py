"""How much there is in a graph: by class, by predicate, by section, and how much is explicit."""

from dataclasses import dataclass
from typing import Final

from kg.folders import read_query
from kg.lookup.ask import among
from kg.lookup.lookup import Lookup
from kg.lookup.records import Narrowing
from kg.rdf.terms import Literal
from kg.sparql.results import Solutions

_KINDS: Final = {
    "class": "thing", "predicate": "claim", "section": "record", "statedness": "claim", "modality": "claim",
    "status": "figure",
}  # fmt: skip
"""What is counted, and the variable that holds what has it."""


@dataclass(frozen=True)
class Count:
    """How many there are of what is called `name`."""

    name: str
    count: int


def counts(lookup: Lookup) -> dict[str, list[Count]]:
    """Entities by class; claims by predicate, statedness and modality; claims and figures by
    section; figures by status. Most frequent first, sections in order. Only of what the lookup is narrowed to.
    """
    queries = {kind: read_query(__file__, f"by-{kind}") for kind in _KINDS}
    if lookup.narrowing != Narrowing():
        things, records = [thing.iri for thing in lookup.all_things()], lookup.record_iris()
        queries = {
            kind: among(query, [_KINDS[kind]], things if kind == "class" else records)
            for kind, query in queries.items()
        }
    return {kind: _counts(lookup, query) for kind, query in queries.items()}


def _counts(lookup: Lookup, query: str) -> list[Count]:
    result = lookup.store.query(query, {"tag": Literal(lookup.language.tag)})
    assert isinstance(result, Solutions)
    rows = [(row["name"], row["count"]) for row in result]
    return [Count(name.value, int(count.value)) for name, count in rows if name and count]
