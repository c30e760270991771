"""The graph held against its SHACL shapes."""

from pathlib import Path
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
from kg.tables.reports import Checked

PATH: Final = Path(__file__).with_name("shapes.ttl")


def violations(checked: Checked) -> list[Problem]:
    """What in the graph of checked tables breaks a shape, by the thing that breaks it."""
    graph = pyoxigraph.Store()
    load_lines(graph, lambda: all_triples(checked))
    return graph_violations(graph)


def graph_violations(graph: pyoxigraph.Store) -> list[Problem]:
    """What in a graph, ontology included, breaks a shape; without inference."""
    shapes = pyoxigraph.Store()
    shapes.load(path=PATH, format=pyoxigraph.RdfFormat.TURTLE)
    return sorted(map(_problem, validate(read_shapes(View(shapes)), View(graph))))


def _problem(result: Result) -> Problem:
    message = say(result.message)
    if result.value is not None:
        message = say("{message} (found: {value})", message=message, value=text(result.value))
    return Problem("graph", 0, short_text(result.focus), message)
