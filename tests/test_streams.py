"""The way out: what programs read is UTF-8 whatever the terminal is; streams may be closed, full or left.

Every command runs in a process of its own here: its streams are what is tested.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kg.store.embedded import EmbeddedStore
from tests.conftest import CHECKOUT

if sys.platform != "win32":
    import pty

Case = Callable[..., Path]

KG = [sys.executable, "-m", "kg"]
ALL = "SELECT * WHERE { ?s ?p ?o }"
TABLES = [["who", "枫桥"], ["query", ALL], ["ask"], ["--help"]]
DATA = [["who", "枫桥", "-f", "json"], ["query", ALL, "-f", "csv"], ["query", "CONSTRUCT WHERE { ?s ?p ?o }"]]
MACHINE = [
    *(["who", "枫桥", "--lang", "zh", "-f", name] for name in ("csv", "tsv", "json")),
    ["find", "枫桥", "--lang", "zh", "-f", "json"],
    ["ask", "honours-of", "--institution", "香洲区司法局", "--lang", "zh", "-f", "csv"],
    *(["query", "SELECT ?l { kgr:cn-nmpa rdfs:label ?l }", "-f", name] for name in ("csv", "tsv", "json", "xml")),
    *(["query", "DESCRIBE kgr:cn-nmpa", "-f", name] for name in ("turtle", "ntriples", "jsonld", "rdfxml")),
    ["query", "DESCRIBE kgr:cn-nmpa"],
    ["show", "香洲区司法局", "--lang", "zh", "-f", "json"],
    ["path", "茂盛社区", "狮山街道", "--lang", "zh", "-f", "json"],
    ["stats", "--lang", "zh", "-f", "json"],
    ["stats", "--network", "--lang", "zh", "-f", "json"],
]
TERMINALS = [
    {"PYTHONIOENCODING": "cp936"},
    {"PYTHONIOENCODING": "cp1252:strict", "PYTHONUTF8": "0"},
    {"LC_ALL": "C", "PYTHONUTF8": "0"},
]
NO_UTF_8 = os.fsdecode(b"\xff\xe6\x9e")


@pytest.fixture(autouse=True)
def _built(store: EmbeddedStore) -> None:
    """The project's own graph is built before a command asks it."""


class Done(NamedTuple):
    code: int
    out: bytes
    err: bytes


def run(command: list[str], **options: Any) -> Done:
    done = subprocess.run(command, capture_output=True, timeout=60, check=False, **options)
    return Done(done.returncode, done.stdout, done.stderr)


