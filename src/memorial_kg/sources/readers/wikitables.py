"""Lays out the tables of a wiki page: cells that span rows or columns stand in each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from memorial_kg.records.model import Tree
from memorial_kg.sources.readers.finding import unique
from memorial_kg.sources.readers.wikimarkup import readable

__all__ = ["Table", "tables_of"]

_NUMBER: Final = re.compile(r"\d{1,5}")
_MOST_COLUMNS: Final = 1000  # as HTML allows for a span
_MOST_ROWS: Final = 65_534


@dataclass
class Table:
    """One table: the names of its columns, its rows, the heading above it and its caption."""

    names: list[str]
    rows: list[list[Tree]]
    section: str = ""
    caption: str = ""


@dataclass
class _Layout:
    """The rows so far, and the cells that reach down into rows to come: column → (cell, rows left)."""

    rows: list[tuple[bool, list[Tree]]] = field(default_factory=list)  # is it a row of headers?
    reaching: dict[int, tuple[Tree, int]] = field(default_factory=dict)

    def add(self, cells: list[tuple[bool, Tree, int, int]]) -> None:
        """Add a row of cells: is it a header, its text, and how many columns and rows it spans."""
        if not cells:
            return
        line: list[Tree] = []
        for _, cell, columns, rows in cells:
            self._reach(line)
            for _ in range(min(columns, _MOST_COLUMNS - len(line))):
                if rows > 1:
                    self.reaching[len(line)] = (cell, rows)
                line.append(cell)
        self._reach(line)
        self.reaching = {column: (cell, rows - 1) for column, (cell, rows) in self.reaching.items() if rows > 1}
        self.rows.append((all(header for header, *_ in cells), line))

    def _reach(self, line: list[Tree]) -> None:
        while (above := self.reaching.get(len(line))) and len(line) < _MOST_COLUMNS:
            line.append(above[0])


def tables_of(code: Any) -> Iterator[Table]:  # noqa: ANN401 - the library's Wikicode
    """The tables of a page, in order; a table inside of a cell belongs to the cell."""
    section = ""
    for node in code.nodes:
        kind = type(node).__name__
        if kind == "Heading":
            section = str(readable(node.title))
        elif kind == "Tag" and str(node.tag).strip().casefold() == "table":
            yield _table(node, section)
        elif kind == "Tag" and node.contents is not None:
            for table in tables_of(node.contents):
                table.section = table.section or section
                yield table


def _table(node: Any, section: str) -> Table:  # noqa: ANN401
    layout, caption = _Layout(), ""
    loose: list[tuple[bool, Tree, int, int]] = []  # cells before the first mark of a row
    for inner in _tags(node.contents):
        name = str(inner.tag).strip().casefold()
        if name == "caption":
            caption = str(readable(inner.contents))
        elif not layout.rows and str(inner.contents).startswith("+"):  # so the library reads `|+ caption`
            caption = str(readable(inner.contents)).removeprefix("+").strip()
        elif name in ("th", "td"):
            loose.append(_cell(inner))
        elif name == "tr":
            layout.add(loose)
            loose = []
            layout.add(
                [_cell(cell) for cell in _tags(inner.contents) if str(cell.tag).strip().casefold() in ("th", "td")]
            )
    layout.add(loose)
    headers = 0
    while headers < len(layout.rows) and layout.rows[headers][0]:
        headers += 1
    names = _names([line for _, line in layout.rows[:headers]])
    return Table(names, [line for _, line in layout.rows[headers:]], section, caption)


def _names(headers: list[list[Tree]]) -> list[str]:
    """The names of the columns; of several rows of headers, what is above and what is below: `Date / from`."""
    width = max((len(line) for line in headers), default=0)
    stated = []
    for column in range(width):
        said = [str(line[column]) for line in headers if column < len(line)]
        stated.append(" / ".join(dict.fromkeys(word for word in said if word)))
    return unique(stated)


def _tags(code: Any) -> list[Any]:  # noqa: ANN401
    return [node for node in code.nodes if type(node).__name__ == "Tag"] if code is not None else []


def _cell(node: Any) -> tuple[bool, Tree, int, int]:  # noqa: ANN401
    spans = {str(each.name).strip().casefold(): str(each.value) for each in node.attributes}
    columns, rows = (_NUMBER.search(spans.get(name, "")) for name in ("colspan", "rowspan"))
    header = str(node.tag).strip().casefold() == "th"
    wide, high = int(columns.group()) if columns else 1, int(rows.group()) if rows else 1
    return header, readable(node.contents), max(wide, 1), min(max(high, 1), _MOST_ROWS)
