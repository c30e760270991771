"""Names: what was indexed is found however it is typed, the best match first, and nothing typed breaks the search."""

import re
import string
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC
from pypinyin.contrib.tone_convert import to_normal

from kg.lookup.lookup import Lookup
from kg.names.folding import Name
from kg.names.index import write_index
from kg.names.reading import OPPOSED, TELLING
from kg.names.search import EXACT, FUZZY, INSIDE, NEARLY, PREFIX, WORDS, NameIndex
from kg.store.embedded import EmbeddedStore
from kg.text.chinese import initials, pinyin, simplifications
from kg.vocabulary import Language
from tests.checked import cells_of

TRADITIONAL = ("s2t", "s2tw", "s2hk")
"""OpenCC's ways to write Simplified text in Traditional characters: its own, Taiwan's, Hong Kong's."""

COMMON = (
    "区局院会府法治人民司教育街道社茂盛枫桥式工作单位调解中心国家药品监督管理卫生健康发展着力台湾后里面为干系党务公共"
)
ENGLISH = ("Fengqiao", "NMPA", "style", "Unit", "5G", "Rule", "of", "Law")


@contextmanager
def index_of(*names: Name, connections: Mapping[str, int] | None = None) -> Iterator[NameIndex]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "names.sqlite")
        write_index(path, names, dict(connections or {}))
        with closing(NameIndex(path)) as index:
            yield index


def labels(*texts: str) -> list[Name]:
    """A thing for each text, with an id made of the text, and the pinyin of the text."""
    return [
        name
        for text in texts
        for name in (Name("id " + text, text, "label"), Name("id " + text, pinyin(text), "pinyin"))
    ]


def found(index: NameIndex, typed: str) -> list[str]:
    return [hit.name.thing.removeprefix("id ") for hit in index.find(typed, limit=1000)]


@cache
def converter(way: str) -> OpenCC:
    return OpenCC(way)


def written(way: str, text: str) -> str:
    converted: str = converter(way).convert(text)
    return converted


chinese = st.text(st.sampled_from(COMMON), min_size=2, max_size=8)
english = st.lists(st.sampled_from(ENGLISH), min_size=1, max_size=3).map(" ".join)
mixed = st.builds("".join, st.tuples(chinese, st.just(" "), english))


@settings(max_examples=25, deadline=None)
@given(st.lists(chinese | mixed, min_size=1, max_size=6, unique=True), st.data())
def test_a_name_is_found_in_every_script_and_any_quotation_marks(names: list[str], data: st.DataObject) -> None:
    with index_of(*labels(*names)) as index:
        name = data.draw(st.sampled_from(names))
        for typed in (name, *(written(way, name) for way in TRADITIONAL)):
            assert name in found(index, typed), typed
            assert name in found(index, f"“{typed}”")
            assert name in found(index, f"《{typed}》")


@settings(max_examples=25, deadline=None)
@given(st.lists(chinese, min_size=1, max_size=6, unique=True), st.data())
def test_a_name_is_found_by_its_pinyin(names: list[str], data: st.DataObject) -> None:
    with index_of(*labels(*names)) as index:
        name = data.draw(st.sampled_from(names))
        toned = pinyin(name).split()
        for syllables in (toned, list(map(to_normal, toned))):
            for between in (" ", "", "'", "-"):
                assert name in found(index, between.join(syllables))


@settings(max_examples=25, deadline=None)
@given(st.lists(english, min_size=1, max_size=6, unique=True), st.data())
def test_english_is_found_in_any_case(names: list[str], data: st.DataObject) -> None:
    with index_of(*labels(*names)) as index:
        name = data.draw(st.sampled_from(names))
        for typed in (name.upper(), name.lower(), name.title(), name.swapcase(), f"“{name}”", name.replace(" ", "-")):
            assert name in found(index, typed)


@settings(max_examples=25, deadline=None)
@given(chinese | mixed, st.data())
def test_every_part_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    with index_of(*labels(name)) as index:
        start = data.draw(st.integers(0, len(name) - 1))
        part = name[start : data.draw(st.integers(start + 1, len(name)))]
        if part.strip() and not (
            start and part[0].isascii() and name[start - 1].isascii()
        ):  # a word's beginning counts
            assert name in found(index, part)


