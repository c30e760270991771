"""The page's scripts as a house: which room may look into which."""

import re
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Final

import pytest

from tests.conftest import CHECKOUT

SOURCE: Final = CHECKOUT / "viz" / "src"
SHARED: Final = {CHECKOUT / "kg" / "words.json", CHECKOUT / "kg" / "sparql" / "known.json"}
"""What Python reads too."""

# A room imports only from rooms before it. The order: what all share; finding by name, and ways; the
# graph as a picture; what is known as text; asking; and on top ("") the page, which puts them together. What is served,
# and the page of a review, are pages of their own
ORDER: Final = ("base", "find", "draw", "show", "sparql", "", "served", "review")
FILES: Final = sorted(SOURCE.rglob("*.js"))


def imported(path: Path) -> set[Path]:
    """The files that one imports, packages left out."""
    found = re.findall(r'^(?:import|export)\b[^;]*?["\'](\.[^"\']+)["\'];$', path.read_text("utf-8"), re.MULTILINE)
    return {(path.parent / name).resolve() for name in found}


def room(path: Path) -> str:
    return "" if path.parent == SOURCE else path.parent.name


def name(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def test_every_room_has_its_place() -> None:
    assert {room(path) for path in FILES} == set(ORDER)
    assert {path.parent for path in FILES} == {SOURCE, *(SOURCE / folder for folder in ORDER if folder)}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_imports_point_to_rooms_before(path: Path) -> None:
    others = imported(path) - SHARED
    assert others <= set(FILES)
    allowed = ORDER[: ORDER.index(room(path)) + 1]
    assert [name(other) for other in sorted(others) if room(other) not in allowed] == []


def test_the_review_shares_only_what_all_share() -> None:
    of_review = [path for path in FILES if room(path) == "review"]
    used = {room(other) for path in of_review for other in imported(path)}
    assert used == {"base", "review"}


def test_what_is_served_shares_the_editor_and_its_answers() -> None:
    served = [path for path in FILES if room(path) == "served"]
    assert {room(other) for path in served for other in imported(path)} == {"base", "sparql", "served"}


def test_no_file_imports_itself_by_way_of_others() -> None:
    TopologicalSorter({path: imported(path) for path in FILES}).prepare()  # raises CycleError, which names the circle


def test_every_file_is_in_use() -> None:
    entries = {SOURCE / name for name in ("load.js", "page.js", "sparql/worker.js", "review/review.js")}
    entries |= {SOURCE / "served" / name for name in ("query.js", "forms.js")}
    assert set(FILES) - entries == set().union(*map(imported, FILES)) - SHARED
