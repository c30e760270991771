"""`kg site`: every link leads to a file that is there, nothing asks a server, and the page of the graph searches."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

from kg.web.site.links import file_of
from tests.conftest import Case, Cli, Done
from tests.web import run

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LINKS: Final = {"href", "src", "action"}


class Links(HTMLParser):
    """The addresses on a page, and its scripts that stand in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in LINKS and value]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site") / "public"


def written(case: Case, cli: Cli, folder: Path) -> Path:
    """The site of a small data set, written where an event loop runs, as one does in a notebook."""

    async def write() -> Done:
        return cli("site", folder, "--data", case("base"))

    if not folder.exists():
        done = run(write)
        assert (done.code, done.out) == (0, f"{sum(path.is_file() for path in folder.rglob('*'))} files\n"), done.err
    return folder


def test_every_link_leads_to_a_file(case: Case, cli: Cli, site: Path) -> None:
    pages = [path for path in written(case, cli, site).rglob("*.html") if path.name != "graph.html"]
    assert len(pages) > 100
    missing, leading_out = set(), set()
    for page in pages:
        for link in Links(page.read_text("utf-8")).found:
            parts = urlsplit(link)
            if parts.scheme == "data" or not parts.path:
                continue
            if parts.scheme and parts.hostname != "localhost":
                continue  # the IRIs of other vocabularies
            if parts.netloc or parts.path.startswith("/"):
                leading_out.add(link)
            elif not (page.parent / unquote(parts.path)).resolve().is_file():
                missing.add((str(page.relative_to(site)), link))
    assert missing == set()
    assert leading_out == set()


def test_both_languages_have_the_same_pages(case: Case, cli: Cli, site: Path) -> None:
    names = [
        {str(path.relative_to(site / language)) for path in (site / language).rglob("*.html")}
        for language in ("zh", "en")
        if written(case, cli, site)
    ]
    assert names[0] == names[1]
    assert 'lang="zh-Hans"' in (site / "zh" / "index.html").read_text("utf-8")[:60]


def test_data_lies_beside_the_pages(case: Case, cli: Cli, site: Path) -> None:
    written(case, cli, site)
    things = sorted((site / "id").rglob("*.ttl"))
    assert len(things) > 10
    for path in (things[0], site / "void.ttl", site / "ontology.ttl"):
        assert list(pyoxigraph.parse(path.read_bytes(), format=RdfFormat.TURTLE))
    assert "localhost" not in (site / "void.ttl").read_text("utf-8")


def test_a_form_searches_in_the_page_of_the_graph(case: Case, cli: Cli, site: Path, browser: "Browser") -> None:
    start = written(case, cli, site) / "en" / "index.html"
    tab = browser.new_page()
    requests: list[str] = []
    tab.on("request", lambda request: requests.append(request.url))
    tab.goto(start.as_uri())
    tab.fill("#find", "司法局")
    tab.press("#find", "Enter")
    tab.wait_for_selector("#panel a, #panel button, #panel li")
    assert re.search(r"graph\.html\?lang=en&find=", tab.url)
    assert "司法局" in tab.inner_text("#panel")
    assert [url for url in requests if not url.startswith(("file:", "blob:", "data:"))] == []
    tab.close()


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/en/", "en/index.html"),
        ("/zh/thing/a", "zh/thing/a.html"),
        ("/zh/class/A?page=2&place=b", "zh/class/A~page=2&place=b.html"),
        ("/id/a.ttl", "id/a.ttl"),
        ("/static/page.css", "static/page.css"),
        ("/void", "void.ttl"),
    ],
)
def test_each_address_has_its_file(address: str, file: str) -> None:
    assert file_of(address) == file
