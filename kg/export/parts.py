"""The parts of the graph that can be exported alone, and the files of its tables; `queries/` holds a query for
the triples of each part.
"""

from enum import StrEnum

from kg.errors import FormatError
from kg.folders import read_query
from kg.messages import clauses, listed, say


class Part(StrEnum):
    """A part of the graph: claims with their receipts, the plain network of things, the ontology's terms."""

    claims = "claims"
    network = "network"
    ontology = "ontology"

    @property
    def query(self) -> str:
        """The CONSTRUCT for its triples."""
        return read_query(__file__, self)


class TableFiles(StrEnum):
    """What the files are in a folder of tables."""

    csv = "csv"
    parquet = "parquet"


class ExportFormat(StrEnum):
    """What can be said of files beside their extension: of tables, or of a query's .csv."""

    csv = "csv"
    parquet = "parquet"
    sheet = "sheet"


def parse_part(name: str) -> Part:
    """The part called `name`; raises FormatError."""
    if name not in list(Part):
        wrong = say("{name!r} is no part of the graph", name=name)
        raise FormatError(clauses(wrong, say("expected one of {allowed}", allowed=listed(Part))))
    return Part(name)


def parse_table_files(name: str) -> TableFiles:
    """What the files of tables are that are called `name`; raises FormatError."""
    if name not in list(TableFiles):
        wrong = say("{name!r} is no format of tables", name=name)
        raise FormatError(clauses(wrong, say("expected one of {allowed}", allowed=listed(TableFiles))))
    return TableFiles(name)
