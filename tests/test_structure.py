"""The house itself: what no room does. Which room may look into which, the contracts of import-linter say."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import kg
from kg import cli, errors

PACKAGE = Path(kg.__file__).parent
FILES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))

SPEAKS = {
    "build.py",
    "lookups.py",
    "publish.py",
    "query.py",
    "terminal/editions.py",
    "terminal/result.py",
    "cli.py",
    "terminal/streams.py",
    "terminal/run.py",
    "terminal/text.py",
    "sparql/worker.py",
}
"""Where something is printed or the process ended: the command line, and the engine's process."""


def tree(file: str) -> ast.Module:
    return ast.parse((PACKAGE / file).read_text("utf-8"))


def imports(nodes: Iterator[ast.AST]) -> set[str]:
    """The modules of the package that are imported among `nodes`, and the names that are taken from them."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"a relative import on line {node.lineno}"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.startswith("kg.")}


def test_few_modules_lie_outside_the_rooms() -> None:
    outside = [file for file in FILES if "/" not in file and not file.startswith("__")]
    assert len(outside) <= 18


@pytest.mark.parametrize(
    "file",
    [
        "cli.py",
        "build.py",
        "lookups.py",
        "publish.py",
        "query.py",
        "read.py",
        "serve.py",
        "terminal/options.py",
        "terminal/completion.py",
    ],
)
def test_the_command_line_imports_when_a_command_runs(file: str) -> None:
    light = (
        "kg.build",
        "kg.lookups",
        "kg.publish",
        "kg.query",
        "kg.read",
        "kg.serve",
        "kg.errors",
        "kg.export.parts",
        "kg.folders",
        "kg.lookup.records",
        "kg.messages",
        "kg.numbers",
    )
    top = imports(node for node in tree(file).body if isinstance(node, ast.Import | ast.ImportFrom))
    assert [name for name in top if not name.startswith((*light, "kg.terminal", "kg.vocabulary"))] == []


@pytest.mark.parametrize("file", sorted(set(FILES) - SPEAKS))
def test_only_the_command_line_prints_and_exits(file: str) -> None:
    said = [
        f"{file}:{node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree(file))
        if (isinstance(node, ast.Call) and ast.unparse(node.func) in {"print", "exit", "quit", "sys.exit", "os._exit"})
        or (isinstance(node, ast.Name) and node.id == "SystemExit")
    ]
    assert said == []


@pytest.mark.parametrize("file", FILES)
def test_nothing_is_swallowed(file: str) -> None:
    """No handler takes every exception, unless it cleans up and raises it again."""
    broad = []
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.ExceptHandler):
            names = {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)} if node.type else {"Exception"}
            again = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
            if names & {"Exception", "BaseException"} and not again:
                broad.append(f"{file}:{node.lineno}")
    assert broad == []


def test_importing_the_package_does_no_work() -> None:
    code = "import sys; before = set(sys.modules); import kg; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    loaded = {name for name in done.stdout.split() if name.split(".")[0] not in sys.stdlib_module_names}
    assert loaded == {"kg", "kg.version"}


def test_public_names() -> None:
    assert kg.__all__ == ["__version__", "find", "open"]
    assert all(hasattr(kg, name) for name in kg.__all__)


def test_the_tree_of_errors_is_drawn_as_it_is() -> None:
    drawn = [line for line in (errors.__doc__ or "").splitlines() if line.strip().partition("── ")[2]]
    parents, found = {0: "KgError"}, {"KgError": "Exception"}
    for line in drawn:
        depth, name = line.index("── ") // 4, line.partition("── ")[2].split()[0]
        parents[depth] = name
        found[name] = parents.get(depth - 1, "KgError")
    classes = {
        name: cls.__base__.__name__
        for name, cls in vars(errors).items()
        if isinstance(cls, type) and issubclass(cls, Exception) and cls.__base__
    }
    assert found == classes


COMMANDS = {command.__name__ for command in cli.COMMANDS}
"""Functions whose docstrings are the help of the command line."""


@pytest.mark.parametrize("file", FILES)
def test_what_a_public_function_raises_stands_in_its_docstring(file: str) -> None:
    """As far as its own body shows; what it raises through others its author tells."""
    silent = []
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.name not in COMMANDS:
            raised = [inner for inner in ast.walk(node) if isinstance(inner, ast.Raise) and inner.exc is not None]
            if raised and "raise" not in (ast.get_docstring(node) or "").lower():
                silent.append(f"{file}:{node.lineno}: {node.name}")
    assert silent == []
