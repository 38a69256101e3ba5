"""Describes `/api/search` and `/api/browse`, for the description of everything that programs may ask."""

from __future__ import annotations

from typing import Any

from memorial_kg.catalogue.browsing import ORDERS
from memorial_kg.catalogue.facets import FACETS
from memorial_kg.catalogue.texts import SEARCHED
from memorial_kg.site.finding.exporting import EXPORTS

__all__ = ["BROWSE", "BROWSE_CONTENT", "SEARCH", "SEARCH_CONTENT"]

_Json = dict[str, Any]
_COUNTED = {"type": "integer", "minimum": 0, "maximum": 999_999_999}
_TEXT = {"type": "string"}  # of any length: what is too long is cut, and what is not known is left out


def _parameter(name: str, schema: _Json, description: str) -> _Json:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def _found(of: str) -> _Json:
    return {
        "type": "object",
        "required": ["total", "offset", of],
        "properties": {
            "total": {"type": "integer", "minimum": 0},
            "offset": {"type": "integer", "minimum": 0},
            of: {"type": "array", "items": {"type": "object", "required": ["id", "iri", "label"]}},
        },
    }


_PAGED = [
    _parameter("limit", {**_COUNTED, "default": 20}, "How many, at most; the server has a most of its own"),
    _parameter("offset", {**_COUNTED, "default": 0}, "How many to pass over"),
    _parameter("lang", _TEXT, "The language of labels, if the site has it; else English"),
]
SEARCH = [
    _parameter("q", _TEXT, "Words to search for") | {"example": "usak"},
    _parameter("kind", {"type": "string", "enum": [*SEARCHED]}, "Only things of this kind"),
    *_PAGED,
]
SEARCH_CONTENT: _Json = {"application/json": {"schema": _found("hits")}}
BROWSE = [
    *(
        _parameter(name, {"type": "array", "items": _TEXT}, "Only what has one of these values; ids are in the answer")
        | {"style": "form", "explode": True}
        for name in FACETS
    ),
    _parameter("order", _TEXT, f"What to sort by: {', '.join(ORDERS)}"),
    _parameter("format", {"type": "string", "enum": ["json", *EXPORTS]}, "The form of the answer"),
    *_PAGED,
]
BROWSE_CONTENT: _Json = {
    "application/json": {"schema": _found("entries")},
    **{media_type.partition(";")[0]: {} for _, media_type, *_ in EXPORTS.values()},
}
