"""The shapes: the valid base passes, and each constraint has a change of the base that fails it.

A change is a SPARQL update; names in it are relative to the base of things. What the program says of all changes, and
of graphs that chance breaks, is what pySHACL says.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, SH, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from kg.errors import KgError, Problem
from kg.pipeline.shacl.reading import read_shapes
from kg.pipeline.shacl.view import View
from kg.pipeline.shapes import PATH as SHAPES_PATH
from kg.pipeline.shapes import graph_violations, violations
from kg.pipeline.triples import all_triples
from kg.tables.checks import read_checked
from kg.tables.steps import Step
from kg.vocabulary import PREFIXES, compress
from tests.conftest import CASES, Case
from tests.shacl import Found, engine_graph, ours, pyshacl_says

THINGS = PREFIXES["kgr"]
S = "990102-2023"
CLAIM, RECEIPT, QUOTE = f"{S}-r002", f"{S}-r002/receipt", f"{S}-r002/quote"
CONFERRAL = f"act/conferral/990102-justice-bureau/990000-legal-publicity-unit/claim/{S}-r002"
FOUNDING, SIGNING, PILOT = "act/founding/990102-mediation-station", "act/signing/a", "act/pilot/p/b"
MENTION = f"{S}/s0/990102-peoples-court/%E5%8C%BA%E6%B3%95%E9%99%A2"
FIGURE, FIGURE_RECEIPT = f"{S}-f003", f"{S}-f003/receipt"
COURT, HONOUR, GOVERNMENT = "990102-peoples-court", "990000-legal-publicity-unit", "990102-peoples-government"
THING, STATION, DISTRICT = "cn-law-based-administration", "990102-mediation-station", "990102-qingrong-district"

# acts that no row of the base tells of, a place as the register has it, and a change
MORE = f"""INSERT DATA {{
    <pact> a kg:Agreement ; kg:class kg:Agreement ; rdfs:label "协议"@zh-hans ; kg:pinyin "xié yì"@zh-latn-pinyin .
    <{SIGNING}> a kg:Signing ; kg:class kg:Signing ; kg:signatory <{COURT}> , <990102-justice-bureau> ;
        kg:agreement <pact> .
    <{PILOT}> a kg:Pilot ; kg:class kg:Pilot ; kg:pilotBody <{DISTRICT}> ; kg:programme <{THING}> .
    <{DISTRICT}> kg:kindOfPlace kg:urbanDistrict ; kg:shortName "青榕区"@zh-hans , "Qingrong District"@en ;
        kg:code "990102" ; kg:within <990000-nanyu> .
    <change> a org:ChangeEvent ; org:originalOrganization <{COURT}> ; org:resultingOrganization <{STATION}> }}"""

ONE_LABEL = "An entity has one label in Chinese, and at most one in English."
ONE_READING = "An entity has the pinyin of its Chinese label."
ONE_RECEIPT = "A claim has one receipt: report, section, words."
SUBJECT, PREDICATE, OBJECT = (
    "A claim has one subject, which is an entity.",
    "A claim has one predicate, which is a claim property.",
    "A claim has one object, which is an entity.",
)
ONE_PLACE = "A thing or figure belongs to one place."
ONE_KIND = "A place is of one kind."
OWN_NAME = "A place has a name of its own in Chinese and in English."
ONE_CODE = "A place has at most one code, of six digits."
ONE_ABOVE = "A place lies in at most one place next above it."
BEFORE, AFTER = "A change has what was before.", "A change has what came after."
SUBJECT_CLASS = "A claim's subject is of a class that its predicate admits."
OBJECT_CLASS = "A claim's object is of a class that its predicate admits."
PLAIN = "An asserted claim has its plain triple."
RESTS = "A plain triple rests on an asserted claim."
RECEIPT_REPORT, RECEIPT_SECTION = "A receipt names one report.", "A receipt names one section."
RECEIPT_QUOTE = "A receipt quotes at most 60 characters."
VALUE_OR_DAMAGED = "A figure has a value if it is legible, and none if it is damaged."


def put(subject: str, predicate: str, *values: str) -> str:
    """An update after which the subject has these values of the property, and no others."""
    return f"""DELETE {{ <{subject}> {predicate} ?o }} WHERE {{ <{subject}> {predicate} ?o }} ;
        INSERT DATA {{ {" ".join(f"<{subject}> {predicate} {value} ." for value in values)} }}"""


def add(subject: str, predicate: str, value: str) -> str:
    return f"INSERT DATA {{ <{subject}> {predicate} {value} }}"


# shape, path, constraint: update, and who then breaks which rule
Change = tuple[str, dict[str, str | tuple[str, ...]]]
CHANGES: dict[tuple[str, str, str], Change] = {
    # -- entities and reports
    ("Entity", "rdfs:label", "qualifiedMinCount"): (put(COURT, "rdfs:label"), {COURT: ONE_LABEL}),
    ("Entity", "rdfs:label", "qualifiedValueShape"): (put(COURT, "rdfs:label", '"Court"@en'), {COURT: ONE_LABEL}),
    ("Entity", "kg:pinyin", "minCount"): (put(COURT, "kg:pinyin"), {COURT: ONE_READING}),
    ("Entity", "kg:pinyin", "maxCount"): (
        add(COURT, "kg:pinyin", '"fǎ tíng"@zh-latn-pinyin'),
        {COURT: ONE_READING},
    ),
    ("Entity", "rdfs:label", "uniqueLang"): (add(COURT, "rdfs:label", '"法庭"@zh-hans'), {COURT: ONE_LABEL}),
    ("Entity", "rdfs:label", "languageIn"): (add(COURT, "rdfs:label", '"Gericht"@de'), {COURT: ONE_LABEL}),
    ("Entity", "kg:class", "minCount"): (put(COURT, "kg:class"), {COURT: "An entity has one class."}),
    ("Entity", "kg:class", "maxCount"): (add(COURT, "kg:class", "kg:Company"), {COURT: "An entity has one class."}),
    ("Act", "kg:class", "minCount"): (put(FOUNDING, "kg:class"), {FOUNDING: "An act has one class."}),
    ("Act", "kg:class", "maxCount"): (add(FOUNDING, "kg:class", "kg:Pilot"), {FOUNDING: "An act has one class."}),
    # -- places and changes
    ("Jurisdiction", "kg:jurisdiction", "maxCount"): (
        add(COURT, "kg:jurisdiction", "<990000-nanyu>"),
        {COURT: ONE_PLACE},
    ),
    ("Jurisdiction", "kg:jurisdiction", "class"): (put(COURT, "kg:jurisdiction", f"<{THING}>"), {COURT: ONE_PLACE}),
    ("Place", "kg:kindOfPlace", "maxCount"): (add(DISTRICT, "kg:kindOfPlace", "kg:county"), {DISTRICT: ONE_KIND}),
    ("Place", "kg:kindOfPlace", "class"): (put(DISTRICT, "kg:kindOfPlace", "kg:district"), {DISTRICT: ONE_KIND}),
    ("Place", "kg:shortName", "minCount"): (put(DISTRICT, "kg:shortName", '"青榕区"@zh-hans'), {DISTRICT: OWN_NAME}),
    ("Place", "kg:shortName", "uniqueLang"): (add(DISTRICT, "kg:shortName", '"青区"@zh-hans'), {DISTRICT: OWN_NAME}),
    ("Place", "kg:code", "maxCount"): (add(DISTRICT, "kg:code", '"990103"'), {DISTRICT: ONE_CODE}),
    ("Place", "kg:code", "pattern"): (put(DISTRICT, "kg:code", '"99010"'), {DISTRICT: ONE_CODE}),
    ("Place", "kg:within", "maxCount"): (add(DISTRICT, "kg:within", f"<{DISTRICT}>"), {DISTRICT: ONE_ABOVE}),
    ("Place", "kg:within", "class"): (put(DISTRICT, "kg:within", f"<{COURT}>"), {DISTRICT: ONE_ABOVE}),
    ("ChangeEvent", "org:originalOrganization", "minCount"): (
        put("change", "org:originalOrganization"),
        {"change": BEFORE},
    ),
    ("ChangeEvent", "org:originalOrganization", "class"): (
        put("change", "org:originalOrganization", f"<{FIGURE}>"),
        {"change": BEFORE},
    ),
    ("ChangeEvent", "org:resultingOrganization", "minCount"): (
        put("change", "org:resultingOrganization"),
        {"change": AFTER},
    ),
    ("ChangeEvent", "org:resultingOrganization", "class"): (
        put("change", "org:resultingOrganization", f"<{FIGURE}>"),
        {"change": AFTER},
    ),
    ("Report", "dcterms:publisher", "maxCount"): (
        add(S, "dcterms:publisher", f"<{COURT}>"),
        {S: "A report's publisher is an agent."},
    ),
    ("Report", "dcterms:publisher", "class"): (
        put(S, "dcterms:publisher", f"<{THING}>"),
        {S: "A report's publisher is an agent."},
    ),
    ("Report", "kg:sha256", "maxCount"): (
        add(S, "kg:sha256", f'"{"0" * 64}"'),
        {S: "The SHA-256 of a source has 64 hexadecimal digits."},
    ),
    ("Report", "kg:sha256", "pattern"): (
        put(S, "kg:sha256", f'"{"A" * 64}"'),
        {S: "The SHA-256 of a source has 64 hexadecimal digits."},
    ),
    # -- claims
    ("Claim", "rdf:subject", "minCount"): (
        put(CLAIM, "rdf:subject"),
        {CLAIM: SUBJECT, "990102-justice-bureau": RESTS},
    ),
    ("Claim", "rdf:subject", "maxCount"): (
        add(CLAIM, "rdf:subject", f"<{COURT}>") + ";" + add(COURT, "kg:awarded", f"<{HONOUR}>"),
        {CLAIM: SUBJECT},
    ),
    ("Claim", "rdf:subject", "class"): (
        put(CLAIM, "rdf:subject", "<nobody>") + ";" + add("nobody", "kg:awarded", f"<{HONOUR}>"),
        {CLAIM: (SUBJECT, SUBJECT_CLASS), "990102-justice-bureau": RESTS},
    ),
    ("Claim", "rdf:predicate", "minCount"): (
        put(CLAIM, "rdf:predicate"),
        {CLAIM: PREDICATE, "990102-justice-bureau": RESTS},
    ),
    ("Claim", "rdf:predicate", "maxCount"): (
        add(f"{S}-r003", "rdf:predicate", "kg:uses") + ";" + add(COURT, "kg:uses", f"<{STATION}>"),
        {f"{S}-r003": PREDICATE},
    ),
    ("Claim", "rdf:predicate", "class"): (
        put(CLAIM, "rdf:predicate", "dcterms:relation")
        + f"; DELETE DATA {{ <990102-justice-bureau> kg:awarded <{HONOUR}> }};"
        + add("990102-justice-bureau", "dcterms:relation", f"<{HONOUR}>"),
        {CLAIM: PREDICATE},
    ),
    ("Claim", "rdf:object", "minCount"): (
        put(CLAIM, "rdf:object"),
        {CLAIM: OBJECT, "990102-justice-bureau": RESTS},
    ),
    ("Claim", "rdf:object", "maxCount"): (
        add(f"{S}-r003", "rdf:object", f"<{GOVERNMENT}>") + ";" + add(COURT, "kg:founded", f"<{GOVERNMENT}>"),
        {f"{S}-r003": OBJECT},
    ),
    ("Claim", "rdf:object", "class"): (
        put(CLAIM, "rdf:object", "<nothing>") + ";" + put("990102-justice-bureau", "kg:awarded", "<nothing>"),
        {CLAIM: (OBJECT, OBJECT_CLASS)},
    ),
    ("Claim", "kg:modality", "minCount"): (
        put(CLAIM, "kg:modality"),
        {CLAIM: "A claim has one modality.", "990102-justice-bureau": RESTS},
    ),
    ("Claim", "kg:modality", "maxCount"): (
        add(CLAIM, "kg:modality", "kg:planned"),
        {CLAIM: "A claim has one modality."},
    ),
    ("Claim", "kg:modality", "class"): (
        put(CLAIM, "kg:modality", "kg:implied"),
        {CLAIM: "A claim has one modality.", "990102-justice-bureau": RESTS},
    ),
    ("Claim", "kg:statedness", "minCount"): (
        put(CLAIM, "kg:statedness"),
        {CLAIM: "A claim is explicit or implied."},
    ),
    ("Claim", "kg:statedness", "maxCount"): (
        put(CLAIM, "kg:statedness", "kg:explicit", "kg:implied"),
        {CLAIM: "A claim is explicit or implied."},
    ),
    ("Claim", "kg:statedness", "class"): (
        put(CLAIM, "kg:statedness", "kg:asserted"),
        {CLAIM: "A claim is explicit or implied."},
    ),
    ("Claim", "kg:phase", "maxCount"): (
        add(CLAIM, "kg:phase", "kg:done , kg:ended"),
        {CLAIM: "A claim has at most one phase."},
    ),
    ("Claim", "kg:phase", "class"): (
        put(CLAIM, "kg:phase", "kg:planned"),
        {CLAIM: "A claim has at most one phase."},
    ),
    ("Claim", "kg:verb", "maxCount"): (
        add(CLAIM, "kg:verb", '"获评"'),
        {CLAIM: "A claim has at most one verb."},
    ),
    ("Claim", "kg:level", "maxCount"): (
        add(CLAIM, "kg:level", "kg:national"),
        {CLAIM: "A claim has at most one level."},
    ),
    ("Claim", "kg:level", "class"): (
        put(CLAIM, "kg:level", '"provincial"'),
        {CLAIM: "A claim has at most one level."},
    ),
    ("Claim", "kg:dateBasis", "maxCount"): (
        add(CLAIM, "kg:dateBasis", "kg:stated-date , kg:planned-year"),
        {CLAIM: "A claim's date is stated, or taken from its report."},
    ),
    ("Claim", "kg:dateBasis", "class"): (
        put(CLAIM, "kg:dateBasis", "kg:national"),
        {CLAIM: "A claim's date is stated, or taken from its report."},
    ),
    ("Claim", "kg:quote", "minCount"): (put(CLAIM, "kg:quote"), {CLAIM: "A claim has its words."}),
    ("Claim", "kg:quote", "maxCount"): (add(CLAIM, "kg:quote", '"词"'), {CLAIM: "A claim has its words."}),
    ("Claim", "kg:authority", "class"): (
        add(CLAIM, "kg:authority", f"<{HONOUR}>"),
        {CLAIM: "Who conferred or authorised is an agent."},
    ),
    ("Claim", "kg:receipt", "minCount"): (put(CLAIM, "kg:receipt"), {CLAIM: ONE_RECEIPT}),
    ("Claim", "kg:receipt", "maxCount"): (
        add(CLAIM, "kg:receipt", f"<{FIGURE_RECEIPT}>"),
        {CLAIM: ONE_RECEIPT},
    ),
    ("Claim", "kg:receipt", "class"): (put(CLAIM, "kg:receipt", f"<{S}>"), {CLAIM: ONE_RECEIPT}),
    ("AllClaims", "", "subject of a class that the predicate admits"): (
        put(CLAIM, "rdf:subject", f"<{HONOUR}>") + ";" + add(HONOUR, "kg:awarded", f"<{HONOUR}>"),
        {CLAIM: SUBJECT_CLASS, "990102-justice-bureau": RESTS},
    ),
    ("AllClaims", "", "object of a class that the predicate admits"): (
        put(CLAIM, "rdf:object", f"<{COURT}>") + ";" + put("990102-justice-bureau", "kg:awarded", f"<{COURT}>"),
        {CLAIM: OBJECT_CLASS},
    ),
    ("AllClaims", "", "asserted with its plain triple"): (put("990102-justice-bureau", "kg:awarded"), {CLAIM: PLAIN}),
    ("AllClaims", "", "rests on a claim"): (add(COURT, "kg:awarded", f"<{HONOUR}>"), {COURT: RESTS}),
    ("AllClaims", "", "rests on an asserted claim"): (
        put(CLAIM, "kg:modality", "kg:candidate"),
        {"990102-justice-bureau": RESTS},
    ),
    # -- receipts
    ("Receipt", "oa:hasSource", "minCount"): (
        put(RECEIPT, "oa:hasSource"),
        {RECEIPT: RECEIPT_REPORT},
    ),
    ("Receipt", "oa:hasSource", "maxCount"): (
        add(RECEIPT, "oa:hasSource", "<r>")
        + ';INSERT DATA { <r> a kg:Report ; kg:class kg:Report ; rdfs:label "甲"@zh-hans ; kg:pinyin "jiǎ" }',
        {RECEIPT: RECEIPT_REPORT},
    ),
    ("Receipt", "oa:hasSource", "class"): (
        put(RECEIPT, "oa:hasSource", f"<{COURT}>"),
        {RECEIPT: RECEIPT_REPORT},
    ),
    ("Receipt", "kg:section", "minCount"): (
        put(RECEIPT, "kg:section"),
        {RECEIPT: RECEIPT_SECTION},
    ),
    ("Receipt", "kg:section", "maxCount"): (
        add(RECEIPT, "kg:section", f"<{S}/sig>"),
        {RECEIPT: RECEIPT_SECTION},
    ),
    ("Receipt", "kg:section", "class"): (
        put(RECEIPT, "kg:section", '"s0"'),
        {RECEIPT: RECEIPT_SECTION},
    ),
    ("Receipt", "oa:hasSelector/oa:exact", "minCount"): (
        put(QUOTE, "oa:exact"),
        {RECEIPT: RECEIPT_QUOTE},
    ),
    ("Receipt", "oa:hasSelector/oa:exact", "maxCount"): (
        add(QUOTE, "oa:exact", '"称号"'),
        {RECEIPT: RECEIPT_QUOTE},
    ),
    ("Receipt", "oa:hasSelector/oa:exact", "minLength"): (
        put(QUOTE, "oa:exact", '""'),
        {RECEIPT: RECEIPT_QUOTE},
    ),
    ("Receipt", "oa:hasSelector/oa:exact", "maxLength"): (
        put(QUOTE, "oa:exact", f'"{"字" * 61}"'),
        {RECEIPT: RECEIPT_QUOTE},
    ),
    # -- acts
    ("Conferral", "kg:recipient", "minCount"): (
        put(CONFERRAL, "kg:recipient"),
        {CONFERRAL: "A conferral has one recipient: an agent, a place or a programme."},
    ),
    ("Conferral", "kg:recipient", "maxCount"): (
        add(CONFERRAL, "kg:recipient", f"<{COURT}>"),
        {CONFERRAL: "A conferral has one recipient: an agent, a place or a programme."},
    ),
    ("Conferral", "kg:recipient", "or"): (
        put(CONFERRAL, "kg:recipient", f"<{HONOUR}>"),
        {CONFERRAL: "A conferral has one recipient: an agent, a place or a programme."},
    ),
    ("Conferral", "kg:honour", "minCount"): (
        put(CONFERRAL, "kg:honour"),
        {CONFERRAL: "A conferral is of one honour."},
    ),
    ("Conferral", "kg:honour", "maxCount"): (
        add(CONFERRAL, "kg:honour", "<h>")
        + ';INSERT DATA { <h> a kg:Honour ; kg:class kg:Honour ; rdfs:label "甲"@zh-hans ; kg:pinyin "jiǎ" }',
        {CONFERRAL: "A conferral is of one honour."},
    ),
    ("Conferral", "kg:honour", "class"): (
        put(CONFERRAL, "kg:honour", f"<{COURT}>"),
        {CONFERRAL: "A conferral is of one honour."},
    ),
    ("Conferral", "vivo:assignedBy", "class"): (
        add(CONFERRAL, "vivo:assignedBy", f"<{HONOUR}>"),
        {CONFERRAL: "The body that conferred is an agent."},
    ),
    ("Founding", "kg:founder", "minCount"): (put(FOUNDING, "kg:founder"), {FOUNDING: "A founding has a founder."}),
    ("Founding", "kg:founder", "class"): (
        add(FOUNDING, "kg:founder", f"<{THING}>"),
        {FOUNDING: "A founding has a founder."},
    ),
    ("Founding", "kg:founds", "minCount"): (put(FOUNDING, "kg:founds"), {FOUNDING: "A founding sets up one thing."}),
    ("Founding", "kg:founds", "maxCount"): (
        add(FOUNDING, "kg:founds", f"<{COURT}>"),
        {FOUNDING: "A founding sets up one thing."},
    ),
    ("Signing", "kg:signatory", "minCount"): (
        put(SIGNING, "kg:signatory", f"<{COURT}>"),
        {SIGNING: "A signing has two parties or more."},
    ),
    ("Signing", "kg:signatory", "class"): (
        add(SIGNING, "kg:signatory", f"<{HONOUR}>"),
        {SIGNING: "A signing has two parties or more."},
    ),
    ("Signing", "kg:agreement", "minCount"): (
        put(SIGNING, "kg:agreement"),
        {SIGNING: "What is signed is one agreement."},
    ),
    ("Signing", "kg:agreement", "maxCount"): (
        add(SIGNING, "kg:agreement", "<p>")
        + ';INSERT DATA { <p> a kg:Agreement ; kg:class kg:Agreement ; rdfs:label "甲"@zh-hans ; kg:pinyin "jiǎ" }',
        {SIGNING: "What is signed is one agreement."},
    ),
    ("Signing", "kg:agreement", "class"): (
        put(SIGNING, "kg:agreement", f"<{S}>"),
        {SIGNING: "What is signed is one agreement."},
    ),
    ("Pilot", "kg:pilotBody", "minCount"): (
        put(PILOT, "kg:pilotBody"),
        {PILOT: "A pilot has a body that carries it out."},
    ),
    ("Pilot", "kg:pilotBody", "class"): (
        put(PILOT, "kg:pilotBody", f"<{THING}>"),
        {PILOT: "A pilot has a body that carries it out."},
    ),
    ("Pilot", "kg:programme", "minCount"): (
        put(PILOT, "kg:programme"),
        {PILOT: "What is piloted is one programme."},
    ),
    ("Pilot", "kg:programme", "maxCount"): (
        add(PILOT, "kg:programme", "<p>")
        + ';INSERT DATA { <p> a kg:Reform ; kg:class kg:Reform ; rdfs:label "甲"@zh-hans ; kg:pinyin "jiǎ" }',
        {PILOT: "What is piloted is one programme."},
    ),
    ("Pilot", "kg:programme", "class"): (
        put(PILOT, "kg:programme", f"<{COURT}>"),
        {PILOT: "What is piloted is one programme."},
    ),
    # -- dates
    ("Dates", "kg:earliest", "datatype"): (
        put(S, "kg:earliest", '"2023-01-01"'),
        {S: "A date's earliest day does not come after its latest."},
    ),
    ("Dates", "kg:earliest", "maxCount"): (
        add(S, "kg:earliest", '"2023-02-01"^^xsd:date'),
        {S: "A date's earliest day does not come after its latest."},
    ),
    ("Dates", "kg:earliest", "lessThanOrEquals"): (
        put(S, "kg:earliest", '"2024-01-01"^^xsd:date'),
        {S: "A date's earliest day does not come after its latest."},
    ),
    ("Dates", "kg:latest", "datatype"): (
        put(S, "kg:earliest") + ";" + put(S, "kg:latest", '"2023-12-31T00:00:00"^^xsd:dateTime'),
        {S: "A date has one latest day."},
    ),
    ("Dates", "kg:latest", "maxCount"): (
        add(S, "kg:latest", '"2024-12-31"^^xsd:date'),
        {S: "A date has one latest day."},
    ),
    # -- figures
    ("Figure", "kg:about", "minCount"): (put(FIGURE, "kg:about"), {FIGURE: "A figure belongs to one entity."}),
    ("Figure", "kg:about", "maxCount"): (
        add(FIGURE, "kg:about", f"<{COURT}>"),
        {FIGURE: "A figure belongs to one entity."},
    ),
    ("Figure", "kg:about", "class"): (
        put(FIGURE, "kg:about", f"<{CLAIM}>"),
        {FIGURE: "A figure belongs to one entity."},
    ),
    ("Figure", "kg:indicator", "minCount"): (
        put(FIGURE, "kg:indicator"),
        {FIGURE: "A figure measures one indicator."},
    ),
    ("Figure", "kg:indicator", "maxCount"): (
        add(FIGURE, "kg:indicator", "<i>") + ";INSERT DATA { <i> a skos:Concept }",
        {FIGURE: "A figure measures one indicator."},
    ),
    ("Figure", "kg:indicator", "class"): (
        put(FIGURE, "kg:indicator", '"成功率"'),
        {FIGURE: "A figure measures one indicator."},
    ),
    ("Figure", "kg:value", "maxCount"): (add(FIGURE, "kg:value", "98.6"), {FIGURE: "A figure's value is a decimal."}),
    ("Figure", "kg:value", "datatype"): (
        put(FIGURE, "kg:value", '"98.5"'),
        {FIGURE: "A figure's value is a decimal."},
    ),
    ("Figure", "kg:receipt", "minCount"): (put(FIGURE, "kg:receipt"), {FIGURE: "A figure has one receipt."}),
    ("Figure", "kg:receipt", "maxCount"): (
        add(FIGURE, "kg:receipt", f"<{RECEIPT}>"),
        {FIGURE: "A figure has one receipt."},
    ),
    ("Figure", "kg:receipt", "class"): (
        put(FIGURE, "kg:receipt", f"<{S}>"),
        {FIGURE: "A figure has one receipt."},
    ),
    ("Figure", "", "xone: legible without a value"): (put(FIGURE, "kg:value"), {FIGURE: VALUE_OR_DAMAGED}),
    ("Figure", "", "xone: damaged with a value"): (
        put(FIGURE, "kg:status", "kg:damaged"),
        {FIGURE: VALUE_OR_DAMAGED},
    ),
    ("Figure", "", "xone: neither"): (put(FIGURE, "kg:status"), {FIGURE: VALUE_OR_DAMAGED}),
    # -- mentions
    ("Mention", "oa:hasBody", "minCount"): (put(MENTION, "oa:hasBody"), {MENTION: "A mention names one entity."}),
    ("Mention", "oa:hasBody", "maxCount"): (
        add(MENTION, "oa:hasBody", f"<{STATION}>"),
        {MENTION: "A mention names one entity."},
    ),
    ("Mention", "oa:hasBody", "class"): (
        put(MENTION, "oa:hasBody", f"<{CLAIM}>"),
        {MENTION: "A mention names one entity."},
    ),
    ("Mention", "kg:form", "minCount"): (put(MENTION, "kg:form"), {MENTION: "A mention has a form."}),
    ("Mention", "kg:form", "maxCount"): (add(MENTION, "kg:form", '"法院"'), {MENTION: "A mention has a form."}),
    ("Mention", "kg:form", "minLength"): (put(MENTION, "kg:form", '""'), {MENTION: "A mention has a form."}),
    ("Mention", "kg:section", "minCount"): (put(MENTION, "kg:section"), {MENTION: "A mention stands in one section."}),
    ("Mention", "kg:section", "maxCount"): (
        add(MENTION, "kg:section", f"<{S}/sig>"),
        {MENTION: "A mention stands in one section."},
    ),
    ("Mention", "kg:section", "class"): (
        put(MENTION, "kg:section", f"<{S}>"),
        {MENTION: "A mention stands in one section."},
    ),
}


Broken = dict[str, set[str]]
"""Who breaks which rules, by CURIE or IRI."""


@pytest.fixture(scope="module")
def base() -> Graph:
    graph = Graph().parse(data="".join(all_triples(read_checked(CASES / "base"))), format="ntriples")
    update(graph, MORE)
    return graph


@pytest.fixture
def graph(base: Graph) -> Graph:
    copy = Graph()
    copy += base
    return copy


def update(graph: Graph, text: str) -> None:
    graph.update(f"BASE <{THINGS}>\n{text}", initNs=PREFIXES)


@pytest.fixture(scope="module")
def union(base: Graph) -> Graph:
    """Each change has a copy of the base's things, under names of their own, and all are one graph, since pySHACL
    takes its time to begin.
    """
    union, things = Graph(), []
    for triple in base:
        if str(triple[0]).startswith(THINGS):
            things.append(triple)
        else:
            union.add(triple)
    for number, (change, _) in enumerate(CHANGES.values()):
        copy = Graph()
        for triple in things:
            copy.add(triple)
        update(copy, change)
        for subject, predicate, value in copy:
            union.add((moved(subject, number), predicate, moved(value, number)))
    return union


def test_each_change_breaks_just_its_rules(union: Graph) -> None:
    broken: dict[str, Broken] = {change: {} for change in map(" ".join, CHANGES)}
    changes = list(broken)
    for problem in graph_violations(engine_graph(union)):
        rule, _, value = problem.message.removesuffix(")").partition(" (found: ")
        # rules about all claims at once have the class as their focus
        breaker = value if problem.column == "kg:Claim" else problem.column
        place, _, thing = breaker.removeprefix(f"{THINGS}copy").partition("/")
        broken[changes[int(place)]].setdefault(thing, set()).add(rule)

    assert broken == {
        " ".join(change): {
            thing: {rules} if isinstance(rules, str) else set(rules) for thing, rules in expected.items()
        }
        for change, (_, expected) in CHANGES.items()
    }


def test_of_each_change_pyshacl_says_the_same(union: Graph) -> None:
    found = ours(union)
    assert found == pyshacl_says(union)
    assert len(found) > len(CHANGES)


def moved(term: Node, number: int) -> Node:
    """The thing's namesake in the copy of this number; all else as it is."""
    of_things = isinstance(term, URIRef) and term.startswith(THINGS)
    return URIRef(f"{THINGS}copy{number}/{term.removeprefix(THINGS)}") if of_things else term


