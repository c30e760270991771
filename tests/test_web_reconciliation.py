"""The Reconciliation Service API 0.2: every answer against its schema, every address, hostile clients, a real one."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx
import jsonschema
import pandas as pd
import pytest
from starlette.types import ASGIApp

from kg.folders import PACKAGE
from kg.lookup.lookup import Lookup
from kg.lookup.properties import properties
from kg.store.embedded import EmbeddedStore
from kg.web.app import create_app
from kg.web.http.current import Current, ServedStore
from kg.web.reconciliation import answers
from kg.web.reconciliation.requests import BATCH, LARGEST, MOST_IDS
from tests.payloads import EVERY
from tests.web import ADDRESS, run

SCHEMAS: Final = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in sorted((PACKAGE / "web" / "reconciliation" / "schemas").glob("*.json"))
}
XIANGZHOU, LONGHUA = "440402-justice-bureau", "440309-justice-bureau"
Json = dict[str, Any]


class Client:
    """Somebody who asks the application in this process."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def answer() -> httpx.Response:
            transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
                return await client.request(method, path, **options)

        return run(answer)

    def get(self, path: str, **parameters: Any) -> httpx.Response:
        return self.request("GET", path, params=parameters or None)

    def post(self, path: str = "/reconcile", **form: str) -> httpx.Response:
        return self.request("POST", path, data=form)

    def match(self, query: Json, path: str = "/reconcile") -> list[Json]:
        """The candidates of one query."""
        jsonschema.validate({"q": query}, SCHEMAS["query-batch"])
        answer = valid(self.post(path, queries=json.dumps({"q": query})), "result-batch")
        return list(answer["q"]["result"])

    def extend(self, ids: list[str], *properties: Json) -> Json:
        asked = {"ids": ids, "properties": list(properties)}
        jsonschema.validate(asked, SCHEMAS["extension-query"])
        return valid(self.post(extend=json.dumps(asked)), "extension")


