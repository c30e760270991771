"""The commands that write what others take further: export, draw, match, release and site."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kg import numbers
from kg.errors import KgError, MissingExtraError
from kg.export.parts import ExportFormat, Part, TableFiles
from kg.folders import can_write, data_folder
from kg.lookup.records import NARROWING, Narrowing
from kg.messages import say, say_count
from kg.terminal import completion
from kg.terminal.options import (
    Data,
    Endpoint,
    Lang,
    Memory,
    StatedOnly,
    Timeout,
    Without,
    ask_lookup,
    language_of,
    narrowing_options,
    number_of,
    open_answering,
    open_lookup,
    open_store,
    things_of,
)
from kg.terminal.streams import put, tell, tell_hints, write_chunks
from kg.vocabulary import Language

if TYPE_CHECKING:
    from kg.sparql.process import Limits


@narrowing_options(*NARROWING)
def export(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help="Its extension is the format: .ttl, .nt, .jsonld, .rdf; .graphml, .gexf, .csv for the network.",
        ),
    ] = None,
    only: Annotated[
        Part | None,
        typer.Option(
            help="A part: the claims with their receipts, the plain network of things, or the ontology's terms."
        ),
    ] = None,
    without: Without = None,
    stated_only: StatedOnly = False,
    query: Annotated[
        str | None,
        typer.Option(metavar="FILE|-|TEXT", help="Instead, the result of this query: .csv, .tsv, .json, .xml, or RDF."),
    ] = None,
    timeout: Timeout = 30,
    memory: Memory = 2000,
    tables: Annotated[
        Path | None,
        typer.Option(metavar="DIR|FILE", help="Tidy tables: into this folder, or into one file, .sqlite or .db."),
    ] = None,
    format: Annotated[
        ExportFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="Tables in a folder: csv, parquet; a query's .csv: sheet, for a spreadsheet.",
        ),
    ] = None,
    *,
    narrowing: Narrowing,
    lang: Lang = None,
    data: Data = None,
    endpoint: Endpoint = None,
) -> None:
    """Write the graph, a part, its tables or a query's result.

    .gexf is for Gephi, with colours, sizes and places. graph.csv means three files: graph-nodes.csv
    and graph-edges.csv, whose columns have Gephi's names (Id, Label, Source, Target, Type), where an
    edge has its report, section and quote; and graph-figures.csv. In the CSV of tables an apostrophe
    stands before what a spreadsheet would run.

    A query's result is exactly as SPARQL has it, .csv too. For a spreadsheet there is --format sheet:
    .csv with a mark of UTF-8, and with such apostrophes.

    --tables writes things, reports, claims, honours, figures and mentions, a row each, with labels in
    both languages and receipts. What was there is written over.

    \b
    Examples:
      kg export graph.ttl
      kg export graph.csv --lang zh
      kg export claims.jsonld --only claims
      kg export honours.json --query 'SELECT ?who ?honour WHERE { ?who kg:awarded ?honour }'
      kg export honours.csv --format sheet --query honours.rq
      kg export --tables honours.sqlite
      kg export longhua.gexf --report 440309-2019
      kg export --tables tables --format parquet
    """
    sheet = format is ExportFormat.sheet
    if sheet and query is None:
        raise KgError(say("--format sheet is of --query: give one; all other CSV is fit for a spreadsheet as it is"))
    if format is not None and not sheet and tables is None:
        raise KgError(
            say("--format is of --tables: give a folder for them too, or name a FILE, whose extension is its format")
        )
    if file is None and tables is None:
        raise KgError(say("nothing is named to write to: give a FILE such as graph.ttl, or --tables and a folder"))
    if file is None and (only is not None or without or query is not None):
        raise KgError(say("--only, --without and --query are of a FILE, not of --tables: name one such as graph.csv"))
    written = []
    if file is not None:
        from kg.sparql.process import Limits

        limits = Limits(timeout, memory)
        written += _export_file(
            file, only, without, query, limits, lang, data, endpoint, narrowing, stated_only=stated_only, sheet=sheet
        )
    if tables is not None:
        from kg.export.tidy import export_tables

        lookup = ask_lookup(data, endpoint, lang).within(narrowing)
        files = TableFiles.csv if format is None or sheet else TableFiles(format)
        written += export_tables(lookup, tables, files, stated_only=stated_only)
    for path in written:
        put(str(path))


def _export_file(
    file: Path,
    only: Part | None,
    without: list[str] | None,
    query: str | None,
    limits: "Limits",
    lang: Language | None,
    data: Path | None,
    endpoint: str | None,
    narrowing: Narrowing,
    *,
    stated_only: bool,
    sheet: bool,
) -> list[Path]:
    from kg.export import files
    from kg.sparql.hints import Hint
    from kg.terminal.query_text import query_text

    if not file.parent.is_dir():
        told = say(
            "{folder}: no such folder; make it first (mkdir -p), or name a file in one that is there",
            folder=file.parent,
        )
        raise KgError(told)
    if query is None:
        lookup = ask_lookup(data, endpoint, lang).within(narrowing)
        left_out = things_of(lookup, without)
        return files.export(lookup, file, only, without=left_out, stated_only=stated_only)
    if only is not None or without or stated_only:
        raise KgError(
            say("--only, --without and --stated-only are of the graph and --query is a result: give one of them")
        )
    if narrowing != Narrowing():
        raise KgError(say("--report, --place, --of and --year do not narrow a --query: say so in its text"))
    hints: list[Hint] = []
    written = files.export_query(
        open_answering(data, endpoint), file, query_text(query), limits, hints.append, sheet=sheet
    )
    tell_hints(hints, language_of(lang))
    return written


def draw(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help="Where to write the page: a name that ends in .html; without one, it lies beside the store.",
        ),
    ] = None,
    lang: Lang = None,
    data: Data = None,
) -> None:
    """Write the graph as one HTML page that works offline.

    \b
    Example:
      kg draw graph.html
    """
    from kg.page.html import draw as draw_page
    from kg.store.generations import home

    if file is not None:
        _check_page(file)
    lookup = open_lookup(data, lang)
    place = home(data_folder(data))
    if file is None and not can_write(place):  # the store was built when it could be
        raise KgError(say("{folder} cannot be written; name a file for the page, such as graph.html", folder=place))
    path = file or place / "graph.html"
    draw_page(lookup, path)
    put(str(path))


def _check_page(file: Path) -> None:
    """Raise KgError for what a page cannot be written to."""
    if file == Path():  # what "" is, too
        raise KgError(say("no file is named: give one that ends in .html, such as graph.html, or leave it out"))
    if file.is_dir():
        inside = file / "graph.html"
        raise KgError(say("{folder} is a folder: name a file in it, such as {file}", folder=file, file=inside))
    if file.parent.exists() and not file.parent.is_dir():
        raise KgError(say("{path} is no folder: name a file in one, such as graph.html", path=file.parent))
    if file.suffix.lower() not in (".html", ".htm"):
        raise KgError(
            say("{file}: the page is HTML; name a file that ends in .html or .htm, or see kg export --help", file=file)
        )


def release(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the folder of its version is made.")],
    since: Annotated[
        Path | None,
        typer.Option(
            metavar="OLD",
            help="The last edition: a folder of tables, a store, or an exported graph; what is new is told.",
        ),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="The day on which it is issued.  [env SOURCE_DATE_EPOCH; else none]"),
    ] = None,
    address: Annotated[
        str, typer.Option(metavar="URL", help="Where its files will be had, for what it says of itself.")
    ] = "",
    data: Data = None,
    lang: Lang = None,
) -> None:
    """Write an edition of the data set, as it is released.

    The graph, its tables, page and ontology, what the data set says of itself, what is new, how it is cited, and
    checksums (sha256sum -c SHA256SUMS). Two runs write the same bytes.

    \b
    Example:
      kg release editions --date 2024-05-06
    """
    from kg.export import release as releases
    from kg.folders import citation_file
    from kg.lookup.citation import edition_of
    from kg.page.html import draw as draw_page
    from kg.terminal.editions import change_files, no_earlier, open_edition

    day = _day(date)
    lookup = open_lookup(data, lang)
    edition = edition_of(lookup)
    files = change_files(lookup.store, None if since is None else open_edition(since))
    template = citation_file().read_text("utf-8")
    files["CITATION.cff"] = releases.cff(template, edition._replace(date=day or edition.date))
    done = releases.release(lookup, folder, lambda path: draw_page(lookup, path), files, date=day, address=address)
    for path in done.files:
        put(str(path))
    if since is None:
        tell(no_earlier())


def _day(given: str | None) -> str:
    """The day that is given, else that of `SOURCE_DATE_EPOCH` (reproducible-builds.org), else ""; raises KgError for
    what is none.
    """
    import os
    from datetime import UTC, date, datetime

    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        if given is not None:
            return date.fromisoformat(given).isoformat()
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat() if epoch else ""
    except (ValueError, OverflowError, OSError):
        wrong = given if given is not None else epoch
        raise KgError(say("{day!r} is no day; expected one such as 2024-05-06", day=wrong)) from None


def site(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write to; it may be there.")],
    report_url: Annotated[
        str,
        typer.Option(metavar="URL", help="Where readers report a wrong row: https: or mailto:, with {id} for its id."),
    ] = "",
    data: Data = None,
    lang: Lang = None,
) -> None:
    """Write the pages of `kg serve`, their data and the whole graph as files, for any host of files.

    All links are relative, so they also work from a disk. Searching, asking and SPARQL are in graph.html.

    \b
    Example:
      kg site public
    """
    try:
        from kg.web.http.current import Current
        from kg.web.site.write import write_site
    except ModuleNotFoundError as error:
        raise MissingExtraError(str(error.name)) from error
    open_store(data)  # built where it is not

    def notice(done: int, known: int) -> None:
        tell(say("{done} files of {known} that are known of", done=done, known=known))

    written = write_site(Current(data_folder(data), 1), folder, report_url, notice)
    put(say_count("{count} file", "{count} files", written))


def match(
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="A list as CSV or TSV, with a header; - for standard input."),
    ],
    column: Annotated[str, typer.Option(metavar="NAME", help="The column that holds the names.")],
    type: Annotated[
        str | None,
        typer.Option(help="Only things of this class, such as Institution.", autocompletion=completion.classes),
    ] = None,
    place: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN|NAME",
            help="A column that says where each is, or a place where all are; may be repeated, the widest first.",
            autocompletion=completion.names,
        ),
    ] = None,
    limit: Annotated[
        int,
        typer.Option(parser=number_of(numbers.whole_number(1, 20)), metavar="NUMBER", help="How many candidates each."),
    ] = 3,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="OUT", help="A file to write to, not standard output.")
    ] = None,
    exact: Annotated[
        bool, typer.Option("--exact", help="Leave every cell as it is, also one that a spreadsheet would run.")
    ] = False,
    lang: Lang = None,
    data: Data = None,
) -> None:
    """Match a list of your own: ids, labels and scores beside its names.

    All its columns stay. The column match has the id of what a name means for sure; a name that does not tell its
    place, such as 区司法局, needs --place for that.

    \b
    Examples:
      kg match institutions.csv --column 名称 --type Institution --place 珠海市香洲区
      kg match list.csv --column Name --place Province --place City -o matched.csv
    """
    from kg.folders import write_file
    from kg.terminal.matched import lines_of, match_list

    matched = match_list(open_lookup(data, lang), file, column, type, place or (), limit)
    lines = (line.encode("utf-8", "backslashreplace") for line in lines_of(matched, limit, exact=exact))
    if output is None:
        write_chunks(lines)
        sys.stdout.flush()
    else:
        write_file(output, b"".join(lines))
    tell(say("{names} names: {sure} sure, {none} without a candidate", **matched.counts._asdict()))


COMMANDS: Final = (export, draw, match, release, site)
