"""The help of commands in the reader's language, and that language."""

from collections.abc import Iterator, Sequence
from typing import Any

from kg.errors import KgError
from kg.messages import say
from kg.terminal.words import default_language
from kg.vocabulary import Language, parse_language


def asked_language(arguments: Sequence[str]) -> Language:
    """The language that a command line asks for by `--lang`, else the locale's: help comes before options are read."""
    for place, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--lang":
            try:
                return parse_language(value if equals else "".join(arguments[place + 1 : place + 2]))
            except KgError:  # which the option itself tells
                break
    return default_language()


def translate(command: Any) -> None:
    """Put the help of a command, of its options and of the commands in it into the reader's language."""
    for owner, name, paragraph in help_paragraphs(command):
        setattr(owner, name, getattr(owner, name).replace(paragraph, say(paragraph)))


def help_paragraphs(command: Any) -> Iterator[tuple[Any, str, str]]:
    """What of the help of a command can be translated: who has it, under which name, and each paragraph.

    Of examples it is the heading alone.
    """
    for owner in (command, *command.params):
        for paragraph in (getattr(owner, "help", None) or "").split("\n\n"):
            first, *lines = paragraph.removeprefix("\b\n").split("\n")
            if paragraph:
                yield owner, "help", first if paragraph.startswith("\b") else "\n".join([first, *lines])
    for of in getattr(command, "commands", {}).values():
        yield from help_paragraphs(of)
