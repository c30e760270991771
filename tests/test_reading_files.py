"""From files to the text of a report: plain, HTML, Word and PDF, told by their content; and files that are none."""

import shutil
import subprocess
import zipfile
from html import escape
from pathlib import Path
from typing import Any, Final

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from kg.errors import KgError
from kg.reading.source.files import MOST, read_found

TITLE: Final = "丹枫市青榕区2019年法治政府建设情况报告"
PROSE: Final = "全区依法行政水平不断提高，各部门认真落实年度工作方案，办理行政复议案件128宗，审查规范性文件28件，"
REPORT: Final = [
    TITLE,
    "现将有关情况报告如下：",
    "一、积极统筹部署和指导监督，高效推进法治政府建设",
    f"（一）加强审查。{PROSE * 3}群众满意。",
    f"（二）加强复议。{PROSE * 2}继续改进。",
    "二、2020年工作计划",
    f"{PROSE * 2}再上新水平。",
    "丹枫市青榕区人民政府",
    "2019年12月18日",
]


def text(path: Path) -> list[str]:
    return read_found(path).text.splitlines()


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def told(path: Path) -> str:
    with pytest.raises(KgError) as caught:
        read_found(path)
    return str(caught.value).removeprefix(f"{path}: ")


# ---- Plain text


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("gb2312", "GB18030"), ("gb18030", "GB18030")],
)
def test_a_text_is_read_in_the_encodings_that_texts_are_found_in(tmp_path: Path, encoding: str, named: str) -> None:
    found = read_found(written(tmp_path / "a", "\n".join(REPORT).encode(encoding)))
    assert (found.text.splitlines(), found.encoding) == (REPORT, named)
    assert found.laid.decode("utf-8-sig").splitlines() == REPORT


def test_big5_is_told_from_gb18030_which_takes_its_bytes_too(tmp_path: Path) -> None:
    words = "丹楓市2019年法治政府建設的工作報告和情況"
    assert words.encode("big5").decode("gb18030")
    found = read_found(written(tmp_path / "a", words.encode("big5")))
    assert (found.text, found.encoding) == (words, "Big5")


def test_the_bytes_of_utf_8_are_laid_aside_as_they_are(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + "一、概况\r\n二、计划\r\n".encode()
    assert read_found(written(tmp_path / "a", content)).laid == content


# ---- HTML


def page(head: str = '<meta charset="utf-8">') -> str:
    body = "".join(f"<p>{escape(line)}</p>" for line in REPORT[1:])
    return (
        f"<!DOCTYPE html><html><head>{head}<title>丹枫</title><script>alert(1)</script></head><body>"
        '<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/a">政务公开</a></li></ul></div>'
        f'<div class="content"><h1>{TITLE}</h1><div id="zoom">{body}</div></div>'
        '<div class="footer"><p>主办单位：某某</p><a href="/map">网站地图</a></div></body></html>'
    )


def test_a_page_gives_its_headings_and_paragraphs_without_its_menus(tmp_path: Path) -> None:
    found = read_found(written(tmp_path / "a.txt", page()))
    assert (found.text.splitlines(), found.ending) == (REPORT, ".html")


def test_a_page_is_read_in_the_encoding_that_it_names(tmp_path: Path) -> None:
    content = page('<meta http-equiv="Content-Type" content="text/html; charset=gb2312">').encode("gb18030")
    assert text(written(tmp_path / "a.html", content)) == REPORT


@pytest.mark.parametrize("charset", ["utf-8", "no-such"])
def test_bytes_lost_in_a_page_are_marked_and_the_rest_is_read(tmp_path: Path, charset: str) -> None:
    content = page(f'<meta charset="{charset}">').encode().replace("满意".encode(), b"\xe6\xff")
    assert text(written(tmp_path / "a", content))[3].endswith("群众\ufffd\ufffd。")


def test_a_table_of_a_page_is_a_line_a_row_and_markup_in_words_stays_words(tmp_path: Path) -> None:
    hostile = '=HYPERLINK("http://甲.cn") <script>alert(2)</script> & <b>'
    more = (
        f"<p>{escape(hostile)}</p><table><tr><td>年份</td><td>件数</td></tr><tr><td>2019</td><td>15</td></tr></table>"
    )
    lines = text(written(tmp_path / "a", page().replace("<p>二、", f"{more}<p>二、")))
    assert hostile in lines
    assert lines[lines.index(hostile) + 1 :][:2] == ["年份\t件数", "2019\t15"]


# ---- Word

LEVELS: Final = (
    ("chineseCountingThousand", "", "%1、"), ("chineseCounting", "", "（%2）"), ("decimal", "<w:isLgl/>", "%1.%2.%3"),
)  # fmt: skip


@pytest.fixture
def document() -> Any:
    """A Word document whose list 77 numbers 一、, （一） and 1.1.1, and whose style Chapter is of its first level."""
    made = docx.Document()
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:numFmt w:val="{format}"/>{more}<w:lvlText w:val="{shape}"/></w:lvl>'
        for depth, (format, more, shape) in enumerate(LEVELS)
    )
    numbering = made.part.numbering_part.element
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    style = made.styles.add_style("Chapter", 1)
    style.element.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="77"/></w:numPr>'))
    made.styles.add_style("Below", 1).base_style = style
    return made


