"""The ontology is code: every term says in two languages what it is, and the tables' lists hold together."""

from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kg.ontology import KG, PATH, SCHEMA, Ontology, read_ontology

GRAPH = Graph().parse(PATH)
CLASSES = sorted(GRAPH.subjects(RDF.type, OWL.Class))
CLAIM_PROPERTIES = sorted(GRAPH.subjects(RDF.type, KG.ClaimProperty))
CONCEPTS = sorted(set(GRAPH.subjects(SKOS.inScheme)))
PROPERTIES = sorted(
    {
        term
        for kind in (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
        for term in GRAPH.subjects(RDF.type, kind)
    }
)
TERMS = sorted({*CLASSES, *PROPERTIES, *CONCEPTS})


def name(term: Node) -> str:
    return str(term).removeprefix(str(KG))


def words(term: Node, predicate: URIRef) -> list[str | None]:
    """The languages in which a term has the words of `predicate`, once for each."""
    values = list(GRAPH.objects(term, predicate))
    assert all(isinstance(value, Literal) and value.strip() for value in values)
    return sorted(value.language for value in values if isinstance(value, Literal))


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return read_ontology()


@pytest.mark.parametrize("term", TERMS, ids=name)
def test_a_term_has_one_label_and_one_definition_in_each_language(term: URIRef) -> None:
    assert words(term, RDFS.label) == ["en", "zh-hans"]
    assert words(term, SKOS.definition) == ["en", "zh-hans"]


@pytest.mark.parametrize("term", TERMS, ids=name)
def test_a_term_is_a_class_a_property_or_a_concept_and_no_two_of_them(term: URIRef) -> None:
    assert [term in kind for kind in (CLASSES, PROPERTIES, CONCEPTS)].count(True) == 1


@pytest.mark.parametrize("term", TERMS, ids=name)
def test_a_term_is_named_as_its_kind_is(term: URIRef) -> None:
    first = name(term)[0]
    assert first.isupper() if term in CLASSES else first.islower()
    assert name(term).replace("-", "").isalpha() or term == KG.sha256


@pytest.mark.parametrize("term", CLAIM_PROPERTIES, ids=name)
def test_a_claim_property_reads_both_ways_and_says_what_it_links(term: URIRef) -> None:
    assert words(term, KG.inverseLabel) == ["en", "zh-hans"]
    for single, several in ((RDFS.domain, SCHEMA.domainIncludes), (RDFS.range, SCHEMA.rangeIncludes)):
        one, many = list(GRAPH.objects(term, single)), list(GRAPH.objects(term, several))
        # a single class is a domain, several are any one of them: never both, never none
        assert (len(one), len(many)) == (1, 0) or (len(one) == 0 and len(many) > 1)
        assert all(KG.Entity in ancestors(cls) for cls in (*one, *many))


@pytest.mark.parametrize("term", CLAIM_PROPERTIES, ids=name)
def test_a_symmetric_property_has_one_class_of_ends_and_one_label(term: URIRef) -> None:
    if (term, RDF.type, OWL.SymmetricProperty) in GRAPH:
        ends = [set(GRAPH.objects(term, end)) for end in (RDFS.domain, SCHEMA.domainIncludes)]
        assert ends == [set(GRAPH.objects(term, end)) for end in (RDFS.range, SCHEMA.rangeIncludes)]
        assert set(GRAPH.objects(term, RDFS.label)) == set(GRAPH.objects(term, KG.inverseLabel))


def test_no_blank_nodes() -> None:
    assert [triple for triple in GRAPH if any(isinstance(term, BNode) for term in triple)] == []


def test_terms_point_at_terms_that_exist() -> None:
    known = {*TERMS, URIRef(str(KG).rstrip("#"))}
    spoken_of = {term for triple in GRAPH for term in triple if str(term).startswith(str(KG))}
    assert spoken_of - known == set()


@pytest.mark.parametrize("label_of", ["classes", "properties"])
def test_no_two_classes_and_no_two_claim_properties_share_a_label(label_of: str, ontology: Ontology) -> None:
    terms = CLASSES if label_of == "classes" else CLAIM_PROPERTIES
    used = ontology.classes | ontology.properties.keys()
    labels = [str(label) for term in terms if name(term) in used for label in GRAPH.objects(term, RDFS.label)]
    assert sorted(labels) == sorted(set(labels))


def test_each_list_of_tokens_is_what_the_tables_are_told_to_write(ontology: Ontology) -> None:
    assert {scheme: sorted(tokens) for scheme, tokens in ontology.tokens.items()} == {
        "ChangeBasis": ["同比", "环比"],
        "Telling": ["not-read", "silent", "told"],
        "DateBasis": ["report", "section", "stated"],
        "Level": ["district", "municipal", "national", "provincial"],
        "Modality": ["asserted", "candidate", "planned"],
        "Phase": ["done", "ended", "exploring", "ongoing"],
        "Statedness": ["explicit", "implied"],
        "Standpoint": ["conferrer-side", "recipient-side", "third-party"],
        "Bound": ["about", "at-least", "exactly", "more-than"],
        "FigureStatus": ["damaged", "stated"],
        "PlaceKind": [
            "autonomous-banner",
            "autonomous-county",
            "autonomous-prefecture",
            "autonomous-region",
            "banner",
            "country",
            "county",
            "county-level-city",
            "district",
            "forestry-district",
            "functional-area",
            "league",
            "municipality",
            "prefecture",
            "prefecture-level-city",
            "province",
            "special-administrative-region",
            "special-district",
        ],
        "Profile": ["core", "full"],
        "IndicatorKind": ["amount", "count", "quantity", "rank", "rate"],
        "ReportKind": ["department", "rule-of-law", "work-report"],
        "Unit": [
            "appeal",
            "application",
            "attendance",
            "case",
            "case-file",
            "complaint",
            "cubic-metre",
            "day",
            "dispute",
            "document",
            "entry",
            "event",
            "household",
            "item",
            "kilowatt",
            "kilowatt-hour",
            "metre",
            "microgram-per-cubic-metre",
            "organisation",
            "percent",
            "person",
            "place",
            "proposal",
            "round",
            "session",
            "square-metre",
            "time",
            "tonne",
            "unit",
            "us-dollar",
            "yuan",
        ],
    }


@pytest.mark.parametrize("concept", CONCEPTS, ids=name)
def test_a_concept_is_of_the_class_of_its_scheme_and_has_one_token(concept: URIRef) -> None:
    (scheme,) = GRAPH.objects(concept, SKOS.inScheme)
    assert (concept, RDF.type, scheme) in GRAPH
    (token,) = GRAPH.objects(concept, SKOS.notation)
    assert str(token) == str(token).strip().lower()


def test_classes_know_all_that_stand_above_them(ontology: Ontology) -> None:
    assert ontology.ancestors["Court"] == {"Court", "PublicBody", "Institution", "Agent", "Entity"}
    assert ontology.ancestors["AdministrativeDivision"] == {"AdministrativeDivision", "Agent", "Place", "Entity"}
    assert ontology.classes.isdisjoint({"Claim", "Conferral", "Figure", "Mention", "Receipt", "Level"})


def test_a_class_is_any_of_those_above_it_and_of_nothing_wanted(ontology: Ontology) -> None:
    assert ontology.is_any("Court", ["Honour", "Agent"])
    assert ontology.is_any("Court", [])
    assert not ontology.is_any("Court", ["Honour", "Subdistrict"])


def test_a_claim_property_is_read_with_its_ends_and_its_act(ontology: Ontology) -> None:
    awarded = ontology.properties["awarded"]
    assert (awarded.iri, awarded.ranges) == (str(KG.awarded), ("Honour",))
    assert awarded.domains == ("Agent", "Place", "Programme")
    assert (awarded.symmetric, awarded.act_class) == (False, "Conferral")
    assert ontology.properties["issued"].act_class is None


def test_roles_in_a_conferral_are_vivos_too(ontology: Ontology) -> None:
    vivo = "http://vivoweb.org/ontology/core#"
    roles = ontology.roles["Conferral"]
    assert roles.subject == (vivo + "relates", str(KG.recipient))
    assert roles.object == (vivo + "relates", str(KG.honour))
    assert roles.authority == (vivo + "assignedBy",)


def test_who_may_be_awarded_may_be_the_recipient(ontology: Ontology) -> None:
    """The ends of a property whose claims have an act fit the ranges of that act's roles."""
    misfits = []
    for prop in ontology.properties.values():
        if prop.act_class:
            roles = ontology.roles[prop.act_class]
            for ends, role_names in ((prop.domains, roles.subject), (prop.ranges, roles.object)):
                for role in (URIRef(role) for role in role_names if role.startswith(str(KG))):
                    admitted = [name(cls) for p in (RDFS.range, SCHEMA.rangeIncludes) for cls in GRAPH.objects(role, p)]
                    misfits += [(prop.name, end, name(role)) for end in ends if not ontology.is_any(end, admitted)]
    assert misfits == []


def test_every_property_of_the_ontology_that_has_a_domain_admits_what_a_build_says(built: Graph) -> None:
    """A built graph uses kg: properties only where their domain admits the subject."""
    misfits = set()
    for prop in PROPERTIES:
        domains = {*GRAPH.objects(prop, RDFS.domain), *GRAPH.objects(prop, SCHEMA.domainIncludes)}
        for subject in set(built.subjects(prop)):
            classes = {above for cls in built.objects(subject, RDF.type) for above in ancestors(cls)}
            if domains and not domains & classes:
                misfits.add((name(prop), *sorted(name(cls) for cls in built.objects(subject, RDF.type))))
    assert misfits == set()


def test_every_kg_term_of_a_built_graph_is_in_the_ontology(built: Graph) -> None:
    used = {term for triple in built for term in triple if str(term).startswith(str(KG))}
    assert used - {*TERMS, URIRef(str(KG).rstrip("#"))} == set()


@pytest.fixture(scope="module")
def built() -> Graph:
    from kg.pipeline.triples import all_triples
    from kg.tables.checks import read_checked
    from tests.conftest import CASES

    checked = read_checked(CASES / "two-reports")
    return Graph().parse(data="".join(all_triples(checked)), format="ntriples")


def ancestors(cls: Node) -> set[Node]:
    return set(GRAPH.transitive_objects(cls, RDFS.subClassOf))


def test_another_file_can_be_read_as_the_ontology(tmp_path: Path) -> None:
    path = tmp_path / "small.ttl"
    path.write_text(
        f"""@prefix kg: <{KG}> . @prefix owl: <{OWL}> . @prefix rdfs: <{RDFS}> .
        kg:Thing rdfs:subClassOf kg:Entity .
        kg:meets a kg:ClaimProperty , owl:SymmetricProperty ; rdfs:domain kg:Thing .""",
        "utf-8",
    )
    ontology = read_ontology(path)
    assert ontology.classes == {"Entity", "Thing"}
    assert ontology.properties["meets"].symmetric
    assert ontology.properties["meets"].ranges == ()
    assert ontology.tokens == {}


# Machado, Oliveira and Fernandes 2009 (IEEE TVCG 15(6)), severity 1, on linear RGB
_VISION = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}


