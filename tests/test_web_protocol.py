"""The SPARQL 1.1 Protocol: what each request of it is answered, as the W3C's protocol tests describe them, and what
they do not.
"""

import json
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import RdfFormat
from starlette.types import ASGIApp

from kg.rdf.formats import FORMATS, Holds
from kg.sparql.process import Limits
from kg.store.embedded import EmbeddedStore
from kg.vocabulary import DATASET_IRI
from kg.web.app import create_app
from kg.web.http.current import Current
from tests.payloads import EVERY
from tests.web import ADDRESS, Client

FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
QUERY: Final = {"Content-Type": "application/sparql-query"}
UPDATE: Final = {"Content-Type": "application/sparql-update"}
ASK: Final = "ASK {}"
SELECT: Final = "SELECT ?who WHERE { ?who kg:awarded ?honour } ORDER BY ?who LIMIT 3"
CONSTRUCT: Final = "CONSTRUCT { ?who kg:awarded ?honour } WHERE { ?who kg:awarded ?honour }"
SD: Final = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")


@pytest.fixture(scope="module")
def current(store: EmbeddedStore, data: Path) -> Current:
    return Current(data, 2, Limits(10, 1000))


@pytest.fixture(scope="module")
def app(current: Current) -> ASGIApp:
    return create_app(current)


@pytest.fixture
def client(app: ASGIApp) -> Client:
    return Client(app)


def asked(query: str, **more: str) -> str:
    return "/sparql?" + urlencode({"query": query, **more})


class TestQueryOperation:
    """2.1: the W3C's tests of queries that apply to a graph that is read-only and the only one."""

    def test_query_get(self, client: Client) -> None:
        answer = client.get(asked(ASK))
        assert (answer.status_code, answer.json()["boolean"]) == (200, True)

    def test_query_post_form(self, client: Client) -> None:
        answer = client.post("/sparql", content="query=ASK%20%7B%7D", headers=FORM)
        assert (answer.status_code, answer.json()["boolean"]) == (200, True)

    def test_query_post_direct(self, client: Client) -> None:
        answer = client.post("/sparql", content=ASK, headers=QUERY)
        assert (answer.status_code, answer.json()["boolean"]) == (200, True)

    def test_the_path_with_a_slash_leads_to_the_one_without(self, client: Client) -> None:
        answer = client.get("/sparql/?query=ASK%7B%7D")
        assert (answer.status_code, answer.headers["location"]) == (307, ADDRESS + "/sparql?query=ASK%7B%7D")

    @pytest.mark.parametrize(
        ("query", "types"),
        [
            (SELECT, {"application/sparql-results+json", "application/sparql-results+xml", "text/csv"}),
            (ASK, {"application/sparql-results+json", "application/sparql-results+xml"}),
            (f"DESCRIBE <{DATASET_IRI}>", {"text/turtle", "application/rdf+xml"}),
            (CONSTRUCT, {"text/turtle", "application/n-triples"}),
        ],
        ids=["select", "ask", "describe", "construct"],
    )
    def test_query_content_type(self, client: Client, query: str, types: set[str]) -> None:
        for type in types:
            answer = client.get(asked(query), headers={"Accept": type})
            assert answer.status_code == 200
            assert answer.headers["content-type"].partition(";")[0] == type
            assert answer.content

    def test_the_only_graph_may_be_named(self, client: Client) -> None:
        assert client.get(asked(ASK, **{"default-graph-uri": DATASET_IRI})).status_code == 200
        body = urlencode({"query": ASK, "default-graph-uri": DATASET_IRI})
        assert client.post("/sparql", content=body, headers=FORM).status_code == 200

    @pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
    def test_no_other_graph_may_be_named(self, client: Client, parameter: str) -> None:
        """query_dataset_*: the protocol asks 400 of who does not have these graphs (2.1.4)."""
        other = {parameter: "http://example.org/data1.rdf"}
        for answer in (
            client.get(asked(ASK, **other)),
            client.post("/sparql?" + urlencode(other), content=ASK, headers=QUERY),
            client.post("/sparql", content=urlencode({"query": ASK, **other}), headers=FORM),
        ):
            assert answer.status_code == 400
            assert DATASET_IRI in answer.json()["error"]

    def test_what_a_query_says_of_graphs_counts(self, client: Client) -> None:
        """query_multiple_dataset: of a data set in the query and one in the protocol, the protocol's."""
        query = f"ASK FROM <http://example.org/data1.rdf> {{ <{DATASET_IRI}> ?p ?o }}"
        assert client.get(asked(query)).json()["boolean"] is False


