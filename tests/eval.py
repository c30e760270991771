"""`make eval`: proposals of the two reports against their reviewed rows.

What a report's rows alone brought is no part of the registers that it is read with: its own things, the forms in which
it names things, and the honours and indicators that no other report uses (`registers_for(..., leave_out=...)`).
What is left: the register of places, the other report's things by their full names, and the things of no place (`cn`)
that it names, in its forms.

The rules were written with both reports in view, so this says whether a change of a rule is one for the better, and no
more; how they do elsewhere, only texts of other places tell.

What counts as right:

- An entity is found where a proposal of its kind and section shares at least half of all characters (overlap over
  union, marks aside) with one of its reviewed forms there; `exact`, with the same ends. Reviewed are all mentions of
  classes below Document, Institution and Programme. A proposal is false that finds none of its kind, and may find
  two. Recall counts things a section, precision proposals.
- A figure is right by number where a proposal of the same value stands within its quote (one for each figure); its
  indicator, where the proposal's words and the reviewed wording agree (difflib ratio of at least 0.5, or the wording
  stands in words of up to thrice its length), and, where the other report uses the indicator too, its id is the first
  candidate as well; its subject, where one of the candidates (five at the most; a line of its own for the first
  three) is the thing's id or full name, or words that hold or are held by a form under which the report names the
  thing.
- An act (founded, issued, signed, piloted, held) is one for all its subjects; it is right where predicate and section
  are the same and the object is found as an entity is. Its subject is right where each reviewed subject is among the
  first three candidates, by id, by form or by full name.
- An honour is right where a title that is said to be held is a reviewed form of it. What is only sought must be none.

A rate is given with its Wilson interval (95 %).

Reports whose rows were reviewed from proposals stand apart, each with the sections that were read: who reviews is led
by what is proposed, so they measure nothing. They show what a change of a rule does to them.
"""

import argparse
import math
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from kg.folders import data_folder
from kg.ontology import read_ontology
from kg.reading.proposals import Proposal, Reading
from kg.reading.review.questions import questions
from kg.reading.rules.bodies import full_name
from kg.reading.rules.passages import Passages
from kg.reading.rules.propose import propose
from kg.reading.rules.registers import Registers, registers_for
from kg.tables.checks import read_checked
from kg.tables.reader import read_tables
from kg.tables.reports import Checked, Report

ENTITIES = {"document": "Document", "body": "Institution", "programme": "Programme"}
ACTS = ("founded", "issued", "signed", "piloted", "held")
SUBJECTS = 3
TYPED = ("440402-2023", "440309-2019")
"""The reports whose rows were typed without the tool: what proposals are measured by."""
OVERLAP = 0.5


@dataclass
class Score:
    """Right and false proposals, reviewed ones found and missed."""

    right: int = 0
    false: list[str] = field(default_factory=list)
    found: int = 0
    missed: list[str] = field(default_factory=list)

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.right + other.right, self.false + other.false, self.found + other.found, self.missed + other.missed
        )

    @property
    def proposals(self) -> int:
        return self.right + len(self.false)

    @property
    def reviewed(self) -> int:
        return self.found + len(self.missed)

    def line(self, name: str) -> str:
        if not self.reviewed:  # of a rule alone: what it missed is nobody's
            p = interval(self.right, self.proposals)
            return f"{name:34} {rate(self.right, self.proposals):5.2f} [{p[0]:.2f}, {p[1]:.2f}] n={self.proposals}"
        precision, recall = rate(self.right, self.proposals), rate(self.found, self.reviewed)
        both = precision + recall
        f1 = 2 * precision * recall / both if both else 0.0
        p, r = interval(self.right, self.proposals), interval(self.found, self.reviewed)
        return (
            f"{name:34} {precision:5.2f} [{p[0]:.2f}, {p[1]:.2f}] n={self.proposals:<4}"
            f" {recall:5.2f} [{r[0]:.2f}, {r[1]:.2f}] n={self.reviewed:<4} {f1:5.2f}"
        )


