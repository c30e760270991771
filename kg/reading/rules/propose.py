"""All rules over one text."""

from collections.abc import Iterator

from kg.reading.proposals import Proposal
from kg.reading.rules.acts import propose_acts
from kg.reading.rules.bodies import propose_bodies
from kg.reading.rules.documents import propose_documents
from kg.reading.rules.figures import propose_figures
from kg.reading.rules.honours import propose_honours
from kg.reading.rules.names import propose_names, propose_places
from kg.reading.rules.passages import Passages
from kg.reading.rules.programmes import propose_programmes
from kg.reading.rules.registers import Registers
from kg.text.report import SourceText


def propose(text: SourceText, registers: Registers) -> list[Proposal]:
    """What the rules read out of a report, in the order of the text; the same for the same text and registers."""
    return sorted(_all(Passages(text, registers)), key=lambda one: one.order)


def _all(passages: Passages) -> Iterator[Proposal]:
    for rule in (
        propose_documents,
        propose_bodies,
        propose_programmes,
        propose_honours,
        propose_acts,
        propose_figures,
        propose_names,
        propose_places,
    ):
        yield from rule(passages)
