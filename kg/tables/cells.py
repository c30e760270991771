"""What the cells of a column mean: each function reads a cell, or raises ValueError with what is expected."""

import re
from collections.abc import Callable, Collection
from dataclasses import field
from decimal import Decimal
from typing import Any, Final

from pyoxigraph import NamedNode

from kg.dates import ReducedDate, parse_date
from kg.errors import nearest
from kg.messages import clauses, listed, say
from kg.ontology import Ontology
from kg.tables.renamed import renamed
from kg.text.characters import line_break
from kg.text.chinese import is_round, is_section

SEPARATORS: Final = frozenset("｜¦│┃∣ǀ︱❘;；,，、﹐﹑､/／\\＼\n\t")
"""What people write between the parts of a list in the place of |."""

QUOTE_LIMIT: Final = 60
"""Characters in a quote: a citation of a primary source, as short as the fact allows."""

DIGITS: Final = 18
"""Digits of a number before the decimal point, and behind it: with more, SPARQL could not reckon."""

PARTS: Final = frozenset({"place", "name", "above", "stem", "kind", "parent", "organ"})
"""What may stand in braces in the names of a template: the place's full and own name, that of what contains it, the own
name without the word for its kind and that word's last character, the names of the body above and of the one whose
organ it is.
"""

OF_PLACE: Final = "{place}"
"""Stands in the id of a template for the place's code, or its id where it has none."""

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_PART = re.compile(r"\{([^{}]*)\}")
_ID_PATTERN = re.compile(r"\{place\}(-[a-z0-9]+)+", re.ASCII)
_CODE = re.compile(r"[1-9]\d{5}|cn", re.ASCII)
_YEAR = re.compile(r"[1-9]\d{3}", re.ASCII)
_FORMULA = re.compile(r"\(*[a-z0-9]+(-[a-z0-9]+)*( [-+*/] \(*[a-z0-9]+(-[a-z0-9]+)*\)*)*", re.ASCII)
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


_SPREADSHEET = re.compile(
    r"[A-Z][a-z]{2}-\d{2,4}|\d{1,2}-[A-Z][a-z]{2}(-\d{2,4})?|\d+(\.\d+)?E[+-]?\d+"
    r"|\d{1,4}/\d{1,2}(/\d{1,4})?|#+|\d{1,3}(,\d{3})+"
)

Parse = Callable[[str, Ontology], Any]


def column(
    parse: Parse,
    *,
    required: bool = False,
    optional: bool = False,
    former: str = "",
    as_found: bool = False,
    expected: Callable[[Ontology], str] = lambda _: "",
) -> Any:
    """A field of a row that is a column of its table: how its cells are read, whether each has a value, and
    whether it may hold any character, since it repeats a damaged text.

    An `optional` one may be missing, since tables were made before there was such a column; `former`
    is the name that it had then. `expected` says what belongs into a cell that is empty and must not be.
    """
    told = {"parse": parse, "required": required, "optional": optional, "former": former, "as_found": as_found}
    return field(metadata=told | {"expected": expected})


def text(cell: str, _: Ontology) -> str:
    """Any text on one line; raises ValueError for line breaks and tabs, which a name holds by accident."""
    if wrong := line_break(cell):
        raise ValueError(wrong)
    return cell


def lines(cell: str, _: Ontology) -> str:
    """Any text, of one line or several."""
    return cell


def identifier(cell: str, _: Ontology) -> str:
    """An id: it becomes a part of an IRI; raises ValueError for all else."""
    if cell and not _ID.fullmatch(cell):
        raise ValueError(say("expected lower-case ASCII letters, digits and single hyphens"))
    return cell


def division_code(cell: str, _: Ontology) -> str:
    """A code of GB/T 2260, or cn for the country; "" where there is none; raises ValueError for all else."""
    if cell and not _CODE.fullmatch(cell):
        raise ValueError(clauses(say("expected the six digits of GB/T 2260, or cn for the country"), _hint(cell)))
    return cell


def identifiers(cell: str, ontology: Ontology) -> tuple[str, ...]:
    """Ids, apart by |; raises ValueError for all else."""
    try:
        return tuple(identifier(part, ontology) for part in items(cell, ontology))
    except ValueError as error:
        told = say("{expected}, and | between several", expected=error) if set(cell) & SEPARATORS else str(error)
        raise ValueError(told) from None


