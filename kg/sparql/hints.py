"""Why an answer may be empty: what a query asks for, held against what the graph has.

viz/src/sparql/hints.js has the same rules; the cases of tests/cases/twins/hints.json are put to both.
The store is asked for single patterns only, so many triples at the most, whatever its size.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import unquote

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Variable

from kg.folders import PACKAGE
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

_SAMPLE: Final = 10_000
"""Values of a property that are looked at."""

_THINGS: Final = 60_000
"""Things whose ids are compared."""

_ALIKE: Final = 0.65
_MISSPELT: Final = 0.8
_NEARLY_SAME: Final = 0.85
_MUCH_LESS: Final = 0.125

_NUMBERS: Final = frozenset(
    PREFIXES["xsd"] + name for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")
)
_DATES: Final = frozenset(PREFIXES["xsd"] + name for name in ("date", "dateTime", "gYear", "gYearMonth"))
_STRING: Final = PREFIXES["xsd"] + "string"
_BARE: Final = frozenset(PREFIXES["xsd"] + name for name in ("integer", "boolean"))
_SHAPES: Final = {
    "date": r"\d{4}-\d\d-\d\d", "gYear": r"\d{4}", "gYearMonth": r"\d{4}-\d\d", "string": r"[\s\S]*",
    "integer": r"[+-]?\d+", "decimal": r"[+-]?\d+(\.\d+)?", "boolean": r"true|false",
}  # fmt: skip
_IRI: Final = re.compile(r"""[a-z]+:[^\x00-\x20<>"{}|^`\\]+""")
_MAPPINGS: Final = (
    "skos:closeMatch", "skos:exactMatch", "owl:equivalentClass", "owl:equivalentProperty", "rdfs:subClassOf",
    "rdfs:subPropertyOf",
)  # fmt: skip
_PROPERTY_KINDS: Final = ("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty")


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


class _Judge:
    """One query's reading held against one graph."""

    def __init__(self, graph: pyoxigraph.Store, reading: "Reading") -> None:
        self.graph, self.reading = graph, reading

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
            yield Hint("unbound", (f"?{name}",), tuple(f"?{one}" for one in best(name, bound, _ALIKE)[:1]))

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
        yield from found
        if found:
            return
        if isinstance(obj, Literal) and pattern.last:
            each = [list(self.literal(iri, obj, "pattern")) for iri in pattern.last]
            yield from chain.from_iterable(each if all(each) else ())  # one of alternatives will do
        elif pattern.simple and not pattern.typed:
            yield from self.simple_pattern(pattern, NamedNode(pattern.simple))

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

    def fits(self, iri: str, role: str) -> bool:
        """Whether the graph has an IRI in a role."""
        node = NamedNode(iri)
        if role == "property":
            return self.has(None, node, None)
        if role == "class":
            return self.has(None, _TYPE, node)
        if role == "classes":
            return any(self.fits(cls, "class") for cls in self.classes_below(iri))
        return self.has(node, None, None) or self.has(None, None, node) or self.has(None, node, None)

    def classes_below(self, iri: str) -> list[str]:
        """A class and those below it."""
        found = [iri]
        for cls in found:
            below = self.match(None, _node("rdfs:subClassOf"), NamedNode(cls), _SAMPLE)
            found += [quad.subject.value for quad in below if quad.subject.value not in found]
        return found

    def nearest(self, iri: str, role: str) -> list[str]:
        """What the graph has that may be meant by an IRI that it has not: at most three, the likeliest first."""
        role = "classes" if role == "class" else role
        found = (self.respelled(iri), self.instead(iri), self.mapped(iri), self.named(iri), self.alike(iri, role))
        for candidates in found:
            if fitting := [one for one in dict.fromkeys(candidates) if self.fits(one, role)]:
                return fitting[:3]
        return []

    def respelled(self, iri: str) -> Iterator[str]:
        """An IRI with http for https, or in another namespace that is spelled nearly so, or is ours too."""
        yield _other_scheme(iri)
        namespace, local = _split(iri)
        ours = (PREFIXES["kg"], PREFIXES["kgr"])
        for other in PREFIXES.values():
            mixed_up = namespace in ours and other in ours
            if other != namespace and local and (mixed_up or similarity(namespace, other) >= _NEARLY_SAME):
                yield other + local

    def instead(self, iri: str) -> Iterator[str]:
        """What is used instead of a well-known term."""
        table = known()["instead"]
        for one in (iri, _other_scheme(iri)):
            if one in table:
                yield expand(table[one])

    def mapped(self, iri: str) -> Iterator[str]:
        """The terms of the ontology that are said to mean about the same, or less."""
        for one in (iri, _other_scheme(iri)):
            for mapping in _MAPPINGS:
                yield from sorted(q.subject.value for q in self.match(None, _node(mapping), NamedNode(one), _SAMPLE))

    def named(self, iri: str) -> list[str]:
        """What is called by the name that stands where an IRI of ours has an id."""
        namespace, local = _split(iri)
        names = [Literal(unquote(local), language=language.tag) for language in Language]
        found = {quad.subject.value for name in names for quad in self.match(None, None, name, _SAMPLE)}
        return sorted(one for one in found if one.startswith(namespace))

    def alike(self, iri: str, role: str) -> list[str]:
        """The terms with a name like an IRI's, the most like first; in another namespace, almost the same."""
        namespace, local = _split(iri)
        if namespace == PREFIXES["kgr"]:
            return self.of_names(local, namespace, self.things(), _ALIKE)
        terms = list(self.vocabulary(role))
        near = self.of_names(local, namespace, terms, _ALIKE)
        return near or self.of_names(local, PREFIXES["kg"], terms, _NEARLY_SAME)

    def of_names(self, name: str, namespace: str, iris: Iterable[str], least: float) -> list[str]:
        names = sorted({iri.removeprefix(namespace) for iri in iris if iri.startswith(namespace)})
        return [namespace + one for one in best(name, names, least)]

    def vocabulary(self, role: str) -> Iterator[str]:
        """The terms that may have a role: the ontology's, and those that the data set's description (VoID) counts."""
        if role in ("property", "any"):
            yield from self.objects(_node("void:property"))
            for kind in _PROPERTY_KINDS:
                yield from self.subjects(_TYPE, _node(kind))
        if role in ("classes", "any"):
            yield from self.objects(_node("void:class"))
            yield from self.objects(_node("rdfs:subClassOf"))
            yield from self.subjects(_TYPE, _node("owl:Class"))
        if role == "any":
            yield from self.subjects(_node("skos:inScheme"), None)

    def things(self) -> list[str]:
        return self.subjects(_node("rdfs:label"), None, _THINGS)

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
            near = self.of_names(literal.value, PREFIXES["kg"], self.vocabulary("any"), _NEARLY_SAME)
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
        elif literal.datatype.value == _STRING and tags and _STRING not in types:
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
                yield Hint("date", (written(NamedNode(iri)), ", ".join(kinds) or written(_node("rdfs:Resource"))))

    def ways_to(self, iri: str, literal: Literal) -> list[str]:
        """The properties by which values of a property have a literal."""
        found = self.match(None, None, literal, _SAMPLE)
        near = {q.predicate.value for q in found if self.has(None, NamedNode(iri), q.subject)}
        return [written(NamedNode(one)) for one in sorted(near)[:3]]

    def value(self, iri: str, literal: Literal) -> Iterator[Hint]:
        """A literal of the right kind that a property does not have; other properties may."""
        if not self.has(None, NamedNode(iri), literal):
            found = {quad.predicate.value for quad in self.match(None, None, literal, _SAMPLE)}
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
        return sorted({iri for p in patterns if _is(p.object, name) for iri in p.last if iri != _TYPE.value})

    def is_subject(self, name: str) -> bool:
        return any(_is(pattern.subject, name) for pattern in self.reading.patterns)

    def values(self, iri: str) -> list[Any]:
        return [quad.object for quad in self.match(None, NamedNode(iri), None, _SAMPLE)]

    def subjects(self, predicate: NamedNode, obj: NamedNode | None, most: int = _SAMPLE) -> list[str]:
        return [quad.subject.value for quad in self.match(None, predicate, obj, most)]

    def objects(self, predicate: NamedNode) -> set[str]:
        return {quad.object.value for quad in self.match(None, predicate, None, _SAMPLE)}

    def has(self, subject: Any, predicate: Any, obj: Any) -> bool:
        return any(True for _ in self.match(subject, predicate, obj, 1))

    def match(self, subject: Any, predicate: Any, obj: Any, most: int) -> Iterator[Any]:
        """The first quads of a pattern."""
        return islice(self.graph.quads_for_pattern(subject, predicate, obj), most)


