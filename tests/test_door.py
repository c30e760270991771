"""One door: what is wrong with tables is told with its place, and check, build, who and Python refuse the same."""

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg as package
from kg.errors import TablesError
from kg.lookup.lookup import Lookup
from kg.ontology import Ontology, Property, read_ontology
from kg.pipeline.generation import build
from kg.pipeline.shapes import violations
from kg.store.embedded import EmbeddedStore
from kg.tables.checks import read_checked
from kg.tables.rows import MAY_MISS, TABLES, columns
from tests.conftest import CASES, Case, Cli

Cell = tuple[str, int, str, str]  # table, line, column, what is put there
Rows = list[dict[str, str]]


BASE = [table for table in TABLES if table not in MAY_MISS]


def rows_in(path: Path) -> Rows:
    """The rows of a table; none where the folder lacks it, as it may a register."""
    if not path.exists():
        return []
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, table: str, rows: Rows) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [column.name for column in columns(TABLES[table])], restval="")
        writer.writeheader()
        writer.writerows(rows)


def put(folder: Path, *cells: Cell) -> None:
    """Put texts into cells of tables none of whose cells holds a line end; a line behind the last adds a row."""
    for table, line, column, value in cells:
        rows = rows_in(folder / f"{table}.csv")
        rows += [{} for _ in range(line - 1 - len(rows))]
        rows[line - 2][column] = value
        write_rows(folder / f"{table}.csv", table, rows)


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(TablesError) as caught:
        read_checked(folder)
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return read_ontology()


# ---- Each kind of fault, with its place


IRIS = [
    ("https://example.org/hall#a#b", "Invalid IRI code point '#'"),
    ("https://example.org/草莓100%", "Invalid IRI percent encoding '%'"),
    ("https://example.org/%zz", "Invalid IRI percent encoding '%zz'"),
    ("https://example.org/[a]", "Invalid IRI code point '['"),
    ("https://example.org/{a}", "Invalid IRI code point '{'"),
    ("https://example.org:port/", "Invalid character 'p'"),
    ("https://[::1", "Invalid character '[' in host"),
    ("https://example.org/a\\b", "Invalid IRI code point '\\'"),
]


@pytest.mark.parametrize(("table", "line", "column"), [("entities", 7, "same_as"), ("sources", 2, "url")])
@pytest.mark.parametrize(("iri", "reason"), IRIS)
def test_what_no_parser_takes_for_an_iri_is_refused(
    iri: str, reason: str, table: str, line: int, column: str, case: Case
) -> None:
    folder = case("base")
    put(folder, (table, line, column, f"https://example.org/|{iri}"))
    (problem,) = problems_of(folder)
    assert problem.startswith(f"{table}.csv:{line}:{column}: ")
    assert problem.endswith(f"expected IRIs; {iri!r} is none: {reason}")


@pytest.mark.parametrize("iri", ["https://", "https:///a", "urn:a", "//example.org/a", "https://a b/", "a"])
def test_an_iri_names_a_host_of_the_web(iri: str, case: Case) -> None:
    folder = case("base")
    put(folder, ("entities", 7, "same_as", iri))
    (problem,) = problems_of(folder)
    assert problem == (
        f"entities.csv:7:same_as: {iri!r}: expected IRIs that begin with http:// or https://, separated by |"
    )


@given(st.text(st.sampled_from("ab:/?#[]@!$&'()*+,;=-._~%20|<>\"{}\\^` \u8349\u200b\ue000\ufffd\U000e0001\u2028")))
def test_every_iri_that_is_admitted_is_read_back_from_n_triples(ontology: Ontology, rest: str) -> None:
    from pyoxigraph import RdfFormat, parse

    from kg.tables.cells import iris

    try:
        admitted = iris(f"https://example.org/{rest}", ontology)
    except ValueError:
        return
    for iri in admitted:
        (quad,) = parse(f"<{iri}> <{iri}> <{iri}> .\n", format=RdfFormat.N_TRIPLES)
        assert quad.object.value == iri  # type: ignore[union-attr]


