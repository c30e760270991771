"""What can be told of a query before it runs: its form, what is refused, where it is wrong."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple

import pyoxigraph

from kg.errors import QueryError, QueryRefusedError, QuerySyntaxError
from kg.messages import either, listed, say
from kg.rdf.terms import NamedNode, Term
from kg.sparql.graph_terms import best, known
from kg.text.characters import is_invisible, named
from kg.vocabulary import PREFIXES

LONGEST: Final = 10**6
"""Characters of a query: what a person writes has some thousands, a list of ids some hundred thousand."""

NESTING_LIMIT: Final = 200
"""Brackets within brackets; a few thousand exhaust the stack of the engine's parser."""

# The terminals of SPARQL 1.1 (19.8) as far as they can hide a bracket or a keyword. Nothing is given back that was
# read (`++`, `*+`), and a text without its end goes as far as it can: so a query is read once, however it is made
_IRI = r"""<[^<>"{}|^`\\\x00-\x20]*+>"""

_OTHERS = r"""
    | (?P<text>    \"{3}(?:\"{0,2}+(?:[^"\\]|\\.))*+\"{3} | (?!\"{3})"(?:[^"\\\n\r]|\\.)*+"
                 | '{3}(?:'{0,2}+(?:[^'\\]|\\.))*+'{3} | (?!'{3})'(?:[^'\\\n\r]|\\.)*+' )
    | (?P<unended> \"{3}(?:\"{0,2}+(?:[^"\\]|\\.))*+\"{0,2}\\?\Z | "(?:[^"\\\n\r]|\\.)*+
                 | '{3}(?:'{0,2}+(?:[^'\\]|\\.))*+'{0,2}\\?\Z | '(?:[^'\\\n\r]|\\.)*+ )
    | (?P<comment> \#[^\n\r]*+ )
    | (?P<name>    [?$]\w++ | @[A-Za-z-]++ | :(?:[\w:.%-]|\\.)*+ )
    | (?P<word>    \w[\w.-]*+ ) (?P<local> :(?:[\w:.%-]|\\.)*+ )?+
    | (?P<open>    [{(\[] )
    | (?P<close>   [})\]] )
"""

_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}

_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)

_NEAR_PREFIX: Final = 0.6

_MEANT: Final = dict.fromkeys("“”„‟″«»", '"') | dict.fromkeys("‘’‚‛′", "'") | dict.fromkeys("–—−", "-")
_MEANT.update({"、": ",", "。": ".", "《": "<", "》": ">", "〈": "<", "〉": ">"})

_WORD = re.compile(r"\w+")

_SERVICE = re.compile("service", re.IGNORECASE)

_SERVICE_SILENT = re.compile(r"service\s*(silent)?", re.IGNORECASE)


def form(text: str) -> str:
    """The form of a query, SELECT, ASK, CONSTRUCT or DESCRIBE; "" where it has none."""
    words = (found.text.upper() for found in _terminals(text) if found.kind == "word")
    return next((word for word in words if word in _FORMS), "")


def projects_a_lone_variable(text: str) -> bool:
    """Whether a query projects a variable that stands nowhere else, as one that is misspelt does."""
    names: list[str] = []
    projected: set[str] = set()
    before, heading = "", form(text) == "SELECT"
    for found in _terminals(text):
        heading = heading and found.text != "{"
        if found.kind == "name" and found.text[0] in "?$":
            name = found.text[1:]
            names.append(name)
            if heading and before != "AS":
                projected.add(name)
        before = found.text.upper()
    counted = Counter(names)
    return any(counted[name] == 1 for name in projected)


def first_queries() -> Mapping[str, str]:
    """Queries to begin with, by the names of their titles in kg/words.json."""
    return known()["first"]


def outermost(text: str) -> int:
    """The place behind the bracket that opens the outermost group of a query's pattern; its end where there is none."""
    depth = groups = 0
    wanted = 2 if form(text) == "CONSTRUCT" else 1  # behind the template
    for found in _terminals(text):
        if found.text == "{" and depth == 0:
            groups += 1
            if groups == wanted:
                return found.start + 1
        depth += 1 if found.kind == "open" else -1 if found.kind == "close" else 0
    return len(text)


def with_values(text: str, bindings: Mapping[str, Term]) -> str:
    """A query that says by itself, in a VALUES of its outermost group, which terms its variables are; each term is as
    the engine serialises it. Raises QueryError where it has no such group.
    """
    if not bindings:
        return text
    names, terms = " ".join(f"?{name}" for name in bindings), " ".join(map(str, bindings.values()))
    return _with(text, f"VALUES ({names}) {{ ({terms}) }}")


def with_iris(text: str, name: str, iris: Iterable[str]) -> str:
    """The same of a query one of whose variables is any of some IRIs; raises ValueError for what is none."""
    return _with(text, any_of(name, iris))


def any_of(name: str, iris: Iterable[str]) -> str:
    """The clause that says of a variable that it is any of some IRIs; raises ValueError for what is none."""
    return f"VALUES ?{name} {{ {' '.join(str(NamedNode(iri)) for iri in iris)} }}"


def _with(text: str, clause: str) -> str:
    place = outermost(text)
    if place == len(text):
        raise QueryError(say("the query has no pattern in which a variable can be given a term"))
    return f"{text[:place]}\n  {clause}{text[place:]}"


def check_syntax(text: str) -> None:
    """Raise QuerySyntaxError where the engine's parser would not take a query, which asks no other host (SERVICE)."""
    error = _parse_error(text)
    if error is not None:
        raise syntax_error(text, error)


def refuse_length(text: str) -> None:
    """Raise QueryRefusedError for a text of more than LONGEST characters."""
    if len(text) > LONGEST:
        told = say("the query has {count} characters, and may have {most}", count=len(text), most=LONGEST)
        raise QueryRefusedError(told)


