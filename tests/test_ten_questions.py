"""Ten questions in three ways: each way's answer holds what the document says, receipt and all, in both languages."""

import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from kg.sparql.results import Solutions
from kg.store.embedded import EmbeddedStore
from kg.tables.checks import read_checked
from tests.checked import texts_of

pytestmark = pytest.mark.usefixtures("all_reports")

DOCS = Path(__file__).parent.parent / "docs"


class Asked(NamedTuple):
    """A question as documented: the words that its answers must hold, and its three ways."""

    title: str
    answer: list[str]
    receipt: list[str]
    ways: dict[str, str]


Way = Callable[[Asked, EmbeddedStore], str]


def asked(section: str, answered: str, shown: str) -> Asked:
    """A section of a document, read, whose answer and receipt stand under these words."""
    title, text = section.split("\n", 1)
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    found = re.search(rf"\*\*{answered}\*\*(.*?)\n\n.*?\*\*{shown}\*\*(.*)", prose, re.DOTALL)
    assert found, title
    answer, receipt = (
        [words for words in re.findall(r"`([^`]+)`", part) if not words.startswith(("kg ", "kg:"))]
        for part in found.groups()
    )
    return Asked(title, answer, receipt, dict(re.findall(r"```(\w+)\n(.*?)```", text, re.DOTALL)))


def document(name: str, answered: str, shown: str) -> list[Asked]:
    """The questions of a document."""
    sections = re.split(r"^## (?=\d)", (DOCS / name).read_text("utf-8"), flags=re.MULTILINE)[1:]
    return [asked(section, answered, shown) for section in sections]


QUESTIONS = document("ten-questions.md", "Answer.", "Receipt.")
CHINESE = document("ten-questions.zh.md", "回答。", "出处。")
every_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.title.split(".")[0])


def test_there_are_ten_in_three_ways() -> None:
    assert [question.title.split(".")[0] for question in QUESTIONS] == [str(number) for number in range(1, 11)]
    for question in QUESTIONS:
        assert list(question.ways) == ["sh", "sparql", "python"]
        assert question.answer
        assert question.receipt


def test_both_documents_say_and_do_the_same() -> None:
    """So that what is run and held against the one is held against the other."""
    assert len({question.title for question in QUESTIONS + CHINESE}) == 20
    for english, chinese in zip(QUESTIONS, CHINESE, strict=True):
        assert english.title.split(".")[0] == chinese.title.split(".")[0]
        assert english[1:] == chinese[1:]


def on_the_command_line(question: Asked, _: EmbeddedStore) -> str:
    """What the commands of a question print."""
    lines = question.ways["sh"].strip().splitlines()
    return "".join(process("-m", *shlex.split(line)) for line in lines)


def in_sparql(question: Asked, store: EmbeddedStore) -> str:
    """The solutions of a question's query, one a line."""
    result = store.query(question.ways["sparql"])
    assert isinstance(result, Solutions)
    return "\n".join(" ".join(term.value for term in row.values() if term) for row in result)


def in_python(question: Asked, _: EmbeddedStore) -> str:
    """What the program of a question prints."""
    return process("-c", question.ways["python"])


def process(*arguments: str) -> str:
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout


in_three_ways = pytest.mark.parametrize(
    "way", [on_the_command_line, in_sparql, in_python], ids=lambda way: way.__name__
)


@in_three_ways
@every_question
def test_an_answer_holds_what_the_document_says(question: Asked, way: Way, all_store: EmbeddedStore) -> None:
    told = way(question, all_store).replace("\n", " ")
    assert [word for word in question.answer + question.receipt if word not in told] == []


@every_question
def test_the_words_under_receipt_are_the_reports(question: Asked, all_data: Path, sources_folder: Path) -> None:
    text = texts_of(read_checked(all_data, sources_folder))["440402-2023"].text
    assert [words for words in question.receipt if words not in text] == []


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "优秀"), (1, "商业秘密"), (3, "翠香"), (5, "7.43"), (7, "发展不平衡"), (10, "区司法局")],
)
@in_three_ways
def test_an_answer_says_nothing_else(number: int, words: str, way: Way, all_store: EmbeddedStore) -> None:
    assert words not in way(QUESTIONS[number - 1], all_store)
