"""What a store says of things, read many at a time and each once."""

from collections.abc import Iterable, Sequence
from typing import Final

from kg.lookup.records import NO_ENGLISH
from kg.rdf.terms import Term, has_tag
from kg.store.store import Description, Store
from kg.text.chinese import with_pinyin
from kg.vocabulary import PREFIXES, Language, expand, mint_iri

_FOLLOWED: Final = tuple(
    map(
        expand,
        (
            "kg:class", "rdf:subject", "rdf:predicate", "rdf:object", "kg:authority",
            "kg:modality", "kg:phase", "kg:statedness", "kg:standpoint", "kg:level", "kg:dateBasis", "kg:status",
            "kg:bound", "kg:indicator", "kg:unit", "kg:about", "kg:receipt", "kg:section", "oa:hasSelector",
            "oa:hasSource", "kg:jurisdiction", "kg:within", "dcterms:spatial", "kg:reportKind", "kg:profile",
        ),
    )
)  # fmt: skip
"""The properties whose objects are wanted wherever the subject is, to say what it is and rests on."""


class Described:
    """What is said of one IRI, by CURIE; empty where nothing is."""

    def __init__(self, values: Description) -> None:
        self._values = values

    def all(self, curie: str, language: Language | None = None) -> list[str]:
        """The values of a property, in one language where one is given."""
        terms = self._values.get(expand(curie), ())
        return [term.value for term in terms if language is None or has_tag(term, language.tag)]

    def properties(self) -> list[str]:
        """The IRIs of the properties that it has, in order."""
        return sorted(self._values)

    def terms(self, property: str) -> Sequence[Term]:
        """The values of a property, given by its IRI."""
        return self._values.get(property, ())

    def one(self, curie: str, language: Language | None = None) -> str:
        """The first of them, or ""."""
        return next(iter(self.all(curie, language)), "")

    def label(self, language: Language) -> str:
        """What it is called: in English, its Chinese name with the pinyin where it has no English one; "" where it has
        no label.
        """
        return self._named(language) or self._romanised()

    def marks(self, language: Language) -> tuple[str, ...]:
        """What tells its label from one in the language."""
        return () if self._named(language) or not self._named(Language.ZH) else (NO_ENGLISH,)

    def said(self, curie: str, language: Language) -> str:
        """A text in the language, or in the other one where it is only there; or ""."""
        return self.one(curie, language) or self.one(curie)

    def _named(self, language: Language) -> str:
        return self.one("rdfs:label", language) or self.one("skos:prefLabel", language)

    def _romanised(self) -> str:
        chinese = self._named(Language.ZH)
        return with_pinyin(chinese, self.one("kg:pinyin")) if chinese else ""

    def followed(self) -> list[str]:
        """The IRIs that it refers to and that are wanted with it."""
        return [term.value for predicate in _FOLLOWED for term in self._values.get(predicate, ())]


class Descriptions:
    """Descriptions of IRIs, each read once, with those that they refer to."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, Described] = {}

    def __len__(self) -> int:
        """How many were read."""
        return len(self._known)

    def read(self, iris: Iterable[str], *, follow: bool = True) -> list[Described]:
        """What is said of each of these IRIs, in their order; all that is not known yet comes in a few calls, and
        unless told otherwise what it refers to too.
        """
        asked = list(iris)
        wanted = asked
        while missing := [iri for iri in dict.fromkeys(wanted) if iri and iri not in self._known]:
            found = {iri: Described(values) for iri, values in self._store.describe_many(missing).items()}
            self._known |= found
            wanted = [iri for described in found.values() for iri in described.followed()] if follow else []
        return [self._known[iri] if iri else Described({}) for iri in asked]

    def of(self, iri: str) -> Described:
        """What is said of an IRI; empty for ""."""
        return self.read([iri])[0]


def local_name(iri: str) -> str:
    """The name of a term of the ontology within it."""
    return iri.removeprefix(PREFIXES["kg"])


def thing_id(iri: str) -> str:
    """The id of a thing, claim or figure."""
    return iri.removeprefix(PREFIXES["kgr"])


def claim_iris(store: Store, only: frozenset[str] | None = None) -> list[str]:
    """The IRIs of the claims, in order; `only` of those whose subject and object are things of some ids."""
    if only is None:
        return [claim for claim, _ in store.pairs(expand("rdf:type"), [expand("kg:Claim")])]
    things = [mint_iri(thing) for thing in only]
    subject, obj = ({claim for claim, _ in store.pairs(expand(role), things)} for role in ("rdf:subject", "rdf:object"))
    return sorted(subject & obj)


def quotation(descriptions: Descriptions, receipt: Described) -> tuple[str, str, str]:
    """The words of a receipt, those before and those after them, whichever of its selectors has them."""
    selectors = descriptions.read(receipt.all("oa:hasSelector"))
    quote, before, after = (
        next(filter(None, (selector.one(f"oa:{name}") for selector in selectors)), "")
        for name in ("exact", "prefix", "suffix")
    )
    return quote, before, after
