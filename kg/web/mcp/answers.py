"""What the tools answer: plain data, so much of it as a reader takes in, each statement with its receipt and marks."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, Final, TypeVar

from kg.lookup.ask import ask
from kg.lookup.links import THROUGH, bundles
from kg.lookup.lookup import Lookup
from kg.lookup.plain import (
    answer_records,
    card_record,
    column_records,
    found_record,
    question_record,
    receipt_record,
    term_records,
)
from kg.lookup.records import Claim, FigureValue, Narrowing, Thing
from kg.messages import say
from kg.questions.catalogue import Question, catalogue, find_question
from kg.rdf.terms import NamedNode, Triple, short_text
from kg.sparql.process import Limits
from kg.sparql.results import Answer, Solutions
from kg.store.store import Reply
from kg.vocabulary import Language, compress, mint_iri

COUNTED: Final = 100_000
"""Solutions and triples that are counted at the most."""

Plain = dict[str, Any]
T = TypeVar("T")


def cut(name: str, whole: list[T], limit: int) -> Plain:
    """The first of a list under its name, with how many there are, and the advice to ask for fewer where that is not
    all.
    """
    return {name: whole[:limit], "total": len(whole)} | _told(min(limit, len(whole)), len(whole))


def _told(shown: int, total: int, *, more: bool = False) -> Plain:
    if shown == total and not more:
        return {}
    if more:
        return {"cut": say("{shown} of more than {total} are shown; ask for fewer", shown=shown, total=total)}
    return {"cut": say("{shown} of {total} are shown; ask for fewer, or for more by limit", shown=shown, total=total)}


def find(lookup: Lookup, text: str, type: str | None, of: str | None, limit: int) -> Plain:
    """The things that a text may name, best first."""
    narrowed = lookup.within(Narrowing(of=of)) if of else lookup
    found = narrowed.search(text, type, COUNTED)
    told = cut("found", found, limit)
    return told | {"found": [found_record(narrowed, one) for one in told["found"]]}


def show(lookup: Lookup, name: str, limit: int, *, stated_only: bool) -> Plain:
    """A row by its id, else the card of the thing that is so named, with so many of its links and figures."""
    row = lookup.row(name)
    if row is not None:
        return card_record(row, lookup.read)
    card = lookup.card(lookup.only(name), stated_only=stated_only, limit=limit)
    most = max(card.totals["links"], card.totals["figures"])
    return card_record(card, lookup.read) | _told(min(limit, most), most)


def asked(lookup: Lookup, name: str, arguments: Mapping[str, str], limit: int, **switches: bool) -> Plain:
    """The answer to a question of the catalogue."""
    question = find_question(name)
    rows = ask(lookup, question, {of: value for of, value in arguments.items() if value}, **switches)
    records = answer_records(rows, lookup.read, receipts=True)
    told = {"question": question.title[lookup.language], "columns": column_records(question, records)}
    return told | cut("rows", records, limit)


def queried(lookup: Lookup, sparql: str, limits: Limits, limit: int) -> Plain:
    """The result of a query, with the receipts of the claims and figures among what is shown."""
    reply = lookup.store.solve(sparql, limits)
    try:
        told, iris = _read(reply, limit)
    finally:
        reply.close()
    records = lookup.records(iris)
    receipts = {compress(iri): receipt_record(lookup, record) for iri, record in records.items()}
    labels = {
        compress(iri): label for iri in dict.fromkeys(iris) if iri not in records and (label := lookup.label(iri))
    }
    if reply.is_empty:
        told["hints"] = [hint.text(lookup.language) for hint in lookup.store.explain(sparql)]
    return told | {"receipts": receipts, "labels": labels}


def _read(reply: Reply, limit: int) -> tuple[Plain, list[str]]:
    """What a query is replied, so much of it, and the IRIs in that."""
    result = reply.result()
    if isinstance(result, Answer):
        return {"answer": result.value}, []
    shown: list[Any] = []
    iris: list[str] = []
    total = 0
    for one in islice(result, COUNTED + 1):
        total += 1
        if total <= limit:
            terms: Iterable[object]
            if isinstance(one, dict):
                terms = one.values()
                shown.append({name: short_text(term) for name, term in one.items()})
            else:
                assert isinstance(one, Triple)
                terms = (one.subject, one.predicate, one.object)
                shown.append([short_text(term) for term in terms])
            iris += [term.value for term in terms if isinstance(term, NamedNode)]
    name = "solutions" if isinstance(result, Solutions) else "triples"
    more = total > COUNTED
    counted = min(total, COUNTED)
    return {name: shown, "total": counted} | _told(len(shown), counted, more=more), iris


def receipts(lookup: Lookup, ids: Iterable[str], limit: int) -> Plain:
    """The receipts of claims and figures by their ids, and of all that is stated of things by their names."""
    found: list[Plain] = []
    total = 0
    for name in ids:
        row = lookup.row(name)
        if row is None:
            records, count = _records_of(lookup, lookup.only(name), max(limit - len(found), 0))
        else:
            records = list(lookup.records([mint_iri(row.id)]).values())  # none of an indicator
            count = len(records)
        found += [receipt_record(lookup, record) for record in records]
        total += count
    return {"receipts": found[:limit], "total": total} | _told(min(limit, total), total)


def _records_of(lookup: Lookup, thing: Thing, limit: int) -> tuple[list[Claim | FigureValue], int]:
    """The first claims and figures of a thing, at most so many, and how many there are."""
    own = [of for of in bundles(lookup, thing) if of.key != THROUGH]
    claims = lookup.claims(islice((told.claim for of in own for told in of), limit))
    figures, count = lookup.first_figures(thing, limit - len(claims))
    return [*claims.values(), *figures], sum(map(len, own)) + count


def questions(lookup: Lookup) -> Plain:
    """The catalogue of questions in brief: in one language, without the terms, which `terms` lists."""
    return {"questions": [_brief(question, lookup.language) for question in catalogue().values()]}


def _brief(question: Question, language: Language) -> Plain:
    return {
        "name": question.name,
        "question": question.wording[language],
        "parameters": [
            {"name": of.name, "kind": of.kind, "means": of.label[language], "required": of.required}
            | ({"example": of.example} if of.example else {})
            for of in question.parameters
        ],
    }


def whole_catalogue(lookup: Lookup) -> Plain:
    """The catalogue of questions with all that is known of each, in both languages."""
    return {"questions": [question_record(lookup, question) for question in catalogue().values()]}


def terms(lookup: Lookup, kind: str) -> Plain:
    """The terms of a kind."""
    return {"terms": term_records(lookup, kind)}
