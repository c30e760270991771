"""Places by what people call them, and how a thing lies to the places that somebody names."""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from functools import cache
from typing import Final

from kg.lookup.described import thing_id
from kg.lookup.lookup import Lookup
from kg.names.reading import proper_keys
from kg.text.chinese import is_character
from kg.vocabulary import expand

ELSEWHERE: Final = "elsewhere"
"""Stands among places for one of the same name of which nothing is known."""

_WIDE: Final = ("kg:country", "kg:province", "kg:autonomous-region")
"""In these several places have the same name (鼓楼区 of 南京 and of 徐州)."""

_LONGEST: Final = 24
"""Characters of a place with all that contains it: 新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县."""


class Lies(IntEnum):
    """How something lies to the places that are named: elsewhere, so that one contains the other, or just there."""

    ELSEWHERE = 0
    AROUND = 1
    THERE = 2


class Gazetteer:
    """The places of a lookup; each is looked up once."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._names = lookup.store.names
        self._classes = lookup.classes_below("Place")
        self.named = cache(self._named)
        self.around = cache(self._around)
        self.keys = cache(self._keys)

    def along(self, texts: Iterable[str]) -> frozenset[str] | None:
        """The places, as IRIs, that several texts name together, the widest first: 江苏省, then 鼓楼区; ELSEWHERE among
        them. None where no text says anything, and none at all where nobody knows the place.
        """
        found: frozenset[str] | None = None
        for text in filter(None, map(str.strip, texts)):
            here = self.named(text)
            found = here if found is None or not here else self.within(here, found) or found
        return found

    def leading(self, tokens: Sequence[str]) -> tuple[frozenset[str], int]:
        """The places that a name begins with, and how many of its tokens they take, at most all but one: 广东省 of
        广东省珠海市司法局; no place and 0 where there is none.
        """
        for end in range(min(len(tokens) - 1, _LONGEST), 1, -1):
            if all(map(is_character, tokens[:end])) and (places := self._just("".join(tokens[:end]))):
                return places, end
        return frozenset(), 0

    def lies(self, place: str, wanted: frozenset[str] | None) -> Lies:
        """How what is of a place ("" for none) lies to those that are wanted."""
        if wanted is None or self.is_whole(place):
            return Lies.AROUND
        if place in wanted:
            return Lies.THERE
        above = self.around(place)
        return Lies(any(one in above or place in self.around(one) for one in wanted))

    def is_whole(self, place: str) -> bool:
        """Whether a place is the country, of which what is of it need not say so; or none."""
        return not place or self._kind(place) == expand("kg:country")

    def _named(self, text: str) -> frozenset[str]:
        """The places that a text names, or the nearest around it that is known: 珠海市 of a street in it."""
        if places := self._just(text):
            return places
        tokens = self._names.tokens(text)
        places, end = self.leading(tokens)
        return (self.within(self.named("".join(tokens[end:])), places) or places) if places else places

    def within(self, inner: frozenset[str], outer: frozenset[str]) -> frozenset[str]:
        """Those of some places that lie in others, as far as anybody knows."""
        is_wide = any(self._kind(of) in map(expand, _WIDE) for of in outer)
        return frozenset(of for of in inner if outer & set(self.around(of)) or (of == ELSEWHERE and is_wide))

    def _kind(self, place: str) -> str:
        return "" if place == ELSEWHERE else self._lookup.descriptions.of(place).one("kg:kindOfPlace")

    def _just(self, text: str) -> frozenset[str]:
        """The places that are called just so, or so but for what they are (珠海), ELSEWHERE if others are too; of those
        of which one contains the others, that one.
        """
        named = [name.thing for name in self._names.exactly(text) if name.kind in ("id", "label", "alias", "pinyin")]
        things = self._lookup.things(named or self._names.owners(text))
        places = {thing.iri for thing in things if thing.type in self._classes}
        widest = [one for one in places if all(one in self.around(other) for other in places)]
        others = {ELSEWHERE} if self._names.is_elsewhere(text) else set()
        return frozenset(widest or places) | others

    def _around(self, place: str) -> tuple[str, ...]:
        """A place and those that contain it, the nearest first."""
        found: list[str] = []
        while place and place not in found:
            found.append(place)
            place = self._lookup.descriptions.of(place).one("kg:within") if place != ELSEWHERE else ""
        return tuple(found)

    def _keys(self, place: str) -> frozenset[str]:
        """What tells in a name that a thing is of a place, folded, and is no other place's name: 珠海 or 香洲 for
        珠海市香洲区, but only 深圳 for 深圳市龙华区.
        """
        own = (name for name in self._names.of(thing_id(place)) if name.kind in ("label", "alias"))
        keys = {key for name in own for key in proper_keys(self._names.tokens(name.name)) if len(key) > 1}
        return frozenset(key for key in keys if not self._names.is_elsewhere(key))
