"""What the data set says of itself: true by what the graph holds, and readable to SPARQL editors."""

from collections import Counter
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, QuerySolutions
from rdflib import RDF, BNode, Graph, Literal

from kg.pipeline.generation import build
from kg.pipeline.shapes import graph_violations
from kg.pipeline.triples import all_triples
from kg.questions.catalogue import catalogue
from kg.rdf.sorted import sorted_lines
from kg.sparql.results import Solutions
from kg.store.embedded import EmbeddedStore
from kg.store.inputs import take_fingerprints
from kg.tables.checks import read_checked
from kg.vocabulary import DATASET_IRI, PREFIXES, mint_iri
from tests.conftest import CASES, Case
from tests.shacl import engine_graph

BELOW = PREFIXES["kgr"] + "dataset/"


def solutions(store: EmbeddedStore, query: str) -> list[tuple[str, ...]]:
    found = store.query(query)
    assert isinstance(found, Solutions)
    return [tuple("" if term is None else term.value for term in solution.values()) for solution in found]


@pytest.fixture(scope="module")
def whole(store: EmbeddedStore) -> Graph:
    return Graph().parse(data="".join(sorted_lines(store.triples())), format="nt")


def test_what_is_described_is_what_the_tables_and_the_ontology_became(store: EmbeddedStore, data: Path) -> None:
    described = {line.rstrip("\n") for line in all_triples(read_checked(data))}
    found = {f"{triple} ." for triple in store.triples()}
    assert described < found
    subjects = {line.split(" ", 1)[0].strip("<>") for line in found - described}
    assert {subject for subject in subjects if subject != DATASET_IRI and not subject.startswith(BELOW)} == set()


def test_the_totals_are_those_of_the_graph_without_its_description(store: EmbeddedStore) -> None:
    rest = f'FILTER(?s != <{DATASET_IRI}> && !STRSTARTS(STR(?s), "{BELOW}"))'
    wanted = {
        "triples": f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o {rest} }}",
        "distinctSubjects": f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p ?o {rest} }}",
        "distinctObjects": f"SELECT (COUNT(DISTINCT ?o) AS ?n) {{ ?s ?p ?o {rest} }}",
        "properties": f"SELECT (COUNT(DISTINCT ?p) AS ?n) {{ ?s ?p ?o {rest} }}",
        "classes": f"SELECT (COUNT(DISTINCT ?o) AS ?n) {{ ?s a ?o {rest} }}",
        "entities": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a/rdfs:subClassOf* kg:Entity }",
    }
    for name, query in wanted.items():
        stated = solutions(store, f"SELECT ?n {{ <{DATASET_IRI}> void:{name} ?n }}")
        assert stated == solutions(store, query), name


def test_the_partitions_hold_what_rdflib_counts(store: EmbeddedStore, data: Path) -> None:
    """Counted anew, in Python, from the triples as the tables give them."""
    graph = Graph().parse(data="".join(all_triples(read_checked(data))), format="nt")
    classes = {subject: {str(o) for o in graph.objects(subject, RDF.type)} for subject in set(graph.subjects())}
    properties: Counter[tuple[str, ...]] = Counter()
    uses: Counter[tuple[str, ...]] = Counter()
    kinds: Counter[tuple[str, ...]] = Counter()
    for s, p, o in graph:
        properties[(str(p),)] += 1
        for cls in classes[s]:
            uses[cls, str(p)] += 1
            datatype = RDF.langString if getattr(o, "language", None) else getattr(o, "datatype", None)
            literal = str(datatype or PREFIXES["xsd"] + "string")
            for kind in classes.get(o, ()) if not hasattr(o, "language") else (literal,):
                kinds[cls, str(p), kind] += 1
    entities = Counter((cls,) for of in classes.values() for cls in of)
    part = "?c void:class ?class ; void:propertyPartition ?p . ?p void:property ?property"
    kind = "{ ?p void:classPartition ?k . ?k void:class ?kind } UNION " \
        "{ ?p void-ext:datatypePartition ?k . ?k void-ext:datatype ?kind }"  # fmt: skip
    top = f"<{DATASET_IRI}>"
    for wanted, query in (
        (properties, f"SELECT ?x ?n {{ {top} void:propertyPartition ?p . ?p void:property ?x ; void:triples ?n }}"),
        (entities, f"SELECT ?x ?n {{ {top} void:classPartition ?p . ?p void:class ?x ; void:entities ?n }}"),
        (uses, f"SELECT ?class ?property ?n {{ {part} ; void:triples ?n }}"),
        (kinds, f"SELECT ?class ?property ?kind ?n {{ {part} . {kind} ?k void:triples ?n }}"),
    ):
        found = {tuple(of): int(count) for *of, count in solutions(store, query)}
        assert found == wanted


