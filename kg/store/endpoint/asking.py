"""Queries put to a server by the SPARQL 1.1 Protocol, and what it answers."""

from collections.abc import Iterator, Mapping
from tempfile import SpooledTemporaryFile
from typing import IO, Final
from urllib.parse import urlencode

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat

from kg.errors import EndpointError, KgError, QueryError
from kg.http.client import Answer, Client, Sent
from kg.messages import say
from kg.rdf.formats import Format, Holds, by_name
from kg.rdf.terms import Term, Triple, text
from kg.sparql.graph import Failed, engine_errors
from kg.sparql.process import Limits
from kg.sparql.results import Answer as BooleanAnswer
from kg.sparql.results import Result, Triples, Why, from_engine, unexplained
from kg.sparql.scan import (
    check_syntax,
    form,
    refuse_length,
    refuse_nesting,
    refuse_service,
    refuse_updates,
    with_values,
)
from kg.store.endpoint.settings import Place
from kg.vocabulary import PREFIXES

OWN: Final = Limits(300, 1000)
"""The limits of the program's own queries: a large answer is wanted, and takes its time."""

_SOLUTIONS: Final = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
_GRAPH: Final = "application/n-triples, text/turtle;q=0.5, application/rdf+xml;q=0.3"
_FORM: Final = "application/x-www-form-urlencoded"

_FALSE: Final = ("false", "0", "")
_PART: Final = 2**20
_MOST_ROWS: Final = "x-sparql-maxrows"
_STATE: Final = "x-sql-state"
"""What Virtuoso tells in headers alone: how many rows it gives at the most, and that it gave up before the end."""


