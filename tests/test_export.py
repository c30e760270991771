"""Export: every format, read back by the libraries that people use, is the graph."""

import csv
import io
import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import networkx as nx
import pyarrow.parquet as pq
import pyoxigraph
import pytest
import rdflib
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple
from rdflib.compare import isomorphic

from kg.errors import FormatError, QueryRefusedError, QuerySyntaxError
from kg.export.files import export, export_query
from kg.export.graphml_gexf import gexf, graphml, node_and_edge_csv
from kg.export.parts import Part, TableFiles
from kg.export.tidy import export_tables
from kg.lookup.flat import CLAIM_FIELDS, Kind, flat
from kg.lookup.lookup import Lookup
from kg.network.layout import layout
from kg.network.network import read_network, styles
from kg.ontology import PATH as ONTOLOGY_PATH
from kg.pipeline.generation import open_store
from kg.pipeline.load import write_graph
from kg.rdf.formats import Holds, by_extension
from kg.rdf.jsonld import to_jsonld
from kg.rdf.sorted import serialise_sorted, sorted_lines
from kg.sparql.results import Solutions, Triples
from kg.store.embedded import EmbeddedStore
from kg.tabular.delimited import Dialect, as_was, delimited, harmless
from kg.vocabulary import PREFIXES, Language, expand, mint_iri
from tests.payloads import CELLS

Case = Callable[..., Path]
Network = nx.MultiDiGraph

RDF = {"ttl": "turtle", "nt": "ntriples", "jsonld": "json-ld", "rdf": "xml", "xml": "xml"}
OXIGRAPH = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML}
NETWORK = ("graphml", "gexf", "csv")
MAOSHENG, UNIT = "440402-maosheng-community", "cn-fengqiao-work-method-unit"
AWARD = "440402-2023-r010"
HONOURS = "SELECT ?who ?honour WHERE { ?who kg:awarded ?honour } ORDER BY ?who ?honour"

# rdflib's JSON-LD parser uses a class that rdflib deprecates
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


@pytest.fixture(scope="module")
def graph(store: EmbeddedStore) -> rdflib.Graph:
    """What the store holds, as rdflib has it."""
    lines = "".join(f"{triple} .\n" for triple in store.triples())
    return rdflib.Graph().parse(data=lines, format="ntriples")


def triples_of(path: Path) -> set[str]:
    """The triples of a file, as Oxigraph reads it."""
    read = pyoxigraph.parse(path=str(path), format=OXIGRAPH[path.suffix.removeprefix(".")])
    return {str(quad.triple) for quad in read}


class TestRdf:
    @pytest.mark.parametrize("extension", RDF)
    def test_rdflib_reads_the_graph_back(
        self, store: EmbeddedStore, graph: rdflib.Graph, tmp_path: Path, extension: str
    ) -> None:
        path = tmp_path / f"graph.{extension}"
        assert export(Lookup(store), path) == [path]
        read = rdflib.Graph().parse(path, format=RDF[extension])
        assert len(graph) > 100
        assert set(graph - read) == set()
        assert set(read - graph) == set()
        assert isomorphic(read, graph)

    @pytest.mark.parametrize("extension", OXIGRAPH)
    def test_oxigraph_reads_the_same_terms_back(self, store: EmbeddedStore, tmp_path: Path, extension: str) -> None:
        export(Lookup(store), tmp_path / f"graph.{extension}")
        assert triples_of(tmp_path / f"graph.{extension}") == {str(triple) for triple in store.triples()}

    def test_n_triples_come_sorted_and_once(self, store: EmbeddedStore, tmp_path: Path) -> None:
        export(Lookup(store), tmp_path / "graph.nt")
        lines = (tmp_path / "graph.nt").read_text("utf-8").splitlines(keepends=True)
        assert lines == sorted(set(lines)) == list(sorted_lines(store.triples()))
        assert len(lines) == len(store)

    def test_turtle_uses_the_prefixes_and_writes_characters_as_they_are(
        self, store: EmbeddedStore, tmp_path: Path
    ) -> None:
        export(Lookup(store), tmp_path / "graph.ttl")
        text = (tmp_path / "graph.ttl").read_text("utf-8")
        assert f"kgr:{MAOSHENG}" in text
        assert "kg:awarded" in text
        assert '"珠海市香洲区拱北街道茂盛社区"@zh-hans' in text

    def test_json_ld_reads_well(self, store: EmbeddedStore, tmp_path: Path) -> None:
        export(Lookup(store), tmp_path / "graph.jsonld")
        document = json.loads((tmp_path / "graph.jsonld").read_text("utf-8"))
        assert document["@context"]["awarded"] == {"@id": "kg:awarded", "@type": "@id"}
        nodes = {node["id"]: node for node in document["@graph"]}
        assert list(nodes) == [f"{node['id']}" for node in document["@graph"]]
        community = nodes[f"kgr:{MAOSHENG}"]
        assert community["kg:class"] == "kg:ResidentsCommunity"
        assert community["type"] == [
            "org:Organization", "kg:Agent", "kg:Entity", "kg:Institution", "kg:ResidentsCommunity",
        ]  # fmt: skip
        assert community["label"]["zh-hans"] == "珠海市香洲区拱北街道茂盛社区"
        assert f"kgr:{UNIT}" in community["awarded"]
        claim = nodes[f"kgr:{AWARD}"]
        assert (claim["predicate"], claim["level"]) == ("kg:awarded", "kg:national")
        assert nodes[claim["receipt"]]["hasSelector"] == f"kgr:{AWARD}/quote"

    def test_a_predicate_that_no_element_can_have_as_its_name_is_refused_in_rdf_xml(
        self, store: EmbeddedStore, tmp_path: Path
    ) -> None:
        text = "CONSTRUCT { ?s <http://e/1> ?o } WHERE { ?s kg:awarded ?o }"
        with pytest.raises(FormatError, match="RDF/XML cannot hold the predicate or class http://e/1"):
            export_query(store, tmp_path / "graph.rdf", text)
        assert list(tmp_path.iterdir()) == []


