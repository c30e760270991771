"""The browsers in which readers open the page, driven by Selenium, in no window that anyone sees.

Debian has a driver for Chromium and one for WebKit, the engine of Safari. It has none for Firefox, which is asked
through Marionette, Firefox's own end of what a driver would say.
"""

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Final

from tests.browser import ARGUMENTS, LOCALES, NoBrowserError

if TYPE_CHECKING:
    from selenium.webdriver.remote.webdriver import WebDriver

START: Final = 60.0
"""Seconds that a browser may take until it can be driven."""
_NOWHERE: Final = "127.0.0.1:9"
"""A proxy that answers nothing: whatever the browser itself would ask the network for fails at once."""


@contextmanager
def chromium(folder: Path) -> Iterator["WebDriver"]:
    from selenium import webdriver

    driver, browser = _programs("chromedriver", "chromium")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for argument in (*ARGUMENTS, "--headless", f"--lang={LOCALES['en']}", f"--proxy-server={_NOWHERE}"):
        options.add_argument(argument)
    options.add_experimental_option("prefs", {"download.default_directory": str(folder)})
    with webdriver.Chrome(options, webdriver.ChromeService(driver)) as driven:
        yield driven


@contextmanager
def webkit(folder: Path) -> Iterator["WebDriver"]:
    from selenium import webdriver

    driver, screen = _programs("WebKitWebDriver", "Xvfb")
    (folder / "user-dirs.dirs").write_text(f'XDG_DOWNLOAD_DIR="{folder}"\n', "utf-8")
    command = [screen, "-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    with _running(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        assert server.stdout
        display = f":{server.stdout.readline().decode().strip()}"
        environment = {"DISPLAY": display, "XDG_CONFIG_HOME": str(folder)}
        service = webdriver.WebKitGTKService(driver, env=os.environ | environment)
        with webdriver.WebKitGTK(webdriver.WebKitGTKOptions(), service) as driven:
            yield driven


@contextmanager
def firefox(folder: Path) -> Iterator["WebDriver"]:
    from selenium.webdriver.firefox.options import Options
    from selenium.webdriver.remote.webdriver import WebDriver

    (browser,) = _programs("firefox-esr")
    profile = folder / "profile"
    profile.mkdir()
    host, port = _NOWHERE.split(":")
    preferences = {
        "browser.download.dir": str(folder),
        "browser.download.folderList": 2,  # the folder above
        "intl.accept_languages": LOCALES["en"],
        "marionette.port": 0,  # any that is free, which is then told in the profile
        "network.proxy.type": 1,
        **{f"network.proxy.{scheme}": host for scheme in ("http", "ssl")},
        **{f"network.proxy.{scheme}_port": int(port) for scheme in ("http", "ssl")},
    }
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items())
    (profile / "user.js").write_text("".join(lines), "utf-8")
    command = [browser, "--headless", "--marionette", "--no-remote", "--profile", str(profile)]
    with (
        _running(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL),
        WebDriver(Marionette(_told(profile / "MarionetteActivePort")), options=Options()) as driven,  # type: ignore[arg-type]
    ):
        yield driven


BROWSERS: Final[dict[str, Callable[[Path], "AbstractContextManager[WebDriver]"]]] = {
    "chromium": chromium, "firefox": firefox, "webkit": webkit,
}  # fmt: skip
"""Starts each browser; what it saves lies in the folder. Raises NoBrowserError where a part of it is missing."""


class Marionette:
    """Firefox as Selenium asks a driver: each command by its name in Marionette, as JSON after its length."""

    NAMES: Final = {
        "newSession": "WebDriver:NewSession", "quit": "Marionette:Quit", "get": "WebDriver:Navigate",
        "getCurrentUrl": "WebDriver:GetCurrentURL",
        "setWindowRect": "WebDriver:SetWindowRect", "switchToFrame": "WebDriver:SwitchToFrame",
        "findElement": "WebDriver:FindElement", "clickElement": "WebDriver:ElementClick",
        "sendKeysToElement": "WebDriver:ElementSendKeys", "getElementText": "WebDriver:GetElementText",
        "w3cExecuteScript": "WebDriver:ExecuteScript", "w3cExecuteScriptAsync": "WebDriver:ExecuteAsyncScript",
        "actions": "WebDriver:PerformActions", "screenshot": "WebDriver:TakeScreenshot",
    }  # fmt: skip

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=START)
        self._answers = self._socket.makefile("rb")
        self._answer()  # says which protocol this is

    def execute(self, command: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """The answer to a command of Selenium's, as a driver gives it."""
        given = {name: value for name, value in parameters.items() if name != "sessionId"}
        if command == "newSession":
            given = given["capabilities"]["alwaysMatch"]
        said = json.dumps([0, 0, self.NAMES[command], given]).encode()
        self._socket.sendall(b"%d:%b" % (len(said), said))
        _, _, error, value = self._answer()
        if error:
            return {"status": 500, "value": json.dumps({"value": error})}
        return value if isinstance(value, dict) and "value" in value else {"value": value}

    def close(self) -> None:
        """Give the connection back."""
        self._answers.close()
        self._socket.close()

    def _answer(self) -> Any:
        size = b""
        while (digit := self._answers.read(1)) not in (b":", b""):
            size += digit
        return json.loads(self._answers.read(int(size)))


def _programs(*names: str) -> list[str]:
    found = [(name, shutil.which(name)) for name in names]
    missing = [name for name, path in found if path is None]
    if missing:
        raise NoBrowserError(f"there is no {' and no '.join(missing)} on this machine")
    return [path for _, path in found if path]


@contextmanager
def _running(command: list[str], **options: Any) -> "Iterator[subprocess.Popen[bytes]]":
    """A program that runs meanwhile."""
    with subprocess.Popen(command, **options) as process:
        try:
            yield process
        finally:
            process.terminate()


def _told(path: Path) -> int:
    """The number that a program writes to a file when it is ready."""
    end = monotonic() + START
    while not path.is_file() or not (text := path.read_text("ascii")):
        assert monotonic() < end, f"{path} is not written"
        sleep(0.05)
    return int(text)