def test_the_base_passes(base: Graph) -> None:
    assert graph_violations(engine_graph(base)) == []


@pytest.mark.parametrize("names", [("base",), ("two-reports",), ("base", "places")], ids="-".join)
def test_valid_cases_pass(names: tuple[str, ...], case: Case) -> None:
    assert violations(read_checked(case(*names))) == []


def test_the_project_passes(data: Path) -> None:
    assert violations(read_checked(data)) == []


def test_a_problem_names_the_thing_and_the_value_found(graph: Graph) -> None:
    update(graph, put(S, "kg:sha256", '"abc"'))
    (problem,) = graph_violations(engine_graph(graph))
    assert str(problem) == ("graph:kgr:990102-2023: The SHA-256 of a source has 64 hexadecimal digits. (found: abc)")


def test_a_subject_of_the_wrong_class_does_not_become_right_by_inference(graph: Graph) -> None:
    """With kg:founder's range inferred, what founds would be an agent."""
    update(graph, put(FOUNDING, "kg:founder", f"<{THING}>"))
    assert [problem.column for problem in graph_violations(engine_graph(graph))] == [THINGS + FOUNDING]


TERMS = [
    *(URIRef(THINGS + of) for of in (COURT, HONOUR, STATION, DISTRICT, THING, CLAIM, RECEIPT, S, FOUNDING, "nobody")),
    *(
        URIRef(PREFIXES["kg"] + of)
        for of in ("asserted", "planned", "explicit", "damaged", "legible", "awarded", "Court")
    ),
    *(Literal(text, lang=tag) for text in ("甲", "b") for tag in ("zh-hans", "en", "EN-gb", "de")),
    *map(Literal, ("", "字" * 60, "字" * 61, "990102", "0" * 64, "2023-05-01", 7, True)),
    *(Literal(day, datatype=XSD.date) for day in ("2022-05-01", "2023-05-01", "2024-05-01", "2023-02-30", "May")),
    *(Literal(number, datatype=XSD.decimal) for number in ("98.5", "-1", "many")),
]
"""What may come to stand anywhere."""


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_of_what_chance_breaks_pyshacl_says_the_same(base: Graph, data: st.DataObject) -> None:
    graph = Graph()
    graph += base
    some = st.sampled_from(sorted(triple for triple in base if str(triple[0]).startswith(THINGS)))
    for triple in data.draw(st.lists(some, max_size=8), "gone"):
        graph.remove(triple)
    added = st.tuples(some, st.sampled_from(TERMS)).filter(lambda one: not (one[0][1] in DAYS and is_ill_typed(one[1])))
    for (subject, predicate, value), other in data.draw(st.lists(added, max_size=8), "instead"):
        graph.remove((subject, predicate, value))
        graph.add((subject, predicate, other))
    for (subject, predicate, _), other in data.draw(st.lists(added, max_size=8), "too"):
        graph.add((subject, predicate, other))
    assert comparable(ours(graph), graph) == comparable(pyshacl_says(graph), graph)


