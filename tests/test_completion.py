"""Shell completion, by the protocol that bash speaks: nothing is built, nothing fails, names stay names."""

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.lookup.lookup import Lookup
from kg.questions.catalogue import catalogue
from kg.store.embedded import EmbeddedStore

Case = Callable[..., Path]


def completed(*words: str, raw: str | None = None, **variables: str) -> list[str]:
    """What bash is offered for the last word, as it would read it."""
    typed = raw or " ".join(["kg", *map(shlex.quote, words[:-1]), words[-1]])
    environment = os.environ | {
        "_KG_COMPLETE": "complete_bash",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(len(words)),
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(
        [sys.executable, "-m", "kg"],
        env=environment | variables,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [" ".join(shlex.split(line)) for line in done.stdout.splitlines() if line]


@pytest.fixture(autouse=True)
def _built(store: EmbeddedStore) -> None:
    """The project's own graph is there."""


@pytest.mark.parametrize(
    "words", [("who",), ("show",), ("find",), ("path",), ("path", "区法院"), ("path", "a", "b", "--without")]
)
def test_the_names_of_things(words: tuple[str, ...]) -> None:
    assert {"狮山街道", "狮山街道教育社区"} <= set(completed(*words, "狮山街道"))


def test_a_name_goes_on_from_what_was_typed() -> None:
    label = "Maosheng Community, Gongbei Subdistrict, Xiangzhou District, Zhuhai"
    assert completed("who", "Maosh") == [label]
    assert completed("who", "maosh") == ["m" + label[1:]]
    assert "枫桥式工作法单位" in completed("who", "枫")
    assert "“枫桥式工作法”单位" in completed("who", "“枫")
    assert completed("who", "没有这个机构") == []
    assert completed("who", "") == []


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (("who", "枫桥", "--level"), "level"),
        (("who", "枫桥", "--predicate"), "predicate"),
        (("who", "枫桥", "--type"), "class"),
        (("find", "枫桥", "--type"), "class"),
        (("ask", "honours-of", "--level"), "level"),
        (("ask", "honours-of", "--institution", "区司法局", "--level"), "level"),
        (("ask", "honours-of", "--institution=区司法局", "--level", "="), "level"),
        (("ask", "statements-of-section", "--section"), "section"),
        (("ask", "things-of-class", "--class"), "class"),
    ],
)
def test_the_terms_of_the_ontology(words: tuple[str, ...], kind: str, store: EmbeddedStore) -> None:
    terms = Lookup(store).terms(kind)
    assert len(terms) > 3
    assert completed(*words, "") == terms
    assert completed(*words, terms[1][:2]) == [term for term in terms if term.startswith(terms[1][:2])]


def test_the_questions_and_their_parameters() -> None:
    questions = catalogue()
    assert completed("ask", "") == list(questions)
    assert completed("ask", "honours-o") == ["honours-of"]
    offered = completed("ask", "honours-of", "--")
    assert offered[:3] == ["--institution", "--level", "--year"]
    assert {"--receipts", "--format", "--lang"} <= set(offered)
    assert "--institution" not in completed("ask", "honours-of", "--institution", "区司法局", "--")
    offered = completed("ask", "honours-of", "--institution=区司法局", "--level=national", "--")
    assert {"--institution", "--level"} & set(offered) == set()
    assert "--year" in offered
    assert completed("ask", "honours-of", "--i") == ["--institution"]
    assert completed("ask", "no-such-question", "--inst") == []


def test_a_parameter_takes_things_of_its_class_only() -> None:
    assert "区司法局" in completed("ask", "honours-of", "--institution", "区司")
    assert "枫桥经验" not in completed("ask", "honours-of", "--institution", "枫桥")
    assert "枫桥经验" in completed("ask", "links-of-programme", "--programme", "枫桥")


def test_nothing_is_built_and_nothing_fails_where_no_store_is(case: Case, tmp_path: Path) -> None:
    folder = case("base")
    for data in (folder, tmp_path / "none"):
        folder = tmp_path / "stores"
        assert completed("who", "枫", KG_DATA=str(data), KG_STORES=str(folder)) == []
        assert completed("who", "枫", "--data", str(data), "--type", "C", KG_STORES=str(folder)) == []
        assert completed("ask", "honours-of", "--institution", "区", KG_DATA=str(data), KG_STORES=str(folder)) == []
        assert not folder.exists()


def test_a_broken_store_offers_nothing(case: Case, tmp_path: Path) -> None:
    folder, variables = case("base"), {"KG_STORES": str(tmp_path / "stores")}
    build = [sys.executable, "-m", "kg", "build", "--data", str(folder)]
    subprocess.run(build, env=os.environ | variables, check=True, capture_output=True)
    assert completed("who", "依法", KG_DATA=str(folder), **variables) != []
    for index in (tmp_path / "stores").rglob("names.sqlite"):
        index.write_bytes(b"this is no index")
    assert completed("who", "依法", KG_DATA=str(folder), **variables) == []


@pytest.mark.parametrize("typed", ["'", '"', "\\", "$(touch x)", "`", "“", "《", "%", "*", "\x01"])
def test_what_is_typed_is_only_a_beginning(typed: str) -> None:
    """No name begins with signs alone; `completed` sees that nothing fails and nothing is complained of."""
    assert completed("who", "x", raw=f"kg who {typed}") == []


def test_names_that_a_shell_would_run_are_quoted_or_left_out(case: Case, tmp_path: Path) -> None:
    folder, variables = case("base"), {"KG_STORES": str(tmp_path / "stores")}
    entities = folder / "entities.csv"
    entities.write_text(entities.read_text("utf-8").replace("依法行政", "依法行政;$(touch x)&|<>"), "utf-8")
    build = [sys.executable, "-m", "kg", "build", "--data", str(folder)]
    subprocess.run(build, env=os.environ | variables, check=True, capture_output=True)
    assert completed("who", "依法", KG_DATA=str(folder), **variables) == ["依法行政"]  # as the report names it
    entities.write_text(entities.read_text("utf-8").replace("$(touch x)&|<>", "touch x&|<>"), "utf-8")
    subprocess.run(build, env=os.environ | variables, check=True, capture_output=True)
    assert "依法行政;touch x&|<>" in completed("who", "依法", KG_DATA=str(folder), **variables)


def test_the_script_for_the_shell_is_shown_without_what_is_heavy() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "kg", "--show-completion", "bash"]
    environment = os.environ | {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=True)
    assert "_KG_COMPLETE=complete_bash" in done.stdout
    loaded = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line}
    assert loaded & {"rdflib", "networkx", "rich", "numpy", "opencc", "pypinyin", "rapidfuzz", "rjieba"} == set()