def rate(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def interval(part: int, whole: int) -> tuple[float, float]:
    """Wilson's interval of a rate at 95 %."""
    if not whole:
        return 0.0, 1.0
    z, p = 1.959964, part / whole
    middle = (p + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z * math.sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole)) / (1 + z * z / whole)
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass
class Case:
    """A report with its proposals, and what is reviewed of it."""

    report: Report
    registers: Registers
    proposals: list[Proposal]
    checked: Checked

    def __post_init__(self) -> None:
        assert self.report.text is not None
        self.text = self.report.text
        self.passages = Passages(self.text, self.registers)
        self.classes = {row.id: row.type for row in (*self.checked.registers.entities, *self.checked.registers.places)}
        self.labels = {
            row.id: row.label_zh for row in (*self.checked.registers.entities, *self.checked.registers.places)
        }
        self.forms: dict[tuple[str, str], list[str]] = defaultdict(list)
        for mention in self.report.mentions:
            self.forms[mention.section, mention.entity].append(mention.form)

    def asked(self) -> str:
        """How much is asked of a reviewer: the names of which the rules are sure are accepted in one list."""
        reading = Reading({"id": self.report.source.id, "profile": "core"}, tuple(self.proposals))
        asked = questions(reading, self.registers, self.text)
        sure = sum(question.is_sure for question in asked)
        spans = self.text.sections
        read = set(self.report.source.profile) - {"full", "core"} or set(spans)
        signs = sum(spans[id].end - spans[id].start for id in read)
        decisions = len(asked) - sure + bool(sure)
        return (
            f"{len(asked)} questions of the core in {signs} characters; {sure} sure names in one list make it "
            f"{decisions} decisions, {decisions * 5000 / signs:.0f} in 5,000"
        )

    def of(self, kind: str) -> list[Proposal]:
        return [one for one in self.proposals if one.kind == kind]

    def spans(self, section: str, thing: str) -> list[tuple[int, int]]:
        """Where the forms of a thing stand in a section."""
        return [(s.start, s.end) for form in self.forms[section, thing] for s in self.text.find(section, form)]

    def overlap(self, start: int, end: int, spans: Iterable[tuple[int, int]]) -> float:
        """The greatest share of characters that a stretch has in common with one of several, marks aside."""
        marks = set("“”《》")
        own = {at for at in range(start, end) if self.text.text[at] not in marks}
        best = 0.0
        for first, last in spans:
            other = {at for at in range(first, last) if self.text.text[at] not in marks}
            best = max(best, len(own & other) / len(own | other or {0}))
        return best


def entities(case: Case, kind: str, least: float) -> tuple[Score, dict[str, Score]]:
    ancestors = case.checked.registers.ontology.ancestors
    reviewed = {
        key: case.spans(*key)
        for key in case.forms
        if ENTITIES[kind] in ancestors.get(case.classes.get(key[1], ""), frozenset())
    }
    by_section: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key in reviewed:
        by_section[key[0]].append(key)
    total, rules, found = Score(), defaultdict(Score), set()
    for one in case.of(kind):
        hits = [key for key in by_section[one.section] if case.overlap(one.start, one.end, reviewed[key]) >= least]
        found.update(hits)
        score = (
            Score(right=1)
            if hits
            else Score(false=[f"{case.report.source.id} {one.section} {one.fields['words']} [{one.rule}]"])
        )
        total += score
        rules[one.rule] += score
    for key in reviewed:
        if key in found:
            total.found += 1
        else:
            total.missed.append(
                f"{case.report.source.id} {key[0]} {'/'.join(case.forms[key])} ({case.classes[key[1]]})"
            )
    return total, rules


def places(case: Case) -> Score:
    """Places of the register: right where the first candidate is the place that the section names so."""
    reviewed = {
        (mention.section, mention.form, mention.entity)
        for mention in case.report.mentions
        if case.classes.get(mention.entity) == "AdministrativeDivision"
    }
    found = {
        (one.section, one.fields["words"], one.candidates[0])
        for one in case.of("name")
        if one.rule == "place" and one.candidates
    }
    total = Score(right=len(found & reviewed), found=len(found & reviewed))
    total.false = [f"{case.report.source.id} {' '.join(key)}" for key in sorted(found - reviewed)]
    total.missed = [f"{case.report.source.id} {' '.join(key)}" for key in sorted(reviewed - found)]
    return total