def valid(response: httpx.Response, schema: str, status: int = 200) -> Json:
    """The answer, which has a status and is JSON as a schema says."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    answer: Json = response.json()
    jsonschema.validate(answer, SCHEMAS[schema])
    return answer


@pytest.fixture(scope="module")
def app(store: EmbeddedStore, data: Path) -> ASGIApp:
    return create_app(Current(data, workers=1))


@pytest.fixture(scope="module")
def client(app: ASGIApp) -> Client:
    return Client(app)


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_and_names_the_section_that_it_is_of(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])
    assert re.match(r"Reconciliation Service API 0\.2, section \d\.\d, ", SCHEMAS[name]["$comment"])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"x": 1}, SCHEMAS[name])


# ---- Manifest


def test_the_manifest_says_where_everything_is_and_it_is_there(client: Client) -> None:
    told = valid(client.get("/reconcile"), "manifest")
    assert told["identifierSpace"] == "https://w3id.org/honours-kg/id/"
    assert told["view"]["url"] == f"{ADDRESS}/id/{{{{id}}}}"
    ids = {"entity": XIANGZHOU, "type": "Institution", "property": "awarded"}
    for kind, at in told["suggest"].items():
        prefix = {"entity": "司法局", "type": "inst", "property": "award"}[kind]
        found = valid(client.get(path(at["service_url"] + at["service_path"]), prefix=prefix), f"suggest-{kind}")
        assert found["result"]
        flyout = at["flyout_service_url"] + at["flyout_service_path"].replace("${id}", ids[kind])
        assert valid(client.get(path(flyout)), "flyout")["id"] == ids[kind]
    proposals = told["extend"]["propose_properties"]
    assert valid(client.get(path(proposals["service_url"] + proposals["service_path"])), "properties")["properties"]
    assert client.get(path(told["preview"]["url"].replace("{{id}}", XIANGZHOU))).status_code == 200


def path(address: str) -> str:
    assert address.startswith(ADDRESS)
    return address.removeprefix(ADDRESS)


def test_the_service_speaks_the_language_of_its_address_or_reader(client: Client) -> None:
    chinese = valid(client.get("/zh/reconcile"), "manifest")
    assert chinese["name"] == "机构、项目与荣誉知识图谱数据集"
    assert chinese["suggest"]["entity"]["service_url"] == f"{ADDRESS}/zh/reconcile"
    assert chinese["defaultTypes"][0]["name"] == "机构"
    for at, headers in (("/zh/reconcile", {}), ("/reconcile", {"Accept-Language": "zh-CN,zh;q=0.9"})):
        queries = json.dumps({"q": {"query": XIANGZHOU}})
        (found,) = client.request("POST", at, data={"queries": queries}, headers=headers).json()["q"]["result"]
        assert found["name"] == "珠海市香洲区司法局"
        assert found["description"] == "政府工作部门 · 广东省珠海市香洲区"
    assert "不是 JSON" in valid(client.post("/zh/reconcile", queries="{"), "error", 400)["error"]


def test_behind_a_proxy_addresses_are_those_that_others_see(store: EmbeddedStore, data: Path) -> None:
    client = Client(create_app(Current(data, workers=1), "https://example.org/kg/"))
    told = valid(client.get("/reconcile"), "manifest")
    assert told["view"]["url"] == "https://example.org/kg/id/{{id}}"
    assert told["preview"]["url"].startswith("https://example.org/kg/reconcile/preview?id=")
    assert 'href="https://example.org/kg/reconcile/preview.css"' in client.get("/reconcile/preview", id=XIANGZHOU).text


def test_every_address_may_be_asked_from_elsewhere(client: Client) -> None:
    for at in ("/reconcile", "/reconcile/properties", "/reconcile/suggest/entity?prefix=x", "/reconcile/preview?id=x"):
        response = client.request("GET", at, headers={"Origin": "https://openrefine.example"})
        assert response.headers["access-control-allow-origin"] == "*"


# ---- Queries


@pytest.mark.parametrize(
    ("name", "sure"),
    [
        ("珠海市香洲区司法局", True),
        ("珠海市香洲區司法局", True),
        ("Justice Bureau of Xiangzhou District, Zhuhai", True),
        ("广东省珠海市香洲区司法局", True),
        (XIANGZHOU, True),
        ("zhuhaishi xiangzhouqu sifaju", False),
        ("zhsxzqsfj", False),
    ],
)
def test_a_name_is_found_in_every_script(client: Client, name: str, sure: bool) -> None:
    found = client.match({"query": name, "limit": 3})
    assert (found[0]["id"], found[0]["match"]) == (XIANGZHOU, sure)
    assert found[0]["type"][0] == {"id": "GovernmentDepartment", "name": "government department"}
    assert {"id": "Institution", "name": "institution"} in found[0]["type"]
    scores = [one["score"] for one in found]
    assert scores == sorted(scores, reverse=True)
    assert len(found) <= 3


def test_the_place_decides_and_what_was_matched_before_may_say_it(client: Client) -> None:
    assert not any(one["match"] for one in client.match({"query": "区司法局"}))
    for place in ("珠海市香洲区", {"id": "440402-xiangzhou-district", "name": "x"}, ["珠海市", "香洲区"]):
        first, *rest = client.match({"query": "区司法局", "properties": [{"pid": "place", "v": place}]})
        assert (first["id"], first["match"]) == (XIANGZHOU, True)
        assert not any(one["match"] for one in rest)
        assert {"id": "place", "value": 1.0} in first["features"]
    (first, *_) = client.match({"query": "区司法局", "properties": [{"pid": "reports", "v": "440309-2019"}]})
    assert (first["id"], first["match"]) == (LONGHUA, True)


def test_class_and_other_properties_count(client: Client) -> None:
    assert client.match({"query": "珠海市香洲区司法局", "type": "Place"}) == []
    assert client.match({"query": "珠海市香洲区司法局", "type": ["机构"]})[0]["id"] == XIANGZHOU
    honour = "National Advanced Collective in Organising and Publicising People's Mediation"
    fitting = client.match({"query": "珠海市香洲区司法局", "properties": [{"pid": "awarded", "v": honour}]})[0]
    assert (fitting["score"], fitting["match"]) == (100, True)
    wrong = client.match({"query": "珠海市香洲区司法局", "properties": [{"pid": "awarded", "v": "珠海市"}]})[0]
    assert (wrong["id"], wrong["score"], wrong["match"]) == (XIANGZHOU, 80, False)


def test_without_a_name_what_has_the_properties_is_found(client: Client) -> None:
    place = {"pid": "place", "v": "珠海市香洲区"}
    found = client.match({"properties": [place, {"pid": "class", "v": "Court"}]})
    assert [one["id"] for one in found] == ["440402-peoples-court"]
    assert not found[0]["match"]
    assert client.match({"properties": [{"pid": "names", "v": "珠海市香洲区司法局"}]})[0]["id"] == XIANGZHOU
    assert client.match({"properties": [{"pid": "forms", "v": "区司法局"}, place]})[0]["id"] == XIANGZHOU
    assert client.match({"properties": [{"pid": "figures", "v": "1"}]}) == []


def test_a_batch_is_answered_by_its_keys_whichever_way_it_comes(client: Client) -> None:
    queries = json.dumps(
        {"q0": {"query": "枫桥"}, "__proto__": {"query": "没有这个名称的东西"}, "\ud800": {"query": "x"}}
    )
    by_form = client.post(queries=queries)
    by_address = client.get("/reconcile", queries=queries)
    assert by_form.json() == by_address.json()
    answer = valid(by_form, "result-batch")
    assert list(answer) == ["q0", "__proto__", "\ud800"]
    assert answer["__proto__"]["result"] == []
    assert valid(client.post(queries="{}"), "result-batch") == {}


def test_the_limit_is_kept_and_each_query_stands_alone(client: Client) -> None:
    assert len(client.match({"query": "法治", "limit": 2})) == 2
    assert len(client.match({"query": "法治", "limit": 10**9})) == 50
    one = client.match({"query": "法治", "limit": 4})
    many = {str(n): {"query": "法治", "limit": 4} for n in range(BATCH)}
    answer = valid(client.post(queries=json.dumps(many)), "result-batch")
    assert all(of["result"] == one for of in answer.values())


@pytest.mark.parametrize(
    ("queries", "status", "told"),
    [
        ("", 400, "queries: is no JSON"),
        ("{", 400, "is no JSON"),
        ("[]", 400, "is JSON, but no object"),
        ('{"q": NaN}', 400, "is no JSON"),
        ('{"q": ' + "9" * 5000 + "}", 400, "is no JSON"),
        ("[" * 100_000, 400, "is no JSON"),
        ('{"q": 1}', 400, "q: a query is an object"),
        ('{"q": {"query": 1}}', 400, "q: query is a text"),
        ('{"q": {"query": "x", "limit": 0.5}}', 400, "0.5"),
        ('{"q": {"query": "x", "limit": -1}}', 400, "-1"),
        ('{"q": {"query": "x", "type": 1}}', 400, "type is the id of a class"),
        ('{"q": {"query": "x", "type": "Instituton"}}', 400, "did you mean Institution?"),
        ('{"q": {"query": "x", "properties": {}}}', 200, ""),
        ('{"q": {"query": "x", "properties": "y"}}', 400, "properties is a list"),
        ('{"q": {"query": "x", "properties": [{"pid": "place"}]}}', 400, "an object with pid and v"),
        ('{"q": {"query": "x", "properties": [{"pid": "plaice", "v": "y"}]}}', 400, "did you mean place?"),
        ('{"q": {"query": "x", "properties": [{"pid": "place", "v": [[]]}]}}', 400, "a value is a text"),
    ],
)
def test_a_batch_that_is_none_is_told_in_one_sentence(client: Client, queries: str, status: int, told: str) -> None:
    response = client.post(queries=queries)
    assert response.status_code == status
    if status != 200:
        assert told in valid(response, "error", status)["error"]


def test_too_much_at_once_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    many = json.dumps({str(n): {"query": "x"} for n in range(BATCH + 1)})
    assert f"at most {BATCH}" in valid(client.post(queries=many), "error", 413)["error"]
    valid(client.post(queries="x" * LARGEST), "error", 413)
    ids = json.dumps({"ids": [str(n) for n in range(MOST_IDS + 1)], "properties": []})
    valid(client.post(extend=ids), "error", 413)
    monkeypatch.setattr(answers, "SECONDS", -1)
    late = client.post(queries='{"q": {"query": "x"}}')
    assert "send fewer names" in valid(late, "error", 503)["error"]
    assert late.headers["retry-after"] == "1"


def test_what_is_sent_otherwise_is_refused(client: Client) -> None:
    valid(client.request("POST", "/reconcile", json={"q": {"query": "x"}}), "error", 415)
    valid(client.post(), "error", 415)  # a body without a form
    valid(client.post(x="y"), "error", 400)
    valid(client.post(queries="{}", extend="{}"), "error", 400)
    valid(client.request("GET", "/reconcile?queries=%7B%7D&queries=%7B%7D"), "error", 400)
    valid(client.request("GET", "/reconcile?queries=%FF"), "error", 400)
    assert client.request("PUT", "/reconcile").status_code == 405
    assert client.request("DELETE", "/reconcile/suggest/entity").status_code == 405


def test_what_requests_share_is_of_the_graph_that_is_served_and_of_bounded_size(
    store: EmbeddedStore, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = Current(data, workers=1)
    client = Client(create_app(current))
    made: list[Lookup] = []
    begin = Lookup.__init__
    monkeypatch.setattr(Lookup, "__init__", lambda self, *given: made.append(self) or begin(self, *given))
    queries = json.dumps({"q": {"query": "区司法局"}})
    once, again = (client.post(queries=queries).json() for _ in range(2))
    assert once == again
    assert len(made) == 1
    client.post("/zh/reconcile", queries=queries)
    assert [lookup.language for lookup in made] == ["en", "zh"]
    current.store = ServedStore(current.store.generation, 1, current.limits)  # as after another build
    assert client.post(queries=queries).json() == once
    assert made[-1].store is current.store
    monkeypatch.setattr("kg.web.http.current._MOST_KEPT", 1)
    assert client.post(queries=queries).json() == once
    assert len(made) == 4


# ---- Suggestions, previews


def test_suggestions_begin_with_what_was_typed_and_go_on_behind_a_cursor(client: Client) -> None:
    def entities(prefix: str, **more: str) -> list[str]:
        answer = valid(client.get("/reconcile/suggest/entity", prefix=prefix, **more), "suggest-entity")
        return [one["id"] for one in answer["result"]]

    assert entities("珠海市香洲区司")[0] == XIANGZHOU
    assert entities(XIANGZHOU) == [XIANGZHOU]
    first, second = entities("法治"), entities("法治", cursor="20")
    assert len(first) == 20
    assert second
    assert set(first) & set(second) == set()
    assert entities("法治", cursor="999") == []
    assert entities("") == entities("没有这个名称的东西") == []
    assert entities("香洲", type="Place")[0] == "440402-xiangzhou-district"
    for wrong in ({}, {"prefix": "x", "cursor": "-1"}, {"prefix": "x", "cursor": "x"}, {"prefix": "x", "type": "Nix"}):
        valid(client.get("/reconcile/suggest/entity", **wrong), "error", 400)


def test_classes_and_properties_are_suggested_in_both_languages(client: Client) -> None:
    def ids(kind: str, prefix: str, at: str = "") -> list[str]:
        answer = valid(client.get(f"{at}/reconcile/suggest/{kind}", prefix=prefix), f"suggest-{kind}")
        return [one["id"] for one in answer["result"]]

    assert ids("type", "机构")[0] == "Institution"
    assert ids("type", "INST")[0] == "Institution"
    assert ids("property", "获得荣誉", "/zh") == ["awarded"]
    assert "^awarded" in ids("property", "was given")
    assert any(id.startswith("figure:") for id in ids("property", "figure:"))


def test_properties_are_proposed_that_the_class_may_have(client: Client) -> None:
    def ids(**parameters: str) -> list[str]:
        return [
            one["id"] for one in valid(client.get("/reconcile/properties", **parameters), "properties")["properties"]
        ]

    assert {"awarded", "^subOrganizationOf", "place", "figures"} <= set(ids(type="Institution"))
    assert "^awarded" in ids(type="Honour")
    assert "awarded" not in ids(type="Honour")
    assert len(ids(type="Institution", limit="3")) == 3
    assert set(ids(type="Honour")) < set(ids())
    valid(client.get("/reconcile/properties", type="Nix"), "error", 400)


def test_a_preview_may_be_framed_by_anybody_and_does_nothing(client: Client) -> None:
    response = client.get("/reconcile/preview", id=XIANGZHOU)
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self';")
    assert "frame-ancestors *" in policy
    assert "script-src" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "x-frame-options" not in response.headers
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "Justice Bureau of Xiangzhou District, Zhuhai" in response.text
    assert "珠海市香洲区司法局" in response.text
    assert f'href="{ADDRESS}/id/{XIANGZHOU}"' in response.text
    assert client.get("/zh/reconcile/preview", id=XIANGZHOU).text.startswith('<!doctype html>\n<html lang="zh">')
    assert client.get("/reconcile/preview.css").headers["content-type"] == "text/css; charset=utf-8"
    missing = client.get("/reconcile/preview", id="nix")
    assert (missing.status_code, missing.headers["content-security-policy"]) == (404, policy)
    valid(client.get("/reconcile/flyout/entity", id="nix"), "error", 404)


# ---- Values


def test_values_come_for_each_thing_and_property(client: Client) -> None:
    told = client.extend(
        [XIANGZHOU, "nix", "440402-xiangzhou-district"],
        *({"id": id} for id in ("label-zh", "forms", "class", "place", "awarded", "^awarded", "iri", "reports")),
        {"id": "figure:rule-of-law-deliberations"},
        {"id": "figures", "settings": {"limit": "1"}},
        {"id": "names", "settings": {"limit": "0"}},
    )
    meta = {one["id"]: one for one in told["meta"]}
    assert meta["awarded"] == {"id": "awarded", "name": "was awarded", "type": {"id": "Honour", "name": "honour"}}
    assert "type" not in meta["label-zh"]
    row = told["rows"][XIANGZHOU]
    assert row["label-zh"] == [{"str": "珠海市香洲区司法局"}]
    assert row["forms"] == [{"str": "区司法局"}]
    assert row["place"] == [{"id": "440402-xiangzhou-district", "name": "Xiangzhou District, Zhuhai"}]
    assert row["awarded"][0]["id"] == "cn-people-mediation-advanced-collective"
    assert row["iri"] == [{"str": f"https://w3id.org/honours-kg/id/{XIANGZHOU}"}]
    assert row["reports"][0]["id"] == "440402-2023"
    assert all(values == [] for values in told["rows"]["nix"].values())
    district = told["rows"]["440402-xiangzhou-district"]
    assert district["figure:rule-of-law-deliberations"] == [{"int": 19}]
    assert len(district["figures"]) == 1
    assert len(district["names"]) == 4
    back = client.extend(["cn-people-mediation-advanced-collective"], {"id": "^awarded"})
    assert [one["id"] for one in back["rows"]["cn-people-mediation-advanced-collective"]["^awarded"]] == [XIANGZHOU]


def test_every_property_that_is_proposed_has_values_to_ask_for(client: Client, store: EmbeddedStore) -> None:
    every = [of.id for of in properties(Lookup(store))]
    told = client.extend([XIANGZHOU, "440402-xiangzhou-district"], *({"id": id} for id in every[:50]))
    assert [one["id"] for one in told["meta"]] == every[:50]
    told = client.extend(["440402-xiangzhou-district"], *({"id": id} for id in every[50:]))
    assert [one["id"] for one in told["meta"]] == every[50:]


def test_what_is_only_planned_is_no_value(client: Client, store: EmbeddedStore) -> None:
    lookup = Lookup(store)
    planned = [claim for claim in lookup.all_claims() if claim.modality == "planned"]
    facts = {(of.subject.id, of.predicate, of.object.id) for of in lookup.all_claims() if of.modality == "asserted"}
    only = [claim for claim in planned if (claim.subject.id, claim.predicate, claim.object.id) not in facts]
    assert only
    for claim in only[:5]:
        told = client.extend([claim.subject.id], {"id": claim.predicate})
        assert claim.object.id not in [one["id"] for one in told["rows"][claim.subject.id][claim.predicate]]


@pytest.mark.parametrize(
    ("extend", "told"),
    [
        ("nix", "extend: is no JSON"),
        ('{"ids": "x", "properties": []}', "ids is a list of ids"),
        ('{"ids": [1], "properties": []}', "ids is a list of ids"),
        ('{"ids": []}', "properties is a list"),
        ('{"ids": [], "properties": [{"id": 1}]}', "properties is a list"),
        ('{"ids": [], "properties": [{"id": "award"}]}', "did you mean awarded?"),
        ('{"ids": [], "properties": [{"id": "figure:nix"}]}', "figure:nix"),
        ('{"ids": [], "properties": [{"id": "awarded", "settings": {"limit": "x"}}]}', "no whole number"),
        ('{"ids": [], "properties": [{"id": "awarded", "settings": 1}]}', "settings is an object"),
    ],
)
def test_what_asks_for_no_values_is_told_in_one_sentence(client: Client, extend: str, told: str) -> None:
    assert told in valid(client.post(extend=extend), "error", 400)["error"]


# ---- Hostile clients


class Elements(HTMLParser):
    """The elements of a page, and their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.attributes |= {name for name, _ in attrs}