def numbered(made: Any, words: str, depth: int) -> None:
    properties = made.add_paragraph(words)._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="77"/></w:numPr>'))


def test_a_word_file_gives_paragraphs_and_tables_in_order_with_the_numbers_of_its_lists(
    tmp_path: Path, document: Any
) -> None:
    document.add_paragraph(TITLE)
    numbered(document, "甲事", 0)
    numbered(document, "子事", 1)
    numbered(document, "丑事", 1)
    numbered(document, "小事", 2)
    table = document.add_table(2, 2)
    for cell, words in zip(table._cells, ["年份", "件数", "2019", "15"], strict=True):
        cell.text = words
    document.add_paragraph("乙事", style="Below")
    numbered(document, "寅事", 1)
    document.add_paragraph("末段")
    document.save(str(tmp_path / "a.docx"))
    found = read_found(tmp_path / "a.docx")
    assert found.ending == ".docx"
    assert found.text.splitlines() == [
        TITLE, "一、甲事", "（一）子事", "（二）丑事", "1.2.1 小事",
        "年份\t件数", "2019\t15", "二、乙事", "（一）寅事", "末段",
    ]  # fmt: skip


def test_of_tracked_changes_a_word_file_gives_the_text_as_changed(tmp_path: Path, document: Any) -> None:
    paragraph = document.add_paragraph("办结")._p
    run = "<w:r><w:{0}>{1}</w:{0}></w:r>"
    for tag, words in (("del", run.format("delText", "8")), ("ins", run.format("t", "9"))):
        paragraph.append(parse_xml(f'<w:{tag} {nsdecls("w")} w:id="1" w:author="a">{words}</w:{tag}>'))
    document.save(str(tmp_path / "a"))
    assert text(tmp_path / "a") == ["办结9"]


# ---- PDF


def pdf(path: Path, pages: list[list[str]]) -> Path:
    """A PDF file with these lines on its pages, in a font that is not embedded (PDF 1.7, 9.7.5)."""
    writer = PdfWriter()
    font = DictionaryObject({
        NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type0"),
        NameObject("/BaseFont"): NameObject("/STSong-Light"), NameObject("/Encoding"): NameObject("/UniGB-UTF16-H"),
        NameObject("/DescendantFonts"): ArrayObject([DictionaryObject({
            NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/CIDFontType0"),
            NameObject("/BaseFont"): NameObject("/STSong-Light"),
        })]),
    })  # fmt: skip
    for lines in pages:
        sheet = writer.add_blank_page(595, 842)
        sheet[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        content = StreamObject()
        shown = "".join(
            f"BT /F1 10 Tf 50 {800 - 20 * at} Td <{line.encode('utf-16-be').hex()}> Tj ET\n"
            for at, line in enumerate(lines)
        )
        content.set_data(shown.encode())
        sheet[NameObject("/Contents")] = writer._add_object(content)
    writer.write(path)
    return path


def set_in_lines(paragraphs: list[str], width: int = 30) -> list[str]:
    return [words[at : at + width] for words in paragraphs for at in range(0, len(words), width)]


def test_the_lines_of_a_pdf_become_paragraphs_without_page_numbers_and_running_heads(tmp_path: Path) -> None:
    lines = set_in_lines(REPORT)
    pages = [lines[at : at + 5] for at in range(0, len(lines), 5)]
    framed = [["青榕区人民政府公报", *page, f"— {number} —"] for number, page in enumerate(pages, 1)]
    found = read_found(pdf(tmp_path / "a.pdf", framed))
    assert (found.text.splitlines(), found.ending) == (REPORT, ".pdf")


def test_a_page_printed_by_a_browser_has_the_text_that_it_was_printed_from(tmp_path: Path) -> None:
    """With embedded fonts, which name radicals for some characters, and the browser's own head and foot."""
    if not (chromium := shutil.which("chromium")):
        pytest.skip("there is no chromium on this machine")
    lines = [*REPORT[:5], *(REPORT[3:5] * 12), *REPORT[5:]]
    body = "".join(f'<p style="margin:0;text-indent:2em">{line}</p>' for line in lines)
    source = written(tmp_path / "a.html", f'<meta charset="utf-8"><body style="font-size:16pt">{body}')
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
               f"--print-to-pdf={tmp_path / 'a.pdf'}", source.as_uri()]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert text(tmp_path / "a.pdf") == lines


