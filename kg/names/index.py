"""The index of all names, as it is written; `kg.names.search` reads it.

It is SQLite FTS5 over tokens and pairs of neighbours, so that a phrase of pairs is a substring
query, beside a B-tree on the tokens run together for exact and prefix search. Pairs, because every
other name holds 区 and 局, but few hold 盛区. Rows lie in the order of their things' connections.
Traditional characters fold by a table that OpenCC fills when the index is written.
"""

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

from kg.names.folding import FORMER, Folding, Name, former_key, is_latin, is_word, misspellings, pairs, tokens_of
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

_UNSORTED: Final = """
PRAGMA unsorted.journal_mode = OFF;
PRAGMA unsorted.synchronous = OFF;
CREATE TABLE unsorted.name (thing TEXT, name TEXT, kind TEXT, source TEXT, key TEXT, text TEXT);
CREATE TABLE unsorted.connected (thing TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID;
CREATE TABLE unsorted.sorted (
    rowid INTEGER PRIMARY KEY, thing TEXT, name TEXT, kind TEXT, source TEXT, key TEXT, text TEXT
);
"""
"""What is beside the index while it is written, and goes with it."""

_SORT: Final = """
INSERT INTO unsorted.sorted (thing, name, kind, source, key, text)
SELECT DISTINCT thing, name, kind, source, key, text FROM unsorted.name LEFT JOIN unsorted.connected USING (thing)
ORDER BY -IFNULL(number, 0), thing, kind, name, source
"""

_HELD: Final = 1 << 25
"""Bytes of the full-text index that are held until they are written: what is written in small parts is merged again."""


class Folded(NamedTuple):
    """Names, folded: their rows without the place that they will have, each with the text of the full-text index (None
    where it has none); and what of them the index's other tables hold.
    """

    rows: Sequence[tuple[str, str, str, str, str, str | None]]
    syllables: Set[str]
    words: Set[str]
    proper: Set[tuple[str, str]]


def fold_names(names: Iterable[Name], proper: Collection[str], fold: Folding) -> Folded:
    """Names folded, each of them once; those of `proper` things, places and persons, are their own alone."""
    rows: list[tuple[str, str, str, str, str, str | None]] = []
    syllables, words, own = set[str](), set[str](), set[tuple[str, str]]()
    for name in dict.fromkeys(names):
        if name.kind == FORMER:  # found as a whole only
            rows.append((*name, former_key(name.name), None))
            continue
        tokens = tokens_of(name, fold)
        rows.append((*name, "".join(tokens), " ".join([*pairs(tokens), *tokens])))
        if name.kind in NAMING and name.thing in proper:
            own.update((key, name.thing) for key in proper_keys(tokens))
        if name.kind == "pinyin":
            syllables.update(tokens)
        if name.kind != "initials":
            words.update(token for token in tokens if is_word(token))
    return Folded(rows, {s for s in syllables if is_latin(s)}, words, own)


class IndexWriter:
    """An index as it is written: names come in any order, and are sorted on the disk at the end.

    Only one thread at a time may write; `fold` folds names as this index has them.
    """

    def __init__(self, path: Path) -> None:
        self._beside = path.with_name(f"{path.name}.unsorted")
        self._database = sqlite3.connect(path, check_same_thread=False)
        self._database.executescript(_SCHEMA)
        self._database.execute("ATTACH ? AS unsorted", (str(self._beside),))
        self._database.executescript(_UNSORTED)
        self._database.executemany("INSERT INTO simplified VALUES (?, ?)", simplifications())
        self.fold = Folding(self._database.execute)

    def add(self, names: Folded) -> None:
        """Write names, some of which may have been written."""
        write = self._database.executemany
        write("INSERT INTO unsorted.name VALUES (?, ?, ?, ?, ?, ?)", names.rows)
        write("INSERT OR IGNORE INTO syllable VALUES (?)", ((syllable,) for syllable in sorted(names.syllables)))
        write("INSERT OR IGNORE INTO proper VALUES (?, ?)", sorted(names.proper))
        misspelt = ((letters, word) for word in sorted(names.words) for letters in misspellings(word))
        write("INSERT OR IGNORE INTO misspelt VALUES (?, ?)", misspelt)

    def finish(self, connections: Mapping[str, int], elsewhere: Collection[str] = frozenset()) -> int:
        """Write the rest, and return how many names there are; as `write_index` has it."""
        database = self._database
        database.executemany("INSERT INTO unsorted.connected VALUES (?, ?)", connections.items())
        database.execute(_SORT)
        database.execute("INSERT INTO tokens (tokens, rank) VALUES ('hashsize', ?)", (_HELD,))
        database.execute("INSERT INTO tokens (rowid, text) SELECT rowid, text FROM unsorted.sorted WHERE text NOTNULL")
        keys = {key for name in elsewhere for key in proper_keys(self.fold.tokens(name))}
        database.executemany("INSERT INTO elsewhere VALUES (?)", ((key,) for key in sorted(keys)))
        database.execute("INSERT INTO tokens (tokens) VALUES ('optimize')")
        database.execute("INSERT INTO name SELECT rowid, thing, name, kind, source, key FROM unsorted.sorted")
        database.execute("CREATE INDEX name_key ON name (key)")
        database.execute("CREATE INDEX name_thing ON name (thing)")
        (count,) = database.execute("SELECT COUNT(*) FROM name").fetchone()
        database.commit()
        return int(count)

    def close(self) -> None:
        """End writing; what is not finished is no index."""
        self._database.close()
        self._beside.unlink(missing_ok=True)


def write_index(
    path: Path,
    names: Iterable[Name],
    connections: Mapping[str, int],
    proper: Collection[str] = frozenset(),
    elsewhere: Collection[str] = frozenset(),
) -> int:
    """Write the index of `names` to a new file, and return how many they are; among equal matches it answers the
    things with the most `connections` first. The names of `proper` things, places and persons, are their own alone.
    What is called one of the names `elsewhere` is a place, of which nothing is known.
    """
    with closing(IndexWriter(path)) as writer:
        writer.add(fold_names(names, proper, writer.fold))
        return writer.finish(connections, elsewhere)