def refuse_updates(text: str) -> None:
    """Raise QueryRefusedError for SPARQL 1.1 Update, which a query's form never follows."""
    upper = text.upper()
    if not any(word in upper for word in _UPDATES):  # most have no such word, and need not be read
        return
    words = (found.text.upper() for found in _terminals(text) if found.kind == "word")
    for word in words:
        if word in _FORMS:
            return
        if word in _UPDATES:
            told = say(
                "{word} is an update, and the graph is read-only; expected {forms}",
                word=word,
                forms=listed(sorted(_FORMS)),
            )
            raise QueryRefusedError(told)


def refuse_nesting(text: str) -> None:
    """Raise QueryRefusedError for brackets nested deeper than NESTING_LIMIT."""
    if sum(map(text.count, "{([")) <= NESTING_LIMIT:  # as good as always, and then it need not be read
        return
    for iris in (True, False):  # whether `<` begins an IRI or compares, only a parser can tell
        depth = 0
        for found in _terminals(text, iris=iris):
            depth += 1 if found.kind == "open" else -1 if found.kind == "close" else 0
            if depth > NESTING_LIMIT:
                told = say("the query nests brackets more than {limit} deep", limit=NESTING_LIMIT)
                raise QueryRefusedError(told)


def refuse_service(text: str) -> None:
    """Raise QueryRefusedError for SERVICE, wherever the engine itself would read it as such.

    What a scanner takes for a string, an IRI or a comment, a parser may not. So the engine's
    parser is asked, with an empty store, and with the word spelled otherwise: what then still
    parses had it in a name or in a text only. Raises QuerySyntaxError where it does not parse
    for another reason.
    """
    if "SERVICE" not in text.upper():  # most have no such word, and need not be read
        return
    error = _parse_error(_SERVICE.sub("serviqe", text))
    if error is None:
        return
    words = (found.text.upper() for found in _terminals(text) if found.kind == "word")
    keyword = any(word.startswith("SERVICE") for word in words)
    if keyword or _parse_error(_SERVICE_SILENT.sub("graph ", text)) is None:
        raise QueryRefusedError(say("SERVICE would send the query to another host; allow it with --allow-service"))
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
        message = say("expected {signs}", signs=either(dict.fromkeys(signs)))
    else:
        column = _before_keyword(line, column, expected)
        message = say("this is not SPARQL from here on")
    return QuerySyntaxError(message, number, max(column, 1), line)


def _prefix_error(text: str) -> QuerySyntaxError | None:
    """The error of a query that fails first at a prefixed name whose prefix is not declared.

    The engine tells of it only where nothing else could stand, and of a place behind. So its parser
    is asked again with the prefixes declared: what then still fails at the same place is another fault.
    """
    declared, names = _prefixed_names(text)
    missing = [name for name in names if _prefix(name) not in declared]
    asked = _SERVICE_SILENT.sub("graph ", text)  # no other host is asked, and the messages are only compared
    if not missing or _parse_error(asked) == _parse_error(asked, dict.fromkeys(map(_prefix, missing), "urn:x:")):
        return None
    lines = text[: missing[0].start].split("\n")
    line = text.split("\n")[len(lines) - 1].removesuffix("\r")
    return QuerySyntaxError(prefix_message(_prefix(missing[0]), declared), len(lines), len(lines[-1]) + 1, line)


def _prefixed_names(text: str) -> tuple[set[str], list["_Terminal"]]:
    """The prefixes that are declared in a query, and usual ones; and its prefixed names."""
    declared, names, before = set(PREFIXES), list[_Terminal](), ""
    for found in _terminals(text):
        if found.kind == "comment":
            continue
        if found.kind == "name" and ":" in found.text and _prefix(found) != "_":
            if before == "PREFIX":
                declared.add(_prefix(found))
            else:
                names.append(found)
        before = found.text.upper()
    return declared, names


def _prefix(name: "_Terminal") -> str:
    return name.text.partition(":")[0]


def prefix_message(prefix: str, declared: Collection[str]) -> str:
    """What is wrong with a prefix that is none of those `declared`, and what to do about it."""
    remedy, value = prefix_remedy(prefix, declared)
    if remedy == "brackets":
        return say("an IRI stands between angle brackets: <…>")
    if remedy == "near":
        return say("this prefix is not declared; did you mean {prefix}?", prefix=value)
    if remedy == "add":
        return say("this prefix is not declared; add this line: {line}", line=value)
    return say("this prefix is not declared; the usual ones are: {prefixes}", prefixes=value)


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
    for found in _terminals(text):
        if found.kind not in ("word", "unended"):
            syntax[found.start : found.start + len(found.text)] = " " * len(found.text)
    for at, character in enumerate(syntax):
        if is_invisible(character):
            return at, say("{character} stands here, which nobody sees; delete it", character=named(character))
        meant = _MEANT.get(character) or unicodedata.normalize("NFKC", character)
        if meant != character and meant.isascii():
            instead = say("a space") if meant == " " else meant
            return at, say("{character} stands here; write {meant}", character=named(character), meant=instead)
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


class _Terminal(NamedTuple):
    """A terminal of a query: its kind, its text, and where it starts."""

    kind: str
    text: str
    start: int


def _terminals(text: str, *, iris: bool = True) -> Iterator[_Terminal]:
    for match in _terminal(iris=iris).finditer(text):
        kind = str(match.lastgroup)
        if kind == "word":  # a number, or words between dots, such as the engine's parser takes for several
            yield from (_Terminal(kind, word[0], match.start() + word.start()) for word in _WORD.finditer(match[0]))
        else:
            yield _Terminal("name" if kind == "local" else kind, match[0], match.start())
