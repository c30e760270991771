"""SPARQL 1.1 over a store: what is refused, how errors read, how results come out.

`python -m kg.query` is `kg query`.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import pyoxigraph
from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    parse_query_results,
)

from kg.errors import QueryError, QueryRefusedError, QuerySyntaxError, QueryTimeoutError
from kg.formats import Format, Holds, by_name
from kg.sparql import refuse_nesting, refuse_service, refuse_updates, syntax_error
from kg.store import Store, Term
from kg.vocabulary import PREFIXES, compress

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")
_PARTS: Final = ("subject", "predicate", "object")


class Solutions:
    """The solutions of a SELECT: iterate once for a dict a solution, or serialise them.

    To show them in a notebook or as a DataFrame keeps them: from then on they can be read again.
    To read a second time what was not kept raises QueryError.
    """

    def __init__(self, solutions: QuerySolutions) -> None:
        self.variables = tuple(variable.value for variable in solutions.variables)
        self._solutions: QuerySolutions | None = solutions
        self._kept: bytes | None = None

    def __iter__(self) -> Iterator[dict[str, Term | None]]:
        """Each solution as the terms that its variables are bound to, None where unbound."""
        variables = self.variables
        with _engine_errors():
            for solution in self._read():
                yield dict(zip(variables, solution, strict=True))

    def serialise(self, format: str = "json") -> bytes:
        """The solutions in `csv`, `tsv`, `json` or `xml`; raises FormatError."""
        found = by_name(format, Holds.SOLUTIONS)
        return _written(self._read(), found)

    def to_pandas(self) -> "pd.DataFrame":
        """The solutions as a DataFrame, a column a variable, typed as kg.frame.term_frame says.

        Raises MissingExtraError without pandas.
        """
        from kg.frame import term_frame

        self._keep()
        solutions = list(self)
        return term_frame({name: [solution[name] for solution in solutions] for name in self.variables})

    def _repr_html_(self) -> str:
        from kg.frame import html_table

        self._keep()
        return html_table(self.variables, [[_shown(term) for term in solution.values()] for solution in self])

    def _read(self) -> QuerySolutions:
        if self._kept is None:
            solutions, self._solutions = self._solutions, None
            return _unread(solutions)
        kept = parse_query_results(self._kept, format=QueryResultsFormat.JSON)
        assert isinstance(kept, QuerySolutions)
        return kept

    def _keep(self) -> None:
        """Read what the engine still has, once, in a format that loses nothing."""
        if self._kept is None:
            self._kept = self.serialise("json")


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


class Triples:
    """The triples of a CONSTRUCT or DESCRIBE: iterate once, or serialise them.

    To show them in a notebook or as a DataFrame keeps them: from then on they can be read again.
    To read a second time what was not kept raises QueryError.
    """

    def __init__(self, triples: QueryTriples) -> None:
        self._triples: QueryTriples | None = triples
        self._kept: list[pyoxigraph.Triple] | None = None

    def __iter__(self) -> Iterator[pyoxigraph.Triple]:
        """Each triple."""
        with _engine_errors():
            yield from self._read()

    def serialise(self, format: str = "turtle") -> bytes:
        """The triples in `turtle`, `ntriples`, `jsonld` or `rdfxml`; raises FormatError."""
        engine = by_name(format, Holds.GRAPH).engine
        if engine is RdfFormat.JSON_LD:
            from kg.jsonld import to_jsonld

            return to_jsonld(self).encode()
        assert isinstance(engine, pyoxigraph.RdfFormat)
        with _engine_errors():
            return pyoxigraph.serialize(self._read(), format=engine, prefixes=PREFIXES)  # type: ignore[return-value]

    def to_pandas(self) -> "pd.DataFrame":
        """The triples as a DataFrame of strings: subject, predicate, object.

        Raises MissingExtraError without pandas.
        """
        from kg.frame import text_frame

        return text_frame(_PARTS, ([_text(term) for term in triple] for triple in self._keep()))

    def _repr_html_(self) -> str:
        from kg.frame import html_table

        return html_table(_PARTS, [[_shown(term) for term in triple] for triple in self._keep()])

    def _read(self) -> Iterable[pyoxigraph.Triple]:
        if self._kept is None:
            triples, self._triples = self._triples, None
            return _unread(triples)
        return self._kept

    def _keep(self) -> list[pyoxigraph.Triple]:
        if self._kept is None:
            self._kept = list(self)
        return self._kept


Result = Solutions | Answer | Triples


def run(store: Store, text: str, bindings: Mapping[str, Term] | None = None, *, allow_service: bool = False) -> Result:
    """The result of a query, with the usual prefixes declared.

    `bindings` puts terms in the place of variables that the query projects. Raises
    QueryRefusedError for an update, SERVICE or deep nesting, QuerySyntaxError with the place,
    and QueryError where the engine fails. It is evaluated in this process: a query with many
    thousands of operators can exhaust its stack, and has no time limit. For texts from
    strangers there is `run_limited`.
    """
    refuse_updates(text)
    refuse_nesting(text)
    if not allow_service:
        refuse_service(text)
    try:
        result = store.query(text, bindings)
    except SyntaxError as error:
        raise syntax_error(text, str(error)) from None
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(str(error)) from error
    if isinstance(result, QuerySolutions):
        return Solutions(result)
    if isinstance(result, QueryBoolean):
        return Answer(bool(result), result)
    return Triples(result)


def run_limited(
    generation: Path, text: str, format: str, *, seconds: float | None = 30, allow_service: bool = False
) -> bytes:
    """A query's serialised result, evaluated in a process of its own, which can be ended.

    The engine has no time limit, cannot be interrupted while it plans or evaluates a query, and
    can be crashed by one; all three end with the process. `format` may name two, one for
    solutions and one for graphs: `csv|turtle`. Raises as `run` does, and QueryTimeoutError after
    `seconds`.
    """
    refuse_updates(text)
    refuse_nesting(text)
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
    raise _told(done.stderr.decode(errors="replace"))


def _told(text: str) -> QueryError:
    """The error that the worker's last line tells of, else one with all that it wrote."""
    kinds: dict[str, type[QueryError]] = {
        kind.__name__: kind for kind in (QuerySyntaxError, QueryRefusedError, QueryError)
    }
    try:
        kind, *values = json.loads(text.splitlines()[-1])
        return kinds.get(kind, QueryError)(*values)
    except (IndexError, TypeError, ValueError):
        return QueryError(f"the engine's process failed: {text.strip() or 'it said nothing'}")


def _unread(result: T | None) -> T:
    """What the engine still has; it gives a result once, and a second reading would look like no answer."""
    if result is None:
        raise QueryError("the result was read already; run the query again")
    return result


def _text(term: Any) -> str:
    """A term as one string: an IRI whole, a literal's value, a blank node or triple in N-Triples."""
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _shown(term: Any) -> str:
    """A term as a reader sees it: the CURIE of an IRI; "" for none."""
    if term is None:
        return ""
    return compress(term.value) if isinstance(term, NamedNode) else _text(term)


@contextmanager
def _engine_errors() -> Iterator[None]:
    """The engine evaluates while it is read; where it fails then, that is a QueryError."""
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(str(error)) from error


def _written(result: QuerySolutions | QueryBoolean, format: Format) -> bytes:
    assert isinstance(format.engine, pyoxigraph.QueryResultsFormat)
    with _engine_errors():
        return result.serialize(format=format.engine)  # type: ignore[return-value]


if __name__ == "__main__":
    from kg.cli import run as run_command

    run_command("query")
