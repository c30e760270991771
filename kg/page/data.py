"""What the page says, read from the store: things, claims, figures, their receipts and words in both
languages, the questions, and how names are folded. Empty values are left out.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from kg.lookup.described import Described, Descriptions, claim_iris, local_name, quotation, thing_id
from kg.lookup.flat import Field, Kind, record_fields, yes_no
from kg.lookup.lookup import Lookup
from kg.lookup.narrowing import dates_of, figure_dates
from kg.lookup.places import called, whole
from kg.lookup.records import MARKS, figure_marks, marks_of
from kg.names.folding import Name, decomposed, is_simplified
from kg.names.reading import rules
from kg.names.search import NameIndex
from kg.network.network import styles
from kg.questions.catalogue import Question, catalogue
from kg.store.store import Store
from kg.text.chinese import round_text
from kg.version import __version__
from kg.vocabulary import DATASET_IRI, PREFIXES, Language, expand, mint_iri

_SCHEMES: Final = (
    "Level",
    "Modality",
    "Phase",
    "Statedness",
    "Standpoint",
    "Bound",
    "Unit",
    "ChangeBasis",
    "DateBasis",
    "ReportKind",
)

Json = dict[str, Any]


def page_data(lookup: Lookup, only: frozenset[str] | None = None) -> Json:
    """All that the page is made of but nodes, edges and triples, as what `json` writes.

    With `only`, of the things of these ids and what lies between them.
    """
    store, descriptions = lookup.store, lookup.descriptions
    things = list(_things(lookup, only))
    claims = list(_claims(store, descriptions, only))
    figures = list(_figures(store, descriptions, only))
    reports = _reports(store, descriptions)
    told = [record.get("place", "") for record in (*claims, *figures, *reports.values())]
    said = [text for figure in figures for text in (figure["quote"], *figure["indicator"].values())]
    traditional = traditional_forms(_names(store, only), store.names, said)
    return {
        "version": __version__,
        "dataset": DATASET_IRI,
        "base": PREFIXES["kgr"],
        "prefixes": PREFIXES,
        "classes": _classes(lookup),
        "predicates": list(_predicates(store, descriptions)),
        "tokens": {scheme.lower(): _tokens(store, descriptions, scheme) for scheme in _SCHEMES},
        "reports": reports,
        "places": list(_places(descriptions, [*told, *(thing.get("of", "") for thing in things)])),
        "rounds": _rounds(claims),
        "things": things,
        "claims": claims,
        "marks": MARKS,
        "columns": {"claims": _claim_columns()},
        "figures": figures,
        "questions": [_question(question) for question in catalogue().values()],
        "reading": rules() | {"proper": store.names.proper(only)},
        "traditional": traditional,
        "kept": "".join(filter(is_simplified, traditional)),
    }


def part_of(lookup: Lookup, things: frozenset[str]) -> Json:
    """The same for some things only, by their ids; without questions."""
    return page_data(lookup, things) | {"questions": []}


def _texts(described: Described) -> Json:
    return {language.value: described.label(language) for language in Language}


def _by_language(described: Described, curie: str) -> Json:
    return _filled({language.value: described.one(curie, language) for language in Language})


def _filled(record: Json) -> Json:
    """A record without its empty values."""
    return {name: value for name, value in record.items() if value not in ("", None, [], {}, ())}


def _classes(lookup: Lookup) -> list[Json]:
    """The classes below kg:Entity: parents, labels, and the style with the class that gave it."""
    found = []
    for local, (colour, shape, group) in styles(lookup).items():
        described = lookup.descriptions.of(expand(f"kg:{local}"))
        style = {"colour": colour, "shape": shape, "group": group}
        found.append({"id": local, **_texts(described), "parents": _locals(described.all("rdfs:subClassOf")), **style})
    return found


def _predicates(store: Store, descriptions: Descriptions) -> Iterator[Json]:
    iris = [iri for iri, _ in store.pairs(expand("rdf:type"), [expand("kg:ClaimProperty")])]
    for iri, described in zip(iris, descriptions.read(iris), strict=True):
        yield _filled({
            "id": local_name(iri),
            **_texts(described),
            "inverse": _by_language(described, "kg:inverseLabel"),
            "domains": _locals(described.all("rdfs:domain") + described.all("schema:domainIncludes")),
            "ranges": _locals(described.all("rdfs:range") + described.all("schema:rangeIncludes")),
        })  # fmt: skip


def _locals(iris: Iterable[str]) -> list[str]:
    """The local names of those that are terms of the ontology."""
    return [local_name(iri) for iri in iris if iri.startswith(PREFIXES["kg"])]


def _tokens(store: Store, descriptions: Descriptions, scheme: str) -> list[Json]:
    """The values of a controlled list, in the ontology's order where it has one; `one` is the singular of a unit."""
    iris = [iri for iri, _ in store.pairs(expand("skos:inScheme"), [expand(f"kg:{scheme}")])]
    described = dict(zip(iris, descriptions.read(iris), strict=True))
    ordered = sorted(iris, key=lambda iri: (int(described[iri].one("schema:position") or 0), iri))
    return [
        _filled({"id": of.one("skos:notation"), **_texts(of), "one": of.one("skos:altLabel", Language.EN)})
        for of in map(described.__getitem__, ordered)
    ]


