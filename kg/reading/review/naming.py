"""What the words of a report name in the end: ids of known things, and rows of new ones with ids made for them."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from kg.ontology import Ontology
from kg.reading.review.questions import plain
from kg.reading.rules.registers import Registers
from kg.tables.places import leading
from kg.tables.rows import HONOUR_CLASSES, Place

_NATIONAL: Final = re.compile("中共中央|中央|国务院|全国|国家|最高人民|中华人民共和国|中国")
_LAWS: Final = ("Legislation", "CentralBody")
"""Classes of things of the whole country."""
_COUNTRY: Final = "cn"
_SMALL: Final = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"])
_LONGEST: Final = 48
_HONOURS: Final[Mapping[str, str]] = {cls: kind for kind, cls in HONOUR_CLASSES.items()}


class Names:
    """The names of one reading as they are decided. `new` holds the cells of the things that have no row yet, by their
    ids; `honours` is of those whose row stands in the register of honours.
    """

    def __init__(self, registers: Registers, ontology: Ontology, taken: set[str]) -> None:
        self.new: dict[str, dict[str, str]] = {}
        self._registers = registers
        self._ontology = ontology
        self._taken = set(taken)
        here = {_COUNTRY, *(leading(place.id) for place in registers.chain), *map(_code, registers.chain)}
        self._by_label = {label: id for label, id in registers.by_label.items() if leading(id) in here}
        self._by_words: dict[str, str] = {}
        self._indicators = {one.words[0]: one.id for one in registers.indicators}

    def known(self, words: str, id: str) -> str:
        """Let words name a thing that has an id, and return it."""
        self._by_words[words] = self._by_words[plain(words)] = id
        return id

    def named(self, words: str, fields: Mapping[str, str]) -> str:
        """Let words name the thing that a decision tells of: by its id, else by its label; and return the id."""
        label = fields.get("label_zh", "") or plain(words)
        id = fields.get("id", "")
        if not id or id not in self._taken:
            id = self._by_label.get(label, "") or self._new(id, label, fields)
        return self.known(words, id)

    def indicator(self, label: str, fields: Mapping[str, str]) -> str:
        """The id of the indicator that a label names; of a new one, the cells stand in `new`."""
        if known := self._indicators.get(label):
            return known
        id = self._indicators[label] = self._free(self._tail(label, fields.get("label_en", "")))
        told = {
            name: fields.get(name, "") for name in ("label_en", "definition_zh", "definition_en", "unit", "formula")
        }
        self.new[id] = {"id": id, "label_zh": label, **told, "kind": self._ontology.unit_kinds.get(told["unit"], "")}
        return id

    def id_of(self, name: str) -> str:
        """The id of what words name, or that is an id itself; "" where nothing is called so."""
        if found := self._by_words.get(name) or self._by_words.get(plain(name)):
            return found
        return name if name in self._taken or name in self.new else self._by_label.get(name, "")

    def _new(self, id: str, label: str, fields: Mapping[str, str]) -> str:
        cls, english = fields.get("class", ""), fields.get("label_en", "")
        id = self._free(id or f"{self._head(label, cls)}-{self._tail(label, english)}")
        cells = {"id": id, "label_zh": label, "label_en": english}
        if self.is_honour(cls):
            kind = {"kind": _HONOURS.get(cls, "title")}
            self.new[id] = cells | kind | {name: fields.get(name, "") for name in ("series", "tier")}
        else:
            self.new[id] = cells | {"type": cls}
        self._by_label[label] = id
        return id

    def is_honour(self, cls: str) -> bool:
        """Whether things of a class stand in the register of honours."""
        return cls in self._ontology.classes and self._ontology.is_any(cls, ("Honour",))

    def _head(self, label: str, cls: str) -> str:
        """What an id begins with: the code of the place that the thing is of, by its name; else the report's."""
        if cls in _LAWS or (_NATIONAL.match(label) and not self.is_honour(cls)):
            return _COUNTRY
        named = [place for place in self._registers.chain if place.parent and label.startswith(self._name(place))]
        if self.is_honour(cls):
            return _code(named[0]) if named else _COUNTRY
        return _code(named[0] if named else self._registers.place)

    def _name(self, place: Place) -> str:
        """The name of a place in full, by which no place of another chain is meant."""
        return next((name for name in self._registers.full_place.values() if name.endswith(place.label_zh)), "\0")

    def _tail(self, label: str, english: str) -> str:
        """What tells a thing of a place from others in its id: the words of its English name, else its pinyin."""
        names = (*self._registers.full_place.values(), *(place.label_zh for place in self._registers.chain))
        place = next((name for name in sorted(names, key=len, reverse=True) if label.startswith(name)), "")
        parts = [part for part in _ascii(english).split() if part not in _SMALL] if english else []
        if not parts:
            from kg.text.chinese import pinyin

            parts = _ascii(pinyin(label.removeprefix(place) or label)).split()
        made = ""
        for part in parts:
            if made and len(made) + len(part) >= _LONGEST:
                break
            made = f"{made}-{part}" if made else part
        return made or "thing"

    def _free(self, id: str) -> str:
        """An id that no other thing has."""
        number, free = 1, id
        while free in self._taken:
            number += 1
            free = f"{id}-{number}"
        self._taken.add(free)
        return free


def _code(place: Place) -> str:
    return place.code or place.id


def _ascii(text: str) -> str:
    """The letters and digits of a text without their tones, apart by spaces."""
    plain = "".join(sign for sign in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(sign))
    return " ".join(re.findall("[a-z0-9]+", re.sub("['’]", "", plain)))