@pytest.mark.parametrize("way", TRADITIONAL)
@pytest.mark.parametrize("character", list("卫着"))
def test_characters_that_regions_write_in_their_own_way_fold_too(character: str, way: str) -> None:
    name = f"{character}生局"
    with index_of(*labels(name)) as index:
        assert found(index, written(way, name)) == [name]


@pytest.mark.parametrize(("typed", "name"), [("枱面", "台面"), ("櫃枱", "柜台")])
def test_forms_of_hong_kong_find_the_name(typed: str, name: str) -> None:
    with index_of(*labels(name)) as index:
        assert found(index, typed) == [name]


@pytest.mark.parametrize("way", TRADITIONAL)
def test_whatever_a_region_makes_of_a_character_folds_to_what_the_character_folds_to(way: str) -> None:
    folding = dict(simplifications())
    characters = list(map(chr, range(0x3400, 0xA000)))
    regional = written(way, "\n".join(characters)).split("\n")
    pairs = zip(characters, regional, strict=True)
    assert [pair for pair in pairs if len({folding.get(c, c) for c in pair}) > 1] == []


@pytest.mark.parametrize("part", ["㐀", "䶵", "䶵局", "㐀䶵", "白㐀"])
def test_each_character_of_extension_a_is_a_token_of_its_own(part: str) -> None:
    with index_of(*labels("白㐀䶵局")) as index:
        assert found(index, part) == ["白㐀䶵局"]


def test_the_traditional_characters_of_extension_a_fold_too() -> None:
    with index_of(*labels("㑇㑔")) as index:
        assert found(index, "㑳㑯") == ["㑇㑔"]


@pytest.mark.parametrize("typed", ["lǜ shī", "lüshi", "lvshi", "lv shi", "LVSHI", "lushi"])
def test_the_vowel_of_lawyers_may_be_typed_as_keyboards_have_it(typed: str) -> None:
    with index_of(*labels("白鹭市律师协会")) as index:
        assert found(index, typed) == ["白鹭市律师协会"]


def rows(data: Path) -> list[dict[str, str]]:
    return [row for row in cells_of(data, "entities") if not row["replaced_by"]]


def test_every_real_label_is_found_however_it_is_typed(store: EmbeddedStore, data: Path) -> None:
    missed = []
    for row in rows(data):
        chinese_label, english_label = row["label_zh"], row["label_en"]
        typed = {
            chinese_label,
            chinese_label.strip("“”"),
            f"《{chinese_label}》",
            *(written(way, chinese_label) for way in TRADITIONAL),
            english_label,
            english_label.upper(),
            english_label.lower(),
            *(f"“{alias}”" for alias in row["aliases"].split("|") if alias),
        }
        if not row["pinyin"]:
            toned = pinyin(chinese_label)
            syllables = [to_normal(part) if part.isalpha() else part for part in toned.split()]
            typed |= {" ".join(syllables), "".join(syllables), toned, toned.upper()}
        missed += [(row["id"], text) for text in sorted(typed) if row["id"] not in found(store.names, text)]
    assert missed == []


@pytest.mark.parametrize(
    "typed",
    [
        "枫桥式工作法单位",
        "楓橋式工作法單位",
        "fengqiaoshigongzuofadanwei",
        "fēngqiáo shì",
        "FENGQIAO-STYLE work",
        "枫桥",
        "“枫桥式工作法”单位",
    ],
)
def test_the_unit_of_the_opening_paragraph_is_found(store: EmbeddedStore, typed: str) -> None:
    assert "cn-fengqiao-work-method-unit" in found(store.names, typed)


def test_a_form_that_a_report_uses_finds_the_thing_and_names_the_report(store: EmbeddedStore) -> None:
    hits = [hit for hit in store.names.find("区司法局") if hit.name.thing == "440402-justice-bureau"]
    assert [(hit.name.name, hit.name.kind, hit.name.source, hit.rank) for hit in hits] == [
        ("区司法局", "mention", "440402-2023", EXACT)
    ]


