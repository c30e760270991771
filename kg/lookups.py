"""The commands that look things up: who, show, find, path and stats."""

import sys
from collections.abc import Iterable, Sequence
from typing import Annotated, Final

import typer

from kg import numbers
from kg.errors import KgError
from kg.lookup.records import NARROWING, PAGE, Link, Narrowing
from kg.messages import clauses, say
from kg.terminal import completion
from kg.terminal.options import (
    AsCard,
    AsTable,
    CardFormat,
    Data,
    Endpoint,
    Every,
    Lang,
    Limit,
    Name,
    StandIns,
    StatedOnly,
    TableFormat,
    Without,
    ask_lookup,
    narrowing_options,
    number_of,
    things_of,
)
from kg.terminal.streams import put, tell, write_chunks, write_data

_MOST_CARDS: Final = 5
"""Cards that are shown at once: more are a list to choose from."""


@narrowing_options()
def who(
    name: Name,
    hops: Annotated[
        int,
        typer.Option(
            parser=number_of(numbers.hops),
            metavar="1|2",
            help="2 also shows what is linked through one thing in between.",
        ),
    ] = 1,
    without: Without = None,
    stand_ins: StandIns = False,
    limit: Limit = PAGE,
    every: Every = False,
    *,
    narrowing: Narrowing,
    format: AsTable = TableFormat.table,
    lang: Lang = None,
    data: Data = None,
    endpoint: Endpoint = None,
) -> None:
    """Who is linked to a thing, how, and by which words.

    Honours come first, then foundings and other acts, then what there is most of.

    \b
    Examples:
      kg who 枫桥
      kg who Fengqiao --level national --format csv
      kg who 区司法局 --place 香洲区
      kg who 区法院 --hops 2 --without 香洲区
    """
    from kg.lookup.links import cut_note, first, total
    from kg.terminal.cards import links_as_chunks, print_links

    lookup = ask_lookup(data, endpoint, lang).within(narrowing)
    left_out = things_of(lookup, without)
    linked = [lookup.linked(of, hops, without=left_out, stand_ins=stand_ins) for of in lookup.find(name)]
    some = None if every else first(linked, limit)
    groups: Sequence[Iterable[Link]] = linked if some is None else some
    if format is TableFormat.table:
        for number, (of, links) in enumerate(zip(linked, groups, strict=True)):
            if number:
                put()
            print_links(of.thing, links, lookup.language, ways=hops > 1)
    else:
        write_chunks(links_as_chunks((link for links in groups for link in links), format, lookup.read))
    if some is not None:
        _tell_rest(cut_note(sum(map(len, some)), total(linked), limit))


def _tell_rest(note: str) -> None:
    """Say, after what stands on standard output, that it is not all, and how to get the rest."""
    if note:
        sys.stdout.flush()
        tell(clauses(note, say("--limit NUMBER shows more, and --all all of them")))


@narrowing_options(*NARROWING)
def show(
    name: Name,
    stated_only: StatedOnly = False,
    limit: Limit = PAGE,
    every: Every = False,
    *,
    narrowing: Narrowing,
    format: AsCard = CardFormat.table,
    lang: Lang = None,
    data: Data = None,
    endpoint: Endpoint = None,
) -> None:
    """All that is known of a thing, with its receipts, or one claim, figure or indicator by its id.

    A name of more than a few things lists them, to choose one; json holds them all.

    \b
    Examples:
      kg show 香洲区司法局
      kg show 区司法局 --report 440309-2019
      kg show 440402-2023-r017
    """
    from kg.lookup.links import card_notes
    from kg.terminal.cards import cards_as_text, print_card, print_row
    from kg.terminal.text import print_things

    lookup = ask_lookup(data, endpoint, lang).within(narrowing)
    row = lookup.row(name)
    if row and format is CardFormat.json:
        write_data(cards_as_text([row], lookup.read))
        return
    if row:
        print_row(row, lookup.language)
        return
    things = lookup.find(name)
    most = None if every else limit
    if format is CardFormat.json:
        cards = [lookup.card(thing, stated_only=stated_only, limit=most) for thing in things]
        write_data(cards_as_text(cards, lookup.read))
        _tell_rest(clauses(*dict.fromkeys(note for card in cards for note in card_notes(card))))
        return
    if len(things) > _MOST_CARDS:
        print_things(things, lookup.language)
        sys.stdout.flush()
        tell(say("{name!r} may name any of these; choose one: kg show {id}", name=name, id=things[0].id))
        return
    for number, thing in enumerate(things):
        if number:
            put()
        card = lookup.card(thing, stated_only=stated_only, limit=most, with_links=not every)
        print_card(card, lookup.language, lookup.linked(thing, stated_only=stated_only) if every else card.links)
        if not every:
            _tell_rest(clauses(*card_notes(card)))


