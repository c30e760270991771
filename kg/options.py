"""The options that commands share, and what they stand for."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg import completion
from kg.inputs import data_folder

if TYPE_CHECKING:
    from kg.store import Store


class Lang(StrEnum):
    """The languages of labels."""

    zh = "zh"
    en = "en"


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


class Part(StrEnum):
    """The parts of the graph that can be exported alone."""

    claims = "claims"
    network = "network"
    ontology = "ontology"


Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Folder of the tables.  [env KG_DATA; else the project's own]"),
]
Sources = Annotated[
    Path | None,
    typer.Option(
        "--sources", metavar="DIR", help="Folder with texts of reports, to hold quotes against.  [env KG_SOURCES]"
    ),
]
Language = Annotated[Lang | None, typer.Option("--lang", help="Language of the labels.  [default: by the locale]")]
Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME", help="A name, or a part of one: 枫桥, 楓橋, Fengqiao.", autocompletion=completion.names
    ),
]


def open_store(data: Path | None) -> "Store":
    """The store of the tables named, else the usual ones; a build is told of on standard error."""
    from kg import build

    return build.open_store(data_folder(data), notice=tell)


def tell(line: str) -> None:
    """Say what is no part of the answer on standard error."""
    print(line, file=sys.stderr)


def language_of(lang: Lang | None) -> str:
    """The language chosen, else the locale's."""
    from kg.render import default_language

    return lang.value if lang else default_language()
