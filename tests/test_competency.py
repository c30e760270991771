"""Competency: the graph answers what an independent reader asked of the report, as the report does.

The questions stand in competency/questions.toml. Their answers were read from the report alone, so
a failure here means that the data are wrong or silent, not that an answer has to change.
"""

import tomllib
from pathlib import Path
from typing import Any, Final

import pytest
from pyoxigraph import Literal

from kg.sparql.results import Answer, Solutions
from kg.store.embedded import EmbeddedStore

QUESTIONS: Final[list[dict[str, Any]]] = tomllib.loads(
    Path(__file__).with_name("competency").joinpath("questions.toml").read_text("utf-8")
)["question"]
COLUMNS: Final = {"id", "zh", "en", "section", "answer", "sparql"}

every_question = pytest.mark.parametrize("question", QUESTIONS, ids=[question["id"] for question in QUESTIONS])


def cells(store: EmbeddedStore, sparql: str) -> list[str]:
    """What a query answers: the literals of its solutions row by row, unbound ones left out."""
    result = store.query(sparql)
    if isinstance(result, Answer):
        return [str(result.value).lower()]
    assert isinstance(result, Solutions), "a question is asked with SELECT or ASK"
    found = []
    for solution in result:
        for variable in result.variables:
            term = solution[variable]
            if term is not None:
                assert isinstance(term, Literal), f"?{variable} is {term}: select a label or a value, not a thing"
                found.append(term.value)
    return found


@every_question
def test_the_graph_answers_as_the_report_does(store: EmbeddedStore, question: dict[str, Any]) -> None:
    found, expected = cells(store, question["sparql"]), question["answer"]
    if question.get("ordered", False):
        assert found == expected
    else:
        assert set(found) == set(expected)


@every_question
def test_a_question_is_complete_and_does_not_list_its_answers(question: dict[str, Any]) -> None:
    assert question.keys() >= COLUMNS
    assert question.keys() <= COLUMNS | {"ordered", "note"}
    assert all(question[column] for column in COLUMNS)
    assert not any(f'"{answer}"' in question["sparql"] for answer in question["answer"])


def test_each_question_has_an_id_of_its_own() -> None:
    ids = [question["id"] for question in QUESTIONS]
    assert len(ids) == len(set(ids)) >= 40


def test_every_section_that_is_more_than_a_heading_is_asked_about(store: EmbeddedStore) -> None:
    sections = cells(
        store,
        """
        SELECT DISTINCT ?section WHERE {
          ?figureOrClaim kg:receipt/kg:section [ dcterms:isPartOf kgr:440402-2023 ; dcterms:identifier ?section ]
        }
        """,
    )
    headings = {section.split(".")[0] for section in sections if "." in section} - {"s8"}  # s8 has text of its own
    assert set(sections) - headings == {question["section"] for question in QUESTIONS}
