"""The house itself: which room may look into which, and what no room does."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import kg
from kg import errors

PACKAGE = Path(kg.__file__).parent
ROOMS = sorted(path.stem for path in PACKAGE.glob("*.py") if not path.stem.startswith("__"))

# A room imports only from rooms before it. The order is the way of the data: words that all
# rooms share; tables and reports, checked; the graph made of them; its store; questions to the
# store; what answers become. Who adds a room puts it where its data come from.
ORDER = (
    "errors", "vocabulary", "inputs", "delimited", "dates", "ontology",  # shared
    "csvfile", "tables", "sources", "checks", "review",  # tables and reports
    "triples", "shapes", "names", "search", "readings",  # what is made of them
    "store",  # where it lies
    "formats", "sparql", "frame", "jsonld", "query", "worker", "stats", "model", "lookup", "questions",  # questions
    "dataset", "build",  # the graph with what it says of itself, its questions too
    "records", "network", "layout", "paths", "netfile", "export",  # as a list, a network, a file
    "pagedata", "page", "graph", "render", "app", "completion", "options", "answers", "cli",  # faces
)  # fmt: skip

READS_TABLES = {
    "csvfile", "tables", "sources", "checks", "triples", "shapes", "ontology", "readings", "review", "dataset",
}  # fmt: skip
ASKS_THE_STORE = set(ORDER[ORDER.index("store") + 1 :]) - {"dataset", "build", "options", "cli"}
"""What comes after the store, but those that make one: `options` opens it for every command, and
makes it anew where the tables have changed."""
FACES = {"render", "page", "app", "completion", "options", "answers", "cli"}
SPEAKS = {"cli", "answers", "options", "render", "worker"}
"""The rooms that print and end the process: the command line, its tables, and the engine's process."""

ALLOWED = {
    "cli": FACES - {"cli"},
    "answers": {"render", "options", "completion"},
    "options": {"render", "completion"},
    "completion": {"render"},
    "graph": {"page"},
}
"""The rooms of the command line, which are one face, may use each other; a notebook shows a small page."""


def tree(room: str) -> ast.Module:
    return ast.parse((PACKAGE / f"{room}.py").read_text("utf-8"))


def _is_guard(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.If) and name in {n.id for n in ast.walk(node.test) if isinstance(n, ast.Name)}


def walk(node: ast.AST, *, typing: bool = False) -> Iterator[ast.AST]:
    """What is below a node, without `if __name__ == "__main__"`, and `if TYPE_CHECKING` unless `typing`."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not _is_guard(child, "__name__") and (typing or not _is_guard(child, "TYPE_CHECKING")):
            yield from walk(child, typing=typing)


def imports(nodes: Iterator[ast.AST]) -> set[str]:
    """The rooms that are imported among `nodes`."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"a relative import on line {node.lineno}"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("kg.")} & set(ROOMS)
    return found


def below(room: str) -> set[str]:
    """The rooms that a room imports, and those that they import, types alone and `options` left aside."""
    seen: set[str] = set()
    wanted = [room]
    while wanted:
        for other in imports(walk(tree(wanted.pop()))) - seen - {"options"}:
            seen.add(other)
            wanted.append(other)
    return seen


def test_every_room_has_its_place() -> None:
    assert set(ROOMS) <= set(ORDER)


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_downstream_only(room: str) -> None:
    allowed = set(ORDER[: ORDER.index(room)])
    assert imports(walk(tree(room), typing=True)) - allowed == set()


@pytest.mark.parametrize("room", sorted(ASKS_THE_STORE & set(ROOMS)))
def test_what_asks_the_store_reads_no_table(room: str) -> None:
    assert below(room) & READS_TABLES == set()


@pytest.mark.parametrize("room", ROOMS)
def test_faces_are_imported_by_the_command_line_only(room: str) -> None:
    found = imports(walk(tree(room), typing=True)) & FACES
    assert found <= (ALLOWED.get(room, set()))


def test_the_command_line_imports_when_a_command_runs() -> None:
    top = imports(iter(tree("cli").body))
    assert top <= {"answers", "completion", "errors", "inputs", "options", "vocabulary"}


@pytest.mark.parametrize("room", sorted(set(ROOMS) - SPEAKS))
def test_only_the_command_line_prints_and_exits(room: str) -> None:
    said = [
        f"{room}.py:{node.lineno}: {ast.unparse(node)}"
        for node in walk(tree(room))
        if (isinstance(node, ast.Call) and ast.unparse(node.func) in {"print", "exit", "quit", "sys.exit", "os._exit"})
        or (isinstance(node, ast.Name) and node.id == "SystemExit")
    ]
    assert said == []


@pytest.mark.parametrize("room", [*ROOMS, "__init__", "__main__"])
def test_nothing_is_swallowed(room: str) -> None:
    """No handler takes every exception, unless it cleans up and raises it again."""
    broad = []
    for node in ast.walk(tree(room)):
        if isinstance(node, ast.ExceptHandler):
            names = {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)} if node.type else {"Exception"}
            again = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
            if names & {"Exception", "BaseException"} and not again:
                broad.append(f"{room}.py:{node.lineno}")
    assert broad == []


def test_importing_the_package_does_no_work() -> None:
    code = "import sys; before = set(sys.modules); import kg; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    loaded = {name for name in done.stdout.split() if name.split(".")[0] not in sys.stdlib_module_names}
    assert loaded == {"kg"}


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