@narrowing_options(*NARROWING)
def stats(
    network: Annotated[bool, typer.Option("--network", help="Who holds the graph together, instead.")] = False,
    without: Without = None,
    stated_only: StatedOnly = False,
    *,
    narrowing: Narrowing,
    format: AsCard = CardFormat.table,
    lang: Lang = None,
    data: Data = None,
    endpoint: Endpoint = None,
) -> None:
    """How much there is, by class, predicate and section.

    \b
    Examples:
      kg stats --lang zh
      kg stats --network --without 香洲区
      kg stats --report 440309-2019
    """
    from kg.lookup.counts import counts
    from kg.terminal.text import json_text, print_counts, print_standings

    if network:
        from kg.network.standings import standings

        lookup = ask_lookup(data, endpoint, lang).within(narrowing)
        found = standings(lookup, without=things_of(lookup, without), stated_only=stated_only)
        print_standings(found, lookup.language, format)
        return
    if without or stated_only:
        raise KgError(say("--without and --stated-only are for the network; give --network too"))
    lookup = ask_lookup(data, endpoint, lang).within(narrowing)
    counted = counts(lookup)
    if format is CardFormat.json:
        plain = {kind: {count.name: count.count for count in of} for kind, of in counted.items()}
        write_data(json_text(plain))
    else:
        print_counts(counted, lookup.language)


@narrowing_options(*NARROWING)
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
    limit: Limit = 20,
    *,
    narrowing: Narrowing,
    format: AsTable = TableFormat.table,
    lang: Lang = None,
    data: Data = None,
    endpoint: Endpoint = None,
) -> None:
    """Find things by what a person would type.

    \b
    Examples:
      kg find fq
      kg find 'work method fengqiao'
      kg find 司法局 --of 珠海市
    """
    from kg.terminal.text import found_as_text, print_found

    lookup = ask_lookup(data, endpoint, lang).within(narrowing)
    found = lookup.search(text, type, limit)
    if format is TableFormat.table:
        print_found(found, lookup.language)
    else:
        write_data(found_as_text(found, format))


@narrowing_options(*NARROWING)
def path(
    start: Annotated[str, typer.Argument(metavar="A", help="A name.", autocompletion=completion.names)],
    end: Annotated[str, typer.Argument(metavar="B", help="Another.", autocompletion=completion.names)],
    every: Annotated[
        bool, typer.Option("--all", help="All ways of up to --max-hops steps, not only the shortest.")
    ] = False,
    max_hops: Annotated[
        int, typer.Option(parser=number_of(numbers.steps), metavar="1-8", help="Steps at the most, up to 8.")
    ] = 4,
    without: Without = None,
    stand_ins: StandIns = False,
    stated_only: StatedOnly = False,
    *,
    narrowing: Narrowing,
    format: AsCard = CardFormat.table,
    lang: Lang = None,
    data: Data = None,
    endpoint: Endpoint = None,
) -> None:
    """The shortest ways between two things, as sentences with their receipts.

    \b
    Examples:
      kg path 茂盛社区 狮山街道
      kg path 区法院 区教育局 --all --without 香洲区
    """
    from kg.network.paths import named_ways
    from kg.terminal.text import print_ways

    lookup = ask_lookup(data, endpoint, lang).within(narrowing)
    found = named_ways(
        lookup,
        start,
        end,
        max_hops=max_hops,
        every=every,
        without=without or (),
        stated_only=stated_only,
        stand_ins=stand_ins,
    )
    print_ways(found, lookup.language, format, lookup.read)
    if found.note:
        sys.stdout.flush()
        tell(found.note)


COMMANDS: Final = (who, show, find, path, stats)
