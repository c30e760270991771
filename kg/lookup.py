"""Lookups: what is known of a thing, who is linked to it, and by which words."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial

from pyoxigraph import Literal

from kg.errors import AmbiguousNameError, NoSuchTermError, NotFoundError, WrongClassError
from kg.model import Card, Claim, FigureValue, Found, Link, Receipt, Thing
from kg.search import EXACT, FUZZY, NEARLY
from kg.store import Store
from kg.vocabulary import LANGUAGE_TAGS, PREFIXES, expand, mint_iri


class Described:
    """What the store says of one IRI, by CURIE; empty where it says nothing."""

    def __init__(self, store: Store, iri: str) -> None:
        self._values = store.describe(iri) if iri else {}

    def all(self, curie: str, tag: str = "") -> list[str]:
        """The values of a property, in the language `tag` where one is given."""
        terms = self._values.get(expand(curie), [])
        return [t.value for t in terms if not tag or (isinstance(t, Literal) and t.language == tag)]

    def one(self, curie: str, tag: str = "") -> str:
        """The first of them, or ""."""
        return next(iter(self.all(curie, tag)), "")


class Lookup:
    """Lookups in one store and one language (`zh` or `en`); things and terms are read once.

    A typing error in a name is forgiven only where `notice` is told what was read instead: no
    answer shall be taken for another thing's.
    """

    def __init__(self, store: Store, language: str = "en", notice: Callable[[str], None] | None = None) -> None:
        self._store, self._tag, self._notice = store, LANGUAGE_TAGS[language], notice
        self.thing = cache(self._thing)
        self._term = cache(partial(Described, store))

    def find(self, name: str, limit: int = 50) -> list[Thing]:
        """The things that a name names: one with just that name, else all with it in a name.

        Raises NotFoundError with the nearest names.
        """
        found, instead = self._named(name, limit)
        self._tell(name, instead)
        return found

    def only(self, name: str, type: str = "Entity") -> Thing:
        """The one thing of a class that a name names; raises NotFoundError,
        AmbiguousNameError or WrongClassError.
        """
        found, instead = self._named(name)
        fitting = [thing for thing in found if thing.type in self.classes_below(type)]
        if not fitting:
            raise WrongClassError(name, found[0].type_label, self.class_label(type))
        if len(fitting) > 1:
            raise AmbiguousNameError(name, [f"{thing.id} ({thing.label})" for thing in fitting])
        self._tell(name, [read for read, thing in zip(instead, found, strict=bool(instead)) if thing == fitting[0]])
        return fitting[0]

    def _named(self, name: str, limit: int = 50) -> tuple[list[Thing], list[str]]:
        """The things that a name names, and by which names where a typing error was forgiven."""
        hits = self._store.names.find(name, limit, fuzzy=self._notice is not None)
        if not hits:
            raise NotFoundError(name, self._store.names.nearest(name))
        best = [hit for hit in hits if hit.rank in (EXACT, NEARLY)] or hits
        instead = [hit.name.name for hit in best if hit.rank in (NEARLY, FUZZY)]
        return [self.thing(mint_iri(hit.name.thing)) for hit in best], instead

    def _tell(self, name: str, instead: Sequence[str]) -> None:
        if instead and self._notice:
            shown = "; ".join(instead[:3]) + (f"; and {len(instead) - 3} more" if len(instead) > 3 else "")
            self._notice(f"nothing is called {name!r}; read instead: {shown}")

    def search(self, text: str, type: str | None = None, limit: int = 20) -> list[Found]:
        """What `text` may name, best first, one typing error forgiven; only of a class where one
        is given, by name or label. Raises NotFoundError with the nearest names, and as `term` does.
        """
        classes = None if type is None else self.classes_below(self.term("class", type))
        wanted = limit if classes is None else 50 * limit
        found = []
        for hit in self._store.names.find(text, wanted, fuzzy=True):
            thing = self.thing(mint_iri(hit.name.thing))
            if classes is None or thing.type in classes:
                report = self.label(mint_iri(hit.name.source)) if hit.name.source else ""
                found.append(Found(thing, hit.name.name, hit.name.kind, report))
        if not found:
            raise NotFoundError(text, self._store.names.nearest(text))
        return found[:limit]

    def class_label(self, name: str) -> str:
        """What a class, given by its local name, is called."""
        return self.label(expand(f"kg:{name}"))

    def claims(self, thing: Thing) -> list[Claim]:
        """The claims that speak of a thing: as subject, as object, or as the body that conferred."""
        found: set[str] = set()
        for role in ("rdf:subject", "rdf:object", "kg:authority"):
            found.update(self._store.subjects(expand(role), thing.iri))
        described = ((iri, Described(self._store, iri)) for iri in sorted(found))
        return [self._claim(iri, record) for iri, record in described if record.one("rdf:subject")]

    def all_things(self, only: frozenset[str] | None = None) -> Iterator[Thing]:
        """Every entity and report that was not replaced, in order of class and id; `only` those of some ids."""
        for name in sorted(self.classes_below("Entity")):
            for iri in self._store.subjects(expand("rdf:type"), expand(f"kg:{name}")):
                wanted = only is None or iri.removeprefix(PREFIXES["kgr"]) in only
                if wanted and not Described(self._store, iri).one("owl:deprecated"):
                    yield self.thing(iri)

    def all_claims(self, only: frozenset[str] | None = None) -> Iterator[Claim]:
        """Every claim, in order of their ids; `only` those between things of some ids."""
        for iri in claim_iris(self._store, only):
            yield self._claim(iri, Described(self._store, iri))

    def who(self, thing: Thing, hops: int = 1) -> list[Link]:
        """Who and what is linked to a thing: directly, or as recipient of an honour for it.

        With two `hops`, also whatever is linked to what is linked to it.
        """
        direct = [_link(thing, claim) for claim in self.claims(thing)]
        links = list(direct)
        honours = self.classes_below("Honour")
        for link in direct:
            honour = link.entity.type in honours and link.claim.predicate != "awarded"
            if hops > 1 or honour:
                links += self._beyond(thing, link, every=hops > 1)
        return links

    def card(self, thing: Thing) -> Card:
        """All that is known of a thing."""
        described = Described(self._store, thing.iri)
        mentions = [Described(self._store, iri) for iri in described.all("kg:mention")]
        forms = {(m.one("kg:form"), self.label(m.one("prov:wasDerivedFrom"))) for m in mentions}
        figures = self._store.subjects(expand("kg:about"), thing.iri)
        return Card(
            thing,
            tuple(described.all("rdfs:label") + described.all("skos:altLabel")),
            tuple(sorted(forms)),
            tuple(self.who(thing)),
            tuple(self._figure(iri, Described(self._store, iri)) for iri in figures),
        )

    def check_terms(
        self, level: str | None, predicate: str | None, type: str | None
    ) -> tuple[str | None, str | None, str | None]:
        """The level, property and class that were typed, as `term` finds them; raises as it does."""
        kinds = ("level", "predicate", "class")
        given = zip(kinds, (level, predicate, type), strict=True)
        level, predicate, type = (None if typed is None else self.term(kind, typed) for kind, typed in given)
        return level, predicate, type

    def term(self, kind: str, typed: str) -> str:
        """The term of a kind (level, predicate, class or section) that is called `typed`.

        It may be the term itself or its label in either language; of a section, its number too.
        Raises NoSuchTermError, and AmbiguousNameError where several are called so.
        """
        return named_term(typed, self._called(kind))

    def terms(self, kind: str) -> list[str]:
        """The terms there are of a kind (level, predicate, class or section), in order."""
        return sorted(self._called(kind))

    def _called(self, kind: str) -> dict[str, list[str]]:
        """The terms of a kind, and how each is called in both languages."""
        if kind == "section":
            sections = self._store.subjects(expand("rdf:type"), expand("kg:Section"))
            return _with_chapters((self._term(iri).one("dcterms:identifier"), self._labels(iri)) for iri in sections)
        if kind == "level":
            concepts = self._store.subjects(expand("skos:inScheme"), expand("kg:Level"))
            return {self._term(iri).one("skos:notation"): self._labels(iri) for iri in concepts}
        if kind == "predicate":
            iris = self._store.subjects(expand("rdf:type"), expand("kg:ClaimProperty"))
        else:
            iris = [expand(f"kg:{name}") for name in self.classes_below("Entity")]
        return {iri.removeprefix(PREFIXES["kg"]): self._labels(iri) for iri in iris}

    def _labels(self, iri: str) -> list[str]:
        """What a term is called, in both languages; a property read backwards too."""
        term = self._term(iri)
        return [name for curie in ("rdfs:label", "skos:prefLabel", "kg:inverseLabel") for name in term.all(curie)]

    def narrowed(
        self,
        links: Iterable[Link],
        level: str | None = None,
        year: int | None = None,
        predicate: str | None = None,
        type: str | None = None,
    ) -> list[Link]:
        """The links of a level, a year, a predicate, and to entities of a class or one below it."""
        classes = self.classes_below(type) if type else set()
        return [
            link
            for link in links
            if (level is None or link.claim.level == level)
            and (year is None or link.claim.in_year(year))
            and (predicate is None or link.claim.predicate == predicate)
            and (type is None or link.entity.type in classes)
        ]

    def _beyond(self, thing: Thing, link: Link, *, every: bool) -> Iterator[Link]:
        middle = link.entity
        for claim in self.claims(middle):
            if claim.id != link.claim.id and (every or (claim.predicate == "awarded" and claim.object == middle)):
                entity = claim.other(middle)
                if entity != thing:
                    words = claim.inverse if entity == claim.object else claim.words
                    toward = middle if middle in (claim.subject, claim.object) else claim.object
                    yield Link(thing, entity, f"{words} {toward.label}", claim, (link.claim,))

    def _thing(self, iri: str) -> Thing:
        described = Described(self._store, iri)
        if not described.one("rdf:type"):
            raise NotFoundError(iri)
        cls = described.one("rdf:type")
        thing_id, local = iri.removeprefix(PREFIXES["kgr"]), cls.removeprefix(PREFIXES["kg"])
        return Thing(thing_id, described.one("rdfs:label", self._tag), local, self.label(cls))

    def _claim(self, iri: str, record: Described) -> Claim:
        predicate = record.one("rdf:predicate")
        words = self.label(predicate)
        return Claim(
            id=iri.removeprefix(PREFIXES["kgr"]),
            subject=self.thing(record.one("rdf:subject")),
            predicate=predicate.removeprefix(PREFIXES["kg"]),
            words=words,
            inverse=self._term(predicate).one("kg:inverseLabel", self._tag) or f"← {words}",
            object=self.thing(record.one("rdf:object")),
            modality=self._token(record, "kg:modality"),
            modality_label=self.label(record.one("kg:modality")),
            statedness=self._token(record, "kg:statedness"),
            statedness_label=self.label(record.one("kg:statedness")),
            standpoint=self._token(record, "kg:standpoint"),
            level=self._token(record, "kg:level"),
            level_label=self.label(record.one("kg:level")),
            edition=record.one("kg:edition"),
            date=record.one("kg:dateText"),
            earliest=record.one("kg:earliest"),
            latest=record.one("kg:latest"),
            distinction=record.one("kg:distinction", self._tag),
            note=record.one("kg:note"),
            receipt=self._receipt(record),
            authorities=tuple(self.thing(body) for body in record.all("kg:authority")),
        )

    def _figure(self, iri: str, record: Described) -> FigureValue:
        return FigureValue(
            id=iri.removeprefix(PREFIXES["kgr"]),
            indicator=self._term(record.one("kg:indicator")).one("skos:prefLabel", self._tag),
            value_text=record.one("kg:valueText"),
            value=record.one("kg:value"),
            unit=record.one("kg:unit"),
            bound=self.label(record.one("kg:bound")),
            as_of=record.one("kg:asOf"),
            status=self._token(record, "kg:status"),
            note=record.one("kg:note"),
            receipt=self._receipt(record),
        )

    def receipt(self, record_iri: str) -> Receipt:
        """The receipt of a claim or figure."""
        return self._receipt(Described(self._store, record_iri))

    def _receipt(self, record: Described) -> Receipt:
        receipt = Described(self._store, record.one("kg:receipt"))
        source, section = (self.label(receipt.one(curie)) for curie in ("oa:hasSource", "kg:section"))
        return Receipt(source, section, *quotation(self._store, receipt))

    def label(self, iri: str) -> str:
        """What an entity, class, property, value or indicator is called; "" where it has no label."""
        term = self._term(iri)
        return term.one("rdfs:label", self._tag) or term.one("skos:prefLabel", self._tag)

    def sentence(self, iri: str) -> str:
        """A claim in words: subject, predicate, object; "" for what is no claim."""
        record = Described(self._store, iri)
        parts = [self.label(record.one(f"rdf:{name}")) for name in ("subject", "predicate", "object")]
        return " ".join(parts) if all(parts) else ""

    def _token(self, record: Described, curie: str) -> str:
        return self._term(record.one(curie)).one("skos:notation")

    def classes_below(self, name: str) -> set[str]:
        """The local names of a class and of those below it."""
        found, wanted = set(), [expand(f"kg:{name}")]
        while wanted:
            cls = wanted.pop()
            if cls not in found:
                found.add(cls)
                wanted += self._store.subjects(expand("rdfs:subClassOf"), cls)
        return {cls.removeprefix(PREFIXES["kg"]) for cls in found}


def quotation(store: Store, receipt: Described) -> tuple[str, str, str]:
    """The words of a receipt, those before and those after them, whichever of its selectors has them."""
    selectors = [Described(store, selector) for selector in receipt.all("oa:hasSelector")]
    quote, before, after = (
        next(filter(None, (selector.one(f"oa:{name}") for selector in selectors)), "")
        for name in ("exact", "prefix", "suffix")
    )
    return quote, before, after


def claim_iris(store: Store, only: frozenset[str] | None = None) -> list[str]:
    """The IRIs of the claims, in order; `only` of those whose subject and object are things of some ids."""
    if only is None:
        return store.subjects(expand("rdf:type"), expand("kg:Claim"))
    subject, obj = (
        {claim for thing in only for claim in store.subjects(expand(role), mint_iri(thing))}
        for role in ("rdf:subject", "rdf:object")
    )
    return sorted(subject & obj)


def _link(thing: Thing, claim: Claim) -> Link:
    if thing == claim.object:
        return Link(thing, claim.subject, claim.words, claim)
    if thing == claim.subject:
        return Link(thing, claim.object, claim.inverse, claim)
    return Link(thing, claim.subject, f"{claim.words} {claim.object.label}", claim)


def named_term(typed: str, called: Mapping[str, Sequence[str]]) -> str:
    """The term that is `typed`, or is called so; `called` holds the names of each.

    Case, spaces and the width of brackets do not matter. Raises NoSuchTermError, and
    AmbiguousNameError where several are called so.
    """
    if typed in called:
        return typed
    wanted = _folded(typed)
    found = [term for term, names in called.items() if wanted in map(_folded, (term, *names))]
    if not found:
        raise NoSuchTermError(typed, sorted(called), [name for names in called.values() for name in names])
    if len(found) > 1:
        raise AmbiguousNameError(typed, [f"{term} ({', '.join(called[term])})" for term in sorted(found)])
    return found[0]


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _with_chapters(sections: Iterable[tuple[str, list[str]]]) -> dict[str, list[str]]:
    """Sections and those that hold them, s5 of s5.1, with their names: `section 5(1)` is `5(1)` too."""
    found: dict[str, list[str]] = {}
    for token, labels in sections:
        names = [*labels, *(label.removeprefix("section ") for label in labels if label.startswith("section "))]
        found[token] = names
        while "." in token:
            token, names = token.rpartition(".")[0], [re.sub(r"[（(][^（(]*$", "", name) for name in names]
            found.setdefault(token, names)
    return found
