"""Every documented query, in Oxigraph as in rdflib: the same solutions, and not none unless it says so."""

import re
import shlex
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import NamedNode
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from kg.rdf.sorted import sorted_lines
from kg.sparql.results import Answer, Solutions, Triples
from kg.store.embedded import EmbeddedStore
from kg.vocabulary import PREFIXES

CHECKOUT = Path(__file__).parent.parent
PAGES = [
    path.relative_to(CHECKOUT).as_posix() for path in sorted([*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/*.md")])
]
NUMBERS = {PREFIXES["xsd"] + name for name in ("integer", "decimal")}


def documented() -> list[tuple[str, str, bool]]:
    """Each query that the pages show, once: a name for it, its text, and whether it says that it is empty."""
    found = []
    for page in PAGES:
        text = (CHECKOUT / page).read_text("utf-8")
        for match in re.finditer(r"(<!-- empty -->\n)?```(sparql|sh)\n(.*?)```", text, re.DOTALL):
            line = text[: match.start(3)].count("\n") + 1
            if match[2] == "sparql":
                found.append((f"{page}:{line}", match[3], match[1] is not None))
            else:
                for words in map(shlex.split, _commands(match[3])):
                    if words[:2] == ["kg", "query"]:
                        found += [(f"{page}:{line}", word, False) for word in words[2:] if "{" in word]
    return list({query: (name, query, empty) for name, query, empty in reversed(found)}.values())[::-1]


def _commands(block: str) -> list[str]:
    """The commands of a shell block, each of which begins a line, may go on, and ends before the next."""
    return [text for text in re.split(r"\n(?=kg |make |\.venv|$)", block.strip()) if text.startswith("kg ")]


DOCUMENTED = documented()


@pytest.fixture(scope="module")
def rdflib_graph(all_store: EmbeddedStore) -> Graph:
    return Graph().parse(data="".join(sorted_lines(all_store.triples())), format="nt")


def ours(term: object) -> object:
    """A term of Oxigraph, as what both engines mean by it."""
    if term is None or isinstance(term, NamedNode):
        return None if term is None else ("iri", term.value)
    assert isinstance(term, pyoxigraph.Literal)
    return _literal(term.value, term.datatype.value, term.language)


def theirs(term: Node | None) -> object:
    """The same of a term of rdflib."""
    if term is None or isinstance(term, URIRef):
        return None if term is None else ("iri", str(term))
    assert isinstance(term, Literal)
    return _literal(str(term), str(term.datatype or PREFIXES["xsd"] + "string"), term.language)


def _literal(text: str, datatype: str, language: str | None) -> object:
    if language:
        return ("text", text, language.lower())
    return ("number", Decimal(text)) if datatype in NUMBERS else ("literal", text, datatype)


@pytest.mark.parametrize(("query", "empty"), [each[1:] for each in DOCUMENTED], ids=[name for name, *_ in DOCUMENTED])
def test_a_documented_query_gives_one_answer_in_both_engines(
    query: str, empty: bool, all_store: EmbeddedStore, rdflib_graph: Graph
) -> None:
    result, other = all_store.query(query), rdflib_graph.query(query, initNs=PREFIXES)
    if isinstance(result, Answer):
        assert result.value == other.askAnswer
        assert result.value is not empty
    elif isinstance(result, Triples):
        graph = Graph().parse(data=result.serialise("ntriples"), format="nt")
        assert isomorphic(graph, other.graph)
        assert (len(graph) == 0) is empty
    else:
        assert isinstance(result, Solutions)
        found = Counter(tuple(map(ours, row.values())) for row in result)
        expected = Counter(tuple(map(theirs, row)) for row in other)  # type: ignore[arg-type]
        assert found == expected
        assert (not found) is empty


def test_the_pages_show_queries() -> None:
    pages = Counter(name.split(":")[0] for name, *_ in DOCUMENTED)
    assert pages["docs/cookbook.md"] >= 20
    assert pages["README.md"] >= 2


def test_no_documented_query_compares_a_tag_that_engines_do_not_give_back() -> None:
    for name, query, empty in DOCUMENTED:
        tags = re.findall(r'lang\(\?\w+\) *!?= *"([^"]*)"', query)
        assert empty or [tag for tag in tags if tag != tag.lower()] == [], name
