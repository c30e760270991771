"""The text of an HTML page: its main part, headings and paragraphs a line each, without the menus around it."""

import re
from typing import Final

from kg.errors import MissingExtraError
from kg.messages import say
from kg.reading.unreadable import UnreadableError
from kg.text.encoding import decode_found

_CHARSET: Final = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,20})""", re.I)
_GB: Final = ("gb2312", "gbk")  # what pages say that are in GB18030, which holds both


def text_of(content: bytes) -> str:
    """The text of a page. Raises UnreadableError where it has none, EncodingError, and MissingExtraError without
    trafilatura.
    """
    try:
        from trafilatura import extract
    except ModuleNotFoundError as error:
        raise MissingExtraError("trafilatura") from error
    found = extract(_decoded(content), include_comments=False, include_tables=True, favor_recall=True)
    if not found or not found.strip():
        raise UnreadableError(say("is a page without a text; save the report's own page, or its text as .txt"))
    return found + "\n"


def _decoded(content: bytes) -> str:
    """The page as text: as it says itself, where that is so."""
    match = _CHARSET.search(content[:4096])
    said = match[1].decode().lower() if match else ""
    try:
        return content.decode("gb18030" if said in _GB else said or "utf-8-sig")
    except (LookupError, UnicodeDecodeError):
        return decode_found(content)[0]
