"""The ways between two things, and who holds the graph together."""

import json
from collections import Counter

import pytest

from kg.errors import AmbiguousNameError, NotFoundError, WrongClassError
from kg.graph import Graph
from kg.lookup.lookup import Lookup
from kg.network.paths import ways
from kg.network.standings import standings
from kg.pipeline.generation import open_store
from kg.store.embedded import EmbeddedStore
from kg.vocabulary import Language
from tests.conftest import CASES, Case, Cli, Kg

COURT, BUREAU = "440402-peoples-court", "440402-education-bureau"
MAOSHENG = "440402-maosheng-community"
WORKSTATION, DISTRICT = "440402-offcampus-training-workstation", "440402-xiangzhou-district"


@pytest.fixture(scope="module")
def lookup(store: EmbeddedStore) -> Lookup:
    return Lookup(store, Language.EN)


@pytest.fixture(scope="module")
def made_up() -> Lookup:
    return Lookup(open_store(CASES / "base"))


def test_the_shortest_way_between_founders_is_what_they_founded(store: EmbeddedStore, lookup: Lookup) -> None:
    found = ways(Lookup(store), lookup.only(COURT), lookup.only(BUREAU))
    assert [thing.id for thing in found[0].things] in (
        [COURT, WORKSTATION, BUREAU],
        [COURT, DISTRICT, BUREAU],
    )
    (way,) = [way for way in found if way.things[1].id == WORKSTATION]
    assert [[claim.predicate for claim in step] for step in way.steps] == [["founded"], ["founded"]]
    assert all("联合设立" in claim.receipt.quote for step in way.steps for claim in step)


def test_no_way_leads_through_what_is_left_out(store: EmbeddedStore, lookup: Lookup) -> None:
    for every in (False, True):
        found = ways(
            lookup, lookup.only(COURT), lookup.only(BUREAU), max_hops=4, every=every, without=[lookup.only(WORKSTATION)]
        )
        assert all(WORKSTATION not in {thing.id for thing in way.things} for way in found)


def test_all_ways_come_shortest_first_and_the_same_each_time(store: EmbeddedStore, lookup: Lookup) -> None:
    start, end = lookup.only("茂盛社区"), lookup.only("440402-shishan-subdistrict")
    found = ways(Lookup(store), start, end, max_hops=5, every=True)
    lengths = [len(way.steps) for way in found]
    assert lengths == sorted(lengths)
    assert max(lengths) <= 5
    assert found == ways(Lookup(store), start, end, max_hops=5, every=True)
    for way in found:
        assert (way.things[0], way.things[-1]) == (start, end)
        for (one, other), step in zip(zip(way.things, way.things[1:], strict=False), way.steps, strict=True):
            assert all({claim.subject, claim.object} == {one, other} for claim in step)


def test_there_is_no_way_beyond_the_hops_allowed(store: EmbeddedStore, lookup: Lookup) -> None:
    assert ways(Lookup(store), lookup.only(COURT), lookup.only(BUREAU), max_hops=1) == []


@pytest.mark.parametrize("every", [False, True])
def test_a_way_of_just_the_hops_allowed_is_found(every: bool, made_up: Lookup) -> None:
    ends = made_up.only("990102-peoples-court"), made_up.only("990102-peoples-government")
    (way,) = ways(made_up, *ends, max_hops=3, every=every)
    assert [thing.id for thing in way.things[1:-1]] == ["990102-mediation-station", "990102-justice-bureau"]
    assert ways(made_up, *ends, max_hops=2, every=every) == []


def test_who_conferred_an_honour_is_tied_over_it_to_who_received_it(lookup: Lookup) -> None:
    commission, bureau = lookup.only("cn-nmpa"), lookup.only("440402-market-regulation-bureau")
    (way,) = ways(lookup, commission, bureau)
    assert [thing.id for thing in way.things] == [commission.id, "cn-drug-law-education-base", bureau.id]
    assert [[claim.subject for claim in step] for step in way.steps] == [[bureau], [bureau]]
    assert {link.entity for link in lookup.who(commission)} == {bureau}
    (standing,) = [standing for standing in standings(lookup) if standing.thing == commission]
    assert standing.degree == len(lookup.who(commission))
    assert commission not in {s.thing for s in standings(lookup, without=[lookup.only("cn-drug-law-education-base")])}


def test_a_degree_counts_the_claims_of_a_thing(lookup: Lookup) -> None:
    found = {standing.thing: standing.degree for standing in standings(lookup)}
    of = lookup.claims_of(found)
    assert found == {thing: len(claims) for thing, claims in of.items()}


def test_the_district_holds_the_graph_together(store: EmbeddedStore) -> None:
    found = standings(Lookup(store))
    assert found[0].thing.id == DISTRICT
    assert found[0].betweenness == max(standing.betweenness for standing in found)
    sizes = Counter(standing.community for standing in found)
    assert [sizes[number] for number in range(1, len(sizes) + 1)] == sorted(sizes.values(), reverse=True)
    assert len(sizes) > 1
    assert found == standings(Lookup(store))


