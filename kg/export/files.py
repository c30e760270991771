"""The graph, a part of it, or a query's result into a file, in the format that the extension names."""

from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import FormatError
from kg.export.graphml_gexf import gexf, graphml, node_and_edge_csv
from kg.export.parts import Part
from kg.folders import write_file, write_files
from kg.lookup.ask import among
from kg.lookup.flat import FIGURE_COLUMNS, flat
from kg.lookup.lookup import Lookup
from kg.lookup.records import Narrowing, Thing
from kg.messages import clauses, say
from kg.network.network import read_network, styles
from kg.rdf.formats import Format, Holds, by_extension, by_name, expected_extensions
from kg.rdf.sorted import write_sorted
from kg.rdf.terms import Triple
from kg.sparql.hints import Hint
from kg.sparql.process import Limits
from kg.sparql.results import Triples
from kg.store.store import Store
from kg.tabular.delimited import Dialect, delimited
from kg.vocabulary import mint_iri

if TYPE_CHECKING:
    from kg.export.graphml_gexf import Network


def export(
    lookup: Lookup,
    path: Path,
    only: Part | None = None,
    *,
    without: Collection[Thing] = (),
    stated_only: bool = False,
) -> list[Path]:
    """Write the graph to `path`, in the format of its extension, the same bytes each time.

    RDF goes out sorted; a network (GraphML, GEXF, CSV) has labels in the lookup's language, and lacks
    the things of `without`, and with `stated_only` what is implied or has no stated actor. A network, and the claims
    as RDF, hold what the lookup is narrowed to. Returns the
    files written: of `x.csv`, `x-nodes.csv`, `x-edges.csv` and, unless `only` the network is wanted,
    `x-figures.csv`. Raises FormatError for an unknown
    extension, for a network format where the part is none, for RDF that shall lack something, and for
    text that the format cannot hold, and OSError where a file cannot be written; then nothing is.
    """
    format = by_extension(path, Holds.GRAPH, Holds.NETWORK)
    if format.holds is Holds.NETWORK:
        if only not in (None, Part.network):
            wrong = say("{file}: {format} holds the network, not the {part}", file=path, format=format.name, part=only)
            raise FormatError(clauses(wrong, expected_extensions(Holds.GRAPH)))
        network = read_network(lookup, without=without, stated_only=stated_only)
        files = _network_files(lookup, path, format, network)
        if format.name == "csv" and only is None:
            files.append(_figures_file(lookup, path, without))
        return write_files(files)
    if without or stated_only:
        wrong = say("{file}: only a network can leave things or claims out", file=path)
        raise FormatError(clauses(wrong, expected_extensions(Holds.NETWORK)))
    is_narrowed = lookup.narrowing != Narrowing()
    if is_narrowed and only is not Part.claims:
        wrong = say("{file}: of RDF, only the claims can be narrowed", file=path)
        raise FormatError(clauses(wrong, say("give --only claims")))
    claims = [mint_iri(claim.id) for claim in lookup.all_claims()] if is_narrowed else None
    triples = _triples(lookup.store, only, claims)
    write_file(path, lambda file: write_sorted(triples, format, file))
    return [path]


def export_query(
    store: Store,
    path: Path,
    text: str,
    limits: Limits | None = None,
    notice: Callable[[Hint], None] | None = None,
    *,
    sheet: bool = False,
) -> list[Path]:
    """Write the result of a query to `path`: solutions to .csv, .tsv, .json or .xml, triples to RDF.

    Triples go out sorted, solutions exactly as SPARQL 1.1 has them; as a `sheet`, .csv is for a spreadsheet, which
    runs none of its cells. A `notice` is given each hint why the result may be empty. Raises FormatError
    for a format that cannot hold the result, QueryError, and OSError where the file cannot be written.
    """
    reply = store.solve(text, limits)
    format = by_extension(path, reply.holds)
    if sheet:
        if format.name != "csv":
            raise FormatError(say("{file}: what a spreadsheet reads is CSV; name a file that ends in .csv", file=path))
        format = by_name("sheet", reply.holds)
    write_file(path, b"".join(reply.chunks(format)))
    if notice is not None:
        for hint in store.explain(text, empty=reply.is_empty):
            notice(hint)
    return [path]


def _triples(store: Store, only: Part | None, claims: Sequence[str] | None) -> Iterable[Triple]:
    """The triples of a part, of some claims alone where these are given."""
    if only is None:
        return store.triples()
    part = store.query(only.query if claims is None else among(only.query, ["claim"], claims))
    assert isinstance(part, Triples)
    return part


def _figures_file(lookup: Lookup, path: Path, without: Collection[Thing]) -> tuple[Path, bytes]:
    rows = [flat(figure) for figure in lookup.all_figures() if figure.about not in without]
    text = delimited([FIGURE_COLUMNS, *(list(row.values()) for row in rows)], Dialect.CSV)
    return path.with_name(f"{path.stem}-figures{path.suffix}"), text.encode()


def _network_files(lookup: Lookup, path: Path, format: Format, network: "Network") -> list[tuple[Path, bytes]]:
    from kg.network.layout import layout

    if format.name == "csv":
        paths = [path.with_name(f"{path.stem}-{part}{path.suffix}") for part in ("nodes", "edges")]
        return [(file, text.encode()) for file, text in zip(paths, node_and_edge_csv(network), strict=True)]
    if format.name == "graphml":
        return [(path, graphml(network).encode())]
    points = {thing: (place.x, place.y) for thing, place in layout(lookup, network).items()}
    return [(path, gexf(network, points, styles(lookup)).encode())]
