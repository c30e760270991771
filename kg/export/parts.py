"""The parts of the graph that can be exported alone, and the files of its tables; `queries/` holds a query for
the triples of each part.
"""

from enum import StrEnum
from pathlib import Path

from kg.errors import FormatError


class Part(StrEnum):
    """A part of the graph: claims with their receipts, the plain network of things, the ontology's terms."""

    claims = "claims"
    network = "network"
    ontology = "ontology"

    @property
    def query(self) -> str:
        """The CONSTRUCT for its triples."""
        return Path(__file__).with_name("queries").joinpath(f"{self}.rq").read_text("utf-8")


class TableFiles(StrEnum):
    """What the files are in a folder of tables."""

    csv = "csv"
    parquet = "parquet"


def parse_part(name: str) -> Part:
    """The part called `name`; raises FormatError."""
    if name not in list(Part):
        raise FormatError(f"{name!r} is no part of the graph; expected one of {', '.join(Part)}")
    return Part(name)


def parse_table_files(name: str) -> TableFiles:
    """What the files of tables are that are called `name`; raises FormatError."""
    if name not in list(TableFiles):
        raise FormatError(f"{name!r} is no format of tables; expected one of {', '.join(TableFiles)}")
    return TableFiles(name)
