"""Where everything lies in a folder of files, seen from one of its pages: every address is relative."""

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Final
from urllib.parse import parse_qsl, quote, unquote, urlencode

from kg.vocabulary import Language
from kg.web.http.links import Links

GRAPH: Final = "graph.html"
"""The page of the whole graph, which searches, asks and answers SPARQL in the browser."""
_SERVED: Final = ("search", "questions", "query", "graph")
"""The first parts of the paths of pages that a server makes anew for each request: the whole graph stands for them."""
_SAFE: Final = "/~=&,:@"


def file_of(address: str) -> str:
    """The file, below the folder, in which what the server has at an address is kept; its name is that address's, as it
    is encoded, with what is asked behind a tilde.
    """
    path, _, query = address.lstrip("/").partition("?")
    if path.startswith("static/"):
        return path
    if path == "void":
        return "void.ttl"
    if path.startswith(("id/", "ontology.")):
        return path
    name = path + "index" if path.endswith("/") else path
    return f"{name}~{query}.html" if query else f"{name}.html"


@dataclass(frozen=True)
class SiteLinks(Links):
    """The addresses that a page of the site has on it; `wanted` is told of each that is to be a file, as the server
    has it.
    """

    wanted: Callable[[str], None] = lambda _: None
    is_site: ClassVar[bool] = True
    asked_as: ClassVar[str] = "find"

    def thing(self, id: str, **query: str | int) -> str:
        """The page of whatever has an id; of a receipt, that of its record, which shows it."""
        return self.page(f"thing/{id.removesuffix('/receipt')}", **query)

    def data(self, id: str, extension: str) -> str:
        """The data of what has an id, in the format of an extension."""
        return self._to(f"/id/{id}.{extension}")

    def root(self, path: str) -> str:
        """What has no language."""
        return self._to(f"/{path}")

    def static(self, name: str) -> str:
        """A style or script."""
        return self._to(f"/static/{name}")

    def _in(self, language: Language, path: str, query: str) -> str:
        first = path.partition("/")[0]
        if first in _SERVED:
            return self._relative(GRAPH) + self._state(language, path, query)
        return self._to(f"/{language}/{path}" + (f"?{query}" if query else ""))

    def _state(self, language: Language, path: str, query: str) -> str:
        """The fragment by which the page of the whole graph shows what a page of the server would; none for a form,
        whose fields are the query.
        """
        given = dict(parse_qsl(query))
        first, _, name = path.partition("/")
        if first == "search" and not given:
            return ""
        told = {
            "search": {"find": given.get("q", "")},
            "questions": {"tab": "ask", "by": "question", "question": unquote(name)},
            "query": {"tab": "ask", "by": "sparql", "query": given.get("query", "")},
            "graph": {},
        }[first]
        return "#" + urlencode({"lang": str(language)} | {key: value for key, value in told.items() if value})

    def _to(self, address: str) -> str:
        self.wanted(address)
        return self._relative(file_of(address))

    def _relative(self, file: str) -> str:
        own = file_of(f"/{self.language}/{self.here}" + (f"?{self.asked}" if self.asked else ""))
        return quote(posixpath.relpath(file, posixpath.dirname(own)), safe=_SAFE)
