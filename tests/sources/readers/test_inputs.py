import gzip
import io
import os
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.sources.readers.reading import rows_of
from tests.sources.readers.workbooks import zipped

from memorial_kg.errors import InputError, UsageError
from memorial_kg.sources.readers import READERS, SUFFIXES, ReadingRules, open_inputs

CSV = "name\nA\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.csv", "a.csv", "in/c.csv", "in/d.json", "in/e.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"name\n{name}\n" if name.endswith("csv") else '{"name": "d"}', encoding="utf-8")
    (tmp_path / "z.zip").write_bytes(
        zipped({"y.csv": CSV, "x/w.csv": CSV, "README.txt": "words", "__MACOSX/._y.csv": "?"})
    )
    return tmp_path


def names(folder: Path, *words: str, **rules: Any) -> list[str]:  # noqa: ANN401
    return [opened.name for opened in open_inputs(words, ReadingRules(**rules), folder=folder)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["b.csv", "a.csv"], ["b.csv", "a.csv"]),
        (["*.csv"], ["a.csv", "b.csv"]),
        (["**/*.csv"], ["a.csv", "b.csv", "in/c.csv"]),
        (["z.zip"], ["z.zip/x/w.csv", "z.zip/y.csv"]),
        (["z.zip/y.csv"], ["z.zip/y.csv"]),
        (["z.zip/x"], ["z.zip/x/w.csv"]),
        (["z.zip/*.csv"], ["z.zip/x/w.csv", "z.zip/y.csv"]),
        (["in/d.json", "in/c.csv"], ["in/d.json", "in/c.csv"]),
    ],
)
def test_words_name_files_patterns_and_members(folder: Path, words: list[str], found: list[str]) -> None:
    assert names(folder, *words) == found


def test_a_folder_stands_for_its_files_of_the_declared_format(folder: Path) -> None:
    inputs = open_inputs(["."], ReadingRules(format="csv"), folder=folder)
    assert [opened.name for opened in inputs] == ["a.csv", "b.csv", "in/c.csv", "in/e.txt"]
    assert inputs.passed_over == ["in/d.json", "z.zip"]
    (folder / "in/e.txt").unlink()
    assert names(folder, "in", format="json") == ["in/d.json"]


def test_a_folder_of_several_formats_is_not_guessed(folder: Path) -> None:
    with pytest.raises(InputError, match="it holds 1 of csv, 1 of json"):
        names(folder, "in")
    (folder / "in/d.json").unlink()
    assert names(folder, "in") == ["in/c.csv"]


