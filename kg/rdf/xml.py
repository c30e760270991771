"""XML that every parser reads as it was meant."""

import re
from typing import Final

from kg.errors import FormatError

# Extensible Markup Language (XML) 1.0, 2.2
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml(text: str, others: str = ".ttl, .nt and .jsonld") -> str:
    """A document of XML that every parser reads as it was meant.

    Raises FormatError where it holds a character that XML cannot, but `others` can. A carriage return is written
    as a reference, else a parser would make a line feed of it (XML 1.0, 2.11).
    """
    if found := _NOT_XML.search(text):
        near = text[max(0, found.start() - 20) : found.start()].rpartition(">")[2]
        raise FormatError(f"XML cannot hold the character U+{ord(found[0]):04X} (after {near!r}); {others} can")
    return text.replace("\r", "&#13;")