_TYPE: Final = NamedNode(expand("rdf:type"))


def _node(curie: str) -> NamedNode:
    return NamedNode(expand(curie))


def _is(node: object, name: str) -> bool:
    return isinstance(node, Variable) and node.value == name


def _split(iri: str) -> tuple[str, str]:
    """An IRI as namespace and the rest, which for things of ours may hold slashes."""
    for namespace in (PREFIXES["kg"], PREFIXES["kgr"]):
        if iri.startswith(namespace):
            return namespace, iri.removeprefix(namespace)
    local = re.split("[#/]", iri)[-1]
    return iri[: len(iri) - len(local)], local


def _other_scheme(iri: str) -> str:
    scheme, colon, rest = iri.partition(":")
    return {"http": "https", "https": "http"}.get(scheme, scheme) + colon + rest


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


def written(node: Any) -> str:
    """A term as a query may write it."""
    if isinstance(node, NamedNode):
        short = compress(node.value)
        return short if short != node.value else f"<{node.value}>"
    if isinstance(node, Variable):
        return f"?{node.value}"
    if not isinstance(node, Literal):
        return "[]"
    if node.language:
        return f'"{node.value}"@{node.language}'
    if node.datatype.value in _BARE:
        return node.value
    return f'"{node.value}"' + ("" if node.datatype.value == _STRING else f"^^{compress(node.datatype.value)}")


def best(name: str, names: Iterable[str], least: float) -> list[str]:
    """Those of the names that are the most like one, and at `least` so much; of equals, the one as long first."""
    scored = [(score, one) for one in names if (score := similarity(name, one)) >= least]
    scored.sort(key=lambda pair: (-pair[0], abs(len(pair[1]) - len(name))))
    return [one for score, one in scored if score >= scored[0][0] - _MUCH_LESS]


def similarity(one: str, other: str) -> float:
    """How much two names are alike in any case, from 0 to 1: by typing errors, or one within the other."""
    from rapidfuzz.distance import OSA

    one, other = one.lower(), other.lower()
    alike = OSA.normalized_similarity(one, other)
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    return max(alike, 0.6 + 0.4 * len(short) / len(long)) if len(short) > 3 and short in long else alike


@cache
def known() -> Mapping[str, Mapping[str, str]]:
    """What is known of other vocabularies: `prefixes` by name, and what to use `instead` of a term."""
    found: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("known.json").read_text("utf-8"))
    return found


@cache
def _words() -> Mapping[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = json.loads((PACKAGE / "words.json").read_text("utf-8"))["both"]
    return found
