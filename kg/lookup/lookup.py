"""Lookups: what is known of a thing, who is linked to it, and by which words."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from copy import copy
from itertools import islice
from typing import Self

from kg import numbers
from kg.errors import AmbiguousNameError, KgError, NotFoundError, RecordError, WrongClassError, read_instead
from kg.lookup.described import Described, claim_iris, local_name, thing_id
from kg.lookup.links import Linked
from kg.lookup.narrowing import ROLES, NarrowedReader
from kg.lookup.records import Card, Claim, FigureValue, Found, Link, Narrowing, RowField, Thing
from kg.lookup.terms import named_term, with_chapters
from kg.names.search import EXACT, MATCHES, Hit
from kg.store.store import Store
from kg.vocabulary import Language, expand, mint_iri

_BEFORE, _AFTER = "org:originalOrganization", "org:resultingOrganization"
ALL_KINDS = "all"
"""What a question that compares is told to look at reports of every kind."""
_OWN_FIELDS = ("kg:reportKind", "kg:profile", "kg:series", "kg:tier")
"""What a card tells of a report, and of an honour."""


class Lookup(NarrowedReader):
    """Lookups in one store and one language.

    Within a narrowing (`within`), names that mean several things are decided by it, and lists of things, claims and
    figures hold what it lets pass.

    Where another name is read for one that nothing has (`kg.names.reading`), `read` holds it by the
    name that was asked for, and `notice` is told.
    """

    def __init__(
        self, store: Store, language: Language = Language.EN, notice: Callable[[str], None] = lambda _: None
    ) -> None:
        super().__init__(store, language)
        self._notice = notice
        self.read: dict[str, str] = {}

    def within(self, narrowing: Narrowing) -> Self:
        """These lookups, narrowed; raises as `check` does."""
        narrowed = copy(self)
        narrowed.narrowing = self.check(narrowing)
        return narrowed

    def find(self, name: str, limit: int = 50) -> list[Thing]:
        """The things that a name names: one with just that name, else all with it in a name.

        Raises NotFoundError with the nearest names, AmbiguousNameError for what different places or reports call
        different things (区司法局), where the narrowing does not decide, and RecordError for the id of a claim or
        figure.
        """
        found, instead = self._named(name, limit)
        if found[0][1].rank == EXACT and len({self.place_of(of) or hit.name.source for of, hit in found}) > 1:
            raise self._ambiguous(name, [of for of, _ in found])
        self._tell(name, instead)
        return [of for of, _ in found]

    def only(self, name: str, type: str = "Entity") -> Thing:
        """The one thing of a class that a name names; of places, the one in which the others lie, whose full names
        have its name too (珠海 is 珠海市, not 珠海市香洲区). Raises as `find` does, and AmbiguousNameError or
        WrongClassError.
        """
        found, instead = self._named(name)
        fitting = [thing for thing, _ in found if thing.type in self.classes_below(type)]
        if not fitting:
            raise WrongClassError(name, found[0][0].type_label, self.class_label(type))
        if len(fitting) > 1 and type == "Place":
            fitting = [of for of in fitting if {other.iri for other in fitting} <= self._places_in(of.id)] or fitting
        if len(fitting) > 1:
            raise self._ambiguous(name, fitting)
        self._tell(name, instead)
        return fitting[0]

    def _named(self, name: str, limit: int = 50) -> tuple[list[tuple[Thing, Hit]], str]:
        """The things that a name names, of several those that the narrowing has where it has any; how each was found;
        and the name that was read instead, or "".
        """
        hits, instead = self.store.names.named(name, limit)
        if not hits:
            raise self._not_found(name)
        things = self.things(hit.name.thing for hit in hits)
        kept = (set(self.standing(things)) if len(things) > 1 else None) or set(things)
        return [(thing, hit) for thing, hit in zip(things, hits, strict=True) if thing in kept], instead

    def _ambiguous(self, name: str, things: Sequence[Thing]) -> AmbiguousNameError:
        """The error for a name of several things, each told with its place."""
        told = [" — ".join(filter(None, (f"{of.id} ({of.label})", of.jurisdiction))) for of in things]
        several = len({self.place_of(of) for of in things}) > 1
        return AmbiguousNameError(name, told, narrowing=several, ids=[of.id for of in things])

    def _tell(self, name: str, instead: str) -> None:
        if instead:
            self.read[name] = instead
            self._notice(read_instead(name, instead))

    def _not_found(self, name: str) -> KgError:
        """The error for a name that no thing has: it may be the id of a claim or figure."""
        row = self.row(name)
        return (
            NotFoundError(name, self.store.names.suggestions(name))
            if row is None
            else RecordError(name, row.type_label, row.id)
        )

    def search(self, text: str, type: str | None = None, limit: int = 20) -> list[Found]:
        """What `text` may name, best first, and what is near where nothing else is found; only of a
        class where one is given, by name or label, and of what the lookup is narrowed to. Raises NotFoundError and
        RecordError as `find` does, as `term` does, and KgError for a limit that is none.
        """
        limit = numbers.given("limit", limit, numbers.limit)
        classes = None if type is None else self.classes_below(self.term("class", type))
        every = classes is None and self.narrowing == Narrowing()
        hits = self.store.names.find(text, limit if every else 50 * limit, fuzzy=True)
        things = self.things(hit.name.thing for hit in hits)
        kept = set(self.standing(things))
        fitting = [
            (thing, hit)
            for thing, hit in zip(things, hits, strict=True)
            if thing in kept and (classes is None or thing.type in classes)
        ]
        if not fitting:
            raise self._not_found(text)
        return [
            Found(thing, name.name, name.kind, self.label(mint_iri(name.source)) if name.source else "", MATCHES[rank])
            for thing, (name, rank) in fitting[:limit]
        ]

    def things(self, ids: Iterable[str]) -> list[Thing]:
        """The things with these ids, in their order; raises NotFoundError."""
        iris = [mint_iri(of) for of in ids]
        self.descriptions.read(iris)
        return [self.thing(iri) for iri in iris]

    def class_label(self, name: str) -> str:
        """What a class, given by its local name, is called."""
        return self.label(expand(f"kg:{name}"))

    def claims_of(self, things: Iterable[Thing]) -> dict[Thing, list[Claim]]:
        """The claims that speak of each thing: as subject, as object, or as the body that conferred."""
        by_iri = {thing.iri: thing for thing in things}
        found: dict[Thing, set[str]] = {thing: set() for thing in by_iri.values()}
        for role in ROLES:
            for node, iri in self.store.pairs(expand(role), list(by_iri)):
                found[by_iri[iri]].add(node)
        claims = self._claims(sorted(set().union(*found.values())))
        return {thing: [claims[iri] for iri in sorted(iris) if iri in claims] for thing, iris in found.items()}

    def all_things(self, only: frozenset[str] | None = None) -> Iterator[Thing]:
        """Every entity and report that was not replaced, in order of class and id; `only` those of some ids."""
        classes = sorted(self.classes_below("Entity"))
        typed = self.store.pairs(expand("kg:class"), [expand(f"kg:{name}") for name in classes])
        iris = [iri for iri, _ in sorted(typed, key=lambda pair: (pair[1], pair[0]))]
        if only is not None:
            iris = [iri for iri in iris if thing_id(iri) in only]
        read = zip(iris, self.descriptions.read(iris), strict=True)
        things = (self.thing(iri) for iri, described in read if not described.one("owl:deprecated"))
        yield from things if self.narrowing == Narrowing() else self.standing(list(things))

    def all_claims(self, only: frozenset[str] | None = None) -> list[Claim]:
        """Every claim, in order of their ids; `only` those between things of some ids."""
        return self.narrowed_claims(self._claims(claim_iris(self.store, only)).values(), self.narrowing)

    def all_figures(self) -> list[FigureValue]:
        """Every figure, in order of their ids."""
        figures = self._figures(sorted(figure for figure, _ in self.store.pairs(expand("kg:about"))))
        return self.narrowed_figures(figures, self.narrowing)

    def record_iris(self) -> list[str]:
        """The IRIs of every claim and figure."""
        records: list[Claim | FigureValue] = [*self.all_claims(), *self.all_figures()]
        return [mint_iri(record.id) for record in records]

    def figures_about(self, things: Iterable[Thing]) -> list[FigureValue]:
        """The figures of some things, in order of their ids."""
        about = self.store.pairs(expand("kg:about"), [of.iri for of in things])
        return self.narrowed_figures(self._figures([figure for figure, _ in about]), self.narrowing)

    def first_figures(self, thing: Thing, limit: int | None) -> tuple[list[FigureValue], int]:
        """The figures of a thing, so many at the most where a limit is given, and how many there are."""
        iris = [figure for figure, _ in self.store.pairs(expand("kg:about"), [thing.iri])]
        if self.narrowing == Narrowing():
            return self._figures(iris[:limit]), len(iris)
        figures = self.narrowed_figures(self._figures(iris), self.narrowing)
        return figures[:limit], len(figures)

    def conferrals(self) -> list[tuple[Claim, ...]]:
        """The claims of each conferral of an honour that took place, those that state its date first: several
        reports may tell of one.
        """
        told: dict[str, list[Claim]] = {}
        for claim in self.all_claims():
            if claim.predicate == "awarded" and claim.modality == "asserted":
                act = self.descriptions.of(mint_iri(claim.id)).one("kg:act")
                told.setdefault(act, []).append(claim)
        return [tuple(sorted(claims, key=lambda claim: claim.date_basis != "stated")) for claims in told.values()]

    def who(self, thing: Thing, hops: int = 1) -> list[Link]:
        """Who and what is linked to a thing, whatever the lookup is narrowed to: directly, or as recipient of an honour
        for it.

        With two `hops`, also whatever is linked to what is linked to it.
        """
        return list(self.within(Narrowing()).linked(thing, hops))

    def linked(
        self,
        thing: Thing,
        hops: int = 1,
        *,
        without: Collection[Thing] = (),
        stand_ins: bool = False,
        stated_only: bool = False,
    ) -> Linked:
        """The same as it is read, of what the lookup is narrowed to; raises KgError for other hops."""
        hops = numbers.given("hops", hops, numbers.hops)
        narrowing = self.narrowing._replace(stated_only=stated_only or self.narrowing.stated_only)
        return Linked(self, thing, hops, narrowing, without=without, stand_ins=stand_ins)

    def card(
        self, thing: Thing, *, stated_only: bool = False, limit: int | None = None, with_links: bool = True
    ) -> Card:
        """All that is known of a thing; with `stated_only`, without what is implied or has no stated actor. Of its
        links, its figures and the names that reports use, so many at the most where a `limit` is given.
        """
        described = self.descriptions.of(thing.iri)
        linked = self.linked(thing, stated_only=stated_only)
        figures, of_figures = self.first_figures(thing, limit)
        mentions = described.all("kg:mention")
        return Card(
            thing,
            tuple(described.all("rdfs:label") + described.all("skos:altLabel")),
            tuple(self.forms(thing, limit)),
            tuple(islice(linked, limit)) if with_links else (),
            tuple(figures),
            self.before(thing),
            self.after(thing),
            self.own_fields(thing),
            {"links": linked.count or 0, "figures": of_figures, "mentions": len(mentions)},
        )

    def own_fields(self, thing: Thing) -> tuple[RowField, ...]:
        """What is told of a report, and of an honour."""
        described = self.descriptions.of(thing.iri)
        return tuple(self._row_field(described, of) for of in map(expand, _OWN_FIELDS) if described.terms(of))

    def before(self, thing: Thing) -> tuple[Thing, ...]:
        """What was before a thing, and became it."""
        return self._changed(thing, _AFTER, _BEFORE)

    def after(self, thing: Thing) -> tuple[Thing, ...]:
        """What came after a thing that is no more."""
        return self._changed(thing, _BEFORE, _AFTER)

    def _changed(self, thing: Thing, of: str, others: str) -> tuple[Thing, ...]:
        """What is at the other end of the changes that a thing is at one end of."""
        changes = self.descriptions.read(change for change, _ in self.store.pairs(expand(of), [thing.iri]))
        return tuple(map(self.thing, dict.fromkeys(iri for change in changes for iri in change.all(others))))

    def check(self, narrowing: Narrowing) -> Narrowing:
        """The narrowing that a person typed, with terms and ids; raises as `term` and `only` do, and KgError
        for what is no year.
        """
        named = {"level": narrowing.level, "predicate": narrowing.predicate, "class": narrowing.type}
        level, predicate, type = (None if typed is None else self.term(kind, typed) for kind, typed in named.items())
        report = None if narrowing.report is None else self.only(narrowing.report, "Report").id
        place, of = (None if name is None else self.only(name, "Place").id for name in (narrowing.place, narrowing.of))
        year = None if narrowing.year is None else numbers.given("year", narrowing.year, numbers.year)
        return narrowing._replace(
            year=year, level=level, predicate=predicate, type=type, report=report, place=place, of=of
        )

    def term(self, kind: str, typed: str) -> str:
        """The term of a kind (level, predicate, class, section or report kind) that is called `typed`.

        It may be the term itself or its label in either language; of a section, its number too.
        Raises NoSuchTermError, and AmbiguousNameError where several are called so.
        """
        return named_term(typed, self.called(kind))

    def terms(self, kind: str) -> list[str]:
        """The terms there are of a kind (level, predicate, class or section), in order."""
        return sorted(self.called(kind))

    def described_terms(self, kind: str) -> list[tuple[str, Described]]:
        """The terms of a kind as they are typed, each with what is said of it; of sections, one of each report."""
        if kind == "class":
            iris = [expand(f"kg:{name}") for name in self.classes_below("Entity")]
        else:
            predicate, whole = {
                "section": ("rdf:type", "kg:Section"),
                "level": ("skos:inScheme", "kg:Level"),
                "kind": ("skos:inScheme", "kg:ReportKind"),
                "predicate": ("rdf:type", "kg:ClaimProperty"),
            }[kind]
            iris = [iri for iri, _ in self.store.pairs(expand(predicate), [expand(whole)])]
        token = {"section": "dcterms:identifier", "level": "skos:notation", "kind": "skos:notation"}.get(kind)
        described = zip(iris, self.descriptions.read(iris), strict=True)
        return [(term.one(token) if token else local_name(iri), term) for iri, term in described]

    def called(self, kind: str) -> dict[str, list[str]]:
        """The terms of a kind, and how each is called in both languages."""
        called = [(term, _labels(described)) for term, described in self.described_terms(kind)]
        if kind == "section":
            return with_chapters(called)
        return dict(called) | ({ALL_KINDS: ["各类", "all kinds"]} if kind == "kind" else {})


def _labels(term: Described) -> list[str]:
    """What a term is called, in both languages; a property read backwards too."""
    return [name for curie in ("rdfs:label", "skos:prefLabel", "kg:inverseLabel") for name in term.all(curie)]
