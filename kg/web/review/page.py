"""The review of a reading, as its page asks for it: what is asked once, what stands again and again, and decisions."""

from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg.errors import DecidedSinceError
from kg.folders import bundled_file, page_file
from kg.messages import say
from kg.ontology import read_labels
from kg.reading.review.answers import FIELDS, TOKENS, check
from kg.reading.review.decisions import UNDO, Decision, parse, standing
from kg.reading.review.questions import WORDS, Question
from kg.reading.review.review import Review
from kg.vocabulary import expand
from kg.web.http.bodies import body_json

Json = dict[str, Any]

LIMIT: Final = 2**20
"""Bytes of a request: some thousand decisions."""


def files() -> dict[str, Path]:
    """The page and its parts, by their paths; raises PageError where its script has not been made."""
    return {
        "/": page_file("review.html"),
        "/page.css": page_file("page.css"),
        "/review.css": page_file("review.css"),
        "/review.js": bundled_file("review.js"),
    }


def routes(review: Review) -> list[Route]:
    """What the page asks for: all of a review, what stands, and that decisions are written."""
    whole = _whole(review)

    def read(request: Request) -> Response:
        return JSONResponse(whole | {"state": _state(review)})

    def state(request: Request) -> Response:
        return JSONResponse(_state(review))

    async def decide(request: Request) -> Response:
        content = await body_json(request, LIMIT)
        return await run_in_threadpool(_decide, review, content)

    return [
        Route("/api/review", read),
        Route("/api/state", state),
        Route("/api/decisions", decide, methods=["POST"]),
    ]


def _decide(review: Review, content: Any) -> Response:
    """Write decisions; what stands then is the answer, also where another window was first."""
    decisions, seen = _parsed(content)
    asked = review.asked(review.standing())
    for decision in decisions:
        check(review, asked, decision)
    try:
        review.decide(decisions, seen)
    except DecidedSinceError as error:
        return JSONResponse({"error": str(error), "state": _state(review)}, 409)
    return JSONResponse(_state(review))


def _parsed(content: Any) -> tuple[list[Decision], int]:
    """The decisions of a request, and how many of their questions its page has seen; raises HTTPException."""
    try:
        seen, batch = content["seen"], content.get("batch", "")
        found = [parse({**cells, "by": "person", "batch": batch}) for cells in content["decisions"]]
        if isinstance(seen, int) and found and len({one.question for one in found}) == len(found):
            return found, seen
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    told = say("the request holds no decisions: each has a question, an answer, and the fields of what is accepted")
    raise HTTPException(400, told)


def _whole(review: Review) -> Json:
    """What of a review does not change while it goes on."""
    source, ontology, registers, text = review.reading.source, review.ontology, review.registers, review.text
    labels = read_labels()

    def called(curies: Collection[str]) -> Json:
        return {name: labels[expand(f"kg:{name}")] for name in sorted(curies)}

    return {
        "report": {"id": review.id, "zh": source.get("title_zh", ""), "en": source.get("title_en", "")},
        "place": registers.place.id,
        "text": text.text,
        "sections": [
            {"id": id, "start": span.start, "end": span.end, "heading": text.heading(id)}
            for id, span in text.sections.items()
        ],
        "questions": [_question(one.id, one) for one in review.questions],
        "sentences": [_question(one.id, one) for one in review.sentences.values()],
        "fields": FIELDS,
        "words": WORDS,
        "classes": called(ontology.classes),
        "predicates": called(ontology.properties),
        "tokens": {
            field: {token: labels[iri] for token, iri in ontology.tokens[scheme].items()}
            for field, scheme in TOKENS.items()
        },
        "things": {id: (label, registers.english.get(id, "")) for id, label in registers.labels.items()},
        "indicators": {row.id: (row.label_zh, row.label_en) for row in review.tables.indicators},
    }


def _question(id: str, question: Question) -> Json:
    return {
        "id": id,
        "kind": question.kind,
        "section": question.section,
        "start": question.start,
        "end": question.end,
        "fields": question.fields,
        "options": question.options,
        "sure": question.is_sure,
        "places": [(one.section, one.start, one.end) for one in question.proposals],
    }


def _state(review: Review) -> Json:
    """What was decided so far: what stands, how often each question was decided, what can be taken back in which
    order, the questions that were added, and the time that it took.
    """
    decisions = review.decisions()
    stands = standing(decisions)
    asked = review.asked(stands)
    known = {question.id for question in review.questions}
    return {
        "stands": {id: {"answer": one.answer, "fields": one.fields} for id, one in stands.items()},
        "seen": Counter(one.question for one in decisions),
        "history": history(decisions, {*asked, *review.sentences}),
        "added": [_question(id, question) for id, question in asked.items() if id not in known],
        "decisions": sum(one.answer != UNDO for one in decisions),
        "seconds": round(sum(one.seconds or 0 for one in decisions)),
    }


def history(decisions: Sequence[Decision], asked: Collection[str]) -> list[list[str]]:
    """The questions whose decisions can be taken back, in the order in which they were decided; those of one batch
    are one step.
    """
    steps: list[tuple[str, list[str]]] = []
    for one in decisions:
        if one.answer == UNDO:
            step = next((of for _, of in reversed(steps) if one.question in of), None)
            if step:
                step.remove(one.question)
        elif one.batch and steps and steps[-1][0] == one.batch:
            steps[-1][1].append(one.question)
        else:
            steps.append((one.batch, [one.question]))
    found = ([id for id in of if id in asked] for _, of in steps)
    return [of for of in found if of]
