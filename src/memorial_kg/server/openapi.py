"""Describes what programs may ask, in OpenAPI 3.1: the bundled queries from their headers, and the features."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memorial_kg import __version__
from memorial_kg.queries import Parameter
from memorial_kg.server.bundled import Bundled
from memorial_kg.server.features import COLLECTIONS
from memorial_kg.server.openapi_finding import BROWSE, BROWSE_CONTENT, SEARCH, SEARCH_CONTENT
from memorial_kg.server.problems import PROBLEM_TYPE

__all__ = ["LONGEST", "MOST_VALUES", "OPENAPI_TYPE", "document"]

OPENAPI_TYPE = "application/vnd.oai.openapi+json;version=3.1"
MOST_VALUES, LONGEST = 50, 500  # values of one parameter, and characters of one value
_Json = dict[str, Any]

# What a value of each type looks like; the library checks more (a day has to be in the calendar).
_TYPES: dict[str, _Json] = {
    "iri": {"type": "string", "minLength": 1, "maxLength": LONGEST},
    "string": {"type": "string", "maxLength": LONGEST},
    "integer": {"type": "string", "pattern": "^(any|[+-]?[0-9]{1,18})$"},
    "date": {"type": "string", "pattern": "^(any|[0-9]{4}-[0-9]{2}-[0-9]{2})$"},
    "language": {"type": "string", "pattern": "^(any|[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*)$", "maxLength": LONGEST},
}
_WRONG = {
    "400": "A parameter is unknown, or its value is not what it has to be",
    "404": "There is nothing of this name",
    "406": "There is no form that the client accepts",
    "413": "The answer is larger than answers may be",
    "414": "The address is too long",
    "429": "This client asks too often",
    "500": "The server failed",
    "503": "The server has too much to do, or the query took too long",
}
_RESULTS: _Json = {
    "type": "object",
    "required": ["head"],
    "properties": {
        "head": {"type": "object", "properties": {"vars": {"type": "array", "items": {"type": "string"}}}},
        "results": {
            "type": "object",
            "required": ["bindings"],
            "properties": {
                "bindings": {
                    "type": "array",
                    "items": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Term"}},
                }
            },
        },
        "boolean": {"type": "boolean"},
    },
}
_TERM: _Json = {
    "type": "object",
    "required": ["type", "value"],
    "properties": {
        "type": {"enum": ["uri", "literal", "bnode"]},
        "value": {"type": "string"},
        "xml:lang": {"type": "string"},
        "datatype": {"type": "string"},
    },
}
_PROBLEM: _Json = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}
_FEATURE: _Json = {
    "type": "object",
    "required": ["type", "id", "geometry", "properties"],
    "properties": {
        "type": {"const": "Feature"},
        "id": {"type": "string"},
        "geometry": {"type": ["object", "null"]},
        "properties": {"type": "object"},
        "links": {"type": "array", "items": {"$ref": "#/components/schemas/Link"}},
    },
}
_FEATURES: _Json = {
    "type": "object",
    "required": ["type", "numberMatched", "numberReturned", "links", "features"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "numberMatched": {"type": "integer", "minimum": 0},
        "numberReturned": {"type": "integer", "minimum": 0},
        "links": {"type": "array", "items": {"$ref": "#/components/schemas/Link"}},
        "features": {"type": "array", "items": {"$ref": "#/components/schemas/Feature"}},
    },
}
_LINK: _Json = {
    "type": "object",
    "required": ["href", "rel"],
    "properties": {name: {"type": "string"} for name in ("href", "rel", "type", "title")},
}
_SCHEMAS = {
    "Results": _RESULTS,
    "Term": _TERM,
    "Problem": _PROBLEM,
    "Feature": _FEATURE,
    "Features": _FEATURES,
    "Link": _LINK,
}


def document(queries: Mapping[str, Bundled], title: str, root: str) -> _Json:
    """The whole description; `root` is the address under which the server is shown."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": __version__,
            "description": "Bundled questions about the graph, and features with their positions.",
        },
        "servers": [{"url": root or "/"}],
        "paths": {
            **{f"/api/{name}": _query(each) for name, each in queries.items()},
            **_finding(),
            **_features(),
            **_lists(),
        },
        "components": {"schemas": _SCHEMAS},
    }


