"""Cuts a long list into pages of one size: `index.html`, `index-2.html`, …"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

__all__ = ["Part", "page_path", "parts"]

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Part(Generic[Item]):
    """One page of a list: `number` of `last`, both from 1, with the items on it; `total` counts those on all pages."""

    items: list[Item]
    number: int
    last: int
    total: int
    first_path: str

    @property
    def path(self) -> str:
        """Where this page is."""
        return page_path(self.first_path, self.number)

    @property
    def start(self) -> int:
        """The number, from 1, of the first item here among all."""
        before = self.total - len(self.items) if self.number == self.last else (self.number - 1) * len(self.items)
        return before + 1

    @property
    def menu(self) -> list[tuple[str, str]]:
        """The pages to go to, by number: the first two, the neighbours, the last two. This one has no path."""
        near = {1, 2, self.number - 1, self.number, self.number + 1, self.last - 1, self.last}
        return [
            (str(each), "" if each == self.number else page_path(self.first_path, each))
            for each in sorted(near)
            if 1 <= each <= self.last
        ]


def page_path(first: str, number: int) -> str:
    """The path of a page of a list whose first page is at `first`.

    >>> page_path("person/index.html", 1), page_path("person/index.html", 2)
    ('person/index.html', 'person/index-2.html')
    """
    return first if number == 1 else f"{first.removesuffix('.html')}-{number}.html"


def parts(items: Iterable[Item], total: int, size: int, first_path: str) -> Iterator[Part[Item]]:
    """The pages of a list of `total` items, one at a time; an empty list has one page, too."""
    rest = iter(items)
    last = max(1, -(-total // size))
    for number in range(1, last + 1):
        yield Part(list(islice(rest, size)), number, last, total, first_path)
