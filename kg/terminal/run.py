"""How a command runs: its errors become messages and exit codes."""

import atexit
import gc
import io
import sys
from typing import Final, NoReturn

import typer

from kg.errors import KgError, NotFoundError, NoWayError, QuerySyntaxError, TablesError

FAILED: Final = 1
BAD_INPUT: Final = 2


def new_app(help: str = "") -> typer.Typer:
    """An application without commands, whose help is plain: to load rich would take as long as a lookup."""
    return typer.Typer(
        help=help or None, no_args_is_help=bool(help), rich_markup_mode=None, pretty_exceptions_enable=False
    )


def run(app: typer.Typer, name: str = "kg") -> None:
    """Run an application with this process's arguments, and end the process.

    Errors of input end with exit code 2, and a name that nothing has with 1.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a label that the stream's encoding lacks is no reason to fail
            stream.reconfigure(errors="backslashreplace")
    atexit.register(gc.freeze)  # the process ends: to look for its garbage took an eighth of a lookup
    try:
        app(prog_name=name)
    except (NoWayError, NotFoundError) as error:
        _fail(str(error), FAILED)
    except QuerySyntaxError as error:
        marker = _blank(error.text[: error.column - 1]) + "^"
        _fail(f"{error}\n{error.text}\n{marker}", BAD_INPUT)
    except TablesError as error:
        count = len(error.problems)
        _fail(f"{error}\n{count} problem{'s' if count > 1 else ''}; nothing was changed", BAD_INPUT)
    except (KgError, OSError) as error:
        _fail(str(error), BAD_INPUT)


def _fail(message: str, code: int) -> NoReturn:
    sys.stdout.flush()
    print(message, file=sys.stderr)
    sys.exit(code)


def _blank(text: str) -> str:
    """What takes as many columns as a text, and keeps its tabs."""
    from rich.cells import cell_len

    return "\t".join(" " * cell_len(part) for part in text.split("\t"))
