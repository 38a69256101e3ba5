"""Derives `context.jsonld` and `record.schema.json` from the shapes, so that nothing is said twice.

A record with its ids and types *is* JSON-LD under the context: a key is a term of its class (type-scoped), a text is a
language map, a word of an enumeration is a term of its key (property-scoped).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeAlias

from memorial_kg.ontology.model import Key, Ontology, Shape
from memorial_kg.terms import XSD, compact

__all__ = ["DERIVED", "Json", "context", "record_schema"]

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | bool | None"

_LANGUAGE_TAG = "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"


def context(ontology: Ontology) -> dict[str, Json]:
    """The JSON-LD 1.1 context: one type-scoped context for each class. The base IRI is left to the document."""
    terms: dict[str, Json] = {"@version": 1.1, "id": "@id", "type": "@type"}  # type: ignore[dict-item]
    terms |= {prefix: {"@id": space, "@prefix": True} for prefix, space in sorted(ontology.prefixes.items())}
    for shape in sorted(ontology.shapes.values(), key=lambda shape: shape.name):
        term = compact(shape.cls, ontology.prefixes)
        terms[term.partition(":")[2]] = {
            "@id": term,
            "@context": {key.name: _term(key, ontology) for key in shape.keys.values()},
        }
    return {"@context": terms}


def _term(key: Key, ontology: Ontology) -> Json:
    path = compact(key.path, ontology.prefixes)
    if key.kind == "text":
        return {"@id": path, "@container": "@language"}
    if key.kind == "choice":
        words: dict[str, Json] = {
            word: compact(value, ontology.prefixes) for word, value in sorted(key.choices.items())
        }
        return {"@id": path, "@type": "@vocab", "@context": words}
    if key.kind == "plain":
        datatype = key.datatype if key.datatype != f"{XSD}string" else ""
        return {"@id": path, "@type": compact(datatype, ontology.prefixes)} if datatype else {"@id": path}
    return {"@id": path, "@type": "@id"}


def record_schema(ontology: Ontology) -> dict[str, Json]:
    """The JSON Schema (draft 2020-12) of a file of records, for editors. The strict door checks more than it says."""
    namespaces = ontology.subjects()
    branches: list[Json] = [
        {
            "if": {"properties": {"about": {"pattern": f"^{namespace}/"}}},
            "then": {"$ref": f"#/$defs/{ontology.by_namespace[namespace].name}Record"},
        }
        for namespace in namespaces
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://w3id.org/memorial-kg/record.schema.json",
        "title": "Records of memorial-kg",
        "type": "array",
        "items": {
            "type": "object",
            "required": ["record", *_required(ontology.shapes["Record"])],
            "properties": {"about": {"type": "string", "pattern": f"^({'|'.join(namespaces)})/"}},
            "allOf": branches,
        },
        "$defs": _definitions(ontology),
    }


def _definitions(ontology: Ontology) -> dict[str, Json]:
    definitions: dict[str, Json] = {
        "text": {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": _LANGUAGE_TAG},
            "additionalProperties": _one_or_more({"type": "string", "minLength": 1}),
        }
    }
    for name, shape in sorted(ontology.shapes.items()):
        definitions[name] = _object(shape, {"id": {"type": "string"}} if name != "Record" else {})
    header = ontology.shapes["Record"]
    of_record: dict[str, Json] = {"record": {"type": "string"}}
    for namespace in ontology.subjects():
        shape = ontology.by_namespace[namespace]
        extra = of_record | _properties(header)
        definitions[f"{shape.name}Record"] = _object(shape, extra, _required(header))
    return definitions


def _required(shape: Shape) -> list[Json]:
    return [key.name for key in shape.written_keys if key.required]


def _object(shape: Shape, extra: dict[str, Json], required: list[Json] | None = None) -> dict[str, Json]:
    needed = required if required is not None else _required(shape)
    made: dict[str, Json] = {"type": "object", "additionalProperties": False, "properties": _properties(shape) | extra}
    return made | ({"required": needed} if needed else {})


def _properties(shape: Shape) -> dict[str, Json]:
    return {key.name: _property(key) for key in shape.written_keys}


def _property(key: Key) -> Json:
    value = _VALUE_SCHEMAS[key.kind](key)
    described: dict[str, Json] = {"title": key.label, "description": key.description}
    return described | (value if key.single or key.kind == "text" else _one_or_more(value))


def _one_or_more(value: dict[str, Json]) -> dict[str, Json]:
    return {"anyOf": [value, {"type": "array", "minItems": 1, "items": value}]}


def _reference(_: Key) -> dict[str, Json]:
    return {"anyOf": [{"type": "string"}, {"type": "object", "required": ["id"]}]}


_VALUE_SCHEMAS: dict[str, Callable[[Key], dict[str, Json]]] = {
    "text": lambda _: {"$ref": "#/$defs/text"},
    # YAML editors read 2016 as a number; the door reads every scalar as a string.
    "plain": lambda _: {"type": ["string", "number", "boolean"]},
    "choice": lambda key: {"enum": [*sorted(key.choices)]},
    "iri": lambda _: {"type": "string"},
    "reference": _reference,
    "part": lambda key: {"$ref": f"#/$defs/{key.part}"},
}

# The derived files and what makes each. `python -m memorial_kg.ontology` writes them; a test says when one is stale.
DERIVED: dict[str, Callable[[Ontology], dict[str, Json]]] = {
    "context.jsonld": context,
    "record.schema.json": record_schema,
}


def derived_text(name: str, ontology: Ontology) -> str:
    """The content of one derived file, as it should be."""
    return json.dumps(DERIVED[name](ontology), ensure_ascii=False, indent=1) + "\n"
