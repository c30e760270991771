"""The index of all names, as it is written; `kg.names.search` reads it.

It is SQLite FTS5 over tokens and pairs of neighbours, so that a phrase of pairs is a substring
query, beside a B-tree on the tokens run together for exact and prefix search. Pairs, because every
other name holds 区 and 局, but few hold 盛区. Rows lie in the order of their things' connections.
Traditional characters fold by a table that OpenCC fills when the index is written.
"""

import sqlite3
from collections.abc import Collection, Iterable
from contextlib import closing
from pathlib import Path
from typing import Final

from kg.names.folding import FORMER, Folding, Name, former_key, is_latin, is_word, misspellings, pairs
from kg.names.reading import NAMING, proper_keys
from kg.text.chinese import simplifications

_SCHEMA: Final = """
CREATE TABLE name (rowid INTEGER PRIMARY KEY, thing TEXT, name TEXT, kind TEXT, source TEXT, key TEXT);
CREATE VIRTUAL TABLE tokens USING fts5(
    text, content='', prefix='1 2 3', tokenize="unicode61 remove_diacritics 2 tokenchars '_'"
);
CREATE TABLE simplified (traditional TEXT PRIMARY KEY, character TEXT) WITHOUT ROWID;
CREATE TABLE syllable (syllable TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE proper (key TEXT, thing TEXT, PRIMARY KEY (key, thing)) WITHOUT ROWID;
CREATE TABLE elsewhere (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE misspelt (letters TEXT, word TEXT, PRIMARY KEY (letters, word)) WITHOUT ROWID;
"""


def write_index(
    path: Path,
    names: Iterable[Name],
    connections: dict[str, int],
    proper: Collection[str] = frozenset(),
    elsewhere: Collection[str] = frozenset(),
) -> int:
    """Write the index of `names` to a new file, and return how many they are; among equal matches it answers the
    things with the most `connections` first. The names of `proper` things, places and persons, are their own alone.
    What is called one of the names `elsewhere` is a place, of which nothing is known.
    """
    unique = dict.fromkeys(names)
    ordered = sorted(unique, key=lambda n: (-connections.get(n.thing, 0), n.thing, n.kind, n.name, n.source))
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(_SCHEMA)
        database.executemany("INSERT INTO simplified VALUES (?, ?)", simplifications())
        fold = Folding(database.execute)
        syllables: set[str] = set()
        words: set[str] = set()
        own: set[tuple[str, str]] = set()
        for rowid, name in enumerate(ordered, 1):
            tokens = list(name.name) if name.kind == "initials" else fold.tokens(name.name)
            key = former_key(name.name) if name.kind == FORMER else "".join(tokens)
            row = (rowid, name.thing, name.name, name.kind, name.source, key)
            database.execute("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?)", row)
            if name.kind == FORMER:  # found as a whole only
                continue
            text = " ".join([*pairs(tokens), *tokens])
            database.execute("INSERT INTO tokens (rowid, text) VALUES (?, ?)", (rowid, text))
            if name.kind in NAMING and name.thing in proper:
                own.update((key, name.thing) for key in proper_keys(tokens))
            if name.kind == "pinyin":
                syllables.update(tokens)
            if name.kind != "initials":
                words.update(tokens)
        database.executemany("INSERT INTO syllable VALUES (?)", ((s,) for s in sorted(syllables) if is_latin(s)))
        database.executemany("INSERT INTO proper VALUES (?, ?)", sorted(own))
        keys = {key for name in elsewhere for key in proper_keys(fold.tokens(name))}
        database.executemany("INSERT INTO elsewhere VALUES (?)", ((key,) for key in sorted(keys)))
        misspelt = ((letters, word) for word in sorted(words) if is_word(word) for letters in misspellings(word))
        database.executemany("INSERT INTO misspelt VALUES (?, ?)", misspelt)
        database.execute("INSERT INTO tokens (tokens) VALUES ('optimize')")
        database.execute("CREATE INDEX name_key ON name (key)")
        database.execute("CREATE INDEX name_thing ON name (thing)")
    return len(ordered)
