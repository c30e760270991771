"""Small inputs that failed once and lie outside the repository: each is told, or answered, as people expect.

They lie in the folder that KG_CASES names, else beside the checkout; without them these tests are skipped. A case
is a folder of tables, with `texts/` for the texts of its reports; a line here says what comes of it.
"""

import os
from pathlib import Path
from typing import Final

import pytest

from kg.errors import TablesError
from kg.pipeline.generation import build
from kg.store.embedded import EmbeddedStore
from kg.tables.checks import read_checked
from tests.checked import texts_of
from tests.conftest import CHECKOUT, Cli

_NAMED: Final = os.environ.get("KG_CASES")
FOLDER: Final = Path(_NAMED) if _NAMED else CHECKOUT.parent / "shared" / "cases"

PROBLEMS: Final = {
    "iri-hash": ["entities.csv:4:same_as"],
    "iri-percent": ["entities.csv:4:same_as"],
    "label-only-zero-width": ["entities.csv:4:label_en", "entities.csv:4:label_zh"],
    "label-bidi": ["entities.csv:4:label_en", "entities.csv:4:label_zh"],
    "delimiter-semicolon": ["entities.csv:1"],
    "delimiter-sep-line": ["entities.csv:1"],
}
"""Where the problems stand that check, build and lookups tell of a case."""

WARNINGS: Final = {"alias-separators": ["entities.csv:4:aliases", "entities.csv:5:aliases"]}
"""Where the warnings stand, of a case that passes."""

SECTIONS: Final = {
    "headings-plain": ["s0", "s1"],
    "headings-indented": ["s0", "s1"],
    "headings-pagebreak": ["s0", "s1"],
    "heading-of-odd-numeral": ["s0", "s1"],
}
"""The sections of the text of a case that passes."""


def case(name: str) -> Path:
    if not (FOLDER / name).is_dir():
        pytest.skip(f"the case {name} is not at hand; name the folder of the cases in KG_CASES")
    return FOLDER / name


@pytest.mark.parametrize("name", PROBLEMS)
def test_it_is_refused_with_the_place(name: str, cli: Cli) -> None:
    folder = case(name)
    with pytest.raises(TablesError) as caught:
        read_checked(folder)
    places = [str(problem).partition(": ")[0].removeprefix(f"{folder}/") for problem in caught.value.problems]
    assert places == PROBLEMS[name]
    for arguments in (["check"], ["build"], ["who", "甲县"]):
        done = cli(*arguments, "--data", folder)
        assert done.code == 2
        assert str(caught.value) in done.err


@pytest.mark.parametrize("name", WARNINGS)
def test_it_is_warned_of_and_passes(name: str, cli: Cli) -> None:
    folder = case(name)
    done = cli("check", "--data", folder)
    assert (done.code, done.out.partition(":")[0]) == (0, "ok")
    places = [line.removeprefix(f"warning: {folder}/").partition(": ")[0] for line in done.err.splitlines()]
    assert places == WARNINGS[name]
    assert cli("build", "--data", folder).code == 0


@pytest.mark.parametrize("name", SECTIONS)
def test_its_text_has_these_sections(name: str) -> None:
    folder = case(name)
    (text,) = texts_of(read_checked(folder, folder / "texts")).values()
    assert list(text.sections) == SECTIONS[name]
    store = EmbeddedStore(build(folder, folder / "texts"))
    assert store.query("ASK { ?claim kg:receipt/kg:section/dcterms:identifier 's1' }")


def test_query_files_are_read_or_their_encoding_is_named(cli: Cli) -> None:
    folder = case("query-files")
    tables = case("headings-plain")
    mark = (folder / "bom.rq").read_bytes()
    for arguments in (["query", folder / "bom.rq"], ["query", "-"]):
        done = cli(*arguments, "--data", tables, "--format", "csv", stdin=mark)
        assert (done.code, done.out.split()[1:]) == (0, ["https://w3id.org/honours-kg/id/990000-yi"])
    done = cli("query", folder / "gb18030.rq", "--data", tables)
    assert done.code == 2
    assert done.err.startswith(f"{folder / 'gb18030.rq'}:1: is not UTF-8; it reads as GB18030")
