"""Where the pages lie, and what each is asked."""

from collections.abc import Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.errors import NoSuchTermError, RecordError
from kg.lookup.described import local_name, thing_id
from kg.lookup.lookup import Lookup
from kg.web.http.current import Current
from kg.web.http.ids import canonical, id_of, iri_of
from kg.web.http.pages import html, localised, moved, starts
from kg.web.linked.redirects import known, standing
from kg.web.pages.classes import class_content, classes_content, predicate_content, predicates_content
from kg.web.pages.counted import Counted
from kg.web.pages.everything import everything, resting
from kg.web.pages.reports import read_reports, report_content, reports_content
from kg.web.pages.search import search_content
from kg.web.pages.start import start_content
from kg.web.pages.terms import ontology_content
from kg.web.pages.thing import thing_content
from kg.web.pages.views import Views

Content = Callable[[Lookup, Request], dict[str, Any]]


def routes(current: Current) -> list[Route]:
    """All pages but those of questions and queries."""
    counted = Counted()

    def page(template: str, content: Content) -> Callable[[Request], Response]:
        return lambda request: html(request, template, **_told(content, current.lookup(request), request))

    def thing(request: Request) -> Response:
        return _thing(current.lookup(request), request)

    def search(request: Request) -> Response:
        return _search(current.lookup(request), request)

    def first(lookup: Lookup, request: Request) -> dict[str, Any]:
        return start_content(lookup, counted)

    def classes(lookup: Lookup, request: Request) -> dict[str, Any]:
        return classes_content(lookup, counted)

    def cls(lookup: Lookup, request: Request) -> dict[str, Any]:
        name = request.path_params["name"]
        return class_content(lookup, counted, name, *ids(request, "place", "report"), *asked(request, "page"))

    def predicates(lookup: Lookup, request: Request) -> dict[str, Any]:
        return predicates_content(lookup, counted)

    def predicate(lookup: Lookup, request: Request) -> dict[str, Any]:
        return predicate_content(lookup, request.path_params["name"], *ids(request, "report"), *asked(request, "page"))

    def reports(lookup: Lookup, request: Request) -> dict[str, Any]:
        return reports_content(lookup, counted)

    def report(lookup: Lookup, request: Request) -> dict[str, Any]:
        return report_content(lookup, counted, id_of(request, "/report/"), *asked(request, "section", "page"))

    def ontology(lookup: Lookup, request: Request) -> dict[str, Any]:
        return ontology_content(lookup)

    pages = {
        "/search": search,
        "/thing/{id:path}": thing,
        "/classes": page("classes.html", classes),
        "/class/{name}": page("class.html", cls),
        "/predicates": page("predicates.html", predicates),
        "/predicate/{name}": page("predicate.html", predicate),
        "/reports": page("reports.html", reports),
        "/report/{id}": page("report.html", report),
    }
    return [
        *starts(page("start.html", first)),
        *(route for path, handler in pages.items() for route in localised(path, handler)),
        *localised("/ontology", page("ontology.html", ontology))[:-1],  # without a language it is an IRI
    ]


def _told(content: Content, lookup: Lookup, request: Request) -> dict[str, Any]:
    """The content of a page; a term that there is not is an address that there is not."""
    try:
        return content(lookup, request)
    except NoSuchTermError as error:
        raise HTTPException(404, str(error)) from None


def asked(request: Request, *names: str) -> list[str]:
    """The values of a request's query by their names, "" where one is not there."""
    return [request.query_params.get(name, "") for name in names]


def ids(request: Request, *names: str) -> list[str]:
    """The ids in a request's query by their names, "" where one is not there; raises as `canonical` does."""
    return [value and canonical(value) for value in asked(request, *names)]


def _search(lookup: Lookup, request: Request) -> Response:
    """The page of a search; an id of a claim or figure leads to its page."""
    try:
        told = search_content(lookup, *asked(request, "q", "class", "page"))
    except RecordError as error:
        return moved(request, f"thing/{error.id}")
    return html(request, "search.html", **told)


def _thing(lookup: Lookup, request: Request) -> Response:
    """The page of whatever has an id: a thing, a claim or figure, or what else the graph has."""
    id = id_of(request, "/thing/")
    now = standing(lookup, id)
    if now != id:
        return moved(request, f"thing/{now}", 308)
    described = known(lookup, id)
    if local_name(described.one("kg:class")) in lookup.classes_below("Entity"):
        told = thing_content(lookup, lookup.thing(iri_of(id)), *asked(request, "all", "page"))
        return html(request, "thing.html", read=iri_of(id) in read_reports(lookup), id=id, **told)
    if records := lookup.records([iri_of(id)]):
        view = Views(lookup).view(records[iri_of(id)])
        return html(request, "record.html", id=id, view=view, told=everything(lookup, described))
    if described.one("dcterms:isPartOf"):
        report, section = thing_id(described.one("dcterms:isPartOf")), described.one("dcterms:identifier")
        return moved(request, f"report/{report}", section=section)
    label = lookup.label(iri_of(id)) or lookup.label(described.one("kg:class")) or id
    rest = resting(lookup, iri_of(id), *asked(request, "page"))
    return html(request, "resource.html", id=id, label=label, told=everything(lookup, described), records=rest)
