"""Matching: which things a name from somebody's own list may mean, how well, and which one it means for sure.

**Scores** go from 0 to 100, and the same names always get the same ones. They begin with how the name matched:

| what was written                          | score                              |
|-------------------------------------------|------------------------------------|
| an id, or the label                       | 100                                |
| another name of the tables                | 98                                 |
| what a report calls it                    | 95                                 |
| the place before one of these (省+full name) | 2 less                          |
| its pinyin                                | 85                                 |
| its initials                              | 60                                 |
| it but for one typing error               | 80                                 |
| what its name begins with, or holds       | 50, or 45, and 40 times the part   |
| words of its name in another order        | 40, and 40 times the part          |
| a part but for one typing error           | 35, and 30 times the part          |

where the part is how much of the name was written. Pinyin counts 10 less there, and initials 20. Then what else is
known of it counts: just the place that was named adds 4, another place leaves 6 tenths, and each other property that
does not fit leaves 8 tenths.

**A match is sure** only where exactly one thing has just that name. A name that does not tell its place (区司法局,
四步走) means nothing without it: then the place must be given, and must be the thing's own, or that of a report which
calls an agent or place so; or the report must be given. A name of several things is sure where the place leaves one,
and a place that has its name from others too (龙华区 of 深圳, and of 海口) only with the one that contains it.
Pinyin, initials, parts and typing errors never are, nor is anything in a place that nobody knows, or beside a
property that does not fit.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from kg.lookup.described import thing_id
from kg.lookup.gazetteer import ELSEWHERE, Gazetteer, Lies
from kg.lookup.lookup import Lookup
from kg.lookup.records import Thing
from kg.names.folding import Name
from kg.names.search import EXACT, FUZZY, INSIDE, MATCHES, NEARLY, PREFIX, WORDS
from kg.vocabulary import expand, mint_iri

LONGEST: Final = 300
"""Characters of a name that is matched: none in the graph is longer."""

WITH_PLACE: Final = "with-place"
"""How a name matched that has the place before one of the thing's names."""

_WHOLE: Final = {"id": 100, "former": 100, "label": 100, "alias": 98, "mention": 95, "pinyin": 85, "initials": 60}
_PART: Final = {PREFIX: (50, 40), INSIDE: (45, 40), WORDS: (40, 40), NEARLY: (80, 0), FUZZY: (35, 30)}
_LESS: Final = {"pinyin": 10, "initials": 20}
_NAMES: Final = ("label", "alias", "mention")
_KEPT: Final = 20_000
"""Names whose candidates are kept, since lists repeat themselves."""

Fits = Callable[[Thing], bool]


class Wanted(NamedTuple):
    """A name, and what else is known of what it means: its class (a term), what the places are called in which it
    lies, the widest first, and what the reports are called that name it so.
    """

    name: str
    type: str = ""
    places: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()


class Candidate(NamedTuple):
    """A thing that a name may mean: its score, whether it is meant for sure, and by which of its names it was found
    and how, as `kg.lookup.records.Found` has them. `lies` is how it lies to the places that were named.
    """

    thing: Thing
    score: int
    sure: bool
    name: str
    kind: str
    match: str
    lies: Lies = Lies.AROUND


class _Scope(NamedTuple):
    """Where something lies: in places (None for anywhere, empty for nobody knows), and in which reports."""

    places: frozenset[str] | None
    reports: frozenset[str] | None


