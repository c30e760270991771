"""What the program says in sentences (errors, hints, notices, help), in the reader's language.

The sentences stand in English where they are said, and are the keys of gettext's catalogues; the translations are
in `locale/`, which `hatch_build.py` compiles. The words of tables and headings, which the page has too, are in
words.json.
"""

import gettext
import os
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Final

DOMAIN: Final = "kg"

_catalogue: ContextVar[gettext.NullTranslations | None] = ContextVar("catalogue", default=None)


def speak(language: str, folder: Path) -> None:
    """Say all sentences from here on in a language, `zh` or `en`, by the compiled catalogues in `folder`.

    One that has no catalogue is English. Only this thread, or task, and those begun from it hear it.
    """
    _catalogue.set(gettext.translation(DOMAIN, folder, [language], fallback=True))


def speak_everywhere(language: str, folder: Path) -> None:
    """The same for this whole process, and for the library that reads its command line."""
    speak(language, folder)
    gettext.bindtextdomain(DOMAIN, str(folder))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language


def say(sentence: str, /, **values: Any) -> str:
    """A sentence in the reader's language, each `{name}` in it replaced as `str.format` does."""
    catalogue = _catalogue.get()
    said = catalogue.gettext(sentence) if catalogue else sentence
    return said.format(**values) if values else said


def say_count(one: str, more: str, /, count: int, **values: Any) -> str:
    """The sentence for one, or for more of something: `{count}` in it is how many."""
    catalogue = _catalogue.get()
    said = catalogue.ngettext(one, more, count) if catalogue else one if count == 1 else more
    return said.format(count=count, **values)
