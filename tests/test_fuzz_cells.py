"""The door, tried by chance: what it lets through is built, and what it refuses is told with the place that changed."""

import csv
import io
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyoxigraph
import pytest

from kg.errors import Problem, TablesError
from kg.pipeline.names import all_rows, labels_of, names_of
from kg.pipeline.parts.stream import How, build_store
from kg.pipeline.triples import all_triples
from kg.tables.checks import read_checked
from kg.tables.rates import rates
from kg.tables.rows import TABLES
from tests.soak import rounds

HOSTILE: Final = (
    # controls of both sets, line ends, what nobody sees, what is no character, what looks like another
    *map(chr, (0x00, 0x01, 0x08, 0x0B, 0x0C, 0x1B, 0x1F, 0x7F, 0x80, 0x85, 0x9F)),
    *(
        "\n",
        "\r",
        "\r\n",
        "\t",
        "\u2028",
        "\u2029",
        "\u200b",
        "\u200d",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\u00ad",
        "\u3164",
    ),
    *(
        "\ue000",
        "\uf8ff",
        "\U000f0000",
        "\U0010fffd",
        "\ufdd0",
        "\ufffe",
        "\uffff",
        "\U0001fffe",
        "\U0002ffff",
        "\U0003fffe",
    ),
    *(
        "\ufffd",
        "\ufffc",
        "\u0378",
        "\U000e0001",
        "\ufe0f",
        "⼈",
        "⺠",
        "\uf9fe",
        "о",
        "Ｂ",
        "e\u0301",
        "𠮷",
        "😀",
        "ß",
        "İ",
        "ك",
    ),
    *(
        '"',
        "'",
        "\\",
        "\\u0041",
        "<",
        ">",
        "{}",
        "{0}",
        "%",
        "%41",
        "%zz",
        "#",
        "?",
        "|",
        "||",
        "/",
        "..",
        "&amp;",
        "`",
    ),
    *("<script>alert(1)</script>", "=1+1", "@en", "^^", "_:b", "../../etc", "$(id)", "%s", "\u0000\u0000"),
)
CELLS: Final = (
    *(
        "",
        " ",
        "\u3000",
        "|",
        "a",
        "A",
        "甲",
        "a-b",
        "a--b",
        "-",
        "a" * 200,
        "甲" * 61,
        "甲" * 10_001,
        "yes",
        "no",
        "first",
    ),
    *(
        "0",
        "-0",
        "-1",
        "1.5",
        "1.",
        ".5",
        "1e5",
        "NaN",
        "inf",
        "1,000",
        "１２",
        "9" * 18,
        "9" * 19,
        "9" * 5_000,
        "0." + "1" * 18,
    ),
    *("0." + "1" * 19, "-" + "9" * 18 + "." + "9" * 18, "170141183460469231731", "170141183460469231732", "1" * 29),
    *("0000", "0001", "2023", "9999", "10000", "2023-02-29", "2024-02-29", "2023-1", "2023-13", "2023-11-30T08:00"),
    *("session-1", "session-99", "session-100", "session-0", "session-" + "9" * 5_000, "meeting-2", "batch-", "year-1"),
    *("s0", "sig", "s1", "s1.1", "s01", "s1.0", "s100", "s" + "1" * 5_000, "s8:2024", "s8:0", "s0:2024|s1:2025"),
    *(
        "https://example.org/",
        "https://example.org/#a#b",
        "https://a b/",
        "http://[::1",
        "https://a/%zz",
        "urn:a",
        "https://",
    ),
    *(
        "https://example.org/\u200b",
        "https://例え.org/草",
        "https://a/|https://a/",
        "https://a/" + "b" * 5_000,
        "http://a:b/",
    ),
    *("damaged", "stated", "asserted", "planned", "candidate", "implied", "explicit", "exactly", "about", "national"),
    *(
        "Person",
        "Report",
        "Entity",
        "Agent",
        "Institution",
        "Place",
        "Honour",
        "HonoraryTitle",
        "Figure",
        "Claim",
        "Act",
    ),
    *("awarded", "signed", "founded", "supports", "rdf:type", "kg:awarded", "f" * 64, "F" * 64, "Hans"),
)

Rows = list[list[str]]


@pytest.fixture(scope="module")
def tables(data: Path) -> dict[str, Rows]:
    """The cells of the project's own tables, headers first."""
    return {name: list(csv.reader((data / f"{name}.csv").read_text("utf-8").splitlines())) for name in TABLES}


@pytest.fixture
def folder(data: Path, tmp_path: Path) -> Path:
    """A copy of the project's tables, to be changed."""
    return Path(shutil.copytree(data, tmp_path / "data"))


