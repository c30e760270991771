"""The pages of reports: which were read, and section by section what each states, in the order of its words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException

from kg.lookup.described import Described
from kg.lookup.lookup import Lookup
from kg.lookup.records import Receipt, Thing
from kg.messages import say
from kg.vocabulary import expand
from kg.web.http.ids import iri_of
from kg.web.pages.counted import Counted
from kg.web.pages.paging import part
from kg.web.pages.views import View, Views

_SENTENCES = 60
"""Sentences of a section that a page shows."""


@dataclass(frozen=True)
class Report:
    """A report that was read: who published it and when, of what kind it is, what of it was read, where it lies, and
    how many claims and figures were.
    """

    thing: Thing
    publisher: Thing | None
    published: str
    kind: str
    profile: tuple[str, ...]
    addresses: tuple[str, ...]
    count: int


@dataclass(frozen=True)
class Section:
    """A section of a report: its token, what it is called, and how many claims and figures it has."""

    token: str
    label: str
    count: int


@dataclass(frozen=True)
class Sentence:
    """A sentence, and the claims and figures that rest on words of it."""

    receipt: Receipt
    views: tuple[View, ...]


def reports_content(lookup: Lookup, counted: Counted) -> dict[str, Any]:
    """What the template of all reports is given: those that were read, by place and period."""
    found = [report(lookup, counted, iri) for iri in read_reports(lookup)]
    return {"reports": sorted(found, key=lambda of: (of.thing.jurisdiction, of.thing.id))}


def read_reports(lookup: Lookup) -> list[str]:
    """The IRIs of the reports that were read: others are only named."""
    return sorted({of for _, of in lookup.store.pairs(expand("dcterms:isPartOf"))} & set(_reports(lookup)))


def _reports(lookup: Lookup) -> list[str]:
    return [iri for iri, _ in lookup.store.pairs(expand("rdf:type"), [expand("kg:Report")])]


def report(lookup: Lookup, counted: Counted, iri: str) -> Report:
    """A report that was read."""
    described = lookup.descriptions.of(iri)
    publisher = described.one("dcterms:publisher")
    return Report(
        lookup.thing(iri),
        lookup.thing(publisher) if publisher else None,
        described.one("dcterms:issued"),
        lookup.label(described.one("kg:reportKind")),
        tuple(map(lookup.label, described.all("kg:profile"))),
        tuple(url for url in described.all("schema:url") if url.startswith(("https://", "http://"))),
        counted.counts(lookup.store, "records").get(iri, 0),
    )


def report_content(lookup: Lookup, counted: Counted, id: str, token: str = "", page: str = "") -> dict[str, Any]:
    """What the template of a report is given: its sections, and of one of them, the first unless a `token` says
    which, its sentences with what rests on them. Raises HTTPException (404) for what is no report that was read, or
    no section of it; and as `part` does.
    """
    if iri_of(id) not in read_reports(lookup):
        raise HTTPException(404, say("there is no such page"))
    receipts = _receipts(lookup, id)
    sections = _sections(lookup, id, receipts)
    tokens = [section.token for section in sections]
    if token and token not in tokens:
        raise HTTPException(404, say("there is no such page"))
    at = tokens.index(token) if token else 0
    here = [of for of in receipts if sections and _token(lookup, of) == tokens[at]]
    chosen = part(_sentences(lookup, here), page, _SENTENCES)
    views = Views(lookup)
    return {
        "report": report(lookup, counted, iri_of(id)),
        "sections": sections,
        "section": sections[at] if sections else None,
        "earlier": sections[at - 1] if at else None,
        "later": sections[at + 1] if at + 1 < len(sections) else None,
        "chosen": chosen,
        "sentences": [_sentence(lookup, views, of) for of in chosen.items],
        "begins": not token,
    }


def _receipts(lookup: Lookup, id: str) -> list[str]:
    """The IRIs of the receipts in a report, in the order of their words."""
    found = [iri for iri, _ in lookup.store.pairs(expand("oa:hasSource"), [iri_of(id)])]
    receipts = dict(zip(found, lookup.descriptions.read(found), strict=True))
    starts = {iri: _start(lookup, of) for iri, of in receipts.items()}
    return sorted(found, key=lambda iri: (section_order(_token(lookup, iri)), starts[iri], iri))


def _start(lookup: Lookup, receipt: Described) -> int:
    """Where in its section's text a receipt begins, as far as that is known."""
    selectors = lookup.descriptions.read(receipt.all("oa:hasSelector"))
    return next((int(of.one("oa:start")) for of in selectors if of.one("oa:start")), 0)


def _token(lookup: Lookup, receipt: str) -> str:
    section = lookup.descriptions.of(receipt).one("kg:section")
    return lookup.descriptions.of(section).one("dcterms:identifier")


def section_order(token: str) -> tuple[tuple[int, ...], str]:
    """What sections are ordered by: s2 before s10, and s2.1 after s2; the signature last."""
    numbers = token.removeprefix("s").split(".")
    if all(number.isdigit() for number in numbers):
        return tuple(map(int, numbers)), ""
    return (10**6,), token


def _sections(lookup: Lookup, id: str, receipts: Iterable[str]) -> list[Section]:
    counts = Counter(_token(lookup, iri) for iri in receipts)
    iris = [iri for iri, _ in lookup.store.pairs(expand("dcterms:isPartOf"), [iri_of(id)])]
    named = {of.one("dcterms:identifier"): of.label(lookup.language) for of in lookup.descriptions.read(iris)}
    return [Section(token, named.get(token) or token, counts[token]) for token in sorted(counts, key=section_order)]


def _sentences(lookup: Lookup, receipts: Iterable[str]) -> list[list[str]]:
    """The claims and figures of receipts, IRIs all, those together that rest on the same sentence."""
    found: dict[str, list[str]] = {}
    for iri in receipts:
        record = iri.rpartition("/")[0]
        found.setdefault(_words(lookup, iri), []).append(record)
    return list(found.values())


def _words(lookup: Lookup, receipt: str) -> str:
    """The sentence in which the words of a receipt stand."""
    selectors = lookup.descriptions.read(lookup.descriptions.of(receipt).all("oa:hasSelector"))
    parts = (
        next(filter(None, (of.one(f"oa:{name}") for of in selectors)), "") for name in ("prefix", "exact", "suffix")
    )
    return "".join(parts)


def _sentence(lookup: Lookup, views: Views, iris: Sequence[str]) -> Sentence:
    records = lookup.records(iris)
    shown = tuple(views.view(records[iri]) for iri in iris if iri in records)
    return Sentence(shown[0].proof.receipt if shown else Receipt("", "", ""), shown)
