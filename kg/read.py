"""The commands that read reports in: review.

`python -m kg.read` is `kg read`.
"""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kg.errors import FormatError, MissingExtraError
from kg.folders import data_folder
from kg.messages import say, say_count
from kg.terminal.options import Data, Lang, language_of
from kg.terminal.streams import put

if TYPE_CHECKING:
    from kg.reading.review import Review
    from kg.vocabulary import Language


class ReviewFormat(StrEnum):
    """Where decisions are made."""

    page = "page"
    csv = "csv"


def review(
    id: Annotated[str, typer.Argument(metavar="ID", help="Id of a report that was read: 440309-2019.")],
    format: Annotated[
        ReviewFormat, typer.Option("--format", "-f", help="Decide on a page, or in a table.")
    ] = ReviewFormat.page,
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="PORT", help="Port of the page.  [else a free one]")
    ] = 0,
    open: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = True,
    data: Data = None,
    lang: Lang = None,
) -> None:
    """Decide on what was read out of a report, on a page that this machine alone can ask for.

    \b
    Examples:
      kg review 440309-2019
      kg review 440309-2019 --no-open --port 8765
    """
    from kg.reading.review import open_review

    if format is ReviewFormat.csv:
        raise FormatError(say("decisions are made on the page; leave out --format"))
    _on_page(open_review(data_folder(data), id), language_of(lang), port, opens=open)


def _on_page(review: "Review", language: "Language", port: int, *, opens: bool) -> None:
    """Serve the page of a review until Ctrl-C; raises MissingExtraError without what serves it."""
    import secrets
    import webbrowser

    try:
        from kg.web.app import create_app, listen, serve
        from kg.web.review import files, routes
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
    left = len({question.id for question in review.questions} - review.standing().keys())
    put()
    put(say_count("{count} question is not decided yet", "{count} questions are not decided yet", left))


COMMANDS: Final = (review,)
