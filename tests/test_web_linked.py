"""Linked data: every IRI is answered, as a page or as data, by what is accepted or by its extension."""

import json
import re
from typing import Final

import pytest
import rdflib
from rdflib import RDF, RDFS, Literal, URIRef
from starlette.types import ASGIApp

from kg.lookup.lookup import Lookup
from kg.pipeline.generation import open_store
from kg.store.embedded import EmbeddedStore
from kg.text.words import word
from kg.vocabulary import PREFIXES, Language, expand
from kg.web.app import create_app
from kg.web.http.current import Current
from kg.web.linked.description import WHOLE, describe, ontology
from tests.conftest import Case
from tests.test_former_ids import DUPLICATE, FORMER_ID, ID, STAYS
from tests.web import BROWSER, WebClient

# rdflib's JSON-LD parser
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

UNIT: Final = "cn-fengqiao-work-method-unit"
AWARD: Final = "440402-2023-r010"
DISTRICT: Final = "440402-xiangzhou-district"
KGR: Final = PREFIXES["kgr"]
PARSERS: Final = {
    "ttl": ("text/turtle", "turtle"),
    "nt": ("application/n-triples", "nt"),
    "jsonld": ("application/ld+json", "json-ld"),
    "rdf": ("application/rdf+xml", "xml"),
}
"""The media type of each extension, and what rdflib calls its format."""


@pytest.fixture(scope="module")
def app(store: EmbeddedStore, data: object) -> ASGIApp:
    return create_app(Current(data, workers=2))  # type: ignore[arg-type]


@pytest.fixture
def client(app: ASGIApp) -> WebClient:
    return WebClient(app)


def parsed(client: WebClient, path: str, format: str) -> rdflib.Graph:
    """The graph of an address, as rdflib reads it."""
    return rdflib.Graph().parse(data=client.get(path, "*/*").content, format=format)


@pytest.mark.parametrize(
    ("accept", "extension"),
    [
        ("text/turtle", "ttl"),
        ("application/n-triples", "nt"),
        ("text/plain", "nt"),
        ("application/ld+json", "jsonld"),
        ("application/json", "jsonld"),
        ("application/rdf+xml", "rdf"),
        ("text/turtle;q=0.5, application/n-triples;q=0.9", "nt"),
        ("text/html;q=0.3, application/ld+json;q=0.4", "jsonld"),
        ("text/turtle, text/html;q=0.9", "ttl"),
        ("text/*;q=0.1, application/rdf+xml", "rdf"),
        ("text/html;q=0, */*;q=0.5", "ttl"),
    ],
)
def test_a_program_is_led_to_the_data_that_it_likes_best(client: WebClient, accept: str, extension: str) -> None:
    answer = client.get(f"/id/{UNIT}", accept)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/id/{UNIT}.{extension}")
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("accept", [BROWSER, "text/html", "*/*", ""])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_reader_is_led_to_the_page_in_their_language(client: WebClient, accept: str, language: str) -> None:
    answer = client.get(f"/id/{UNIT}", accept, language)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{language}/thing/{UNIT}")
    assert {"Accept", "Accept-Language"} <= set(re.split(", *", answer.headers["vary"]))


def test_what_can_be_neither_is_not_acceptable(client: WebClient) -> None:
    answer = client.get(f"/id/{UNIT}", "image/png")
    assert answer.status_code == 406
    assert "text/turtle" in answer.json()["error"]


@pytest.mark.parametrize("extension", PARSERS)
def test_each_extension_is_its_format_and_all_hold_the_same(client: WebClient, extension: str) -> None:
    media_type, format = PARSERS[extension]
    answer = client.get(f"/id/{UNIT}.{extension}", "image/png")  # the address says what it is
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert answer.headers["link"] == f'<{KGR}{UNIT}>; rel="describes"'
    graph = rdflib.Graph().parse(data=answer.content, format=format)
    assert set(graph) == set(parsed(client, f"/id/{UNIT}.nt", "nt"))
    assert (URIRef(KGR + UNIT), RDF.type, URIRef(expand("kg:Honour"))) in graph


def test_a_description_holds_the_thing_its_claims_and_their_receipts(client: WebClient, store: EmbeddedStore) -> None:
    graph = parsed(client, f"/id/{UNIT}.nt", "nt")
    thing, claim = URIRef(KGR + UNIT), URIRef(KGR + AWARD)
    assert len(list(graph.predicate_objects(thing))) == sum(
        map(len, store.describe_many([str(thing)])[str(thing)].values())
    )
    assert (claim, RDF.object, thing) in graph
    (receipt,) = graph.objects(claim, URIRef(expand("kg:receipt")))
    words = [
        word
        for selector in graph.objects(receipt, URIRef(expand("oa:hasSelector")))
        for word in graph.objects(selector, URIRef(expand("oa:exact")))
    ]
    assert words == [Literal("茂盛社区入选中央政法委104个“枫桥式工作法”单位之一")]
    assert graph.value(URIRef(KGR + "440402-maosheng-community"), RDFS.label)  # what it names is called by its name


