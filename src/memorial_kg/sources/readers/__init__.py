"""Reads foreign formats: each reader streams rows, and each row knows where it stands."""

from memorial_kg.sources.readers.formats import READERS, SUFFIXES, format_of
from memorial_kg.sources.readers.inputs import Inputs, Opened, open_inputs
from memorial_kg.sources.readers.paths import parse_path, values_at
from memorial_kg.sources.readers.row import Input, Reader, ReadingRules, SourceRow, Text

__all__ = [
    "READERS",
    "SUFFIXES",
    "Input",
    "Inputs",
    "Opened",
    "Reader",
    "ReadingRules",
    "SourceRow",
    "Text",
    "format_of",
    "open_inputs",
    "parse_path",
    "values_at",
]