def kg(*arguments: str, **variables: str) -> Done:
    """A command with these variables, and none other that tells of an encoding."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "PYTHONIO"))}
    return run([*KG, *arguments], env=environment | variables)


def redirected(arguments: list[str], how: str) -> Done:
    """A command as a shell runs it with its streams so redirected."""
    return run(["bash", "-c", f'set -o pipefail; "$@" {how}', "bash", *KG, *arguments])


class TestData:
    @pytest.mark.parametrize("command", MACHINE, ids=" ".join)
    def test_it_is_utf_8_with_line_feeds_on_any_terminal(self, command: list[str]) -> None:
        wanted = kg(*command, PYTHONIOENCODING="utf-8")
        assert (wanted.code, wanted.err) == (0, b"")
        assert re.search("[\u4e00-\u9fff]", wanted.out.decode())
        ends = b"\r\n" if command[0] == "query" and command[-1] == "csv" else b"\n"  # SPARQL 1.1 takes those of CSV
        assert re.findall(rb"\r?\n", wanted.out) == [ends] * wanted.out.count(b"\n")
        for variables in TERMINALS:
            assert kg(*command, **variables) == wanted, variables

    def test_characters_beyond_the_first_plane_stay(self, case: Case) -> None:
        folder = case("base")
        entities = folder / "entities.csv"
        entities.write_text(entities.read_text("utf-8").replace("白鹭市青榕区司法局", "白鹭市青榕区司𠮷局"), "utf-8")
        for variables in TERMINALS:
            done = kg("find", "司𠮷局", "--lang", "zh", "-f", "json", "--data", str(folder), **variables)
            assert [hit["thing"]["label"] for hit in json.loads(done.out)] == ["白鹭市青榕区司𠮷局"]

    def test_a_table_escapes_what_the_terminal_lacks(self) -> None:
        done = kg("who", "枫桥", "--lang", "zh", PYTHONIOENCODING="ascii")
        assert (done.code, done.err) == (0, b"")
        assert rb"\u8302\u76db\u793e\u533a" in done.out  # 茂盛社区
        assert "茂盛社区".encode("cp936") in kg("who", "枫桥", "--lang", "zh", PYTHONIOENCODING="cp936").out


class TestArguments:
    """What is no text in the terminal's encoding."""

    @pytest.mark.parametrize(
        ("command", "code", "told"),
        [
            (["who", NO_UTF_8], 1, "nothing is called"),
            (["find", NO_UTF_8, "-f", "json"], 1, "nothing is called"),
            (["show", f"kgr:{NO_UTF_8}", "-f", "json"], 1, "nothing is called"),
            (["who", "枫桥", "--level", NO_UTF_8], 2, "is not in the ontology"),
            (["who", "枫桥", "--format", NO_UTF_8], 2, "is not one of"),
            (["who", "枫桥", "--data", NO_UTF_8], 2, "no such folder"),
            (["path", NO_UTF_8, "枫桥"], 1, "nothing is called"),
            (["ask", NO_UTF_8], 2, "is not in the catalogue"),
            (["ask", "honours-of", "--institution", NO_UTF_8], 1, "nothing is called"),
            (["ask", "honours-of", f"--{NO_UTF_8}", "1"], 2, "has no parameter"),
            (["query", NO_UTF_8], 2, "no such file"),
            (["query", f'SELECT ("{NO_UTF_8}" AS ?x) {{}}', "-f", "csv"], 2, "is not UTF-8"),
            (["query", f'ASK {{ ?s ?p "{NO_UTF_8} }}'], 2, "is not UTF-8"),
            (["query", "ASK {}", "-f", NO_UTF_8], 2, "expected one of csv, tsv, json, xml"),
            (["export", NO_UTF_8], 2, "expected one of .ttl"),
            (["draw", NO_UTF_8], 2, "name a file that ends in .html"),
            (["check", "--data", NO_UTF_8], 2, "no such folder of tables"),
            ([NO_UTF_8], 2, "No such command"),
        ],
    )
    @pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
    def test_they_are_told_of_in_the_message(self, command: list[str], code: int, told: str, encoding: str) -> None:
        done = kg(*command, PYTHONIOENCODING=encoding)
        assert (done.code, done.out) == (code, b"")
        assert told in done.err.decode(encoding)
        assert r"\udcff\udce6\udc9e" in done.err.decode(encoding) or "UTF-8" in told or "one of csv" in told
        assert "Traceback" not in done.err.decode(encoding)

    def test_a_file_may_be_called_so(self, tmp_path: Path) -> None:
        done = kg("export", str(tmp_path / f"{NO_UTF_8}.ttl"))
        assert done.code == 0
        assert [os.fsencode(path.name) for path in tmp_path.iterdir()] == [b"\xff\xe6\x9e.ttl"]

    def test_a_name_is_read_as_utf_8_where_the_locale_knows_only_ascii(self) -> None:
        wanted = kg("who", "枫桥", "--level", "国家级", "--lang", "zh", "-f", "csv")
        assert wanted.out.count(b"\n") > 1
        assert kg("who", "枫桥", "--level", "国家级", "--lang", "zh", "-f", "csv", LC_ALL="C", PYTHONUTF8="0") == wanted


def on_terminal(*arguments: str) -> str:
    """What a command prints, of both streams, where both are a terminal that takes no codes of rich."""
    outer, inner = pty.openpty()
    environment = os.environ | {"TERM": "dumb", "LC_ALL": "C.UTF-8", "COLUMNS": "300"}
    with subprocess.Popen([*KG, *arguments], stdin=inner, stdout=inner, stderr=inner, env=environment) as process:
        os.close(inner)
        pieces = []
        with suppress(OSError):  # Linux: the other end is closed
            while piece := os.read(outer, 65536):
                pieces.append(piece)
        os.close(outer)
        assert process.wait(60) in (0, 1, 2)
    return b"".join(pieces).decode().replace("\r\n", "\n")


