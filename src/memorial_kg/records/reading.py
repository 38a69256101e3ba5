"""Reads YAML and JSON Lines into rows: plain trees of strings, with the line of every key.

Every scalar is the string that was written (`NO` is Norway, `1.10` is not `1.1`). Aliases, anchors, tags and duplicate keys
are refused, so that a file means what it seems to say and cannot unfold into something larger than itself.
"""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import yaml

from memorial_kg.errors import Problem
from memorial_kg.records.model import Origin, Tree
from memorial_kg.values import quote

__all__ = ["Row", "read_rows"]

_DEEPEST = 40  # No record needs more; without a limit, hostile nesting would exhaust the stack.
_Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a file: its tree, where it stands, and what was wrong with the way it was written."""

    tree: Tree
    origin: Origin
    problems: tuple[Problem, ...] = ()


@dataclass
class _Item:
    """An item under construction."""

    file: str
    line: int
    lines: dict[_Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, line: int, path: _Path, what: str, expected: str = "", todo: str = "") -> None:
        key = ".".join(str(part) for part in path)
        self.problems.append(Problem(self.file, line, "", key, what, expected, todo))

    def row(self, tree: Tree) -> Row:
        return Row(tree, Origin(self.file, self.line, self.lines), tuple(self.problems))


def read_rows(stream: BinaryIO, file: str) -> Iterator[Row]:
    """The rows of a file, one by one: JSON Lines when its name ends in .jsonl or .ndjson, else a YAML list.

    `-` on standard input is YAML too: JSON Lines and JSON are told by their first character. A row that cannot be read comes
    with its problems and without a tree; the rows before and, in JSON Lines, after it are whole.
    """
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[type-var]
    start = buffered.peek(64)[:64]
    if file.endswith((".jsonl", ".ndjson")) or start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{"):
        yield from _json_lines(buffered, file)
    else:
        yield from _yaml_list(buffered, file)


# -- YAML --------------------------------------------------------------------------------------------------------------


def _yaml_list(stream: BinaryIO, file: str) -> Iterator[Row]:
    data = stream.read()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        yield _broken(file, line, f"the byte 0x{data[error.start]:02x} is not UTF-8", "a file in UTF-8", "save the file as UTF-8")
        return
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        yield from _items(_Events(loader), file)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else text.count("\n", 0, getattr(error, "position", 0) or 0) + 1
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
        todo = "mend the indentation or the quotation marks; the records after this line were not read"
        yield _broken(file, line, f"this is not YAML: {what}", "a list of records", todo)
    finally:
        loader.dispose()


def _broken(file: str, line: int, what: str, expected: str, todo: str) -> Row:
    return Row(None, Origin(file, line), (Problem(file, line, "", "", what, expected, todo),))


class _Events:
    """The events of a YAML stream, one at a time, and a look at the next one."""

    def __init__(self, loader: yaml.SafeLoader) -> None:
        self._loader = loader

    def peek(self) -> yaml.Event:
        event: yaml.Event = self._loader.peek_event()
        return event

    def next(self) -> yaml.Event:
        event: yaml.Event = self._loader.get_event()
        return event

    def skip(self, *kinds: type[yaml.Event]) -> None:
        while isinstance(self.peek(), kinds):
            self.next()


def _items(events: _Events, file: str) -> Iterator[Row]:
    """The items of the list at the top of each document of the stream."""
    events.skip(yaml.StreamStartEvent)
    while not isinstance(events.peek(), yaml.StreamEndEvent):
        events.skip(yaml.DocumentStartEvent)
        start = events.peek()
        if isinstance(start, yaml.SequenceStartEvent):
            events.next()
            while not isinstance(events.peek(), yaml.SequenceEndEvent):
                yield _item(events, file)
            events.next()
        elif isinstance(start, yaml.ScalarEvent) and start.value == "":
            events.next()
        else:
            row = _item(events, file)
            problem = Problem(file, row.origin.line, "", "", "the file does not hold a list", "a list of records, each beginning with `- `")
            yield Row(None, row.origin, (problem,))
        events.skip(yaml.DocumentEndEvent)


def _item(events: _Events, file: str) -> Row:
    item = _Item(file, events.peek().start_mark.line + 1)
    return item.row(_node(events, item, ()))


def _node(events: _Events, item: _Item, path: _Path) -> Tree:
    event = events.next()
    line = event.start_mark.line + 1
    item.lines[path] = line
    if getattr(event, "anchor", None) is not None:
        what = f"'*{event.anchor}' is an alias" if isinstance(event, yaml.AliasEvent) else f"'&{event.anchor}' is an anchor"
        item.refuse(line, path, what, "the value itself", "write the value out")
    if getattr(event, "tag", None) is not None:
        item.refuse(line, path, f"{quote(event.tag)} is a YAML tag", "a plain value", "remove the tag")
    if isinstance(event, yaml.ScalarEvent):
        return event.value
    if len(path) > _DEEPEST:
        raise yaml.MarkedYAMLError(problem=f"nested deeper than {_DEEPEST} levels", problem_mark=event.start_mark)
    if isinstance(event, yaml.SequenceStartEvent):
        return _sequence(events, item, path)
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(events, item, path)
    return ""


def _sequence(events: _Events, item: _Item, path: _Path) -> list[Tree]:
    made: list[Tree] = []
    while not isinstance(events.peek(), yaml.SequenceEndEvent):
        made.append(_node(events, item, (*path, len(made))))
    events.next()
    return made


def _mapping(events: _Events, item: _Item, path: _Path) -> dict[str, Tree]:
    made: dict[str, Tree] = {}
    while not isinstance(events.peek(), yaml.MappingEndEvent):
        line = events.peek().start_mark.line + 1
        key = _node(events, item, (*path, "?"))
        if not isinstance(key, str):
            item.refuse(line, path, "a key is a list or a mapping", "a word")
            key = "?"
        value = _node(events, item, (*path, key))
        item.lines[(*path, key)] = line
        if key in made:
            item.refuse(line, (*path, key), f"the key {quote(key)} stands here twice", "each key once", "put several values into a list")
        made[key] = value
    item.lines.pop((*path, "?"), None)
    events.next()
    return made


# -- JSON Lines --------------------------------------------------------------------------------------------------------


def _json_lines(stream: BinaryIO, file: str) -> Iterator[Row]:
    for number, raw in enumerate(stream, start=1):
        if raw.strip():
            yield _json_row(raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw, file, number)


def _json_row(raw: bytes, file: str, number: int) -> Row:
    item = _Item(file, number)

    def pairs(found: list[tuple[str, Tree]]) -> dict[str, Tree]:
        for key, _ in found:
            if sum(other == key for other, _ in found) > 1:
                item.refuse(number, (key,), f"the key {quote(key)} stands here twice", "each key once", "put several values into a list")
        return dict(found)

    try:
        tree = json.loads(raw.decode("utf-8"), object_pairs_hook=pairs, parse_int=str, parse_float=str, parse_constant=str)
    except UnicodeDecodeError as error:
        return _broken(file, number, f"the byte 0x{raw[error.start]:02x} is not UTF-8", "a line in UTF-8", "save the file as UTF-8")
    except json.JSONDecodeError as error:
        return _broken(file, number, f"this is not JSON: {error.msg} at column {error.colno}", "one JSON object on a line", "mend the line")
    except RecursionError:
        return _broken(file, number, "nested too deeply", f"at most {_DEEPEST} levels", "flatten the record")
    return item.row(_as_strings(tree, item, number, ()))


def _as_strings(tree: Tree, item: _Item, number: int, path: _Path) -> Tree:
    """JSON's numbers and booleans as they were written, so that both formats give the same records."""
    if len(path) > _DEEPEST:
        item.refuse(number, path[:3], "nested too deeply", f"at most {_DEEPEST} levels", "flatten the record")
        return ""
    if isinstance(tree, dict):
        return {key: _as_strings(value, item, number, (*path, key)) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_as_strings(value, item, number, (*path, index)) for index, value in enumerate(tree)]
    if tree is None:
        item.refuse(number, path, "null is not a value", "a value", "leave the key out")
        return ""
    return ("true" if tree else "false") if isinstance(tree, bool) else tree
