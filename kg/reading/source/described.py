"""The proposed row of a report in sources.csv: what a user gives, and else what the text says of itself."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from kg.dates import parse_date
from kg.errors import KgError
from kg.messages import clauses, listed, say
from kg.ontology import Ontology
from kg.reading.source.files import FoundText
from kg.reading.source.whose import place_of, publisher_of
from kg.reading.source.years import Years, kind_of, title_of, years_of
from kg.tables import cells
from kg.tables.places import full_name
from kg.tables.rows import Entity, Place, Source, Tables, columns
from kg.text.chinese import is_section, script_of
from kg.text.report import SourceText

FIRST_YEAR: Final = 1949

_TAILS: Final = {"rule-of-law": "", "work-report": "-work"}
_NO_TITLE: Final = (
    "所据副本未载标题：此标题用以说明其为何种文件。",
    "The copy carries no title: this one says what it is.",
)
_SHORT_TITLE: Final = (
    "所据副本的标题为“{title}”：此标题补出地方和年份。",
    "The copy's title is {title}: this one adds the place and the year.",
)


@dataclass(frozen=True)
class Given:
    """What a user gives of a report; "" (`period`: None) of what is to be proposed from its text."""

    place: str
    period: int | None = None
    kind: str = ""
    publisher: str = ""
    delivered: str = ""
    id: str = ""
    title: str = ""
    profile: str = "core"
    url: str = ""


@dataclass(frozen=True)
class Described:
    """The proposed row but for its id, which begins with `stem`; where what was given is another thing than the text
    says, a sentence each; and what was taken from the text, with its words.
    """

    row: Mapping[str, str]
    stem: str
    differences: tuple[str, ...]
    taken: tuple[str, ...]


def describe(text: SourceText, found: FoundText, given: Given, tables: Tables, ontology: Ontology) -> Described:
    """The proposed row of a report. Raises KgError for what is given wrong, and for what neither the user nor the text
    says.
    """
    _check(given, text, ontology)
    place = place_of(tables, given.place)
    title = title_of(text)
    seen = kind_of(text, title)
    kind = _kind(given, seen)
    publisher = publisher_of(tables, ontology, place, given.publisher)
    whose = _Whose(place, *full_name(place, {row.id: row for row in tables.places}), publisher)
    years = years_of(text, kind, title, str(given.period or ""))
    period, delivered = _dates(given, years)
    row = _titles(given.title, title, kind, whose, period, delivered) | {
        "kind": kind, "profile": given.profile or "core", "publisher": publisher.id, "place": place.id,
        "period": period, "published": delivered, "script": script_of(found.text),
        "sha256": hashlib.sha256(found.laid).hexdigest(), "url": given.url,
        "plans": "|".join(f"{section}:{year}" for section, year in years.plans),
    }  # fmt: skip
    return Described(
        {column.name: row.get(column.name, "") for column in columns(Source)},
        f"{place.code or place.id}-{period}{_TAILS.get(kind, publisher.id.removeprefix(place.code or place.id))}",
        (*_differences(given, kind, seen, years), *_elsewhere(text, place)),
        tuple(_taken(given, years)),
    )


def _kind(given: Given, seen: str) -> str:
    """The kind that is given, else the one that the text seems to be of. Raises KgError where neither says enough."""
    kind = given.kind or ("department" if given.publisher else seen)
    if not kind:
        raise KgError(say("the text does not show what kind of report it is; say it with --kind"))
    if kind == "department" and not given.publisher:
        raise KgError(say("this is a department's report; say whose with --publisher, such as 440309-justice-bureau"))
    return kind


def _dates(given: Given, years: Years) -> tuple[str, str]:
    """The period and the date of delivery, "" where neither the user nor the text says it. Raises KgError where they
    cannot be right, and where there is no period.
    """
    period = str(given.period or "") or (years.period.value if years.period else "")
    if not period:
        raise KgError(say("the text does not say which year it tells of; give it with --period"))
    delivered = given.delivered or (years.delivered.value if years.delivered else "")
    _check_dates(period, delivered)
    return period, delivered


# ---- What is given


def _check(given: Given, text: SourceText, ontology: Ontology) -> None:
    """Raises KgError, which names the option, for the first value that its column would not take."""
    columns_of = {column.name: column for column in columns(Source)}
    for field, column in (("kind", "kind"), ("publisher", "publisher"), ("delivered", "published"), ("id", "id"),
                          ("title", "title_zh"), ("profile", "profile"), ("url", "url")):  # fmt: skip
        value = getattr(given, field)
        try:
            columns_of[column].metadata["parse"](value, ontology)
        except ValueError as error:
            raise KgError(f"--{field}: " + say("{cell!r}: {problem}", cell=value, problem=error)) from None
    sections = cells.profile(given.profile, ontology)
    lacking = [token for token in sections if is_section(token) and token not in text.sections]
    if lacking:
        wrong = say("--profile: the text has no section {section}", section=listed(lacking))
        raise KgError(clauses(wrong, say("it has {sections}", sections=listed(text.sections))))


def _check_dates(period: str, delivered: str) -> None:
    """Raises KgError for a year that no report can be of."""
    today = date.today()
    if not FIRST_YEAR <= int(period) <= today.year:
        told = say("--period: {year} is no year that a report tells of; expected one from {first} to {last}",
                   year=period, first=FIRST_YEAR, last=today.year)  # fmt: skip
        raise KgError(told)
    day = parse_date(delivered) if delivered else None
    if day and day.earliest > today:
        raise KgError(say("--delivered: {date} is still to come; expected the day of the report", date=delivered))
    if day and day.latest.year < int(period):
        told = say("--delivered: {date} is before {period}, the year that the report tells of; correct one of them",
                   date=delivered, period=period)  # fmt: skip
        raise KgError(told)


# ---- Titles


@dataclass(frozen=True)
class _Whose:
    place: Place
    zh: str
    en: str
    publisher: Entity


def _titles(given: str, found: str, kind: str, whose: _Whose, period: str, delivered: str) -> dict[str, str]:
    """The titles in both languages, and notes where the text has none, or a short one."""
    made = _made_title(kind, whose, period, delivered)
    title, notes = given or found, ("", "")
    if not title:
        title, notes = made, _NO_TITLE
    elif not given and not _names_whose(found, whose):
        title, notes = made, (_SHORT_TITLE[0].format(title=found), _SHORT_TITLE[1].format(title=found))
    return {"title_zh": title, "title_en": _english_title(kind, whose, period, delivered), "note_zh": notes[0],
            "note_en": notes[1]}  # fmt: skip


def _names_whose(title: str, whose: _Whose) -> bool:
    return stem(whose.place) in title or whose.publisher.label_zh in title


def stem(place: Place) -> str:
    """The name of a place without the word for its kind; one of two characters keeps it."""
    return re.sub(r"(?<=..)(?:新区|自治[区州县旗]|[省市区县旗盟])$", "", place.label_zh)


def _made_title(kind: str, whose: _Whose, period: str, delivered: str) -> str:
    match kind:
        case "work-report":
            return whose.zh + (f"{delivered[:4]}年" if delivered else "") + "政府工作报告"
        case "department":
            return f"{whose.publisher.label_zh}{period}年工作报告"
    return f"{whose.zh}{period}年法治政府建设情况报告"


def _english_title(kind: str, whose: _Whose, period: str, delivered: str) -> str:
    place = whose.en.replace(", ", " of ")
    match kind:
        case "work-report":
            of = f"Report on the Work of the Government of {place}"
            return f"{of}, delivered in {delivered[:4]}" if delivered else f"{of}, on {period}"
        case "department":
            return f"Report of the {whose.publisher.label_en} on {period}"
    return f"Report on Building a Rule-of-law Government in {place} in {period}"


# ---- What the text says


def _differences(given: Given, kind: str, seen: str, years: Years) -> Iterator[str]:
    """Where an option is another thing than the text says."""
    for option, value, told in (("--period", str(given.period or ""), years.period),
                                ("--delivered", given.delivered, years.delivered)):  # fmt: skip
        if value and told and not _agree(value, told.value):
            yield say("{option} is {given}, and the text says {found}: {words!r}",
                      option=option, given=value, found=told.value, words=told.words)  # fmt: skip
    if given.kind and seen and given.kind != seen:
        yield say("--kind is {given}, and the text reads as {found}", given=kind, found=seen)


def _agree(one: str, other: str) -> bool:
    """Whether two reduced dates can be of one day."""
    return one.startswith(other) or other.startswith(one)


def _elsewhere(text: SourceText, place: Place) -> Iterator[str]:
    if stem(place) not in text.text:
        yield say("--place is {place}, which the text does not name", place=place.label_zh)


def _taken(given: Given, years: Years) -> Iterator[str]:
    if years.period and not given.period:
        yield say("period {date}, by the text: {words!r}", date=years.period.value, words=years.period.words)
    if years.delivered and not given.delivered:
        yield say("delivered {date}, by the text: {words!r}", date=years.delivered.value, words=years.delivered.words)
    if not (years.delivered or given.delivered):
        yield say("the text does not say when it was delivered; give it with --delivered, if you know it")
