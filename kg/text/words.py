"""The words of tables and headings, kg/words.json: the same on every face, in both languages."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from kg.folders import PACKAGE
from kg.vocabulary import Language


def word(name: str, language: Language, *values: object) -> str:
    """A word in a language; each `{}` in it takes the next of the `values`. Raises KeyError for one that is none."""
    return _words()[name][language is Language.EN].format(*values)


def foreign(curie: str, language: Language) -> str:
    """What a property or class of another vocabulary is called; "" where it has no name of ours."""
    return _terms().get(curie, ("", ""))[language is Language.EN]


@cache
def _words() -> Mapping[str, tuple[str, str]]:
    """All words, each in Chinese and English; read when the first is said."""
    told = _file()
    parts = [told["both"], told["terminal"], *told["page"].values(), *told["web"].values()]
    return {name: (zh, en) for part in parts for name, (zh, en) in part.items()}


@cache
def _terms() -> Mapping[str, tuple[str, str]]:
    """What terms of other vocabularies are called, by their CURIEs."""
    return {curie: (zh, en) for curie, (zh, en) in _file()["terms"].items()}


def _file() -> Any:
    return json.loads((PACKAGE / "words.json").read_text("utf-8"))
