"""Reads spreadsheets (xlsx, xls, ods): the declared sheet, or the only one that holds anything."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from memorial_kg.sources.readers.archives import contents, zip_members
from memorial_kg.sources.readers.finding import file_problem
from memorial_kg.sources.readers.heading import Cells, headed_rows
from memorial_kg.sources.readers.numerals import numeral
from memorial_kg.sources.readers.row import Input, ReadingRules, SourceRow
from memorial_kg.values import quote

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

__all__ = ["read_sheet"]

# The library lays out a whole rectangle: two cells in opposite corners of a sheet would take more memory than there is,
# and that ends the process.
_MOST_CELLS: Final = 20_000_000
_REFERENCE: Final = re.compile(rb'<c\s[^>]{0,99}?\br="([A-Z]{1,3})(\d{1,7})"')
_BLOCK: Final = 1 << 22


def read_sheet(source: Input, rules: ReadingRules) -> Iterator[SourceRow]:
    """The rows of a sheet: dates as ISO 8601, numbers as people see them; an empty cell is None.

    The line of a row is its number in the sheet. Of merged cells, the first has the value.
    """
    data = contents(source)
    if zipfile.is_zipfile(io.BytesIO(data)):
        for member in zip_members(Input(source.name, lambda: io.BytesIO(data))):
            _check(member)
    book = _book(io.BytesIO(data), source)
    try:
        sheet = _chosen(book, rules.sheet, source)
        cells = (Cells(_texts(row), number, spoilt=True) for number, row in enumerate(sheet.iter_rows(), start=1))
        yield from headed_rows(cells, rules, source.name, place=f"sheet {sheet.name}, ")
    finally:
        book.close()


def _book(stream: io.BytesIO, source: Input) -> CalamineWorkbook:
    import python_calamine

    try:
        return python_calamine.load_workbook(stream)
    except python_calamine.PasswordError:
        raise file_problem(source.name, "it wants a password", "an open file", "save it without one") from None
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        what = f"it is no spreadsheet that can be read: {error}"
        raise file_problem(source.name, what, "xlsx, xls or ods", "save it anew, or as CSV") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how the library fails over what it did not expect
            raise
        raise file_problem(source.name, "it is damaged", "a spreadsheet", "save it anew, or as CSV") from None


def _chosen(book: CalamineWorkbook, wanted: str, source: Input) -> CalamineSheet:
    names = book.sheet_names
    if wanted:
        if wanted in names:
            return book.get_sheet_by_name(wanted)
        if wanted.isdigit() and 0 < int(wanted) <= len(names):
            return book.get_sheet_by_index(int(wanted) - 1)
        what = f"it has no sheet {quote(wanted)}"
        raise file_problem(source.name, what, f"one of {_listed(names)}", "correct harvest.sheet")
    filled = [sheet for sheet in (book.get_sheet_by_name(name) for name in names) if sheet.height]
    if len(filled) == 1:
        return filled[0]
    what = f"it has {len(filled)} sheets with something in them" if filled else "all its sheets are empty"
    raise file_problem(source.name, what, "one", f"declare sheet as one of {_listed(names)}" if filled else "")


def _listed(names: list[str]) -> str:
    return ", ".join(quote(name) for name in names[:20])


def _texts(row: list[Any]) -> list[str | None]:
    cells = [_text(cell) for cell in row]
    return cells if any(cells) else []


def _text(cell: object) -> str | None:
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, (int, float)):
        return numeral(cell, 15)
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return (cell.date() if midnight else cell.replace(microsecond=0)).isoformat()
    return cell.isoformat() if isinstance(cell, (dt.date, dt.time)) else str(cell)


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
