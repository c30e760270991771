"""What a report that was read shows of itself, as text: its proposed row, its sections, its damaged places."""

from typing import TYPE_CHECKING

from kg.folders import display_path
from kg.messages import say, say_count
from kg.terminal.streams import put, tell
from kg.terminal.text import print_table
from kg.text.damage import line_of

if TYPE_CHECKING:
    from kg.reading.laid import Prepared
    from kg.reading.proposals import Reading


def print_prepared(prepared: "Prepared") -> None:
    """Print the proposed row, the sections, what was taken from the text, and where it looks damaged."""
    row = prepared.described.row
    print_table((say("column"), say("proposed")), [[name, cell] for name, cell in row.items() if cell])
    put()
    print_sections(prepared)
    put()
    for told in prepared.told:
        put(told)
    for seen in prepared.suspicions:
        place = f"{display_path(prepared.text_path)}:{line_of(prepared.found.text, seen.offset)}"
        tell(f"{place}: {seen.told}")


def print_sections(prepared: "Prepared") -> None:
    """Print the sections of a text, with how many characters each has."""
    text = prepared.text
    rows = [[token, text.heading(token), str(span.end - span.start)] for token, span in text.sections.items()]
    print_table((say("section"), say("heading"), say("characters")), rows)


def print_reading(prepared: "Prepared", reading: "Reading") -> None:
    """Print what was proposed, and where it lies."""
    put(say("text: {path}", path=display_path(prepared.text_path)))
    told = say_count(
        "{count} proposal: {path}", "{count} proposals: {path}", count=len(reading.proposals),
        path=display_path(prepared.proposals_path),
    )  # fmt: skip
    put(told)
