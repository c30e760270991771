"""A shapes graph into shapes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Variable

from kg.errors import KgError
from kg.messages import listed, say
from kg.pipeline.shacl.components import COMPONENTS, QUALIFIED
from kg.pipeline.shacl.shape import Check, Constraint, Shape, Targeted
from kg.pipeline.shacl.view import TYPE, Node, View
from kg.vocabulary import PREFIXES, compress, expand

_TARGETS: Final = ("targetNode", "targetClass", "targetSubjectsOf")
_KNOWN: Final = {
    *(PREFIXES["sh"] + name for name in (*COMPONENTS, *_TARGETS, QUALIFIED, "path", "message", "property", "sparql")),
    *map(expand, ("rdf:type", "rdfs:label", "rdfs:comment")),
}
_ANY_TARGET: Final = expand("sh:target")
_TYPES: Final = tuple(NamedNode(expand(f"sh:{name}")) for name in ("NodeShape", "PropertyShape"))
_IN_QUERY: Final = {expand(f"sh:{name}") for name in ("select", "message", "prefixes")}
_PROJECTED: Final = {"this", "value"}


def read_shapes(shapes: View) -> list[Targeted]:
    """The shapes of a graph that have targets.

    Raises KgError where a shape says what is not known here: a constraint, a target, a path or a type.
    """
    reader = _Reader(shapes)
    return [reader.targeted(node) for node in reader.nodes()]


class _Reader:
    """Reads shapes out of a graph."""

    def __init__(self, shapes: View) -> None:
        self.shapes = shapes

    def nodes(self) -> Iterator[Node]:
        """The nodes of shapes that say that they are, or that have a target."""
        found: dict[Node, None] = {}
        for quad in self.shapes.store:
            says_so = quad.predicate == TYPE and quad.object in _TYPES
            if says_so or quad.predicate.value.startswith(_ANY_TARGET):
                found[quad.subject] = None
        yield from found

    def targeted(self, node: Node) -> Targeted:
        """The shape of a node, with its targets."""
        nodes, classes, predicates = (self._objects(node, name) for name in _TARGETS)
        return Targeted(self.shape(node), tuple(nodes), tuple(classes), tuple(_iris(node, predicates)))

    def shape(self, node: Node) -> Shape:
        """The shape of a node; raises KgError where it says what is not known here."""
        self._refuse_all_but(node, _KNOWN)
        for of in self.shapes.objects(node, TYPE):
            if of not in _TYPES:  # it would be a class, whose instances are its targets (2.1.3.3)
                raise _unknown(node, [of])
        message = self._message(node)
        constraints = [
            Constraint(name, message, make(self, node, value))
            for name, make in COMPONENTS.items()
            for value in self._objects(node, name)
        ]
        constraints += map(self._query, self._objects(node, "sparql"))
        properties = map(self.shape, self._objects(node, "property"))
        return Shape(self._path(node), tuple(constraints), tuple(properties))

    def _path(self, node: Node) -> tuple[NamedNode, ...]:
        """A path of one predicate, or of several in sequence (2.3.1.1, 2.3.1.2); none of a node shape."""
        return tuple(
            predicate
            for path in self._objects(node, "path")
            for predicate in _iris(node, self.shapes.items(path) if self.shapes.is_list(path) else [path])
        )

    def _query(self, node: Node) -> Constraint:
        """A constraint that is a query (5.2, 5.3), whose solutions break it, each once."""
        self._refuse_all_but(node, _IN_QUERY)
        text, prefixes = self._text(node, "select"), self._prefixes(node)
        projected = {variable.value for variable in self.shapes.solutions(text, prefixes).variables}
        if others := projected - _PROJECTED:
            raise _unknown(node, [Variable(name) for name in sorted(others)])
        return Constraint("sparql", self._message(node), _asked(text, prefixes))

    def _prefixes(self, node: Node) -> dict[str, str]:
        """The prefixes that a query is declared to have (5.2.1)."""
        declared = [of for where in self._objects(node, "prefixes") for of in self._objects(where, "declare")]
        return {self._text(of, "prefix"): self._text(of, "namespace") for of in declared}

    def _message(self, node: Node) -> str:
        return self._text(node, "message") if self._objects(node, "message") else ""

    def _text(self, node: Node, name: str) -> str:
        (text,) = self._objects(node, name)
        assert isinstance(text, Literal)
        return text.value

    def _objects(self, node: Node, name: str) -> list[Node]:
        return self.shapes.objects(node, NamedNode(PREFIXES["sh"] + name))

    def _refuse_all_but(self, node: Node, known: Set[str]) -> None:
        assert isinstance(node, NamedNode | BlankNode)
        said = {quad.predicate for quad in self.shapes.store.quads_for_pattern(node, None, None)}
        if unknown := [predicate for predicate in said if predicate.value not in known]:
            raise _unknown(node, unknown)


def _asked(text: str, prefixes: Mapping[str, str]) -> Check:
    """A constraint whose query projects what breaks it as its value, else the focus node (5.3.2)."""

    def check(view: View, focus: Node, values: Sequence[Node]) -> Iterable[Node]:
        found = view.solutions(text, prefixes, this=focus)
        projects_value = Variable("value") in found.variables
        return dict.fromkeys((solution["value"] if projects_value else None) or focus for solution in found)

    return check


def _iris(node: Node, terms: Iterable[Node]) -> Iterator[NamedNode]:
    """Terms of which each must be an IRI."""
    for term in terms:
        if not isinstance(term, NamedNode):
            raise _unknown(node, [term])
        yield term


def _unknown(node: Node, terms: Iterable[Node | Variable]) -> KgError:
    return KgError(
        say("{shape}: no graph can be held against {terms} here", shape=_named(node), terms=listed(map(_named, terms)))
    )


def _named(term: Node | Variable) -> str:
    return compress(term.value) if isinstance(term, NamedNode) else str(term)
