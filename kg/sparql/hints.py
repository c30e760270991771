"""Why an answer may be empty: what a query asks for, held against what the graph has.

viz/src/sparql/hints.js has the same rules; the cases of tests/cases/twins/hints.json are put to both.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Variable

from kg.folders import PACKAGE
from kg.sparql.graph_terms import ALIKE, NEARLY_SAME, SAMPLE, STRING, TYPE, GraphTerms, best, known, node, written
from kg.vocabulary import PREFIXES, Language, compress, expand

if TYPE_CHECKING:
    from kg.sparql.reading import Pattern, Reading

KINDS: Final = (
    "limit", "offset", "graph", "unbound", "once", "unknown", "property", "class", "below", "tag", "untagged", "plain",
    "datatype", "date", "thing", "text", "value", "direction", "pattern",
)  # fmt: skip
"""The kinds of hints, in the order in which they are told; `hint-…` in kg/words.json says each."""

MOST: Final = 6
"""Hints that are given at once."""

_NUMBERS: Final = frozenset(
    PREFIXES["xsd"] + name for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")
)
_DATES: Final = frozenset(PREFIXES["xsd"] + name for name in ("date", "dateTime", "gYear", "gYearMonth"))
_MISSPELT: Final = 0.8
_SHAPES: Final = {
    "date": r"\d{4}-\d\d-\d\d", "gYear": r"\d{4}", "gYearMonth": r"\d{4}-\d\d", "string": r"[\s\S]*",
    "integer": r"[+-]?\d+", "decimal": r"[+-]?\d+(\.\d+)?", "boolean": r"true|false",
}  # fmt: skip
_IRI: Final = re.compile(r"""[a-z]+:[^\x00-\x20<>"{}|^`\\]+""")


class Hint(NamedTuple):
    """One thing that may be why an answer is empty: a kind, the values of its words, and what may be meant."""

    kind: str
    values: tuple[str, ...] = ()
    near: tuple[str, ...] = ()

    def text(self, language: Language = Language.EN) -> str:
        """The hint as a sentence in a language."""
        words = _words()
        place = language is Language.EN
        said = words[f"hint-{self.kind}"][place].format(*self.values)
        return said + (words["hint-near"][place].format(words["hint-or"][place].join(self.near)) if self.near else "")

    def line(self, language: Language = Language.EN) -> str:
        """The hint as a line beside the answer: it is only what may be so."""
        return _words()["hint-empty"][language is Language.EN].format(self.text(language))

    def __str__(self) -> str:
        """The hint in English."""
        return self.text()


def hints(graph: pyoxigraph.Store, text: str, given: Collection[str] = (), *, empty: bool = True) -> tuple[Hint, ...]:
    """Why the answer to a query may be empty, or has an empty column where it is not `empty`.

    `given` are the names of variables that are bound from outside. Nothing where rdflib cannot read
    the query, or nothing strange is found.
    """
    from kg.sparql.reading import read

    reading = read(text)
    if reading is None:
        return ()
    reading.bound.update(given)
    judge = _Judge(graph, reading)
    found = set(judge.all() if empty else judge.variables())
    return tuple(sorted(found, key=lambda hint: (KINDS.index(hint.kind), hint.values)))[:MOST]