class TestTheSameBytes:
    @pytest.mark.parametrize("extension", [*RDF, "graphml", "gexf"])
    def test_each_time(self, store: EmbeddedStore, data: Path, tmp_path: Path, extension: str) -> None:
        first, second = tmp_path / f"first.{extension}", tmp_path / f"second.{extension}"
        export(Lookup(store), first)
        export(Lookup(open_store(data)), second)
        assert first.read_bytes() == second.read_bytes()

    def test_two_builds_export_the_same_bytes(self, case: Case, tmp_path: Path) -> None:
        folder = case("two-reports")
        copy = folder.with_name("copy")
        folder.rename(copy)
        first = open_store(copy)
        copy.rename(folder)
        second = open_store(folder)
        for extension in ("nt", "jsonld", "gexf"):
            files = [tmp_path / f"{number}.{extension}" for number in (1, 2)]
            for file, built in zip(files, (first, second), strict=True):
                export(Lookup(built), file)
            assert files[0].read_bytes() == files[1].read_bytes()

    def test_no_day_stands_in_gexf(self, store: EmbeddedStore, tmp_path: Path) -> None:
        export(Lookup(store), tmp_path / "graph.gexf")
        assert "lastmodified" not in (tmp_path / "graph.gexf").read_text("utf-8")


class TestParts:
    def test_the_ontology_is_the_ontology_file(self, store: EmbeddedStore, tmp_path: Path) -> None:
        export(Lookup(store), tmp_path / "part.nt", only=Part.ontology)
        quads = pyoxigraph.parse(path=str(ONTOLOGY_PATH), format=RdfFormat.TURTLE)
        assert triples_of(tmp_path / "part.nt") == {str(quad.triple) for quad in quads}

    def test_the_network_is_what_is_asserted_between_things(self, store: EmbeddedStore, tmp_path: Path) -> None:
        export(Lookup(store), tmp_path / "part.nt", only=Part.network)
        graph = rdflib.Graph().parse(tmp_path / "part.nt")
        lookup = Lookup(store)
        things = {rdflib.URIRef(thing.iri) for thing in lookup.all_things()}
        assert set(graph.subjects()) == things
        claimed = {
            (rdflib.URIRef(c.subject.iri), rdflib.URIRef(expand(f"kg:{c.predicate}")), rdflib.URIRef(c.object.iri))
            for c in lookup.all_claims()
            if c.modality == "asserted"
        }
        ties = {triple for triple in graph if triple[2] in things}
        assert claimed <= ties
        of_reports = {triple[1] for triple in ties - claimed}
        assert of_reports <= {rdflib.DCTERMS.publisher, rdflib.DCTERMS.spatial}
        assert {p for _, p, o in graph if o not in things} == {
            rdflib.RDF.type, rdflib.RDFS.label, rdflib.URIRef(expand("kg:class")), rdflib.URIRef(expand("kg:pinyin")),
        }  # fmt: skip

    def test_a_thing_that_was_replaced_is_not_in_the_network(self, case: Case, tmp_path: Path) -> None:
        export(Lookup(open_store(case("two-reports"))), tmp_path / "part.nt", only=Part.network)
        assert "990100-mediation-union>" not in (tmp_path / "part.nt").read_text("utf-8")

    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_claims_alone_are_read_as_in_the_whole(self, store: EmbeddedStore, tmp_path: Path, language: str) -> None:
        export(Lookup(store), tmp_path / "part.nt", only=Part.claims)
        lines = (tmp_path / "part.nt").read_bytes()
        assert lines.count(b"\n") < len(store)
        (tmp_path / "built").mkdir()
        write_graph(tmp_path / "built" / "graph", lambda: [lines])
        claims = list(Lookup(EmbeddedStore(tmp_path / "built"), Language(language)).all_claims())
        assert claims == list(Lookup(store, Language(language)).all_claims())
        assert all(claim.receipt.quote and claim.receipt.report and claim.receipt.section for claim in claims)

    def test_claims_come_with_their_acts_and_without_figures(self, store: EmbeddedStore, tmp_path: Path) -> None:
        export(Lookup(store), tmp_path / "part.nt", only=Part.claims)
        graph = rdflib.Graph().parse(tmp_path / "part.nt")
        kg = rdflib.Namespace(PREFIXES["kg"])
        (act,) = graph.objects(rdflib.URIRef(mint_iri(AWARD)), kg.act)
        assert (act, rdflib.RDF.type, kg.Conferral) in graph
        assert (act, kg.recipient, rdflib.URIRef(mint_iri(MAOSHENG))) in graph
        assert not list(graph.subjects(rdflib.RDF.type, kg.Figure))

    @pytest.mark.parametrize("part", Part)
    @pytest.mark.parametrize("extension", OXIGRAPH)
    def test_a_part_is_the_same_in_every_format(
        self, store: EmbeddedStore, tmp_path: Path, part: str, extension: str
    ) -> None:
        export(Lookup(store), tmp_path / "part.nt", only=part)
        export(Lookup(store), tmp_path / f"part.{extension}", only=part)
        whole = {str(triple) for triple in store.triples()}
        assert triples_of(tmp_path / f"part.{extension}") == triples_of(tmp_path / "part.nt") < whole

    @pytest.mark.parametrize("extension", NETWORK)
    @pytest.mark.parametrize("part", ["claims", "ontology"])
    def test_a_network_format_holds_no_other_part(
        self, store: EmbeddedStore, tmp_path: Path, extension: str, part: str
    ) -> None:
        with pytest.raises(FormatError, match=rf"holds the network, not the {part}; expected one of \.ttl, \.nt"):
            export(Lookup(store), tmp_path / f"graph.{extension}", only=part)
        assert list(tmp_path.iterdir()) == []

    def test_the_network_part_is_what_a_network_format_holds(self, store: EmbeddedStore, tmp_path: Path) -> None:
        export(Lookup(store), tmp_path / "part.graphml", only=Part.network)
        export(Lookup(store), tmp_path / "whole.graphml")
        assert (tmp_path / "part.graphml").read_bytes() == (tmp_path / "whole.graphml").read_bytes()