CHARACTERS = [
    (
        ("entities", 6, "label_zh", "\u200b"),
        "'\\u200b': holds nothing but ZERO WIDTH SPACE (U+200B), which nobody sees",
    ),
    (("entities", 6, "label_en", "\u3164 \u2060"), "holds nothing but HANGUL FILLER (U+3164), which nobody sees"),
    (("entities", 6, "label_zh", "法\u202e院"), "holds RIGHT-TO-LEFT OVERRIDE (U+202E), which nobody sees; delete it"),
    (("entities", 6, "label_en", "Co\u00adurt"), "holds SOFT HYPHEN (U+00AD), which nobody sees; delete it"),
    (("entities", 6, "aliases", "法院|法\u200d庭"), "holds ZERO WIDTH JOINER (U+200D), which nobody sees; delete it"),
    (("entities", 6, "label_zh", "法\ufffd"), "holds REPLACEMENT CHARACTER (U+FFFD), which stands for what could not"),
    (("entities", 6, "label_zh", "法\ue004"), "holds a private-use character (U+E004)"),
    (("entities", 6, "label_zh", "法\u0378"), "holds an unassigned character (U+0378)"),
    (
        ("entities", 6, "label_zh", "⼈民法院"),
        "holds KANGXI RADICAL MAN (U+2F08), which only looks like 人; write that",
    ),
    (
        ("entities", 6, "label_zh", "⺠法院"),
        "holds CJK RADICAL CIVILIAN (U+2EA0), which only looks like 民; write that",
    ),
    (
        ("entities", 6, "label_zh", "\uf9fe院"),
        "holds CJK COMPATIBILITY IDEOGRAPH-F9FE (U+F9FE), which only looks like 茶",
    ),
    (
        ("entities", 6, "label_zh", "甲、エ作站"),
        "holds KATAKANA LETTER E (U+30A8) in 'エ作站', which only looks like 工",
    ),
    (
        ("entities", 6, "label_en", "Cоurt"),
        "holds CYRILLIC SMALL LETTER O (U+043E) in 'Cоurt', which only looks like o",
    ),
    (
        ("entities", 6, "label_en", "ΒΑΝΚ"),
        "holds GREEK CAPITAL LETTER BETA (U+0392) in 'ΒΑΝΚ', which only looks like B",
    ),
    (("entities", 6, "id", "990102-cоurt"), "holds CYRILLIC SMALL LETTER O (U+043E)"),
    (("sources", 2, "title_zh", "报\u2066告"), "holds LEFT-TO-RIGHT ISOLATE (U+2066), which nobody sees; delete it"),
    (("mentions", 3, "form", "区\ufe00法院"), "holds VARIATION SELECTOR-1 (U+FE00), which nobody sees; delete it"),
    (("figures", 2, "value_text", "1200件\u200b"), "holds ZERO WIDTH SPACE (U+200B), which nobody sees; delete it"),
    (("relations", 2, "quote", "推进\u2028依法"), "holds LINE SEPARATOR (U+2028), which nobody sees; delete it"),
    (("errata", 2, "reading", "件\u200b"), "holds ZERO WIDTH SPACE (U+200B), which nobody sees; delete it"),
]


@pytest.mark.parametrize(("cell", "message"), CHARACTERS, ids=[ascii(cell[3]) for cell, _ in CHARACTERS])
def test_a_character_that_nobody_sees_or_takes_for_another_is_named(cell: Cell, message: str, case: Case) -> None:
    folder = case("base")
    table, line, column, _ = cell
    put(folder, cell)
    (problem,) = (p for p in problems_of(folder) if p.startswith(f"{table}.csv:{line}:{column}: "))
    assert message in problem


def test_what_stands_in_a_damaged_text_may_be_told_as_it_stands(case: Case) -> None:
    folder = case("base")
    (folder / "sources" / "990102-2023.txt").unlink()
    put(
        folder,
        ("errata", 2, "source", "990102-2023"),
        ("errata", 2, "original", "件\ufffd\ue004"),
        ("errata", 2, "reading", "件"),
        ("errata", 2, "confidence", "certain"),
    )
    assert read_checked(folder).reports[0].errata[0].original == "件\ufffd\ue004"


TWINS = [
    (("label_zh", "站(甲)"), ("label_zh", "站（甲）"), "FULLWIDTH LEFT PARENTHESIS (U+FF08)"),
    (("label_en", "5G Hall"), ("label_en", "５Ｇ Hall"), "FULLWIDTH DIGIT FIVE (U+FF15)"),
    (("label_en", "A-B"), ("aliases", "甲|A–B"), "EN DASH (U+2013)"),
    (("label_en", "A B"), ("label_en", "A  B"), "their spaces"),
    (("label_en", "A B"), ("label_en", "A\u00a0B"), "NO-BREAK SPACE (U+00A0)"),
    (("label_en", "Café"), ("label_en", "Cafe\u0301"), "(U+"),
]