DAYS = [URIRef(PREFIXES["kg"] + name) for name in ("earliest", "latest")]
"""The properties that sh:lessThanOrEquals compares; pySHACL fails where a value is no day, though it says so."""


def is_ill_typed(term: Node) -> bool:
    return isinstance(term, Literal) and bool(term.ill_typed)


def comparable(found: list[Found], graph: Graph) -> list[Found]:
    """What may be compared: where values are not both days, SHACL has SPARQL's error break sh:lessThanOrEquals, and
    pySHACL compares texts and datatypes; the next test is of those.
    """
    others = {
        f"<{subject}>"
        for predicate in DAYS
        for subject, value in graph.subject_objects(predicate)
        if not (isinstance(value, Literal) and value.datatype == XSD.date)
    }
    return [one for one in found if one[1] != "LessThanOrEqualsConstraintComponent" or one[0] not in others]


@pytest.mark.parametrize("other", ['"2024-01-01"', '"2024-02-30"^^xsd:date', f"<{COURT}>", "9", '"May"^^xsd:date'])
def test_what_cannot_be_compared_does_not_come_before(graph: Graph, other: str) -> None:
    update(graph, put(S, "kg:latest", other))
    broken = [one for one in ours(graph) if one[0] == f"<{THINGS}{S}>"]
    assert [(component, value, rule) for _, component, value, rule in broken] == [
        ("DatatypeConstraintComponent", str(other_term(other)), "A date has one latest day."),
        (
            "LessThanOrEqualsConstraintComponent",
            '"2023-01-01"^^<http://www.w3.org/2001/XMLSchema#date>',
            "A date's earliest day does not come after its latest.",
        ),
    ]


