"""What an act is called, and who tells of a conferral."""

from typing import Final

from kg.tables.acts import act_key
from kg.tables.reports import Registers
from kg.tables.rows import Relation
from kg.vocabulary import mint_iri

_PRIVATE: Final = ("Association", "Company", "MediaOrganization", "Person")
"""Classes of those that the authorities of their place do not speak for."""


def act_iri(kind: str, row: Relation, registers: Registers) -> str:
    """The IRI of the act of a claim, by the local name of its class."""
    return mint_iri("act", *act_key(kind, row, registers.current_id))


def standpoint(row: Relation, publisher: str, registers: Registers) -> str:
    """Who tells of a conferral, by the publisher of the report: the conferrer's side (for a body that is
    named, else for the place whose honour it is), the recipient's side, or a third party.
    """
    teller, recipient = registers.current_id(publisher), registers.current_id(row.subject)

    def on_its_side(thing: str) -> bool:
        of_one_place = registers.place_of(thing) == registers.place_of(teller) != ""
        return thing == teller or (of_one_place and not _is_private(thing, registers))

    conferrers = [registers.current_id(body) for body in row.by] or [registers.current_id(row.object)]
    if any(map(on_its_side, conferrers)):
        return "conferrer-side"
    return "recipient-side" if on_its_side(recipient) else "third-party"


def _is_private(thing: str, registers: Registers) -> bool:
    found = registers.class_of(thing)
    return bool(found) and registers.ontology.is_any(found, _PRIVATE)
