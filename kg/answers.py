"""The commands that answer: who, show, find, ask, path, stats and query."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from kg import completion
from kg.errors import KgError, NoWayError
from kg.options import CardFormat, Data, Language, Name, TableFormat, language_of, open_store, tell

_MOST_CARDS = 5
"""Cards that are shown at once: more are a list to choose from."""


def who(
    name: Name,
    hops: Annotated[
        int, typer.Option(min=1, max=2, help="2 also shows what is linked through one thing in between.")
    ] = 1,
    level: Annotated[
        str | None,
        typer.Option(
            help="Only honours and pilots of this level: national, provincial, municipal, district.",
            autocompletion=completion.levels,
        ),
    ] = None,
    year: Annotated[int | None, typer.Option(help="Only what is dated in this year, or is its edition.")] = None,
    predicate: Annotated[
        str | None,
        typer.Option(help="Only links by this property, such as awarded.", autocompletion=completion.predicates),
    ] = None,
    type: Annotated[
        str | None,
        typer.Option(
            help="Only links to things of this class, such as Institution.", autocompletion=completion.classes
        ),
    ] = None,
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

    lookup = Lookup(store, language, tell)
    level, predicate, type = lookup.check_terms(level, predicate, type)
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


def show(
    name: Name,
    format: Annotated[CardFormat, typer.Option("--format", "-f", help="How to print.")] = CardFormat.table,
    lang: Language = None,
    data: Data = None,
) -> None:
    """All that is known of a thing, with its receipts.

    A name of more than a few things lists them, to choose one; json holds them all.

    \b
    Example:
      kg show 区司法局
    """
    store, language = open_store(data), language_of(lang)
    from kg.lookup import Lookup

    lookup = Lookup(store, language, tell)
    things = lookup.find(name)
    if format is CardFormat.json:
        from kg.model import as_json

        cards = tuple(lookup.card(thing) for thing in things)
        print(json.dumps(as_json(cards), ensure_ascii=False, indent=1))
        return
    from kg.render import print_card, print_things

    if len(things) > _MOST_CARDS:
        print_things(things, language)
        sys.stdout.flush()
        tell(f"{name!r} may name any of these; choose one: kg show {things[0].id}")
        return
    for number, thing in enumerate(things):
        if number:
            print()
        print_card(lookup.card(thing), language)


def stats(
    network: Annotated[bool, typer.Option("--network", help="Who holds the graph together, instead.")] = False,
    format: Annotated[CardFormat, typer.Option("--format", "-f", help="How to print.")] = CardFormat.table,
    lang: Language = None,
    data: Data = None,
) -> None:
    """How much there is, by class, predicate and section.

    \b
    Examples:
      kg stats --lang zh
      kg stats --network
    """
    from kg.render import print_counts, print_standings
    from kg.stats import counts

    language = language_of(lang)
    if network:
        from kg.paths import standings

        print_standings(standings(open_store(data), language), language, format)
        return
    found = counts(open_store(data), language)
    if format is CardFormat.json:
        print(
            json.dumps(
                {kind: {c.name: c.count for c in of} for kind, of in found.items()}, ensure_ascii=False, indent=1
            )
        )
    else:
        print_counts(found, language)


def find(
    text: Annotated[
        str,
        typer.Argument(
            metavar="TEXT",
            help="A name or a part of one, initials, words in any order.",
            autocompletion=completion.names,
        ),
    ],
    type: Annotated[
        str | None,
        typer.Option(help="Only things of this class, such as Institution.", autocompletion=completion.classes),
    ] = None,
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
    found = lookup.search(text, type, limit)
    if format is TableFormat.table:
        print_found(found, language)
    else:
        print(found_as_text(found, format), end="")


def ask(
    question: Annotated[
        str | None, typer.Argument(metavar="[QUESTION]", help="Its name.", autocompletion=completion.questions)
    ] = None,
    parameters: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[--PARAMETER VALUE]...",
            help="Its parameters, as `kg ask` lists them.",
            autocompletion=completion.parameters,
        ),
    ] = None,
    receipts: Annotated[bool, typer.Option("--receipts", help="Add report, section and words.")] = False,
    format: Annotated[TableFormat, typer.Option("--format", "-f", help="How to print.")] = TableFormat.table,
    lang: Language = None,
    data: Data = None,
) -> None:
    """Ask a question of the catalogue; without one, list them.

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
    if question.startswith("-"):
        raise KgError(f"the name of a question comes before {question}; `kg ask` lists them")
    found = questions.find_question(question)
    arguments = questions.parse_arguments(found, parameters or ())
    rows = questions.ask(open_store(data), found, arguments, language, tell)
    if format is TableFormat.table:
        render.print_answer(found, arguments, rows, language, receipts=receipts)
    else:
        print(render.answer_as_text(rows, format, receipts=receipts), end="")


def path(
    start: Annotated[str, typer.Argument(metavar="A", help="A name.", autocompletion=completion.names)],
    end: Annotated[str, typer.Argument(metavar="B", help="Another.", autocompletion=completion.names)],
    every: Annotated[
        bool, typer.Option("--all", help="All ways of up to --max-hops steps, not only the shortest.")
    ] = False,
    max_hops: Annotated[int, typer.Option(min=1, max=8, help="Steps at the most.")] = 4,
    without: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="No way through this one; may be repeated.", autocompletion=completion.names),
    ] = None,
    format: Annotated[CardFormat, typer.Option("--format", "-f", help="How to print.")] = CardFormat.table,
    lang: Language = None,
    data: Data = None,
) -> None:
    """The shortest ways between two things, as sentences with their receipts.

    \b
    Examples:
      kg path 茂盛社区 狮山街道
      kg path 区法院 区教育局 --all --without 香洲区
    """
    from kg.lookup import Lookup
    from kg.paths import MOST_WAYS, ways
    from kg.render import print_ways

    store, language = open_store(data), language_of(lang)
    lookup = Lookup(store, language, tell)
    one, other, *left_out = (lookup.only(name) for name in (start, end, *(without or ())))
    if one == other:
        raise KgError(f"{start!r} and {end!r} are one thing: {one.label}")
    if {one, other} & set(left_out):
        raise KgError("a way cannot leave out where it begins or ends")
    found = ways(store, one, other, language, max_hops=max_hops, every=every, without=left_out)
    if not found:
        raise NoWayError(one.label, other.label, max_hops, [thing.label for thing in left_out])
    print_ways(found, language, format)
    if len(found) == MOST_WAYS:
        sys.stdout.flush()
        tell(f"these are the first {MOST_WAYS} ways; fewer --max-hops or a --without narrow them")


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

    sparql = query_text(text)
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


def query_text(argument: str | None) -> str:
    """The query that an argument means: a file's, standard input's (-), or the argument itself."""
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