def other_term(text: str) -> object:
    """A term as a change writes it."""
    (value,) = pyoxigraph.Store().query(f"BASE <{THINGS}> SELECT ?o {{ VALUES ?o {{ {text} }} }}", prefixes=PREFIXES)
    return value["o"]


UNKNOWN = {
    "ex:a a sh:NodeShape ; sh:closed true": "ex:a: no graph can be held against sh:closed here",
    "ex:a sh:targetClass kg:Claim ; sh:nodeKind sh:IRI": "ex:a: no graph can be held against sh:nodeKind here",
    "ex:a sh:targetClass kg:Claim ; sh:deactivated true": "ex:a: no graph can be held against sh:deactivated here",
    "ex:a sh:targetObjectsOf kg:act": "ex:a: no graph can be held against sh:targetObjectsOf here",
    "ex:a a sh:NodeShape , rdfs:Class": "ex:a: no graph can be held against rdfs:Class here",
    'ex:a a sh:PropertyShape ; sh:path kg:code ; sh:pattern "a" ; sh:flags "i"': (
        "ex:a: no graph can be held against sh:flags here"
    ),
    "ex:a a sh:NodeShape ; ex:own 1": "ex:a: no graph can be held against https://example.org/own here",
    'ex:a a sh:NodeShape ; sh:sparql ex:b . ex:b sh:select "SELECT $this ?path { $this ?path ?value }"': (
        "ex:b: no graph can be held against ?path here"
    ),
}