class TestBadRequests:
    """The W3C's tests of what is refused, and more of its kind: always a sentence as JSON."""

    def test_bad_query_method(self, client: Client) -> None:
        answer = client.request("PUT", asked(ASK))
        assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (405, {"GET", "HEAD", "POST"})

    def test_bad_multiple_queries(self, client: Client) -> None:
        assert client.get("/sparql?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D").status_code == 400
        assert client.post("/sparql", content="query=ASK%7B%7D&query=ASK%7B%7D", headers=FORM).status_code == 400
        assert client.post(asked(ASK), content=ASK, headers=QUERY).status_code == 400
        assert client.post(asked(ASK), content="query=ASK%7B%7D", headers=FORM).status_code == 400

    def test_bad_query_wrong_media_type(self, client: Client) -> None:
        answer = client.post("/sparql", content=ASK, headers={"Content-Type": "text/plain"})
        assert answer.status_code == 415
        assert "application/sparql-query" in answer.json()["error"]

    @pytest.mark.parametrize("content", ["query=ASK%20%7B%7D", ASK], ids=["form", "direct"])
    def test_bad_query_missing_type(self, client: Client, content: str) -> None:
        answer = client.post("/sparql", content=content.encode(), headers={"Content-Type": ""})
        assert answer.status_code == 415

    def test_bad_query_non_utf8(self, client: Client) -> None:
        for charset, status in ("; charset=UTF-16", 415), ("", 400):
            type = f"application/sparql-query{charset}"
            assert (
                client.post("/sparql", content=ASK.encode("utf-16"), headers={"Content-Type": type}).status_code
                == status
            )
        assert client.get("/sparql?query=ASK%7B%3Fs%20%3Fp%20%22%ff%22%7D").status_code == 400
        assert client.post("/sparql", content=b"query=%ff%fe", headers=FORM).status_code == 400

    def test_bad_query_syntax(self, client: Client) -> None:
        answer = client.get(asked("SELECT * WHERE {\n ?s ?p }"))
        told = answer.json()
        assert (answer.status_code, told["line"], told["column"], told["text"]) == (400, 2, 2, " ?s ?p }")

    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_a_request_without_a_query(self, client: Client, method: str) -> None:
        path, options = "/sparql?default-graph-uri=" + quote(DATASET_IRI), {} if method == "GET" else {"headers": FORM}
        answer = client.request(method, path, **options)
        assert (answer.status_code, "query" in answer.json()["error"]) == (400, True)

    @pytest.mark.parametrize(
        "send",
        [
            partial(Client.post, path="/sparql", content="DROP ALL", headers=UPDATE),
            partial(Client.post, path="/sparql?using-graph-uri=urn%3Ax", content="DROP ALL", headers=UPDATE),
            partial(Client.post, path="/sparql", content="update=DROP%20ALL", headers=FORM),
            partial(Client.post, path="/sparql", content="update=DROP%20ALL&update=CLEAR%20ALL", headers=FORM),
            partial(Client.get, path="/sparql?update=DROP%20ALL"),
            partial(Client.post, path="/sparql", content="INSERT DATA { <urn:a> <urn:b> <urn:c> }", headers=QUERY),
            partial(Client.get, path=asked("CLEAR ALL")),
        ],
        ids=["direct", "dataset", "form", "several", "get", "as a query", "as a query by GET"],
    )
    def test_every_update_is_refused(self, client: Client, send: "partial[object]") -> None:
        answer = send(client)
        assert answer.status_code == 403  # type: ignore[attr-defined]
        assert "read-only" in answer.json()["error"]  # type: ignore[attr-defined]

    def test_other_hosts_are_not_asked(self, client: Client) -> None:
        answer = client.get(asked("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"))
        assert (answer.status_code, "SERVICE" in answer.json()["error"]) == (403, True)

    def test_deep_nesting_is_refused(self, client: Client) -> None:
        assert client.get(asked("ASK " + "{" * 3000 + "}" * 3000)).status_code == 403

    def test_a_query_too_long(self, client: Client) -> None:
        long = f"ASK {{ FILTER('{'x' * 10**6}' = 'x') }}"
        assert client.post("/sparql", content=long, headers=QUERY).status_code == 413
        assert client.post("/sparql", content="x" * 10**7, headers=QUERY).status_code == 413
        assert client.post("/sparql", content="query=" + "x" * 10**7, headers=FORM).status_code == 413

    def test_too_many_parameters(self, client: Client) -> None:
        assert client.post("/sparql", content="&".join(["a=b"] * 1000), headers=FORM).status_code == 400

    @pytest.mark.parametrize("payload", EVERY.values(), ids=EVERY)
    def test_what_is_hostile_stays_text(self, client: Client, payload: str) -> None:
        for answer in (
            client.get(asked(payload)),
            client.get(asked(ASK, format=payload)),
            client.get(asked(ASK, **{"default-graph-uri": payload})),
            client.get(asked(f"SELECT ({json.dumps(payload)} AS ?x) {{}}")),
        ):
            assert answer.status_code in (200, 400, 403, 406)
            assert answer.headers["content-type"] in ("application/json", "application/sparql-results+json")
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "Traceback" not in answer.text