def test_what_much_is_said_of_is_told_in_bounds(store: EmbeddedStore) -> None:
    iri = KGR + DISTRICT
    records = {
        node for role in ("rdf:subject", "rdf:object", "kg:authority") for node, _ in store.pairs(expand(role), [iri])
    }
    assert len(records) > WHOLE
    told = describe(store, iri)
    of_records = [triple for triple in told if triple.subject.value in records]  # type: ignore[union-attr]
    assert {triple.subject.value for triple in of_records} == records  # type: ignore[union-attr]
    assert {triple.object.value for triple in of_records} == {iri}  # type: ignore[union-attr]


@pytest.mark.parametrize("id", [AWARD, "440402-2023-r010/receipt", "440402-2023/s1.2", "440402-2023", "dataset/tables"])
def test_whatever_has_an_iri_of_ours_has_data(client: WebClient, id: str) -> None:
    assert client.get(f"/id/{id}", "text/turtle").status_code == 303
    graph = parsed(client, f"/id/{id}.ttl", "turtle")
    assert (URIRef(KGR + id), None, None) in graph


def test_an_id_in_percents_is_found_however_it_is_spelled(client: WebClient, store: EmbeddedStore) -> None:
    mention = next(iri for iri, _ in store.pairs(expand("rdf:type"), [expand("kg:Mention")]) if "%" in iri)
    id = mention.removeprefix(KGR)
    assert client.get(f"/id/{id}.nt").status_code == 200
    lower = client.get(f"/id/{id.lower()}.nt")
    assert lower.status_code == 200
    assert (URIRef(mention), None, None) in rdflib.Graph().parse(data=lower.content, format="nt")


@pytest.mark.parametrize(("former", "now"), [(FORMER_ID, ID), (DUPLICATE, STAYS)])
def test_an_id_that_was_joined_leads_to_the_one_that_stays_for_ever(client: WebClient, former: str, now: str) -> None:
    for address, place in (
        (f"/id/{former}", f"/id/{now}"),
        (f"/id/{former}.ttl", f"/id/{now}.ttl"),
        (f"/en/thing/{former}", f"/en/thing/{now}"),
        (f"/zh/thing/{former}", f"/zh/thing/{now}"),
    ):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["location"]) == (308, place)


def test_an_unknown_id_is_told_with_the_nearest_names(client: WebClient) -> None:
    answer = client.get("/id/440402-maosheng-comunity", "text/turtle")
    assert answer.status_code == 404
    assert "Maosheng Community" in " ".join(answer.json()["suggestions"])
    page = client.get("/id/440402-maosheng-comunity")
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert "Maosheng Community" in page.text
    assert client.get(f"/id/{UNIT}.png").status_code == client.get(f"/id/{UNIT}.ttl.nt").status_code == 404


def test_the_ontology_is_a_page_and_data(client: WebClient, store: EmbeddedStore) -> None:
    assert client.get("/ontology").headers["location"] == "/en/ontology"
    assert client.get("/ontology", language="zh").headers["location"] == "/zh/ontology"
    answer = client.get("/ontology", "text/turtle")
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, "text/turtle")
    graph = rdflib.Graph().parse(data=answer.content, format="turtle")
    for term in ("awarded", "Honour", "national", "quote", "Level"):
        assert graph.value(URIRef(expand(f"kg:{term}")), RDFS.label), term
        assert f'id="{term}"' in client.get("/en/ontology").text
    for extension, (media_type, format) in PARSERS.items():
        other = client.get(f"/ontology.{extension}")
        assert other.headers["content-type"].partition(";")[0] == media_type
        assert len(rdflib.Graph().parse(data=other.content, format=format)) == len(graph) == len(set(ontology(store)))
    assert client.get("/ontology.png").status_code == 404


def test_every_term_of_the_ontology_that_the_graph_uses_is_in_its_data(store: EmbeddedStore) -> None:
    told = {triple.subject.value for triple in ontology(store)}  # type: ignore[union-attr]
    used = {iri for triple in store.triples() for iri in (triple.predicate.value,) if iri.startswith(PREFIXES["kg"])}
    assert used - told == set()


def test_the_data_set_leads_to_the_first_page_or_its_description(client: WebClient) -> None:
    for accept, place in ((BROWSER, "/en/"), ("text/turtle", "/void"), ("application/ld+json", "/void")):
        answer = client.get("/data", accept)
        assert (answer.status_code, answer.headers["location"]) == (303, place)


def test_json_ld_is_json(client: WebClient) -> None:
    told = json.loads(client.get(f"/id/{UNIT}.jsonld").content)
    assert f"kgr:{UNIT}" in {node["id"] for node in told["@graph"]}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_was_succeeded_keeps_its_page_and_names_what_came_after(case: Case, stores: object, language: str) -> None:
    folder = case("base", "places")
    lookup = Lookup(open_store(folder))
    client = WebClient(create_app(Current(folder, workers=1)))
    district, county = "990102-qingrong-district", "990104-bixi-county"
    assert [thing.id for thing in lookup.after(lookup.thing(KGR + county))] == [district]
    assert client.get(f"/id/{county}", language=language).headers["location"] == f"/{language}/thing/{county}"
    for id, word_name, other in ((county, "successors", district), (district, "predecessors", county)):
        page = client.get(f"/{language}/thing/{id}")
        assert page.status_code == 200
        (said,) = [line for line in page.text.splitlines() if 'class="succession"' in line]
        assert word(word_name, Language(language)) in said
        assert f'href="/{language}/thing/{other}"' in page.text
