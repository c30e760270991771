"""What the documentation shows is run, and what the project has is documented."""

import csv
import io
import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from kg.lookup.ask import ask
from kg.lookup.lookup import Lookup
from kg.ontology import PATH as ONTOLOGY
from kg.questions.catalogue import catalogue, parse_arguments
from kg.store.embedded import EmbeddedStore
from kg.vocabulary import PREFIXES, Language
from tests.conftest import Cli, Kg
from tests.pages import DOCS, PAGES
from tests.reference import reference
from tests.web import serving

pytestmark = pytest.mark.usefixtures("all_reports")

CHECKOUT = Path(__file__).parent.parent
CONTRIBUTING = (CHECKOUT / "CONTRIBUTING.md").read_text("utf-8")
READMES = {name: (CHECKOUT / name).read_text("utf-8") for name in ("README.md", "README.zh.md")}
ABBREVIATIONS = {"ISO", "SHA"}
"""What is written in Latin letters in Chinese too."""
NAMES = {
    "honours", "kg", "English", "git", "make", "shell", "wheel", "notebook", "Python", "Node", "pandas", "networkx",
    "rdflib", "Gephi", "Oxigraph", "SPARQL", "RDF", "HTML", "IRI", "ORG", "PROV", "Web", "Annotation", "SKOS", "VIVO",
    "schema", "org", "Apache", "CC", "BY", "HTTP",
}  # fmt: skip
"""What has no Chinese name."""
READING = {
    "English", "HTML", "Word", "PDF", "JSON", "schema", "git", "OpenAI", "llama", "cpp", "vLLM", "Ollama", "starlette",
    "uvicorn", "Ctrl", "Shift", "Esc", "Host", "cookie", "xx",
}  # fmt: skip
"""What the guide to reading names: formats, programs, keys, and a status of 5xx."""


RECONCILIATION = {
    *("English", "OpenRefine", "Reconciliation", "Service", "API", "CSV", "TSV", "UTF", "GB", "Big"),
    *("Reconcile", "Start", "reconciling", "Add", "standard", "service", "Also", "use", "relevant", "details", "from"),
    *("other", "columns", "Edit", "column", "reconciled", "values"),
}
"""What the guide to matching names: formats, a program, and the entries of its menus, which has them in English."""


ONLY_OF_MADE_UP_REPORTS = {"changes-between-reports", "probably-same", "reports-that-confirm", "reports-that-disagree"}
"""Questions that the two real reports do not answer: tests/test_comparing.py asks them of the made-up ones."""


def blocks(text: str, kind: str) -> list[str]:
    """The blocks of code of a kind on a page."""
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


def commands(text: str) -> list[str]:
    """The commands that a page shows."""
    return [line for block in blocks(text, "sh") for line in block.splitlines() if line.startswith("kg ")]


@pytest.mark.parametrize("line", dict.fromkeys(line for text in READMES.values() for line in commands(text)))
def test_readme_commands_run(line: str, kg: Kg, tmp_path: Path) -> None:
    done = kg(*shlex.split(line)[1:], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    written = list(tmp_path.iterdir())
    assert done.stdout.strip() or written


def test_the_readmes_show_the_same_things() -> None:
    """Command by command and heading by heading, of which each is in the page's language."""
    english, chinese = ([line.split()[:2] for line in commands(text)] for text in READMES.values())
    assert english == chinese
    assert len(english) > 20
    assert len({len(re.findall(r"^#+ ", text, re.MULTILINE)) for text in READMES.values()}) == 1


@pytest.mark.parametrize(
    ("readme", "community"),
    [("README.md", "Maosheng Community"), ("README.zh.md", "珠海市香洲区拱北街道茂盛社区 获得荣誉")],
)
def test_readme_python_names_the_community_and_its_receipt(readme: str, community: str) -> None:
    (text,) = blocks(READMES[readme], "python")
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, encoding="utf-8", check=True)
    assert community in done.stdout
    assert "茂盛社区入选中央政法委104个“枫桥式工作法”单位之一" in done.stdout


def test_what_the_readmes_say_of_their_examples_is_so(cli: Cli, all_store: EmbeddedStore) -> None:
    assert len(catalogue()) == 57

    def rows(*arguments: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(cli(*arguments, "--format", "csv").out)))

    enforcement = ("who", "镇街综合行政执法")
    assert (len(rows(*enforcement)), len(rows(*enforcement, "--stated-only"))) == (4, 1)
    plans = rows("who", "香洲区", "--year", "2024", "--type", "Document")
    assert plans
    assert all("planned" in row["marks"] for row in plans)

    def ways(*arguments: str) -> list[str]:
        return re.findall(r"^\d+\. (.*)", cli("path", *arguments, "--lang", "zh").out, re.MULTILINE)

    bodies, reforms = ("区法院", "区教育局", "--all"), ("放管服", "镇街综合行政执法改革", "--max-hops", "8")
    (left,) = ways(*bodies, "--without", "香洲区")
    assert "校外培训行业诉源治理工作站" in left
    assert len(ways(*bodies)) == 3
    assert (ways(*reforms), len(ways(*reforms, "--stand-ins"))) == ([], 1)