def as_csv(rows: Rows) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def other_cell(chance: random.Random, tables: dict[str, Rows], table: str, column: int, cell: str) -> str:
    """What a person, a spreadsheet or an enemy may put in the place of a cell."""
    at = chance.randrange(len(cell) + 1)
    match chance.randrange(9):
        case 0:
            return ""
        case 1:
            return cell[:at] + cell[at + chance.randint(1, 5) :]
        case 2:
            return cell[:at] + cell[at : at + 2][::-1] + cell[at + 2 :]
        case 3 | 4:
            return cell[:at] + chance.choice(HOSTILE) + cell[at:]
        case 5:
            return chance.choice(CELLS)
        case 6:
            return cell + chance.choice(CELLS)
        case 7:  # another of the same column, or an id
            rows = tables[table] if chance.random() < 0.7 else tables[chance.choice(("entities", "figures", "sources"))]
            return chance.choice(rows[1:])[column if rows is tables[table] else 0]
        case _:
            return "".join(chance.choices(cell + "a-1|", k=chance.randint(1, 12)))


def refused(folder: Path, *, whole: bool = False) -> tuple[Problem, ...]:
    """What is wrong with tables; nothing where they pass, and then they are built, and recomputed; with `whole`,
    described too, which takes longer.
    """
    try:
        checked = read_checked(folder)
    except TablesError as error:
        return error.problems
    lines = "".join(all_triples(checked)).encode()
    if whole:
        with TemporaryDirectory() as built:
            assert build_store(folder, None, Path(built), "", How()).counts.triples
    else:
        assert sum(1 for _ in pyoxigraph.parse(lines, format=pyoxigraph.RdfFormat.N_TRIPLES))
    names = names_of(all_rows(checked), checked.registers, labels_of(checked))
    assert all(name.name for name in names if name.kind != "initials")
    for report in checked.reports:
        rates(report.figures)
    return ()


def places(problems: tuple[Problem, ...], folder: Path) -> set[tuple[str, int]]:
    """The files and lines that are told, those that a message names among them."""
    found = {(Path(problem.path).name, problem.line) for problem in problems}
    for problem in problems:
        found |= {(name, int(line)) for name, line in re.findall(r"(\w+\.csv):(\d+)", problem.message)}
    return found


def lines_of(rows: Rows) -> Iterator[int]:
    """The line that each row begins on."""
    line = 1
    for row in rows:
        yield line
        line += as_csv([row]).replace("\r\n", "\n").replace("\r", "\n").count("\n")


@pytest.mark.soak
def test_a_changed_cell_is_built_or_told_with_its_place(tables: dict[str, Rows], folder: Path) -> None:
    """One cell of the real tables is changed."""
    names = [name for name, rows in tables.items() for _ in rows[1:]]
    for chance in rounds(40):
        table = chance.choice(list(tables)) if chance.random() < 0.5 else chance.choice(names)
        rows = tables[table]
        number, column = chance.randrange(1, len(rows)), chance.randrange(len(rows[0]))
        before = rows[number][column]
        after = other_cell(chance, tables, table, column, before)
        changed = [*rows[:number], [*rows[number][:column], after, *rows[number][column + 1 :]], *rows[number + 1 :]]
        path = folder / f"{table}.csv"
        path.write_bytes(as_csv(changed).encode())
        what = f"{table}.csv:{number + 1}:{rows[0][column]}: {before!r} -> {after[:80]!r}"
        print(what)
        if problems := refused(folder, whole=chance.random() < 0.1):
            line = list(lines_of(changed[: number + 1]))[-1]
            assert (path.name, line) in places(problems, folder), (what, list(map(str, problems))[:5])
        path.write_bytes(as_csv(rows).encode())


def damaged(chance: random.Random, data: bytes) -> bytes:
    """Bytes as a broken disk, a cut transfer or an enemy leaves them."""
    at = chance.randrange(len(data) + 1)
    match chance.randrange(5):
        case 0:
            return data[:at]
        case 1:
            return (
                data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :] if at < len(data) else b""
            )
        case 2:
            return data[:at] + chance.randbytes(chance.randint(1, 8)) + data[at:]
        case 3:
            return data[:at] + data[at + chance.randint(1, 500) :]
        case _:
            end = at + chance.randint(1, 300)
            return data[:at] + data[at:end] * 2 + data[end:]


@pytest.mark.soak
def test_damaged_bytes_are_built_or_told_with_their_file(folder: Path) -> None:
    files = [path for path in sorted(folder.iterdir()) if path.suffix in (".csv", ".ttl")]
    for chance in rounds(40):
        path = chance.choice(files)
        before = path.read_bytes()
        after = before
        for _ in range(chance.choice((1, 1, 1, 2, 5))):
            after = damaged(chance, after)
        path.write_bytes(after)
        print(path.name, len(before), len(after))
        if problems := refused(folder, whole=path.suffix == ".ttl"):
            told = any(path.name in str(problem) for problem in problems)
            # of a row that went whole, nothing is left to be told but that others name it
            gone = len(after) < len(before) and all("no row has the id" in problem.message for problem in problems)
            assert told or gone, list(map(str, problems))[:5]
        path.write_bytes(before)
