"""The first page: what this is, how much there is of what, and where to begin."""

from typing import Any, Final

from kg.lookup.citation import edition_of
from kg.lookup.lookup import Lookup
from kg.vocabulary import expand
from kg.web.pages.classes import Kind, comment
from kg.web.pages.counted import Counted
from kg.web.pages.reports import read_reports, report

_FIRST: Final = ("Honour", "Programme", "Institution", "Place", "Document", "Campaign", "Mechanism", "Event")
"""The classes that readers ask for most."""
_REPORTS: Final = 12
"""Reports that are named; a page of their own has all."""


def start_content(lookup: Lookup, counted: Counted) -> dict[str, Any]:
    """What the template of the first page is given."""
    classes = counted.counts(lookup.store, "classes")
    claims = counted.counts(lookup.store, "predicates")
    records = counted.counts(lookup.store, "records")
    reports = read_reports(lookup)
    told = sum(claims.values())
    return {
        "counts": {
            "things": classes.get(expand("kg:Entity"), 0),
            "statements": told,
            "figures": sum(records.values()) - told,
            "reports": len(reports),
        },
        "classes": [
            Kind(name, lookup.label(iri), comment(lookup, iri), classes[iri])
            for name in _FIRST
            if classes.get(iri := expand(f"kg:{name}"))
        ],
        "predicates": [
            Kind(iri.rpartition("#")[2], lookup.label(iri), "", count) for iri, count in list(claims.items())[:8]
        ],
        "reports": [report(lookup, counted, iri) for iri in reports[:_REPORTS]],
        "edition": edition_of(lookup),
    }
