"""The register of indicators: what is wrong with its rows, and with the figures that measure them."""

from collections.abc import Iterator
from typing import Final

from kg.errors import Problem
from kg.messages import either, say
from kg.ontology import Ontology
from kg.tables.rows import Figure, Tables

_WHOLE: Final = ("count", "rank")
"""The kinds whose values are whole numbers, and never below zero."""


def indicator_problems(tables: Tables, ontology: Ontology) -> Iterator[Problem]:
    """Units that measure another kind; figures whose values and parts their indicator's kind does not have."""
    for problem_at, row in tables.placed("indicators"):
        if (kind := ontology.unit_kinds[row.unit]) != row.kind:
            fitting = sorted(unit for unit, of in ontology.unit_kinds.items() if of == row.kind)
            told = say(
                "{unit} is a unit for the kind {kind}, and the kind is {found}; expected {units}",
                unit=row.unit,
                kind=kind,
                found=row.kind,
                units=either(fitting),
            )
            yield problem_at(row, "unit", told)
    kinds = {row.id: row.kind for row in tables.indicators}
    for problem_at, row in tables.placed("figures"):
        for column, told in _not_of_its_kind(row, kinds.get(row.indicator, "")):
            yield problem_at(row, column, told)


def _not_of_its_kind(row: Figure, kind: str) -> Iterator[tuple[str, str]]:
    """What a figure has that an indicator of its kind has not, by the column."""
    if kind in _WHOLE and row.value is not None and (row.value < 0 or row.value % 1):
        yield (
            "value",
            say(
                "{value}: {indicator} is a {kind}; expected a whole number, not below zero",
                value=row.value,
                indicator=row.indicator,
                kind=kind,
            ),
        )
    for column in ("numerator", "denominator"):
        if kind not in ("", "rate") and getattr(row, column):
            yield (
                column,
                say(
                    "{indicator} is a {kind}; expected a rate, or no {column}",
                    indicator=row.indicator,
                    kind=kind,
                    column=column,
                ),
            )
