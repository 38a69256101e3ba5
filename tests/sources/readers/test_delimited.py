import codecs
import tracemalloc
from pathlib import Path

import pytest
from tests.sources.readers.reading import problems_of, rows_of, values_of

from memorial_kg.sources.readers import ReadingRules, open_inputs

ROWS = [{"name": "Uşak", "year": "2014"}, {"name": "Bağcılar", "year": "1.10"}]
TEXT = "name,year\nUşak,2014\nBağcılar,1.10\n"


@pytest.mark.parametrize(
    ("content", "rules"),
    [
        pytest.param(TEXT.encode(), {}, id="utf-8"),
        pytest.param(codecs.BOM_UTF8 + TEXT.encode(), {}, id="utf-8 with a mark"),
        pytest.param(codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), {}, id="utf-16, little end first"),
        pytest.param(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), {}, id="utf-16, big end first"),
        pytest.param(codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), {}, id="utf-32, little end first"),
        pytest.param(codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"), {}, id="utf-32, big end first"),
        pytest.param(TEXT.encode("iso-8859-9"), {"encoding": "iso-8859-9"}, id="declared"),
        pytest.param(TEXT.encode("utf-16-le"), {"encoding": "utf-16-le"}, id="declared utf-16 without a mark"),
        pytest.param(codecs.BOM_UTF8 + TEXT.encode(), {"encoding": "windows-1252"}, id="a mark beats a declaration"),
        pytest.param(TEXT.replace(",", ";"), {}, id="semicolons"),
        pytest.param(TEXT.replace(",", "\t"), {}, id="tabs"),
        pytest.param(TEXT.replace(",", "|"), {}, id="pipes"),
        pytest.param(TEXT.replace(",", "~"), {"delimiter": "~"}, id="declared delimiter"),
        pytest.param("sep=;\n" + TEXT.replace(",", ";"), {}, id="Excel's first line"),
        pytest.param(TEXT.replace("\n", "\r\n"), {}, id="lines of Windows"),
        pytest.param(TEXT.replace("\n", "\r"), {}, id="lines of old Macs"),
        pytest.param(TEXT.rstrip(), {}, id="no line end at the end"),
        pytest.param("\n" + TEXT.replace("\n", "\n\n"), {}, id="blank lines"),
        pytest.param("Monuments of a city\n\n" + TEXT, {"header_row": 3}, id="declared header row"),
        pytest.param(TEXT.replace("name", " name\xa0").replace("year", "year "), {}, id="blanks around names"),
        pytest.param(TEXT.replace("\n", ",,\n"), {"delimiter": ",", "header_row": 1}, id="delimiters at the end"),
    ],
)
def test_a_table_reads_the_same_however_it_is_written(
    tmp_path: Path, content: str | bytes, rules: dict[str, object]
) -> None:
    read = values_of(tmp_path, "list.csv", content, **rules)
    assert [{name: row[name] for name in ("name", "year")} for row in read] == ROWS


def test_the_place_of_a_row_is_its_number_below_the_header_and_its_line(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "list.csv", 'name,text\nA,"one\ntwo"\n\nB,three\n')
    assert [(row.locator, row.line, row.file) for row in rows] == [("row 1", 2, "list.csv"), ("row 2", 5, "list.csv")]
    assert rows[0].values["text"] == "one\ntwo"


def test_quotation_marks_hold_delimiters_lines_and_themselves(tmp_path: Path) -> None:
    content = 'name,text\nA,"a, ""b"", c\r\nd"\nB,"""quoted"""\n'
    assert [row["text"] for row in values_of(tmp_path, "list.csv", content)] == ['a, "b", c\r\nd', '"quoted"']


def test_other_quotation_marks_or_none_can_be_declared(tmp_path: Path) -> None:
    assert values_of(tmp_path, "a.csv", "name,text\nA,'b, c'\n", quote="'") == [{"name": "A", "text": "b, c"}]
    assert values_of(tmp_path, "b.csv", 'name,text\nA,"b\n', quote="") == [{"name": "A", "text": '"b'}]


def test_columns_without_a_name_or_with_one_name_are_told_apart(tmp_path: Path) -> None:
    (row,) = values_of(tmp_path, "list.csv", "name,,name,name (2),column 2\n1,2,3,4,5\n")
    assert row == {"name": "1", "column 2": "2", "name (3)": "3", "name (2)": "4", "column 2 (2)": "5"}


