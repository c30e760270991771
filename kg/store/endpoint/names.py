"""Finding things by name on a server, by the keys that `kg load` puts there: a name, how it begins, its pinyin.

What a name only holds is sought through all of them. No typing error is forgiven: that takes an index of our own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import islice
from typing import Any, Final
from urllib.parse import unquote

from kg.names.folding import FORMER, Folding, Name, former_key, tokens_of
from kg.names.keys import STARTS, holds
from kg.names.search import EXACT, INSIDE, PREFIX, WORDS, Hit, spellings
from kg.rdf.terms import Literal, NamedNode, Term
from kg.vocabulary import PREFIXES, mint_iri

Rows = Callable[[str, Mapping[str, Term]], Iterable[Sequence[Term | None]]]
"""Asks the graph of names: a query, and terms for its variables; returns the terms of each solution."""

_CANDIDATES: Final = 3_000
"""Names that hold one of several words, and are looked at for the others."""

# what narrows comes first: an engine that does not reorder joins then reads a few names, and not all
_TOLD: Final = """?node kg:nameOf ?thing ; kg:nameWritten ?name ; kg:nameKind ?kind ; kg:nameOrder ?order
  OPTIONAL { ?node prov:wasDerivedFrom ?source }"""
_SELECT: Final = "SELECT ?thing ?name ?kind ?source WHERE"
_BEGINS: Final = "FILTER(STRSTARTS(?key, ?typed) && ?key != ?typed)"
_ALL: Final = f"{_SELECT} {{ {_TOLD} }} ORDER BY ?order"
_EXACT: Final = f"{_SELECT} {{ ?node kg:nameKey ?key . {_TOLD} }} ORDER BY ?order"
_LONE: Final = f"{_SELECT} {{ ?node kg:nameKey ?key {_BEGINS} {_TOLD} }} ORDER BY ?order"
# what is given is projected too: Virtuoso else refuses what two given terms are equal in
_BEGINNING: Final = (
    "SELECT ?thing ?name ?kind ?source ?start ?typed WHERE "
    f"{{ ?node kg:nameStart ?start ; kg:nameKey ?key {_BEGINS} {_TOLD} }} ORDER BY ?order"
)
_HOLDING: Final = f"{_SELECT} {{ ?node kg:nameKey ?key FILTER(CONTAINS(?key, ?typed)) {_TOLD} }} ORDER BY ?order"
_COUNT: Final = "SELECT (COUNT(*) AS ?count) WHERE { ?node kg:nameOf ?thing }"


class EndpointNames:
    """The names of the graph that `rows` asks, as `kg.names.names.Names` has them; where that has none, `missing`
    raises what is to be said.
    """

    def __init__(self, rows: Rows, missing: Callable[[], None]) -> None:
        self._rows, self._missing = rows, missing
        self._folding = Folding(_simplified)

    def find(self, text: str, limit: int = 50, *, fuzzy: bool = False) -> list[Hit]:
        """The things that `text` may name, best first; `fuzzy` or not."""
        tokens = self.tokens(text)
        if not tokens:
            return []
        if named := self._with_id(text):
            return [Hit(Name(named, text, "id"), EXACT)]
        hits: dict[str, Hit] = {}
        for rank, names in self._matches(tokens, text.split(), limit):
            for name in names:
                if len(hits) < limit:
                    hits.setdefault(name.thing, Hit(name, rank))
            if len(hits) == limit:
                break
        if not hits:
            self._missing_if_none()
        return list(hits.values())

    def named(self, text: str, limit: int = 50) -> tuple[list[Hit], str]:
        """The things that `text` names, those with just that name before all others; nothing is read instead."""
        hits = self.find(text, limit)
        return [hit for hit in hits if hit.rank == EXACT] or hits, ""

    def exactly(self, text: str) -> list[Name]:
        """Every name that is just `text`."""
        tokens = self.tokens(text)
        if not tokens:
            return []
        if named := self._with_id(text):
            return [Name(named, text, "id")]
        keys = dict.fromkeys("".join(spelled) for spelled in spellings(tokens))
        return [name for key in keys for name in self._exactly(key)]

    def beginning(self, text: str, limit: int = 50) -> list[Name]:
        """The names that begin with `text`."""
        key = "".join(self.tokens(text))
        if not key:
            return []
        names = (*self._exactly(key), *self._beginning(key, 8 * limit))
        return list(islice((name for name in names if name.kind not in ("pinyin", "initials", FORMER)), limit))

    def suggestions(self, text: str, limit: int = 3) -> list[str]:
        """Names that begin as `text` does, as far as any does."""
        key = "".join(self.tokens(text))
        for size in dict.fromkeys((len(key) * 3 // 4, len(key) // 2, STARTS[0])):
            if found := self.beginning(key[:size], limit):
                return list(dict.fromkeys(name.name for name in found))
        return []

    def simplified(self, text: str) -> str:
        """What is typed to be sought in texts of the graph."""
        return self._folding.simplified(text)

    def tokens(self, text: str) -> list[str]:
        """A text as names are compared."""
        return self._folding.tokens(text)

    def is_elsewhere(self, text: str) -> bool:
        """No: what is not in the graph is not known."""
        return False

    def proper(self, things: Iterable[str] | None = None) -> list[str]:
        """None: they matter only where a typing error is forgiven."""
        return []

    def owners(self, text: str) -> list[str]:
        """None, likewise."""
        return []

    def all(self) -> Iterator[Name]:
        """Every name."""
        return self._names(_ALL, {})

    def of(self, thing: str) -> Iterator[Name]:
        """Every name of a thing."""
        return self._names(_ALL, {"thing": NamedNode(mint_iri(thing))})

    def simplifications(self) -> list[tuple[str, str]]:
        """Each character that is written otherwise in Simplified Chinese, with that form."""
        return sorted(_table().items())

    def count(self) -> int:
        """How many names there are."""
        ((count,),) = self._rows(_COUNT, {})
        return int(_value(count))

    @cached_property
    def _is_filled(self) -> bool:
        return self.count() > 0

    def _missing_if_none(self) -> None:
        if not self._is_filled:
            self._missing()

    def _matches(self, tokens: list[str], words: list[str], limit: int) -> Iterator[tuple[int, Iterable[Name]]]:
        """The names that match, rank by rank, each asked for only when it is wanted."""
        keys = list(dict.fromkeys("".join(spelled) for spelled in spellings(tokens)))
        for key in keys:
            yield EXACT, self._exactly(key)
        for key in keys:
            yield PREFIX, self._beginning(key, 4 * limit)
        for spelled in spellings(tokens):
            yield INSIDE, self._holding([spelled], 4 * limit)
        phrases = [phrase for phrase in map(self.tokens, words) if phrase]
        if len(phrases) > 1:
            yield WORDS, self._holding(phrases, _CANDIDATES)

    def _exactly(self, key: str) -> list[Name]:
        return list(self._names(_EXACT, {"key": Literal(key)}))

    def _beginning(self, key: str, limit: int) -> Iterator[Name]:
        sizes = [size for size in STARTS if size <= len(key)]
        typed = {"typed": Literal(key)}
        if not sizes:
            return self._names(f"{_LONE} LIMIT {limit:d}", typed)
        return self._names(f"{_BEGINNING} LIMIT {limit:d}", {"start": Literal(key[: sizes[-1]])} | typed)

    def _holding(self, phrases: Sequence[list[str]], limit: int) -> Iterator[Name]:
        """The names that hold each of some phrases; the server is asked for the longest."""
        longest = max(("".join(phrase) for phrase in phrases), key=len)
        for name in self._names(f"{_HOLDING} LIMIT {limit:d}", {"typed": Literal(longest)}):
            own = tokens_of(name, self._folding)
            if name.kind != FORMER and all(holds(own, phrase) for phrase in phrases):
                yield name

    def _with_id(self, text: str) -> str:
        """The id of the thing that has an id, CURIE or IRI, or had it; "" where none has."""
        id = text.strip().removeprefix(PREFIXES["kgr"]).removeprefix("kgr:").encode("utf-8", "ignore").decode()
        if not id or " " in id:
            return ""
        if next(self.of(id), None):
            return id
        return next((name.thing for name in self._exactly(former_key(id))), "")

    def _names(self, query: str, terms: Mapping[str, Term]) -> Iterator[Name]:
        for thing, name, kind, source, *_ in self._rows(query, terms):
            yield Name(_id(thing), _value(name), _value(kind), _id(source))


def _value(term: Term | None) -> str:
    return "" if term is None else term.value


def _id(term: Term | None) -> str:
    return unquote(_value(term).removeprefix(PREFIXES["kgr"]))


@cache
def _table() -> dict[str, str]:
    from kg.text.chinese import simplifications  # loads OpenCC

    return dict(simplifications())


def _simplified(_: str, values: Sequence[object]) -> Iterable[tuple[Any, ...]]:
    """What `Folding` reads of an index: the form of one character."""
    found = _table().get(str(values[0]))
    return [] if found is None else [(found,)]
