"""What the page says, read from the store: things, claims, figures, their receipts and words in both
languages, the questions, and how names are folded. Empty values are left out.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, Final

from kg import __version__
from kg.lookup import Described, Lookup, claim_iris, quotation
from kg.model import ORDINALS, edition_text
from kg.names import Name
from kg.network import styles
from kg.questions import Question, catalogue
from kg.store import Store
from kg.vocabulary import DATASET_IRI, LANGUAGE_TAGS, PREFIXES, expand

LANGUAGES: Final = tuple(LANGUAGE_TAGS)
_SCHEMES: Final = ("Level", "Modality", "Statedness", "Standpoint", "Bound")

_CLAIM_COLUMNS: Final = {
    "id": ["id"],
    "subject": ["subject", "subject_zh", "subject_en"],
    "predicate": ["predicate", "predicate_zh", "predicate_en"],
    "object": ["object", "object_zh", "object_en"],
    "modality": ["modality"], "statedness": ["statedness"], "standpoint": ["standpoint"], "level": ["level"],
    "edition": ["edition"], "date": ["date"], "earliest": ["earliest"], "latest": ["latest"],
    "distinction": ["distinction_zh", "distinction_en"],
    "by": ["by"], "note": ["note"], "report": ["report"], "section": ["section"], "quote": ["quote"],
}  # fmt: skip
"""The keys of a claim as the page has it, in order, each with its columns in a file: the key is the value itself,
the key with a language its label.
"""

Json = dict[str, Any]
Tokens = Callable[[str], str]
"""The notation of a concept, by its IRI."""


def page_data(store: Store, only: frozenset[str] | None = None) -> Json:
    """All that the page is made of but nodes, edges and triples, as what `json` writes.

    With `only`, of the things of these ids and what lies between them.
    """
    both = {language: Lookup(store, language) for language in LANGUAGES}
    tokens = cache(lambda iri: Described(store, iri).one("skos:notation"))
    return {
        "version": __version__,
        "dataset": DATASET_IRI,
        "base": PREFIXES["kgr"],
        "prefixes": PREFIXES,
        "classes": _classes(store, both),
        "predicates": list(_predicates(store, both)),
        "tokens": {scheme.lower(): _tokens(store, both, scheme) for scheme in _SCHEMES},
        "reports": _reports(store, both),
        "editions": [[edition, edition_text(edition, "zh")] for edition in ORDINALS],
        "things": list(_things(store, both, only)),
        "claims": list(_claims(store, tokens, only)),
        "columns": {"claims": [[key, columns] for key, columns in _CLAIM_COLUMNS.items()]},
        "figures": list(_figures(store, tokens, only)),
        "questions": [_question(question) for question in catalogue().values()],
        "traditional": _traditional(_names(store, only), store),
    }


def part_of(store: Store, things: frozenset[str]) -> Json:
    """The same for some things only, by their ids; without questions."""
    return page_data(store, things) | {"questions": []}


def _texts(both: dict[str, Lookup], iri: str) -> Json:
    return {language: lookup.label(iri) for language, lookup in both.items()}


def _by_language(described: Described, curie: str) -> Json:
    return _filled({language: described.one(curie, tag) for language, tag in LANGUAGE_TAGS.items()})


def _id(iri: str) -> str:
    return iri.removeprefix(PREFIXES["kgr"])


def _filled(record: Json) -> Json:
    """A record without its empty values."""
    return {name: value for name, value in record.items() if value not in ("", None, [], {}, ())}


def _classes(store: Store, both: dict[str, Lookup]) -> list[Json]:
    """The classes below kg:Entity: parents, labels, and the style with the class that gave it."""
    found = []
    for local, (colour, shape, group) in styles(store).items():
        iri = expand(f"kg:{local}")
        above = Described(store, iri).all("rdfs:subClassOf")
        parents = [cls.removeprefix(PREFIXES["kg"]) for cls in above if cls.startswith(PREFIXES["kg"])]
        style = {"colour": colour, "shape": shape, "group": group}
        found.append({"id": local, **_texts(both, iri), "parents": parents, **style})
    return found


def _predicates(store: Store, both: dict[str, Lookup]) -> Iterator[Json]:
    for iri in store.subjects(expand("rdf:type"), expand("kg:ClaimProperty")):
        described = Described(store, iri)
        yield _filled({
            "id": iri.removeprefix(PREFIXES["kg"]),
            **_texts(both, iri),
            "inverse": _by_language(described, "kg:inverseLabel"),
            "domains": _locals(described.all("rdfs:domain") + described.all("schema:domainIncludes")),
            "ranges": _locals(described.all("rdfs:range") + described.all("schema:rangeIncludes")),
        })  # fmt: skip


def _locals(iris: Iterable[str]) -> list[str]:
    return [iri.removeprefix(PREFIXES["kg"]) for iri in iris if iri.startswith(PREFIXES["kg"])]


def _tokens(store: Store, both: dict[str, Lookup], scheme: str) -> list[Json]:
    """The values of a controlled list, in the ontology's order where it has one."""
    concepts = {iri: Described(store, iri) for iri in store.subjects(expand("skos:inScheme"), expand(f"kg:{scheme}"))}
    ordered = sorted(concepts, key=lambda iri: (int(concepts[iri].one("schema:position") or 0), iri))
    return [{"id": concepts[iri].one("skos:notation"), **_texts(both, iri)} for iri in ordered]


