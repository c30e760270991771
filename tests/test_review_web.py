"""The server of the review page: who may ask it, what it answers, and what it writes."""

import json
import sys
from collections.abc import Iterator
from typing import Any, Final

import pytest
from starlette.types import ASGIApp

from kg.errors import KgError
from kg.folders import page_file
from kg.reading.review.accept import accept
from kg.reading.review.decisions import Decision
from kg.reading.review.review import Review, open_review
from kg.web.http.server import listen
from kg.web.review.app import create_app
from kg.web.review.page import LIMIT, history, routes
from tests.conftest import Cli
from tests.review import ID, PLACE, laid_aside
from tests.web import ADDRESS, Client

TOKEN: Final = "a-token"
TEXT: Final = (
    "一、组织领导\n"
    "区司法局、区教育局联合印发《云海办法》，办理案件12件。区司法局荣获“全国云海先进集体”称号。\n"
    "二、公众服务\n"
    "天气晴朗，百姓安乐。召开云海推进会，设立云海服务站。云海服务站由区司法局管理。\n"
)
"""Of the second section, the first sentence has nothing in it."""
Json = dict[str, Any]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Review:
    return open_review(laid_aside(tmp_path_factory.mktemp("reading"), TEXT), ID)


@pytest.fixture(scope="module")
def app(opened: Review) -> ASGIApp:
    return create_app(routes(opened), {"/": page_file("review.html")}, ADDRESS, TOKEN)


@pytest.fixture
def review(opened: Review) -> Iterator[Review]:
    """The review of a reading of which nothing is decided yet."""
    yield opened
    opened.decisions_path.unlink(missing_ok=True)


@pytest.fixture
def client(app: ASGIApp, review: Review) -> Client:
    return Client(app, {"Authorization": f"Bearer {TOKEN}", "Origin": ADDRESS})


def asked(client: Client, words: str, kind: str = "name") -> Json:
    """The question of a kind that is asked of words."""
    whole = client.get("/api/review").json()
    field = whole["words"][kind]
    (found,) = [one for one in whole["questions"] if one["kind"] == kind and one["fields"][field] == words]
    return dict(found)


def sent(question: str, answer: str, fields: Json | None = None, seen: int = 0, **more: Any) -> Json:
    return {"decisions": [{"question": question, "answer": answer, "fields": fields or {}, **more}], "seen": seen}


def accepted(question: Json, seen: int = 0, **fields: str) -> Json:
    return sent(question["id"], "accept", question["fields"] | fields, seen)


def test_what_is_asked_has_the_text_and_what_may_be_answered(client: Client) -> None:
    whole = client.get("/api/review").json()
    body = asked(client, "区司法局")
    assert whole["text"][body["start"] : body["end"]] == "区司法局"
    assert [section for section, _, _ in body["places"]] == ["s1", "s2"]
    assert whole["things"][body["options"]["id"][0]] == [
        "珠海市香洲区司法局",
        "Justice Bureau of Xiangzhou District, Zhuhai",
    ]
    act = asked(client, "云海推进会", "act")
    assert PLACE in act["options"]["subject"]
    assert (whole["place"], whole["predicates"]["issued"][1]) == (PLACE, "drew up or issued")
    quotes = [whole["text"][one["start"] : one["end"]] for one in whole["sentences"]]
    assert "天气晴朗，百姓安乐。" in quotes
    assert "一、组织领导" not in quotes


def test_without_what_serves_the_page_it_says_what_to_install(
    cli: Cli, review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "kg.web.http.server")
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    done = cli("review", ID, "--data", review.data, "--no-open")
    assert (done.code, done.err) == (2, "uvicorn is not installed; run: pip install uvicorn\n")
    assert cli("review", ID, "--data", review.data, "--format", "csv").code == 0


