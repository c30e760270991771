"""The recipes of the cookbook, as examples of queries."""

import re
from functools import cache
from typing import Final, NamedTuple

from kg.folders import cookbook_file

_HEADED: Final = re.compile(r"^### (?P<title>[^\n]+)$(?P<text>.*?)(?=^###? |\Z)", re.MULTILINE | re.DOTALL)
_QUERY: Final = re.compile(r"^```sparql\n(?P<query>.*?)^```$", re.MULTILINE | re.DOTALL)


class Recipe(NamedTuple):
    """An example of a query: a name for addresses, a title in English, the query."""

    name: str
    title: str
    query: str


@cache
def recipes() -> tuple[Recipe, ...]:
    """The first query under each heading of the cookbook, in order; none where it is not at hand."""
    file = cookbook_file()
    text = file.read_text("utf-8") if file.is_file() else ""
    found = ((headed["title"], _QUERY.search(headed["text"])) for headed in _HEADED.finditer(text))
    told = [(title, query["query"]) for title, query in found if query]
    return tuple(Recipe(f"recipe-{number}", title, query) for number, (title, query) in enumerate(told, 1))
