"""An edition as it is released: what is in it, that two runs write the same, and what it says of itself."""

import csv
import gzip
import hashlib
import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import RdfFormat, parse

from kg.errors import KgError
from kg.export.release import release
from kg.lookup.citation import edition_of
from kg.lookup.lookup import Lookup
from kg.ontology import PATH as ONTOLOGY
from kg.store.embedded import EmbeddedStore
from kg.vocabulary import DATASET_IRI, PREFIXES
from tests.conftest import CHECKOUT, Cli

DAY = "2024-05-06"
FILES = {
    "CHANGES.en.txt", "CHANGES.zh.txt", "CITATION.cff", "CITATION.txt", "SHA256SUMS", "honours-kg-0.1.0-tables.zip",
    "honours-kg-0.1.0.html", "honours-kg-0.1.0.nt.gz", "honours-kg-0.1.0.ttl", "honours-kg.bib", "ontology.ttl",
    "void.ttl",
}  # fmt: skip


@pytest.fixture(scope="module")
def released(store: EmbeddedStore, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition of the first two reports, as `kg release` writes it."""
    import subprocess
    import sys

    folder = tmp_path_factory.mktemp("editions")
    command = [sys.executable, "-m", "kg", "release", str(folder), "--data", str(data), "--date", DAY, "--lang", "en"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.split() == [str(folder / "0.1.0" / name) for name in sorted(FILES)]
    assert done.stderr.strip() == "There is no earlier release: everything is new."
    return folder / "0.1.0"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_two_runs_write_the_same_bytes(
    released: Path, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In another place, another language, dated by the variable of reproducible builds, and over what was there."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1715000000")
    for _ in range(2):
        assert cli("--lang", "zh", "release", tmp_path / "新 place").code == 0
    first, second = contents(released), contents(tmp_path / "新 place" / "0.1.0")
    assert first.keys() == second.keys() == FILES
    assert [name for name in first if first[name] != second[name]] == []


def test_the_checksums_are_those_of_all_other_files(released: Path) -> None:
    lines = (released / "SHA256SUMS").read_text("ascii").splitlines()
    told = dict(reversed(line.split("  ")) for line in lines)
    assert told == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in contents(released).items()
        if name != "SHA256SUMS"
    }


def test_the_dump_is_the_graph_in_both_formats(released: Path, store: EmbeddedStore) -> None:
    lines = gzip.decompress((released / "honours-kg-0.1.0.nt.gz").read_bytes())
    packed = {quad.triple for quad in parse(lines, format=RdfFormat.N_TRIPLES)}
    turtle = {quad.triple for quad in parse(path=released / "honours-kg-0.1.0.ttl", format=RdfFormat.TURTLE)}
    assert packed == turtle == set(store.triples())
    assert lines.decode().splitlines() == sorted(lines.decode().splitlines())


def test_the_tables_are_those_of_the_export(released: Path, cli: Cli, tmp_path: Path) -> None:
    assert cli("export", "--tables", tmp_path).code == 0
    with zipfile.ZipFile(released / "honours-kg-0.1.0-tables.zip") as archive:
        assert archive.testzip() is None
        found = {entry.filename: archive.read(entry) for entry in archive.infolist()}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert found == contents(tmp_path)
    claims = list(csv.DictReader(io.StringIO(found["claims.csv"].decode())))
    assert all(row["quote"] for row in claims)


def test_the_page_and_the_ontology_are_there(released: Path) -> None:
    assert b"<title" in (released / "honours-kg-0.1.0.html").read_bytes()
    assert (released / "ontology.ttl").read_bytes() == ONTOLOGY.read_bytes()


def test_it_describes_itself_with_its_date(released: Path) -> None:
    graph = rdflib.Graph().parse(released / "void.ttl")
    dataset, void, dcterms = rdflib.URIRef(DATASET_IRI), rdflib.VOID, rdflib.DCTERMS
    assert graph.value(dataset, dcterms.issued) == rdflib.Literal(DAY, datatype=rdflib.XSD.date)
    assert int(graph.value(dataset, void.triples)) > 10_000
    below = f"{PREFIXES['kgr']}dataset/"
    assert {
        str(subject) for subject in graph.subjects() if str(subject) != DATASET_IRI and below not in subject
    } == set()
    assert graph.value(dataset, void.dataDump) is None


def test_where_its_files_are_had_is_told_where_it_is_known(store: EmbeddedStore, tmp_path: Path) -> None:
    address = "https://example.org/data/0.1.0"
    done = release(Lookup(store), tmp_path, lambda path: path.write_text("page"), {}, address=address)
    graph = rdflib.Graph().parse(done.folder / "void.ttl")
    dumps = {str(of) for of in graph.objects(rdflib.URIRef(DATASET_IRI), rdflib.VOID.dataDump)}
    assert dumps == {f"{address}/honours-kg-0.1.0.nt.gz", f"{address}/honours-kg-0.1.0.ttl"}
    assert graph.value(rdflib.URIRef(DATASET_IRI), rdflib.DCTERMS.issued) is None


def test_it_tells_how_it_is_cited(released: Path) -> None:
    cff, original = ((folder / "CITATION.cff").read_text("utf-8").splitlines() for folder in (released, CHECKOUT))
    assert set(cff) == {*original, f"date-released: {DAY}"}
    assert "version: 0.1.0" in cff
    english, chinese = (released / "CITATION.txt").read_text("utf-8").splitlines()
    assert DAY in english
    assert DAY in chinese
    assert "version 0.1.0" in english
    assert "版本 0.1.0" in chinese
    bib = (released / "honours-kg.bib").read_text("utf-8")
    assert bib.startswith("@misc{honours-kg-0.1.0,\n")
    assert "  year = {2024},\n" in bib


def test_without_an_earlier_one_it_says_so_and_how_much_there_is(released: Path, store: EmbeddedStore) -> None:
    english, chinese = (
        (released / f"CHANGES.{language}.txt").read_text("utf-8").splitlines() for language in ("en", "zh")
    )
    assert english[0] == "There is no earlier release: everything is new."
    assert chinese[0] == "此前没有发布版本：全部内容都是新的。"
    lookup = Lookup(store)
    counted = [len(list(lookup.all_things())), len(lookup.all_claims()), len(lookup.all_figures())]
    for lines in (english, chinese):
        assert [int(re.findall(r"\d+$", line)[0]) for line in lines[1:]] == counted


def test_what_is_new_is_told_beside_an_earlier_one(released: Path, data: Path, cli: Cli, tmp_path: Path) -> None:
    older = tmp_path / "older"
    shutil.copytree(data, older)
    text = (older / "entities.csv").read_text("utf-8")
    assert "Fengqiao-style Work Method," in text
    (older / "entities.csv").write_text(text.replace("Fengqiao-style Work Method,", "Fengqiao Method,"), "utf-8")
    done = cli("release", tmp_path / "new", "--since", older, "--date", DAY)
    assert done.code == 0, done.err
    assert "no earlier release" not in done.err
    folder = tmp_path / "new" / "0.1.0"
    assert {path.name for path in folder.iterdir()} == FILES | {"changes.json"}
    changes = json.loads((folder / "changes.json").read_text("utf-8"))
    assert [change["id"] for change in changes] == ["cn-fengqiao-work-method"]
    english = (folder / "CHANGES.en.txt").read_text("utf-8")
    assert "~ Fengqiao-style Work Method (cn-fengqiao-work-method)\n" in english
    assert english == cli("diff", older, data, "--lang", "en").out
    same = {name for name, content in contents(folder).items() if contents(released).get(name) == content}
    assert FILES - same == {"CHANGES.en.txt", "CHANGES.zh.txt", "SHA256SUMS"}


@pytest.mark.parametrize(
    ("options", "environment", "words"),
    [
        (["--date", "yesterday"], "", "'yesterday' is no day"),
        ([], "soon", "'soon' is no day"),
        ([], "9" * 40, "is no day"),
        (["--since", "nowhere"], "", "nowhere is no folder of tables"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_written(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], environment: str, words: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", environment)
    done = cli("release", tmp_path / "new", *options)
    assert done.code != 0
    assert words in done.err
    assert not (tmp_path / "new").exists()


def test_a_folder_with_something_else_in_it_is_left_alone(store: EmbeddedStore, tmp_path: Path) -> None:
    (tmp_path / "0.1.0").mkdir()
    (tmp_path / "0.1.0" / "notes.txt").touch()
    with pytest.raises(KgError, match=r"no part of a release: notes\.txt"):
        release(Lookup(store), tmp_path, lambda path: path.write_text("page"), {})
    assert [path.name for path in (tmp_path / "0.1.0").iterdir()] == ["notes.txt"]


def test_a_version_that_is_a_path_names_no_folder(
    store: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lookup = Lookup(store)
    edition = edition_of(lookup)._replace(version="../../x")
    monkeypatch.setattr("kg.export.release.edition_of", lambda _: edition)
    with pytest.raises(KgError, match="no version"):
        release(lookup, tmp_path, lambda path: path.write_text("page"), {})
    assert list(tmp_path.iterdir()) == []
