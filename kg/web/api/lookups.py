"""Search, cards and the questions of the catalogue as JSON and CSV, as the command line has them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg import numbers
from kg.errors import FormatError
from kg.lookup.ask import ask
from kg.lookup.citation import Citation, citation_of
from kg.lookup.lookup import Lookup
from kg.lookup.plain import answer_records, card_record, column_records, found_record, question_record
from kg.lookup.records import NARROWING, PAGE, Narrowing
from kg.messages import clauses, say
from kg.questions.catalogue import catalogue, find_question
from kg.tabular.delimited import Dialect, delimited_records
from kg.web.http.current import Current
from kg.web.http.media_types import HTML, best
from kg.web.http.pages import to_language
from kg.web.http.parameters import parameters, yes_or_no
from kg.web.http.unchanged import headers_of, unchanged

MOST_FOUND: Final = 1000
"""Things that a search lists at the most."""
FORMATS: Final = {"json": "application/json", "csv": "text/csv"}
"""The formats of an answer to a question."""
SWITCHES: Final = ("stated_only", "dated_only")

Answer = Callable[[Request, Lookup], Response]


def routes(current: Current) -> list[Route]:
    """Where search, cards and questions are; each answers for a language and a generation."""
    return [
        Route("/search", _page_or(_of(current, search))),
        Route("/ask", _of(current, listed)),
        Route("/ask/{question}", _of(current, asked)),
        Route("/show/{id:path}", _of(current, show)),
    ]


def _page_or(answer: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """What leads a reader to the page of the same name, and else answers."""

    @wraps(answer)
    def answered(request: Request) -> Response:
        wants = best(request.headers.get("accept", ""), [FORMATS["json"], HTML])
        return to_language(request) if wants == HTML else answer(request)

    return answered


def _of(current: Current, answer: Answer) -> Callable[[Request], Response]:
    """What answers from the current generation, unless its client has that already."""

    @wraps(answer)
    def answered(request: Request) -> Response:
        number = current.number
        lookup = current.lookup(request)
        response = unchanged(request, number) or answer(request, lookup)
        response.headers.update(headers_of(request, number))
        return response

    return answered


def search(request: Request, lookup: Lookup) -> Response:
    """The things that `q` may name, best first; raises HTTPException, and as `Lookup.search` does."""
    given = parameters(request, ("q", "type", "limit", *NARROWING))
    text = given.get("q", "")
    if not text.strip():
        raise HTTPException(400, say("there is nothing to search for: give it as the parameter q"))
    limit = numbers.given("limit", given.get("limit", 20), numbers.whole_number(1, MOST_FOUND))
    narrowed = lookup.within(_narrowing(given))
    found = narrowed.search(text, given.get("type") or None, limit)
    return JSONResponse({"found": [found_record(narrowed, one) for one in found]})


def listed(request: Request, lookup: Lookup) -> Response:
    """The catalogue of questions."""
    parameters(request, ())
    return JSONResponse({"questions": [question_record(lookup, question) for question in catalogue().values()]})


def asked(request: Request, lookup: Lookup) -> Response:
    """The answer to a question of the catalogue; raises HTTPException, and as `kg.lookup.ask.ask` does."""
    question = find_question(request.path_params["question"])
    own = [*question.by_name, *(name for name in NARROWING if name not in question.by_name)]
    given = parameters(request, (*own, *SWITCHES, "format"))
    format = _format(request, given.pop("format", ""))
    switches = {name: yes_or_no(name, given.pop(name, None)) for name in SWITCHES}
    rows = ask(lookup, question, {name: value for name, value in given.items() if value}, **switches)
    records = answer_records(rows, lookup.read, receipts=True)
    if format == "csv":
        return Response(delimited_records(records, Dialect.CSV), media_type=FORMATS[format])
    told = {"question": question.name, "title": question.title[lookup.language], "count": len(records)}
    return JSONResponse(told | {"columns": column_records(question, records), "rows": records, "read": lookup.read})


def show(request: Request, lookup: Lookup) -> Response:
    """A claim, figure or indicator by its id, as it stands in the tables; else the card of the thing that is so
    named.
    """
    given = parameters(request, (*NARROWING, "stated_only", "limit"))
    limit = numbers.given("limit", given.pop("limit", PAGE), numbers.whole_number(1, MOST_FOUND))
    stated_only = yes_or_no("stated_only", given.pop("stated_only", None))
    narrowed = lookup.within(_narrowing(given))
    name = request.path_params["id"]
    row = narrowed.row(name)
    if row is None:
        card = narrowed.card(narrowed.only(name), stated_only=stated_only, limit=limit)
        return JSONResponse(card_record(card, narrowed.read))
    citation = {"citation": citation_record(citation_of(narrowed, row))} if row.receipt.report else {}
    return JSONResponse(card_record(row, narrowed.read) | citation)


def citation_record(citation: Citation) -> dict[str, str]:
    """How a statement is cited."""
    told = {"id": citation.id, "iri": citation.iri, "version": citation.version, "date": citation.date}
    return told | {"text": citation.text}


def _narrowing(given: dict[str, str]) -> Narrowing:
    """What the parameters narrow to, which the lookup checks."""
    fields: dict[str, Any] = {name: given[name] for name in NARROWING if given.get(name)}
    return Narrowing(**fields)


def _format(request: Request, name: str) -> str:
    """The format that a request names, or likes best; raises FormatError for one that there is not, and
    HTTPException.
    """
    if name and name not in FORMATS:
        wrong = say("{name!r} is no format of an answer", name=name)
        raise FormatError(clauses(wrong, say("expected one of {allowed}", allowed="json, csv")))
    if name:
        return name
    liked = best(request.headers.get("accept", ""), list(FORMATS.values()))
    if liked is None:
        raise FormatError(say("an answer is JSON or CSV, and Accept takes neither"))
    return next(name for name, media_type in FORMATS.items() if media_type == liked)
