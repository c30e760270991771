"""Where everything that is served lies, seen from a page: the one place that spells addresses of pages."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from kg.errors import KgError
from kg.messages import say
from kg.vocabulary import Language
from kg.web.http.static import address_of


@dataclass(frozen=True)
class Links:
    """The addresses that a page in a language has on it.

    `here` is that page's own path below its language, `asked` its query, both percent-encoded; `prefix` is what stands
    before all paths where others see the server in a folder. `report` is the address to which one writes that a row
    is wrong, with `{id}` in the place of the row's id; "" where there is none.
    """

    language: Language
    here: str = ""
    asked: str = ""
    prefix: str = ""
    report: str = ""
    is_site: ClassVar[bool] = False
    """Whether the pages are files, behind which no server is."""
    asked_as: ClassVar[str] = "q"
    """The field of a form in which one says what is sought."""

    def page(self, path: str = "", **query: str | int) -> str:
        """A page by its path below the language, percent-encoded, such as `thing/440402-2023`; and a query, without
        what of it is empty.
        """
        return self._in(self.language, path, urlencode({name: value for name, value in query.items() if value}))

    def thing(self, id: str, **query: str | int) -> str:
        """The page of whatever has an id, which is the rest of its IRI."""
        return self.page(f"thing/{id}", **query)

    def self(self, **query: str | int) -> str:
        """The page itself, asked something else."""
        return self.page(self.here, **query)

    def other(self, language: Language) -> str:
        """The page itself in a language."""
        return self._in(language, self.here, self.asked)

    def data(self, id: str, extension: str) -> str:
        """The data of what has an id, in the format of an extension."""
        return f"{self.prefix}/id/{id}.{extension}"

    def root(self, path: str) -> str:
        """What has no language, such as `sparql`."""
        return f"{self.prefix}/{path}"

    def static(self, name: str) -> str:
        """A style or script; another one when its content is another."""
        return self.prefix + address_of(name)

    def wrong(self, id: str) -> str:
        """Where one writes that a row is wrong; "" where there is no such address."""
        return self.report.replace("{id}", id)

    def _in(self, language: Language, path: str, query: str) -> str:
        return f"{self.prefix}/{language}/{path}" + (f"?{query}" if query else "")


def checked(report: str) -> str:
    """An address to which readers write that a row is wrong; raises KgError for one that is none, "" is none there."""
    if report and not report.startswith(("https://", "http://", "mailto:")):
        raise KgError(say("{text!r} is no address for reports: expected https:, http: or mailto:", text=report))
    return report
