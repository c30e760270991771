"""What the page of the editor asks for beside the endpoint: words, records, hints and names; and its plain form."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any, Final

import pytest
from starlette.types import ASGIApp

from kg.lookup.described import claim_iris
from kg.lookup.lookup import Lookup
from kg.page.data import page_data
from kg.page.records import records
from kg.questions.catalogue import catalogue
from kg.rdf.formats import FORMATS, Holds
from kg.sparql.scan import LONGEST, first_queries, outermost
from kg.store.embedded import EmbeddedStore
from kg.vocabulary import expand, mint_iri
from kg.web.app import create_app
from kg.web.forms.editor import MOST_IRIS
from kg.web.forms.recipes import recipes
from kg.web.http.current import Current
from tests.payloads import PAYLOADS
from tests.web import Client

JUSTICE: Final = mint_iri("440402-justice-bureau")
AWARD: Final = mint_iri("440402-2023-r010")


@pytest.fixture(scope="module")
def app(store: EmbeddedStore, data: Path) -> ASGIApp:
    return create_app(Current(data, workers=2))


@pytest.fixture
def client(app: ASGIApp) -> Client:
    return Client(app)


def by_id(told: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in told}


def test_words_are_those_of_the_offline_page(client: Client, store: EmbeddedStore) -> None:
    answer = client.get("/query/words")
    told, whole = answer.json(), json.loads(json.dumps(page_data(Lookup(store))))
    assert {name: told[name] for name in told if name != "recipes"} == {
        name: whole[name] for name in told if name in whole
    }
    assert [one["query"] for one in told["recipes"]] == [recipe.query for recipe in recipes()]
    again = client.get("/query/words", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_records_are_those_of_the_offline_page(store: EmbeddedStore) -> None:
    lookup = Lookup(store)
    whole = page_data(lookup)
    figures = [mint_iri(figure["id"]) for figure in whole["figures"]]
    things = [mint_iri(thing["id"]) for thing in whole["things"]]
    told = records(lookup, [*claim_iris(store), *figures, *things])
    for kind in ("claims", "figures"):
        assert by_id(told[kind]) == by_id(whole[kind])
    unnamed = {
        id: {key: value for key, value in one.items() if key != "names"} for id, one in by_id(whole["things"]).items()
    }
    assert by_id(told["things"]) == unnamed
    assert told["reports"] == whole["reports"]
    assert by_id(told["places"]) == by_id(whole["places"])
    assert told["rounds"] == whole["rounds"]
    assert told["labels"] == {}


def test_records_bring_all_that_they_point_at(client: Client) -> None:
    asked = [AWARD, expand("kg:awarded"), "https://example.org/", "no iri", "javascript:x"]
    told = client.post("/query/records", json={"iris": asked}).json()
    (claim,) = told["claims"]
    ends = {claim["subject"], claim["object"], *claim["by"]}
    assert {thing["id"] for thing in told["things"]} == ends
    assert list(told["reports"]) == [claim["report"]]
    assert told["labels"][expand("kg:awarded")] == {"zh-hans": "获得荣誉", "en": "was awarded"}
    assert told["labels"]["https://example.org/"] == {}
    assert "no iri" not in told["labels"]


def test_hints_are_those_of_the_command_line(client: Client, store: EmbeddedStore) -> None:
    query = "SELECT ?x { ?x kg:awardedTo ?y }"
    told = client.post("/query/hints", json={"query": query, "empty": True}).json()
    assert told == [json.loads(json.dumps(hint._asdict())) for hint in store.explain(query, empty=True)]
    assert told[0]["values"] == ["kg:awardedTo"]


@pytest.mark.parametrize("path", ["/query/records", "/query/hints"])
def test_what_is_no_request_is_refused(client: Client, path: str) -> None:
    as_json = {"Content-Type": "application/json"}
    cases = {
        415: [{"content": b"{}", "headers": {"Content-Type": "text/plain"}}],
        400: [
            {"content": body, "headers": as_json}
            for body in (
                b"",
                b"[]",
                b"{}",
                b"\xff",
                b"[" * 100_000,
                b'{"iris": [1], "query": 1, "empty": 1}',
                b'{"iris": "x"}',
            )
        ],
        413: [{"content": b'{"query": "' + b" " * 5 * LONGEST, "headers": as_json}],
    }
    for status, requests in cases.items():
        for options in requests:
            answer = client.post(path, **options)
            assert (answer.status_code, list(answer.json())) == (status, ["error"]), options
    assert client.get(path).status_code == 405
    assert client.post("/query/records", json={"iris": ["a:"] * (MOST_IRIS + 1)}).status_code == 400


def test_names_are_found_in_every_script(client: Client) -> None:
    for text in ("香洲区司法局", "xzqsfj", "Justice Bureau of Xiangzhou"):
        found = client.get("/query/things", params={"text": text, "lang": "en"}).json()
        assert found[0] == {
            "id": "440402-justice-bureau",
            "type": "GovernmentDepartment",
            "en": "Justice Bureau of Xiangzhou District, Zhuhai",
        }
    assert client.get("/query/things", params={"text": "香洲区司法局", "class": "Honour"}).json() == []
    assert client.get("/query/things", params={"text": "香洲区司法局", "class": "Nonsense"}).json() == []
    assert client.get("/query/things", params={"text": ""}).json() == []
    assert client.get("/query/things", params={"text": "x", "class": ["Honour"] * 21}).status_code == 400


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_breaks_out_of_the_form(client: Client, payload: str) -> None:
    value = PAYLOADS[payload]
    page = client.get("/en/query", params={"query": value}).text
    (area,) = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert "<" not in area
    if value.strip():
        assert unescape(area) == value
    assert page.count("<script") == client.get("/en/query").text.count("<script")
    assert client.get("/query/things", params={"text": value[:2000]}).status_code == 200


def test_the_form_offers_every_example_and_format(client: Client) -> None:
    page = client.get("/zh/query").text
    names = [*first_queries(), *catalogue(), *(recipe.name for recipe in recipes())]
    assert re.findall(r"/zh/query\?example=([\w-]+)", page) == names
    formats = re.findall(r"<option>(\w+)</option>", page)
    assert sorted(formats) == sorted(one.name for one in FORMATS if one.holds is not Holds.NETWORK)
    assert '<form class="plain" action="/sparql" method="get">' in page
    for name in ("editor-graph", "honours-of", "recipe-7"):
        (area,) = re.findall(
            r"<textarea[^>]*>\n(.*?)</textarea>", client.get(f"/en/query?example={name}").text, re.DOTALL
        )
        assert len(unescape(area)) > 20


def test_recipes_are_the_cookbooks() -> None:
    titles = [recipe.title for recipe in recipes()]
    assert titles[0] == "1. All honours, with who conferred them"
    assert len(titles) == 30
    assert all("```" not in recipe.query and recipe.query.strip() for recipe in recipes())


@pytest.mark.parametrize(
    ("query", "before"),
    [
        ("SELECT * { ?a ?b ?c }", "SELECT * {"),
        ("# {\nSELECT ('{' AS ?x) WHERE { { ?a ?b <a:{> } }", "# {\nSELECT ('{' AS ?x) WHERE {"),
        ("SELECT", "SELECT"),
    ],
)
def test_where_the_outermost_group_begins(query: str, before: str) -> None:
    assert query[: outermost(query)] == before


def test_a_syntax_error_tells_its_sentence_apart_from_its_place(client: Client) -> None:
    told = client.post("/sparql", data={"query": "SELECT ?x {\n ?x foo:bar ?y }"}).json()
    assert (told["line"], told["column"]) == (2, 5)
    assert told["error"] == f"line 2, column 5: {told['message']}"
    assert told["message"].startswith("this prefix is not declared")
