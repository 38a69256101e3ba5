"""Reads a YAML list item by item, event by event: no value is interpreted, and a broken item costs no other.

YAML itself gives up at the first mistake. Here reading goes on where the next item of the list begins.
"""

from __future__ import annotations

import io
import itertools
import math
import re
from collections import deque
from collections.abc import Iterator
from typing import Any, Final

import yaml

from memorial_kg.records.model import Tree
from memorial_kg.records.rows import DEEPEST, Item, Path, Row, broken
from memorial_kg.values import quote

__all__ = ["yaml_list"]

# What YAML 1.1 (5.1) cannot carry, and what it takes for the end of a line although no editor does (5.4). A byte that
# is not UTF-8 stands here as the half surrogate that Python decodes it to.
_UNREADABLE: Final = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_STAND_IN: Final = "\ufffd"

# A file that is broken more often than this is something else than a list of records.
_MOST_BROKEN: Final = 100

# What libyaml needs for a level grows with the levels above it.
_DEEPEST_TO_SKIP: Final = 500

_EXPECTED: Final = "a list of records, each beginning with `- `"
_OPEN: Final = ("unexpected end of stream", "document indicator", "expected ',' or")


def yaml_list(data: bytes, file: str) -> Iterator[Row]:
    """The items of the lists at the top of a file."""
    text = data.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    reading = _Reading(file, _unreadable(text))
    text = _UNREADABLE.sub(_STAND_IN, text) if reading.unreadable else text
    start = 0
    for _ in range(_MOST_BROKEN):
        try:
            yield from reading.items(text[start:] if start else text)
        except yaml.YAMLError as error:
            further = reading.further(error)
            yield reading.broken(error, last=further is None)
            if further is None:
                return
            reading.before += len(_LINE_END.findall(reading.text, 0, further))
            start += further
        else:
            yield from itertools.islice(reading.unread(), _MOST_BROKEN)
            return
    yield broken(file, reading.before + 1, f"more than {_MOST_BROKEN} records before this line are not YAML", _EXPECTED,
                 "mend those first; nothing from this line on was read")  # fmt: skip


def _unreadable(text: str) -> deque[tuple[int, str]]:
    """The lines with a character that cannot be read, each with the first such character."""
    found: deque[tuple[int, str]] = deque()
    line, position = 1, 0
    for match in _UNREADABLE.finditer(text):
        line += len(_LINE_END.findall(text, position, match.start()))
        position = match.start()
        if not found or found[-1][0] != line:
            found.append((line, match.group()))
    return found


