"""SPARQL 1.1 over a store: what is refused, how errors read, how results come out.

`python -m kg.query` is `kg query`.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples

from kg.errors import QueryError, QueryRefusedError, QuerySyntaxError, QueryTimeoutError
from kg.formats import Format, Holds, by_name
from kg.store import Store, Term
from kg.vocabulary import PREFIXES

NESTING_LIMIT: Final = 200
"""Brackets within brackets; a few thousand exhaust the stack of the engine's parser."""

# The terminals of SPARQL 1.1 (19.8) as far as they can hide a keyword or a bracket
_TERMINAL = re.compile(
    r"""
      (?P<iri>     <[^<>"{}|^`\\\x00-\x20]*> )
    | (?P<text>    \"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
                 | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*' )
    | (?P<comment> \#[^\n\r]* )
    | (?P<name>    [?$]\w+ | @[A-Za-z-]+ | (?:\w[\w.-]*)?:(?:[\w:.%-]|\\.)* )
    | (?P<word>    \w+ )
    | (?P<open>    [{(\[] )
    | (?P<close>   [})\]] )
    """,
    re.VERBOSE | re.DOTALL,
)
# `?a<?b)SERVICE?s#>` reads as an IRI to a scanner and as a comparison to a parser
_OPERATOR = re.compile(r"\).*service", re.IGNORECASE)
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


@dataclass(frozen=True)
class Solutions:
    """The solutions of a SELECT: iterate once for a dict a solution, or serialise them."""

    variables: tuple[str, ...]
    _solutions: QuerySolutions

    def __iter__(self) -> Iterator[dict[str, Term | None]]:
        """Each solution as the terms that its variables are bound to, None where unbound."""
        variables = self.variables
        return (dict(zip(variables, solution, strict=True)) for solution in self._solutions)

    def serialise(self, format: str = "json") -> bytes:
        """The solutions in `csv`, `tsv`, `json` or `xml`; raises FormatError."""
        return _written(self._solutions, by_name(format, Holds.SOLUTIONS))


@dataclass(frozen=True)
class Answer:
    """The answer of an ASK."""

    value: bool
    _answer: QueryBoolean

    def __bool__(self) -> bool:
        """Whether the pattern has a solution."""
        return self.value

    def serialise(self, format: str = "json") -> bytes:
        """The answer in `json` or `xml`, or the word alone in `csv` and `tsv`; raises FormatError."""
        found = by_name(format, Holds.SOLUTIONS)
        if found.name in ("csv", "tsv"):  # SPARQL 1.1 defines them for SELECT only
            return b"true\n" if self.value else b"false\n"
        return _written(self._answer, found)


@dataclass(frozen=True)
class Triples:
    """The triples of a CONSTRUCT or DESCRIBE: iterate once, or serialise them."""

    _triples: QueryTriples

    def __iter__(self) -> Iterator[pyoxigraph.Triple]:
        """Each triple."""
        return iter(self._triples)

    def serialise(self, format: str = "turtle") -> bytes:
        """The triples in `turtle`, `ntriples`, `jsonld` or `rdfxml`; raises FormatError."""
        engine = by_name(format, Holds.GRAPH).engine
        assert isinstance(engine, pyoxigraph.RdfFormat)
        return pyoxigraph.serialize(self._triples, format=engine, prefixes=PREFIXES)  # type: ignore[return-value]


Result = Solutions | Answer | Triples


def run(store: Store, text: str, bindings: Mapping[str, Term] | None = None, *, allow_service: bool = False) -> Result:
    """The result of a query, with the usual prefixes declared.

    `bindings` puts terms in the place of variables that the query projects. Raises
    QueryRefusedError for an update, SERVICE or deep nesting, QuerySyntaxError with the place,
    and QueryError where the engine fails.
    """
    _refuse(text, allow_service)
    try:
        result = store.query(text, bindings)
    except SyntaxError as error:
        raise _syntax_error(text, str(error)) from None
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(str(error)) from error
    if isinstance(result, QuerySolutions):
        return Solutions(tuple(variable.value for variable in result.variables), result)
    if isinstance(result, QueryBoolean):
        return Answer(bool(result), result)
    return Triples(result)


def run_limited(
    generation: Path, text: str, format: str, *, seconds: float | None = 30, allow_service: bool = False
) -> bytes:
    """A query's serialised result, evaluated in a process of its own, which can be ended.

    The engine has no time limit, and holds on to its process while it plans a query. `format`
    may name two, one for solutions and one for graphs: `csv|turtle`. Raises as `run` does, and
    QueryTimeoutError after `seconds`.
    """
    _refuse(text, allow_service)
    job = json.dumps([str(generation), text, format, allow_service]).encode()
    command = [sys.executable, "-P", "-m", "kg.worker"]
    try:
        done = subprocess.run(command, input=job, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        raise QueryTimeoutError(seconds or 0) from None
    if done.returncode == 0:
        return done.stdout
    if done.returncode < 0:
        raise QueryError(f"the engine's process died of signal {-done.returncode}; the query is too complex for it")
    kind, *values = json.loads(done.stderr.splitlines()[-1])
    raise QuerySyntaxError(*values) if kind == QuerySyntaxError.__name__ else QueryError(*values)


def form(text: str) -> str:
    """The form of a query, SELECT, ASK, CONSTRUCT or DESCRIBE; "" where it has none."""
    words = (match["word"].upper() for match in _TERMINAL.finditer(text) if match["word"])
    return next((word for word in words if word in _FORMS), "")


def _refuse(text: str, allow_service: bool) -> None:
    depth, first = 0, True
    for match in _TERMINAL.finditer(text):
        word = (match["word"] or "").upper()
        if match["open"]:
            depth += 1
        elif match["close"]:
            depth -= 1
        if depth > NESTING_LIMIT:
            raise QueryRefusedError(f"the query nests brackets more than {NESTING_LIMIT} deep")
        if first and word in _UPDATES:
            raise QueryRefusedError(
                f"{word} is an update, and the graph is read-only; expected {', '.join(sorted(_FORMS))}"
            )
        if word in _FORMS:
            first = False
        hidden = match["iri"] and _OPERATOR.search(match["iri"])
        if (word == "SERVICE" or hidden) and not allow_service:
            raise QueryRefusedError("SERVICE would send the query to another host; allow it with --allow-service")


def _syntax_error(text: str, message: str) -> QuerySyntaxError:
    match = _PLACE.fullmatch(message)
    if not match:
        return QuerySyntaxError(message, 1, 1, text.split("\n")[0])
    line, column, expected = int(match[1]), int(match[2]), match[3]
    if "Prefix not found" in expected:
        message = f"this prefix is not declared; the usual ones are: {', '.join(PREFIXES)}"
    elif signs := re.findall(r'"[^"]+"', expected):
        message = f"expected {' or '.join(dict.fromkeys(signs))}"
    else:  # the engine names a keyword that it tried last, and counts from behind that keyword
        column -= max((len(word) for word in re.findall(r"[A-Z_]{2,}", expected)), default=0)
        message = "this is not SPARQL from here on"
    lines = text.split("\n")
    return QuerySyntaxError(message, line, max(column, 1), lines[line - 1] if line <= len(lines) else "")


def _written(result: QuerySolutions | QueryBoolean, format: Format) -> bytes:
    assert isinstance(format.engine, pyoxigraph.QueryResultsFormat)
    return result.serialize(format=format.engine)  # type: ignore[return-value]


if __name__ == "__main__":
    from kg.cli import run as run_command

    run_command("query")
