"""Writes the smallest spreadsheets that are some: a workbook is a zip of a few files of XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_XMLNS = "http://schemas.openxmlformats.org"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def xlsx(sheets: Mapping[str, str]) -> bytes:
    """A workbook whose sheets hold some rows; cell style 1 is a date, 2 a date and time, 3 a time."""
    relationships = f"{_XMLNS}/officeDocument/2006/relationships"
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, start=1))
    targets = "".join(f'<Relationship Id="r{n}" Type="{relationships}/worksheet" Target="worksheets/sheet{n}.xml"/>'
                      for n, _ in enumerate(sheets, start=1))  # fmt: skip
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in (0, 14, 22, 21))
    made = {
        "[Content_Types].xml": f'<Types xmlns="{_XMLNS}/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_XMLNS}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_XMLNS}/spreadsheetml/2006/main" xmlns:r="{relationships}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_XMLNS}/package/2006/relationships">{targets}'
        f'<Relationship Id="s" Type="{relationships}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{_XMLNS}/spreadsheetml/2006/main"><cellXfs>{styles}</cellXfs></styleSheet>',
    }
    for n, rows in enumerate(sheets.values(), start=1):
        made[f"xl/worksheets/sheet{n}.xml"] = (
            f'<worksheet xmlns="{_XMLNS}/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
        )
    return zipped(made)


def row(number: int, *cells: str) -> str:
    """A row of a sheet of a workbook."""
    return f'<row r="{number}">{"".join(cells)}</row>'


def text(place: str, words: str) -> str:
    """A cell with a text."""
    return f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>'


def number(place: str, value: str, style: int = 0) -> str:
    """A cell with a number; style 1 makes it a date."""
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def ods(rows: str) -> bytes:
    """An OpenDocument spreadsheet with one table."""
    namespaces = " ".join(f'xmlns:{name}="{_OFFICE}:{name}:1.0"' for name in ("office", "table", "text"))
    content = (f"<office:document-content {namespaces}><office:body><office:spreadsheet>"
               f'<table:table table:name="Works">{rows}</table:table>'
               f"</office:spreadsheet></office:body></office:document-content>")  # fmt: skip
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = f'<manifest:manifest xmlns:manifest="{_OFFICE}:manifest:1.0"/>'
    return zipped({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """An archive of some members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()
