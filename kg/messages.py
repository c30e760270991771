"""What the program says in sentences (errors, hints, notices, help), in the reader's language.

The sentences stand in English where they are said, and are the keys of gettext's catalogues; the translations are
in `locale/`, which `hatch_build.py` compiles. The words of tables and headings, which the page has too, are in
words.json.
"""

import gettext
import os
import re
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any, Final

DOMAIN: Final = "kg"

ECHO: Final = 80
"""Characters of what a person wrote that a sentence repeats: it names the place, and a whole cell would hide it."""

_catalogue: ContextVar[gettext.NullTranslations | None] = ContextVar("catalogue", default=None)
_language: ContextVar[str] = ContextVar("language", default="en")


def speak(language: str, folder: Path) -> None:
    """Say all sentences from here on in a language, `zh` or `en`, by the compiled catalogues in `folder`.

    One that has no catalogue is English. Only this thread, or task, and those begun from it hear it.
    """
    _catalogue.set(_translation(language, folder))
    _language.set(language)


@cache
def _translation(language: str, folder: Path) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, folder, [language], fallback=True)


def spoken() -> str:
    """The language of all sentences, for a process to be told that this one begins."""
    return _language.get()


def speak_everywhere(language: str, folder: Path) -> None:
    """The same for this whole process, and for the library that reads its command line."""
    speak(language, folder)
    gettext.bindtextdomain(DOMAIN, str(folder))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language


def say(sentence: str, /, **values: Any) -> str:
    """A sentence in the reader's language, each `{name}` in it replaced as `str.format` does.

    `{name!r}` is what a person wrote: it is abridged, in translations too, whose quotation marks are their own.
    """
    catalogue = _catalogue.get()
    said = catalogue.gettext(sentence) if catalogue and sentence else sentence  # "" is the key of the header
    return said.format(**_echoed(sentence, values)) if values else said


def say_count(one: str, more: str, /, count: int, **values: Any) -> str:
    """The sentence for one, or for more of something: `{count}` in it is how many."""
    catalogue = _catalogue.get()
    said = catalogue.ngettext(one, more, count) if catalogue else one if count == 1 else more
    return said.format(count=count, **_echoed(one, values))


def abridged(text: str) -> str:
    """What a person wrote, as messages repeat it: the first of it, what nobody sees escaped."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in _short(text))


def _short(text: str) -> str:
    return text if len(text) <= ECHO else text[: ECHO - 1] + "…"


def shown(value: Any) -> str:
    """A value as a text, as a person would type it: an integer of thousands of digits, which Python writes only so,
    in base 16.
    """
    try:
        return value if isinstance(value, str) else str(value)
    except ValueError:
        return hex(value)


class _Echo:
    """What a person wrote, in a sentence."""

    def __init__(self, value: Any) -> None:
        self._text = shown(value)

    def __repr__(self) -> str:
        return repr(_short(self._text))

    def __str__(self) -> str:
        return abridged(self._text)


def _echoed(sentence: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values for a sentence in English and its translations, of which those in `{…!r}` are a person's words."""
    words = set(re.findall(r"\{(\w+)!r\}", sentence))
    return {name: _Echo(value) if name in words else value for name, value in values.items()}


def listed(items: Iterable[str]) -> str:
    """Things in a row, apart as the language has it."""
    return say(", ").join(items)


def either(items: Iterable[str]) -> str:
    """Things of which one is meant."""
    return say(" or ").join(items)


def clauses(*parts: str) -> str:
    """One sentence of clauses: what is wrong, and what to do about it. An empty one is left out."""
    return say("; ").join(filter(None, parts))


def reason(error: OSError) -> str:
    """Why a file could not be read or written, as the operating system has it."""
    return say(error.strerror) if error.strerror else str(error)
