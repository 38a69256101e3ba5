"""Reaches values inside a row by paths such as `properties.name`, `images[0].url` and `stones[*]`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, TypeAlias

from memorial_kg.errors import UsageError
from memorial_kg.records.model import Tree
from memorial_kg.sources.readers.row import Text
from memorial_kg.values import quote

__all__ = ["Step", "parse_path", "values_at"]

Step: TypeAlias = str | int | None  # a key, a place in a list, or all places

# A word, a quoted name ("Date (start)" or ["a.b"]), a place in a list, or every place.
_STEP: Final = re.compile(
    r"""(?P<dot>\.)?(?P<word>[^.\[\]"]+)
      | (?P<dot2>\.)?"(?P<quoted>(?:[^"\\]|\\.)*)"
      | \["(?P<bracketed>(?:[^"\\]|\\.)*)"\]
      | \[(?P<at>-?\d{1,9})\]
      | (?P<all>\[\*\])""",
    re.VERBOSE | re.DOTALL,
)
_EXPECTED: Final = 'a path is written as in `properties.name`, `images[0].url`, `stones[*]` or `"a.b".c`'


def values_at(values: Mapping[str, Tree], path: str) -> list[Tree]:
    r"""Every value at a path; none if it leads nowhere. A column of exactly this name comes before any reading of it.

    A list is one value unless `[*]` asks for its items. A value that stands alone where a list might stand counts as
    a list of one, so that `[*]` reads sources that write either; `.*` gives all values of an object. Null is None.

    >>> values_at({"images": [{"url": "a"}, {"url": "b"}]}, "images[*].url")
    ['a', 'b']
    >>> values_at({"Date (start)": "1920", "a.b": "c"}, "Date (start)") + values_at({"a.b": {"c": "d"}}, '"a.b".c')
    ['1920', 'd']
    """
    if path in values:
        return [values[path]]
    found: list[Tree] = [values]
    for step in parse_path(path):
        found = [inner for value in found for inner in _inside(value, step)]
    return found


@lru_cache(maxsize=4096)
def parse_path(path: str) -> tuple[Step, ...]:
    r"""Read a path; one that cannot be read is a `UsageError`.

    >>> parse_path('images[0]."file name"[*]')
    ('images', 0, 'file name', None)
    """
    steps: list[Step] = []
    at = 0
    while at < len(path):
        match = _STEP.match(path, at)
        dotted = match is not None and (match["dot"] or match["dot2"]) is not None
        named = match is not None and (match["word"] is not None or match["quoted"] is not None)
        if match is None or (named and dotted is not bool(steps)):
            raise UsageError(f"{quote(path)} is neither a column nor a path: {_EXPECTED}")
        steps.append(_step(match))
        at = match.end()
    if not steps:
        raise UsageError(f"A path is missing: {_EXPECTED}")
    return tuple(steps)


def _step(match: re.Match[str]) -> Step:
    if match["all"]:
        return None
    if match["at"] is not None:
        return int(match["at"])
    if match["word"] is not None:
        return match["word"]
    name: str = match["quoted"] if match["quoted"] is not None else match["bracketed"]
    return re.sub(r"\\(.)", r"\1", name, flags=re.DOTALL)


def _inside(value: Tree, step: Step) -> list[Tree]:
    if value is None:
        return []
    if isinstance(step, str):
        inner = value.parts if isinstance(value, Text) else value
        if not isinstance(inner, Mapping):
            return []
        return [inner[step]] if step in inner else list(inner.values()) if step == "*" else []
    items = value if isinstance(value, list) else [value]
    if step is None:
        return items
    return [items[step]] if -len(items) <= step < len(items) else []
