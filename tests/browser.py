"""The page in a browser that is offline: what every test of it needs."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

ARGUMENTS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES: Final = {"desktop": (1280, 800), "phone": (360, 740)}
LOCALES: Final = {"en": "en-GB", "zh": "zh-CN"}
PICTURES: Final = Path(__file__).parents[1] / "build" / "screenshots"


class NoBrowserError(Exception):
    """There is no browser to open a page in."""


@dataclass
class Opened:
    """A page in a tab, and all that the tab asked for or complained of."""

    tab: "Page"
    url: str
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tab.on("request", lambda request: self.requests.append(request.url))
        self.tab.on("pageerror", lambda error: self.errors.append(str(error)))
        self.tab.on("dialog", lambda dialog: (self.errors.append("a dialog"), dialog.dismiss()))
        self.tab.on("console", lambda said: self.errors.append(said.text) if said.type in ("error", "warning") else 0)

    def go(self, fragment: str = "") -> "Opened":
        """Open the page anew, with a fragment, and wait until it is drawn."""
        self.tab.goto("about:blank")
        self.tab.goto(f"{self.url}#{fragment}")
        self.tab.wait_for_function("() => window.kgPage && kgPage.app")
        return self

    def find(self, selector: str, **options: Any) -> "Locator":
        """What a selector of Playwright finds."""
        return self.tab.locator(selector, **options)

    def state(self) -> dict[str, Any]:
        """The state of the page."""
        state: dict[str, Any] = self.tab.evaluate("() => kgPage.app.state.get()")
        return state

    def check(self) -> None:
        """It asked nobody for anything, and complained of nothing."""
        outside = [url for url in self.requests if not url.startswith(("data:", "blob:", "about:", self.url))]
        assert outside == []
        assert self.errors == []


def launch() -> "Iterator[Browser]":
    """The system's Chromium; raises NoBrowserError where there is none."""
    try:
        from playwright import sync_api
    except ModuleNotFoundError as error:
        raise NoBrowserError("playwright is not installed") from error
    chromium = shutil.which("chromium")
    if chromium is None:
        raise NoBrowserError("there is no chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def opening(
    browser: "Browser", address: str, path: str, ready: str = "main", forgiven: str | None = None
) -> "Iterator[Callable[..., Opened]]":
    """What opens pages of a server whose paths begin so, each in a tab of its own that is waited for until `ready` is
    there, where scripts run. All are closed at the end, and must have asked nobody else, and complained of nothing
    but what is `forgiven`.
    """
    opened: list[Opened] = []

    def open_page(rest: str = "", language: str = "en", size: str = "desktop", **options: Any) -> Opened:
        width, height = SIZES[size]
        context = browser.new_context(locale=LOCALES[language], viewport={"width": width, "height": height}, **options)
        opened.append(Opened(context.new_page(), address))
        opened[-1].tab.goto(f"{address}/{language}/{path}{rest}")
        if options.get("java_script_enabled", True):
            opened[-1].find(ready).wait_for()
        return opened[-1]

    yield open_page
    for one in opened:
        one.tab.context.close()
    for one in opened:
        one.errors[:] = [told for told in one.errors if forgiven is None or forgiven not in told]
        one.check()


def open_tab(browser: "Browser", path: Path, language: str = "en", size: str = "desktop", **options: Any) -> Opened:
    """A page in a new tab of a browser that is offline; who opens it closes its context."""
    width, height = SIZES[size]
    context = browser.new_context(
        locale=LOCALES[language], viewport={"width": width, "height": height}, offline=True, **options
    )
    return Opened(context.new_page(), path.as_uri())


def picture(opened: Opened, name: str, size: str = "desktop") -> Path:
    """Write what is on screen to a PNG in `build/screenshots`, which git ignores, for people to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{name}.png"
    # On a phone the page is as long as what it holds
    opened.tab.screenshot(path=path, full_page=size == "phone", animations="disabled")
    return path
