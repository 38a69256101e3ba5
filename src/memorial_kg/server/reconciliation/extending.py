"""Gives columns for a table of reconciled things: the values of some properties of each."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from memorial_kg.catalogue.things import Said
from memorial_kg.ontology import Ontology
from memorial_kg.server.problems import Refused
from memorial_kg.server.reconciliation.comparing import kind_of
from memorial_kg.server.reconciliation.entities import KINDS, Entities
from memorial_kg.server.reconciliation.properties import (
    EVERY,
    KNOWN,
    POINT,
    STANDING,
    Property,
    Scope,
    properties_of,
    said,
)
from memorial_kg.server.reconciliation.reading import json_of, kind_of_type, object_of, texts_of
from memorial_kg.terms import Literal

__all__ = ["SETTINGS", "Extension", "extend", "extension", "proposed"]

_MOST_IDS, _MOST_PROPERTIES, _MOST_VALUES = 200, 30, 100
_SCOPES: dict[str, tuple[Scope, str]] = {
    "known": (KNOWN, "What stands, or else what each source says"),
    "standing": (STANDING, "Only what stands after comparing the sources"),
    "every": (EVERY, "Everything that any source says"),
}
# What a user may set for a column, as the manifest tells OpenRefine.
SETTINGS: list[dict[str, object]] = [
    {
        "name": "claims",
        "label": "Values",
        "type": "select",
        "default": "known",
        "help_text": "Where sources contradict each other, nothing stands: choose which values to see.",
        "choices": [{"value": value, "name": words} for value, (_, words) in _SCOPES.items()],
    },
    {
        "name": "language",
        "label": "Language",
        "type": "text",
        "default": "",
        "help_text": "A language tag such as tr: texts in this language alone. Empty for all.",
    },
    {
        "name": "limit",
        "label": "Limit",
        "type": "number",
        "default": 0,
        "help_text": "How many values there may be in a cell. 0 for all.",
    },
]
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WHOLE = re.compile(r"-?\d{1,15}")


@dataclass(frozen=True, slots=True)
class _Column:
    """A property, and how the user would have its values."""

    id: str
    scope: Scope
    language: str
    limit: int


@dataclass(frozen=True, slots=True)
class Extension:
    """What is asked: the properties of some things."""

    ids: tuple[str, ...]
    columns: tuple[_Column, ...]


def extension(text: str, ontology: Ontology) -> Extension:
    """The field `extend`. Raises Refused."""
    data = object_of(json_of(text, "extend"), "`extend`")
    ids = texts_of(data.get("ids"), _MOST_IDS, "`ids`")
    properties = data.get("properties")
    if not isinstance(properties, list) or len(properties) > _MOST_PROPERTIES:
        raise Refused(400, f"`properties` has to be a list of at most {_MOST_PROPERTIES}.")
    columns = [_column(object_of(each, "Each of `properties`"), ontology) for each in properties]
    if len({each.id for each in columns}) < len(columns):
        raise Refused(400, "A property is asked for more than once.")
    return Extension(tuple(dict.fromkeys(ids)), tuple(columns))


def _column(data: dict[str, object], ontology: Ontology) -> _Column:
    [id_] = texts_of([data.get("id")], 1, "`properties`")
    _named(id_, ontology)
    settings = object_of(data.get("settings") or {}, "`settings`")
    claims, language, limit = settings.get("claims", "known"), settings.get("language", ""), settings.get("limit", 0)
    if not isinstance(claims, str) or claims not in _SCOPES:
        raise Refused(400, f"`claims` has to be one of {', '.join(_SCOPES)}.")
    number = str(limit or 0)
    if not _WHOLE.fullmatch(number) or int(number) < 0:
        raise Refused(400, "`limit` has to be a whole number from 0 on.")
    [tag] = texts_of([language or ""], 1, "`language`")
    return _Column(id_, _SCOPES[claims][0], tag.lower(), min(int(number) or _MOST_VALUES, _MOST_VALUES))


def _named(id_: str, ontology: Ontology) -> Property:
    """The property of the first type that has it; its name is the same in all."""
    found = (known for kind in KINDS if (known := properties_of(ontology, kind).get(id_)))
    if (first := next(found, None)) is None:
        shown = ascii(id_[:60])
        raise Refused(400, f"There is no property {shown}; reconcile/suggest/property lists them.")
    return first


def extend(entities: Entities, asked: Extension, check: Callable[[], None]) -> dict[str, object]:
    """The columns, and the cells of each thing; those of what is not here are empty."""
    meta = [_meta(_named(each.id, entities.ontology), entities.ontology) for each in asked.columns]
    rows: dict[str, object] = {}
    for name in asked.ids:
        check()
        rows[name] = {each.id: _cells(entities, name, each) for each in asked.columns}
    return {"meta": meta, "rows": rows}


def _meta(of: Property, ontology: Ontology) -> dict[str, object]:
    """A column, with the type of its things if there is one that can be reconciled further."""
    kinds = [kind for kind in ontology.namespaces(of.key) if kind in KINDS] if of.key.kind == "reference" else []
    shape = ontology.by_namespace[kinds[0]] if len(kinds) == 1 else None
    return {"id": of.id, "name": of.name, **({"type": {"id": shape.name, "name": shape.label}} if shape else {})}


def _cells(entities: Entities, id_: str, column: _Column) -> list[dict[str, object]]:
    name = entities.id(id_)
    known = entities.property(name, column.id) if name else None
    if known is None:
        return []
    values = said(entities.thing(name), known, column.scope)
    if column.language:
        values = [each for each in values if _language(each) in ("", column.language)]
    found: list[dict[str, object]] = []
    for each in values:
        cell = _cell(entities, name, known, each)
        if cell and cell not in found:
            found.append(cell)
    return found[: column.limit]


def _language(value: Said) -> str:
    return value.value.language.lower() if isinstance(value.value, Literal) else ""


def _cell(entities: Entities, name: str, of: Property, value: Said) -> dict[str, object]:
    """A value in the form that the specification has for it."""
    text = value.text
    if of.key.part == POINT:
        keys, thing = entities.ontology.shapes[POINT].keys, entities.thing(name)
        axes = [thing.values(keys[axis], text) for axis in ("latitude", "longitude")]
        return {"str": f"{axes[0][0]},{axes[1][0]}"} if all(axes) else {}
    if of.key.kind == "reference":
        other = entities.catalogue.name(text)
        return {"id": other, "name": entities.label(other)}
    kind = kind_of(of.key, entities.ontology.namespaces(of.key))
    if kind == "date" and _DAY.fullmatch(text):
        return {"date": f"{text}T00:00:00Z"}
    if kind == "number":
        return {"int": int(text)} if _WHOLE.fullmatch(text) else _float(text)
    return {"str": entities.shown(of, text)}


def _float(text: str) -> dict[str, object]:
    number = float(text)
    return {"float": number} if math.isfinite(number) else {"str": text}


def proposed(ontology: Ontology, type_: str, limit: int) -> dict[str, object]:
    """The properties that things of a type have, for a user to choose from."""
    kinds = [kind_of_type(type_, ontology)] if type_ else [*KINDS]
    found = {id_: each.name for kind in kinds for id_, each in properties_of(ontology, kind).items()}
    properties = [{"id": id_, "name": name} for id_, name in found.items()]
    answer: dict[str, object] = {"properties": properties[: limit or None]}
    if type_:
        answer["type"] = type_
    return answer | ({"limit": limit} if limit else {})
