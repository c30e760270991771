"""What a store says of things, claims and figures, read as records in one language."""

from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from typing import Any
from urllib.parse import unquote

from kg.errors import NotFoundError
from kg.lookup.described import Described, Descriptions, local_name, quotation, thing_id
from kg.lookup.flat import CLAIM_FIELDS, Field, Kind, yes_no
from kg.lookup.places import whose
from kg.lookup.records import Claim, Elsewhere, FigureValue, Receipt, Row, RowField, Thing, Value, sentence
from kg.rdf.terms import Literal, NamedNode, has_tag
from kg.store.store import Store
from kg.vocabulary import PREFIXES, Language, expand, mint_iri

_RECORDS = ("kg:Claim", "kg:Figure", "kg:Indicator")
_ENDS = ("rdf:subject", "rdf:predicate", "rdf:object")
_IN_RECEIPT = ("kg:receipt", "kg:quote")
_OF_INDICATOR = ("skos:definition", "kg:unit", "kg:indicatorKind", "kg:formula")


class RecordReader:
    """Records of one store in one language; what the store says of a thing is read once."""

    def __init__(self, store: Store, language: Language) -> None:
        self.store, self.language = store, language
        self.descriptions = Descriptions(store)
        self.thing = cache(self._thing)

    def records(self, iris: Iterable[str]) -> dict[str, Claim | FigureValue]:
        """The claims and figures among nodes of the graph, by their IRIs."""
        asked = list(dict.fromkeys(iris))
        described = dict(zip(asked, self.descriptions.read(asked), strict=True))
        figures = {iri: self._figure(iri, record) for iri, record in described.items() if record.one("kg:about")}
        return self._claims(asked) | figures

    def claims(self, iris: Iterable[str]) -> dict[str, Claim]:
        """The claims among nodes of the graph, by their IRIs."""
        return self._claims(list(dict.fromkeys(iris)))

    def bare_claims(self, iris: Iterable[str]) -> dict[str, Claim]:
        """The same without their receipts and those of others, which is much less to read."""
        return self._claims(list(dict.fromkeys(iris)), bare=True)

    def _receipt(self, record: Described) -> Receipt:
        receipt = self.descriptions.of(record.one("kg:receipt"))
        source, section = (self.label(receipt.one(curie)) for curie in ("oa:hasSource", "kg:section"))
        return Receipt(source, section, *quotation(self.descriptions, receipt))

    def label(self, iri: str) -> str:
        """What an entity, class, property, value or indicator is called; "" where it has no label."""
        return self.descriptions.of(iri).label(self.language)

    def classes_below(self, name: str) -> set[str]:
        """The local names of a class and of those below it."""
        found: set[str] = set()
        wanted = [expand(f"kg:{name}")]
        while wanted:
            cls = wanted.pop()
            if cls not in found:
                found.add(cls)
                wanted += self.subclasses(cls)
        return set(map(local_name, found))

    def subclasses(self, cls: str) -> list[str]:
        """The classes straight below a class, IRIs all, in order."""
        return self._subclasses.get(cls, [])

    @cached_property
    def _subclasses(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for below, above in self.store.pairs(expand("rdfs:subClassOf")):
            found.setdefault(above, []).append(below)
        return found

    def sentence(self, iri: str) -> str:
        """A claim in words: subject, predicate, object; a figure as its indicator and wording; "" for all else."""
        record = self.descriptions.of(iri)
        if wording := record.one("kg:valueText"):
            return f"{self.label(record.one('kg:indicator'))}: {wording}"
        parts = [self.label(record.one(f"rdf:{name}")) for name in ("subject", "predicate", "object")]
        return sentence(*parts) if all(parts) else ""

    def _token(self, iri: str) -> str:
        return self.descriptions.of(iri).one("skos:notation")

    def row(self, name: str) -> Row | None:
        """The claim, figure or indicator whose id, CURIE or IRI `name` is, as it stands in the tables; None where it
        is none.
        """
        plain = name.strip().encode("utf-8", "ignore").decode()  # what a terminal could not decode is no id
        id = thing_id(plain).removeprefix("kgr:")
        iri = mint_iri(id if id == plain else unquote(id)) if id else ""
        record = self.descriptions.of(iri)
        type = next((curie for curie in _RECORDS if expand(curie) in record.all("rdf:type")), None)
        if type is None:
            return None
        shown = [iri for iri in map(expand, _ENDS) if iri in record.properties()]
        shown += [iri for iri in record.properties() if iri not in shown and iri.startswith(PREFIXES["kg"])]
        left_out = (*_IN_RECEIPT, *_OF_INDICATOR)
        fields = [self._row_field(record, of) for of in shown if of not in map(expand, left_out)]
        indicator = self.descriptions.of(iri if type == "kg:Indicator" else record.one("kg:indicator"))
        fields += [self._row_field(indicator, of) for of in map(expand, _OF_INDICATOR) if indicator.terms(of)]
        figure = " ".join(filter(None, (self.label(record.one("kg:about")), self.label(record.one("kg:indicator")))))
        words = self.sentence(iri) or (f"{figure}: {record.one('kg:valueText')}" if figure else self.label(iri))
        return Row(
            thing_id(iri), local_name(expand(type)), self.label(expand(type)), words, tuple(fields),
            self._receipt(record), record.marks(self.language),
        )  # fmt: skip

    def _row_field(self, record: Described, property: str) -> RowField:
        """A field of a record; of texts in several languages, the one in the language asked for where there is one."""
        terms = record.terms(property)
        spoken = [term for term in terms if isinstance(term, Literal) and has_tag(term, self.language.tag)] or terms
        values = tuple(
            Value(unquote(local_name(thing_id(term.value))), self.label(term.value) or self._words_of(term.value))
            if isinstance(term, NamedNode)
            else Value(term.value, "")
            for term in spoken
        )
        column = next((field.column for field in CLAIM_FIELDS if expand(field.curie) == property), "")
        return RowField(column or property.rpartition("#")[2], self.label(property), values)

    def _words_of(self, iri: str) -> str:
        """The report and words that a claim or figure rests on; "" for all else."""
        record = self.descriptions.of(iri)
        receipt = self._receipt(record) if record.one("kg:receipt") else Receipt("", "", "")
        return " ".join(filter(None, (receipt.report, receipt.section, receipt.quote)))

    def _figure(self, iri: str, record: Described) -> FigureValue:
        indicator = record.one("kg:indicator")
        unit = self.descriptions.of(indicator).one("kg:unit")
        return FigureValue(
            id=thing_id(iri),
            about=self.thing(record.one("kg:about")),
            indicator_id=thing_id(indicator),
            indicator=self.label(indicator),
            value_text=record.one("kg:valueText"),
            value=record.one("kg:value"),
            unit=self._token(unit),
            unit_label=self.label(unit),
            bound=self.label(record.one("kg:bound")),
            period=record.one("kg:period"),
            as_of=record.one("kg:asOf"),
            change_of=thing_id(record.one("kg:changeOf")),
            change_basis=record.one("kg:changeBasis"),
            status=self._token(record.one("kg:status")),
            note=record.one("kg:note", self.language),
            receipt=self._receipt(record),
            differs=self._elsewhere(record, "kg:differsFrom"),
            place=self._place(record),
            definition=self.descriptions.of(indicator).said("skos:definition", self.language),
            indicator_wording=record.one("kg:wording"),
        )

    def _figures(self, iris: Sequence[str]) -> list[FigureValue]:
        return list(map(self._figure, iris, self.descriptions.read(iris)))

    def basis_label(self, basis: str) -> str:
        """What the basis of a change is called; as it stands where the ontology does not list it."""
        return self._bases.get(basis, basis)

    @cached_property
    def _bases(self) -> dict[str, str]:
        """What the bases of changes that the ontology lists are called, by the report's word."""
        iris = [iri for iri, _ in self.store.pairs(expand("skos:inScheme"), [expand("kg:ChangeBasis")])]
        return {of.one("skos:notation"): of.label(self.language) for of in self.descriptions.read(iris)}

    def _thing(self, iri: str) -> Thing:
        described = self.descriptions.of(iri)
        cls = described.one("kg:class")
        if not cls:
            raise NotFoundError(iri)
        of = whose(self.descriptions, described, self.language)
        label, marks = described.label(self.language), described.marks(self.language)
        return Thing(thing_id(iri), label, local_name(cls), self.label(cls), of, marks)

    def _claims(self, iris: Sequence[str], *, bare: bool = False) -> dict[str, Claim]:
        """The claims among nodes of the graph, by their IRIs; `bare` ones have no receipt, nor those of others."""
        records = zip(iris, self.descriptions.read(iris, follow=not bare), strict=True)
        return {iri: self._claim(iri, record, bare=bare) for iri, record in records if record.one("rdf:subject")}

    def _claim(self, iri: str, record: Described, *, bare: bool) -> Claim:
        predicate = self.descriptions.of(record.one("rdf:predicate"))
        words = predicate.label(self.language)
        return Claim(
            id=thing_id(iri),
            subject=self.thing(record.one("rdf:subject")),
            words=words,
            inverse=predicate.one("kg:inverseLabel", self.language) or f"← {words}",
            object=self.thing(record.one("rdf:object")),
            level_label=self.label(record.one("kg:level")),
            receipt=Receipt("", "", "") if bare else self._receipt(record),
            place=self._place(record),
            **{
                field.name: self._value(record, field)
                for field in CLAIM_FIELDS
                if not (bare and field.kind is Kind.RECORDS)
            },
        )

    def _place(self, record: Described) -> Thing | None:
        """The place of a record: its own, or the one that its report is of."""
        report = self.descriptions.of(record.one("prov:wasDerivedFrom"))
        place = record.one("kg:jurisdiction") or report.one("dcterms:spatial")
        return self.thing(place) if place else None

    def _value(self, record: Described, field: Field) -> Any:
        value = record.one(field.curie)
        match field.kind:
            case Kind.TEXT:
                return value
            case Kind.TRANSLATED:
                return record.one(field.curie, self.language)
            case Kind.TERM:
                return local_name(value)
            case Kind.TOKEN:
                return self._token(value)
            case Kind.YES_NO:
                return yes_no(value)
            case Kind.THINGS:
                return tuple(map(self.thing, record.all(field.curie)))
            case Kind.RECORDS:
                return self._elsewhere(record, field.curie)

    def _elsewhere(self, record: Described, curie: str) -> tuple[Elsewhere, ...]:
        """What other reports tell of the same."""
        others = record.all(curie)
        return tuple(
            Elsewhere(thing_id(iri), self._receipt(other))
            for iri, other in zip(others, self.descriptions.read(others), strict=True)
        )
