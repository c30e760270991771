"""The fields of the form of a question: its parameters, and what every question can be narrowed by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kg.errors import AmbiguousNameError, KgError, NotFoundError
from kg.lookup.choices import TERMS, choices, reports, things
from kg.lookup.lookup import ALL_KINDS, Lookup
from kg.lookup.records import NARROWING, Thing, Value
from kg.questions.catalogue import Parameter, Question
from kg.web.http.words import word

MOST: Final = 300
"""Things that a list for choosing holds; of more, one types the name."""
SWITCHES: Final = ("stated_only", "dated_only")
"""What leaves out a part of an answer, as addresses name it."""
_NARROWING_KINDS: Final = {"report": "report", "place": "entity", "of": "entity", "year": "year"}


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


class Fields:
    """What makes the fields of questions, from one lookup, what is given, and what is wrong with it."""

    def __init__(self, lookup: Lookup, given: Mapping[str, str], wrong: Mapping[str, KgError]) -> None:
        self._lookup, self._given, self._wrong = lookup, given, wrong

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
        return self._field(name, _NARROWING_KINDS[name], word(f"narrow-{name}", self._lookup.language), "Place")

    def _field(
        self, name: str, kind: str, label: str, type: str, *, required: bool = False, example: str = ""
    ) -> Field:
        value, error = self._given.get(name, ""), self._wrong.get(name)
        values = tuple(self._values(kind, type, value))
        shown = "choice" if values and kind != "entity" else "entity" if kind == "report" else kind
        return Field(
            name, shown, label[:1].upper() + label[1:], value, values, required, example,
            type if shown == "entity" else "", self._lookup.class_label(type) if shown == "entity" else "",
            self._problem(label, value, error), tuple(self._several(error)),
            error.suggestions if isinstance(error, NotFoundError) else (),
        )  # fmt: skip

    def _values(self, kind: str, type: str, value: str) -> Iterator[Value]:
        """What is chosen among, or offered: ids where labels do not tell things apart."""
        if kind in TERMS:
            values = choices(self._lookup, kind)
            if kind == "kind":
                values.append(Value(ALL_KINDS, word("all-kinds", self._lookup.language)))
        elif kind == "report":
            values = reports(self._lookup, MOST)
        else:
            values = things(self._lookup, type, MOST) if kind == "entity" else []
        yield from values
        if value and kind != "entity" and values and value not in {of.value for of in values}:
            yield Value(value, value)  # what an address holds stays, be it a label or wrong

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
