"""The question catalogue: `kg/questions/*.rq`, one file a question for every face.

A file is a query that runs as it stands, under a header in TOML whose lines begin with `#| `:
title and wording in both languages, typed parameters, what the columns mean. A parameter is the
variable of its name; it is bound as a term and never pasted into the text.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from kg.errors import NoSuchQuestionError, QuestionError
from kg.messages import abridged, clauses, listed, say

FOLDER: Final = Path(__file__).parent

MARK: Final = re.compile(r"^[ ]*# among: \?(?P<name>\w+)$", re.MULTILINE)
"""A line of a query, in whose place a variable is told to be among some IRIs when the query is narrowed."""

Texts = Mapping[str, str]
"""A text by language, `zh` and `en`."""

_LEFT_OUT: Final[Texts] = {"zh": "计划和候选不计。", "en": " Plans and candidacies are left out."}


GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "honours": ("honour", "conferrals"),
    "figures": ("indicator",),
    "programmes": ("programme", "doctrine"),
    "institutions": ("body", "founder", "party", "place"),
    "statements-and-rest": (),
}
"""The groups of questions, in order, each with the variables by any of which a question belongs to it; the last takes
the rest. `kg/words.json` says what they are called.
"""


@dataclass(frozen=True)
class Parameter:
    """A parameter: `kind` is entity, level, year, text, section, class, predicate or kind (of report);
    of an entity, `entity_class` is the class it must have. `example` gives an answer on real data.
    """

    name: str
    kind: str
    label: Texts
    required: bool
    example: str
    entity_class: str = "Entity"


@dataclass(frozen=True)
class Question:
    """A question of the catalogue; `columns` says what each variable means that is no parameter. `counted` are the
    variables whose claims and figures it counts, for each of which its query has a `MARK`.
    """

    name: str
    title: Texts
    wording: Texts
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, Texts]
    query: str
    counted: tuple[str, ...] = ()

    def column_label(self, name: str) -> Texts:
        """What a column of an answer means, be it a parameter or not."""
        return self.columns[name] if name in self.columns else self.by_name[name].label

    @property
    def counts(self) -> bool:
        """Whether its answer counts claims, and so has to leave some out by itself (`?statedOnly`)."""
        return "?statedOnly" in self.query

    @cached_property
    def group(self) -> str:
        """The first of `GROUPS` that it belongs to, by what its solutions speak of."""
        variables = {*self.columns, *self.by_name}
        return next((group for group, some in GROUPS.items() if variables & set(some)), [*GROUPS][-1])

    @cached_property
    def by_name(self) -> Mapping[str, Parameter]:
        """The parameters by their names."""
        return {parameter.name: parameter for parameter in self.parameters}


@cache
def catalogue(folder: Path = FOLDER) -> Mapping[str, Question]:
    """All questions by name, in order of their names; read once."""
    return {path.stem: read_question(path) for path in sorted(folder.glob("*.rq"))}


def marked(query: str) -> set[str]:
    """The variables for which a query has a `MARK`."""
    return {mark["name"] for mark in MARK.finditer(query)}


def read_question(path: Path) -> Question:
    """The question of a file; raises QuestionError where its header is not as it should be, or its query has not just
    the marks for what the header says that it counts.
    """
    lines = path.read_text("utf-8").split("\n")
    header = "\n".join(line.removeprefix("#|").strip() for line in lines if line.startswith("#|"))
    query = "\n".join(line for line in lines if not line.startswith("#|")).strip() + "\n"
    try:
        told = tomllib.loads(header)
        question = Question(
            path.stem,
            told["title"],
            _wording(told["question"], query),
            tuple(_parameter(name, of) for name, of in told.get("parameters", {}).items()),
            told["columns"],
            query,
            tuple(told.get("counted", ())),
        )
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise QuestionError(say("{file}: the header lacks or breaks {what}", file=path.name, what=error)) from error
    if wrong := sorted(set(question.counted) ^ marked(query)):
        mark = f"# among: ?{wrong[0]}"
        raise QuestionError(say("{file}: the header and the query differ in {mark!r}", file=path.name, mark=mark))
    return question


def find_question(name: str) -> Question:
    """The question called `name`; raises NoSuchQuestionError with the nearest names."""
    questions = catalogue()
    if name not in questions:
        raise NoSuchQuestionError(name, list(questions))
    return questions[name]


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
            wrong = (
                say("{option} needs a value", option=abridged(word))
                if word.startswith("--")
                else say("{word!r} is not understood", word=word)
            )
            takes = say("{question} takes {options}", question=question.name, options=options_text(question))
            raise QuestionError(clauses(wrong, takes))
        arguments[name] = value if equals else rest.pop(0)
    return arguments


def options_text(question: Question) -> str:
    """The options that a question takes, as a message names them."""
    return listed(f"--{name}" for name in question.by_name) or say("no parameters")


def _wording(texts: Texts, query: str) -> Texts:
    """The wording of a question, which says so where its query takes only what is asserted."""
    facts = "kg:modality kg:asserted" in query
    return {language: text + _LEFT_OUT[language] for language, text in texts.items()} if facts else texts


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
