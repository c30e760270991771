"""What ties things to others, read from the store around two ends, as far as a way between these can lead."""

from collections.abc import Collection, Iterable, Iterator, KeysView, Mapping
from typing import Final

from kg.batches import in_batches
from kg.folders import read_query
from kg.lookup.ask import among
from kg.lookup.lookup import Lookup
from kg.lookup.records import Narrowing, Thing
from kg.rdf.terms import Term
from kg.sparql.results import Solutions
from kg.vocabulary import expand

MOST_LINKS: Final = 30_000
"""Links that a search looks at, at the most: what a second or two reads."""

_ASKED: Final = 200
"""Things that one query is about."""

_AT_ONCE: Final = 1_000
"""Links that are compared at once with what the lookup is narrowed to."""


class Ties:
    """The claims that tie things, IRIs all, as far as they were read; `links` counts what was looked at for them.

    None is of what is left out; with `stated_only` none is implied or without a stated actor; and unless `stand_ins`
    says so, none ties a place, other than the `ends`, that only stands for an actor that is not stated.
    """

    def __init__(
        self,
        lookup: Lookup,
        ends: Collection[Thing],
        without: Collection[Thing] = (),
        *,
        stated_only: bool = False,
        stand_ins: bool = False,
    ) -> None:
        self._lookup = lookup
        self._ends, self._without = ({thing.iri for thing in of} for of in (ends, without))
        self._stated_only, self._stand_ins = stated_only, stand_ins
        self._known: dict[str, dict[str, set[str]]] = {}
        self.links = 0

    @property
    def is_stopped(self) -> bool:
        """Whether it has looked at as many links as it may, so that there may be more."""
        return self.links >= MOST_LINKS

    def of(self, thing: str) -> KeysView[str]:
        """What is known to be tied to a thing."""
        return self._known.get(thing, {}).keys()

    def claims(self, one: str, other: str) -> list[str]:
        """The claims that are known to tie two things, in order."""
        return sorted(self._known[one][other])

    def count(self, things: Iterable[str]) -> int:
        """How many links some things have, whatever they are."""
        return sum(int(row["count"].value) for row in self._solutions("degrees", things) if row["count"])

    def read(self, things: Collection[str]) -> None:
        """Read what is tied to some things, unless that is too much."""
        rows = self._solutions("ties", things)
        for some in in_batches(rows, _AT_ONCE):
            passing = self._passing({_iri(row, "claim") for row in some})
            for row in some:
                if self.is_stopped:
                    return
                self.links += 1
                if _iri(row, "claim") in passing and self._ties(row):
                    self._add(*(_iri(row, name) for name in ("thing", "other", "claim")))

    def _add(self, thing: str, other: str, claim: str) -> None:
        for one, another in ((thing, other), (other, thing)):
            self._known.setdefault(one, {}).setdefault(another, set()).add(claim)

    def _ties(self, row: Mapping[str, Term | None]) -> bool:
        """Whether a claim ties what it is about."""
        thing, other, subject = (_iri(row, name) for name in ("thing", "other", "subject"))
        if thing == other or {thing, other} & self._without:
            return False
        has_actor = row["actor"] is None or row["actor"].value != "false"
        if self._stated_only and (not has_actor or _iri(row, "stated") == expand("kg:implied")):
            return False
        acts = has_actor or self._stand_ins or subject in self._ends or subject not in (thing, other)
        return acts or not self._lookup.is_place(self._lookup.thing(subject))

    def _passing(self, claims: set[str]) -> set[str]:
        """Those of some claims that the lookup is narrowed to."""
        return claims if self._lookup.narrowing == Narrowing() else self._lookup.passing(claims)

    def _solutions(self, query: str, things: Iterable[str]) -> Iterator[Mapping[str, Term | None]]:
        for some in in_batches(things, _ASKED):
            result = self._lookup.store.query(among(read_query(__file__, query), ["thing"], some))
            assert isinstance(result, Solutions)
            yield from result


def _iri(row: Mapping[str, Term | None], name: str) -> str:
    term = row[name]
    return term.value if term is not None else ""