HARMLESS: Final = {"html", "head", "meta", "title", "link", "body", "h1", "h2", "p", "ul", "li", "a"}


@pytest.mark.parametrize("payload", EVERY.values(), ids=EVERY)
def test_nothing_that_is_sent_runs_or_breaks_anything(client: Client, payload: str) -> None:
    query = {"query": payload, "properties": [{"pid": "place", "v": payload}, {"pid": "awarded", "v": [payload]}]}
    batch = client.post(queries=json.dumps({payload: query}))
    assert list(valid(batch, "result-batch")) == [payload]
    for pid in (payload, ""):
        wrong = {"q": {"query": "x", "type": payload, "properties": [{"pid": pid, "v": "x"}]}}
        valid(client.post(queries=json.dumps(wrong)), "error", 400)
    extended = client.extend([payload], {"id": "names"})
    assert extended["rows"] == {payload: {"names": []}}
    for kind in ("entity", "type", "property"):
        valid(client.get(f"/reconcile/suggest/{kind}", prefix=payload), f"suggest-{kind}")
        refused = client.get(f"/reconcile/flyout/{kind}", id=payload)
        assert refused.status_code in (400, 404)
    page = client.get("/reconcile/preview", id=payload)
    assert page.status_code == 404
    elements = Elements()
    elements.feed(page.text)
    assert elements.found <= HARMLESS
    assert elements.attributes <= {"lang", "charset", "name", "content", "rel", "href", "class"}
    called = client.get("/reconcile", callback=payload)
    is_name = re.fullmatch(r"[A-Za-z_]{1,99}(\.\w+)?", payload)
    assert called.status_code == (200 if is_name else 400)


