"""Where IRIs are answered (Cool URIs for the Semantic Web, 4.2: 303 from a thing to what tells of it)."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kg.lookup.lookup import Lookup
from kg.messages import say
from kg.rdf.formats import FORMATS, Format, Holds
from kg.rdf.sorted import serialise_sorted
from kg.rdf.terms import Triple
from kg.web.http.current import Current
from kg.web.http.ids import id_of, iri_of
from kg.web.http.media_types import HTML, best, format_for, media_types
from kg.web.http.pages import links_of
from kg.web.linked.description import describe, ontology
from kg.web.linked.redirects import standing

EXTENSIONS: Final = {of.extensions[0]: of for of in FORMATS if of.holds is Holds.GRAPH}
"""The formats of data by the extension that their addresses have."""


def routes(current: Current) -> list[Route]:
    """Where every IRI of the graph, the ontology and the data set is answered."""

    def resource(request: Request) -> Response:
        return _resource(current.lookup(request), request)

    def terms(request: Request) -> Response:
        if best(_accept(request), _offered()) == HTML:
            return _see(links_of(request).page("ontology"))
        return _written(ontology(current.lookup(request).store), format_for(_accept(request), Holds.GRAPH), request)

    def terms_in(request: Request) -> Response:
        return _written(ontology(current.lookup(request).store), _format(request.path_params["extension"]), request)

    def data(request: Request) -> Response:
        links = links_of(request)
        return _see(links.page() if best(_accept(request), _offered()) == HTML else links.root("void"))

    return [
        Route("/id/{id:path}", resource),
        Route("/ontology", terms),
        Route("/ontology.{extension}", terms_in),
        Route("/data", data),
    ]


def _resource(lookup: Lookup, request: Request) -> Response:
    """The answer to the IRI of a resource, or to the address of its data in a format."""
    id, links = id_of(request, "/id/"), links_of(request)
    whole, dot, extension = id.rpartition(".")
    if dot and extension in EXTENSIONS and not lookup.descriptions.of(iri_of(id)).properties():
        now = standing(lookup, whole)
        if now != whole:
            return RedirectResponse(links.data(now, extension), 308)
        return _written(describe(lookup.store, iri_of(now)), EXTENSIONS[extension], request, now)
    now = standing(lookup, id)
    if now != id:
        return RedirectResponse(links.root(f"id/{now}"), 308)
    if best(_accept(request), _offered()) == HTML:
        return _see(links.thing(id))
    return _see(links.data(id, format_for(_accept(request), Holds.GRAPH).extensions[0]))


def _format(extension: str) -> Format:
    if extension not in EXTENSIONS:
        raise HTTPException(404, say("there is no such page"))
    return EXTENSIONS[extension]


def _written(triples: list[Triple], format: Format, request: Request, id: str = "") -> Response:
    content = serialise_sorted(triples, format)
    headers = {"Vary": "Accept", "Cache-Control": "no-cache"}
    if id:
        headers["Link"] = f'<{iri_of(id)}>; rel="describes"'
    return Response(content, media_type=format.media_type, headers=headers)


def _see(address: str) -> Response:
    return RedirectResponse(address, 303, {"Vary": "Accept, Accept-Language"})


def _accept(request: Request) -> str:
    return request.headers.get("accept", "")


def _offered() -> list[str]:
    """What can be had of a resource, best first."""
    return [HTML, *media_types(Holds.GRAPH)]
