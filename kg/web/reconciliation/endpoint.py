"""The addresses of the Reconciliation Service API 0.2, below `/reconcile`, `/en/reconcile` and `/zh/reconcile`."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.errors import KgError
from kg.lookup.lookup import Lookup
from kg.messages import abridged, clauses, say
from kg.vocabulary import Language
from kg.web.http.bodies import FORM, body_text, media_type
from kg.web.http.current import Current
from kg.web.http.failures import sentence_of, status_of
from kg.web.http.languages import language_of
from kg.web.http.parameters import decoded
from kg.web.reconciliation import suggest
from kg.web.reconciliation.answers import Reconciler, thing_of
from kg.web.reconciliation.manifest import PATH, manifest
from kg.web.reconciliation.preview import POLICY, Told, fragment, page, style_sheet, told_of
from kg.web.reconciliation.requests import LARGEST, read_callback, read_extension, read_queries, whole

_PREFIXES: Final = ("", *(f"/{language}" for language in Language))
_STYLE: Final = f"{PATH}/preview.css"

Parameters = dict[str, str]
Handler = Callable[[Request], Response]
Suggest = Callable[[Lookup, str, int], suggest.Suggested]


def routes(current: Current, base: str) -> list[Route]:
    """The service, in the reader's language and in each; `base` is as `kg.web.app.create_app` has it."""
    service = _Service(current, base)
    below: dict[str, Handler] = {
        "/preview": service.preview,
        "/properties": service.properties,
        "/suggest/entity": service.suggest_entity,
        "/suggest/type": partial(service.suggest, suggest.types),
        "/suggest/property": partial(service.suggest, suggest.all_properties),
        "/flyout/entity": service.flyout_entity,
        "/flyout/type": partial(service.flyout, suggest.type_told),
        "/flyout/property": partial(service.flyout, suggest.property_told),
    }
    found = [Route(_STYLE, service.style)]
    for prefix in _PREFIXES:
        found.append(Route(prefix + PATH, service.answer, methods=["GET", "POST"]))
        found += [Route(prefix + PATH + path, handler) for path, handler in below.items()]
    return found


class _Service:
    """What answers; each request has a lookup of its own, and so one generation of the graph."""

    def __init__(self, current: Current, base: str) -> None:
        self._current, self._base = current, base

    async def answer(self, request: Request) -> Response:
        """The manifest (section 3.1), candidates (4.3) or values (7.3): whichever is asked for, and no two of them."""
        asked = decoded(request.url.query)
        if request.method == "POST":
            if (kind := media_type(request)) != FORM:
                wrong = say("a batch is not sent as {kind!r}", kind=kind)
                raise HTTPException(415, clauses(wrong, say("expected {form}", form=FORM)))
            for name, told in decoded(await body_text(request, LARGEST)).items():
                asked[name] = [*asked.get(name, []), *told]
        given = _single(asked)
        if "queries" in given and "extend" in given:
            raise HTTPException(400, say("queries and extend are given at once; ask for one of them"))
        if request.method == "POST" and not {"queries", "extend"} & set(given):
            raise HTTPException(400, say("there is nothing to match: give queries or extend as a parameter"))
        lookup = self._current.shared_lookup(request)
        content = await run_in_threadpool(self._content, request, lookup, given)
        return _json(content, given)

    def _content(self, request: Request, lookup: Lookup, given: Parameters) -> Any:
        if "queries" in given:
            return Reconciler(lookup).answer(read_queries(given["queries"]))
        if "extend" in given:
            return Reconciler(lookup).extend(read_extension(given["extend"]))
        return manifest(lookup, self._root(request), request.url.path.partition(PATH)[0])

    def suggest_entity(self, request: Request) -> Response:
        """Things that may be meant (section 6.3), of a class where one is given too."""
        type = _single(decoded(request.url.query)).get("type", "")
        return self.suggest(partial(suggest.entities, type=type), request)

    def suggest(self, found: Suggest, request: Request) -> Response:
        """Suggestions (section 6.3) for a prefix, behind as many as the cursor says; raises HTTPException (400)."""
        given = _single(decoded(request.url.query))
        if "prefix" not in given:
            raise HTTPException(400, say("there is no prefix: give what was typed as the parameter prefix"))
        cursor = given.get("cursor") or "0"
        skipped = 0 if cursor == "0" else whole("cursor", cursor, suggest.FARTHEST)
        return _json({"result": found(self._current.shared_lookup(request), given["prefix"], skipped)}, given)

    def properties(self, request: Request) -> Response:
        """Properties that things of a class may have (section 7.2)."""
        given = _single(decoded(request.url.query))
        found = suggest.proposed(self._current.shared_lookup(request), given.get("type", ""))
        told: dict[str, Any] = {"type": given["type"]} if given.get("type") else {}
        if given.get("limit"):
            told["limit"] = whole("limit", given["limit"], len(found))
            found = found[: told["limit"]]
        return _json({"properties": found, **told}, given)

    def preview(self, request: Request) -> Response:
        """A small page of a thing (section 5.2), also where there is none."""
        given = _single(decoded(request.url.query))
        language, style = language_of(request), self._root(request) + _STYLE
        headers = {"Content-Security-Policy": POLICY}
        try:
            told = self._told(request, self._current.shared_lookup(request), given.get("id", ""))
        except KgError as error:
            text = page(Told(sentence_of(error), ""), language, style)
            return Response(text, status_of(error), headers, "text/html")
        return Response(page(told, language, style), 200, headers, "text/html")

    def flyout_entity(self, request: Request) -> Response:
        """A small preview of a thing (section 6.5)."""
        given = _single(decoded(request.url.query))
        told = self._told(request, self._current.shared_lookup(request), given.get("id", ""))
        return _json({"id": given["id"], "html": fragment(told)}, given)

    def flyout(self, tell: Callable[[Lookup, str], tuple[str, str]], request: Request) -> Response:
        """The same of a class or property."""
        given = _single(decoded(request.url.query))
        id = given.get("id", "")
        label, description = tell(self._current.shared_lookup(request), id)
        return _json({"id": id, "html": fragment(Told(label, description))}, given)

    def style(self, _request: Request) -> Response:
        """The style of the small pages."""
        return Response(style_sheet(), 200, {"Cache-Control": "max-age=86400"}, "text/css")

    def _told(self, request: Request, lookup: Lookup, id: str) -> Told:
        thing = thing_of(lookup, id)
        return told_of(lookup, thing, f"{self._root(request)}/id/{quote(thing.id, safe='')}")

    def _root(self, request: Request) -> str:
        return (self._base or str(request.base_url)).rstrip("/")


def _single(asked: dict[str, list[str]]) -> Parameters:
    """The parameters, each given once; raises HTTPException (400) for one that is given more often."""
    for name, told in asked.items():
        if len(told) > 1:
            raise HTTPException(400, say("{name} is given more than once", name=abridged(name)))
    return {name: told[0] for name, told in asked.items()}


def _json(content: Any, given: Parameters) -> Response:
    """An answer as JSON, or as a call of the function that `callback` names (section 3.3)."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    if "callback" in given:
        escaped = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")  # ends of lines in older JavaScript
        called = f"/**/{read_callback(given['callback'])}({escaped});"
        return Response(_encoded(called), media_type="application/javascript")
    return Response(_encoded(text), media_type="application/json")


def _encoded(text: str) -> bytes:
    """JSON in UTF-8; half a character of a client, which no UTF-8 has, goes back as JSON has it."""
    return text.encode("utf-8", "backslashreplace")
