"""Writes harvested records as YAML that a person can read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from memorial_kg.records.writing import dump_trees

__all__ = ["dump_records"]

_FIRST: Final = ("record", "about", "locator")
_LAST: Final = ("evidence", "note")


def dump_records(records: Iterable[Mapping[str, object]], order: Sequence[str] = ()) -> str:
    """Write records as a YAML list, a blank line between two; reading it gives the same records.

    Keys come in `order`; those that it does not name follow as they are.
    """
    blocks = [dump_trees([_ordered(record, order)]) for record in records]
    return "\n".join(blocks) if blocks else "[]\n"


def _ordered(record: Mapping[str, object], order: Sequence[str]) -> dict[str, object]:
    wanted = [*_FIRST, *(key for key in order if key not in _FIRST + _LAST)]
    middle = [key for key in record if key not in wanted and key not in _LAST]
    return {key: record[key] for key in (*wanted, *middle, *_LAST) if key in record}
