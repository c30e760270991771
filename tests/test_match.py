"""Names of somebody's own list against the graph: the matcher, and `kg match`, which writes the list back."""

import codecs
import csv
import io
import re
import shlex
from pathlib import Path

import pytest

from kg.lookup.gazetteer import ELSEWHERE, Gazetteer, Lies
from kg.lookup.lookup import Lookup
from kg.lookup.matching import LONGEST, WITH_PLACE, Candidate, Matcher, Wanted
from kg.names.folding import Name
from kg.store.embedded import EmbeddedStore
from kg.tabular.lists import read_list, with_columns
from kg.vocabulary import Language, mint_iri
from tests.conftest import CHECKOUT, Cli
from tests.payloads import CELLS, EVERY

XIANGZHOU, LONGHUA = "440402-justice-bureau", "440309-justice-bureau"


@pytest.fixture(scope="module")
def lookup(store: EmbeddedStore) -> Lookup:
    return Lookup(store, Language.ZH)


@pytest.fixture(scope="module")
def matcher(lookup: Lookup) -> Matcher:
    return Matcher(lookup)


def best(matcher: Matcher, name: str, *places: str, type: str = "", reports: tuple[str, ...] = ()) -> Candidate:
    return matcher.match(Wanted(name, type, places, reports))[0]


# ---- The matcher


@pytest.mark.parametrize(
    ("name", "score", "match"),
    [
        ("珠海市香洲区司法局", 100, "exact"),
        ("珠海市香洲區司法局", 100, "exact"),
        (" 珠海市 香洲区 司法局 ", 100, "exact"),
        ("Justice Bureau of Xiangzhou District, Zhuhai", 100, "exact"),
        ("JUSTICE BUREAU OF XIANGZHOU DISTRICT (ZHUHAI)", 100, "exact"),
        (XIANGZHOU, 100, "exact"),
        (mint_iri(XIANGZHOU), 100, "exact"),
        ("广东省珠海市香洲区司法局", 98, WITH_PLACE),
        ("香洲區司法局", 97, WITH_PLACE),
    ],
)
def test_a_name_that_tells_its_place_is_sure_in_every_script(
    matcher: Matcher, name: str, score: int, match: str
) -> None:
    found = best(matcher, name)
    assert (found.thing.id, found.score, found.match, found.sure) == (XIANGZHOU, score, match, True)


@pytest.mark.parametrize(
    ("name", "score", "match"),
    [
        ("zhū hǎi shì xiāng zhōu qū sī fǎ jú", 85, "exact"),
        ("zhuhaishi xiangzhouqu sifaju", 85, "exact"),
        ("zhsxzqsfj", 60, "exact"),
        ("司法局 香洲 珠海", 71, "words"),
        ("Justice Bureau Xiangzhou", 61, "words"),
        ("珠海市香洲区司法居", 80, "near"),
    ],
)
def test_pinyin_initials_parts_and_typing_errors_find_but_are_never_sure(
    matcher: Matcher, name: str, score: int, match: str
) -> None:
    found = best(matcher, name)
    assert (found.thing.id, found.match, found.sure) == (XIANGZHOU, match, False)
    assert abs(found.score - score) <= 5


def test_a_name_of_several_things_is_sure_only_where_the_place_decides(matcher: Matcher) -> None:
    either = matcher.match(Wanted("区司法局"))
    assert {one.thing.id for one in either[:2]} == {XIANGZHOU, LONGHUA}
    assert [one.sure for one in either] == [False] * len(either)
    for place, id in (("香洲区", XIANGZHOU), ("珠海市香洲区", XIANGZHOU), ("深圳市龙华区", LONGHUA)):
        first, *rest = matcher.match(Wanted("区司法局", places=(place,)))
        assert (first.thing.id, first.sure, first.lies) == (id, True, Lies.THERE)
        assert all(not one.sure and one.score < 60 for one in rest)


def test_what_a_name_means_in_a_place_is_what_its_reports_call_so(matcher: Matcher) -> None:
    """市委 is no body of the district, but its report speaks of one."""
    found = best(matcher, "市委", "香洲区")
    assert (found.thing.id, found.sure) == ("440400-party-committee", True)
    assert not best(matcher, "市委").sure


