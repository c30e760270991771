"""Names as a graph of their own, in which any SPARQL server finds them: what is compared stands there as literals.

Each name is a node that a server's own index leads to: by its whole key (`kg:nameKey`), or by how that begins
(`kg:nameStart`, its first 2 and 4 characters). Nodes are numbered in the order of their things' connections.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kg.names.folding import FORMER, Folding, Name, former_key, is_latin, tokens_of
from kg.names.search import split
from kg.rdf.terms import Literal, NamedNode, Triple
from kg.vocabulary import expand, mint_iri

STARTS: Final = (2, 4)
"""How many characters of a key stand apart: of Chinese two are rare enough, of Latin letters four."""

_KEY, _START, _OF, _WRITTEN, _KIND, _ORDER, _SOURCE = (
    NamedNode(expand(curie))
    for curie in (
        "kg:nameKey", "kg:nameStart", "kg:nameOf", "kg:nameWritten", "kg:nameKind", "kg:nameOrder",
        "prov:wasDerivedFrom",
    )
)  # fmt: skip


def name_triples(names: Iterable[Name], folding: Folding, graph: str) -> Iterator[Triple]:
    """The triples of names, which come in the order of their things' connections, for a graph with an IRI."""
    for number, name in enumerate(names, 1):
        node = NamedNode(f"{graph}/{number}")
        key = key_of(name, folding)
        yield Triple(node, _OF, NamedNode(mint_iri(name.thing)))
        yield Triple(node, _WRITTEN, Literal(name.name))
        yield Triple(node, _KIND, Literal(name.kind))
        yield Triple(node, _ORDER, Literal(number))
        yield Triple(node, _KEY, Literal(key))
        for start in starts(key):
            yield Triple(node, _START, Literal(start))
        if name.source:
            yield Triple(node, _SOURCE, NamedNode(mint_iri(name.source)))


def key_of(name: Name, folding: Folding) -> str:
    """What of a name is compared with what is typed: its tokens run together."""
    return former_key(name.name) if name.kind == FORMER else "".join(tokens_of(name, folding))


def starts(key: str) -> list[str]:
    """How a key begins, as far as that stands apart."""
    return [key[:size] for size in STARTS if len(key) >= size]


def holds(own: Sequence[str], typed: Sequence[str]) -> bool:
    """Whether the tokens of a name hold those typed, next to each other, of which the last may be cut short; runs of
    letters may be syllables of the name, or initials.
    """
    joined = "".join(typed)
    ways = [list(typed)]
    if is_latin(joined):
        ways += [*split(joined, set(own)), list(joined)]
    return any(_stands_in(own, way) for way in ways)


def _stands_in(own: Sequence[str], way: Sequence[str]) -> bool:
    *whole, last = way
    return any(
        list(own[at : at + len(whole)]) == whole and own[at + len(whole)].startswith(last)
        for at in range(len(own) - len(whole))
    )