def figures(case: Case) -> dict[str, Score]:
    """By number; with the indicator; with subject too."""
    scores = {
        name: Score()
        for name in ("number", "number, indicator", "number, indicator, subject", "same, subject of three")
    }
    rows = [row for row in case.report.figures if row.value is not None]
    known = {indicator.id for indicator in case.registers.indicators}
    left = [one for one in case.of("figure") if "value" in one.fields]
    taken: set[int] = set()
    for row in rows:
        quoted = case.text.find(row.section, row.quote)[0]
        fitting = [
            one
            for one in left
            if one.section == row.section
            and id(one) not in taken
            and float(one.fields["value"]) == float(row.value)
            and quoted.start - 2 <= one.start
            and one.end <= quoted.end + 2
        ]
        name = f"{case.report.source.id} {row.section} {row.quote} = {row.value} {row.indicator}, {row.wording}"
        if not fitting:
            for score in scores.values():
                score.missed.append(name)
            continue
        best = max(fitting, key=lambda one: (likeness(one.fields["wording"], row.wording), -one.start))
        taken.add(id(best))
        measured = likeness(best.fields["wording"], row.wording) >= 0.5
        if row.indicator in known:
            measured = measured and best.candidates[:1] == (row.indicator,)
        owners = best.fields["subjects"].split("|")
        subject = owner_of(case, row.subject, owners)
        of_three = owner_of(case, row.subject, owners[:SUBJECTS])
        whose = f"{row.subject} {case.labels.get(row.subject)}: {best.fields['subjects']}"
        told = f"{name} | {best.fields['wording']} {best.candidates[:1]} | {whose}"
        for key, right in (
            ("number", True),
            ("number, indicator", measured),
            ("number, indicator, subject", measured and subject),
            ("same, subject of three", measured and of_three),
        ):
            if right:
                scores[key].right += 1
                scores[key].found += 1
            else:
                scores[key].missed.append(told)
                scores[key].false.append(told)
    for one in left:
        if id(one) not in taken:
            for score in scores.values():
                score.false.append(
                    f"{case.report.source.id} {one.section} {one.quote} = {one.fields['value']} [{one.rule}]"
                )
    return scores


def likeness(one: str, other: str) -> float:
    plain = [text.replace("…", "").replace("“", "").replace("”", "") for text in (one, other)]
    whole = SequenceMatcher(None, *plain, autojunk=False).ratio()
    return max(whole, 1.0 if plain[1] and plain[1] in plain[0] and len(plain[0]) <= 3 * len(plain[1]) else 0.0)


def owner_of(case: Case, thing: str, names: list[str]) -> bool:
    """Whether one of the candidates is the thing: its id, a form of it, its full name."""
    forms = {re.sub("[“”]", "", form) for (_, id), found in case.forms.items() if id == thing for form in found}
    forms |= {case.labels.get(thing, "")}
    if thing in names:
        return True
    names = [re.sub("[“”]", "", part) for name in names for part in name.split("&")]
    return any(
        min(len(form), len(name)) >= 2 and (form in name or name in form or full_name(case.passages, name)[0] == form)
        for name in names
        for form in forms
        if form
    )


def acts(case: Case) -> tuple[Score, dict[str, Score], list[str], int]:
    """The acts by predicate, and of the right ones whose subject is not among the first candidates."""
    reviewed: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in case.report.relations:
        if row.predicate in ACTS and row.section != "sig":
            reviewed[row.section, row.predicate, row.object].append(row.subject)
    total, rules, found, wrong, right = Score(), defaultdict(Score), set(), [], 0
    for one in case.of("act"):
        hits = [
            key
            for key in reviewed
            if key[:2] == (one.section, one.fields["predicate"])
            and case.overlap(one.start, one.end, case.spans(key[0], key[2])) >= OVERLAP
        ]
        score = (
            Score(right=1)
            if hits
            else Score(
                false=[
                    f"{case.report.source.id} {one.section} {one.fields['predicate']} {one.quote}: "
                    f"{one.fields['words']}"
                ]
            )
        )
        total += score
        rules[one.fields["predicate"]] += score
        for key in hits:
            if key in found:
                continue
            found.add(key)
            names = list(one.candidates[:SUBJECTS])
            wanted = set(reviewed[key])
            missing = [id for id in wanted if not owner_of(case, id, names)]
            right += not missing
            if missing:
                wrong.append(
                    f"{case.report.source.id} {one.section} {one.quote}: {missing} not in {one.candidates[:SUBJECTS]}"
                )
    for key, subjects in reviewed.items():
        if key in found:
            total.found += 1
            rules[key[1]].found += 1
        else:
            forms = "/".join(case.forms[key[0], key[2]])
            miss = f"{case.report.source.id} {key[0]} {key[1]} {forms} {key[2]} by {subjects}"
            total.missed.append(miss)
            rules[key[1]].missed.append(miss)
    return total, rules, wrong, right


