"""What a narrowing lets pass: claims, figures, links, and the things that these and reports name."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property

from kg.lookup.described import Described, thing_id
from kg.lookup.places import places_in
from kg.lookup.reader import RecordReader
from kg.lookup.records import Claim, FigureValue, Link, Narrowing, Thing
from kg.store.store import Store
from kg.vocabulary import Language, expand, mint_iri

ROLES = ("rdf:subject", "rdf:object", "kg:authority")
"""How a claim speaks of a thing: as subject, as object, or as the body that conferred."""


class NarrowedReader(RecordReader):
    """Records of one store, of which `narrowing`, with terms and ids that were checked, says what is wanted."""

    narrowing = Narrowing()

    def __init__(self, store: Store, language: Language) -> None:
        super().__init__(store, language)
        self._places_in = cache(lambda place: places_in(store, mint_iri(place)))

    def narrowed(self, links: Iterable[Link], narrowing: Narrowing) -> list[Link]:
        """The links that a narrowing lets pass, whose terms and ids were checked."""
        classes = self.classes_below(narrowing.type) if narrowing.type else set()
        return [
            link
            for link in links
            if self._passes(link.claim, narrowing)
            and all(self._is_told(claim, narrowing) for claim in link.way)
            and (not narrowing.stated_only or link.is_stated)
            and (narrowing.type is None or link.entity.type in classes)
            and self._is_of((link.thing, link.entity), narrowing)
        ]

    def narrowed_claims(self, claims: Iterable[Claim], narrowing: Narrowing) -> list[Claim]:
        """The claims that it lets pass; either end may be of its class, or of its place."""
        classes = self.classes_below(narrowing.type) if narrowing.type else set()
        return [
            claim
            for claim in claims
            if self._passes(claim, narrowing)
            and (not narrowing.stated_only or claim.is_stated)
            and (narrowing.type is None or {claim.subject.type, claim.object.type} & classes)
            and self._is_of(ends(claim), narrowing)
        ]

    def passing(self, iris: Iterable[str]) -> set[str]:
        """The IRIs, among those of claims, of what the lookup is narrowed to; they are read without their receipts."""
        claims = self.bare_claims(iris).values()
        return {mint_iri(claim.id) for claim in self.narrowed_claims(claims, self.narrowing)}

    def narrowed_figures(self, figures: Iterable[FigureValue], narrowing: Narrowing) -> list[FigureValue]:
        """The figures that its report, place, year and jurisdiction let pass; a figure is of its place, and of its
        subject's.
        """
        return [
            figure
            for figure in figures
            if self._figure_passes(figure, narrowing) and self._is_of(ends(figure), narrowing)
        ]

    def standing(self, things: Sequence[Thing]) -> list[Thing]:
        """Those of some things that the lookup is narrowed to: of its jurisdiction, and in a claim, figure or mention
        that its report, place and year let pass, or themselves such a report.
        """
        wanted = self.narrowing
        things = [thing for thing in things if self._is_of([thing], wanted)]
        if (wanted.report, wanted.place, wanted.year) == (None, None, None):
            return things
        named = self._in_records(things)
        return [thing for thing in things if thing in named or any(map(self.tells, self._reports_of(thing)))]

    def are_of(self, things: Iterable[Thing]) -> bool:
        """Whether any of some things is of the jurisdiction that the lookup is narrowed to."""
        return self._is_of(things, self.narrowing)

    def things_among(self, iris: Iterable[str]) -> list[Thing]:
        """The things among nodes of the graph."""
        asked = list(iris)
        read = zip(asked, self.descriptions.read(asked), strict=True)
        return [self.thing(iri) for iri, described in read if described.one("kg:class")]

    def tells(self, report: str) -> bool:
        """Whether what an IRI is of is a report that the lookup is narrowed to."""
        described, wanted = self.descriptions.of(report), self.narrowing
        years = _years(*dates_of(described))
        return (
            (wanted.report is None or wanted.report == thing_id(report))
            and (wanted.place is None or described.one("dcterms:spatial") in self._places_in(wanted.place))
            and (wanted.year is None or wanted.year in years)
        )

    def told(self, records: Iterable[Claim | FigureValue]) -> bool:
        """Whether the report, place and year that the lookup is narrowed to let every one of these pass."""
        return all(
            self._passes(record, self.narrowing)
            if isinstance(record, Claim)
            else self._figure_passes(record, self.narrowing)
            for record in records
        )

    def forms(self, thing: Thing, limit: int | None = None) -> list[tuple[str, str]]:
        """The names that reports use of a thing, each with the report's, of those that the narrowing has; where a limit
        is given, by so many of its mentions.
        """
        mentions = self.descriptions.read(self.descriptions.of(thing.iri).all("kg:mention")[:limit])
        self.descriptions.read(mention.one("prov:wasDerivedFrom") for mention in mentions)
        found = {(m.one("kg:form"), m.one("prov:wasDerivedFrom")) for m in mentions}
        return sorted((form, self.label(report)) for form, report in found if self.tells(report))

    def place_of(self, thing: Thing) -> str:
        """The IRI of the place whose a thing is, or that it is itself; "" where none is known."""
        described = self.descriptions.of(thing.iri)
        return thing.iri if described.one("kg:kindOfPlace") else described.one("kg:jurisdiction")

    def stands_in(self, thing: Thing, claim: Claim) -> bool:
        """Whether a thing is the subject of a claim only as the place of an actor that the sentence does not name."""
        return claim.actor_stated == "no" and thing == claim.subject and self.is_place(thing)

    def is_place(self, thing: Thing) -> bool:
        """Whether it is of the class of places, or of one below."""
        return thing.type in self._places_below

    @cached_property
    def _places_below(self) -> set[str]:
        return self.classes_below("Place")

    def _in_records(self, things: Iterable[Thing]) -> set[Thing]:
        """The things of which a claim or figure speaks that report, place and year let pass."""
        by_iri = {thing.iri: thing for thing in things}
        found = [pair for role in (*ROLES, "kg:about") for pair in self.store.pairs(expand(role), list(by_iri))]
        records = self.records(node for node, _ in found)
        return {by_iri[iri] for node, iri in found if node in records and self.told([records[node]])}

    def _reports_of(self, thing: Thing) -> Iterator[str]:
        """The reports that mention a thing, and itself, which may be one."""
        yield thing.iri
        for mention in self.descriptions.read(self.descriptions.of(thing.iri).all("kg:mention")):
            yield mention.one("prov:wasDerivedFrom")

    def _passes(self, claim: Claim, narrowing: Narrowing) -> bool:
        return (
            (narrowing.level is None or claim.level == narrowing.level)
            and (not narrowing.dated_only or claim.is_dated)
            and (narrowing.year is None or claim.in_year(narrowing.year, dated_only=narrowing.dated_only))
            and (narrowing.predicate is None or claim.predicate == narrowing.predicate)
            and self._is_told(claim, narrowing)
        )

    def _figure_passes(self, figure: FigureValue, narrowing: Narrowing) -> bool:
        if not self._is_told(figure, narrowing):
            return False
        if narrowing.year is None:
            return True
        dates = figure_dates(figure.period or figure.as_of, self.descriptions.of(self._report(figure)))
        is_dated = bool(figure.period or figure.as_of)
        return (is_dated or not narrowing.dated_only) and narrowing.year in _years(*dates)

    def _is_told(self, record: Claim | FigureValue, narrowing: Narrowing) -> bool:
        """Whether the report of a record is the one wanted, and its place lies in the one wanted."""
        return (narrowing.report is None or narrowing.report == thing_id(self._report(record))) and (
            narrowing.place is None
            or (record.place is not None and record.place.iri in self._places_in(narrowing.place))
        )

    def _is_of(self, things: Iterable[Thing], narrowing: Narrowing) -> bool:
        """Whether one of some things is of the place wanted, or of one in it."""
        return narrowing.of is None or any(self.place_of(of) in self._places_in(narrowing.of) for of in things)

    def _report(self, record: Claim | FigureValue) -> str:
        return self.descriptions.of(mint_iri(record.id)).one("prov:wasDerivedFrom")


def ends(record: Claim | FigureValue) -> list[Thing]:
    """The things whose a claim or figure is: its ends, or what it is about and the place whose number it is."""
    told = (record.subject, record.object) if isinstance(record, Claim) else (record.about, record.place)
    return [thing for thing in told if thing]


def figure_dates(dated: str, report: Described) -> tuple[str, str]:
    """The first and last day that a figure can mean by its own date, else by its report's; "" where none is told."""
    if not dated:
        return dates_of(report)
    from kg.dates import parse_date  # a lookup without a year does without

    date = parse_date(dated)
    return date.earliest.isoformat(), date.latest.isoformat()


def dates_of(described: Described) -> tuple[str, str]:
    """The first and last day that what is described can mean by its date; "" where none is told."""
    return described.one("kg:earliest"), described.one("kg:latest")


def _years(earliest: str, latest: str) -> range:
    return range(int(earliest[:4]), int(latest[:4]) + 1) if earliest and latest else range(0)
