"""What two versions give when they are compared: which records or things differ, and key by key how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Counts", "ItemChange", "KeyChange", "counted"]

Turn = Literal["", "disputed", "settled"]


@dataclass(frozen=True, slots=True)
class KeyChange:
    """One key whose value differs. `old` and `new` are the values in words, "" where there is none.

    `key` is the path of keys, `label` the same for people. `remark` says how the new value relates to the old one.
    `turn` is said of reconciled values: the sources contradict each other now, or no longer. `details` are lines about
    who said what. A `minor` change moves no knowledge: a locator, an order, a value that follows from another.
    """

    key: str
    label: str
    old: str = ""
    new: str = ""
    remark: str = ""
    turn: Turn = ""
    details: tuple[str, ...] = ()
    minor: bool = False


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One record or thing that differs; `part` says of which part of the whole it is: a source, the entities, a graph.

    One that was added or removed lists all of its keys.
    """

    part: str
    id: str
    change: Literal["added", "removed", "changed"]
    title: str = ""
    keys: tuple[KeyChange, ...] = ()

    @property
    def minor(self) -> bool:
        """Whether nothing but locators, orders and what follows from elsewhere has changed."""
        return self.change == "changed" and all(key.minor for key in self.keys)


@dataclass
class Counts:
    """How much differs: items by what happened to them, and keys by the turn that they took."""

    items: Counter[str] = field(default_factory=Counter)
    keys: Counter[str] = field(default_factory=Counter)

    def add(self, item: ItemChange) -> None:
        """Count one more item."""
        self.items["minor" if item.minor else item.change] += 1
        if item.change == "changed":
            self.keys.update(key.turn or ("minor" if key.minor else "changed") for key in item.keys)

    @property
    def any(self) -> bool:
        """Whether there is any difference at all."""
        return self.items.total() > 0


def counted(items: Iterable[ItemChange], counts: Counts) -> Iterator[ItemChange]:
    """The items as they come, counted on the way."""
    for item in items:
        counts.add(item)
        yield item
