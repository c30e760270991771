"""Results of queries: solutions, an answer, or triples, to iterate, to serialise, to show."""

import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import IO, TYPE_CHECKING, Any, Final, Generic, TypeVar, cast

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, parse_query_results

from kg.errors import QueryError
from kg.messages import say
from kg.rdf.formats import Format, Holds, Output, by_name
from kg.rdf.terms import Literal, Term, short_text, text
from kg.sparql.graph import Failed, engine_errors, query_failed
from kg.tabular.delimited import exact, sheet
from kg.vocabulary import PREFIXES

if TYPE_CHECKING:
    import pandas as pd

    from kg.sparql.hints import Hint

T = TypeVar("T")

Why = Callable[[bool], "tuple[Hint, ...]"]
"""Why an answer may be empty, or have an empty column: asked with whether it is empty."""

_INTEGER: Final = PREFIXES["xsd"] + "integer"
_PARTS: Final = ("subject", "predicate", "object")
_ROWS: Final = {"csv": exact, "sheet": sheet}
"""What writes rows; the engine's CSV leaves commas of IRIs, and quotation marks of triples, bare."""
_REMEMBERED: Final = 2**16
"""Bytes of a result that are kept to see whether it is an empty one."""


def unexplained(_empty: bool) -> "tuple[Hint, ...]":
    """No hints."""
    return ()


@dataclass(frozen=True)
class Source(Generic[T]):
    """What a result comes from, once: to `read`, or to `write` to an output in a format."""

    read: Callable[[], T]
    write: Callable[[Output, Format], None]