def test_a_table_without_a_header_names_its_columns_by_number(tmp_path: Path) -> None:
    rows = values_of(tmp_path, "list.csv", "a,b\nc,d,e\n", header_row=0)
    assert rows == [{"column 1": "a", "column 2": "b"}, {"column 1": "c", "column 2": "d", "column 3": "e"}]


def test_ragged_rows_are_read_and_say_so(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "list.csv", "a,b,c\n1,2\n1,2,3\n1,2,3,4\n1,2,3,,\n")
    assert problems_of(rows) == [
        "row 1||only 2 cells where the header has 3",
        "row 3||4 cells where the header has 3",
    ]
    assert rows[0].values == {"a": "1", "b": "2"}
    assert rows[2].values == {"a": "1", "b": "2", "c": "3", "column 4": "4"}
    assert (rows[2].problems[0].file, rows[2].problems[0].line) == ("list.csv", 4)


def test_bytes_that_cannot_be_decoded_cost_their_cell_and_say_what_to_declare(tmp_path: Path) -> None:
    content = "name,place\nA,Berlin\nB,M\xfcnchen\nC,Köln\n".encode("windows-1252").replace(b"K\xf6ln", "Köln".encode())
    rows = rows_of(tmp_path, "list.csv", content)
    assert [row.values for row in rows] == [
        {"name": "A", "place": "Berlin"},
        {"name": "B"},
        {"name": "C", "place": "Köln"},
    ]
    (problem,) = rows[1].problems
    assert (problem.line, problem.key, problem.what) == (3, "place", "the byte 0xfc is not UTF-8")
    assert 'encoding = "windows-1252"' in problem.todo
    assert "ü" in problem.todo


def test_a_byte_that_the_declared_encoding_lacks_is_named(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "list.csv", b"name,place\nA,\x81\n", encoding="windows-1252")
    assert problems_of(rows) == ["row 1|place|the byte 0x81 is not CP1252"]


def test_half_a_character_of_utf_16_is_no_crash(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "list.csv", codecs.BOM_UTF16_LE + "a,b\nc,d".encode("utf-16-le") + b"\x00\xd8\x41")
    assert rows[0].values == {"a": "c"}
    assert rows[0].problems


@pytest.mark.parametrize(
    ("content", "rules", "says"),
    [
        (TEXT.encode("utf-16-le"), {}, "every second byte is zero, as in utf-16-le"),
        (TEXT.encode("utf-16-be"), {}, "every second byte is zero, as in utf-16-be"),
        (TEXT.encode(), {"encoding": "klingon"}, "the encoding 'klingon' is not known"),
        (TEXT.encode(), {"encoding": "base64"}, "the encoding 'base64' is not known"),
        (TEXT.encode(), {"delimiter": ";;"}, "delimiter = ';;' is not one character"),
        (TEXT.encode(), {"header_row": 9}, "it has 3 rows, and harvest.header-row is 9"),
        (b"n\xe9m,year\nA,1\n", {}, "the byte 0xe9 is not UTF-8"),
        (b'name,"year\nA,1\n', {}, "a quotation mark is opened and not closed in this row"),
    ],
)
def test_what_concerns_the_whole_file_is_said_once(
    tmp_path: Path, content: bytes, rules: dict[str, object], says: str
) -> None:
    (row,) = rows_of(tmp_path, "list.csv", content, **rules)
    assert row.values == {}
    assert [problem.what for problem in row.problems] == [says]


LOST_MARKS = {
    "opened and never closed": ("1,a,b\n" * 3 + '2,"a,b\n' + "3,a,b\n" * 5, 4),
    "opened and closed by the next text in marks": ('1,"a,b\n2,a,b\n3,"c",d\n4,a,b\n', 1),
    "opened, and another one closed later": ('1,"a,b\n2,a,b\n3,a",b\n4,a,b\n', 1),
    "two in a row": ('1,"a,b\n2,"a,b\n3,a,b\n', 1),
    "opened in the last row": ('1,a,b\n2,"a,b', 2),
}


@pytest.mark.parametrize("name", LOST_MARKS)
def test_a_lost_quotation_mark_costs_no_other_row(tmp_path: Path, name: str) -> None:
    body, broken = LOST_MARKS[name]
    rows = rows_of(tmp_path, "list.csv", f"n,x,y\n{body}")
    assert len(rows) == len(body.splitlines())
    assert next(row.locator for row in rows if row.problems) == f"row {broken}"
    for number, line in enumerate(body.splitlines()):
        if '"' not in line:
            assert list(rows[number].values.values()) == line.split(",")
            assert rows[number].problems == ()


