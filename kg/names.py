"""Every way a name may be typed, and the index that finds things by it.

A name is folded to tokens: each Chinese character (Simplified) is one, each run of Latin
letters or digits is one, all else only separates. The index is SQLite FTS5 over tokens and
pairs of neighbours, so that a phrase of pairs is a substring query, beside a B-tree on the
tokens run together for exact and prefix search. Pairs, because every other name holds 区 and 局,
but few hold 盛区: a search walks the rarest pair. Rows lie in the order of their things'
connections and are read until there are enough. Traditional characters fold by a table that
OpenCC filled when the index was built.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import cache, cached_property
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.vocabulary import PREFIXES

if TYPE_CHECKING:  # a lookup must not load what reads tables
    from kg.tables import Tables

EXACT, PREFIX, INSIDE, WORDS, NEARLY, FUZZY = range(6)
"""How a name matched, best first: it is, begins with, or holds what was typed; it holds the
words in another order; it is, or holds, it but for one typing error."""

_CJK: Final = range(0x3400, 0xA000)
_CHARACTER: Final = "\u3400-\u9fff\U00020000-\U0003ffff"
_TOKEN: Final = re.compile(f"[{_CHARACTER}]|[^\\W_{_CHARACTER}]+")
_LONGEST: Final = 100
"""Tokens of what is typed with an error, and letters of what suggestions are sought for: no name is longer."""

_CANDIDATES: Final = 3_000
"""The names that are held against what was typed with an error, or sought through for suggestions."""

_SCHEMA: Final = """
CREATE TABLE name (rowid INTEGER PRIMARY KEY, thing TEXT, name TEXT, kind TEXT, source TEXT, key TEXT);
CREATE VIRTUAL TABLE tokens USING fts5(
    text, content='', prefix='1 2 3', tokenize="unicode61 remove_diacritics 2 tokenchars '_'"
);
CREATE TABLE simplified (traditional TEXT PRIMARY KEY, character TEXT) WITHOUT ROWID;
CREATE TABLE syllable (syllable TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE misspelt (letters TEXT, word TEXT, PRIMARY KEY (letters, word)) WITHOUT ROWID;
"""

_EXACTLY: Final = "SELECT thing, name, kind, source FROM name WHERE key = ? ORDER BY rowid"
_BEGINNING: Final = """
SELECT thing, name, kind, source FROM name
WHERE rowid IN (SELECT rowid FROM name WHERE key > ? AND key < ? ORDER BY rowid LIMIT ?) ORDER BY rowid
"""
_HOLDING: Final = """
SELECT thing, name, kind, source FROM tokens CROSS JOIN name ON name.rowid = tokens.rowid
WHERE tokens MATCH ? ORDER BY tokens.rowid
"""
_ALIKE: Final = """
SELECT key, name FROM name
WHERE kind NOT IN ('pinyin', 'initials') AND rowid IN (
    SELECT rowid FROM name WHERE rowid <= ?
    UNION SELECT rowid FROM (SELECT rowid FROM tokens WHERE tokens MATCH ? LIMIT ?))
ORDER BY rowid
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
        syllables: set[str] = set()
        words: set[str] = set()
        for rowid, name in enumerate(ordered, 1):
            tokens = list(name.name) if name.kind == "initials" else fold.tokens(name.name)
            row = (rowid, name.thing, name.name, name.kind, name.source, "".join(tokens))
            database.execute("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?)", row)
            text = " ".join([*_pairs(tokens), *tokens])
            database.execute("INSERT INTO tokens (rowid, text) VALUES (?, ?)", (rowid, text))
            if name.kind == "pinyin":
                syllables.update(tokens)
            if name.kind != "initials":
                words.update(tokens)
        database.executemany("INSERT INTO syllable VALUES (?)", ((s,) for s in sorted(syllables) if _is_latin(s)))
        misspelt = ((letters, word) for word in sorted(words) if _is_word(word) for letters in _misspellings(word))
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
        decomposed = unicodedata.normalize("NFKD", encodable.casefold())
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
        for rank, names in self._matches(tokens, text.split(), limit):
            _add(hits, rank, names, limit)
            if len(hits) == limit:
                break
        if not hits and fuzzy and len(tokens) <= _LONGEST:
            near = list(self._near(tokens))
            for rank in (NEARLY, FUZZY):
                _add(hits, rank, (name for name, how in near if how == rank), limit)
        return list(hits.values())

    def _matches(self, tokens: list[str], words: list[str], limit: int) -> Iterator[tuple[int, Iterator[Name]]]:
        """The names that match, rank by rank, each read only as far as it is wanted."""
        keys = ["".join(spelled) for spelled in _spellings(tokens)]
        for key in keys:
            yield EXACT, self._rows(_EXACTLY, key)
        for key in keys:
            yield PREFIX, self._rows(_BEGINNING, key, key + "\U0010ffff", 4 * limit)  # a thing has a few names
        for spelled in _spellings(tokens):
            for phrase in self._phrases(spelled):
                yield INSIDE, self._holding(self._begun(phrase))
        phrases = [phrase for phrase in map(self._folding.tokens, words) if phrase]
        if len(phrases) > 1:
            yield WORDS, self._holding(" AND ".join(map(self._begun, phrases)))

    def _begun(self, tokens: list[str]) -> str:
        """The query for tokens next to each other, of which the last may be cut short."""
        if re.match(f"[{_CHARACTER}]", tokens[-1]):
            return _phrase(tokens)
        if len(tokens) == 1 and _is_word(tokens[0]):  # FTS5 would first merge all that begins with it
            query = "SELECT word FROM misspelt WHERE letters >= ? AND letters < ? AND letters = word LIMIT 20"
            words = [row[0] for row in self._database.execute(query, (tokens[0], tokens[0] + "{"))]
            if 0 < len(words) < 20:
                return "(" + " OR ".join(f'"{word}"' for word in words) + ")"
        return f"{_phrase(tokens)} *"

    def _near(self, tokens: list[str]) -> Iterator[tuple[Name, int]]:
        """The names that are or hold the tokens but for one typing error, and which of the two."""
        from rapidfuzz.distance import OSA

        typed = "".join(tokens)
        sizes = range(len(typed) - 1, len(typed) + 2)
        for name in islice(self._holding(self._nearly(tokens)), _CANDIDATES):
            key = "".join(self._folding.tokens(name.name))
            if OSA.distance(typed, key, score_cutoff=1) == 1:
                yield name, NEARLY
            elif any(
                OSA.distance(typed, key[at : at + size], score_cutoff=1) == 1
                for at in range(len(key) - len(typed) + 2)
                for size in sizes
            ):
                yield name, FUZZY

    def _nearly(self, tokens: list[str]) -> str:
        """The full-text query for what the tokens with one typing error may be."""
        ways: list[tuple[list[str], ...]] = []
        if len(tokens) > 2:
            ways += [(tokens[:at], tokens[at + 1 :]) for at in range(len(tokens)) if len(tokens[at]) == 1]
            ways += [(tokens[:at], tokens[at:]) for at in range(1, len(tokens))]
        if len(tokens) > 1 and not _is_latin("".join(tokens)):
            swapped = ((tokens[:at], tokens[at : at + 2][::-1], tokens[at + 2 :]) for at in range(len(tokens) - 1))
            ways += [([*before, *pair, *after],) for before, pair, after in swapped]
        for at, token in enumerate(tokens):
            ways += [([*tokens[:at], word, *tokens[at + 1 :]],) for word in self._respelt(token)]
        joined = (" AND ".join(_phrase(part) for part in parts if part) for parts in ways)
        return " OR ".join(f"({way})" for way in dict.fromkeys(joined))

    def _respelt(self, token: str) -> list[str]:
        """The words of names that differ from a word by one typing error."""
        if not _is_word(token):
            return []
        from rapidfuzz.distance import OSA

        letters = _misspellings(token)
        query = f"SELECT DISTINCT word FROM misspelt WHERE letters IN ({', '.join('?' * len(letters))})"  # noqa: S608
        words = [row[0] for row in self._database.execute(query, letters)]
        return sorted(word for word in words if OSA.distance(token, word) == 1)

    def nearest(self, text: str, limit: int = 3) -> list[str]:
        """The names most like `text`, for a suggestion; possibly none.

        They are sought among the best connected things' names and those that share a pair of
        neighbours or nearly a word with it, so that it takes no longer in a large index.
        """
        from rapidfuzz import fuzz, process

        tokens = self._folding.tokens(text)[:_LONGEST]
        parts = [
            *_pairs(tokens),
            *(word for token in tokens for word in [token, *self._respelt(token)] if len(word) > 1),
        ]
        rows = self._database.execute(
            _ALIKE, (_CANDIDATES, " OR ".join(f'"{part}"' for part in parts) or '""', _CANDIDATES)
        ).fetchall()
        key = "".join(tokens)[:_LONGEST]
        found = process.extract(key, [row[0] for row in rows], scorer=fuzz.WRatio, limit=4 * limit, score_cutoff=50)
        return list(dict.fromkeys(rows[position][1] for _, _, position in found))[:limit]

    def beginning(self, text: str, limit: int = 50) -> list[Name]:
        """The names that begin with `text`, but for quotation marks and case; "" begins none."""
        key = "".join(self._folding.tokens(text))
        if not key:
            return []
        rows = chain(self._rows(_EXACTLY, key), self._rows(_BEGINNING, key, key + "\U0010ffff", 8 * limit))
        return list(islice((name for name in rows if name.kind not in ("pinyin", "initials")), limit))

    def close(self) -> None:
        """Give the file back."""
        self._database.close()

    def _is_id(self, text: str) -> bool:
        plain = text.encode("utf-8", "ignore").decode()
        return self._database.execute("SELECT 1 FROM name WHERE thing = ? LIMIT 1", (plain,)).fetchone() is not None

    def _rows(self, query: str, *values: object) -> Iterator[Name]:
        return (Name(*row) for row in self._database.execute(query, values))

    def _holding(self, match: str) -> Iterator[Name]:
        return self._rows(_HOLDING, match) if match else iter(())

    @cached_property
    def _syllables(self) -> set[str]:
        return {row[0] for row in self._database.execute("SELECT syllable FROM syllable")}

    def _phrases(self, tokens: list[str]) -> Iterator[list[str]]:
        """The tokens, and those in which runs of letters are taken apart into syllables."""
        yield tokens
        joined = "".join(tokens)
        if _is_latin(joined):
            yield from (parts for parts in _split(joined, self._syllables) if parts != tokens)
            if len(joined) > 1:
                yield list(joined)  # initials


def _add(hits: dict[str, Hit], rank: int, names: Iterator[Name], limit: int) -> None:
    """Add the things of `names` until there are `limit`."""
    while len(hits) < limit and (name := next(names, None)):
        hits.setdefault(name.thing, Hit(name, rank))


def _is_latin(token: str) -> bool:
    return token.isascii() and token.isalpha()


def _is_word(token: str) -> bool:
    """Whether a token is a word of letters in which a typing error can be told."""
    return _is_latin(token) and 3 < len(token) < _LONGEST


def _pairs(tokens: Sequence[str]) -> list[str]:
    """Each token with the one after it, as one token of the full-text index."""
    return [f"{one}_{other}" for one, other in pairwise(tokens)]


def _phrase(tokens: Sequence[str]) -> str:
    """Tokens next to each other, in FTS5's query language: they are letters and digits only."""
    return '"' + " ".join(_pairs(tokens) or tokens) + '"'


def _misspellings(word: str) -> list[str]:
    """A word and what is left of it without one letter.

    Two words that are one typing error apart have one of these in common (Garbe, SymSpell).
    """
    return sorted({word, *(word[:at] + word[at + 1 :] for at in range(len(word)))})


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
