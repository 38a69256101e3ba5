"""Takes rows of cells from lines of text, and takes lines back where a lost quotation mark ran rows together."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from itertools import chain
from typing import Final, Literal, TypedDict

from memorial_kg.sources.readers.heading import MOST_CELLS, Cells
from memorial_kg.sources.readers.texts import UNREADABLE

__all__ = ["csv_rows"]

_LONGEST_LINE: Final = 1 << 24  # characters
_MOST_LINES: Final = 10_000  # of one row
_MOST_AGAIN: Final = 2_000_000  # lines: whoever needs more of them read twice has no CSV

_BLOCK: Final = 1 << 18

_CUT: Final = "\r\n"  # stands for a line that was cut away: told by its identity, for no other line is this very string
_ODD_ENDS: Final = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")  # Python ends lines here, CSV does not
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")

_NOT_CLOSED: Final = ("a quotation mark is opened and not closed in this row",
                      "a mark before and after the text of a cell", "close it, or declare quote = \"\"")  # fmt: skip
_CLOSED_EARLY: Final = ("text follows a closing quotation mark", "a delimiter after it",
                        "write a quotation mark inside of a text twice")  # fmt: skip
_GIVEN_UP: Final = ("too many quotation marks are not closed: nothing from this line on was read", "CSV",
                    'mend those before it, or declare quote = ""')  # fmt: skip


class _Dialect(TypedDict, total=False):
    delimiter: str
    quotechar: str
    quoting: Literal[0, 3]


def csv_rows(stream: io.TextIOBase, delimiter: str, quotation: str, before: int = 0) -> Iterator[Cells]:
    """The rows of a text, of which `before` lines were read already; a blank line is a row without cells."""
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_LINE * 4))  # ours stands below
    dialect: _Dialect = {"delimiter": delimiter, "quotechar": quotation}
    plain: _Dialect = {"delimiter": delimiter, "quoting": csv.QUOTE_NONE}
    yield from _Rows(_Lines(stream, before), dialect if quotation else plain, plain).read()


def _lines(text: str) -> list[str]:
    return _LINE.findall(text) if _ODD_ENDS.search(text) else text.splitlines(keepends=True)


class _Lines:
    """Gives lines one by one, remembers those of the row that is being read, and takes them back."""

    def __init__(self, stream: io.TextIOBase, number: int) -> None:
        self.number = number
        self.taken: list[str] = []
        self.again: deque[str] = deque()
        self.given_again = 0
        self.doubtful = self.spoilt = self.too_long = False
        self._coming = chain.from_iterable(self._blocks(stream))

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.again.popleft() if self.again else next(self._coming)
        self.number += 1
        if self.doubtful and (not line.isascii() or "\0" in line) and UNREADABLE.search(line):
            self.spoilt = True
        if line is _CUT:
            self.too_long = True
        self.taken.append(line)
        if len(self.taken) > _MOST_LINES:
            raise csv.Error("more lines than a row has")
        return line

    def _blocks(self, stream: io.TextIOBase) -> Iterator[list[str]]:
        """The lines of a text, many at a time, each with its end; a line without end is cut away."""
        pending: list[str] = []  # the parts of a line whose end has not come yet
        cut = False
        while block := stream.read(_BLOCK):
            if block.endswith("\r"):
                block += stream.read(1)  # the two signs of one end of a line
            self.doubtful = self.doubtful or UNREADABLE.search(block) is not None
            lines = _lines(block)
            last = "" if lines[-1].endswith(("\n", "\r")) else lines.pop()
            if lines:
                lines[0] = _CUT if cut else "".join([*pending, lines[0]])
                pending, cut = [], False
            if last and not cut:
                pending.append(last)
            if sum(map(len, pending)) > _LONGEST_LINE:
                pending, cut = [], True
            yield lines
        if cut or pending:
            yield [_CUT if cut else "".join(pending)]

    def begin(self) -> int:
        """Begin a row; the number of its first line."""
        self.taken.clear()
        self.spoilt = self.too_long = False
        return self.number + 1

    def take_back(self) -> bool:
        """Take back all lines of the row but the first; False if that has happened too often."""
        back = self.taken[1:]
        self.again.extendleft(reversed(back))
        self.number -= len(back)
        self.given_again += len(back)
        return self.given_again <= _MOST_AGAIN


class _Rows:
    """The rows of one file: how they are written, and how many cells its first row has."""

    def __init__(self, lines: _Lines, dialect: _Dialect, plain: _Dialect) -> None:
        self.lines, self.dialect, self.plain = lines, dialect, plain
        self.width = 0

    def read(self) -> Iterator[Cells]:
        lines = self.lines
        reader = csv.reader(lines, strict=True, **self.dialect)
        while True:
            line = lines.begin()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                cells = None
            if cells is not None and len(lines.taken) == 1 and not lines.too_long and len(cells) <= MOST_CELLS:
                row = Cells(cells, line, lines.spoilt)
            else:
                row = self._doubtful(cells, line)
            self.width = self.width or len(row.cells)
            yield row
            if row.what == _GIVEN_UP[0]:
                return

    def _doubtful(self, cells: list[str] | None, line: int) -> Cells:
        """A row over several lines, or one that is not well formed."""
        taken, spoilt = self.lines.taken, self.lines.spoilt
        if self.lines.too_long:
            what = f"a line of it is longer than {_LONGEST_LINE >> 20} million characters"
            return Cells(cells or [], line, spoilt, what, "a row of a table", "look what stands there; it was not read")
        if len(taken) > 1 and self._ran_together(cells):
            first = taken[0]
            complaint = _NOT_CLOSED if self.lines.take_back() else _GIVEN_UP
            return Cells(self._cells(first), line, UNREADABLE.search(first) is not None, *complaint)
        if cells is None:
            made = self._cells("".join(taken)) if len(taken) == 1 else next(csv.reader(taken, **self.dialect), [])
            unfinished = "".join(taken).count(self.dialect.get("quotechar", '"')) % 2
            return Cells(made[:MOST_CELLS], line, spoilt, *(_NOT_CLOSED if unfinished else _CLOSED_EARLY))
        if len(cells) > MOST_CELLS:
            what = f"it has {len(cells)} cells"
            return Cells(cells[:9], line, spoilt, what, f"at most {MOST_CELLS}", "look whether it is a table")
        return Cells(cells, line, spoilt)

    def _ran_together(self, cells: list[str] | None) -> bool:
        """Tell whether a lost quotation mark made one row of several: their lines are complete rows by themselves."""
        complete = (len(self._cells(line)) == self.width for line in self.lines.taken)
        if cells is not None and len(cells) == self.width:
            return self.width > 1 and all(complete)
        if len(self.lines.taken) > _MOST_LINES:
            return True
        next(complete)
        return any(complete)

    def _cells(self, line: str) -> list[str]:
        """The cells of a line by itself; quotation marks without a partner are taken for text."""
        try:
            return next(csv.reader([line], strict=True, **self.dialect), [])
        except csv.Error:
            return next(csv.reader([line], **self.plain), [])
