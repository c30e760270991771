"""What an act is: the parts that its IRI is made of, which two reports that tell of one act share."""

from collections.abc import Callable

from kg.tables.rows import Relation


def act_key(kind: str, row: Relation, current: Callable[[str], str]) -> tuple[str, ...]:
    """What the act of a claim is made of, by the local name of its class: no two acts share one.

    A founding is that of what is founded, a signing that of the agreement, a pilot that of a programme by a
    body or place, a conferral that of an honour on a recipient, in its round, else year; where neither is
    stated, the rows of one event are one act, and any other row has its own. `current` tells the id of a
    thing, or of the one that replaced it.
    """
    subject, obj = current(row.subject), current(row.object)
    match kind:
        case "Conferral":
            return "conferral", subject, obj, *_which(row)
        case "Pilot":
            return "pilot", obj, subject
        case _:
            return kind.lower(), obj


def is_told_apart(row: Relation) -> bool:
    """Whether the words tell which of the conferrals of one honour on one recipient is meant."""
    return bool(row.round or row.year)


def _which(row: Relation) -> tuple[str, ...]:
    if row.round:
        return "round", row.round
    if row.year:
        return "year", row.year
    return ("event", row.source, row.event) if row.event else ("claim", row.id)