class Solutions:
    """The solutions of a SELECT: iterate once for a dict a solution, or serialise them.

    To show them in a notebook or as a DataFrame keeps them: from then on they can be read again.
    To read a second time what was not kept raises QueryError.
    """

    def __init__(
        self,
        variables: Sequence[str],
        source: Source[QuerySolutions],
        why: Why = unexplained,
        failed: Failed = query_failed,
    ) -> None:
        self.variables = tuple(variables)
        self._source: Source[QuerySolutions] | None = source
        self._failed = failed
        self._why = why
        self._empty: bool | None = None  # as long as nobody asked, or nothing was read
        self._written: tuple[bytes | None, Format] | None = None
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
        """The solutions in `csv`, `tsv`, `json` or `xml`, as SPARQL 1.1 has them, or in CSV for a spreadsheet,
        `sheet`; raises FormatError.
        """
        return _as_bytes(self, format)

    def write(self, output: Output, format: str = "json") -> None:
        """Write what `serialise` returns, as it comes."""
        found = by_name(format, Holds.SOLUTIONS)
        begun = _Beginning(output)
        if self._kept is None:
            self._taken().write(begun, found)
        else:
            _write(self._read(), self._failed, begun, found)
        self._written = (begun.whole(), found)

    @property
    def is_empty(self) -> bool:
        """Whether there is no solution, or one that holds nothing but counts of 0; known when all was read."""
        if self._empty is None and self._written:
            whole, format = self._written
            self._empty = whole in list(_without_solutions(self.variables, format))
        return bool(self._empty)

    @property
    def hints(self) -> "tuple[Hint, ...]":
        """Why there may be no solution, or no more than counts of 0; and which variable is nowhere bound.

        What was not read yet is kept, as for a notebook.
        """
        if self._empty is None and self._written is None:
            self._keep()
        return self._why(self.is_empty)

    def to_pandas(self) -> "pd.DataFrame":
        """The solutions as a DataFrame, a column a variable, typed as kg.tabular.dataframe.term_frame says.

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
            return self._taken().read()
        kept = parse_query_results(self._kept, format=QueryResultsFormat.JSON)
        assert isinstance(kept, QuerySolutions)
        return kept

    def _taken(self) -> Source[QuerySolutions]:
        source, self._source = self._source, None
        return _unread(source)

    def _keep(self) -> None:
        """Read what the engine still has, once, in a format that loses nothing."""
        if self._kept is None:
            self._kept = self.serialise("json")


@dataclass(frozen=True)
class Answer:
    """The answer of an ASK."""

    value: bool
    _why: Why = field(default=unexplained, compare=False, repr=False)

    def __bool__(self) -> bool:
        """Whether the pattern has a solution."""
        return self.value

    @property
    def hints(self) -> "tuple[Hint, ...]":
        """Why the pattern may have no solution."""
        return () if self.value else self._why(True)

    def _repr_html_(self) -> str:
        return f"<div>{str(self.value).lower()}</div>{_hints_as_html(self.hints)}"

    def serialise(self, format: str = "json") -> bytes:
        """The answer in `json` or `xml`, or the word alone in `csv`, `tsv` and `sheet`; raises FormatError."""
        return _as_bytes(self, format)

    def write(self, output: Output, format: str = "json") -> None:
        """Write what `serialise` returns."""
        found = by_name(format, Holds.SOLUTIONS)
        if found.name in ("csv", "tsv", "sheet"):  # SPARQL 1.1 defines them for SELECT only
            output.write(b"true\n" if self.value else b"false\n")
        else:
            answer = parse_query_results(
                json.dumps({"head": {}, "boolean": self.value}), format=QueryResultsFormat.JSON
            )
            assert isinstance(answer, QueryBoolean)
            _write(answer, query_failed, output, found)


class Triples:
    """The triples of a CONSTRUCT or DESCRIBE: iterate once, or serialise them.

    To show them in a notebook or as a DataFrame keeps them: from then on they can be read again.
    To read a second time what was not kept raises QueryError.
    """

    def __init__(
        self, source: Source[Iterable[pyoxigraph.Triple]], why: Why = unexplained, failed: Failed = query_failed
    ) -> None:
        self._source: Source[Iterable[pyoxigraph.Triple]] | None = source
        self._failed = failed
        self._why = why
        self._empty: bool | None = None  # as long as nothing was read
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
        return _as_bytes(self, format)

    def write(self, output: Output, format: str = "turtle") -> None:
        """Write what `serialise` returns; sorted, it comes at once."""
        found = by_name(format, Holds.GRAPH)
        if self._kept is None:
            begun = _Beginning(output)
            self._taken().write(begun, found)
            self._empty = begun.whole() == _sorted([], found)
        else:
            output.write(_sorted(self._kept, found))

    def write_plain(self, output: Output) -> None:
        """Write the triples in N-Triples as they come, refusing nothing."""
        pyoxigraph.serialize(iter(self), cast(IO[bytes], output), format=RdfFormat.N_TRIPLES)

    @property
    def is_empty(self) -> bool:
        """Whether there is no triple; known when all was read."""
        return bool(self._empty)

    @property
    def hints(self) -> "tuple[Hint, ...]":
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
        return self._taken().read() if self._kept is None else self._kept

    def _taken(self) -> Source[Iterable[pyoxigraph.Triple]]:
        source, self._source = self._source, None
        return _unread(source)

    def _keep(self) -> list[pyoxigraph.Triple]:
        if self._kept is None:
            self._kept = list(self)
        return self._kept


Result = Solutions | Answer | Triples


def _counts_nothing(solution: Iterable[Term | None]) -> bool:
    """Whether a solution holds nothing but counts of 0."""
    return all(isinstance(term, Literal) and (term.value, term.datatype.value) == ("0", _INTEGER) for term in solution)


def from_engine(
    found: QuerySolutions | QueryBoolean | Iterable[pyoxigraph.Triple],
    why: Why = unexplained,
    failed: Failed = query_failed,
) -> Result:
    """The result that the engine returns, or that it read."""
    if isinstance(found, QuerySolutions):
        variables = [variable.value for variable in found.variables]
        return Solutions(variables, Source(lambda: found, partial(_write, found, failed)), why, failed)
    if isinstance(found, QueryBoolean):
        return Answer(bool(found), why)
    return Triples(Source(lambda: found, partial(_write_triples, found, failed)), why, failed)


def _without_solutions(variables: Sequence[str], format: Format) -> Iterator[bytes]:
    """What is written where there is no solution, or one that holds nothing but counts of 0."""
    zero = {"type": "literal", "value": "0", "datatype": _INTEGER}
    for bindings in ([], [dict.fromkeys(variables, zero)]):
        told = json.dumps({"head": {"vars": variables}, "results": {"bindings": bindings}})
        solutions = parse_query_results(told, format=QueryResultsFormat.JSON)
        assert isinstance(solutions, QuerySolutions)
        output = io.BytesIO()
        _write(solutions, query_failed, output, format)
        yield output.getvalue()


def _hints_as_html(hints: "Iterable[Hint]", nothing: str = "") -> str:
    """Lines below an answer: that it holds `nothing`, and why."""
    from html import escape

    return "".join(f"<div>{escape(line)}</div>" for line in (nothing, *(hint.line() for hint in hints)) if line)


def _unread(result: T | None) -> T:
    """What the engine still has; it gives a result once, and a second reading would look like no answer."""
    if result is None:
        raise QueryError(say("the result was read already; run the query again"))
    return result


def _sorted(triples: Iterable[pyoxigraph.Triple], format: Format) -> bytes:
    from kg.rdf.sorted import serialise_sorted  # a lookup does without

    return serialise_sorted(triples, format)


def _as_bytes(result: Result, format: str) -> bytes:
    output = io.BytesIO()
    result.write(output, format)
    return output.getvalue()


def _write_triples(triples: Iterable[pyoxigraph.Triple], failed: Failed, output: Output, format: Format) -> None:
    with engine_errors(failed):
        read = list(triples)
    output.write(_sorted(read, format))


def _write(result: QuerySolutions | QueryBoolean, failed: Failed, output: Output, format: Format) -> None:
    with engine_errors(failed):
        if isinstance(result, QuerySolutions) and format.name in _ROWS:
            for line in _ROWS[format.name](_rows(result)):
                output.write(line.encode())
            return
        assert isinstance(format.engine, pyoxigraph.QueryResultsFormat)
        if format.name == "xml":
            from kg.rdf.xml import XmlChecked

            output = XmlChecked(output)
        result.serialize(cast(IO[bytes], output), format=format.engine)


def _rows(solutions: QuerySolutions) -> Iterator[list[str]]:
    """The variables, then each solution as texts, "" where unbound."""
    yield [variable.value for variable in solutions.variables]
    for solution in solutions:
        yield ["" if term is None else text(term) for term in solution]


class _Beginning(io.RawIOBase):
    """An output that remembers how what went to it begins."""

    def __init__(self, output: Output) -> None:
        self._output, self._begun = output, b""

    def write(self, data: Any) -> int:
        if len(self._begun) < _REMEMBERED:
            self._begun += data
        return self._output.write(data)

    def whole(self) -> bytes | None:
        """All that went to the output, if that was little."""
        return self._begun if len(self._begun) < _REMEMBERED else None