def items(cell: str, ontology: Ontology) -> tuple[str, ...]:
    """Texts, apart by |, each as `text` reads it."""
    return tuple(text(part.strip(), ontology) for part in cell.split("|") if part.strip())


def section(cell: str, _: Ontology) -> str:
    """A section of a report; raises ValueError for all else."""
    if not is_section(cell):
        raise ValueError(say("expected a section such as s0, s2.3 or sig, its numbers from 1 to 99"))
    return cell


def parts(pattern: str) -> set[str]:
    """What stands in braces in a pattern."""
    return set(_PART.findall(pattern))


def pattern(allowed: Collection[str]) -> Parse:
    """What reads a text with parts in braces, one of them at least; it raises ValueError for all else."""

    def parse(cell: str, ontology: Ontology) -> str:
        """The text; raises ValueError where it is no such pattern."""
        found = parts(cell)
        if not found or found - set(allowed) or re.search("[{}]", _PART.sub("", cell)):
            words = listed([f"{{{part}}}" for part in sorted(allowed)])
            raise ValueError(say("expected a name with some of {words} in it", words=words))
        return text(cell, ontology)

    return parse


def patterns(allowed: Collection[str]) -> Parse:
    """What reads such texts, apart by |."""
    return lambda cell, ontology: tuple(pattern(allowed)(part, ontology) for part in items(cell, ontology))


def id_pattern(cell: str, _: Ontology) -> str:
    """What the ids of the bodies of a template are; raises ValueError for all else."""
    if cell and not _ID_PATTERN.fullmatch(cell):
        raise ValueError(
            say("expected {place} and what ids have behind it, such as {place}-justice-bureau", place=OF_PLACE)
        )
    return cell


def date(cell: str, _: Ontology) -> ReducedDate | None:
    """A date that may be reduced; None where there is none; raises ValueError for all else."""
    if not cell:
        return None
    try:
        return parse_date(cell)
    except ValueError:
        raise ValueError(clauses(say("expected an ISO 8601 date: 2023, 2023-11 or 2023-11-30"), _hint(cell))) from None


def edition_round(cell: str, _: Ontology) -> str:
    """The round of what happens again and again; "" where there is none; raises ValueError for all else."""
    if cell and not is_round(cell):
        expected = say("expected a round such as session-8 (第八届), batch-1 (首批) or meeting-8 (第八次会议)")
        year = say("a year belongs into the column year") if _YEAR.fullmatch(cell) else ""
        raise ValueError(clauses(expected, year))
    return cell


def year(cell: str, _: Ontology) -> str:
    """A year of four digits; "" where there is none; raises ValueError for all else."""
    if cell and not _YEAR.fullmatch(cell):
        raise ValueError(clauses(say("expected a year such as 2023"), _hint(cell)))
    return cell


def years_of_sections(cell: str, ontology: Ontology) -> tuple[tuple[str, str], ...]:
    """Sections with a year each, `s8:2024`, apart by |; raises ValueError for all else."""
    found = tuple((token, year) for token, _, year in (part.partition(":") for part in items(cell, ontology)))
    if not all(is_section(token) and _YEAR.fullmatch(year) for token, year in found):
        raise ValueError(say("expected sections with the year that they plan for, such as s8:2024, separated by |"))
    return found


def formula(cell: str, _: Ontology) -> str:
    """Ids of indicators and numbers with signs between them, apart by spaces; raises ValueError for all else."""
    if cell and not _FORMULA.fullmatch(cell):
        raise ValueError(say("expected ids of indicators with + - * / between them, such as won / (won + lost)"))
    return cell


def ids_of(formula: str) -> list[str]:
    """The ids of indicators that a formula names."""
    return [part for part in re.findall(r"[a-z0-9-]+", formula) if re.search("[a-z]", part)]


def profile(cell: str, ontology: Ontology) -> tuple[str, ...]:
    """What of a report was read: a word, or its sections, apart by |; raises ValueError for all else."""
    parts = items(cell, ontology)
    if not all(map(is_section, parts)) and not (len(parts) == 1 and parts[0] in ontology.tokens["Profile"]):
        raise ValueError(expected_profile(ontology))
    return parts


def expected_profile(ontology: Ontology) -> str:
    """What a profile may be, for a problem."""
    words = listed(sorted(ontology.tokens["Profile"]))
    return say("expected {words}, or the sections that were read, such as s1|s2.3", words=words)


