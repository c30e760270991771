"""SPARQL as everybody writes it: things are of every class above their own, and what has a name has a label."""

from collections import Counter
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, RDFS, SKOS

from kg.export.files import export
from kg.lookup.lookup import Lookup
from kg.ontology import KG, PATH
from kg.pipeline.generation import open_store
from kg.sparql.results import Answer, Solutions
from kg.store.embedded import EmbeddedStore
from kg.tables.checks import read_checked
from kg.vocabulary import PREFIXES
from tests.checked import cells_of
from tests.conftest import Case

ORG = rdflib.Namespace(PREFIXES["org"])


def count(store: EmbeddedStore, pattern: str) -> int:
    result = store.query(f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ {pattern} }}")
    assert isinstance(result, Solutions)
    (solution,) = result
    assert solution["n"] is not None
    return int(solution["n"].value)


def below(cls: rdflib.URIRef) -> set[str]:
    ontology = rdflib.Graph().parse(PATH)
    return {str(of).removeprefix(str(KG)) for of in ontology.transitive_subjects(RDFS.subClassOf, cls)}


@pytest.fixture(scope="module")
def own_classes(data: Path) -> Counter[str]:
    """How many things the tables have of each class, the reports among them."""
    registers = read_checked(data).registers
    found = Counter(row.type for row in registers.entities if not row.replaced_by)
    found += Counter(place.type for place in registers.places)
    return found + Counter("Report" for _ in cells_of(data, "sources"))


@pytest.mark.parametrize(
    ("name", "cls"),
    [
        ("kg:Honour", KG.Honour),
        ("kg:Institution", KG.Institution),
        ("kg:Document", KG.Document),
        ("kg:Place", KG.Place),
        ("kg:Entity", KG.Entity),
        ("org:Organization", ORG.Organization),
    ],
)
def test_a_class_has_what_is_of_those_below_it(
    store: EmbeddedStore, own_classes: Counter[str], name: str, cls: rdflib.URIRef
) -> None:
    expected = sum(own_classes[of] for of in below(cls))
    assert expected > 0
    assert count(store, f"?s a {name}") == expected


def test_the_own_class_is_exactly_one(store: EmbeddedStore, own_classes: Counter[str]) -> None:
    for cls, number in own_classes.items():
        assert count(store, f"?s kg:class kg:{cls}") == number
    for of in ("kg:Entity", "kg:Act"):
        assert count(store, f"?s a {of} FILTER NOT EXISTS {{ ?s kg:class ?one }}") == 0
        assert count(store, f"?s a {of} ; kg:class ?one , ?other FILTER(?one != ?other)") == 0


def test_acts_are_acts(store: EmbeddedStore) -> None:
    kinds = ["kg:Conferral", "kg:Founding", "kg:Signing", "kg:Pilot"]
    assert count(store, "?s a kg:Act") == sum(count(store, f"?s a {kind}") for kind in kinds) > 0


@pytest.mark.parametrize("record", ["kg:Claim", "kg:Receipt", "kg:Mention", "kg:Figure", "kg:Section"])
def test_claims_receipts_mentions_and_figures_have_no_derived_type(store: EmbeddedStore, record: str) -> None:
    assert count(store, f"?s a {record}") > 0
    assert count(store, f"?s a {record} ; kg:class ?class") == 0
    assert count(store, f"?s a {record} , ?above . {record} rdfs:subClassOf ?above") == 0


def test_what_is_close_entails_nothing(store: EmbeddedStore) -> None:
    for cls in set(rdflib.Graph().parse(PATH).objects(None, SKOS.closeMatch)):
        found = store.query(f"ASK {{ ?s a <{cls}> }}")
        assert isinstance(found, Answer)
        assert not found


def test_the_types_are_exported(store: EmbeddedStore, own_classes: Counter[str], tmp_path: Path) -> None:
    export(Lookup(store), tmp_path / "graph.nt")
    graph = rdflib.Graph().parse(tmp_path / "graph.nt")
    honours = set(graph.subjects(RDF.type, KG.Honour))
    assert len(honours) == sum(own_classes[of] for of in below(KG.Honour))
    assert all(graph.value(honour, KG["class"]) for honour in honours)


def test_a_claim_or_figure_has_its_words_beside_its_receipt(store: EmbeddedStore) -> None:
    for of in ("kg:Claim", "kg:Figure"):
        whole = f"?s a {of} ; kg:quote ?words ; kg:receipt/oa:hasSelector/oa:exact ?words"
        assert count(store, whole) == count(store, f"?s a {of}") > 0


def test_whatever_has_a_name_has_a_label(store: EmbeddedStore) -> None:
    """But a form that a report uses, which is a name of the thing and not of the mention."""
    named = "?s skos:prefLabel|skos:notation|dcterms:title|skos:altLabel|sh:name ?name"
    assert count(store, named) > 0
    assert count(store, f"{named} FILTER NOT EXISTS {{ ?s rdfs:label ?label }}") == 0


def test_what_was_replaced_has_a_label_and_no_class_so_that_nothing_counts_it_beside_what_stays(case: Case) -> None:
    two_reports = open_store(case("two-reports"))
    replaced = "?s owl:deprecated true ; dcterms:isReplacedBy ?stays ; rdfs:label ?label"
    assert count(two_reports, replaced) == 2
    assert count(two_reports, f"{replaced} . ?s a|kg:class ?class") == 0
