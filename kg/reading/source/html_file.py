"""The text of an HTML page: its main part, headings and paragraphs a line each, without the menus around it."""

import re
from typing import Final

from kg.errors import MissingExtraError
from kg.messages import say
from kg.reading.source.unreadable import UnreadableError, quiet
from kg.text.encoding import EncodingError, decode_found

_CHARSET: Final = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,20})""", re.I)
_ROW: Final = re.compile(r"\s*\|.*\|\s*")
_GB: Final = ("gb2312", "gbk")  # what pages say that are in GB18030, which holds both


def text_of(content: bytes) -> str:
    """The text of a page. Raises UnreadableError where it has none, and MissingExtraError without trafilatura."""
    try:
        from trafilatura import extract
    except ModuleNotFoundError as error:
        raise MissingExtraError("trafilatura") from error
    with quiet("trafilatura"):
        found = extract(_decoded(content), include_comments=False, include_tables=True, favor_recall=True)
    if not found or not found.strip():
        raise UnreadableError(say("is a page without a text; save the report's own page, or its text as .txt"))
    return "".join(f"{_plain(line)}\n" for line in found.splitlines())


def _plain(line: str) -> str:
    """A line as it is read; the cells of a row of a table stand apart by tabs."""
    return "\t".join(cell.strip() for cell in line.strip()[1:-1].split("|")) if _ROW.fullmatch(line) else line


def _decoded(content: bytes) -> str:
    """The page as text: as it says itself, where that is so, else as it reads; bytes that are lost are marked so."""
    match = _CHARSET.search(content[:4096])
    said = match[1].decode().lower() if match else "utf-8"
    encoding = "gb18030" if said in _GB else said
    try:
        return content.decode(encoding)
    except (LookupError, UnicodeError):
        pass  # it is another one
    try:
        return decode_found(content)[0]
    except EncodingError:
        return content.decode(encoding if encoding == "gb18030" else "utf-8", "replace")
