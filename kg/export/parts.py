"""The parts of the graph that can be exported alone; `queries/` holds a query for the triples of each."""

from enum import StrEnum
from pathlib import Path

from kg.errors import FormatError
from kg.messages import clauses, listed, say


class Part(StrEnum):
    """A part of the graph: claims with their receipts, the plain network of things, the ontology's terms."""

    claims = "claims"
    network = "network"
    ontology = "ontology"

    @property
    def query(self) -> str:
        """The CONSTRUCT for its triples."""
        return Path(__file__).with_name("queries").joinpath(f"{self}.rq").read_text("utf-8")


def parse_part(name: str) -> Part:
    """The part called `name`; raises FormatError."""
    if name not in list(Part):
        wrong = say("{name!r} is no part of the graph", name=name)
        raise FormatError(clauses(wrong, say("expected one of {allowed}", allowed=listed(Part))))
    return Part(name)