def test_a_report_decides_too(matcher: Matcher) -> None:
    assert best(matcher, "区司法局", reports=("440309-2019",)).thing.id == LONGHUA
    assert best(matcher, "区司法局", reports=("440309-2019",)).sure
    assert not best(matcher, "区司法局", reports=("no such report",)).sure


def test_a_wider_place_does_not_decide_what_a_name_without_place_means(matcher: Matcher) -> None:
    """The city has more districts than those of which anything is known."""
    found = best(matcher, "区司法局", "珠海市")
    assert (found.thing.id, found.sure) == (XIANGZHOU, False)


def test_a_place_that_nobody_knows_makes_nothing_sure(matcher: Matcher) -> None:
    assert not best(matcher, "区司法局", "阿特兰蒂斯").sure
    assert not best(matcher, "珠海市香洲区司法局", "阿特兰蒂斯").sure
    found = best(matcher, "珠海市香洲区司法局", "深圳市龙华区")
    assert (found.thing.id, found.sure, found.score) == (XIANGZHOU, False, 60)


def test_a_place_whose_name_another_has_of_which_nothing_is_known_does_not_decide(matcher: Matcher) -> None:
    """There is a 龙华区 of 海口 too, of which no report speaks."""
    for places in (("龙华区",), ("海口市", "龙华区"), ("海口市龙华区",), ("广东省", "龙华区")):
        assert not best(matcher, "区司法局", *places).sure
    for places in (
        ("深圳市", "龙华区"),
        ("深圳市龙华区",),
        ("广东省", "深圳市", "龙华区"),
        ("440309-longhua-district",),
    ):
        found = best(matcher, "区司法局", *places)
        assert (found.thing.id, found.sure) == (LONGHUA, True)
    assert not best(matcher, "龙华区司法局").sure
    assert best(matcher, "龙华区司法局", "深圳市").sure
    assert best(matcher, "深圳市龙华区司法局").sure


def test_places_are_known_by_what_contains_them_and_streets_by_their_district(lookup: Lookup) -> None:
    gazetteer = Gazetteer(lookup)
    xiangzhou = mint_iri("440402-xiangzhou-district")
    assert gazetteer.along(["广东省珠海市香洲区"]) == {xiangzhou}
    assert gazetteer.along(["珠海", "香洲区"]) == {xiangzhou}
    assert gazetteer.along(["Guangdong", "zhuhai", "香洲"]) == {xiangzhou}
    assert gazetteer.along(["珠海市香洲区不存在街道"]) == {xiangzhou}
    assert gazetteer.along(["龙华区"]) == {mint_iri("440309-longhua-district"), ELSEWHERE}
    assert gazetteer.along(["", " "]) is None
    assert gazetteer.along(["阿特兰蒂斯"]) == frozenset()


def test_a_label_that_does_not_tell_its_place_needs_it(matcher: Matcher) -> None:
    """Another district may have taken four steps too."""
    assert not best(matcher, "四步走").sure
    assert best(matcher, "四步走", "香洲区").sure
    assert not best(matcher, "四步走", "深圳市龙华区").sure


def test_a_national_thing_is_sure_by_its_label_everywhere(matcher: Matcher) -> None:
    for places in ((), ("香洲区",), ("海口市",)):
        found = best(matcher, "习近平法治思想", *places)
        assert (found.thing.id, found.sure) == ("cn-xi-jinping-thought-on-rule-of-law", True)


def test_only_things_of_the_class_are_candidates(matcher: Matcher, lookup: Lookup) -> None:
    institutions = lookup.classes_below("Institution")
    found = matcher.match(Wanted("香洲", "Institution"), limit=20)
    assert found
    assert {one.thing.type for one in found} <= institutions
    assert matcher.match(Wanted("珠海市香洲区司法局", "Place")) == []


