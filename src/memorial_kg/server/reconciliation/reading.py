"""Reads what clients of the reconciliation API send, completely, so that nothing behind this door is surprised.

What is not a batch as the specification has it is refused with a sentence that says which query is wrong, and how.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import NoReturn, TypeAlias
from urllib.parse import parse_qsl

from starlette.requests import Request

from memorial_kg.ontology import Ontology
from memorial_kg.server.problems import Refused
from memorial_kg.server.reconciliation.comparing import Given
from memorial_kg.server.reconciliation.entities import KINDS
from memorial_kg.server.reconciliation.properties import properties_of
from memorial_kg.server.sparql.reading import FORM, media_type_of

__all__ = [
    "MOST_QUERIES",
    "USUAL_LIMIT",
    "Question",
    "fields_of",
    "json_of",
    "kind_of_type",
    "object_of",
    "questions",
    "texts_of",
]

MOST_QUERIES = 25  # in a batch; the manifest says so
USUAL_LIMIT = 5
_MOST_RESULTS = 25
_MOST_FIELDS = 20
_MOST_PROPERTIES, _MOST_VALUES, _MOST_TYPES = 20, 10, 10
_LONGEST = 2_000  # characters of a query or of a value
_LONGEST_KEY = 100
_STRICTNESS = ("any", "should", "all")
_KEYS = {"query", "type", "limit", "properties", "type_strict"}

_Json: TypeAlias = object


@dataclass(frozen=True, slots=True)
class Question:
    """One row of a table: the text of a name, the kinds of things that it may be, and values of properties."""

    text: str
    kinds: tuple[str, ...]
    limit: int
    given: dict[str, tuple[Given, ...]]


async def fields_of(request: Request) -> dict[str, str]:
    """The fields of the address, and of the form that is posted. Raises Refused for what is no form."""
    text = request.url.query
    if request.method == "POST":
        media_type = media_type_of(request)
        if media_type != FORM:
            raise Refused(415, f"A batch is sent as the field `queries` of a form, as {FORM}.")
        body = b"".join([piece async for piece in request.stream()])
        text = f"{text}&{body.decode('utf-8', 'replace')}"
    try:
        fields = parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Refused(400, f"The request has more than {_MOST_FIELDS} fields.") from None
    for name, _ in fields:
        if [each for each, _ in fields].count(name) > 1:
            raise Refused(400, f"The field {_short(name)} is there more than once.")
    return dict(fields)


def json_of(text: str, field: str) -> _Json:
    """What a field holds as JSON, with numbers that are numbers."""

    def refuse(constant: str) -> NoReturn:
        raise ValueError(constant)

    try:
        return json.loads(text, parse_constant=refuse)
    except RecursionError:
        raise Refused(400, f"The field `{field}` is nested too deeply.") from None
    except ValueError:
        raise Refused(400, f"The field `{field}` is not JSON.") from None


def object_of(data: _Json, what: str) -> dict[str, _Json]:
    """The same as an object of JSON, or a refusal."""
    if not isinstance(data, dict):
        raise Refused(400, f"{what} has to be an object of JSON.")
    return data


def questions(text: str, ontology: Ontology) -> dict[str, Question]:
    """The batch of the field `queries`. Raises Refused: 400, or 413 for too many queries."""
    batch = object_of(json_of(text, "queries"), "`queries`")
    if len(batch) > MOST_QUERIES:
        raise Refused(413, f"A batch has at most {MOST_QUERIES} queries; this one has {len(batch)}.")
    return {key: _question(_named(key), object_of(each, f"The query {_named(key)}"), ontology)
            for key, each in batch.items()}  # fmt: skip


def _named(key: str) -> str:
    if len(key) > _LONGEST_KEY:
        raise Refused(400, f"The name of a query has more than {_LONGEST_KEY} characters.")
    return _short(key)


def _question(key: str, data: dict[str, _Json], ontology: Ontology) -> Question:
    given = {name: each for name, each in data.items() if each is not None}
    here = f"In the query {key},"
    if unknown := given.keys() - _KEYS:
        raise Refused(400, f"{here} {_short(min(unknown))} is not known; there are {', '.join(sorted(_KEYS))}.")
    text = _text(given.get("query", ""), f"{here} `query`")
    properties = _properties(given.get("properties", []), here, ontology)
    if not text.strip() and not properties:
        raise Refused(400, f"{here} there is neither `query` nor `properties`.")
    return Question(
        text.strip(), _kinds(given, here, ontology), _limit(given.get("limit", USUAL_LIMIT), here), properties
    )


def _limit(data: _Json, here: str) -> int:
    """How many results are wanted; some clients write 0 for as many as is usual."""
    number = float(data) if isinstance(data, str) and data.isascii() and data.isdigit() and len(data) < 5 else data
    if isinstance(number, bool) or not isinstance(number, int | float) or number < 0:
        raise Refused(400, f"{here} `limit` has to be a number from 1 on.")
    return int(min(number, _MOST_RESULTS)) or USUAL_LIMIT


def _kinds(given: dict[str, _Json], here: str, ontology: Ontology) -> tuple[str, ...]:
    """The kinds of things to look among: a type leaves out all others, however strict it is meant."""
    strict = given.get("type_strict", "any")
    if strict not in _STRICTNESS:
        raise Refused(400, f"{here} `type_strict` has to be one of {', '.join(_STRICTNESS)}.")
    types = _list(given.get("type", []), _MOST_TYPES, f"{here} `type`")
    kinds = tuple(dict.fromkeys(kind_of_type(id_, ontology, here) for each in types if (id_ := _id_of(each, here))))
    if strict == "all" and len(kinds) > 1:
        return ()
    return kinds or KINDS


def _id_of(data: _Json, here: str) -> str:
    """A type, which is an id, or an object with one."""
    return _text(data.get("id") if isinstance(data, dict) else data, f"{here} `type`")


def kind_of_type(text: str, ontology: Ontology, here: str = "") -> str:
    """The kind of the things of a type, which is known by its id, its class, or its namespace."""
    for kind in KINDS:
        shape = ontology.by_namespace[kind]
        if text in (shape.name, shape.cls, kind):
            return kind
    offered = ", ".join(ontology.by_namespace[kind].name for kind in KINDS)
    raise Refused(400, f"{here} there is no type {_short(text)}; there are {offered}.".strip())


def _properties(data: _Json, here: str, ontology: Ontology) -> dict[str, tuple[Given, ...]]:
    given: dict[str, tuple[Given, ...]] = {}
    if not isinstance(data, list):
        raise Refused(400, f"{here} `properties` has to be a list.")
    for each in _list(data, _MOST_PROPERTIES, f"{here} `properties`"):
        one = object_of(each, f"{here} each of `properties`")
        id_ = _text(one.get("pid"), f"{here} `pid`")
        if not any(id_ in properties_of(ontology, kind) for kind in KINDS):
            raise Refused(400, f"{here} there is no property {_short(id_)}; reconcile/suggest/property lists them.")
        values = [_given(value, here) for value in _list(one.get("v"), _MOST_VALUES, f"{here} `v`")]
        if filled := tuple(value for value in values if value.text.strip() or value.id):
            given[id_] = (*given.get(id_, ()), *filled)[:_MOST_VALUES]
    return given


def _given(data: _Json, here: str) -> Given:
    if isinstance(data, dict):
        name = _text(data.get("name", ""), f"{here} `name`")
        return Given(name, _text(data.get("id"), f"{here} `id`").strip())
    if isinstance(data, bool):
        return Given("true" if data else "false")
    if isinstance(data, int | float):
        if not abs(data) <= sys.float_info.max:  # a whole number may be larger than any float; nan is not less
            raise Refused(400, f"{here} a number of `v` is too large.")
        whole = isinstance(data, int) or data.is_integer()
        return Given(f"{data:.0f}"[:_LONGEST] if whole else f"{data!r}")
    return Given(_text(data, f"{here} `v`"))


def _list(data: _Json, most: int, what: str) -> list[_Json]:
    found = data if isinstance(data, list) else [data]
    if len(found) > most:
        raise Refused(400, f"{what} has more than {most} entries.")
    return found


def _text(data: _Json, what: str) -> str:
    """A text that any encoding can carry."""
    if not isinstance(data, str):
        raise Refused(400, f"{what} has to be a text.")
    if len(data) > _LONGEST:
        raise Refused(400, f"{what} has more than {_LONGEST} characters.")
    return data.encode("utf-8", "replace").decode()


def texts_of(data: _Json, most: int, what: str) -> list[str]:
    """A list of texts, or a refusal."""
    if not isinstance(data, list):
        raise Refused(400, f"{what} has to be a list.")
    return [_text(each, f"Each of {what}") for each in _list(data, most, what)]


def _short(text: str) -> str:
    shown = text.encode("ascii", "backslashreplace").decode()
    return f"{shown[:60]!r}"