class TestNegotiation:
    @pytest.mark.parametrize(
        ("accept", "type"),
        [
            ("", "application/sparql-results+json"),
            ("*/*", "application/sparql-results+json"),
            ("text/csv", "text/csv; charset=utf-8"),
            ("text/csv;q=0.1, application/sparql-results+xml;q=0.2", "application/sparql-results+xml"),
            ("text/turtle, text/tab-separated-values;q=0.5", "text/tab-separated-values; charset=utf-8"),
            ("application/json", "application/sparql-results+json"),
            ("application/json;q=0, text/*", "text/csv; charset=utf-8"),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/sparql-results+xml"),
        ],
    )
    def test_solutions(self, client: Client, accept: str, type: str) -> None:
        answer = client.get(asked(SELECT), headers={"Accept": accept})
        assert (answer.status_code, answer.headers["content-type"]) == (200, type)
        assert "Accept" in answer.headers["vary"]

    @pytest.mark.parametrize(
        ("accept", "type"),
        [
            ("*/*", "text/turtle; charset=utf-8"),
            ("application/n-triples", "application/n-triples"),
            ("application/ld+json;q=0.9, application/rdf+xml;q=0.8", "application/ld+json"),
            ("text/csv, application/rdf+xml;q=0.1", "application/rdf+xml"),
        ],
    )
    def test_graphs(self, client: Client, accept: str, type: str) -> None:
        answer = client.get(asked(CONSTRUCT), headers={"Accept": accept})
        assert (answer.status_code, answer.headers["content-type"]) == (200, type)

    @pytest.mark.parametrize("query", [SELECT, CONSTRUCT])
    def test_nothing_that_is_accepted(self, client: Client, query: str) -> None:
        answer = client.get(asked(query), headers={"Accept": "image/png"})
        assert (answer.status_code, "text/csv" in answer.json()["error"]) == (406, True)

    def test_of_the_other_kind(self, client: Client) -> None:
        assert client.get(asked(SELECT), headers={"Accept": "text/turtle"}).status_code == 406
        assert client.get(asked(CONSTRUCT), headers={"Accept": "text/csv"}).status_code == 406

    def test_a_format_by_its_name(self, client: Client) -> None:
        answer = client.get(asked(SELECT, format="csv"), headers={"Accept": "image/png"})
        assert answer.text.splitlines()[0] == "who"
        assert client.get(asked(SELECT, format="turtle")).status_code == 406
        assert client.get(asked(SELECT, format="docx")).status_code == 406

    def test_a_header_that_is_none(self, client: Client) -> None:
        assert client.get(asked(SELECT), headers={"Accept": "nonsense"}).status_code == 400


