"""Finds where the items of a JSON file are, by looking through its structure without keeping any of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import TextIOBase
from typing import Any, Final

from memorial_kg.sources.readers.finding import file_problem
from memorial_kg.sources.readers.row import Input, ReadingRules
from memorial_kg.sources.readers.texts import open_text
from memorial_kg.values import quote

__all__ = ["Layout", "layout_of"]

# Names under which services wrap a list of items: a list of another name may be part of a single item.
_WRAPPERS: Final = frozenset({"@graph", "data", "elements", "entities", "entries", "features", "graph", "hits", "items",
                              "member", "objects", "records", "results", "rows", "value"})  # fmt: skip
_DEEPEST: Final = 4
_STARTS: Final = frozenset({"start_map", "start_array"})
_MOST: Final = 1 << 24  # characters looked through: after that, it takes as long to look as to read
_CHUNK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file holds its items: `items` at a path, a `single` one, `columns`, or rows `split` from their `names`."""

    kind: str
    path: str = ""
    names: str = ""


@dataclass
class _Seen:
    """What was found at the top of a file, and where lists of objects and of lists begin."""

    tops: dict[str, str] = field(default_factory=dict)  # key → the event that its value begins with
    lists: dict[str, str] = field(default_factory=dict)  # path → the event that its first item begins with
    lengths: Counter[str] = field(default_factory=Counter)


def layout_of(source: Input, rules: ReadingRules) -> Layout:
    """Tell where the items are; where that would be a guess, an error lists the choices."""
    with open_text(source, rules) as stream:
        start = stream.read(_CHUNK).lstrip(" \t\r\n")[:1]
    if start != "{":
        return Layout("items")
    with open_text(source, rules) as stream:
        bounded = _AsBytes(stream)
        seen = _looked_through(_events(bounded))
    if {"meta", "data"} <= seen.tops.keys() and "meta.view.columns" in seen.lists:
        return Layout("split", "data", "meta.view.columns")
    if {"columns", "data"} <= seen.tops.keys() and seen.lists.get("data") == "start_array":
        return Layout("split", "data", "columns")
    scalars = [key for key, event in seen.tops.items() if event == "start_array" and key not in seen.lists]
    if len(scalars) == len(seen.tops) > 0 and len({seen.lengths[key] for key in scalars}) == 1:
        return Layout("columns")
    return _of_items(seen, source, whole=bounded.left > 0)


def _of_items(seen: _Seen, source: Input, *, whole: bool) -> Layout:
    paths = [path for path, event in seen.lists.items() if event == "start_map"]
    nearest = min((path.count(".") for path in paths), default=0)
    choices = [path for path in paths if path.count(".") == nearest]
    if not choices and whole:
        return Layout("single")
    if len(choices) == 1 and whole and (len(seen.tops) == 1 or choices[0].rpartition(".")[2] in _WRAPPERS):
        return Layout("items", choices[0])
    shown = " or ".join(f"items = {quote(path)}" for path in choices[:9]) or 'items = "…"'
    todo = f'declare {shown}, or items = "." if the whole file is one item'
    raise file_problem(source.name, "where its items are would be a guess", "one list of items", todo)


def _looked_through(events: Iterator[tuple[str, Any]]) -> _Seen:
    seen = _Seen()
    names: list[str] = []  # of the open values, as far as it matters how they are called, and whether each is a list
    lists: list[bool] = []
    depth, key, first = 0, "", False
    for event, value in events:
        if event == "map_key":
            key = value
            continue
        if event.startswith("end_"):
            depth -= 1
            del names[depth:], lists[depth:]
            first = False
            continue
        in_list = 0 < depth <= _DEEPEST + 1 and lists[-1]
        if in_list and first and event in _STARTS and not any(lists[:-1]):
            seen.lists[".".join(names[1:])] = event
        if in_list and depth == 2:
            seen.lengths[names[1]] += 1
        if depth == 1 and not in_list:
            seen.tops[key] = event
        if event in _STARTS:
            if depth <= _DEEPEST:
                names.append("item" if in_list else key)
                lists.append(event == "start_array")
            depth += 1
        first = event == "start_array"
    return seen


def _events(stream: _AsBytes) -> Iterator[tuple[str, Any]]:
    """The events of a JSON text, as far as it is one: who reads the items will say what is wrong with it.

    Without the paths that ijson can give: those of deep nesting take memory with the square of its depth.
    """
    import ijson  # type: ignore[import-untyped]

    try:
        yield from ijson.basic_parse(stream)
    except (ijson.JSONError, ValueError):  # ValueError: a number of more digits than Python makes a number of
        return


class _AsBytes:
    """A text as the bytes of UTF-8, up to a limit."""

    def __init__(self, stream: TextIOBase) -> None:
        self._stream, self.left = stream, _MOST

    def read(self, size: int = _CHUNK) -> bytes:
        if size < 1:  # ijson asks for nothing, to see whether it gets bytes or text
            return b""
        text = self._stream.read(min(size, self.left))
        self.left -= len(text)
        return text.encode("utf-8")