def _reports(store: Store, descriptions: Descriptions) -> Json:
    """The reports by id, with what a citation needs, and their sections by token."""
    sections: dict[str, list[str]] = {}
    for section, report in store.pairs(expand("dcterms:isPartOf")):
        sections.setdefault(report, []).append(section)
    found = {}
    for iri, _ in store.pairs(expand("rdf:type"), [expand("kg:Report")]):
        if iri not in sections:
            continue  # a report that is only named
        described = descriptions.of(iri)
        parts = descriptions.read(sections[iri])
        found[thing_id(iri)] = _filled({
            **_texts(described),
            "place": thing_id(described.one("dcterms:spatial")),
            "period": described.one("kg:period"),
            **_dates(*dates_of(described)),
            "publisher": _texts(descriptions.of(described.one("dcterms:publisher"))),
            "published": described.one("dcterms:issued"),
            "kind": _texts(descriptions.of(described.one("kg:reportKind"))),
            "profile": list(map(_texts, descriptions.read(described.all("kg:profile")))),
            "url": described.all("schema:url"),
            "sections": {part.one("dcterms:identifier"): _texts(part) for part in parts},
        })  # fmt: skip
    return found


def _names(store: Store, only: frozenset[str] | None) -> Iterable[Name]:
    return store.names.all() if only is None else (name for thing in only for name in store.names.of(thing))


def _things(lookup: Lookup, only: frozenset[str] | None) -> Iterator[Json]:
    names: dict[str, list[list[str]]] = {}
    for name in _names(lookup.store, only):
        names.setdefault(name.thing, []).append([name.name, name.kind, *([name.source] if name.source else [])])
    for thing in lookup.all_things(only):
        described = lookup.descriptions.of(thing.iri)
        yield _filled({
            "id": thing.id,
            **_texts(described),
            "type": thing.type,
            "of": thing_id(lookup.place_of(thing)),
            "names": names.get(thing.id, []),
            "before": [of.id for of in lookup.before(thing)],
            "after": [of.id for of in lookup.after(thing)],
            "note": _by_language(described, "kg:note"),
            "sameAs": described.all("owl:sameAs"),
            "marks": described.marks(Language.EN),
        })  # fmt: skip


def _places(descriptions: Descriptions, named: Iterable[str]) -> Iterator[Json]:
    """The places of some ids, and those that they lie in, each with what contains it as people read it."""
    wanted = [mint_iri(id) for id in set(named) if id]
    found: set[str] = set()
    while wanted:
        iri = wanted.pop()
        if iri not in found:
            found.add(iri)
            wanted += descriptions.of(iri).all("kg:within")
    for iri in sorted(found):
        place = descriptions.of(iri)
        yield _filled({
            "id": thing_id(iri),
            **{language.value: called(place, language) for language in Language},
            "whole": {language.value: whole(descriptions, iri, language) for language in Language},
            "within": thing_id(place.one("kg:within")),
        })  # fmt: skip


def _dates(earliest: str, latest: str) -> Json:
    return {"earliest": earliest, "latest": latest}


def _rounds(claims: Iterable[Json]) -> Json:
    """The rounds of claims, as people read them."""
    rounds = sorted({claim["round"] for claim in claims if "round" in claim})
    return {of: {language.value: round_text(of, language) for language in Language} for of in rounds}


