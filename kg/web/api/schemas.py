"""The shapes of what is answered in JSON (JSON Schema 2020-12, which OpenAPI 3.1 takes)."""

from typing import Any, Final

from kg.lookup.records import Card, Thing

_TEXT: Final = {"type": "string"}
_TEXTS: Final = {"type": "array", "items": _TEXT}
_COUNT: Final = {"type": "integer", "minimum": 0}
_SWITCH: Final = {"type": "boolean"}
_BOTH: Final = {"type": "object", "required": ["en", "zh"], "properties": {"en": _TEXT, "zh": _TEXT}}


def _object(properties: dict[str, Any], optional: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """An object of these properties, each of which it has, but those that are optional."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "required": required, "properties": properties} | more


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _ref(name)}


SCHEMAS: Final[dict[str, Any]] = {
    "Any": {"type": "object"},
    "Error": _object(
        {
            "error": _TEXT,
            "suggestions": _TEXTS,
            "line": {"type": "integer"},
            "column": {"type": "integer"},
            "text": _TEXT,
        },
        optional=("suggestions", "line", "column", "text"),
    ),
    "Failing": _object({"status": {"const": "failing"}, "error": _TEXT}),
    "Health": _object(
        {"status": {"const": "ok"}, "version": _TEXT, "generation": _TEXT, "triples": _COUNT, "busy": _SWITCH}
    ),
    "Named": _object(
        {
            "id": _TEXT,
            "iri": {"type": "string", "format": "uri"},
            "label": _BOTH,
            "pinyin": _TEXTS,
            "names": _TEXTS,
            "class": _TEXT,
            "class_label": _BOTH,
            "place": _TEXT,
            "marks": _TEXTS,
        }
    ),
    "Found": _object({"found": {"type": "array", "items": _ref("FoundBy")}}),
    "FoundBy": _object(
        {
            "thing": _ref("Named"),
            "name": _TEXT,
            "kind": _TEXT,
            "report": _TEXT,
            "match": {"enum": ["exact", "begins", "holds", "words", "near"]},
        }
    ),
    "Parameter": _object(
        {
            "name": _TEXT,
            "kind": {"enum": ["entity", "level", "year", "text", "section", "class", "predicate", "kind"]},
            "label": _BOTH,
            "required": _SWITCH,
            "example": _TEXT,
            "class": _TEXT,
            "choices": _TEXTS,
        },
        optional=("class", "choices"),
    ),
    "Question": _object(
        {
            "name": _TEXT,
            "title": _BOTH,
            "question": _BOTH,
            "parameters": _list("Parameter"),
            "columns": {"type": "object", "additionalProperties": _BOTH},
            "counts": _SWITCH,
        }
    ),
    "Catalogue": _object({"questions": _list("Question")}),
    "Column": _object({"name": _TEXT, "label": {"anyOf": [_BOTH, {"type": "null"}]}}),
    "Answer": _object(
        {
            "question": _TEXT,
            "title": _TEXT,
            "count": _COUNT,
            "columns": _list("Column"),
            "rows": {"type": "array", "items": {"type": "object", "additionalProperties": _TEXT}},
            "read": {"type": "object", "additionalProperties": _TEXT},
        }
    ),
    "Thing": _object({name: _TEXT for name in Thing._fields if name != "marks"} | {"marks": _TEXTS}),
    "Card": _object(
        {name: {"type": "array"} for name in Card._fields if name not in ("thing", "totals")}
        | {"thing": _ref("Thing"), "totals": _ref("Totals"), "asked": _TEXT, "read": _TEXT}
    ),
    "Totals": _object({"links": _COUNT, "figures": _COUNT, "mentions": _COUNT}),
    "Citation": _object({"id": _TEXT, "iri": _TEXT, "version": _TEXT, "date": _TEXT, "text": _TEXT}),
    "Row": _object({"id": _TEXT, "class": _TEXT, "words": _TEXT, "citation": _ref("Citation")}, optional=("citation",)),
    "Shown": {"anyOf": [_ref("Card"), _ref("Row")]},
}
"""The schemas by name."""
