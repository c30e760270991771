"""Every error that the package raises on purpose.

    KgError
    ├── TablesError      the tables do not pass: all their problems at once
    ├── StoreError       the store cannot be built or opened
    ├── NotFoundError    no entity has such a name
    ├── RecordError      the id of a claim or figure, where a thing is wanted
    ├── AmbiguousNameError  a name names several things, where one is wanted
    ├── WrongClassError  a name names a thing of another class than is wanted
    ├── NoWayError       no way leads from one thing to another
    ├── NoSuchTermError  no class, property or value of the ontology has such a name
    ├── MissingExtraError   what an optional extra brings is not installed
    ├── ModelError       a language model cannot be asked, or does not answer as it should
    ├── EndpointError    a SPARQL server cannot be asked, or does not answer as it should
    ├── FormatError      no such format, or not for this kind of result
    ├── PageError        the page cannot be drawn
    ├── AnswerError      an answer at a review is none to its question
    ├── DecidedSinceError   another window has decided this since it was shown
    ├── QuestionError    a question of the catalogue cannot be asked with these parameters
    │   └── NoSuchQuestionError   the catalogue has no such question
    └── QueryError       a query cannot be run
        ├── QuerySyntaxError    with line, column and the line itself
        ├── QueryRefusedError   an update, SERVICE, nesting too deep, or a text too long
        ├── QueryTimeoutError   it ran longer than allowed
        ├── QueryMemoryError    it needed more memory than allowed
        ├── QueryKilledError    somebody ended the process that answered it
        └── QueryBusyError      all processes that answer queries have been busy for long

They know no exit codes and no HTTP: the faces map them.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from kg.messages import clauses, either, listed, say, say_count


class Problem(NamedTuple):
    """One thing wrong with the input: where it is, and what to do about it.

    `line` counts from 1 (0: the file as a whole); `column` is a column's name ("" if none).
    """

    path: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        place = [self.path, str(self.line) if self.line else "", self.column]
        return ":".join(part for part in place if part) + f": {self.message}"


class KgError(Exception):
    """The base of every error below."""


class TablesError(KgError):
    """The tables do not pass; `problems` holds every reason, in order of place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class StoreError(KgError):
    """The store at `path` cannot be built or opened, for a `reason`."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {reason}")


class NotFoundError(KgError):
    """No entity has the name `name`, which may be empty; `suggestions` are the nearest names there are."""

    def __init__(self, name: str, suggestions: Sequence[str] = ()) -> None:
        self.name, self.suggestions = name, tuple(suggestions)
        if not name.strip():
            super().__init__(say("the name is empty: give a name, or a part of one"))
            return
        close = say("did you mean {names}?", names=either(self.suggestions)) if suggestions else ""
        super().__init__(clauses(say("nothing is called {name!r} in what was read", name=name), close))


class RecordError(KgError):
    """`name` is the id `id` of a record of the class called `found`, a claim, figure or indicator, where a thing is
    wanted.
    """

    def __init__(self, name: str, found: str, id: str) -> None:
        self.name, self.found, self.id = name, found, id
        super().__init__(say("{name!r} is an id ({found}), and no name of a thing; see kg show {id}", **vars(self)))


def read_instead(name: str, instead: str) -> str:
    """What is said where another name is read for one that nothing has."""
    return say("nothing is called {name!r}; read instead: {names}", name=name, names=instead)


class AmbiguousNameError(KgError):
    """`name` names several things where one is wanted; `things` are their ids with labels and places. A `narrowing`
    by report, place or year may decide which.
    """

    def __init__(self, name: str, things: Sequence[str], *, narrowing: bool = False, ids: Sequence[str] = ()) -> None:
        self.name, self.things, self.ids = name, tuple(things), tuple(ids)
        more = [say("and {count} more", count=len(self.things) - 6)] if len(self.things) > 6 else []
        head = say("{name!r} names {count} things; give one of their ids:", name=name, count=len(self.things))
        decide = say("or say which by --report, --place, --of or --year") if narrowing else ""
        super().__init__("\n".join(filter(None, ["\n  ".join([head, *self.things[:6], *more]), decide])))


class WrongClassError(KgError):
    """`name` names a thing of the class `found`, where one of `wanted` is expected."""

    def __init__(self, name: str, found: str, wanted: str) -> None:
        self.name, self.found, self.wanted = name, found, wanted
        super().__init__(
            say(
                "{name!r} is of the class {found}; expected is the class {wanted}",
                name=name,
                found=found,
                wanted=wanted,
            )
        )


class NoWayError(KgError):
    """No way of up to `hops` steps leads from the thing `start` to the thing `end`, or none but
    through those of `without` (labels all); where the search was stopped, after so many `links`, none was found.
    """

    def __init__(self, start: str, end: str, hops: int, without: Sequence[str] = (), links: int = 0) -> None:
        self.start, self.end, self.hops, self.without, self.links = start, end, hops, tuple(without), links
        told = (
            say_count(
                "no way of up to {count} step leads from {start} to {end} without {things} in what was read",
                "no way of up to {count} steps leads from {start} to {end} without {things} in what was read",
                count=hops,
                start=start,
                end=end,
                things=say(" and ").join(self.without),
            )
            if without
            else say_count(
                "no way of up to {count} step leads from {start} to {end} in what was read",
                "no way of up to {count} steps leads from {start} to {end} in what was read",
                count=hops,
                start=start,
                end=end,
            )
        )
        stopped = say_count(
            "but the search was stopped after {count} link",
            "but the search was stopped after {count} links",
            count=links,
        )
        super().__init__(clauses(told, stopped if links else ""))


class NoSuchTermError(KgError):
    """The ontology has no class, property or value `term`; `allowed` are those it has there, and
    `labels` what they are called.
    """

    def __init__(self, term: str, allowed: Sequence[str], labels: Sequence[str] = ()) -> None:
        self.term, self.allowed = term, tuple(allowed)
        wrong = say("{term!r} is not in the ontology", term=term)
        super().__init__(clauses(wrong, nearest(term, allowed, labels)))


def nearest(value: str, allowed: Sequence[str], labels: Sequence[str] = ()) -> str:
    """The last clause of a message: the nearest allowed value or label of one, or all values where
    they are few, or nothing.
    """
    if close := closest(value, [*allowed, *labels]):
        return say("did you mean {names}?", names=close)
    return say("expected one of {allowed}", allowed=listed(sorted(allowed))) if len(allowed) <= 16 else ""


def closest(value: str, choices: Sequence[str]) -> str:
    """The choice that is most like a value, the first of several; "" where none is much like it."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(value, choices, scorer=fuzz.ratio, score_cutoff=60)
    return found[0] if found else ""