class Matcher:
    """What matches names against a lookup; a name that comes again is not sought again."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup, self._names = lookup, lookup.store.names
        self._gazetteer = Gazetteer(lookup)
        self._agents = lookup.classes_below("Agent") | lookup.classes_below("Place")
        self._sought = lru_cache(_KEPT)(self._seek)
        self._reports_of = lru_cache(_KEPT)(self._told_of)

    def match(self, wanted: Wanted, limit: int = 3, fits: Iterable[Fits] = ()) -> list[Candidate]:
        """The things that a name may mean, best first, so many at the most; `fits` say of a thing whether other
        properties fit. A name that is empty, or longer than any, means nothing. Raises NoSuchTermError.
        """
        found = self._sought(wanted, max(limit, 5))
        tests = list(fits)
        if tests:
            found = sorted((_tested(one, tests) for one in found), key=lambda one: (-one.sure, -one.score))
        return found[:limit]

    def _seek(self, wanted: Wanted, limit: int) -> list[Candidate]:
        name = wanted.name.strip()
        if not name or len(name) > LONGEST:
            return []
        scope = self._scope(wanted)
        classes = self._lookup.classes_below(self._lookup.term("class", wanted.type)) if wanted.type else None
        found = self._whole(name, scope, classes) or self._behind_place(name, scope, classes)
        if len(found) < limit:
            known = {one.thing for one in found}
            found += [one for one in self._parts(name, scope, classes, 5 * limit) if one.thing not in known]
        return sorted(found, key=lambda one: (-one.sure, -one.score, -one.lies))[:limit]

    def _scope(self, wanted: Wanted) -> _Scope:
        reports = None
        if named := [text for text in wanted.reports if text.strip()]:
            kinds = self._lookup.classes_below("Report")
            things = self._lookup.things(of.thing for text in named for of in self._names.exactly(text))
            reports = frozenset(thing.id for thing in things if thing.type in kinds)
        places = self._gazetteer.along(wanted.places)
        if places is None and reports:
            read = self._lookup.descriptions.read(map(mint_iri, sorted(reports)))
            places = frozenset(filter(None, (report.one("dcterms:spatial") for report in read)))
        return _Scope(places, reports)

    def _told_of(self, places: frozenset[str]) -> frozenset[str]:
        """The ids of the reports of some places."""
        known = sorted(places - {ELSEWHERE})
        return frozenset(thing_id(iri) for iri, _ in self._lookup.store.pairs(expand("dcterms:spatial"), known))

    def _whole(self, name: str, scope: _Scope, classes: set[str] | None) -> list[Candidate]:
        """The things with just a name, those that lie where they should first; the one of them that is sure so."""
        names: dict[str, list[Name]] = {}
        for one in self._names.exactly(name):
            names.setdefault(one.thing, []).append(one)
        things = [of for of in self._lookup.things(names) if classes is None or of.type in classes]
        ranked = [self._placed(of, names[of.id], scope) for of in things]
        named = [one for one in ranked if one.kind not in ("pinyin", "initials")]
        nearest = max((one.lies for one in named), default=Lies.ELSEWHERE)
        meant = [one for one in named if one.lies == nearest != Lies.ELSEWHERE]
        if len(meant) == 1 and self._is_sure(meant[0], names[meant[0].thing.id], scope):
            return [one._replace(sure=one is meant[0]) for one in ranked]
        return ranked

    def _placed(self, thing: Thing, names: list[Name], scope: _Scope) -> Candidate:
        """A thing with just the name that was written, which it has from one or several sources."""
        lies = self._lies(thing, scope.places)
        if any(self._is_told(name, scope) for name in names):
            lies = Lies.THERE
        best = max(names, key=lambda name: (_WHOLE[name.kind], name.name))
        return Candidate(thing, _scored(_WHOLE[best.kind], lies, scope), False, best.name, best.kind, "exact", lies)

    def _lies(self, thing: Thing, places: frozenset[str] | None) -> Lies:
        place = self._lookup.place_of(thing)
        lies = self._gazetteer.lies(place, places)
        is_place_within = place == thing.iri and places and places & set(self._gazetteer.around(place))
        return Lies.THERE if is_place_within else lies

    def _is_told(self, name: Name, scope: _Scope) -> bool:
        """Whether a name is what a report calls the thing that is wanted, or one of a place that is."""
        if name.kind != "mention":
            return False
        if scope.reports is not None:
            return name.source in scope.reports
        return bool(scope.places) and name.source in self._reports_of(scope.places or frozenset())

    def _is_sure(self, one: Candidate, names: list[Name], scope: _Scope) -> bool:
        """Whether a thing is meant for sure that alone has just the name, where it lies."""
        if one.kind in ("id", "former"):
            return True
        if scope.places is not None and not scope.places:
            return False
        told = any(self._is_told(name, scope) for name in names)
        if scope.reports is not None:
            return told
        is_one = scope.places is not None and len(scope.places) == 1
        if told and is_one and one.thing.type in self._agents:
            return True
        place = self._lookup.place_of(one.thing)
        if self._tells_place(one.name, place):
            return True
        is_there = is_one and self._lies(one.thing, scope.places) is Lies.THERE
        return one.kind != "mention" and (is_there or self._gazetteer.is_whole(place))

    def _tells_place(self, name: str, place: str) -> bool:
        """Whether a name says of which place it is, below the country."""
        if self._gazetteer.is_whole(place):
            return False
        key = "".join(self._names.tokens(name))
        return any(own in key for own in self._gazetteer.keys(place))

    def _behind_place(self, name: str, scope: _Scope, classes: set[str] | None) -> list[Candidate]:
        """The things of a place whose name stands after it: 司法局, or 区司法局, behind 香洲区."""
        tokens = self._names.tokens(name)
        places, end = self._gazetteer.leading(tokens)
        if not places:
            return []
        within = self._gazetteer.within
        here = places if scope.places is None else within(places, scope.places) or within(scope.places, places)
        found: dict[Thing, Candidate] = {}
        for start in (end, end - 1):
            for one in self._whole("".join(tokens[start:]), _Scope(here or places, None), classes):
                found.setdefault(one.thing, one)
        near = [one for one in found.values() if one.lies is not Lies.ELSEWHERE and self._is_in(one.thing, places)]
        alone = bool(here) and sum(one.match == "exact" and one.kind in _NAMES for one in near) == 1
        return [
            one._replace(score=max(one.score - 2, 0), sure=one.sure and alone and one.kind in _NAMES, match=WITH_PLACE)
            for one in near
        ]

    def _is_in(self, thing: Thing, places: frozenset[str]) -> bool:
        return bool(places & set(self._gazetteer.around(self._lookup.place_of(thing))))

    def _parts(self, name: str, scope: _Scope, classes: set[str] | None, limit: int) -> list[Candidate]:
        """The things with a name that begins with, holds or is nearly what was written."""
        hits = self._names.find(name, limit if classes is None else 4 * limit, fuzzy=True)
        written = len("".join(self._names.tokens(name)))
        found = []
        for thing, (of, rank) in zip(self._lookup.things(hit.name.thing for hit in hits), hits, strict=True):
            if rank == EXACT or (classes is not None and thing.type not in classes):
                continue
            base, share = _PART[rank]
            length = max(len("".join(self._names.tokens(of.name))), written, 1)
            lies = self._lies(thing, scope.places)
            score = _scored(base + share * written / length - _LESS.get(of.kind, 0), lies, scope)
            found.append(Candidate(thing, score, False, of.name, of.kind, MATCHES[rank], lies))
        return found


def _scored(score: float, lies: Lies, scope: _Scope) -> int:
    if not scope.places:
        return round(score)
    return min(round(score + 4), 100) if lies is Lies.THERE else round(score * (1 if lies else 0.6))


def _tested(one: Candidate, tests: list[Fits]) -> Candidate:
    wrong = sum(not fits(one.thing) for fits in tests)
    return one._replace(score=round(one.score * 0.8**wrong), sure=one.sure and not wrong)
