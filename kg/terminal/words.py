"""The words of the command line in both languages, and the language that it speaks by itself."""

import json
import os
from collections.abc import Mapping
from functools import cache

from kg.folders import PACKAGE
from kg.vocabulary import Language


def word(name: str, language: Language, *values: str) -> str:
    """A word of the command line; each `{}` in it takes the next of the `values`."""
    return _words()[name][language is Language.EN].format(*values)


def default_language() -> Language:
    """Chinese where the locale is Chinese, else English (POSIX: LC_ALL, LC_MESSAGES, LANG in order)."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return Language.ZH if locale.lower().startswith("zh") else Language.EN


@cache
def _words() -> Mapping[str, tuple[str, str]]:
    """The words that the terminal uses, each in Chinese and English; read when a command first prints one."""
    told = json.loads((PACKAGE / "words.json").read_text("utf-8"))
    return {name: (zh, en) for part in ("both", "terminal") for name, (zh, en) in told[part].items()}
