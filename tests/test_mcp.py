"""The tools that a language model's program is given, asked by the protocol's own client of a process of its own."""

import asyncio
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Final

import pytest
from mcp.client.client import Client as McpClient
from mcp.client.stdio import StdioServerParameters, stdio_client

from kg.questions.catalogue import catalogue
from kg.store.embedded import EmbeddedStore
from tests.conftest import Cli
from tests.payloads import PAYLOADS

CLAIM: Final = "440402-2023-r017"
RUNAWAY: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER (?c != ?l) }"
TOOLS: Final = {"find", "show", "ask", "query", "receipts", "questions", "terms"}


class Asked:
    """A client and the process that it asks, in a loop of its own thread."""

    def __init__(self, *options: str) -> None:
        self.loop = asyncio.new_event_loop()
        self.ready: Future[McpClient] = Future()
        self.over = asyncio.Event()
        command = StdioServerParameters(
            command=sys.executable, args=["-m", "kg", "mcp", *options], env=dict(os.environ)
        )
        self.thread = threading.Thread(target=self.loop.run_until_complete, args=(self._talk(command),), daemon=True)
        self.thread.start()
        self.client = self.ready.result(60)

    async def _talk(self, command: StdioServerParameters) -> None:
        async with McpClient(stdio_client(command)) as client:
            self.ready.set_result(client)
            await self.over.wait()

    def do(self, what: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(what, self.loop).result(60)

    def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """What a tool answers."""
        answer = self.do(self.client.call_tool(tool, arguments))
        assert not answer.is_error, answer.content[0].text
        assert json.loads(answer.content[0].text) == answer.structured_content
        return dict(answer.structured_content)

    def wrong(self, tool: str, **arguments: Any) -> str:
        """The sentence of what is wrong with a call."""
        answer = self.do(self.client.call_tool(tool, arguments))
        assert answer.is_error
        (content,) = answer.content
        assert content.text
        assert "\n" not in content.text
        assert "Traceback" not in content.text
        return str(content.text)

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.over.set)
        self.thread.join(30)
        assert not self.thread.is_alive()
        self.loop.close()


@pytest.fixture(scope="module")
def asked(store: EmbeddedStore, data: Path) -> Iterator[Asked]:
    one = Asked("--data", str(data), "--timeout", "2", "--lang", "en")
    yield one
    one.close()


