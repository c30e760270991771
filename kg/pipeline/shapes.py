"""The graph held against its SHACL shapes."""

import itertools
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyoxigraph

from kg.errors import Problem
from kg.messages import say
from kg.pipeline.load import load_lines
from kg.pipeline.shacl.reading import read_shapes
from kg.pipeline.shacl.shape import Result, validate
from kg.pipeline.shacl.view import View
from kg.pipeline.triples import all_triples
from kg.rdf.terms import short_text, text
from kg.tables.reports import Checked, Report
from kg.tables.steps import Step, Watch, unwatched

PATH: Final = Path(__file__).with_name("shapes.ttl")

_IN_MEMORY: Final = 300
"""Reports whose graph is held in memory, some 7 MB each; that of more lies in files for the time being, from which the
shapes take some three times as long. Parts of it cannot be checked apart: an agreement may have one party by one report
and another by the next.
"""

_EACH: Final = 1000
"""Focus nodes after which it is told how far the shapes have come."""

_NODES: Final = 3
"""Focus nodes of a row, or somewhat fewer where reports are many."""


def violations(checked: Checked, watch: Watch = unwatched) -> list[Problem]:
    """What in the graph of checked tables breaks a shape, by the thing that breaks it."""
    every = sum(report.rows for report in checked.reports)
    done = itertools.count(1)
    rows = 0

    def made(report: Report) -> None:
        nonlocal rows
        rows += report.rows
        watch(Step(say("making the graph"), rows, every, rows))

    def seen() -> None:
        if (number := next(done)) % _EACH == 0:
            of = every * _NODES
            watch(Step(say("holding it against the shapes"), min(number, of), of, number // _NODES))

    with TemporaryDirectory() as folder:
        graph = pyoxigraph.Store(*([] if len(checked.reports) <= _IN_MEMORY else [folder]))
        load_lines(graph, lambda: all_triples(checked, made))
        found = graph_violations(graph, seen)
        del graph  # so that its files are closed
    return found


def graph_violations(graph: pyoxigraph.Store, seen: Callable[[], None] = lambda: None) -> list[Problem]:
    """What in a graph, ontology included, breaks a shape; without inference. `seen` is called at each focus node."""
    shapes = pyoxigraph.Store()
    shapes.load(path=PATH, format=pyoxigraph.RdfFormat.TURTLE)
    return sorted(map(_problem, validate(read_shapes(View(shapes)), View(graph), seen)))


def _problem(result: Result) -> Problem:
    message = say(result.message)
    if result.value is not None:
        message = say("{message} (found: {value})", message=message, value=text(result.value))
    return Problem("graph", 0, short_text(result.focus), message)
