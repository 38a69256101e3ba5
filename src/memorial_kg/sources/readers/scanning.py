"""Takes items out of JSON one at a time: numbers as they were written, keys that stand twice noticed, lines counted."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from memorial_kg.records.model import Tree

__all__ = ["Member", "NotJSONError", "Scanner"]

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_CHUNK: Final = 1 << 18
_LARGEST: Final = 1 << 26  # characters of one value
_NEVER_LATER: Final = ("Invalid control character", "Expecting property name", "Illegal trailing comma")


class NotJSONError(ValueError):
    """The text is not JSON from a line on."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.line = line


@dataclass
class Member:
    """One value taken out: its key (none in a list), the line on which it begins, and what was wrong with it."""

    key: str
    tree: Tree
    line: int
    twice: list[str] = field(default_factory=list)


class Scanner:
    """Reads one JSON text from its beginning, holding no more of it than one value."""

    def __init__(self, stream: io.TextIOBase) -> None:
        self._stream, self._text, self._at = stream, "", 0
        self._before, self._counted, self._ended = 1, 0, False
        self._twice: list[str] = []
        hooks: dict[str, Any] = {"parse_int": str, "parse_float": str, "parse_constant": str}
        self._decoder = json.JSONDecoder(object_pairs_hook=self._pairs, **hooks)

    @property
    def line(self) -> int:
        """The line that has been reached."""
        self._before += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._before

    def peek(self) -> str:
        """The next character that says something; empty at the end."""
        if self._at < len(self._text) and (character := self._text[self._at]) > " ":
            return character
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def members(self) -> Iterator[Member]:
        """The members of the list or object that comes next, each with its value."""
        named = self.peek() == "{"
        for key in self.names():
            yield self.member(key if named else "")

    def member(self, key: str = "") -> Member:
        """The value that comes next, and what is known of it."""
        self.peek()
        line, self._twice = self.line, []
        return Member(key, self.value(), line, self._twice)

    def names(self) -> Iterator[str]:
        """The keys of the object, or the places of the list, that comes next; who takes one takes its value, too."""
        close = "]" if self.peek() == "[" else "}"
        self._at += 1
        place = 0
        while self.peek() != close:
            if place:
                self._expect(",")
                if self.peek() == close:
                    raise NotJSONError(f"a comma stands before {close!r}", self.line)
            key = str(place)
            if close == "}":
                if self.peek() != '"':
                    raise NotJSONError("a key in quotation marks is missing", self.line)
                key = self.value()
                self._expect(":")
            place += 1
            yield key
        self._at += 1

    def value(self) -> Tree:
        """The value that comes next, with every number and truth value as it was written."""
        self.peek()
        wanted = _CHUNK
        while True:
            try:
                tree, end = self._decoder.raw_decode(self._text, self._at)
                if end < len(self._text) or not self._more():
                    self._at = end
                    return tree
            except json.JSONDecodeError as error:
                self._twice.clear()
                hopeless = error.msg.startswith(_NEVER_LATER) and error.pos < len(self._text) - 1
                if hopeless or not self._more(wanted):
                    raise self._problem(error) from None
            except RecursionError:
                raise NotJSONError("it is nested too deeply to be read", self.line) from None
            wanted = len(self._text) - self._at
            if wanted > _LARGEST:
                raise NotJSONError(f"one value is longer than {_LARGEST >> 20} million characters", self.line)

    def skip(self, levels: int = 3) -> None:
        """Pass over the value that comes next; over a long list or object, member by member."""
        if levels and self.peek() in ("{", "["):
            for _ in self.names():
                self.skip(levels - 1)
        else:
            self.value()

    def end(self) -> None:
        """Check that nothing follows."""
        if self.peek():
            raise NotJSONError("something follows the end of the JSON", self.line)

    def _expect(self, character: str) -> None:
        if (found := self.peek()) != character:
            what = f"{found!r} stands" if found else "the file ends"
            raise NotJSONError(f"{what} where {character!r} was expected", self.line)
        self._at += 1

    def _more(self, wanted: int = _CHUNK) -> bool:
        """Read on, and drop what has been taken; False at the end of the text."""
        if self._ended or not (read := self._stream.read(max(wanted, _CHUNK))):
            self._ended = True
            return False
        self._before, self._text = self.line, self._text[self._at :] + read
        self._at = self._counted = 0
        return True

    def _problem(self, error: json.JSONDecodeError) -> NotJSONError:
        line = self.line + self._text.count("\n", self._at, error.pos)
        return NotJSONError(error.msg[:1].lower() + error.msg[1:], line)

    def _pairs(self, pairs: list[tuple[str, Tree]]) -> dict[str, Tree]:
        made = dict(pairs)
        if len(made) < len(pairs):
            self._twice += [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]
        return made
