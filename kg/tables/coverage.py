"""What of the reports the rows rest on: which sentences no row uses, which rows lack a name in their words."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from kg.errors import Problem
from kg.messages import either, say
from kg.tables.reports import Checked, Report
from kg.tables.rows import Figure, Relation, problem_at
from kg.text.report import SourceText, Span


@dataclass(frozen=True)
class SectionCoverage:
    """How much of a section the rows rest on: its sentences, those that a relation or figure
    quotes, those in which a thing is only named, and the words of the rest.
    """

    source: str
    section: str
    sentences: int
    quoted: int
    named: int
    unused: tuple[str, ...]


def unnamed(checked: Checked) -> list[Problem]:
    """The explicit relations in whose sentence, or the one before, no form of the object stands,
    or none of the subject where the actor is stated. Reports without a text are passed over.
    """
    problems = []
    for report in checked.reports:
        if report.text is None:
            continue
        forms = _forms(report)
        for row in report.relations:
            if row.stated != "explicit":
                continue
            words = _words_around(report.text, row)
            for column in ("object", *(("subject",) if row.actor_stated else ())):
                known = forms.get(getattr(row, column), ())
                if not any(form in words for form in known):
                    message = say(
                        "{id!r} is not named in the quote's sentence or the one before; expected {forms}",
                        id=getattr(row, column),
                        forms=either(known) or say("a row in mentions.csv"),
                    )
                    problems.append(problem_at(row, column, message))
    return problems


def coverage(report: Report) -> Iterator[SectionCoverage]:
    """The coverage of each section of a report, in order; of none where its text is not at hand."""
    text = report.text
    if text is None:
        return
    every: list[Relation | Figure] = [*report.relations, *report.figures]
    quotes = [text.find(row.section, row.quote)[0] for row in every]
    names = {mention.form for mention in report.mentions}
    for token, section in text.sections.items():
        sentences = [s for s in text.sentences if section.start <= s.start < section.end and _says(text, s)]
        quoted = [s for s in sentences if any(q.start < s.end and s.start < q.end for q in quotes)]
        rest = [text.text[s.start : s.end].strip() for s in sentences if s not in quoted]
        unused = tuple(words for words in rest if not any(name in words for name in names))
        yield SectionCoverage(report.source.id, token, len(sentences), len(quoted), len(rest) - len(unused), unused)


def _forms(report: Report) -> Mapping[str, Collection[str]]:
    """The forms under which a report names a thing, by its id, each once and in order."""
    forms: dict[str, dict[str, None]] = {}
    for mention in report.mentions:
        forms.setdefault(mention.entity, {})[mention.form] = None
    return forms


def _words_around(text: SourceText, row: Relation) -> str:
    """The sentence of a row's quote, with the one before it."""
    sentence = text.sentence(text.find(row.section, row.quote)[0])
    before = text.sentence(Span(sentence.start - 1, sentence.start)) if sentence.start else sentence
    return text.text[before.start : sentence.end]


def _says(text: SourceText, span: Span) -> bool:
    return any(character.isalnum() for character in text.text[span.start : span.end])
