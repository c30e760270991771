"""The graph held against its SHACL shapes."""

from pathlib import Path
from typing import Final

from rdflib import RDF, SH, Graph

from kg.errors import Problem
from kg.messages import say
from kg.pipeline.triples import all_triples
from kg.tables.reports import Checked
from kg.vocabulary import compress

PATH: Final = Path(__file__).with_name("shapes.ttl")


def violations(checked: Checked) -> list[Problem]:
    """What in the graph of checked tables breaks a shape, by the thing that breaks it."""
    graph = Graph().parse(data="".join(all_triples(checked)), format="ntriples")
    return graph_violations(graph)


def graph_violations(graph: Graph) -> list[Problem]:
    """What in an RDF graph, ontology included, breaks a shape; without inference."""
    from pyshacl import validate

    _, report, _ = validate(graph, shacl_graph=Graph().parse(PATH), inference="none", advanced=False)
    assert isinstance(report, Graph)
    return [
        Problem(
            "graph",
            0,
            compress(str(report.value(result, SH.focusNode))),
            say(
                "{message} (found: {value})",
                message=say(str(report.value(result, SH.resultMessage))),
                value=report.value(result, SH.value),
            ),
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    ]
