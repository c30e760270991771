"""A language model that lies, is told what to do by a report, or does not answer: nothing invented gets through.

The models are recorded: `tests/cases/model/answers` has texts with what a model answers about their sections, what
comes out of it, how much is left out, and why; `tests/cases/model/server`, what an endpoint sends, and what is said.
"""

import json
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KgError, MissingExtraError, ModelError
from kg.ontology import read_ontology
from kg.reading.language_model.answers import Piece, Reason
from kg.reading.language_model.client import Model, Question, ask, model_of
from kg.reading.language_model.examples import prompt_for
from kg.reading.language_model.prompt import KINDS, Prompt
from kg.reading.language_model.propose import pieces, proposals_of, propose_by_model
from kg.reading.proposals import Proposal, Reading, dumps, read_reading
from kg.reading.rules.passages import Passages
from kg.reading.rules.propose import propose
from kg.reading.rules.registers import Registers, registers_for
from kg.tables.reader import read_tables
from kg.tables.rows import Tables
from kg.text.report import SourceText, clean
from tests.conftest import CASES, Cli
from tests.reading import sound
from tests.web import run

DISTRICT = "440402-xiangzhou-district"
KEY = "secret-key-1"
ANSWERS = sorted((CASES / "model" / "answers").glob("*.json"))
SERVER = sorted((CASES / "model" / "server").glob("*.json"))


@pytest.fixture(scope="module")
def tables(data: Path) -> Tables:
    return read_tables(data, read_ontology())[0]


@pytest.fixture(scope="module")
def registers(tables: Tables) -> Registers:
    return registers_for(tables, read_ontology(), DISTRICT, "2023", leave_out="440402-2023")


@pytest.fixture(scope="module")
def prompt(tables: Tables, registers: Registers) -> Prompt:
    return prompt_for(tables, registers, leave_out="440402-2023")


