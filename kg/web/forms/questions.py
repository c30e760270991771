"""The questions of the catalogue as pages: the list of them, and each as a form with its answer below."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.errors import read_instead
from kg.lookup.ask import ask, faults, query_text
from kg.lookup.lookup import Lookup
from kg.lookup.records import NARROWING, Value
from kg.questions.catalogue import GROUPS, Question, catalogue, find_question
from kg.text.words import word
from kg.vocabulary import Language
from kg.web.forms.answers import capital, table
from kg.web.forms.fields import SWITCHES, Fields, Offered
from kg.web.http.current import Current
from kg.web.http.languages import language_of
from kg.web.http.pages import html, links_of, localised
from kg.web.pages.paging import part

ROWS: Final = 200
"""Rows of an answer on one page."""
_BESIDE: Final = ("page", "lang")
"""Parameters of the page that are none of the question."""
_FILES: Final = ("csv", "json")
_ON: Final = ("true", "yes", "1", "on")
"""What a switch says that is on."""


def routes(current: Current) -> list[Route]:
    """The list of questions, and each."""
    offered = Offered()

    def question(request: Request) -> Response:
        number, lookup = current.number, current.lookup(request)
        return asked(request, lookup, partial(offered.values, lookup, number))

    return [*localised("/questions", listed), *localised("/questions/{name}", question)]


def listed(request: Request) -> Response:
    """The catalogue, by what its questions speak of."""
    language = language_of(request)
    groups = [(capital(word(name, language)), [q for q in catalogue().values() if q.group == name]) for name in GROUPS]
    return html(request, "questions.html", groups=groups, blanks=lambda question: wording(question, language))


def asked(request: Request, lookup: Lookup, offered: Callable[[str, str], tuple[Value, ...]]) -> Response:
    """A question as a form; with its answer where it is told all that it needs, else with what is wrong."""
    question = find_question(request.path_params["name"])
    given = {name: value for name, value in request.query_params.items() if value.strip() and name not in _BESIDE}
    switches = {name: given.pop(name, "").lower() in _ON for name in SWITCHES}
    is_asked = bool(given) or not any(parameter.required for parameter in question.parameters)
    wrong = faults(lookup, question, given) if is_asked else {}
    fields = Fields(lookup, offered, given, wrong)
    known = {*question.by_name, *NARROWING}
    return html(
        request,
        "question.html",
        400 if wrong else 200,
        question=question,
        blanks=wording(question, lookup.language),
        fields=fields.own(question),
        narrowing=fields.narrowing(question),
        is_narrowed=any(name in given for name in NARROWING if name not in question.by_name),
        switches=switches,
        given=given | {name: "true" for name, is_on in switches.items() if is_on},
        problems=[str(error) for name, error in wrong.items() if name not in known],
        example={p.name: p.example for p in question.parameters if p.required},
        answer=_answer(request, lookup, question, given, switches) if is_asked and not wrong else None,
    )


def _answer(
    request: Request, lookup: Lookup, question: Question, given: dict[str, str], switches: dict[str, bool]
) -> dict[str, Any]:
    """What a page shows of an answer."""
    rows = ask(lookup, question, given, **switches)
    shown = part(rows, request.query_params.get("page", ""), ROWS)
    text = query_text(lookup, question, given, stated_only=switches["stated_only"])
    on = {name: "true" for name, is_on in switches.items() if is_on}
    file = links_of(request).root(f"ask/{question.name}")
    return {
        "table": table(lookup, question, rows, shown.items),
        "part": shown,
        "proof": capital(word("receipt", lookup.language)),
        "notices": [read_instead(name, read) for name, read in lookup.read.items()],
        "query": text,
        "files": [(name, f"{file}?{urlencode({**given, **on, 'format': name})}") for name in _FILES],
    }


def wording(question: Question, language: Language) -> list[tuple[str, bool]]:
    """The wording of a question in parts, and whether each is a blank, called what belongs there."""
    found: list[tuple[str, bool]] = []
    for text in question.wording[language].split("{"):
        name, closing, rest = text.partition("}")
        if closing and name in question.by_name:
            found += [(question.by_name[name].label[language], True), (rest, False)]
        else:
            found.append((text, False))
    return [one for one in found if one[0]]
