"""What holds of the proposals of every text, for the tests of several files."""

from kg.reading.proposals import KINDS, Proposal
from kg.text.report import SourceText


def sound(text: SourceText, found: list[Proposal]) -> None:
    """What holds of every proposal: its quote stands once in its section, its words where it says."""
    for one in found:
        assert one.kind in KINDS
        assert len(text.find(one.section, one.quote)) == 1, one
        assert text.text[one.start : one.end] == one.fields["words"]
        span = text.sections[one.section]
        assert span.start <= one.start < one.end <= span.end
