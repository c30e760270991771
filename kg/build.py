"""The commands that make: check, build and load.

`python -m kg.build` is `kg build`.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kg.errors import KgError, TablesError
from kg.folders import data_folder, endpoint_address
from kg.messages import say, say_count
from kg.terminal.options import Data, Endpoint, Lang, Sources, open_store
from kg.terminal.progress import progress
from kg.terminal.run import INCOMPLETE, KgCommand, new_app, run
from kg.terminal.streams import put, tell

if TYPE_CHECKING:
    from kg.store.endpoint.filling import Filled


def check(
    data: Data = None,
    sources: Sources = None,
    figures: Annotated[bool, typer.Option("--figures", help="Also list the rates, recomputed.")] = False,
    coverage: Annotated[bool, typer.Option("--coverage", help="Also list how much of each section is used.")] = False,
    store: Annotated[
        bool,
        typer.Option(
            "--store", help="Instead, read all of the built graph, and hold it against its checksums and counts."
        ),
    ] = False,
    fast: Annotated[
        bool,
        typer.Option("--fast", help="Leave out the shapes (SHACL), which no table that passes breaks: for editing."),
    ] = False,
    lang: Lang = None,
) -> None:
    """Check tables, quotes and shapes; print every problem, and warn of what is likely to be meant otherwise.

    Of more than a thousand problems the first are printed, and a file that is named then holds all.

    \b
    Examples:
      kg check --sources texts
      kg check --fast
      kg check --figures
      kg check --store
    """
    if store:
        if sources or figures or coverage or fast:
            told = say("--store is of the built graph, and --sources, --figures, --coverage and --fast are of tables")
            raise KgError(told)
        _check_store(data_folder(data))
        return
    from kg.tables.checks import read_checked
    from kg.tables.coverage import coverage as cover
    from kg.tables.engines import engine_for
    from kg.tables.rates import rates
    from kg.terminal.checked import print_coverage, print_damages, print_rates

    folder = data_folder(data)
    with engine_for(folder) as engine, progress() as watch:
        checked = read_checked(folder, sources, engine=engine, watch=watch)
        if not fast:
            from kg.pipeline.shapes import violations

            if found := violations(checked, watch):  # none fires on tables that passed; else the checks lack a rule
                raise TablesError(found)
    for warning in checked.warnings:
        tell(say("warning: {problem}", problem=warning))
    reports = checked.reports
    counts = say(
        "ok: {things} things, {mentions} mentions, {relations} relations, {figures} figures",
        things=len(list(checked.labelled())),
        mentions=sum(len(report.mentions) for report in reports),
        relations=sum(len(report.relations) for report in reports),
        figures=sum(len(report.figures) for report in reports),
    )
    put(counts)
    for report in reports:
        held = (
            say("quotes of {report}: not held against its text, which is not at hand", report=report.source.id)
            if report.text is None
            else say("quotes of {report}: held against its text", report=report.source.id)
        )
        put(held)
    if count := checked.without_english():
        unnamed = say_count(
            "{count} thing has no English name; faces show its Chinese name with pinyin",
            "{count} things have no English name; faces show their Chinese name with pinyin",
            count=count,
        )
        put(unnamed)
    if figures:
        called = {row.id: row.label_zh for row in checked.registers.indicators}
        print_rates(rates([figure for report in reports for figure in report.figures]), called)
    if coverage:
        if not any(report.text for report in reports):
            raise KgError(say("coverage needs the text of a report: name its folder with --sources"))
        print_coverage([section for report in reports for section in cover(report)])
        print_damages([damage for report in reports for damage in report.errata])


def _check_store(data: Path) -> None:
    from kg.store.embedded import check_store
    from kg.store.generations import current, homes

    generation = next(filter(None, map(current, homes(data))), None)
    if generation is None:
        raise KgError(say("there is no graph of {folder} yet; run: kg build", folder=data))
    counts = check_store(generation)
    told = say(
        "ok: {triples} triples, {names} names in {folder}",
        triples=counts.triples,
        names=counts.names,
        folder=generation,
    )
    put(told)


def build(
    data: Data = None,
    sources: Sources = None,
    force: Annotated[bool, typer.Option("--force", help="Build even if nothing has changed.")] = False,
    changed: Annotated[
        bool,
        typer.Option(
            "--changed",
            help="Make anew only the table sets that have changed; what was made of others is kept beside the graph.",
        ),
    ] = False,
    skip_bad: Annotated[
        bool,
        typer.Option(
            "--skip-bad", help="Leave out the table sets of reports that do not pass, and end with exit code 3."
        ),
    ] = False,
    processes: Annotated[
        int, typer.Option("--processes", min=0, help="How many processes build; 0 means as many as there are cores.")
    ] = 0,
    lang: Lang = None,
) -> None:
    """Build the graph, unless it is up to date.

    \b
    Examples:
      kg build --data my-tables
      kg build --changed --skip-bad
    """
    from kg.pipeline import generation
    from kg.pipeline.parts.stream import Built, How
    from kg.store.record import left_out
    from kg.tables.engines import engine_for

    folder = data_folder(data)
    told: list[str] = []
    done: list[Built] = []
    with engine_for(folder, processes) as engine, progress() as step:
        how = How(engine, step, skip_bad, generation.kept_parts(folder) if changed else None)
        store = generation.open_store(
            folder, sources, told.append, force=force, at_a_glance=False, how=how, done=done.append
        )
    if (damaged := generation.damage_notice(folder)) in told:  # who builds need not be told of the rest
        tell(damaged)
    for built in done:
        for problem in built.problems:
            tell(str(problem))
        if changed:
            put(say("made anew: {made} of {count} table sets", made=built.made, count=built.made + built.taken))
    put(
        say("built: {count} triples in {folder}", count=len(store), folder=store.generation)
        if told
        else say("up to date: {count} triples in {folder}", count=len(store), folder=store.generation)
    )
    if bad := left_out(store.generation):
        for name in bad:
            tell(say("left out, since its tables do not pass: {name}", name=name))
        raise typer.Exit(INCOMPLETE)


def load(
    endpoint: Endpoint = None,
    update: Annotated[
        str | None,
        typer.Option(
            "--update",
            metavar="URL",
            help="Where it takes updates.  [default: where it takes queries; /update beside /query]",
        ),
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(
            "--store", metavar="URL", help="Instead, where it takes whole graphs (Graph Store HTTP Protocol)."
        ),
    ] = None,
    data: Data = None,
    lang: Lang = None,
) -> None:
    """Fill a SPARQL server with the graph, and with the keys of its names.

    What was there in its place is replaced as a whole, when all is there. A load that was cut short goes on where it
    was. KG_ENDPOINT_USER and KG_ENDPOINT_PASSWORD, or KG_ENDPOINT_TOKEN, open the server.

    \b
    Examples:
      kg load --endpoint http://localhost:7878/query
      kg load --endpoint 'https://example.org/sparql?default-graph-uri=https://example.org/graph'
    """
    address = endpoint_address(endpoint)
    if address is None:
        raise KgError(say("no server is named: give --endpoint, or set KG_ENDPOINT"))
    if update and store:
        raise KgError(say("--update and --store are two ways to fill a server: give one of them"))
    from kg.store.endpoint.filling import fill
    from kg.store.endpoint.settings import place_of
    from kg.tables.steps import Step

    place = place_of(address, os.environ)
    with progress() as watch:

        def told(done: int, of: int) -> None:
            watch(Step(say("filling the server"), done, of, 0))

        filled = fill(open_store(data), place, update=update, graph_store=store, progress=told)
    put(
        say("up to date: {triples} triples and {names} of names at {host}", **_of(filled, place.address.host))
        if filled.is_old
        else say("loaded: {triples} triples and {names} of names at {host}", **_of(filled, place.address.host))
    )


def _of(filled: "Filled", host: str) -> dict[str, object]:
    return {"triples": filled.triples, "names": filled.names, "host": host}


COMMANDS: Final = (check, build, load)


if __name__ == "__main__":
    app = new_app()
    app.command(cls=KgCommand)(build)
    run(app, "kg build")
