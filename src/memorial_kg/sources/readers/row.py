"""What every reader takes and gives: an input and what is declared about it; rows that know where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self, TypeAlias

from memorial_kg.errors import Problem
from memorial_kg.records.model import Tree

__all__ = ["Input", "Reader", "ReadingRules", "SourceRow", "Text"]


class Text(str):
    """A text with more to it than its words: the language of a literal, the links of a table's cell.

    It is a string wherever a string will do; a path reaches its parts, as `name.lang` or `photo.links[0].target`.
    """

    __slots__ = ("parts",)
    parts: Mapping[str, Tree]

    def __new__(cls, words: str, parts: Mapping[str, Tree]) -> Self:
        """Make a text of its words and its parts."""
        made = super().__new__(cls, words)
        made.parts = parts
        return made

    def __reduce__(self) -> tuple[type[Text], tuple[str, Mapping[str, Tree]]]:
        return Text, (str(self), self.parts)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One item of a source, before any rule has touched it.

    `values` has the text that the source has: `1.10` stays "1.10", and a JSON `true` is "true". None is a JSON null
    or an empty cell of a spreadsheet. `locator` is for people: "row 12" is the 12th row after the header.

    A row with `problems` still counts as read. A problem with a key is about that value, which is then not in
    `values`; one without a key is about the row: its values are not to be trusted, or could not be read at all.
    """

    values: dict[str, Tree]
    locator: str
    file: str
    line: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """What `[harvest]` declares about reading; what it leaves out is found out from the file where that is safe.

    `header_row` counts from 1; 0 says that there is none, and the columns are called "column 1", "column 2", …
    """

    format: str = ""
    encoding: str = ""
    delimiter: str = ""
    quote: str = '"'
    header_row: int = 1
    sheet: str = ""  # its name, or its number counted from 1
    items: str = ""  # where the items are in JSON: "features", "results.bindings"
    crs: str = ""  # "EPSG:25832"
    rows: str = ""  # of wikitext: "tables" or "infoboxes"
    endpoint: str = ""
    query: str = ""  # the text of the query
    page_size: int = 0  # LIMIT of each question to an endpoint; 0 asks once


@dataclass(frozen=True, slots=True)
class Input:
    """Something that can be read from its beginning as often as need be, and how messages name it."""

    name: str
    open: Callable[[], BinaryIO]
    path: Path | None = None  # where it lies on the disk just as it is, if it does


Reader: TypeAlias = Callable[[Input, ReadingRules], Iterator[SourceRow]]