def edges_of(network: "Network[str]", *ids: str) -> dict[str, tuple[str, str, dict[str, str]]]:
    """Each edge by its key: both ends, and its attributes without those named."""
    return {
        key: (start, end, {name: value for name, value in attributes.items() if name not in ids})
        for start, end, key, attributes in network.edges(keys=True, data=True)
    }


def csv_network(nodes: str, edges: str) -> "Network[str]":
    """The network of two CSV texts, as a program of Gephi's kind builds it."""
    network: Network[str] = nx.MultiDiGraph()
    for row in rows_of(nodes):
        network.add_node(row.pop("Id"), label=row.pop("Label"), **row)
    for row in rows_of(edges):
        assert row.pop("Type") == "Directed"
        network.add_edge(row.pop("Source"), row.pop("Target"), row.pop("Id"), label=row.pop("Label"), **row)
    return network


def rows_of(text: str) -> Iterator[dict[str, str]]:
    for row in csv.DictReader(io.StringIO(text, newline=""), strict=True):
        yield {name: as_was(cell) for name, cell in row.items()}


def check_same(read: "Network[str]", network: "Network[str]", *ids: str) -> None:
    assert isinstance(read, nx.MultiDiGraph)
    assert dict(read.nodes(data=True)) == dict(network.nodes(data=True))
    assert edges_of(read, *ids) == edges_of(network)


class TestNetwork:
    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_graphml_comes_back(self, store: EmbeddedStore, tmp_path: Path, language: str) -> None:
        path = tmp_path / "graph.graphml"
        assert export(Lookup(store, Language(language)), path) == [path]
        # networkx gives back the key as an attribute too
        check_same(nx.read_graphml(path, force_multigraph=True), read_network(Lookup(store, Language(language))), "id")

    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_csv_comes_back(self, store: EmbeddedStore, tmp_path: Path, language: str) -> None:
        nodes, edges, figures = export(Lookup(store, Language(language)), tmp_path / "图.csv")
        assert [file.name for file in (nodes, edges, figures)] == ["图-nodes.csv", "图-edges.csv", "图-figures.csv"]
        assert sorted(tmp_path.iterdir()) == sorted([nodes, edges, figures])
        check_same(
            csv_network(nodes.read_text("utf-8"), edges.read_text("utf-8")),
            read_network(Lookup(store, Language(language))),
        )

    def test_every_row_of_the_edges_has_its_receipt(self, store: EmbeddedStore, tmp_path: Path) -> None:
        _, edges, _ = export(Lookup(store), tmp_path / "graph.csv")
        rows = list(rows_of(edges.read_text("utf-8")))
        assert len(rows) > 500
        assert all(row["report"] and row["section"] and row["quote"] for row in rows)

    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_csv_has_the_figures_too(self, store: EmbeddedStore, tmp_path: Path, language: str) -> None:
        lookup = Lookup(store, Language(language))
        *_, file = export(lookup, tmp_path / "graph.csv")
        assert list(rows_of(file.read_text("utf-8"))) == [flat(figure) for figure in lookup.all_figures()]
        without = [figure.about for figure in lookup.all_figures()][:1]
        *_, file = export(lookup, tmp_path / "less.csv", without=without)
        assert without[0].id not in {row["about_id"] for row in rows_of(file.read_text("utf-8"))} != set()
        assert len(export(lookup, tmp_path / "network.csv", Part.network)) == 2

    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_gexf_comes_back_with_colours_sizes_and_places(
        self, store: EmbeddedStore, tmp_path: Path, language: str
    ) -> None:
        path = tmp_path / "graph.gexf"
        assert export(Lookup(store, Language(language)), path) == [path]
        read, network = nx.read_gexf(path), read_network(Lookup(store, Language(language)))
        looks = {node: attributes.pop("viz") for node, attributes in read.nodes(data=True)}
        check_same(read, network, "id")
        places, colours = layout(Lookup(store), network), styles(Lookup(store))
        for node, look in looks.items():
            colour = "#{r:02X}{g:02X}{b:02X}".format(**look["color"])
            assert colour == colours[network.nodes[node]["type"]][0]
            assert (look["position"]["x"], -look["position"]["y"]) == places[node][:2]
        degrees = dict(network.degree())
        assert sorted(looks, key=lambda n: (looks[n]["size"], n)) == sorted(degrees, key=lambda n: (degrees[n], n))

    def test_gexf_says_what_gephi_reads(self, store: EmbeddedStore, tmp_path: Path) -> None:
        export(Lookup(store), tmp_path / "graph.gexf")
        text = (tmp_path / "graph.gexf").read_text("utf-8")
        assert 'xmlns="http://www.gexf.net/1.2draft"' in text
        assert f'<node id="{MAOSHENG}" label="Maosheng Community, Gongbei Subdistrict' in text
        assert re.search(rf'<edge source="{MAOSHENG}" target="{UNIT}" id="{AWARD}" label="was awarded"', text)

    def test_the_network_is_what_the_lookups_say(self, store: EmbeddedStore) -> None:
        network, lookup = read_network(Lookup(store)), Lookup(store)
        assert set(network) == {thing.id for thing in lookup.all_things()}
        assert {key for _, _, key in network.edges(keys=True)} == {claim.id for claim in lookup.all_claims()}
        assert network.nodes[MAOSHENG] == {
            "label": "Maosheng Community, Gongbei Subdistrict, Xiangzhou District, Zhuhai",
            "type": "ResidentsCommunity",
            "type_label": lookup.class_label("ResidentsCommunity"),
            "jurisdiction": "Xiangzhou District, Zhuhai, Guangdong",
            "marks": "",
        }
        edge = network.edges[MAOSHENG, UNIT, AWARD]
        assert (edge["predicate"], edge["label"], edge["level"]) == ("awarded", "was awarded", "national")
        assert (edge["by"], edge["section"]) == ("cn-political-legal-commission", "opening")
        assert edge["quote"] == "茂盛社区入选中央政法委104个“枫桥式工作法”单位之一"
        assert edge["report"].startswith("Report on Building a Rule-of-law Government in Xiangzhou")

    def test_several_claims_between_the_same_two_things_all_stand(self, case: Case) -> None:
        network = read_network(Lookup(open_store(case("two-reports"))))
        keys = set(network["990100-mediation-association"]["990000-model-mediator"])
        assert keys == {"990102-2023-r003", "990103-2023-r002"}
        assert "990100-mediation-union" not in network  # it was replaced


