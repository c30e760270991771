"""What a request of the SPARQL 1.1 Protocol asks (2.1, query operation): by GET, by a form, by a query as the body."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request

from kg.messages import clauses, say
from kg.vocabulary import DATASET_IRI
from kg.web.http.bodies import FORM, body_text, media_type
from kg.web.http.parameters import decoded

LARGEST: Final = 4_100_000
"""Bytes of a request's body: a query of the length that is read, percent-encoded."""

_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_ONCE: Final = ("query", "format")
_GRAPHS: Final = ("default-graph-uri", "named-graph-uri")


@dataclass(frozen=True)
class Asked:
    """A query, and the name of the format that is asked for beside `Accept` ("" for none)."""

    query: str
    format: str = ""


async def read_request(request: Request) -> Asked | None:
    """What a request asks; None for a GET without a query, which asks what the endpoint is.

    Raises HTTPException: 400 for what the protocol does not allow, 403 for an update, 413, 415.
    """
    given = decoded(request.scope["query_string"])
    if request.method == "POST":
        kind = media_type(request)
        if kind == _UPDATE:
            raise _refused()
        if kind not in (FORM, _QUERY):
            wrong = say("a query is not sent as {kind!r}", kind=kind)
            raise HTTPException(415, clauses(wrong, say("expected {form} or {query}", form=FORM, query=_QUERY)))
        body = await body_text(request, LARGEST)
        if kind == _QUERY:
            if "query" in given:
                raise HTTPException(400, say("the query stands in the body, and again in the address"))
            given = {**given, "query": [body]}
        else:
            for name, values in decoded(body).items():
                given[name] = [*given.get(name, []), *values]
    return _asked(given, required=request.method == "POST")


def _asked(given: Mapping[str, list[str]], *, required: bool) -> Asked | None:
    if "update" in given:
        raise _refused()
    for name in _ONCE:
        if len(given.get(name, [])) > 1:
            raise HTTPException(400, say("{name} is given more than once", name=name))
    if given.get("named-graph-uri") or any(iri != DATASET_IRI for iri in given.get("default-graph-uri", [])):
        told = say("there is one graph, {iri}, and it is asked without naming it", iri=DATASET_IRI)
        raise HTTPException(400, told)
    if "query" not in given:
        if required or any(name in given for name in _GRAPHS):
            raise HTTPException(400, say("there is no query: give one as the parameter query"))
        return None
    return Asked(given["query"][0], given.get("format", [""])[0])


def _refused() -> HTTPException:
    return HTTPException(403, say("the graph is read-only: an update is refused"))