def test_an_id_finds_its_thing_alone(store: EmbeddedStore) -> None:
    hits = store.names.find("cn-nmpa")
    assert [(hit.name.thing, hit.name.kind, hit.rank) for hit in hits] == [("cn-nmpa", "id", EXACT)]


def test_what_is_the_name_comes_before_what_begins_with_it_before_what_holds_it() -> None:
    with index_of(*labels("依法治", "法治政府", "法治"), connections={"id 依法治": 9}) as index:
        hits = index.find("法治")
    assert [(hit.name.name, hit.rank) for hit in hits] == [("法治", EXACT), ("法治政府", PREFIX), ("依法治", INSIDE)]


def test_among_equals_the_most_connected_comes_first() -> None:
    things = labels("法治甲", "法治乙", "法治丙")
    with index_of(*things, connections={"id 法治丙": 3, "id 法治甲": 1}) as index:
        assert found(index, "法治") == ["法治丙", "法治甲", "法治乙"]


def test_a_thing_with_several_names_is_found_once_by_the_best_of_them() -> None:
    several = [Name("x", "中央电视台", "label"), Name("x", "央视", "alias"), Name("x", "央视新闻", "mention", "r")]
    with index_of(*several) as index:
        assert [(hit.name.name, hit.rank) for hit in index.find("央视")] == [("央视", EXACT)]


def test_no_more_are_found_than_were_asked_for() -> None:
    with index_of(*labels(*(f"法治{number}" for number in range(20)))) as index:
        assert len(index.find("法治", limit=7)) == 7


@pytest.mark.parametrize(
    ("typed", "nearest"), [("茂盛区", "茂盛社区"), ("教育司", "教育局"), ("Maoshang Community", "Maosheng Community")]
)
def test_the_nearest_name_is_suggested(typed: str, nearest: str) -> None:
    with index_of(*labels("茂盛社区", "教育局", "Maosheng Community", "Gongbei")) as index:
        assert index.nearest(typed)[0] == nearest


def test_suggestions_are_names_as_they_are_written_and_never_pinyin() -> None:
    with index_of(*labels("“枫桥式工作法”单位", "茂盛社区")) as index:
        assert index.nearest("楓橋式") == ["“枫桥式工作法”单位"]
        assert index.nearest("màoshèng") == []


def test_nothing_is_suggested_where_nothing_is_indexed() -> None:
    with index_of() as index:
        assert index.nearest("茂盛") == []
        assert index.find("茂盛") == []


HOSTILE = [
    "", " ", "\t\n", "“”", "《》", "'", '"', '""', "'; DROP TABLE name; --", "%", "_", "*", "枫*", '枫" OR "桥', "AND",
    "枫桥 AND", "NOT", "NOT 枫桥",
    "OR", "NEAR(枫 桥)", "NEAR", "^枫", "text:枫", "name : x", "- 枫", "+", "(", ")", "{枫}",
    "\0", "枫\0桥", "\x7f", "\u202e枫", "\ufeff枫桥",
    "👩‍👩‍👧", "枫👍桥", "é", "e\u0301", "İ", "ß", "ﬁ", "１２３", "²", "¼",
    "枫" * 10_000, "a" * 10_000, "maosheng" * 1250, "枫 " * 5_000, '"' * 10_000, "\U00020000", "\U0003ffff",
    # what a command line hands on where its bytes are no UTF-8
    "\udcff", "枫\udcff桥", "\ud83d",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE, ids=lambda text: f"{ascii(text)[:24]}-{len(text)}")
def test_hostile_input_finds_or_does_not_find_but_never_fails(store: EmbeddedStore, typed: str) -> None:
    assert all(hit.name.thing for hit in store.names.find(typed))
    assert all(isinstance(name, str) for name in store.names.nearest(typed))


