"""What the page says, read from the store: things, claims, figures, their receipts and words in both
languages, the questions, and how names are folded. Empty values are left out.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from kg.lookup.described import Descriptions, claim_iris, local_name
from kg.lookup.flat import Kind, record_fields
from kg.lookup.lookup import Lookup
from kg.lookup.records import MARKS
from kg.names.folding import Name, decomposed, is_simplified
from kg.names.names import Names
from kg.names.reading import rules
from kg.network.network import styles
from kg.page.records import (
    Json,
    by_language,
    claim_records,
    figure_records,
    filled,
    place_records,
    report_records,
    round_labels,
    texts,
    thing_record,
)
from kg.questions.catalogue import Question, catalogue
from kg.store.store import Store
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


def page_data(lookup: Lookup, only: frozenset[str] | None = None) -> Json:
    """All that the page is made of but nodes, edges and triples, as what `json` writes.

    With `only`, of the things of these ids and what lies between them.
    """
    store, descriptions = lookup.store, lookup.descriptions
    things = list(_things(lookup, only))
    claims = list(claim_records(descriptions, claim_iris(store, only)))
    about = store.pairs(expand("kg:about"), None if only is None else list(map(mint_iri, only)))
    figures = list(figure_records(descriptions, sorted(figure for figure, _ in about)))
    reports = report_records(store, descriptions)
    told = [record.get("place", "") for record in (*claims, *figures, *reports.values())]
    said = [text for figure in figures for text in (figure["quote"], *figure["indicator"].values())]
    traditional = traditional_forms(_names(store, only), store.names, said)
    return words(lookup) | {
        "reports": reports,
        "places": list(place_records(descriptions, [*told, *(thing.get("of", "") for thing in things)])),
        "rounds": round_labels(claims),
        "things": things,
        "claims": claims,
        "columns": {"claims": _claim_columns()},
        "figures": figures,
        "reading": rules() | {"proper": store.names.proper(only)},
        "traditional": traditional,
        "kept": "".join(filter(is_simplified, traditional)),
    }


def words(lookup: Lookup) -> Json:
    """What of the page's data is the same whatever it tells of: terms and what they are called, and the questions."""
    store, descriptions = lookup.store, lookup.descriptions
    return {
        "version": __version__,
        "dataset": DATASET_IRI,
        "base": PREFIXES["kgr"],
        "prefixes": PREFIXES,
        "classes": _classes(lookup),
        "predicates": list(_predicates(store, descriptions)),
        "tokens": {scheme.lower(): _tokens(store, descriptions, scheme) for scheme in _SCHEMES},
        "marks": MARKS,
        "questions": [_question(question) for question in catalogue().values()],
    }


def part_of(lookup: Lookup, things: frozenset[str]) -> Json:
    """The same for some things only, by their ids; without questions."""
    return page_data(lookup, things) | {"questions": []}


def _classes(lookup: Lookup) -> list[Json]:
    """The classes below kg:Entity: parents, labels, and the style with the class that gave it."""
    found = []
    for local, (colour, shape, group) in styles(lookup).items():
        described = lookup.descriptions.of(expand(f"kg:{local}"))
        style = {"colour": colour, "shape": shape, "group": group}
        found.append({"id": local, **texts(described), "parents": _locals(described.all("rdfs:subClassOf")), **style})
    return found


def _predicates(store: Store, descriptions: Descriptions) -> Iterator[Json]:
    iris = [iri for iri, _ in store.pairs(expand("rdf:type"), [expand("kg:ClaimProperty")])]
    for iri, described in zip(iris, descriptions.read(iris), strict=True):
        yield filled({
            "id": local_name(iri),
            **texts(described),
            "inverse": by_language(described, "kg:inverseLabel"),
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
        filled({"id": of.one("skos:notation"), **texts(of), "one": of.one("skos:altLabel", Language.EN)})
        for of in map(described.__getitem__, ordered)
    ]


def _things(lookup: Lookup, only: frozenset[str] | None) -> Iterator[Json]:
    names: dict[str, list[list[str]]] = {}
    for name in _names(lookup.store, only):
        names.setdefault(name.thing, []).append([name.name, name.kind, *([name.source] if name.source else [])])
    for thing in lookup.all_things(only):
        yield thing_record(lookup, thing, names.get(thing.id, []))


def _names(store: Store, only: frozenset[str] | None) -> Iterable[Name]:
    return store.names.all() if only is None else (name for thing in only for name in store.names.of(thing))


def _claim_columns() -> list[list[Any]]:
    """The keys of a claim in order, each with its columns in a file: the key is the value itself, the key with a
    language its label.
    """
    labels = [f"_{language.value}" for language in Language]
    named = [[end, [end, *(end + label for label in labels)]] for end in ("subject", "predicate", "object")]
    others = [field for field in record_fields() if field.key != "predicate"]
    fields = [[f.key, [f.key + label for label in labels] if f.kind is Kind.TRANSLATED else [f.key]] for f in others]
    return [["id", ["id"]], *named, *fields, *([key, [key]] for key in ("marks", "report", "section", "quote"))]


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


def traditional_forms(names: Iterable[Name], index: Names, texts: Iterable[str] = ()) -> dict[str, str]:
    """The Simplified form of each character that stands in a name or text, or that may be typed for one that does."""
    forms = dict(index.simplifications())
    plain = {character for text in (*(name.name for name in names), *texts) for character in decomposed(text)}
    used = {forms.get(character, character) for character in plain}
    return {old: new for old, new in forms.items() if new in used}