class TestSigns:
    """What a terminal would obey, or nobody sees, is escaped in all that people read."""

    SIGNS = "\x1b[31m\x9b31m\x07\x08\x7f\x85\u202e\u2066\u200b\ufeff\u2028\U000e0041"
    ESCAPED = r"\u001b[31m\u009b31m\u0007\u0008\u007f\u0085\u202e\u2066\u200b\ufeff\u2028\U000e0041"
    OBEYED = re.compile(
        "[^\\S \t\n\u3000]|[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0041]"
    )

    @pytest.mark.parametrize(
        "command",
        [
            [SIGNS],
            [f"--{SIGNS}"],
            ["--lang", SIGNS],
            ["who", f"枫桥{SIGNS}", "--data", SIGNS],
            ["who", SIGNS],
            ["who", f"枫桥{SIGNS}"],
            ["who", "枫桥", f"--{SIGNS}"],
            ["who", "枫桥", SIGNS],
            ["who", "枫桥", "--level", SIGNS],
            ["who", "枫桥", "--hops", SIGNS],
            ["who", "枫桥", "--format", SIGNS],
            ["who", "枫桥", "--without", SIGNS],
            ["find", SIGNS],
            ["find", "枫桥", "--type", SIGNS],
            ["show", SIGNS],
            ["path", SIGNS, "枫桥"],
            ["stats", "--without", SIGNS, "--network"],
            ["ask", SIGNS],
            ["ask", f"-{SIGNS}"],
            ["ask", "honours-of", f"--{SIGNS}", "1"],
            ["ask", "honours-of", "--institution", SIGNS],
            ["ask", "statements-of-year", "--year", SIGNS],
            ["query", SIGNS],
            ["query", f"{SIGNS} {{}}"],
            ["query", f"SELECT ?x {{ ?x {SIGNS} }}"],
            ["query", f"SELECT ?x {{ ?x rdfs:label '{SIGNS}' . FILTR }}"],
            ["query", "SELECT ?x { ?x kg:awarded\u202e ?y }"],
            ["query", "SELECT ?x { ?x <http://e/\u202ea> ?y }"],
            ["query", "SELECT ?x { ?x kg:awar\u200bded ?y }"],
            ["query", "ASK {}", "--format", SIGNS],
            ["query", "ASK {}", "--timeout", SIGNS],
            ["query", f"SELECT ('a{SIGNS}b' AS ?x) {{}}", "--format", "xml"],
            ["query", f"CONSTRUCT {{ kgr:a <http://e/\u202e1> 'a{SIGNS}b' }} {{}}", "--format", "rdfxml"],
            ["export", SIGNS],
            ["export", f"{SIGNS}/x.ttl"],
            ["export", "x.gexf", "--only", SIGNS],
            ["export", "--tables", f"x.{SIGNS}"],
            ["draw", SIGNS],
            ["draw", f"{SIGNS}/x.html"],
            ["check", "--data", SIGNS],
            ["build", "--data", SIGNS],
        ],
        ids=ascii,
    )
    def test_what_was_typed(self, command: list[str], tmp_path: Path) -> None:
        folder = tmp_path / "a\x1b[31m\x9b"
        folder.mkdir()
        done = run([*KG, *command], cwd=folder, env=os.environ | {"PYTHONPATH": str(CHECKOUT), "LC_ALL": "C.UTF-8"})
        told = (done.out + done.err).decode()
        assert "Traceback" not in told
        assert self.OBEYED.findall(told) == []
        assert any(sign in told for sign in ("\\", "U+001B"))

    def test_what_a_query_gives_as_a_table(self) -> None:
        text = 'SELECT (<http://e/a%s> AS ?u) ("a%s" AS ?x) ("b%s"@en AS ?y) (TRIPLE(kgr:a, kg:b, "a%s") AS ?z) {}'
        query = text % ("\u202e", *[self.SIGNS] * 3)
        for out in (kg("query", query).out.decode(), on_terminal("query", query)):
            assert self.OBEYED.findall(out) == []
            assert out.count(self.ESCAPED) == 2
            assert r"http://e/a\u202e" in out

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
    @pytest.mark.parametrize("format", ["csv", "tsv", "json", "xml", "sheet"])
    def test_data_are_exact_but_on_a_terminal(self, format: str) -> None:
        signs = re.sub("[\x00-\x1f]", "", self.SIGNS)  # what XML has
        query = f"SELECT ?x {{ VALUES ?x {{ 'a{signs}' 'b' }} }}"
        assert f"a{signs}" in kg("query", query, "-f", format).out.decode()
        shown = on_terminal("query", query, "-f", format)
        assert self.OBEYED.findall(shown) == []
        assert "a" + re.sub(r"\\u00[01].", "", self.ESCAPED) in shown

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
    def test_data_that_come_in_parts_are_whole_on_a_terminal(self) -> None:
        query = "SELECT ?l { ?s rdfs:label ?l . ?t rdfs:label ?m } LIMIT 20000"
        out = kg("query", query, "-f", "csv").out.decode()
        assert len(out) > 2**18
        assert on_terminal("query", query, "-f", "csv") == out.replace("\r\n", "\n")

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
    @pytest.mark.parametrize("format", ["turtle", "ntriples", "jsonld"])
    def test_triples_are_exact_but_on_a_terminal(self, format: str) -> None:
        query = f"CONSTRUCT {{ kgr:a kg:b '{self.SIGNS}' }} {{}}"
        assert "\x9b31m" in kg("query", query, "-f", format).out.decode()
        assert self.OBEYED.findall(on_terminal("query", query, "-f", format)) == []

    def test_what_is_written_to(self, tmp_path: Path) -> None:
        for name, command in (("ttl", "export"), ("html", "draw")):
            file = tmp_path / f"{self.SIGNS}.{name}"
            done = kg(command, str(file), LC_ALL="C.UTF-8")
            assert (done.code, self.OBEYED.findall(done.out.decode())) == (0, [])
            assert file.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="the shell's redirections are POSIX's")
