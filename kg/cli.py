"""The command line, `kg`: parse, call, print."""

import io
import json
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from kg.errors import KgError, NotFoundError, QuerySyntaxError, TablesError
from kg.inputs import data_folder
from kg.options import CardFormat, Data, Language, Name, Sources, TableFormat, language_of, open_store

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


@app.command()
def who(
    name: Name,
    hops: Annotated[
        int, typer.Option(min=1, max=2, help="2 also shows what is linked through one thing in between.")
    ] = 1,
    level: Annotated[
        str | None,
        typer.Option(help="Only honours and pilots of this level: national, provincial, municipal, district."),
    ] = None,
    year: Annotated[int | None, typer.Option(help="Only what is dated in this year, or is its edition.")] = None,
    predicate: Annotated[str | None, typer.Option(help="Only links by this property, such as awarded.")] = None,
    type: Annotated[str | None, typer.Option(help="Only links to things of this class, such as Institution.")] = None,
    format: Annotated[TableFormat, typer.Option("--format", "-f", help="How to print.")] = TableFormat.table,
    lang: Language = None,
    data: Data = None,
) -> None:
    """Who is linked to a thing, how, and by which words.

    \b
    Examples:
      kg who 枫桥
      kg who Fengqiao --level national --format csv
    """
    store, language = open_store(data), language_of(lang)
    from kg.lookup import Lookup

    lookup = Lookup(store, language)
    lookup.check_terms(level, predicate, type)
    groups = [
        (thing, lookup.narrowed(lookup.who(thing, hops), level, year, predicate, type)) for thing in lookup.find(name)
    ]
    from kg.render import links_as_text, print_links

    if format is TableFormat.table:
        for number, (thing, links) in enumerate(groups):
            if number:
                print()
            print_links(thing, links, language, ways=hops > 1)
    else:
        print(links_as_text([link for _, links in groups for link in links], format), end="")


@app.command()
def show(
    name: Name,
    format: Annotated[CardFormat, typer.Option("--format", "-f", help="How to print.")] = CardFormat.table,
    lang: Language = None,
    data: Data = None,
) -> None:
    """All that is known of a thing, with its receipts.

    \b
    Example:
      kg show 区司法局
    """
    store, language = open_store(data), language_of(lang)
    from kg.lookup import Lookup

    lookup = Lookup(store, language)
    cards = [lookup.card(thing) for thing in lookup.find(name)]
    if format is CardFormat.json:
        from kg.lookup import as_json

        print(json.dumps(as_json(tuple(cards)), ensure_ascii=False, indent=1))
        return
    from kg.render import print_card

    for number, card in enumerate(cards):
        if number:
            print()
        print_card(card, language)


@app.command()
def stats(
    format: Annotated[CardFormat, typer.Option("--format", "-f", help="How to print.")] = CardFormat.table,
    lang: Language = None,
    data: Data = None,
) -> None:
    """How much there is, by class, predicate and section.

    \b
    Example:
      kg stats --lang zh
    """
    from kg.render import print_counts
    from kg.stats import counts

    language = language_of(lang)
    found = counts(open_store(data), language)
    if format is CardFormat.json:
        print(
            json.dumps(
                {kind: {c.name: c.count for c in of} for kind, of in found.items()}, ensure_ascii=False, indent=1
            )
        )
    else:
        print_counts(found, language)


