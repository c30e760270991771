"""The question catalogue: `kg/questions/*.rq`, one file a question for every face.

A file is a query that runs as it stands, under a header in TOML whose lines begin with `#| `:
title and wording in both languages, typed parameters, what the columns mean. A parameter is the
variable of its name; it is bound as a term and never pasted into the text.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg.errors import NoSuchTermError, QuestionError
from kg.inputs import PACKAGE
from kg.lookup import Lookup
from kg.model import Receipt, edition_text
from kg.query import Solutions, run
from kg.store import Store, Term
from kg.vocabulary import compress, expand

FOLDER: Final = PACKAGE / "questions"
RECORD: Final = "claim"
"""The variable that holds the claim or figure on which a solution rests, for its receipt."""

Texts = Mapping[str, str]
"""A text by language, `zh` and `en`."""


@dataclass(frozen=True)
class Parameter:
    """A parameter: `kind` is entity, level, year, text, section, class or predicate; of an
    entity, `entity_class` is the class it must have. `example` gives an answer on real data.
    """

    name: str
    kind: str
    label: Texts
    required: bool
    example: str
    entity_class: str = "Entity"


@dataclass(frozen=True)
class Question:
    """A question of the catalogue; `columns` says what each variable means that is no parameter."""

    name: str
    title: Texts
    wording: Texts
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, Texts]
    query: str

    def column_label(self, name: str) -> Texts:
        """What a column of an answer means, be it a parameter or not."""
        return self.columns[name] if name in self.columns else self.by_name[name].label

    @cached_property
    def by_name(self) -> Mapping[str, Parameter]:
        """The parameters by their names."""
        return {parameter.name: parameter for parameter in self.parameters}


@dataclass(frozen=True)
class Row:
    """One solution: its cells by column, with labels for IRIs, and the receipt if it has a record.

    The columns are the question's own, and the parameters that were not given but have values.
    """

    cells: Mapping[str, str]
    receipt: Receipt | None


def catalogue(folder: Path = FOLDER) -> dict[str, Question]:
    """All questions by name, in order of their names."""
    return {path.stem: read_question(path) for path in sorted(folder.glob("*.rq"))}


def read_question(path: Path) -> Question:
    """The question of a file; raises QuestionError where its header is not as it should be."""
    lines = path.read_text("utf-8").split("\n")
    header = "\n".join(line.removeprefix("#|").strip() for line in lines if line.startswith("#|"))
    query = "\n".join(line for line in lines if not line.startswith("#|")).strip() + "\n"
    try:
        told = tomllib.loads(header)
        return Question(
            path.stem,
            told["title"],
            told["question"],
            tuple(_parameter(name, of) for name, of in told.get("parameters", {}).items()),
            told["columns"],
            query,
        )
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise QuestionError(f"{path.name}: the header lacks or breaks {error}") from error


def find_question(name: str) -> Question:
    """The question called `name`; raises QuestionError with the nearest names."""
    questions = catalogue()
    if name not in questions:
        raise QuestionError(str(NoSuchTermError(name, list(questions))).replace("the ontology", "the catalogue"))
    return questions[name]


def ask(
    store: Store,
    question: Question,
    arguments: Mapping[str, str],
    language: str = "en",
    notice: Callable[[str], None] | None = None,
) -> list[Row]:
    """The answer to a question, with labels in `language`; `notice` as `kg.lookup.Lookup` has it.

    `arguments` are what a person would type, by parameter: a name, a token, a year. Raises
    QuestionError for a parameter that is unknown or missing, NotFoundError, AmbiguousNameError or
    WrongClassError for a name that does not name one fitting thing.
    """
    lookup = Lookup(store, language, notice)
    bindings = bind(question, arguments, lookup)
    result = run(store, question.query, bindings)
    assert isinstance(result, Solutions)
    solutions = list(result)
    columns = [
        name
        for name in result.variables
        if name in question.columns or any(solution[name] is not None for solution in solutions)
    ]  # a parameter that was not given is what the answer says of it, unless it only filters
    shown = [name for name in columns if name not in bindings and name != RECORD]
    return [
        Row(
            {
                name: edition_text(cell, language) if name == "edition" else cell
                for name, cell in ((name, _cell(solution[name], lookup)) for name in shown)
            },
            lookup.receipt(record.value) if (record := solution.get(RECORD)) is not None else None,
        )
        for solution in solutions
    ]


def parse_arguments(question: Question, words: Sequence[str]) -> dict[str, str]:
    """What a command line says after a question's name: `--name value` or `--name=value`.

    Raises QuestionError for anything else.
    """
    arguments: dict[str, str] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not (equals or rest):
            wrong = f"{word} needs a value" if word.startswith("--") else f"{word!r} is not understood"
            raise QuestionError(f"{wrong}; {question.name} takes {_options(question)}")
        arguments[name] = value if equals else rest.pop(0)
    return arguments


def bind(question: Question, arguments: Mapping[str, str], lookup: Lookup) -> dict[str, Term]:
    """The terms that a question's arguments mean, by variable."""
    unknown = sorted(set(arguments) - set(question.by_name))
    if unknown:
        raise QuestionError(f"{question.name} has no parameter {unknown[0]!r}; it takes {_options(question)}")
    missing = [p.name for p in question.parameters if p.required and not arguments.get(p.name)]
    if missing:
        raise QuestionError(f"{question.name} needs a value for {', '.join(missing)}")
    return {name: _term(question.by_name[name], value, lookup) for name, value in arguments.items() if value}


def _term(parameter: Parameter, value: str, lookup: Lookup) -> Term:
    if parameter.kind == "entity":
        return NamedNode(lookup.only(value, parameter.entity_class).iri)
    if parameter.kind in ("level", "predicate", "class"):
        return NamedNode(expand(f"kg:{lookup.term(parameter.kind, value)}"))
    if parameter.kind == "section":
        try:
            return Literal(lookup.term("section", value))
        except NoSuchTermError as error:
            wrong = f"{parameter.name}: {value!r} is no section of what was read"
            expected = ", ".join(error.allowed)
            raise QuestionError(f"{wrong}; expected a name such as 5(1) or 五（一）, or one of {expected}") from None
    if parameter.kind == "year":
        if not (value.isascii() and value.isdigit()):
            raise QuestionError(f"{parameter.name}: {value!r} is no year; expected one such as 2023")
        return Literal(int(value))
    return Literal(value)


def _cell(term: Term | None, lookup: Lookup) -> str:
    """A term as people read it: the label of an IRI, a claim as a sentence, else its CURIE."""
    if term is None:
        return ""
    if not isinstance(term, NamedNode):
        return term.value
    return lookup.label(term.value) or lookup.sentence(term.value) or compress(term.value)


def _options(question: Question) -> str:
    return ", ".join(f"--{name}" for name in question.by_name) or "no parameters"


def _parameter(name: str, told: Mapping[str, object]) -> Parameter:
    label = told["label"]
    assert isinstance(label, Mapping)
    return Parameter(
        name,
        str(told["kind"]),
        label,
        bool(told.get("required", False)),
        str(told.get("example", "")),
        str(told.get("class", "Entity")),
    )
