"""A row under construction: its values checked and named, and what is wrong with it gathered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from memorial_kg.errors import InputError, Problem
from memorial_kg.records.model import Tree
from memorial_kg.records.rows import DEEPEST
from memorial_kg.sources.readers.row import SourceRow, Text
from memorial_kg.sources.readers.texts import UNREADABLE, unreadable
from memorial_kg.values import quote

__all__ = ["LEFT_OUT", "Finding", "broken", "file_problem", "text", "unique", "with_own"]

LEFT_OUT: Final = object()


@dataclass
class Finding:
    """What is known of one row so far."""

    file: str
    locator: str
    line: int = 0
    encoding: str = "utf-8"
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, key: str, what: str, expected: str = "", todo: str = "") -> None:
        """Note that a value cannot be kept; without a key, that the row cannot be trusted."""
        self.problems.append(Problem(self.file, self.line, self.locator, key, what, expected, todo))

    def row(self, values: Mapping[str, Tree]) -> SourceRow:
        """The finished row, without the values that cannot be read."""
        made = dict(values)
        for name, value in values.items():
            if (not name.isascii() or "\0" in name) and UNREADABLE.search(name):
                self.refuse(
                    "", f"the name {quote(_plain(name))} cannot be read", "", "declare the encoding, or mend it"
                )
            if value.__class__ is str and value.isascii() and "\0" not in value:
                continue
            if (kept := self.kept(value, name)) is LEFT_OUT:
                del made[name]
            elif kept is not value:
                made[name] = kept
        return SourceRow(made, self.locator, self.file, self.line, tuple(self.problems))

    def kept(self, value: Tree, key: str, depth: int = 0) -> Tree:
        """A value without what cannot be read; `LEFT_OUT` where nothing of it can be kept."""
        if isinstance(value, str):
            if not UNREADABLE.search(value):
                return value
            self.refuse(_plain(key), *(unreadable(value, self.encoding) or ()))
            return LEFT_OUT
        if not isinstance(value, (dict, list)):
            return ("true" if value else "false") if isinstance(value, bool) else value
        if depth > DEEPEST:
            self.refuse(_plain(key)[:80], "it is nested too deeply", f"at most {DEEPEST} levels", "flatten the source")
            return LEFT_OUT
        if isinstance(value, list):
            items = (self.kept(item, f"{key}[{at}]", depth + 1) for at, item in enumerate(value))
            return [item for item in items if item is not LEFT_OUT]
        pairs = ((name, self.kept(inner, f"{key}.{name}", depth + 1)) for name, inner in value.items())
        return {_plain(name): inner for name, inner in pairs if inner is not LEFT_OUT}


def broken(where: Finding, what: str, expected: str = "", todo: str = "") -> SourceRow:
    """A row of which nothing but its problem is known."""
    where.refuse("", what, expected, todo)
    return where.row({})


def file_problem(file: str, what: str, expected: str = "", todo: str = "") -> InputError:
    """The error of an input of which nothing can be read."""
    return InputError(problems=[Problem(file, 0, "", "", what, expected, todo)])


def unique(names: Iterable[str]) -> list[str]:
    """Column names that differ: white space as people see it, `column 3` for an empty one, `name (2)` for a second.

    >>> unique(["Name ", "", "Name", "Name (2)"])
    ['Name', 'column 2', 'Name (3)', 'Name (2)']
    """
    stated = [" ".join(_plain(name).split()) or f"column {place}" for place, name in enumerate(names, start=1)]
    taken, used = set(stated), dict.fromkeys(stated, 0)
    made: list[str] = []
    for name in stated:
        wanted = name
        while used[name] and wanted in taken:
            used[name] += 1
            wanted = f"{name} ({used[name]})"
        used[name] = used[name] or 1
        taken.add(wanted)
        made.append(wanted)
    return made


def with_own(values: Mapping[str, Tree], own: Mapping[str, Tree], inside: str) -> dict[str, Tree]:
    """The values of an item together with what the reader itself knows, whose names come first.

    Another value of the same name is kept as `properties.id`: a path of these words reaches it.
    """
    if own.keys().isdisjoint(values):
        return {**values, **own}
    apart = {name: value for name, value in values.items() if name not in own}
    twice = {f"{inside}.{name}": value for name, value in values.items() if name in own and value != own[name]}
    return {**apart, **own, **twice}


def text(words: str, **parts: Tree) -> Text:
    """A text with its parts; those without a value are left out."""
    return Text(words, {name: value for name, value in parts.items() if value is not None})


def _plain(name: str) -> str:
    return UNREADABLE.sub("\ufffd", name)
