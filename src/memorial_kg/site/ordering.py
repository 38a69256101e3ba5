"""Sorts more names than fit in memory: by what they are called, the same in every place and at every time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import chain, islice

from memorial_kg.site.site import Site
from memorial_kg.values import fold

__all__ = ["by_label"]

_IN_MEMORY = 2_000


def by_label(site: Site, names: Iterable[str]) -> Iterator[str]:
    """Names of things in the order of their labels, folded, so that no locale of a machine has a say.

    Few are sorted in memory, and many in a file that goes away by itself.
    """
    rest = iter(names)
    few = list(islice(rest, _IN_MEMORY + 1))
    if len(few) <= _IN_MEMORY:
        yield from sorted(few, key=lambda name: _key(site, name))
        return
    with closing(sqlite3.connect("", isolation_level=None)) as sorting:  # "" is a database in a temporary file
        sorting.execute("CREATE TABLE one (folded TEXT, label TEXT, name TEXT)")
        sorting.execute("BEGIN")
        sorting.executemany("INSERT INTO one VALUES (?, ?, ?)", (_key(site, name) for name in chain(few, rest)))
        for (name,) in sorting.execute("SELECT name FROM one ORDER BY folded, label, name"):
            yield str(name)


def _key(site: Site, name: str) -> tuple[str, str, str]:
    label = site.label(name).text
    return fold(label), label, name
