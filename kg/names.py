"""Every way a name may be typed, and the index that finds things by it.

A name is folded to tokens: each Chinese character (Simplified) is one, each run of Latin
letters or digits is one, all else only separates. The index is SQLite FTS5, so that a phrase
query is a substring query, beside a B-tree on the tokens run together for exact and prefix
search. Traditional characters fold by a table that OpenCC filled when the index was built.
"""

import json
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.vocabulary import PREFIXES

if TYPE_CHECKING:  # a lookup must not load what reads tables
    from kg.tables import Tables

EXACT, PREFIX, INSIDE, WORDS, FUZZY = range(5)
"""How a name matched, best first: it is, begins with, or holds what was typed; it holds the
words in another order; it holds it but for one typing error."""

_CJK = range(0x3400, 0xA000)
_RARE_CJK = range(0x20000, 0x40000)

_SCHEMA: Final = """
CREATE TABLE name (rowid INTEGER PRIMARY KEY, thing TEXT, name TEXT, kind TEXT, source TEXT, key TEXT);
CREATE INDEX name_key ON name (key);
CREATE INDEX name_thing ON name (thing);
CREATE VIRTUAL TABLE tokens USING fts5(text, content='', tokenize='unicode61 remove_diacritics 2');
CREATE TABLE simplified (traditional TEXT PRIMARY KEY, character TEXT) WITHOUT ROWID;
CREATE TABLE syllable (syllable TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE word (word TEXT PRIMARY KEY) WITHOUT ROWID;
"""

_EXACTLY: Final = "SELECT thing, name, kind, source FROM name WHERE key = ? ORDER BY rowid LIMIT ?"
_BEGINNING: Final = """
SELECT thing, name, kind, source FROM name WHERE key > ? AND key < ? ORDER BY rowid LIMIT ?
"""
_HOLDING: Final = """
SELECT thing, name, kind, source FROM name
WHERE rowid IN (SELECT rowid FROM tokens WHERE tokens MATCH ? LIMIT ?) ORDER BY rowid
"""


class Name(NamedTuple):
    """One name of a thing: `thing` is its id, `kind` is label, alias, mention, pinyin or initials.

    `source` is the id of the report that alone uses a mention, else "".
    """

    thing: str
    name: str
    kind: str
    source: str = ""


class Hit(NamedTuple):
    """A thing found: by which name, and how that matched (EXACT to FUZZY)."""

    name: Name
    rank: int


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
        for rowid, name in enumerate(ordered, 1):
            tokens = list(name.name) if name.kind == "initials" else fold.tokens(name.name)
            row = (rowid, name.thing, name.name, name.kind, name.source, "".join(tokens))
            database.execute("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?)", row)
            database.execute("INSERT INTO tokens (rowid, text) VALUES (?, ?)", (rowid, " ".join(tokens)))
            letters = [(token,) for token in tokens if token.isascii() and token.isalpha()]
            if name.kind == "pinyin":
                database.executemany("INSERT OR IGNORE INTO syllable VALUES (?)", letters)
            elif name.kind != "initials":
                database.executemany("INSERT OR IGNORE INTO word VALUES (?)", letters)


