"""Prefixes, and the only place where the IRIs of things are spelled.

The base is one setting, `BASE`; `ontology.ttl` and the data set's description write it out
in their prefixes, and a test compares them.
"""

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from kg.errors import KgError
from kg.messages import clauses, listed, say

BASE: Final = "https://w3id.org/honours-kg/"

DATASET_IRI: Final = BASE + "data"

PREFIXES: Final[dict[str, str]] = {
    "kg": BASE + "ontology#",
    "kgr": BASE + "id/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vivo": "http://vivoweb.org/ontology/core#",
    "void": "http://rdfs.org/ns/void#",
    "void-ext": "http://ldf.fi/void-ext#",
    "wd": "http://www.wikidata.org/entity/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


_THINGS: Final = PREFIXES["kgr"]

_KEPT: Final = 8192
"""Names that are kept as they were minted or expanded last: a build asks for the same ones again and again."""

PINYIN: Final = "zh-latn-pinyin"
"""The tag of pinyin (BCP 47: language, script and variant), in the lower case that a store returns."""


class Language(StrEnum):
    """A language of labels and faces."""

    ZH = "zh"
    EN = "en"

    @property
    def tag(self) -> str:
        """The tag of its literals (BCP 47), in the lower case that a store returns."""
        return "zh-hans" if self is Language.ZH else "en"


def parse_language(text: str) -> Language:
    """The language that a person means by `zh`, `zh-CN`, `en_GB.UTF-8`; raises KgError for one that labels lack."""
    primary = re.split("[-_.@]", str(text).strip(), maxsplit=1)[0].lower()
    if primary not in list(Language):
        wrong = say("{text!r} is no language of the labels", text=text)
        raise KgError(clauses(wrong, say("expected one of {allowed}", allowed=listed(Language))))
    return Language(primary)


def mint_iri(*parts: str) -> str:
    """The IRI of the thing that `parts` identify: no two lists of parts share one.

    Each part becomes one path segment, percent-encoded (RFC 3986, 2.1), dots too where a
    segment holds nothing else, since a resolver would drop it (5.2.4).

    Raises ValueError if there is no part, or an empty one.
    """
    if not parts or not all(parts):
        raise ValueError(say("cannot mint an IRI from {parts!r}", parts=parts))
    return _THINGS + "/".join(map(_segment, parts))


@lru_cache(_KEPT)
def _segment(part: str) -> str:
    segment = quote(part, safe="")
    return segment.replace(".", "%2E") if not segment.strip(".") else segment


@lru_cache(_KEPT)
def expand(curie: str) -> str:
    """The IRI that a CURIE such as `kg:awarded` stands for.

    Raises KeyError for an unknown prefix, ValueError where there is no colon.
    """
    prefix, local = curie.split(":", 1)
    return PREFIXES[prefix] + local


def compress(iri: str) -> str:
    """The CURIE of an IRI, or the IRI itself where no prefix fits or the rest holds a slash."""
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and local and not set(local) & set("/#?"):
            return f"{prefix}:{local}"
    return iri