class Asking:
    """Asks the graphs of one place; `close` it."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.client = Client(place.address, place.credentials)

    def solve(
        self,
        query: str,
        limits: Limits,
        bindings: Mapping[str, Term] | None = None,
        *,
        graph: str | None = None,
    ) -> "Solved":
        """What is answered to a query, with the usual prefixes declared, all of which has come; of another `graph` than
        the place's own, where its IRI is given.

        Raises QueryRefusedError and QuerySyntaxError as `kg.sparql.evaluation.evaluate` does, QueryError where the
        server refuses it, and EndpointError.
        """
        checked(query, service=limits.service)
        sent = _PROLOGUE + with_values(query, bindings or {})
        kind = form(query)
        holds = Holds.SOLUTIONS if kind in ("SELECT", "ASK") else Holds.GRAPH
        accept = _SOLUTIONS if holds is Holds.SOLUTIONS else _GRAPH
        answer = self._send(sent, accept, limits, graph)
        solved = Solved(answer, holds, self.failed, is_ask=kind == "ASK")
        if _cut(answer, solved):
            wrong = say("{host} gives only a part of the answer", host=self.place.address.host)
            raise self._error(wrong, say("ask for less, or have it allow more rows and more time"))
        return solved

    def _send(self, query: str, accept: str, limits: Limits, graph: str | None) -> Answer:
        """The answer with status 200."""
        body = urlencode({"query": query}).encode()  # every server takes a form (SPARQL 1.1 Protocol, 2.1.2)
        headers = {"Accept": accept, "Content-Type": _FORM}
        request = Sent("POST", self.place.url(graph), headers, body)
        answer = self.client.send(request, seconds=limits.seconds, megabytes=limits.megabytes)
        if answer.status == 400:
            told = answer.told()
            raise QueryError(say("{host} refuses the query: {told!r}", host=self.place.address.host, told=told))
        if answer.status != 200:
            raise self.client.refused(answer)
        return answer

    def failed(self, error: BaseException) -> KgError:
        """The error for an answer that cannot be read."""
        if isinstance(error, KgError):
            return error
        wrong = say(
            "{host} answers with what cannot be read: {reason!r}", host=self.place.address.host, reason=str(error)
        )
        return self._error(wrong, say("look at its address: that of queries is wanted"))

    def _error(self, problem: str, remedy: str) -> EndpointError:
        return EndpointError(self.place.address.host, problem, remedy)

    def close(self) -> None:
        """Give the connections back."""
        self.client.close()


_PROLOGUE: Final = " ".join(f"PREFIX {prefix}: <{namespace}>" for prefix, namespace in PREFIXES.items()) + " "
"""On the line of the query's first, so that the lines of which a server tells are the query's own."""


def checked(query: str, *, service: bool) -> None:
    """Raise for a query that is refused everywhere, and for what is no SPARQL."""
    refuse_length(query)
    refuse_updates(query)
    refuse_nesting(query)
    if not service:
        refuse_service(query)
    if not (service and "SERVICE" in query.upper()):  # which its parser would follow
        check_syntax(query)


class Solved:
    """All that a server answered to a query, to be read once."""

    def __init__(self, answer: Answer, holds: Holds, failed: Failed, *, is_ask: bool) -> None:
        self.holds, self._answer, self._failed, self._is_ask = holds, answer, failed, is_ask

    def result(self, why: Why = unexplained) -> Result:
        """The answer as terms."""
        if self.holds is Holds.GRAPH:
            return from_engine(self.triples(), why, self._failed)
        found = self._solutions()
        if isinstance(found, QuerySolutions) and self._is_ask:  # as Virtuoso answers, up to its 7.2
            return BooleanAnswer(any(text(term) not in _FALSE for solution in found for term in solution), why)
        return from_engine(found, why, self._failed)

    def triples(self) -> Iterator[Triple]:
        """The triples that came; raises EndpointError where they cannot be read."""
        format = RdfFormat.from_media_type(self._answer.media_type)
        if format is None:
            raise self._failed(ValueError(self._answer.media_type))
        with engine_errors(self._failed):
            for quad in pyoxigraph.parse(self._content(), format=format):
                yield quad.triple

    def _solutions(self) -> QuerySolutions | QueryBoolean:
        format = QueryResultsFormat.from_media_type(self._answer.media_type)
        if format is None:
            raise self._failed(ValueError(self._answer.media_type))
        with engine_errors(self._failed):
            return pyoxigraph.parse_query_results(self._content(), format=format)

    def count(self) -> int:
        """How many solutions or triples came."""
        found = self.triples() if self.holds is Holds.GRAPH else self._solutions()
        with engine_errors(self._failed):
            return 1 if isinstance(found, QueryBoolean) else sum(1 for _ in found)

    def _content(self) -> IO[bytes]:
        self._answer.content.seek(0)
        return self._answer.content


class EndpointReply:
    """What a server replies to anybody's query, as `kg.store.store.Reply` has it."""

    def __init__(self, solved: Solved) -> None:
        self._solved = solved
        self.holds = solved.holds
        self.is_empty = False

    def result(self, why: Why = unexplained) -> Result:
        """The reply as terms; `why` says why it may be empty."""
        return self._solved.result(why)

    def chunks(self, format: Format | None = None) -> Iterator[bytes]:
        """The bytes of the reply in a format, whichever the server sent; without one, JSON or N-Triples. Raises
        FormatError.
        """
        usual = "json" if self.holds is Holds.SOLUTIONS else ""
        return self._chunks(by_name(format.name, self.holds).name if format else usual)

    def close(self) -> None:
        """Nothing: all of it has come."""

    def _chunks(self, name: str) -> Iterator[bytes]:
        result = self.result()
        with SpooledTemporaryFile[bytes](_PART) as written:
            if isinstance(result, Triples) and not name:
                result.write_plain(written)
            else:
                result.write(written, name)
            self.is_empty = not result.value if isinstance(result, BooleanAnswer) else result.is_empty
            written.seek(0)
            while part := written.read(_PART):
                yield part


def _cut(answer: Answer, solved: Solved) -> bool:
    """Whether a server says, where nobody looks, that this is not all."""
    if answer.headers.get(_STATE, "").startswith("S1T"):
        return True
    most = answer.headers.get(_MOST_ROWS, "")
    return most.isascii() and most.isdigit() and solved.count() >= int(most)
