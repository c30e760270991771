"""What is in a graph: counts by class, by predicate, by section, and how much is explicit."""

from dataclasses import dataclass

from pyoxigraph import Literal

from kg.query import Solutions, run
from kg.store import Store
from kg.vocabulary import LANGUAGE_TAGS

_QUERIES = {
    "class": """
SELECT ?tag ?name (COUNT(?thing) AS ?count) WHERE {
  ?class rdfs:subClassOf* kg:Entity ; rdfs:label ?name . ?thing a ?class FILTER(lang(?name) = ?tag)
} GROUP BY ?tag ?name ORDER BY DESC(?count) ?name""",
    "predicate": """
SELECT ?tag ?name (COUNT(?claim) AS ?count) WHERE {
  ?claim rdf:predicate ?predicate . ?predicate rdfs:label ?name FILTER(lang(?name) = ?tag)
} GROUP BY ?tag ?name ORDER BY DESC(?count) ?name""",
    "section": """
SELECT ?tag ?name (COUNT(?record) AS ?count) WHERE {
  ?record kg:receipt/kg:section ?section . ?section rdfs:label ?name ; dcterms:identifier ?id
  FILTER(lang(?name) = ?tag)
} GROUP BY ?tag ?name ?id ORDER BY ?id""",
    "statedness": """
SELECT ?tag ?name (COUNT(?claim) AS ?count) WHERE {
  ?claim kg:statedness/rdfs:label ?name FILTER(lang(?name) = ?tag)
} GROUP BY ?tag ?name ORDER BY DESC(?count)""",
    "modality": """
SELECT ?tag ?name (COUNT(?claim) AS ?count) WHERE {
  ?claim a kg:Claim ; kg:modality/rdfs:label ?name FILTER(lang(?name) = ?tag)
} GROUP BY ?tag ?name ORDER BY DESC(?count)""",
    "status": """
SELECT ?tag ?name (COUNT(?figure) AS ?count) WHERE {
  ?figure a kg:Figure ; kg:status/rdfs:label ?name FILTER(lang(?name) = ?tag)
} GROUP BY ?tag ?name ORDER BY DESC(?count)""",
}


@dataclass(frozen=True)
class Count:
    """How many there are of what is called `name`."""

    name: str
    count: int


def counts(store: Store, language: str = "en") -> dict[str, list[Count]]:
    """Entities by class; claims by predicate, statedness and modality; claims and figures by
    section; figures by status. Most frequent first, sections in order.
    """
    return {kind: _counts(store, query, language) for kind, query in _QUERIES.items()}


def _counts(store: Store, query: str, language: str) -> list[Count]:
    result = run(store, query, {"tag": Literal(LANGUAGE_TAGS[language])})
    assert isinstance(result, Solutions)
    rows = [(row["name"], row["count"]) for row in result]
    return [Count(name.value, int(count.value)) for name, count in rows if name and count]
