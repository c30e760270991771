"""The commands that read reports in: read; later review and accept.

`python -m kg.read` is `kg read`.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kg import numbers
from kg.errors import KgError
from kg.folders import data_folder
from kg.messages import clauses, say
from kg.terminal.options import Data, Lang, number_of
from kg.terminal.run import KgCommand, new_app, run
from kg.terminal.streams import tell

if TYPE_CHECKING:
    from kg.reading.laid import Prepared


def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A report: a text, an HTML page, a Word or a PDF file.")],
    place: Annotated[
        str, typer.Option(metavar="PLACE", help="Whose report: code of GB/T 2260, id or Chinese name of the place.")
    ],
    period: Annotated[
        int | None,
        typer.Option(
            parser=number_of(numbers.year), metavar="YEAR", help="The year that it tells of.  [else by the text]"
        ),
    ] = None,
    delivered: Annotated[
        str, typer.Option(metavar="DATE", help="When it was delivered or published: 2023-01-15.  [else by the text]")
    ] = "",
    kind: Annotated[
        str, typer.Option(metavar="KIND", help="rule-of-law, work-report or department.  [else by the text]")
    ] = "",
    publisher: Annotated[
        str, typer.Option(metavar="ID", help="Id of the body that publishes it.  [else the people's government]")
    ] = "",
    title: Annotated[str, typer.Option(metavar="TEXT", help="Its title in Chinese.  [else by the text]")] = "",
    id: Annotated[str, typer.Option("--id", metavar="ID", help="Its id.  [else by place, period and kind]")] = "",
    profile: Annotated[
        str, typer.Option(metavar="PROFILE", help="What is to be read of it: full, core or sections, s1|s2.3.")
    ] = "core",
    url: Annotated[str, typer.Option(metavar="IRI", help="Where it was found.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Take what is given where the text says otherwise.")] = False,
    data: Data = None,
    lang: Lang = None,
) -> None:
    """Read a new report: lay its text aside, and propose rows for a person to decide on; the tables stay as they are.

    \b
    Examples:
      kg read report.txt --place 440309 --period 2019
      kg read page.html --place 深圳市 --delivered 2023-01-15
      kg read report.docx --place 440309 --publisher 440309-justice-bureau
    """
    from kg.reading.described import Given
    from kg.reading.laid import lay_aside, prepare
    from kg.terminal.readings import print_prepared, print_reading

    given = Given(place, period, kind, publisher, delivered, id, title, profile, url)
    prepared = prepare(file, given, data_folder(data))
    print_prepared(prepared)
    _confirm(prepared, yes=yes)
    print_reading(prepared, lay_aside(prepared))


def _confirm(prepared: "Prepared", *, yes: bool) -> None:
    """Ask about each thing that the text says otherwise; raises KgError where nobody can be asked."""
    for difference in prepared.described.differences:
        if yes:
            tell(say("warning: {problem}", problem=difference))
        elif not sys.stdin.isatty():
            raise KgError(clauses(difference, say("correct it, or say --yes to read it so")))
        elif not typer.confirm(say("{problem}. Read it so?", problem=difference), err=True):
            raise typer.Abort


COMMANDS: Final = (read,)


if __name__ == "__main__":
    app = new_app()
    app.command(cls=KgCommand)(read)
    run(app, "kg read")