@app.command()
def find(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A name or a part of one, initials, words in any order.")],
    type: Annotated[str | None, typer.Option(help="Only things of this class, such as Institution.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at the most.")] = 20,
    format: Annotated[TableFormat, typer.Option("--format", "-f", help="How to print.")] = TableFormat.table,
    lang: Language = None,
    data: Data = None,
) -> None:
    """Find things by what a person would type.

    \b
    Examples:
      kg find fq
      kg find 'work method fengqiao'
    """
    from kg.lookup import Lookup
    from kg.render import found_as_text, print_found

    language = language_of(lang)
    lookup = Lookup(open_store(data), language)
    lookup.check_terms(None, None, type)
    found = lookup.search(text, type, limit)
    if format is TableFormat.table:
        print_found(found, language)
    else:
        print(found_as_text(found, format), end="")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def ask(
    context: typer.Context,
    question: Annotated[str | None, typer.Argument(metavar="[QUESTION]", help="Its name.")] = None,
    receipts: Annotated[bool, typer.Option("--receipts", help="Add report, section and words.")] = False,
    format: Annotated[TableFormat, typer.Option("--format", "-f", help="How to print.")] = TableFormat.table,
    lang: Language = None,
    data: Data = None,
) -> None:
    """Ask a question of the catalogue; without one, list them.

    A question's parameters are options: --institution 区司法局.

    \b
    Examples:
      kg ask
      kg ask honours-of --institution 区司法局 --receipts
    """
    from kg import questions, render

    language = language_of(lang)
    if question is None:
        render.print_questions(list(questions.catalogue().values()), language)
        return
    found = questions.find_question(question)
    arguments = questions.parse_arguments(found, context.args)
    rows = questions.ask(open_store(data), found, arguments, language)
    if format is TableFormat.table:
        render.print_answer(found, rows, language, receipts=receipts)
    else:
        print(render.answer_as_text(rows, format, receipts=receipts), end="")


@app.command()
def query(
    text: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE|-|TEXT]", help="A file, - for standard input, or the query itself.", show_default=False
        ),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option("--format", "-f", help="table, csv, tsv, json, xml; turtle, ntriples, jsonld, rdfxml."),
    ] = None,
    timeout: Annotated[float, typer.Option(min=0.001, help="Seconds after which the query is ended.")] = 30,
    allow_service: Annotated[bool, typer.Option("--allow-service", help="Let SERVICE ask other hosts.")] = False,
    data: Data = None,
) -> None:
    """Run a SPARQL 1.1 query; the usual prefixes are declared.

    \b
    Examples:
      kg query 'SELECT ?who ?honour WHERE { ?who kg:awarded ?honour }'
      kg query honours.rq --format csv > honours.csv
    """
    from kg.formats import Holds, by_name
    from kg.query import run_limited
    from kg.sparql import form

    sparql = _query_text(text)
    graph = form(sparql) in ("CONSTRUCT", "DESCRIBE")
    holds = Holds.GRAPH if graph else Holds.SOLUTIONS
    table = format == "table" or (format is None and not graph)
    wanted = "json" if table and not graph else by_name(format or "turtle", holds).name
    store = open_store(data)
    result = run_limited(store.generation, sparql, wanted, seconds=timeout, allow_service=allow_service)
    if table:
        from kg.render import print_solutions

        print_solutions(json.loads(result))
    else:
        sys.stdout.buffer.write(result)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Ends in .ttl, .nt, .jsonld, .rdf or .graphml.")],
    lang: Language = None,
    data: Data = None,
) -> None:
    """Write the graph to a file: RDF, or a network.

    \b
    Example:
      kg export graph.ttl
    """
    from kg.export import export as export_graph

    export_graph(open_store(data), file, language_of(lang))


@app.command()
def draw(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Where to write the page.")] = None,
    data: Data = None,
) -> None:
    """Write the graph as one HTML page that works offline.

    \b
    Example:
      kg draw graph.html
    """
    from kg.page import draw as draw_page
    from kg.store import home

    store = open_store(data)
    path = file or home(data_folder(data)) / "graph.html"
    draw_page(store, path)
    print(path)


def main() -> None:
    """Run `kg`: errors of input end with exit code 2, and a name that nothing has with 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a label that the stream's encoding lacks is no reason to fail
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except NotFoundError as error:
        nearest = f"; did you mean {' or '.join(error.suggestions)}?" if error.suggestions else ""
        _fail(f"nothing is called {error.name!r} in what was read{nearest}", FAILED)
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


def _query_text(argument: str | None) -> str:
    if argument is None or argument == "-":
        if argument is None and sys.stdin.isatty():
            raise KgError("no query: give its text, a file, or - for standard input")
        return sys.stdin.buffer.read().decode()
    try:
        return Path(argument).read_text("utf-8")
    except (OSError, ValueError):  # no such file, or no name that a file could have
        pass
    if not set(argument) & set("{ \n"):
        raise KgError(f"{argument}: no such file, and no query either")
    return argument
