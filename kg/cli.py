"""The command line, `kg`: the commands that make and those that answer."""

from typing import Annotated

import typer

from kg import build, query
from kg.terminal.completion import AskCommand
from kg.terminal.run import new_app, run

app = new_app("Ask a knowledge graph of institutions, programmes and honours.")


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    if version:
        from kg.version import __version__

        print(f"kg {__version__}")
        raise typer.Exit


for command in (*build.COMMANDS, *query.COMMANDS):
    if command is query.ask:  # what is no option of its own is a parameter of its question
        app.command(cls=AskCommand, context_settings={"ignore_unknown_options": True})(command)
    else:
        app.command()(command)


def main() -> None:
    """Run `kg`, and end the process."""
    run(app)
