"""A person's own list with what its names may mean beside them, as the command `match` writes it."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from kg.errors import KgError
from kg.folders import read_file
from kg.lookup.gazetteer import Gazetteer
from kg.lookup.lookup import Lookup
from kg.lookup.matching import Candidate, Matcher, Wanted
from kg.messages import reason, say
from kg.tabular.lists import OwnList, read_list, with_columns

_OF_EACH: Final = ("id", "label", "class", "place", "score", "name", "how")
"""What is told of each candidate; its number comes behind it."""


class Counts(NamedTuple):
    """How many names there were, how many are matched for sure, and how many have no candidate."""

    names: int
    sure: int
    none: int


class Matched(NamedTuple):
    """A list, and the candidates of each of its rows, best first; None where a row names nothing."""

    own: OwnList
    found: list[list[Candidate] | None]

    @property
    def counts(self) -> Counts:
        """How many names were matched."""
        named = [found for found in self.found if found is not None]
        return Counts(len(named), sum(bool(of) and of[0].sure for of in named), sum(not of for of in named))


def match_list(lookup: Lookup, file: str, column: str, type: str | None, places: Sequence[str], limit: int) -> Matched:
    """The list of a file ("-" for standard input), matched by a column; `places` are columns of it, or names of places
    that hold for every row, the widest first. Raises KgError for a file that is no list, and NoSuchTermError.
    """
    called = say("standard input") if file == "-" else file
    own = read_list(_content(file), column, called)
    at = own.column(column, called)
    titles = [title.strip() for title in own.header]
    where = [titles.index(place.strip()) if titles.count(place.strip()) == 1 else place for place in places]
    cls = lookup.term("class", type) if type else ""
    _check_places(lookup, (place for place in where if isinstance(place, str)))
    matcher = Matcher(lookup)

    def found(row: list[str]) -> list[Candidate] | None:
        if not row[at].strip():
            return None
        named = tuple(row[place] if isinstance(place, int) else place for place in where)
        return matcher.match(Wanted(row[at], cls, named), limit)

    return Matched(own, [found(row) for row in own.rows])


def _check_places(lookup: Lookup, names: Iterable[str]) -> None:
    """Raise KgError for what is no column, and no place either."""
    gazetteer = Gazetteer(lookup)
    for name in names:
        if not gazetteer.named(name):
            raise KgError(say("--place: {name!r} is neither a column nor a place that is known", name=name))


def _content(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return read_file(Path(file))
    except FileNotFoundError:
        raise KgError(f"{file}: " + say("no such file")) from None
    except IsADirectoryError:
        raise KgError(f"{file}: " + say("is a folder: name a file in it")) from None
    except (OSError, ValueError) as error:
        told = reason(error) if isinstance(error, OSError) else str(error)
        raise KgError(f"{file}: " + say("cannot be read: {reason}", reason=told)) from None


def lines_of(matched: Matched, limit: int, *, exact: bool) -> Iterator[str]:
    """The lines of a list with what was found beside it: `match` is the id of what a name means for sure."""
    titles = ["match", *(f"{name}_{number}" for number in range(1, limit + 1) for name in _OF_EACH)]
    return with_columns(matched.own, titles, (_cells(of or [], limit) for of in matched.found), exact=exact)


def _cells(found: list[Candidate], limit: int) -> list[str]:
    sure = found[0].thing.id if found and found[0].sure else ""
    cells = [sure, *chain.from_iterable(map(_told, found))]
    return [*cells, *[""] * (1 + limit * len(_OF_EACH) - len(cells))]


def _told(one: Candidate) -> tuple[str, ...]:
    thing = one.thing
    return thing.id, thing.label, thing.type, thing.jurisdiction, str(one.score), one.name, one.match