class TestQueryResults:
    def test_csv_is_what_the_query_gives(self, store: EmbeddedStore, tmp_path: Path) -> None:
        path = tmp_path / "honours.csv"
        assert export_query(store, path, HONOURS) == [path]
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8"), newline="")))
        assert rows[0] == ["who", "honour"]
        assert [mint_iri(MAOSHENG), mint_iri(UNIT)] in rows

    @pytest.mark.parametrize(
        ("extension", "format"), [("json", "JSON"), ("srj", "JSON"), ("xml", "XML"), ("tsv", "TSV")]
    )
    def test_the_other_formats_of_solutions(
        self, store: EmbeddedStore, tmp_path: Path, extension: str, format: str
    ) -> None:
        path = tmp_path / f"honours.{extension}"
        export_query(store, path, HONOURS)
        engine = getattr(pyoxigraph.QueryResultsFormat, format)
        read = pyoxigraph.parse_query_results(path.read_bytes(), format=engine)
        assert isinstance(read, pyoxigraph.QuerySolutions)
        expected = store.query(HONOURS)
        assert isinstance(expected, Solutions)
        assert [tuple(solution) for solution in read] == [tuple(solution.values()) for solution in expected]

    @pytest.mark.parametrize("extension", OXIGRAPH)
    def test_the_triples_of_a_construct(self, store: EmbeddedStore, tmp_path: Path, extension: str) -> None:
        text = "CONSTRUCT { ?honour kg:heldBy ?who } WHERE { ?who kg:awarded ?honour }"
        path = tmp_path / f"held.{extension}"
        export_query(store, path, text)
        result = store.query(text)
        assert isinstance(result, Triples)
        assert triples_of(path) == {str(triple) for triple in result} != set()

    def test_a_formula_stays_in_a_result_and_is_harmless_in_a_sheet(self, store: EmbeddedStore, tmp_path: Path) -> None:
        text = 'SELECT ?x WHERE { VALUES ?x { "=1+1" "-5" "plain" "=HYPERLINK(\\"a\\",\\"b\\")" } }'
        path = tmp_path / "x.csv"
        export_query(store, path, text)
        exact = [["=1+1"], ["-5"], ["plain"], ['=HYPERLINK("a","b")']]
        assert list(csv.reader(io.StringIO(path.read_bytes().decode(), newline=""))) == [["x"], *exact]
        export_query(store, path, text, sheet=True)
        assert path.read_bytes().startswith("\ufeffx\n'=1+1\n".encode())
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
        assert rows == [["x"], ["'=1+1"], ["-5"], ["plain"], ['\'=HYPERLINK("a","b")']]
        assert [[as_was(cell) for cell in row] for row in rows[1:]] == exact
        export_query(store, tmp_path / "x.tsv", text)
        assert '"=1+1"' in (tmp_path / "x.tsv").read_text("utf-8").splitlines()

    @pytest.mark.parametrize(
        ("name", "text", "told"),
        [
            ("x.json", HONOURS, "what a spreadsheet reads is CSV"),
            ("x.ttl", "DESCRIBE kg:awarded", "what a spreadsheet reads is CSV"),
            ("x.csv", "DESCRIBE kg:awarded", "no format for an RDF graph"),
        ],
    )
    def test_a_sheet_is_of_solutions_in_csv(
        self, store: EmbeddedStore, tmp_path: Path, name: str, text: str, told: str
    ) -> None:
        with pytest.raises(FormatError, match=told):
            export_query(store, tmp_path / name, text, sheet=True)
        assert list(tmp_path.iterdir()) == []

    def test_a_cell_may_be_longer_than_csv_reads_by_default(self, store: EmbeddedStore, tmp_path: Path) -> None:
        limit, path = csv.field_size_limit(), tmp_path / "x.csv"
        signs = "'" + "x" * 1000 + "'"
        text = f"SELECT (GROUP_CONCAT({signs}) AS ?x) WHERE {{ ?s kg:awarded ?o . ?a kg:partOf ?b }}"
        for sheet in (False, True):
            export_query(store, path, text, sheet=sheet)
            assert csv.field_size_limit() == limit
            assert path.stat().st_size > limit

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("x.ttl", HONOURS),
            ("x.graphml", HONOURS),
            ("x.csv", "CONSTRUCT { ?s kg:awarded ?o } WHERE { ?s kg:awarded ?o }"),
            ("x.gexf", "DESCRIBE kg:awarded"),
            ("x", "ASK { ?s ?p ?o }"),
        ],
    )
    def test_a_format_that_cannot_hold_the_result(
        self, store: EmbeddedStore, tmp_path: Path, name: str, text: str
    ) -> None:
        with pytest.raises(FormatError, match=r"no format for .+ has the extension .*; expected one of \."):
            export_query(store, tmp_path / name, text)
        assert list(tmp_path.iterdir()) == []

    def test_it_is_refused_what_a_query_is_refused(self, store: EmbeddedStore, tmp_path: Path) -> None:
        with pytest.raises(QueryRefusedError):
            export_query(store, tmp_path / "x.csv", "SELECT ?s WHERE { SERVICE <http://localhost/> { ?s ?p ?o } }")
        with pytest.raises(QuerySyntaxError):
            export_query(store, tmp_path / "x.csv", "SELECT ?s WHERE { ?s ?p }")
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(("name", "form"), [("x.xml", "SELECT ?x"), ("x.rdf", "CONSTRUCT { kg:a kg:b ?x }")])
    def test_what_xml_cannot_hold_is_refused(self, store: EmbeddedStore, tmp_path: Path, name: str, form: str) -> None:
        with pytest.raises(FormatError, match=r"U\+0001"):
            export_query(store, tmp_path / name, form + ' WHERE { BIND("a\\u0001" AS ?x) }')
        assert list(tmp_path.iterdir()) == []