@settings(max_examples=150, deadline=None)
@given(st.text() | st.text(st.sampled_from(string.punctuation + "枫桥 AND\0")))
def test_nothing_that_is_typed_breaks_the_search(store: EmbeddedStore, typed: str) -> None:
    for hit in store.names.find(typed):
        assert hit.rank in (EXACT, PREFIX, INSIDE, WORDS)
    store.names.nearest(typed)


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=30))
def test_any_name_with_a_letter_in_it_finds_itself(name: str) -> None:
    with index_of(Name("thing", name, "label")) as index:
        if any(c.isascii() and c.isalnum() for c in name):
            assert found(index, name) == ["thing"]


# ---- Words in any order, initials, one typing error


@pytest.mark.parametrize(
    ("typed", "thing"),
    [
        ("fq", "cn-fengqiao-experience"),
        ("fqsgzf", "cn-fengqiao-work-method"),
        ("gbjd", "440402-gongbei-subdistrict"),
        ("work method fengqiao", "cn-fengqiao-work-method"),
        ("狮山 教育社区", "440402-jiaoyu-community"),
        ("Fengqaio", "cn-fengqiao-work-method"),
        ("茂胜社区", "440402-maosheng-community"),
        ("拱北街到茂盛社区", "440402-maosheng-community"),
        ("区市场监督理局", "440402-market-regulation-bureau"),
        ("kgr:cn-cctv", "cn-cctv"),
        ("https://w3id.org/honours-kg/id/cn-cctv", "cn-cctv"),
    ],
)
def test_what_a_person_would_type_is_found(typed: str, thing: str, store: EmbeddedStore) -> None:
    assert thing in {hit.name.thing for hit in store.names.find(typed, fuzzy=True)}


def test_a_typing_error_is_forgiven_only_on_request_and_only_where_nothing_else_is_found(store: EmbeddedStore) -> None:
    assert store.names.find("茂胜社区") == []
    assert {hit.rank for hit in store.names.find("茂盛社区", fuzzy=True)} == {INSIDE}
    assert {hit.rank for hit in store.names.find("茂胜社区", fuzzy=True)} == {FUZZY}
    near = store.names.find("拱北街到", fuzzy=True)
    assert [(hit.name.name, hit.rank) for hit in near[:1]] == [("拱北街道", NEARLY)]
    assert {hit.rank for hit in near[1:]} == {FUZZY}


def test_two_typing_errors_and_a_word_too_many_are_not_forgiven() -> None:
    with index_of(*labels("茂盛社区", "拱北茂名教育社区", "Maosheng Community")) as index:
        assert {hit.name.thing for hit in index.find("茂胜社区", fuzzy=True)} == {"id 茂盛社区"}
        assert index.find("冒胜社区", fuzzy=True) == []
        assert index.find("Maosheng Communal Community", fuzzy=True) == []


own = st.integers(0, 10_000)


@settings(max_examples=150)
@given(own, st.randoms(use_true_random=False))
def test_every_real_thing_is_found_by_its_english_words_in_any_order(
    store: EmbeddedStore, data: Path, which: int, random: Random
) -> None:
    entities = rows(data)
    row = entities[which % len(entities)]
    words = row["label_en"].split()
    random.shuffle(words)
    assert row["id"] in found(store.names, " ".join(words))


def test_every_real_thing_is_found_by_its_initials(store: EmbeddedStore, data: Path) -> None:
    missed = [
        row["id"]
        for row in rows(data)
        if (letters := initials(row["pinyin"] or pinyin(row["label_zh"])))
        if row["id"] not in found(store.names, letters)
    ]
    assert missed == []


