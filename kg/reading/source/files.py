"""From a file of a report to its text: a plain text, an HTML page, a Word or a PDF file, told by its content."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import KgError
from kg.folders import display_path, open_file
from kg.messages import say
from kg.reading.source import html_file, pdf_file, word_file
from kg.reading.source.unreadable import UnreadableError
from kg.text.encoding import EncodingError, decode_found

MOST: Final = 50
"""Megabytes of a file at the most: a report of 100,000 characters has 0.3 as text, and some as scanned pages."""

_MOST_TEXT: Final = 2_000_000  # characters: the longest reports have 100,000
_HTML: Final = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*|<\?xml[^>]{0,200}>\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_OLD_WORD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class FoundText:
    """A file's `content` as found, the `ending` that its kind has, and its text.

    `encoding` is of a plain text, and "" of all else.
    """

    content: bytes
    ending: str
    text: str
    encoding: str = ""

    @property
    def laid(self) -> bytes:
        """The bytes of the text that is laid aside: those of the file where they are UTF-8."""
        return self.content if self.encoding == "UTF-8" else self.text.encode()

    @property
    def beside(self) -> str:
        """The ending under which the file as found lies beside its text; "" where it is the text itself."""
        return "" if self.encoding == "UTF-8" else self.ending


def read_found(path: Path) -> FoundText:
    """The text of a file. Raises KgError where it has none that can be read, MissingExtraError where a library for its
    kind is not installed, OSError where there is no such file.
    """
    content = _content(path)
    try:
        found = _by_content(content, path.suffix.lower())
    except EncodingError as error:
        told = say("{problem}: save it as UTF-8", problem=error)
        raise KgError(f"{display_path(path)}:{error.line}: {told}") from None
    except UnreadableError as error:
        raise KgError(f"{display_path(path)}: {error}") from None
    if len(found.text) > _MOST_TEXT:
        told = say("has {count} characters, and no report has; give the report alone", count=len(found.text))
        raise KgError(f"{display_path(path)}: {told}")
    return found


def _content(path: Path) -> bytes:
    if path.is_dir():
        raise KgError(say("{path} is a folder; give the file of a report", path=display_path(path)))
    with open_file(path) as file:
        content = file.read(MOST * 10**6 + 1)
    if len(content) > MOST * 10**6:
        told = say("is larger than {most} MB, and no report is; give the report alone", most=MOST)
        raise KgError(f"{display_path(path)}: {told}")
    return content


def _by_content(content: bytes, ending: str) -> FoundText:
    """The text of a file's bytes, whose name ends so. Raises EncodingError, UnreadableError and MissingExtraError."""
    if content.startswith(b"%PDF-"):
        return FoundText(content, ".pdf", pdf_file.text_of(content))
    if content.startswith(b"PK\x03\x04"):
        return FoundText(content, ".docx", word_file.text_of(content))
    if content.startswith(_OLD_WORD):  # [MS-CFB], 2.2
        raise UnreadableError(say("is a Word file of before 2007; save it as .docx"))
    if _HTML.match(content.removeprefix(b"\xef\xbb\xbf")) or (ending in (".html", ".htm") and b"<" in content):
        return FoundText(content, ".html", html_file.text_of(content))
    text, encoding = decode_found(content)
    if not text.strip():
        raise UnreadableError(say("is empty; give the file of a report"))
    if "\0" in text:
        raise UnreadableError(say("is no text, HTML page, Word or PDF file; give one of these"))
    return FoundText(content, f".{encoding.lower()}.txt", text, encoding)
