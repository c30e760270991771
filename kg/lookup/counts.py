"""How much there is in a graph: by class, by predicate, by section, and how much is explicit."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.rdf.terms import Literal
from kg.sparql.results import Solutions
from kg.store.store import Store
from kg.vocabulary import Language

_QUERIES: Final = Path(__file__).with_name("queries")
_KINDS: Final = ("class", "predicate", "section", "statedness", "modality", "status")


@dataclass(frozen=True)
class Count:
    """How many there are of what is called `name`."""

    name: str
    count: int


def counts(store: Store, language: Language = Language.EN) -> dict[str, list[Count]]:
    """Entities by class; claims by predicate, statedness and modality; claims and figures by
    section; figures by status. Most frequent first, sections in order.
    """
    return {kind: _counts(store, (_QUERIES / f"by-{kind}.rq").read_text("utf-8"), language) for kind in _KINDS}


def _counts(store: Store, query: str, language: Language) -> list[Count]:
    result = store.query(query, {"tag": Literal(language.tag)})
    assert isinstance(result, Solutions)
    rows = [(row["name"], row["count"]) for row in result]
    return [Count(name.value, int(count.value)) for name, count in rows if name and count]
