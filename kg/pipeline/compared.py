"""What is derived of reports that tell of one act or figure: which differ, and which confirm what another claims."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Final, TypeVar

from kg.dates import ReducedDate
from kg.pipeline.acts import act_iri, standpoint
from kg.tables.reports import Checked, Registers
from kg.tables.rows import Figure, Relation
from kg.vocabulary import mint_iri

_Row = TypeVar("_Row", Relation, Figure)

_LOWER_BOUNDS: Final = ("at-least", "more-than")


def compared(checked: Checked) -> Iterator[tuple[str, str, str]]:
    """The claims and figures of different reports that differ about one act or figure, or of which one confirms the
    other, as triples of an IRI, a CURIE and an IRI, each read both ways.
    """
    for one, other in _differing(checked):
        yield mint_iri(one.id), "kg:differsFrom", mint_iri(other.id)
        yield mint_iri(other.id), "kg:differsFrom", mint_iri(one.id)
    for one, other in _confirming(checked):
        yield mint_iri(one.id), "kg:confirms", mint_iri(other.id)
        yield mint_iri(other.id), "kg:confirmedBy", mint_iri(one.id)


def _differing(checked: Checked) -> Iterator[tuple[Relation, Relation] | tuple[Figure, Figure]]:
    for rows in _of_acts(checked).values():
        subjects = defaultdict[str, set[str]](set)
        for row in rows:
            subjects[row.source].add(checked.registers.current_id(row.subject))
        for one, other in _pairs(rows):
            if _differ(one, other, subjects, checked.registers):
                yield one, other
    for figures in _of_indicators(checked).values():
        for first, second in _pairs(figures):
            if _exclude(first, second) or _exclude(second, first):
                yield first, second


def _confirming(checked: Checked) -> Iterator[tuple[Relation, Relation]]:
    """What the side that confers or approves tells, and what the recipient's side tells of itself, where they agree."""
    publishers = {report.source.id: report.source.publisher for report in checked.reports}
    differ = {(one.id, other.id) for one, other in _differing(checked)}
    for rows in _of_acts(checked).values():
        for pair in _pairs(rows):
            if checked.registers.ontology.properties[pair[0].predicate].act_class not in ("Conferral", "Pilot"):
                continue
            sides = {standpoint(row, publishers[row.source], checked.registers): row for row in pair}
            if sides.keys() == {"conferrer-side", "recipient-side"} and (pair[0].id, pair[1].id) not in differ:
                yield sides["conferrer-side"], sides["recipient-side"]


def _of_acts(checked: Checked) -> Mapping[str, list[Relation]]:
    """What is told of each act."""
    found = defaultdict[str, list[Relation]](list)
    for row in (row for report in checked.reports for row in report.relations if row.modality == "asserted"):
        if kind := checked.registers.ontology.properties[row.predicate].act_class:
            found[act_iri(kind, row, checked.registers)].append(row)
    return found


def _of_indicators(checked: Checked) -> Mapping[Hashable, list[Figure]]:
    """The figures with a value, of one thing, indicator and time; without a period of its own, that of its report."""
    found = defaultdict[Hashable, list[Figure]](list)
    for report in checked.reports:
        for row in (row for row in report.figures if row.value is not None):
            subject, period = checked.registers.current_id(row.subject), row.period or report.source.period
            found[subject, row.indicator, row.change_basis, period, row.as_of].append(row)
    return found


def _pairs(rows: Iterable[_Row]) -> Iterator[tuple[_Row, _Row]]:
    """The pairs of different reports."""
    return ((one, other) for one, other in combinations(rows, 2) if one.source != other.source)


def _differ(one: Relation, other: Relation, subjects: Mapping[str, set[str]], registers: Registers) -> bool:
    """Whether both state a date, level, round, year or conferring body of one participant, and not the same, or tell of
    participants that the other does not name; to tell less than another is not to differ.
    """
    first, second = registers.current_id(one.subject), registers.current_id(other.subject)
    if first != second:
        return first not in subjects[other.source] and second not in subjects[one.source]
    by, also = ({registers.current_id(body) for body in row.by} for row in (one, other))
    stated = ((one.level, other.level), (one.round, other.round), (one.year, other.year))
    return any(a and b and a != b for a, b in stated) or _apart(one.date, other.date) or not (by <= also or also <= by)


def _apart(one: ReducedDate | None, other: ReducedDate | None) -> bool:
    """Whether no day can be meant by both dates."""
    return bool(one and other) and (one.latest < other.earliest or other.latest < one.earliest)  # type: ignore[union-attr]


def _exclude(one: Figure, other: Figure) -> bool:
    """Whether the first is exact, and the second an exact number that is another, or a bound that it does not keep;
    about how much something is excludes nothing.
    """
    assert one.value is not None
    assert other.value is not None
    if one.bound not in ("", "exactly"):
        return False
    if other.bound in _LOWER_BOUNDS:
        return one.value < other.value or (one.value == other.value and other.bound == "more-than")
    return other.bound in ("", "exactly") and one.value != other.value
