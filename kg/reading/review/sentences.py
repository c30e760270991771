"""The sentences of a report, for a reviewer to see those on which nothing rests."""

from collections.abc import Iterator

from kg.reading.proposals import Proposal
from kg.reading.review.questions import Question
from kg.text.chinese import is_character
from kg.text.report import SourceText, Span


def sentences(text: SourceText) -> list[Question]:
    """A question of the kind `sentence` for each sentence that is no heading: whether there is nothing in it.

    The same words in one section are one question.
    """
    found: dict[str, Question] = {}
    for section, span in _sentences(text):
        words = text.text[span.start : span.end]
        proposal = Proposal("sentence", section, span.start, span.end, words, "", (), {"words": words})
        question = Question("sentence", section, span.start, span.end, words, (proposal,), {}, {})
        found.setdefault(question.id, question)
    return list(found.values())


def _sentences(text: SourceText) -> Iterator[tuple[str, Span]]:
    """Each sentence with its section, without the blanks around it; one never reaches into the next section."""
    for section, whole in text.sections.items():
        heading = text.heading(section)
        for sentence in text.sentences:
            start, end = max(sentence.start, whole.start), min(sentence.end, whole.end)
            words = text.text[start:end].strip()
            if words and words != heading and any(map(is_character, words)):
                start += text.text[start:end].index(words)
                yield section, Span(start, start + len(words))
