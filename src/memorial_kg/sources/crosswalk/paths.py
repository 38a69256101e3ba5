"""Ways into nested values: `properties.name`, `images[0].url`, `steine[*]`, each value in its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from memorial_kg.errors import UsageError
from memorial_kg.records.model import Tree
from memorial_kg.sources.readers.paths import Step, parse_path
from memorial_kg.sources.readers.row import Text
from memorial_kg.values import ValueProblem

__all__ = ["Values", "first_name", "follow", "is_spread"]

Values: TypeAlias = Mapping[str, Tree]


def first_name(path: str) -> str:
    """The column in which a path begins.

    >>> first_name("images[0].url")
    'images'
    """
    step = _steps(path)[0]
    return step if isinstance(step, str) else ""


def is_spread(path: str) -> bool:
    """Whether a path goes through each item of a list."""
    return bool(path) and None in _steps(path)


def follow(path: str) -> Callable[[Values], Tree]:
    """A function from a row to what stands at the end of a path; a list where the path has [*], each in its place.

    Unlike `values_at`, it keeps a place for each item that says nothing: what belongs together stays together.

    >>> follow("images[*].url")({"images": [{"url": "a"}, {}]})
    ['a', None]
    """
    steps = _steps(path)
    return lambda values: values[path] if path in values else _walk(values, steps)


def _steps(path: str) -> tuple[Step, ...]:
    try:
        return parse_path(path)
    except UsageError as error:
        raise ValueProblem(str(error), "names joined by points, such as images[0].url", "correct it") from None


def _walk(value: Tree, steps: tuple[Step, ...]) -> Tree:
    for at, step in enumerate(steps):
        rest = steps[at + 1 :]
        if step is None:
            items = [*value.values()] if isinstance(value, Mapping) else value if isinstance(value, list) else [value]
            made = [_walk(item, rest) for item in items]
            # A second [*] makes one list of all.
            return [each for inner in made for each in inner] if None in rest else made
        value = _inside(value, step)
        if value is None:
            return [] if None in rest else None
    return value


def _inside(value: Tree, step: str | int) -> Tree:
    if isinstance(step, str):
        inner = value.parts if isinstance(value, Text) else value
        return inner.get(step) if isinstance(inner, Mapping) else None
    items = value if isinstance(value, list) else [value]
    return items[step] if -len(items) <= step < len(items) else None
