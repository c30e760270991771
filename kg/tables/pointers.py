"""Which columns hold ids of rows, and of which tables."""

from collections.abc import Iterator, Mapping
from typing import Final

from kg.tables.cells import ids_of
from kg.tables.rows import Placed, Tables

THINGS: Final = ("sources", "entities", "places", "honours")
_LASTING: Final = ("entities", "places")
_POINTERS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "sources": {"publisher": THINGS, "place": THINGS},
    "entities": {"replaced_by": THINGS, "succeeded_by": _LASTING},
    "places": {"parent": ("places",), "succeeded_by": ("places",)},
    "bodies": {"parent_template": ("bodies",), "organ_of": ("bodies",)},
    "mentions": {"source": ("sources",), "entity": THINGS},
    "relations": {"source": ("sources",), "subject": THINGS, "object": THINGS, "by": THINGS},
    "honours": {"conferrer": THINGS},
    "indicators": {"formula": ("indicators",)},
    "figures": {"source": ("sources",), "subject": THINGS, "place": THINGS, "indicator": ("indicators",)}
    | dict.fromkeys(("change_of", "numerator", "denominator"), ("figures",)),
    "errata": {"source": ("sources",)},
}
"""By table, the columns that hold ids of rows, and of which tables."""


def pointers(tables: Tables) -> Iterator[tuple[Placed, str, tuple[str, ...], str]]:
    """Each id that a row points to: the row, the column, the tables that may have it, and the id."""
    for name, by_column in _POINTERS.items():
        for column, targets in by_column.items():
            if not tables.left_out.keys() >= set(targets):
                continue  # the table pointed to could not be read, and its problem is told
            for placed in tables.placed(name):
                value = getattr(placed[1], column)
                if column == "formula":
                    value = tuple(ids_of(value))
                for reference in value if isinstance(value, tuple) else (value,) if value else ():
                    yield placed, column, targets, reference
