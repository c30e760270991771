"""The same lookups answer alike from every store: the embedded one, and the graph on two servers of others.

What a server answers otherwise, or refuses, is listed with what it says; all else is a difference to be found here.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest

from kg.export.files import export
from kg.export.parts import Part
from kg.lookup.ask import ask
from kg.lookup.counts import counts
from kg.lookup.lookup import Lookup
from kg.lookup.places import places_in
from kg.lookup.records import AnswerRow, Narrowing
from kg.network.paths import named_ways
from kg.network.standings import standings
from kg.questions.catalogue import catalogue
from kg.rdf.terms import Literal, NamedNode
from kg.sparql.results import Answer, Result, Solutions
from kg.store.embedded import EmbeddedStore
from kg.store.endpoint.filling import fill
from kg.store.endpoint.settings import place_of
from kg.store.endpoint.store import EndpointStore
from kg.store.store import Store
from kg.vocabulary import Language, expand, mint_iri
from tests.conftest import Cli
from tests.servers import NoServerError, Server, is_required, oxigraph, virtuoso

STORES: Final = ("embedded", "oxigraph", "virtuoso")
XIANGZHOU: Final = "440402-xiangzhou-district"

_TEXT: Final = "gives a text for an IRI that a query computes (IF), and no error"
OTHERWISE: Final[dict[tuple[str, str], str]] = {
    ("virtuoso", "changes-between-reports"): "37000 Error SP031: SPARQL compiler: Internal error: sparp_find_origin_…",
    ("virtuoso", "most-linked"): "37000 Error TR...: transitive start not given",
    ("virtuoso", "figures"): "finds nothing, and no error",
    ("virtuoso", "indicator-over-places"): "finds nothing, and no error",
    ("virtuoso", "things-of-class"): "leaves out six things of seven, and no error",
    ("virtuoso", "honours-by-province"): _TEXT,
    ("virtuoso", "programme-in-places"): _TEXT,
    ("virtuoso", "told-over-time"): _TEXT,
    ("virtuoso", "rates"): "gives the number 1 for a boolean that a query computes, and no error",
    ("virtuoso", "claims"): "leaves out, without an error, some of what a long property path reaches",
}
"""What a server does otherwise, by its name and the case's; each case is skipped there with the reason."""

QUERIES: Final = {
    "ask": "ASK { ?s a kg:Claim }",
    "ask, no": "ASK { ?s a kg:Nothing }",
    "optional": "SELECT ?s ?en { ?s a kg:HonoraryTitle OPTIONAL { ?s rdfs:label ?en FILTER(LANG(?en) = 'en') } }",
    "union": "SELECT ?s { { ?s a kg:HonoraryTitle } UNION { ?s a kg:Report } }",
    "minus": "SELECT ?s { ?s a kg:Entity MINUS { ?s a kg:Place } }",
    "not exists": "SELECT ?s { ?s a kg:Entity FILTER NOT EXISTS { ?s owl:deprecated true } }",
    "path": f"SELECT ?place {{ ?place kg:within+ kgr:{XIANGZHOU} }}",
    "path or none": f"SELECT ?place {{ ?place kg:within* kgr:{XIANGZHOU} }}",
    "path, both ways": f"SELECT DISTINCT ?o {{ kgr:{XIANGZHOU} ^kg:within/^kg:jurisdiction ?o }}",
    "subclasses": "SELECT ?thing { ?thing kg:class/rdfs:subClassOf* kg:Honour }",
    "counts": "SELECT ?p (COUNT(*) AS ?n) { ?c a kg:Claim ; rdf:predicate ?p } GROUP BY ?p HAVING (COUNT(*) > 3)",
    "count, distinct": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?c rdf:subject ?s }",
    "least, most, all": (
        "SELECT ?p (MIN(STR(?s)) AS ?least) (MAX(STR(?s)) AS ?most) { ?c rdf:predicate ?p ; rdf:subject ?s }"
        " GROUP BY ?p"
    ),
    "subselect": "SELECT ?s ?n { { SELECT ?s (COUNT(*) AS ?n) { ?c rdf:subject ?s } GROUP BY ?s } FILTER(?n > 5) }",
    "bind": "SELECT ?s ?text { ?s a kg:HonoraryTitle ; rdfs:label ?l BIND(CONCAT(STR(?l), '!') AS ?text) }",
    "values": f"SELECT ?s ?label {{ VALUES ?s {{ kgr:{XIANGZHOU} }} ?s rdfs:label ?label }}",
    "contains": "SELECT ?s { ?s rdfs:label ?label FILTER(CONTAINS(?label, '枫桥')) }",
    "regex": "SELECT ?s { ?s rdfs:label ?label FILTER(REGEX(?label, '^Fengqiao', 'i')) }",
    "replace": "SELECT ?id { ?s a kg:Report BIND(REPLACE(STR(?s), '^.*/', '') AS ?id) }",
    "language": "SELECT ?s { ?s rdfs:label ?label FILTER(LANGMATCHES(LANG(?label), 'zh')) }",
    "order, limit": "SELECT ?s { ?s a kg:HonoraryTitle } ORDER BY DESC(STR(?s)) LIMIT 7 OFFSET 2",
    "in": "SELECT ?c { ?c rdf:predicate ?p FILTER(?p IN (kg:awarded, kg:founded)) }",
    "if, coalesce": "SELECT ?c (IF(BOUND(?l), STR(?l), 'no') AS ?level) { ?c a kg:Claim OPTIONAL { ?c kg:level ?l } }",
    "numbers": "SELECT ?f ?v { ?f a kg:Figure ; kg:value ?v FILTER(?v > 100) }",
    "construct": "CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s a kg:HonoraryTitle ; rdfs:label ?l }",
    "no solutions": "SELECT ?s { ?s a kg:Nothing }",
}
TYPED: Final = (
    "枫桥", "楓橋", "fengqiao", "Fengqiao", "fq", "fengq", "香洲区司法局", "区司法局", "司法局", "qiaojingyan",
    "feng qiao",
    "work method fengqiao", "method", XIANGZHOU, f"kgr:{XIANGZHOU}", mint_iri(XIANGZHOU), "440309-2019", "香", "2019",
)  # fmt: skip
"""What people type: whole names, beginnings, pinyin and initials, parts, words in another order, ids."""


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Server]]:
    with ExitStack() as stack:
        yield _Started(stack, tmp_path_factory)