@pytest.mark.parametrize(("one", "other", "apart"), TWINS)
def test_names_that_differ_in_nothing_that_people_see_are_told(
    one: tuple[str, str], other: tuple[str, str], apart: str, case: Case
) -> None:
    folder = case("base")
    put(folder, ("entities", 7, *one), ("entities", 8, *other))
    (problem,) = problems_of(folder)
    assert problem.startswith(f"entities.csv:8:{other[0]}: ")
    assert f"looks like {one[1]!r} of " in problem
    assert f"entities.csv:7 but for {apart}" in problem or "entities.csv:7 but for LATIN" in problem


@pytest.mark.parametrize(("column", "one", "other"), [("label_zh", "率(%)", "率(％)"), ("label_en", "km2", "km²")])
def test_what_figures_measure_is_written_alike(column: str, one: str, other: str, case: Case) -> None:
    folder = case("base")
    put(folder, ("indicators", 2, column, one), ("indicators", 4, column, other))
    (problem,) = problems_of(folder)
    assert problem.startswith(f"indicators.csv:4:{column}: {other!r} looks like {one!r} of ")


def test_a_thing_may_look_like_the_one_that_it_was_replaced_by(case: Case) -> None:
    folder = case("base")
    added = {"id": "x", "type": "Workstation", "label_zh": "站", "label_en": "５Ｇ Hall"}
    put(folder, ("entities", 7, "label_en", "5G Hall"))
    put(folder, *(("entities", 10, column, cell) for column, cell in added.items()))
    assert len(problems_of(folder)) == 1
    put(folder, ("entities", 10, "replaced_by", "990102-mediation-station"))
    read_checked(folder)


def test_forms_of_one_thing_or_of_two_reports_may_look_alike(case: Case) -> None:
    folder = case("two-reports")
    for path in (folder / "sources").iterdir():
        path.unlink()
    rows = rows_in(folder / "mentions.csv")
    added = [("990102-2023", "A", "司法(局)"), ("990102-2023", "A", "司法（局）"), ("990103-2023", "B", "司法（局)")]
    things = {"A": "990102-justice-bureau", "B": "990103-justice-bureau"}
    rows += [{"source": s, "section": "s0", "entity": things[thing], "form": form} for s, thing, form in added]
    write_rows(folder / "mentions.csv", "mentions", rows)
    read_checked(folder)
    rows[-1]["source"] = "990102-2023"
    write_rows(folder / "mentions.csv", "mentions", rows)
    (problem,) = problems_of(folder)
    assert problem.startswith(f"mentions.csv:{len(rows) + 1}:form: '司法（局)' looks like '司法(局)' of ")


# ---- What only the shapes refused


REFUSED_BY_SHAPES = [
    (
        [("sources", 2, "publisher", "990000-legal-publicity-unit")],
        "sources.csv:2:publisher: '990000-legal-publicity-unit' is of class HonoraryTitle;"
        " expected is one of class Agent",
    ),
    (
        [("relations", 3, "by", "cn-law-based-administration")],
        "relations.csv:3:by: 'cn-law-based-administration' is of class Initiative; expected is one of class Agent",
    ),
    (
        [("relations", 5, "object", "cn-law-based-administration")],
        "relations.csv:5:object: 'cn-law-based-administration' is of class Initiative; the object of founded is",
    ),
    (
        [
            ("entities", 7, "type", "Agreement"),
            *(("relations", line, "predicate", "signed") for line in (4, 5)),
            ("relations", 5, "modality", "planned"),
        ],
        "relations.csv:4:subject: '990102-peoples-court' signs alone; expected a row with the same object for each"
        " other party",
    ),
    (
        [("entities", 9, "replaced_by", "990102-qingrong-district")],
        "relations.csv:2:object: 'cn-law-based-administration' is replaced by '990102-qingrong-district', which is of"
        " class AdministrativeDivision; the object of promotes is expected to be of class",
    ),
]


@pytest.mark.parametrize(("cells", "message"), REFUSED_BY_SHAPES)
def test_what_breaks_a_shape_is_told_by_row_and_column(cells: list[Cell], message: str, case: Case) -> None:
    folder = case("base")
    put(folder, *cells)
    assert any(problem.startswith(message) for problem in problems_of(folder))


