"""The formats that can be read: the reader of each, the suffixes that tell it, and what its content begins with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

from memorial_kg.errors import InputError, UsageError
from memorial_kg.sources.readers.archives import is_zip
from memorial_kg.sources.readers.delimited import read_csv, read_tsv
from memorial_kg.sources.readers.finding import file_problem
from memorial_kg.sources.readers.geojson import read_geojson, read_geojson_lines, read_topojson
from memorial_kg.sources.readers.jsontree import read_json, read_json_lines
from memorial_kg.sources.readers.kml import read_kml, read_kmz
from memorial_kg.sources.readers.markdown import read_markdown
from memorial_kg.sources.readers.parquet import read_parquet
from memorial_kg.sources.readers.row import Input, Reader
from memorial_kg.sources.readers.sheets import read_sheet
from memorial_kg.sources.readers.sniffing import looks_delimited
from memorial_kg.sources.readers.sparql import read_endpoint, read_sparql_json, read_sparql_tsv, read_sparql_xml
from memorial_kg.sources.readers.wikidata import read_wikidata
from memorial_kg.sources.readers.wikitext import read_mediawiki, read_wikitext
from memorial_kg.values import did_you_mean, quote

__all__ = ["READERS", "SUFFIXES", "check_format", "format_of", "formats_of_suffix"]

READERS: Final[Mapping[str, Reader]] = {
    "csv": read_csv,
    "tsv": read_tsv,
    "json": read_json,
    "jsonl": read_json_lines,
    "geojson": read_geojson,
    "geojsonl": read_geojson_lines,
    "topojson": read_topojson,
    "sparql-json": read_sparql_json,
    "sparql-xml": read_sparql_xml,
    "sparql-tsv": read_sparql_tsv,
    "sparql": read_endpoint,
    "wikidata": read_wikidata,
    "kml": read_kml,
    "kmz": read_kmz,
    "markdown": read_markdown,
    "wikitext": read_wikitext,
    "mediawiki": read_mediawiki,
    "xlsx": read_sheet,
    "xls": read_sheet,
    "ods": read_sheet,
    "parquet": read_parquet,
}

# The formats that a suffix stands for; where there are several, the content tells.
SUFFIXES: Final[Mapping[str, tuple[str, ...]]] = {
    ".csv": ("csv",),
    ".tsv": ("tsv", "sparql-tsv"),
    ".srj": ("sparql-json",),
    ".srx": ("sparql-xml",),
    ".xml": ("sparql-xml", "kml", "mediawiki"),
    ".tab": ("tsv",),
    ".json": ("json", "geojson", "topojson", "jsonl", "sparql-json", "wikidata"),
    ".jsonl": ("jsonl",),
    ".ndjson": ("jsonl",),
    ".geojson": ("geojson",),
    ".geojsonl": ("geojsonl",),
    ".geojsons": ("geojsonl",),
    ".topojson": ("topojson",),
    ".kml": ("kml",),
    ".kmz": ("kmz",),
    ".md": ("markdown",),
    ".markdown": ("markdown",),
    ".xlsx": ("xlsx",),
    ".xlsm": ("xlsx",),
    ".xls": ("xls",),
    ".ods": ("ods",),
    ".parquet": ("parquet",),
    ".txt": ("csv", "tsv", "wikitext", "mediawiki"),
    ".wiki": ("wikitext",),
    ".wikitext": ("wikitext",),
    ".mediawiki": ("wikitext",),
}

_HEAD: Final = 1 << 14
_WHATEVER: Final = frozenset({"json", "tsv"})  # their suffix means them, whatever the content: the reader will say
_MAGIC: Final[Mapping[str, bytes]] = {"parquet": b"PAR1", "xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}

# What stands near the beginning of a file of a format; the more telling come first, for most of it stands in others.
_CONTENT: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("topojson", re.compile(r'\A\s*\{.{0,4000}"type"\s*:\s*"Topology"', re.DOTALL)),
    ("geojson", re.compile(r'\A\s*\{.{0,4000}"type"\s*:\s*"Feature(?:Collection)?"', re.DOTALL)),
    ("sparql-json", re.compile(r'\A\s*\{\s*"head"\s*:\s*\{[^}]*"(?:vars|link)"')),
    (
        "wikidata",
        re.compile(
            r'\A\s*\{\s*"entities"\s*:\s*\{|\A[\[\s]*\{\s*"(?:type|id|pageid)"[^{}]*"(?:id|type)"\s*:\s*"[QPL]\d'
        ),
    ),
    ("jsonl", re.compile(r"\A\s*\{[^\n]*\}[ \t\r]*\n\s*\{")),
    ("json", re.compile(r"""\A\s*(?:\{\s*["}]|\[[\s\[]*["{\]\d-])""")),
    ("kml", re.compile(r"\A\s*<.{0,2000}<kml\b|\A\s*<kml\b", re.DOTALL)),
    ("mediawiki", re.compile(r"\A\s*(?:<\?.{0,2000})?<mediawiki\b", re.DOTALL)),
    ("sparql-xml", re.compile(r"\A\s*(?:<\?.{0,2000})?<sparql\b", re.DOTALL)),
    ("sparql-tsv", re.compile(r"\A\?\w+(?:\t\?\w+)*\r?\n")),
    ("wikitext", re.compile(r"^(?:\{\||\{\{|==+[^=\n]+==+\s*$)", re.MULTILINE)),
    ("markdown", re.compile(r"\A---[ \t]*\r?\n")),
)


def check_format(name: str) -> str:
    """A format that can be read; an unknown one is a `UsageError` that lists them."""
    if name in READERS:
        return name
    hint = did_you_mean(name, READERS)
    raise UsageError(f"The format {quote(name)} is not known; it is one of {', '.join(READERS)}{hint and f'; {hint}'}")


def formats_of_suffix(name: str) -> tuple[str, ...]:
    """The formats for which the end of a name stands; `.gz` says nothing."""
    return SUFFIXES.get(PurePosixPath(name.lower().removesuffix(".gz")).suffix, ())


def format_of(source: Input) -> str:
    """The format of an input, by its suffix or else by its content."""
    by_suffix = formats_of_suffix(source.name)
    if len(by_suffix) == 1:
        return by_suffix[0]
    try:
        with source.open() as stream:
            head = stream.read(_HEAD)
    except InputError:  # a damaged archive: the reader will say so
        head = b""
    for name, magic in _MAGIC.items():
        if head.startswith(magic) and (not by_suffix or name in by_suffix):
            return name
    text = _text(head)
    for name, content in _CONTENT:
        if (not by_suffix or name in by_suffix) and content.search(text):
            return name
    if by_suffix and by_suffix[0] in _WHATEVER:
        return by_suffix[0]
    delimiter = looks_delimited(text)
    if delimiter and (not by_suffix or "csv" in by_suffix):
        return "tsv" if delimiter == "\t" else "csv"
    what = "it is an archive, and" if is_zip(head) else "neither its name nor its content tells its format:"
    todo = f"declare format as one of {', '.join(READERS)}"
    raise file_problem(source.name, f"{what} nothing can be read", "a format that is known", todo)


def _text(head: bytes) -> str:
    """The beginning of a file as letters, whatever its encoding: the words looked for are ASCII."""
    return head.replace(b"\0", b"").decode("utf-8", "ignore").lstrip("\ufeff")