# ---- No reports


def test_a_folder_and_a_file_that_is_too_large_are_told(tmp_path: Path) -> None:
    assert told(tmp_path) == f"{tmp_path} is a folder; give the file of a report"
    with (tmp_path / "large").open("wb") as file:
        file.truncate(200 * 10**6)
    assert told(tmp_path / "large") == f"is larger than {MOST} MB, and no report is; give the report alone"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "is empty; give the file of a report"),
        (b"zero \0 zero", "is no text, HTML page, Word or PDF file; give one of these"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "is a Word file of before 2007; save it as .docx"),
        (b"PK\x03\x04rest", "is no Word file, or a damaged one; save it as .docx anew, or as .txt"),
        (b"%PDF-1.7 rest", "is a damaged PDF file; get it anew, or save its text as .txt"),
        ("字".encode() * 2_000_001, "has 2000001 characters, and no report has; give the report alone"),
        (
            b"<html><body></body></html>",
            "is a page without a text; save the report's own page, or its text as .txt",
        ),
    ],
)  # fmt: skip
def test_what_has_no_text_is_told_with_what_to_do(tmp_path: Path, content: bytes, expected: str) -> None:
    assert told(written(tmp_path / "a", content)) == expected


def test_bytes_in_no_encoding_are_told_with_their_line(tmp_path: Path) -> None:
    path = written(tmp_path / "a", "一、概况\n".encode() + b"\xff\xff\xff\n")
    with pytest.raises(KgError, match="a:2: is not UTF-8: save it as UTF-8"):
        read_found(path)


def test_a_pdf_of_pictures_and_a_locked_one_are_told(tmp_path: Path) -> None:
    scanned = "holds pictures of pages and no text; have them read as text first (OCR), and give that"
    assert told(pdf(tmp_path / "a.pdf", [[], []])) == scanned
    writer = PdfWriter(clone_from=pdf(tmp_path / "b.pdf", [REPORT]))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "b.pdf")
    assert told(tmp_path / "b.pdf") == "is encrypted; save a copy without a password, or its text as .txt"


def test_a_pdf_that_only_may_not_be_changed_is_read(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=pdf(tmp_path / "a.pdf", [[TITLE]]))
    writer.encrypt("", "owner", algorithm="RC4-128")
    writer.write(tmp_path / "a.pdf")
    assert text(tmp_path / "a.pdf") == [TITLE]


def test_a_word_file_that_unpacks_to_a_flood_is_told_before_it_does(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b" " * (201 * 10**6))
    assert (tmp_path / "a.docx").stat().st_size < 10**6
    assert told(tmp_path / "a.docx") == "would unpack to more than 200 MB; give the report alone"


def test_a_library_that_is_not_installed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contents = {"trafilatura": page().encode(), "python-docx": b"PK\x03\x04", "pypdf": b"%PDF-1.7"}
    for module in ("trafilatura", "docx", "pypdf"):
        monkeypatch.setitem(__import__("sys").modules, module, None)
    for library, content in contents.items():
        assert told(written(tmp_path / "a", content)) == f"{library} is not installed; run: pip install {library}"
