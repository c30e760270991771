"""What the documentation shows is run, and what the project has is documented."""

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from kg.lookup.ask import ask
from kg.lookup.lookup import Lookup
from kg.ontology import PATH as ONTOLOGY
from kg.questions.catalogue import catalogue, parse_arguments
from kg.store.embedded import EmbeddedStore
from kg.vocabulary import PREFIXES, Language
from tests.conftest import Kg
from tests.pages import DOCS, PAGES
from tests.reference import reference

CHECKOUT = Path(__file__).parent.parent
README = (CHECKOUT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
ABBREVIATIONS = {"ISO", "SHA"}
"""What is written in Latin letters in Chinese too."""
COMMANDS = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines() if line.startswith("kg ")]


@pytest.mark.parametrize("line", COMMANDS)
def test_readme_commands_run(line: str, kg: Kg, tmp_path: Path) -> None:
    done = kg(*shlex.split(line)[1:], cwd=tmp_path)
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
    pages = [CHECKOUT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(DOCS.glob("*.md"))
    for page in pages:
        for target, _, anchor in re.findall(r"\]\((?!https?:)([^)#]*)(#([^)]*))?\)", page.read_text("utf-8")):
            found = page.parent / target if target else page
            assert found.exists(), f"{page.name} links to {target}"
            if anchor and 'id="' in found.read_text("utf-8"):
                assert f'<a id="{anchor}"></a>' in found.read_text("utf-8"), f"{page.name} links to {target}#{anchor}"


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


def test_every_command_is_documented() -> None:
    from typer.main import get_command

    from kg.cli import app

    reference_page = (DOCS / "cli.md").read_text("utf-8")
    for name in get_command(app).commands:  # type: ignore[attr-defined]
        assert f"\n## kg {name}\n" in reference_page


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_what_it_is_made_from_today(name: str, store: EmbeddedStore) -> None:
    assert (DOCS / name).read_text("utf-8") == PAGES[name](store), "python -m tests.pages"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_question_of_the_catalogue_is_documented_and_its_command_runs(
    language: str, store: EmbeddedStore
) -> None:
    page = (DOCS / f"questions.{language}.md").read_text("utf-8")
    for question in catalogue().values():
        assert f'<a id="{question.name}"></a>\n\n## {question.title[language]}\n' in page
        (command,) = re.findall(rf"^kg ask {question.name}\b(?!-).*$", page, re.MULTILINE)
        arguments = parse_arguments(question, shlex.split(command)[3:])
        assert ask(Lookup(store, Language(language)), question, arguments)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_to_its_language(name: str) -> None:
    """Code, IRIs and anchors apart."""
    text = re.sub(
        r"```.*?```|`[^`]*`|<a id=[^>]*>|</a>|\]\([^)]*\)", "", (DOCS / name).read_text("utf-8"), flags=re.DOTALL
    )
    if ".en." in name:
        assert re.findall(r"[\u3000-\u9fff\uff00-\uffef]+", text) == []
    else:
        assert set(re.findall(r"[A-Za-z]{2,}", text)) <= ABBREVIATIONS


@pytest.mark.parametrize(("name", "other"), [("ontology.zh.md", "en"), ("ontology.en.md", "zh-hans")])
def test_every_term_has_its_anchor_and_no_label_of_the_other_language(name: str, other: str) -> None:
    text = (DOCS / name).read_text("utf-8")
    plain = re.sub(r"`[^`]*`|<a id=[^>]*>|\(#[^)]*\)", "", text)
    labels: dict[str, set[str]] = {"en": set(), "zh-hans": set()}
    for quad in parse(path=ONTOLOGY, format=RdfFormat.TURTLE):
        subject, kind = quad.subject.value, quad.predicate.value.rsplit("#")[-1]  # type: ignore[union-attr]
        if kind in ("label", "definition", "inverseLabel") and subject.startswith(PREFIXES["kg"]):
            assert f'<a id="{subject.rsplit("#")[-1]}"></a>' in text
            labels[quad.object.language].add(quad.object.value)  # type: ignore[union-attr, index]
    shared = {"SHA-256", "%"}  # one label is the other's too, another is a definition's
    for language, of in labels.items():
        assert len(of) > 200
        said = {text for text in of - shared if re.search(rf"(?<![A-Za-z]){re.escape(text)}(?![A-Za-z])", plain)}
        assert said == (set() if language == other else of - shared)
