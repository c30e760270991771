"""Queries evaluated in this process.

What is refused here is refused everywhere: updates, SERVICE, deep nesting and a text without end.
"""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import pyoxigraph
from pyoxigraph import Variable

from kg.errors import QueryError
from kg.messages import say
from kg.rdf.terms import BlankNode, Literal, NamedNode, Term, Triple
from kg.sparql.graph import Failed, engine_errors, query_failed
from kg.sparql.results import Result, from_engine
from kg.sparql.scan import (
    projects_a_lone_variable,
    refuse_length,
    refuse_nesting,
    refuse_service,
    refuse_updates,
    syntax_error,
)
from kg.vocabulary import PREFIXES

if TYPE_CHECKING:
    from kg.sparql.hints import Hint

_Bound = NamedNode | BlankNode | Literal | Triple  # what the engine would take


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
    QueryRefusedError for an update, SERVICE (unless `service`), deep nesting or a text too long, QuerySyntaxError
    with the place, and where the engine fails what `failed` makes of that, else QueryError. It is
    evaluated in this process: a query with many thousands of operators can exhaust its stack, and has
    no time limit. For texts from strangers there is `kg.sparql.workers`.
    """
    refuse_length(text)
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

    def why(empty: bool) -> "tuple[Hint, ...]":
        with engine_errors(failed):
            return explain(graph, text, tuple(bindings or ()), empty=empty)

    return from_engine(result, why, failed)


def explain(graph: pyoxigraph.Store, text: str, given: Collection[str] = (), *, empty: bool) -> "tuple[Hint, ...]":
    """Why the answer to a query may be empty, or have an empty column; `given` are variables bound from outside."""
    if not (empty or projects_a_lone_variable(text)):
        return ()
    from kg.sparql.hints import hints  # an answer does without

    return hints(graph, text, given, empty=empty)