class TestAnswers:
    def test_they_are_what_the_command_line_says(self, client: Client, store: EmbeddedStore) -> None:
        for name in ("json", "xml", "csv", "tsv"):
            assert client.get(asked(SELECT, format=name)).content == store.query(SELECT).serialise(name)
        for name in ("turtle", "ntriples", "jsonld", "rdfxml"):
            assert client.get(asked(CONSTRUCT, format=name)).content == store.query(CONSTRUCT).serialise(name)

    def test_the_same_again_need_not_be_sent(self, client: Client) -> None:
        first = client.get(asked(SELECT))
        again = client.get(asked(SELECT), headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        other = client.get(asked(SELECT), headers={"If-None-Match": first.headers["etag"], "Accept": "text/csv"})
        assert (other.status_code, other.headers["etag"] == first.headers["etag"]) == (200, False)

    def test_pages_of_others_may_ask(self, client: Client) -> None:
        answer = client.get(asked(ASK), headers={"Origin": "https://example.org"})
        assert answer.headers["access-control-allow-origin"] == "*"
        asks = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
        assert "POST" in client.request("OPTIONS", "/sparql", headers=asks).headers["access-control-allow-methods"]

    def test_sentences_are_in_the_language_of_the_reader(self, client: Client) -> None:
        told = client.get("/sparql?update=x", headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}).json()["error"]
        assert "只读" in told
        assert "read-only" in client.get("/sparql?update=x", headers={"Accept-Language": "fr, en;q=0.5, zh;q=0.1"}).text
        assert "只读" in client.get("/sparql?update=x&lang=zh").text


class TestDescription:
    @pytest.mark.parametrize("path", ["/sparql", "/.well-known/void", "/void"])
    def test_service_description_and_void(self, client: Client, path: str) -> None:
        answer = client.get(path, headers={"Accept": "text/turtle"})
        graph = rdflib.Graph().parse(data=answer.text, format="turtle")
        endpoint, data = rdflib.URIRef(ADDRESS + "/sparql"), rdflib.URIRef(DATASET_IRI)
        assert (endpoint, SD.endpoint, endpoint) in graph
        assert (endpoint, SD.supportedLanguage, SD.SPARQL11Query) in graph
        assert (endpoint, SD.defaultDataset, data) in graph
        assert (data, rdflib.VOID.sparqlEndpoint, endpoint) in graph
        assert int(str(graph.value(data, rdflib.VOID.triples))) > 30_000
        assert len(list(graph.objects(endpoint, SD.resultFormat))) == 8

    def test_in_every_format(self, client: Client) -> None:
        sizes = set()
        for format in (one for one in FORMATS if one.holds is Holds.GRAPH):
            answer = client.get("/sparql", headers={"Accept": format.media_type})
            assert isinstance(format.engine, RdfFormat)
            sizes.add(len(list(pyoxigraph.parse(answer.content, format=format.engine))))
        assert len(sizes) == 1

    def test_a_reader_is_led_to_the_page(self, client: Client) -> None:
        answer = client.get("/sparql", headers={"Accept": "text/html,*/*;q=0.8", "Accept-Language": "zh"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/zh/query")

    def test_a_host_that_is_hostile_is_no_iri(self, client: Client) -> None:
        answer = client.get("/sparql", headers={"Host": "x> <urn:evil", "Accept": "application/n-triples"})
        assert answer.status_code in (200, 400)
        assert "<urn:evil" not in answer.text


class TestLimits:
    def test_what_takes_too_long(self, store: EmbeddedStore, data: Path) -> None:
        client = Client(create_app(Current(data, 1, Limits(0.5, 1000))))
        endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        answer = client.get(asked(endless))
        assert (answer.status_code, "0.5 s" in answer.json()["error"]) == (504, True)
        assert client.get(asked(ASK)).status_code == 200

    def test_what_needs_too_much(self, store: EmbeddedStore, data: Path) -> None:
        client = Client(create_app(Current(data, 1, Limits(60, 100))))
        hog = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"
        assert client.get(asked(hog)).status_code == 507
        assert client.get(asked(ASK)).status_code == 200