def test_no_shape_fires_on_tables_that_passed(tmp_path: Path, ontology: Ontology) -> None:
    """Each property with each class that it admits, as subject and as object."""
    classes = sorted(ontology.classes)
    things = [
        {"id": f"{end}-{cls.lower()}", "type": cls, "label_zh": f"{end}{cls}的", "label_en": f"{end} {cls}"}
        for cls in classes
        for end in ("a", "b", "c")
    ]
    report = {"id": "r", "title_zh": "报告", "title_en": "Report", "publisher": "a-agent", "place": "a-place"}
    rows = {
        "entities": things,
        "sources": [
            report | {"kind": "department", "profile": "s1|s2", "period": "2023", "script": "Hans", "sha256": "0" * 64}
        ],
        "relations": list(claims(ontology.properties.values(), classes, ontology.is_any)),
    }
    for table in TABLES:
        write_rows(tmp_path / f"{table}.csv", table, rows.get(table, []))
    checked = read_checked(tmp_path)
    assert {row.predicate for row in checked.reports[0].relations} == ontology.properties.keys()
    assert violations(checked) == []


def claims(
    properties: Iterable[Property], classes: list[str], is_any: Callable[[str, tuple[str, ...]], bool]
) -> Iterator[dict[str, str]]:
    count = 0
    for predicate in properties:
        subjects = [cls for cls in classes if is_any(cls, predicate.domains)]
        objects = [cls for cls in classes if is_any(cls, predicate.ranges)]
        longest = range(max(len(subjects), len(objects)))
        for subject, object in ((subjects[i % len(subjects)], objects[i % len(objects)]) for i in longest):
            event = f"e{count}"
            for party in ("a", "c") if predicate.act_class == "Signing" else ("a",):
                yield {
                    "id": f"x-{count}", "subject": f"{party}-{subject.lower()}", "predicate": predicate.name,
                    "object": f"b-{object.lower()}", "event": event, "modality": "asserted", "stated": "explicit",
                    "actor_stated": "yes", "source": "r", "section": "s0", "quote": "字",
                }  # fmt: skip
                count += 1


# ---- Warnings


LISTS = [
    ("entities", 6, "aliases", "法院｜法庭", "｜"),
    ("entities", 6, "aliases", "法院;法庭", ";"),
    ("entities", 6, "aliases", "法院；法庭", "；"),
    ("entities", 6, "aliases", "法院，法庭", "，"),
    ("entities", 6, "aliases", "法院、法庭", "、"),
    ("entities", 6, "aliases", "法院,法庭", ","),
    ("entities", 6, "aliases", "法院/法庭", "/"),
    ("entities", 6, "aliases", "法院|Court;Tribunal", ";"),
    ("entities", 6, "same_as", "https://example.org/a;https://example.org/b", ";"),
    ("entities", 6, "same_as", "https://example.org/a｜https://example.org/b", "｜"),
    ("sources", 2, "url", "https://example.org/a,https://example.org/b", ","),
]


@pytest.mark.parametrize(("table", "line", "column", "cell", "sign"), LISTS)
def test_another_sign_than_the_bar_between_the_parts_of_a_list_is_a_warning(
    table: str, line: int, column: str, cell: str, sign: str, case: Case, cli: Cli
) -> None:
    folder = case("base")
    put(folder, (table, line, column, cell))
    (warning,) = read_checked(folder).warnings
    assert (warning.line, warning.column) == (line, column)
    assert f"since {sign!r} does not part what a list holds; write | if several are meant" in warning.message
    answer = cli("check", "--data", folder)
    assert (answer.code, answer.out.startswith("ok: ")) == (0, True)
    assert answer.err == f"warning: {warning}\n"
    told: list[str] = []
    build(folder, notice=told.append)
    assert told[1:] == ["1 warning on the tables: kg check tells what"]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("aliases", "Bing Co., Ltd.|Court (A/B)"),
        ("aliases", "“双随机、一公开”法院"),
        ("same_as", "https://web.archive.org/web/https://example.org/a;b,c"),
    ],
)
def test_signs_that_belong_to_a_name_are_no_warning(column: str, cell: str, case: Case) -> None:
    folder = case("base")
    put(folder, ("entities", 6, "label_zh", "双随机、一公开区法院"), ("entities", 6, column, cell))
    assert read_checked(folder).warnings == ()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "'“青榕”法院' has quotation marks; a label carries none, forms in mentions.csv and aliases do"),
        ("zh", "““青榕”法院”带有引号；标签不带引号，mentions.csv 中的称谓和别名可带"),
    ],
)
def test_quotation_marks_in_a_label_are_warned_of_and_in_an_alias_they_are_not(
    case: Case, cli: Cli, language: str, told: str
) -> None:
    folder = case("base")
    put(folder, ("entities", 6, "label_zh", "“青榕”法院"), ("entities", 6, "aliases", "“青榕”"))
    done = cli("check", "--data", folder, "--lang", language)
    assert done.code == 0
    (warning,) = done.err.splitlines()
    assert warning.endswith(told)
    assert "entities.csv:6:label_zh: " in warning