def test_a_name_with_signs_of_a_pattern_is_a_name(tmp_path: Path) -> None:
    (tmp_path / "list [2014].csv").write_text(CSV, encoding="utf-8")
    assert names(tmp_path, "list [2014].csv") == ["list [2014].csv"]


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("none.csv", "there is no such file or folder"),
        ("none/*.csv", "no file matches this pattern"),
        ("z.zip/none.csv", "there is no such member in the archive"),
        ("in/e.txt", "neither its name nor its content tells its format"),
    ],
)
def test_what_is_not_there_is_named(folder: Path, word: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        names(folder, word)


def test_nothing_named_and_unknown_formats_are_mistakes_of_the_request(folder: Path) -> None:
    with pytest.raises(UsageError, match="Name a file"):
        open_inputs([])
    with pytest.raises(UsageError, match=r"'cvs' is not known; it is one of csv, tsv, .*did you mean 'csv'"):
        names(folder, "a.csv", format="cvs")
    with pytest.raises(UsageError, match="no standard input"):
        names(folder, "-")


@pytest.mark.parametrize(
    ("content", "format_"),
    [(b"name,x\nA,1\nB,2\n", ""), (b'[{"name": "A"}, {"name": "B"}]', ""), (b"name\nA\nB", "csv")],
)
def test_standard_input_is_read_by_its_content_or_declaration(content: bytes, format_: str) -> None:
    rows = open_inputs(["-"], ReadingRules(format=format_), standard_input=io.BytesIO(content)).rows()
    assert [(row.values["name"], row.file) for row in rows] == [("A", "standard input"), ("B", "standard input")]


def test_gzip_and_zip_on_standard_input_are_opened() -> None:
    for content in (gzip.compress(b"name,x\nA,1\nB,1\n"), zipped({"a.csv": "name\nA\nB\n"})):
        rows = open_inputs(["-"], standard_input=io.BytesIO(content)).rows()
        assert [row.values["name"] for row in rows] == ["A", "B"]


def test_gzip_is_opened_whatever_its_name(tmp_path: Path) -> None:
    for name in ("a.csv.gz", "a.csv"):
        (row,) = rows_of(tmp_path, name, gzip.compress(CSV.encode()))
        assert (row.values, row.file) == ({"name": "A"}, name)


@pytest.mark.parametrize(
    ("content", "format_"),
    [
        ("a,b\n1,2\n3,4\n", "csv"),
        ("a\tb\n1\t2\n3\t4\n", "tsv"),
        ('[{"a": 1}]', "json"),
        ('{"a": 1}\n{"a": 2}\n', "jsonl"),
        ('{"type": "FeatureCollection", "features": []}', "geojson"),
        ('{"type": "Topology"}', "topojson"),
        ('{"head": {"vars": []}, "results": {}}', "sparql-json"),
        ('{"entities": {"Q1": {}}}', "wikidata"),
        ('<?xml version="1.0"?>\n<kml xmlns="x"></kml>', "kml"),
        ("<mediawiki></mediawiki>", "mediawiki"),
        ("<sparql/>", "sparql-xml"),
        ("?a\t?b\n", "sparql-tsv"),
        ("---\ntitle: A\n---\n", "markdown"),
        ("{{Infobox x}}", "wikitext"),
        ("== A ==\n{|\n|}", "wikitext"),
        (zipped({"xl/workbook.xml": ""}), "xlsx"),
        (zipped({"content.xml": ""}), "ods"),
        (zipped({"doc.kml": ""}), "kmz"),
        (b"PAR1....PAR1", "parquet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "xls"),
    ],
)
def test_content_tells_the_format_where_the_name_does_not(tmp_path: Path, content: str | bytes, format_: str) -> None:
    (tmp_path / "list").write_bytes(content.encode() if isinstance(content, str) else content)
    assert [opened.format for opened in open_inputs(["list"], folder=tmp_path)] == [format_]


def test_every_suffix_stands_for_formats_that_can_be_read() -> None:
    assert {name for formats in SUFFIXES.values() for name in formats} == READERS.keys() - {"sparql"}


def test_one_file_that_cannot_be_read_costs_no_other(tmp_path: Path) -> None:
    for name, content in (("a.xlsx", b"no"), ("b.xlsx", b"no")):
        (tmp_path / name).write_bytes(content)
    rows = list(open_inputs(["*.xlsx"], folder=tmp_path).rows())
    assert [(row.file, row.locator, len(row.problems)) for row in rows] == [
        ("a.xlsx", "the file", 1),
        ("b.xlsx", "the file", 1),
    ]


# ── hostile inputs ──


def test_a_member_that_leads_out_of_its_archive_is_refused(tmp_path: Path) -> None:
    for name in ("../b.csv", "/etc/b.csv", "x/../../b.csv", "C:/b.csv", "..\\b.csv", "a\nb.csv"):
        (tmp_path / "a.zip").write_bytes(zipped({name: CSV}))
        with pytest.raises(InputError, match="leads out of the archive"):
            names(tmp_path, "a.zip")


def test_links_in_archives_and_folders_lead_nowhere(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("b.csv", CSV)
    assert names(tmp_path, "a.zip") == ["a.zip/b.csv"]
    (tmp_path / "secret.csv").write_text(CSV, encoding="utf-8")
    inner = tmp_path / "in"
    inner.mkdir()
    (inner / "b.csv").write_text(CSV, encoding="utf-8")
    (inner / "link.csv").symlink_to(tmp_path / "secret.csv")
    inputs = open_inputs(["in"], folder=tmp_path)
    assert [opened.name for opened in inputs] == ["in/b.csv"]
    assert inputs.passed_over == ["in/link.csv"]


BOMB = b"[" + b" " * 40_000_000


def test_an_archive_that_is_made_to_burst_is_stopped(tmp_path: Path) -> None:
    content = zipped({"a.json": BOMB})
    assert len(content) < len(BOMB) / 250
    (tmp_path / "a.zip").write_bytes(content)
    (row,) = open_inputs(["a.zip"], folder=tmp_path).rows()
    assert "as out of an archive that is made to burst" in row.problems[0].what


def test_a_member_that_lies_about_its_size_is_stopped_too(tmp_path: Path) -> None:
    content = bytearray(zipped({"a.json": BOMB}))
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 1000)
    (tmp_path / "a.zip").write_bytes(content)
    (row,) = open_inputs(["a.zip"], folder=tmp_path).rows()
    assert row.problems[0].what == "it is damaged: Bad CRC-32 for file 'a.json'"


def test_spreadsheets_and_maps_that_burst_are_stopped(tmp_path: Path) -> None:
    inner = b"<a>" + BOMB
    for name, member in (("a.xlsx", "xl/worksheets/sheet1.xml"), ("a.ods", "content.xml"), ("a.kmz", "doc.kml")):
        (row,) = rows_of(tmp_path, name, zipped({member: inner, "xl/workbook.xml": ""}))
        assert "as out of an archive that is made to burst" in row.problems[0].what


def test_gzip_that_bursts_is_stopped(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "a.json.gz", gzip.compress(BOMB))
    assert "as out of an archive that is made to burst" in rows[-1].problems[0].what


def test_damaged_archives_are_named(tmp_path: Path) -> None:
    whole = zipped({"a.csv": "name\n" + "".join(f"row {n}\n" for n in range(99))})
    (tmp_path / "a.zip").write_bytes(whole[:40] + b"\xff\xff\xff\xff" + whole[44:])
    assert list(open_inputs(["a.zip"], folder=tmp_path).rows())[-1].problems
    (tmp_path / "a.zip").write_bytes(whole[:-30])
    with pytest.raises(InputError, match="no zip that can be read"):
        names(tmp_path, "a.zip")
    assert rows_of(tmp_path, "a.csv.gz", gzip.compress(os.urandom(5000))[:-2000])[-1].problems


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.kml", '<!DOCTYPE kml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><kml><Placemark><name>&b;</name></Placemark></kml>'),
        ("a.kml", '<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/passwd">]><kml><Placemark><name>&a;</name></Placemark></kml>'),
        ("a.kml", '<!DOCTYPE kml SYSTEM "http://127.0.0.1:9/kml.dtd"><kml/>'),
        ("a.srx", '<!DOCTYPE s [<!ENTITY a "a">]><sparql><head/></sparql>'),
        ("a.xml", '<!DOCTYPE s [<!ENTITY a "a">]><mediawiki><page/></mediawiki>'),
    ],
)  # fmt: skip
def test_entities_and_document_types_are_refused(tmp_path: Path, name: str, content: str) -> None:
    (row,) = rows_of(tmp_path, name, content, format="mediawiki" if name.endswith("xml") else "")
    assert row.problems[0].what.startswith("it declares a document type or entities")


def test_deep_xml_is_stopped(tmp_path: Path) -> None:
    (row,) = rows_of(tmp_path, "a.kml", "<kml>" + "<Folder>" * 200_000)
    assert "nested deeper than 100 levels" in row.problems[0].what