def read_case(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


# ---- An endpoint on this machine

Respond = Callable[[dict[str, Any]], dict[str, Any]]


class Endpoint(ThreadingHTTPServer):
    """Answers each request with what `respond` makes of it; `asked` has the bodies, `headers` the headers."""

    daemon_threads = True

    def __init__(self, respond: Respond) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.respond, self.lock = respond, threading.Lock()
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.now = self.most = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Endpoint

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:
            self.server.asked.append(body | {"path": self.path})
            self.server.headers.append(dict(self.headers))
            self.server.now += 1
            self.server.most = max(self.server.most, self.server.now)
        answer = self.server.respond(body)
        with suppress(OSError):  # who asked may be gone
            self._send(answer)

    def _send(self, answer: dict[str, Any]) -> None:
        text = json.dumps(answer["json"]) if "json" in answer else answer.get("text", "")
        if deep := answer.get("deep"):
            text = json.dumps({"choices": [{"message": {"content": "[" * deep}}]})
        content = text.encode() * answer.get("times", 1)
        time.sleep(answer.get("wait", 0))
        with self.server.lock:
            self.server.now -= 1
        self.send_response(answer.get("status", 200))
        for name, value in ({"Content-Type": "application/json"} | answer.get("headers", {})).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if pause := answer.get("drip"):
            for byte in content:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(pause)
        else:
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def endpoint() -> Iterator[Callable[[Respond], Endpoint]]:
    """Starts an endpoint that answers by a function."""
    running: list[Endpoint] = []

    def start(respond: Respond) -> Endpoint:
        running.append(Endpoint(respond))
        threading.Thread(target=running[-1].serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return running[-1]

    yield start
    for one in running:
        one.shutdown()
        one.server_close()


def said(answer: Any) -> dict[str, Any]:
    """The envelope of what a model wrote."""
    return {"json": {"choices": [{"message": {"content": json.dumps(answer)}, "finish_reason": "stop"}]}}


def by_section(text: SourceText, answers: dict[str, Any]) -> Respond:
    """A model that answers about each section as is recorded."""
    sections = {text.text[one.span.start : one.span.end]: one.section for one in pieces(text)}

    def respond(body: dict[str, Any]) -> dict[str, Any]:
        section = sections[json.loads(body["messages"][-1]["content"])["text"]]
        return said(answers.get(section, {"readings": []}))

    return respond


def model(endpoint: Endpoint, seconds: float = 20) -> Model:
    return Model("tiny", endpoint.url, KEY, seconds)


# ---- What a model answers


@pytest.mark.parametrize("path", ANSWERS, ids=[path.stem for path in ANSWERS])
def test_only_what_stands_in_the_section_comes_out(
    path: Path, registers: Registers, prompt: Prompt, endpoint: Callable[[Respond], Endpoint]
) -> None:
    case = read_case(path)
    text = clean("t", case["text"])
    server = endpoint(by_section(text, case["answers"]))
    rules = propose(text, registers) if case.get("beside_rules", True) else []
    found, dropped = propose_by_model(text, registers, prompt, model(server), rules)
    sound(text, found)
    told = [{"kind": one.kind, "section": one.section, "quote": one.quote} | dict(one.fields) for one in found]
    assert [{name: one.get(name, "") for name in want} for one, want in zip(told, case["expected"], strict=True)] == (
        case["expected"]
    )
    assert dropped.counts == case["dropped"]
    assert {(one.rule, one.fields["model"], one.fields["prompt"]) for one in found} <= {("model", "tiny", prompt.mark)}


def test_every_reason_is_tried_and_told() -> None:
    tried = {reason for path in ANSWERS for reason in read_case(path)["dropped"]}
    assert tried == set(Reason)


def test_what_is_left_out_is_told_with_its_reasons(registers: Registers, prompt: Prompt) -> None:
    text = clean("t", "一、情况\n区司法局办起和解驿。")
    answer = {"readings": [reading("body", "国务院"), reading("body", "中南海"), reading("moon", "和解驿")]}
    piece = Piece("s1", text.sections["s1"])
    _, dropped = proposals_of(Passages(text, registers), [(piece, answer)], prompt, [])
    assert str(dropped) == (
        "3 readings of the model were left out; 1 of a kind, class or predicate that is not in the lists; "
        "2 with words that do not stand in the section"
    )


def test_proposals_are_written_and_read_as_those_of_rules(
    tmp_path: Path, registers: Registers, prompt: Prompt, endpoint: Callable[[Respond], Endpoint]
) -> None:
    case = read_case(CASES / "model" / "answers" / "markup-and-formulas.json")
    text = clean("t", case["text"])
    server = endpoint(by_section(text, case["answers"]))
    found, _ = propose_by_model(text, registers, prompt, model(server), [])
    whole = Reading({"id": "t"}, tuple(found))
    (tmp_path / "t.jsonl").write_text(dumps(whole), "utf-8")
    assert read_reading(tmp_path / "t.jsonl") == whole


def reading(kind: str, words: str, **fields: Any) -> dict[str, Any]:
    empty = {"class": "", "predicate": "", "verb": "", "subjects": [], "by": "", "wording": ""}
    return {"kind": kind, "words": words} | empty | fields


SOUGHT = [
    "争创全国法治政府建设示范区。",
    "申报“全国文明城市”称号。",
    "有望获评“省级先进集体”称号。",
    "推荐区司法局参评“全国模范集体”。",
    "力争入选“全国示范案例”名单。",
    "积极创建国家卫生城市，争取荣获“全国文明城市”。",
    "若获评“全国先进集体”称号，再行宣传。",
    "区司法局未获评“全国先进集体”称号。",
    "入选“全国先进集体”推荐名单。",
    "荣获“全国先进集体”提名。",
    "申报工作稳步推进，荣获“全国先进集体”指日可待。",
]


@pytest.mark.parametrize("sentence", SOUGHT)
def test_no_words_of_what_is_only_sought_are_held(registers: Registers, prompt: Prompt, sentence: str) -> None:
    text = clean("t", sentence)
    words = {sentence[a:b] for a in range(len(sentence)) for b in range(a + 2, len(sentence))}
    readings = [reading("honour", one, verb=verb) for one in sorted(words) for verb in ("", "获评") if verb in sentence]
    passages, piece = Passages(text, registers), Piece("s0", text.sections["s0"])
    held = []
    for one in readings:
        found, _ = proposals_of(passages, [(piece, {"readings": [one]})], prompt, [])
        held += [other for other in found if other.fields["modality"] == "asserted"]
    assert held == []


TEXT = (
    "一、工作情况\n区司法局、区法院联合印发《和解办法（试行）》，办理案件1,512件，同比下降13.7%。荣获“全国先进集体”称号，"
    "争创“全国示范区”。推行“一码通办”审批服务|清单&目录，设立和解驿。\n二、2024年计划\n办理案件12件，办理案件12件。=1+1，<b>。\n"
)
STRETCHES = [TEXT[a : a + n] for n in (1, 2, 3, 4, 5, 6, 8) for a in range(len(TEXT) - n)]
WORDS = st.one_of(st.sampled_from(STRETCHES), st.text(max_size=4))
READINGS = st.fixed_dictionaries(
    {
        "kind": st.one_of(st.sampled_from(KINDS), WORDS),
        "class": st.sampled_from(["", "Court", "Plan", "Reform", "Palace"]),
        "predicate": st.sampled_from(["", "issued", "founded", "awarded", "eats"]),
        "subjects": st.lists(WORDS, max_size=2),
        "words": WORDS,
        "verb": st.one_of(st.just(""), WORDS),
        "by": st.one_of(st.just(""), WORDS),
        "wording": st.one_of(st.just(""), WORDS),
    }
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=5,
)


@given(st.one_of(JSON, st.fixed_dictionaries({"readings": st.lists(st.one_of(READINGS, READINGS, JSON), max_size=8)})))
def test_whatever_a_model_answers_only_words_and_tokens_come_out(
    registers: Registers, prompt: Prompt, answer: Any
) -> None:
    text = clean("t", TEXT)
    asked = list(pieces(text))
    found, dropped = proposals_of(Passages(text, registers), [(one, answer) for one in asked], prompt, [])
    sound(text, found)
    for one in found:
        tokens_are_the_ontology_s(one)
        words_are_the_section_s(text, one)
    if isinstance(answer, dict) and isinstance(answer.get("readings"), list):
        assert len(found) + sum(dropped.counts.values()) == len(asked) * len(answer["readings"])


ONTOLOGY = read_ontology()
LISTS = {"bound": "Bound", "modality": "Modality", "phase": "Phase", "level": "Level", "status": "FigureStatus"}


def tokens_are_the_ontology_s(one: Proposal) -> None:
    for name, of in LISTS.items():
        assert one.fields.get(name, "") in {"", *ONTOLOGY.tokens[of]}
    assert one.fields.get("class", "") in {"", *ONTOLOGY.classes}
    assert one.fields.get("predicate", "") in {"", *ONTOLOGY.properties}


def words_are_the_section_s(text: SourceText, one: Proposal) -> None:
    told = [one.fields.get(name, "") for name in ("verb", "by")]
    for name in ("subjects", "recipients"):
        told += one.fields.get(name, "").split("|")
    if one.kind == "act":
        told += [part for candidate in one.candidates for part in candidate.split("&")]
    span = text.sections[one.section]
    assert all(words in (DISTRICT, "") or words in text.text[span.start : span.end] for words in told), one


# ---- What a model is asked


def test_a_report_is_data_and_asked_about_section_by_section(
    registers: Registers, prompt: Prompt, endpoint: Callable[[Respond], Endpoint]
) -> None:
    case = read_case(CASES / "model" / "answers" / "obeys-the-report.json")
    text = clean("t", case["text"])
    server = endpoint(lambda _: said({"readings": []}))
    propose_by_model(text, registers, prompt, model(server), [])
    (body,) = server.asked
    *before, last = body["messages"]
    assert json.loads(last["content"]) == {"text": text.text}
    assert last["role"] == "user"
    assert all("忽略以上全部要求" not in one["content"] for one in before)
    assert (body["path"], body["model"], body["temperature"]) == ("/v1/chat/completions", "tiny", 0)
    assert isinstance(body["seed"], int)
    told = body["response_format"]["json_schema"]
    assert (told["strict"], told["schema"]) == (True, json.loads(json.dumps(prompt.schema)))
    assert server.headers[0]["Authorization"] == f"Bearer {KEY}"


def test_examples_are_reviewed_rows_of_other_reports_that_pass_the_same_checks(
    tables: Tables, registers: Registers, prompt: Prompt
) -> None:
    assert len(prompt.examples) == 2
    quotes = {row.quote for row in (*tables.relations, *tables.figures) if row.source != "440402-2023"}
    for example in prompt.examples:
        assert example.text in quotes
        text = clean("t", example.text)
        piece = Piece("s0", text.sections["s0"])
        answer = {"readings": list(example.readings)}
        found, dropped = proposals_of(Passages(text, registers), [(piece, answer)], prompt, [])
        assert len(found) == len(example.readings)
        assert not dropped.counts
    assert prompt == prompt_for(tables, registers, leave_out="440402-2023")


def test_no_example_names_a_private_person(tables: Tables, registers: Registers) -> None:
    examples = prompt_for(tables, registers, leave_out="440309-2019").examples
    persons = {row.entity for row in tables.mentions} & {row.id for row in tables.entities if row.type == "Person"}
    forms = {row.form for row in tables.mentions if row.entity in persons}
    assert forms
    assert not [form for form in forms for one in examples if form in one.text]


def test_the_mark_of_a_prompt_changes_with_what_is_told(prompt: Prompt) -> None:
    other = Prompt(prompt.classes, prompt.predicates, ())
    assert prompt.mark != other.mark
    assert prompt.mark.split("-")[0] == other.mark.split("-")[0] == "1"


def test_a_long_section_is_cut_at_sentence_ends(registers: Registers) -> None:
    text = clean(
        "t",
        "一、情况\n"
        + "区司法局办起和解驿，走访多户。" * 400
        + "好" * 4000
        + "\n二、计划\n三、空\n区司法局\n2024年1月2日\n",
    )
    found = list(pieces(text))
    assert {one.section for one in found} == {"s1"}
    assert "".join(text.text[one.span.start : one.span.end] for one in found) == text.text[: found[-1].span.end]
    assert all(one.span.end - one.span.start <= 1500 for one in found)
    assert all(text.text[one.span.end - 1] == "。" for one in found[:3])


# ---- Whether and how an endpoint answers


@pytest.mark.parametrize("path", SERVER, ids=[path.stem for path in SERVER])
def test_an_endpoint_that_fails_is_told_in_one_sentence(
    path: Path, registers: Registers, prompt: Prompt, endpoint: Callable[[Respond], Endpoint]
) -> None:
    case = read_case(path)
    left = iter(case["responses"])
    server = endpoint(lambda _: next(left, case["responses"][-1]))
    text = clean("t", "一、情况\n区司法局办起和解驿。")
    host = f"127.0.0.1:{server.server_port}"
    before = time.monotonic()
    if not case["error"]:
        found, dropped = propose_by_model(text, registers, prompt, model(server, case["seconds"]), [])
        assert (found, dropped.counts, len(server.asked)) == ([], {}, len(case["responses"]))
    else:
        with pytest.raises(ModelError) as caught:
            propose_by_model(text, registers, prompt, model(server, case["seconds"]), [])
        assert str(caught.value) == case["error"].replace("{host}", host)
        assert KEY not in str(caught.value)
    assert time.monotonic() - before < 10


def test_nobody_there_is_told(endpoint: Callable[[Respond], Endpoint]) -> None:
    server = endpoint(lambda _: {})
    url = server.url
    server.shutdown()
    server.server_close()
    with pytest.raises(ModelError, match=r"127\.0\.0\.1:\d+ cannot be reached: .*; look at KG_MODEL_URL"):
        ask(Model("tiny", url), [Question("s1", [], {})])


def test_a_few_are_asked_at_a_time_and_answers_keep_their_order(endpoint: Callable[[Respond], Endpoint]) -> None:
    def respond(body: dict[str, Any]) -> dict[str, Any]:
        number = int(body["messages"][0]["content"])
        return said(number) | {"wait": 0.2 if number % 3 == 0 else 0.05}

    server = endpoint(respond)
    questions = [Question("s1", [{"role": "user", "content": str(number)}], {}) for number in range(12)]
    assert ask(model(server), questions) == list(range(12))
    assert server.most == 4


def test_after_the_first_failure_nothing_more_is_sent(endpoint: Callable[[Respond], Endpoint]) -> None:
    server = endpoint(lambda _: {"status": 400, "text": "no"})
    with pytest.raises(ModelError, match="400"):
        ask(model(server), [Question("s1", [], {})] * 100)
    assert len(server.asked) < 20


def test_whoever_runs_a_loop_may_ask_too(endpoint: Callable[[Respond], Endpoint]) -> None:
    server = endpoint(lambda _: said({"readings": []}))

    async def within() -> list[Any]:
        return ask(model(server), [Question("s1", [], {})])

    assert run(within) == [{"readings": []}]


def test_what_stays_on_this_machine_goes_through_no_proxy(
    monkeypatch: pytest.MonkeyPatch, endpoint: Callable[[Respond], Endpoint]
) -> None:
    server = endpoint(lambda _: said([]))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert ask(model(server), [Question("s1", [], {})]) == [[]]


def test_without_its_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(MissingExtraError, match="httpx is not installed; run: pip install httpx"):
        ask(Model("tiny", "http://localhost/v1"), [])


# ---- Where texts and the key may go


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://api.example.org/v1", "api.example.org"),
        ("https://API.example.org:8443/v1/", "api.example.org:8443"),
        ("http://localhost:11434/v1", "localhost:11434"),
        ("http://127.0.0.1:8000", "127.0.0.1:8000"),
        ("http://[::1]:8000/v1", "[::1]:8000"),
    ],
)
def test_the_host_is_told_before_anything_is_sent(url: str, host: str) -> None:
    found = model_of("tiny", {"KG_MODEL_URL": url, "KG_MODEL_KEY": f" {KEY}\n"})
    assert (found.host, found.key) == (host, KEY)
    assert found.notice == f"the sections of the report, and two examples from the tables, go to {host}"
    assert KEY not in repr(found)


