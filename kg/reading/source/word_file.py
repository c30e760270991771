"""The text of a Word file: its paragraphs and tables in the order of the document, each paragraph and each row of a
table on a line, with the numbers that Word puts before headings itself.

Element names are those of WordprocessingML (ECMA-376, part 1, 17).
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from zipfile import BadZipFile, ZipFile

from kg.errors import MissingExtraError
from kg.messages import say
from kg.reading.source.unreadable import BROKEN, UnreadableError
from kg.text.chinese import NUMERALS

if TYPE_CHECKING:
    from docx.document import Document

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MOST: Final = 200  # megabytes of what a file unpacks to
_TEXT: Final = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_CHINESE: Final = ("chinese", "japaneseCounting", "ideograph", "taiwanese")
_UNNUMBERED: Final = ("bullet", "none", "")


def text_of(content: bytes) -> str:
    """The text of a Word file. Raises UnreadableError for what is none, and MissingExtraError without python-docx."""
    try:
        import docx
        from docx.opc.exceptions import OpcError
    except ModuleNotFoundError as error:
        raise MissingExtraError("python-docx") from error
    try:
        _check_size(content)
        document = docx.Document(BytesIO(content))
        lines = list(_lines(document.element.body, _Numbering(document)))
    except (BadZipFile, OpcError, OSError, *BROKEN) as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError(say("is no Word file, or a damaged one; save it as .docx anew, or as .txt")) from None
    if not any(line.strip() for line in lines):
        raise UnreadableError(say("has no text; where its pages are pictures, have them read as text first"))
    return "".join(f"{line}\n" for line in lines)


def _check_size(content: bytes) -> None:
    """Raises UnreadableError for a file that would fill the memory when it is unpacked."""
    with ZipFile(BytesIO(content)) as packed:
        size = sum(one.file_size for one in packed.infolist())
    if size > _MOST * 10**6:
        raise UnreadableError(say("would unpack to more than {most} MB; give the report alone", most=_MOST))


def _lines(parent: Any, numbering: "_Numbering") -> Iterator[str]:
    """The lines below an element; what holds paragraphs and tables (a content control) is gone into."""
    for child in parent.iterchildren():
        if child.tag == f"{_W}p":
            yield numbering.before(child) + _words(child)
        elif child.tag == f"{_W}tbl":
            for row in child.iterchildren(f"{_W}tr"):
                yield "\t".join(" ".join(_lines(cell, numbering)) for cell in row.iterchildren(f"{_W}tc"))
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"):
            yield from _lines(child, numbering)


def _words(parent: Any) -> str:
    """The words of a paragraph, inserted ones too; deleted ones are no `t`."""
    found = []
    for child in parent.iterchildren():
        if child.tag == f"{_W}t":
            found.append(child.text or "")
        elif child.tag in _TEXT:
            found.append(_TEXT[child.tag])
        elif child.tag not in (_FALLBACK, f"{_W}pPr"):  # what stands there twice, and where its tabs are
            found.append(_words(child))
    return "".join(found)


class _Numbering:
    """The numbers that Word puts before paragraphs, counted as they come."""

    def __init__(self, document: "Document") -> None:
        self._styles = {style.get(f"{_W}styleId"): style for style in document.styles.element.iter(f"{_W}style")}
        self._levels = dict(_levels(document))
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)

    def before(self, paragraph: Any) -> str:
        """What stands before the words of a paragraph: 一、 or （一） or 1. ; "" where it has no number."""
        list_id, depth = self._list_of(paragraph)
        levels = self._levels.get(list_id, {})
        if depth not in levels:
            return ""
        shape = levels[depth]
        counts = self._counts[shape.abstract]
        counts[depth] = counts.get(depth, shape.start - 1) + 1
        for below in [one for one in counts if one > depth]:
            del counts[below]
        if shape.format in _UNNUMBERED:
            return ""

        def number(match: re.Match[str]) -> str:
            of = int(match[1]) - 1
            return _numeral(counts.get(of, 1), "" if shape.is_legal or of not in levels else levels[of].format)

        made = re.sub(r"%([1-9])", number, shape.text)
        return made + " " if made[-1:].isalnum() else made  # 第一章 and a bare 1 stand apart from the words

    def _list_of(self, paragraph: Any) -> tuple[str, int]:
        """The list that a paragraph belongs to and how deep, by itself or by its style or one that it is based on."""
        found = [one for properties in self._properties(paragraph) for one in properties.iterchildren(f"{_W}numPr")]
        lists = filter(None, (_value(one, "numId") for one in found))
        depths = filter(None, (_value(one, "ilvl") for one in found))
        return next(lists, ""), int(next(depths, 0))

    def _properties(self, paragraph: Any) -> Iterator[Any]:
        own = paragraph.find(f"{_W}pPr")
        if own is None:
            return
        yield own
        name, seen = _value(own, "pStyle"), set[str]()
        while name in self._styles and name not in seen:  # styles may be based on each other in a circle
            seen.add(name)
            yield from self._styles[name].iterchildren(f"{_W}pPr")
            name = _value(self._styles[name], "basedOn")


class _Level:
    """How paragraphs of a list are numbered at one depth."""

    def __init__(self, element: Any, abstract: str) -> None:
        self.abstract = abstract
        self.format = _value(element, "numFmt")
        self.text = _value(element, "lvlText")
        self.is_legal = element.find(f"{_W}isLgl") is not None  # 1.2 for 一.2
        self.start = int(_value(element, "start") or 1)


def _levels(document: "Document") -> Iterator[tuple[str, dict[int, _Level]]]:
    """The levels of each list, by the list's id."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    parts = [part for part in document.part.rels.values() if part.reltype == RELATIONSHIP_TYPE.NUMBERING]
    for part in parts:
        element = part.target_part.element
        abstract = {one.get(f"{_W}abstractNumId"): one for one in element.iterchildren(f"{_W}abstractNum")}
        for one in element.iterchildren(f"{_W}num"):
            id = _value(one, "abstractNumId")
            if id in abstract:
                levels = abstract[id].iterchildren(f"{_W}lvl")
                yield one.get(f"{_W}numId"), {int(level.get(f"{_W}ilvl")): _Level(level, id) for level in levels}


def _value(element: Any, name: str) -> str:
    """The value of a property; "" where there is none."""
    found = element.find(f"{_W}{name}")
    return (found.get(f"{_W}val") or "") if found is not None else ""


def _numeral(number: int, format: str) -> str:
    return NUMERALS.get(number, str(number)) if format.startswith(_CHINESE) else str(number)