def read_sqlite(path: Path) -> dict[str, list[dict[str, object]]]:
    """The tables of a file, whose keys all point at rows that are there."""
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert all(any(row["pk"] for row in database.execute(f"PRAGMA table_info({name})")) for name in names)
        return {name: [dict(row) for row in database.execute(f"SELECT * FROM {name}")] for name in names}


class TestTables:
    @pytest.fixture(params=["data", "two-reports"])
    def built(self, request: pytest.FixtureRequest, store: EmbeddedStore, case: Case) -> EmbeddedStore:
        return store if request.param == "data" else open_store(case(request.param))

    def test_sqlite_has_all_that_lookups_say_in_both_languages(self, built: EmbeddedStore, tmp_path: Path) -> None:
        assert export_tables(Lookup(built), tmp_path / "t.sqlite") == [tmp_path / "t.sqlite"]
        read = read_sqlite(tmp_path / "t.sqlite")
        zh, en = Lookup(built, Language.ZH), Lookup(built, Language.EN)
        assert [row["id"] for row in read["things"]] == [thing.id for thing in en.all_things()]
        claims = {row["id"]: row for row in read["claims"]}
        assert list(claims) == [claim.id for claim in en.all_claims()]
        for other, claim in zip(zh.all_claims(), en.all_claims(), strict=True):
            row = {name: value or "" for name, value in claims[claim.id].items()}
            assert (row["subject_zh"], row["subject_en"]) == (other.subject.label, claim.subject.label)
            assert (row["predicate_zh"], row["predicate_en"]) == (other.words, claim.words)
            assert (row["note_zh"], row["note_en"], row["quote"]) == (other.note, claim.note, claim.receipt.quote)
            assert (row["section_zh"], row["section_en"]) == (other.receipt.section, claim.receipt.section)
            assert row["marks"] == "|".join(claim.marks)
            for field in CLAIM_FIELDS:
                value = getattr(claim, field.name)
                if field.kind is Kind.TRANSLATED:
                    assert row[f"{field.column}_en"] == value
                else:
                    assert row[field.column] == (value if isinstance(value, str) else "|".join(of.id for of in value))
        assert {(row["claim"], row["body"]) for row in read["claim_bodies"]} == {
            (claim.id, body.id) for claim in en.all_claims() for body in claim.authorities
        }
        assert [row["id"] for row in read["figures"]] == [figure.id for figure in en.all_figures()]
        mentions = {pair[0] for pair in built.pairs(expand("rdf:type"), [expand("kg:Mention")])}
        assert {PREFIXES["kgr"] + str(row["id"]) for row in read["mentions"]} == mentions

    def test_an_honour_is_a_row_a_conferral(self, case: Case, tmp_path: Path) -> None:
        lookup = Lookup(open_store(case("two-reports")))
        export_tables(lookup, tmp_path / "t.db")
        read = read_sqlite(tmp_path / "t.db")["honours"]
        acts = lookup.store.pairs(expand("kg:class"), [expand("kg:Conferral")])
        assert sorted(PREFIXES["kgr"] + str(row["id"]) for row in read) == sorted(iri for iri, _ in acts)
        (row,) = [row for row in read if "990103-2023-r002" in str(row["claims"])]
        assert str(row["claims"]).split("|") == ["990103-2023-r002", "990102-2023-r003"]  # the first states its date
        assert (row["claim"], row["date_basis"]) == ("990103-2023-r002", "stated")
        assert not [row for row in read if "990102-2023-r006" in str(row["claims"])]  # a candidate

    def test_the_conferral_of_maosheng(self, store: EmbeddedStore, tmp_path: Path) -> None:
        export_tables(Lookup(store), tmp_path / "t.sqlite")
        (row,) = [row for row in read_sqlite(tmp_path / "t.sqlite")["honours"] if row["claim"] == AWARD]
        names = ("recipient", "honour", "by", "level_zh", "date", "date_basis", "distinction_en", "section", "quote")
        assert [row[name] for name in names] == [
            MAOSHENG, UNIT, "cn-political-legal-commission", "国家级", "2023", "report", "one of 104 units", "s0",
            "茂盛社区入选中央政法委104个“枫桥式工作法”单位之一",
        ]  # fmt: skip

    def test_honours_have_series_and_tier_and_figures_what_they_measure(
        self, store: EmbeddedStore, tmp_path: Path
    ) -> None:
        export_tables(Lookup(store), tmp_path / "t.sqlite")
        read = read_sqlite(tmp_path / "t.sqlite")
        (award, *_) = [row for row in read["honours"] if row["honour"] == "cn-national-model-peoples-mediator"]
        assert [award[f"honour_{name}"] for name in ("class", "class_zh", "class_en", "series", "tier")] == [
            "HonoraryTitle", "荣誉称号", "honorary title", "模范人民调解员", "全国",
        ]  # fmt: skip
        (figure,) = [row for row in read["figures"] if row["id"] == "440402-2023-f035"]
        assert [figure[name] for name in ("definition_zh", "definition_en", "indicator_wording", "wording")] == [
            "所化解的矛盾纠纷涉及的金额。", "Money at stake in the conflicts and disputes that were resolved.",
            "涉及金额", "2.48亿元",
        ]  # fmt: skip

    def test_a_number_keeps_its_digits_and_is_a_number(self, case: Case, tmp_path: Path) -> None:
        folder = case("base")
        table = folder / "figures.csv"
        table.write_text(table.read_text("utf-8").replace(",98.5,", ",123456789012345678.123456789,"), "utf-8")
        export_tables(Lookup(open_store(folder)), tmp_path / "t.sqlite")
        read = read_sqlite(tmp_path / "t.sqlite")["figures"]
        assert [row["value"] for row in read] == [1200, 1182, 123456789012345678.123456789]
        assert [row["value_exact"] for row in read] == ["1200", "1182", "123456789012345678.123456789"]

    def test_csv_and_parquet_have_the_same_rows(self, built: EmbeddedStore, tmp_path: Path) -> None:
        export_tables(Lookup(built), tmp_path / "t.sqlite")
        sqlite = read_sqlite(tmp_path / "t.sqlite")
        csvs = export_tables(Lookup(built), tmp_path / "new" / "csv")
        parquets = export_tables(Lookup(built), tmp_path / "new" / "parquet", TableFiles.parquet)
        assert [file.stem for file in csvs] == [file.stem for file in parquets] == list(sqlite)
        for file, other in zip(csvs, parquets, strict=True):
            rows = sqlite[file.stem]
            assert pq.read_table(other).to_pylist() == rows
            texts = [{n: as_was(cell) for n, cell in row.items()} for row in rows_of(file.read_text("utf-8"))]
            exact = [row | ({"value": row["value_exact"]} if "value_exact" in row else {}) for row in rows]
            assert texts == [{n: "" if cell is None else str(cell) for n, cell in row.items()} for row in exact]

    def test_an_empty_table_has_its_columns(self, case: Case, tmp_path: Path) -> None:
        folder = case("base")
        table = folder / "figures.csv"
        table.write_text(table.read_text("utf-8").splitlines(keepends=True)[0], "utf-8")
        lookup = Lookup(open_store(folder))
        export_tables(lookup, tmp_path / "parquet", TableFiles.parquet)
        export_tables(lookup, tmp_path / "csv")
        for name, column in (("figures", "value_exact"), ("figure_parts", "role")):
            assert column in pq.read_table(tmp_path / "parquet" / f"{name}.parquet").column_names
            assert column in (tmp_path / "csv" / f"{name}.csv").read_text("utf-8").strip().split(",")

    def test_they_are_the_same_bytes_each_time_and_over_what_was_there(
        self, store: EmbeddedStore, data: Path, tmp_path: Path
    ) -> None:
        def write(of: EmbeddedStore) -> list[bytes]:
            written = [
                *export_tables(Lookup(of, Language.ZH if of is store else Language.EN), tmp_path / "t.sqlite"),
                *export_tables(Lookup(of), tmp_path / "csv"),
                *export_tables(Lookup(of), tmp_path / "parquet", TableFiles.parquet),
            ]
            return [file.read_bytes() for file in written]

        assert write(store) == write(open_store(data))

    def test_stated_only_leaves_claims_out_and_no_key_hanging(self, store: EmbeddedStore, tmp_path: Path) -> None:
        export_tables(Lookup(store), tmp_path / "t.sqlite", stated_only=True)
        read = read_sqlite(tmp_path / "t.sqlite")
        wanted = [claim for claim in Lookup(store).all_claims() if claim.is_stated]
        assert [row["id"] for row in read["claims"]] == [claim.id for claim in wanted]
        awarded = {claim.id for claim in wanted if claim.predicate == "awarded"}
        assert {row["claim"] for row in read["honours"]} == awarded != set()

    def test_no_cell_of_a_table_runs(self, case: Case, tmp_path: Path) -> None:
        folder = case("base")
        table = folder / "indicators.csv"
        table.write_text(table.read_text("utf-8").replace(",调解纠纷数,", ",=1+1,"), "utf-8")
        export_tables(Lookup(open_store(folder)), tmp_path / "csv")
        assert "'=1+1" in (tmp_path / "csv" / "figures.csv").read_text("utf-8").split(",")

    @pytest.mark.parametrize("name", ["t.xlsx", "file", "folder.db"])
    def test_what_is_no_place_for_tables_is_refused(self, store: EmbeddedStore, tmp_path: Path, name: str) -> None:
        (tmp_path / "file").touch()
        (tmp_path / "folder.db").mkdir()
        with pytest.raises(FormatError, match=name):
            export_tables(Lookup(store), tmp_path / name)
        assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder.db"]


