"""The commands that stay up: serve and mcp.

`python -m kg.serve` is `kg serve`.
"""

import sys
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kg.errors import MissingExtraError
from kg.folders import data_folder
from kg.messages import say
from kg.terminal.options import Data, Lang, Memory, Timeout, language_of, open_store
from kg.terminal.run import KgCommand, new_app, run
from kg.terminal.streams import put, tell

if TYPE_CHECKING:
    from kg.web.http.measured import Answered


class LogFormat(StrEnum):
    """How requests are logged."""

    text = "text"
    json = "json"
    none = "none"


_LOGS: Final[dict[LogFormat, Callable[["Answered"], None]]] = {
    LogFormat.text: lambda answered: tell(answered.text),
    LogFormat.json: lambda answered: tell(answered.json),
    LogFormat.none: lambda _: None,
}


_ASKED_AT_ONCE: Final = 2
"""Processes that answer the queries of one program."""


def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, metavar="PORT", help="Port; 0 for a free one.")] = 8000,
    host: Annotated[
        str, typer.Option(metavar="HOST", help="Address to listen at; 0.0.0.0 for all that this machine has.")
    ] = "127.0.0.1",
    base: Annotated[
        str, typer.Option(metavar="URL", help="The address under which others see it, where a proxy stands before it.")
    ] = "",
    report_url: Annotated[
        str,
        typer.Option(metavar="URL", help="Where readers report a wrong row: https: or mailto:, with {id} for its id."),
    ] = "",
    workers: Annotated[int, typer.Option(min=1, max=256, metavar="NUMBER", help="Processes that answer queries.")] = 8,
    timeout: Timeout = 30,
    memory: Memory = 2000,
    log: Annotated[
        LogFormat, typer.Option(help="A line of each request on standard error, without what was asked.")
    ] = LogFormat.text,
    data: Data = None,
    lang: Lang = None,
) -> None:
    """Serve the graph: SPARQL endpoint, pages, search. Read-only; Ctrl-C ends it.

    A new build is taken up while it serves.

    \b
    Examples:
      kg serve
      kg serve --port 7878 --timeout 10
    """
    try:
        from kg.sparql.process import Limits
        from kg.web.app import create_app
        from kg.web.http.current import Current
        from kg.web.http.server import LOCAL, listen, stay_up
    except ModuleNotFoundError as error:
        raise MissingExtraError(str(error.name)) from error
    open_store(data)  # built where it is not
    current = Current(data_folder(data), workers, Limits(timeout, memory))
    listening, address = listen(port, host)
    with listening:
        if host not in (LOCAL, "::1", "localhost"):
            tell(say("warning: everybody who reaches this machine at {address} can ask", address=address))
        put(say("the graph is served at {address}; end it with Ctrl-C", address=address))
        sys.stdout.flush()
        stay_up(create_app(current, base, _LOGS[log], report_url), listening)


def mcp(
    timeout: Timeout = 30,
    memory: Memory = 2000,
    data: Data = None,
    lang: Lang = None,
) -> None:
    """Let a language model's program ask the graph (Model Context Protocol, by standard input and output).

    Its tools are find, show, ask, query, receipts, questions and terms; every answer brings its receipts.

    \b
    Example:
      kg mcp --lang zh
    """
    try:
        from kg.sparql.process import Limits
        from kg.web.http.current import Current
        from kg.web.mcp.server import create_server
    except ModuleNotFoundError as error:
        raise MissingExtraError(str(error.name).partition(".")[0]) from error
    open_store(data)  # built where it is not
    current = Current(data_folder(data), _ASKED_AT_ONCE, Limits(timeout, memory))
    create_server(current, language_of(lang)).run("stdio")


COMMANDS: Final = (serve, mcp)


if __name__ == "__main__":
    app = new_app()
    for command in COMMANDS:
        app.command(cls=KgCommand)(command)
    run(app, "kg")