@pytest.mark.parametrize("shape", UNKNOWN)
def test_what_of_a_shape_is_not_known_is_named_and_not_passed_over(shape: str) -> None:
    shapes = pyoxigraph.Store()
    shapes.update(f"INSERT DATA {{ {shape} }}", prefixes=PREFIXES | {"ex": "https://example.org/"})
    with pytest.raises(KgError) as caught:
        read_shapes(View(shapes))
    assert str(caught.value).replace("https://example.org/", "ex:", 1) == UNKNOWN[shape]


def test_a_path_that_is_no_sequence_is_not_passed_over() -> None:
    shapes = pyoxigraph.Store()
    shapes.update("INSERT DATA { kg:A a sh:PropertyShape ; sh:path [ sh:inversePath kg:act ] }", prefixes=PREFIXES)
    with pytest.raises(KgError, match=r"^kg:A: no graph can be held against _:\w+ here$"):
        read_shapes(View(shapes))


def test_a_graph_in_files_breaks_what_one_in_memory_breaks(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = read_checked(case("base"))
    row, *rows = checked.registers.entities
    wrong = replace(checked, registers=replace(checked.registers, entities=(replace(row, label_zh=""), *rows)))
    expected = [Problem("graph", 0, f"kgr:{row.id}", ONE_LABEL)]
    assert violations(wrong) == expected
    monkeypatch.setattr("kg.pipeline.shapes._IN_MEMORY", 0)
    assert violations(wrong) == expected


def test_who_watches_is_told_how_far_it_has_come(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.pipeline.shapes._EACH", 1)
    steps: list[Step] = []
    checked = read_checked(case("two-reports"), watch=steps.append)
    assert violations(checked, steps.append) == []
    by_kind = {what: list(found) for what, found in groupby(steps, lambda step: step.what)}
    assert list(by_kind) == ["reading tables", "making the graph", "holding it against the shapes"]
    for found in by_kind.values():
        assert found == sorted(found)
        assert all(step.done <= step.of for step in found)
    assert all(found[-1].done == found[-1].of for found in list(by_kind.values())[:2])
    assert by_kind["making the graph"][-1].rows == sum(report.rows for report in checked.reports) > 0


def test_every_constraint_of_the_shapes_has_a_change_that_breaks_it() -> None:
    assert set(constraints()) - {change[:3] for change in CHANGES} == set()


def test_every_rule_has_a_message_and_is_broken_by_a_change() -> None:
    shapes = Graph().parse(SHAPES_PATH)
    messages = {str(message) for message in shapes.objects(None, SH.message)}
    broken = {
        rule
        for _, found in CHANGES.values()
        for rules in found.values()
        for rule in ([rules] if isinstance(rules, str) else rules)
    }
    assert messages == broken
    for constraint in {
        *shapes.objects(None, SH.sparql),
        *(o for s in named(shapes) for o in shapes.objects(s, SH.property)),
    }:
        assert isinstance(shapes.value(constraint, SH.message), Literal)


def constraints() -> Iterator[tuple[str, str, str]]:
    """Shape, path and name of each constraint on a property."""
    shapes = Graph().parse(SHAPES_PATH)
    for shape in named(shapes):
        for rule in shapes.objects(shape, SH.property):
            for parameter in set(shapes.predicates(rule)) - {SH.path, SH.message}:
                yield name(shape), path(shapes, shapes.value(rule, SH.path)), str(parameter).removeprefix(str(SH))


def named(shapes: Graph) -> list[URIRef]:
    return [shape for shape in shapes.subjects(RDF.type, SH.NodeShape) if isinstance(shape, URIRef)]


def name(shape: URIRef) -> str:
    return shape.rpartition("#")[2].removesuffix("Shape")


def path(shapes: Graph, node: Node | None) -> str:
    """A path as SPARQL writes it."""
    assert node is not None
    return compress(str(node)) if isinstance(node, URIRef) else "/".join(compress(str(n)) for n in shapes.items(node))