class TestTools:
    def test_there_are_tools_that_only_look_each_with_what_it_takes(self, asked: Asked) -> None:
        tools = {tool.name: tool for tool in asked.do(asked.client.list_tools()).tools}
        assert set(tools) == TOOLS
        for tool in tools.values():
            assert tool.description
            assert tool.annotations.read_only_hint
            for name, of in tool.input_schema["properties"].items():
                assert of["description"], name

    def test_find_tells_names_in_all_scripts(self, asked: Asked) -> None:
        told = asked.call("find", text="fqjyxzsj")
        first = told["found"][0]
        assert first["thing"]["label"]["zh"] == "枫桥经验香洲实践"
        assert (first["kind"], first["match"]) == ("initials", "exact")

    def test_what_is_long_is_cut_and_the_total_said(self, asked: Asked) -> None:
        told = asked.call("find", text="司法", limit=3)
        assert len(told["found"]) == 3 < told["total"]
        assert told["cut"].startswith(f"3 of {told['total']} are shown")
        card = asked.call("show", name="440402-xiangzhou-district", limit=2)
        assert len(card["links"]) == 2 < card["totals"]["links"]
        assert card["cut"].startswith(f"2 of {max(card['totals'].values())}")
        rows = asked.call("query", sparql="SELECT ?c { ?c a kg:Claim }", limit=5)
        assert len(rows["solutions"]) == 5 < rows["total"]

    def test_show_brings_the_receipts_of_each_link(self, asked: Asked) -> None:
        card = asked.call("show", name="440402-justice-bureau")
        assert card["links"]
        for link in card["links"]:
            receipt = link["claim"]["receipt"]
            assert receipt["report"] and receipt["section"] and receipt["quote"]  # noqa: PT018
            assert isinstance(link["claim"]["marks"], list)

    def test_show_of_a_row_is_as_the_tables_have_it(self, asked: Asked) -> None:
        row = asked.call("show", name=CLAIM)
        assert row["quote"] == "凤山街道春晖社区“金凤鸣法”法治品牌"

    def test_ask_answers_as_the_command_line_does(self, asked: Asked, cli: Cli) -> None:
        told = asked.call("ask", question="honours-of", arguments={"institution": "香洲区司法局"})
        command = (
            "ask",
            "honours-of",
            "--institution",
            "香洲区司法局",
            "--receipts",
            "--format",
            "json",
            "--lang",
            "en",
        )
        assert told["rows"] == json.loads(cli(*command).out)
        assert told["total"] == len(told["rows"]) > 0

    def test_a_query_brings_the_receipts_and_marks_of_its_claims(self, asked: Asked) -> None:
        told = asked.call("query", sparql=f"SELECT ?c ?s {{ BIND(kgr:{CLAIM} AS ?c) ?c rdf:subject ?s }}")
        (solution,) = told["solutions"]
        receipt = told["receipts"][solution["c"]]
        assert receipt["quote"] == "凤山街道春晖社区“金凤鸣法”法治品牌"
        assert (
            receipt["report"] == "Report on Building a Rule-of-law Government in Xiangzhou District of Zhuhai in 2023"
        )
        assert receipt["marks"] == ["implied"]
        assert "version 0.1.0" in receipt["citation"]
        assert told["labels"][solution["s"]].startswith("Chunhui Community")

    def test_a_query_may_ask_or_construct(self, asked: Asked) -> None:
        assert asked.call("query", sparql="ASK { ?c a kg:Claim }")["answer"] is True
        made = asked.call("query", sparql=f"CONSTRUCT WHERE {{ kgr:{CLAIM} a ?class }}")
        assert [f"kgr:{CLAIM}", "rdf:type", "kg:Claim"] in made["triples"]

    def test_an_empty_answer_says_why_it_may_be(self, asked: Asked) -> None:
        told = asked.call("query", sparql="SELECT ?x { ?x kg:awardedd ?y }")
        assert told["solutions"] == []
        assert any("awarded" in hint for hint in told["hints"])

    def test_receipts_of_claims_and_of_things(self, asked: Asked) -> None:
        (one,) = asked.call("receipts", ids=[CLAIM])["receipts"]
        assert one["id"] == CLAIM
        assert one["section"]
        several = asked.call("receipts", ids=["440402-justice-bureau"])
        assert several["total"] > 1
        assert all(of["report"] and of["quote"] for of in several["receipts"])

    def test_questions_and_terms_are_listed(self, asked: Asked) -> None:
        told = asked.call("questions")["questions"]
        assert [question["name"] for question in told] == list(catalogue())
        terms = {term["term"]: term for term in asked.call("terms", kind="predicate")["terms"]}
        assert terms["awarded"]["curie"] == "kg:awarded"
        assert terms["awarded"]["meaning"]
        for kind in ("class", "level", "section", "kind"):
            assert asked.call("terms", kind=kind)["terms"]

    def test_the_catalogue_and_the_ontology_are_resources(self, asked: Asked) -> None:
        found = {str(one.uri) for one in asked.do(asked.client.list_resources()).resources}
        assert found == {"kg://questions", "kg://ontology"}
        (questions,) = asked.do(asked.client.read_resource("kg://questions")).contents
        assert len(json.loads(questions.text)["questions"]) == len(catalogue())
        (ontology,) = asked.do(asked.client.read_resource("kg://ontology")).contents
        assert "kg:awarded" in ontology.text

    def test_a_call_chooses_its_language(self, asked: Asked) -> None:
        labels = {
            lang: asked.call("show", name="440402-justice-bureau", lang=lang)["thing"]["label"] for lang in ("en", "zh")
        }
        assert labels["zh"] == "珠海市香洲区司法局"
        assert labels["en"].startswith("Justice Bureau")
        assert re.search("[\u4e00-\u9fff]", asked.wrong("find", text="qqqqqqqqqqq", lang="zh"))
        assert not re.search("[\u4e00-\u9fff]", asked.wrong("find", text="qqqqqqqqqqq"))
        (zh,) = asked.call("receipts", ids=[CLAIM], lang="zh")["receipts"]
        assert "0.1.0 版" in zh["citation"]


def test_a_server_speaks_the_language_that_it_was_given(store: EmbeddedStore, data: Path) -> None:
    server = Asked("--data", str(data), "--lang", "zh")
    try:
        tools = server.do(server.client.list_tools()).tools
        assert all(re.search("[\u4e00-\u9fff]", tool.description) for tool in tools)
        assert server.call("show", name="440402-justice-bureau")["thing"]["label"] == "珠海市香洲区司法局"
        assert server.wrong("find", text="qqqqqqqqqqq") == "已读部分中没有名为“qqqqqqqqqqq”的事物"
        assert server.call("show", name="440402-justice-bureau", lang="en")["thing"]["label"].startswith("Justice")
    finally:
        server.close()