@settings(max_examples=200)
@given(own, own, st.sampled_from(["another", "none", "one more", "swapped"]), st.sampled_from(["label_zh", "label_en"]))
def test_every_real_thing_is_found_with_one_typing_error(
    store: EmbeddedStore, data: Path, which: int, where: int, error: str, column: str
) -> None:
    entities = rows(data)
    row = entities[which % len(entities)]
    label = row[column]
    places = [
        at
        for at, c in enumerate(label[:-1])
        if c.isalpha() and label[at + 1].isalpha() and c.lower() != label[at + 1].lower()
        if column == "label_zh" or len(word_at(label, at)) > 4
    ]
    if sum(c.isalpha() for c in label) < 4 or not places:
        return
    at = places[where % len(places)]
    wrong = "鑫" if column == "label_zh" else "q"
    typed = {
        "another": label[:at] + wrong + label[at + 1 :],
        "none": label[:at] + label[at + 1 :],
        "one more": label[:at] + wrong + label[at:],
        "swapped": label[:at] + label[at + 1] + label[at] + label[at + 2 :],
    }[error]
    hits = store.names.find(typed, limit=1000, fuzzy=True)
    assert row["id"] in {hit.name.thing for hit in hits} or (hits and hits[0].rank < NEARLY), typed


def word_at(text: str, at: int) -> str:
    """The word of letters around a place in a text."""
    return re.split("[^A-Za-z]", text[:at])[-1] + re.split("[^A-Za-z]", text[at:])[0]


@settings(max_examples=60)
@given(st.text(st.sampled_from("\"'\\{}<>?$#\n\t;|()*%_^:"), max_size=12), st.integers(0, 12))
def test_a_thing_is_found_by_its_own_hostile_name(signs: str, at: int) -> None:
    name = f"{signs[:at]}茂盛{signs[at:]}社区{signs}"
    with index_of(*labels(name, "茂盛", "社区")) as index:
        for typed in (name, written("s2t", name), name.replace("\n", " ")):
            assert next((hit.name.thing, hit.rank) for hit in index.find(typed)) == ("id " + name, EXACT)
        assert index.nearest(name)[0] == name


# ---- Another name for the one that was typed (the cases that both faces share are tests/cases/twins/reading.json)


@pytest.mark.parametrize("token", sorted(TELLING | set().union(*OPPOSED)))
def test_what_a_difference_must_not_touch_is_written_as_names_are_folded(store: EmbeddedStore, token: str) -> None:
    assert store.names._folding.tokens(token) == [token]


@settings(max_examples=150)
@given(own, own, st.sampled_from(["another", "none", "one more"]), st.sampled_from("市区二东不鑫局"))
def test_one_character_more_less_or_else_answers_for_nobody_else(
    store: EmbeddedStore, data: Path, which: int, where: int, error: str, wrong: str
) -> None:
    entities = rows(data)
    row = entities[which % len(entities)]
    label = row["label_zh"]
    at = where % len(label)
    differing = {"another": {label[at], wrong}, "none": {label[at]}, "one more": {wrong}}[error]
    typed = label[:at] + ("" if error == "none" else wrong) + label[at + (error != "one more") :]
    hits, read = store.names.named(typed)
    if read:
        assert row["id"] in {hit.name.thing for hit in hits}
        assert not differing & TELLING


@pytest.mark.parametrize("kind", ["Place", "AdministrativeDivision", "Subdistrict", "ResidentsCommunity", "Person"])
def test_no_name_of_a_place_or_person_is_read_otherwise(store: EmbeddedStore, data: Path, kind: str) -> None:
    names = [
        (thing.label, thing.id)
        for language in Language
        for thing in Lookup(store, language).all_things()
        if thing.type == kind
    ]
    assert names
    for name, id in names:
        for at, letter in enumerate(name):
            if letter.isalpha():
                wrong = ("j" if letter in "xX" else "x") if letter.isascii() else "鑫"
                hits, read = store.names.named(name[:at] + wrong + name[at + 1 :])
                assert read == "", name[:at]
                # jiangji of Jiangxi is the pinyin of others, but no name of it
                assert id not in {hit.name.thing for hit in hits}, name[:at]


def test_an_error_in_a_longer_name_is_forgiven_more_often_than_not(store: EmbeddedStore, data: Path) -> None:
    long = [row for row in rows(data) if len(row["label_zh"]) > 6]
    read = 0
    for row in long:
        half = len(row["label_zh"]) // 2
        hits, _ = store.names.named(row["label_zh"][:half] + "鑫" + row["label_zh"][half + 1 :])
        read += row["id"] in {hit.name.thing for hit in hits}
    assert read > len(long) / 2
