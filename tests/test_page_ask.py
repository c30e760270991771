"""The page's tab of questions: every question of the catalogue, its forms, and what answers look like."""

from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlencode

import pytest

from kg.pagedata import page_data
from kg.questions import Question, ask, catalogue
from kg.store import Store
from tests.browser import LOCALES, Opened

pytestmark = pytest.mark.xdist_group("browser")

Open = Callable[..., Opened]
QUESTIONS = catalogue()
TABLE = """() => {
  dispatchEvent(new Event("beforeprint"));
  const cell = (td) => [td.dataset.column, td.textContent];
  const rows = [...document.querySelectorAll("#ask table.data tbody tr")]
    .map((row) => Object.fromEntries([...row.children].map(cell)));
  dispatchEvent(new Event("afterprint"));
  return rows;
}"""


@cache
def cached_data(store: Store) -> Any:
    return page_data(store)


def answered(opened: Opened) -> list[dict[str, str]]:
    """The rows of the answer, once it is there."""
    opened.find("#ask .answer:not([aria-busy])").wait_for()
    rows: list[dict[str, str]] = opened.tab.evaluate(TABLE)
    return rows


def fragment(question: Question, arguments: dict[str, str]) -> str:
    return urlencode({"tab": "ask", "question": question.name, "args": urlencode(arguments)})


def expected(store: Store, question: Question, arguments: dict[str, str], language: str) -> list[dict[str, str]]:
    """What kg.questions answers, in the cells of the page, which names a figure by indicator and wording."""
    figures = {f"kgr:{f['id']}": f"{f['indicator'][language]}: {f['text']}" for f in cached_data(store)["figures"]}
    comma = "，" if language == "zh" else ", "
    rows = []
    for row in ask(store, question, arguments, language):
        cells = {name: figures.get(cell, cell) for name, cell in row.cells.items()}
        if row.receipt:
            cells["receipt"] = f"{row.receipt.quote} {row.receipt.report}{comma}{row.receipt.section}"
        rows.append(cells)
    return rows


@pytest.mark.parametrize("language", LOCALES)
def test_every_question_has_the_answer_of_the_command_line(open_page: Open, store: Store, language: str) -> None:
    opened = open_page("tab=ask", language=language)
    for question in QUESTIONS.values():
        for all_of_them in (False, True):
            arguments = {p.name: p.example for p in question.parameters if all_of_them or p.required}
            opened.tab.evaluate("fragment => { location.hash = fragment; }", fragment(question, arguments))
            opened.tab.wait_for_function("name => kgPage.app.state.get().question === name", arg=question.name)
            assert answered(opened) == expected(store, question, arguments, language), (question.name, arguments)
