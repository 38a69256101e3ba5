"""Puts the cells of a table under the names of their columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from memorial_kg.errors import InputError, Problem
from memorial_kg.records.model import Tree
from memorial_kg.sources.readers.finding import Finding, file_problem, unique
from memorial_kg.sources.readers.row import ReadingRules, SourceRow
from memorial_kg.sources.readers.texts import unreadable

__all__ = ["MOST_CELLS", "Cells", "headed_rows", "row_of_cells"]

MOST_CELLS: Final = 16_384  # as many columns as a spreadsheet has


@dataclass(slots=True)
class Cells:
    """One row as it stands, the line on which it begins, and what is wrong with the way it was written."""

    cells: list[Tree]
    line: int
    spoilt: bool = False  # it may hold something that cannot be read
    what: str = ""
    expected: str = ""
    todo: str = ""


def headed_rows(
    rows: Iterator[Cells], rules: ReadingRules, file: str, encoding: str = "utf-8", place: str = ""
) -> Iterator[SourceRow]:
    """The rows below the header; blank ones are none.

    A declared `header_row` counts every row above it, blank ones as well; without one, it is the first with a cell.
    """
    names = _names(rows, rules.header_row, file, encoding)
    number = 0
    for cells in rows:
        if not cells.cells and not cells.what:
            continue
        if not rules.header_row and len(cells.cells) > len(names):
            names = [f"column {column}" for column in range(1, len(cells.cells) + 1)]
        number += 1
        locator = f"{place}row {number}"
        if len(cells.cells) == len(names) and not cells.spoilt and not cells.what:
            yield SourceRow(dict(zip(names, cells.cells, strict=True)), locator, file, cells.line)
        else:
            where = Finding(file, locator, cells.line, encoding)
            yield row_of_cells(cells, names, where, ragged=rules.header_row > 0)


def _names(rows: Iterator[Cells], header_row: int, file: str, encoding: str) -> list[str]:
    header = None
    for number in range(header_row):
        header = next(rows, None)
        while header and header_row == 1 and not header.cells and not header.what:
            header = next(rows, None)
        if header is None and number:
            what = f"it has {number} rows, and harvest.header-row is {header_row}"
            raise file_problem(file, what, "the number of the row with the names of the columns", "correct it")
    if header is None:
        return []
    stated = ["" if cell is None else str(cell) for cell in header.cells]
    wrong = (header.what, header.expected, header.todo) if header.what else unreadable("\n".join(stated), encoding)
    if wrong:
        raise InputError(problems=[Problem(file, header.line, "the header", "", *wrong)])
    return unique(stated)


def row_of_cells(cells: Cells, names: Sequence[str], finding: Finding, *, ragged: bool = True) -> SourceRow:
    """The row of some cells, each under the name of its column; too few or too many make it a doubtful one."""
    if cells.what:
        finding.refuse("", cells.what, cells.expected, cells.todo)
    given = cells.cells
    while len(given) > len(names) and _is_blank(given[-1]):
        given = given[:-1]  # delimiters at the end of a row separate nothing
    values: dict[str, Tree] = dict(zip(names, given, strict=False))
    for place, cell in enumerate(given[len(names) : len(names) + MOST_CELLS], start=len(names) + 1):
        values[f"column {place}" if f"column {place}" not in values else f"cell {place}"] = cell
    if ragged and not cells.what and len(given) != len(names):
        few = len(given) < len(names)
        what = f"{'only ' if few else ''}{len(given)} cells where the header has {len(names)}"
        todo = "add the cells that are missing" if few else "look whether the text of a cell was cut in two"
        finding.refuse("", what, "a cell for each column", todo)
    return finding.row(values)


def _is_blank(cell: Tree) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
