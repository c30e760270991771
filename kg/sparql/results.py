"""Results of queries: solutions, an answer, or triples, to iterate, to serialise, to show."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Final, TypeVar

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, parse_query_results

from kg.errors import QueryError
from kg.messages import say
from kg.rdf.formats import Format, Holds, by_name
from kg.rdf.sorted import serialise_sorted
from kg.rdf.terms import Literal, Term, short_text, text
from kg.rdf.xml import xml
from kg.sparql.graph import Failed, engine_errors, query_failed
from kg.sparql.hints import Hint
from kg.vocabulary import PREFIXES

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")

Why = Callable[[bool], tuple[Hint, ...]]
"""Why an answer may be empty, or have an empty column: asked with whether it is empty."""

_INTEGER: Final = PREFIXES["xsd"] + "integer"
_PARTS: Final = ("subject", "predicate", "object")


def _unexplained(_empty: bool) -> tuple[Hint, ...]:
    return ()


class Solutions:
    """The solutions of a SELECT: iterate once for a dict a solution, or serialise them.

    To show them in a notebook or as a DataFrame keeps them: from then on they can be read again.
    To read a second time what was not kept raises QueryError.
    """

    def __init__(self, solutions: QuerySolutions, why: Why = _unexplained, failed: Failed = query_failed) -> None:
        self._failed = failed
        self._why = why
        self._empty: bool | None = None  # as long as nothing was read
        self.variables = tuple(variable.value for variable in solutions.variables)
        self._solutions: QuerySolutions | None = solutions
        self._kept: bytes | None = None

    def __iter__(self) -> Iterator[dict[str, Term | None]]:
        """Each solution as the terms that its variables are bound to, None where unbound."""
        variables = self.variables
        empty = True
        with engine_errors(self._failed):
            for number, solution in enumerate(self._read()):
                self._empty = empty = number == 0 and _counts_nothing(solution)
                yield dict(zip(variables, solution, strict=True))
        self._empty = empty

    def serialise(self, format: str = "json") -> bytes:
        """The solutions in `csv`, `tsv`, `json` or `xml`; raises FormatError."""
        found = by_name(format, Holds.SOLUTIONS)
        written = _written(self._read(), found, self._failed)
        self._empty = written in _without_solutions(self.variables, found)
        return written

    @property
    def hints(self) -> tuple[Hint, ...]:
        """Why there may be no solution, or no more than counts of 0; and which variable is nowhere bound.

        What was not read yet is kept, as for a notebook.
        """
        if self._empty is None:
            self._keep()
        return self._why(bool(self._empty))

    def to_pandas(self) -> "pd.DataFrame":
        """The solutions as a DataFrame, a column a variable, typed as kg.frame.term_frame says.

        Raises MissingExtraError without pandas.
        """
        from kg.tabular.dataframe import term_frame

        self._keep()
        solutions = list(self)
        return term_frame({name: [solution[name] for solution in solutions] for name in self.variables})

    def _repr_html_(self) -> str:
        from kg.tabular.dataframe import html_table

        self._keep()
        rows = [[short_text(term) for term in solution.values()] for solution in self]
        return html_table(self.variables, rows) + _hints_as_html(self.hints, "" if rows else say("no solutions"))

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
    _why: Why = field(default=_unexplained, compare=False, repr=False)

    def __bool__(self) -> bool:
        """Whether the pattern has a solution."""
        return self.value

    @property
    def hints(self) -> tuple[Hint, ...]:
        """Why the pattern may have no solution."""
        return () if self.value else self._why(True)

    def _repr_html_(self) -> str:
        return f"<div>{str(self.value).lower()}</div>{_hints_as_html(self.hints)}"

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

    def __init__(self, triples: QueryTriples, why: Why = _unexplained, failed: Failed = query_failed) -> None:
        self._failed = failed
        self._why = why
        self._empty: bool | None = None  # as long as nothing was read
        self._triples: QueryTriples | None = triples
        self._kept: list[pyoxigraph.Triple] | None = None

    def __iter__(self) -> Iterator[pyoxigraph.Triple]:
        """Each triple."""
        with engine_errors(self._failed):
            for triple in self._read():
                self._empty = False
                yield triple
        if self._empty is None:
            self._empty = True

    def serialise(self, format: str = "turtle") -> bytes:
        """The triples in `turtle`, `ntriples`, `jsonld` or `rdfxml`, sorted; raises FormatError."""
        with engine_errors(self._failed):
            triples = list(self._read())
        self._empty = not triples
        return serialise_sorted(triples, by_name(format, Holds.GRAPH))

    @property
    def hints(self) -> tuple[Hint, ...]:
        """Why there may be no triple; what was not read is kept."""
        if self._empty is None:
            self._keep()
        return self._why(bool(self._empty))

    def to_pandas(self) -> "pd.DataFrame":
        """The triples as a DataFrame of strings: subject, predicate, object.

        Raises MissingExtraError without pandas.
        """
        from kg.tabular.dataframe import text_frame

        return text_frame(_PARTS, ([text(term) for term in triple] for triple in self._keep()))

    def _repr_html_(self) -> str:
        from kg.tabular.dataframe import html_table

        rows = [[short_text(term) for term in triple] for triple in self._keep()]
        return html_table(_PARTS, rows) + _hints_as_html(self.hints, "" if rows else say("no triples"))

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


def _counts_nothing(solution: Iterable[Term | None]) -> bool:
    """Whether a solution holds nothing but counts of 0."""
    return all(isinstance(term, Literal) and (term.value, term.datatype.value) == ("0", _INTEGER) for term in solution)


def _without_solutions(variables: Sequence[str], format: Format) -> Iterator[bytes]:
    """What is written where there is no solution, or one that holds nothing but counts of 0."""
    zero = {"type": "literal", "value": "0", "datatype": _INTEGER}
    for bindings in ([], [dict.fromkeys(variables, zero)]):
        told = json.dumps({"head": {"vars": variables}, "results": {"bindings": bindings}})
        solutions = parse_query_results(told, format=QueryResultsFormat.JSON)
        assert isinstance(solutions, QuerySolutions)
        yield _written(solutions, format)


def _hints_as_html(hints: Iterable[Hint], nothing: str = "") -> str:
    """Lines below an answer: that it holds `nothing`, and why."""
    return "".join(f"<div>{escape(line)}</div>" for line in (nothing, *(hint.line() for hint in hints)) if line)


def _unread(result: T | None) -> T:
    """What the engine still has; it gives a result once, and a second reading would look like no answer."""
    if result is None:
        raise QueryError(say("the result was read already; run the query again"))
    return result


def _written(result: QuerySolutions | QueryBoolean, format: Format, failed: Failed = query_failed) -> bytes:
    assert isinstance(format.engine, pyoxigraph.QueryResultsFormat)
    with engine_errors(failed):
        data: bytes = result.serialize(format=format.engine)  # type: ignore[assignment]
    return xml(data.decode(), ("csv", "tsv", "json")).encode() if format.name == "xml" else data
