"""The command line, `kg`: parse, call, print."""

import io
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from kg import answers
from kg.completion import AskCommand
from kg.errors import KgError, NotFoundError, NoWayError, QuerySyntaxError, TablesError
from kg.inputs import data_folder
from kg.options import Data, Language, Part, Sources, language_of, open_store

FAILED, BAD_INPUT = 1, 2


app = typer.Typer(
    help="Ask a knowledge graph of institutions, programmes and honours.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    if version:
        from kg import __version__

        print(f"kg {__version__}")
        raise typer.Exit


@app.command()
def check(
    data: Data = None,
    sources: Sources = None,
    figures: Annotated[bool, typer.Option("--figures", help="Also list the rates, recomputed.")] = False,
    coverage: Annotated[bool, typer.Option("--coverage", help="Also list how much of each section is used.")] = False,
) -> None:
    """Check tables, quotes and shapes; print every problem.

    \b
    Examples:
      kg check --sources texts
      kg check --figures
    """
    from kg import review
    from kg.checks import read_checked
    from kg.render import print_coverage, print_rates
    from kg.shapes import violations

    checked = read_checked(data_folder(data), sources)
    found = review.unnamed(checked) + violations(checked)
    if found:
        raise TablesError(found)
    tables = checked.tables
    counts = {
        "things": len(tables.entities) + len(tables.sources),
        "mentions": len(tables.mentions),
        "relations": len(tables.relations),
        "figures": len(tables.figures),
    }
    print("ok: " + ", ".join(f"{count} {name}" for name, count in counts.items()))
    for source in tables.sources:
        held = "" if source.id in checked.texts else "not "
        print(f"quotes of {source.id}: {held}held against its text" + (", which is not at hand" if held else ""))
    if figures:
        print_rates(review.rates(tables))
    if coverage:
        if not checked.texts:
            raise KgError("coverage needs the text of a report: name its folder with --sources")
        print_coverage(list(review.coverage(checked)))


@app.command()
def build(
    data: Data = None,
    sources: Sources = None,
    force: Annotated[bool, typer.Option("--force", help="Build even if nothing has changed.")] = False,
) -> None:
    """Build the graph, unless it is up to date.

    \b
    Example:
      kg build --data my-tables
    """
    from kg.build import build as build_graph
    from kg.store import Store

    told: list[str] = []
    generation = build_graph(data_folder(data), sources, force=force, notice=told.append)
    state = "built" if told else "up to date"
    print(f"{state}: {len(Store(generation))} triples in {generation}")


for answer in (answers.who, answers.show, answers.find, answers.path, answers.stats, answers.query):
    app.command()(answer)
# what is no option of `ask` itself is a parameter of its question
app.command(cls=AskCommand, context_settings={"ignore_unknown_options": True})(answers.ask)


@app.command()
def export(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Its extension is the format: .ttl, .nt, .jsonld, .rdf; .graphml, .gexf, .csv for the network.",
        ),
    ],
    only: Annotated[
        Part | None,
        typer.Option(
            help="A part: the claims with their receipts, the plain network of things, or the ontology's terms."
        ),
    ] = None,
    query: Annotated[
        str | None,
        typer.Option(metavar="FILE|-|TEXT", help="Instead, the result of this query: .csv, .tsv, .json, .xml, or RDF."),
    ] = None,
    timeout: Annotated[float, typer.Option(min=0.001, help="Seconds after which the query is ended.")] = 30,
    lang: Language = None,
    data: Data = None,
) -> None:
    """Write the graph, a part of it, or a query's result to a file.

    .gexf is for Gephi, with colours, sizes and places. graph.csv means two files: graph-nodes.csv
    and graph-edges.csv, whose columns have Gephi's names (Id, Label, Source, Target, Type); an
    edge has its report, section and quote. In CSV an apostrophe stands before what a spreadsheet
    would run.

    \b
    Examples:
      kg export graph.ttl
      kg export graph.csv --lang zh
      kg export claims.jsonld --only claims
      kg export honours.csv --query 'SELECT ?who ?honour WHERE { ?who kg:awarded ?honour }'
    """
    from kg import export as exports

    if not file.parent.is_dir():
        raise KgError(f"{file.parent}: no such folder; make it first (mkdir -p), or name a file in one that is there")
    if query is None:
        written = exports.export(open_store(data), file, language_of(lang), only)
    elif only is not None:
        raise KgError("--only is a part of the graph and --query a result: give one of them")
    else:
        written = exports.export_query(open_store(data), file, answers.query_text(query), seconds=timeout)
    for path in written:
        print(path)


@app.command()
def draw(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Where to write the page: a name that ends in .html.")
    ] = None,
    data: Data = None,
) -> None:
    """Write the graph as one HTML page that works offline.

    \b
    Example:
      kg draw graph.html
    """
    from kg.page import draw as draw_page
    from kg.store import home

    if file is not None:
        _check_page(file)
    store = open_store(data)
    path = file or home(data_folder(data)) / "graph.html"
    draw_page(store, path)
    print(path)


def _check_page(file: Path) -> None:
    """Raise KgError for what a page cannot be written to."""
    if file == Path():  # what "" is, too
        raise KgError("no file is named: give one that ends in .html, such as graph.html, or leave it out")
    if file.is_dir():
        raise KgError(f"{file} is a folder: name a file in it, such as {file / 'graph.html'}")
    if file.suffix.lower() not in (".html", ".htm"):
        raise KgError(f"{file}: the page is HTML; name a file that ends in .html or .htm, or see kg export --help")


def main() -> None:
    """Run `kg`: errors of input end with exit code 2, and a name that nothing has with 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a label that the stream's encoding lacks is no reason to fail
            stream.reconfigure(errors="backslashreplace")
    try:
        app(prog_name="kg")
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


def run(command: str) -> None:
    """Run one command of `kg` with this process's arguments, as `python -m kg.build` does."""
    sys.argv[1:1] = [command]
    main()


def _fail(message: str, code: int) -> NoReturn:
    sys.stdout.flush()
    print(message, file=sys.stderr)
    sys.exit(code)


def _blank(text: str) -> str:
    """What takes as many columns as a text, and keeps its tabs."""
    from kg.render import width

    return "".join(character if character == "\t" else " " * width(character) for character in text)
