"""Results of queries: solutions, an answer, or triples, to iterate, to serialise, to show."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, parse_query_results

from kg.errors import QueryError
from kg.rdf.formats import Format, Holds, by_name
from kg.rdf.sorted import serialise_sorted
from kg.rdf.terms import Term, short_text, text
from kg.rdf.xml import xml

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
        from kg.tabular.dataframe import term_frame

        self._keep()
        solutions = list(self)
        return term_frame({name: [solution[name] for solution in solutions] for name in self.variables})

    def _repr_html_(self) -> str:
        from kg.tabular.dataframe import html_table

        self._keep()
        return html_table(self.variables, [[short_text(term) for term in solution.values()] for solution in self])

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
        """The triples in `turtle`, `ntriples`, `jsonld` or `rdfxml`, sorted; raises FormatError."""
        with _engine_errors():
            return serialise_sorted(self._read(), by_name(format, Holds.GRAPH))

    def to_pandas(self) -> "pd.DataFrame":
        """The triples as a DataFrame of strings: subject, predicate, object.

        Raises MissingExtraError without pandas.
        """
        from kg.tabular.dataframe import text_frame

        return text_frame(_PARTS, ([text(term) for term in triple] for triple in self._keep()))

    def _repr_html_(self) -> str:
        from kg.tabular.dataframe import html_table

        return html_table(_PARTS, [[short_text(term) for term in triple] for triple in self._keep()])

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


def _unread(result: T | None) -> T:
    """What the engine still has; it gives a result once, and a second reading would look like no answer."""
    if result is None:
        raise QueryError("the result was read already; run the query again")
    return result


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
        data: bytes = result.serialize(format=format.engine)  # type: ignore[assignment]
    return xml(data.decode(), "csv, tsv and json").encode() if format.name == "xml" else data
