"""A graph in the engine as constraints look at it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Final

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Triple, Variable

from kg.vocabulary import expand

Node = NamedNode | BlankNode | Literal | Triple

TYPE: Final = NamedNode(expand("rdf:type"))
_SUBCLASS: Final = NamedNode(expand("rdfs:subClassOf"))
_FIRST, _REST, _NIL = (NamedNode(expand(f"rdf:{name}")) for name in ("first", "rest", "nil"))

_KEPT: Final = 1 << 16
"""Nodes whose types are kept: few sections, reports and tokens are the values of very many."""


class View:
    """A graph that does not change while it is looked at: what was asked once of its classes is kept."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        self.store = store
        self._above: dict[Node, frozenset[Node]] = {}
        self._held: dict[tuple[str, Node, Node], bool] = {}
        self._types = lru_cache(maxsize=_KEPT)(partial(_types, store))

    def objects(self, subject: Node, predicate: NamedNode) -> list[Node]:
        """The objects that a node has of a predicate: none, where it is a literal."""
        return _objects(self.store, subject, predicate)

    def values(self, focus: Node, path: Sequence[NamedNode]) -> list[Node]:
        """The value nodes of a focus node, each once: it itself, where there is no path (SHACL, 3.6)."""
        nodes = [focus]
        for predicate in path:
            nodes = list(dict.fromkeys(value for node in nodes for value in self.objects(node, predicate)))
        return nodes

    def subjects(self, predicate: NamedNode) -> Iterator[Node]:
        """The subjects of a predicate, each as often as it has it."""
        return (quad.subject for quad in self.store.quads_for_pattern(None, predicate, None))

    def items(self, node: Node) -> Iterator[Node]:
        """The members of a list (RDF Schema, 5.2)."""
        while node != _NIL:
            (first,), (node,) = self.objects(node, _FIRST), self.objects(node, _REST)
            yield first

    def is_list(self, node: Node) -> bool:
        """Whether a node is a list that has members."""
        return bool(self.objects(node, _FIRST))

    def instances(self, cls: Node) -> Iterator[Node]:
        """What is of a class or of one below it, each as often as it says so (SHACL, 2.1.3.2)."""
        found, wanted = {cls}, [cls]
        while wanted:
            of = wanted.pop()
            yield from (quad.subject for quad in self.store.quads_for_pattern(None, TYPE, of))
            below = {quad.subject for quad in self.store.quads_for_pattern(None, _SUBCLASS, of)} - found
            found |= below
            wanted += below

    def is_instance(self, node: Node, cls: Node) -> bool:
        """Whether a node is of a class or of one below it (SHACL, 1.1: SHACL instance)."""
        return any(cls in self._with_all_above(of) for of in self._types(node))

    def _with_all_above(self, cls: Node) -> frozenset[Node]:
        if cls not in self._above:
            found, wanted = {cls}, [cls]
            while wanted:
                above = set(self.objects(wanted.pop(), _SUBCLASS)) - found
                found |= above
                wanted += above
            self._above[cls] = frozenset(found)
        return self._above[cls]

    def holds(self, expression: str, one: Node, other: Node) -> bool:
        """Whether an expression of SPARQL is true of two terms: a query that projects them as `one` and `other`, and
        what it makes of them as `holds`. An error makes it no truth.
        """
        key = (expression, one, other)
        if key not in self._held:
            ((_, _, value),) = self.solutions(expression, one=one, other=other)
            self._held[key] = value == Literal(True)
        return self._held[key]

    def solutions(
        self, query: str, prefixes: Mapping[str, str] | None = None, **bindings: Node
    ) -> pyoxigraph.QuerySolutions:
        """The solutions of a query in which terms stand for some of the variables that it projects."""
        bound = {Variable(name): term for name, term in bindings.items()}
        found = self.store.query(query, prefixes=dict(prefixes or {}), substitutions=bound)
        assert isinstance(found, pyoxigraph.QuerySolutions)
        return found


def _objects(store: pyoxigraph.Store, subject: Node, predicate: NamedNode) -> list[Node]:
    if not isinstance(subject, NamedNode | BlankNode):
        return []
    return [quad.object for quad in store.quads_for_pattern(subject, predicate, None)]


def _types(store: pyoxigraph.Store, node: Node) -> list[Node]:
    return _objects(store, node, TYPE)
