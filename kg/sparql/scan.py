"""What can be told of a query before it runs: its form, what is refused, where it is wrong."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Final

import pyoxigraph

from kg.errors import QueryRefusedError, QuerySyntaxError
from kg.sparql.hints import best, known
from kg.text.characters import is_invisible, named
from kg.vocabulary import PREFIXES

NESTING_LIMIT: Final = 200
"""Brackets within brackets; a few thousand exhaust the stack of the engine's parser."""

# The terminals of SPARQL 1.1 (19.8) as far as they can hide a bracket or a keyword
_IRI = r"""<[^<>"{}|^`\\\x00-\x20]*>"""

_OTHERS = r"""
    | (?P<text>    \"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
                 | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*' )
    | (?P<comment> \#[^\n\r]* )
    | (?P<name>    [?$]\w+ | @[A-Za-z-]+ | (?:\w[\w.-]*)?:(?:[\w:.%-]|\\.)* )
    | (?P<word>    \w+ )
    | (?P<open>    [{(\[] )
    | (?P<close>   [})\]] )
"""

_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}

_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)

_NEAR_PREFIX: Final = 0.6

_MEANT: Final = dict.fromkeys("“”„‟″«»", '"') | dict.fromkeys("‘’‚‛′", "'") | dict.fromkeys("–—−", "-")
_MEANT.update({"、": ",", "。": ".", "《": "<", "》": ">", "〈": "<", "〉": ">"})

_SERVICE = re.compile("service", re.IGNORECASE)

_SERVICE_SILENT = re.compile(r"service\s*(silent)?", re.IGNORECASE)


def form(text: str) -> str:
    """The form of a query, SELECT, ASK, CONSTRUCT or DESCRIBE; "" where it has none."""
    words = (match["word"].upper() for match in _terminals(text) if match["word"])
    return next((word for word in words if word in _FORMS), "")


def projects_a_lone_variable(text: str) -> bool:
    """Whether a query projects a variable that stands nowhere else, as one that is misspelt does."""
    names: list[str] = []
    projected: set[str] = set()
    before, heading = "", form(text) == "SELECT"
    for match in _terminals(text):
        heading = heading and match["open"] != "{"
        if (match["name"] or "")[:1] in ("?", "$"):
            name = match["name"][1:]
            names.append(name)
            if heading and before != "AS":
                projected.add(name)
        before = (match["word"] or "").upper()
    return any(names.count(name) == 1 for name in projected)


def refuse_updates(text: str) -> None:
    """Raise QueryRefusedError for SPARQL 1.1 Update, which a query's form never follows."""
    for match in _terminals(text):
        word = (match["word"] or "").upper()
        if word in _FORMS:
            return
        if word in _UPDATES:
            expected = ", ".join(sorted(_FORMS))
            raise QueryRefusedError(f"{word} is an update, and the graph is read-only; expected {expected}")


def refuse_nesting(text: str) -> None:
    """Raise QueryRefusedError for brackets nested deeper than NESTING_LIMIT."""
    for iris in (True, False):  # whether `<` begins an IRI or compares, only a parser can tell
        depth = 0
        for match in _terminals(text, iris=iris):
            depth += 1 if match["open"] else -1 if match["close"] else 0
            if depth > NESTING_LIMIT:
                raise QueryRefusedError(f"the query nests brackets more than {NESTING_LIMIT} deep")


def refuse_service(text: str) -> None:
    """Raise QueryRefusedError for SERVICE, wherever the engine itself would read it as such.

    What a scanner takes for a string, an IRI or a comment, a parser may not. So the engine's
    parser is asked, with an empty store, and with the word spelled otherwise: what then still
    parses had it in a name or in a text only. Raises QuerySyntaxError where it does not parse
    for another reason.
    """
    if not _SERVICE.search(text):
        return
    error = _parse_error(_SERVICE.sub("serviqe", text))
    if error is None:
        return
    keyword = any((match["word"] or "").upper().startswith("SERVICE") for match in _terminals(text))
    if keyword or _parse_error(_SERVICE_SILENT.sub("graph ", text)) is None:
        raise QueryRefusedError("SERVICE would send the query to another host; allow it with --allow-service")
    raise syntax_error(text, error)


def syntax_error(text: str, message: str) -> QuerySyntaxError:
    """The error for a query's text that the engine's message means, with place and line."""
    if error := _prefix_error(text):
        return error
    match = _PLACE.fullmatch(message)
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    if pasted := _pasted(text):
        at, message = pasted
        number, begins = text.count("\n", 0, at), text.rfind("\n", 0, at) + 1
        return QuerySyntaxError(message, number + 1, at - begins + 1, lines[number])
    if not match:
        return QuerySyntaxError(message, 1, 1, lines[0])
    number, column, expected = int(match[1]), int(match[2]), match[3]
    line = lines[number - 1] if number <= len(lines) else ""
    if signs := re.findall(r'"(?:[^"\\]|\\.)+"', expected):
        message = f"expected {' or '.join(dict.fromkeys(signs))}"
    else:
        column = _before_keyword(line, column, expected)
        message = "this is not SPARQL from here on"
    return QuerySyntaxError(message, number, max(column, 1), line)


