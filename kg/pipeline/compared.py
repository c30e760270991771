"""What is derived of reports that tell of one act or figure: which differ, which confirm what another claims, and which
conferrals are probably one.

What a report tells is kept as few words of each row, so that the rows of all reports need not be at hand together: only
what is told of one `topic` is compared.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import combinations
from typing import Final, NamedTuple, TypeVar

from kg.dates import ReducedDate
from kg.pipeline.acts import act_iri, standpoint
from kg.tables.acts import is_told_apart
from kg.tables.reports import Registers, Report
from kg.tables.rows import Relation
from kg.vocabulary import mint_iri

_LOWER_BOUNDS: Final = ("at-least", "more-than")
_CONFIRMED: Final = ("Conferral", "Pilot")
"""The classes of acts that have two sides, which may both tell of one."""


class Claimed(NamedTuple):
    """What a claim tells of an act; ids are those of what things are now. `ends` are those of a conferral, else empty;
    `side` is the one that tells, where an act has sides; `apart` is whether the words tell which conferral is meant.
    """

    id: str
    source: str
    act: str
    kind: str
    subject: str
    ends: tuple[str, ...]
    apart: bool
    by: frozenset[str]
    level: str
    round: str
    year: str
    date: ReducedDate | None
    side: str

    @property
    def topic(self) -> str:
        """What it is of: conferrals of one honour on one recipient are of one topic."""
        return "\t".join(self.ends) or self.act


class Measured(NamedTuple):
    """What a figure measures, and as what."""

    id: str
    source: str
    measured: tuple[str, ...]
    value: Decimal
    bound: str

    @property
    def topic(self) -> str:
        """What it is of."""
        return "\t".join(self.measured)


Told = Claimed | Measured
_Row = TypeVar("_Row", Claimed, Measured)


def told_by(report: Report, registers: Registers) -> Iterator[Told]:
    """What a report tells of acts, and its figures with a value; those without a period have that of their report."""
    for row in report.relations:
        kind = registers.ontology.properties[row.predicate].act_class
        if kind and row.modality == "asserted":
            yield _claimed(row, kind, report.source.publisher, registers)
    for figure in report.figures:
        if figure.value is not None:
            period = figure.period or report.source.period
            subject, as_of = registers.current_id(figure.subject), figure.as_of.text if figure.as_of else ""
            measured = (subject, figure.indicator, figure.change_basis, period.text, as_of)
            yield Measured(figure.id, figure.source, measured, figure.value, figure.bound)


def _claimed(row: Relation, kind: str, publisher: str, registers: Registers) -> Claimed:
    subject, obj = registers.current_id(row.subject), registers.current_id(row.object)
    return Claimed(
        row.id, row.source, act_iri(kind, row, registers), kind, subject,
        (subject, obj) if kind == "Conferral" else (), is_told_apart(row),
        frozenset(map(registers.current_id, row.by)), row.level, row.round, row.year, row.date,
        standpoint(row, publisher, registers) if kind in _CONFIRMED else "",
    )  # fmt: skip


def probably_same(told: Iterable[Told]) -> Iterator[tuple[str, str, str]]:
    """Conferrals that are probably one, each pair once, as triples of an IRI, a CURIE and an IRI: of one honour on one
    recipient, where the round and the year of one of them are not stated.
    """
    found = defaultdict[tuple[str, ...], dict[str, bool]](dict)
    for row in told:
        if isinstance(row, Claimed) and row.ends:
            found[row.ends][row.act] = row.apart
    for conferrals in found.values():
        for one, other in combinations(sorted(conferrals), 2):
            if not (conferrals[one] and conferrals[other]):
                yield one, "kg:probablySame", other


def compared(told: Iterable[Told]) -> Iterator[tuple[str, str, str]]:
    """The claims and figures of different reports that differ about one act or figure, or of which one confirms the
    other, as such triples, each read both ways.
    """
    acts, figures = defaultdict[str, list[Claimed]](list), defaultdict[Hashable, list[Measured]](list)
    for row in told:
        if isinstance(row, Claimed):
            acts[row.act].append(row)
        else:
            figures[row.measured].append(row)
    for rows in acts.values():
        yield from _of_act(rows)
    for measured in figures.values():
        for first, second in _pairs(measured):
            if _exclude(first, second) or _exclude(second, first):
                yield from _both(first, "kg:differsFrom", second, "kg:differsFrom")


def _of_act(rows: list[Claimed]) -> Iterator[tuple[str, str, str]]:
    """What is told of one act; what the side that confers or approves tells, and what the recipient's side tells of
    itself, confirm each other where they agree.
    """
    subjects = defaultdict[str, set[str]](set)
    for row in rows:
        subjects[row.source].add(row.subject)
    for one, other in _pairs(rows):
        if _differ(one, other, subjects):
            yield from _both(one, "kg:differsFrom", other, "kg:differsFrom")
        elif one.kind in _CONFIRMED:
            sides = {row.side: row for row in (one, other)}
            if sides.keys() == {"conferrer-side", "recipient-side"}:
                yield from _both(sides["conferrer-side"], "kg:confirms", sides["recipient-side"], "kg:confirmedBy")


def _both(one: Told, says: str, other: Told, says_back: str) -> Iterator[tuple[str, str, str]]:
    yield mint_iri(one.id), says, mint_iri(other.id)
    yield mint_iri(other.id), says_back, mint_iri(one.id)


def _pairs(rows: Iterable[_Row]) -> Iterator[tuple[_Row, _Row]]:
    """The pairs of different reports."""
    return ((one, other) for one, other in combinations(rows, 2) if one.source != other.source)


def _differ(one: Claimed, other: Claimed, subjects: Mapping[str, set[str]]) -> bool:
    """Whether both state a date, level, round, year or conferring body of one participant, and not the same, or tell of
    participants that the other does not name; to tell less than another is not to differ.
    """
    if one.subject != other.subject:
        return one.subject not in subjects[other.source] and other.subject not in subjects[one.source]
    stated = ((one.level, other.level), (one.round, other.round), (one.year, other.year))
    apart = any(a and b and a != b for a, b in stated) or _apart(one.date, other.date)
    return apart or not (one.by <= other.by or other.by <= one.by)


def _apart(one: ReducedDate | None, other: ReducedDate | None) -> bool:
    """Whether no day can be meant by both dates."""
    return bool(one and other) and (one.latest < other.earliest or other.latest < one.earliest)  # type: ignore[union-attr]


def _exclude(one: Measured, other: Measured) -> bool:
    """Whether the first is exact, and the second an exact number that is another, or a bound that it does not keep;
    about how much something is excludes nothing.
    """
    if one.bound not in ("", "exactly"):
        return False
    if other.bound in _LOWER_BOUNDS:
        return one.value < other.value or (one.value == other.value and other.bound == "more-than")
    return other.bound in ("", "exactly") and one.value != other.value