class TestRedirected:
    @pytest.mark.parametrize("command", [*TABLES, *DATA, ["who", "no such name"]], ids=" ".join)
    def test_a_closed_stream_is_as_the_null_device(self, command: list[str]) -> None:
        plain = redirected(command, "</dev/null")
        for how, out, err in (
            ("<&-", plain.out, plain.err),
            (">&-", b"", plain.err),
            ("2>&-", plain.out, b""),
            ("<&- >&- 2>&-", b"", b""),
        ):
            done = redirected(command, how)
            assert (done.code, done.out, done.err) == (plain.code, out, err), how

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
    @pytest.mark.parametrize("command", [*TABLES, *DATA, ["--version"], ["query", "ASK {}"]], ids=" ".join)
    def test_a_full_disk_is_told_of_in_a_line(self, command: list[str]) -> None:
        done = redirected(command, ">/dev/full")
        told = b"standard output cannot be written: No space left on device\n"
        assert (done.code, done.out, done.err) == (2, b"", told)
        assert redirected(command, ">/dev/full 2>&1").code == 2

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
    def test_an_answer_does_not_need_the_place_for_remarks(self, case: Case) -> None:
        done = redirected(["who", "全省普法先进单位", "--data", str(case("two-reports"))], "2>/dev/full")
        assert done.code == 0
        assert b"Justice Bureau of Qingrong District" in done.out
        assert redirected(["who", "no such name"], "2>/dev/full").code == 1

    @pytest.mark.parametrize("command", [*TABLES, *DATA], ids=" ".join)
    def test_a_reader_that_leaves_is_no_error_to_tell_of(self, command: list[str]) -> None:
        none = redirected(command, "| true")
        assert (none.code in (0, 1), none.out, none.err) == (True, b"", b"")
        one = redirected(command, "| head -1")
        assert (one.code in (0, 1), one.err) == (True, b"")
        assert one.out == redirected(command, "").out.splitlines(keepends=True)[0]

    def test_a_query_on_a_closed_standard_input_is_none(self) -> None:
        done = redirected(["query"], "<&-")
        assert (done.code, done.out) == (2, b"")
        assert done.err.startswith(b"no query: give its text, a file, or - for standard input")