@pytest.mark.parametrize(
    ("name", "environment", "message"),
    [
        ("tiny", {}, "KG_MODEL_URL is not set; give the address"),
        (" ", {"KG_MODEL_URL": "https://a.example"}, "the name of the model is empty"),
        *(
            ("tiny", {"KG_MODEL_URL": url}, "KG_MODEL_URL is no address that can be asked; expected such as")
            for url in (
                "api.example.org", "ftp://a.example", "file:///etc/passwd", "https://", "https://me:pw@a.example/v1",
                "http://localhost@a.example", "http://localhost\\@a.example", "https://a.example/v1?key=1",
                "https://a.example/#x", "https://例子.example", "https://a.example:99999", "https://a.exam\nple",
            )
        ),
        *(
            ("tiny", {"KG_MODEL_URL": url}, "KG_MODEL_URL begins with http://, so all would travel in the clear; use")
            for url in (
                "http://a.example/v1", "HTTP://a.example", "http://192.168.1.5:11434", "http://localhost.a.example",
                "http://127.0.0.1.a.example", "http://0.0.0.0",
            )
        ),
        *(
            ("tiny", {"KG_MODEL_URL": "https://a.example", "KG_MODEL_KEY": key}, "KG_MODEL_KEY holds what no key does")
            for key in ("a b", "a\r\nX: y", "schlüssel", "钥匙")
        ),
    ],
)  # fmt: skip
def test_what_would_not_do_is_refused_before_anything_is_sent(
    name: str, environment: dict[str, str], message: str
) -> None:
    with pytest.raises(KgError) as caught:
        model_of(name, environment)
    assert str(caught.value).startswith(message)
    assert all(part not in str(caught.value) for part in ("me:pw", "key=1", "schlüssel"))


