"""How a command runs: its errors become messages and exit codes."""

import atexit
import gc
import os
import sys
from typing import Any, Final, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.models import TyperPath

from kg.errors import (
    AmbiguousNameError,
    KgError,
    NotFoundError,
    NoWayError,
    QuerySyntaxError,
    TablesError,
)
from kg.folders import catalogues_folder
from kg.messages import reason, say, speak_everywhere
from kg.terminal.help import HelpContext, asked_language, translate, usage_error
from kg.terminal.streams import give_up, prepare_streams, tell
from kg.text.characters import visible
from kg.vocabulary import Language

FAILED: Final = 1
BAD_INPUT: Final = 2
INCOMPLETE: Final = 3

_SHOWN: Final = 150
"""Characters of a query's line that are shown with an error."""

_LibraryError: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")


def new_app(help: str = "") -> typer.Typer:
    """An application without commands, whose help is plain: to load rich would take as long as a lookup."""
    return typer.Typer(
        help=help or None,
        cls=KgGroup,
        no_args_is_help=bool(help),
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )


class KgCommand(TyperCommand):
    """A command whose texts are UTF-8 where the locale knows only ASCII; paths stay as the system has them."""

    context_class = HelpContext

    def invoke(self, ctx: Any) -> Any:
        """Run it."""
        paths = {param.name for param in self.params if isinstance(param.type, TyperPath)}
        ctx.params = {name: value if name in paths else _text(value) for name, value in ctx.params.items()}
        return super().invoke(ctx)


class KgGroup(TyperGroup):
    """A command that has others, whose help is written as theirs."""

    context_class = HelpContext


def _text(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_text(one) for one in value]
    if type(value) is not str:  # a format or a language is more than a text
        return value
    try:
        return os.fsencode(value).decode()
    except UnicodeError:
        return value


def run(app: typer.Typer, name: str = "kg") -> None:
    """Run an application with this process's arguments, and end the process.

    Errors of input end with exit code 2, as does output that cannot be written; a name that nothing
    has, or that several things have, ends with 1, as does, without a word, output that nobody reads to its end.
    """
    prepare_streams()
    atexit.register(gc.freeze)  # the process ends: to look for its garbage took an eighth of a lookup
    try:
        try:
            code = _command(app)(prog_name=name, standalone_mode=False)
        finally:
            sys.stdout.flush()  # here a full disk can still be told of
        sys.exit(code)
    except _LibraryError as error:
        _fail(usage_error(error), error.exit_code)
    except typer.Abort:
        _fail(say("Aborted!"), FAILED)
    except (AmbiguousNameError, NoWayError, NotFoundError) as error:
        _fail(str(error), FAILED)
    except QuerySyntaxError as error:
        line, column = _around(error.text, error.column)
        marker = _blank(visible(line[: column - 1])) + "^"
        _fail(f"{error}\n{line}\n{marker}", BAD_INPUT)
    except TablesError as error:
        from kg.terminal.problems import told_problems

        _fail(told_problems(error), BAD_INPUT)
    except KgError as error:
        _fail(str(error), BAD_INPUT)
    except BrokenPipeError:
        give_up(sys.stdout)
        sys.exit(FAILED)
    except OSError as error:
        if error.filename is None and error.strerror:  # a file would be named
            give_up(sys.stdout)
            _fail(say("standard output cannot be written: {reason}", reason=reason(error)), BAD_INPUT)
        _fail(f"{error.filename}: {reason(error)}" if error.filename else str(error), BAD_INPUT)


def _command(app: typer.Typer) -> Any:
    """An application as a command that speaks the reader's language."""
    language = asked_language(sys.argv[1:])
    speak_everywhere(language, catalogues_folder())
    command = typer.main.get_command(app)
    if language is not Language.EN:
        translate(command)
    return command


def _fail(message: str, code: int) -> NoReturn:
    tell(message)
    sys.exit(code)


def _around(line: str, column: int) -> tuple[str, int]:
    """As much of a line as a screen shows, around a column; and that column in it."""
    start = max(0, min(column - 1 - _SHOWN // 2, len(line) - _SHOWN))
    before, after = "…" * (start > 0), "…" * (start + _SHOWN < len(line))
    return before + line[start : start + _SHOWN] + after, column - start + len(before)


def _blank(text: str) -> str:
    """What takes as many columns as a text, and keeps its tabs."""
    from rich.cells import cell_len

    return "\t".join(" " * cell_len(part) for part in text.split("\t"))
