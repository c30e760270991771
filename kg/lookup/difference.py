"""What one edition of the data adds, changes, removes and merges, beside another, thing by thing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from functools import partial
from types import MappingProxyType
from typing import Final, NamedTuple
from urllib.parse import unquote

from kg.lookup.described import Described, local_name, thing_id
from kg.lookup.reader import RecordReader
from kg.rdf.terms import NamedNode, Term
from kg.store.store import Store
from kg.vocabulary import Language, expand, mint_iri

_DERIVED: Final = frozenset(
    map(
        expand,
        (
            "rdf:type", "kg:receipt", "kg:earliest", "kg:latest", "kg:dateBasis", "kg:standpoint",
            "kg:pinyin",
            "prov:wasDerivedFrom", "owl:deprecated",
        ),
    )
)  # fmt: skip
"""What is made of other fields, and changes with them."""

_RECORDS: Final = ("kg:Claim", "kg:Figure")


class Change(Enum):
    """What became of a thing, claim or figure from one edition to the next."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MERGED = "merged"


class FieldChange(NamedTuple):
    """A field (a column of the tables, or a property), what it is called, and its values before and after."""

    field: str
    label: dict[str, str]
    before: tuple[str, ...]
    after: tuple[str, ...]


class Difference(NamedTuple):
    """What became of one thing, claim or figure; `words` are a thing's label or a record's sentence by language,
    `into` is the id of the thing that a merged one is now, `of` that of the thing that a record tells of, with
    its label.
    """

    id: str
    kind: str
    change: Change
    words: dict[str, str]
    fields: tuple[FieldChange, ...] = ()
    into: str = ""
    of: str = ""
    of_words: Mapping[str, str] = MappingProxyType({})


def differences(old: Store, new: Store) -> list[Difference]:
    """What `new` adds, changes, removes and merges beside `old`: each thing, and behind it the claims that it is the
    subject of and the figures about it; in order of ids.
    """
    before, after = _Edition(old), _Edition(new)
    same = (before.claimed | after.claimed | _DERIVED).__contains__
    found = [
        difference
        for iri in sorted(before.kinds.keys() | after.kinds.keys())
        if (difference := _difference(iri, before, after, same))
    ]
    return sorted(found, key=lambda one: (one.of or one.id, bool(one.of), one.id))


class _Edition:
    """One edition, read in both languages."""

    def __init__(self, store: Store) -> None:
        self.readers = {language: RecordReader(store, language) for language in Language}
        self._reader = self.readers[Language.EN]
        self.merged = dict(store.pairs(expand("dcterms:isReplacedBy")))
        self.kinds = {iri: "thing" for iri, _ in store.pairs(expand("kg:class")) if not self._is_act(iri)}
        self.claimed = {predicate for _, predicate in store.pairs(expand("rdf:predicate"))}
        for curie in _RECORDS:
            kind = local_name(expand(curie)).lower()
            self.kinds |= dict.fromkeys((iri for iri, _ in store.pairs(expand("rdf:type"), [expand(curie)])), kind)
        self._reader.descriptions.read(self.kinds)

    def of(self, iri: str) -> Described:
        return self._reader.descriptions.of(iri)

    def has(self, iri: str) -> bool:
        return iri in self.kinds and iri not in self.merged

    def words(self, iri: str) -> dict[str, str]:
        return {lang.value: reader.sentence(iri) or reader.label(iri) for lang, reader in self.readers.items()}

    def label(self, iri: str) -> dict[str, str]:
        return {language.value: reader.label(iri) for language, reader in self.readers.items()}

    def about(self, iri: str) -> str:
        record = self.of(iri)
        return thing_id(record.one("rdf:subject") or record.one("kg:about"))

    @staticmethod
    def _is_act(iri: str) -> bool:
        """An act is made of the claims that tell of it, and changes with them."""
        return "/" in thing_id(iri)


def _difference(iri: str, before: _Edition, after: _Edition, is_left_out: Callable[[str], bool]) -> Difference | None:
    kind = after.kinds.get(iri) or before.kinds[iri]
    shown = after if iri in after.kinds else before
    of = shown.about(iri) if kind != "thing" else ""
    one = partial(Difference, thing_id(iri), kind, of=of, of_words=shown.label(mint_iri(of)) if of else {})
    if before.has(iri) and iri in after.merged:
        return one(Change.MERGED, before.words(iri), into=thing_id(after.merged[iri]))
    if before.has(iri) != after.has(iri):
        change = Change.ADDED if after.has(iri) else Change.REMOVED
        return one(change, shown.words(iri))
    if not after.has(iri):
        return None
    fields = tuple(_field_changes(before.of(iri), after.of(iri), after, is_left_out))
    return one(Change.CHANGED, after.words(iri), fields) if fields else None


def _field_changes(
    old: Described, new: Described, edition: _Edition, is_left_out: Callable[[str], bool]
) -> Iterator[FieldChange]:
    for property in sorted({*old.properties(), *new.properties()}):
        before, after = set(old.terms(property)), set(new.terms(property))
        if before != after and not is_left_out(property):
            gone, come = _values(before - after), _values(after - before)
            if gone or come:
                yield FieldChange(property.rpartition("#")[2].rpartition("/")[2], edition.label(property), gone, come)


def _values(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(sorted(_value(term) for term in terms))


def _value(term: Term) -> str:
    """A term as the tables have it."""
    if isinstance(term, NamedNode):
        return unquote(local_name(thing_id(term.value)))
    return f"{term.value} ({term.language})" if term.language else term.value
