"""Known names of other classes, and of places: each once a section, the ambiguous ones with all candidates."""

from collections.abc import Iterator
from typing import Final

from kg.reading.proposals import Proposal
from kg.reading.rules.passages import Passages
from kg.text.report import Span

_ELSEWHERE: Final = ("document", "body", "programme")


def propose_names(passages: Passages) -> Iterator[Proposal]:
    """Things of the lexicon that no other rule is for: fields of policy, groups, doctrines, honours."""
    registers = passages.registers
    seen: set[tuple[str, str]] = set()
    for clause in passages.clauses:
        for at, form in registers.lexicon.find(passages.folded, clause.start, clause.end):
            ids = registers.lexicon.ids(form)
            if any(registers.kind_of(id) in _ELSEWHERE for id in ids) or (clause.section, form) in seen:
                continue
            seen.add((clause.section, form))
            cls = registers.classes.get(ids[0], "") if len(ids) == 1 else ""
            yield from passages.proposal("name", clause, Span(at, at + len(form)), "known", ids, {"class": cls})


def propose_places(passages: Passages) -> Iterator[Proposal]:
    """Places of the register by their names, and the report's own as 我区 and 全区; those that bear one name are all
    candidates.
    """
    registers = passages.registers
    seen: set[tuple[str, str]] = set()
    for clause in passages.clauses:
        for at, form in registers.gazetteer.find(passages.folded, clause.start, clause.end):
            if (clause.section, form) not in seen:
                seen.add((clause.section, form))
                ids = registers.place_names[form]
                yield from passages.proposal("name", clause, Span(at, at + len(form)), "place", ids, {"class": "Place"})
