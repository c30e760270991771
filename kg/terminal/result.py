"""The result of a query on a terminal: tables, a page at a time."""

from collections.abc import Sequence
from itertools import islice
from typing import Final

from kg.rdf.formats import Holds, by_name
from kg.rdf.terms import short_text
from kg.sparql.results import Solutions
from kg.store.store import Reply
from kg.terminal.streams import put
from kg.terminal.text import print_table
from kg.text.words import word
from kg.vocabulary import Language

_PAGE: Final = 1000
"""Rows that are held at once, and aligned with one another."""


def print_result(reply: Reply, language: Language) -> None:
    """Print solutions as a table, IRIs as CURIEs, page by page as they come; or true or false; or that there are no
    solutions. Raises FormatError for a graph, and as a reply does.
    """
    if reply.holds is Holds.GRAPH:
        by_name("table", Holds.GRAPH)  # which raises, and names the formats that a graph has
    result = reply.result()
    if not isinstance(result, Solutions):
        put("true" if result else "false")
        return
    rows = ([short_text(term) for term in solution.values()] for solution in result)
    widths: Sequence[int] | None = None
    for page in iter(lambda: list(islice(rows, _PAGE)), []):
        widths = print_table(result.variables, page, after=widths)
    if widths is None:
        put(word("no-solutions", language))
