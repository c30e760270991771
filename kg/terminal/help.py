"""The help of commands, and errors in how they are called, in the reader's language, and which language that is.

The library that reads the command line says the most of it in English alone.
"""

import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from typing import Any, Final

import typer

from kg.errors import KgError
from kg.messages import abridged, say, spoken
from kg.terminal.locale import default_language
from kg.text.characters import visible
from kg.vocabulary import Language, parse_language

SENTENCES: Final = (
    "Usage: {usage}",
    "Try '{command}' for help.",
    "Error: {message}",
    "Show this message and exit.",
    "{message} (Possible options: {options})",
    "No such option: {option}",
    "No such command {command}. Did you mean {others}?",
    "No such command {command}.",
    "Missing command.",
    "Missing argument {name}.",
    "Missing option {name}.",
    "Option {option} requires an argument.",
    "Option {option} does not take a value.",
    "Got unexpected extra argument(s) ({arguments})",
    "Invalid value for {name}: {message}",
    "{value} is not a valid {type}.",
    "{value} is not in the range {range}.",
    "{value} is not one of {choices}.",
    "int",
    "int range",
    "float",
    "float range",
    "{shell} completion installed in {path}",
    "Completion will take effect once you restart the terminal",
    "Shell {shell} is not supported.",
    "Shell {shell} not supported.",
    "Couldn't get PowerShell user profile",
    "Couldn't decode the path automatically",
)
"""What the library says, each `{…}` for what it fills in; the first that fits is meant."""

_TYPED: Final = frozenset(("arguments", "command", "option", "value"))
"""What stands in them as a person typed it."""

_UNBROKEN: Final = re.compile(r"\s+|(?:[\x21-\x7e]+|\S)[，。；：、）”》]*")
"""What stays on one line: a word of ASCII, or a character, with the signs that begin no line."""


def asked_language(arguments: Sequence[str]) -> Language:
    """The language that a command line asks for by its last `--lang`, else the locale's; help is shown before
    options are read.
    """
    found = default_language()
    for place, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--lang":
            with suppress(KgError):  # which the option itself tells
                found = parse_language(value if equals else "".join(arguments[place + 1 : place + 2]))
    return found


def translate(command: Any) -> None:
    """Put the help of a command, of its options and of the commands in it into the reader's language, and what is
    said where completion is installed or shown.
    """
    for owner, name, paragraph in help_paragraphs(command):
        setattr(owner, name, getattr(owner, name).replace(paragraph, say(paragraph)))
    for option in command.params:
        if option.name in ("install_completion", "show_completion"):  # the library's own, which print by themselves
            option.callback = _translating(option.callback)
    for of in getattr(command, "commands", {}).values():
        of.short_help = of.help.partition("\n\n")[0].removesuffix("。")  # else the library cuts it where a space is


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


def usage_error(error: Any) -> str:
    """What an error of the library shows, in the reader's language."""
    shown = io.StringIO()
    error.show(shown)
    return "\n".join(map(_translated, shown.getvalue().removesuffix("\n").split("\n")))


def _translating(call: Callable[..., Any]) -> Callable[..., Any]:
    """A function of the library, whose lines on standard output and error are printed in the reader's language."""

    def translating(*arguments: Any) -> Any:
        out, err = io.StringIO(), io.StringIO()
        try:
            with redirect_stdout(out), redirect_stderr(err):
                return call(*arguments)
        finally:
            for said, stream in ((out, sys.stdout), (err, sys.stderr)):
                for line in said.getvalue().splitlines():
                    stream.write(visible(_translated(line)) + "\n")

    return translating


def _translated(text: str) -> str:
    """A sentence of the library, and those in it, in the reader's language; what is none of them stays."""
    for sentence in SENTENCES:
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(sentence))
        if match := re.fullmatch(pattern, text, re.DOTALL):
            values = {
                name: abridged(value) if name in _TYPED else _translated(value)
                for name, value in match.groupdict().items()
            }
            return say(sentence, **values)
    return text


class HelpFormatter(typer.Context.formatter_class):  # type: ignore[misc, valid-type]
    """Writes help, its lines no wider than the terminal where a character takes two columns."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """As the library does."""
        super().write_usage(prog, args, prefix or say("Usage: {usage}", usage=""))

    def write_heading(self, heading: str) -> None:
        """As the library does."""
        self.write(" " * self.current_indent + say("{heading}:", heading=heading) + "\n")

    def write_text(self, text: str) -> None:
        """As the library does."""
        super().write_text(self._folded(text, self.width - self.current_indent))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """As the library does: names and what they mean."""
        rows = list(rows)
        beside = min(max((len(name) for name, _ in rows), default=0), col_max) + col_spacing
        meant = [(name, self._folded(say(text), self.width - beside - 2)) for name, text in rows]
        super().write_dl(meant, col_max, col_spacing)

    def _folded(self, text: str, columns: int) -> str:
        """A text whose paragraphs the library need not break: it counts characters, and breaks at spaces only."""
        if spoken() == Language.EN:
            return text
        paragraphs = text.split("\n\n")
        return "\n\n".join(one if one.startswith("\b") else f"\b\n{_fold(one, columns)}" for one in paragraphs)


def _fold(text: str, columns: int) -> str:
    """A text in lines of so many columns."""
    from rich.cells import cell_len

    lines = [""]
    for part in _UNBROKEN.findall(text):
        if lines[-1] and cell_len(lines[-1] + part.rstrip()) > columns:
            lines.append("")
        lines[-1] += part if lines[-1] or not part.isspace() else ""
    return "\n".join(line.rstrip() for line in lines)


class HelpContext(typer.Context):
    """Where a command is called, whose help is written so."""

    formatter_class = HelpFormatter
