"""Terms of the ontology and sections of reports, found by what people call them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from kg.errors import AmbiguousNameError, NoSuchTermError


def named_term(typed: str, called: Mapping[str, Sequence[str]]) -> str:
    """The term that is `typed`, or is called so; `called` holds the names of each.

    Case, spaces and the width of brackets do not matter. Raises NoSuchTermError, and
    AmbiguousNameError where several are called so.
    """
    if typed in called:
        return typed
    wanted = _folded(typed)
    found = [term for term, names in called.items() if wanted in map(_folded, (term, *names))]
    if not found:
        raise NoSuchTermError(typed, sorted(called), [name for names in called.values() for name in names])
    if len(found) > 1:
        raise AmbiguousNameError(typed, [f"{term} ({', '.join(called[term])})" for term in sorted(found)])
    return found[0]


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def with_chapters(sections: Iterable[tuple[str, list[str]]]) -> dict[str, list[str]]:
    """Sections and those that hold them, s5 of s5.1, with their names: `section 5(1)` is `5(1)` too."""
    found: dict[str, list[str]] = {}
    for token, labels in sections:
        names = [*labels, *(label.removeprefix("section ") for label in labels if label.startswith("section "))]
        found[token] = names
        while "." in token:
            token, names = token.rpartition(".")[0], [re.sub(r"[（(][^（(]*$", "", name) for name in names]
            found.setdefault(token, names)
    return found
