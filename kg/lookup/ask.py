"""Questions of the catalogue, asked: arguments become terms, solutions become rows with receipts."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from kg import numbers
from kg.errors import KgError, NoSuchTermError, QuestionError
from kg.lookup.described import thing_id
from kg.lookup.lookup import Lookup
from kg.lookup.narrowing import ends
from kg.lookup.records import NARROWING, AnswerRow, Narrowing
from kg.messages import clauses, listed, say
from kg.questions.catalogue import MARK, Parameter, Question, marked, options_text
from kg.rdf.terms import Literal, NamedNode, Term
from kg.sparql.results import Solutions
from kg.sparql.scan import any_of, with_values
from kg.text.chinese import round_text
from kg.vocabulary import compress, expand

RECORD: Final = "claim"
"""The variable that holds the claim or figure on which a solution rests, for its receipt."""

RECORDS: Final = "records"
"""The variable that holds, apart by spaces, the IRIs of more claims and figures that a computed solution rests on."""

STATED_ONLY: Final = "statedOnly"
"""The variable by which a question that counts leaves out what is implied or has no stated actor."""


def ask(
    lookup: Lookup,
    question: Question,
    arguments: Mapping[str, str],
    *,
    stated_only: bool = False,
    dated_only: bool = False,
) -> list[AnswerRow]:
    """The answer to a question, with labels in the lookup's language.

    `arguments` are what a person would type, by parameter: a name, a token, a year; and of `NARROWING`, to which rows
    are narrowed by all that they rest on, or where they rest on nothing by the things that they name. `stated_only`
    leaves out what rests on a claim that is implied or has no stated actor, `dated_only` what has its
    date from the report's period alone. Raises QuestionError for a parameter that is unknown or
    missing, NotFoundError, AmbiguousNameError or WrongClassError for a name that does not name one
    fitting thing.
    """
    narrowed, deciding, arguments = _narrowed(lookup, question, arguments)
    bindings = bind(question, arguments, deciding)
    counting = {STATED_ONLY: Literal(True)} if stated_only and question.counts else {}
    result = lookup.store.query(_among(question, narrowed), bindings | counting)
    assert isinstance(result, Solutions)
    solutions = [solution for solution in result if _has(narrowed, question, bindings, solution)]
    columns = [
        name
        for name in result.variables
        if name in question.columns
        or (name in question.by_name and any(solution[name] is not None for solution in solutions))
    ]  # a parameter that was not given is what the answer says of it, unless it only filters
    shown = [name for name in columns if name not in bindings and name != RECORD]
    nodes = [_nodes(solution) for solution in solutions]
    records = lookup.records(node for of in nodes for node in of)
    rows = [
        AnswerRow(
            {name: _cell(name, solution[name], lookup) for name in shown},
            records[record.value].receipt if (record := solution.get(RECORD)) is not None else None,
            tuple(records[node] for node in of if node in records),
            {name: thing_id(iri) for name in shown if (iri := _named(solution[name], records, lookup))},
        )
        for solution, of in zip(solutions, nodes, strict=True)
    ]
    year = next(
        (numbers.year(arguments[p.name]) for p in question.parameters if p.kind == "year" and arguments.get(p.name)),
        None,
    )
    return [
        row
        for row in rows
        if (not stated_only or question.counts or row.is_stated) and (not dated_only or row.is_dated(year))
    ]


def query_text(lookup: Lookup, question: Question, arguments: Mapping[str, str], *, stated_only: bool = False) -> str:
    """The query of a question that says by itself what its arguments mean, beside which narrowing is left out.

    Each term is as the engine serialises it. Raises as `ask` does.
    """
    _, deciding, own = _narrowed(lookup, question, arguments)
    terms = bind(question, own, deciding)
    if stated_only and question.counts:
        terms |= {STATED_ONLY: Literal(True)}
    return with_values(question.query, terms)


def faults(lookup: Lookup, question: Question, arguments: Mapping[str, str]) -> dict[str, KgError]:
    """What is wrong with arguments that `ask` would not take, by parameter; one that is required may be missing."""
    found: dict[str, KgError] = {}
    deciding: dict[str, Any] = {}
    for name in NARROWING:
        if (value := arguments.get(name)) and not (name == "year" and name in question.by_name):
            try:
                given: dict[str, Any] = {name: value}
                lookup.within(Narrowing(**given))
                deciding |= {name: value} if name != "year" else {}
            except KgError as error:
                found[name] = error
    within = lookup.within(Narrowing(**deciding))
    for name in [*question.by_name, *(name for name in arguments if name not in (*question.by_name, *NARROWING))]:
        own = tuple(p for p in question.parameters if p.name == name)
        alone = replace(question, parameters=own) if own else question  # which says what it takes instead
        try:
            bind(alone, {name: arguments.get(name, "")}, within)
        except KgError as error:
            found.setdefault(name, error)
    return found


def _named(term: Term | None, records: Collection[str], lookup: Lookup) -> str:
    """The IRI of a term that is a thing, claim or figure; "" for all else."""
    if not isinstance(term, NamedNode):
        return ""
    return term.value if term.value in records or lookup.descriptions.of(term.value).one("kg:class") else ""


def _narrowed(
    lookup: Lookup, question: Question, arguments: Mapping[str, str]
) -> tuple[Lookup, Lookup, dict[str, str]]:
    """The lookup within what the arguments narrow the question to beside its own parameters; within all of it, which
    decides what names mean; and the question's own arguments.
    """
    given: dict[str, Any] = {name: arguments[name] for name in NARROWING if arguments.get(name)}
    added = {name: value for name, value in given.items() if name not in question.by_name}
    deciding = added | {name: value for name, value in given.items() if name != "year"}
    own = {name: value for name, value in arguments.items() if name in question.by_name or name not in NARROWING}
    return lookup.within(Narrowing(**added)), lookup.within(Narrowing(**deciding)), own


def _among(question: Question, narrowed: Lookup) -> str:
    """The query of a question; where it counts, of what the lookup is narrowed to alone."""
    if not question.counted or narrowed.narrowing == Narrowing():
        return question.query
    return among(question.query, question.counted, narrowed.record_iris())


def among(query: str, variables: Iterable[str], iris: Collection[str]) -> str:
    """A query whose variables are among these IRIs of the graph, which is said wherever it is marked (`MARK`).

    Raises QuestionError for a variable for which the query has no mark.
    """
    names = list(variables)
    if missing := [name for name in names if name not in marked(query)]:
        mark = f"# among: ?{missing[0]}"
        raise QuestionError(say("no line of the query is {mark!r}", mark=mark))
    clauses_of = {name: any_of(name, iris) for name in names}
    return MARK.sub(lambda mark: clauses_of.get(mark["name"], mark[0]), query)


def _has(
    narrowed: Lookup, question: Question, bindings: Mapping[str, Term], solution: Mapping[str, Term | None]
) -> bool:
    """Whether a lookup is narrowed to a solution: to every claim and figure that it rests on, or where it rests on
    none to any of the things that it names; and to the jurisdiction of such a thing, else of such a record.
    """
    if narrowed.narrowing == Narrowing():
        return True
    records = list(narrowed.records(_nodes(solution)).values())
    told = {name: term for name, term in solution.items() if name not in bindings}
    things = narrowed.things_among(_iris(told.values()))
    if question.counted:
        return narrowed.are_of(things) if things else True
    if not records:
        return bool(narrowed.standing(things or narrowed.things_among(_iris(bindings.values()))))
    return narrowed.told(records) and narrowed.are_of(things or [end for of in records for end in ends(of)])


def _iris(terms: Iterable[Term | None]) -> list[str]:
    return [term.value for term in terms if isinstance(term, NamedNode)]


def _nodes(solution: Mapping[str, Term | None]) -> list[str]:
    """The IRIs in a solution, those that `RECORDS` lists among them, each once; that of `RECORD` first."""
    terms = {RECORD: solution.get(RECORD)} | dict(solution)
    listed = terms.pop(RECORDS, None)
    iris = _iris(terms.values())
    return list(dict.fromkeys([*iris, *(listed.value.split() if listed is not None else ())]))


def bind(question: Question, arguments: Mapping[str, str], lookup: Lookup) -> dict[str, Term]:
    """The terms that a question's arguments mean, by variable; raises as `ask` does."""
    unknown = sorted(set(arguments) - set(question.by_name))
    if unknown:
        wrong = say("{question} has no parameter {name!r}", question=question.name, name=unknown[0])
        raise QuestionError(clauses(wrong, say("it takes {options}", options=options_text(question))))
    missing = [p.name for p in question.parameters if p.required and not arguments.get(p.name)]
    if missing:
        told = say("{question} needs a value for {names}", question=question.name, names=listed(missing))
        raise QuestionError(told)
    return {name: _term(question.by_name[name], value, lookup) for name, value in arguments.items() if value}


