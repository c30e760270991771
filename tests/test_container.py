"""The Containerfile: its steps are run as it has them, by a user without rights over a tree that is read-only."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import httpx
import pytest

FILE: Final = Path(__file__).parents[1] / "Containerfile"
WRITABLE: Final = ("/opt", "/wheels", "/var/lib/honours-kg")
"""Where the steps write: what they leave there is what an image would hold."""


def instructions() -> list[tuple[str, str]]:
    """The instructions and their arguments, lines that go on joined."""
    text = re.sub(r"\\\n", "", FILE.read_text("utf-8"))
    lines = (line.split(None, 1) for line in text.splitlines() if line and not line.startswith("#"))
    return [(name, rest) for name, rest in lines]


def environment() -> dict[str, str]:
    """What `ENV` sets."""
    return dict(rest.split("=", 1) for name, rest in instructions() if name == "ENV")


def sandbox(folder: Path, *, writable: bool) -> list[str]:
    """The command that runs another one in the tree of the image: the system's own files, and those in `folder`."""
    command = ["bwrap", "--unshare-user", "--unshare-pid", "--uid", "65534", "--gid", "65534", "--die-with-parent"]
    for path in ("/usr", "/etc", sys.base_prefix):
        command += ["--ro-bind", path, path]
    for name in ("bin", "lib", "lib64", "sbin"):
        command += ["--symlink", f"usr/{name}", f"/{name}"]
    command += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--ro-bind", str(folder / "src"), "/src"]
    for path in WRITABLE:
        command += ["--bind" if writable else "--ro-bind", str(folder / path[1:]), path]
    for name in ("KG_DATA", "KG_SOURCES"):  # which the tests set
        command += ["--unsetenv", name]
    path = f"{Path(sys.base_prefix) / 'bin'}:/usr/bin:/bin"
    for name, value in {"HOME": "/tmp", "PATH": path, **environment()}.items():
        command += ["--setenv", name, value]
    return command


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the steps leave, in a folder."""
    if shutil.which("bwrap") is None:
        pytest.skip("bubblewrap is not installed, in which the steps are run (Debian: bubblewrap)")
    folder = tmp_path_factory.mktemp("image")
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=FILE.parent, check=True, capture_output=True).stdout
    for name in tracked.decode().split("\0")[:-1]:
        if (FILE.parent / name).is_file():
            (folder / "src" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(FILE.parent / name, folder / "src" / name)
    for path in WRITABLE:
        (folder / path[1:]).mkdir(parents=True)
    for name, rest in instructions():
        if name == "RUN":
            done = subprocess.run(
                [*sandbox(folder, writable=True), "sh", "-ec", rest], capture_output=True, encoding="utf-8", check=False
            )
            assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        elif name == "COPY" and not rest.startswith("--from"):
            source, target = rest.split()
            if source != ".":
                shutil.copy2(FILE.parent / source, folder / target[1:])
    return folder


def test_what_it_makes_serves_without_writing_anything(image: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    entry = json.loads(next(rest for name, rest in instructions() if name == "ENTRYPOINT"))
    before = set(image.rglob("*"))
    process = subprocess.Popen([*sandbox(image, writable=False), *entry, "--port", str(port)])
    try:
        limit = time.monotonic() + 60
        while True:
            try:
                answer = httpx.get(f"http://127.0.0.1:{port}/sparql?query=ASK{{}}", timeout=10)
                break
            except httpx.TransportError:
                assert time.monotonic() < limit
                time.sleep(0.3)
        assert answer.json()["boolean"] is True
        check = json.loads(next(rest for name, rest in instructions() if name == "HEALTHCHECK").removeprefix("CMD "))
        health = [part.replace(":8000", f":{port}") for part in check]
        assert subprocess.run([*sandbox(image, writable=False), *health], check=False).returncode == 0
    finally:
        process.terminate()
        process.wait(timeout=60)
    assert set(image.rglob("*")) == before


def test_it_runs_as_nobody_and_its_wheel_has_no_texts(image: Path) -> None:
    assert dict(instructions())["USER"] == "65534:65534"
    (wheel,) = (image / "wheels").glob("*.whl")
    names = subprocess.run(
        [sys.executable, "-m", "zipfile", "-l", str(wheel)], check=True, capture_output=True, encoding="utf-8"
    ).stdout
    assert "kg/web/app.py" in names
    assert "data/sources/" not in names
    assert os.access(image / "opt" / "kg" / "bin" / "kg", os.X_OK)
