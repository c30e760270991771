"""What clients send (Reconciliation Service API 0.2, sections 4.1 and 7.3), checked before anything is sought."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from starlette.exceptions import HTTPException

from kg.messages import abridged, say

LARGEST: Final = 2_000_000
"""Bytes of a request's body: some hundred names with all that may be known of them."""
BATCH: Final = 100
"""Queries of a batch."""
MOST_CANDIDATES: Final = 50
MOST_VALUES: Final = 20
"""Properties of a query, and values of one."""
MOST_IDS: Final = 500
MOST_PROPERTIES: Final = 50
"""Things whose values are asked for at once, and properties."""
LIMIT: Final = 10
"""Candidates where no limit is asked for."""
VALUES: Final = 1000
"""Values of one property of one thing, at the most."""

_CALLBACK: Final = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*(\.[A-Za-z_$][A-Za-z0-9_$]*)*")
_LONGEST_CALLBACK: Final = 100

Json = Mapping[str, Any]


class Query(NamedTuple):
    """One query of a batch: a name, a class, how many candidates, and properties with the values that they have."""

    name: str
    type: str = ""
    limit: int = LIMIT
    properties: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Extension(NamedTuple):
    """The things whose values are wanted, and of which properties, with how many of each at the most."""

    ids: tuple[str, ...]
    properties: tuple[tuple[str, int], ...]


def read_queries(text: str) -> dict[str, Query]:
    """A batch of queries by their keys; raises HTTPException: 400 for what is none, 413 for too many."""
    batch = _object(text, "queries")
    if len(batch) > BATCH:
        told = say("{count} queries in one batch, expected at most {most}", count=len(batch), most=BATCH)
        raise HTTPException(413, told)
    return {key: _query(key, query) for key, query in batch.items()}


def read_extension(text: str) -> Extension:
    """What a data extension query asks; raises HTTPException as `read_queries` does."""
    told = _object(text, "extend")
    ids, properties = told.get("ids"), told.get("properties")
    if not isinstance(ids, list) or not all(isinstance(id, str) for id in ids):
        raise _wrong("extend", say("ids is a list of ids"))
    if not isinstance(properties, list) or not all(isinstance(of, dict) for of in properties):
        raise _wrong("extend", say("properties is a list of objects, each with an id"))
    for name, count, most in (("ids", len(ids), MOST_IDS), ("properties", len(properties), MOST_PROPERTIES)):
        if count > most:
            raise HTTPException(413, say("{count} {name}, expected at most {most}", count=count, name=name, most=most))
    return Extension(tuple(dict.fromkeys(ids)), tuple(_setting(of) for of in properties))


def read_callback(name: str) -> str:
    """The name of a function to call with the answer (section 3.3, JSONP); raises HTTPException for no such name."""
    if len(name) > _LONGEST_CALLBACK or not _CALLBACK.fullmatch(name):
        raise HTTPException(400, say("callback: {name!r} is no name of a function", name=name))
    return name


def whole(name: str, value: object, most: int) -> int:
    """A whole number from 1, cut to the most that there may be; raises HTTPException for all else."""
    number = int(value) if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value, re.ASCII) else value
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise _wrong(name, say("{value!r} is no whole number from 1", value=value))
    return min(number, most)


def _query(key: str, told: object) -> Query:
    if not isinstance(told, dict):
        raise _wrong(key, say("a query is an object"))
    name, properties = told.get("query", ""), told.get("properties") or []
    if not isinstance(name, str):
        raise _wrong(key, say("query is a text"))
    if not isinstance(properties, list) or len(properties) > MOST_VALUES:
        raise _wrong(key, say("properties is a list of at most {most} objects", most=MOST_VALUES))
    limit = whole(key, told.get("limit", LIMIT) or LIMIT, MOST_CANDIDATES)
    return Query(name, _type(key, told.get("type")), limit, tuple(_property(key, of) for of in properties))


def _type(key: str, told: object) -> str:
    """The id of a class; of several the first, as clients send what they guess best first."""
    found = told[0] if isinstance(told, list) and told else told
    if isinstance(found, dict):
        found = found.get("id")
    if found in (None, "", []):
        return ""
    if not isinstance(found, str):
        raise _wrong(key, say("type is the id of a class"))
    return found


def _property(key: str, told: object) -> tuple[str, tuple[str, ...]]:
    if not isinstance(told, dict) or not isinstance(told.get("pid"), str) or "v" not in told:
        raise _wrong(key, say("a property is an object with pid and v"))
    values = told["v"] if isinstance(told["v"], list) else [told["v"]]
    if len(values) > MOST_VALUES:
        raise _wrong(key, say("a property has at most {most} values", most=MOST_VALUES))
    return told["pid"], tuple(filter(None, (_value(key, value).strip() for value in values)))


def _value(key: str, value: object) -> str:
    """A value as text: of what was matched already, the id."""
    if isinstance(value, dict):
        value = value.get("id")
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return ""
    if not isinstance(value, str | int | float):
        raise _wrong(key, say("a value is a text, a number, yes or no, or an object with an id"))
    return str(value)


def _setting(told: Json) -> tuple[str, int]:
    id, settings = told.get("id"), told.get("settings") or {}
    if not isinstance(id, str):
        raise _wrong("extend", say("properties is a list of objects, each with an id"))
    if not isinstance(settings, dict):
        raise _wrong(id, say("settings is an object"))
    limit = settings.get("limit")
    return id, VALUES if limit in (None, "", 0, "0") else whole(id, limit, VALUES)


def _object(text: str, name: str) -> Json:
    """The object that a parameter holds as JSON (RFC 8259)."""
    try:
        told = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):  # also an integer of thousands of digits
        raise _wrong(name, say("is no JSON")) from None
    if not isinstance(told, dict):
        raise _wrong(name, say("is JSON, but no object"))
    return told


def _no_number(constant: str) -> float:
    raise ValueError(constant)


def _wrong(name: str, problem: str) -> HTTPException:
    return HTTPException(400, say("{name}: {problem}", name=abridged(name), problem=problem))
