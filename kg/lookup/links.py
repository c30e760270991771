"""Who and what is linked to a thing: all is counted, the most telling comes first, and no more is read than is wanted,
so that a thing of which every report speaks costs no more than another.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple, overload

from kg.batches import in_batches
from kg.folders import read_query
from kg.lookup.described import local_name
from kg.lookup.narrowing import NarrowedReader
from kg.lookup.records import PAGE, Card, Claim, Link, Narrowing, Thing, sentence
from kg.messages import say
from kg.rdf.terms import NamedNode
from kg.vocabulary import expand

SORTED: Final = 5_000
"""Claims of one relation that are told in order; of more, in the store's order, so that the first come at once."""
THROUGH: Final = "awarded.through"
"""The key of the bundle of those who were honoured for a thing."""
_ROLES: Final = {"rdf:subject": "", "rdf:object": ".of", "kg:authority": ".by"}
"""How the key of a bundle ends, by what the thing is in its claims."""
_FIRST: Final = ("awarded", "founded")
"""The relations that come first: honours, then foundings, then the other acts."""
_MENTION: Final = "relatedTo"
"""The relation that says no more than that two things are named together; it comes last."""


class Told(NamedTuple):
    """A claim that is linked to a thing, and the claims in between, IRIs all."""

    claim: str
    ways: tuple[str, ...] = ()


