"""The commands that put questions: query, ask and diff.

`python -m kg.query` is `kg query`.
"""

from pathlib import Path
from typing import Annotated, Final

import typer

from kg.errors import KgError
from kg.messages import abridged, say
from kg.terminal import completion
from kg.terminal.options import (
    AsCard,
    AsTable,
    CardFormat,
    Data,
    DatedOnly,
    Endpoint,
    Lang,
    Memory,
    StatedOnly,
    TableFormat,
    Timeout,
    ask_lookup,
    language_of,
    open_answering,
)
from kg.terminal.run import KgCommand, new_app, run
from kg.terminal.streams import tell_hints, whole, write_chunks, write_data


def ask(
    question: Annotated[
        str | None, typer.Argument(metavar="[QUESTION]", help="Its name.", autocompletion=completion.questions)
    ] = None,
    parameters: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[--PARAMETER VALUE]...",
            help="Its parameters, as `kg ask` lists them; --report, --place, --of and --year narrow every question.",
            autocompletion=completion.parameters,
        ),
    ] = None,
    receipts: Annotated[bool, typer.Option("--receipts", help="Add report, section and words.")] = False,
    dated_only: DatedOnly = False,
    stated_only: StatedOnly = False,
    format: AsTable = TableFormat.table,
    lang: Lang = None,
    data: Data = None,
    endpoint: Endpoint = None,
) -> None:
    """Ask a question of the catalogue; without one, list them.

    \b
    Examples:
      kg ask
      kg ask honours-of --institution 香洲区司法局 --receipts
      kg ask honours-at-level --place 珠海市 --year 2022
    """
    from kg.lookup.ask import ask as answer
    from kg.questions.catalogue import catalogue, find_question, parse_arguments
    from kg.terminal.text import answer_as_text, print_answer, print_questions

    if question is None:
        print_questions(list(catalogue().values()), language_of(lang))
        return
    if question.startswith("-"):
        raise KgError(
            say("the name of a question comes before {option}; `kg ask` lists them", option=abridged(question))
        )
    found = find_question(question)
    arguments = parse_arguments(found, parameters or ())
    lookup = ask_lookup(data, endpoint, lang)
    rows = answer(lookup, found, arguments, stated_only=stated_only, dated_only=dated_only)
    if format is TableFormat.table:
        print_answer(found, arguments, rows, lookup.language, receipts=receipts)
    else:
        write_data(answer_as_text(rows, format, lookup.read, receipts=receipts))


def query(
    text: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE|-|TEXT]", help="A file, - for standard input, or the query itself.", show_default=False
        ),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option("--format", "-f", help="table, csv, tsv, json, xml, sheet; turtle, ntriples, jsonld, rdfxml."),
    ] = None,
    timeout: Timeout = 30,
    memory: Memory = 2000,
    allow_service: Annotated[bool, typer.Option("--allow-service", help="Let SERVICE ask other hosts.")] = False,
    lang: Lang = None,
    data: Data = None,
    endpoint: Endpoint = None,
) -> None:
    """Run a SPARQL 1.1 query; the usual prefixes are declared.

    Beside an empty answer, standard error says why it may be empty.

    csv, tsv, json and xml are exactly as SPARQL has them. For a spreadsheet there is sheet: CSV with a
    mark of UTF-8, and an apostrophe before what would be run.

    \b
    Examples:
      kg query 'SELECT ?who ?honour WHERE { ?who kg:awarded ?honour }'
      kg query honours.rq --format json > honours.json
      kg query honours.rq --format sheet > honours.csv
    """
    from kg.rdf.formats import Holds, by_name
    from kg.sparql.process import Limits
    from kg.terminal.query_text import query_text
    from kg.terminal.result import print_result

    sparql = query_text(text)
    store, language = open_answering(data, endpoint), language_of(lang)
    reply = store.solve(sparql, Limits(timeout, memory, allow_service))
    if format == "table" or (format is None and reply.holds is Holds.SOLUTIONS):
        print_result(reply, language)
    else:
        wanted = by_name(format or "turtle", reply.holds)
        chunks = reply.chunks(wanted)
        write_chunks(whole(chunks) if wanted.name == "xml" else chunks)
    tell_hints(store.explain(sparql, empty=reply.is_empty), language)


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A folder of tables, a store, or an exported graph.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The other, named alike.")],
    format: AsCard = CardFormat.table,
    lang: Lang = None,
) -> None:
    """What one edition of the data adds, changes, removes and merges, beside another.

    By thing, with its claims and figures: + added, - removed, ~ changed, > merged; json has both languages.

    \b
    Examples:
      kg diff data my-tables
      kg diff honours-2023.ttl data --format json
    """
    from kg.lookup.difference import differences
    from kg.terminal.editions import as_plain, open_edition, print_differences
    from kg.terminal.text import json_text

    language = language_of(lang)
    found = differences(open_edition(old), open_edition(new))
    if format is CardFormat.json:
        write_data(json_text(as_plain(found)))
    else:
        print_differences(found, language)


COMMANDS: Final = (query, ask, diff)


if __name__ == "__main__":
    app = new_app()
    app.command(cls=KgCommand)(query)
    run(app, "kg query")
