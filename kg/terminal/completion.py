"""What the shell offers when TAB is pressed: names, terms, questions and their parameters.

Only a store that is there is asked: completion builds nothing, and where it cannot read, it
offers nothing.
"""

import os
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from kg.errors import KgError
from kg.terminal.run import KgCommand

if TYPE_CHECKING:
    from kg.names.folding import Name
    from kg.questions.catalogue import Parameter
    from kg.store.store import Store

_UNSAFE = re.compile(r"[\"`$\\\x00-\x1f\x7f]")
"""What a shell would read as more than a name; such names are not offered."""


def names(context: typer.Context, incomplete: str) -> list[str]:
    """The names of things that begin with what was typed."""
    return _from_store(context, lambda store: _typed_on(store.names.beginning(incomplete), incomplete))


def levels(context: typer.Context) -> list[str]:
    """The levels of honours."""
    return _terms(context, "level")


def predicates(context: typer.Context) -> list[str]:
    """The properties that claims use."""
    return _terms(context, "predicate")


def classes(context: typer.Context) -> list[str]:
    """The classes of things."""
    return _terms(context, "class")


def questions() -> list[tuple[str, str]]:
    """The questions of the catalogue, with what they ask."""
    from kg.questions.catalogue import catalogue
    from kg.terminal.locale import default_language

    language = default_language()
    return [(question.name, question.title[language]) for question in catalogue().values()]


def parameters(context: typer.Context, incomplete: str) -> list[str] | list[tuple[str, str]]:
    """After a question's name: its parameters and what narrows every question, or the values of the one that was
    named last.
    """
    from kg.lookup.records import NARROWING
    from kg.questions.catalogue import catalogue
    from kg.terminal.locale import default_language
    from kg.text.words import word

    question = catalogue().get(context.params.get("question") or "")
    if question is None:
        return []
    words = [word for word in context.params.get("parameters") or () if word != "="]  # bash sets = apart
    given, awaited = _read(words)
    parameter = question.by_name.get(awaited)
    if parameter is not None:
        return _values(context, parameter, incomplete)
    if awaited in NARROWING:
        return [] if awaited == "year" else names(context, incomplete)
    language = default_language()
    own = [(f"--{p.name}", p.label[language]) for p in question.parameters if p.name not in given]
    narrowing = [name for name in NARROWING if name not in given and name not in question.by_name]
    return own + [(f"--{name}", word(f"by-{name}", language)) for name in narrowing]


class AskCommand(KgCommand):
    """`kg ask`, whose options are also the parameters of its question."""

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """The question's parameters before the options of the command itself."""
        own = next(param for param in self.params if param.name == "parameters")
        return [*own.shell_complete(ctx, incomplete), *super().shell_complete(ctx, incomplete)]


def _read(words: Iterable[str]) -> tuple[set[str], str]:
    """The names of the parameters given, and the one whose value comes next, or ""."""
    given, awaited = set(), ""
    for word in words:
        name, equals, _ = word.removeprefix("--").partition("=")
        if awaited:
            awaited = ""
        else:
            given.add(name)
            awaited = "" if equals else name
    return given, awaited


def _values(context: typer.Context, parameter: "Parameter", incomplete: str) -> list[str]:
    if parameter.kind in ("level", "predicate", "class", "section", "kind"):
        return _terms(context, parameter.kind)
    if parameter.kind != "entity":
        return []

    def of_class(store: "Store") -> list[str]:
        from kg.lookup.lookup import Lookup
        from kg.vocabulary import mint_iri

        lookup = Lookup(store)
        wanted = lookup.classes_below(parameter.entity_class)
        found = store.names.beginning(incomplete)
        fitting = [name for name in found if lookup.thing(mint_iri(name.thing)).type in wanted]
        return _typed_on(fitting, incomplete)

    return _from_store(context, of_class)


def _typed_on(found: Iterable["Name"], incomplete: str) -> list[str]:
    """Each name as it goes on from what was typed, without quotation marks if it has none."""
    ways = [way for name in found for way in (name.name, re.sub("[“”《》]", "", name.name))]
    return [incomplete + way[len(incomplete) :] for way in ways if way.lower().startswith(incomplete.lower())]


def _terms(context: typer.Context, kind: str) -> list[str]:
    def terms(store: "Store") -> list[str]:
        from kg.lookup.lookup import Lookup

        return Lookup(store).terms(kind)

    return _from_store(context, terms)


def _from_store(context: typer.Context, read: Callable[["Store"], Iterable[str]]) -> list[str]:
    """What is read from the store that is there, each once and fit for the shell; else nothing."""
    import sqlite3

    from kg.folders import data_folder
    from kg.store.embedded import EmbeddedStore
    from kg.store.generations import current, homes

    named = context.params.get("data")
    with suppress(KgError, OSError, sqlite3.Error):
        for generation in filter(None, map(current, homes(data_folder(Path(named) if named else None)))):
            return [_quoted(text) for text in dict.fromkeys(read(EmbeddedStore(generation))) if _is_safe(text)]
    return []


def _is_safe(text: str) -> bool:
    from kg.text.characters import visible

    return not _UNSAFE.search(text) and visible(text) == text


def _quoted(text: str) -> str:
    """A name as it stands in a command; bash alone leaves the quoting to us."""
    bash = os.environ.get("_KG_COMPLETE", "") == "complete_bash"
    return re.sub(r"([^\w,.:/@%+=“”《》（）、·-])", r"\\\1", text) if bash else text