class FormatError(KgError):
    """A format that is not known, or that cannot hold this kind of result."""


class PageError(KgError):
    """The page cannot be drawn: what it needs has not been made."""


class MissingExtraError(KgError):
    """The library `extra` is not installed, which an optional extra brings."""

    def __init__(self, extra: str) -> None:
        self.extra = extra
        super().__init__(say("{extra} is not installed; run: pip install {extra}", extra=extra))


class AnswerError(KgError):
    """An answer at a review is none to its question; `field` is the field that is wrong ("" if none)."""

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)


class DecidedSinceError(KgError):
    """Another window has decided a question of a review since it was shown."""

    def __init__(self) -> None:
        super().__init__(say("another window decided this since it was shown here; look at it again"))


class ModelError(KgError):
    """The language model at `host` cannot be asked, or does not answer as it should."""

    def __init__(self, host: str, problem: str, remedy: str) -> None:
        self.host = host
        super().__init__(clauses(problem, remedy))


class EndpointError(KgError):
    """The SPARQL server at `host` cannot be asked or filled, or does not answer as it should."""

    def __init__(self, host: str, problem: str, remedy: str) -> None:
        self.host = host
        super().__init__(clauses(problem, remedy))


class QuestionError(KgError):
    """A question that the catalogue does not have, or cannot ask with what it was given."""


class NoSuchQuestionError(QuestionError):
    """The catalogue has no question `name`; `allowed` are those that it has."""

    def __init__(self, name: str, allowed: Sequence[str]) -> None:
        self.name, self.allowed = name, tuple(allowed)
        super().__init__(clauses(say("{name!r} is not in the catalogue", name=name), nearest(name, allowed)))


class QueryError(KgError):
    """A query cannot be run."""


class QuerySyntaxError(QueryError):
    """A query is not SPARQL 1.1; `line` and `column` count from 1, `text` is that line."""

    def __init__(self, message: str, line: int, column: int, text: str) -> None:
        self.message, self.line, self.column, self.text = message, line, column, text
        super().__init__(say("line {line}, column {column}: {message}", line=line, column=column, message=message))


class QueryRefusedError(QueryError):
    """A query asks for what is not allowed here."""


class QueryTimeoutError(QueryError):
    """A query ran longer than `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        told = say("the query was ended after {seconds} s", seconds=format(seconds, "g"))
        super().__init__(clauses(told, say("let it ask for less, such as by LIMIT, or give it more time (--timeout)")))


class QueryMemoryError(QueryError):
    """A query needed more memory than `megabytes`."""

    def __init__(self, megabytes: int) -> None:
        self.megabytes = megabytes
        told = say("the query was ended since it needs more than {megabytes} MB of memory", megabytes=megabytes)
        remedy = say("let it sort or join less, or give it more (--memory)")
        super().__init__(clauses(told, remedy))


class QueryKilledError(QueryError):
    """The process that answered a query was ended from outside: by somebody, or for want of memory."""

    def __init__(self) -> None:
        super().__init__(say("the process that answered the query was ended from outside; ask again"))


class QueryBusyError(QueryError):
    """All processes that answer queries are busy; `seconds` is after how long to ask again."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(say("everybody who answers is busy; ask again in {seconds} s", seconds=seconds))