@pytest.fixture(scope="module")
def address(all_store: EmbeddedStore, all_data: Path) -> Iterator[str]:
    """Where all reports are served."""
    with serving(all_data, "--workers", "2", "--log", "none") as served:
        yield served.address


@pytest.mark.parametrize(
    ("page", "line"),
    [
        (name, line)
        for name in ("api.md", "api.zh.md")
        for block in blocks((DOCS / name).read_text("utf-8"), "sh")
        for line in block.splitlines()
    ],
)
def test_what_is_asked_over_http_is_answered(page: str, line: str, address: str) -> None:
    command, *arguments = shlex.split(line.replace("http://127.0.0.1:8000", address))
    assert command == "curl"
    asked = [command, "--silent", "--show-error", "--fail", *arguments]
    done = subprocess.run(asked, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip()
    if "text/csv" in line or "format=csv" in line:
        assert len(list(csv.DictReader(io.StringIO(done.stdout)))) > 0
    elif "/ask/" in line:
        assert json.loads(done.stdout)["rows"]


def test_both_pages_on_http_ask_the_same_and_every_path_is_shown(address: str) -> None:
    pages = [(DOCS / name).read_text("utf-8") for name in ("api.md", "api.zh.md")]
    asked = [re.findall(r"http://127\.0\.0\.1:8000(/[\w./-]*)", text) for text in pages]
    assert asked[0] == asked[1]
    assert {path.split("/")[1] for path in asked[0]} == {
        "openapi.json", "search", "show", "ask", "sparql", ".well-known", "health", "metrics"
    }  # fmt: skip


def test_the_tools_that_are_documented_are_those_that_there_are() -> None:
    from tests.test_mcp import TOOLS

    for name in ("mcp.md", "mcp.zh.md"):
        text = (DOCS / name).read_text("utf-8")
        assert set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == TOOLS
        (block,) = blocks(text, "json")
        server = json.loads(block)["mcpServers"]["honours-kg"]
        assert (server["command"], server["args"][0]) == ("kg", "mcp")


def test_the_make_targets_that_the_readme_names_exist() -> None:
    makefile = (CHECKOUT / "Makefile").read_text("utf-8")
    text = "".join([*READMES.values(), CONTRIBUTING])
    named = set(re.findall(r"(?:`|^)make (\w+)", text, re.MULTILINE))
    assert {"demo", "test", "check"} <= named
    assert named <= set(re.findall(r"^(\w+):", makefile, re.MULTILINE))


def test_the_test_that_contributing_runs_exists() -> None:
    ((path, word),) = re.findall(r"pytest -n 0 (\S+) -k (\w+)`", CONTRIBUTING)
    assert re.search(rf"def test_\w*{word}", (CHECKOUT / path).read_text("utf-8"))


def test_every_file_that_the_documentation_links_to_exists() -> None:
    pages = [*sorted(CHECKOUT.glob("*.md")), *sorted(DOCS.glob("*.md"))]
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
def test_a_generated_page_is_what_it_is_made_from_today(name: str, all_store: EmbeddedStore) -> None:
    assert (DOCS / name).read_text("utf-8") == PAGES[name](all_store), "python -m tests.pages"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_question_of_the_catalogue_is_documented_and_its_command_runs(
    language: str, all_store: EmbeddedStore
) -> None:
    page = (DOCS / f"questions.{language}.md").read_text("utf-8")
    for question in catalogue().values():
        assert f'<a id="{question.name}"></a>\n\n## {question.title[language]}\n' in page
        (command,) = re.findall(rf"^kg ask {question.name}\b(?!-).*$", page, re.MULTILINE)
        arguments = parse_arguments(question, shlex.split(command)[3:])
        answer = ask(Lookup(all_store, Language(language)), question, arguments)
        assert bool(answer) == (question.name not in ONLY_OF_MADE_UP_REPORTS)


@pytest.mark.parametrize(
    ("page", "foreign"),
    [
        *((DOCS / name, set() if ".en." in name else ABBREVIATIONS) for name in PAGES),
        (CHECKOUT / "README.md", {"中文"}),
        (CHECKOUT / "README.zh.md", NAMES),
        (DOCS / "ten-questions.zh.md", {"English", "SPARQL", "Python"}),
        (DOCS / "comparing.zh.md", {"English"}),
        (DOCS / "reading.zh.md", READING),
        (DOCS / "reconciliation.zh.md", RECONCILIATION),
        (DOCS / "api.zh.md", {"English", "HTTP", "SPARQL", "OpenAPI", "JSON", "Prometheus"}),
        (DOCS / "mcp.zh.md", {"English", "SPARQL"}),
        (DOCS / "api.md", {"中文"}),
        (DOCS / "mcp.md", {"中文"}),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else "",
)
def test_a_page_keeps_to_its_language(page: Path, foreign: set[str]) -> None:
    """Code, IRIs and anchors apart, and what is named in the other one."""
    text = re.sub(r"```.*?```|`[^`]*`|<a id=[^>]*>|</a>|\]\([^)]*\)", "", page.read_text("utf-8"), flags=re.DOTALL)
    other = r"[A-Za-z]{2,}" if ".zh." in page.name else r"[\u3000-\u9fff\uff00-\uffef]+"
    assert set(re.findall(other, text)) <= foreign


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