class TestWrong:
    @pytest.mark.parametrize(
        ("tool", "arguments", "words"),
        [
            ("nothing", {}, "no tool 'nothing'"),
            ("show", {}, "name"),
            ("find", {"text": "枫桥", "limit": "many"}, "limit"),
            ("find", {"text": "枫桥", "limit": 10**9}, "limit"),
            ("find", {"text": ""}, "text"),
            ("find", {"text": "枫桥", "lang": "fr"}, "lang"),
            ("find", {"text": "枫桥", "type": "Nothing"}, "Nothing"),
            ("find", {"text": ["枫桥"]}, "text"),
            ("show", {"name": "no such thing xx"}, "no such thing xx"),
            ("show", {"name": "x" * 100_000}, "name"),
            ("ask", {"question": "no-such-question"}, "is not in the catalogue"),
            ("ask", {"question": "honours-of"}, "institution"),
            ("ask", {"question": "honours-of", "arguments": {"colour": "red"}}, "colour"),
            ("ask", {"question": "honours-of", "arguments": {"institution": {"a": 1}}}, "institution"),
            ("query", {"sparql": "SELEC"}, "line 1"),
            ("query", {"sparql": "DROP ALL"}, "read-only"),
            ("query", {"sparql": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}, "SERVICE"),
            ("query", {"sparql": "SELECT * {" + "{" * 4000 + "}" * 4000 + "}"}, "nest"),
            ("query", {"sparql": "#" * 2_000_000}, "characters"),
            ("receipts", {"ids": []}, "ids"),
            ("receipts", {"ids": ["a"] * 51}, "ids"),
            ("terms", {"kind": "colour"}, "kind"),
        ],
    )
    def test_what_is_wrong_is_one_sentence(
        self, asked: Asked, tool: str, arguments: dict[str, Any], words: str
    ) -> None:
        assert words in asked.wrong(tool, **arguments)

    @pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
    def test_whatever_is_asked_the_next_answer_is_right(self, asked: Asked, payload: str) -> None:
        for tool, argument in (("find", "text"), ("show", "name"), ("ask", "question"), ("query", "sparql")):
            answer = asked.do(asked.client.call_tool(tool, {argument: payload}))
            assert "Traceback" not in answer.content[0].text
        assert asked.call("show", name=CLAIM)["id"] == CLAIM

    def test_a_runaway_query_is_ended_while_others_are_answered(self, asked: Asked) -> None:
        start = time.monotonic()
        runs = asyncio.run_coroutine_threadsafe(asked.client.call_tool("query", {"sparql": RUNAWAY}), asked.loop)
        assert asked.call("show", name=CLAIM)["id"] == CLAIM
        assert time.monotonic() - start < 2
        assert not runs.done()
        answer = runs.result(30)
        assert answer.is_error
        assert "ended after 2 s" in answer.content[0].text
        assert asked.call("query", sparql="ASK {}")["answer"] is True


def test_nothing_but_the_protocol_is_on_standard_output(data: Path, tmp_path: Path) -> None:
    """Not even while the graph is built."""
    started = {
        "jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
    }  # fmt: skip
    hello = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    call = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "show", "arguments": {"name": CLAIM}}}
    command = [sys.executable, "-m", "kg", "mcp", "--data", str(data)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        env=os.environ | {"KG_STORES": str(tmp_path), "LANG": "C.UTF-8"},
    ) as process:  # fmt: skip
        assert process.stdin
        assert process.stdout
        assert process.stderr
        lines = []
        process.stdin.write("no JSON at all\n")
        for message, answered in ((started, True), (hello, False), (call, True)):
            process.stdin.write(json.dumps(message) + "\n")
            process.stdin.flush()
            while answered:
                line = json.loads(process.stdout.readline())
                assert line["jsonrpc"] == "2.0"
                lines.append(line)
                answered = line.get("id") != message["id"]
        process.stdin.close()
        rest, said = process.stdout.read(), process.stderr.read()
        assert process.wait(30) == 0
    assert [json.loads(line)["jsonrpc"] for line in rest.splitlines()] == ["2.0"] * len(rest.splitlines())
    assert lines[-1]["result"]["structuredContent"]["id"] == CLAIM
    assert "building it" in said


def test_without_the_package_it_says_what_to_install(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name == "kg.web.mcp.server" or name.split(".")[0] == "mcp"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)
    done = cli("mcp")
    assert done.code == 2
    assert "pip install mcp" in done.err
    assert done.out == ""
