"""Search: which things what was typed may name, the best match first.

The index is as `kg.names.index` writes it. A phrase of pairs walks the rarest of them; rows come in the
order of their things' connections and are read until there are enough.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from kg.names.folding import FORMER, LONGEST, Folding, Name, former_key, is_latin, is_word, misspellings, pairs
from kg.names.reading import NAMING, forgiven_part
from kg.text.chinese import is_character
from kg.vocabulary import PREFIXES

EXACT, PREFIX, INSIDE, WORDS, NEARLY, FUZZY = range(6)
"""How a name matched, best first: it is, begins with, or holds what was typed; it holds the
words in another order; it is, or holds, it but for one typing error."""

MATCHES: Final = ("exact", "begins", "holds", "words", "near", "near")
"""What people are told of each."""

_CANDIDATES: Final = 3_000
"""The names that are held against what was typed with an error, or sought through for suggestions."""

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
WHERE kind NOT IN ('pinyin', 'initials', 'former') AND rowid IN (
    SELECT rowid FROM name WHERE rowid <= ?
    UNION SELECT rowid FROM (SELECT rowid FROM tokens WHERE tokens MATCH ? LIMIT ?))
ORDER BY rowid
"""


class Hit(NamedTuple):
    """A thing found: by which name, and how that matched (EXACT to FUZZY)."""

    name: Name
    rank: int


