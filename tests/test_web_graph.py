"""The whole graph as it is served: the page that stands alone, in each language, under its own policy."""

import asyncio
import gzip
import threading
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import httpx
import pytest
from starlette.types import ASGIApp

from kg.errors import PageError
from kg.lookup.lookup import Lookup
from kg.page.html import page, policy
from kg.store.embedded import EmbeddedStore
from kg.vocabulary import Language
from kg.web.app import create_app
from kg.web.forms import graph
from kg.web.http.current import Current
from tests.browser import LOCALES, SIZES, Opened
from tests.web import ADDRESS, Client, Served, run, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

JUSTICE: Final = "440402-justice-bureau"
T = TypeVar("T")


@pytest.fixture
def current(store: EmbeddedStore, data: Path) -> Current:
    return Current(data, workers=1)


@pytest.fixture
def app(current: Current) -> ASGIApp:
    return create_app(current)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The generations of which a page was made, which takes no time here."""
    found: list[Path] = []

    def make(generation: Path) -> graph.Packed:
        found.append(generation)
        return {language: gzip.compress(f"{language} {len(found)}".encode()) for language in Language}

    monkeypatch.setattr(graph, "_make_apart", make)
    return found


def answers(asked: Callable[[httpx.AsyncClient], Coroutine[Any, Any, T]], app: ASGIApp) -> T:
    """What is asked of an application, in one loop."""

    async def answer() -> T:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
            return await asked(client)

    return run(answer)


def test_it_is_the_page_that_stands_alone(app: ASGIApp, store: EmbeddedStore) -> None:
    client = Client(app)
    alone = page(Lookup(store))
    for language in Language:
        served = client.get(f"/{language}/graph")
        assert served.status_code == 200
        assert served.headers["content-type"] == "text/html; charset=utf-8"
        assert served.headers["content-encoding"] == "gzip"
        assert served.headers["content-language"] == language.tag
        assert served.text.replace(f' data-language="{language}"', "", 1) == alone
    assert client.get("/graph", headers={"Accept-Language": "zh"}).headers["location"] == "/zh/graph"


def test_its_policy_is_its_own(app: ASGIApp, made: list[Path]) -> None:
    answer = Client(app).get("/en/graph")
    assert answer.headers["content-security-policy"] == f"{policy()}; frame-ancestors 'self'"
    assert "'unsafe-inline'" not in policy()
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_it_is_made_once_a_generation(
    current: Current, app: ASGIApp, made: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(app)
    first = client.get("/en/graph")
    assert {client.get(f"/{language}/graph").text for language in Language} == {"zh 1", "en 1"}
    assert made == [current.store.generation]
    stamp = first.headers["etag"]
    again = client.get("/en/graph", headers={"If-None-Match": stamp})
    assert (again.status_code, again.text) == (304, "")
    assert client.get("/zh/graph", headers={"If-None-Match": stamp}).status_code == 200
    monkeypatch.setattr(current.store, "generation", current.store.generation.with_name("generation-another"))
    other = client.get("/en/graph", headers={"If-None-Match": stamp})
    assert other.text == "en 2"
    assert other.headers["etag"] != stamp


def test_who_takes_no_gzip_has_it_plain(app: ASGIApp, made: list[Path]) -> None:
    answer = Client(app).get("/en/graph", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert answer.text == "en 1"


def test_while_it_is_made_others_are_answered_and_it_is_made_once(
    app: ASGIApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready, calls = threading.Event(), []

    def make(generation: Path) -> graph.Packed:
        calls.append(generation)
        assert ready.wait(30)
        return dict.fromkeys(Language, gzip.compress(b"drawn"))

    monkeypatch.setattr(graph, "_make_apart", make)

    async def asked(client: httpx.AsyncClient) -> list[str]:
        waiting = [asyncio.create_task(client.get("/en/graph")) for _ in range(60)]  # more than there are threads
        await asyncio.sleep(0.2)
        other = await asyncio.wait_for(client.get("/en/questions"), 10)
        assert other.status_code == 200
        assert not any(task.done() for task in waiting)
        ready.set()
        return [(await task).text for task in waiting]

    assert answers(asked, app) == ["drawn"] * 60
    assert len(calls) == 1


def test_what_failed_is_tried_again(app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(generation: Path) -> graph.Packed:
        raise PageError("no scripts")

    monkeypatch.setattr(graph, "_make_apart", fail)
    client = Client(app)
    assert client.get("/en/graph").status_code == 500
    monkeypatch.setattr(graph, "_make_apart", lambda generation: dict.fromkeys(Language, gzip.compress(b"drawn")))
    assert client.get("/en/graph").text == "drawn"


def test_a_graph_that_no_browser_holds_has_no_page(app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph, "MOST", 1000)
    answer = Client(app).get("/en/graph")
    assert answer.status_code == 404
    assert "a browser draws 1000: see the pages of its things" in answer.text


@pytest.fixture(scope="module")
def served(store: EmbeddedStore, data: Path) -> Iterator[Served]:
    with serving(data, "--workers", "1") as served:
        yield served


@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize(
    ("language", "title"), [("en", "Justice Bureau of Xiangzhou District, Zhuhai"), ("zh", "珠海市香洲区司法局")]
)
def test_it_runs_in_a_browser(browser: "Browser", served: Served, language: str, title: str) -> None:
    """In the language of its address, whatever its browser speaks, at the thing that the fragment names."""
    width, height = SIZES["desktop"]
    other = {"en": "zh", "zh": "en"}[language]
    context = browser.new_context(locale=LOCALES[other], viewport={"width": width, "height": height})
    opened = Opened(context.new_page(), f"{served.address}/{language}/graph")
    opened.go(f"thing={JUSTICE}")
    assert opened.find("#panel h2").inner_text() == title
    opened.go("tab=ask&by=sparql&query=SELECT (1 %2B 1 AS ?two) {}")
    opened.find("#ask .answer:not([aria-busy]) td", has_text="2").wait_for()
    context.close()
    opened.check()


@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("language", LOCALES)
def test_a_thing_leads_into_it(served: Served, language: str) -> None:
    assert f'href="/{language}/graph"' in served.get(f"/{language}/").text
    assert f'href="/{language}/graph#thing={JUSTICE}"' in served.get(f"/{language}/thing/{JUSTICE}").text
