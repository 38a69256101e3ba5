"""Writes the report of a harvest: as CSV for spreadsheets, as a page for people."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from html import escape
from importlib import resources
from pathlib import PurePath
from string import Template
from typing import BinaryIO, Final

from memorial_kg.errors import UsageError
from memorial_kg.sources.crosswalk.report import KINDS, Entry, Report
from memorial_kg.values import no_formula, visible

__all__ = ["WRITERS", "summary", "writer_of"]

# A page that a browser opens at once; the CSV has everything.
_MOST_ON_PAGE: Final = 2_000

_COLUMNS: Final = (
    "kind", "file", "line", "locator", "record", "key", "column", "value", "reason", "expected", "todo"
)  # fmt: skip

Writer = Callable[[Report, BinaryIO], None]


def writer_of(name: str) -> Writer:
    """The writer of a report, by the suffix of its file; another suffix is a `UsageError`."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in WRITERS:
        raise UsageError(f"A report is written as {' or '.join(WRITERS)}: {name!r} is neither")
    return WRITERS[suffix]


def summary(report: Report) -> list[str]:
    """The report in a few lines."""
    counts = report.counts
    rows = f"{report.rows:,} rows read: {report.records:,} records, {counts['row refused']:,} rows refused"
    lines = [
        f"{rows}, {counts['row left out']:,} left out as declared",
        f"{report.values:,} values kept, {counts['value refused']:,} refused",
    ]
    if counts["value corrected"]:
        lines.append(f"{counts['value corrected']:,} refused values are settled by corrections")
    if counts["correction"]:
        lines.append(f"{counts['correction']:,} corrections no longer apply")
    if report.unread:
        lines.append(f"columns that no rule reads: {', '.join(report.unread)}")
    if report.passed_over:
        lines.append(
            f"{len(report.passed_over):,} files passed over, being of another format: {_few(report.passed_over)}"
        )
    return [*lines, *(f"{each} (no row has it)" for each in report.never_there)]


def _few(names: list[str], most: int = 5) -> str:
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")


def _write_csv(report: Report, out: BinaryIO) -> None:
    """A row for each entry, all of them; no cell runs as a formula."""
    text = io.TextIOWrapper(out, "utf-8", errors="backslashreplace", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows([no_formula(str(cell)) for cell in _cells(entry)] for entry in report.entries())
    text.detach()


def _cells(entry: Entry) -> tuple[object, ...]:
    return (entry.kind, entry.file, entry.line or "", entry.locator, entry.record, entry.key, entry.column,
            entry.value, entry.what, entry.expected, entry.todo)  # fmt: skip


# -- the page ----------------------------------------------------------------------------------------------------------


def _write_html(report: Report, out: BinaryIO) -> None:
    """A page without scripts, readable in the dark; what the source says is text in it, never markup."""
    out.writelines(piece.encode("utf-8", "backslashreplace") for piece in _page(report))


def _page(report: Report) -> Iterable[str]:
    title = f"Harvest of {report.source}"
    head = resources.files(__package__).joinpath("report_head.html").read_text(encoding="utf-8")
    yield Template(head).substitute(title=_text(title), documents=_text(", ".join(report.documents)))
    facts = [
        ("rows read", report.rows), ("records made", report.records), ("values kept", report.values),
        ("rows refused", report.counts["row refused"]), ("values refused", report.counts["value refused"]),
        ("rows left out as declared", report.counts["row left out"]),
        ("corrections that no longer apply", report.counts["correction"]),
    ]  # fmt: skip
    yield _table(("what", "how many"), facts, "numbers")
    yield from _section("Values kept, by key", ("key", "records that have it"), report.keys)
    yield from _section("Rows left out, and why", ("reason", "rows"), report.left_out)
    reasons = {f"{kind}: {key or 'the row itself'}": times for (kind, key), times in report.reasons.items()}
    yield from _section("What was refused, by key", ("what", "how often"), reasons)
    yield from _section("Columns that no rule reads", ("column", "rows in which it says something"), report.unread)
    if notes := [*report.never_there, *(f"{name}: passed over" for name in report.passed_over[:_MOST_ON_PAGE])]:
        yield "<h2>To look at</h2>\n<ul>" + "".join(f"<li>{_text(note)}</li>" for note in notes) + "</ul>\n"
    yield from _entries(report)
    yield "</main>\n</body>\n</html>\n"


def _entries(report: Report) -> Iterable[str]:
    """Each refusal, one below the other; rows that were left out as declared are counted above, and in the CSV."""
    shown = 0
    for entry in report.entries():
        if entry.kind == "row left out":
            continue
        if not shown:
            yield f'<h2>Each of them</h2>\n{_legend()}<table class="each">\n<thead><tr>'
            yield "".join(f'<th scope="col">{name}</th>' for name in ("what", "where", "record", "key", "value", "why"))
            yield "</tr></thead>\n<tbody>\n"
        shown += 1
        if shown > _MOST_ON_PAGE:
            break
        where = f"{entry.locator or 'line ' + str(entry.line)} {entry.column and f'({entry.column})'}"
        why = "; ".join(filter(None, (entry.what, entry.expected and f"expected {entry.expected}", entry.todo)))
        cells = (entry.kind, f"{entry.file}: {where}", entry.record, entry.key, entry.value, why)
        yield "<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in cells) + "</tr>\n"
    if shown:
        yield "</tbody></table>\n"
    if shown > _MOST_ON_PAGE:
        more = "All are in the report as CSV: <code>--report FILE.csv</code>."
        yield f"<p>Here are the first {_MOST_ON_PAGE:,}. {more}</p>\n"


def _legend() -> str:
    items = "".join(f"<dt>{kind}</dt><dd>{_text(says)}</dd>" for kind, says in KINDS.items() if kind != "row left out")
    return f"<dl>{items}</dl>\n"


def _section(title: str, columns: tuple[str, str], counted: Mapping[str, int]) -> Iterable[str]:
    if counted:
        rows = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
        yield f"<h2>{title}</h2>\n{_table(columns, rows, 'numbers')}"


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, int]], style: str) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in columns)
    body = "".join(f"<tr><td>{_text(name)}</td><td>{number:,}</td></tr>\n" for name, number in rows)
    return f'<table class="{style}">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table>\n'


def _text(text: str) -> str:
    return escape(visible(text, keep="\n"))


WRITERS: Final[Mapping[str, Writer]] = {".csv": _write_csv, ".html": _write_html}
