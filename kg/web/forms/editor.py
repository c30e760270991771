"""The editor of queries as a page: a plain form, which its script makes the editor of the offline page, and what that
script asks for beside the endpoint.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg.errors import NotFoundError, RecordError
from kg.lookup.lookup import Lookup
from kg.messages import say
from kg.page.data import words
from kg.page.records import records
from kg.questions.catalogue import catalogue
from kg.rdf.formats import FORMATS, Holds
from kg.rdf.terms import NamedNode
from kg.sparql.scan import LONGEST, first_queries
from kg.text.words import word
from kg.vocabulary import Language
from kg.web.forms.recipes import recipes
from kg.web.http.bodies import body_json
from kg.web.http.current import Current
from kg.web.http.languages import language_of
from kg.web.http.pages import html, links_of, localised
from kg.web.http.unchanged import is_had

PATH: Final = "/query"
MOST_IRIS: Final = 500
"""Nodes of the graph that are asked about at once."""
_BYTES: Final = 4 * LONGEST + 1000
_OFFERED: Final = 20
_RANGES: Final = 20
_FORMATS: Final = [
    (label, [one.name for one in sorted(FORMATS, key=lambda one: one.name != "json") if one.holds is holds])
    for label, holds in (("web-solutions", Holds.SOLUTIONS), ("web-graphs", Holds.GRAPH))
]
"""The formats that an answer may be had in, by what holds them."""


class Example(NamedTuple):
    """An example of a query; `lang` is the language of its title where it is not the page's."""

    name: str
    title: str
    query: str
    lang: str = ""


def routes(current: Current) -> list[Route]:
    """The page, the words of its views, and what it asks about IRIs, empty answers and names."""
    return [
        *localised(PATH, page),
        Route(f"{PATH}/words", _Words(current).answer),
        Route(f"{PATH}/records", _posted(current, _records), methods=["POST"]),
        Route(f"{PATH}/hints", _posted(current, _hints), methods=["POST"]),
        Route(f"{PATH}/things", lambda request: _things(request, current.lookup(request))),
    ]


def page(request: Request) -> Response:
    """The page: with the query that its address has, else with an example, the first where it names none.

    Raises HTTPException (404) for an example that there is not.
    """
    examples = _examples(language_of(request))
    named = request.query_params.get("example", "")
    by_name = {one.name: one for _, group in examples for one in group}
    if named and named not in by_name:
        raise HTTPException(404, say("there is no example called {name!r}", name=named))
    written = by_name[named].query if named else request.query_params.get("query", "")
    links = links_of(request)
    return html(
        request,
        "query.html",
        written=written or next(iter(by_name.values())).query,
        examples=examples,
        formats=_FORMATS,
        at={
            "endpoint": links.root("sparql"),
            "thing": links.thing(""),
            **{name: links.root(f"query/{name}") for name in ("words", "records", "hints", "things")},
        },
    )


def _examples(language: Language) -> list[tuple[str, list[Example]]]:
    """The examples in groups, each with what it is called."""
    first = [Example(name, word(name, language), query) for name, query in first_queries().items()]
    asked = [Example(one.name, one.title[language], one.query) for one in catalogue().values()]
    lang = "" if language is Language.EN else "en"
    cooked = [Example(*recipe, lang) for recipe in recipes()]
    groups = {"editor-simple": first, "questions": asked, "editor-recipes": cooked}
    return [(word(name, language), group) for name, group in groups.items() if group]


class _Words:
    """What is the same for every query of a generation, made once."""

    def __init__(self, current: Current) -> None:
        self._current = current
        self._made = ("", b"")

    def answer(self, request: Request) -> Response:
        """Terms and what they are called, the questions, the recipes."""
        number, content = self._current.number, self._made
        if content[0] != number:
            told = words(self._current.lookup(request)) | {"recipes": [one._asdict() for one in recipes()]}
            content = self._made = number, json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"ETag": f'"words-{number}"', "Cache-Control": "no-cache"}
        if is_had(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return Response(content[1], headers=headers, media_type="application/json")


def _posted(current: Current, answer: Callable[[Lookup, Any], Any]) -> Callable[[Request], Any]:
    async def answered(request: Request) -> Response:
        content = await body_json(request, _BYTES)
        if not isinstance(content, dict):
            raise HTTPException(400, say("the request is no JSON object"))
        told = await run_in_threadpool(answer, current.lookup(request), content)
        return JSONResponse(told)

    return answered


def _records(lookup: Lookup, content: Any) -> Any:
    """What is known of some nodes of the graph."""
    iris = content.get("iris")
    if not isinstance(iris, list) or len(iris) > MOST_IRIS or not all(isinstance(iri, str) for iri in iris):
        raise HTTPException(400, say("expected are iris, {count} at the most", count=MOST_IRIS))
    return records(lookup, [iri for iri in dict.fromkeys(iris) if _is_iri(iri)])


def _hints(lookup: Lookup, content: Any) -> Any:
    """Why the answer to a query may be empty."""
    query, empty = content.get("query"), content.get("empty")
    if not isinstance(query, str) or not isinstance(empty, bool) or len(query) > LONGEST:
        raise HTTPException(400, say("expected are a query, and whether its answer is empty"))
    return [hint._asdict() for hint in lookup.store.explain(query, empty=empty)]


def _things(request: Request, lookup: Lookup) -> Response:
    """The things that a name being typed may mean; of some classes where they are given."""
    text, classes = request.query_params.get("text", ""), request.query_params.getlist("class")
    if len(classes) > _RANGES:
        raise HTTPException(400, say("expected are {count} classes at the most", count=_RANGES))
    wanted: list[str | None] = [*classes] or [None]
    found = {
        thing.id: {"id": thing.id, "type": thing.type, lookup.language: thing.label}
        for name in wanted
        for thing in _found(lookup, text, name)
    }
    return JSONResponse(list(found.values())[:_OFFERED], headers={"Cache-Control": "no-cache"})


def _found(lookup: Lookup, text: str, name: str | None) -> Sequence[Any]:
    if name is not None and name not in lookup.classes_below("Entity"):
        return []
    try:
        return [found.thing for found in lookup.search(text, name, _OFFERED)]
    except (NotFoundError, RecordError):
        return []


def _is_iri(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True
