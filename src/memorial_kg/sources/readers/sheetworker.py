"""Unpacks a sheet of a workbook as a process of its own: run as a file, it imports nothing of ours.

A few spoilt bytes make the library ask for more memory than there is, and that ends the process that asks. The workbook
comes on standard input, the sheet that is wanted as the only argument. Out go lines of JSON: the names of all sheets
and of the chosen one, each of its rows as a list, and at last `end` or how it failed.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import sys
from typing import Any

_MOST_MEMORY = 1 << 32  # bytes


def main() -> None:
    """Write the wanted sheet of the workbook, or the only one that holds anything."""
    import python_calamine

    _bound()
    try:
        book = python_calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
        _give(book, sys.argv[1] if len(sys.argv) > 1 else "")
    except python_calamine.PasswordError:
        _write({"failed": "it wants a password"})
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        _write({"failed": f"it is no spreadsheet that can be read: {error}"})
    else:
        _write({"end": True})


def _give(book: Any, wanted: str) -> None:  # noqa: ANN401 - the library is imported late
    names = book.sheet_names
    if wanted.isdigit() and wanted not in names and 0 < int(wanted) <= len(names):
        wanted = names[int(wanted) - 1]
    filled = [name for name in names if book.get_sheet_by_name(name).height]
    chosen = wanted if wanted in names else filled[0] if not wanted and len(filled) == 1 else None
    _write({"names": names, "filled": len(filled), "chosen": chosen})
    if chosen is not None:
        for row in book.get_sheet_by_name(chosen).iter_rows():
            _write([_plain(cell) for cell in row])


def _bound() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _write(line: dict[str, Any] | list[Any]) -> None:
    sys.stdout.write(f"{json.dumps(line)}\n")


def _plain(cell: Any) -> Any:  # noqa: ANN401 - whatever a cell can hold
    """A cell as JSON can say it: a time as ISO 8601, and a day without the midnight that nobody wrote."""
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return (cell.date() if midnight else cell.replace(microsecond=0)).isoformat()
    if isinstance(cell, (dt.date, dt.time)):
        return cell.isoformat()
    return cell if isinstance(cell, (bool, int, float, str)) else str(cell)


if __name__ == "__main__":
    main()