def _prefix_error(text: str) -> QuerySyntaxError | None:
    """The error of a query that fails first at a prefixed name whose prefix is not declared.

    The engine tells of it only where nothing else could stand, and of a place behind. So its parser
    is asked again with the prefixes declared: what then still fails at the same place is another fault.
    """
    declared, names = _prefixed_names(text)
    missing = [match for match in names if _prefix(match) not in declared]
    asked = _SERVICE_SILENT.sub("graph ", text)  # no other host is asked, and the messages are only compared
    if not missing or _parse_error(asked) == _parse_error(asked, dict.fromkeys(map(_prefix, missing), "urn:x:")):
        return None
    lines = text[: missing[0].start()].split("\n")
    line = text.split("\n")[len(lines) - 1].removesuffix("\r")
    return QuerySyntaxError(prefix_message(_prefix(missing[0]), declared), len(lines), len(lines[-1]) + 1, line)


def _prefixed_names(text: str) -> tuple[set[str], list[re.Match[str]]]:
    """The prefixes that are declared in a query, and usual ones; and its prefixed names."""
    declared, names, before = set(PREFIXES), [], ""
    for match in _terminals(text):
        if match["comment"]:
            continue
        if ":" in (match["name"] or "") and _prefix(match) != "_":
            if before == "PREFIX":
                declared.add(_prefix(match))
            else:
                names.append(match)
        before = (match["word"] or "").upper()
    return declared, names


def _prefix(name: re.Match[str]) -> str:
    return name["name"].partition(":")[0]


def prefix_message(prefix: str, declared: Collection[str]) -> str:
    """What is wrong with a prefix that is none of those `declared`, and what to do about it."""
    remedy, value = prefix_remedy(prefix, declared)
    if remedy == "brackets":
        return "an IRI stands between angle brackets: <…>"
    if remedy == "near":
        return f"this prefix is not declared; did you mean {value}?"
    if remedy == "add":
        return f"this prefix is not declared; add this line: {value}"
    return f"this prefix is not declared; the usual ones are: {value}"


def prefix_remedy(prefix: str, declared: Collection[str]) -> tuple[str, str]:
    """What to do about a prefix: "brackets", since it is an IRI's scheme; use one "near"; "add" a line;
    or choose among the "usual" ones. viz/src/sparql/prefixes.js says the same.
    """
    if prefix in ("http", "https", "urn", "mailto", "ftp", "file"):
        return "brackets", ""
    namespace = known()["prefixes"].get(prefix.lower(), "")
    same = [one for one in sorted(declared) if one.lower() == prefix.lower() or namespace == PREFIXES.get(one)]
    near = same or ([] if namespace else best(prefix, sorted(declared), _NEAR_PREFIX))
    if near:
        return "near", f"{near[0]}:"
    return ("add", f"PREFIX {prefix}: <{namespace}>") if namespace else ("usual", ", ".join(PREFIXES))


def _pasted(text: str) -> tuple[int, str] | None:
    """Where the first sign stands that other programs write and SPARQL does not know, and what to do about it.

    Texts, comments, IRIs and names may hold it.
    """
    syntax = list(text)
    for match in _terminals(text):
        if not match["word"]:
            syntax[match.start() : match.end()] = " " * len(match[0])
    for at, character in enumerate(syntax):
        if is_invisible(character):
            return at, f"{named(character)} stands here, which nobody sees; delete it"
        meant = _MEANT.get(character) or unicodedata.normalize("NFKC", character)
        if meant != character and meant.isascii():
            return at, f"{named(character)} stands here; write {'a space' if meant == ' ' else meant}"
    return None


def _before_keyword(line: str, column: int, expected: str) -> int:
    """Where a word begins that is none of the keywords that the engine expected there.

    The engine counts from behind a keyword of the length it tried, unless it names characters.
    """
    if "['" in expected:
        return column
    for length in sorted({len(word) for word in re.findall(r"[A-Z_]{2,}", expected)}):
        start = column - length
        if start >= 1 and not line[start - 1 : start].isspace() and not line[max(start - 2, 0) : start - 1].isalnum():
            return start
    return column


def _parse_error(text: str, prefixes: Mapping[str, str] | None = None) -> str | None:
    """What the engine's parser says against a query, if anything; with more `prefixes` than the usual ones."""
    try:
        pyoxigraph.Store().query(text, prefixes=PREFIXES | dict(prefixes or {}))
    except SyntaxError as error:
        return str(error)
    except (OSError, RuntimeError, ValueError):  # an ASK is evaluated at once, with a function that the engine lacks
        return None
    return None


@cache
def _terminal(*, iris: bool) -> re.Pattern[str]:
    return re.compile(f"(?P<iri> {_IRI if iris else '(?!)'} ){_OTHERS}", re.VERBOSE | re.DOTALL)


def _terminals(text: str, *, iris: bool = True) -> Iterator[re.Match[str]]:
    return _terminal(iris=iris).finditer(text)
