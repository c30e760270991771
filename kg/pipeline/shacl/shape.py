"""Shapes as they were read, and what breaks them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import NamedNode

from kg.pipeline.shacl.view import Node, View

Check = Callable[[View, Node, Sequence[Node]], Iterable[Node | None]]
"""The values of a focus node that break a constraint; None, where it is none of them by itself."""


class Result(NamedTuple):
    """One result of a validation (SHACL, 3.6.2): the focus node, the path of predicates to its values, the local name
    of the parameter whose constraint is broken, the value, if one did, and what is said of it.
    """

    focus: Node
    path: tuple[NamedNode, ...]
    parameter: str
    value: Node | None
    message: str


@dataclass(frozen=True)
class Constraint:
    """One constraint of a shape, by the local name of its parameter."""

    parameter: str
    message: str
    check: Check


@dataclass(frozen=True)
class Shape:
    """A shape (SHACL, 2): of the values at the end of its path, or, where it has none, of the focus node itself."""

    path: tuple[NamedNode, ...]
    constraints: tuple[Constraint, ...]
    properties: tuple["Shape", ...]


@dataclass(frozen=True)
class Targeted:
    """A shape that has targets (SHACL, 2.1.3)."""

    shape: Shape
    nodes: tuple[Node, ...]
    classes: tuple[Node, ...]
    subjects_of: tuple[NamedNode, ...]

    def focus_nodes(self, view: View) -> Iterable[Node]:
        """The focus nodes in a graph, each once; a node that it is told to look at need not be there."""
        found = dict.fromkeys(self.nodes)
        for cls in self.classes:
            found |= dict.fromkeys(view.instances(cls))
        for predicate in self.subjects_of:
            found |= dict.fromkeys(view.subjects(predicate))
        return found


def validate(shapes: Iterable[Targeted], view: View, seen: Callable[[], None] = lambda: None) -> Iterator[Result]:
    """What in a graph breaks shapes; `seen` is called at each focus node of each shape."""
    for targeted in shapes:
        for focus in targeted.focus_nodes(view):
            yield from results(targeted.shape, focus, view)
            seen()


def results(shape: Shape, focus: Node, view: View) -> Iterator[Result]:
    """What of a focus node breaks a shape, or one that its values should have by `sh:property` (SHACL, 4.7.2)."""
    values = view.values(focus, shape.path)
    for constraint in shape.constraints:
        for value in constraint.check(view, focus, values):
            yield Result(focus, shape.path, constraint.parameter, value, constraint.message)
    for of_values in shape.properties:
        for value in values:
            yield from results(of_values, value, view)


def conforms(shape: Shape, focus: Node, view: View) -> bool:
    """Whether nothing of a focus node breaks a shape (SHACL, 3.5)."""
    return next(results(shape, focus, view), None) is None
