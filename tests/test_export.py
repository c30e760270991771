"""Export: every format, read back by the libraries that people use, is the graph."""

from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pytest
import rdflib
from rdflib.compare import isomorphic

from kg.build import open_store
from kg.errors import FormatError
from kg.export import export, sorted_lines
from kg.lookup import Lookup
from kg.network import read_network
from kg.store import Store

Case = Callable[..., Path]

RDF = {"ttl": "turtle", "nt": "ntriples", "jsonld": "json-ld", "rdf": "xml", "xml": "xml"}
MAOSHENG, UNIT = "440402-maosheng-community", "cn-fengqiao-work-method-unit"
AWARD = "440402-2023-r010"

# rdflib's JSON-LD parser uses a class that rdflib deprecates
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


@pytest.fixture(scope="module")
def graph(store: Store) -> rdflib.Graph:
    """What the store holds, as rdflib has it."""
    lines = "".join(f"{triple} .\n" for triple in store.triples())
    return rdflib.Graph().parse(data=lines, format="ntriples")


@pytest.mark.parametrize("extension", RDF)
def test_rdflib_reads_the_graph_back(store: Store, graph: rdflib.Graph, tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"graph.{extension}"
    export(store, path)
    read = rdflib.Graph().parse(path, format=RDF[extension])
    assert len(graph) > 100
    assert set(graph - read) == set()
    assert set(read - graph) == set()
    assert isomorphic(read, graph)


@pytest.mark.parametrize("extension", [*RDF, "graphml"])
def test_the_same_bytes_each_time(store: Store, tmp_path: Path, extension: str) -> None:
    first, second = tmp_path / f"first.{extension}", tmp_path / f"second.{extension}"
    export(store, first)
    export(Store(store.generation), second)
    assert first.read_bytes() == second.read_bytes()


def test_two_builds_export_the_same_bytes(case: Case, tmp_path: Path) -> None:
    folder = case("two-reports")
    copy = folder.with_name("copy")
    folder.rename(copy)
    export(open_store(copy), tmp_path / "first.nt")
    copy.rename(folder)
    export(open_store(folder), tmp_path / "second.nt")
    assert (tmp_path / "first.nt").read_bytes() == (tmp_path / "second.nt").read_bytes()


def test_n_triples_come_sorted_and_once(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path / "graph.nt")
    lines = (tmp_path / "graph.nt").read_text("utf-8").splitlines(keepends=True)
    assert lines == sorted(set(lines)) == list(sorted_lines(store))
    assert len(lines) == len(store)


def test_turtle_uses_the_prefixes_and_writes_characters_as_they_are(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path / "graph.ttl")
    text = (tmp_path / "graph.ttl").read_text("utf-8")
    assert f"kgr:{MAOSHENG}" in text
    assert "kg:awarded" in text
    assert '"珠海市香洲区拱北街道茂盛社区"@zh-hans' in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_networkx_reads_the_network_back(store: Store, tmp_path: Path, language: str) -> None:
    path = tmp_path / "graph.graphml"
    export(store, path, language)
    read = nx.read_graphml(path, force_multigraph=True)
    network = read_network(store, language)
    assert isinstance(read, nx.MultiDiGraph)
    assert dict(read.nodes(data=True)) == dict(network.nodes(data=True))
    assert _edges(read) == _edges(network)


def _edges(network: "nx.MultiDiGraph[str]") -> dict[str, tuple[str, str, dict[str, str]]]:
    """Each edge by its key: both ends, and its attributes without the id that GraphML adds."""
    return {
        key: (start, end, {name: value for name, value in attributes.items() if name != "id"})
        for start, end, key, attributes in network.edges(keys=True, data=True)
    }


def test_the_network_is_what_the_lookups_say(store: Store) -> None:
    network, lookup = read_network(store), Lookup(store)
    assert set(network) == {thing.id for thing in lookup.all_things()}
    assert {key for _, _, key in network.edges(keys=True)} == {claim.id for claim in lookup.all_claims()}
    assert network.nodes[MAOSHENG] == {
        "label": "Maosheng Community, Gongbei Subdistrict, Xiangzhou District, Zhuhai",
        "type": "ResidentsCommunity",
        "type_label": lookup.class_label("ResidentsCommunity"),
    }
    edge = network.edges[MAOSHENG, UNIT, AWARD]
    assert (edge["predicate"], edge["label"], edge["level"]) == ("awarded", "was awarded", "national")
    assert (edge["by"], edge["section"]) == ("cn-political-legal-commission", "opening")
    assert edge["quote"] == "茂盛社区入选中央政法委104个“枫桥式工作法”单位之一"
    assert edge["report"].startswith("Report on Building a Rule-of-law Government in Xiangzhou")


def test_several_claims_between_the_same_two_things_all_stand(case: Case) -> None:
    network = read_network(open_store(case("two-reports")))
    keys = set(network["990100-mediation-association"]["990000-model-mediator"])
    assert keys == {"990102-2023-r003", "990103-2023-r002"}
    assert "990100-mediation-union" not in network  # it was replaced


def test_an_unknown_extension_is_an_error_and_leaves_no_file(store: Store, tmp_path: Path) -> None:
    for name in ("graph.csv", "graph.json", "graph", ".ttl"):
        with pytest.raises(FormatError, match=r"expected one of \.ttl, \.nt, \.jsonld, \.rdf, \.graphml"):
            export(store, tmp_path / name)
    assert list(tmp_path.iterdir()) == []
