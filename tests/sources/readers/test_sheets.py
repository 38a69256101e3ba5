import datetime as dt
import decimal
import io
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.sources.readers.reading import problems_of, rows_of, values_of
from tests.sources.readers.workbooks import number, ods, row, text, xlsx

from memorial_kg.errors import UsageError

HEADER = row(1, text("A1", "Name"), text("B1", "Year"))
USAK = row(2, text("A2", "Uşak"), number("B2", "2014"))


def test_a_sheet_is_read_as_people_see_it(tmp_path: Path) -> None:
    cells = [
        number("B2", "1923"), number("C2", "8.6"), number("D2", "0.30000000000000004"), number("E2", "41696", 1),
        number("F2", "41696.75", 2), number("G2", "0.5", 3), '<c r="H2" t="b"><v>1</v></c>', number("I2", "1.5E+20"),
        '<c r="J2"><f>B2+1</f><v>1924</v></c>', text("L2", "=1+1"),
    ]  # fmt: skip
    names = [text(f"{column}1", name) for column, name in zip("ABCDEFGHIJKL", "abcdefghijkl", strict=True)]
    (values,) = values_of(tmp_path, "a.xlsx", xlsx({"Works": row(1, *names) + row(2, text("A2", "x"), *cells)}))
    assert values == {
        "a": "x", "b": "1923", "c": "8.6", "d": "0.3", "e": "2014-02-26", "f": "2014-02-26T18:00:00", "g": "12:00:00",
        "h": "true", "i": "150000000000000000000", "j": "1924", "k": None, "l": "=1+1",
    }  # fmt: skip


def test_the_place_of_a_row_names_the_sheet_and_its_line_is_that_of_the_sheet(tmp_path: Path) -> None:
    sheet = row(3, text("B3", "Name")) + row(5, text("B5", "A")) + row(9, text("B9", "B"))
    rows = rows_of(tmp_path, "a.xlsx", xlsx({"Works": sheet}))
    assert [(each.locator, each.line, each.values) for each in rows] == [
        ("sheet Works, row 1", 5, {"Name": "A"}),
        ("sheet Works, row 2", 9, {"Name": "B"}),
    ]


@pytest.mark.parametrize("sheet", ["Works", "2"])
def test_a_sheet_is_named_or_numbered(tmp_path: Path, sheet: str) -> None:
    book = xlsx({"Notes": row(1, text("A1", "note")), "Works": HEADER + USAK, "Empty": ""})
    assert values_of(tmp_path, "a.xlsx", book, sheet=sheet) == [{"Name": "Uşak", "Year": "2014"}]


def test_which_sheet_is_not_guessed(tmp_path: Path) -> None:
    book = xlsx({"Notes": row(1, text("A1", "note")), "Works": HEADER + USAK})
    (row_,) = rows_of(tmp_path, "a.xlsx", book)
    assert row_.problems[0].todo == "declare sheet as one of 'Notes', 'Works'"
    (row_,) = rows_of(tmp_path, "a.xlsx", book, sheet="Nots")
    assert row_.problems[0].what == "it has no sheet 'Nots'"
    assert values_of(tmp_path, "a.xlsx", xlsx({"Empty": "", "Works": HEADER + USAK})) == [
        {"Name": "Uşak", "Year": "2014"}
    ]


def test_rows_above_the_header_are_passed_over_where_that_is_declared(tmp_path: Path) -> None:
    book = xlsx({"Works": row(1, text("A1", "Works of art")) + row(3, text("A3", "Name")) + row(4, text("A4", "A"))})
    assert values_of(tmp_path, "a.xlsx", book, header_row=3) == [{"Name": "A"}]


def test_open_document_and_old_excel_are_read_alike(tmp_path: Path) -> None:
    string = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    value = '<table:table-cell office:value-type="{0}" office:{1}="{2}"><text:p>shown</text:p></table:table-cell>'
    rows = ["".join(map(string.format, ("Name", "Year", "Opened"))),
            string.format("Uşak") + value.format("float", "value", "1923") + value.format("date", "date-value", "2014-02-26"),
            string.format("İzmit") + value.format("float", "value", "8.6")]  # fmt: skip
    book = ods("".join(f"<table:table-row>{cells}</table:table-row>" for cells in rows))
    wanted = [
        {"Name": "Uşak", "Year": "1923", "Opened": "2014-02-26"},
        {"Name": "İzmit", "Year": "8.6", "Opened": None},
    ]
    assert values_of(tmp_path, "a.ods", book) == wanted
    assert values_of(tmp_path, "a.xls", (Path(__file__).parent / "works.xls").read_bytes()) == wanted