def honours(case: Case) -> Score:
    reviewed = {(row.section, row.object) for row in case.report.relations if row.predicate == "awarded"}
    total, found = Score(), set()
    for one in case.of("honour"):
        if one.fields["modality"] != "asserted":
            continue
        hits = {
            key
            for key in reviewed
            if key[0] == one.section and case.overlap(one.start, one.end, case.spans(*key)) >= OVERLAP
        }
        found |= hits
        if hits:
            total.right += 1
        else:
            total.false.append(f"{case.report.source.id} {one.section} {one.quote} -> {one.fields['words']}")
    for key in reviewed:
        if key in found:
            total.found += 1
        else:
            total.missed.append(f"{case.report.source.id} {key[0]} {key[1]}")
    return total


def cases(sources: Path) -> Iterator[Case]:
    """The reports whose texts are at hand, each read with what its own rows did not bring, in its profile."""
    data, ontology = data_folder(), read_ontology()
    checked = read_checked(data, sources)
    tables, _ = read_tables(data, ontology)
    for report in checked.reports:
        if report.text is not None:
            source = report.source
            registers = registers_for(tables, ontology, source.place, source.period.text, leave_out=source.id)
            read = set(source.profile) - {"full", "core"}
            found = [one for one in propose(report.text, registers) if not read or one.section in read]
            yield Case(report, registers, found, checked)


def measure(each: list[Case]) -> Iterator[tuple[str, Score]]:
    """Every line of the table, with its score."""
    for kind, name in (("document", "documents"), ("body", "institutions"), ("programme", "programmes")):
        for least, how in ((OVERLAP, ""), (1.0, ", exact ends")):
            total, by_rule = Score(), defaultdict(Score)
            for case in each:
                score, rules = entities(case, kind, least)
                total += score
                for rule, of in rules.items():
                    by_rule[rule] += of
            yield name + how, total
            if not how:
                yield from ((f"  rule {rule}", by_rule[rule]) for rule in sorted(by_rule))
    yield "places", sum((places(case) for case in each), Score())
    by_figure = [figures(case) for case in each]
    for key in by_figure[0] if by_figure else ():
        yield f"figures: {key}", sum((scores[key] for scores in by_figure), Score())
    yield from _acts(each)
    yield "honours", sum((honours(case) for case in each), Score())


def _acts(each: list[Case]) -> Iterator[tuple[str, Score]]:
    total, by_rule, subjects = Score(), defaultdict(Score), Score()
    for case in each:
        score, rules, wrong, right = acts(case)
        total += score
        subjects += Score(right, wrong, right, wrong)
        for rule, of in rules.items():
            by_rule[rule] += of
    yield "acts: object", total
    yield from ((f"  {rule}", by_rule[rule]) for rule in sorted(by_rule))
    yield "acts: subject in first three", subjects


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--list", metavar="KIND", nargs="?", const="", help="print misses and false ones, of lines that begin so"
    )
    parser.add_argument("--only", metavar="REPORT", default="", help="one report alone")
    options = parser.parse_args()
    sources = Path(os.environ.get("KG_SOURCES") or Path(__file__).parents[2] / "shared" / "sources")
    if not sources.is_dir():
        raise SystemExit(f"{sources}: no such folder of texts of reports; name one in KG_SOURCES")
    each = [case for case in cases(sources) if options.only in case.report.source.id]
    for case in each:
        print(
            f"{case.report.source.id}: {len(case.proposals)} proposals, {len(case.registers.forms)} forms were known; "
            f"{case.asked()}"
        )
    for title, part in (("typed without the tool", True), ("reviewed from proposals: no measure", False)):
        if of_part := [case for case in each if (case.report.source.id in TYPED) is part]:
            print_scores(title, of_part, options.list)


def print_scores(title: str, each: list[Case], list_of: str | None) -> None:
    print(f"\n{title:34} precision, 95 %          recall, 95 %             F1")
    listed: list[Callable[[], None]] = []
    for name, score in measure(each):
        print(score.line(name))
        if (list_of is not None and name.startswith(list_of)) or (name == "honours" and score.reviewed < 30):
            listed.append(lambda name=name, score=score: show(name, score))  # type: ignore[misc]
    for one in listed:
        one()


def show(name: str, score: Score) -> None:
    for what, lines in (("missed", score.missed), ("false", score.false)):
        for line in lines:
            print(f"{name}, {what}: {line}")


if __name__ == "__main__":
    main()
