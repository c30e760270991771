"""Things, claims, figures and reports as the pages' scripts know them. Empty values are left out."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kg.lookup.described import Described, Descriptions, local_name, quotation, thing_id
from kg.lookup.flat import Field, Kind, record_fields, yes_no
from kg.lookup.lookup import Lookup
from kg.lookup.narrowing import dates_of, figure_dates
from kg.lookup.places import called, whole
from kg.lookup.records import Thing, figure_marks, marks_of
from kg.store.store import Store
from kg.text.chinese import round_text
from kg.vocabulary import Language, expand, mint_iri

Json = dict[str, Any]


def texts(described: Described) -> Json:
    """The labels of a node, by language."""
    return {language.value: described.label(language) for language in Language}


def by_language(described: Described, curie: str) -> Json:
    """The values of a property, by language."""
    return filled({language.value: described.one(curie, language) for language in Language})


def filled(record: Json) -> Json:
    """A record without its empty values."""
    return {name: value for name, value in record.items() if value not in ("", None, [], {}, ())}


def thing_record(lookup: Lookup, thing: Thing, names: list[list[str]]) -> Json:
    """A thing, with these of its names."""
    described = lookup.descriptions.of(thing.iri)
    return filled({
        "id": thing.id,
        **texts(described),
        "type": thing.type,
        "of": thing_id(lookup.place_of(thing)),
        "names": names,
        "before": [of.id for of in lookup.before(thing)],
        "after": [of.id for of in lookup.after(thing)],
        "note": by_language(described, "kg:note"),
        "sameAs": described.all("owl:sameAs"),
        "marks": described.marks(Language.EN),
    })  # fmt: skip


def claim_records(descriptions: Descriptions, iris: Sequence[str]) -> Iterator[Json]:
    """The claims that have these IRIs."""
    fields = record_fields()
    for iri, described in zip(iris, descriptions.read(iris), strict=True):
        values = {field.key: _value(descriptions, described, field) for field in fields}
        yield filled({
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


def _value(descriptions: Descriptions, record: Described, field: Field) -> Any:
    value = record.one(field.curie)
    match field.kind:
        case Kind.TEXT:
            return value
        case Kind.TRANSLATED:
            return by_language(record, field.curie)
        case Kind.TERM:
            return local_name(value)
        case Kind.TOKEN:
            return _token(descriptions, value)
        case Kind.YES_NO:
            return yes_no(value)
        case Kind.THINGS | Kind.RECORDS:
            return list(map(thing_id, record.all(field.curie)))


def figure_records(descriptions: Descriptions, iris: Sequence[str]) -> Iterator[Json]:
    """The figures that have these IRIs."""
    for iri, described in zip(iris, descriptions.read(iris), strict=True):
        report = descriptions.of(described.one("prov:wasDerivedFrom"))
        yield filled({
            "id": thing_id(iri),
            "about": thing_id(described.one("kg:about")),
            "indicator": texts(descriptions.of(described.one("kg:indicator"))),
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
            "note": by_language(described, "kg:note"),
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


def report_records(store: Store, descriptions: Descriptions, iris: Iterable[str] | None = None) -> Json:
    """The reports that have these IRIs, or all, by id, with what a citation needs, and their sections by token."""
    sections: dict[str, list[str]] = {}
    asked = None if iris is None else sorted(set(iris))
    for section, report in store.pairs(expand("dcterms:isPartOf"), asked):
        sections.setdefault(report, []).append(section)
    found = {}
    for iri in (of for of, _ in store.pairs(expand("rdf:type"), [expand("kg:Report")])) if asked is None else asked:
        if iri not in sections:
            continue  # a report that is only named
        described = descriptions.of(iri)
        parts = descriptions.read(sections[iri])
        found[thing_id(iri)] = filled({
            **texts(described),
            "place": thing_id(described.one("dcterms:spatial")),
            "period": described.one("kg:period"),
            **_dates(*dates_of(described)),
            "publisher": texts(descriptions.of(described.one("dcterms:publisher"))),
            "published": described.one("dcterms:issued"),
            "kind": texts(descriptions.of(described.one("kg:reportKind"))),
            "profile": list(map(texts, descriptions.read(described.all("kg:profile")))),
            "url": described.all("schema:url"),
            "sections": {part.one("dcterms:identifier"): texts(part) for part in parts},
        })  # fmt: skip
    return found


def place_records(descriptions: Descriptions, named: Iterable[str]) -> Iterator[Json]:
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
        yield filled({
            "id": thing_id(iri),
            **{language.value: called(place, language) for language in Language},
            "whole": {language.value: whole(descriptions, iri, language) for language in Language},
            "within": thing_id(place.one("kg:within")),
        })  # fmt: skip


def _dates(earliest: str, latest: str) -> Json:
    return {"earliest": earliest, "latest": latest}


def round_labels(claims: Iterable[Json]) -> Json:
    """The rounds of claims, as people read them."""
    rounds = sorted({claim["round"] for claim in claims if "round" in claim})
    return {of: {language.value: round_text(of, language) for language in Language} for of in rounds}


def records(lookup: Lookup, iris: Sequence[str]) -> Json:
    """What the page knows of some nodes of the graph, by their IRIs: the things, claims and figures among them, each
    with all that it points at; of the others their `labels` by language tag.
    """
    store, descriptions = lookup.store, lookup.descriptions
    described = dict(zip(iris, descriptions.read(iris), strict=True))
    told = {iri for iri, of in described.items() if of.one("rdf:subject")}
    measured = {iri for iri, of in described.items() if of.one("kg:about")}
    claims, figures = (
        list(claim_records(descriptions, sorted(told))),
        list(figure_records(descriptions, sorted(measured))),
    )
    ends = {claim[end] for claim in claims for end in ("subject", "object")} | {figure["about"] for figure in figures}
    ends |= {one for claim in claims for one in claim.get("by", ())}
    named = {mint_iri(id) for id in ends} | {iri for iri, of in described.items() if of.one("kg:class")}
    things = [thing_record(lookup, lookup.thing(iri), []) for iri in sorted(named)]
    reports = report_records(store, descriptions, [mint_iri(one["report"]) for one in (*claims, *figures)])
    whose = [one.get(key, "") for one in (*claims, *figures, *reports.values(), *things) for key in ("place", "of")]
    return {
        "things": things,
        "claims": claims,
        "figures": figures,
        "reports": reports,
        "places": list(place_records(descriptions, whose)),
        "rounds": round_labels(claims),
        "labels": {
            iri: filled({language.tag.lower(): of.label(language) for language in Language})
            for iri, of in described.items()
            if iri not in named | told | measured
        },
    }
