"""All that the data say of a resource, property by property, whatever it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kg.lookup.described import Described, local_name, thing_id
from kg.lookup.lookup import Lookup
from kg.rdf.terms import Literal, NamedNode, Term
from kg.text.words import foreign, word
from kg.vocabulary import PREFIXES, Language, compress, expand
from kg.web.pages.paging import Part, part
from kg.web.pages.views import View, Views

_PARTS: Final = {
    "rdf:subject": "part-subject",
    "rdf:predicate": "predicate",
    "rdf:object": "part-object",
    "rdf:type": "class",
}
"""What a claim's parts are called everywhere."""
_RESTING: Final = ("kg:act", "kg:indicator")
"""By which properties claims and figures lead to what is neither thing nor record."""


@dataclass(frozen=True)
class Value:
    """A value: a text, in a language; or what is called so, with its id, term or address."""

    text: str
    lang: str = ""
    id: str = ""
    term: str = ""
    address: str = ""


@dataclass(frozen=True)
class Told:
    """A property and its values, of which the first are shown and so many left out."""

    label: str
    term: str
    values: tuple[Value, ...]
    more: int


def everything(lookup: Lookup, described: Described, most: int = 30) -> list[Told]:
    """What is said of a resource, at most so many values of each property."""
    return list(_told(lookup, described, most))


def _told(lookup: Lookup, described: Described, most: int) -> Iterator[Told]:
    for property in described.properties():
        terms = described.terms(property)
        shown = terms[:most]
        lookup.descriptions.read(term.value for term in shown if isinstance(term, NamedNode))
        term = local_name(property) if property.startswith(PREFIXES["kg"]) else ""
        label = _called(lookup, property)
        yield Told(label, term, tuple(_value(lookup, of) for of in shown), len(terms) - len(shown))


def _called(lookup: Lookup, property: str) -> str:
    curie = compress(property)
    own = word(_PARTS[curie], lookup.language) if curie in _PARTS else lookup.label(property)
    return own or foreign(curie, lookup.language) or curie


def _value(lookup: Lookup, term: Term) -> Value:
    if isinstance(term, Literal):
        return Value(term.value, _tag(term.language or "", lookup.language))
    iri = term.value
    label = lookup.label(iri) or lookup.sentence(iri)
    if iri.startswith(PREFIXES["kgr"]):
        return Value(label or f"kgr:{thing_id(iri)}", id=thing_id(iri))
    label = label or foreign(compress(iri), lookup.language) or compress(iri)
    if iri.startswith(PREFIXES["kg"]):
        return Value(label, term=local_name(iri))
    return Value(label, address=iri if iri.startswith(("https://", "http://")) else "")


def _tag(tag: str, beside: Language) -> str:
    """The tag of a literal as browsers know it, where its language is not the page's."""
    return "" if tag == beside.tag else {"zh-hans": "zh-Hans", "zh-latn-pinyin": "zh-Latn-pinyin"}.get(tag, tag)


def resting(lookup: Lookup, iri: str, page: str) -> Part[View]:
    """The claims of an act, or the figures of an indicator, of which a page is shown; raises as `part` does."""
    found = [node for role in _RESTING for node, _ in lookup.store.pairs(expand(role), [iri])]
    chosen, views = part(found, page), Views(lookup)
    shown = [views.view(record) for record in lookup.records(chosen.items).values()]
    return Part(shown, chosen.number, chosen.size, chosen.count)
