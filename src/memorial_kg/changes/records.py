"""Compares two versions of records, each found again by its id: what was added, what was removed, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from memorial_kg.changes.keys import Comparer
from memorial_kg.changes.model import ItemChange, KeyChange
from memorial_kg.errors import InternalError
from memorial_kg.ontology import Ontology, Shape, load_ontology
from memorial_kg.records import Record
from memorial_kg.records.entities import Entities

__all__ = ["diff_records", "record_change"]

_OTHER_THING = "is about another thing now"


def diff_records(
    old: Iterable[Record], new: Iterable[Record], ontology: Ontology | None = None, entities: Entities | None = None
) -> Iterator[ItemChange]:
    """Every record that differs, in the order of keys; references are called by what `entities` name them.

    Both versions are held in memory; `diff_rows` compares files of any size.
    """
    ontology = ontology or load_ontology()
    comparer = Comparer(ontology, entities or Entities([], ontology))
    before, after = ({_name(record): record for record in records} for records in (old, new))
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield record_change(before.get(name), after.get(name), comparer)


def record_change(old: Record | None, new: Record | None, comparer: Comparer, part: str = "") -> ItemChange:
    """How one record became another; None is a version that does not have it."""
    either = new or old
    if either is None:
        raise InternalError("a record that is in neither version was compared")
    part = part or either.source
    keys = tuple(_keys(old, new, comparer))
    if old is None or new is None:
        return ItemChange(part, _name(either), "removed" if new is None else "added", _title(either), keys)
    return ItemChange(part, _name(either), "changed", _title(new), keys)


def _keys(old: Record | None, new: Record | None, comparer: Comparer) -> Iterator[KeyChange]:
    if old and new and old.about != new.about:
        yield KeyChange("about", "about", old.about, new.about, _OTHER_THING)
    about = (new or old or Record("", {})).about
    shape = comparer.ontology.shape_of(about)
    if shape is not None:
        yield from comparer.shape(old.claims if old else {}, new.claims if new else {}, shape)
    header: Shape = comparer.ontology.shapes["Record"]
    if not (old or new or Record("", {})).source:
        return
    yield from comparer.shape(old.header if old else {}, new.header if new else {}, header, skip=("about",))


def _name(record: Record) -> str:
    """By what a record is found again: its key, or, for the editors' own, the id of the thing."""
    return record.key or record.about


def _title(record: Record) -> str:
    """A name to show beside the id, if the record has one."""
    names = record.claims.get("name") or {}
    texts = names.get("en") or next(iter(names.values()), [""])
    return str(texts[0])