def test_a_name_with_markup_stands_as_text_in_what_is_shown(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Lookup, "label", lambda *_: "<script>1</script>")
    payload = "<img src=x onerror=1>"
    thing_label = "kg.lookup.described.Described.label"
    monkeypatch.setattr(thing_label, lambda *_: payload)
    html = client.get("/reconcile/flyout/entity", id=XIANGZHOU).json()["html"]
    elements = Elements()
    elements.feed(html)
    assert elements.found <= HARMLESS
    assert "&lt;img src=x onerror=1&gt;" in html


@pytest.mark.parametrize("name", ["f", "jQuery123_456", "a.b.$c"])
def test_an_older_client_may_have_a_function_called(client: Client, name: str) -> None:
    response = client.get("/reconcile/suggest/type", prefix="inst", callback=name)
    assert response.headers["content-type"] == "application/javascript"
    assert response.text.startswith(f"/**/{name}({{")
    assert response.text.endswith("});")
    jsonschema.validate(json.loads(response.text[len(f"/**/{name}(") : -2]), SCHEMAS["suggest-type"])


@pytest.mark.parametrize("name", ["", "a b", "alert(1)", "a.", "1a", "a;b", "x" * 101, "é", "f\n"])
def test_what_is_no_name_of_a_function_is_not_called(client: Client, name: str) -> None:
    valid(client.get("/reconcile", callback=name), "error", 400)


