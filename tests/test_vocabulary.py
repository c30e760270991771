"""IRIs and CURIEs: spelled in one place, each its own, and back again."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, Store
from rdflib import Graph

from kg.ontology import PATH as ONTOLOGY
from kg.pipeline.shapes import PATH as SHAPES
from kg.vocabulary import BASE, PREFIXES, compress, expand, mint_iri

part = st.text(st.characters(codec="utf-8"), min_size=1) | st.text(
    alphabet="./%~-_ #?<>\"'\\{}|^`:@区é\u0301\n", min_size=1
)
parts = st.lists(part, min_size=1, max_size=4)


@given(parts, parts)
def test_two_lists_of_parts_never_share_an_iri(one: list[str], other: list[str]) -> None:
    assert (mint_iri(*one) == mint_iri(*other)) == (one == other)


@given(parts)
def test_the_parts_of_an_iri_can_be_read_back(given_parts: list[str]) -> None:
    path = mint_iri(*given_parts).removeprefix(PREFIXES["kgr"])
    assert [unquote(segment) for segment in path.split("/")] == given_parts


@given(parts)
def test_an_iri_goes_through_an_engine_unchanged(given_parts: list[str]) -> None:
    iri = mint_iri(*given_parts)
    store = Store()
    store.load(f"<{iri}> <{iri}> <{iri}> .".encode(), format=RdfFormat.N_TRIPLES)
    (quad,) = store
    assert (quad.subject, quad.predicate, quad.object) == (NamedNode(iri),) * 3


@given(parts)
def test_no_resolver_drops_a_segment(given_parts: list[str]) -> None:
    assert all(segment.strip(".") for segment in mint_iri(*given_parts).split("/")[3:])


@pytest.mark.parametrize(
    ("given_parts", "path"),
    [
        (("440402-2023",), "440402-2023"),
        (("440402-2023", "s2.3"), "440402-2023/s2.3"),
        (("a/b",), "a%2Fb"),
        (("a", "b"), "a/b"),
        (("..",), "%2E%2E"),
        ((".", "a.b"), "%2E/a.b"),
        (("indicator", "调解成功率"), "indicator/%E8%B0%83%E8%A7%A3%E6%88%90%E5%8A%9F%E7%8E%87"),
        (("50%", "a b"), "50%25/a%20b"),
    ],
)
def test_a_part_is_one_segment_of_the_path(given_parts: tuple[str, ...], path: str) -> None:
    assert mint_iri(*given_parts) == BASE + "id/" + path


@pytest.mark.parametrize("given_parts", [(), ("",), ("a", "")])
def test_nothing_has_no_iri(given_parts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="cannot mint an IRI"):
        mint_iri(*given_parts)


@given(st.sampled_from(sorted(PREFIXES)), st.text(st.characters(codec="utf-8", exclude_characters="/#?"), min_size=1))
def test_a_curie_comes_back_from_its_iri(prefix: str, local: str) -> None:
    assert compress(expand(f"{prefix}:{local}")) == f"{prefix}:{local}"


@given(st.text())
def test_expanding_what_was_compressed_gives_the_iri_again(local: str) -> None:
    for namespace in PREFIXES.values():
        iri = namespace + local
        curie = compress(iri)
        assert curie == iri or expand(curie) == iri


@pytest.mark.parametrize(
    "iri", [BASE, BASE + "id/", BASE + "id/440402-2023/s0", "https://example.org/a", "kg:awarded", ""]
)
def test_what_no_prefix_fits_stays_as_it_is(iri: str) -> None:
    assert compress(iri) == iri


def test_an_unknown_prefix_and_a_missing_colon_are_errors() -> None:
    with pytest.raises(KeyError):
        expand("nobody:thing")
    with pytest.raises(ValueError, match="unpack"):
        expand("awarded")


def test_no_namespace_begins_with_another() -> None:
    namespaces = list(PREFIXES.values())
    assert [(a, b) for a in namespaces for b in namespaces if a != b and b.startswith(a)] == []


@pytest.mark.parametrize("path", [ONTOLOGY, SHAPES, Path("dataset.ttl")], ids=lambda path: path.name)
def test_files_that_write_the_base_out_agree_with_the_setting(path: Path, data: Path) -> None:
    text = (data / path if not path.is_absolute() else path).read_text("utf-8")
    declared = dict(re.findall(r"^@prefix (\w+): <([^>]*)> \.$", text, re.MULTILINE))
    others = {"kgs": BASE + "shapes#", "sh": "http://www.w3.org/ns/shacl#"}
    assert declared
    assert declared == {prefix: (PREFIXES | others)[prefix] for prefix in declared}
    written = set(re.findall(r"https://w3id\.org/[^\s<>\"]*", text))
    names = {"ontology", "ontology#", "shapes", "shapes#", "data", "id/"}
    assert written <= {BASE + name for name in names}


def test_the_shapes_declare_for_their_queries_the_usual_prefixes() -> None:
    solutions = Graph().parse(SHAPES).query("SELECT ?p ?n { ?d sh:prefix ?p ; sh:namespace ?n }")
    declared = {str(row[0]): str(row[1]) for row in solutions}  # type: ignore[index]
    assert declared == {prefix: PREFIXES[prefix] for prefix in declared}
