"""The command line, `kg`: the commands that make, that read reports in, that answer, that publish and that serve."""

import sys
from collections.abc import Iterable
from typing import Annotated, Final

import typer

from kg import build, lookups, publish, query, read, serve
from kg.terminal.completion import AskCommand
from kg.terminal.options import Command, Lang
from kg.terminal.run import KgCommand, new_app, run
from kg.terminal.streams import put

ROOMS: Final = (build, read, lookups, query, publish, serve)
COMMANDS: Final = tuple(command for room in ROOMS for command in room.COMMANDS)


def _root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
    lang: Lang = None,
) -> None:
    if version:
        from kg.version import __version__

        put(f"kg {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        put(context.get_help())


def app_of(commands: Iterable[Command]) -> typer.Typer:
    """`kg` with these of its commands."""
    made = new_app("Ask a knowledge graph of institutions, programmes and honours.")
    made.callback(invoke_without_command=True)(_root)
    for command in commands:
        if command is query.ask:  # what is no option of its own is a parameter of its question
            made.command(cls=AskCommand, context_settings={"ignore_unknown_options": True})(command)
        else:
            made.command(cls=KgCommand)(command)
    return made


app = app_of(COMMANDS)


def main() -> None:
    """Run `kg`, and end the process."""
    called = [command for command in COMMANDS if command.__name__ in sys.argv[1:2]]
    run(app_of(called) if called else app)  # to make every command takes time that a lookup can do without
