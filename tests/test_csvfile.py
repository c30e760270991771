"""One CSV file into records: its form, its encodings, its limits."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.tables.csvfile import CELL_LIMIT, Record, read_records

COLUMNS = ("id", "label", "note")
HEADER = "id,label,note\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "things.csv"


def read(path: Path, content: str | bytes) -> tuple[list[Record], list[str]]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    records, problems = read_records(path, COLUMNS, path.name)
    return records, [str(problem) for problem in problems]


def test_records_keep_their_lines_and_lose_spaces_at_the_ends_of_cells(table: Path) -> None:
    records, problems = read(table, HEADER + 'a, 甲 ,\n\n"b","乙,丙\n丁","“”"\nc,,\n')
    assert problems == []
    assert records == [
        Record(2, {"id": "a", "label": "甲", "note": ""}),
        Record(4, {"id": "b", "label": "乙,丙\n丁", "note": "“”"}),
        Record(6, {"id": "c", "label": "", "note": ""}),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["bare", "byte-order-mark"])
def test_line_ends_and_byte_order_mark_of_every_spreadsheet(table: Path, end: str, mark: bytes) -> None:
    records, problems = read(table, mark + f"id,label,note{end}a,甲,{end}b,乙,{end}".encode())
    assert problems == []
    assert [(record.line, record.cells["label"]) for record in records] == [(2, "甲"), (3, "乙")]


def test_columns_may_stand_in_any_order(table: Path) -> None:
    records, problems = read(table, "note,id,label\n注,a,甲\n")
    assert problems == []
    assert records == [Record(2, {"note": "注", "id": "a", "label": "甲"})]


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])), min_size=3, max_size=3)))
def test_what_a_spreadsheet_writes_comes_back(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    path = tmp_path_factory.getbasetemp() / "round-trip.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([COLUMNS, *rows])
    records, problems = read_records(path, COLUMNS, path.name)
    assert problems == []
    stripped = [[cell.strip() for cell in row] for row in rows]
    assert [list(record.cells.values()) for record in records] == [row for row in stripped if any(row)]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("gb18030", "GB18030 or Big5"), ("utf-16", "UTF-16"), ("utf-16-be", "UTF-16")],
)
def test_a_file_that_is_not_utf8_is_told_what_it_seems_to_be(table: Path, encoding: str, name: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    records, problems = read(table, (mark + HEADER + "a,区司法局,\nb,区法院,\n").encode(encoding))
    assert records == []
    line = 2 if encoding == "gb18030" else 1
    assert problems == [f"things.csv:{line}: is not UTF-8; it reads as {name}: save it as “CSV UTF-8”"]


def test_bytes_of_no_encoding_are_placed_on_their_line(table: Path) -> None:
    records, problems = read(table, HEADER.encode() + b"a,b,\nb,\xff\xff,\n")
    assert records == []
    assert problems == ["things.csv:3: is not UTF-8: save it as “CSV UTF-8”"]


@pytest.mark.parametrize("content", ["", "\ufeff", "\n\n", " \n,,\n"], ids=["no byte", "mark", "lines", "blank cells"])
def test_an_empty_file_is_told_its_header(table: Path, content: str) -> None:
    assert read(table, content) == ([], ["things.csv: is empty; expected the header id,label,note"])


def test_a_header_alone_is_a_table_without_rows(table: Path) -> None:
    assert read(table, HEADER) == ([], [])


def test_a_missing_file_is_told_its_columns(table: Path) -> None:
    records, problems = read_records(table, COLUMNS, "things.csv")
    assert records == []
    assert list(map(str, problems)) == ["things.csv: no such file; expected columns id, label, note"]


def test_a_folder_in_the_place_of_a_file_is_a_problem(table: Path) -> None:
    table.mkdir()
    _, problems = read_records(table, COLUMNS, "things.csv")
    assert list(map(str, problems)) == ["things.csv: Is a directory; expected columns id, label, note"]


def test_every_line_with_a_nul_byte_is_named(table: Path) -> None:
    _, problems = read(table, HEADER + "a,甲\0,\nb,乙,\nc,丙,\0\n")
    assert problems == [
        "things.csv:2: holds a NUL byte; expected text: delete it",
        "things.csv:4: holds a NUL byte; expected text: delete it",
    ]


@pytest.mark.parametrize("size", [CELL_LIMIT + 1, 1 << 20])
def test_a_cell_beyond_the_limit_is_named_and_the_other_rows_are_read(table: Path, size: int) -> None:
    records, problems = read(table, HEADER + f"a,{'长' * size},\nb,乙,\n")
    message = f"{size} characters, expected at most {CELL_LIMIT}; is a quotation mark not closed?"
    assert problems == [f"things.csv:2:label: {message}"]
    assert [record.cells["id"] for record in records] == ["b"]


def test_a_cell_at_the_limit_is_read(table: Path) -> None:
    records, problems = read(table, HEADER + f"a,{'长' * CELL_LIMIT},\n")
    assert problems == []
    assert records[0].cells["label"] == "长" * CELL_LIMIT


def test_the_limit_of_other_readers_of_csv_stays_what_it_was(table: Path) -> None:
    before = csv.field_size_limit()
    read(table, HEADER + f"a,{'长' * (1 << 20)},\n")
    assert csv.field_size_limit() == before


def test_a_quotation_mark_that_is_never_closed_is_placed_where_its_row_begins(table: Path) -> None:
    records, problems = read(table, HEADER + 'a,甲,\nb,"乙,\nc,丙,\n')
    assert [record.cells["id"] for record in records] == ["a"]
    assert problems == [
        "things.csv:3: is not CSV from here on (unexpected end of data);"
        " look for a quotation mark that is not closed or doubled"
    ]


@pytest.mark.parametrize(("row", "count"), [("a", 1), ("a,甲", 2), ("a,甲,注,丙", 4), ("a,甲,乙,丙,丁", 5)])
def test_a_row_with_another_number_of_cells_is_left_out(table: Path, row: str, count: int) -> None:
    records, problems = read(table, HEADER + f"{row}\nb,乙,\n")
    assert [record.cells["id"] for record in records] == ["b"]
    (problem,) = problems
    assert problem.startswith(f"things.csv:2: {count} cells, expected 3;")


def test_empty_cells_behind_the_last_column_are_told_once_and_their_rows_are_read(table: Path) -> None:
    records, problems = read(table, HEADER + "a,甲,,\nb,乙,\nc,丙,注,, \n")
    assert [record.cells["label"] for record in records] == ["甲", "乙", "丙"]
    assert problems == ["things.csv:2: empty cells stand behind the last column (and so in 1 more rows); delete them"]


@pytest.mark.parametrize(
    ("header", "numbers"), [("id,label,note,", "column 4"), ("id,label,,note,,,,,", "columns 3, 5, 6 … 9")]
)
def test_columns_without_a_name_are_told_once(table: Path, header: str, numbers: str) -> None:
    records, problems = read(table, f"{header}\n{','.join('a' * (header.count(',') + 1))}\n")
    assert records == []
    assert problems == [
        f"things.csv:1: the header has no name for the {numbers}; delete what is empty, or write the name"
    ]


@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize(
    ("sign", "name"),
    [(";", "semicolons (';')"), ("\t", "tabs ('\\t')"), ("|", "bars ('|')"), ("，", "full-width commas ('，')")],
)
@pytest.mark.parametrize("before", ["", "\ufeff", "\n\n", "sep={}\n", '"sep={}"\r\n'])
def test_another_delimiter_is_named_in_one_problem(
    table: Path, sign: str, name: str, before: str, quoted: bool
) -> None:
    rows = [["id", "label", "note"], ["a", "甲,乙", ""]]
    cells = [[f'"{cell}"' if quoted else cell for cell in row] for row in rows]
    records, problems = read(table, before.format(sign) + "".join(sign.join(row) + "\n" for row in cells))
    assert records == []
    line = before.count("\n") + 1
    assert problems == [f"things.csv:{line}: its cells are divided by {name}, expected commas: save it as “CSV UTF-8”"]


@pytest.mark.parametrize("line", ["sep=,", '"sep=,"', "SEP=,"])
def test_the_line_that_excel_writes_for_itself_is_named(table: Path, line: str) -> None:
    records, problems = read(table, f"{line}\n{HEADER}a,甲,\n")
    assert records == []
    assert problems == [f"things.csv:1: begins with {line!r}, which is for Excel alone; delete the line"]


@pytest.mark.parametrize(
    ("header", "sign"),
    [
        ("іd", "CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I (U+0456)"),
        ("ｉd", "FULLWIDTH LATIN SMALL LETTER I (U+FF49)"),
        ("i\u200bd", "ZERO WIDTH SPACE (U+200B)"),
        ("\ufeffid", "ZERO WIDTH NO-BREAK SPACE (U+FEFF)"),
    ],
)
def test_a_name_of_a_column_that_only_looks_like_one_is_told_once(table: Path, header: str, sign: str) -> None:
    _, problems = read(table, f"label,{header},note\n甲,a,\n")
    assert problems == [f"things.csv:1:id: {header!r} holds {sign} and only looks like 'id'; write that"]


@pytest.mark.parametrize("sign", ["\x85", "\x9f", "\x0b", "\x0c"])
def test_control_characters_of_both_sets_are_named(table: Path, sign: str) -> None:
    _, problems = read(table, HEADER + f"a,甲{sign}乙,\n")
    assert problems == [f"things.csv:2:label: holds the control character U+{ord(sign):04X}; delete it"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_known_by_its_zeros(table: Path, encoding: str) -> None:
    records, problems = read(table, (HEADER + "a,区司法局,\n").encode(encoding))
    assert records == []
    assert problems == ["things.csv:1: is not UTF-8; it reads as UTF-16: save it as “CSV UTF-8”"]


def test_all_that_is_wrong_with_a_file_comes_out_together(table: Path) -> None:
    records, problems = read(table, HEADER + "a,甲\x1b,\x07\nb,乙\nc\0,丙,\nd,丁,\n")
    assert [record.cells["id"] for record in records] == ["c", "d"]
    assert sorted(problems) == [
        "things.csv:2:label: holds the control character U+001B; delete it",
        "things.csv:2:note: holds the control character U+0007; delete it",
        "things.csv:3: 2 cells, expected 3; add the rest",
        "things.csv:4: holds a NUL byte; expected text: delete it",
    ]