class TestWhoMayAsk:
    @pytest.mark.parametrize("path", ["/", "/api/review", "/api/decisions"])
    @pytest.mark.parametrize(
        "host", ["evil.example", "evil.example:4711", "127.0.0.1", "127.0.0.1:4712", "127.0.0.1.evil.example:4711", ""]
    )
    def test_a_name_that_only_leads_here_is_refused(self, client: Client, path: str, host: str) -> None:
        """As after DNS rebinding: the page from elsewhere has the right token, and still another Host."""
        answers = [client.get(path, headers={"Host": host}), client.post(path, json={}, headers={"Host": host})]
        assert [answer.status_code for answer in answers] == [403, 403]

    @pytest.mark.parametrize(
        "origin", ["http://evil.example", "null", "http://127.0.0.1:4712", "https://127.0.0.1:4711", ""]
    )
    def test_a_page_from_elsewhere_cannot_decide(self, client: Client, review: Review, origin: str) -> None:
        decision = accepted(asked(client, "区司法局"))
        assert client.post("/api/decisions", json=decision, headers={"Origin": origin}).status_code == 403
        assert client.get("/api/review", headers={"Origin": origin}).status_code == 403
        assert review.decisions() == []

    def test_what_names_no_origin_cannot_decide(self, client: Client, review: Review) -> None:
        decision = accepted(asked(client, "区司法局"))
        del client.headers["Origin"]
        assert client.post("/api/decisions", json=decision).status_code == 403
        assert client.get("/api/review").status_code == 200
        assert review.decisions() == []

    @pytest.mark.parametrize("given", ["", "Bearer ", "Bearer another", f"Bearer {TOKEN}x", "Bearer ü", "Basic eDp5"])
    def test_without_the_token_nothing_is_told_and_nothing_decided(
        self, client: Client, review: Review, given: str
    ) -> None:
        decision = accepted(asked(client, "区司法局"))
        headers = {"Authorization": given.encode()}
        answers = [client.get("/api/review", headers=headers), client.get("/api/state", headers=headers)]
        answers.append(client.post("/api/decisions", json=decision, headers=headers))
        assert [answer.status_code for answer in answers] == [401] * 3
        assert all(answer.json().keys() == {"error"} for answer in answers)
        assert review.decisions() == []

    def test_the_token_helps_in_no_other_place(self, client: Client) -> None:
        del client.headers["Authorization"]
        assert client.get(f"/api/review?token={TOKEN}", headers={"Cookie": f"token={TOKEN}"}).status_code == 401

    @pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
    def test_only_a_post_decides(self, client: Client, review: Review, method: str) -> None:
        decision = accepted(asked(client, "区司法局"))
        assert client.request(method, "/api/decisions", json=decision).status_code == 405
        assert review.decisions() == []

    def test_no_other_page_is_allowed_by_an_answer(self, client: Client) -> None:
        asked_first = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
        answer = client.request("OPTIONS", "/api/decisions", headers=asked_first)
        assert not [name for name in answer.headers if name.startswith("access-control-")]

    @pytest.mark.parametrize("path", ["/", "/api/review", "/none", "/api/decisions"])
    def test_every_answer_is_for_this_page_alone(self, client: Client, path: str) -> None:
        refused = client.get(path, headers={"Host": "evil.example"})
        for headers in (client.get(path).headers, client.post(path, content=b"{").headers, refused.headers):
            policy = headers["Content-Security-Policy"]
            assert {"default-src 'none'", "frame-ancestors 'none'"} <= set(policy.split("; "))
            assert "unsafe" not in policy
            assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "no-referrer")
            assert headers["Cache-Control"] == "no-store"

    def test_it_listens_on_this_machine_alone(self) -> None:
        listening, address = listen()
        with listening:
            assert listening.getsockname()[0] == "127.0.0.1"
            with pytest.raises(KgError, match=r"port \d+ cannot be had"):
                listen(int(address.rpartition(":")[2]))