class NameIndex:
    """The index of one store, open for reading.

    Where SQLite fails, at opening or later, `failed` makes the error of what it said.
    """

    def __init__(self, path: Path, failed: Callable[[Exception], Exception] = lambda error: error) -> None:
        self._failed = failed
        with self._failing():
            self._database = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._folding = Folding(self._select)

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def _select(self, query: str, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        with self._failing():
            yield from self._database.execute(query, values)

    def find(self, text: str, limit: int = 50, *, fuzzy: bool = False) -> list[Hit]:
        """The things that `text` may name, best first, once each; among equals the most connected.

        `text` is a name or a part of one in any script, initials, words in any order, an id, a
        CURIE or an IRI; with `fuzzy`, one typing error is forgiven where nothing else is found.
        """
        tokens = self._folding.tokens(text)
        if not tokens:
            return []
        thing = text.removeprefix(PREFIXES["kgr"]).removeprefix("kgr:")
        if current := self._with_id(thing):
            return [Hit(Name(current, text, "id"), EXACT)]
        hits: dict[str, Hit] = {}
        for rank, names in self._matches(tokens, text.split(), limit):
            _add(hits, rank, names, limit)
            if len(hits) == limit:
                break
        if not hits and fuzzy and len(tokens) <= LONGEST:
            near = list(self._near(tokens))
            for rank in (NEARLY, FUZZY):
                _add(hits, rank, (name for name, how in near if how == rank), limit)
        return list(hits.values())

    def simplified(self, text: str) -> str:
        """What is typed to be sought in texts of the graph, as `Folding.simplified` writes it."""
        return self._folding.simplified(text)

    def tokens(self, text: str) -> list[str]:
        """A text as names are compared, as `Folding.tokens` has it."""
        return self._folding.tokens(text)

    def exactly(self, text: str) -> list[Name]:
        """Every name that is just `text`, of however many things, the most connected first; of an id, CURIE or IRI the
        thing's alone. Initials and pinyin are names too.
        """
        if not (tokens := self._folding.tokens(text)):
            return []
        if current := self._with_id(text.removeprefix(PREFIXES["kgr"]).removeprefix("kgr:")):
            return [Name(current, text, "id")]
        keys = dict.fromkeys("".join(spelled) for spelled in spellings(tokens))
        return [name for key in keys for name in self._rows(_EXACTLY, key)]

    def is_elsewhere(self, text: str) -> bool:
        """Whether a place is called so of which nothing is known, beside those that have the name."""
        key = "".join(self._folding.tokens(text))
        return any(True for _ in self._select("SELECT 1 FROM elsewhere WHERE key = ?", (key,)))

    def named(self, text: str, limit: int = 50) -> tuple[list[Hit], str]:
        """The things that `text` names, those with just that name before all that `find` finds; where
        there are none, those that another name names, and that name, which may be read instead, or "".
        """
        hits = self._just(text, limit)
        read = "" if hits else self._reading(text)
        return (self._just(read, limit), read) if read else (hits, "")

    def _just(self, text: str, limit: int = 50) -> list[Hit]:
        hits = self.find(text, limit)
        return [hit for hit in hits if hit.rank == EXACT] or hits

    def _reading(self, text: str) -> str:
        """The name, or part of one, that may be read for `text`; "" where there is none, or where several differ in
        what they name.
        """
        tokens = self._folding.tokens(text)
        if not tokens or len(tokens) > LONGEST:
            return ""
        whole: dict[str, str] = {}
        parts: dict[str, str] = {}
        for name in islice(self._holding(self._nearly(tokens)), _CANDIDATES):
            if name.kind in NAMING:
                own = self._folding.tokens(name.name)
                part = forgiven_part(tokens, own, self._is_proper)
                if len(part) == len(own):
                    whole.setdefault("".join(part), name.name)
                elif part:
                    parts.setdefault("".join(part), ("" if is_character(part[0]) else " ").join(part))
        read = list((whole or parts).values())
        named = {frozenset(hit.name.thing for hit in self._just(name)) for name in read}
        return read[0] if len(named) == 1 else ""

    def suggestions(self, text: str, limit: int = 3) -> list[str]:
        """The names nearest to `text`, to choose from: those a typing error away before those like it."""
        near = [hit.name for hit in self.find(text, limit, fuzzy=True) if hit.rank in (NEARLY, FUZZY)]
        shown = [name.name for name in near if name.kind in NAMING]
        return list(dict.fromkeys([*shown, *self.nearest(text, limit)]))[:limit]

    def proper(self, things: Iterable[str] | None = None) -> list[str]:
        """The keys of the names of places and persons (`kg.names.reading.proper_keys`), of all or of some things."""
        rows = list(self._select("SELECT key, thing FROM proper ORDER BY key"))
        wanted = None if things is None else set(things)
        return list(dict.fromkeys(key for key, thing in rows if wanted is None or thing in wanted))

    def owners(self, text: str) -> list[str]:
        """The ids of the places and persons whose name, or a part of it but for what divides the land, is `text`: 珠海
        of 珠海市, and of 珠海市香洲区.
        """
        key = "".join(self._folding.tokens(text))
        return [row[0] for row in self._select("SELECT thing FROM proper WHERE key = ? ORDER BY thing", (key,))]

    def _is_proper(self, keys: list[str]) -> bool:
        query = f"SELECT 1 FROM proper WHERE key IN ({', '.join('?' * len(keys))}) LIMIT 1"  # noqa: S608
        return any(True for _ in self._select(query, keys))

    def _matches(self, tokens: list[str], words: list[str], limit: int) -> Iterator[tuple[int, Iterator[Name]]]:
        """The names that match, rank by rank, each read only as far as it is wanted."""
        keys = ["".join(spelled) for spelled in spellings(tokens)]
        for key in keys:
            yield EXACT, self._rows(_EXACTLY, key)
        for key in keys:
            yield PREFIX, self._rows(_BEGINNING, key, key + "\U0010ffff", 4 * limit)  # a thing has a few names
        for spelled in spellings(tokens):
            for phrase in self._phrases(spelled):
                yield INSIDE, self._holding(self._begun(phrase))
        phrases = [phrase for phrase in map(self._folding.tokens, words) if phrase]
        if len(phrases) > 1:
            whole = [self._anyhow(phrase, _phrase) for phrase in phrases[:-1]]  # cut short, it may be another's
            yield WORDS, self._holding(" AND ".join([*whole, self._anyhow(phrases[-1], self._begun)]))

    def _anyhow(self, tokens: list[str], way: Callable[[list[str]], str]) -> str:
        """The query for tokens in any of their spellings, taken apart in any way, each put in one `way`."""
        ways = (way(phrase) for spelled in spellings(tokens) for phrase in self._phrases(spelled))
        return f"({' OR '.join(ways)})"

    def _begun(self, tokens: list[str]) -> str:
        """The query for tokens next to each other, of which the last may be cut short."""
        if is_character(tokens[-1]):
            return _phrase(tokens)
        if len(tokens) == 1 and is_word(tokens[0]):  # FTS5 would first merge all that begins with it
            query = "SELECT word FROM misspelt WHERE letters >= ? AND letters < ? AND letters = word LIMIT 20"
            words = [row[0] for row in self._select(query, (tokens[0], tokens[0] + "{"))]
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
        if len(tokens) > 1 and not is_latin("".join(tokens)):
            swapped = ((tokens[:at], tokens[at : at + 2][::-1], tokens[at + 2 :]) for at in range(len(tokens) - 1))
            ways += [([*before, *pair, *after],) for before, pair, after in swapped]
        for at, token in enumerate(tokens):
            ways += [([*tokens[:at], word, *tokens[at + 1 :]],) for word in self._respelt(token)]
        joined = (" AND ".join(_phrase(part) for part in parts if part) for parts in ways)
        return " OR ".join(f"({way})" for way in dict.fromkeys(joined))

    def _respelt(self, token: str) -> list[str]:
        """The words of names that differ from a word by one typing error."""
        if not is_word(token):
            return []
        from rapidfuzz.distance import OSA

        letters = misspellings(token)
        query = f"SELECT DISTINCT word FROM misspelt WHERE letters IN ({', '.join('?' * len(letters))})"  # noqa: S608
        words = [row[0] for row in self._select(query, letters)]
        return sorted(word for word in words if OSA.distance(token, word) == 1)

    def nearest(self, text: str, limit: int = 3) -> list[str]:
        """The names most like `text`, for a suggestion; possibly none.

        They are sought among the best connected things' names and those that share a pair of
        neighbours or nearly a word with it, so that it takes no longer in a large index.
        """
        from rapidfuzz import fuzz, process

        tokens = self._folding.tokens(text)[:LONGEST]
        parts = [
            *pairs(tokens),
            *(word for token in tokens for word in [token, *self._respelt(token)] if len(word) > 1),
        ]
        match = " OR ".join(f'"{part}"' for part in parts) or '""'
        rows = list(self._select(_ALIKE, (_CANDIDATES, match, _CANDIDATES)))
        key = "".join(tokens)[:LONGEST]
        found = process.extract(key, [row[0] for row in rows], scorer=fuzz.WRatio, limit=4 * limit, score_cutoff=50)
        return list(dict.fromkeys(rows[position][1] for _, _, position in found))[:limit]

    def beginning(self, text: str, limit: int = 50) -> list[Name]:
        """The names that begin with `text`, but for quotation marks and case; "" begins none."""
        key = "".join(self._folding.tokens(text))
        if not key:
            return []
        rows = chain(self._rows(_EXACTLY, key), self._rows(_BEGINNING, key, key + "\U0010ffff", 8 * limit))
        return list(islice((name for name in rows if name.kind not in ("pinyin", "initials", FORMER)), limit))

    def all(self) -> Iterator[Name]:
        """Every name of everything, those of the most connected things first."""
        return self._rows("SELECT thing, name, kind, source FROM name ORDER BY rowid")

    def of(self, thing: str) -> Iterator[Name]:
        """Every name of a thing, by its id."""
        return self._rows("SELECT thing, name, kind, source FROM name WHERE thing = ? ORDER BY rowid", thing)

    def simplifications(self) -> list[tuple[str, str]]:
        """Each character that is written otherwise in Simplified Chinese, with that form."""
        return list(self._select("SELECT traditional, character FROM simplified ORDER BY traditional"))

    def count(self) -> int:
        """How many names there are."""
        (row,) = self._select("SELECT COUNT(*) FROM name")
        return int(row[0])

    def close(self) -> None:
        """Give the file back."""
        self._database.close()

    def _with_id(self, text: str) -> str:
        """The id of the thing that has an id, or had it; "" where none has."""
        plain = text.encode("utf-8", "ignore").decode()
        for query, value in (("thing = ?", plain), ("key = ?", former_key(plain))):
            for (thing,) in self._select(f"SELECT thing FROM name WHERE {query} LIMIT 1", (value,)):  # noqa: S608
                return str(thing)
        return ""

    def _rows(self, query: str, *values: object) -> Iterator[Name]:
        return (Name(*row) for row in self._select(query, values))

    def _holding(self, match: str) -> Iterator[Name]:
        return self._rows(_HOLDING, match) if match else iter(())

    @cached_property
    def _syllables(self) -> set[str]:
        return {row[0] for row in self._select("SELECT syllable FROM syllable")}

    def _phrases(self, tokens: list[str]) -> Iterator[list[str]]:
        """The tokens, and those in which runs of letters are taken apart into syllables."""
        yield tokens
        joined = "".join(tokens)
        if is_latin(joined):
            yield from (parts for parts in split(joined, self._syllables) if parts != tokens)
            if len(joined) > 1:
                yield list(joined)  # initials


def _add(hits: dict[str, Hit], rank: int, names: Iterator[Name], limit: int) -> None:
    """Add the things of `names` until there are `limit`."""
    while len(hits) < limit and (name := next(names, None)):
        hits.setdefault(name.thing, Hit(name, rank))


def _phrase(tokens: Sequence[str]) -> str:
    """Tokens next to each other, in FTS5's query language: they are letters and digits only."""
    return '"' + " ".join(pairs(tokens) or tokens) + '"'


def spellings(tokens: list[str]) -> list[list[str]]:
    """The tokens as typed, and with the v that keyboards put for ü in pinyin as the folded u."""
    folded = [token.replace("lv", "lu").replace("nv", "nu") for token in tokens]
    return [tokens] if folded == tokens else [tokens, folded]


def split(letters: str, syllables: set[str]) -> list[list[str]]:
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
