"""The prompt for a report, with examples out of what was reviewed of others."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from kg.reading.language_model.answers import Piece, checked
from kg.reading.language_model.prompt import THINGS, Example, Prompt
from kg.reading.proposals import Proposal
from kg.reading.rules.acts import PREDICATES, verb_of
from kg.reading.rules.passages import Passages
from kg.reading.rules.registers import Registers
from kg.tables.bodies import body, read_patterns
from kg.tables.rows import Figure, Mention, Relation, Tables
from kg.text.report import clean


def prompt_for(tables: Tables, registers: Registers, leave_out: str = "") -> Prompt:
    """The prompt for a report: what its registers know of classes, and examples of other reports than `leave_out`."""
    classes = {kind: sorted(cls for cls, of in registers.kinds.items() if of == kind) for kind in THINGS}
    return replace(bare := Prompt(classes, PREDICATES, ()), examples=_examples(tables, registers, leave_out, bare))


_EXAMPLES: Final = 2


def _examples(tables: Tables, registers: Registers, leave_out: str, prompt: Prompt) -> tuple[Example, ...]:
    """Quotes of reviewed rows, of an honour if there is one, and that show the most kinds: of two as good, the first by
    report, section and words. Only what would pass as an answer is shown as one.
    """
    left, shown = list(_all_examples(tables, registers, leave_out)), set[str]()
    chosen: list[Example] = []
    while left and len(chosen) < _EXAMPLES:
        best = max(left, key=lambda one: _worth(_kinds(one) - shown, one))
        left.remove(best)
        if _passes(best, registers, prompt):
            shown |= _kinds(best)
            chosen.append(best)
    return tuple(chosen)


def _passes(example: Example, registers: Registers, prompt: Prompt) -> bool:
    text = clean("", example.text)
    passages, piece = Passages(text, registers), Piece("s0", text.sections["s0"])
    return all(isinstance(checked(passages, piece, cells, prompt), Proposal) for cells in example.readings)


def _worth(new: set[str], example: Example) -> tuple[bool, int, int]:
    return "honour" in new, len(new), len(example.readings)


def _kinds(example: Example) -> set[str]:
    return {reading["kind"] for reading in example.readings}


_Place = tuple[str, str]  # source and section


def _all_examples(tables: Tables, registers: Registers, leave_out: str) -> Iterator[Example]:
    patterns = read_patterns(tables)
    mentions, rows = (
        defaultdict[_Place, list[Mention]](list),
        defaultdict[tuple[str, ...], list[Relation | Figure]](list),
    )
    for mention in tables.mentions:
        mentions[mention.source, mention.section].append(mention)
    stated_rows: tuple[Relation | Figure, ...] = (*tables.relations, *tables.figures)
    for row in stated_rows:
        if row.source != leave_out:
            rows[row.source, row.section, row.quote].append(row)
    for (source, section, quote), stated in sorted(rows.items()):
        forms: dict[str, str] = {}
        for mention in sorted(mentions[source, section], key=lambda one: len(one.form)):
            if mention.form in quote:
                forms[mention.entity] = mention.form  # the longest last
        things = {id: thing.type for id in forms if (thing := body(id, patterns))}
        if "Person" not in things.values():  # who is no official is sent nowhere
            kinds = {id: registers.kinds.get(cls, "") for id, cls in things.items()}
            readings = (*_things(forms, things, kinds), *_acts(forms, stated), *_figures(forms, stated))
            yield Example(quote, sorted(readings, key=lambda one: quote.find(one["words"])))


def _reading(kind: str, words: str, **fields: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {"class": "", "predicate": "", "verb": "", "subjects": [], "by": "", "wording": ""}
    return {"kind": kind, "words": words} | empty | fields


def _things(forms: Mapping[str, str], classes: Mapping[str, str], kinds: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The things of which no longer form is part."""
    for form, id in {form: id for id, form in forms.items()}.items():
        if kinds.get(id) in THINGS and not any(form in other and form != other for other in forms.values()):
            yield _reading(kinds[id], form.strip("《》"), **{"class": classes[id]})


def _acts(forms: Mapping[str, str], stated: Iterable[Relation | Figure]) -> Iterator[dict[str, Any]]:
    """Acts and honours, each with all its subjects."""
    found: dict[tuple[str, str], list[Relation]] = defaultdict(list)
    for row in stated:
        if isinstance(row, Relation) and row.modality == "asserted" and row.object in forms:
            found[row.predicate, row.object].append(row)
    for (predicate, thing), rows in found.items():
        words, quote = forms[thing].strip("《》"), rows[0].quote
        verb = rows[0].verb if rows[0].verb and rows[0].verb in quote else verb_of(predicate, quote)
        fields: dict[str, Any] = {
            "verb": verb,
            "subjects": [forms[row.subject] for row in rows if row.subject in forms],
        }
        if predicate == "awarded":
            by = next((forms[one] for one in rows[0].by if one in forms), "")
            yield _reading("honour", words.strip("“”"), by=by, **fields)
        elif predicate in PREDICATES:
            yield _reading("act", words, predicate=predicate, **fields)


def _figures(forms: Mapping[str, str], stated: Iterable[Relation | Figure]) -> Iterator[dict[str, Any]]:
    for row in stated:
        if (
            isinstance(row, Figure)
            and row.value is not None
            and row.value_text in row.quote
            and row.wording in row.quote
        ):
            subjects = [forms[row.subject]] if row.subject in forms else []
            yield _reading("figure", row.value_text, wording=row.wording, subjects=subjects)
