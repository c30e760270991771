"""An id that gave way to another is still found: by every command, in Python and in SPARQL, and nothing counts it."""

import pytest

import kg
from kg.lookup.counts import counts
from kg.lookup.lookup import Lookup
from kg.names.folding import FORMER, Name
from kg.names.search import EXACT
from kg.sparql.results import Answer, Solutions
from kg.store.embedded import EmbeddedStore
from tests.conftest import Cli
from tests.test_names import index_of

FORMER_ID, ID = "440402-three-unifications", "cn-three-unifications"
DUPLICATE, STAYS = "440402-decision-making-procedure", "cn-major-decision-procedure"


@pytest.mark.parametrize("before", ["", "kgr:", "https://w3id.org/honours-kg/id/"])
def test_it_finds_the_thing_that_stays_alone(store: EmbeddedStore, before: str) -> None:
    for former, current in ((FORMER_ID, ID), (DUPLICATE, STAYS)):
        assert [(hit.name.thing, hit.rank) for hit in store.names.find(before + former)] == [(current, EXACT)]
        assert Lookup(store).only(before + former).id == current


def test_what_the_thing_was_called_names_the_one_that_stays(store: EmbeddedStore) -> None:
    assert [thing.id for thing in Lookup(store).find("Decision-making Procedure")] == [STAYS]


@pytest.mark.parametrize(
    "command",
    [
        ["who", FORMER_ID],
        ["show", FORMER_ID],
        ["find", FORMER_ID],
        ["path", FORMER_ID, "香洲区"],
        ["ask", "parts-of-programme", "--programme", FORMER_ID],
        ["ask", "statements-about", "--thing", FORMER_ID],
    ],
    ids=" ".join,
)
def test_every_command_takes_it_for_the_id_that_stays(cli: Cli, command: list[str]) -> None:
    former = cli(*command, "--lang", "zh")
    current = cli(*(ID if word == FORMER_ID else word for word in command), "--lang", "zh")
    assert former.code == current.code == 0
    assert former.out.replace(FORMER_ID, ID).split() == current.out.split()


def test_python_takes_it_too() -> None:
    g = kg.open()
    assert g.find(FORMER_ID)[0].thing.id == ID
    assert g.who(FORMER_ID) == g.who(ID)


def test_sparql_tells_what_it_is_now(store: EmbeddedStore) -> None:
    result = store.query(f"SELECT ?now {{ kgr:{FORMER_ID} dcterms:isReplacedBy+ ?now }}")
    assert isinstance(result, Solutions)
    (solution,) = result
    assert solution["now"] is not None
    assert solution["now"].value.endswith(f"/{ID}")


def test_it_has_no_class_and_no_statement_and_is_in_no_count(store: EmbeddedStore) -> None:
    said = store.query(f"ASK {{ kgr:{FORMER_ID} a|kg:class|^rdf:subject|^rdf:object|^kg:about|kg:mention ?o }}")
    assert isinstance(said, Answer)
    assert not said.value
    counted = sum(count.count for count in counts(Lookup(store))["class"])
    assert counted == len(list(Lookup(store).all_things()))


def test_it_is_found_as_a_whole_only() -> None:
    names = [Name("cn-b", "统一", "label"), Name("cn-b", "440402-b", FORMER)]
    with index_of(*names) as index:
        assert [hit.name.thing for hit in index.find("440402-b")] == ["cn-b"]
        assert index.find("440402") == index.find("b") == []
        assert index.beginning("440402") == []