# ---- On the command line


def with_report(folder: Path, data: Path) -> tuple[Path, Path]:
    """A copy of the tables, and a made-up report."""
    tables, report = folder / "data", folder / "report.txt"
    shutil.copytree(data, tables, ignore=shutil.ignore_patterns("sources", "proposals"))
    report.write_text("香洲区2022年法治政府建设情况报告\n一、情况\n区司法局办起和解驿。", "utf-8")
    return tables, report


def test_the_command_tells_where_the_text_goes_and_lays_aside_what_came_back(
    tmp_path: Path,
    cli: Cli,
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    endpoint: Callable[[Respond], Endpoint],
) -> None:
    folder, path = with_report(tmp_path, data)
    server = endpoint(lambda _: said({"readings": [reading("body", "和解驿"), reading("body", "国务院")]}))
    monkeypatch.setenv("KG_MODEL_URL", server.url)
    monkeypatch.setenv("KG_MODEL_KEY", KEY)
    done = cli("read", path, "--place", "440402", "--kind", "rule-of-law", "--data", folder, "--model", "tiny")
    assert done.code == 0
    assert f"go to {Model('tiny', server.url).host}" in done.err
    assert "left out" in done.err
    assert KEY not in done.out + done.err
    found = read_reading(folder / "proposals" / "440402-2022.jsonl").proposals
    assert [one.fields["words"] for one in found if one.rule == "model"] == ["和解驿"]
    assert any(one.rule != "model" for one in found)


def test_a_model_that_fails_leaves_what_the_rules_propose(
    tmp_path: Path, cli: Cli, data: Path, monkeypatch: pytest.MonkeyPatch, endpoint: Callable[[Respond], Endpoint]
) -> None:
    folder, path = with_report(tmp_path, data)
    monkeypatch.setenv("KG_MODEL_URL", endpoint(lambda _: {"status": 401}).url)
    done = cli("read", path, "--place", "440402", "--kind", "rule-of-law", "--data", folder, "--model", "tiny")
    assert done.code != 0
    found = read_reading(folder / "proposals" / "440402-2022.jsonl").proposals
    assert found
    assert {one.rule for one in found} & {"model"} == set()


def test_a_model_without_an_address_is_told_before_anything_is_read(
    tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, data: Path
) -> None:
    monkeypatch.delenv("KG_MODEL_URL", raising=False)
    folder, path = with_report(tmp_path, data)
    done = cli("read", path, "--place", "440402", "--kind", "rule-of-law", "--data", folder, "--model", "tiny")
    assert done.code != 0
    assert "KG_MODEL_URL" in done.err
    assert not (folder / "proposals").exists()
