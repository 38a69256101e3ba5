"""Reads what a reconciliation service answers, all of which is foreign: whatever is not as the specification has it is
left out, and said.

The specification is the Reconciliation Service API, version 0.2 (https://www.w3.org/community/reports/reconciliation/).
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Final, NoReturn, TypeAlias

from memorial_kg.errors import RemoteError
from memorial_kg.values import ValueProblem, check_iri, check_text, quote

__all__ = ["Json", "Manifest", "Suggestion", "read_json", "read_manifest", "read_suggestions"]

Json: TypeAlias = object
_VERSIONS: Final = {"0.1", "0.2"}
_SPACES: Final = ("identifierSpace", "schemaSpace")
_USUAL_BATCH, _LARGEST_BATCH = 10, 50
_LONGEST: Final = 500  # characters of a name or a description


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a service says of itself: its name, what its ids and properties begin with, and how large a batch may be."""

    name: str
    ids: str
    properties: str
    batch: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that a service thinks is meant."""

    id: str
    iri: str
    name: str
    score: float
    match: bool
    description: str
    types: tuple[str, ...]


def read_json(body: bytes, shown: str) -> Json:
    """What an answer holds as JSON, with numbers that are numbers."""

    def refuse(constant: str) -> NoReturn:
        raise ValueError(f"{constant} is no number")

    try:
        found: Json = json.loads(body, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise RemoteError(f"{shown}: the answer cannot be read as JSON ({type(error).__name__})") from None
    return found


def read_manifest(data: Json, shown: str) -> Manifest:
    """The service manifest. What cannot be done without is a RemoteError."""
    if not isinstance(data, dict) or not all(
        isinstance(data.get(key), str) for key in ("identifierSpace", "schemaSpace")
    ):
        raise RemoteError(
            f"{shown} does not describe itself as a reconciliation service does (name, identifierSpace …)"
        )
    versions = data.get("versions", ["0.1"])
    if not isinstance(versions, list) or not _VERSIONS & {each for each in versions if isinstance(each, str)}:
        raise RemoteError(
            f"{shown} speaks other versions of the Reconciliation API than {', '.join(sorted(_VERSIONS))}"
        )
    batch = data.get("batchSize")
    usable = isinstance(batch, int) and not isinstance(batch, bool) and batch > 0
    return Manifest(
        _text(data.get("name")) or shown,
        data["identifierSpace"],
        data["schemaSpace"],
        min(batch, _LARGEST_BATCH) if usable and isinstance(batch, int) else _USUAL_BATCH,
    )


def read_suggestions(data: Json, ids: str, limit: int) -> tuple[list[Suggestion], str]:
    """The candidates for one question, and what was wrong with the answer ("" for nothing)."""
    results = data.get("result") if isinstance(data, dict) else None
    if not isinstance(results, list):
        return [], "the service gave no list of candidates for it"
    found, wrong = [], []
    for each in results[:limit]:
        try:
            found.append(_suggestion(each, ids))
        except ValueProblem as problem:
            wrong.append(str(problem))
    more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
    return found, f"a candidate was left out: {wrong[0]}{more}" if wrong else ""


def _suggestion(data: Json, ids: str) -> Suggestion:
    if not isinstance(data, dict):
        raise ValueProblem("it is no object", "id, name, score", "tell the service's makers")
    id_, score = data.get("id"), data.get("score")
    if not isinstance(id_, str) or not 0 < len(id_) <= _LONGEST:
        raise ValueProblem("it has no id", "a text", "tell the service's makers")
    if isinstance(score, bool) or not isinstance(score, int | float) or not math.isfinite(_float(score)):
        raise ValueProblem(f"{quote(id_)} has no score", "a number", "tell the service's makers")
    iri = id_ if "://" in id_ else f"{ids}{id_}"
    check_iri(iri)
    kinds = data.get("type")
    types = tuple(name for each in (kinds if isinstance(kinds, list) else ())[:8] if (name := _type(each)))
    match = data.get("match") is True
    return Suggestion(id_, iri, _text(data.get("name")), _float(score), match, _text(data.get("description")), types)


def _float(number: float) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf


def _type(data: Json) -> str:
    return _text(data.get("name") or data.get("id")) if isinstance(data, dict) else _text(data)


def _text(data: Json) -> str:
    """A text that can be kept, or ""."""
    try:
        return check_text(data[:_LONGEST]) if isinstance(data, str) else ""
    except ValueProblem:
        return ""
