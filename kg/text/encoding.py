"""Bytes of files that people wrote into text; where they are not UTF-8, what they seem to be."""

import codecs
from typing import Final

from kg.messages import either, say

_LIKELY: Final = ("GB18030", "Big5")
_COMMON: Final = "的年和法工作"  # in Simplified and Traditional texts alike
_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class EncodingError(ValueError):
    """Bytes are not UTF-8: `line` is the first that shows it; what they seem to be stands in the message."""

    def __init__(self, line: int, likely: str) -> None:
        self.line = line
        super().__init__(
            say("is not UTF-8; it reads as {encoding}", encoding=likely) if likely else say("is not UTF-8")
        )


def decode(data: bytes, *, utf16: bool = False) -> str:
    """The text of bytes in UTF-8, a byte-order mark left out; raises EncodingError for others.

    With `utf16`, UTF-16 is read too, where a mark says that it is.
    """
    if utf16 and data.startswith(_MARKS) and _decodes(data, "UTF-16"):
        return data.decode("UTF-16")
    if _is_utf16(data):
        raise EncodingError(1, "UTF-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        names = ["UTF-16"] if b"\0" in data else [encoding for encoding in _LIKELY if _decodes(data, encoding)]
        likely = either(names)
        raise EncodingError(data.count(b"\n", 0, error.start) + 1, likely) from None


def decode_found(data: bytes) -> tuple[str, str]:
    """The text of bytes in whatever encoding Chinese texts are found in, and the encoding's name.

    Raises EncodingError for bytes in none of them.
    """
    try:
        return decode(data, utf16=True), "UTF-16" if data.startswith(_MARKS) else "UTF-8"
    except EncodingError:
        texts = {encoding: data.decode(encoding) for encoding in _LIKELY if _decodes(data, encoding)}
        if b"\0" in data or not texts:
            raise
    found = max(texts, key=lambda encoding: sum(map(texts[encoding].count, _COMMON)))  # bytes of one may fit both
    return texts[found], found


def _is_utf16(data: bytes) -> bool:
    """Whether a mark says so, or every other byte is zero, as where letters of ASCII are written in two bytes."""
    zeros = max(data[0::2].count(0), data[1::2].count(0))
    return data.startswith(_MARKS) or (len(data) > 1 and zeros > len(data) // 4)


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