def test_an_unknown_extension_is_an_error_and_leaves_no_file(store: EmbeddedStore, tmp_path: Path) -> None:
    for name in ("graph.tsv", "graph.json", "graph", ".ttl"):
        with pytest.raises(
            FormatError, match=r"expected one of \.ttl, \.nt, \.jsonld, \.rdf, \.graphml, \.gexf, \.csv"
        ):
            export(Lookup(store), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


# ---- Hostile text: what the tables' check lets through, and more

TEXTS = st.one_of(
    st.text(max_size=12),
    st.text("=+-@'\"\t\r\n ,;<>&]$＝－0aé\x85\u2028\ufeff\ufffe\x00\x1f\x7f", max_size=8),
    st.sampled_from(["=1+1", "'=1", "''@x", "-5", "]]>", "<script>", "\r\n", "&#1;", "\ufffe", "a\x01b"]),
)
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def hostile(texts: list[str]) -> "Network[str]":
    network: Network[str] = nx.MultiDiGraph()
    for number, text in enumerate(texts):
        network.add_node(f"n{number}", label=text, type="Court", type_label=text)
        for key in (f"e{number}", f"f{number}"):  # networkx makes no multigraph of GEXF without parallel edges
            network.add_edge(f"n{number}", "n0", key=key, label=text, predicate="p", quote=text)
    return network


LABELS = st.lists(TEXTS, min_size=1, max_size=4)


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb"])
def test_half_a_character_is_refused_in_xml(text: str) -> None:
    with pytest.raises(FormatError, match=rf"U\+{ord(text.strip('ab')):04X} \(after '(a)?'\); \.csv"):
        graphml(hostile([text]))


@given(LABELS)
@example(["\ufffe"])
@example(["a\rb\r\nc\td", " "])
def test_a_hostile_network_comes_back_or_is_refused(texts: list[str]) -> None:
    network = hostile(texts)
    places, looks = dict.fromkeys(network, (0.0, 0.0)), {"Court": ("#0072B2", "dot", "Court")}
    for write, read in (
        (graphml, lambda text: nx.parse_graphml(text, force_multigraph=True)),
        (lambda of: gexf(of, places, looks), lambda text: nx.read_gexf(io.BytesIO(text.encode()))),
    ):
        if NOT_XML.search("".join(texts)):
            with pytest.raises(FormatError, match=r"XML cannot hold the character U\+[0-9A-F]{4}"):
                write(network)
        else:
            found = read(write(network))
            for _, attributes in found.nodes(data=True):
                attributes.pop("viz", None)
            check_same(found, network, "id")


@given(LABELS)
def test_a_hostile_network_comes_back_from_csv(texts: list[str]) -> None:
    network = hostile(texts)
    check_same(csv_network(*node_and_edge_csv(network)), network)


@pytest.mark.parametrize("text", CELLS)
def test_a_cell_on_the_verge_comes_back(text: str) -> None:
    check_cell(text)


@given(TEXTS)
def test_no_cell_runs_and_each_comes_back(text: str) -> None:
    check_cell(text)


def check_cell(text: str) -> None:
    safe = harmless(text)
    assert not safe.startswith(("=", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert not safe.startswith(("+", "-")) or re.fullmatch(r"[+-]\d+(\.\d+)?", safe)
    assert as_was(safe) == text
    written = delimited([["head"], [text]], Dialect.CSV, quote_all=True)
    assert [as_was(cell) for (cell,) in csv.reader(io.StringIO(written, newline=""), strict=True)] == ["head", text]


@given(st.lists(TEXTS, min_size=2, max_size=2))
@example(["a\rb", "c"])
def test_each_row_comes_back_as_one(row: list[str]) -> None:
    for format, delimiter in (("csv", ","), ("tsv", "\t")):
        lines = io.StringIO(delimited([row], Dialect(format)), newline="")
        assert [[as_was(cell) for cell in found] for found in csv.reader(lines, delimiter=delimiter)] == [row]


NODES = st.sampled_from(
    [f"http://e/{name}" for name in ("a", "b#label", "awarded")]
    + [expand("kg:awarded"), expand("rdfs:label"), expand("skos:altLabel"), expand("kgr:x/y")]
    + ["kg:odd", "label:odd", "awarded:odd", "urn:x:y", PREFIXES["kg"], PREFIXES["kg"] + "//x", "https://h/"]
)
LITERALS = st.one_of(
    TEXTS.map(Literal),
    TEXTS.map(lambda text: Literal(text, language="zh-hans")),
    TEXTS.map(lambda text: Literal(text, language="en")),
    st.sampled_from([Literal(1), Literal("1.5", datatype=NamedNode(expand("xsd:decimal"))), Literal(True)]),
    TEXTS.map(lambda text: Literal(text, datatype=NamedNode("http://e/datatype"))),
    st.sampled_from([Literal("1", datatype=NamedNode(iri)) for iri in ("xsd:integer", "label:x", "id:x", "kg:odd")]),
)
TRIPLES = st.lists(
    st.builds(
        Triple,
        st.one_of(NODES.map(NamedNode), st.just(BlankNode("b"))),
        st.one_of(NODES, st.just(expand("rdf:type"))).map(NamedNode),
        st.one_of(NODES.map(NamedNode), st.just(BlankNode("c")), LITERALS),
    ),
    max_size=8,
)


@given(TRIPLES)
@example([Triple(NamedNode("http://e/a"), NamedNode("http://e/p"), Literal("1", datatype=NamedNode("xsd:integer")))])
@example([Triple(NamedNode("http://e/a"), NamedNode("http://e/label"), Literal("1", datatype=NamedNode("label:x")))])
def test_json_ld_loses_nothing(triples: list[Triple]) -> None:
    document = to_jsonld(triples)
    read = pyoxigraph.parse(document, format=RdfFormat.JSON_LD)
    assert canonical(quad.triple for quad in read) == canonical(triples)


def canonical(triples: Iterator[Triple] | list[Triple]) -> set[str]:
    """The triples with canonical names of blank nodes."""
    dataset = pyoxigraph.Dataset(pyoxigraph.Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad.triple) for quad in dataset}


# What an IRI may end in: dots, escapes, spaces of other scripts, names that XML's fourth edition lacks
LOCAL_NAMES = st.one_of(
    st.sampled_from(["", ".", "..", "a.", "a/b.", "中.", "2023.", "-.", "Co.%2C%20Ltd.", "x" * 3000]),
    st.sampled_from(["1", "-a", "a%2E", "a~b", "a'b", "a!b", "a(b)", "a,b;c", "a:", ":a", "//a", "a#b", "a?b&c"]),
    st.sampled_from(["ａ", "a。", "𠀀", "\u200ca", "a\u3000b", "\u2028", "\xa0"]),
    st.text("aé中𠀀ａ01.-_~%2E/'!*:\u3000\u2028", max_size=6).filter(lambda name: "%" not in name.replace("%2E", "")),
)
TYPE = NamedNode(expand("rdf:type"))
NAMED = st.builds(
    lambda namespace, name: NamedNode(namespace + name),
    st.sampled_from([PREFIXES["kgr"], PREFIXES["schema"], "http://e/"]),
    LOCAL_NAMES,
)
NUMBERS = st.builds(
    lambda value, name: Literal(value, datatype=NamedNode(expand(f"xsd:{name}"))),
    st.sampled_from(
        ["1", "01", "-0", "+1", ".5", "-.5", "1.", "1.10", "1e5", "1E400", "INF", "true", "yes", "", " 1 "]
    ),
    st.sampled_from(["integer", "decimal", "double", "boolean", "date"]),
)
TAGS = st.sampled_from(["en", "zh-hans", "zh-hant-tw", "en-x-private", "x-private", "i-klingon", "de-ch-1996"])
ANY_TRIPLES = st.lists(
    st.builds(
        Triple,
        NAMED,
        st.one_of(NAMED, st.just(TYPE)),
        st.one_of(NAMED, NUMBERS, st.builds(lambda t, tag: Literal(t, language=tag), TEXTS, TAGS), TEXTS.map(Literal)),
    ),
    max_size=4,
)


ELEMENT = re.compile(r"(?!.*22-rdf-syntax-ns)[!-~]+[/#][A-Za-z_][\w.-]*", re.ASCII)
"""What surely can be the name of an element."""


@pytest.fixture
def _as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rdflib leaves 01 as it stands, and does not make 1 of it."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


@pytest.mark.usefixtures("_as_written")
@pytest.mark.parametrize("extension", OXIGRAPH)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60)
@given(triples=ANY_TRIPLES)
@example(triples=[Triple(NamedNode(expand("kgr:a.")), NamedNode("http://e/p"), NamedNode(expand("kgr:a/b.")))])
@example(triples=[Triple(NamedNode("http://e/s"), NamedNode(expand("kgr:a.")), Literal("."))])
@example(triples=[Triple(NamedNode("http://e/s"), NamedNode("http://e/p"), Literal("1", datatype=NamedNode("x:.")))])
@example(triples=[Triple(NamedNode("http://e/ａ"), NamedNode("http://e/ａ"), Literal("x"))])
@example(triples=[Triple(NamedNode("http://e/s"), NamedNode(expand("rdf:li")), Literal("x"))])
def test_rdflib_and_oxigraph_read_the_triples_that_were_written(extension: str, triples: list[Triple]) -> None:
    try:
        written = serialise_sorted(triples, by_extension(Path(f"x.{extension}"), Holds.GRAPH))
    except FormatError:
        assert extension == "rdf"
        names = [t.predicate.value for t in triples] + [t.object.value for t in triples if t.predicate == TYPE]
        assert not all(map(ELEMENT.fullmatch, names)) or any(NOT_XML.search(t.object.value) for t in triples)
        return
    wanted = {str(triple) for triple in triples}
    assert {str(quad.triple) for quad in pyoxigraph.parse(written, format=OXIGRAPH[extension])} == wanted
    read = rdflib.Graph().parse(data=written, format=RDF[extension])
    assert {str(Triple(*map(of_rdflib, triple))) for triple in read} == wanted


def of_rdflib(term: Any) -> Any:
    """A term of rdflib as Oxigraph has it."""
    if isinstance(term, rdflib.URIRef):
        return NamedNode(str(term))
    if term.language:
        return Literal(str(term), language=term.language)
    return Literal(str(term), datatype=term.datatype and NamedNode(str(term.datatype)))


@pytest.mark.parametrize("extension", OXIGRAPH)
@pytest.mark.parametrize(
    ("term", "told"),
    [
        ("<<( kgr:a kg:b 1 )>>", "RDF 1.1 has no triple as a term"),
        ('"a"@en--ltr', "RDF 1.1 has no text with a direction"),
        ('STRDT("a", rdf:langString)', "a text in a language has its tag"),
    ],
)
def test_what_rdf_1_1_lacks_is_refused(
    store: EmbeddedStore, tmp_path: Path, extension: str, term: str, told: str
) -> None:
    text = f"CONSTRUCT {{ kgr:a kg:b ?x }} WHERE {{ BIND({term} AS ?x) }}"
    with pytest.raises(FormatError, match=told):
        export_query(store, tmp_path / f"x.{extension}", text)
    with pytest.raises(FormatError, match=told):
        store.query(text).serialise(by_extension(Path(f"x.{extension}"), Holds.GRAPH).name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("extension", OXIGRAPH)
def test_a_graph_whose_names_end_in_a_dot_is_read(case: Case, tmp_path: Path, extension: str) -> None:
    folder = case("base")
    shutil.rmtree(folder / "sources")  # which does not hold the words
    mentions = folder / "mentions.csv"
    report, section, thing = mentions.read_text("utf-8").splitlines()[1].split(",")[:3]
    with mentions.open("a", encoding="utf-8") as file:
        file.write(f'{report},{section},{thing},"Co., Ltd."\n')
    store = open_store(folder)
    wanted = {str(triple) for triple in store.triples()}
    assert any(iri.endswith("Ltd.>") for line in wanted for iri in line.split())
    path = tmp_path / f"graph.{extension}"
    export(Lookup(store), path)
    assert triples_of(path) == wanted
    read = rdflib.Graph().parse(path, format=RDF[extension])
    assert isomorphic(read, rdflib.Graph().parse(data="".join(f"{line} .\n" for line in wanted), format="ntriples"))