# ---- A real client


@pytest.fixture(scope="module")
def served(store: EmbeddedStore, data: Path, stores: Path) -> Iterator[str]:
    """The address of a server in a process of its own."""
    environment = os.environ | {"KG_DATA": str(data), "KG_STORES": str(stores), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", "--workers", "1"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            yield re.findall(r"http://127\.0\.0\.1:\d+", line)[0]
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


@pytest.mark.filterwarnings("ignore")
def test_reconciler_matches_a_data_frame_and_what_it_matched_is_extended(served: str) -> None:
    """`reconciler` (PyPI) sends batches of ten, and reads the answers into a table."""
    from reconciler import reconcile

    names = pd.DataFrame({
        "name": ["区司法局", "珠海市香洲區人民法院", "zhuhaishi xiangzhouqu sifaju", *["习近平法治思想"] * 2],
        "place": ["珠海市香洲区", "", "", "", ""],
    })  # fmt: skip
    found = reconcile(
        names["name"],
        property_mapping={"place": names["place"]},
        reconciliation_endpoint=f"{served}/zh/reconcile",
    )
    rows = found.set_index("input_value")
    assert rows.loc["区司法局", ["id", "match", "name"]].tolist() == [XIANGZHOU, True, "珠海市香洲区司法局"]
    assert rows.loc["珠海市香洲區人民法院", ["id", "match"]].tolist() == ["440402-peoples-court", True]
    assert rows.loc["zhuhaishi xiangzhouqu sifaju", ["id", "match"]].tolist() == [XIANGZHOU, False]
    assert rows.loc["习近平法治思想", "type_id"] == "Doctrine"

    departments = reconcile(
        pd.Series(["人民法院"]), type_id="Court", top_res="all", reconciliation_endpoint=f"{served}/reconcile"
    )
    assert set(departments["type_id"]) == {"Court"}

    matched = found[found["match"].astype(bool)]
    asked = {"ids": matched["id"].tolist(), "properties": [{"id": "place"}, {"id": "awarded"}]}
    told = httpx.post(f"{served}/reconcile", data={"extend": json.dumps(asked)})
    rows = pd.DataFrame.from_dict(valid(told, "extension")["rows"], orient="index")
    assert rows.loc[XIANGZHOU, "place"][0]["id"] == "440402-xiangzhou-district"
    assert rows.loc[XIANGZHOU, "awarded"][0]["id"] == "cn-people-mediation-advanced-collective"


def test_a_batch_in_an_address_reaches_a_real_server(served: str) -> None:
    queries = json.dumps(
        {"q": {"query": "区司法局", "properties": [{"pid": "place", "v": "香洲区"}]}}, ensure_ascii=False
    )
    answer = valid(httpx.get(f"{served}/reconcile?queries={quote(queries)}"), "result-batch")
    assert answer["q"]["result"][0]["match"]