def _term(parameter: Parameter, value: str, lookup: Lookup) -> Term:
    if parameter.kind == "entity":
        return NamedNode(lookup.only(value, parameter.entity_class).iri)
    if parameter.kind in ("level", "predicate", "class"):
        return NamedNode(expand(f"kg:{lookup.term(parameter.kind, value)}"))
    if parameter.kind == "kind":
        return Literal(lookup.term("kind", value))
    if parameter.kind == "section":
        try:
            return Literal(lookup.term("section", value))
        except NoSuchTermError as error:
            told = say(
                "{name}: {value!r} is no section of what was read; expected a name such as 5(1) or 五（一）, "
                "or one of {allowed}",
                name=parameter.name,
                value=value,
                allowed=listed(error.allowed),
            )
            raise QuestionError(told) from None
    if parameter.kind == "year":
        try:
            return Literal(numbers.year(value))
        except ValueError as error:
            raise QuestionError(say("{name}: {problem}", name=parameter.name, problem=error)) from None
    return Literal(lookup.store.names.simplified(value))


def _cell(name: str, term: Term | None, lookup: Lookup) -> str:
    """A term as people read it: the label of an IRI, a claim as a sentence, else its CURIE."""
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return lookup.label(term.value) or lookup.sentence(term.value) or compress(term.value)
    match name:
        case "round":
            return round_text(term.value, lookup.language)
        case "basis":
            return lookup.basis_label(term.value)
        case _:
            return term.value
