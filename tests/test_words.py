"""The words of the two faces, `kg/words.json`: each in both languages, none missing, none left over."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from kg.sparql.hints import KINDS
from kg.text.words import word
from kg.vocabulary import PREFIXES, Language
from tests.conftest import CHECKOUT

TOLD: Final[dict[str, Any]] = json.loads((CHECKOUT / "kg" / "words.json").read_text("utf-8"))
BOTH, TERMINAL, TERMS = (TOLD[section] for section in ("both", "terminal", "terms"))
PAGE: Final = [pair for group in TOLD["page"].values() for pair in group.items()]
WEB: Final = [pair for group in TOLD["web"].values() for pair in group.items()]
ALL: Final = [*BOTH.items(), *TERMINAL.items(), *PAGE, *WEB, *TERMS.items()]
TEMPLATES: Final = "\n".join(path.read_text("utf-8") for path in sorted((CHECKOUT / "viz" / "pages").glob("*.html")))
TERMINAL_CODE: Final = "\n".join(
    path.read_text("utf-8") for path in sorted((CHECKOUT / "kg" / "terminal").glob("*.py"))
)
SCRIPTS: Final = "\n".join(path.read_text("utf-8") for path in sorted((CHECKOUT / "viz" / "src").rglob("*.js")))


def python_strings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


HINTED: Final = {f"hint-{kind}" for kind in KINDS}
"""Words whose names Python puts together."""
IN_PYTHON: Final = HINTED | {text for path in (CHECKOUT / "kg").rglob("*.py") for text in python_strings(path)}
NOTATIONS: Final = set(re.findall(r'skos:notation "([^"]+)"', (CHECKOUT / "kg" / "ontology.ttl").read_text("utf-8")))
"""The tokens of the ontology, some of which the terminal puts in words of its own."""
IN_SCRIPTS: Final = set(re.findall(r'"([a-z-]+)"', SCRIPTS))
MADE: Final = set(re.findall(r"(?:word|heading)\(`([a-z]+-)\$\{", SCRIPTS))
"""How names begin that the page puts together, such as `problem-${kind}`."""


MADE_IN_PYTHON: Final = {
    begun + end for begun in re.findall(r'\bword\(f"([a-z]+-)\{', TERMINAL_CODE) for end in IN_PYTHON if end.isalpha()
}
"""Words whose names the terminal puts together, such as `by-{name}`."""


def is_in_scripts(name: str) -> bool:
    ends = [name.removeprefix(begun) for begun in MADE if name.startswith(begun)]
    return name in IN_SCRIPTS or any(end in IN_SCRIPTS or re.search(rf"\b{end}: ", SCRIPTS) for end in ends)


@pytest.mark.parametrize(("name", "said"), ALL)
def test_every_word_has_both_languages(name: str, said: list[str]) -> None:
    chinese, english = said
    assert chinese.strip()
    assert english.strip()
    assert chinese.count("{}") == english.count("{}")


def test_every_name_stands_once() -> None:
    text = (CHECKOUT / "kg" / "words.json").read_text("utf-8")
    names = re.findall(r'^ +"([^"]+)": \[', text, re.MULTILINE)
    assert len(names) == len(ALL)
    assert sorted(names) == sorted(set(names))


def test_no_word_is_missing() -> None:
    page = set(re.findall(r'\b(?:word|heading)\("([^"]+)"', SCRIPTS))
    assert page - set(BOTH) - dict(PAGE).keys() == set()
    called = re.findall(r"\bword\([\"']([^\"']+)[\"']", TERMINAL_CODE)
    assert set(called) - set(BOTH) - set(TERMINAL) == set()
    served = re.findall(r"\bword\([\"']([^\"']+)[\"']", TEMPLATES)
    assert len(served) > 60
    assert set(served) - set(BOTH) - set(TERMINAL) - dict(PAGE).keys() - dict(WEB).keys() == set()


def test_no_word_is_left_over() -> None:
    assert [name for name in [*BOTH, *TERMINAL] if name not in IN_PYTHON | MADE_IN_PYTHON | NOTATIONS] == []
    in_templates = set(re.findall(r"[\"']([a-z-]+)[\"']", TEMPLATES))
    assert [name for name in dict(WEB) if name not in IN_PYTHON | in_templates] == []
    assert [name for name in [*BOTH, *dict(PAGE)] if name not in NOTATIONS and not is_in_scripts(name)] == []


def test_terms_are_of_vocabularies_with_a_prefix() -> None:
    assert {name.split(":")[0] for name in TERMS} <= set(PREFIXES)


def test_an_unknown_word_is_an_error() -> None:
    assert word("of-year", Language.EN, "2023") == "of 2023"
    with pytest.raises(KeyError, match="no such word"):
        word("no such word", Language.EN)