@pytest.mark.parametrize("case", ["base", "two-reports"])
def test_a_property_has_values_of_one_datatype(case: str) -> None:
    """What lets a build tell the datatype of a property from one of its values."""
    kinds: dict[object, set[object]] = {}
    for _, p, o in Graph().parse(data="".join(all_triples(read_checked(CASES / case))), format="nt"):
        kinds.setdefault(p, set()).add((o.datatype, o.language is not None) if isinstance(o, Literal) else "IRI")
    assert {p for p, found in kinds.items() if len(found) > 1} == set()


def test_an_editor_learns_classes_properties_and_what_they_lead_to(store: EmbeddedStore) -> None:
    """The query by which sib-swiss/sparql-editor completes, in our words."""
    found = solutions(
        store,
        """SELECT DISTINCT ?subject ?property ?object ?datatype {
            ?part void:class ?subject ; void:propertyPartition [ void:property ?property ] .
            ?part void:propertyPartition ?of . ?of void:property ?property
            OPTIONAL {
              { ?of void:classPartition [ void:class ?object ] }
              UNION { ?of void-ext:datatypePartition [ void-ext:datatype ?datatype ] }
            } }""",
    )
    kg, xsd = PREFIXES["kg"], PREFIXES["xsd"]
    assert (kg + "Conferral", kg + "honour", kg + "Designation", "") in found
    assert (kg + "Figure", kg + "value", "", xsd + "decimal") in found
    assert (kg + "Claim", PREFIXES["rdf"] + "predicate", PREFIXES["owl"] + "ObjectProperty", "") in found


def test_every_usual_prefix_is_declared(store: EmbeddedStore) -> None:
    declared = store.query(f"SELECT ?p ?n {{ <{DATASET_IRI}> sh:declare [ sh:prefix ?p ; sh:namespace ?n ] }}")
    assert isinstance(declared, Solutions)
    terms = [(solution["p"], solution["n"]) for solution in declared]
    assert {prefix.value: namespace.value for prefix, namespace in terms} == PREFIXES  # type: ignore[union-attr]
    assert {n.datatype.value for _, n in terms} == {PREFIXES["xsd"] + "anyURI"}  # type: ignore[union-attr]


def test_every_question_is_an_example_in_both_languages_that_runs(store: EmbeddedStore) -> None:
    found = solutions(
        store,
        """SELECT ?name ?query ?zh ?en { ?example a sh:SPARQLExecutable , sh:SPARQLSelectExecutable ;
            dcterms:identifier ?name ; sh:select ?query ; rdfs:comment ?zh , ?en
            FILTER(langMatches(lang(?zh), "zh") && langMatches(lang(?en), "en")) }""",
    )
    assert {(name, query) for name, query, _, _ in found} == {(q.name, q.query) for q in catalogue().values()}
    assert not [text for _, _, *texts in found for text in texts if set(text) & set("{}")]
    for _, query, _, _ in found:
        plain = pyoxigraph.Store().query(query)  # without any prefix declared for it
        assert isinstance(plain, QuerySolutions)


def test_the_reports_are_its_sources(store: EmbeddedStore) -> None:
    said = store.describe_many([DATASET_IRI])[DATASET_IRI]
    for predicate in (PREFIXES["dcterms"] + "source", PREFIXES["prov"] + "wasDerivedFrom"):
        assert said[predicate] == [NamedNode(mint_iri(report)) for report in ("440309-2019", "440402-2023")]


def test_the_statements_of_the_citation_file_are_in_it(store: EmbeddedStore, checkout: Path) -> None:
    citation = (checkout / "CITATION.cff").read_text("utf-8")
    for query in (
        f"SELECT ?x {{ <{DATASET_IRI}> dcat:version ?x }}",
        f'SELECT ?x {{ <{DATASET_IRI}> dcat:keyword ?x FILTER(lang(?x) = "en" && ?x != "honours"@en) }}',
        f'SELECT ?x {{ <{DATASET_IRI}> dcterms:creator/rdfs:label ?x FILTER(lang(?x) = "en") }}',
    ):
        found = solutions(store, query)
        assert found
        assert [text for (text,) in found if text not in citation] == []


def test_the_whole_graph_keeps_its_shapes_and_has_no_blank_node(whole: Graph) -> None:
    assert [triple for triple in whole if any(isinstance(term, BNode) for term in triple)] == []
    assert graph_violations(engine_graph(whole)) == []


def test_a_data_set_without_a_description_of_its_own_still_has_counts(case: Case) -> None:
    folder = case("base")
    assert not (folder / "dataset.ttl").exists()
    store = EmbeddedStore(build(folder))
    ((count,),) = solutions(store, f"SELECT ?n {{ <{DATASET_IRI}> void:triples ?n }}")
    assert int(count) == len(set(all_triples(read_checked(folder))))


def test_a_changed_question_makes_the_graph_old() -> None:
    made = take_fingerprints({}, "kg.pipeline.generation")
    assert {f"questions/{name}.rq" for name in catalogue()} <= made.code.keys()