def _claims(store: Store, descriptions: Descriptions, only: frozenset[str] | None) -> Iterator[Json]:
    iris, fields = claim_iris(store, only), record_fields()
    for iri, described in zip(iris, descriptions.read(iris), strict=True):
        values = {field.key: _value(descriptions, described, field) for field in fields}
        yield _filled({
            "id": thing_id(iri),
            "subject": thing_id(described.one("rdf:subject")),
            "object": thing_id(described.one("rdf:object")),
            **values,
            "place": thing_id(described.one("kg:jurisdiction")),
            "marks": marks_of(
                values["modality"], values["phase"], values["statedness"], values["actor_stated"],
                [values[name] for name in ("differs", "confirmed_by", "confirms")],
            ),
            **_receipt(descriptions, described),
        })  # fmt: skip


def _claim_columns() -> list[list[Any]]:
    """The keys of a claim in order, each with its columns in a file: the key is the value itself, the key with a
    language its label.
    """
    labels = [f"_{language.value}" for language in Language]
    named = [[end, [end, *(end + label for label in labels)]] for end in ("subject", "predicate", "object")]
    others = [field for field in record_fields() if field.key != "predicate"]
    fields = [[f.key, [f.key + label for label in labels] if f.kind is Kind.TRANSLATED else [f.key]] for f in others]
    return [["id", ["id"]], *named, *fields, *([key, [key]] for key in ("marks", "report", "section", "quote"))]


def _value(descriptions: Descriptions, record: Described, field: Field) -> Any:
    value = record.one(field.curie)
    match field.kind:
        case Kind.TEXT:
            return value
        case Kind.TRANSLATED:
            return _by_language(record, field.curie)
        case Kind.TERM:
            return local_name(value)
        case Kind.TOKEN:
            return _token(descriptions, value)
        case Kind.YES_NO:
            return yes_no(value)
        case Kind.THINGS | Kind.RECORDS:
            return list(map(thing_id, record.all(field.curie)))


def _figures(store: Store, descriptions: Descriptions, only: frozenset[str] | None) -> Iterator[Json]:
    about = {figure: thing_id(thing) for figure, thing in store.pairs(expand("kg:about"))}
    iris = [figure for figure in sorted(about) if only is None or about[figure] in only]
    for iri, described in zip(iris, descriptions.read(iris), strict=True):
        report = descriptions.of(described.one("prov:wasDerivedFrom"))
        yield _filled({
            "id": thing_id(iri),
            "about": about[iri],
            "indicator": _texts(descriptions.of(described.one("kg:indicator"))),
            "text": described.one("kg:valueText"),
            "value": described.one("kg:value"),
            "unit": _token(descriptions, descriptions.of(described.one("kg:indicator")).one("kg:unit")),
            "bound": _token(descriptions, described.one("kg:bound")),
            "period": described.one("kg:period"),
            "asOf": described.one("kg:asOf"),
            **_dates(*figure_dates(described.one("kg:period") or described.one("kg:asOf"), report)),
            "place": thing_id(described.one("kg:jurisdiction")),
            "changeOf": thing_id(described.one("kg:changeOf")),
            "status": (status := _token(descriptions, described.one("kg:status"))),
            "differs": (differs := list(map(thing_id, described.all("kg:differsFrom")))),
            "marks": figure_marks(status, differs),
            "note": _by_language(described, "kg:note"),
            **_receipt(descriptions, described),
        })  # fmt: skip


def _token(descriptions: Descriptions, iri: str) -> str:
    return descriptions.of(iri).one("skos:notation")


def _receipt(descriptions: Descriptions, record: Described) -> Json:
    receipt = descriptions.of(record.one("kg:receipt"))
    quote, before, after = quotation(descriptions, receipt)
    section = descriptions.of(receipt.one("kg:section")).one("dcterms:identifier")
    source = thing_id(receipt.one("oa:hasSource"))
    return {"report": source, "section": section, "quote": quote, "before": before, "after": after}


def _question(question: Question) -> Json:
    return {
        "name": question.name,
        "group": question.group,
        "title": question.title,
        "wording": question.wording,
        "parameters": [
            {"name": p.name, "kind": p.kind, "class": p.entity_class, "label": p.label, "required": p.required}
            | {"example": p.example}
            for p in question.parameters
        ],
        "columns": question.columns,
        "counts": question.counts,
        "counted": question.counted,
        "query": question.query,
    }


def traditional_forms(names: Iterable[Name], index: NameIndex, texts: Iterable[str] = ()) -> dict[str, str]:
    """The Simplified form of each character that stands in a name or text, or that may be typed for one that does."""
    forms = dict(index.simplifications())
    plain = {character for text in (*(name.name for name in names), *texts) for character in decomposed(text)}
    used = {forms.get(character, character) for character in plain}
    return {old: new for old, new in forms.items() if new in used}