def decimal(cell: str, _: Ontology) -> Decimal | None:
    """A plain decimal; None where there is none; raises ValueError for all else."""
    if not cell:
        return None
    if not _NUMBER.fullmatch(cell):
        raise ValueError(clauses(say("expected a plain decimal such as 109896 or 98.85"), _hint(cell)))
    if any(len(part) > DIGITS for part in cell.removeprefix("-").split(".")):
        told = say("expected at most {limit} digits before the decimal point, and behind it", limit=DIGITS)
        raise ValueError(told)
    return Decimal(cell)


def _hint(cell: str) -> str:
    rewritten = say("a spreadsheet seems to have rewritten it: import the columns as text")
    return rewritten if _SPREADSHEET.fullmatch(cell) else ""


def yes_no(cell: str, _: Ontology) -> bool:
    """Whether the cell says yes."""
    return cell == _one_of(cell, ("yes", "no")) == "yes"


def mark(cell: str, _: Ontology) -> bool:
    """Whether the cell says yes, where an empty one says no; raises ValueError for all else."""
    if cell not in ("", "yes"):
        raise ValueError(say("expected yes, or nothing"))
    return cell == "yes"


def sha256(cell: str, _: Ontology) -> str:
    """A SHA-256; raises ValueError for all else."""
    if not re.fullmatch(r"[0-9a-f]{64}", cell):
        raise ValueError(say("expected the 64 hexadecimal digits of a SHA-256, in lower case"))
    return cell


def iris(cell: str, ontology: Ontology) -> tuple[str, ...]:
    """IRIs, apart by |; raises ValueError for all else, and for what no parser of RDF would take."""
    iris = items(cell, ontology)
    for iri in iris:
        if not re.fullmatch(r"https?://[^\s/]\S*", iri):
            raise ValueError(say("expected IRIs that begin with http:// or https://, separated by |"))
        try:
            NamedNode(iri)
        except ValueError as error:
            raise ValueError(say("expected IRIs; {iri!r} is none: {reason}", iri=iri, reason=error)) from None
    return iris


def quote(cell: str, _: Ontology) -> str:
    """The words that a row rests on; raises ValueError for all else."""
    if len(cell) > QUOTE_LIMIT:
        told = say(
            "{count} characters, expected at most {limit}: the shortest words that state it",
            count=len(cell),
            limit=QUOTE_LIMIT,
        )
        raise ValueError(told)
    return cell


def _one_of(cell: str, allowed: tuple[str, ...], column: str = "") -> str:
    if cell not in allowed:
        raise ValueError(renamed(column, cell) or _expected(cell, allowed))
    return cell


def _expected(cell: str, allowed: tuple[str, ...]) -> str:
    return nearest(cell, allowed) or say("expected one of {allowed}", allowed=listed(sorted(allowed)))


def token(scheme: str) -> Parse:
    """What reads a token of one of the ontology's lists; "" where there is none."""

    def parse(cell: str, ontology: Ontology) -> str:
        return _one_of(cell, tuple(ontology.tokens[scheme]), scheme.lower()) if cell else ""

    return parse


def tokens(scheme: str) -> Parse:
    """What reads tokens of one of the ontology's lists, apart by |."""
    return lambda cell, ontology: tuple(token(scheme)(part, ontology) for part in items(cell, ontology))


def one_word(allowed: tuple[str, ...]) -> Parse:
    """What reads one of a few words."""
    return lambda cell, _: _one_of(cell, allowed)


def one_of(scheme: str) -> Callable[[Ontology], str]:
    """What says which tokens one of the ontology's lists has, for a problem."""
    return lambda ontology: _expected("", tuple(ontology.tokens[scheme]))


def ontology_class(cell: str, ontology: Ontology) -> str:
    """The local name of a class; raises ValueError for all else."""
    if cell not in ontology.classes:
        expected = renamed("type", cell) or nearest(cell, sorted(ontology.classes))
        raise ValueError(clauses(say("no class of the ontology"), expected))
    return cell


def claim_property(cell: str, ontology: Ontology) -> str:
    """The local name of a property of claims; raises ValueError for all else."""
    if cell not in ontology.properties:
        expected = renamed("predicate", cell) or nearest(cell, sorted(ontology.properties))
        raise ValueError(clauses(say("no claim property of the ontology"), expected))
    return cell
