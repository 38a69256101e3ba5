"""Checks that what records point at exists: an entity, another record's thing, a source, or something that is named."""

from __future__ import annotations

from collections.abc import Iterable

from memorial_kg.errors import Problem
from memorial_kg.records.model import Record, nodes_of
from memorial_kg.values import did_you_mean, quote

__all__ = ["check_references"]


def check_references(records: Iterable[Record], entities: Iterable[Record], sources: Iterable[str]) -> list[Problem]:
    """A problem for each reference to a thing that nobody describes.

    A thing is described in `data/entities/`, by a record about it, or by a name wherever a record mentions it; a place in a
    city's own list needs no entry of its own to be a place.
    """
    described = [*records]
    editors = [*entities]
    known = {f"source/{name}" for name in sources}
    known |= {record.about for record in (*described, *editors)}
    known |= {node["id"] for record in described for node in nodes_of(record.claims) if "name" in node}
    return [
        Problem(record.origin.file, _line(record, name), record.key or record.about, name,
                f"{quote(node['id'])} is described nowhere", "something that data/entities or a record describes",
                did_you_mean(node["id"], known) or "add it to data/entities, or give it a `name` here")
        for record in (*described, *editors)
        for name, value in record.claims.items()
        for node in nodes_of(value)
        if "/" in node["id"] and node["id"] not in known
    ]  # fmt: skip


def _line(record: Record, key: str) -> int:
    return record.origin.lines.get((key,), record.origin.line)
