"""Lines and triples in order, of which there are more than are held in memory: the same bytes as if all were."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

import kg.rdf.runs
import kg.rdf.sorted
from kg.errors import FormatError
from kg.rdf.formats import Holds, by_name
from kg.rdf.runs import sorted_unique
from kg.rdf.sorted import serialise_sorted, write_sorted
from kg.store.embedded import EmbeddedStore

lines = st.lists(st.text(st.characters(blacklist_characters="\n", blacklist_categories=())).map(lambda s: f"{s}\n"))


@given(lines, st.integers(1, 5))
def test_runs_are_merged_to_what_sorting_gives(some: list[str], held: int) -> None:
    assert list(sorted_unique(some, held)) == sorted(set(some))


@pytest.mark.parametrize("format", ["ntriples", "turtle", "rdfxml"])
def test_a_graph_is_the_same_bytes_however_little_is_held(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    named = by_name(format, Holds.GRAPH)
    odd = [Triple(NamedNode("urn:s"), NamedNode("urn:p."), Literal("01", datatype=NamedNode("urn:d")))]
    triples = [*store.triples(), *([] if format == "rdfxml" else odd)]
    whole = serialise_sorted(triples, named)
    monkeypatch.setattr(kg.rdf.sorted, "HELD", 700)
    monkeypatch.setattr(kg.rdf.runs, "HELD", 700)
    monkeypatch.setattr(sorted_unique, "__defaults__", (700,))
    assert serialise_sorted(reversed(triples), named) == whole


def test_nothing_is_written_of_what_cannot_be() -> None:
    output = BytesIO()
    inner = Triple(NamedNode("urn:s"), NamedNode("urn:p"), NamedNode("urn:o"))
    for name in ("ntriples", "turtle"):
        with pytest.raises(FormatError, match="no triple as a term"):
            write_sorted(
                [inner, Triple(NamedNode("urn:s"), NamedNode("urn:p"), inner)], by_name(name, Holds.GRAPH), output
            )
    assert output.getvalue() == b""
