"""Search, cards and questions as JSON and CSV; the description of them; health, metrics, and the lines of a log."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from kg.lookup.records import NARROWING
from kg.questions.catalogue import catalogue
from kg.store.embedded import EmbeddedStore
from kg.version import __version__
from kg.vocabulary import mint_iri
from kg.web.api.openapi import describe
from kg.web.app import create_app
from kg.web.http.current import Current
from kg.web.http.measured import Answered
from kg.web.protocol.endpoint import PATH
from tests.conftest import Cli
from tests.web import Client, serving

CLAIM = "440402-2023-r017"
HONOURS = ("honours-of", "--institution", "香洲区司法局")


@pytest.fixture(scope="module")
def current(store: EmbeddedStore, data: Path) -> Current:
    return Current(data, workers=2)


@pytest.fixture(scope="module")
def lines() -> list[Answered]:
    return []


@pytest.fixture(scope="module")
def client(current: Current, lines: list[Answered]) -> Client:
    return Client(create_app(current, log=lines.append))


def told(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


class TestSearch:
    def test_a_thing_has_its_names_in_all_scripts_and_how_it_was_found(self, client: Client) -> None:
        first = told(client.get("/search", params={"q": "fqjyxzsj"}))["found"][0]
        assert (first["name"], first["kind"], first["match"]) == ("fqjyxzsj", "initials", "exact")
        thing = first["thing"]
        assert thing["label"]["en"] == "Xiangzhou Practice of the Fengqiao Experience"
        assert re.search("[\u4e00-\u9fff]", thing["label"]["zh"])
        assert (thing["class"], thing["class_label"]["en"]) == ("Initiative", "initiative")
        assert thing["iri"] == mint_iri(thing["id"])
        assert thing["place"] == "Xiangzhou District, Zhuhai, Guangdong"

    def test_pinyin_is_there_where_the_graph_has_it(self, client: Client) -> None:
        found = told(client.get("/search", params={"q": "司法局", "limit": 100}))["found"]
        assert any(one["thing"]["pinyin"] for one in found)

    def test_every_script_finds_the_same_thing(self, client: Client) -> None:
        ids = {
            told(client.get("/search", params={"q": q}))["found"][0]["thing"]["id"] for q in ("枫桥经验", "楓橋經驗")
        }
        assert ids == {"cn-fengqiao-experience"}

    def test_class_limit_and_place_narrow(self, client: Client) -> None:
        assert len(told(client.get("/search", params={"q": "司法", "limit": 2}))["found"]) == 2
        found = told(client.get("/search", params={"q": "司法", "type": "Institution", "of": "香洲区"}))["found"]
        assert found
        assert all("Xiangzhou" in one["thing"]["place"] for one in found)

    @pytest.mark.parametrize(
        ("query", "status", "words"),
        [
            ("", 400, "nothing to search for"),
            ("q=x&q=y", 400, "q is given more than once"),
            ("q=x&colour=red", 400, "'colour' is no parameter here"),
            ("q=x&limit=0", 400, "limit: '0'"),
            ("q=x&limit=1001", 400, "limit: '1001'"),
            ("q=%ff", 400, "no text in UTF-8"),
            ("q=qqqqqqqqq", 404, "qqqqqqqqq"),
            ("q=x&type=Nothing", 400, "Nothing"),
        ],
    )
    def test_what_is_wrong_is_one_sentence(self, client: Client, query: str, status: int, words: str) -> None:
        assert words in told(client.get(f"/search?{query}"), status)["error"]

    def test_a_name_that_nothing_has_tells_the_nearest(self, client: Client) -> None:
        assert told(client.get("/show/Fengqiaoo%20Experiense%20xx"), 404)["suggestions"]


class TestAsk:
    def test_the_catalogue_is_whole(self, client: Client) -> None:
        questions = {one["name"]: one for one in told(client.get("/ask"))["questions"]}
        assert list(questions) == list(catalogue())
        one = questions["honours-of"]
        assert one["title"] == {"en": "Honours of an institution", "zh": "机构所获荣誉"}
        level = next(of for of in one["parameters"] if of["name"] == "level")
        assert {"national", "provincial", "municipal", "district"} <= set(level["choices"])
        assert one["columns"]["authority"]["en"] == "conferring body"

    def test_an_answer_is_what_the_command_line_gives(self, client: Client, cli: Cli) -> None:
        answer = told(client.get("/ask/honours-of", params={"institution": "香洲区司法局"}))
        assert answer["rows"] == json.loads(cli("ask", *HONOURS, "--receipts", "--format", "json").out)
        assert answer["count"] == len(answer["rows"]) > 0
        assert [column["name"] for column in answer["columns"]] == list(answer["rows"][0])
        assert all(row["report"] and row["section"] and row["quote"] for row in answer["rows"])

    def test_csv_is_what_the_command_line_gives(self, client: Client, cli: Cli) -> None:
        written = cli("ask", *HONOURS, "--receipts", "--format", "csv").out
        for options in ({"params": {"format": "csv"}}, {"headers": {"accept": "text/csv"}}):
            params = {"institution": "香洲区司法局"} | options.pop("params", {})
            answer = client.get("/ask/honours-of", params=params, **options)
            assert answer.headers["content-type"] == "text/csv; charset=utf-8"
            assert answer.text == written

    def test_only_what_is_stated_is_left_where_that_is_asked(self, client: Client) -> None:
        counts = {
            switch: told(client.get("/ask/bodies-of-place", params={"place": "香洲区", "stated_only": switch}))["count"]
            for switch in ("true", "false")
        }
        params = {"thing": "镇街综合行政执法"}
        every = told(client.get("/ask/statements-about", params=params))["rows"]
        stated = told(client.get("/ask/statements-about", params=params | {"stated_only": "true"}))["rows"]
        assert counts["true"] <= counts["false"]
        assert len(stated) < len(every)
        assert not any("implied" in row["marks"] for row in stated)
        assert any("implied" in row["marks"] or "actor" in row["marks"] for row in every)

    @pytest.mark.parametrize(
        ("path", "status", "words"),
        [
            ("/ask/no-such-question", 404, "is not in the catalogue"),
            ("/ask/honours-of", 400, "institution"),
            ("/ask/honours-of?institution=香洲区司法局&format=xml", 406, "'xml' is no format"),
            ("/ask/honours-of?institution=香洲区司法局&stated_only=perhaps", 400, "neither yes nor no"),
            ("/ask/honours-of?institution=香洲区司法局&colour=red", 400, "'colour' is no parameter"),
            ("/ask/honours-of?institution=香洲区司法局&year=x", 400, "year"),
            ("/ask/honours-of?institution=枫桥经验", 400, "Fengqiao"),
        ],
    )
    def test_what_is_wrong_is_one_sentence(self, client: Client, path: str, status: int, words: str) -> None:
        assert words in told(client.get(path), status)["error"].replace("枫桥经验", "Fengqiao")


class TestShow:
    def test_a_thing_is_its_card(self, client: Client, cli: Cli) -> None:
        (card,) = json.loads(cli("show", "440402-justice-bureau", "--format", "json").out)
        assert told(client.get("/show/440402-justice-bureau")) == card

    def test_a_row_brings_its_citation(self, client: Client, cli: Cli) -> None:
        shown = told(client.get(f"/show/{CLAIM}"))
        citation = shown.pop("citation")
        assert [shown] == json.loads(cli("show", CLAIM, "--format", "json").out)
        assert (citation["id"], citation["version"], citation["iri"]) == (CLAIM, "0.1.0", mint_iri(CLAIM))
        assert shown["quote"] in citation["text"]

    def test_a_name_of_several_things_tells_them(self, client: Client) -> None:
        assert "440402" in told(client.get("/show/区司法局"), 300)["error"]


class TestEvery:
    @pytest.mark.parametrize("path", ["/search?q=枫桥", "/ask", "/openapi.json", f"/show/{CLAIM}"])
    def test_it_is_told_to_be_unchanged_as_long_as_the_graph_is(self, client: Client, path: str) -> None:
        mark = client.get(path).headers["etag"]
        again = client.get(path, headers={"if-none-match": f'"x", {mark}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", mark)
        for headers in ({"if-none-match": '"x"'}, {"if-none-match": mark, "accept-language": "zh"}):
            assert client.get(path, headers=headers).status_code == 200

    def test_another_graph_has_another_mark(
        self, client: Client, current: Current, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mark = client.get("/ask").headers["etag"]
        monkeypatch.setattr(Current, "number", "another")
        assert client.get("/ask", headers={"if-none-match": mark}).status_code == 200

    def test_it_speaks_the_language_that_is_asked_for(self, client: Client) -> None:
        said = {client.get(f"/search?lang={lang}").json()["error"] for lang in ("en", "zh")}
        said |= {client.get("/search", headers={"accept-language": "zh-CN"}).json()["error"]}
        assert len(said) == 2
        labels = {
            lang: told(client.get("/show/440402-justice-bureau", params={"lang": lang}))["thing"]["label"]
            for lang in ("en", "zh")
        }
        assert labels["zh"] == "珠海市香洲区司法局"
        assert labels["en"].startswith("Justice Bureau")

    @pytest.mark.parametrize("path", ["/search?q=枫桥", "/ask", "/health", "/metrics", "/openapi.json"])
    def test_head_is_answered_as_get_without_a_body(self, served: str, path: str) -> None:
        got, head = httpx.get(served + path), httpx.head(served + path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-type"] == got.headers["content-type"]


@pytest.fixture(scope="module")
def served(store: EmbeddedStore, data: Path) -> Iterator[str]:
    with serving(data, "--workers", "1", "--log", "none") as of:
        yield of.address


class TestDescription:
    def test_each_path_that_answers_programs_is_described(self, client: Client, current: Current) -> None:
        described = told(client.get("/openapi.json"))
        app: Any = client.app
        while not isinstance(app, Starlette):
            app = app._app
        paths = {route.path for route in app.routes if isinstance(route, Route)}
        own = {path for path in paths if path.startswith(("/search", "/ask", "/show", "/health", "/metrics", "/open"))}
        own = {path.replace("{id:path}", "{id}") for path in own} - {"/ask/{question}"} | {PATH}
        questions = {f"/ask/{name}" for name in catalogue()}
        assert set(described["paths"]) == own | questions

    def test_a_question_is_described_with_all_its_parameters(self, client: Client) -> None:
        described = told(client.get("/openapi.json"))
        for name, question in catalogue().items():
            given = {one["name"]: one for one in described["paths"][f"/ask/{name}"]["get"]["parameters"]}
            assert set(given) == {*question.by_name, *NARROWING, "stated_only", "dated_only", "format", "lang"}
            assert {of for of, one in given.items() if one["required"]} == {
                parameter.name for parameter in question.parameters if parameter.required
            }

    def test_it_names_the_server_and_is_in_both_languages(self, client: Client, current: Current) -> None:
        texts = {lang: told(client.get("/openapi.json", params={"lang": lang})) for lang in ("en", "zh")}
        assert texts["en"]["servers"] == [{"url": "http://127.0.0.1:4711"}]
        assert texts["en"]["info"]["title"] == "Data set of institutions, programmes and honours"
        assert not re.search("[\u4e00-\u9fff]", texts["en"]["paths"]["/search"]["get"]["summary"])
        assert re.search("[\u4e00-\u9fff]", texts["zh"]["paths"]["/search"]["get"]["summary"])
        from kg.vocabulary import Language

        assert describe(current.lookup_in(Language.EN), "https://x.example")["servers"] == [
            {"url": "https://x.example"}
        ]


class TestHealth:
    def test_it_tells_generation_version_and_triples(self, client: Client, current: Current) -> None:
        answer = client.get("/health")
        assert told(answer) == {
            "status": "ok",
            "version": __version__,
            "generation": current.number,
            "triples": len(current.store),
            "busy": False,
        }
        assert answer.headers["cache-control"] == "no-store"

    def test_a_store_that_is_gone_is_503(self, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        from kg.pipeline.generation import open_store

        monkeypatch.setenv("KG_STORES", str(tmp_path))
        open_store(data)
        current = Current(data, workers=1)
        client = Client(create_app(current))
        assert client.get("/health").status_code == 200
        shutil.rmtree(current.store.generation)
        answer = client.get("/health")
        failing = told(answer, 503)
        assert failing["status"] == "failing"
        assert "\n" not in failing["error"]
        assert int(answer.headers["retry-after"]) > 0


class TestMetrics:
    def test_requests_are_counted_by_template_method_and_status(self, client: Client) -> None:
        client.get(f"/show/{CLAIM}")
        client.get("/search")
        text = client.get("/metrics").text
        assert 'kg_requests_total{method="GET",route="/show/{id:path}",status="200"}' in text
        assert 'kg_requests_total{method="GET",route="/search",status="400"}' in text
        assert 'kg_request_seconds_bucket{le="0.1",route="/search"}' in text
        assert CLAIM not in text

    def test_what_there_is_now_is_told(self, client: Client, current: Current) -> None:
        client.get(PATH, params={"query": "ASK {}"})
        text = client.get("/metrics").text
        values = dict(re.findall(r"^(kg_\w+) (\S+)$", text, re.MULTILINE))
        assert float(values["kg_workers"]) == 2
        assert float(values["kg_queries_running"]) == float(values["kg_queries_waiting"]) == 0
        assert float(values["kg_answers_kept"]) >= 1
        assert f'kg_graph_info{{generation="{current.number}",version="{__version__}"}} 1.0' in text

    def test_what_there_is_not_makes_no_more_of_them(self, client: Client) -> None:
        for number in range(20):
            client.request(f"M{number}", f"/nowhere/{number}")
        text = client.get("/metrics").text
        assert 'kg_requests_total{method="(other)",route="(none)",status="404"} 20.0' in text
        assert "nowhere" not in text

    def test_a_registry_is_the_applications_own(self, current: Current) -> None:
        other = Client(create_app(current))
        assert 'route="/search"' not in other.get("/metrics").text


class TestLog:
    def test_a_request_is_a_line_that_tells_no_word_of_it(self, client: Client, lines: list[Answered]) -> None:
        lines.clear()
        client.get("/search", params={"q": "secret-word", "lang": "zh"})
        client.get("/secret-path%0A{}")
        found, nowhere = lines
        assert (found.method, found.route, found.status, found.language) == ("GET", "/search", 404, "zh")
        assert found.milliseconds > 0
        assert found.bytes > 0
        assert (nowhere.route, nowhere.status) == ("(none)", 404)
        for line in (found.text, found.json, nowhere.text, nowhere.json):
            assert "secret" not in line
            assert "\n" not in line
        assert json.loads(found.json)["route"] == "/search"

    def test_an_answer_that_was_kept_is_told_as_it_was(self, client: Client, lines: list[Answered]) -> None:
        lines.clear()
        answers = [client.get("/search", params={"q": "司法局", "lang": "zh", "limit": 7}) for _ in range(2)]
        assert answers[0].content == answers[1].content
        first, second = lines
        same = [(one.method, one.route, one.status, one.bytes, one.language) for one in (first, second)]
        assert same == [("GET", "/search", 200, same[0][3], "zh")] * 2
        assert second.milliseconds < first.milliseconds

    @pytest.mark.parametrize("log", ["json", "text", "none"])
    def test_the_server_writes_it_to_standard_error(self, data: Path, store: EmbeddedStore, log: str) -> None:
        import subprocess

        with serving(data, "--workers", "1", "--log", log, stderr=subprocess.PIPE) as served:
            served.get('/search?q="secret\\')
            served.get("/%00%ff\"'{}%0a/")
            served.process.terminate()
            written = served.process.communicate(timeout=60)[1].splitlines()
        written = [] if log == "none" and not written else written[1:]  # the first is of who looked whether it answers
        assert len(written) == (0 if log == "none" else 2)
        assert "secret" not in "".join(written)
        if log == "json":
            assert [json.loads(line)["route"] for line in written] == ["/search", "(none)"]
        if log == "text":
            shape = r"\S+ GET (/search|\(none\)) [24]\d\d [\d.]+ ms \d+ B en"
            assert [line for line in written if not re.fullmatch(shape, line)] == []
