"""The text of a PDF file: the lines of its pages joined into paragraphs, without page numbers and running heads."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import pairwise
from typing import Final

from kg.errors import MissingExtraError
from kg.messages import say
from kg.reading.source.unreadable import BROKEN, UnreadableError, quiet
from kg.text.characters import usual
from kg.text.chinese import CHARACTER

_MOST_PAGES: Final = 500
_PAGE_NUMBER: Final = re.compile(r"[\s·.—–-]*\d{1,4}[\s·.—–-]*|第\s*\d+\s*页.*|\d+\s*/\s*\d+")
_DIGITS: Final = re.compile(r"\d+")
_WIDE: Final = f"{CHARACTER}，。；：、！？（）《》“”‘’％"
_SPACED: Final = re.compile(rf"(?<=[{_WIDE}]) | (?=[{_WIDE}])")  # where the font changes, as at digits
_HEADING: Final = re.compile("(?:[一二三四五六七八九十]{1,3}、|第.{1,3}[章节部])[^。；]*")
_ENDED: Final = re.compile(r"[。；：！？;:!?][”’》）)]*$")
_BEGINS: Final = re.compile(
    r"\u3000|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|第.{1,3}[章节部]|\d{1,2}[.、](?!\d)|[—-]{2}"
)
_FRAME: Final = 2  # lines at either end of a page that may be its frame
_NEARLY: Final = 0.9
"""Of the width of a full line: Chinese lines are as long as each other, but for digits and marks."""


def text_of(content: bytes) -> str:
    """The text of a PDF file. Raises UnreadableError for one without text, one that is locked and one that is damaged,
    and MissingExtraError without pypdf.
    """
    pages = [[_words(line) for line in page.splitlines() if line.strip()] for page in _pages(content)]
    if not any(pages):
        raise UnreadableError(
            say("holds pictures of pages and no text; have them read as text first (OCR), and give that")
        )
    heads = _running(pages)
    lines = [line for page in pages for line in _without_frame(page, heads)]
    return "".join(f"{paragraph}\n" for paragraph in _paragraphs(lines))


def _pages(content: bytes) -> list[str]:
    try:
        from pypdf import PdfReader
        from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError, WrongPasswordError
    except ModuleNotFoundError as error:
        raise MissingExtraError("pypdf") from error
    try:
        with quiet("pypdf"):
            reader = PdfReader(BytesIO(content))
            if reader.is_encrypted and not reader.decrypt(""):  # one that only may not be changed has no password
                raise WrongPasswordError
            if len(reader.pages) > _MOST_PAGES:
                told = say("has {count} pages, and no report has; give the report alone", count=len(reader.pages))
                raise UnreadableError(told)
            return [page.extract_text() for page in reader.pages]
    except (DependencyError, FileNotDecryptedError, WrongPasswordError):
        raise UnreadableError(say("is encrypted; save a copy without a password, or its text as .txt")) from None
    except (PyPdfError, OSError, *BROKEN) as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError(say("is a damaged PDF file; get it anew, or save its text as .txt")) from None


# ---- Pages


def _words(line: str) -> str:
    """A line with the characters that are meant (fonts name radicals for some), without the blanks of its setting."""
    return _SPACED.sub("", "".join(map(usual, line.rstrip())))


def _running(pages: Sequence[Sequence[str]]) -> set[str]:
    """What stands at the head or foot of most pages, but for the numbers in it."""
    ends = [{_DIGITS.sub("", line) for line in (*page[:_FRAME], *page[-_FRAME:])} for page in pages]
    counts = Counter(line for of_page in ends for line in of_page)
    return {line for line, times in counts.items() if times > 2 and times * 2 > len(pages)}


def _without_frame(page: Sequence[str], heads: set[str]) -> Sequence[str]:
    """A page without its running head and foot and its number."""
    first, last = 0, len(page)
    for _ in range(_FRAME):
        if first < last and _is_frame(page[first], heads):
            first += 1
        if first < last and _is_frame(page[last - 1], heads):
            last -= 1
    return page[first:last]


def _is_frame(line: str, heads: set[str]) -> bool:
    return _PAGE_NUMBER.fullmatch(line.strip()) is not None or _DIGITS.sub("", line) in heads


# ---- Paragraphs


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Lines joined where one goes on in the next: a full one that ends no sentence, before one that begins nothing."""
    full = sorted(map(_width, lines))[int(len(lines) * 0.8)] if lines else 0
    paragraph = ""
    for line, after in pairwise([*lines, ""]):
        paragraph += line
        ended = _ENDED.search(line) or _width(line) < full * _NEARLY
        headed = _HEADING.fullmatch(paragraph) and _width(after) >= full * _NEARLY  # a heading ends in a short line
        if ended or headed or not after or _BEGINS.match(after):
            yield paragraph
            paragraph = ""


def _width(line: str) -> int:
    """How many columns a line takes, of which a Chinese character takes two."""
    return sum(1 if character.isascii() else 2 for character in line)