def test_the_same_names_always_get_the_same_scores_in_the_same_order(lookup: Lookup, matcher: Matcher) -> None:
    names = ["区司法局", "司法", "法治", "Xiangzhou", "xz", "珠海市香洲区司法居"]
    for name in names:
        once, again = matcher.match(Wanted(name), 10), Matcher(lookup).match(Wanted(name), 10)
        assert once == again
        assert [one.score for one in once] == sorted((one.score for one in once), reverse=True)
        assert all(0 <= one.score <= 100 for one in once)


def test_what_is_no_name_means_nothing(matcher: Matcher) -> None:
    for name in ("", "  ", "！？", "\0", "\ud800", "长" * (LONGEST + 1), "没有这个名称的东西"):
        assert matcher.match(Wanted(name)) == []
    for payload in EVERY.values():
        assert not any(one.sure for one in matcher.match(Wanted(payload, places=(payload,))))


def mention_place(lookup: Lookup, name: Name) -> str:
    return lookup.descriptions.of(mint_iri(name.source)).one("dcterms:spatial").rpartition("/")[2]


def test_no_sure_match_of_a_name_in_the_graph_is_wrong(all_store: EmbeddedStore) -> None:
    """Every name of the tables, and every form in which a report names a thing with the report's place."""
    lookup = Lookup(all_store)
    matcher = Matcher(lookup)
    agents = lookup.classes_below("Agent")
    wrong, first, sure, count = [], 0, 0, 0
    for name in lookup.store.names.all():
        if name.kind not in ("label", "alias", "mention"):
            continue
        places = (mention_place(lookup, name),) if name.kind == "mention" else ()
        found = matcher.match(Wanted(name.name, places=places))
        if any(one.sure and one.thing.id != name.thing for one in found):
            wrong.append((name, found[0].thing.id))
        if name.kind == "mention" and lookup.thing(mint_iri(name.thing)).type in agents:
            count += 1
            first += found[0].thing.id == name.thing
            sure += found[0].sure
    assert wrong == []
    assert (first / count, sure / count) > (0.99, 0.99)