class TestWhatIsNoDecision:
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"null",
            b"[]",
            b"\xff",
            b"[" * 100_000,
            b'{"decisions": [], "seen": 0}',
            b'{"decisions": {"a": 1}, "seen": 0}',
            b'{"decisions": [1], "seen": 0}',
            b'{"decisions": [{"question": "a"}], "seen": 0}',
            b'{"decisions": [{"question": "a", "answer": "reject"}]}',
            b'{"decisions": [{"question": "a", "answer": "reject", "seconds": NaN}], "seen": 0}',
            b'{"decisions": [{"question": "a", "answer": "reject", "seconds": -1}], "seen": 0}',
            b'{"decisions": [{"question": "a", "answer": "reject", "keys": "7"}], "seen": 0}',
            b'{"decisions": [{"question": "a", "answer": "reject", "line": 7}], "seen": 0}',
            b'{"decisions": [{"question": "a", "answer": "perhaps"}], "seen": 0}',
            b'{"decisions": [{"question": "a", "answer": "accept", "fields": {"a": 1}}], "seen": 0}',
            b'{"decisions": [{"question": ["a"], "answer": "reject"}], "seen": 0}',
            b'{"decisions": [{"question": "a", "answer": "reject"}], "seen": 0, "batch": 7}',
            b'{"decisions": [{"question": "a", "answer": "reject"}, {"question": "a", "answer": "undo"}], "seen": 0}',
        ],
    )
    def test_a_body_is_told(self, client: Client, review: Review, body: bytes) -> None:
        answer = client.post("/api/decisions", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 400
        assert len(answer.json()["error"]) > 10
        assert review.decisions() == []

    def test_a_body_that_is_too_long_or_of_another_type(self, client: Client, review: Review) -> None:
        decision = json.dumps(accepted(asked(client, "区司法局"))).encode()
        typed = {"Content-Type": "application/json"}
        huge = client.post("/api/decisions", content=decision + b" " * LIMIT, headers=typed)
        form = client.post("/api/decisions", content=decision, headers={"Content-Type": "text/plain"})
        assert (huge.status_code, form.status_code) == (413, 415)
        assert review.decisions() == []

    @pytest.mark.parametrize(
        ("words", "kind", "change", "field", "told"),
        [
            ("区司法局", "name", {"verb": "印发"}, "", "'verb' is no field"),
            ("区司法局", "name", {"words": "区审计局"}, "words", "does not stand in s1"),
            ("区司法局", "name", {"words": ""}, "words", "without the field words"),
            ("区司法局", "name", {"id": ""}, "class", "without the field class"),
            ("区司法局", "name", {"id": "440402-nobody"}, "class", "without the field class"),
            ("区司法局", "name", {"id": "a\nb"}, "id", "one line"),
            ("区司法局", "name", {"id": "a\ud800"}, "id", "one line"),
            ("区司法局", "name", {"id": "a" * 2001}, "id", "2000 characters"),
            ("云海办法", "act", {"label_zh": " "}, "label_zh", "without the field label_zh"),
            ("云海办法", "act", {"class": "Plans"}, "class", "did you mean Plan"),
            ("云海办法", "act", {"predicate": ""}, "predicate", "without the field predicate"),
            ("云海办法", "act", {"predicate": "issue"}, "predicate", "issued"),
            ("云海办法", "act", {"modality": "sure"}, "modality", "asserted"),
            ("云海办法", "act", {"object": "云海", "class": ""}, "class", "without the field class"),
            ("云海办法", "act", {"subject": ""}, "subject", "without the field subject"),
            ("12件", "figure", {"indicator": "", "label_zh": ""}, "label_zh", "without the field label_zh"),
            ("12件", "figure", {"bound": "nearly"}, "bound", "is no value of the field bound"),
        ],
    )
    def test_an_answer_is_told_with_its_field(
        self, client: Client, review: Review, words: str, kind: str, change: Json, field: str, told: str
    ) -> None:
        question = asked(client, words, kind)
        body = json.dumps(accepted(question, **change))
        answer = client.post("/api/decisions", content=body, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["field"]) == (400, field)
        assert told in answer.json()["error"]
        assert review.decisions() == []

    @pytest.mark.parametrize("id", ["", "none", "+", "+zzzzzzzzzzzz", "0" * 12])
    def test_a_question_that_is_not_asked(self, client: Client, review: Review, id: str) -> None:
        assert "no question" in client.post("/api/decisions", json=sent(id, "reject")).json()["error"]
        assert review.decisions() == []

    def test_a_sentence_is_not_accepted(self, client: Client) -> None:
        id = client.get("/api/review").json()["sentences"][0]["id"]
        assert client.post("/api/decisions", json=sent(id, "accept")).status_code == 400
        assert client.post("/api/decisions", json=sent(id, "reject")).status_code == 200

    def test_sentences_are_in_the_language_that_the_page_speaks(self, client: Client) -> None:
        answer = client.post("/api/decisions", json=sent("none", "reject"), headers={"Accept-Language": "zh"})
        assert "没有问题“none”" in answer.json()["error"]
        assert "no question" in client.post("/api/decisions", json=sent("none", "reject")).json()["error"]


class TestDeciding:
    def test_a_decision_is_written_with_what_it_took(self, client: Client, review: Review) -> None:
        body = asked(client, "区司法局")
        state = client.post(
            "/api/decisions", json=sent(body["id"], "accept", body["fields"], seconds=1.5, keys=2)
        ).json()
        assert state["stands"] == {body["id"]: {"answer": "accept", "fields": body["fields"]}}
        assert (state["seen"], state["history"]) == ({body["id"]: 1}, [[body["id"]]])
        assert (state["decisions"], state["seconds"]) == (1, 2)
        assert review.decisions() == [Decision(body["id"], "accept", body["fields"], "person", 1.5, 2)]

    def test_undo_goes_back_over_decisions_and_a_batch_is_one(self, client: Client) -> None:
        one, two = (asked(client, words)["id"] for words in ("区司法局", "区教育局"))
        three = asked(client, "云海办法", "act")["id"]
        client.post("/api/decisions", json=sent(three, "reject"))
        both = sent(one, "reject")["decisions"] + sent(two, "reject")["decisions"]
        state = client.post("/api/decisions", json={"decisions": both, "seen": 0, "batch": "ab"}).json()
        assert state["history"] == [[three], [one, two]]
        back = [{"question": id, "answer": "undo"} for id in (one, two)]
        state = client.post("/api/decisions", json={"decisions": back, "seen": 2}).json()
        assert (state["history"], list(state["stands"])) == ([[three]], [three])
        assert client.post("/api/decisions", json=sent(three, "undo", seen=1)).json()["history"] == []

    def test_two_windows_do_not_overwrite_each_other(self, client: Client, review: Review) -> None:
        body = asked(client, "区司法局")
        client.post("/api/decisions", json=accepted(body))
        answer = client.post("/api/decisions", json=sent(body["id"], "reject"))
        assert answer.status_code == 409
        assert "another window" in answer.json()["error"]
        assert answer.json()["state"]["stands"][body["id"]]["answer"] == "accept"
        assert [one.answer for one in review.decisions()] == ["accept"]
        assert client.post("/api/decisions", json=sent(body["id"], "reject", seen=1)).status_code == 200

    def test_of_a_batch_all_is_written_or_nothing(self, client: Client, review: Review) -> None:
        one, two = asked(client, "区司法局"), asked(client, "区教育局")
        both = accepted(one)["decisions"] + accepted(two, id="")["decisions"]
        assert client.post("/api/decisions", json={"decisions": both, "seen": 0, "batch": "ab"}).status_code == 400
        assert review.decisions() == []

    @pytest.mark.parametrize("cut", [1, 10, -2])
    def test_a_line_that_a_crash_cut_short_is_passed_over(self, client: Client, review: Review, cut: int) -> None:
        one, two = asked(client, "区司法局"), asked(client, "区教育局")
        for question in (one, two):
            client.post("/api/decisions", json=accepted(question))
        first, second = review.decisions_path.read_bytes().splitlines(keepends=True)
        review.decisions_path.write_bytes(first + second[:cut])
        assert list(client.get("/api/state").json()["stands"]) == [one["id"]]
        assert client.post("/api/decisions", json=accepted(two)).status_code == 200
        assert [one["id"], two["id"]] == [decision.question for decision in review.decisions()]

    def test_a_file_that_is_damaged_is_told(self, client: Client, review: Review) -> None:
        review.decisions_path.write_text("nonsense\n\n", "utf-8")
        answer = client.get("/api/state")
        assert answer.status_code == 500
        assert "decisions.jsonl:1: is no decision" in answer.json()["error"]

    def test_a_file_that_cannot_be_written_is_told(
        self, client: Client, review: Review, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        question = asked(client, "区司法局")

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device", "decisions.jsonl")

        monkeypatch.setattr("os.fsync", full)
        answer = client.post("/api/decisions", json=accepted(question))
        assert (answer.status_code, answer.json()["error"]) == (500, "decisions.jsonl: No space left on device")


def test_undone_twice_and_decided_again() -> None:
    def answers(*told: tuple[str, str, str]) -> list[Decision]:
        return [Decision(question, answer, batch=batch) for question, answer, batch in told]

    decisions = answers(("a", "accept", ""), ("b", "accept", "x"), ("c", "accept", "x"), ("a", "reject", ""))
    assert history(decisions, "abc") == [["a"], ["b", "c"], ["a"]]
    assert history([*decisions, *answers(("a", "undo", ""))], "abc") == [["a"], ["b", "c"]]
    assert history([*decisions, *answers(("a", "undo", ""), ("a", "undo", ""))], "abc") == [["b", "c"]]
    assert history(decisions, "bc") == [["b", "c"]]
    assert history(answers(("a", "undo", "")), "a") == []


class TestAdding:
    ID: Final = "+0123456789ab"

    def place(self, review: Review, words: str, kind: str, section: str = "s2") -> Json:
        (span, *_) = review.text.find(section, words)
        return {"kind": kind, "section": section, "start": str(span.start)}

    @pytest.fixture
    def station(self, client: Client) -> Json:
        """That the sentence about the weather has a name in it."""
        return {"words": "天气", "id": "", "class": "Matter", "label_zh": "天气", "label_en": "Weather"}

    def test_a_name_is_added_where_it_stands_and_becomes_rows(
        self, client: Client, review: Review, station: Json
    ) -> None:
        fields = station | self.place(review, "天气", "name")
        state = client.post("/api/decisions", json=sent(self.ID, "accept", fields)).json()
        (added,) = state["added"]
        assert (added["id"], added["places"]) == (self.ID, [["s2", added["start"], added["end"]]])
        told = accept(open_review(review.data, ID))
        assert (told.rows["entities"], told.rows["mentions"]) == (1, 1)
        rows = (review.data / "reports" / ID / "mentions.csv").read_text("utf-8")
        assert rows.splitlines()[1] == f"{ID},s2,440402-weather,天气,"

    def test_an_act_and_a_figure_are_added(self, client: Client, review: Review) -> None:
        act = {
            "subject": PLACE,
            "predicate": "held",
            "object": "天气",
            "id": "",
            "class": "Activity",
            "modality": "asserted",
        }
        act |= {"label_zh": "天气", "label_en": "Weather", **self.place(review, "天气", "act")}
        figure = {"subject": PLACE, "indicator": "", "label_zh": "百姓", "label_en": "People", "unit": "person"}
        figure |= {"value_text": "百姓", "value": "100", "status": "stated", **self.place(review, "百姓", "figure")}
        for number, fields in enumerate((act, figure)):
            answer = client.post("/api/decisions", json=sent(f"+{number:012x}", "accept", fields))
            assert answer.status_code == 200, answer.json()
        assert [one["kind"] for one in answer.json()["added"]] == ["act", "figure"]

    def test_what_was_added_is_changed_and_taken_back(self, client: Client, review: Review, station: Json) -> None:
        fields = station | self.place(review, "天气", "name")
        client.post("/api/decisions", json=sent(self.ID, "accept", fields))
        changed = fields | {"words": "天气晴朗"}
        state = client.post("/api/decisions", json=sent(self.ID, "accept", changed, seen=1)).json()
        assert state["added"][0]["fields"]["words"] == "天气晴朗"
        client.post("/api/decisions", json=sent(self.ID, "undo", seen=2))
        state = client.post("/api/decisions", json=sent(self.ID, "undo", seen=3)).json()
        assert (state["added"], state["history"]) == ([], [])

    @pytest.mark.parametrize(
        "change",
        [{"kind": "sentence"}, {"kind": ""}, {"section": "s9"}, {"section": "s1"}, {"words": "雪"}, {"words": ""}],
    )
    def test_what_stands_nowhere_is_not_added(
        self, client: Client, review: Review, station: Json, change: Json
    ) -> None:
        fields = station | self.place(review, "天气", "name") | change
        answer = client.post("/api/decisions", json=sent(self.ID, "accept", fields))
        assert answer.status_code == 400
        assert "does not stand in" in answer.json()["error"]
        assert review.decisions() == []
