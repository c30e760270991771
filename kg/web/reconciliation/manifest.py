"""The service manifest (Reconciliation Service API 0.2, section 3.1): what the service is, and where it does what."""

from typing import Any, Final

from kg.lookup.lookup import Lookup
from kg.messages import say
from kg.version import __version__
from kg.vocabulary import DATASET_IRI, PREFIXES, expand
from kg.web.reconciliation.requests import BATCH, VALUES

PATH: Final = "/reconcile"

_WIDTH, _HEIGHT = 420, 280
"""Pixels of the frame in which a client shows a thing."""


def manifest(lookup: Lookup, root: str, prefix: str) -> dict[str, Any]:
    """The manifest of the service below an address; `prefix` is the language's path, "" where the reader's counts."""
    here = root + prefix + PATH
    return {
        "versions": ["0.2"],
        "name": lookup.label(DATASET_IRI),
        "identifierSpace": PREFIXES["kgr"],
        "schemaSpace": expand("kg:Entity"),
        "serviceVersion": __version__,
        "documentation": root + "/",
        "defaultTypes": types_of(lookup, ["Institution", "Honour", "Place", "Programme", "Document"]),
        "view": {"url": f"{root}/id/{{{{id}}}}"},
        "preview": {"url": f"{here}/preview?id={{{{id}}}}", "width": _WIDTH, "height": _HEIGHT},
        "suggest": {
            kind: {
                "service_url": here,
                "service_path": f"/suggest/{kind}",
                "flyout_service_url": here,
                "flyout_service_path": f"/flyout/{kind}?id=${{id}}",
            }
            for kind in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": here, "service_path": "/properties"},
            "property_settings": [
                {
                    "name": "limit",
                    "label": say("Limit"),
                    "type": "number",
                    "default": 0,
                    "help_text": say("How many values at the most; 0 for all, up to {most}.", most=VALUES),
                }
            ],
        },
        "batchSize": BATCH,
    }


def types_of(lookup: Lookup, terms: list[str]) -> list[dict[str, Any]]:
    """Classes as types (section 2.2), those straight above each beside it."""
    return [{"id": term, "name": lookup.class_label(term), "broader": _broader(lookup, term)} for term in terms]


def _broader(lookup: Lookup, term: str) -> list[dict[str, str]]:
    described = lookup.descriptions.of(expand(f"kg:{term}"))
    above = [iri for iri in described.all("rdfs:subClassOf") if iri.startswith(PREFIXES["kg"])]
    return [{"id": iri.removeprefix(PREFIXES["kg"]), "name": lookup.label(iri)} for iri in above]
