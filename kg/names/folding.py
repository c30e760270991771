"""Names, and what is typed, folded to tokens: the two are compared in this form.

Each Chinese character (Simplified) is a token, each run of Latin letters or digits is one, all
else only separates. Traditional characters fold by a table that stands in the index.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from kg.text.chinese import CHARACTER

_FIRST: Final = 0x3400
"""No character before it is another form of one."""

_TOKEN: Final = re.compile(f"[{CHARACTER}]|[^\\W_{CHARACTER}]+")
LONGEST: Final = 100
"""Tokens of what is typed with an error, and letters of what suggestions are sought for: no name is longer."""


Select = Callable[[str, Sequence[object]], Iterable[tuple[Any, ...]]]
"""What reads rows of an index: a query, and the values of its parameters."""


class Name(NamedTuple):
    """One name of a thing: `thing` is its id, `kind` is label, alias, mention, pinyin, initials or former (an id that
    gave way to this one).

    `source` is the id of the report that alone uses a mention, else "".
    """

    thing: str
    name: str
    kind: str
    source: str = ""


FORMER: Final = "former"
"""The kind of a name that is an id which gave way to another."""


def former_key(id: str) -> str:
    """The key of such an id, which no name has, and with which none begins."""
    return f"={id}"


class Folding:
    """Names and what is typed, folded alike by the tables of an index, which `select` reads."""

    def __init__(self, select: Select) -> None:
        self._simplified = _Simplified(select)

    def tokens(self, text: str) -> list[str]:
        """`text` as tokens: compatibility forms, case, diacritics and Traditional folded away."""
        return _TOKEN.findall(decomposed(text).translate(self._simplified))

    def simplified(self, text: str) -> str:
        """`text` as texts of the graph write it: Traditional as Simplified, without tone marks and spaces around it.

        What is sought in stands as it is written, so that a character that Simplified texts have too (著) stays.
        """
        encodable = text.encode("utf-8", "ignore").decode()
        apart = unicodedata.normalize("NFD", encodable.strip())
        plain = unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))
        return "".join(c if is_simplified(c) else c.translate(self._simplified) for c in plain)


def decomposed(text: str) -> str:
    """A text without compatibility forms, case and diacritics."""
    encodable = text.encode("utf-8", "ignore").decode()  # what a terminal could not decode is no name
    plain = unicodedata.normalize("NFKD", encodable.casefold()).casefold()
    return "".join(c for c in plain if not unicodedata.category(c).startswith("M"))


def is_simplified(character: str) -> bool:
    """Whether a character is one of those that Simplified texts are written with, by GB 2312."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


class _Simplified(dict[int, str]):
    """What `str.translate` puts for each character, by the index's table; looked up once each."""

    def __init__(self, select: Select) -> None:
        self._select = select

    def __missing__(self, code: int) -> str:
        character = chr(code)
        query = "SELECT character FROM simplified WHERE traditional = ?"
        row = next(iter(self._select(query, (character,))), None) if code >= _FIRST else None
        self[code] = row[0] if row else character
        return self[code]


def tokens_of(name: Name, folding: Folding) -> list[str]:
    """The tokens of a name; initials are one each."""
    return list(name.name) if name.kind == "initials" else folding.tokens(name.name)


def is_latin(token: str) -> bool:
    """Whether a token is of the letters a to z."""
    return token.isascii() and token.isalpha()


def is_word(token: str) -> bool:
    """Whether a token is a word of letters in which a typing error can be told."""
    return is_latin(token) and 3 < len(token) < LONGEST


def pairs(tokens: Sequence[str]) -> list[str]:
    """Each token with the one after it, as one token of the full-text index."""
    return [f"{one}_{other}" for one, other in pairwise(tokens)]


def misspellings(word: str) -> list[str]:
    """A word and what is left of it without one letter.

    Two words that are one typing error apart have one of these in common (Garbe, SymSpell).
    """
    return sorted({word, *(word[:at] + word[at + 1 :] for at in range(len(word)))})
