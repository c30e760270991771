"""The review page in a browser: decisions by keys and by buttons, each kept, whatever happens to windows and server."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from kg.reading.review.decisions import Decision, append, read_decisions
from tests.browser import LOCALES, SIZES, Opened, picture
from tests.review import ID, PLACE, laid_aside
from tests.test_page_axe import LOOKS, axe, violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.xdist_group("browser")
assert axe  # a fixture

TEXT: Final = (
    "一、组织领导\n"
    "区司法局、区教育局联合印发《云海办法》，办理案件12件。区司法局荣获“全国云海先进集体”称号。\n"
    "二、公众服务\n"
    "天气晴朗，百姓安乐。召开云海推进会，设立云海服务站。\n"
    "印发《<img src=x onerror=alert(1)>办法》《=1+1</script><script>alert(2)</script>方案》\u202e。\n"
    "三、其他\n云海服务站投入运行。区信访局接访。\n"
)
HOSTILE: Final = "<b onclick=alert(3)>\u202e</script>&amp;=1+1"


@dataclass
class Served:
    """The program that serves the page."""

    process: "subprocess.Popen[str]"
    address: str
    data: Path

    @property
    def decisions(self) -> Path:
        return self.data / "proposals" / f"{ID}.decisions.jsonl"

    def decided(self) -> list[tuple[str, str]]:
        """The answers so far, with the words that they are about."""
        return [
            (one.answer, next(filter(None, map(one.fields.get, ("words", "object", "value_text"))), ""))
            for one in read_decisions(self.decisions)
        ]

    def end(self, how: signal.Signals = signal.SIGINT) -> str:
        """End it, and return what it says at last."""
        self.process.send_signal(how)
        return self.process.communicate(timeout=30)[0]


def serve(data: Path) -> Served:
    command = [sys.executable, "-m", "kg", "review", ID, "--data", str(data), "--no-open", "--lang", "en"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8")
    assert process.stdout
    (address,) = re.findall(r"http://127\.0\.0\.1:\d+/#\S+?(?=;)", process.stdout.readline())
    return Served(process, address, data)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    found = serve(laid_aside(tmp_path_factory.mktemp("reading"), TEXT))
    yield found
    found.end()


@pytest.fixture
def served(running: Served) -> Iterator[Served]:
    """A review of which nothing is decided yet."""
    yield running
    running.decisions.unlink(missing_ok=True)


Open = Callable[..., Opened]


@pytest.fixture
def open_review(browser: "Browser", served: Served) -> Iterator[Open]:
    """Opens the page; at the end it must have asked nobody else for anything and complained of nothing."""
    opened: list[Opened] = []

    def open_at(address: str = served.address, language: str = "en", size: str = "desktop", **options: Any) -> Opened:
        width, height = SIZES[size]
        viewport: Any = {"width": width, "height": height}
        context = browser.new_context(locale=LOCALES[language], viewport=viewport, **options)
        one = Opened(context.new_page(), address.partition("#")[0])
        one.tab.goto(address.replace("lang=en", f"lang={language}"))
        one.tab.wait_for_function("() => window.kgReview")
        opened.append(one)
        return one

    yield open_at
    for one in opened:
        one.tab.context.close()
    for one in opened:
        one.check()


def asked(opened: Opened) -> str:
    return opened.find("#asked").inner_text()


def press(opened: Opened, *keys: str) -> None:
    """Press keys, and wait until what they do is done."""
    for key in keys:
        opened.tab.keyboard.press(key)
    opened.tab.evaluate("() => kgReview.press(() => {})")


def go(opened: Opened, words: str, kind: str = "name") -> None:
    """Show the question of a kind about some words."""
    assert opened.tab.evaluate(
        """([words, kind]) => {
          const found = kgReview.model.questions.find(
            (one) => one.kind === kind && kgReview.drafts.words(one).includes(words));
          if (found) kgReview.go(found.id);
          return Boolean(found);
        }""",
        [words, kind],
    )


def problem(opened: Opened) -> str:
    return opened.find("#problem").inner_text()


class TestKeys:
    def test_accept_reject_later_and_undo(self, open_review: Open, served: Served) -> None:
        opened = open_review()
        go(opened, "区司法局")
        assert asked(opened) == "What is “区司法局”?"
        assert opened.find("#card mark").inner_text() == "区司法局"
        press(opened, "a")
        assert asked(opened) == "What is “区教育局”?"
        press(opened, "x", "Space")
        assert served.decided() == [("accept", "区司法局"), ("reject", "")]
        assert "2 of" in opened.find("#progress").inner_text()
        press(opened, "u")
        assert asked(opened) == "What is “区教育局”?"
        press(opened, "u")
        assert asked(opened) == "What is “区司法局”?"
        press(opened, "u")
        assert [answer for answer, _ in served.decided()] == ["accept", "reject", "undo", "undo"]
        assert opened.find("#status").inner_text() == "There is no decision to take back."
        first = read_decisions(served.decisions)[0]
        assert first.keys == 1
        assert first.seconds is not None

    def test_keys_that_come_fast_each_decide_one(self, open_review: Open, served: Served) -> None:
        opened = open_review()
        press(opened, "x", "x", "x", "x", "x")
        decided = read_decisions(served.decisions)
        assert len({one.question for one in decided}) == len(decided) == 5

    def test_the_subject_by_number_and_who_only_stands_in_is_marked(self, open_review: Open, served: Served) -> None:
        opened = open_review()
        go(opened, "云海办法", "act")
        offered = opened.find("#card .choices").first.locator("label").all_inner_texts()
        number, place = next((at, told) for at, told in enumerate(offered, 1) if PLACE in told)
        assert "actor not stated: the place stands for it" in place
        press(opened, str(number), "a")
        (decision,) = read_decisions(served.decisions)
        assert (decision.fields["subject"], decision.fields["predicate"]) == (PLACE, "issued")

    def test_a_known_thing_or_a_new_one(self, open_review: Open, served: Served) -> None:
        opened = open_review()
        go(opened, "区司法局")
        press(opened, "0")
        press(opened, "1", "a")
        (decision,) = read_decisions(served.decisions)
        assert decision.fields == {"words": "区司法局", "id": "440402-justice-bureau"}

    def test_what_is_missing_is_asked_for_where_it_belongs(self, open_review: Open, served: Served) -> None:
        opened = open_review()
        go(opened, "云海服务站")
        press(opened, "e")
        opened.find("[name=label_zh]").fill("")
        press(opened, "Enter")
        assert problem(opened) == "Fill this in before you accept: Chinese name"
        assert opened.tab.evaluate("() => document.activeElement.name") == "label_zh"
        opened.tab.keyboard.type("a x u")
        press(opened, "Enter")
        assert problem(opened) == ""
        (decision,) = read_decisions(served.decisions)
        assert [decision.fields[name] for name in ("class", "label_zh", "label_en")] == [
            "Workstation",
            "a x u",
            "",
        ]
        opened.errors.clear()  # the browser tells of the answer 400

    def test_a_new_name_needs_no_english(self, open_review: Open, served: Served) -> None:
        opened = open_review()
        go(opened, "云海服务站")
        press(opened, "a")
        (decision,) = read_decisions(served.decisions)
        assert (decision.fields["label_zh"], decision.fields["label_en"]) == ("云海服务站", "")

    def test_fields_are_changed_or_left(self, open_review: Open, served: Served) -> None:
        opened = open_review()
        go(opened, "云海推进会", "act")
        press(opened, "e")
        opened.find("[name=label_en]").fill("Meeting")
        opened.find("[name=phase]").select_option("done")
        press(opened, "Escape")
        assert opened.find("#card form").count() == 0
        press(opened, "e")
        assert opened.find("[name=label_en]").input_value() == ""
        opened.find("[name=label_en]").fill("Meeting")
        opened.find("[name=phase]").select_option("done")
        opened.find("[name=modality]").select_option(label="planned")
        press(opened, "Enter")
        opened.find("#card form [type=submit]").click() if opened.find("#card form").count() else None
        press(opened)
        (decision,) = read_decisions(served.decisions)
        assert [decision.fields[name] for name in ("label_en", "phase", "modality")] == ["Meeting", "done", "planned"]

    def test_arrows_move_the_ends_of_a_name(self, open_review: Open, served: Served) -> None:
        opened = open_review()
        go(opened, "云海服务站")
        press(opened, "Shift+ArrowLeft", "Shift+ArrowLeft", "ArrowLeft")
        assert opened.find("#card mark[data-at]").inner_text() == "设立云海服务"
        press(opened, "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight")
        assert opened.find("#card mark[data-at]").inner_text() == "海服务"
        opened.find("button[aria-label='End one on']").click()
        assert opened.find("#card [data-field=label_zh] dd").inner_text() == "海服务站"
        press(opened, "e")
        opened.find("[name=label_en]").fill("Station")
        press(opened, "Enter")
        (decision,) = read_decisions(served.decisions)
        assert (decision.fields["words"], decision.fields["label_zh"]) == ("海服务站", "海服务站")

    def test_all_sure_names_at_once(self, open_review: Open, served: Served) -> None:
        opened = open_review()
        press(opened, "A")
        listed = opened.find("#batch li").all_inner_texts()
        assert any("区司法局 → Justice Bureau" in line for line in listed)
        assert any(
            "区信访局 → 珠海市香洲区信访局" in line and "new · government department" in line for line in listed
        ), listed
        assert not any("云海服务站" in line for line in listed), "of a name by its shape alone no rule is sure"
        press(opened, "Escape")
        assert served.decided() == []
        press(opened, "A", "A")
        decided = read_decisions(served.decisions)
        assert len(decided) == len(listed)
        assert len({one.batch for one in decided}) == 1
        press(opened, "u")
        assert [one.answer for one in read_decisions(served.decisions)][len(listed) :] == ["undo"] * len(listed)

    def test_help_tells_every_key_and_takes_none(self, open_review: Open, served: Served) -> None:
        opened = open_review()
        press(opened, "?")
        told = " ".join(opened.find("#help kbd").all_inner_texts())
        assert {"a", "x", "e", "u", "A", "+", "?", "Space", "/"} <= set(told.split())
        opened.tab.keyboard.press("x")
        opened.tab.keyboard.press("Escape")
        press(opened)
        assert served.decided() == []
        assert opened.find("#help").count() == 0

    def test_keys_in_a_field_are_what_is_typed(self, open_review: Open, served: Served) -> None:
        opened = open_review()
        press(opened, "/")
        opened.tab.keyboard.type("axu A?")
        assert opened.find("#find").input_value() == "axu A?"
        assert served.decided() == []


class TestSentences:
    def test_after_the_proposals_come_sentences_with_nothing(self, open_review: Open, served: Served) -> None:
        opened = open_review()
        opened.find("[data-kind=sentence]").click()
        press(opened)
        assert asked(opened) == "Is there anything in this sentence?"
        assert opened.find("#card .said").inner_text() == "天气晴朗，百姓安乐。"
        press(opened, "x")
        assert asked(opened) != "Is there anything in this sentence?"
        assert [answer for answer, _ in served.decided()] == ["reject"]

    def test_a_name_is_added_by_keys_alone(self, open_review: Open, served: Served) -> None:
        opened = open_review()
        go(opened, "", "sentence")
        press(opened, "+")
        assert problem(opened) == "Mark the words first."
        press(opened, "ArrowRight", "ArrowRight", "+")
        assert opened.find("#card mark").inner_text() == "天气"
        opened.find("[name=label_en]").fill("Weather")
        opened.find("[name=class]").select_option("Matter")
        opened.find("[name=label_en]").focus()
        press(opened, "Enter")
        (decision,) = read_decisions(served.decisions)
        assert decision.question.startswith("+")
        assert [decision.fields[name] for name in ("kind", "section", "words")] == ["name", "s2", "天气"]
        go(opened, "天气")
        assert "added by the reviewer" in opened.find("#card .state").inner_text()
        press(opened, "u")
        assert not opened.tab.evaluate("() => kgReview.model.names.has('天气')")

    def test_an_act_is_added_of_words_that_are_selected(self, open_review: Open, served: Served) -> None:
        opened = open_review()
        go(opened, "云海推进会", "act")
        opened.tab.evaluate("""() => {
          const node = document.querySelector("#card .beside [data-at]").firstChild;
          const at = node.data.indexOf("百姓");
          getSelection().setBaseAndExtent(node, at, node, at + 2);
        }""")
        opened.tab.wait_for_function("() => kgReview.selected")
        opened.find("[data-action=add]").click()
        opened.find("[value=act]").click()
        opened.find("[name=predicate]").select_option("held")
        opened.find("[name=class]").select_option("Activity")
        opened.find("[name=label_en]").fill("The people")
        opened.find("#card form [type=submit]").click()
        press(opened)
        (decision,) = read_decisions(served.decisions)
        told = [decision.fields[name] for name in ("kind", "object", "subject", "predicate")]
        assert told == ["act", "百姓", PLACE, "held"]
        assert TEXT[int(decision.fields["start"]) :].startswith("百姓")


class TestWhatHappens:
    def test_two_windows_do_not_overwrite_each_other(self, open_review: Open, served: Served) -> None:
        one, other = open_review(), open_review()
        for opened in (one, other):
            go(opened, "区司法局")
        press(one, "a")
        press(other, "x")
        assert "another window decided this" in problem(other)
        assert "accepted" in other.find("#card .state").inner_text()
        assert served.decided() == [("accept", "区司法局")]
        press(other, "x")
        assert [answer for answer, _ in served.decided()] == ["accept", "reject"]
        assert len(other.errors) == 1
        other.errors.clear()  # the browser tells of the answer 409

    def test_a_server_that_is_killed_loses_nothing(self, open_review: Open, tmp_path: Path, browser: "Browser") -> None:
        first = serve(laid_aside(tmp_path, TEXT))
        opened = open_review(first.address)
        go(opened, "区司法局")
        press(opened, "a")
        first.end(signal.SIGKILL)
        press(opened, "x")
        assert problem(opened).startswith("The server does not answer")
        opened.errors.clear()
        with first.decisions.open("a") as file:
            file.write('{"question": "cut')
        second = serve(first.data)
        again = open_review(second.address)
        assert second.decided() == [("accept", "区司法局")]
        go(again, "区司法局")
        assert "accepted" in again.find("#card .state").inner_text()
        press(again, "u")
        assert [answer for answer, _ in second.decided()] == ["accept", "undo"]
        told = second.end()
        assert re.search(r"\d+ questions are left", told)
        assert second.process.returncode == 0

    def test_an_address_without_its_token_says_so(self, served: Served, browser: "Browser") -> None:
        tab = browser.new_page()
        tab.goto(served.address.partition("#")[0])
        tab.wait_for_function("() => document.querySelector('#problem').textContent")
        assert "lacks its token" in tab.inner_text("#problem")
        tab.close()

    def test_a_page_from_elsewhere_can_neither_read_nor_decide(self, served: Served, browser: "Browser") -> None:
        """Even one that has found out the token, and whose name leads to this machine (DNS rebinding)."""
        token = served.address.partition("token=")[2].partition("&")[0]
        port = served.address.partition("127.0.0.1:")[2].partition("/")[0]
        context = browser.new_context()
        tab = context.new_page()
        tab.route("http://elsewhere.example/**", lambda route: route.fulfill(body="<p>elsewhere"))
        tab.goto("http://elsewhere.example/")
        body = json.dumps({"decisions": [{"question": "a", "answer": "reject"}], "seen": 0})
        for path, options in (
            ("api/review", {"headers": {"Authorization": f"Bearer {token}"}}),
            ("api/decisions", {"method": "POST", "body": body, "headers": {"Authorization": f"Bearer {token}"}}),
            ("api/decisions", {"method": "POST", "body": body, "mode": "no-cors"}),
        ):
            told = tab.evaluate(
                "([url, options]) => fetch(url, options).then((answer) => answer.text(), () => 'failed')",
                [f"http://127.0.0.1:{port}/{path}", options],
            )
            assert told in ("failed", "")
        context.close()
        assert served.decided() == []


class TestLooks:
    @pytest.mark.parametrize("language", LOCALES)
    def test_the_page_speaks_both_languages(self, open_review: Open, language: str) -> None:
        opened = open_review(language=language)
        go(opened, "区司法局")
        said = {"en": "What is “区司法局”?", "zh": "名称“区司法局”指什么？"}
        bureau = {"en": "Justice Bureau of Xiangzhou District, Zhuhai", "zh": "珠海市香洲区司法局"}
        other = {"en": "zh", "zh": "en"}[language]
        for spoken in (language, other):
            assert asked(opened) == said[spoken]
            assert bureau[spoken] in opened.find("#card .choices").inner_text()
            opened.find("#language").click()
        opened.find("#language").click()
        opened.tab.reload()
        opened.tab.wait_for_function("() => window.kgReview")
        assert opened.tab.evaluate("() => document.documentElement.lang") == {"en": "en", "zh": "zh-Hans"}[other]

    def test_what_a_report_or_a_file_says_is_text(self, open_review: Open, served: Served) -> None:
        append(
            served.decisions,
            [Decision("+000000000000", "accept", {
                "kind": "name", "section": "s2", "words": "天气", "id": HOSTILE, "class": "Matter", "label_zh": HOSTILE,
                "label_en": HOSTILE,
            })],
        )  # fmt: skip
        opened = open_review()
        elements = opened.tab.evaluate("() => document.querySelectorAll('script, img, b').length")
        for question in opened.tab.evaluate("() => kgReview.model.questions.map(({ id }) => id)"):
            opened.tab.evaluate("id => kgReview.go(id)", question)
            press(opened, "e", "Escape")
        assert opened.tab.evaluate("() => document.querySelectorAll('script, img, b').length") == elements == 1
        go(opened, "<img", "act")
        assert "<img src=x onerror=alert(1)>办法" in opened.find("#card mark").inner_text()
        go(opened, "天气")
        assert HOSTILE in opened.find("#card").inner_text()
        turned = opened.find("#card bdi", has_text="onclick").first
        assert turned.evaluate("one => getComputedStyle(one).unicodeBidi") == "isolate"

    @pytest.mark.parametrize(("language", "size", "scheme"), LOOKS)
    def test_axe_finds_nothing_and_nothing_is_cut_off(
        self, open_review: Open, axe: str, language: str, size: str, scheme: str
    ) -> None:
        opened = open_review(language=language, size=size, color_scheme=scheme)
        found = {}
        for name, words, kind, keys in (
            ("name", "区司法局", "name", ""),
            ("new", "云海服务站", "name", "e"),
            ("act", "云海办法", "act", ""),
            ("edited", "全国云海先进集体", "act", "e"),
            ("figure", "12件", "figure", ""),
            ("sentence", "", "sentence", ""),
            ("batch", "区司法局", "name", "A"),
            ("help", "区司法局", "name", "?"),
        ):
            go(opened, words, kind)
            press(opened, *keys)
            found[name] = violations(opened, axe)
            wide = opened.tab.evaluate("() => document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, name
            picture(opened, f"review-{name}-{language}-{size}")
            opened.tab.keyboard.press("Escape")
            press(opened)
        assert {name: broken for name, broken in found.items() if broken} == {}

    def test_on_a_phone_a_button_does_what_a_key_does(self, open_review: Open, served: Served) -> None:
        opened = open_review(size="phone", has_touch=True)
        go(opened, "区司法局")
        opened.find("[data-action=accept]").tap()
        press(opened)
        opened.find("[data-action=reject]").tap()
        press(opened)
        opened.find("[data-action=undo]").tap()
        press(opened)
        assert [answer for answer, _ in served.decided()] == ["accept", "reject", "undo"]
        named = set(
            opened.tab.evaluate("() => [...document.querySelectorAll('#bar button')].map((b) => b.dataset.action)")
        )
        assert named == {"accept", "reject", "edit", "later", "undo", "add", "all", "previous", "next", "help"}

    def test_filter_find_and_jump(self, open_review: Open) -> None:
        opened = open_review()
        opened.find("[data-kind=figure]").click()
        press(opened)
        assert "12件" in asked(opened)
        assert opened.find("#list .all li").count() == 1
        opened.find("[data-kind=all]").click()
        opened.find("#find").fill("云海")
        opened.find("#list .all button", has_text="云海推进会").click()
        press(opened)
        assert "云海推进会" in asked(opened)
        assert opened.find("#list [aria-current]").inner_text().split("\n")[1] == "云海推进会"
        assert "二、公众服务" in opened.find("#card .where").inner_text()
        opened.find("#only-open").check()
        press(opened, "x")
        assert "云海推进会" not in opened.find("#list .all").inner_text()
