"""What a query gives, on every face and in every format: hostile texts, read back by readers that are not ours."""

import csv
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import rdflib
from pyoxigraph import Literal

from kg.errors import FormatError
from kg.rdf.formats import FORMATS, Format, Holds
from kg.sparql.results import Solutions
from kg.store.embedded import EmbeddedStore
from kg.tabular.delimited import as_was
from tests.conftest import Cli, Done
from tests.payloads import CELLS, CONTROLS, EVERY

TEXTS = tuple(dict.fromkeys([*EVERY.values(), *CONTROLS.values(), *CELLS, "", " ", '"', "\\", "\t", "\r", "\n"]))
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
IN_XML = tuple(text for text in TEXTS if not NOT_XML.search(text))
SOLUTIONS = [format for format in FORMATS if format.holds is Holds.SOLUTIONS]
GRAPHS = [format for format in FORMATS if format.holds is Holds.GRAPH]
FORMAT = {format.name: format for format in (*SOLUTIONS, *GRAPHS)}
RDFLIB = {"turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml"}
RESULTS = "{http://www.w3.org/2005/sparql-results#}"
TRIPLE = """SELECT (TRIPLE(kgr:a, rdf:type, "=1\\u001b\\"b\\""@en) AS ?x) (IRI("http://e/a,b") AS ?y)
(TRIPLE(kgr:a, rdf:type, TRIPLE(kgr:a, rdf:type, 1)) AS ?z) {}"""
WRITTEN = (
    '<<( <https://w3id.org/honours-kg/id/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "=1\\u001B\\"b\\""@en )>>'
)

# rdflib's JSON-LD parser uses a class that rdflib deprecates
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


def values(texts: tuple[str, ...]) -> str:
    return " ".join(f"({number} {Literal(text)})" for number, text in enumerate(texts))


def select(texts: tuple[str, ...]) -> str:
    return f"SELECT ?n ?x {{ VALUES (?n ?x) {{ {values(texts)} }} }} ORDER BY ?n"


def construct(texts: tuple[str, ...]) -> str:
    return f"CONSTRUCT {{ kgr:a kg:note ?x }} WHERE {{ VALUES (?n ?x) {{ {values(texts)} }} }}"


def name_of(format: Format) -> str:
    return format.name


class Faces:
    """The ways to have a query's result in a format."""

    def __init__(self, cli: Cli, store: EmbeddedStore, folder: Path) -> None:
        self._cli, self._store, self._folder = cli, store, folder

    def give(self, text: str, format: Format) -> bytes:
        """What all faces give alike."""
        printed, exported, file = self._called(text, format)
        assert (printed.code, printed.err, exported) == (0, "", (0, f"{file}\n", ""))
        assert printed.out.encode() == file.read_bytes() == self._store.query(text).serialise(format.name)
        return file.read_bytes()

    def refuse(self, text: str, format: Format) -> str:
        """Why all faces refuse it alike."""
        printed, exported, file = self._called(text, format)
        assert not file.exists()
        with pytest.raises(FormatError) as caught:
            self._store.query(text).serialise(format.name)
        assert printed == exported == (2, "", f"{caught.value}\n")
        return str(caught.value)

    def _called(self, text: str, format: Format) -> tuple[Done, Done, Path]:
        query = self._folder / "query.rq"
        query.write_text(text, "utf-8", newline="")
        file = self._folder / f"x.{(format.extensions or ('csv',))[0]}"
        sheet = ["--format", "sheet"] if format.name == "sheet" else []
        printed = self._cli("query", query, "--format", format.name)
        return printed, self._cli("export", file, "--query", query, *sheet), file


@pytest.fixture
def faces(cli: Cli, store: EmbeddedStore, tmp_path: Path) -> Faces:
    return Faces(cli, store, tmp_path)


def read_solutions(data: bytes, format: str) -> list[list[str]]:
    """The values of solutions, as a reader of the format has them that is not ours."""
    if format == "json":
        told = json.loads(data)
        return [[row[name]["value"] for name in told["head"]["vars"]] for row in told["results"]["bindings"]]
    if format == "xml":
        root = ElementTree.fromstring(data)
        return [[value.text or "" for value in row.iter(f"{RESULTS}literal")] for row in root.iter(f"{RESULTS}result")]
    if format == "tsv":
        rows = [line.split("\t") for line in data.decode().removesuffix("\n").split("\n")]
        return [[str(rdflib.util.from_n3(cell)) for cell in row] for row in rows[1:]]
    text = data.decode("utf-8-sig" if format == "sheet" else "utf-8")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    return [[as_was(cell) for cell in row] if format == "sheet" else row for row in rows[1:]]


@pytest.mark.parametrize("format", SOLUTIONS, ids=name_of)
def test_hostile_texts_come_back_from_solutions(faces: Faces, format: Format) -> None:
    texts = IN_XML if format.name == "xml" else TEXTS
    read = read_solutions(faces.give(select(texts), format), format.name)
    assert read == [[str(number), text] for number, text in enumerate(texts)]


