"""What the endpoint says of itself: SPARQL 1.1 Service Description, and the data set's VoID beside it."""

import re
from typing import Final

from kg.folders import read_query
from kg.rdf.formats import Format
from kg.rdf.terms import NamedNode
from kg.sparql.results import Triples
from kg.store.store import Store

_NO_IRI: Final = re.compile(r'[\x00-\x20<>"{}|^`\\]')
"""What no IRI holds (SPARQL 1.1, 19.8, IRIREF): a request's Host may."""


def describe(store: Store, endpoint: str, format: Format) -> bytes:
    """The description of the endpoint at an address, with all that the data set says of itself, in a format."""
    iri = NamedNode(_NO_IRI.sub("", endpoint))
    result = store.query(read_query(__file__, "description"), {"endpoint": iri})
    assert isinstance(result, Triples)
    return result.serialise(format.name)
