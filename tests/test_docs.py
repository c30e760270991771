"""What the documentation shows is run, and what the project has is documented."""

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from tests.reference import reference

CHECKOUT = Path(__file__).parent.parent
README = (CHECKOUT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
COMMANDS = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines() if line.startswith("kg ")]


@pytest.mark.parametrize("line", COMMANDS)
def test_readme_commands_run(line: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kg", *shlex.split(line)[1:]]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    written = list(tmp_path.iterdir())
    assert done.stdout.strip() or written


def test_readme_python_names_the_community_and_its_receipt() -> None:
    (text,) = [text for kind, text in BLOCKS if kind == "python"]
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert "Maosheng Community" in done.stdout
    assert "茂盛社区入选中央政法委104个“枫桥式工作法”单位之一" in done.stdout


def test_the_make_targets_that_the_readme_names_exist() -> None:
    makefile = (CHECKOUT / "Makefile").read_text("utf-8")
    text = README + (CHECKOUT / "CONTRIBUTING.md").read_text("utf-8")
    named = set(re.findall(r"(?:`|^)make (\w+)", text, re.MULTILINE))
    assert {"demo", "test", "check"} <= named
    assert named <= set(re.findall(r"^(\w+):", makefile, re.MULTILINE))


def test_every_file_that_the_documentation_links_to_exists() -> None:
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", (CHECKOUT / name).read_text("utf-8")):
            assert (CHECKOUT / target).exists(), f"{name} links to {target}"


def test_one_version_everywhere() -> None:
    version = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    import kg

    assert kg.__version__ == version
    assert f"version: {version}\n" in (CHECKOUT / "CITATION.cff").read_text("utf-8")
    for name in ("data/dataset.ttl", "kg/ontology.ttl"):
        stated = [
            quad.object.value
            for quad in parse(path=CHECKOUT / name, format=RdfFormat.TURTLE)
            if quad.predicate.value.endswith("owl#versionInfo")
        ]
        assert stated == [version], name


def test_the_reference_is_what_help_says_today() -> None:
    written = (CHECKOUT / "docs" / "cli.md").read_text("utf-8")
    assert written == reference(), "python -m tests.reference > docs/cli.md"