class _Reading:
    """One file being read: how far reading has come, and which characters were found unreadable."""

    def __init__(self, file: str, unreadable: deque[tuple[int, str]]) -> None:
        self.file, self.unreadable = file, unreadable
        self.text = ""
        self.before = 0  # the lines before `text`; the lines below are counted from 0 in `text`
        self.item_line: int | None = None  # where the item that is being read begins; None between two
        self.indent: int | None = None  # how far the hyphens of the list are indented; None if it has none

    # -- items ---------------------------------------------------------------------------------------------------------

    def items(self, text: str) -> Iterator[Row]:
        """The items of the list at the top of each document of a text."""
        self.text, self.item_line = text, None
        # From a stream, libyaml takes what it needs; of a string, it would make a copy of its own first.
        loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(io.StringIO(text, newline=""))
        try:
            while not loader.check_event(yaml.StreamEndEvent):
                if loader.check_event(yaml.SequenceStartEvent):
                    yield from self._list(loader)
                elif loader.check_event(yaml.ScalarEvent) and loader.peek_event().value == "":
                    loader.get_event()  # an empty document
                elif isinstance(loader.peek_event(), yaml.NodeEvent):
                    line = self._line(loader.peek_event())
                    self._node(loader, Item(self.file, line), ())
                    todo = "begin each record with a hyphen and a space, and indent what follows"
                    yield broken(self.file, line, "the file does not hold a list", _EXPECTED, todo)
                else:
                    loader.get_event()
        finally:
            loader.dispose()

    def _list(self, loader: Any) -> Iterator[Row]:  # noqa: ANN401 - the two loaders of PyYAML share no typed parent
        start = loader.get_event()
        self.indent = None if start.flow_style else start.start_mark.column
        while not loader.check_event(yaml.SequenceEndEvent):
            line = self._line(loader.peek_event())
            yield from self.unread(line)
            self.item_line = line - self.before - 1
            row = self._item(loader, Item(self.file, line))
            self.item_line = None
            yield row
        loader.get_event()

    def _item(self, loader: Any, item: Item) -> Row:  # noqa: ANN401
        self.end = item.line
        tree = self._node(loader, item, ())
        while self.unreadable and self.unreadable[0][0] <= self.end:
            line, character = self.unreadable.popleft()
            item.refuse(line, (), *_unreadable_character(character))
        return item.row(tree)

    def _line(self, event: Any) -> int:  # noqa: ANN401
        line: int = event.start_mark.line
        return self.before + line + 1

    # -- nodes ---------------------------------------------------------------------------------------------------------

    def _node(self, loader: Any, item: Item, path: Path) -> Tree:  # noqa: ANN401
        event = loader.get_event()
        line = item.lines[path] = self._line(event)
        if isinstance(event, yaml.AliasEvent):
            item.refuse(line, path, f"'*{event.anchor}' is an alias", "the value itself", "write the value out")
            return ""
        if event.anchor is not None:
            item.refuse(line, path, f"'&{event.anchor}' is an anchor", "the value alone", "remove the anchor")
        if event.tag is not None:
            item.refuse(line, path, f"{quote(event.tag)} is a YAML tag", "a plain value", "remove the tag")
        if isinstance(event, yaml.ScalarEvent):
            self._closed(event)
            # A block of text ends where the next line begins.
            end: Any = event.end_mark
            self.end = self.before + end.line + (end.column > 0)
            return event.value
        if len(path) > DEEPEST:
            item.refuse_depth(line, path)
            _skip(loader)
            return ""
        return (self._sequence if isinstance(event, yaml.SequenceStartEvent) else self._mapping)(loader, item, path)

    def _sequence(self, loader: Any, item: Item, path: Path) -> list[Tree]:  # noqa: ANN401
        made: list[Tree] = []
        while not loader.check_event(yaml.SequenceEndEvent):
            made.append(self._node(loader, item, (*path, len(made))))
        loader.get_event()
        return made

    def _mapping(self, loader: Any, item: Item, path: Path) -> dict[str, Tree]:  # noqa: ANN401
        made: dict[str, Tree] = {}
        while not loader.check_event(yaml.MappingEndEvent):
            line = self._line(loader.peek_event())
            key = self._node(loader, item, (*path, "?"))
            if not isinstance(key, str):
                item.refuse(line, path, "a key is a list or a mapping", "a word", "put it between quotation marks")
                key = "?"
            value = self._node(loader, item, (*path, key))
            item.lines[(*path, key)] = line
            if key in made:
                item.refuse_twice(line, (*path, key))
            made[key] = value
        item.lines.pop((*path, "?"), None)
        loader.get_event()
        return made

    def _closed(self, event: yaml.ScalarEvent) -> None:
        """A quotation mark that is not closed in its record would swallow the beginning of the next one."""
        start: Any = event.start_mark
        end: Any = event.end_mark
        if self.indent is None or event.style not in ("'", '"') or start.line == end.line:
            return
        if re.search(rf"[\r\n] {{{self.indent}}}- ", self.text[start.index : end.index]):
            raise yaml.MarkedYAMLError(problem="the quotation mark is not closed in this record", problem_mark=start)

    # -- what went wrong -----------------------------------------------------------------------------------------------

    def further(self, error: yaml.YAMLError) -> int | None:
        """Where in the text the item after the broken one begins, or None if there is none."""
        if self.indent is None:
            return None
        line = _mark(error)[0] if self.item_line is None else self.item_line
        ends = (match.end() for match in _LINE_END.finditer(self.text))
        after = next(itertools.islice(ends, line, None), len(self.text))
        begin = re.compile(rf"^ {{{self.indent}}}- ", re.MULTILINE).search(self.text, after)
        return begin.start() if begin else None

    def broken(self, error: yaml.YAMLError, *, last: bool) -> Row:
        """The row of an error of YAML."""
        line, what = _mark(error)
        todo = "mend the indentation, the quotation marks or the brackets of this record"
        todo += "; nothing after this line was read" if last else ""
        # The end of a stream may lie behind its last line.
        line = min(line, len(_LINE_END.findall(self.text.rstrip())))
        return broken(self.file, self.before + line + 1, f"this is not YAML: {what}", _EXPECTED, todo)

    def unread(self, until: float = math.inf) -> Iterator[Row]:
        """What was found unreadable outside every item, before a line."""
        while self.unreadable and self.unreadable[0][0] < until:
            line, character = self.unreadable.popleft()
            yield broken(self.file, line, *_unreadable_character(character))


def _mark(error: yaml.YAMLError) -> tuple[int, str]:
    """The line of an error, counted from 0, and what it is. What is never closed is named where it was opened."""
    mark: Any = getattr(error, "problem_mark", None)
    context: Any = getattr(error, "context_mark", None)
    what = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read")
    if context and any(words in what for words in _OPEN):
        return context.line, f"{getattr(error, 'context', '')}, which begins here, {what}"
    return mark.line if mark else 0, what


def _skip(loader: Any) -> None:  # noqa: ANN401
    """Pass over the rest of a sequence or mapping that was begun."""
    depth = 1
    while depth:
        event = loader.get_event()
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST_TO_SKIP:
            mark: Any = event.start_mark
            raise yaml.MarkedYAMLError(problem=f"nested deeper than {DEEPEST} levels", problem_mark=mark)


def _unreadable_character(character: str) -> tuple[str, str, str]:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"the byte 0x{code - 0xDC00:02x} is not UTF-8", "a file in UTF-8", "save the file as UTF-8"
    what = f"the invisible character U+{code:04X} stands in this line"
    return what, "text that any program can read", "remove it, or write it as an escape between double quotation marks"
