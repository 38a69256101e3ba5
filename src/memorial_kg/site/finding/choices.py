"""What a reader has chosen, as it stands in an address: `browse.html?country=turkey&decade=2010&page=2`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from memorial_kg.catalogue.browsing import ORDERS
from memorial_kg.catalogue.facets import FACETS

__all__ = ["Choice", "chosen_in", "cut"]

_MOST, _LONGEST = 24, 200  # values of a facet, characters of a value: nobody chooses more
_SAFE = "/"  # as `encodeURIComponent`, but slashes read better and mean nothing in a query


@dataclass(frozen=True, slots=True)
class Choice:
    """The values that are chosen in each facet, the order of the list, and the page of it, from 1."""

    facets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    order: str = ORDERS[0]
    page: int = 1

    def __bool__(self) -> bool:
        return bool(self.facets)

    def has(self, facet: str, value: str) -> bool:
        """Tell whether a value is chosen."""
        return value in self.facets.get(facet, ())

    def toggled(self, facet: str, value: str, instead_of: Iterable[str] = ()) -> Choice:
        """The choice with a value more, or without it; a value that is more precise stands instead of others."""
        gone = {value, *instead_of}
        kept = tuple(each for each in self.facets.get(facet, ()) if each not in gone)
        values = kept if self.has(facet, value) else (*kept, value)
        rest = {name: several for name, several in self.facets.items() if name != facet}
        return replace(self, facets={**rest, facet: values} if values else rest, page=1)

    def at(self, page: int) -> Choice:
        """The same choice, on another page of its list."""
        return replace(self, page=page)

    def by(self, order: str) -> Choice:
        """The same choice in another order, from its beginning."""
        return replace(self, order=order, page=1)

    @property
    def query(self) -> str:
        """The query of an address, with its question mark; facets come in their own order."""
        return f"?{'&'.join(self._pairs())}"

    def _pairs(self) -> Iterator[str]:
        for facet in FACETS:
            yield from (f"{facet}={quote(value, safe=_SAFE)}" for value in self.facets.get(facet, ()))
        if self.order != ORDERS[0]:
            yield f"order={self.order}"
        if self.page > 1:
            yield f"page={self.page}"


def chosen_in(pairs: Iterable[tuple[str, str]]) -> Choice:
    """The choice that the parameters of an address make; what they do not know is left out.

    >>> chosen_in([("country", "turkey"), ("colour", "red"), ("page", "2")]).query
    '?country=turkey&page=2'
    """
    facets: dict[str, tuple[str, ...]] = {}
    others: dict[str, str] = {}
    for name, value in pairs:
        if name in FACETS:
            if len(mine := facets.get(name, ())) < _MOST and 0 < len(value) <= _LONGEST and value not in mine:
                facets[name] = (*mine, value)
        else:
            others[name] = value
    order = others.get("order", "")
    return Choice(facets, order if order in ORDERS else ORDERS[0], _number(others.get("page", "")))


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < len("1000000") else 1


def cut(items: Sequence[int], page: int, size: int) -> tuple[list[int], int, int]:
    """The items of a page, its number, and the last one; a page after the last is the last."""
    last = max(1, -(-len(items) // size))
    number = min(max(1, page), last)
    return [*items[(number - 1) * size : number * size]], number, last