def test_text_behind_a_closing_quotation_mark_makes_a_row_doubtful(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "list.csv", 'n,x\n1,"a" b\n2,c\n')
    assert problems_of(rows) == ["row 1||text follows a closing quotation mark"]


def test_a_text_over_lines_in_a_ragged_row_stays_one_row(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "list.csv", 'n,x,y\n1,"one\ntwo"\n2,a,b\n')
    assert problems_of(rows) == ["row 1||only 2 cells where the header has 3"]
    assert rows[0].values["x"] == "one\ntwo"
    assert len(rows) == 2


def test_a_zero_byte_costs_its_cell(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "list.csv", b"n,x\n1,a\x00b\n2,c\n")
    assert problems_of(rows) == ["row 1|x|it holds a zero byte (NUL)"]
    assert [row.values for row in rows] == [{"n": "1"}, {"n": "2", "x": "c"}]


def test_a_cell_of_ten_megabytes_is_a_cell(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "list.csv", f'n,x\n1,"{"a" * 5_000_000}\n{"b" * 5_000_000}"\n2,c\n')
    assert [len(row.values["x"]) for row in rows] == [10_000_001, 1]


def test_a_line_without_end_is_passed_over(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "list.csv", f"n,x\n1,{'a' * 40_000_000}\n2,c\n", delimiter=",")
    assert problems_of(rows) == ["row 1||a line of it is longer than 16 million characters"]
    assert rows[1].values == {"n": "2", "x": "c"}


def test_a_row_of_a_million_cells_is_no_row(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "list.csv", f"n,x\n1{',' * 1_000_000}\n2,c\n", delimiter=",")
    assert problems_of(rows) == ["row 1||it has 1000001 cells"]
    assert len(rows[0].values) < 20
    assert rows[1].values == {"n": "2", "x": "c"}


def test_a_row_that_never_ends_does_not_take_forever(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "list.csv", 'n,x\n"\n' + '","\n' * 30_000, delimiter=",")
    assert rows
    assert any(row.problems for row in rows)


def test_rows_stream(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("n,x\n" + f"1,{'a' * 500}\n" * 20_000, encoding="utf-8")
    rows = open_inputs(["long.csv"], ReadingRules(), folder=tmp_path).rows()
    assert len(next(rows).values["x"]) == 500
    tracemalloc.start()
    assert sum(1 for _ in rows) == 19_999
    assert tracemalloc.get_traced_memory()[1] < 2_000_000  # of ten million bytes
    tracemalloc.stop()


def test_an_empty_file_has_no_rows(tmp_path: Path) -> None:
    assert rows_of(tmp_path, "list.csv", "") == []
    assert rows_of(tmp_path, "list.csv", "name,year\n") == []


def test_one_column_needs_no_delimiter(tmp_path: Path) -> None:
    assert values_of(tmp_path, "list.csv", "name\nA; B\nC\n", delimiter=",") == [{"name": "A; B"}, {"name": "C"}]


def test_commas_in_texts_do_not_hide_the_delimiter(tmp_path: Path) -> None:
    content = "name;place\n" + "".join(f"Memorial {n}, first, second;Place, {n}\n" for n in range(9))
    assert values_of(tmp_path, "list.csv", content)[0] == {"name": "Memorial 0, first, second", "place": "Place, 0"}


def test_every_row_of_a_table_is_accounted_for_when_one_in_a_hundred_is_broken(tmp_path: Path) -> None:
    breaks = (
        lambda line: line.rpartition(",")[0],  # a cell lost
        lambda line: f"{line},x",  # one too many
        lambda line: line.replace('"a, b"', '"a, b'),  # a text not closed
        lambda line: line.replace("name", "na\0me"),
        lambda line: line.replace('"a, b"', '"a" b'),
    )
    lines = [f'{n},name {n},"a, b",{n}.10' for n in range(5000)]
    broken = {n: breaks[n // 100 % len(breaks)](lines[n]) for n in range(50, 5000, 100)}
    rows = rows_of(
        tmp_path, "list.csv", "n,name,text,x\n" + "\n".join(broken.get(n, lines[n]) for n in range(5000)) + "\n"
    )
    assert len(rows) == 5000
    assert {n for n, row in enumerate(rows) if row.problems} == broken.keys()
    assert all(
        list(row.values.values()) == [str(n), f"name {n}", "a, b", f"{n}.10"]
        for n, row in enumerate(rows)
        if n not in broken
    )