def test_where_the_right_thing_is_missing_hardly_another_is_sure(
    all_store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each form of a report, matched as if the graph did not have what it names."""
    lookup, hidden = Lookup(all_store), set[str]()
    names = all_store.names
    every = [name for name in names.all() if name.kind == "mention"]
    exactly, find = names.exactly, names.find
    monkeypatch.setattr(names, "exactly", lambda text: [name for name in exactly(text) if name.thing not in hidden])
    monkeypatch.setattr(
        names,
        "find",
        lambda text, limit, *, fuzzy: [hit for hit in find(text, limit, fuzzy=fuzzy) if hit.name.thing not in hidden],
    )
    wrong = set()
    for name in every:
        hidden.clear()
        hidden.add(name.thing)
        matcher = Matcher(lookup)
        found = matcher.match(Wanted(name.name, places=(mention_place(lookup, name),)))
        wrong |= {(name.name, name.thing) for one in found if one.sure}
    assert len(wrong) <= 0.005 * len(every)


# ---- The list


def table(out: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"), newline="")))


LIST = '名称,地区,备注\n区司法局,香洲区,一\n区司法局,,二\n珠海市香洲区司法局,,"a,b"\n没有这个名称的东西,,\n,香洲区,空\n'


def test_a_list_comes_back_with_candidates_beside_it(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_text(LIST, "utf-8")
    done = cli("match", path, "--column", "名称", "--place", "地区", "--type", "Institution", "--limit", "2")
    assert done.code == 0
    rows = table(done.out)
    assert [row["match"] for row in rows] == [XIANGZHOU, "", XIANGZHOU, "", ""]
    assert [row["备注"] for row in rows] == ["一", "二", "a,b", "", "空"]
    assert {rows[1]["id_1"], rows[1]["id_2"]} == {XIANGZHOU, LONGHUA}
    assert (rows[2]["score_1"], rows[2]["name_1"], rows[2]["how_1"]) == ("100", "珠海市香洲区司法局", "exact")
    assert rows[2]["label_1"] == "Justice Bureau of Xiangzhou District, Zhuhai"
    assert rows[3]["id_1"] == ""
    assert list(rows[0])[:4] == ["名称", "地区", "备注", "match"]
    assert "id_3" not in rows[0]
    assert done.err == "4 names: 2 sure, 1 without a candidate\n"
    assert cli("match", path, "--column", "名称", "--lang", "zh").err == "4 个名称：1 个确定，1 个没有候选\n"


def test_one_place_may_hold_for_all_and_several_columns_tell_one(cli: Cli) -> None:
    names = "Name,Province,City,District\n区司法局,广东省,深圳市,龙华区\n区司法局,海南省,海口市,龙华区\n"
    columns = [word for name in ("Province", "City", "District") for word in ("--place", name)]
    assert [row["match"] for row in table(cli("match", "-", "--column", "Name", *columns, stdin=names).out)] == [
        LONGHUA,
        "",
    ]
    one = cli("match", "-", "--column", "Name", "--place", "珠海市香洲区", stdin=names)
    assert [row["match"] for row in table(one.out)] == [XIANGZHOU, XIANGZHOU]


@pytest.mark.parametrize(
    ("encoding", "mark", "marked"),
    [
        ("utf-8", b"", False),
        ("utf-8", codecs.BOM_UTF8, True),
        ("gb18030", b"", True),
        ("utf-16-le", codecs.BOM_UTF16_LE, True),
        ("utf-16-be", codecs.BOM_UTF16_BE, True),
    ],
)
@pytest.mark.parametrize(("sign", "end"), [(",", "\r\n"), ("\t", "\n")])
def test_every_usual_encoding_is_read(cli: Cli, encoding: str, mark: bytes, marked: bool, sign: str, end: str) -> None:
    text = end.join(sign.join(row) for row in (["名称", "地区"], ["区司法局", "香洲区"], ["区政府", "香洲区"])) + end
    done = cli("match", "-", "--column", "名称", "--place", "地区", stdin=mark + text.encode(encoding))
    assert done.out.startswith("\ufeff") == marked
    rows = list(csv.DictReader(io.StringIO(done.out.removeprefix("\ufeff"), newline=""), delimiter=sign))
    assert [row["match"] for row in rows] == [XIANGZHOU, "440402-peoples-government"]


def test_traditional_names_in_big5_are_read(cli: Cli) -> None:
    text = "名稱,年\n珠海市香洲區司法局的法治和工作,1\n珠海市香洲區司法局,2\n"
    assert table(cli("match", "-", "--column", "名稱", stdin=text.encode("big5")).out)[1]["match"] == XIANGZHOU


def test_of_what_is_written_a_spreadsheet_runs_nothing_and_all_else_is_kept(cli: Cli) -> None:
    cells = [*CELLS, *(payload for payload in EVERY.values() if "\0" not in payload), "", " spaces ", "00123"]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([["名称", "cell"], *(["香洲区", cell] for cell in cells)])
    given = [row["cell"] for row in table(text.getvalue())]
    exact = cli("match", "-", "--column", "名称", "--limit", "1", "--exact", stdin=text.getvalue())
    assert [row["cell"] for row in table(exact.out)] == given
    safe = [row["cell"] for row in table(cli("match", "-", "--column", "名称", stdin=text.getvalue()).out)]
    changed = {one: other for one, other in zip(given, safe, strict=True) if one != other}
    assert all(other == f"'{one}" for one, other in changed.items())
    assert {"=1+1", "+cmd", "-x", "@SUM(A1)", "\tx"} <= set(changed)
    assert {"-12.5", "+3", "'=1", " spaces ", "00123", "a,b"} & set(changed) == set()


def test_matched_again_nothing_of_a_list_is_lost_or_marked_twice(cli: Cli) -> None:
    text = "名称,x\n香洲区,=1\n"
    once = cli("match", "-", "--column", "名称", "--limit", "1", stdin=text).out
    (row,) = table(cli("match", "-", "--column", "名称", "--limit", "1", stdin=once).out)
    assert row["x"] == "'=1"
    assert row["match"] == row["match (2)"] != "" or row["match"] == row["match (2)"] == ""
    assert row["id_1"] == row["id_1 (2)"] == "440402-xiangzhou-district"


def test_short_rows_are_filled_and_cells_with_lines_stay(cli: Cli) -> None:
    rows = table(cli("match", "-", "--column", "b", stdin='a,b,c\n1,香洲区\n"x\r\ny",香洲区,"z ""q"""\n').out)
    assert [(row["a"], row["c"], row["id_1"]) for row in rows] == [
        ("1", "", "440402-xiangzhou-district"),
        ("x\r\ny", 'z "q"', "440402-xiangzhou-district"),
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        ("名字,地区\nx,y\n".encode(), "no column is called '名称'; expected one of 名字, 地区"),
        (b"a,b\nx,y\n", "no column is called '名称'; expected one of a, b"),
        ("名称,名称\nx,y\n".encode(), "several columns are called '名称'"),
        ("名称;地区\nx;y\n".encode(), "divided by ';', expected commas or tabs"),
        ("名称|地区\nx|y\n".encode(), "divided by '|', expected commas or tabs"),
        ("名称,地区\nx,y,z\n".encode(), ":2: 3 cells, expected 2"),
        ('名称,地区\nx,"y\n'.encode(), ":2: is not CSV from here on"),
        (b"PK\x03\x04\x14\0\0\0", "is a spreadsheet's own file"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\xff\xff", "is not UTF-8"),
    ],
)
def test_what_is_no_such_list_is_told_in_one_sentence(cli: Cli, content: bytes, told: str) -> None:
    done = cli("match", "-", "--column", "名称", stdin=content)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert done.err.startswith("standard input")
    assert done.err.count("\n") == 1


def test_what_a_command_line_gets_wrong_is_told(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name\n香洲区\n", "utf-8")
    assert "no such file" in cli("match", tmp_path / "none.csv", "--column", "name").err
    assert "is a folder" in cli("match", tmp_path, "--column", "name").err
    assert "neither a column nor a place" in cli("match", path, "--column", "name", "--place", "nowhere").err
    assert "did you mean Institution?" in cli("match", path, "--column", "name", "--type", "Instituton").err
    assert "from 1 to 20" in cli("match", path, "--column", "name", "--limit", "0").err
    assert cli("match", path).code == 2


def test_a_list_may_be_written_over(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name\n香洲区\n", "utf-8")
    assert cli("match", path, "--column", "name", "-o", path, "--limit", "1").out == ""
    (row,) = table(path.read_text("utf-8"))
    assert (row["name"], row["id_1"]) == ("香洲区", "440402-xiangzhou-district")


@pytest.mark.parametrize("name", ["reconciliation.md", "reconciliation.zh.md"])
def test_the_example_of_the_documentation_comes_out_as_it_says(
    cli: Cli, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (CHECKOUT / "docs" / name).read_text("utf-8")
    (content,), (command,) = (re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL) for kind in ("csv", "sh"))
    (tmp_path / "list.csv").write_text(content, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert cli(*shlex.split(command)[1:]).code == 0
    rows = table((tmp_path / "matched.csv").read_text("utf-8"))
    assert [row["match"] for row in rows] == [XIANGZHOU, LONGHUA, "", XIANGZHOU, ""]
    assert {rows[2]["id_1"], rows[2]["id_2"]} == {XIANGZHOU, LONGHUA}
    assert (rows[4]["id_1"], rows[4]["score_1"]) == (XIANGZHOU, "85")


def test_ten_thousand_rows_are_no_trouble(matcher: Matcher) -> None:
    """The times stand in docs/reconciliation.md; here, that all come back in their order, each with its own."""
    names = ["区司法局", "珠海市香洲区", "没有这个名称", "法治"]
    text = "名称,n\n" + "".join(f"{names[n % 4]}{n if n % 4 == 2 else ''},{n}\n" for n in range(10_000))
    own = read_list(text.encode(), "名称", "x.csv")
    found = [matcher.match(Wanted(row[0])) for row in own.rows]
    lines = with_columns(own, ["first"], ([of[0].thing.id] if of else [""] for of in found), exact=False)
    rows = table("".join(lines))
    assert [row["n"] for row in rows] == [str(n) for n in range(10_000)]
    assert {row["first"] for row in rows[1::4]} == {"440402-xiangzhou-district"}
    assert {row["first"] for row in rows[2::4]} == {""}