def _reports(store: Store, both: dict[str, Lookup]) -> Json:
    """The reports by id, with what a citation needs, and their sections by token."""
    found = {}
    for iri in store.subjects(expand("rdf:type"), expand("kg:Report")):
        described = Described(store, iri)
        sections = store.subjects(expand("dcterms:isPartOf"), iri)
        if not sections:
            continue  # a report that is only named
        found[_id(iri)] = _filled({
            **_texts(both, iri),
            "publisher": _texts(both, described.one("dcterms:publisher")),
            "published": described.one("dcterms:issued"),
            "url": described.all("schema:url"),
            "sections": {Described(store, s).one("dcterms:identifier"): _texts(both, s) for s in sections},
        })  # fmt: skip
    return found


def _names(store: Store, only: frozenset[str] | None) -> Iterable[Name]:
    return store.names.all() if only is None else (name for thing in only for name in store.names.of(thing))


def _things(store: Store, both: dict[str, Lookup], only: frozenset[str] | None) -> Iterator[Json]:
    names: dict[str, list[list[str]]] = {}
    for name in _names(store, only):
        names.setdefault(name.thing, []).append([name.name, name.kind, *([name.source] if name.source else [])])
    for thing in both["en"].all_things(only):
        described = Described(store, thing.iri)
        yield _filled({
            "id": thing.id,
            **_texts(both, thing.iri),
            "type": thing.type,
            "names": names.get(thing.id, []),
            "note": described.one("kg:note"),
            "sameAs": described.all("owl:sameAs"),
        })  # fmt: skip


def _claims(store: Store, tokens: Tokens, only: frozenset[str] | None) -> Iterator[Json]:
    for iri in claim_iris(store, only):
        described = Described(store, iri)
        yield _filled({
            "id": _id(iri),
            "subject": _id(described.one("rdf:subject")),
            "predicate": described.one("rdf:predicate").removeprefix(PREFIXES["kg"]),
            "object": _id(described.one("rdf:object")),
            "modality": tokens(described.one("kg:modality")),
            "statedness": tokens(described.one("kg:statedness")),
            "standpoint": tokens(described.one("kg:standpoint")),
            "level": tokens(described.one("kg:level")),
            "edition": described.one("kg:edition"),
            "date": described.one("kg:dateText"),
            "earliest": described.one("kg:earliest"),
            "latest": described.one("kg:latest"),
            "distinction": _by_language(described, "kg:distinction"),
            "by": [_id(body) for body in described.all("kg:authority")],
            "note": described.one("kg:note"),
            **_receipt(store, described),
        })  # fmt: skip


def _figures(store: Store, tokens: Tokens, only: frozenset[str] | None) -> Iterator[Json]:
    for iri in store.subjects(expand("rdf:type"), expand("kg:Figure")):
        described = Described(store, iri)
        about = _id(described.one("kg:about"))
        if only is not None and about not in only:
            continue
        yield _filled({
            "id": _id(iri),
            "about": about,
            "indicator": _by_language(Described(store, described.one("kg:indicator")), "skos:prefLabel"),
            "text": described.one("kg:valueText"),
            "value": described.one("kg:value"),
            "unit": described.one("kg:unit"),
            "bound": tokens(described.one("kg:bound")),
            "period": described.one("kg:period"),
            "asOf": described.one("kg:asOf"),
            "changeOf": _id(described.one("kg:changeOf")),
            "status": tokens(described.one("kg:status")),
            "note": described.one("kg:note"),
            **_receipt(store, described),
        })  # fmt: skip


def _receipt(store: Store, record: Described) -> Json:
    receipt = Described(store, record.one("kg:receipt"))
    quote, before, after = quotation(store, receipt)
    section = Described(store, receipt.one("kg:section")).one("dcterms:identifier")
    source = _id(receipt.one("oa:hasSource"))
    return {"report": source, "section": section, "quote": quote, "before": before, "after": after}


def _question(question: Question) -> Json:
    return {
        "name": question.name,
        "title": question.title,
        "wording": question.wording,
        "parameters": [
            {"name": p.name, "kind": p.kind, "class": p.entity_class, "label": p.label, "required": p.required}
            | {"example": p.example}
            for p in question.parameters
        ],
        "columns": question.columns,
        "query": question.query,
    }


def _traditional(names: Iterable[Name], store: Store) -> dict[str, str]:
    """The Simplified form of each character that is another form of one in a name."""
    used = {character for name in names for character in name.name}
    return {old: new for old, new in store.names.simplifications() if new in used}
