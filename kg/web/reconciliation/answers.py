"""Batches answered (Reconciliation Service API 0.2): candidates of names (section 4.2), values of things (7.4)."""

from collections.abc import Collection, Mapping
from functools import cache
from itertools import islice
from time import monotonic
from typing import Any, Final

from starlette.exceptions import HTTPException

from kg.errors import NotFoundError
from kg.lookup.gazetteer import Lies
from kg.lookup.lookup import Lookup
from kg.lookup.matching import Candidate, Fits, Matcher, Wanted
from kg.lookup.properties import CLASS, NAMES, PLACE, REPORTS, Value, fits, having, named_property, values
from kg.lookup.records import Thing
from kg.messages import say
from kg.web.reconciliation.requests import Extension, Query

SECONDS: Final = 30
"""Seconds that a batch may take."""
_BY_PROPERTIES: Final = 50
"""The score of what was not asked for by name, but has the properties."""
_CALLED: Final = (NAMES, "label-zh", "label-en", "forms")
"""Properties that say what a thing is called, where there is no name beside them."""


class Reconciler:
    """What answers one batch, in the language of a lookup; raises NoSuchTermError for a class or property that there
    is not, and HTTPException (503) where the batch takes too long.
    """

    def __init__(self, lookup: Lookup) -> None:
        self._lookup, self._matcher = lookup, Matcher(lookup)
        self._until = monotonic() + SECONDS
        self._types = cache(self._types_of)

    def answer(self, queries: Mapping[str, Query]) -> dict[str, Any]:
        """The candidates of each query, by its key, best first."""
        return {key: {"result": [self._told(one) for one in self._candidates(of)]} for key, of in queries.items()}

    def extend(self, asked: Extension) -> dict[str, Any]:
        """The values that are asked for; none where a thing is unknown, or has none."""
        properties = [(named_property(self._lookup, id), limit) for id, limit in asked.properties]
        things = self._known(asked.ids)
        rows: dict[str, dict[str, list[dict[str, Any]]]] = {id: {} for id in asked.ids}
        for property, limit in properties:
            self._check_time()
            found = values(self._lookup, list(dict.fromkeys(things.values())), property)
            for id, row in rows.items():
                row[property.id] = [_cell(value) for value in found.get(things.get(id), [])[:limit]]  # type: ignore[arg-type]
        told = []
        for property, _ in properties:
            label = {"type": self._type(property.range)} if property.range else {}
            told.append({"id": property.id, "name": property.name, **label})
        return {"meta": told, "rows": rows}

    def _known(self, ids: tuple[str, ...]) -> dict[str, Thing]:
        """The things that ids are of, those that gave way to others among them."""
        names = self._lookup.store.names
        current = {id: hits[0].thing for id in ids if (hits := names.exactly(id)) and hits[0].kind == "id"}
        return dict(zip(current, self._lookup.things(current.values()), strict=True))

    def _candidates(self, query: Query) -> list[Candidate]:
        self._check_time()
        known = {id: told for id, told in query.properties if told}
        for id in known:
            named_property(self._lookup, id)
        type = query.type or next(iter(known.get(CLASS, ())), "")
        type = self._lookup.term("class", type) if type else ""
        name = query.name.strip() or next((known[id][0] for id in _CALLED if id in known), "")
        if not name:
            return self._having(known, type, query.limit)
        own = {PLACE, REPORTS, CLASS, *(() if query.name.strip() else _CALLED)}
        wanted = Wanted(name, type, known.get(PLACE, ()), known.get(REPORTS, ()))
        return self._matcher.match(wanted, query.limit, self._tests(known, own))

    def _tests(self, known: Mapping[str, tuple[str, ...]], own: Collection[str]) -> list[Fits]:
        """What tells whether the properties fit, but for some that count in a way of their own."""
        others = [(id, told) for id, told in known.items() if id not in own]
        return [fits(self._lookup, named_property(self._lookup, id), told) for id, told in others]

    def _having(self, known: Mapping[str, tuple[str, ...]], type: str, limit: int) -> list[Candidate]:
        """What has all the properties, where there is no name, and one of them is such that anything can be sought by
        it: a place, a relation.
        """
        sought = [id for id in known if id == PLACE or id in self._lookup.terms("predicate")]
        found = [having(self._lookup, named_property(self._lookup, id), value) for id in sought for value in known[id]]
        if not found:
            return []
        classes = self._lookup.classes_below(type) if type else None
        tests = self._tests(known, {CLASS, *sought})
        things = self._lookup.things_among(sorted(set(found[0]).intersection(*found[1:])))
        fitting = (
            thing
            for thing in things
            if (classes is None or thing.type in classes) and all(test(thing) for test in tests)
        )
        return [
            Candidate(thing, _BY_PROPERTIES, False, thing.label, "label", "properties")
            for thing in islice(fitting, limit)
        ]

    def _told(self, one: Candidate) -> dict[str, Any]:
        thing = one.thing
        return {
            "id": thing.id,
            "name": thing.label,
            "description": description(thing),
            "type": [self._type(term) for term in self._types(thing.type)],
            "score": one.score,
            "match": one.sure,
            "features": [
                {"id": "exact", "value": one.match == "exact"},
                {"id": "place", "value": int(one.lies) / int(Lies.THERE)},
            ],
        }

    def _type(self, term: str) -> dict[str, str]:
        return {"id": term, "name": self._lookup.class_label(term)}

    def _types_of(self, term: str) -> list[str]:
        """A class, and those above it but the one of everything."""
        every = sorted(self._lookup.classes_below("Entity") - {term, "Entity"})
        return [term, *(above for above in every if term in self._lookup.classes_below(above))]

    def _check_time(self) -> None:
        if monotonic() > self._until:
            told = say("the batch takes longer than {seconds} s; send fewer names at once", seconds=SECONDS)
            raise HTTPException(503, told, {"Retry-After": "1"})


def description(thing: Thing) -> str:
    """What tells a thing from others of its name: its class, and the place whose it is."""
    return " · ".join(filter(None, (thing.type_label, thing.jurisdiction)))


def thing_of(lookup: Lookup, id: str) -> Thing:
    """The thing with an id, or with the one that it gave way to; raises NotFoundError."""
    names = lookup.store.names.exactly(id)
    if not names or names[0].kind != "id":
        raise NotFoundError(id, lookup.store.names.suggestions(id))
    return lookup.things([names[0].thing])[0]


def _cell(value: Value) -> dict[str, Any]:
    """A value as section 7.4 has it."""
    if isinstance(value, Thing):
        return {"id": value.id, "name": value.label}
    if isinstance(value, str):
        return {"str": value}
    return {"int" if isinstance(value, int) else "float": value}
