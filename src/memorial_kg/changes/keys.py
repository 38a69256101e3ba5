"""Compares two accounts of one thing key by key, as deep as their keys go: each difference once, under its path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from memorial_kg.changes.model import KeyChange
from memorial_kg.changes.words import remark
from memorial_kg.ontology import Key, Ontology, Shape
from memorial_kg.reconcile.comparison import show
from memorial_kg.records import Tree
from memorial_kg.records.entities import Entities

__all__ = ["Comparer"]

_Claims = Mapping[str, Tree]
_LOCATOR = "locator"
_ORDER = "in another order"


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where two values stand: their path of keys, and its labels."""

    path: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    def under(self, name: str, label: str) -> _Spot:
        return _Spot((*self.path, name), (*self.labels, label))

    def change(self, old: str = "", new: str = "", said: str = "") -> KeyChange:
        return KeyChange(".".join(self.path), ": ".join(self.labels), old, new, said, minor=self.path[-1] == _LOCATOR)

    def reordered(self) -> KeyChange:
        return replace(self.change(said=_ORDER), minor=True)


@dataclass(frozen=True, slots=True)
class Comparer:
    """Compares under one ontology; references are called by what `entities` name them."""

    ontology: Ontology
    entities: Entities

    def shape(self, old: _Claims, new: _Claims, shape: Shape, spot: _Spot = _Spot(), skip: Iterable[str] = ()
              ) -> Iterator[KeyChange]:  # fmt: skip
        """Every key of a shape whose values differ, in page order."""
        for key in shape.written_keys:
            a, b = old.get(key.name), new.get(key.name)
            if a != b and key.name not in skip:
                yield from self._key(a, b, key, spot.under(key.name, key.label))

    def _key(self, old: Tree, new: Tree, key: Key, spot: _Spot) -> Iterator[KeyChange]:
        if old is None or new is None:
            yield spot.change(self._words(old, key), self._words(new, key))
        elif key.kind == "text":
            yield from self._texts(old, new, spot)
        elif not key.single:
            yield from self._list(old, new, key, spot)
        else:
            yield from self._single(old, new, key, spot)

    def _single(self, old: Tree, new: Tree, key: Key, spot: _Spot) -> Iterator[KeyChange]:
        if key.kind not in ("part", "reference"):
            yield spot.change(old, new, remark(old, new, key, self.entities))
            return
        shape = self._inner(new, key)
        identified = shape.identified_by if shape and key.kind == "part" else ()
        other = key.kind == "reference" and old["id"] != new["id"]
        if other or any(old.get(name) != new.get(name) for name in identified):
            yield spot.change(*self._apart(old, new, key), remark(old, new, key, self.entities))
        if not other:
            yield from self._inside(old, new, shape, spot, identified)
        else:  # What is said of another thing is not set against it; its name was shown.
            said = {name: value for name, value in new.items() if name not in ("id", "name") and old.get(name) != value}
            yield from self._inside({}, said, shape, spot)

    def _inside(self, old: _Claims, new: _Claims, shape: Shape | None, spot: _Spot, skip: Iterable[str] = ()
                ) -> Iterator[KeyChange]:  # fmt: skip
        if shape is not None:
            yield from self.shape(old, new, shape, spot, skip)

    def _apart(self, old: Tree, new: Tree, key: Key) -> tuple[str, str]:
        """Two references or parts in words; with their ids where they would read the same."""
        a, b = self._words(old, key), self._words(new, key)
        return (f"{a} [{old['id']}]", f"{b} [{new['id']}]") if a == b else (a, b)

    def _list(self, old: Sequence[Tree], new: Sequence[Tree], key: Key, spot: _Spot) -> Iterator[KeyChange]:
        gone, came, kept = _paired(old, new)
        for number, a, b in kept:
            name = b["id"] if not _is_made(b) else str(number)
            label = str(b["key"]) if _is_made(b) and isinstance(b.get("key"), str) else name
            yield from self._inside(a, b, self._inner(b, key), spot.under(name, label))
        if gone or came:
            words = [self._words(items, key) if items else "" for items in (gone, came)]
            if words[0] == words[1]:
                words = [f"{words[0]} [{', '.join(map(_name, items))}]" for items in (gone, came)]
            yield spot.change(*words)
        elif not kept:
            yield spot.reordered()

    def _texts(self, old: Mapping[str, list[str]], new: Mapping[str, list[str]], spot: _Spot) -> Iterator[KeyChange]:
        for tag in dict.fromkeys([*old, *new]):
            a, b = old.get(tag, []), new.get(tag, [])
            gone, came = [text for text in a if text not in b], [text for text in b if text not in a]
            here = spot.under(tag, tag) if len(old.keys() | new.keys()) > 1 else spot
            if gone or came:
                yield here.change(*(", ".join(f"“{text}” ({tag})" for text in texts) for texts in (gone, came)))
            elif a != b:
                yield here.reordered()

    def _inner(self, item: Tree, key: Key) -> Shape | None:
        return self.ontology.shapes[key.part] if key.kind == "part" else self.ontology.shape_of(item["id"])

    def _words(self, value: Tree, key: Key) -> str:
        return "" if value is None else show(value, key, self.entities)


def _paired(old: Sequence[Tree], new: Sequence[Tree]) -> tuple[list[Tree], list[Tree], list[tuple[int, Tree, Tree]]]:
    """What two lists do not share, and the items that are the same in both by id, or by all that they say.

    A part without an id of its own is named by its place in the list, so one that says the same elsewhere is the same.
    """
    left = [*old]
    kept: list[tuple[int, Tree, Tree]] = []
    open_ones: list[tuple[int, Tree]] = []
    for number, item in enumerate(new, start=1):
        same = next((each for each in left if _plain(each) == _plain(item)), None)
        if same is None:
            open_ones.append((number, item))
        else:
            left.remove(same)
    came: list[Tree] = []
    for number, item in open_ones:
        same = next((each for each in left if isinstance(item, dict) and each["id"] == item["id"]), None)
        if same is None:
            came.append(item)
        else:
            left.remove(same)
            kept.append((number, same, item))
    return left, came, kept


def _is_made(item: Tree) -> bool:
    """Whether the id of a part was made for it: only such an id has a point."""
    return isinstance(item, dict) and "." in item["id"]


def _plain(item: Tree) -> Tree:
    """An item without the ids that were made for it and for its parts."""
    if isinstance(item, list):
        return [_plain(each) for each in item]
    if not isinstance(item, dict):
        return item
    made = isinstance(item.get("id"), str) and "." in item["id"]
    return {name: _plain(value) for name, value in item.items() if not (made and name == "id")}


def _name(item: Tree) -> str:
    return item["id"] if isinstance(item, dict) else str(item)
