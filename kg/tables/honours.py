"""The register of honours: what is wrong with its rows together."""

from collections.abc import Iterator

from kg.errors import Problem
from kg.messages import say
from kg.ontology import Ontology
from kg.tables.rows import Tables


def honour_problems(tables: Tables, _: Ontology) -> Iterator[Problem]:
    """Tiers that are not of the title, and bodies known from elsewhere of which nobody says from where."""
    for problem_at, row in tables.placed("honours"):
        if row.tier not in row.label_zh:
            told = say(
                "{tier!r} does not stand in the title {title}; expected words of the title, or none",
                tier=row.tier,
                title=row.label_zh,
            )
            yield problem_at(row, "tier", told)
        if row.conferrer and not row.conferrer_source:
            told = say("is empty; expected from where it is known who confers it")
            yield problem_at(row, "conferrer_source", told)
        if row.conferrer_source and not row.conferrer:
            yield problem_at(row, "conferrer", say("is empty; expected who confers it, by its source"))
