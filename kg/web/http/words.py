"""The words of what is served: those of kg/words.json, the same that the other faces say."""

import json
from collections.abc import Mapping
from functools import cache

from kg.folders import PACKAGE
from kg.vocabulary import Language


def word(name: str, language: Language, *values: object) -> str:
    """A word in a language; each `{}` in it takes the next of the `values`. Raises KeyError for one that is none."""
    return _words()[name][language is Language.EN].format(*values)


@cache
def _words() -> Mapping[str, tuple[str, str]]:
    """All words, each in Chinese and English; read when the first is said."""
    told = json.loads((PACKAGE / "words.json").read_text("utf-8"))
    parts = [told["both"], told["terminal"], *told["page"].values(), *told["web"].values()]
    return {name: (zh, en) for part in parts for name, (zh, en) in part.items()}
