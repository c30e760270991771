"""Two editions of the data, and what is different between them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from kg.errors import KgError
from kg.folders import catalogues_folder
from kg.lookup.difference import Change, Difference, FieldChange, differences
from kg.lookup.lookup import Lookup
from kg.messages import say, speaking
from kg.pipeline.generation import open_store
from kg.store.embedded import EmbeddedStore
from kg.store.generations import current
from kg.store.loaded import LoadedStore
from kg.store.record import GRAPH
from kg.store.store import Store
from kg.terminal.streams import put, tell
from kg.terminal.text import json_text
from kg.text.words import word
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
    """Print what is different, as `difference_lines` has it."""
    for line in difference_lines(differences, language):
        put(line)


def difference_lines(differences: Sequence[Difference], language: Language) -> Iterator[str]:
    """What is different, by thing: + added, - removed, ~ changed, > merged; and how much there is of each."""
    for _, grouped in groupby(differences, key=lambda one: one.of or one.id):
        group = list(grouped)
        if group[0].of:  # of the thing itself nothing is different
            yield f"  {group[0].of_words[language]} ({group[0].of})"
        for difference in group:
            yield _line(difference, language)
            for field in difference.fields:
                yield f"{_indent(difference)}    {_field(field, language)}"
    if not differences:
        yield word("diff-none", language)
    counted = Counter((one.kind, one.change) for one in differences)
    for kind, called in _KINDS.items():
        for change, became in _CHANGES.items():
            if count := counted[kind, change]:
                yield f"{word(called, language)} · {word(became, language)}: {count}"


def change_files(new: Store, old: Store | None) -> dict[str, bytes]:
    """The changelog of an edition, by names of files: beside an `old` one, in both languages and as data; where there
    is none, it says so, and how much there is.
    """
    if old is None:
        texts = {language: _all_new(Lookup(new, language)) for language in Language}
        plain: list[dict[str, object]] = []
    else:
        found = differences(old, new)
        texts = {language: "\n".join(difference_lines(found, language)) for language in Language}
        plain = as_plain(found)
    files = {f"CHANGES.{language}.txt": f"{text}\n".encode() for language, text in texts.items()}
    return files | ({"changes.json": json_text(plain).encode()} if old else {})


def no_earlier() -> str:
    """The sentence that there is no earlier edition."""
    return say("There is no earlier release: everything is new.")


def _all_new(lookup: Lookup) -> str:
    """That there is no earlier edition, and how much there is in this one."""
    counted = (len(list(lookup.all_things())), len(lookup.all_claims()), len(lookup.all_figures()))
    said = speaking(
        lookup.language, catalogues_folder(), lambda: say("There is no earlier release: everything is new.")
    )
    lines = [f"{word(of, lookup.language)}: {count}" for of, count in zip(_KINDS.values(), counted, strict=True)]
    return "\n".join([said, *lines])


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