def test_cells_in_opposite_corners_of_a_sheet_are_refused_before_they_fill_the_memory(tmp_path: Path) -> None:
    book = xlsx({"Works": row(1, number("A1", "1")) + row(1048576, number("XFD1048576", "1"))})
    (row_,) = rows_of(tmp_path, "a.xlsx", book)
    assert row_.problems[0].what == "its cells lie in 1048576 rows and 16384 columns"


@pytest.mark.parametrize(
    "content", [b"", b"no workbook", b"PK\x03\x04 no zip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)]
)
@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_what_is_no_spreadsheet_is_named(tmp_path: Path, content: bytes, suffix: str) -> None:
    (row_,) = rows_of(tmp_path, f"a.{suffix}", content)
    assert row_.values == {}
    assert len(row_.problems) == 1


def test_a_spoilt_spreadsheet_never_ends_the_process(tmp_path: Path) -> None:
    whole = xlsx({"Works": HEADER + USAK})
    for at in range(0, len(whole), 149):
        rows = rows_of(tmp_path, "a.xlsx", whole[:at] + b"\xff\x00" + whole[at + 2 :])
        assert rows
    old = (Path(__file__).parent / "works.xls").read_bytes()
    for at in range(0, len(old), 701):
        rows_of(tmp_path, "a.xls", old[:at] + b"\xff\xff\x00" + old[at + 3 :])


# ── Parquet ──


def parquet(**columns: Any) -> bytes:  # noqa: ANN401
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


def test_parquet_is_read_with_its_values_as_texts(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    content = parquet(
        n=pa.array([1, None], pa.int64()), f=[1923.0, 0.1], d=[decimal.Decimal("1.10"), None], t=[True, False],
        day=[dt.date(2014, 2, 26), None], at=[dt.datetime(2014, 2, 26, 18), dt.datetime(2014, 2, 26)],  # noqa: DTZ001
        ns=pa.array([1, None], pa.timestamp("ns", tz="UTC")), li=[["a", "b"], None], s=[{"x": 1.0}, None],
        m=pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int64())),
    )  # fmt: skip
    first, second = values_of(tmp_path, "a.parquet", content)
    assert first == {
        "n": "1", "f": "1923", "d": "1.10", "t": "true", "day": "2014-02-26", "at": "2014-02-26T18:00:00",
        "ns": "1970-01-01T00:00:00.000000001Z", "li": ["a", "b"], "s": {"x": "1"}, "m": [{"key": "k", "value": "1"}],
    }  # fmt: skip
    assert (second["n"], second["f"], second["at"], second["s"]) == (None, "0.1", "2014-02-26", None)


def test_bytes_in_parquet_cannot_be_kept_and_say_so(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "a.parquet", parquet(name=["A", "B"], picture=[b"\xff\xd8", None]))
    assert problems_of(rows) == ["row 1|picture|it is 2 bytes, not text"]
    assert rows[0].values == {"name": "A"}


def test_broken_parquet_is_named(tmp_path: Path) -> None:
    content = parquet(name=["A"] * 100)
    for spoilt in (b"", b"PAR1", content[:-9], content[:20] + b"\xff" * 40 + content[60:]):
        rows = rows_of(tmp_path, "a.parquet", spoilt)
        assert [len(each.problems) for each in rows if each.problems] == [1]


def test_without_the_library_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"memorial-kg\[parquet\]"):
        rows_of(tmp_path, "a.parquet", b"PAR1")
    monkeypatch.setitem(sys.modules, "pyproj", None)
    with pytest.raises(UsageError, match=r"memorial-kg\[crs\]"):
        rows_of(tmp_path, "a.geojson", '{"type": "FeatureCollection", "features": []}', crs="EPSG:25832")


def test_a_worker_that_ends_before_its_time_is_an_error_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    (row_,) = rows_of(tmp_path, "a.xlsx", xlsx({"Works": HEADER + USAK}))
    assert row_.problems[0].what == "it is damaged, or asks for more memory than there is"
