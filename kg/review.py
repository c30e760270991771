"""What a reviewer of the tables is told: which rows lack a name in their words, which rates do
not recompute, which sentences no row rests on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kg.checks import Checked
from kg.errors import Problem
from kg.sources import SourceText, Span
from kg.tables import Figure, Relation, Tables, shown, table_paths


@dataclass(frozen=True)
class Rate:
    """A rate as reported, and what the figures that it names give, rounded as it is written."""

    figure: Figure
    numerator: Decimal
    denominator: Decimal
    computed: Decimal

    @property
    def agrees(self) -> bool:
        """Whether the two are the same."""
        return self.figure.value == self.computed


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
    or none of the subject where the actor is stated. Sources without a text are passed over.
    """
    forms = _forms(checked.tables)
    path = shown(table_paths(checked.tables.folder)["relations"])
    problems = []
    for row in checked.tables.relations:
        text = checked.texts.get(row.source)
        if text is None or row.stated != "explicit":
            continue
        words = _words_around(text, row)
        for column in ("object", *(("subject",) if row.actor_stated else ())):
            known = forms.get((row.source, getattr(row, column)), ())
            if not any(form in words for form in known):
                expected = " or ".join(known) or "a row in mentions.csv"
                message = f"{getattr(row, column)!r} is not named in the quote's sentence or the one before"
                problems.append(Problem(path, row.line, column, f"{message}; expected {expected}"))
    return problems


def rates(tables: Tables) -> list[Rate]:
    """Every rate that names its numerator and denominator, recomputed as a percentage."""
    values = {figure.id: figure.value for figure in tables.figures}
    found = []
    for figure in tables.figures:
        above, below = (_sum(values, ids) for ids in (figure.numerator, figure.denominator))
        if figure.value is None or above is None or not below:
            continue
        computed = (above / below * 100).quantize(figure.value, ROUND_HALF_UP)
        found.append(Rate(figure, above, below, computed))
    return found


def coverage(checked: Checked) -> Iterator[SectionCoverage]:
    """The coverage of each section of the sources whose text is at hand, in their order."""
    tables, forms = checked.tables, _forms(checked.tables)
    for source, text in checked.texts.items():
        every: list[Relation | Figure] = [*tables.relations, *tables.figures]
        rows = [row for row in every if row.source == source]
        quotes = [text.find(row.section, row.quote)[0] for row in rows]
        names = {form for (of, _), known in forms.items() if of == source for form in known}
        for token, section in text.sections.items():
            sentences = [s for s in text.sentences if section.start <= s.start < section.end and _says(text, s)]
            quoted = [s for s in sentences if any(q.start < s.end and s.start < q.end for q in quotes)]
            rest = [text.text[s.start : s.end].strip() for s in sentences if s not in quoted]
            unused = [words for words in rest if not any(name in words for name in names)]
            yield SectionCoverage(source, token, len(sentences), len(quoted), len(rest) - len(unused), tuple(unused))


def _forms(tables: Tables) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The forms under which a source names a thing, by source and thing."""
    forms: dict[tuple[str, str], list[str]] = {}
    for mention in tables.mentions:
        known = forms.setdefault((mention.source, mention.entity), [])
        if mention.form not in known:
            known.append(mention.form)
    return {key: tuple(known) for key, known in forms.items()}


def _words_around(text: SourceText, row: Relation) -> str:
    """The sentence of a row's quote, with the one before it."""
    sentence = text.sentence(text.find(row.section, row.quote)[0])
    before = text.sentence(Span(sentence.start - 1, sentence.start)) if sentence.start else sentence
    return text.text[before.start : sentence.end]


def _sum(values: Mapping[str, Decimal | None], ids: tuple[str, ...]) -> Decimal | None:
    """The sum of the figures with these ids; None if there is none, or one has no value."""
    found = [values.get(figure_id) for figure_id in ids]
    known = [value for value in found if value is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(found) else None


def _says(text: SourceText, span: Span) -> bool:
    return any(character.isalnum() for character in text.text[span.start : span.end])
