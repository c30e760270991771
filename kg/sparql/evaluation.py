"""Queries evaluated: in this process, or within limits in one of their own.

What is refused here is refused everywhere: updates, SERVICE and deep nesting.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import QueryBoolean, QuerySolutions, Variable

from kg.errors import FormatError, KgError, QueryError, QueryRefusedError, QuerySyntaxError, QueryTimeoutError
from kg.messages import say, spoken
from kg.rdf.formats import Format
from kg.rdf.terms import BlankNode, Literal, NamedNode, Term, Triple
from kg.sparql.graph import Failed, engine_errors, query_failed
from kg.sparql.hints import Hint, hints
from kg.sparql.results import Answer, Result, Solutions, Triples
from kg.sparql.scan import (
    projects_a_lone_variable,
    refuse_nesting,
    refuse_service,
    refuse_updates,
    syntax_error,
)
from kg.vocabulary import PREFIXES

ANSWERED: Final = b"answered\n"
"""What the worker says first on standard error when its result is written; then come hints."""

_Bound = NamedNode | BlankNode | Literal | Triple  # what the engine would take


@dataclass(frozen=True)
class Limits:
    """What a query may do: take so many `seconds` (None: for ever), and ask other hosts by SERVICE."""

    seconds: float | None = 30
    service: bool = False


def evaluate(
    graph: pyoxigraph.Store,
    text: str,
    bindings: Mapping[str, Term] | None = None,
    *,
    service: bool = False,
    failed: Failed = query_failed,
) -> Result:
    """The result of a query, with the usual prefixes declared.

    `bindings` puts terms in the place of variables that the query projects. Raises
    QueryRefusedError for an update, SERVICE (unless `service`) or deep nesting, QuerySyntaxError
    with the place, and where the engine fails what `failed` makes of that, else QueryError. It is
    evaluated in this process: a query with many thousands of operators can exhaust its stack, and has
    no time limit. For texts from strangers there is `evaluate_limited`.
    """
    refuse_updates(text)
    refuse_nesting(text)
    if not service:
        refuse_service(text)
    substitutions: dict[Variable, _Bound] = {Variable(name): term for name, term in (bindings or {}).items()}
    with engine_errors(failed):
        try:
            result = graph.query(text, prefixes=PREFIXES, substitutions=substitutions)
        except SyntaxError as error:
            raise syntax_error(text, str(error)) from None
        except UnicodeEncodeError as error:
            told = say("the query is no Unicode text: {character!r} is half a character", character=text[error.start])
            raise QueryError(told) from None

    def why(empty: bool) -> tuple[Hint, ...]:
        with engine_errors(failed):
            wanted = empty or projects_a_lone_variable(text)
            return hints(graph, text, tuple(bindings or ()), empty=empty) if wanted else ()

    if isinstance(result, QuerySolutions):
        return Solutions(result, why, failed)
    if isinstance(result, QueryBoolean):
        return Answer(bool(result), result, why)
    return Triples(result, why, failed)


def evaluate_limited(
    folder: Path, text: str, format: Format, limits: Limits, notice: Callable[[Hint], None] | None = None
) -> bytes:
    """A query's result, serialised, over the graph in a folder; evaluated in a process that can be ended.

    The engine has no time limit, cannot be interrupted while it plans or evaluates a query, and
    can be crashed by one; all three end with the process. Raises as `evaluate` does, QueryTimeoutError
    when the time is over, and FormatError where the format cannot hold the result. A `notice` is given
    each hint why the result may be empty.
    """
    refuse_updates(text)
    refuse_nesting(text)
    job = json.dumps([str(folder), text, format.name, limits.service, notice is not None, spoken()]).encode()
    command = [sys.executable, "-P", "-m", "kg.sparql.worker"]
    try:
        done = subprocess.run(command, input=job, capture_output=True, timeout=limits.seconds, check=False)
    except subprocess.TimeoutExpired as over:
        if not _is_answered(over.stderr or b""):
            raise QueryTimeoutError(limits.seconds or 0) from None
        return over.stdout or b""
    if done.returncode == 0 or _is_answered(done.stderr):  # what looks for hints may fail, and takes nothing away
        if notice is not None:
            for hint in _hints(done.stderr):
                notice(hint)
        return done.stdout
    if done.returncode < 0:
        raise QueryError(
            say(
                "the engine's process died of signal {signal}; the query is too complex for it", signal=-done.returncode
            )
        )
    raise _told(done.stderr.decode(errors="replace"))


def _is_answered(told: bytes) -> bool:
    """Whether the worker says that its whole result is written."""
    return told.startswith(ANSWERED)


def _hints(told: bytes) -> list[Hint]:
    """The hints that the worker's last line tells of, if any."""
    try:
        return [Hint(kind, tuple(values), tuple(near)) for kind, values, near in json.loads(told.splitlines()[-1])]
    except (IndexError, TypeError, ValueError):
        return []


def _told(text: str) -> KgError:
    """The error that the worker's last line tells of, else one with all that it wrote."""
    kinds: dict[str, type[KgError]] = {
        kind.__name__: kind for kind in (QuerySyntaxError, QueryRefusedError, QueryError, FormatError)
    }
    try:
        kind, *values = json.loads(text.splitlines()[-1])
        return kinds.get(kind, QueryError)(*values)
    except (IndexError, TypeError, ValueError):
        told = text.strip() or say("it said nothing")
        return QueryError(say("the engine's process failed: {told}", told=told))