class _Started(dict[str, Server]):
    """Servers, each started when it is asked for, until the end of the tests."""

    def __init__(self, stack: ExitStack, folders: pytest.TempPathFactory) -> None:
        self._stack, self._folders = stack, folders

    def __missing__(self, name: str) -> Server:
        start = {"oxigraph": oxigraph, "virtuoso": virtuoso}[name]
        try:
            self[name] = self._stack.enter_context(start(self._folders.mktemp("server")))
        except NoServerError as error:
            if is_required():
                pytest.fail(str(error))
            pytest.skip(str(error))
        return self[name]


@pytest.fixture(scope="module", params=STORES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def answering(name: str, servers: dict[str, Server], store: EmbeddedStore) -> Iterator[Store]:
    """One of the stores, with the same graph in it."""
    if name == "embedded":
        yield store
        return
    server = servers[name]
    place = place_of(server.endpoint, {})
    filled = fill(store, place, update=server.update)
    assert (filled.triples, filled.is_old) == (len(store), False)
    remote = EndpointStore(place)
    yield remote
    remote.close()


@pytest.fixture
def case(request: pytest.FixtureRequest, name: str) -> str:
    """The name of the case; skipped where the server is known to do otherwise."""
    case = str(request.param)
    if reason := OTHERWISE.get((name, case)):
        pytest.skip(f"{name}: {reason}")
    return case


def of(*cases: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, indirect=True)


def plain(result: Result) -> object:
    """A result as what is compared: solutions and triples in no order."""
    if isinstance(result, Answer):
        return result.value
    if isinstance(result, Solutions):
        return result.variables, sorted(tuple(map(str, row.values())) for row in result)
    return sorted(map(str, result))


def test_what_is_skipped_is_a_case() -> None:
    cases = {*QUERIES, *TYPED, *catalogue(), *map(str, Part), *COMMANDS}
    assert {(name, case) for name, case in OTHERWISE if name not in STORES or case not in cases} == set()


# ---- What is in it


def test_it_holds_the_same_triples(answering: Store, store: EmbeddedStore) -> None:
    assert len(answering) == len(store)
    assert set(map(str, answering.triples())) == set(map(str, store.triples()))


def test_it_describes_many(answering: Store, store: EmbeddedStore) -> None:
    iris = [iri for iri, _ in store.pairs(expand("rdf:type"), [expand("kg:Claim")])]
    asked = [*iris, mint_iri(XIANGZHOU), mint_iri("nothing-is-called-so")]
    assert len(asked) > 500
    assert answering.describe_many(asked) == store.describe_many(asked)
    assert answering.describe_many([]) == {}


@pytest.mark.parametrize("curie", ["rdf:type", "kg:within", "rdfs:subClassOf", "rdfs:label", "dcterms:nothing"])
def test_it_pairs(answering: Store, store: EmbeddedStore, curie: str) -> None:
    assert answering.pairs(expand(curie)) == store.pairs(expand(curie))
    ends = [expand("kg:Claim"), mint_iri(XIANGZHOU), expand("kg:Entity")]
    assert answering.pairs(expand(curie), ends) == store.pairs(expand(curie), ends)
    assert answering.pairs(expand(curie), []) == []


# ---- Queries


@of(*QUERIES)
def test_it_answers_a_query(answering: Store, store: EmbeddedStore, case: str) -> None:
    expected, found = plain(store.query(QUERIES[case])), plain(answering.query(QUERIES[case]))
    assert found == expected


@of("word", "iri", "several")
def test_terms_take_the_place_of_variables(answering: Store, store: EmbeddedStore, case: str) -> None:
    query, bindings = {
        "word": ("SELECT ?s ?l { ?s rdfs:label ?label FILTER(CONTAINS(?label, ?l)) }", {"l": Literal("枫'\\\"} 桥")}),
        "iri": ("SELECT ?s ?p ?o { ?s ?p ?o }", {"s": NamedNode(mint_iri(XIANGZHOU))}),
        "several": (
            "SELECT ?p ?tag ?o { ?p rdfs:label ?o FILTER(LANG(?o) = ?tag) }",
            {"p": NamedNode(expand("kg:awarded")), "tag": Literal("en")},
        ),
    }[case]
    expected = plain(store.query(query, bindings))
    assert plain(answering.query(query, bindings)) == expected


# ---- Names


@of(*TYPED)
def test_it_finds_by_name(answering: Store, store: EmbeddedStore, case: str) -> None:
    found = [(hit.name.thing, hit.rank) for hit in answering.names.find(case, 20)]
    expected = [(hit.name.thing, hit.rank) for hit in store.names.find(case, 20)]
    assert found
    assert sorted(found) == sorted(expected)
    ranks = [rank for _, rank in found]
    assert ranks == sorted(ranks)
    assert answering.names.exactly(case) == store.names.exactly(case)


def test_it_has_the_same_names(answering: Store, store: EmbeddedStore) -> None:
    assert answering.names.count() == store.names.count()
    assert list(answering.names.all()) == list(store.names.all())
    assert list(answering.names.of(XIANGZHOU)) == list(store.names.of(XIANGZHOU))
    assert answering.names.beginning("香洲") == store.names.beginning("香洲")
    assert answering.names.simplified("楓橋") == "枫桥"
    assert answering.names.find("nothing is called so") == []
    assert answering.names.suggestions("香洲区司法厅") != []


# ---- Lookups


@of(*catalogue())
def test_it_answers_a_question_of_the_catalogue(answering: Store, store: EmbeddedStore, case: str) -> None:
    question = catalogue()[case]
    given = {p.name: p.example for p in question.parameters if p.required}
    assert told(ask(Lookup(answering), question, given)) == told(ask(Lookup(store), question, given))


def told(rows: list[AnswerRow]) -> list[str]:
    """Rows in no order, as those of equal rank and the records of a GROUP_CONCAT have none (SPARQL 1.1, 18.5.1.7)."""
    return sorted(str((row.cells, row.receipt, sorted(of.id for of in row.records), row.ids)) for row in rows)


def test_it_knows_who_is_linked_to_whom(answering: Store, store: EmbeddedStore) -> None:
    for language in Language:
        lookup, expected = Lookup(answering, language), Lookup(store, language)
        for typed, hops in (("枫桥", 1), ("香洲区司法局", 2)):
            found, wanted = ([[*of.linked(thing, hops)] for thing in of.find(typed)] for of in (lookup, expected))
            assert found == wanted != []
        thing = lookup.only("香洲区司法局")
        assert lookup.card(thing) == expected.card(thing)


def test_it_narrows(answering: Store, store: EmbeddedStore) -> None:
    narrowing = Narrowing(place="珠海市", year=2023, stated_only=True)
    lookup, expected = (Lookup(of).within(narrowing) for of in (answering, store))
    assert lookup.all_claims() == expected.all_claims() != []
    assert [of.thing for of in lookup.search("司法")] == [of.thing for of in expected.search("司法")]
    assert places_in(answering, mint_iri(XIANGZHOU)) == places_in(store, mint_iri(XIANGZHOU)) != frozenset()


def test_it_counts(answering: Store, store: EmbeddedStore) -> None:
    for language in Language:
        found, expected = counts(Lookup(answering, language)), counts(Lookup(store, language))
        assert found.keys() == expected.keys()
        for kind, of in expected.items():
            assert sorted(found[kind], key=str) == sorted(of, key=str)
    assert standings(Lookup(answering)) == standings(Lookup(store))


def test_it_finds_ways(answering: Store, store: EmbeddedStore) -> None:
    ends = ("茂盛社区", "狮山街道")
    assert named_ways(Lookup(answering), *ends) == named_ways(Lookup(store), *ends) != []


# ---- Exports


@pytest.mark.parametrize("file", ["all.nt", "all.csv"])
def test_an_export_is_the_same_to_the_byte(answering: Store, store: EmbeddedStore, file: str, tmp_path: Path) -> None:
    for folder, of in (("one", answering), ("other", store)):
        (tmp_path / folder).mkdir()
        export(Lookup(of), tmp_path / folder / file)
    found = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert found == {path.name: path.read_bytes() for path in (tmp_path / "other").iterdir()}


@of(*Part)
def test_a_part_is_the_same_to_the_byte(answering: Store, store: EmbeddedStore, case: str, tmp_path: Path) -> None:
    for file, of in (("one.nt", answering), ("other.nt", store)):
        export(Lookup(of), tmp_path / file, Part(case))
    assert (tmp_path / "one.nt").read_bytes() == (tmp_path / "other.nt").read_bytes()


# ---- The command line

COMMANDS: Final = {
    "find": ("find", "枫桥"),
    "who": ("who", "枫桥", "--format", "csv"),
    "show": ("show", "香洲区司法局"),
    "show json": ("show", "440402-2023-r017", "--format", "json"),
    "ask": ("ask", "honours-of", "--institution", "香洲区司法局", "--receipts"),
    "path": ("path", "茂盛社区", "狮山街道"),
    "stats": ("stats", "--lang", "zh"),
    "query": ("query", "SELECT ?s ?l { ?s a kg:HonoraryTitle ; rdfs:label ?l } ORDER BY STR(?s) STR(?l)"),
    "query csv": ("query", "SELECT ?s { ?s a kg:HonoraryTitle } ORDER BY ?s", "--format", "csv"),
    "query turtle": ("query", "CONSTRUCT { ?s a kg:Report } WHERE { ?s a kg:Report }"),
    "query ask": ("query", "ASK { ?s a kg:Report }"),
}


@of(*COMMANDS)
def test_a_command_prints_the_same(
    answering: Store, name: str, servers: dict[str, Server], case: str, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = cli(*COMMANDS[case])
    assert expected.code == 0
    if name == "embedded":
        pytest.skip("it is what the others are held against")
    found = cli(*COMMANDS[case], "--endpoint", servers[name].endpoint)
    assert (found.code, found.out) == (0, expected.out)
    monkeypatch.setenv("KG_ENDPOINT", servers[name].endpoint)
    monkeypatch.delenv("KG_DATA")
    assert cli(*COMMANDS[case]).out == expected.out


def test_whole_graphs_fill_a_server_too(
    name: str, servers: dict[str, Server], store: EmbeddedStore, tmp_path: Path
) -> None:
    if name == "embedded":
        pytest.skip("nothing is loaded there")
    server = servers[name]
    place = place_of(f"{server.query}?default-graph-uri=https://example.org/whole", {})
    assert not fill(store, place, graph_store=server.store).is_old
    remote = EndpointStore(place)
    assert set(map(str, remote.triples())) == set(map(str, store.triples()))
    assert remote.names.count() == store.names.count()
    remote.close()
    assert fill(store, place, graph_store=server.store).is_old


def test_what_is_there_is_not_loaded_again(
    answering: Store, name: str, servers: dict[str, Server], data: Path, cli: Cli
) -> None:
    if name == "embedded":
        pytest.skip("nothing is loaded there")
    done = cli("load", "--endpoint", servers[name].endpoint, "--update", servers[name].update, "--data", data)
    assert (done.code, done.out.split(":")[0]) == (0, "up to date")
    assert os.environ["KG_DATA"] == str(data)
