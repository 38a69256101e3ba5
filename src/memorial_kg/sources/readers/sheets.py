"""Reads spreadsheets (xlsx, xls, ods): the declared sheet, or the only one that holds anything."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Any, Final

from memorial_kg.sources.readers.archives import contents, zip_members
from memorial_kg.sources.readers.finding import file_problem
from memorial_kg.sources.readers.heading import Cells, headed_rows
from memorial_kg.sources.readers.numerals import numeral
from memorial_kg.sources.readers.row import Input, ReadingRules, SourceRow
from memorial_kg.values import quote

__all__ = ["read_sheet"]

# The library lays out a whole rectangle: two cells in opposite corners of a sheet would take more memory than there is,
# and that ends the process.
_MOST_CELLS: Final = 20_000_000
_REFERENCE: Final = re.compile(rb'<c\s[^>]{0,99}?\br="([A-Z]{1,3})(\d{1,7})"')
_BLOCK: Final = 1 << 22
_SAVE: Final = "save it anew, or as CSV"


def read_sheet(source: Input, rules: ReadingRules) -> Iterator[SourceRow]:
    """The rows of a sheet: dates as ISO 8601, numbers as people see them; an empty cell is None.

    The line of a row is its number in the sheet. Of merged cells, the first has the value.
    """
    data = contents(source)
    if zipfile.is_zipfile(io.BytesIO(data)):
        for member in zip_members(Input(source.name, lambda: io.BytesIO(data))):
            _check(member)
    with tempfile.TemporaryFile() as handed:
        handed.write(data)
        handed.seek(0)
        with closing(_unpacked(handed, rules.sheet, source)) as lines:
            sheet = _chosen(next(lines), rules.sheet, source)
            rows = enumerate(lines, start=1)
            cells = (Cells(_texts(row), number, spoilt=True) for number, row in rows)
            yield from headed_rows(cells, rules, source.name, place=f"sheet {sheet}, ")


def _unpacked(workbook: IO[bytes], sheet: str, source: Input) -> Generator[Any, None, None]:
    """What the worker writes, line by line; whatever ends it before its time is an error over the file."""
    command = [sys.executable, "-I", str(Path(__file__).with_name("sheetworker.py")), sheet]
    with subprocess.Popen(command, stdin=workbook, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as worker:  # noqa: S603 - our own
        try:
            for written in worker.stdout or ():
                line = json.loads(written)
                if isinstance(line, dict) and "end" in line:
                    return
                if isinstance(line, dict) and "failed" in line:
                    raise file_problem(source.name, line["failed"], "xlsx, xls or ods", _SAVE)
                yield line
        finally:
            worker.kill()
    raise file_problem(source.name, "it is damaged, or asks for more memory than there is", "a spreadsheet", _SAVE)


def _chosen(said: dict[str, Any], wanted: str, source: Input) -> str:
    names: list[str] = said["names"]
    if said["chosen"] is not None:
        return str(said["chosen"])
    listed = ", ".join(quote(name) for name in names[:20])
    if wanted:
        raise file_problem(source.name, f"it has no sheet {quote(wanted)}", f"one of {listed}", "correct harvest.sheet")
    filled: int = said["filled"]
    what = f"it has {filled} sheets with something in them" if filled else "all its sheets are empty"
    raise file_problem(source.name, what, "one", f"declare sheet as one of {listed}" if filled else "")


def _texts(row: list[Any]) -> list[str | None]:
    cells = [_text(cell) for cell in row]
    return cells if any(cells) else []


def _text(cell: str | float) -> str | None:
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return numeral(cell, 15)


def _check(member: Input) -> None:
    """Refuse what bursts out of an archive, and a sheet whose cells lie too far apart."""
    width = height = 0
    end = b""
    with member.open() as stream:
        while block := stream.read(_BLOCK):
            for match in _REFERENCE.finditer(end + block):
                width, height = max(width, _column(match[1])), max(height, int(match[2]))
            end = block[-128:]
    if width * height > _MOST_CELLS:
        what = f"its cells lie in {height} rows and {width} columns"
        raise file_problem(
            member.name, what, f"at most {_MOST_CELLS:,} cells", "remove what stands far outside of the table"
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