class Folding:
    """Names and what is typed, folded alike by the tables of an index."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def tokens(self, text: str) -> list[str]:
        """`text` as tokens: compatibility forms, case, diacritics and Traditional folded away."""
        encodable = text.encode("utf-8", "ignore").decode()  # what a terminal could not decode is no name
        decomposed = unicodedata.normalize("NFKD", encodable.casefold())
        plain = "".join(c for c in decomposed if not unicodedata.combining(c))
        spaced = "".join(_spaced(c) for c in self._simplify(plain))
        return spaced.split()

    def _simplify(self, text: str) -> str:
        characters = json.dumps(sorted({c for c in text if ord(c) in _CJK}))
        query = "SELECT traditional, character FROM simplified WHERE traditional IN (SELECT value FROM json_each(?))"
        return text.translate({ord(old): new for old, new in self._database.execute(query, (characters,))})


def _spaced(character: str) -> str:
    """A Chinese character as a token of its own, a letter or digit as it is, else a space."""
    code = ord(character)
    if code in _CJK or code in _RARE_CJK:
        return f" {character} "
    return character if character.isalnum() else " "


class NameIndex:
    """The index of one store, open for reading."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._folding = Folding(self._database)

    def find(self, text: str, limit: int = 50, *, fuzzy: bool = False) -> list[Hit]:
        """The things that `text` may name, best first, once each; among equals the most connected.

        `text` is a name or a part of one in any script, initials, words in any order, an id, a
        CURIE or an IRI; with `fuzzy`, one typing error is forgiven where nothing else is found.
        """
        tokens = self._folding.tokens(text)
        if not tokens:
            return []
        thing = text.removeprefix(PREFIXES["kgr"]).removeprefix("kgr:")
        if self._is_id(thing):
            return [Hit(Name(thing, text, "id"), EXACT)]
        hits: dict[str, Hit] = {}
        for spelled in _spellings(tokens):
            for rank, names in self._matches(spelled, limit):
                for name in names:
                    if len(hits) < limit:
                        hits.setdefault(name.thing, Hit(name, rank))
        for name in self._holding_all(text.split(), limit):
            if len(hits) < limit:
                hits.setdefault(name.thing, Hit(name, WORDS))
        if not hits and fuzzy:
            hits = {name.thing: Hit(name, FUZZY) for name in self._holding(self._nearly(tokens), limit)}
        return sorted(hits.values(), key=lambda hit: hit.rank)

    def _matches(self, tokens: list[str], limit: int) -> Iterator[tuple[int, Iterator[Name]]]:
        key = "".join(tokens)
        yield EXACT, self._rows(_EXACTLY, key, limit)
        yield PREFIX, self._rows(_BEGINNING, key, key + "\U0010ffff", limit)
        for phrase in self._phrases(tokens):
            yield INSIDE, self._holding(f"{_phrase(phrase)} *", limit)

    def _holding_all(self, words: list[str], limit: int) -> Iterator[Name]:
        """The names that hold each of several words, in any order."""
        phrases = [phrase for phrase in map(self._folding.tokens, words) if phrase]
        if len(phrases) < 2:
            return iter(())
        return self._holding(" AND ".join(f"{_phrase(phrase)} *" for phrase in phrases), limit)

    def _nearly(self, tokens: list[str]) -> str:
        """The full-text query for the tokens with one of them wrong, too many or missing."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        ways: list[tuple[list[str], ...]] = []
        if len(tokens) > 2:
            ways += [(tokens[:at], tokens[at + 1 :]) for at in range(len(tokens))]
            ways += [(tokens[:at], tokens[at:]) for at in range(1, len(tokens))]
        words = [row[0] for row in self._database.execute("SELECT word FROM word ORDER BY word")]
        for at, token in enumerate(tokens):
            if token.isascii() and len(token) > 3:
                near = process.extract(token, words, scorer=OSA.distance, score_cutoff=1, limit=5)
                ways += [([*tokens[:at], word, *tokens[at + 1 :]],) for word, _, _ in near]
        joined = (" AND ".join(_phrase(part) for part in parts if part) for parts in ways)
        return " OR ".join(f"({way})" for way in dict.fromkeys(joined))

    def nearest(self, text: str, limit: int = 3) -> list[str]:
        """The names most like `text`, for a suggestion; possibly none."""
        from rapidfuzz import fuzz, process

        key = "".join(self._folding.tokens(text))
        rows = self._database.execute("SELECT key, name FROM name WHERE kind <> 'pinyin' ORDER BY rowid").fetchall()
        found = process.extract(key, [row[0] for row in rows], scorer=fuzz.WRatio, limit=4 * limit, score_cutoff=50)
        return list(dict.fromkeys(rows[position][1] for _, _, position in found))[:limit]

    def all(self) -> Iterator[Name]:
        """Every name of everything, those of the most connected things first."""
        return self._rows("SELECT thing, name, kind, source FROM name ORDER BY rowid")

    def simplifications(self) -> list[tuple[str, str]]:
        """Each character that is written otherwise in Simplified Chinese, with that form."""
        return self._database.execute("SELECT traditional, character FROM simplified ORDER BY traditional").fetchall()

    def close(self) -> None:
        """Give the file back."""
        self._database.close()

    def _is_id(self, text: str) -> bool:
        plain = text.encode("utf-8", "ignore").decode()
        return self._database.execute("SELECT 1 FROM name WHERE thing = ? LIMIT 1", (plain,)).fetchone() is not None

    def _rows(self, query: str, *values: object) -> Iterator[Name]:
        return (Name(*row) for row in self._database.execute(query, values))

    def _holding(self, match: str, limit: int) -> Iterator[Name]:
        return self._rows(_HOLDING, match, limit) if match else iter(())

    def _phrases(self, tokens: list[str]) -> Iterator[list[str]]:
        """The tokens, and those in which runs of letters are taken apart into syllables."""
        yield tokens
        joined = "".join(tokens)
        if joined.isascii() and joined.isalpha():
            syllables = {row[0] for row in self._database.execute("SELECT syllable FROM syllable")}
            yield from (parts for parts in _split(joined, syllables) if parts != tokens)
            if len(joined) > 1:
                yield list(joined)  # initials


def _phrase(tokens: Sequence[str]) -> str:
    """Tokens next to each other, in FTS5's query language: they are letters and digits only."""
    return '"' + " ".join(tokens) + '"'


def _spellings(tokens: list[str]) -> list[list[str]]:
    """The tokens as typed, and with the v that keyboards put for ü in pinyin as the folded u."""
    folded = [token.replace("lv", "lu").replace("nv", "nu") for token in tokens]
    return [tokens] if folded == tokens else [tokens, folded]


def _split(letters: str, syllables: set[str]) -> list[list[str]]:
    """Every way to take `letters` apart into syllables; the last one may be cut short."""
    ways: list[list[list[str]]] = [[[]]]
    for end in range(1, len(letters) + 1):
        ways.append([
            [*before, letters[start:end]]
            for start in range(max(0, end - 6), end)
            if letters[start:end] in syllables or (end == len(letters) and end - start < 6)
            for before in ways[start][:8]
        ])  # fmt: skip
    return sorted(ways[-1], key=len)[:8]


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