class Bundle(Sequence[Told]):
    """The claims of a thing that are of one relation and in one role, or lead through honours (`THROUGH`; `ways` are
    the claims that lead to each of these); they are read as far as they are asked for. `key` names it in addresses;
    `links` counts them with each way in between.
    """

    def __init__(
        self,
        reader: NarrowedReader,
        thing: Thing,
        key: str,
        count: int,
        ways: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._reader, self._thing, self._count, self._ways = reader, thing, count, ways or {}
        self.key = key

    @property
    def relation(self) -> str:
        """The local name of its predicate."""
        return self.key.partition(".")[0]

    @cached_property
    def links(self) -> int:
        """How many links it makes, with each way in between."""
        return sum(len(told.ways) for told in self) if self._ways else self._count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Told]:
        predicate = expand(f"kg:{self.relation}")
        for honour, ways in self._ways.items():
            rows = _rows(self._reader, "awards", ("claim", "recipient"), {"honour": honour, "predicate": predicate})
            for claim, recipient in self._in_order(rows):
                if recipient != self._thing.iri:
                    yield Told(claim, tuple(ways))
        if not self._ways:
            role = next(role for role, end in _ROLES.items() if end == self.key.removeprefix(self.relation))
            bound = {"thing": self._thing.iri, "predicate": predicate}
            for (claim,) in self._in_order(_rows(self._reader, f"linked-{role.partition(':')[2]}", ("claim",), bound)):
                yield Told(claim)

    def _in_order(self, rows: Iterable[tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
        return sorted(rows) if self._count <= SORTED else rows

    @overload
    def __getitem__(self, index: int) -> Told: ...
    @overload
    def __getitem__(self, index: slice) -> list[Told]: ...
    def __getitem__(self, index: int | slice) -> Told | list[Told]:
        if isinstance(index, slice):
            return list(islice(self, *index.indices(len(self))))
        return list(self)[index]


def bundles(reader: NarrowedReader, thing: Thing) -> list[Bundle]:
    """What is linked to a thing, by relation. Honours and what else is told as an act (foundings, pilots, signings)
    come first, then what there is most of, and last what is no more than named with it.
    """
    ends = {expand(role): end for role, end in _ROLES.items()}
    found = []
    for role, predicate, count in _rows(reader, "linked-counts", ("role", "predicate", "count"), {"thing": thing.iri}):
        found.append(Bundle(reader, thing, local_name(predicate) + ends[role], int(count)))
    ways: dict[str, list[str]] = {}
    for honour, way in _rows(reader, "honours-linked", ("honour", "way"), {"thing": thing.iri}):
        ways.setdefault(honour, []).append(way)
    if awards := sum(_awards(reader, thing, honour) for honour in ways):
        found.append(Bundle(reader, thing, THROUGH, awards, ways))
    acts = [*_FIRST, *(name for name in act_predicates(reader) if name not in _FIRST)]
    rank = {name: number for number, name in enumerate(acts)} | {_MENTION: len(acts) + 1}
    return sorted(found, key=lambda of: (rank.get(of.relation, len(acts)), of.key == THROUGH, -len(of), of.key))


def _awards(reader: NarrowedReader, thing: Thing, honour: str) -> int:
    """How many claims award an honour to others than a thing."""
    bound = {"honour": honour, "predicate": expand("kg:awarded")}
    every = _rows(reader, "awards-count", ("count",), bound)
    own = _rows(reader, "awards-own", ("count",), {"thing": thing.iri, **bound})
    return sum(int(count) for (count,) in every) - sum(int(count) for (count,) in own)


def act_predicates(reader: NarrowedReader) -> list[str]:
    """The predicates whose claims tell of an act, such as a conferral, in order."""
    return [local_name(iri) for iri, _ in reader.store.pairs(expand("kg:actClass"))]


class Linked:
    """What is linked to a thing: directly, or as recipient of an honour for it; with two `hops`, also whatever is
    linked to what is linked to it. Only what a `narrowing` lets pass, whose terms and ids were checked. To iterate
    reads it, the most telling first.

    With two hops, nothing is linked through those of `without`, nor, unless `stand_ins` says so, through a place that
    only stands for an actor that is not stated.
    """

    def __init__(
        self,
        reader: NarrowedReader,
        thing: Thing,
        hops: int = 1,
        narrowing: Narrowing | None = None,
        *,
        without: Collection[Thing] = (),
        stand_ins: bool = False,
    ) -> None:
        self.thing = thing
        self._reader, self._hops, self._narrowing = reader, hops, narrowing or Narrowing()
        self._without, self._stand_ins = without, stand_ins

    @cached_property
    def count(self) -> int | None:
        """How many links there are; None with two hops, where to count them is to read them."""
        if self._hops > 1:
            return None
        return sum(of.links for of in self._bundles) if self._narrowing == Narrowing() else len(self._passing)

    def __iter__(self) -> Iterator[Link]:
        if self._hops == 1:
            refs = _refs(self._bundles) if self._narrowing == Narrowing() else self._passing
            yield from self._read(self.thing, refs)
            return
        yield from self._narrowed(self._direct(self.thing))
        for link in self._direct(self.thing):
            if link.entity not in self._without:
                yield from self._narrowed(self._beyond(link))

    @cached_property
    def _bundles(self) -> list[Bundle]:
        relation = self._narrowing.predicate
        return [of for of in bundles(self._reader, self.thing) if relation in (None, of.relation)]

    @cached_property
    def _passing(self) -> "list[_Ref]":
        """What the narrowing lets pass, of all that was read without its receipts."""
        refs = list(_refs(self._bundles))
        links = self._links(self.thing, refs, self._reader.bare_claims)
        return [ref for ref, link in zip(refs, links, strict=True) if self._reader.narrowed([link], self._narrowing)]

    def _narrowed(self, links: Iterable[Link]) -> Iterator[Link]:
        for link in links:
            yield from self._reader.narrowed([link], self._narrowing)

    def _direct(self, thing: Thing) -> Iterator[Link]:
        """What is linked to a thing by claims of its own."""
        return self._read(thing, _refs(of for of in bundles(self._reader, thing) if of.key != THROUGH))

    def _beyond(self, link: Link) -> Iterator[Link]:
        """What is linked to the thing through the other end of one of its links."""
        for far in self._direct(link.entity):
            claims = far.claim, link.claim
            if self._stand_ins or not any(self._reader.stands_in(link.entity, claim) for claim in claims):
                yield from _through(link, far.claim)

    def _read(self, thing: Thing, refs: "Iterable[_Ref]") -> Iterator[Link]:
        for some in in_batches(refs, PAGE):
            yield from self._links(thing, some, self._reader.claims)

    def _links(
        self, thing: Thing, refs: "Sequence[_Ref]", read: Callable[[Iterable[str]], dict[str, Claim]]
    ) -> Iterator[Link]:
        claims = read(iri for ref in refs for iri in ref if iri)
        for ref in refs:
            link = _link(thing, claims[ref.way or ref.claim])
            yield from _through(link, claims[ref.claim]) if ref.way else (link,)


class _Ref(NamedTuple):
    """A claim that is linked to a thing, by another where that is not "", IRIs both."""

    claim: str
    way: str


def first(linked: Sequence[Linked], limit: int) -> list[list[Link]]:
    """The first links of some things, at most so many of all: each has an equal share, of which what one does not need
    goes to the others.
    """
    found: list[list[Link]] = [[] for _ in linked]
    left = limit
    by_count = sorted(range(len(linked)), key=lambda at: (linked[at].count is None, linked[at].count or 0))
    for done, at in enumerate(by_count):
        found[at] = list(islice(linked[at], max(1, left // (len(linked) - done)) if left else 0))
        left -= len(found[at])
    return found


def total(linked: Iterable[Linked]) -> int | None:
    """How many links some things have; None where that is not counted."""
    counts = [of.count for of in linked]
    return None if None in counts else sum(filter(None, counts))


def cut_note(shown: int, of: int | None, limit: int) -> str:
    """What is said where not all links are shown, of so many (None where they were not counted); else ""."""
    if of is None:
        return say("the first {count} links are shown, and there may be more", count=shown) if shown >= limit else ""
    told = say("{shown} of {total} links are shown, the most telling first", shown=shown, total=of)
    return told if shown < of else ""


def card_notes(card: Card) -> list[str]:
    """The same of a card's links and figures."""
    links, figures = (len(part) for part in (card.links, card.figures))
    notes = [cut_note(links, card.totals["links"], links)]
    if figures < card.totals["figures"]:
        notes.append(say("{shown} of {total} figures are shown", shown=figures, total=card.totals["figures"]))
    return [note for note in notes if note]


def _refs(of: Iterable[Bundle]) -> Iterator[_Ref]:
    for bundle in of:
        for told in bundle:
            yield from (_Ref(told.claim, way) for way in told.ways or ("",))


def _link(thing: Thing, claim: Claim) -> Link:
    if thing == claim.object:
        return Link(thing, claim.subject, claim.words, claim)
    if thing == claim.subject:
        return Link(thing, claim.object, claim.inverse, claim)
    return Link(thing, claim.subject, sentence("", claim.words, claim.object.label), claim)


def _through(link: Link, claim: Claim) -> Iterator[Link]:
    """The link of a thing by a claim of the other end of one of its links; none that leads back."""
    thing, middle = link.thing, link.entity
    if claim.id == link.claim.id or claim.other(middle) == thing:
        return
    entity = claim.other(middle)
    words = claim.inverse if entity == claim.object else claim.words
    toward = middle if middle in (claim.subject, claim.object) else claim.object
    yield Link(thing, entity, sentence("", words, toward.label), claim, (link.claim,))


def _rows(
    reader: NarrowedReader, query: str, names: Sequence[str], bound: Mapping[str, str]
) -> Iterator[tuple[str, ...]]:
    """What the solutions of a query, some of whose variables are bound to IRIs, bind to others."""
    from kg.sparql.results import Solutions  # a lookup without links does without

    result = reader.store.query(read_query(__file__, query), {name: NamedNode(iri) for name, iri in bound.items()})
    assert isinstance(result, Solutions)
    for row in result:
        yield tuple(term.value for name in names if (term := row[name]))
