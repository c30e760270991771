"""Keeps the catalogues of messages: `python -m tests.messages` puts what the code says into `kg/locale`.

What is new has no translation yet, which a test tells; what is said no more is left out.
"""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import typer
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from kg.cli import app
from kg.terminal.help import help_paragraphs
from tests.conftest import CHECKOUT

LOCALE: Final = CHECKOUT / "kg" / "locale"
KEYWORDS: Final = {"say": None, "say_count": (1, 2)}
LIBRARY_KEYWORDS: Final = {"_": None, "ngettext": (1, 2)}
HEADER: Final = r"""msgid ""
msgstr ""
"Language: {language}\n"
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=1; plural=0;\n"

"""
"""What gettext must know of a catalogue; no day, so that only what is said changes the file."""

LIBRARIES: Final = ("click", "typer")
"""What reads the command line, and speaks of it."""

Message = str | tuple[str, str]


def said() -> Iterator[Message]:
    """Each sentence of the code, of the commands' help, and of the libraries that read the command line."""
    yield from _extracted(CHECKOUT / "kg", KEYWORDS)
    yield from (paragraph for _, _, paragraph in help_paragraphs(typer.main.get_command(app)))
    for library in LIBRARIES:
        spec = find_spec(library)
        assert spec is not None
        assert spec.origin is not None
        yield from _extracted(Path(spec.origin).parent, LIBRARY_KEYWORDS)


def _extracted(folder: Path, keywords: dict[str, tuple[int, ...] | None]) -> Iterator[Message]:
    for _, _, message, _, _ in extract_from_dir(folder, [("**.py", "python")], keywords=keywords):
        yield message if isinstance(message, str) else (message[0], message[1])


def catalogue(path: Path) -> Catalog:
    """The translations of a file."""
    with path.open("rb") as lines:
        return read_po(lines)


def main() -> None:
    """Bring every catalogue up to date."""
    for path in sorted(LOCALE.rglob("*.po")):
        old, new = catalogue(path), Catalog(locale=path.parts[-3], project="honours-kg", fuzzy=False)
        for message in dict.fromkeys(said()):
            known = old.get(message[0] if isinstance(message, tuple) else message)
            new.add(message, known.string if known else "")
        with path.open("wb") as out:
            out.write(HEADER.format(language=path.parts[-3]).encode())
            write_po(out, new, width=120, sort_output=True, omit_header=True, no_location=True)


if __name__ == "__main__":
    main()