def _query(asked: Bundled) -> _Json:
    query = asked.query
    content = {media_type: _content(media_type) for media_type in asked.formats}
    parameters = [_parameter(each) for each in query.parameters]
    named = {"type": "string", "enum": asked.names}
    parameters.append(_in_query("format", named, "The format of the answer, before the Accept header"))
    return _get(f"query-{query.name}", query.title, query.description, parameters, content, ["queries"])


def _content(media_type: str) -> _Json:
    if media_type in ("application/json", "application/sparql-results+json"):
        return {"schema": {"$ref": "#/components/schemas/Results"}}
    return {} if media_type.endswith("json") else {"schema": {"type": "string"}}


def _parameter(parameter: Parameter) -> _Json:
    """A parameter of a query, which may be given more than once."""
    schema = {"type": "array", "items": _TYPES[parameter.type], "minItems": 1, "maxItems": MOST_VALUES}
    words = f"{parameter.description or parameter.name}; `any` for any value; without it, {parameter.default}"
    made = _in_query(parameter.name, schema, words[:1].upper() + words[1:])
    return {**made, "style": "form", "explode": True, "example": [parameter.default]}


def _in_query(name: str, schema: _Json, description: str) -> _Json:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def _get(  # noqa: PLR0913, PLR0917 - an operation has these parts
    id_: str, summary: str, description: str, parameters: list[_Json], content: _Json, tags: list[str]
) -> _Json:
    responses: _Json = {
        "200": {"description": "The answer", "content": content, "headers": {"ETag": {"schema": {"type": "string"}}}},
        "304": {"description": "The client has this answer already"},
    }
    for status, words in _WRONG.items():
        problem = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        responses[status] = {"description": words, "content": problem}
    operation = {"operationId": id_, "summary": summary, "parameters": parameters, "responses": responses, "tags": tags}
    return {"get": {**operation, **({"description": description} if description else {})}}


def _finding() -> _Json:
    words = ("Things by words in their labels and texts", "Memorials and proposals by what they have in common")
    return {
        "/api/search": _get("search", words[0], "", SEARCH, SEARCH_CONTENT, ["finding"]),
        "/api/browse": _get("browse", words[1], "", BROWSE, BROWSE_CONTENT, ["finding"]),
    }


# -- features ----------------------------------------------------------------------------------------------------------


def _features() -> _Json:
    one = {"application/geo+json": {"schema": {"$ref": "#/components/schemas/Feature"}}}
    many = {"application/geo+json": {"schema": {"$ref": "#/components/schemas/Features"}}}
    named = {"type": "string", "enum": [*COLLECTIONS]}
    collection = {"name": "collection", "in": "path", "required": True, "schema": named}
    item_id = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 100}
    item = {"name": "item", "in": "path", "required": True, "schema": item_id, "example": "tr-usak"}
    at = "/features/collections/{collection}"
    return {
        f"{at}/items": _get("items", "Features of a collection", "", [collection, *_PAGING], many, ["features"]),
        f"{at}/items/{{item}}": _get("item", "One feature", "", [collection, item], one, ["features"]),
        at: _get("collection", "A collection", "", [collection], _ANY_JSON, ["features"]),
    }


_ANY_JSON: _Json = {"application/json": {"schema": {"type": "object"}}}
_PAGING = [
    _in_query(
        "bbox",
        {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6},
        "West, south, east, north in degrees (or with heights, which are not looked at)",
    )
    | {"style": "form", "explode": False, "example": [26, 36, 45, 42]},
    _in_query(
        "datetime",
        {"type": "string", "minLength": 1, "maxLength": 64},
        "A day, or two with a slash between; `..` is open. What has no date is left out.",
    )
    | {"example": "2010-01-01/2014-12-31"},
    _in_query("limit", {"type": "integer", "minimum": 1, "maximum": 999_999_999, "default": 100}, "How many, at most"),
    _in_query(
        "offset", {"type": "integer", "minimum": 0, "maximum": 999_999_999, "default": 0}, "How many to pass over"
    ),
]


def _lists() -> _Json:
    said = {
        "/api": ("api", "The queries that there are", ["queries"]),
        "/features": ("features", "Where the features begin", ["features"]),
        "/features/conformance": ("conformance", "What the features conform to", ["features"]),
        "/features/collections": ("collections", "The collections that there are", ["features"]),
    }
    return {path: _get(id_, words, "", [], _ANY_JSON, tags) for path, (id_, words, tags) in said.items()}
