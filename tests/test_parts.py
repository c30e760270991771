"""A data set built part by part: the same graph as of its tables read as a whole, whoever runs the parts, and no less
is found wrong.
"""

import csv
import os
import shutil
import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest

from kg.errors import KgError, StoreError, TablesError
from kg.names.folding import Name
from kg.pipeline.generation import build, kept_parts
from kg.pipeline.names import all_rows, labels_of, names_of
from kg.pipeline.parts.stream import Built, How
from kg.pipeline.triples import all_triples
from kg.rdf.sorted import sorted_lines
from kg.store.embedded import EmbeddedStore
from kg.store.generations import current, home
from kg.store.record import NAMES, left_out
from kg.tables.checks import read_checked
from kg.tables.description import read_description
from kg.tables.engines import Processes
from kg.tables.reports import Checked
from kg.tables.rows import Place, columns
from kg.vocabulary import DATASET_IRI, PREFIXES, expand, mint_iri
from tests.conftest import Case, Cli
from tests.national import write_reports
from tests.test_table_sets import REPORT, split

REPORTS = 4


@pytest.fixture(scope="module")
def national(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("national")
    write_reports(folder, REPORTS)
    return folder


@pytest.fixture
def copied(national: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(national, tmp_path / "national"))


@pytest.fixture
def apart(case: Case) -> Path:
    """Two reports, one of which is a table set of its own, whose rows point to the other's and are pointed to."""
    folder = case("two-reports")
    split(folder)
    return folder


def lines_of(generation: Path) -> str:
    return "".join(sorted_lines(EmbeddedStore(generation).triples()))


def content(generation: Path) -> tuple[str, list[str]]:
    with closing(sqlite3.connect(generation / NAMES)) as index:
        return lines_of(generation), list(index.iterdump())


def told_of_itself(line: str) -> bool:
    return line.startswith((f"<{DATASET_IRI}>", f"<{mint_iri('dataset')}/"))


def assert_same(generation: Path, checked: Checked) -> None:
    """A generation holds what the tables read as a whole say, and counts it as the engine does."""
    graph = pyoxigraph.Store()
    graph.bulk_load("".join(all_triples(checked)).encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    whole = sorted(f"{quad.triple} .\n" for quad in graph)
    found = lines_of(generation).splitlines(keepends=True)
    assert [line for line in found if not told_of_itself(line)] == whole
    counted = tuple(f"<{PREFIXES[prefix]}" for prefix in ("void", "void-ext"))
    own = {f"{triple} .\n" for triple in read_description(checked.folder)}
    assert {line for line in found if line.split(" ")[1].startswith(counted)} - own == set(counts(graph))
    names = set(names_of(all_rows(checked), checked.registers, labels_of(checked)))
    with closing(sqlite3.connect(generation / NAMES)) as index:
        assert {Name(*row) for row in index.execute("SELECT thing, name, kind, source FROM name")} == names


def counts(graph: pyoxigraph.Store) -> Iterator[str]:
    """What the engine counts (VoID, 4.5 and 4.6): of a property, the values of which are literals, all are of one
    datatype.
    """

    def ask(query: str) -> list[tuple[Any, ...]]:
        found = graph.query(query, prefixes=PREFIXES)
        assert isinstance(found, pyoxigraph.QuerySolutions)
        return [tuple(solution) for solution in found]

    def number(subject: str, predicate: str, count: Any) -> str:
        count = count if isinstance(count, str) else count.value
        return f'<{subject}> <{expand(predicate)}> "{count}"^^<{expand("xsd:integer")}> .\n'

    def link(subject: str, predicate: str, value: str) -> str:
        return f"<{subject}> <{expand(predicate)}> <{value}> .\n"

    def compressed(term: Any) -> str:
        from kg.vocabulary import compress

        return compress(term if isinstance(term, str) else term.value)

    yield number(DATASET_IRI, "void:triples", str(len(graph)))
    for predicate, query in (
        ("void:entities", "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a kg:Entity }"),
        ("void:distinctSubjects", "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
        ("void:distinctObjects", "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }"),
        ("void:classes", "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s a ?o }"),
        ("void:properties", "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }"),
    ):
        yield number(DATASET_IRI, predicate, ask(query)[0][0])
    for property, count in ask("SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p"):
        part = mint_iri("dataset", "property", compressed(property))
        yield link(DATASET_IRI, "void:propertyPartition", part)
        yield link(part, "void:property", property.value)
        yield number(part, "void:triples", count)
    for of, count in ask("SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c"):
        part = mint_iri("dataset", "class", compressed(of))
        yield link(DATASET_IRI, "void:classPartition", part)
        yield link(part, "void:class", of.value)
        yield number(part, "void:entities", count)
    uses = "SELECT ?c ?p (COUNT(*) AS ?n) (SAMPLE(?o) AS ?v) { ?s a ?c . ?s ?p ?o } GROUP BY ?c ?p"
    for of, property, count, value in ask(uses):
        names = ("dataset", "class", compressed(of), "property", compressed(property))
        yield link(mint_iri(*names[:3]), "void:propertyPartition", mint_iri(*names))
        yield link(mint_iri(*names), "void:property", property.value)
        yield number(mint_iri(*names), "void:triples", count)
        if isinstance(value, pyoxigraph.Literal):
            part = mint_iri(*names, compressed(value.datatype))
            yield link(mint_iri(*names), "void-ext:datatypePartition", part)
            yield link(part, "void-ext:datatype", value.datatype.value)
            yield number(part, "void:triples", count)
    kinds = "SELECT ?c ?p ?k (COUNT(*) AS ?n) { ?s a ?c . ?s ?p ?o . ?o a ?k } GROUP BY ?c ?p ?k"
    for of, property, kind, count in ask(kinds):
        names = ("dataset", "class", compressed(of), "property", compressed(property))
        part = mint_iri(*names, compressed(kind))
        yield link(mint_iri(*names), "void:classPartition", part)
        yield link(part, "void:class", kind.value)
        yield number(part, "void:triples", count)


# ---- The same graph


def test_the_projects_reports_are_the_graph_that_their_tables_are_as_a_whole(
    all_data: Path, sources_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KG_STORES", str(tmp_path))
    assert_same(build(all_data, sources_folder), read_checked(all_data, sources_folder))


def test_table_sets_that_point_to_each_other_are_the_graph_that_they_are_as_a_whole(apart: Path) -> None:
    assert_same(build(apart), read_checked(apart))


def test_rows_of_a_report_may_lie_in_several_table_sets(apart: Path) -> None:
    other = apart / "reports" / "more"
    other.mkdir()
    for name in ("mentions", "relations"):
        path = apart / REPORT / f"{name}.csv"
        header, *rows = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text("".join([header, *rows[::2]]), "utf-8")
        (other / f"{name}.csv").write_text("".join([header, *rows[1::2]]), "utf-8")
    assert_same(build(apart), read_checked(apart))


def test_processes_make_what_one_process_makes(national: Path) -> None:
    alone = content(build(national))
    engine = Processes(2)
    try:
        assert content(build(national, force=True, how=How(engine))) == alone
    finally:
        engine.close()
    assert_same(build(national), read_checked(national))


def test_the_folder_of_stores_may_be_named_from_the_working_directory(
    national: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_STORES", "stores")
    assert (tmp_path / build(national)).is_relative_to(tmp_path / "stores")


# ---- Nothing that is wrong passes


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def row_twice(folder: Path) -> None:
    rows = (folder / "entities.csv").read_text("utf-8").splitlines(keepends=True)
    row = next(row for row in rows if row.startswith("cn-law-based-administration"))
    path = folder / REPORT / "entities.csv"
    path.write_text(path.read_text("utf-8") + row, "utf-8")


def claim_twice(folder: Path) -> None:
    change(folder / REPORT / "relations.csv", "990103-2023-r001,", "990102-2023-r001,")


def no_row(folder: Path) -> None:
    change(folder / "entities.csv", "990100-mediation-association,Association", "990100-association,Association")


def wrong_class(folder: Path) -> None:
    change(folder / "entities.csv", "cn-law-based-administration,Initiative", "cn-law-based-administration,Person")


def looks_alike(folder: Path) -> None:
    change(folder / REPORT / "entities.csv", "丹澜社区,", "白鹭市青榕区人民法院‐,")
    change(folder / "entities.csv", "白鹭市青榕区人民法院,", "白鹭市青榕区人民法院-,")


def no_csv(folder: Path) -> None:
    (folder / REPORT / "relations.csv").write_text('id,"subject\n', "utf-8")


def in_circles(folder: Path) -> None:
    change(folder / "entities.csv", "Honest Society,,,,,,", "Honest Society,,,,990103-harmonious-community,,")
    change(
        folder / REPORT / "entities.csv",
        "Harmonious Community,,,,,,",
        "Harmonious Community,,,,990100-honest-society,,",
    )


def one_code(folder: Path) -> None:
    header = [column.name for column in columns(Place)]
    for place, of in ((folder, "990104-one"), (folder / REPORT, "990104-other")):
        with (place / "places.csv").open("w", encoding="utf-8", newline="") as file:
            rows = csv.DictWriter(file, header, restval="")
            rows.writeheader()
            rows.writerow(
                {"id": of, "code": "990104", "label_zh": "红树区", "label_en": "Hongshu District", "generated": "no"}
                | {"kind": "district"}
            )
    change(folder / REPORT / "entities.csv", "990103-law-station,", "990104-law-station,")


WRONG = [row_twice, claim_twice, no_row, wrong_class, looks_alike, no_csv, in_circles, one_code]


@pytest.mark.parametrize("spoil", WRONG, ids=lambda of: of.__name__)
def test_what_is_wrong_between_table_sets_is_told_as_of_the_whole(
    spoil: Callable[[Path], None], apart: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = build(apart)
    spoil(apart)
    with pytest.raises(TablesError) as whole:
        read_checked(apart)
    with pytest.raises(TablesError) as told:
        build(apart)
    assert told.value.problems == whole.value.problems
    monkeypatch.setattr("kg.pipeline.parts.stream._FEW", 0)  # of very many, each part tells what it sees
    with pytest.raises(TablesError) as told:
        build(apart)
    places = {(of.path, of.line) for of in whole.value.problems}
    if spoil is one_code:  # of two rows that do not go together, each part tells of the other's
        places.add((str(apart / "places.csv"), 2))
    assert {(of.path, of.line) for of in told.value.problems} <= places
    assert current(home(apart)) == before
    assert list(home(apart).glob("generation-*")) == [before]


def test_an_agreement_whose_parties_lie_in_two_table_sets_has_two(national: Path, copied: Path) -> None:
    """Alone with its party, a table set has what another must sign too."""
    one_signs(copied)
    with pytest.raises(TablesError) as whole:
        read_checked(copied)
    with pytest.raises(TablesError) as told:
        build(copied)
    assert told.value.problems == whole.value.problems
    assert "signs alone" in str(told.value)


def one_signs(folder: Path) -> None:
    """Take from an agreement all parties but one."""
    for path in sorted(folder.glob("reports/*/relations.csv")):
        header, *rows = path.read_text("utf-8").splitlines(keepends=True)
        signed = [row for row in rows if ",signed," in row]
        if signed:
            agreement = signed[0].split(",")[3]
            others = [row for row in signed if row.split(",")[3] == agreement][1:]
            path.write_text("".join([header, *(row for row in rows if row not in others)]), "utf-8")


# ---- What has changed


def built(folder: Path, **how: Any) -> Built:
    done: list[Built] = []
    build(folder, force=True, how=How(kept=kept_parts(folder), **how), done=done.append)
    return done[0]


def test_only_what_has_changed_is_made_anew(copied: Path) -> None:
    first = built(copied)
    assert (first.made, first.taken) == (REPORTS + 1, 0)
    again = built(copied)
    assert (again.made, again.taken) == (0, REPORTS + 1)
    path = next(copied.glob("reports/*/mentions.csv"))
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    after = built(copied)
    assert (after.made, after.taken) == (1, REPORTS)
    kept = {file.stem for file in kept_parts(copied).iterdir()}
    assert len(kept) == REPORTS + 1
    one = content(build(copied))
    assert one == content(build(copied, force=True))
    assert_same(build(copied), read_checked(copied))


def test_what_a_part_asked_of_another_counts_and_where_its_row_stands_does_not(apart: Path) -> None:
    built(apart)
    change(
        apart / "entities.csv",
        "cn-law-based-administration,Initiative,依法行政",
        "cn-law-based-administration,Initiative,依法治理",
    )
    assert built(apart).taken < 2
    assert_same(build(apart), read_checked(apart))
    header, *rows = (apart / "entities.csv").read_text("utf-8").splitlines(keepends=True)
    (apart / "entities.csv").write_text("".join([header, *reversed(rows)]), "utf-8")
    assert built(apart).taken == 1
    assert_same(build(apart), read_checked(apart))


def test_a_part_that_was_kept_and_is_damaged_is_made_anew(copied: Path) -> None:
    built(copied)
    for path in kept_parts(copied).glob("*.asked"):
        path.write_bytes(b"")
    assert built(copied).made == REPORTS + 1


# ---- What does not pass


def test_a_bad_table_set_is_left_out_where_that_is_asked_for(copied: Path, cli: Cli) -> None:
    bad = sorted(copied.glob("reports/*"))[-1]
    good = Path(shutil.copytree(copied, copied.with_name("good")))
    shutil.rmtree(good / "reports" / bad.name)
    change(bad / "relations.csv", ",yes,", ",perhaps,")
    stops = cli("build", "--data", copied)
    assert stops.code == 2
    assert f"reports{os.sep}{bad.name}{os.sep}relations.csv" in stops.err
    done = cli("build", "--skip-bad", "--data", copied)
    assert (done.code, done.out.startswith("built: ")) == (3, True)
    assert f"left out, since its tables do not pass: reports/{bad.name}" in done.err
    generation = current(home(copied))
    assert generation
    assert left_out(generation) == (f"reports/{bad.name}",)
    note = f'"left out: reports/{bad.name}, 1 problems"@en'
    (said,) = (line for line in lines_of(generation).splitlines() if note in line)
    assert said.startswith(f"<{DATASET_IRI}> ")
    facts = [line for line in lines_of(generation).splitlines() if not told_of_itself(line)]
    assert facts == [line for line in lines_of(build(good)).splitlines() if not told_of_itself(line)]
    assert cli("build", "--skip-bad", "--data", copied).out.startswith("up to date: ")
    assert cli("build", "--data", copied).code == 2
    assert current(home(copied)) == generation
    change(bad / "relations.csv", ",perhaps,", ",yes,")
    assert cli("build", "--data", copied).code == 0


def test_what_points_to_a_table_set_that_is_left_out_is_left_out_too_but_never_the_data_set_itself(
    apart: Path,
) -> None:
    no_csv(apart)
    with pytest.raises(TablesError):  # the data set's own tables name what stands there
        build(apart, how=How(skip_bad=True))


def test_a_disk_without_room_is_told_of_before(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(10**9, 10**9, 10**6))
    with pytest.raises(StoreError, match=r"the disk has 1 MB left, and the graph may need \d+ MB"):
        build(copied)
    assert list(home(copied).glob("generation-*")) == []


# ---- Processes


def end_once(marker: Path) -> str:
    if not marker.exists():
        marker.touch()
        os.kill(os.getpid(), 9)
    return marker.name


def end(_: object) -> None:
    os.kill(os.getpid(), 9)


def test_what_a_process_did_that_was_ended_is_done_again(tmp_path: Path) -> None:
    engine = Processes(2)
    try:
        markers = [tmp_path / "a", tmp_path / "b", tmp_path / "c"]
        markers[0].touch()
        markers[2].touch()
        assert list(engine(end_once, markers)) == ["a", "b", "c"]
        with pytest.raises(KgError, match="ended from outside, again and again"):
            list(engine(end, [1]))
    finally:
        engine.close()
