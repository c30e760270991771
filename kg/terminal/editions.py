"""Two editions of the data, and what is different between them."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from kg.errors import KgError
from kg.lookup.difference import Change, Difference, FieldChange
from kg.messages import say
from kg.pipeline.generation import open_store
from kg.store.embedded import EmbeddedStore
from kg.store.generations import current
from kg.store.loaded import LoadedStore
from kg.store.record import GRAPH
from kg.store.store import Store
from kg.terminal.streams import put, tell
from kg.terminal.words import word
from kg.vocabulary import Language

_SIGNS = {Change.ADDED: "+", Change.REMOVED: "-", Change.CHANGED: "~", Change.MERGED: ">"}
_CHANGES = {
    Change.ADDED: "diff-added",
    Change.REMOVED: "diff-removed",
    Change.CHANGED: "diff-changed",
    Change.MERGED: "diff-merged",
}
_KINDS = {"thing": "diff-thing", "claim": "diff-claim", "figure": "diff-figure"}


def open_edition(path: Path) -> Store:
    """The edition that a path names: a folder of tables, which is built where it is not; a store, or one generation of
    it; or a graph that was exported. Raises KgError where it is none of these.
    """
    if path.is_file():
        return LoadedStore(path)
    if (path / GRAPH).is_dir():
        return EmbeddedStore(path)
    if path.is_dir() and (generation := current(path)):
        return EmbeddedStore(generation)
    if any(path.glob("*.csv")):
        return open_store(path, notice=tell)
    told = say("{path} is no folder of tables, no store, and no exported graph", path=path)
    raise KgError(told)


def print_differences(differences: Sequence[Difference], language: Language) -> None:
    """Print what is different, by thing: + added, - removed, ~ changed, > merged; and how much there is of each."""
    for _, grouped in groupby(differences, key=lambda one: one.of or one.id):
        group = list(grouped)
        if group[0].of:  # of the thing itself nothing is different
            put(f"  {group[0].of_words[language]} ({group[0].of})")
        for difference in group:
            put(_line(difference, language))
            for field in difference.fields:
                put(f"{_indent(difference)}    {_field(field, language)}")
    if not differences:
        put(word("diff-none", language))
        return
    counted = Counter((one.kind, one.change) for one in differences)
    for kind, called in _KINDS.items():
        for change, became in _CHANGES.items():
            if count := counted[kind, change]:
                put(f"{word(called, language)} · {word(became, language)}: {count}")


def as_plain(differences: Sequence[Difference]) -> list[dict[str, object]]:
    """Differences as JSON has them."""
    return [
        one._asdict()
        | {
            "of_words": dict(one.of_words),
            "change": one.change.value,
            "fields": [field._asdict() for field in one.fields],
        }
        for one in differences
    ]


def _indent(difference: Difference) -> str:
    return "  " if difference.of else ""


def _line(difference: Difference, language: Language) -> str:
    line = f"{_indent(difference)}{_SIGNS[difference.change]} {difference.words[language]} ({difference.id})"
    return f"{line} → {difference.into}" if difference.into else line


def _field(field: FieldChange, language: Language) -> str:
    before, after = ("; ".join(values) or "—" for values in (field.before, field.after))
    return f"{field.label[language] or field.field}: {before} → {after}"
