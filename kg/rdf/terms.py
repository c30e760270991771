"""The terms of RDF: Oxigraph's, which are the program's, and what they read as.

Rooms that ask the store take terms from here, so that the engine is known in few places.
"""

from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.vocabulary import compress

__all__ = ["BlankNode", "Literal", "NamedNode", "Term", "Triple", "has_tag", "short_text", "text"]

Term = NamedNode | Literal
"""What the graph's triples have as objects: it holds no blank node."""


def text(term: Any) -> str:
    """A term as one string: an IRI whole, a literal's value, a blank node or triple in N-Triples."""
    if isinstance(term, Term):
        return term.value
    return f"<<( {term} )>>" if isinstance(term, Triple) else str(term)


def short_text(term: Any) -> str:
    """A term as a reader sees it: the CURIE of an IRI, in a triple too; "" for none."""
    if term is None:
        return ""
    if isinstance(term, Triple):
        parts = (str(part) if isinstance(part, Literal) else short_text(part) for part in term)
        return f"<<( {' '.join(parts)} )>>"
    return compress(term.value) if isinstance(term, NamedNode) else text(term)


def has_tag(term: Any, tag: str) -> bool:
    """Whether a term is a literal in the language `tag`."""
    return isinstance(term, Literal) and term.language == tag
