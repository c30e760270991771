"""The constraint components of SHACL that shapes here use, each by its definition in the Recommendation."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, Protocol

from pyoxigraph import Literal, NamedNode

from kg.pipeline.shacl.shape import Check, Shape, conforms
from kg.pipeline.shacl.view import Node, View
from kg.vocabulary import expand


class Reader(Protocol):
    """What reads the shapes that a parameter points to, out of the `shapes` graph."""

    @property
    def shapes(self) -> View:
        """The shapes graph."""
        ...

    def shape(self, node: Node) -> Shape:
        """The shape of a node."""
        ...


Make = Callable[[Reader, Node, Node], Check]
"""A constraint out of a shape's node and the value of its parameter."""

_AT_MOST: Final = "SELECT ?one ?other (?one <= ?other AS ?holds) {}"
_MATCHES: Final = "SELECT ?one ?other (REGEX(STR(?one), ?other) AS ?holds) {}"
_IS_IN_RANGE: Final = "SELECT ?one ?other (LANGMATCHES(LANG(?one), ?other) AS ?holds) {}"
_TRUE: Final = Literal(True)


def _class(reader: Reader, node: Node, cls: Node) -> Check:
    """4.1.1."""
    return _each(lambda view, value: view.is_instance(value, cls))


def _datatype(reader: Reader, node: Node, datatype: Node) -> Check:
    """4.1.2."""
    assert isinstance(datatype, NamedNode)
    return _each(
        lambda view, value: (
            isinstance(value, Literal) and value.datatype == datatype and _is_well_typed(value.value, datatype.value)
        )
    )


def _min_count(reader: Reader, node: Node, count: Node) -> Check:
    """4.2.1."""
    least = _number(count)
    return _together(lambda view, values: len(values) >= least)


def _max_count(reader: Reader, node: Node, count: Node) -> Check:
    """4.2.2."""
    most = _number(count)
    return _together(lambda view, values: len(values) <= most)


def _min_length(reader: Reader, node: Node, length: Node) -> Check:
    """4.4.1."""
    least = _number(length)
    return _each(lambda view, value: isinstance(value, NamedNode | Literal) and len(value.value) >= least)


def _max_length(reader: Reader, node: Node, length: Node) -> Check:
    """4.4.2."""
    most = _number(length)
    return _each(lambda view, value: isinstance(value, NamedNode | Literal) and len(value.value) <= most)


def _pattern(reader: Reader, node: Node, pattern: Node) -> Check:
    """4.4.3, without flags."""
    return _each(lambda view, value: view.holds(_MATCHES, value, pattern))


def _language_in(reader: Reader, node: Node, ranges: Node) -> Check:
    """4.4.4."""
    admitted = tuple(reader.shapes.items(ranges))

    def is_admitted(view: View, value: Node) -> bool:
        if not isinstance(value, Literal) or value.language is None:
            return False
        tagged = Literal("", language=value.language)  # the text is of no account, and what was asked once is kept
        return any(view.holds(_IS_IN_RANGE, tagged, of) for of in admitted)

    return _each(is_admitted)


def _unique_lang(reader: Reader, node: Node, wanted: Node) -> Check:
    """4.4.5."""

    def check(view: View, focus: Node, values: Sequence[Node]) -> Iterator[None]:
        tags = Counter(value.language.lower() for value in values if isinstance(value, Literal) and value.language)
        return (None for times in tags.values() if times > 1 and wanted == _TRUE)

    return check


def _less_than_or_equals(reader: Reader, node: Node, predicate: Node) -> Check:
    """4.5.4."""
    assert isinstance(predicate, NamedNode)

    def check(view: View, focus: Node, values: Sequence[Node]) -> Iterator[Node]:
        others = view.objects(focus, predicate)
        return (value for value in values for other in others if not view.holds(_AT_MOST, value, other))

    return check


def _or(reader: Reader, node: Node, members: Node) -> Check:
    """4.6.3."""
    shapes = [reader.shape(member) for member in reader.shapes.items(members)]
    return _each(lambda view, value: any(conforms(shape, value, view) for shape in shapes))


def _xone(reader: Reader, node: Node, members: Node) -> Check:
    """4.6.4."""
    shapes = [reader.shape(member) for member in reader.shapes.items(members)]
    return _each(lambda view, value: sum(conforms(shape, value, view) for shape in shapes) == 1)


def _qualified_min_count(reader: Reader, node: Node, count: Node) -> Check:
    """4.7.3, where no shapes are disjoint."""
    least = _number(count)
    (of,) = reader.shapes.objects(node, NamedNode(expand(f"sh:{QUALIFIED}")))
    shape = reader.shape(of)
    return _together(lambda view, values: sum(conforms(shape, value, view) for value in values) >= least)


def _has_value(reader: Reader, node: Node, wanted: Node) -> Check:
    """4.8.2."""
    return _together(lambda view, values: wanted in values)


QUALIFIED: Final = "qualifiedValueShape"
"""The parameter that is read with those that count."""

COMPONENTS: Final[Mapping[str, Make]] = {
    "class": _class,
    "datatype": _datatype,
    "minCount": _min_count,
    "maxCount": _max_count,
    "minLength": _min_length,
    "maxLength": _max_length,
    "pattern": _pattern,
    "languageIn": _language_in,
    "uniqueLang": _unique_lang,
    "lessThanOrEquals": _less_than_or_equals,
    "or": _or,
    "xone": _xone,
    "qualifiedMinCount": _qualified_min_count,
    "hasValue": _has_value,
}
"""What makes a constraint of a parameter, by its local name in SHACL's vocabulary."""


def _each(fits: Callable[[View, Node], bool]) -> Check:
    """A constraint on each value by itself."""
    return lambda view, focus, values: (value for value in values if not fits(view, value))


def _together(fits: Callable[[View, Sequence[Node]], bool]) -> Check:
    """A constraint on all values of a focus node, of which none breaks it by itself."""
    return lambda view, focus, values: () if fits(view, values) else (None,)


def _number(value: Node) -> int:
    assert isinstance(value, Literal)
    return int(value.value)


@lru_cache(maxsize=1 << 16)
def _is_well_typed(text: str, datatype: str) -> bool:
    """Whether a text is one of a datatype that is known (SPARQL 1.1, 17.1); of others, any may be."""
    from rdflib import Literal, URIRef

    return not Literal(text, datatype=URIRef(datatype)).ill_typed