class _Judge(GraphTerms):
    """One query's reading held against one graph."""

    def __init__(self, graph: pyoxigraph.Store, reading: "Reading") -> None:
        super().__init__(graph)
        self.reading = reading

    def all(self) -> Iterator[Hint]:
        reading = self.reading
        if reading.limit == 0:
            yield Hint("limit")
        if reading.offset:
            yield Hint("offset", (str(reading.offset),))
        if reading.named_graphs:
            yield Hint("graph")
        yield from self.variables()
        yield from self.doubtful_variables()
        for pattern in reading.patterns:
            yield from self.pattern(pattern)
        for iri in reading.others:
            if not iri.startswith(PREFIXES["xsd"]) and not iri.endswith(("#", "/")):  # a datatype, a namespace
                yield from self.term(iri, "any")
        for name, literal, how in reading.compared:
            yield from self.comparison(name, literal, how)
        for name in reading.dates:
            yield from self.date(name)
        for variable, tag, how in reading.tags:
            yield from self.tag(variable, tag, how)

    # ---- Variables

    def variables(self) -> Iterator[Hint]:
        """Variables that get no value anywhere."""
        bound = sorted(self.reading.bound)
        for name in set(self.reading.used) - set(bound):
            yield Hint("unbound", (f"?{name}",), tuple(f"?{one}" for one in best(name, bound, ALIKE)[:1]))

    def doubtful_variables(self) -> Iterator[Hint]:
        """Variables that occur once, and are called much like another."""
        reading = self.reading
        for name in sorted(reading.bound):
            if reading.places[name] != 1 or name in reading.projected:
                continue
            plain = name.rstrip("0123456789")
            others = [one for one in sorted(reading.bound) if one.rstrip("0123456789") != plain]
            swapped = [one for one in others if sorted(one) == sorted(name)]
            near = (swapped or best(name, others, _MISSPELT))[:1] if len(name) > 2 else []
            if near and (reading.places[near[0]] > 1 or near[0] in reading.projected or name < near[0]):
                yield Hint("once", (f"?{name}",), (f"?{near[0]}",))

    # ---- Terms

    def pattern(self, pattern: "Pattern") -> Iterator[Hint]:
        found: list[Hint] = []
        for iri, needed in pattern.properties:
            found += self.term(iri, "property", needed=needed)
        subject, obj = pattern.subject, pattern.object
        if isinstance(subject, NamedNode):
            found += self.term(subject.value, "any")
        if isinstance(obj, NamedNode):
            role = ("class" if pattern.simple else "classes") if pattern.typed else "any"
            found += self.term(obj.value, role)
        found += self.led_over(pattern)
        yield from found
        if found:
            return
        if isinstance(obj, Literal) and pattern.last:
            each = [list(self.literal(iri, obj, "pattern")) for iri in pattern.last]
            yield from chain.from_iterable(each if all(each) else ())  # one of alternatives will do
        elif pattern.simple and not pattern.typed:
            yield from self.simple_pattern(pattern, NamedNode(pattern.simple))

    def led_over(self, pattern: "Pattern") -> Iterator[Hint]:
        """A pattern that asks of one thing what is said of another, to which it leads: of a figure its indicator's."""
        first = next(iter(pattern.properties), ("", False))[0]
        way = known()["over"].get(first, "")
        if way and self.lacks(pattern.subject, first, way.partition("/")[0]):
            start, end = written(pattern.subject), f" {written(pattern.object)}" if pattern.simple else ""
            yield Hint("pattern", (f"{start} {compress(first)}{end}",), (f"{start} {way}{end}",))

    def lacks(self, subject: Any, property: str, step: str) -> bool:
        """Whether what stands for a subject has no such property, but one that leads to what may have it."""
        if isinstance(subject, NamedNode):
            return self.has(subject, node(step), None) and not self.has(subject, NamedNode(property), None)
        for other in self.reading.patterns:
            if not isinstance(subject, Variable) or other.subject != subject or other.simple in (None, property):
                continue
            obj = other.object if isinstance(other.object, NamedNode | Literal) else None
            found = {quad.subject for quad in self.match(None, NamedNode(other.simple), obj, SAMPLE)}
            leading = any(self.has(one, node(step), None) for one in found)
            if leading and not any(self.has(one, NamedNode(property), None) for one in found):
                return True
        return False

    def simple_pattern(self, pattern: "Pattern", predicate: NamedNode) -> Iterator[Hint]:
        """A pattern of known terms, of which at least one end is no variable."""
        subject = pattern.subject if isinstance(pattern.subject, NamedNode) else None
        obj = pattern.object if isinstance(pattern.object, NamedNode) else None
        if not (subject or obj) or self.has(subject, predicate, obj):
            return
        ends = written(pattern.subject), written(pattern.object)
        between = written(predicate)
        if self.has(obj, predicate, subject):
            yield Hint("direction", (f"{ends[0]} {between} {ends[1]}", f"{ends[1]} {between} {ends[0]}"))
        elif obj and all(isinstance(value, Literal) for value in self.values(predicate.value)):
            yield Hint("text", (between,))
        elif not (subject and obj and len(self.reading.patterns) == 1):
            yield Hint("pattern", (f"{ends[0]} {between} {ends[1]}",))

    def term(self, iri: str, role: str, *, needed: bool = True) -> Iterator[Hint]:
        """An IRI in a role: as a property, as a class, as one whose subclasses count too (classes), or any other."""
        if self.fits(iri, role):
            return
        defined = self.fits(iri, "any")
        ours = iri.startswith((PREFIXES["kg"], PREFIXES["kgr"]))
        if not needed and (defined or not ours):
            return
        name = written(NamedNode(iri))
        if role == "class" and self.fits(iri, "classes"):
            yield Hint("below", (name, f"a/rdfs:subClassOf* {name}"))
            return
        kind = {"property": "property", "class": "class", "classes": "class"}.get(role, "unknown")
        near = tuple(written(NamedNode(one)) for one in self.nearest(iri, role))
        yield Hint("unknown" if ours and not defined else kind, (name,), near)

    # ---- Literals

    def comparison(self, name: str, literal: Literal, how: str) -> Iterator[Hint]:
        """A variable that is compared with a literal."""
        properties = self.properties_of(name)
        for iri in properties:
            yield from self.literal(iri, literal, how)
        if not properties and self.is_subject(name):
            yield Hint("thing", (f"?{name}", "rdfs:label"), tuple(self.spelled_out(literal)))

    def spelled_out(self, literal: Literal) -> list[str]:
        """The IRI that a text spells, whole or as a CURIE, where the graph has it."""
        prefix, _, local = literal.value.partition(":")
        iri = PREFIXES[prefix] + local if prefix in PREFIXES else literal.value
        return [written(NamedNode(iri))] if _IRI.fullmatch(iri) and self.fits(iri, "any") else []

    def literal(self, iri: str, literal: Literal, how: str) -> Iterator[Hint]:
        """A literal where a property's values are: as the object of a "pattern", or compared."""
        values = self.values(iri)
        if not values or (how == "pattern" and self.has(None, NamedNode(iri), literal)):
            return
        name = written(NamedNode(iri))
        if not any(isinstance(value, Literal) for value in values):
            ways = [f"{name}/{way}" for way in self.ways_to(iri, literal)]
            near = self.of_names(literal.value, PREFIXES["kg"], self.vocabulary("any"), NEARLY_SAME)
            terms = [written(NamedNode(one)) for one in near[:1]]
            yield Hint("thing", (name, f"{name}/rdfs:label"), (*ways, *self.spelled_out(literal), *terms))
            return
        tags, types = _kinds(values)
        if literal.language:
            if literal.language not in tags:
                yield self.wrong_tag(iri, literal.language, tags)
                return
        elif how == "part":
            return
        elif literal.datatype.value == STRING and tags and STRING not in types:
            tagged = [Literal(literal.value, language=tag) for tag in tags]
            near = [written(one) for one in tagged if self.has(None, NamedNode(iri), one)]
            yield Hint("plain", (written(literal), name, ", ".join(tags)), tuple(near))
            return
        elif _family(literal.datatype.value, how) not in {_family(one, how) for one in types}:
            near = [written(one) for one in self.retyped(iri, literal, types, how)]
            kinds = [*(compress(one) for one in types), *(f"@{tag}" for tag in tags)]
            yield Hint("datatype", (written(literal), name, ", ".join(kinds)), tuple(near))
            return
        if how == "pattern" or (how == "equal" and literal.datatype.value not in _NUMBERS):
            yield from self.value(iri, literal)

    def date(self, name: str) -> Iterator[Hint]:
        """A variable that a function takes for a date."""
        for iri in self.properties_of(name):
            values = self.values(iri)
            tags, types = _kinds(values)
            if values and not set(types) & _DATES:
                kinds = [*(compress(one) for one in types), *(f"@{tag}" for tag in tags)]
                yield Hint("date", (written(NamedNode(iri)), ", ".join(kinds) or written(node("rdfs:Resource"))))

    def ways_to(self, iri: str, literal: Literal) -> list[str]:
        """The properties by which values of a property have a literal."""
        found = self.match(None, None, literal, SAMPLE)
        near = {q.predicate.value for q in found if self.has(None, NamedNode(iri), q.subject)}
        return [written(NamedNode(one)) for one in sorted(near)[:3]]

    def value(self, iri: str, literal: Literal) -> Iterator[Hint]:
        """A literal of the right kind that a property does not have; other properties may."""
        if not self.has(None, NamedNode(iri), literal):
            found = {quad.predicate.value for quad in self.match(None, None, literal, SAMPLE)}
            near = [written(NamedNode(one)) for one in sorted(found)]
            yield Hint("value", (written(NamedNode(iri)), written(literal)), tuple(near[:3]))

    def retyped(self, iri: str, literal: Literal, types: list[str], how: str) -> Iterator[Literal]:
        """A literal in the datatypes that a property's values have, where it can be one of them."""
        for datatype in types:
            shape = _SHAPES.get(datatype.removeprefix(PREFIXES["xsd"]))
            if shape and re.fullmatch(shape, literal.value):
                one = Literal(literal.value, datatype=NamedNode(datatype))
                if how != "pattern" or self.has(None, NamedNode(iri), one):
                    yield one

    def tag(self, variable: str | None, tag: str, how: str) -> Iterator[Hint]:
        """A language tag, of a variable's values or of any label."""
        properties = self.properties_of(variable) if variable else []
        if variable and not properties:
            if self.is_subject(variable):
                yield Hint("thing", (f"?{variable}", "rdfs:label"))
            if variable in self.reading.bound:
                return
        for iri in properties or [expand("rdfs:label")]:
            values = self.values(iri)
            tags, types = _kinds(values)
            name = written(NamedNode(iri))
            if not values or _has_tag(tag, how, tags, types):
                continue
            if not tags and not types:
                yield Hint("thing", (name, f"{name}/rdfs:label"))
            else:
                yield self.wrong_tag(iri, tag, tags)

    def wrong_tag(self, iri: str, tag: str, tags: list[str]) -> Hint:
        name, tag = written(NamedNode(iri)), tag or '""'
        if not tags:
            return Hint("untagged", (name, tag))
        primary = tag.lower().split("-")[0]
        near = [one for one in tags if primary == one.split("-")[0]]
        return Hint("tag", (name, tag, ", ".join(tags)), tuple(near))

    # ---- What the graph and the query have

    def properties_of(self, name: str) -> list[str]:
        """The properties whose values a variable stands for."""
        patterns = self.reading.patterns
        return sorted({iri for p in patterns if _is(p.object, name) for iri in p.last if iri != TYPE.value})

    def is_subject(self, name: str) -> bool:
        return any(_is(pattern.subject, name) for pattern in self.reading.patterns)


def _is(node: object, name: str) -> bool:
    return isinstance(node, Variable) and node.value == name


def _kinds(values: Iterable[Any]) -> tuple[list[str], list[str]]:
    """The language tags and the datatypes of the literals among values, each in order."""
    literals = [value for value in values if isinstance(value, Literal)]
    tags = {value.language for value in literals if value.language}
    return sorted(tags), sorted({value.datatype.value for value in literals if not value.language})


def _family(datatype: str, how: str) -> str:
    """What a datatype compares with; a pattern asks for the very one."""
    return "number" if how != "pattern" and datatype in _NUMBERS else datatype


def _has_tag(tag: str, how: str, tags: list[str], types: list[str]) -> bool:
    """Whether a tag, or one within a range (RFC 4647, 3.3.1), is among those that there are."""
    if how == "range":
        wanted = tag.lower()
        return bool(tags) and (wanted == "*" or any(f"{one}-".startswith(f"{wanted}-") for one in tags))
    if how == "equal":
        return tag in tags or (tag == "" and bool(types))
    return tag.lower() in tags


@cache
def _words() -> Mapping[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = json.loads((PACKAGE / "words.json").read_text("utf-8"))["both"]
    return found
