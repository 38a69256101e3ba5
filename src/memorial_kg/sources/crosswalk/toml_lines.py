"""Finds the line of a TOML file on which a place stands, such as `harvest.keys[2].column`: tomllib does not keep it."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

__all__ = ["lines_of"]

_HEADER: Final = re.compile(r"\s*(\[\[?)\s*([^\[\]#]+?)\s*\]\]?\s*(?:#.*)?")
_KEY: Final = re.compile(
    r"""\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+)((?:\s*\.\s*(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+))*)\s*="""
)
_PART: Final = re.compile(r""""([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+)""")
_LONG: Final = re.compile(r"\"\"\"|'''")


def lines_of(text: str) -> dict[str, int]:
    """The line of each table and of each key in it, by the path that messages give; lists count from 1.

    >>> lines_of("[harvest]\\nformat = 'csv'\\n[[harvest.keys]]\\nkey = 'name'")["harvest.keys[1].key"]
    4
    """
    places: dict[str, int] = {}
    counted: Counter[str] = Counter()
    table, inside = "", ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not inside and (header := _HEADER.fullmatch(line)):
            table = _numbered(_parts(header[2]), counted, grows=header[1] == "[[")
            places.setdefault(table, number)
        elif not inside and (key := _KEY.match(line)):
            place = ".".join([*([table] if table else []), *_parts(key[1] + key[2])])
            places.setdefault(place, number)
        for mark in _LONG.findall(line):
            inside = "" if inside == mark else inside or mark
    return places


def _parts(name: str) -> list[str]:
    return [first or second or third for first, second, third in _PART.findall(name)]


def _numbered(parts: list[str], counted: Counter[str], *, grows: bool) -> str:
    """The path of a table, each list of tables on the way with the number of the table that was opened last."""
    path = ""
    for at, part in enumerate(parts, start=1):
        path = f"{path}.{part}" if path else part
        if grows and at == len(parts):
            counted[path] += 1
        if counted[path]:
            path = f"{path}[{counted[path]}]"
    return path
