"""The report of a harvest, as a spreadsheet and as a page: all of it, and nothing in it acts."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser

import pytest

from memorial_kg.errors import UsageError
from memorial_kg.sources.crosswalk import Entry, Report, summary, writer_of

HOSTILE = '=cmd|calc <script>alert("x")</script> & </table>'


def refused(value: str, kind: str = "value refused") -> Entry:
    return Entry(kind, "works.csv", 3, "row 2", "a-2", "name", "title", value, "it is no name", "a name", "mend it")


def filled(*entries: Entry) -> Report:
    report = Report("xx-works")
    report.documents = ["works.csv"]
    report.rows = report.records = 2
    for entry in entries:
        report.add(entry)
    return report


def written(report: Report, name: str) -> str:
    out = io.BytesIO()
    with report:
        writer_of(name)(report, out)
    return out.getvalue().decode()


def test_the_spreadsheet_has_a_row_for_each_entry() -> None:
    text = written(filled(refused("x"), refused("y", "row refused"), refused("z", "row left out")), "r.csv")
    head, *body = csv.reader(io.StringIO(text))
    assert [dict(zip(head, row, strict=True))["value"] for row in body] == ["x", "y", "z"]
    assert dict(zip(head, body[0], strict=True)) == {
        "kind": "value refused", "file": "works.csv", "line": "3", "locator": "row 2", "record": "a-2", "key": "name",
        "column": "title", "value": "x", "reason": "it is no name", "expected": "a name", "todo": "mend it",
    }  # fmt: skip


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "＝1"])
def test_no_cell_of_the_spreadsheet_runs(cell: str) -> None:
    [_, row] = csv.reader(io.StringIO(written(filled(refused(cell)), "r.csv")))
    assert f"'{cell}" in row


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not any(name.startswith("on") for name, _ in attrs)
        self.opened.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_shows_what_the_source_says_and_runs_none_of_it() -> None:
    page = written(filled(refused(HOSTILE)), "r.html")
    tags = _Tags()
    tags.feed(page)
    assert "script" not in tags.opened
    assert HOSTILE in tags.text
    assert page.count("</table>") == tags.opened.count("table")
    assert {"main", "h1", "h2", "th"} <= {*tags.opened}
    assert '<html lang="en">' in page
    assert "color-scheme" in page


def test_a_page_shows_no_more_than_a_browser_bears_and_says_so() -> None:
    page = written(filled(*(refused(str(number)) for number in range(2_100))), "r.html")
    assert page.count("<td>works.csv: row 2 (title)</td>") == 2_000
    assert "Here are the first 2,000." in page


def test_half_letters_and_controls_break_no_report() -> None:
    report = filled(refused("\ud800 \x1b[31m"))
    assert "\x1b" not in written(report, "r.html")
    assert "\\ud800" in written(filled(refused("\ud800 x")), "r.csv")


def test_entries_that_wait_on_the_disk_come_back_as_they_were() -> None:
    entries = [refused(f"{number} {'x' * 500}") for number in range(4_000)]
    with filled(*entries) as report:
        assert [*report.entries()] == entries
        report.add(refused("last"))
        assert [*report.entries()][-1].value == "last"


def test_another_kind_of_file_is_refused() -> None:
    with pytest.raises(UsageError, match=r"written as \.csv or \.html"):
        writer_of("report.pdf")


def test_the_summary_is_short_and_has_the_numbers() -> None:
    with filled(refused("x"), refused("y", "row refused"), refused("z", "correction")) as report:
        report.unread = {"donor": 2}
        told = "\n".join(summary(report))
    assert "2 rows read: 2 records, 1 rows refused, 0 left out as declared" in told
    assert "1 corrections no longer apply" in told
    assert "columns that no rule reads: donor" in told