def seen(colour: str, vision: str) -> tuple[float, float, float]:
    """A colour as CIELAB under a kind of vision (sRGB, D65)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    r, g, b = (
        min(1, max(0, sum(weight * c for weight, c in zip(row, linear, strict=True)))) for row in _VISION[vision]
    )
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
    )
    x, y, z = (c ** (1 / 3) if c > 0.008856 else 7.787 * c + 16 / 116 for c in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("vision", _VISION)
def test_classes_can_be_told_apart_whatever_colours_one_sees(vision: str) -> None:
    """Those of one shape by their colours, at a distance of 10 in CIELAB at the least."""
    styles = {(str(GRAPH.value(cls, KG.shape)), str(GRAPH.value(cls, KG.colour))) for cls in GRAPH.subjects(KG.colour)}
    assert len(styles) > 10
    for shape, colour in styles:
        for other in (found for of, found in styles if of == shape and found != colour):
            pairs = zip(seen(colour, vision), seen(other, vision), strict=True)
            assert sum((a - b) ** 2 for a, b in pairs) ** 0.5 > 10, (shape, colour, other)


def test_what_this_version_renamed_is_gone_and_what_it_is_now_is_there(ontology: Ontology) -> None:
    """The hints of SPARQL tell of the same properties (kg/sparql/known.json)."""
    from kg.sparql.graph_terms import known
    from kg.tables.renamed import renamings

    told = [one for one in renamings().values() if one.of == "predicate"]
    assert len(told) == 32
    for one in told:
        assert one.old not in ontology.properties
        assert one.new in ontology.properties
        assert one.phase in ("", *ontology.tokens["Phase"])
        assert known()["instead"][str(KG[one.old])] == f"kg:{one.new}"
