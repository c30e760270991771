"""What pySHACL says of a graph and what the program says, to be set side by side."""

import pyoxigraph
from pyoxigraph import NamedNode
from rdflib import SH, Graph

from kg.pipeline.shacl.reading import read_shapes
from kg.pipeline.shacl.shape import validate
from kg.pipeline.shacl.view import Node, View
from kg.pipeline.shapes import PATH
from kg.rdf.terms import text

Found = tuple[str, str, str, str]
"""The focus node, the local name of the component, the value or "", both as N-Triples has them, and the message."""


def engine_graph(graph: Graph) -> pyoxigraph.Store:
    """A graph of rdflib as the engine has it."""
    store = pyoxigraph.Store()
    store.load(graph.serialize(format="nt"), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return store


def ours(graph: Graph, shapes: Graph | None = None) -> list[Found]:
    """What the program says of a graph, by the project's shapes or others."""
    read = read_shapes(View(engine_graph(shapes or Graph().parse(PATH))))
    return sorted(
        (str(found.focus), component(found.parameter), str(found.value or ""), found.message)
        for found in validate(read, View(engine_graph(graph)))
    )


def component(parameter: str) -> str:
    """The local name of the component that has a parameter (SHACL, 4)."""
    name = "SPARQL" if parameter == "sparql" else parameter[0].upper() + parameter[1:]
    return f"{name}ConstraintComponent"


def pyshacl_says(graph: Graph, shapes: Graph | None = None) -> list[Found]:
    """What pySHACL says of a graph, by the project's shapes or others."""
    from pyshacl import validate

    _, report, _ = validate(graph, shacl_graph=shapes or Graph().parse(PATH), inference="none", advanced=False)
    assert isinstance(report, Graph)

    told = View(engine_graph(report))

    def one(result: Node, name: str) -> str:
        return "".join(str(term) for term in told.objects(result, NamedNode(SH[name])))

    return sorted(
        (
            one(result, "focusNode"),
            one(result, "sourceConstraintComponent").strip("<>").removeprefix(str(SH)),
            one(result, "value"),
            text(*told.objects(result, NamedNode(SH.resultMessage))),
        )
        for result in told.instances(NamedNode(SH.ValidationResult))
    )
