"""The graph, a part of it, or a query's result into a file, in the format that the extension names."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from kg.delimited import delimited
from kg.errors import FormatError
from kg.formats import FORMATS, Format, Holds, by_extension
from kg.netfile import gexf, graphml, node_and_edge_csv, xml
from kg.query import Triples, run, run_limited
from kg.sparql import form
from kg.store import Store
from kg.vocabulary import PREFIXES

PARTS: Final = {
    # the ontology's own terms: its classes, properties and lists of values
    "ontology": """
CONSTRUCT { ?term ?p ?o } WHERE {
  ?term ?p ?o FILTER(STRSTARTS(STR(?term), STR(kg:)) || ?term = IRI(REPLACE(STR(kg:), "#$", "")))
}""",
    # things with their types and labels, and the triples that tie them
    "network": """
CONSTRUCT { ?s ?p ?o } WHERE {
  { SELECT DISTINCT ?s WHERE { ?class rdfs:subClassOf* kg:Entity . ?s a ?class } }
  FILTER NOT EXISTS { ?s owl:deprecated true }
  ?s ?p ?o
  FILTER(?p IN (rdf:type, rdfs:label) || EXISTS { ?o a/rdfs:subClassOf* kg:Entity })
}""",
    # claims, their acts and receipts whole; of what these speak, the names
    "claims": """
CONSTRUCT { ?s ?p ?o } WHERE {
  {
    { SELECT DISTINCT ?s WHERE {
        ?claim a kg:Claim ; (kg:act|(kg:receipt/(oa:hasSelector|kg:section)?))? ?s
    } }
    ?s ?p ?o
  } UNION {
    { SELECT DISTINCT ?s WHERE {
        ?claim a kg:Claim ; kg:act? ?record . ?record ?link ?named . ?named rdf:type? ?s
    } }
    ?s ?p ?o FILTER(?p IN (rdf:type, rdfs:label, kg:inverseLabel, skos:prefLabel, skos:notation))
  }
}""",
}  # fmt: skip
"""The parts of the graph that can be exported alone, as queries for their triples."""


def export(store: Store, path: Path, language: str = "en", only: str | None = None) -> list[Path]:
    """Write the graph to `path`, in the format of its extension, the same bytes each time.

    RDF goes out sorted; a network (GraphML, GEXF, CSV) has labels in `language`. `only` is a part:
    claims, network or ontology. Returns the files written: of `x.csv`, `x-nodes.csv` and
    `x-edges.csv`. Raises FormatError for an unknown extension, for a network format where the
    part is none, and for text that the format cannot hold; then nothing is written.
    """
    format = by_extension(path, Holds.GRAPH, Holds.NETWORK)
    if format.holds is Holds.NETWORK:
        if only not in (None, "network"):
            others = ", ".join(f".{f.extensions[0]}" for f in FORMATS if f.holds is Holds.GRAPH)
            raise FormatError(f"{path}: {format.name} holds the network, not the {only}; expected one of {others}")
        return _export_network(store, path, format, language)
    if only is None:
        triples: Iterable[Triple] = store.triples()
    else:
        part = run(store, PARTS[only])
        assert isinstance(part, Triples)
        triples = part
    path.write_bytes(_serialised(triples, format))
    return [path]


def export_query(store: Store, path: Path, text: str, *, seconds: float | None = 30) -> list[Path]:
    """Write the result of a query to `path`: solutions to .csv, .tsv, .json or .xml, triples to RDF.

    It runs limited, as kg.query.run_limited says. Triples go out sorted; the cells of CSV are
    harmless in a spreadsheet, and those of TSV stay exact, as SPARQL 1.1 has them. Raises
    FormatError for a format that cannot hold the result, and QueryError.
    """
    graph = form(text) in ("CONSTRUCT", "DESCRIBE")
    format = by_extension(path, Holds.GRAPH if graph else Holds.SOLUTIONS)
    result = run_limited(store.generation, text, "ntriples" if graph else format.name, seconds=seconds)
    if graph:
        quads = pyoxigraph.parse(result, format=RdfFormat.N_TRIPLES)
        result = _serialised((quad.triple for quad in quads), format)
    elif format.name == "csv":
        limit = csv.field_size_limit(len(result))  # a cell may be longer than csv reads by default
        try:
            result = delimited(csv.reader(io.StringIO(result.decode(), newline="")), "csv").encode()
        finally:
            csv.field_size_limit(limit)
    elif format.name == "xml":
        result = xml(result.decode()).encode()
    path.write_bytes(result)
    return [path]


def sorted_lines(store: Store) -> Iterator[str]:
    """The lines of the graph's N-Triples, in the order of their code points."""
    return _lines(store.triples())


def _export_network(store: Store, path: Path, format: Format, language: str) -> list[Path]:
    from kg.layout import layout
    from kg.network import read_network, styles

    network = read_network(store, language)
    texts: tuple[str, ...]
    if format.name == "csv":
        paths = [path.with_name(f"{path.stem}-{part}{path.suffix}") for part in ("nodes", "edges")]
        texts = node_and_edge_csv(network)
    else:
        paths = [path]
        if format.name == "graphml":
            texts = (graphml(network),)
        else:
            points = {thing: (place.x, place.y) for thing, place in layout(store, network).items()}
            texts = (gexf(network, points, styles(store)),)
    for file, text in zip(paths, texts, strict=True):
        file.write_bytes(text.encode())
    return paths


def _serialised(triples: Iterable[Triple], format: Format) -> bytes:
    """Triples in an RDF format, sorted and each once."""
    if format.name == "ntriples":
        return "".join(_lines(triples)).encode()
    if format.name == "jsonld":
        from kg.jsonld import to_jsonld

        return to_jsonld(triples).encode()
    assert isinstance(format.engine, RdfFormat)
    ordered = sorted(set(triples), key=str)
    if format.name == "rdfxml":
        _check_names(ordered)
    data = pyoxigraph.serialize(ordered, format=format.engine, prefixes=PREFIXES)
    assert data is not None
    return xml(data.decode()).encode() if format.name == "rdfxml" else data


def _check_names(triples: Iterable[Triple]) -> None:
    """Raise FormatError for a predicate that no XML element can be called by (RDF 1.1 XML Syntax, 2.6)."""
    for predicate in {triple.predicate.value for triple in triples}:
        if not re.search(r"[^\W\d][\w.-]*\Z", predicate):
            raise FormatError(f"RDF/XML cannot hold the predicate {predicate}; .ttl, .nt and .jsonld can")


def _lines(triples: Iterable[Triple]) -> Iterator[str]:
    return (f"{line} .\n" for line in sorted(set(map(str, triples))))
