"""What a query asks for, read by rdflib's parser: its patterns, comparisons, language tags and variables.

viz/src/sparql/reading.js reads the same from the editor's syntax tree.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Variable
from pyparsing import ParseBaseException
from rdflib import term as rdf
from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, Path, SequencePath
from rdflib.plugins.sparql.algebra import translateGroupGraphPattern, translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import SPARQLError

from kg.vocabulary import PREFIXES, expand

_Node = NamedNode | Literal | Variable | BlankNode

# What rdflib raises for a query that it cannot read, though the engine can
_FAILURES: Final = (
    ParseBaseException, SPARQLError, ArithmeticError, AssertionError, AttributeError, LookupError,
    NotImplementedError, RecursionError, TypeError, ValueError,
)  # fmt: skip
_CLASS_STEPS: Final = {expand("rdf:type"), expand("rdfs:subClassOf")}
_TEXT_FUNCTIONS: Final = {f"Builtin_{name}" for name in ("CONTAINS", "STRSTARTS", "STRENDS", "REGEX")}
_DATE_FUNCTIONS: Final = {f"Builtin_{name}" for name in ("YEAR", "MONTH", "DAY")}
_HIDDEN: Final = "__agg_"  # how rdflib's names of aggregates begin


@dataclass(frozen=True)
class Pattern:
    """A triple pattern.

    - `properties`: the IRIs of its path, each with whether a solution needs it;
    - `simple`: the predicate, where it is one IRI;
    - `last`: the properties of which one leads to the object;
    - `typed`: whether the object is a class.
    """

    subject: _Node
    object: _Node
    properties: tuple[tuple[str, bool], ...]
    simple: str | None
    last: tuple[str, ...]
    typed: bool


@dataclass
class Reading:
    """What a query asks for.

    - `compared`: a variable with a literal, and how: "equal", "order", or "part" of the variable's text;
    - `dates`: variables that are taken for dates;
    - `tags`: language tags, each with the variable whose language it is, if known, and how it is meant: "equal",
      as a "range", or as that of a "literal";
    - `others`: IRIs that stand elsewhere than in patterns;
    - `bound`, `used`: names of variables that get a value, and that need one;
    - `places`: how often a variable occurs in patterns and expressions; `projected` those that come out;
    - `named_graphs`: whether it asks other graphs than the default one.
    """

    patterns: list[Pattern] = field(default_factory=list)
    compared: list[tuple[str, Literal, str]] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    tags: list[tuple[str | None, str, str]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    bound: set[str] = field(default_factory=set)
    used: list[str] = field(default_factory=list)
    places: Counter[str] = field(default_factory=Counter)
    projected: set[str] = field(default_factory=set)
    limit: int | None = None
    offset: int = 0
    named_graphs: bool = False


def read(text: str) -> Reading | None:
    """What a query asks for, with the usual prefixes declared; None where rdflib cannot tell."""
    log = logging.getLogger("rdflib.term")  # which tells of literals that their datatype does not have
    silent, log.disabled = log.disabled, True
    try:
        parsed = parseQuery(text)
        star = not (parsed[1].projection or parsed[1].var)
        query = translateQuery(parsed, initNs=PREFIXES).algebra
        return _Reader().query(query, star=star)
    except _FAILURES:
        return None
    finally:
        log.disabled = silent


class _Reader:
    """Reads one scope: a query, or a query within it."""

    def __init__(self) -> None:
        self.found = Reading()
        self.sampled: dict[str, str] = {}  # what rdflib makes of a plain variable beside aggregates

    def query(self, query: CompValue, *, star: bool) -> Reading:
        found = self.found
        if query.p is not None:
            self.pattern(query.p)
        if query.datasetClause:
            found.named_graphs = True
        for triple in query.template or ():
            for node in triple:
                self.use(node)
        if query.name in ("SelectQuery", "DescribeQuery") and not star:
            for term in query.PV:
                if isinstance(term, rdf.Variable):
                    found.projected.add(str(term))
                    found.used.append(str(term))
                elif query.name == "DescribeQuery":
                    found.others.append(str(term))
        return found

    def pattern(self, node: Any) -> None:
        """A node of the algebra, and what is below it."""
        found = self.found
        match node.name:
            case "BGP":
                for triple in node.triples:
                    self.triple(*triple)
            case "Minus":
                self.pattern(node.p1)
            case "ServiceGraphPattern":
                found.bound |= {str(name) for name in node["_vars"]}
            case "values":
                for row in node.res:
                    for name, value in row.items():
                        found.bound.add(str(name))
                        self.expression(value)
            case "ToMultiSet" if node.p.name in ("Project", "Distinct", "Reduced", "Slice"):
                self.subquery(node.p)
            case _:
                self.others(node)

    def others(self, node: Any) -> None:
        found = self.found
        if node.name == "Graph":
            found.named_graphs = True
            if isinstance(node.term, rdf.Variable):
                found.bound.add(str(node.term))
        if node.name == "Slice":
            found.limit, found.offset = node.length, node.start or 0
        for key in ("p", "p1", "p2"):
            if key in node:
                self.pattern(node[key])
        if node.name == "AggregateJoin":
            for aggregate in node.A:
                if aggregate.name == "Aggregate_Sample" and isinstance(aggregate.vars, rdf.Variable):
                    self.sampled[str(aggregate.res)] = str(aggregate.vars)
                self.expression(aggregate.vars)
        if node.name == "Extend" and self.sampled.get(str(node.expr)) != str(node.var):
            found.bound.add(str(node.var))
        if "expr" in node:
            self.expression(node.expr)

    def subquery(self, node: CompValue) -> None:
        """A query within: of its variables, those that it projects are bound outside."""
        inner = _Reader()
        inner.pattern(node)
        found, own = self.found, inner.found
        while node.name != "Project":
            node = node.p
        projected = {str(name) for name in node.PV}
        found.patterns += own.patterns
        found.compared += own.compared
        found.dates += own.dates
        found.tags += own.tags
        found.others += own.others
        found.places += own.places
        found.named_graphs |= own.named_graphs
        found.limit = 0 if own.limit == 0 else found.limit
        found.bound |= projected & own.bound
        found.used += [name for name in own.used if name not in own.bound]

    def triple(self, subject: Any, path: Any, obj: Any) -> None:
        for node in (subject, path, obj):
            if isinstance(node, rdf.Variable):
                self.found.bound.add(str(node))
                self.found.places[str(node)] += 1
        properties = tuple(_properties(path))
        names = {name for name, _ in properties}
        typed = expand("rdf:type") in names and names <= _CLASS_STEPS and bool(_last(path))
        simple = str(path) if isinstance(path, rdf.URIRef) else None
        self.found.patterns.append(Pattern(_term(subject), _term(obj), properties, simple, _last(path), typed))

    def use(self, node: Any) -> None:
        if isinstance(node, rdf.Variable) and not node.startswith(_HIDDEN):  # an aggregate's name is rdflib's own
            self.found.used.append(str(node))
            self.found.places[str(node)] += 1

    def expression(self, node: Any, *, denied: bool = False) -> None:
        """An expression; what is `denied` in it is no reason for an empty answer."""
        match node:
            case rdf.Variable():
                self.use(node)
            case rdf.URIRef():
                self.found.others.append(str(node))
            case rdf.Literal():
                if node.language and not denied:
                    self.found.tags.append((None, node.language, "literal"))
            case CompValue():
                self.call(node, denied=denied)
            case list() | set() | tuple():
                for part in node:
                    self.expression(part, denied=denied)

    def call(self, node: CompValue, *, denied: bool) -> None:
        match node.name:
            case "Builtin_NOTEXISTS" | "TrueFilter":
                return
            case "Builtin_EXISTS":
                graph = node.graph
                self.pattern(translateGroupGraphPattern(graph) if graph.name == "GroupGraphPatternSub" else graph)
                return
            case "Builtin_BOUND":
                return
            case "UnaryNot":
                denied = not denied
            case "RelationalExpression":
                denied = denied or node.op in ("!=", "NOT IN")
                if not denied:
                    how = "equal" if node.op in ("=", "IN") else "order"
                    self.comparison(node.expr, node.other, how)
                    self.comparison(node.other, node.expr, how)
            case "Builtin_LANGMATCHES" if not denied:
                self.language(node.arg1, node.arg2, "range")
            case "Builtin_sameTerm" if not denied:
                self.comparison(node.arg1, node.arg2, "equal")
                self.comparison(node.arg2, node.arg1, "equal")
            case name if name in _TEXT_FUNCTIONS and not denied:
                held, sought = (node.text, node.pattern) if name == "Builtin_REGEX" else (node.arg1, node.arg2)
                if isinstance(held, rdf.Variable) and isinstance(sought, rdf.Literal):
                    self.found.compared.append((str(held), _literal(sought), "part"))
            case name if name in _DATE_FUNCTIONS and isinstance(node.arg, rdf.Variable):
                self.found.dates.append(str(node.arg))
            case _:
                pass
        for key, part in node.items():
            if key not in ("_vars", "op", "iri"):
                self.expression(part, denied=denied)

    def comparison(self, side: Any, other: Any, how: str) -> None:
        """One side of a comparison, and the other: a term, or the list of IN."""
        terms = other if isinstance(other, list) else [other]
        literals = [term for term in terms if isinstance(term, rdf.Literal)]
        if isinstance(side, rdf.Variable):
            self.found.compared += [(str(side), _literal(one), how) for one in literals]
        for one in literals:
            self.language(side, one, "equal")

    def language(self, side: Any, tag: Any, how: str) -> None:
        if isinstance(side, CompValue) and side.name == "Builtin_LANG" and isinstance(tag, rdf.Literal):
            name = str(side.arg) if isinstance(side.arg, rdf.Variable) else None
            self.found.tags.append((name, str(tag), how))


def _properties(path: Any, *, needed: bool = True) -> Iterator[tuple[str, bool]]:
    """The IRIs of a path, each with whether every solution goes over it."""
    match path:
        case rdf.URIRef():
            yield str(path), needed
        case InvPath():
            yield from _properties(path.arg, needed=needed)
        case SequencePath():
            yield from chain.from_iterable(_properties(part, needed=needed) for part in path.args)
        case AlternativePath():
            yield from chain.from_iterable(_properties(part, needed=False) for part in path.args)
        case MulPath():
            yield from _properties(path.path, needed=needed and path.mod == "+")
        case NegatedPath() | Path() | _:
            return


def _last(path: Any) -> tuple[str, ...]:
    """The properties of which one leads to a pattern's object; none where one leads away from it."""
    match path:
        case rdf.URIRef():
            return (str(path),)
        case SequencePath():
            return _last(path.args[-1])
        case AlternativePath():
            ends = [_last(part) for part in path.args]
            return tuple(chain.from_iterable(ends)) if all(ends) else ()
        case MulPath():
            return _last(path.path)
        case _:
            return ()


def _term(node: Any) -> _Node:
    match node:
        case rdf.Variable():
            return Variable(str(node))
        case rdf.URIRef():
            return NamedNode(str(node))
        case rdf.Literal():
            return _literal(node)
        case _:
            return BlankNode()


def _literal(node: rdf.Literal) -> Literal:
    if node.language:
        return Literal(str(node), language=node.language)
    return Literal(str(node), datatype=NamedNode(str(node.datatype)) if node.datatype else None)
