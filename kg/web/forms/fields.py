"""The fields of the form of a question: its parameters, and what every question can be narrowed by."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cachetools import LRUCache

from kg.errors import AmbiguousNameError, KgError, NotFoundError
from kg.lookup.choices import TERMS, choices, reports, things
from kg.lookup.lookup import ALL_KINDS, Lookup
from kg.lookup.records import NARROWING, Thing, Value
from kg.questions.catalogue import Parameter, Question
from kg.text.words import word
from kg.vocabulary import Language

SWITCHES: Final = ("stated_only", "dated_only")
"""What leaves out a part of an answer, as addresses name it."""
_NARROWING: Final = {
    "report": ("report", "Report"),
    "place": ("entity", "Place"),
    "of": ("entity", "Place"),
    "year": ("year", ""),
}
"""What each narrows by: the kind of its field, and the class of what stands in it."""


@dataclass(frozen=True)
class Field:
    """A field: how it is asked for (choice, entity, year or text), what stands in it, and what is wrong with that.

    A choice is among `values`; of an entity, `values` are offered. `several` are the things among which a name does
    not decide, `near` the names nearest to one that nothing has, `type` the class that an entity must have, and
    `type_label` what that is called.
    """

    name: str
    kind: str
    label: str
    value: str
    values: tuple[Value, ...] = ()
    required: bool = False
    example: str = ""
    type: str = ""
    type_label: str = ""
    problem: str = ""
    several: tuple[Thing, ...] = ()
    near: tuple[str, ...] = ()


class Offered:
    """What is chosen among, read once a generation and language."""

    def __init__(self) -> None:
        self._known: LRUCache[tuple[str, Language, str, str], tuple[Value, ...]] = LRUCache(500)

    def values(self, lookup: Lookup, number: str, kind: str, type: str) -> tuple[Value, ...]:
        """The values of a kind of field, or the things of a class, in the generation of this number."""
        key = (number, lookup.language, kind, type)
        if (known := self._known.get(key)) is None:
            known = self._known[key] = tuple(_values(lookup, kind, type))
        return known


def _values(lookup: Lookup, kind: str, type: str) -> list[Value]:
    if kind in TERMS:
        every = [Value(ALL_KINDS, word("all-kinds", lookup.language))] if kind == "kind" else []
        return choices(lookup, kind) + every
    if kind == "report":
        return reports(lookup)
    return things(lookup, type) if kind == "entity" else []


class Fields:
    """What makes the fields of questions: one lookup, what is `offered` by kind and class, what is given, and what is
    wrong with that.
    """

    def __init__(
        self,
        lookup: Lookup,
        offered: Callable[[str, str], tuple[Value, ...]],
        given: Mapping[str, str],
        wrong: Mapping[str, KgError],
    ) -> None:
        self._lookup, self._offered, self._given, self._wrong = lookup, offered, given, wrong

    def own(self, question: Question) -> list[Field]:
        """The parameters of a question."""
        return [self._parameter(parameter) for parameter in question.parameters]

    def narrowing(self, question: Question) -> list[Field]:
        """What it can be narrowed by beside them."""
        return [self._narrowing(name) for name in NARROWING if name not in question.by_name]

    def _parameter(self, parameter: Parameter) -> Field:
        kind = "report" if parameter.entity_class == "Report" else parameter.kind
        label = parameter.label[self._lookup.language]
        return self._field(
            parameter.name, kind, label, parameter.entity_class, required=parameter.required, example=parameter.example
        )

    def _narrowing(self, name: str) -> Field:
        kind, type = _NARROWING[name]
        return self._field(name, kind, word(f"narrow-{name}", self._lookup.language), type)

    def _field(
        self, name: str, kind: str, label: str, type: str, *, required: bool = False, example: str = ""
    ) -> Field:
        value, error = self._given.get(name, ""), self._wrong.get(name)
        values = self._offered(kind, type)
        if value and kind != "entity" and values and value not in {of.value for of in values}:
            values = (*values, Value(value, value))  # what an address holds stays, be it a label or wrong
        shown = "choice" if values and kind != "entity" else "entity" if kind == "report" else kind
        return Field(
            name, shown, label[:1].upper() + label[1:], value, values, required, example,
            type if shown == "entity" else "", self._lookup.class_label(type) if shown == "entity" else "",
            self._problem(label, value, error), tuple(self._several(error)),
            error.suggestions if isinstance(error, NotFoundError) else (),
        )  # fmt: skip

    def _several(self, error: KgError | None) -> Iterator[Thing]:
        if isinstance(error, AmbiguousNameError):
            yield from self._lookup.things(error.ids)

    def _problem(self, label: str, value: str, error: KgError | None) -> str:
        """What is wrong, in one sentence."""
        language = self._lookup.language
        if error is None:
            return ""
        if not value:
            return word("form-missing", language, label)
        if isinstance(error, AmbiguousNameError) and error.ids:
            return word("form-ambiguous", language, value)
        return str(error)