def test_communities_are_told_largest_first_and_what_has_no_link_is_left_out(case: Case) -> None:
    """Of those of one size, that with the smallest member comes first."""
    folder = case("base")
    with (folder / "entities.csv").open("a", encoding="utf-8") as table:
        table.write("990101-court,Court,甲法院,Court A,,,,,,\n990103-court,Court,乙法院,Court B,,,,,,\n")
    with (folder / "relations.csv").open("a", encoding="utf-8") as table:
        ends, evidence = (
            "990103-court,relatedTo,990101-court",
            "asserted,,implied,yes,,990102-2023,s0,依法行政,,Invented.",
        )
        table.write(f"990102-2023-r006,{ends},,,,,,,,,{evidence}\n")
    made_up = Lookup(open_store(folder))
    communities: dict[int, set[str]] = {}
    for standing in standings(made_up):
        communities.setdefault(standing.community, set()).add(standing.thing.id)
    assert communities == {
        1: {"990102-justice-bureau", "990102-peoples-government", "990000-legal-publicity-unit"},
        2: {"990101-court", "990103-court"},
        3: {"990102-mediation-station", "990102-peoples-court"},
        4: {"990102-qingrong-district", "cn-law-based-administration"},
    }
    assert {thing.id for thing in made_up.all_things()} - set().union(*communities.values()) == {
        "990000-nanyu",
        "990102-2023",
    }


def test_a_name_that_names_several_things_is_told_with_their_ids(lookup: Lookup) -> None:
    with pytest.raises(AmbiguousNameError, match="names 4 things; give one of their ids:\n  440309-justice-bureau"):
        lookup.only("司法局")
    with pytest.raises(WrongClassError, match="is of the class residents' community; expected is the class"):
        lookup.only("茂盛社区", "Court")
    with pytest.raises(NotFoundError):
        lookup.only("没有这个机构")


def test_the_command_line_tells_sentences_with_receipts(kg: Kg) -> None:
    told = kg("path", COURT, BUREAU, "--lang", "zh")
    assert told.returncode == 0, told.stderr
    assert "珠海市香洲区人民法院 设立 校外培训行业诉源治理工作站 (原文作“联合设立”; 全国首家)" in told.stdout
    assert "联合设立全国首家校外培训行业诉源治理工作站" in told.stdout
    records = json.loads(kg("path", COURT, BUREAU, "--format", "json").stdout)
    assert records[0][0][0]["receipt"]["quote"]
    none = kg("path", COURT, BUREAU, "--max-hops", "1")
    assert (none.returncode, none.stdout) == (1, "")
    assert "no way of up to 1 step leads from" in none.stderr


def test_the_command_line_tells_why_there_is_no_way(cli: Cli) -> None:
    hub = cli("path", "茂盛社区", "狮山街道", "--without", "香洲区")
    assert (hub.code, hub.out) == (1, "")
    assert " without Xiangzhou District, Zhuhai in what was read" in hub.err
    same = cli("path", "茂盛社区", MAOSHENG)
    assert (same.code, same.out) == (2, "")
    assert "are one thing: Maosheng Community" in same.err
    end = cli("path", "茂盛社区", "狮山街道", "--without", "狮山街道")
    assert (end.code, end.out) == (2, "")
    assert "cannot leave out where it begins or ends" in end.err


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", "药品法治宣传教育基地 (授予或批准：国家药品监督管理局; "),
        ("en", " (conferred or approved by National Medical Products Administration; "),
    ],
)
def test_a_claim_that_ties_two_steps_is_told_once_with_who_conferred(cli: Cli, language: str, told: str) -> None:
    done = cli("path", "国家药监局", "区市场监督管理局", "--lang", language)
    assert (done.code, done.out.count(told)) == (0, 1)
    steps = json.loads(cli("path", "国家药监局", "区市场监督管理局", "--format", "json").out)[0]
    assert [[claim["id"] for claim in step] for step in steps] == [["440402-2023-r008"], ["440402-2023-r008"]]


def test_chinese_words_go_round_their_object(cli: Cli) -> None:
    done = cli("path", "法治政府建设", "习近平法治思想", "--lang", "zh")
    assert "法治政府建设 以 习近平法治思想 为指导" in done.out
    assert "…" not in done.out


def test_a_list_that_is_cut_short_says_so(cli: Cli) -> None:
    some, many = (cli("path", COURT, BUREAU, "--all", "--max-hops", hops) for hops in ("3", "8"))
    assert some.err == ""
    assert "the first 50 ways" in many.err
    numbers = [line.split(".")[0] for line in many.out.splitlines() if line[0].isdigit()]
    assert numbers == [str(number) for number in range(1, 51)]


def test_a_name_on_the_way_may_have_a_typing_error(cli: Cli) -> None:
    misspelt, read = "区市场监督理局", "区市场监督管理局"
    done, wanted = (cli("path", name, "香洲区司法局", "--format", "json") for name in (misspelt, read))
    assert done.code == 0
    assert done.err == f"nothing is called '{misspelt}'; read instead: {read}\n"
    assert json.loads(done.out) == [
        [[claim | {"asked": misspelt, "read": read} for claim in step] for step in way]
        for way in json.loads(wanted.out)
    ]
    assert cli("path", "茂胜社区", "拱北街道").code == 1


def test_python_asks_finds_and_sees_a_network(store: EmbeddedStore) -> None:
    graph = Graph(store)
    (row,) = graph.ask("honours-of", language="zh", institution="香洲区司法局")
    assert row.cells["honour"] == "全国组织宣传人民调解工作先进集体"
    assert graph.find("茂胜社区", type="Institution")[0].thing.id == "440402-maosheng-community"
    assert graph.find("fqsgzf")[0].thing.id == "cn-fengqiao-work-method"
    network = graph.network()
    assert {data["predicate"] for data in network[COURT][WORKSTATION].values()} == {"founded"}
