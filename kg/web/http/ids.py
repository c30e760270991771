"""Ids in addresses: the part of a path that is the rest of an IRI, as `kg.vocabulary.mint_iri` spells it."""

from typing import Final
from urllib.parse import unquote_to_bytes

from starlette.exceptions import HTTPException
from starlette.requests import Request

from kg.messages import say
from kg.vocabulary import PREFIXES, mint_iri
from kg.web.http.pages import raw_path

LONGEST: Final = 2_000
"""Characters of an id's address: none of a graph is as long."""


def id_of(request: Request, below: str) -> str:
    """The id in the path of a request, which stands after `below`; raises as `canonical` does."""
    return canonical(raw_path(request).partition(below)[2])


def canonical(raw: str) -> str:
    """An id as the rest of its IRI has it; however its parts were encoded, one spelling comes out.

    Raises HTTPException: 400 for what is no UTF-8 or holds a control character, 414 for what is too long, 404 where
    a part is empty.
    """
    if len(raw) > LONGEST:
        raise HTTPException(414, say("an id has {count} characters at most", count=LONGEST))
    try:
        parts = [unquote_to_bytes(part).decode() for part in raw.split("/")]
    except UnicodeDecodeError:
        raise HTTPException(400, say("the address is not encoded as UTF-8")) from None
    if any(ord(character) < 32 or ord(character) == 127 for part in parts for character in part):
        raise HTTPException(400, say("the address holds a control character"))
    if not all(parts):
        raise HTTPException(404, say("there is no such page"))
    return mint_iri(*parts).removeprefix(PREFIXES["kgr"])


def iri_of(id: str) -> str:
    """The IRI of an id as `id_of` spells it."""
    return PREFIXES["kgr"] + id
