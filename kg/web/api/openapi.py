"""The description of what programs can ask (OpenAPI 3.1), made of what there is to ask: a path a question."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg.lookup.citation import edition_of
from kg.lookup.lookup import Lookup
from kg.lookup.plain import question_record
from kg.lookup.records import NARROWING, PAGE
from kg.messages import say
from kg.questions.catalogue import catalogue
from kg.rdf.formats import Holds
from kg.version import __version__
from kg.web.api.lookups import FORMATS, MOST_FOUND, SWITCHES
from kg.web.api.schemas import SCHEMAS
from kg.web.http.current import Current
from kg.web.http.media_types import media_types
from kg.web.http.parameters import parameters
from kg.web.http.unchanged import headers_of, unchanged

PATH: Final = "/openapi.json"
_JSON: Final = FORMATS["json"]
Plain = dict[str, Any]


def routes(current: Current, base: str) -> list[Route]:
    """Where the description is; `base` is as `kg.web.app.create_app` has it."""

    def described(request: Request) -> Response:
        """The description, in the language of a request."""
        number = current.number
        parameters(request, ())
        server = (base or str(request.base_url)).rstrip("/")
        response = unchanged(request, number) or JSONResponse(describe(current.lookup(request), server))
        response.headers.update(headers_of(request, number))
        return response

    return [Route(PATH, described)]


def describe(lookup: Lookup, server: str) -> Plain:
    """The description of what is asked at the address of a server, in the language of the lookups."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": edition_of(lookup).title,
            "version": __version__,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            "description": say("Every answer is in Chinese or English, by lang or Accept-Language."),
        },
        "servers": [{"url": server}],
        "paths": {
            "/search": _search(),
            "/show/{id}": _show(),
            "/ask": _get("listQuestions", say("The catalogue of questions."), answers={_JSON: "Catalogue"}),
            **{f"/ask/{name}": path for name, path in _questions(lookup)},
            "/sparql": _sparql(),
            "/health": {"get": _operation("health", say("Whether the graph can be asked."), (), _health())},
            "/metrics": _get("metrics", say("What was measured, as Prometheus reads it."), answers={"text/plain": ""}),
            PATH: _get("description", say("This description."), answers={_JSON: "Any"}),
        },
        "components": {"schemas": SCHEMAS, "responses": {"Error": _answer("Error", {_JSON: "Error"})}},
    }


def _search() -> Plain:
    given = [
        _query(
            "q", say("What the thing may be called: a name or a part of one, in any script."), {"minLength": 1}, True
        ),
        _query("type", say("Only things of this class, such as Institution."), {}),
        _limit(20),
        *map(_narrowing, NARROWING),
    ]
    return _get("search", say("Find things by what a person would type."), given, {_JSON: "Found"})


def _show() -> Plain:
    id = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
    given = [id, *map(_narrowing, NARROWING), _switch("stated_only"), _limit(PAGE)]
    return _get("show", say("All that is known of a thing, or one row."), given, {_JSON: "Shown"})


def _limit(default: int) -> Plain:
    limits = {"type": "integer", "minimum": 1, "maximum": MOST_FOUND, "default": default}
    return _query("limit", say("How many at the most."), limits)


def _questions(lookup: Lookup) -> Iterable[tuple[str, Plain]]:
    """A path a question, with the parameters that it takes."""
    language = lookup.language.value
    for question in catalogue().values():
        told = question_record(lookup, question)
        own = [_parameter(of, language) for of in told["parameters"]]
        narrowing = [_narrowing(name) for name in NARROWING if name not in question.by_name]
        format = _query("format", say("How the answer is written, beside Accept."), {"enum": list(FORMATS)})
        given = [*own, *narrowing, *map(_switch, SWITCHES), format]
        answers = {_JSON: "Answer", FORMATS["csv"]: ""}
        path = _get(f"ask-{question.name}", question.title[language], given, answers)
        path["get"]["description"] = question.wording[language]
        yield question.name, path


def _parameter(told: Mapping[str, Any], language: str) -> Plain:
    """A parameter of a question; what has choices may also be called by their labels."""
    schema: Plain = {"type": "integer", "minimum": 1, "maximum": 9999} if told["kind"] == "year" else {}
    if "choices" in told:
        schema["examples"] = told["choices"]
    parameter = _query(told["name"], told["label"][language], schema, told["required"])
    return parameter | ({"example": told["example"]} if told["example"] else {})


def _narrowing(name: str) -> Plain:
    told = {
        "report": say("Only what this report tells, by its id or name."),
        "place": say("Only what reports of this place, or of one in it, tell."),
        "of": say("Only things of this place, or of one in it; of a link, either end."),
        "year": say("Only what is of this year: by its date, its title, else the report's period."),
    }[name]
    return _query(name, told, {"type": "integer", "minimum": 1, "maximum": 9999} if name == "year" else {})


def _switch(name: str) -> Plain:
    told = {
        "stated_only": say("Without what is implied or has no stated actor."),
        "dated_only": say("Without what is dated by the report's period alone."),
    }[name]
    return _query(name, told, {"type": "boolean"})


def _sparql() -> Plain:
    offered = {name: "" for holds in (Holds.SOLUTIONS, Holds.GRAPH) for name in media_types(holds)}
    told = say("The answer to a query: SPARQL 1.1 Protocol, read-only.")
    query = _query("query", say("A query of SPARQL 1.1; the usual prefixes are declared."), {}, True)
    get = _operation("query", told, (query,), _answers(offered))
    form = {"type": "object", "required": ["query"], "properties": {"query": {"type": "string"}}}
    bodies = {
        "application/x-www-form-urlencoded": {"schema": form},
        "application/sparql-query": {"schema": {"type": "string"}},
    }
    post = _operation("queryByPost", told, (), _answers(offered))
    return {"get": get, "post": post | {"requestBody": {"required": True, "content": bodies}}}


def _query(name: str, told: str, schema: Plain, required: bool = False) -> Plain:
    return {
        "name": name,
        "in": "query",
        "description": told,
        "required": required,
        "schema": {"type": "string"} | schema,
    }


def _get(id: str, told: str, given: Iterable[Plain] = (), answers: Mapping[str, str] | None = None) -> Plain:
    return {"get": _operation(id, told, given, _answers(answers or {}))}


def _operation(id: str, told: str, given: Iterable[Plain], responses: Plain) -> Plain:
    lang = _query("lang", say("The language of the answer, before Accept-Language."), {"enum": ["en", "zh"]})
    return {"operationId": id, "summary": told, "parameters": [*given, lang], "responses": responses}


def _answers(media: Mapping[str, str]) -> Plain:
    """The answers of an operation: its own, by media type the name of its schema, and errors."""
    unchanged = {"304": {"description": say("It is as the client has it.")}}
    return (
        {"200": _answer(say("The answer."), media)} | unchanged | {"default": {"$ref": "#/components/responses/Error"}}
    )


def _health() -> Plain:
    return {
        "200": _answer(say("It can be asked."), {_JSON: "Health"}),
        "503": _answer(say("It cannot be asked."), {_JSON: "Failing"}),
        "default": {"$ref": "#/components/responses/Error"},
    }


def _answer(told: str, media: Mapping[str, str]) -> Plain:
    content = {
        kind: {"schema": {"$ref": f"#/components/schemas/{name}"} if name else {"type": "string"}}
        for kind, name in media.items()
    }
    return {"description": told, "content": content}