def test_csv_is_as_sparql_has_it(faces: Faces) -> None:
    cells = ['"' + text.replace('"', '""') + '"' if set(text) & set(',"\r\n') else text for text in CELLS]
    rows = "".join(f"{number},{cell}\r\n" for number, cell in enumerate(cells))
    assert faces.give(select(CELLS), FORMAT["csv"]).decode() == f"n,x\r\n{rows}"


def test_no_cell_of_a_sheet_runs_and_it_is_known_as_utf_8(cli: Cli) -> None:
    out = cli("query", select(CELLS), "-f", "sheet").out
    assert out.startswith("\ufeffn,x\n")
    cells = [row[1] for row in csv.reader(io.StringIO(out, newline=""))]
    assert [cell for cell in cells if cell.startswith(("=", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))] == []
    assert {cell for cell in cells if cell.startswith(("+", "-"))} == {"-12.5", "+3", "-٣"}


@pytest.mark.parametrize("format", GRAPHS, ids=name_of)
def test_hostile_texts_come_back_from_graphs(faces: Faces, format: Format) -> None:
    texts = IN_XML if format.name == "rdfxml" else TEXTS
    read = rdflib.Graph().parse(data=faces.give(construct(texts), format), format=RDFLIB[format.name])
    assert {str(text) for text in read.objects()} == set(texts)


@pytest.mark.parametrize("text", [text for text in TEXTS if NOT_XML.search(text)], ids=ascii)
def test_what_xml_cannot_hold_is_refused_by_its_name_on_every_face(faces: Faces, text: str) -> None:
    found = NOT_XML.search(text)
    assert found
    for name, query, can in (
        ("xml", select((text,)), "csv, tsv and json can"),
        ("rdfxml", construct((text,)), ".ttl, .nt and .jsonld can"),
    ):
        told = faces.refuse(query, FORMAT[name])
        assert told.startswith(f"XML cannot hold the character U+{ord(found[0]):04X} (after ")
        assert told.endswith(can)


def test_xml_that_is_refused_at_its_end_is_not_begun(faces: Faces) -> None:
    text = 'SELECT ?x { { ?s ?p ?x } UNION { BIND("a\\u0001" AS ?x) } }'
    assert "U+0001" in faces.refuse(text, FORMAT["xml"])
    assert len(faces.give(text.replace("\\u0001", ""), FORMAT["xml"])) > 2**20  # more than comes at once


@pytest.mark.parametrize("name", ["", "1", "-1", "a/", "a~", "中/2023."])
def test_a_predicate_without_a_name_in_xml_is_refused_on_every_face(faces: Faces, name: str) -> None:
    told = faces.refuse(f"CONSTRUCT {{ kgr:a <http://e/{name}> 1 }} WHERE {{}}", FORMAT["rdfxml"])
    assert told == f"RDF/XML cannot hold the predicate or class http://e/{name}; .ttl, .nt and .jsonld can"


class TestTriples:
    """A triple as a term, which SPARQL 1.2 has."""

    def test_it_is_shown_in_a_table(self, cli: Cli) -> None:
        header, row = cli("query", TRIPLE).out.splitlines()
        assert header.split() == ["x", "y", "z"]
        assert re.split(" {2,}", row) == [
            r'<<( kgr:a rdf:type "=1\u001B\"b\""@en )>>',
            "http://e/a,b",
            '<<( kgr:a rdf:type <<( kgr:a rdf:type "1"^^<http://www.w3.org/2001/XMLSchema#integer> )>> )>>',
        ]

    @pytest.mark.parametrize("name", ["csv", "sheet"])
    def test_it_is_one_cell_of_csv(self, faces: Faces, name: str) -> None:
        written = faces.give(TRIPLE, FORMAT[name])
        header, row = csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""), strict=True)
        assert (header, row[:2]) == (["x", "y", "z"], [WRITTEN, "http://e/a,b"])

    def test_it_is_one_cell_of_tsv(self, faces: Faces) -> None:
        written = faces.give(TRIPLE, FORMAT["tsv"]).decode()
        cells = written.split("\n")[1].split("\t")
        assert cells[:2] == [WRITTEN.replace("\\u001B", "\x1b"), "<http://e/a,b>"]

    def test_json_and_xml_have_its_parts(self, faces: Faces) -> None:
        text = TRIPLE.replace("\\u001b", "")
        told = json.loads(faces.give(text, FORMAT["json"]))
        term = told["results"]["bindings"][0]["x"]
        assert (term["type"], term["value"]["object"]) == (
            "triple",
            {"type": "literal", "value": '=1"b"', "xml:lang": "en"},
        )
        root = ElementTree.fromstring(faces.give(text, FORMAT["xml"]))
        assert [one.text for one in root.iterfind(f".//{RESULTS}triple/{RESULTS}object/{RESULTS}literal")] == [
            '=1"b"',
            "1",
        ]

    def test_python_shows_it(self, store: EmbeddedStore) -> None:
        result = store.query(TRIPLE)
        assert isinstance(result, Solutions)
        assert "&lt;&lt;( kgr:a rdf:type &quot;=1" in result._repr_html_()
        assert list(result.to_pandas().loc[0])[:2] == [WRITTEN, "http://e/a,b"]
