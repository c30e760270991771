"""The commands that read reports in: read, review and accept.

`python -m kg.read read` is `kg read`.
"""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kg import numbers
from kg.errors import KgError, MissingExtraError
from kg.folders import data_folder
from kg.messages import clauses, say, say_count
from kg.terminal.options import Data, Lang, language_of, number_of
from kg.terminal.run import KgCommand, new_app, run
from kg.terminal.streams import put, tell, write_data
from kg.vocabulary import Language

if TYPE_CHECKING:
    from kg.reading.laid import Prepared
    from kg.reading.language_model.client import Model
    from kg.reading.review.review import Review


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
    model: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="A language model that proposes too, at the address in KG_MODEL_URL.  [none]"
        ),
    ] = "",
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
    from kg.reading.laid import add_model, lay_aside, prepare
    from kg.reading.source.described import Given
    from kg.terminal.readings import print_prepared, print_reading

    given = Given(place, period, kind, publisher, delivered, id, title, profile, url)
    prepared = prepare(file, given, data_folder(data))
    print_prepared(prepared)
    _confirm(prepared, yes=yes)
    asked = _model(model)
    reading = lay_aside(prepared)
    print_reading(prepared, reading)
    if asked:  # what the rules propose lies there already, should it fail
        tell(asked.notice)
        more, dropped = add_model(prepared, reading, asked)
        print_reading(prepared, more)
        if dropped.counts:
            tell(str(dropped))


def _confirm(prepared: "Prepared", *, yes: bool) -> None:
    """Ask about each thing that the text says otherwise; raises KgError where nobody can be asked."""
    for difference in prepared.described.differences:
        if yes:
            tell(say("warning: {problem}", problem=difference))
        elif not sys.stdin.isatty():
            raise KgError(clauses(difference, say("correct it, or say --yes to read it so")))
        elif not typer.confirm(say("{problem}. Read it so?", problem=difference), err=True):
            raise typer.Abort


def _model(name: str) -> "Model | None":
    """The language model that is to be asked; None where none is. Raises KgError where it cannot be."""
    if not name:
        return None
    from kg.reading.language_model.client import model_of

    return model_of(name, os.environ)


class ReviewFormat(StrEnum):
    """How a reading is reviewed."""

    page = "page"
    csv = "csv"


class By(StrEnum):
    """Who decided."""

    person = "person"
    program = "program"


def review(
    id: Annotated[str, typer.Argument(metavar="ID", help="The id of a report that was read.")],
    format: Annotated[
        ReviewFormat, typer.Option(help="A page in a browser, or a table for a spreadsheet.")
    ] = ReviewFormat.page,
    answers: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Take back that table, with accept or reject in its rows.")
    ] = None,
    by: Annotated[By, typer.Option(help="Who gave the answers.")] = By.person,
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="PORT", help="Port of the page.  [else a free one]")
    ] = 0,
    open: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = True,
    data: Data = None,
    lang: Lang = None,
) -> None:
    """Decide on what was proposed of a report; decisions are kept, and the tables stay as they are.

    The page is for this machine alone, and for whoever has the address that is printed. Ctrl-C ends it.

    \b
    Examples:
      kg review 440309-2019
      kg review 440309-2019 --format csv > review.csv
      kg review 440309-2019 --answers review.csv
    """
    from kg.reading.review.review import open_review
    from kg.reading.review.sheet import decisions_of, lines_of

    opened = open_review(data_folder(data), id)
    if answers is None and format is ReviewFormat.page:
        _review_on_page(opened, language_of(lang), port, opens=open)
        return
    if answers is None:
        write_data("".join(lines_of(opened)))
        return
    decisions = decisions_of(opened, answers, by)
    opened.decide(decisions)
    put(say_count("{count} decision taken", "{count} decisions taken", len(decisions)))
    _put_left(opened)


def _put_left(review: "Review") -> None:
    stands = review.standing()
    left = sum(question.id not in stands for question in review.questions)
    put(say_count("{count} question is left", "{count} questions are left", left))


def _review_on_page(review: "Review", language: Language, port: int, *, opens: bool) -> None:
    """Serve the page of a review until Ctrl-C; raises MissingExtraError without what serves it."""
    import secrets
    import webbrowser

    try:
        from kg.web.http.server import listen, serve
        from kg.web.review.app import create_app
        from kg.web.review.page import files, routes
    except ModuleNotFoundError as error:
        raise MissingExtraError(str(error.name)) from error
    token = secrets.token_urlsafe()
    listening, address = listen(port)
    with listening:
        app = create_app(routes(review), files(), address, token)
        page = f"{address}/#token={token}&lang={language}"
        put(say("the page is at {address}; end it with Ctrl-C", address=page))
        sys.stdout.flush()
        if opens:
            webbrowser.open(page)
        serve(app, listening)
    put()
    _put_left(review)


def accept(
    id: Annotated[str, typer.Argument(metavar="ID", help="The id of a report that was reviewed.")],
    data: Data = None,
    lang: Lang = None,
) -> None:
    """Write the rows of what was accepted in a review: all tables of the report, or none.

    \b
    Example:
      kg accept 440309-2019
    """
    from kg.reading.review.accept import accept as write_accepted
    from kg.reading.review.review import open_review

    done = write_accepted(open_review(data_folder(data), id))
    for told in done.open:
        tell(say("left open: {problem}", problem=told))
    for name, count in done.rows.items():
        put(say_count("{name}: {count} row written", "{name}: {count} rows written", count, name=name))
    if not done.rows:
        put(say("nothing new was accepted; the tables are as they were"))


COMMANDS: Final = (read, review, accept)


if __name__ == "__main__":
    app = new_app()
    for command in COMMANDS:
        app.command(cls=KgCommand)(command)
    run(app, "kg")
