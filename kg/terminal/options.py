"""The options that commands share, and what they stand for."""

import inspect
import os
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from kg import numbers
from kg.folders import data_folder, endpoint_address
from kg.lookup.records import Narrowing
from kg.messages import spoken
from kg.terminal import completion
from kg.terminal.streams import tell
from kg.vocabulary import Language

if TYPE_CHECKING:
    from kg.lookup.lookup import Lookup
    from kg.lookup.records import Thing
    from kg.store.store import Store


class TableFormat(StrEnum):
    """How a lookup comes out."""

    table = "table"
    csv = "csv"
    tsv = "tsv"
    json = "json"


class CardFormat(StrEnum):
    """How a card comes out."""

    table = "table"
    json = "json"


Command = Callable[..., None]


def number_of(read: numbers.Read[numbers.N]) -> Callable[[str], numbers.N]:
    """What reads the value of an option as `read` does, and raises typer.BadParameter for what is wrong."""

    def parse(text: str) -> numbers.N:
        """The number; raises typer.BadParameter."""
        try:
            return read(text)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None

    return parse


Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Folder of the tables.  [env KG_DATA; else the project's own]"),
]
Endpoint = Annotated[
    str | None,
    typer.Option(
        "--endpoint",
        metavar="URL",
        help="Ask this SPARQL server instead; ?default-graph-uri=IRI names a graph.  [env KG_ENDPOINT]",
    ),
]
Sources = Annotated[
    Path | None,
    typer.Option(
        "--sources", metavar="DIR", help="Folder with texts of reports, to hold quotes against.  [env KG_SOURCES]"
    ),
]
Lang = Annotated[
    Language | None, typer.Option("--lang", help="Language of labels and messages.  [default: by the locale]")
]
AsTable = Annotated[TableFormat, typer.Option("--format", "-f", help="How to print.")]
AsCard = Annotated[CardFormat, typer.Option("--format", "-f", help="How to print.")]
Timeout = Annotated[
    float,
    typer.Option(parser=number_of(numbers.seconds), metavar="SECONDS", help="Seconds after which the query is ended."),
]
Memory = Annotated[
    int,
    typer.Option(
        parser=number_of(numbers.megabytes),
        metavar="MEGABYTES",
        help="Megabytes of memory above which the query is ended.",
    ),
]
Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME", help="A name, or a part of one: 枫桥, 楓橋, Fengqiao.", autocompletion=completion.names
    ),
]

Limit = Annotated[int, typer.Option(parser=number_of(numbers.limit), metavar="NUMBER", help="How many at the most.")]
Every = Annotated[bool, typer.Option("--all", help="All of them, as they come, and not only so many.")]

StatedOnly = Annotated[bool, typer.Option("--stated-only", help="Without what is implied or has no stated actor.")]
DatedOnly = Annotated[bool, typer.Option("--dated-only", help="Without what is dated by the report's period alone.")]

Without = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="Leave this one out; may be repeated.", autocompletion=completion.names),
]
StandIns = Annotated[
    bool,
    typer.Option("--stand-ins", help="Also go through a place that stands for an actor that is not stated."),
]

_NARROWING: Final[dict[str, Any]] = {
    "level": Annotated[
        str | None,
        typer.Option(
            help="Only honours and pilots of this level: national, provincial, municipal, district.",
            autocompletion=completion.levels,
        ),
    ],
    "year": Annotated[
        int | None,
        typer.Option(
            parser=number_of(numbers.year),
            metavar="YEAR",
            help="Only what is of this year: by its date, its title, else the report's period.",
        ),
    ],
    "predicate": Annotated[
        str | None,
        typer.Option(help="Only links by this property, such as awarded.", autocompletion=completion.predicates),
    ],
    "type": Annotated[
        str | None,
        typer.Option(
            help="Only links to things of this class, such as Institution.", autocompletion=completion.classes
        ),
    ],
    "report": Annotated[
        str | None,
        typer.Option(help="Only what this report tells, by its id or name.", autocompletion=completion.names),
    ],
    "place": Annotated[
        str | None,
        typer.Option(help="Only what reports of this place, or of one in it, tell.", autocompletion=completion.names),
    ],
    "of": Annotated[
        str | None,
        typer.Option(
            help="Only things of this place, or of one in it; of a link, either end.", autocompletion=completion.names
        ),
    ],
    "dated_only": DatedOnly,
    "stated_only": StatedOnly,
}
"""The options that make a `kg.lookup.records.Narrowing`."""


def narrowing_options(*fields: str) -> Callable[[Command], Command]:
    """What makes a command, whose parameter `narrowing` is a Narrowing, one with an option for each of its `fields`
    in that place; for all fields where none is named.
    """
    return lambda command: _with_options(command, fields or tuple(_NARROWING))


def _with_options(command: Command, fields: Sequence[str]) -> Command:
    @wraps(command)
    def call(**values: Any) -> None:
        given = {name: values.pop(name) for name in fields}
        command(**values, narrowing=Narrowing(**given))

    options = [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=Narrowing._field_defaults[name], annotation=_NARROWING[name]
        )
        for name in fields
    ]
    parameters: list[inspect.Parameter] = []
    for parameter in inspect.signature(command).parameters.values():
        keyword = parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        parameters += options if parameter.name == "narrowing" else [keyword]
    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    call.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    del call.__wrapped__  # else typer would look at the command itself
    return call


def open_store(data: Path | None) -> "Store":
    """The store of the tables named, else the usual ones; a build is told of on standard error."""
    from kg.pipeline import generation

    return generation.open_store(data_folder(data), notice=tell)


def open_answering(data: Path | None, endpoint: str | None) -> "Store":
    """The server at an address, else the store of the tables named, else the server that the environment names, else
    the store of the usual tables.
    """
    url = endpoint_address(endpoint, data)
    if url is None:
        return open_store(data)
    from kg.store.endpoint.settings import place_of
    from kg.store.endpoint.store import EndpointStore

    return EndpointStore(place_of(url, os.environ))


def open_lookup(data: Path | None, lang: Language | None) -> "Lookup":
    """Lookups in that store, in the language chosen, else the locale's; what is read otherwise is told."""
    from kg.lookup.lookup import Lookup

    return Lookup(open_store(data), language_of(lang), tell)


def ask_lookup(data: Path | None, endpoint: str | None, lang: Language | None) -> "Lookup":
    """The same in what `open_answering` opens."""
    from kg.lookup.lookup import Lookup

    return Lookup(open_answering(data, endpoint), language_of(lang), tell)


def language_of(lang: Language | None) -> Language:
    """The language chosen, else the one that is spoken: chosen before the command, or the locale's."""
    return lang or Language(spoken())


def things_of(lookup: "Lookup", names: list[str] | None) -> "list[Thing]":
    """The things that an option names; raises as `Lookup.only` does."""
    return [lookup.only(name) for name in names or ()]
