"""One source's account of a thing, as that source states it: nothing compared, nothing chosen."""

from __future__ import annotations

from dataclasses import replace

from memorial_kg.site.things.view import Description, Row, Value

__all__ = ["as_told_by"]


def as_told_by(described: Description, source: str) -> Description:
    """What one source says of a thing: the values that it states, whether they stand in the reconciled graph or not.

    No value names its source, since there is only one.
    """
    rows = (_told(row, source) for row in described.rows)
    return replace(described, rows=tuple(row for row in rows if row.values))


def _told(row: Row, source: str) -> Row:
    kept = (value for value in row.values + row.claimed if any(ref.source == source for ref in value.refs))
    return replace(row, values=tuple(_only(value, source) for value in kept), claimed=(), comparisons=())


def _only(value: Value, source: str) -> Value:
    part = None if value.part is None else as_told_by(value.part, source)
    return replace(value, part=part, refs=())