def test_no_label_of_the_project_has_quotation_marks(data: Path) -> None:
    assert read_checked(data).warnings == ()


@pytest.mark.parametrize(("table", "column"), [("relations", "by"), ("figures", "numerator")])
def test_ids_that_another_sign_parts_are_told_the_bar(table: str, column: str, case: Case) -> None:
    folder = case("base")
    put(folder, (table, 3, column, "990102-a；990102-b"))
    (problem,) = problems_of(folder)
    assert problem.startswith(f"{table}.csv:3:{column}: ")
    assert problem.endswith("expected lower-case ASCII letters, digits and single hyphens, and | between several")


# ---- The same from every side


def spoiled(folder: Path, kind: str) -> None:
    """Tables with something wrong of a kind, each of which one side let pass once."""
    cells: dict[str, list[Cell]] = {
        "iri": [("entities", 7, "same_as", "https://example.org/#a#b")],
        "invisible": [("entities", 7, "label_zh", "\u200b")],
        "shape": [("sources", 2, "publisher", "990000-legal-publicity-unit")],
        "unnamed": [("mentions", 8, "form", "青榕区")],
    }
    put(folder, *cells.get(kind, []))
    table = folder / "entities.csv"
    if kind == "delimiter":
        table.write_text(table.read_text("utf-8").replace(",", ";"), "utf-8")
    if kind == "encoding":
        table.write_bytes(table.read_text("utf-8").encode("gb18030"))
    if kind == "folder":
        table.unlink()
        table.mkdir()
    if kind == "description":
        (folder / "dataset.ttl").write_text("<https://w3id.org/honours-kg/id/a> a <urn:b> .", "utf-8")


KINDS = ["iri", "invisible", "shape", "unnamed", "delimiter", "encoding", "folder", "description"]


@pytest.mark.parametrize("kind", KINDS)
def test_check_build_who_and_python_refuse_the_same_with_the_same_words(kind: str, case: Case, cli: Cli) -> None:
    folder = case("base")
    spoiled(folder, kind)
    with pytest.raises(TablesError) as caught:
        package.open(folder)
    assert caught.value.problems
    told = [*str(caught.value).splitlines(), ""]
    for arguments in (["check"], ["build"], ["who", "法院"]):
        answer = cli(*arguments, "--data", folder)
        assert answer.code == 2
        assert [line for line in answer.err.splitlines() if line in told] == told[:-1]
        assert "Traceback" not in answer.err


def test_a_folder_of_tables_that_is_not_there_is_told_alike(tmp_path: Path, cli: Cli) -> None:
    answers = {cli(verb, "--data", tmp_path / "nowhere").err for verb in ("check", "build")}
    assert answers == {f"{tmp_path / 'nowhere'}: no such folder of tables; name one with --data or KG_DATA\n"}


# ---- Whatever people put into cells


PIECES = [
    "", "甲", "a-b", "s1", "2023", "-1", "9" * 18, "9" * 19, "0." + "9" * 18, "1e5", "|", " ", "\u3000", "\n", "\r\n",
    '"', "'", "\\", "\\u0041", "<", ">", "{}", "%", "%41", "#", "?", "https://example.org/", "http://x", "//", "..",
    "\u00a0", "\u200b", "\ufffd", "e\u0301", "😀", "𠮷", "①", "{s}", "sig", "yes", "first", "damaged", "0001", "9999",
    "_:b", "@en", "<script>", "=1+1", "ﬁ", "ß", "İ", "كتاب", "/", "candidate", "implied",
]  # fmt: skip
CELLS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("".join)
PLACES = st.sampled_from(
    [
        (table, number, column.name)
        for table in BASE
        for number, _ in enumerate(rows_in(CASES / "base" / f"{table}.csv"))
        for column in columns(TABLES[table])
    ]
)


@settings(max_examples=25)
@given(st.lists(st.tuples(PLACES, CELLS), min_size=1, max_size=2))
def test_tables_that_pass_are_built_and_answer(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[tuple[str, int, str], str]]
) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    for table in BASE:
        rows = rows_in(CASES / "base" / f"{table}.csv")
        for (name, number, column), cell in changes:
            if name == table:
                rows[number][column] = cell
        write_rows(folder / f"{table}.csv", table, rows)
    try:
        read_checked(folder)
    except TablesError:
        return
    lookup = Lookup(EmbeddedStore(build(folder)))
    for thing in lookup.all_things():
        assert lookup.card(thing).thing == thing
