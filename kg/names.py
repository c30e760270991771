"""Every way a name may be typed, folded, and the index of all of them, as it is written.

A name is folded to tokens: each Chinese character (Simplified) is one, each run of Latin
letters or digits is one, all else only separates. The index is SQLite FTS5 over tokens and
pairs of neighbours, so that a phrase of pairs is a substring query, beside a B-tree on the
tokens run together for exact and prefix search. Pairs, because every other name holds 区 and 局,
but few hold 盛区. Rows lie in the order of their things' connections. Traditional characters
fold by a table that OpenCC fills when the index is written. `kg.search` reads it.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:  # a lookup must not load what reads tables
    from kg.tables import Tables

_CJK: Final = range(0x3400, 0xA000)
CHARACTER: Final = "\u3005\u3007\u3400-\u9fff\U00020000-\U0003ffff"
"""The Chinese characters, 々 and 〇 among them, as a regular expression's class has them."""

_TOKEN: Final = re.compile(f"[{CHARACTER}]|[^\\W_{CHARACTER}]+")
LONGEST: Final = 100
"""Tokens of what is typed with an error, and letters of what suggestions are sought for: no name is longer."""

_SCHEMA: Final = """
CREATE TABLE name (rowid INTEGER PRIMARY KEY, thing TEXT, name TEXT, kind TEXT, source TEXT, key TEXT);
CREATE VIRTUAL TABLE tokens USING fts5(
    text, content='', prefix='1 2 3', tokenize="unicode61 remove_diacritics 2 tokenchars '_'"
);
CREATE TABLE simplified (traditional TEXT PRIMARY KEY, character TEXT) WITHOUT ROWID;
CREATE TABLE syllable (syllable TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE misspelt (letters TEXT, word TEXT, PRIMARY KEY (letters, word)) WITHOUT ROWID;
"""


class Name(NamedTuple):
    """One name of a thing: `thing` is its id, `kind` is label, alias, mention, pinyin or initials.

    `source` is the id of the report that alone uses a mention, else "".
    """

    thing: str
    name: str
    kind: str
    source: str = ""


def names_of(tables: "Tables") -> Iterator[Name]:
    """Every name that the tables give their things, and the readings of the Chinese labels."""
    labelled = [(row.id, row.title_zh, row.title_en, "") for row in tables.sources]
    labelled += [(row.id, row.label_zh, row.label_en, row.pinyin) for row in tables.entities if not row.replaced_by]
    for thing, chinese, english, by_hand in labelled:
        reading = by_hand or pinyin(chinese)
        yield Name(thing, chinese, "label")
        yield Name(thing, english, "label")
        yield Name(thing, reading, "pinyin")
        yield Name(thing, initials(reading), "initials")
    replaced = {row.id: row.replaced_by for row in tables.entities if row.replaced_by}
    for entity in tables.entities:
        if not entity.replaced_by:
            yield from (Name(entity.id, alias, "alias") for alias in entity.aliases)
    for mention in tables.mentions:
        thing = mention.entity
        while thing in replaced:
            thing = replaced[thing]
        yield Name(thing, mention.form, "mention", mention.source)


def initials(reading: str) -> str:
    """The first letters of a reading's syllables, without tone marks; digits and signs fall away."""
    plain = unicodedata.normalize("NFD", reading)
    return "".join(part[0] for part in plain.split() if part[0].isalpha()).lower()


def pinyin(text: str) -> str:
    """The syllables of the Chinese characters of a text, with tone marks, apart by spaces."""
    from pypinyin import Style, lazy_pinyin

    return " ".join(lazy_pinyin(text, style=Style.TONE))


def write_index(path: Path, names: Iterable[Name], connections: dict[str, int]) -> None:
    """Write the index of `names` to a new file; among equal matches it answers the things
    with the most `connections` first.
    """
    unique = dict.fromkeys(names)
    ordered = sorted(unique, key=lambda n: (-connections.get(n.thing, 0), n.thing, n.kind, n.name, n.source))
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(_SCHEMA)
        database.executemany("INSERT INTO simplified VALUES (?, ?)", _simplifications())
        fold = Folding(database)
        syllables: set[str] = set()
        words: set[str] = set()
        for rowid, name in enumerate(ordered, 1):
            tokens = list(name.name) if name.kind == "initials" else fold.tokens(name.name)
            row = (rowid, name.thing, name.name, name.kind, name.source, "".join(tokens))
            database.execute("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?)", row)
            text = " ".join([*pairs(tokens), *tokens])
            database.execute("INSERT INTO tokens (rowid, text) VALUES (?, ?)", (rowid, text))
            if name.kind == "pinyin":
                syllables.update(tokens)
            if name.kind != "initials":
                words.update(tokens)
        database.executemany("INSERT INTO syllable VALUES (?)", ((s,) for s in sorted(syllables) if is_latin(s)))
        misspelt = ((letters, word) for word in sorted(words) if is_word(word) for letters in misspellings(word))
        database.executemany("INSERT INTO misspelt VALUES (?, ?)", misspelt)
        database.execute("INSERT INTO tokens (tokens) VALUES ('optimize')")
        database.execute("CREATE INDEX name_key ON name (key)")
        database.execute("CREATE INDEX name_thing ON name (thing)")


class Folding:
    """Names and what is typed, folded alike by the tables of an index."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._simplified = _Simplified(database)

    def tokens(self, text: str) -> list[str]:
        """`text` as tokens: compatibility forms, case, diacritics and Traditional folded away."""
        encodable = text.encode("utf-8", "ignore").decode()  # what a terminal could not decode is no name
        # what is compatible with a capital becomes one (The Unicode Standard, D146)
        decomposed = unicodedata.normalize("NFKD", encodable.casefold()).casefold()
        plain = "".join(c for c in decomposed if not unicodedata.combining(c))
        return _TOKEN.findall(plain.translate(self._simplified))


class _Simplified(dict[int, str]):
    """What `str.translate` puts for each character, by the index's table; looked up once each."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def __missing__(self, code: int) -> str:
        character = chr(code)
        query = "SELECT character FROM simplified WHERE traditional = ?"
        row = self._database.execute(query, (character,)).fetchone() if code in _CJK else None
        self[code] = row[0] if row else character
        return self[code]


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


@cache
def _simplifications() -> list[tuple[str, str]]:
    """Each character that is written otherwise in Simplified Chinese, with that form.

    First what OpenCC simplifies, then the forms that Taiwan and Hong Kong use of the others.
    """
    from opencc import OpenCC

    characters = [chr(code) for code in _CJK]

    def converted(configuration: str) -> list[str]:
        result: str = OpenCC(configuration).convert("\n".join(characters))
        return result.split("\n")

    found = {old: new for old, new in zip(characters, converted("t2s"), strict=True) if old != new}
    for region in ("s2t", "s2tw", "s2hk"):
        for simplified, regional in zip(characters, converted(region), strict=True):
            if simplified != regional and simplified not in found:
                found.setdefault(regional, simplified)
    return sorted(found.items())
