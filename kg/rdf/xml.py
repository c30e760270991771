"""XML that every parser reads as it was meant."""

import codecs
import io
import re
from collections.abc import Sequence
from typing import Any, Final

from kg.errors import FormatError
from kg.messages import listed, say
from kg.rdf.formats import Output

# Extensible Markup Language (XML) 1.0, 2.2; half a character comes as a reference, as no other does of its range
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|&#5[5-7][0-9]{3};")


class XmlChecked(io.RawIOBase):
    """An output for a document of XML, which passes on what `xml` makes of it, and raises as that does."""

    def __init__(self, output: Output, others: Sequence[str] = ("csv", "tsv", "json")) -> None:
        self._output, self._others = output, others
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def write(self, data: Any) -> int:
        """Pass bytes on; raises FormatError."""
        self._output.write(xml(self._decoder.decode(data), self._others).encode())
        return len(data)


def xml(text: str, others: Sequence[str] = (".ttl", ".nt", ".jsonld")) -> str:
    """A document of XML that every parser reads as it was meant.

    Raises FormatError where it holds a character that XML cannot, but `others` can. A carriage return is written
    as a reference, else a parser would make a line feed of it (XML 1.0, 2.11).
    """
    if found := _NOT_XML.search(text):
        near = re.split('[>"]', text[max(0, found.start() - 20) : found.start()])[-1]
        character = f"U+{int(found[0][2:-1]) if len(found[0]) > 1 else ord(found[0]):04X}"
        told = say(
            "XML cannot hold the character {character} (after {near!r}); {others} can",
            character=character,
            near=near,
            others=say("{first} and {last}", first=listed(others[:-1]), last=others[-1]),
        )
        raise FormatError(told)
    return text.replace("\r", "&#13;")
