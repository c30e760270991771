"""What is linked to a thing: all of it is there, the most telling first, and no more is read than is shown."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.graph import Graph
from kg.lookup.links import THROUGH, Linked, bundles, first, in_batches, total
from kg.lookup.lookup import Lookup
from kg.lookup.records import PAGE, Card, Claim, Link, Narrowing, Thing
from kg.store.embedded import EmbeddedStore
from kg.vocabulary import mint_iri
from kg.web.app import create_app
from kg.web.http.current import Current
from tests.conftest import Cli
from tests.web import Client

DISTRICT = "440402-xiangzhou-district"
METHOD = "cn-fengqiao-work-method"

Ids = tuple[str, str, tuple[str, ...]]


@pytest.fixture(scope="module")
def lookup(store: EmbeddedStore) -> Lookup:
    return Lookup(store)


@pytest.fixture(scope="module")
def client(store: EmbeddedStore, data: Path) -> Client:
    return Client(create_app(Current(data, workers=1)))


def ids(links: list[Link]) -> list[Ids]:
    return [(link.entity.id, link.claim.id, tuple(claim.id for claim in link.way)) for link in links]


def reference(lookup: Lookup, thing: Thing, hops: int, *, stand_ins: bool = False) -> Iterator[Ids]:
    """The links of a thing by all that is claimed of it, and of what is in between."""

    def other(one: Thing, claim: Claim) -> Thing:
        return claim.object if one == claim.subject else claim.subject

    honours = lookup.classes_below("Honour")
    for near in lookup.claims_of([thing])[thing]:
        middle = other(thing, near)
        yield middle.id, near.id, ()
        if hops == 1 and (middle.type not in honours or near.predicate == "awarded"):
            continue
        for far in lookup.claims_of([middle])[middle]:
            if hops == 1 and (far.predicate != "awarded" or far.object != middle):
                continue
            stands = any(lookup.stands_in(middle, claim) for claim in (near, far))
            if far.id != near.id and other(middle, far) != thing and (hops == 1 or stand_ins or not stands):
                yield other(middle, far).id, far.id, (near.id,)


def test_everything_has_the_links_that_its_claims_make(lookup: Lookup) -> None:
    through = 0
    for thing in lookup.all_things():
        found = ids(lookup.who(thing))
        assert sorted(found) == sorted(reference(lookup, thing, 1)), thing.id
        assert lookup.linked(thing).count == len(found)
        through += any(way for _, _, way in found)
    assert through > 0


@pytest.mark.parametrize("stand_ins", [False, True])
def test_two_hops_lead_on_from_each_link(lookup: Lookup, stand_ins: bool) -> None:
    for id in ("440402-peoples-court", METHOD):
        thing = lookup.thing(mint_iri(id))
        linked = lookup.linked(thing, 2, stand_ins=stand_ins)
        assert sorted(ids(list(linked))) == sorted(reference(lookup, thing, 2, stand_ins=stand_ins))
        assert linked.count is None


@pytest.mark.parametrize(
    "narrowing",
    [
        Narrowing(predicate="awarded"),
        Narrowing(level="national", year=2023),
        Narrowing(report="440402-2023", stated_only=True),
        Narrowing(of="440400-zhuhai", type="Institution"),
    ],
)
def test_what_is_narrowed_is_counted_and_is_what_passes(lookup: Lookup, narrowing: Narrowing) -> None:
    within = lookup.within(narrowing)
    passing = 0
    for id in (DISTRICT, METHOD, "440402-peoples-government"):
        thing = lookup.thing(mint_iri(id))
        linked = within.linked(thing)
        found = list(linked)
        assert found == lookup.narrowed(lookup.who(thing), within.narrowing)
        assert linked.count == len(found)
        passing += len(found)
    assert passing > 0


def test_acts_come_first_and_mere_mentions_last(lookup: Lookup) -> None:
    kinds = [link.claim.predicate for link in lookup.who(lookup.thing(mint_iri(DISTRICT)))]
    assert list(dict.fromkeys(kinds))[:2] == ["awarded", "founded"]
    ends = {end for claim in lookup.all_claims() if claim.predicate == "relatedTo" for end in claim.ties[0]}
    told = {thing: list(dict.fromkeys(link.claim.predicate for link in lookup.who(thing))) for thing in ends}
    several = [kinds for kinds in told.values() if len(kinds) > 1]
    assert several
    assert all(kinds[-1] == "relatedTo" for kinds in several)


def test_a_bundle_is_read_as_far_as_it_is_asked(lookup: Lookup) -> None:
    for bundle in bundles(lookup, lookup.thing(mint_iri(DISTRICT))):
        whole = list(bundle)
        assert len(bundle) == len(whole)
        assert bundle[1:3] == whole[1:3]
        assert bundle[len(whole) - 1] == whole[-1]
    (through,) = [of for of in bundles(lookup, lookup.thing(mint_iri(METHOD))) if of.key == THROUGH]
    assert all(told.ways for told in through)
    assert through.links == sum(len(told.ways) for told in through)


def test_the_first_links_read_no_more_than_themselves(store: EmbeddedStore) -> None:
    some, every = Lookup(store), Lookup(store)
    thing = some.thing(mint_iri(DISTRICT))
    begun = len(some.descriptions)
    assert len(first([some.linked(thing)], 3)[0]) == 3
    assert len(list(every.linked(thing))) > PAGE
    assert len(some.descriptions) - begun < len(every.descriptions) / 2


class Counted(Linked):
    """A thing with so many links, each of them None."""

    def __init__(self, count: int | None, there: int) -> None:
        self._there = there
        self.__dict__["count"] = count

    def __iter__(self) -> Iterator[Link]:
        return iter([None] * self._there)  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("counts", "limit", "told"),
    [
        ([500, 2, 500], 100, [49, 2, 49]),
        ([1, 1], 100, [1, 1]),
        ([500, 500, 500], 2, [1, 1, 0]),
        ([500], 100, [100]),
        ([], 100, []),
    ],
)
def test_several_things_share_what_is_told(counts: list[int], limit: int, told: list[int]) -> None:
    things = [Counted(count, count) for count in counts]
    assert [len(of) for of in first(things, limit)] == told
    assert total(things) == sum(counts)
    assert total([*things, Counted(None, 7)]) is None


def test_batches_are_all_there_is() -> None:
    assert list(in_batches(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(in_batches([], 2)) == []


def test_the_command_line_tells_a_page_with_the_total_and_how_to_get_the_rest(cli: Cli, lookup: Lookup) -> None:
    count = lookup.linked(lookup.thing(mint_iri(DISTRICT))).count
    assert count is not None
    assert count > PAGE
    told = (
        f"{PAGE} of {count} links are shown, the most telling first; --limit NUMBER shows more, and --all all of them"
    )
    for format, lines in (("table", PAGE + 2), ("csv", PAGE + 1)):
        some, every = (cli("who", DISTRICT, "--format", format, *options) for options in ([], ["--all"]))
        assert (len(some.out.splitlines()), some.err) == (lines, f"{told}\n")
        assert (len(every.out.splitlines()), every.err) == (lines - PAGE + count, "")
    three = cli("who", DISTRICT, "--limit", "3", "--format", "json")
    assert f"3 of {count} links" in three.err
    every = cli("who", DISTRICT, "--all", "--format", "json")
    assert json.loads(three.out) == json.loads(every.out)[:3]
    assert every.out == json.dumps(json.loads(every.out), ensure_ascii=False, indent=1) + "\n"
    rows = list(csv.DictReader(io.StringIO(cli("who", DISTRICT, "--all", "--format", "csv").out)))
    assert [row["claim"] for row in rows] == [link["claim"]["id"] for link in json.loads(every.out)]


def test_with_two_hops_there_may_be_more(cli: Cli) -> None:
    told = cli("who", "440402-peoples-court", "--hops", "2", "--stand-ins", "--limit", "4")
    assert "the first 4 links are shown, and there may be more" in told.err
    whole = cli("who", "440402-education-bureau", "--hops", "2", "--limit", "5000")
    assert (whole.code, whole.err) == (0, "")


def test_a_card_tells_how_many_there_are(cli: Cli, store: EmbeddedStore, lookup: Lookup) -> None:
    count = lookup.linked(lookup.thing(mint_iri(DISTRICT))).count
    (card,) = json.loads(cli("show", DISTRICT, "--limit", "2", "--format", "json").out)
    assert card["totals"]["links"] == count
    assert [len(card[part]) for part in ("links", "figures")] == [2, 2]
    told = cli("show", DISTRICT, "--limit", "2")
    assert f"2 of {count} links are shown" in told.err
    assert f"2 of {card['totals']['figures']} figures are shown" in told.err
    every = cli("show", DISTRICT, "--all")
    assert every.err == ""
    assert len(every.out.splitlines()) > count + card["totals"]["figures"]
    records = Graph(store).show(DISTRICT, limit=2)
    assert f"2 of {count} links are shown" in records.note
    assert records.note in records._repr_html_()
    (whole,) = Graph(store).show(DISTRICT)
    assert isinstance(whole, Card)
    assert (len(whole.links), len(whole.figures)) == (whole.totals["links"], whole.totals["figures"])


def test_python_is_told_of_the_rest(store: EmbeddedStore) -> None:
    graph = Graph(store)
    some, every = graph.who(DISTRICT, limit=PAGE), graph.who(DISTRICT)
    assert (len(some), some.total) == (PAGE, len(every))
    assert list(some) == every[:PAGE]
    assert some.note == (f"{PAGE} of {len(every)} links are shown, the most telling first; limit=None gives all")
    assert (every.note, graph.who("茂盛社区", limit=PAGE).note) == ("", "")


def test_programs_are_answered_a_page_of_a_card(client: Client) -> None:
    told = client.get(f"/show/{DISTRICT}?limit=2").json()
    assert len(told["links"]) == 2 < told["totals"]["links"]
    assert client.get(f"/show/{DISTRICT}?limit=0").status_code == 400
